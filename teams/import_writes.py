"""The rows that an import writes, in bulk: teams, posts and the lead's skill ratings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation
from teams import bulk
from teams.cells import format_wte
from teams.clinical_time import PARTS
from teams.importing.changes import Cells, Change, Plan, levels_of
from teams.models import Post, RatingLink, SkillRating, Team
from teams.roster import COLUMNS, WTE_UNIT
from teams.services import with_vacancy

_YES_NO = {True: "yes", False: "no", None: ""}
SET_ON_CHANGE = (
    *(column for column in COLUMNS if column not in ("post_ref", "skills")),
    *PARTS,
    "vacant_since",
    "closed_on",
    "version",
)
DAYS_OUTSIDE = ("closed_on", "vacant_since")
OUTSIDE_FILE = (*DAYS_OUTSIDE, *PARTS)
"""What an import may change in a post beside the columns of the file."""
BATCH = 500
"""Keys in one condition: a database takes only so many."""


class Ratings:
    """The skill ratings of an organisation's posts, from rows of id, post, skill, source, level and time."""

    def __init__(self, rows: Iterable[tuple[int, int, str, str, int, datetime]]) -> None:
        self.that_count: dict[int, dict[str, int]] = defaultdict(dict)
        self.by_lead: dict[int, dict[str, int]] = defaultdict(dict)
        self.ids: dict[int, list[int]] = defaultdict(list)
        self.lead_ids: dict[tuple[int, str], int] = {}
        self.whole: dict[int, list[list[Any]]] = defaultdict(list)
        # Verified beats the lead's, which beats the holder's own: what comes later stays
        for pk, post, skill, source, level, rated_at in sorted(rows, key=lambda row: _WEIGHT[row[3]]):
            self.that_count[post][skill] = level
            self.ids[post].append(pk)
            self.whole[post].append([skill, source, level, rated_at.isoformat()])
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


def prepare(
    organisation: Organisation, plan: Plan, posts: Mapping[str, Post], teams: Mapping[str, Team], ratings: Ratings
) -> Work:
    """Work out everything that `plan` writes to the stored `posts` by reference, without writing anything."""
    # Teams that are to be made stand for themselves until they have an id
    all_teams = {**teams, **{name: Team(organisation=organisation, name=name) for name in plan.new_teams}}
    changed = [posts[change.post_ref] for change in plan.changed]
    before = {post.post_ref: _outside_file(post) for post in changed}
    kept_ratings = {
        change.post_ref: ratings.whole[posts[change.post_ref].pk] for change in plan.changed if change.levels
    }
    for change in plan.changed:
        _set(posts[change.post_ref], change, all_teams)
    added = [_new(organisation, cells, all_teams) for cells in plan.added]
    log = _for_the_log(plan, posts, before)
    undo = {"versions": {post.post_ref: post.version for post in changed}, "ratings": kept_ratings}
    return Work(
        plan=plan,
        organisation=organisation,
        ratings=_prepared_ratings(plan, posts, ratings),
        update=bulk.update(changed, Post, SET_ON_CHANGE),
        insert=bulk.insert(added, Post),
        in_new_teams=(_in_new_teams(changed), _in_new_teams(added)),
        log={**log, "undo": [None, undo]},
    )


def _in_new_teams(posts: Sequence[Post]) -> dict[int, str]:
    """The names of teams that are yet to be made, by the place of their post."""
    return {place: post.team.name for place, post in enumerate(posts) if post.team and not post.team.pk}


@dataclass(slots=True)
class Work:
    """A plan as statements. `write` takes as little time as can be, as nobody else can save meanwhile."""

    plan: Plan
    organisation: Organisation
    ratings: RatingWork
    update: bulk.Statement
    insert: bulk.Statement
    in_new_teams: tuple[dict[int, str], dict[int, str]]
    log: audit.Changes

    @property
    def counts(self) -> dict[str, int]:
        """How many posts are added, changed and so on."""
        plan = self.plan
        counts = {"added": len(plan.added), "changed": len(plan.changed) - plan.closed, "unchanged": plan.unchanged}
        more = {"kept": plan.kept, "closed": plan.closed, "opened_again": plan.opened_again}
        return counts | more | {"teams": len(plan.new_teams)}

    def write(self) -> audit.Changes:
        """Write everything, within the transaction that there is; give what the activity log keeps of it."""
        Team.objects.bulk_create(Team(organisation=self.organisation, name=name) for name in self.plan.new_teams)
        made = dict(Team.objects.filter(organisation=self.organisation, version=1).values_list("name", "pk"))
        for statement, teams in zip((self.update, self.insert), self.in_new_teams, strict=True):
            statement.set("team_id", {place: made[name] for place, name in teams.items()})
            statement.run()
        ids = dict(Post.objects.of(self.organisation).values_list("post_ref", "pk")) if self.plan.added else {}
        self.ratings.write(ids)
        return self.log


