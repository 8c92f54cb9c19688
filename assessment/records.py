"""What the records say of a question that somebody answers. Which questions they speak to stands in a data file.

`rubrics/records.toml` names them by the idea that a criterion serves, with the levels that agree with what is recorded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assessment.rubric import Criterion
from teams import catalogue
from teams.cells import format_wte
from teams.roster import Post

FILE = Path(__file__).parent / "rubrics" / "records.toml"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the records say, and the lowest and the highest level that agree with it."""

    says: str
    low: int
    high: int

    def differs_from(self, level: int | None) -> bool:
        """Whether an answer of `level` says something else; "we do not know" never does."""
        return level is not None and not self.low <= level <= self.high


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a kind of statement, and the sentence that says it."""

    outcome: str
    says: str


@dataclass(frozen=True, slots=True)
class Records:
    """What is recorded, as far as statements read it: the posts of a roster, and how many teams are shared.

    `sponsors` says of each live initiative whether its sponsor is outside IT; None is not known.
    """

    posts: Sequence[Post]
    shared_teams: int = 0
    sponsors: Sequence[bool | None] = ()


def statements(criteria: Sequence[Criterion], records: Records) -> dict[str, Statement]:
    """What the records say of those answered `criteria` to which they speak, by criterion id.

    An empty roster says nothing: nobody has recorded anything yet. Nor does a list without an entry.
    """
    found = {}
    for criterion in criteria if records.posts else ():
        spoken = _spoken_of(criterion)
        if spoken:
            said = KINDS[spoken["record"]](records, spoken)
            if said:
                found[criterion.id] = Statement(said.says, *spoken[said.outcome])
    return found


def kinds_of(criteria: Sequence[Criterion]) -> set[str]:
    """The kinds of statement, keys of `KINDS`, that the records make of `criteria`."""
    return {spoken["record"] for criterion in criteria if (spoken := _spoken_of(criterion))}


def _spoken_of(criterion: Criterion) -> Mapping[str, Any] | None:
    return _speaks().get(criterion.serves) if criterion.answers else None


@cache
def _speaks() -> Mapping[str, Mapping[str, Any]]:
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["speaks"]
    return {entry["serves"]: entry for entry in entries}


def _holders(records: Records, spoken: Mapping[str, Any]) -> Found:
    """Who is in one of the roles of `spoken`, as a role or as a control role, and whether that time is funded."""
    by_role = {role: [post for post in records.posts if _is_in(post, role)] for role in spoken["roles"]}
    held = list({post.post_ref: post for group in by_role.values() for post in group}.values())
    funded = [post for post in held if post.effective_funded_wte > 0]
    names = ", ".join(catalogue.roles()[role].name for role in spoken["roles"])
    if not held:
        return Found("nobody", f"No filled post on the roster is one of: {names}.")
    number = f"{len(held)} filled {'post is' if len(held) == 1 else 'posts are'} one of: {names}"
    if not funded:
        known = all(post.effective_funded_wte == 0 for post in held)
        outcome, said = ("nobody_funded", "none is funded") if known else ("funding_not_known", "funding is not known")
        return Found(outcome, f"{number}; {said}.")
    wte = format_wte(sum(post.effective_funded_wte for post in funded))
    each = all(any(post in funded for post in group) for group in by_role.values())
    return Found("each_funded" if each else "some_funded", f"{number}; {wte} WTE is funded.")


def _is_in(post: Post, role: str) -> bool:
    return post.is_filled and (post.role == role or role in post.control_role)


def _sharing(records: Records, spoken: Mapping[str, Any]) -> Found:
    """Whether a team or a post is shared with a partner."""
    teams, posts = records.shared_teams, sum(post.employment == "shared_partner" for post in records.posts)
    if not teams and not posts:
        return Found("nothing_shared", "No team and no post is shared with a partner.")
    found = [f"{teams} shared {'team' if teams == 1 else 'teams'}"] if teams else []
    found += [f"{posts} {'post' if posts == 1 else 'posts'} engaged as shared with a partner"] if posts else []
    return Found("shared", f"{' and '.join(found)} recorded.")


def _sponsors(records: Records, spoken: Mapping[str, Any]) -> Found | None:
    """Whether the sponsors of live initiatives are outside IT; nothing where no initiative is recorded."""
    live, outside = len(records.sponsors), sum(sponsor is True for sponsor in records.sponsors)
    inside = sum(sponsor is False for sponsor in records.sponsors)
    if not live:
        return None
    says = f"Of {live} live {'initiative' if live == 1 else 'initiatives'}, {outside} "
    says += f"{'has' if outside == 1 else 'have'} a sponsor outside IT and {inside} inside IT"
    unknown = live - outside - inside
    says += f"; of {unknown} it is not known." if unknown else "."
    if outside and inside:
        return Found("some_outside", says)
    if unknown:
        return Found("not_known", says)
    return Found("each_outside" if outside else "none_outside", says)


KINDS: Mapping[str, Callable[[Records, Mapping[str, Any]], Found | None]] = {
    "holders": _holders,
    "sharing": _sharing,
    "sponsors": _sponsors,
}
