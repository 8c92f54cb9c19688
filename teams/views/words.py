"""What the pages say of a post and of a skill rating."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.english import sentence
from accounts.models import Organisation
from accounts.pages import day_words
from teams import catalogue
from teams.forms.posts import wte_text
from teams.forms.skills import LEVELS, level_name
from teams.models import Post, SkillRating
from teams.ratings import Rated
from teams.roster import WTE_UNIT
from teams.roster import Post as PostRow


def post_groups(shown: Post, host: Organisation | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The columns of a post in words, in the groups of its form; for partners of its `host` without its notes."""
    notes = [] if host else [("Notes", shown.notes or "None")]
    role = catalogue.roles().get(shown.role)
    held = [catalogue.name_of("control_role", code) for code in shown.control_role.split(";") if code]
    return [
        (
            "What the post is",
            [
                ("Reference", shown.post_ref),
                ("Job title", shown.title),
                ("Role", role.name if role else "Not known"),
                ("Function", _named("function", role.function if role else "")),
                ("Team", shown.team.name if shown.team else "The organisation's own team"),
            ],
        ),
        (
            "Contract and employer",
            [
                ("Engaged as", _named("employment", shown.employment)),
                ("Supplier", shown.supplier or ("Not known" if shown.employment in catalogue.EXTERNAL else "None")),
                ("Employer", shown.employer or (host.name if host else "This organisation")),
            ],
        ),
        ("Time", _time(shown)),
        (
            "Clinical work and leadership",
            [
                ("Clinical profession", _named("clinical_profession", shown.clinical_profession, "None")),
                ("Senior leader", _senior(shown)),
                ("Holds the roles of", sentence(", ".join(held)) or "None"),
            ],
        ),
        ("Anything else", [("Grade", shown.grade or "Not recorded"), *notes]),
    ]


def _counted(shown: Post) -> PostRow:
    """The post as a row of a roster, as far as it decides what counts."""
    return PostRow(
        post_ref=shown.post_ref,
        title=shown.title,
        wte=round(shown.wte * WTE_UNIT),
        role=shown.role,
        status=shown.status,
        funded_wte=None if shown.funded_wte is None else round(shown.funded_wte * WTE_UNIT),
        clinical_profession=shown.clinical_profession,
        senior_leader=shown.senior_leader,
    )


def _time(shown: Post) -> list[tuple[str, str]]:
    vacant = shown.status == Post.Status.VACANT
    start = ("Vacant since", day_words(shown.vacant_since)) if vacant else ("Start date", day_words(shown.started_on))
    ends = ("End date", day_words(shown.ends_on, "None"))
    closed = [("Left the roster", day_words(shown.closed_on))] if shown.closed_on else []
    wte = [("WTE", wte_text(shown.wte)), ("Funded WTE", _funded(shown))]
    return [("Filled or vacant", shown.get_status_display()), *wte, start, ends, *closed]


def _funded(shown: Post) -> str:
    """The funded WTE as recorded, and how it counts where that differs."""
    row = _counted(shown)
    counts = row.effective_funded_wte
    if not row.is_filled:
        return "None, because the post is vacant"
    if shown.funded_wte is None:
        return "Not known" if counts < 0 else f"{wte_text(shown.wte)} (not recorded, so all of the time)"
    above = shown.funded_wte > shown.wte
    return wte_text(shown.funded_wte) + (f" (counts as {wte_text(shown.wte)}, the WTE)" if above else "")


def _senior(shown: Post) -> str:
    words = {1: "Yes", 0: "No"}.get(_counted(shown).effective_senior_leader, "Not known")
    return words if shown.senior_leader is not None else f"{words} (worked out from the role)"


def _named(column: str, code: str, blank: str = "Not known") -> str:
    return sentence(catalogue.name_of(column, code)) if code else blank


RATED_BY = {"self": "The person", "lead": "The digital lead", "verified": "Verified by the digital lead"}
"""Who rated, in a table. A contributor rates in place of the lead."""


def rated_words(rated: Rated) -> str:
    """A rating beside the list of its skill: "Verified as expert on 3 May 2026"."""
    said = {"self": "The person said", "lead": "The lead rated", "verified": "Verified as"}[rated.source]
    return f"{said} {level_name(rated.level).lower()} on {day_words(rated.on)}"


def rating_words(rating: SkillRating, *, stale_before: date) -> tuple[str, str, str, str]:
    """A rating in words: skill, level, who rated it, when."""
    name, meaning = LEVELS[str(rating.level)]
    when = timezone.localtime(rating.rated_at).date()
    skill = sentence(catalogue.name_of("skill", rating.skill))
    age = " (stale)" if when < stale_before else ""
    return skill, f"{name}: {meaning}", RATED_BY[rating.source], day_words(when) + age
