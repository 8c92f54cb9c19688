"""Quality checks that look at several rows at once, at the facts or at shares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from teams import catalogue
from teams.cells import format_wte
from teams.quality_matters import YEAR, Finding, Known, KnownPost, Level, Matter, Place, day_words
from teams.roster import WTE_UNIT
from teams.shares import WHOLE

LARGEST_PART = 2
"""A digital team of more than one in so many of the whole workforce looks like a slip, such as hours given as WTE."""

TWICE = Matter(
    "entered_twice",
    Level.HINT,
    Place.POST,
    "post_ref",
    "Posts that look like one person entered twice",
    "All but the reference, the team and the time is the same, with a start date or ratings. If it is one person in one"
    " post, close one of them. Leave colleagues who started together, and one person who works in two teams.",
)
SAME_REFERENCE = Matter(
    "same_reference",
    Level.WARNING,
    Place.POST,
    "post_ref",
    "References that differ only in spaces, dashes or capital letters",
    "If it is one post, close one of them.",
)
PART_VACANT = Matter(
    "part_vacant",
    Level.HINT,
    Place.POST,
    "wte",
    "Posts of which a part looks vacant",
    "A filled and a vacant post with the same title, role and team come to full time or less. That is how to record a"
    " post that is partly vacant. Check that their times add up to the established time.",
)
PARTNERS_POST = Matter(
    "partners_post",
    Level.WARNING,
    Place.POST,
    "employment",
    "Posts of a partner that may be counted twice",
    "The employer shares a team with you, and its posts count in your roster by themselves. Close the post here if it"
    " is one of that team.",
)


def of_rows(known: Known) -> Iterator[Finding]:
    """Rows that look alike, that make one post together, or that a partner's shared team holds already."""
    rows = known.posts
    yield from _alike(TWICE, rows, _person)
    yield from _alike(SAME_REFERENCE, rows, lambda post: re.sub(r"[\s._/-]", "", post.row.post_ref).casefold())
    yield from _part_vacant(rows)
    for post in rows:
        partner = post.row.employer or post.row.post_ref.partition(":")[0]
        if post.row.employment == "shared_partner" and partner in known.hosts:
            yield Finding.of_post(PARTNERS_POST, post, f"a post of {partner}")


def _person(post: KnownPost) -> Hashable:
    """All by which two rows show one person; None where too little is known of them."""
    row = post.row
    if not row.is_filled or not (row.skills or (row.started_on and row.clinical_profession)):
        return None
    same = (row.title.casefold(), row.role, row.employment, row.grade, row.employer, row.supplier, row.started_on)
    return (*same, row.clinical_profession, row.ends_on, tuple(sorted(row.skills.items())))


def _alike(matter: Matter, posts: Iterable[KnownPost], alike: Callable[[KnownPost], Hashable]) -> Iterator[Finding]:
    groups: dict[Hashable, list[KnownPost]] = defaultdict(list)
    for post in posts:
        key = alike(post)
        if key:
            groups[key].append(post)
    for group in groups.values():
        for post in group if len(group) > 1 else []:
            others = [other.row.post_ref for other in group if other is not post]
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            yield Finding.of_post(matter, post, f"like {', '.join(others[:3])}{more}")


def _part_vacant(posts: Iterable[KnownPost]) -> Iterator[Finding]:
    groups: dict[Hashable, list[KnownPost]] = defaultdict(list)
    for post in posts:
        groups[post.row.title.casefold(), post.row.role, post.team, post.row.grade].append(post)
    for group in groups.values():
        if len(group) == 2 and len({post.row.status for post in group}) == 2:
            vacant, filled = sorted(group, key=lambda post: post.row.is_filled)
            if vacant.row.wte + filled.row.wte <= WTE_UNIT:
                amounts = f"{format_wte(vacant.row.wte)} WTE vacant, {format_wte(filled.row.wte)} filled"
                yield Finding.of_post(PART_VACANT, vacant, f"with {filled.row.post_ref}: {amounts}")


# Facts ---------------------------------------------------------------------------------------------------------------


def _fact(code: str, level: Level, field: str, title: str, advice: str) -> Matter:
    return Matter(code, level, Place.FACTS, field, title, advice)


