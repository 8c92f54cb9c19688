"""What may be published of the anonymous survey of clinicians, and how it stands beside the recorded figures.

Plain rules, without a database. Answers are published in steps of at least `FEWEST`, so that the difference between two
looks is never fewer people than that. A filter works on a closed survey only, which never changes again, and shows
nothing from which the answers of fewer than `FEWEST` could be worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 5
"""Answers that are published together, and people who give the same answer in what a filter shows."""

QUESTIONS = {
    "job_plan": "Is your time for digital work in your job plan?",
    "hours": "How many hours a week do you give on top of what is in your job plan?",
    "from_start": "Were you involved from the start?",
}
CHOICES = {
    "job_plan": [
        ("all", "All of it"),
        ("some", "Some of it"),
        ("none", "None of it"),
        ("unknown", "I do not know"),
    ],
    "hours": [
        ("none", "None"),
        ("to_2", "Up to 2 hours"),
        ("to_4", "More than 2, up to 4 hours"),
        ("to_8", "More than 4, up to 8 hours"),
        ("above_8", "More than 8 hours"),
    ],
    "from_start": [
        ("yes", "Yes"),
        ("later", "No, I joined later"),
        ("unknown", "I do not know"),
    ],
}
"""The answers to each question: codes and words."""

IN_JOB_PLAN = {"all": Fraction(1), "some": Fraction(1, 2), "none": Fraction(0)}
"""How much of the time an answer puts in the job plan. "Some of it" is taken for half."""

APART = 20
"""Percentage points above which what is said and what is recorded differ enough to be said."""

Answer = Mapping[str, str]
"""The answers of one person: a code by question."""


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown: how many answered, and the number of each answer by question.

    A question that may not be shown is not in `counts`.
    """

    answers: int
    counts: Mapping[str, Mapping[str, int]]

    @property
    def in_job_plan(self) -> Fraction | None:
        """The share of their time that those who know say is in the job plan, from 0 to 1; None if too few know."""
        known = {code: number for code, number in self.counts.get("job_plan", {}).items() if code in IN_JOB_PLAN}
        people = sum(known.values())
        if people < FEWEST:
            return None
        return sum((IN_JOB_PLAN[code] * number for code, number in known.items()), Fraction(0)) / people


def published(answers: Iterable[tuple[int, Answer]]) -> Published | None:
    """What may be shown of answers that are pairs of the step (nought: not published) and what was said.

    None: fewer than five are published.
    """
    shown = [said for step, said in answers if step > 0]
    if len(shown) < FEWEST:
        return None
    return Published(len(shown), {question: _counted(shown, question) for question in QUESTIONS})


def filtered(answers: Sequence[tuple[int, Answer]], question: str, code: str, *, is_closed: bool) -> Published | None:
    """What may be shown of those alone who gave the answer `code` to `question`.

    None: the survey is open, or this group or the rest of those who answered are too few. Another question is left out
    where any answer to it, together with any answer to `question`, was given by one to four people: they could be
    worked out from the looks at several groups, even if none of those shows them.
    """
    shown = [said for step, said in answers if step > 0]
    group = [said for said in shown if said[question] == code]
    if not is_closed or min(len(group), len(shown) - len(group)) < FEWEST:
        return None
    safe = [name for name in QUESTIONS if name != question and _gives_nobody_away(shown, question, name)]
    return Published(len(group), {name: _counted(group, name) for name in safe})


def is_complete_step(waiting: int) -> bool:
    """Whether that many answers that wait may be published together."""
    return waiting >= FEWEST


def _counted(answers: Sequence[Answer], question: str) -> dict[str, int]:
    found = Counter(said[question] for said in answers)
    return {code: found[code] for code, _ in CHOICES[question]}


def _gives_nobody_away(answers: Sequence[Answer], question: str, other: str) -> bool:
    """Whether every pair of answers to two questions was given by nobody or by at least `FEWEST`."""
    return all(number >= FEWEST for number in Counter((said[question], said[other]) for said in answers).values())


@dataclass(frozen=True, slots=True)
class Beside:
    """What clinicians say and what is recorded, as percentages in the job plan; two things that are never mixed."""

    said: Fraction
    recorded: Fraction

    @property
    def points(self) -> Fraction:
        """Percentage points by which what is said is above what is recorded; negative: below."""
        return (self.said - self.recorded) * 100

    @property
    def is_apart(self) -> bool:
        """Whether the two differ by more than `APART` points."""
        return abs(self.points) > APART


def beside_recorded(pulse: Published | None, *, funded: int, wte: int) -> Beside | None:
    """The survey beside the recorded share of clinicians' time that is funded.

    `funded` and `wte` are sums over the clinicians whose funded time is known, in the same unit. None: one of the two
    sides is not known.
    """
    said = pulse.in_job_plan if pulse else None
    return Beside(said, Fraction(funded, wte)) if said is not None and wte > 0 else None
