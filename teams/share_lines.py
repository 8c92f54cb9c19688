"""What the pages of shared teams read: each share as a line in words, its terms, and the posts of its team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.english import sentence
from accounts.models import Organisation
from accounts.pages import day_words
from teams import catalogue
from teams.cells import format_wte
from teams.models import Post, TeamShare
from teams.models.sharing import hundredths
from teams.roster import Post as PostRow
from teams.shares import as_guest

State = TeamShare.State
POST_COLUMNS = ("Reference", "Job title", "Role", "Engaged as", "WTE", "Partner's part", "Funded part")
SKILL_COLUMNS = ("Reference", *(sentence(skill.name) for skill in catalogue.skills().values()))


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One share as one of its sides sees it. The flags say what may be done with it by somebody who may share teams."""

    pk: int
    team: str
    other: str
    other_code: str
    share: str
    state: str
    colour: str
    is_given: bool
    waits: bool
    is_past: bool
    is_running: bool
    counts_from: date
    counts_until: date | None

    @classmethod
    def of(cls, share: TeamShare, side: Organisation, day: date) -> ShareLine:
        """The share as `side` sees it on `day`; team, host and partner of the share are at hand."""
        is_given = share.organisation_id == side.pk
        other = share.partner if is_given else share.organisation
        state, colour = _state(share, day)
        ended = share.has_ended(day)
        return cls(
            pk=share.pk,
            team=share.team.name,
            other=other.name,
            other_code=other.ods_code,
            share=per_cent(share),
            state=state,
            colour=colour,
            is_given=is_given,
            waits=share.state == State.OFFERED,
            is_past=share.state in (State.DECLINED, State.WITHDRAWN) or (share.is_agreed and ended),
            is_running=share.is_agreed and not ended,
            counts_from=share.counts_from,
            counts_until=share.counts_until,
        )

    @property
    def waits_for_us(self) -> bool:
        return self.waits and not self.is_given

    @property
    def shows_posts(self) -> bool:
        """Whether this side reads the posts of the team by this share."""
        return self.is_given or self.is_running


def _state(share: TeamShare, day: date) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    if share.state == State.OFFERED:
        return f"Waits for {share.partner}", "yellow"
    if not share.is_agreed:
        return ("Declined" if share.state == State.DECLINED else "Withdrawn"), "grey"
    gone = _closed_side(share, day)
    if gone:
        return f"Ended: {gone} closed on {day_words(gone.closed_on)}", "grey"
    if share.has_ended(day):
        return f"Ended on {day_words(share.counts_until)}", "grey"
    if share.counts_from > day:
        return f"Counts from {day_words(share.counts_from)}", "blue"
    return "Counts now", "green"


def _closed_side(share: TeamShare, day: date) -> Organisation | None:
    """The host or the partner whose closing ended the share before `day`; None where nothing or something else did."""
    closed = share.last_day_open
    if closed is None or closed >= day or (share.counts_until is not None and share.counts_until <= closed):
        return None
    return share.partner if share.partner.closed_on == closed else share.organisation


def per_cent(share: TeamShare) -> str:
    """The share as it is written: "33.5%"."""
    return f"{share.share_pct.normalize():f}%"


def in_short(share: TeamShare) -> str:
    """Share, partner and days: "40% for Otherbrook Hospitals from 1 April 2026"."""
    until = f" until {day_words(share.counts_until)}" if share.counts_until else ""
    return f"{per_cent(share)} for {share.partner} from {day_words(share.counts_from)}{until}"


def shares_of(organisation: Organisation) -> QuerySet[TeamShare]:
    """The shares that `organisation` gives or receives, with their teams and sides at hand."""
    return TeamShare.objects.of(organisation).listed()


def lines_of(organisation: Organisation, day: date) -> list[ShareLine]:
    """Every share on either side of which `organisation` is."""
    return [ShareLine.of(share, organisation, day) for share in shares_of(organisation)]


