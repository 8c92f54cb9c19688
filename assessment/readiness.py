"""What still stands between a draft and its submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assessment.models import Answer, Assessment
from assessment.rubric import Criterion, Rubric
from teams.quality_matters import Finding, Level


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning of the quality checks that was submitted: how many things it is about, and why it is so."""

    matter: str
    title: str
    number: int
    because: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """What keeps an assessment from being submitted; all empty where nothing does.

    `unanswered` and `carried` are criteria that nobody has answered, or whose answer from the assessment before nobody
    has confirmed; `unexplained` are the titles of warnings without a sentence.
    """

    unanswered: tuple[Criterion, ...] = ()
    carried: tuple[Criterion, ...] = ()
    errors: int = 0
    unexplained: tuple[str, ...] = ()
    has_posts: bool = True

    @property
    def is_ready(self) -> bool:
        return not (self.unanswered or self.carried or self.errors or self.unexplained) and self.has_posts


def readiness(
    draft: Assessment, rubric: Rubric, answers: Iterable[Answer], findings: Sequence[Finding], *, has_posts: bool
) -> Readiness:
    """What keeps `draft` from being submitted, with what the quality checks find."""
    given = {answer.criterion: answer for answer in answers}
    asked = [criterion for criterion in rubric.criteria if criterion.answers]
    return Readiness(
        unanswered=tuple(criterion for criterion in asked if criterion.id not in given),
        carried=tuple(each for each in asked if each.id in given and given[each.id].is_carried),
        errors=sum(finding.matter.level == Level.ERROR for finding in findings),
        unexplained=tuple(warning.title for warning in accepted(findings, draft.reasons) if not warning.because),
        has_posts=has_posts,
    )


def accepted(findings: Iterable[Finding], reasons: Mapping[str, str]) -> tuple[Accepted, ...]:
    """The warnings among `findings`, by matter, with the sentences that explain them; "" for none."""
    warnings = [finding for finding in findings if finding.matter.level == Level.WARNING]
    return tuple(
        Accepted(matter.code, matter.title, len(list(found)), reasons.get(matter.code, "").strip())
        for matter, found in groupby(warnings, lambda finding: finding.matter)
    )
