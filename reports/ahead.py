"""What lies ahead of the answers, in words: until when each holds, what would raise it, and what would bring it down.

Names of posts are only in what is made for those who may read what hangs on one post; the rest goes by function and
number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assessment.foresight import Foresight, Loss, Month, Standing
from reports.answers import QuestionAnswer
from reports.english import counted, ended, listed, number_word
from teams import catalogue
from teams.roster import UNKNOWN, Roster

FUNCTION_NOT_KNOWN = "function not known"
NO_STEP = "No single step raises it: more than one thing holds it down."


@dataclass(frozen=True, slots=True)
class Ahead:
    """One question: `until` says how long the answer holds ("Yes, until March 2027"; "" for no known change),
    `renewal` why, `step` what would raise it most, `departures` how many single posts would bring it down, and
    `survey` what clinicians say where that is far from what is recorded, else "".
    """

    until: str
    renewal: str
    step: str
    departures: str
    survey: str

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What would change the answer, each part with what it is called."""
        found = (
            ("If nothing is renewed", self.renewal),
            ("Nearest step up", self.step),
            ("Single departures", self.departures),
        )
        return tuple((label, text) for label, text in found if text)

    @property
    def in_public(self) -> Ahead:
        """The same without dates on which something ends and without single departures."""
        return replace(self, until="", renewal="", departures="")


def month(day: date) -> str:
    """A month as it is written: "March 2027"."""
    return f"{day:%B %Y}"


def standing(found: Standing) -> str:
    """How a question stands: "“Partly” (Weak)"."""
    return f"“{found.verdict}” ({found.rating})" if found.rating else f"“{found.verdict}”"


def function_of(roster: Roster, post: int) -> str:
    """The function of a post as it is written inside a sentence."""
    role = roster.role[post]
    if role == UNKNOWN:
        return FUNCTION_NOT_KNOWN
    code = (catalogue.values("role") or ())[role]
    return catalogue.name_of("function", catalogue.roles()[code].function)


# One question --------------------------------------------------------------------------------------------------------


def ahead_of(
    questions: Sequence[QuestionAnswer], foresight: Foresight, roster: Roster, beside: Mapping[str, str]
) -> tuple[Ahead, ...]:
    """What lies ahead of each question, in the rubric's order; `beside` is what clinicians say, by a question's id.

    Nothing in it names a post.
    """
    return tuple(
        _ahead(number, question, foresight, roster, beside.get(question.id, ""))
        for number, question in enumerate(questions)
    )


def _ahead(number: int, question: QuestionAnswer, foresight: Foresight, roster: Roster, survey: str) -> Ahead:
    found = foresight.first_change(number)
    until = f"{question.verdict}, until {month(found[0].starts)}" if found else ""
    losses = [loss for loss in foresight.losses if any(change.question == number for change in loss.lowers)]
    return Ahead(
        until=until,
        renewal=_renewal(number, foresight, found is not None),
        step=_step(number, question, foresight),
        departures=_lost(losses, roster),
        survey=survey,
    )


def _renewal(number: int, foresight: Foresight, changes: bool) -> str:
    horizon = f"the next {len(foresight.months) - 1} months"
    if not any(each.ends for each in foresight.months):
        return f"No post is recorded to end in {horizon}."
    if not changes:
        return f"Nothing that is recorded to end in {horizon} would change this answer."
    steps = [
        f"{standing(change.standing)} in {month(each.starts)}"
        for each in foresight.months
        for change in each.changes
        if change.question == number
    ]
    return f"The answer becomes {_then(steps)}."


def _then(steps: Sequence[str]) -> str:
    return ", then ".join(steps[:3]) + (" and changes again after that" if len(steps) > 3 else "")


def _step(number: int, question: QuestionAnswer, foresight: Foresight) -> str:
    found = foresight.steps[number]
    scored = [criterion for criterion in question.criteria if criterion.is_scored]
    if not scored:
        return "Nothing can be raised before something is known."
    if found is None:
        at_top = not any(criterion.lost for criterion in scored)
        return "Every criterion that counts is at its top level." if at_top else NO_STEP
    criterion = next(each for each in question.criteria if each.id == found.criterion)
    how = f"“{criterion.name}”. {ended(criterion.next_step)}"
    if found.raises:
        return f"{how} The answer would be {standing(found.standing)}."
    return f"{how} That alone does not change the rating, but no other single step gains more."


def _lost(losses: Sequence[Loss], roster: Roster) -> str:
    """How many single departures would bring an answer down, by function."""
    if not losses:
        return "No single departure would bring it down."
    functions = Counter(function_of(roster, loss.post) for loss in losses)
    if len(losses) == 1:
        return f"The loss of one post would bring it down: one in {listed(list(functions))}."
    named = [f"{number_word(number)} in {function}" for function, number in functions.items()]
    return f"The loss of any one of {counted(len(losses), 'post')} would bring it down: {listed(named)}."


def first_fall(months: Iterable[Month]) -> Month | None:
    """The first month in which an answer gets worse; None for none."""
    return next((each for each in months if any(change.is_worse for change in each.changes)), None)
