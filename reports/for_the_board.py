"""What the findings ask of a board: decisions, as drafts, and questions that a board member may want to put.

Nothing here is about a particular criterion or question: every word that is, is the rubric's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assessment.foresight import Change, Foresight, Month
from assessment.rubric import Coverage, Rubric
from assessment.scorecard import CriterionResult, Scorecard
from assessment.wording import amount
from reports.ahead import Ahead, month, standing
from reports.answers import Answers, QuestionAnswer
from reports.english import counted, listed, number_word, sentence
from teams import catalogue

MOST_DECISIONS = 6
MOST_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class Findings:
    """What a report found, as its reader may read it. Without a `foresight` nothing is known of what lies ahead."""

    found: Answers
    scorecard: Scorecard
    rubric: Rubric
    ahead: Sequence[Ahead] = ()
    foresight: Foresight | None = None
    is_private: bool = False

    @property
    def worst_first(self) -> list[tuple[int, QuestionAnswer]]:
        """The questions with their places, those without a rating first and then the lowest rating."""
        bands = [band.name for band in self.rubric.bands]
        places = {question.id: bands.index(question.rating) if question.rating else -1 for question in self.questions}
        return sorted(enumerate(self.questions), key=lambda pair: places[pair[1].id])

    @property
    def in_public(self) -> Findings:
        """The same as a public paper may tell them, in decisions: these name no value of a criterion."""
        return replace(self, is_private=False)

    @property
    def questions(self) -> tuple[QuestionAnswer, ...]:
        return self.found.questions

    def is_best(self, question: QuestionAnswer) -> bool:
        return question.rating == self.rubric.bands[-1].name

    def first_fall(self, place: int) -> tuple[Month, Change] | None:
        """When a question would first stand worse if nothing is renewed, which only a private paper tells."""
        if self.foresight is None or not self.is_private:
            return None
        changes = ((each, change) for each in self.foresight.months for change in each.changes)
        return next((pair for pair in changes if pair[1].question == place and pair[1].is_worse), None)

    @property
    def external_only(self) -> list[str]:
        """The names of functions that are covered, by external people alone."""
        held = self.foresight.functions if self.foresight else ()
        return [_function(each.code) for each in held if each.is_covered and each.is_external_only]


def _function(code: str) -> str:
    return catalogue.name_of("function", code)


# Decisions -----------------------------------------------------------------------------------------------------------


def decisions(findings: Findings) -> tuple[str, ...]:
    """What the board could be asked to decide, as drafts: never none."""
    answered = counted(len(findings.questions), "answer")
    first = f"Note the {answered}, which {'is' if len(findings.questions) == 1 else 'are'} our own assessment."
    drafted = [*_decisions(findings)]
    return (first, *(drafted or [NO_DECISION]))[:MOST_DECISIONS]


NO_DECISION = "No other decision follows from the findings."


def _decisions(findings: Findings) -> Iterable[str]:
    weak = [question.costs[0] for _, question in findings.worst_first if _is_weak(findings, question)]
    if weak:
        named = listed([f"“{criterion.name}” ({criterion.level_word})" for criterion in weak])
        each = "it" if len(weak) == 1 else "each"
        yield f"Agree what is done, by whom and by when, or accept {each} as it is: {named}."
    for place, question in findings.worst_first:
        if not question.rating and question.note:
            yield f"Ask for what is not known about “{question.text}”: {question.note}."
        fall = findings.first_fall(place)
        if fall:
            when, change = fall
            yield (
                f"Decide before {month(when.starts)} what is renewed or replaced. If nothing is, the answer to"
                f" “{question.text}” becomes {standing(change.standing)}."
            )
    if findings.external_only:
        yield f"Decide whether only external people should go on covering {listed(findings.external_only)}."


def _is_weak(findings: Findings, question: QuestionAnswer) -> bool:
    """Whether a question has a rating, not the best, and something that costs it."""
    return bool(question.rating and question.costs and not findings.is_best(question))


# Questions -----------------------------------------------------------------------------------------------------------


def to_ask(findings: Findings) -> tuple[str, ...]:
    """Questions that a board member may want to put, drawn from the findings: never none."""
    asked = [*_on_functions(findings), *_on_answers(findings), *_on_what_is_ahead(findings), *_on_the_unknown(findings)]
    return tuple(asked[:MOST_QUESTIONS]) or (NO_QUESTION,)


NO_QUESTION = "The findings raise no question. How do we know that the records behind them are right?"


def _on_functions(findings: Findings) -> Iterable[str]:
    """Functions that nobody works in, that have some time but too little, and that external people alone cover."""
    result = _functions_covered(findings)
    if result and result.is_scored:
        nobody = [_function(member.code) for member in result.members if not member.amount]
        if nobody:
            yield f"{_nobody(findings.rubric, result)} {listed(nobody)}. Who does this work, and is that a choice?"
        some = [member for member in result.members if member.status == "partly" and member.amount]
        if some and result.floor is not None:
            unit = _unit(findings.rubric, result)
            had = [
                f"{_function(each.code)} has {amount(each.amount)} of {amount(result.floor)} {unit}" for each in some
            ]
            yield f"{sentence(listed(had))} that counts as covered. Is that enough, and if not, when will it be?"
    if findings.external_only:
        yield f"Only external people cover {listed(findings.external_only)}. What stays with us when they leave?"


def _functions_covered(findings: Findings) -> CriterionResult | None:
    """The result of the first criterion that counts the functions that are covered; None: the rubric has none."""
    for criterion in findings.rubric.criteria:
        if isinstance(criterion.measure, Coverage) and criterion.measure.of.column == "function":
            return findings.scorecard.criterion(criterion.id)
    return None


def _measured_in(rubric: Rubric, result: CriterionResult) -> str:
    measure = next(criterion.measure for criterion in rubric.criteria if criterion.id == result.id)
    return measure.amount if isinstance(measure, Coverage) else ""


def _nobody(rubric: Rubric, result: CriterionResult) -> str:
    if _measured_in(rubric, result) == "funded_wte":
        return "Nobody with funded time works in"
    return "Nobody works in"


def _unit(rubric: Rubric, result: CriterionResult) -> str:
    return {"posts": "posts", "wte": "WTE", "funded_wte": "funded WTE"}[_measured_in(rubric, result)]


def _on_answers(findings: Findings) -> Iterable[str]:
    for place, question in findings.worst_first:
        if question.caps:
            yield f"On “{question.text}”: {question.caps[0]} What would it take to change that?"
        if _is_weak(findings, question):
            dearest = question.costs[0]
            yield f"What keeps “{dearest.name}” at “{dearest.level_word}”, and who answers for it?"
        survey = findings.ahead[place].survey if findings.ahead else ""
        if survey:
            yield f"{survey} Which of the two is right?"


def _on_what_is_ahead(findings: Findings) -> Iterable[str]:
    if not findings.is_private or findings.foresight is None:
        return
    for place, question in findings.worst_first:
        fall = findings.first_fall(place)
        if fall:
            yield (
                f"What is being done before {month(fall[0].starts)}, when the answer to “{question.text}” would become"
                f" {standing(fall[1].standing)}?"
            )
    losses = len(findings.foresight.losses)
    if losses == 1:
        each = "without it an answer falls, or a function has too little cover"
        yield f"One post needs cover: {each}. What is the plan for it?"
    elif losses:
        each = "without any one of them an answer falls, or a function has too little cover"
        yield f"{sentence(counted(losses, 'post'))} need cover: {each}. What is the plan for each?"


def _on_the_unknown(findings: Findings) -> Iterable[str]:
    for _, question in findings.worst_first:
        number = len(question.not_known)
        if number:
            which = sentence(f"{number_word(number)} of {counted(len(question.criteria), 'criterion', 'criteria')}")
            yield f"{which} of “{question.text}” could not be scored. Who finds out, and by when?"