FIELDS = {
    "as_at": "Date of the facts",
    "workforce_wte": "Workforce of the organisation",
    "external_staff": "External staff on the roster",
    "goodwill_wte_elsewhere": "Clinical time of people who are not on the roster",
}
FACTS_OLD = _fact(
    "facts_old", Level.WARNING, "as_at", "The facts are more than a year old", "Enter them as they are now."
)
NO_WORKFORCE = _fact(
    "workforce_unknown",
    Level.WARNING,
    "workforce_wte",
    "The workforce of the organisation is not recorded",
    "Without it, the report cannot say whether the team is large enough.",
)
EXTERNAL_OPEN = _fact(
    "external_staff_unknown",
    Level.WARNING,
    "external_staff",
    "Nobody has said whether external staff are on the roster",
    "Without it, the report cannot say how much you depend on them.",
)
GOODWILL_OPEN = _fact(
    "goodwill_unknown",
    Level.WARNING,
    "goodwill_wte_elsewhere",
    "The clinical time of people who are not on the roster is not recorded",
    "Enter nought if there is none.",
)
EXTERNAL_NONE = _fact(
    "external_staff_none",
    Level.ERROR,
    "external_staff",
    "The facts say that there are no external staff, but the roster has some",
    "Correct the fact, or how these posts are engaged.",
)
EXTERNAL_MISSING = _fact(
    "external_staff_missing",
    Level.WARNING,
    "external_staff",
    "The facts say that external staff are on the roster, but there are none",
    "Add their posts, or say that there are none.",
)
TEAM_ABOVE = _fact(
    "team_above_workforce",
    Level.ERROR,
    "workforce_wte",
    "The digital team is larger than the whole workforce",
    "The workforce is that of the whole organisation, in WTE.",
)
TEAM_LARGE = _fact(
    "team_large",
    Level.WARNING,
    "workforce_wte",
    "The digital team is more than half of the workforce",
    "Check that the workforce is that of the whole organisation, and that no time is given in hours.",
)
HOURS = _fact(
    "goodwill_in_hours",
    Level.WARNING,
    "goodwill_wte_elsewhere",
    "The clinical time of people who are not on the roster looks like hours",
    "It is more than all of the posts together. Enter WTE: hours a week divided by 37.5.",
)


def of_facts(known: Known, today: date) -> Iterator[Finding]:
    """Facts that are missing or old, or that the roster or each other contradict."""
    facts, rows = known.facts, [post.row for post in known.posts]
    total = Decimal(sum(row.wte for row in rows)) / WTE_UNIT
    external = sum(row.employment in catalogue.EXTERNAL for row in rows)
    team = f"{total.normalize():f} WTE in posts"
    workforce = facts.workforce_wte
    goodwill = facts.goodwill_wte_elsewhere
    checks = (
        (FACTS_OLD, facts.as_at is not None and facts.as_at < today - YEAR, f"as at {day_words(facts.as_at)}"),
        (NO_WORKFORCE, workforce is None, ""),
        (EXTERNAL_OPEN, facts.external_staff in ("", "not_yet"), ""),
        (GOODWILL_OPEN, goodwill is None, ""),
        (EXTERNAL_NONE, facts.external_staff == "none" and external > 0, f"external posts: {external}"),
        (EXTERNAL_MISSING, facts.external_staff == "recorded" and external == 0 and bool(rows), ""),
        (TEAM_ABOVE, workforce is not None and total > workforce, team),
        (TEAM_LARGE, workforce is not None and workforce / LARGEST_PART < total <= workforce, team),
        (HOURS, goodwill is not None and bool(rows) and goodwill > total, team),
    )
    for matter, holds, detail in checks:
        if holds:
            yield Finding(matter, FIELDS[matter.field], detail)


# Shares --------------------------------------------------------------------------------------------------------------

TOO_MUCH = Matter(
    "shares_too_much",
    Level.ERROR,
    Place.SHARING,
    "",
    "Teams whose shares pass 100%",
    "More than the whole team is counted. End or change one of the shares.",
)


def of_shares(known: Known) -> Iterator[Finding]:
    """Teams of which partners count more than all."""
    for team in known.teams:
        if team.shared > WHOLE:
            detail = f"{(Decimal(team.shared) / 100).normalize():f}%"
            yield Finding(TOO_MUCH, team.name, detail, team.pk, team.pk)