def terms(share: TeamShare, line: ShareLine, day: date) -> list[tuple[str, str]]:
    """What is agreed or offered, as the lines of a summary list."""
    totals = share.team.posts.open_at(day).totals()
    posts = "1 post" if totals.posts == 1 else f"{totals.posts} posts"
    recorded = [("Agreed how", f"Recorded, as {share.partner} did not use this service")]
    return [
        ("Team", share.team.name),
        ("Host", f"{share.organisation} ({share.organisation.ods_code})"),
        ("Partner", f"{share.partner} ({share.partner.ods_code})"),
        ("Share of the partner", line.share),
        ("Counts from", day_words(share.counts_from)),
        ("Counts until", day_words(share.counts_until, "No end is agreed")),
        ("State", line.state),
        *(recorded if share.state == State.RECORDED else []),
        *_successors(share, day),
        ("The team now", f"{posts}, {format_wte(totals.wte)} WTE in all"),
    ]


def _successors(share: TeamShare, day: date) -> list[tuple[str, str]]:
    """Who came after the side that closed, and may be offered a share of its own."""
    gone = _closed_side(share, day) if share.is_agreed else None
    after = [f"{each} ({each.ods_code})" for each in gone.successors.order_by("name")] if gone else []
    return [(f"After {gone}", "; ".join(after))] if after else []


@dataclass(frozen=True, slots=True)
class SharedPosts:
    """The posts of a shared team in words: `rows` of `POST_COLUMNS` by id, and rows of `SKILL_COLUMNS`."""

    rows: list[tuple[int, tuple[str, ...]]]
    skills: list[tuple[str, ...]]


def shared_posts(share: TeamShare, line: ShareLine, day: date) -> SharedPosts:
    """The posts of the team in the roster on `day`, without notes, with the part that the partner counts."""
    found = share.team.posts.open_at(day).rows_by_id() if line.shows_posts else {}
    prefix = "" if line.is_given else f"{share.organisation.ods_code}:"
    rows = [(pk, _post_cells(row, share, prefix)) for pk, row in found.items()]
    return SharedPosts(rows, [_skill_cells(row, prefix) for row in found.values() if row.is_filled])


def _post_cells(row: PostRow, share: TeamShare, prefix: str) -> tuple[str, ...]:
    part = as_guest(row, share.organisation.ods_code, hundredths(share.share_pct))
    funded = part.effective_funded_wte if part else 0
    return (
        prefix + row.post_ref,
        row.title if row.is_filled else f"{row.title} (vacant)",
        catalogue.name_of("role", row.role) if row.role else "Not known",
        sentence(catalogue.name_of("employment", row.employment)) if row.employment else "Not known",
        format_wte(row.wte),
        format_wte(part.wte) if part else "0",
        "Not known" if funded < 0 else format_wte(funded),
    )


def _skill_cells(row: PostRow, prefix: str) -> tuple[str, ...]:
    levels = (row.skills.get(skill) for skill in catalogue.skills())
    return (prefix + row.post_ref, *("Not rated" if level is None else str(level) for level in levels))


def scored_roster(organisation: Organisation, as_at: date, *, with_skills: bool = True) -> list[PostRow]:
    """The roster of `organisation` that is scored on `as_at`, in the order of its references."""
    return list(Post.objects.as_scored(organisation, as_at, with_skills=with_skills).values())


def readable_post(organisation: Organisation, pk: int, day: date) -> Post | None:
    """A post of `organisation`, or of a team that a partner shares with it; None where there is none for it."""
    readable = Post.objects.readable_by(organisation, day).select_related("team", "organisation", "rating_link")
    return readable.filter(pk=pk).first()


def readable_posts(organisation: Organisation, pks: list[int], day: date) -> dict[int, date | None]:
    """The posts with these ids that `organisation` may open, each with the day on which it closes or closed."""
    return dict(Post.objects.readable_by(organisation, day).filter(pk__in=pks).values_list("pk", "closed_on"))
