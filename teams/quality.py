"""Quality checks: what in a roster, and in the facts beside it, is wrong, doubtful or missing.

Plain rules: rows in, findings out; no database and no clock. A finding names the matter, the thing and the field that
mends it. Its key stays the same for as long as the matter lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from teams import catalogue
from teams.cells import format_wte
from teams.quality_matters import YEAR, Counts, Finding, Known, KnownPost, Level, Matter, Place, day_words
from teams.quality_of_many import of_facts, of_rows, of_shares
from teams.roster import WTE_UNIT, Post

MOST_CONTROL_ROLES = 2


def findings(known: Known, today: date) -> list[Finding]:
    """Everything that the checks find on `today`: errors, then warnings, then hints; those of one matter together."""
    found = [
        *(finding for post in known.posts for finding in _of_post(post, today)),
        *of_rows(known),
        *of_facts(known, today),
        *of_shares(known),
    ]
    levels = list(Level)
    return sorted(found, key=lambda finding: (levels.index(finding.matter.level), finding.matter.code))


def count(found: list[Finding]) -> Counts:
    """How many errors, warnings and hints there are."""
    levels = [finding.matter.level for finding in found]
    return Counts(*(levels.count(level) for level in Level))


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one row. `holds` says whether the matter is there, `detail` what the page adds to the post's name."""

    matter: Matter
    holds: Callable[[KnownPost, date], bool]
    detail: Callable[[KnownPost], str] = lambda post: ""


def _of_post(post: KnownPost, today: date) -> Iterator[Finding]:
    for check in CHECKS:
        if check.holds(post, today):
            yield Finding.of_post(check.matter, post, check.detail(post))


def _matter(code: str, level: Level, field: str, title: str, advice: str, place: Place = Place.POST) -> Matter:
    return Matter(code, level, place, field, title, advice)


def _external(row: Post) -> bool:
    return row.employment in catalogue.EXTERNAL


def _ends(post: KnownPost) -> str:
    return f"ended on {day_words(post.row.ends_on)}"


def _amounts(post: KnownPost) -> str:
    funded = post.row.funded_wte or 0
    return f"{format_wte(funded)} funded of {format_wte(post.row.wte)} WTE"


def _old(day: date | None, today: date) -> bool:
    return day is not None and day < today - YEAR


