"""What is checked before a submission: the quality checks, and vacancies of the last report that nobody filled."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation
from assessment.models import Assessment
from teams.quality import findings
from teams.quality_matters import Finding, Known, Level, Matter, Place
from teams.quality_reading import known_of

GONE = Matter(
    "vacancies_gone",
    Level.WARNING,
    Place.POST,
    "status",
    "Vacancies of the last report that have left the roster without being filled",
    "A vacancy that is closed makes the share of vacant posts better, and the team smaller. Say why it was closed.",
)


def findings_before(draft: Assessment, organisation: Organisation, day: date) -> list[Finding]:
    """What the checks find in the roster of `organisation` on `day` with which `draft` is to be submitted."""
    known = known_of(organisation, day)
    return [*findings(known, day), *vacancies_gone(draft, known)]


def vacancies_gone(draft: Assessment, known: Known) -> list[Finding]:
    """The vacancies of the report from which `draft` was started that are in the roster no more."""
    there = {post.row.post_ref for post in known.posts}
    return [Finding(GONE, f"{ref} {title}") for ref, title in draft.vacancies if ref not in there]
