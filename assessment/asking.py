"""What a rubric asks an organisation, and what it has answered so far."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from assessment.models import Answer, Assessment
from assessment.published import rubric_of
from assessment.records import Records, Statement, kinds_of, statements
from assessment.rubric import Criterion, Question, Rubric
from assessment.services import draft_with_answers
from teams.models import Initiative, Post


@dataclass(frozen=True, slots=True)
class Line:
    """One answered criterion with the organisation's answer, if there is one."""

    criterion: Criterion
    answer: Answer | None
    rubric: Rubric
    record: Statement | None = None
    """What the records say of it, if they speak to it."""

    @property
    def differs(self) -> bool:
        """Whether the answer differs from what the records say."""
        return bool(self.record and self.answer and self.record.differs_from(self.answer.level))

    @property
    def prefix(self) -> str:
        """What sets its controls apart on a page of several questions."""
        return self.criterion.id.replace(".", "_")

    @property
    def words(self) -> str:
        """The answer in words; blank where there is none."""
        if self.answer is None:
            return ""
        return "We do not know" if self.answer.level is None else self.criterion.answers[self.answer.level]

    @property
    def held_down_to(self) -> str:
        """The words of the level that the answer counts as for want of evidence; blank where it counts as it is."""
        rules = self.rubric.rules
        if self.answer is None or self.answer.level is None or self.answer.shown_by:
            return ""
        if self.answer.level < max(rules.evidence_needed_from, rules.level_without_evidence + 1):
            return ""
        return self.criterion.answers[rules.level_without_evidence]


@dataclass(frozen=True, slots=True)
class Asked:
    """The answered criteria of the rubric of a draft, by question, in the order of the rubric."""

    draft: Assessment
    rubric: Rubric
    groups: list[tuple[Question, list[Line]]]

    def __iter__(self) -> Iterator[Line]:
        return (line for _, lines in self.groups for line in lines)

    @property
    def total(self) -> int:
        return sum(1 for _ in self)

    @property
    def answered(self) -> int:
        return sum(1 for line in self if line.answer)

    def line(self, criterion: str) -> Line | None:
        """The line of a criterion; None where the rubric does not ask it."""
        return next((line for line in self if line.criterion.id == criterion), None)

    def after(self, criterion: str) -> str | None:
        """The id of the criterion that is asked after `criterion`; None after the last."""
        ids = [line.criterion.id for line in self]
        following = ids[ids.index(criterion) + 1 :]
        return following[0] if following else None


def asked_of(organisation: Organisation, about: str | None = None) -> Asked:
    """What the rubric of the open draft of `organisation` asks, with the answers so far and with what the records say.

    `about` is the id of the one criterion of which the records are wanted; None: of each.
    """
    draft, answers = draft_with_answers(organisation)
    rubric = rubric_of(draft.rubric_version)
    spoken_of = [criterion for criterion in rubric.criteria if about in (None, criterion.id)]
    records = statements(spoken_of, _records(organisation, draft.as_at, kinds_of(spoken_of)))
    given = {answer.criterion: answer for answer in answers}
    by_question: dict[str, list[Line]] = {}
    for criterion in rubric.criteria:
        if criterion.answers:
            line = Line(criterion, given.get(criterion.id), rubric, records.get(criterion.id))
            by_question.setdefault(criterion.question, []).append(line)
    groups = [(question, by_question[question.id]) for question in rubric.questions if question.id in by_question]
    return Asked(draft, rubric, groups)


def _records(organisation: Organisation, day: date, kinds: Collection[str]) -> Records:
    """What is recorded on `day`, as far as statements of those `kinds` read it. At most two queries."""
    if not kinds:
        return Records(())
    posts, shared_teams = Post.objects.unrated_rows(organisation, day)
    return Records(posts, shared_teams, Initiative.objects.sponsors(organisation) if "sponsors" in kinds else ())
