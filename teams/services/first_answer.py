"""The writes of the short way to a first answer: each fills in what is not known yet, and nobody's word is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from teams import catalogue
from teams.models import OrganisationFacts, Post
from teams.services.titles import learn_titles
from teams.services.writing import one_write, raise_roster_version, target_of


def confirm_roles(*, by: User, organisation: Organisation, roles: Mapping[int, str]) -> int:
    """Give posts, by their ids, the roles that somebody confirmed; gives how many posts have got one.

    A post that has a role by now keeps it. What a title stands for is kept for the next file.
    """
    with one_write():
        posts = list(Post.objects.of(organisation).filter(pk__in=roles, role="").select_for_update().order_by("pk"))
        for post in posts:
            post.role, post.version = roles[post.pk], post.version + 1
        Post.objects.bulk_update(posts, ("role", "version"), batch_size=200)
        if posts:
            raise_roster_version(organisation)
            said = Counter(f"{post.title}: {catalogue.roles()[post.role].name}" for post in posts)
            changes = {"roles": [None, [f"{title} ({number})" for title, number in said.items()]]}
            audit.record(by=by, organisation=organisation, verb="confirmed", target="roles of posts", changes=changes)
            learnt = {post.title: post.role for post in posts}
            learn_titles(by=by, organisation=organisation, roles=learnt, held=True)
    return len(posts)


def fill_in_time(
    *, by: User, organisation: Organisation, facts: Mapping[str, Any], funded: Mapping[int, Decimal]
) -> int:
    """Fill in facts by name, and the funded WTE of posts by their ids; gives how many values were filled in.

    What is known by now stays as it is.
    """
    with one_write():
        changes = {**_fill_facts(organisation, facts), **_fill_funded(organisation, funded)}
        if changes:
            raise_roster_version(organisation)
            audit.record_several(by=by, organisation=organisation, verb="changed", changes=changes)
    return sum(map(len, changes.values()))


def _fill_facts(organisation: Organisation, facts: Mapping[str, Any]) -> dict[str, audit.Changes]:
    if not facts:
        return {}
    Organisation.objects.hold(organisation)
    stored = OrganisationFacts.objects.filter(organisation=organisation).first()
    stored = stored or OrganisationFacts(organisation=organisation, as_at=timezone.localdate(), version=0)
    before = audit.values(stored, facts)
    for name, value in facts.items():
        if getattr(stored, name) in (None, ""):
            setattr(stored, name, value)
    changes = audit.changed(before, audit.values(stored, facts))
    if changes:
        stored.version += 1
        stored.save()
    return {target_of(stored): changes} if changes else {}


def _fill_funded(organisation: Organisation, funded: Mapping[int, Decimal]) -> dict[str, audit.Changes]:
    if not funded:
        return {}
    unknown = Post.objects.of(organisation).filter(pk__in=funded, funded_wte=None).select_for_update()
    posts = list(unknown.order_by("pk"))
    for post in posts:
        post.funded_wte, post.version = funded[post.pk], post.version + 1
    Post.objects.bulk_update(posts, ("funded_wte", "version"))
    return {target_of(post): {"funded_wte": [None, audit.values(post, ["funded_wte"])["funded_wte"]]} for post in posts}