# Posts ---------------------------------------------------------------------------------------------------------------


def _new(organisation: Organisation, cells: Cells, teams: Mapping[str, Team]) -> Post:
    columns = [column for column in cells if column != "skills"]
    values = with_vacancy(None, {"status": Post.Status.FILLED, **stored_values(cells, columns, teams)})
    return Post(organisation=organisation, **values)


def _set(post: Post, change: Change, teams: Mapping[str, Team]) -> None:
    """Set the changed values on a stored post, which goes up by one version."""
    new = {column: text for column, (_, text) in change.cells.items()}
    values = with_vacancy(post, {"status": post.status, **stored_values(new, new, teams)})
    for field, value in values.items():
        setattr(post, field, value)
    if change.opens_again or change.closes:
        post.closed_on = timezone.localdate() if change.closes else None
    post.version += 1


def stored_values(cells: Cells, columns: Iterable[str], teams: Mapping[str, Team]) -> dict[str, Any]:
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


@dataclass(slots=True)
class RatingWork:
    """The ratings that an import changes: ids of those that go, and rows of those of stored and of new posts.

    The rating links of `vacated` posts go too: they are their holders'.

    Rows of new posts have the reference of their post in the place of its id, which is not known yet.
    """

    gone: list[int]
    stored: list[list[Any]]
    new: list[list[Any]]
    vacated: list[int]

    def write(self, ids: Mapping[str, int]) -> None:
        """Make, change and delete the ratings; `ids` are those of the new posts by reference."""
        for start in range(0, len(self.gone), BATCH):
            SkillRating.objects.filter(pk__in=self.gone[start : start + BATCH]).delete()
        for start in range(0, len(self.vacated), BATCH):
            RatingLink.objects.filter(post__in=self.vacated[start : start + BATCH]).delete()
        for row in self.new:
            row[0] = ids[row[0]]
        bulk.insert_rows(
            f"INSERT INTO {SkillRating._meta.db_table} (post_id, skill, level, source, rated_at)",
            [*self.stored, *self.new],
            "ON CONFLICT (post_id, skill, source) DO UPDATE SET level = excluded.level, rated_at = excluded.rated_at",
        )


def _prepared_ratings(plan: Plan, posts: Mapping[str, Post], ratings: Ratings) -> RatingWork:
    """The ratings where they differ. All ratings of a post that falls vacant go: its holder's."""
    end = [SkillRating.Source.LEAD.value, connection.ops.adapt_datetimefield_value(timezone.now())]
    work = RatingWork([], [], [], [])
    for cells in plan.added:
        levels = levels_of(cells.get("skills", ""))
        work.new += [[cells["post_ref"], skill, level, *end] for skill, level in levels.items()]
    for change in plan.changed:
        post = posts[change.post_ref].pk
        new = {skill: after for skill, (_, after) in change.levels.items()}
        work.stored += [[post, skill, level, *end] for skill, level in new.items() if level is not None]
        if change.falls_vacant:
            work.gone += ratings.ids[post]
            work.vacated.append(post)
        else:
            work.gone += [ratings.lead_ids[post, skill] for skill, level in new.items() if level is None]
    return work


# The activity log ----------------------------------------------------------------------------------------------------


def _outside_file(post: Post) -> dict[str, str]:
    days = {name: _iso(getattr(post, name)) for name in DAYS_OUTSIDE}
    return {**days, **{part: _wte_cell(getattr(post, part)) for part in PARTS}}


def _for_the_log(plan: Plan, posts: Mapping[str, Post], before: Mapping[str, dict[str, str]]) -> audit.Changes:
    """The teams made, and the old and new values of every post, by which an import could be taken back."""
    old: dict[str, dict[str, Any]] = {}
    new: dict[str, dict[str, Any]] = {}
    for change in plan.changed:
        ref = change.post_ref
        outside = audit.changed(before[ref], _outside_file(posts[ref]))
        both = {**change.cells, **outside, **({"skills": _sides(change)} if change.levels else {})}
        old[ref] = {column: sides[0] for column, sides in both.items()}
        new[ref] = {column: sides[1] for column, sides in both.items()}
    new |= {cells["post_ref"]: {column: text for column, text in cells.items() if text} for cells in plan.added}
    log: audit.Changes = {"posts": [old, new]}
    return {**log, "teams": [[], plan.new_teams]} if plan.new_teams else log


def _sides(change: Change) -> tuple[dict[str, int | None], dict[str, int | None]]:
    return tuple({skill: levels[side] for skill, levels in change.levels.items()} for side in (0, 1))  # type: ignore[return-value]  # two of them
