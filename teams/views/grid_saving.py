"""Saving rows of the grid of posts, each for itself: what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet, Subquery

from accounts import conflicts
from accounts.conflicts import Difference
from accounts.models import AuditEvent, User
from accounts.permissions import Access
from teams import services
from teams.forms.grid import LABELS, SentRow, Texts, read_row, texts_of, words_of
from teams.lists import ids_of
from teams.models import Post, Team

NOT_YOURS = "You may not change this post any more. Nothing of this row was saved."
RATED = (
    "Filled or vacant: this post has skill ratings, which belong to the person who left."
    " Choose “Vacant, remove skill ratings” if they may go."
)
GONE = "A post is no longer there, and nothing of its row was saved."
COPIED = {name: LABELS[name].lower() for name in ("title", "wte", "funded_wte", "ends_on")}


@dataclass(slots=True)
class Outcome:
    """What became of one row: saved, or one of wrong fields, a clash with what somebody saved first, a refusal.

    `post` is what is stored now; None where it is gone. `who` made the change of `event`, with which this clashes.
    """

    row: SentRow
    post: Post | None
    wrong: dict[str, str] = field(default_factory=dict)
    clash: Sequence[Difference] = ()
    event: AuditEvent | None = None
    who: str = ""
    refusal: str = ""

    @property
    def is_saved(self) -> bool:
        return not (self.wrong or self.clash or self.refusal)


def stored_texts(post: Post) -> Texts:
    """What stands in the controls of a stored post."""
    return texts_of(**{name: getattr(post, "team_id" if name == "team" else name) for name in LABELS})


def save_rows(*, by: User, access: Access, rows: Sequence[SentRow]) -> list[Outcome]:
    """Save each of `rows` in a transaction of its own, and say what became of each."""
    posts = access.organisation.posts.all()
    if len(rows) == 1:
        # A row that saves by itself costs as few queries as can be: one finds its post and the team it is put into.
        team = _teams(access).filter(pk__in=ids_of(rows[0].texts["team"], 1))
        posts = posts.annotate(into=Subquery(team.values("pk")[:1]), into_name=Subquery(team.values("name")[:1]))
    stored = posts.in_bulk([row.pk for row in rows])
    offered = _offered(access, rows, stored)
    return [_save(by, access, row, stored.get(row.pk), offered) for row in rows]


def _teams(access: Access) -> QuerySet[Team]:
    """The teams that this person may put posts into."""
    teams: QuerySet[Team] = access.organisation.teams.all()
    return teams if access.teams is None else teams.filter(pk__in=access.teams)


def _offered(access: Access, rows: Sequence[SentRow], stored: dict[int, Post]) -> dict[str, Team | None]:
    """The teams that a row may be put into, by what stands in its control. Asked for only where a row moves."""
    moves = any(row.texts["team"] != str(stored[row.pk].team_id or "") for row in rows if row.pk in stored)
    own: dict[str, Team | None] = {"": None} if access.teams is None else {}
    if not moves:
        return own
    if len(rows) == 1:
        [post] = stored.values()
        team = Team(pk=post.into, name=post.into_name, organisation=access.organisation)  # type: ignore[attr-defined]  # annotated
        return own | ({str(team.pk): team} if team.pk else {})
    return own | {str(team.pk): team for team in _teams(access)}


def _save(by: User, access: Access, row: SentRow, post: Post | None, offered: dict[str, Team | None]) -> Outcome:
    if post is None:
        return _gone(row)
    if not access.may_edit_posts_of(post.team_id):
        return Outcome(row, post, refusal=NOT_YOURS)
    stays = str(post.team_id or "")
    values, wrong = read_row(row.texts, {stays, *offered})
    if wrong:
        return Outcome(row, post, wrong=wrong)
    if row.texts["status"] == "vacant" and post.status == Post.Status.FILLED and post.skill_ratings.exists():
        return Outcome(row, post, wrong={"status": RATED})
    if row.texts["team"] != stays:
        values["team"] = offered[row.texts["team"]]
    try:
        return Outcome(row, services.change_post(by=by, post=post, version=row.version, values=values))
    except services.Stale as stale:
        return _clash(by, access, row, stale.row)


def _gone(row: SentRow) -> Outcome:
    """A post that is no longer there: what was typed is said, to be copied."""
    typed = ", ".join(f"{label} {row.texts[name]}" for name, label in COPIED.items() if row.texts[name])
    return Outcome(row, None, refusal=f"{GONE} You typed: {typed}.")


def _clash(by: User, access: Access, row: SentRow, post: Post | None) -> Outcome:
    """Both values of each field that differs; a row that says what is stored already counts as saved."""
    if post is None:
        return _gone(row)
    teams = {str(pk): name for pk, name in access.organisation.teams.values_list("pk", "name")}
    theirs = {name: words_of(name, text, teams) for name, text in stored_texts(post).items()}
    yours = {name: words_of(name, text.strip(), teams) for name, text in row.texts.items()}
    clash = [Difference(LABELS[name], theirs[name], yours[name]) for name in LABELS if theirs[name] != yours[name]]
    event = conflicts.latest(access.organisation, services.target_of(post)) if clash else None
    return Outcome(row, post, clash=clash, event=event, who=_who(event, by))


def _who(event: AuditEvent | None, by: User) -> str:
    if event and event.actor == by:
        return "You, in another tab or window,"
    return event.actor.name if event and event.actor else "Somebody"
