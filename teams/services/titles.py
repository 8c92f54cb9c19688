"""The writes of what an organisation's job titles mean."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import audit
from accounts.models import Organisation, User
from teams import catalogue
from teams.models import LearntTitle
from teams.services.writing import one_write
from teams.titles import normalised


def learn_titles(*, by: User, organisation: Organisation, roles: Mapping[str, str], held: bool = False) -> int:
    """Keep what a person decided about job titles, for the next file or post of `organisation`.

    `roles` gives a role of the catalogue, or "" for no digital role, by title as people write it. Titles that
    differ in seniority, band or spelling only are one: the last of them counts. Titles that hold nothing else are
    passed over. Gives the number of titles whose meaning is new or another. It is one event, and none when nothing
    changed. The roster stays as it is. `held`: this transaction holds the organisation already. ValueError: a role
    that the catalogue does not have; nothing is kept.
    """
    if unknown := set(roles.values()) - {"", *catalogue.roles()}:
        raise ValueError(f"No roles of the catalogue: {sorted(unknown)}")
    decided = {normalised(title): role for title, role in roles.items()}
    with one_write():
        # Of two people who decide at once, the second waits here, and so the log tells both decisions.
        if not held:
            Organisation.objects.hold(organisation)
        known = LearntTitle.objects.roles_of(organisation)
        new = {title: role for title, role in decided.items() if title and known.get(title) != role}
        if new:
            _keep(organisation, new)
            before = {title: known[title] for title in new if title in known}
            changes = {"learnt_roles": [_in_words(before), _in_words(new)]}
            audit.record(by=by, organisation=organisation, verb="changed", target="job titles", changes=changes)
    return len(new)


def _keep(organisation: Organisation, roles: Mapping[str, str]) -> None:
    LearntTitle.objects.bulk_create(
        [LearntTitle(organisation=organisation, title=title, role=role) for title, role in roles.items()],
        update_conflicts=True,
        unique_fields=("organisation", "title"),
        update_fields=("role",),
    )


def _in_words(roles: Mapping[str, str]) -> list[str]:
    named = ((title, catalogue.name_of("role", role) if role else "not digital") for title, role in roles.items())
    return [f"{title}: {name}" for title, name in sorted(named)]
