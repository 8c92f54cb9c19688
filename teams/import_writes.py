"""The rows that an import writes, in bulk: teams, posts and the lead's skill ratings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation
from teams.cells import format_wte
from teams.clinical_time import PARTS
from teams.importing.changes import Cells, Change, Plan, levels_of
from teams.models import Post, SkillRating, Team
from teams.roster import COLUMNS, WTE_UNIT
from teams.services import with_vacancy

_YES_NO = {True: "yes", False: "no", None: ""}
_SET_ON_CHANGE = (
    *(column for column in COLUMNS if column not in ("post_ref", "skills")),
    *PARTS,
    "vacant_since",
    "closed_on",
    "version",
)
_BATCH = 500
"""Keys in one condition: a database takes only so many."""


class Ratings:
    """The skill ratings of an organisation's posts, from rows of id, post, skill, source and level."""

    def __init__(self, rows: Iterable[tuple[int, int, str, str, int]]) -> None:
        self.that_count: dict[int, dict[str, int]] = defaultdict(dict)
        self.by_lead: dict[int, dict[str, int]] = defaultdict(dict)
        self.ids: dict[int, list[int]] = defaultdict(list)
        self.lead_ids: dict[tuple[int, str], int] = {}
        # Verified beats the lead's, which beats the holder's own: what comes later stays
        for pk, post, skill, source, level in sorted(rows, key=lambda row: _WEIGHT[row[3]]):
            self.that_count[post][skill] = level
            self.ids[post].append(pk)
            if source == SkillRating.Source.LEAD:
                self.by_lead[post][skill] = level
                self.lead_ids[post, skill] = pk


_WEIGHT: dict[str, int] = {SkillRating.Source.SELF: 0, SkillRating.Source.LEAD: 1, SkillRating.Source.VERIFIED: 2}


def cells_of(post: Post, team_names: Mapping[int, str]) -> Cells:
    """The cells of a stored post but for its skills, as a file holds them; `team_names` are by id."""
    return {
        **{column: getattr(post, column) for column in _AS_TEXT},
        "team": team_names[post.team_id] if post.team_id else "",
        "wte": _wte_cell(post.wte),
        "funded_wte": _wte_cell(post.funded_wte),
        "senior_leader": _YES_NO[post.senior_leader],
        "started_on": _iso(post.started_on),
        "ends_on": _iso(post.ends_on),
    }


def _wte_cell(wte: Decimal | None) -> str:
    return "" if wte is None else format_wte(int(wte * WTE_UNIT))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def write(
    organisation: Organisation, plan: Plan, posts: Mapping[str, Post], teams: Mapping[str, Team], ratings: Ratings
) -> audit.Changes:
    """Write `plan` to the stored `posts` by reference; give what the activity log keeps of it."""
    made = Team.objects.bulk_create(Team(organisation=organisation, name=name) for name in plan.new_teams)
    all_teams = {**teams, **{team.name: team for team in made}}
    before = {change.post_ref: _outside_file(posts[change.post_ref]) for change in plan.changed}
    for change in plan.changed:
        _set(posts[change.post_ref], change, all_teams)
    changed = [posts[change.post_ref] for change in plan.changed]
    Post.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_SET_ON_CHANGE)
    added = Post.objects.bulk_create(_new(organisation, cells, all_teams) for cells in plan.added)
    _write_ratings(plan, posts, {post.post_ref: post.pk for post in added}, ratings)
    return _for_the_log(plan, posts, before)


# Posts ---------------------------------------------------------------------------------------------------------------


def _new(organisation: Organisation, cells: Cells, teams: Mapping[str, Team]) -> Post:
    columns = [column for column in cells if column != "skills"]
    values = with_vacancy(None, {"status": Post.Status.FILLED, **_values(cells, columns, teams)})
    return Post(organisation=organisation, **values)


def _set(post: Post, change: Change, teams: Mapping[str, Team]) -> None:
    """Set the changed values on a stored post, which goes up by one version."""
    new = {column: text for column, (_, text) in change.cells.items()}
    values = with_vacancy(post, {"status": post.status, **_values(new, new, teams)})
    for field, value in values.items():
        setattr(post, field, value)
    if change.opens_again:
        post.closed_on = None
    post.version += 1