CHECKS: tuple[Check, ...] = (
    Check(
        _matter(
            "starts_after_end",
            Level.ERROR,
            "started_on",
            "Posts that start after they end",
            "Correct the start date or the end date.",
        ),
        lambda post, today: bool(post.row.started_on and post.row.ends_on and post.row.started_on > post.row.ends_on),
        lambda post: f"starts on {day_words(post.row.started_on)}, ends on {day_words(post.row.ends_on)}",
    ),
    Check(
        _matter(
            "end_passed",
            Level.WARNING,
            "ends_on",
            "Posts whose end date has passed",
            "They still count. Enter the new end date, or close the post if the person has left.",
        ),
        lambda post, today: post.row.ends_on is not None and post.row.ends_on < today,
        _ends,
    ),
    Check(
        _matter(
            "starts_later",
            Level.WARNING,
            "started_on",
            "Filled posts whose start date is still to come",
            "They count as filled today. Record the post as vacant until the person starts.",
        ),
        lambda post, today: post.row.is_filled and post.row.started_on is not None and post.row.started_on > today,
        lambda post: f"starts on {day_words(post.row.started_on)}",
    ),
    Check(
        _matter(
            "role_unknown",
            Level.WARNING,
            "role",
            "Posts without a role",
            "The role decides which function a post counts towards. Choose the closest match.",
        ),
        lambda post, today: not post.row.role,
    ),
    Check(
        _matter(
            "employment_unknown",
            Level.WARNING,
            "employment",
            "Posts of which nobody has said how they are engaged",
            "Without it, the report cannot say how much you depend on external staff.",
        ),
        lambda post, today: not post.row.employment,
    ),
    Check(
        _matter(
            "clinician_funding_unknown",
            Level.WARNING,
            "funded_wte",
            "Clinicians whose funded time is not recorded",
            "Enter the part of their digital time that is in the job plan, backfilled or employed for. Nought is an"
            " answer.",
        ),
        lambda post, today: post.row.is_filled and post.row.clinician == 1 and post.row.funded_wte is None,
    ),
    Check(
        _matter(
            "clinician_unfunded",
            Level.HINT,
            "funded_wte",
            "Clinicians none of whose digital time is funded",
            "If that is so, leave it: the report shows it as goodwill.",
        ),
        lambda post, today: post.row.is_filled and post.row.clinician == 1 and post.row.funded_wte == 0,
    ),
    Check(
        _matter(
            "external_without_end",
            Level.WARNING,
            "ends_on",
            "External posts without an end date",
            "Enter the day on which the contract ends, so that the report can say what is at risk and when.",
        ),
        lambda post, today: _external(post.row) and post.row.ends_on is None,
    ),
    Check(
        _matter(
            "external_without_supplier",
            Level.WARNING,
            "supplier",
            "External posts without a supplier",
            "Enter who provides the person, so that the report can say how much rests on one supplier.",
        ),
        lambda post, today: _external(post.row) and not post.row.supplier,
    ),
    Check(
        _matter(
            "supplier_of_own",
            Level.WARNING,
            "employment",
            "Posts with a supplier that are not engaged as external",
            "Either the person is external, or there is no supplier.",
        ),
        lambda post, today: bool(
            post.row.supplier and post.row.employment and post.row.employment in catalogue.IN_HOUSE
        ),
        lambda post: f"supplier {post.row.supplier}",
    ),
    Check(
        _matter(
            "fixed_term_without_end",
            Level.WARNING,
            "ends_on",
            "Fixed-term posts and secondments without an end date",
            "Enter the day on which the contract or the secondment ends.",
        ),
        lambda post, today: post.row.employment in ("fixed_term", "secondment_in") and post.row.ends_on is None,
    ),
    Check(
        _matter(
            "permanent_with_end",
            Level.HINT,
            "employment",
            "Permanent posts with an end date",
            "If the post ends, it is more likely a fixed-term post.",
        ),
        lambda post, today: post.row.employment == "permanent" and post.row.ends_on is not None,
        lambda post: f"ends on {day_words(post.row.ends_on)}",
    ),
    Check(
        _matter(
            "long_vacant",
            Level.WARNING,
            "status",
            "Posts that have been vacant for more than a year",
            "If nobody is being recruited, close the post. If somebody has started, record it as filled.",
        ),
        lambda post, today: not post.row.is_filled and _old(post.vacant_since, today),
        lambda post: f"vacant since {day_words(post.vacant_since)}",
    ),
    Check(
        _matter(
            "many_control_roles",
            Level.WARNING,
            "control_role",
            "Posts with more than two control roles",
            "One person who holds many of them is a risk, or the roles are ticked too freely.",
        ),
        lambda post, today: len(post.row.control_role) > MOST_CONTROL_ROLES,
        lambda post: ", ".join(catalogue.name_of("control_role", code) for code in post.row.control_role),
    ),
    Check(
        _matter(
            "funded_above_wte",
            Level.HINT,
            "funded_wte",
            "Posts with more funded time than time",
            "The funded time counts as the WTE. Correct whichever is wrong.",
        ),
        lambda post, today: post.row.is_filled and (post.row.funded_wte or 0) > post.row.wte,
        _amounts,
    ),
    Check(
        _matter(
            "more_than_full_time",
            Level.HINT,
            "wte",
            "Posts of more than full time",
            "Check that the number is the whole time equivalent of one post.",
        ),
        lambda post, today: post.row.wte > WTE_UNIT,
        lambda post: f"{format_wte(post.row.wte)} WTE",
    ),
    Check(
        _matter(
            "part_unfunded",
            Level.HINT,
            "funded_wte",
            "Posts that are not a clinician's and only partly funded",
            "If a part of the post is vacant, enter only the time that is filled, and add the vacant part as a post"
            " of its own.",
        ),
        lambda post, today: (
            post.row.is_filled
            and post.row.clinician == 0
            and post.row.funded_wte is not None
            and post.row.funded_wte < post.row.wte
        ),
        _amounts,
    ),
    Check(
        _matter(
            "stale_ratings",
            Level.HINT,
            "skills",
            "Posts with skill ratings that are more than a year old",
            "They still count, and the report says how old they are. Rate the skills again.",
            Place.SKILLS,
        ),
        lambda post, today: _old(post.rated_on, today),
        lambda post: f"rated on {day_words(post.rated_on)}",
    ),
)
"""The checks of one row, in the order of the fields of a post where they matter alike."""