def _values(cells: Cells, columns: Iterable[str], teams: Mapping[str, Team]) -> dict[str, Any]:
    """The values of `columns` as a post stores them, from cells that were checked before."""
    values: dict[str, Any] = {}
    for column in columns:
        text = cells[column]
        if column == "team":
            values[column] = teams.get(text)
        else:
            values[column] = _STORED[column](text) if column in _STORED else text
    return values


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_STORED: dict[str, Callable[[str], Any]] = {
    "wte": Decimal,
    "funded_wte": lambda text: Decimal(text) if text else None,
    "senior_leader": {text: value for value, text in _YES_NO.items()}.__getitem__,
    "started_on": _day,
    "ends_on": _day,
}
"""How a column is stored that is not text."""
_AS_TEXT = tuple(column for column in COLUMNS if column not in (*_STORED, "team", "skills"))


# Skill ratings -------------------------------------------------------------------------------------------------------


def _write_ratings(plan: Plan, posts: Mapping[str, Post], added: Mapping[str, int], ratings: Ratings) -> None:
    """Make, change and delete ratings where they differ. All ratings of a post that falls vacant go: its holder's."""
    gone: list[int] = []
    levels = [(added[cells["post_ref"]], levels_of(cells.get("skills", ""))) for cells in plan.added]
    for change in plan.changed:
        post = posts[change.post_ref].pk
        levels.append((post, {skill: new for skill, (_, new) in change.levels.items() if new is not None}))
        if change.falls_vacant:
            gone += ratings.ids[post]
        else:
            gone += [ratings.lead_ids[post, skill] for skill, (_, new) in change.levels.items() if new is None]
    for start in range(0, len(gone), _BATCH):
        SkillRating.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    _rate([(post, skill, level) for post, by_skill in levels for skill, level in by_skill.items()])


def _rate(levels: Sequence[tuple[int, str, int]]) -> None:
    """Set the lead's rating for each (post, skill, level), as rated now."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for start in range(0, len(levels), _BATCH):
            batch = levels[start : start + _BATCH]
            # By hand, as `bulk_create` takes twelve times as long: ten skills a post are 100,000 rows.
            cursor.execute(
                f"INSERT INTO {SkillRating._meta.db_table} (post_id, skill, level, source, rated_at)"  # noqa: S608  # ours
                f" VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(batch))} ON CONFLICT (post_id, skill, source)"
                " DO UPDATE SET level = excluded.level, rated_at = excluded.rated_at",
                [value for row in batch for value in (*row, SkillRating.Source.LEAD.value, now)],
            )


# The activity log ----------------------------------------------------------------------------------------------------


def _outside_file(post: Post) -> dict[str, str]:
    """What an import may change in a post beside the columns of the file."""
    days = {"closed_on": _iso(post.closed_on), "vacant_since": _iso(post.vacant_since)}
    return {**days, **{part: _wte_cell(getattr(post, part)) for part in PARTS}}


def _for_the_log(plan: Plan, posts: Mapping[str, Post], before: Mapping[str, dict[str, str]]) -> audit.Changes:
    """Counts, the teams made, and the old and new values of every post, by which an import could be taken back."""
    old: dict[str, dict[str, Any]] = {}
    new: dict[str, dict[str, Any]] = {}
    for change in plan.changed:
        ref = change.post_ref
        outside = audit.changed(before[ref], _outside_file(posts[ref]))
        both = {**change.cells, **outside, **({"skills": _sides(change)} if change.levels else {})}
        old[ref] = {column: sides[0] for column, sides in both.items()}
        new[ref] = {column: sides[1] for column, sides in both.items()}
    new |= {cells["post_ref"]: {column: text for column, text in cells.items() if text} for cells in plan.added}
    counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": plan.unchanged, "kept": plan.kept}
    log: audit.Changes = {"counts": [None, counts], "posts": [old, new]}
    return {**log, "teams": [[], plan.new_teams]} if plan.new_teams else log


def _sides(change: Change) -> tuple[dict[str, int | None], dict[str, int | None]]:
    return tuple({skill: levels[side] for skill, levels in change.levels.items()} for side in (0, 1))  # type: ignore[return-value]  # two of them
