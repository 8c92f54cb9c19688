"""A scorecard as text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from assessment.rubric import Rubric
from assessment.scorecard import Scorecard, Totals
from assessment.wording import amount
from reports.answers import NOTICE, Answers, CriterionAnswer, QuestionAnswer, answers
from reports.english import listed, sentence
from reports.provenance import funding_not_known

WIDTH = 80


def text_report(scorecard: Scorecard, rubric: Rubric, *, organisation_name: str, ods_code: str) -> str:
    """The three answers first, then how they were worked out. `rubric` is the one that the scorecard was scored by."""
    words = answers(scorecard, rubric)
    blocks = [
        *_head(scorecard, organisation_name, ods_code),
        *(_question(number, question) for number, question in enumerate(words.questions, 1)),
        _overall(words),
        _heading("How this was worked out"),
        _totals(scorecard.totals),
        *(block for question in words.questions for block in _criteria(question)),
        _wrapped(
            f"Scored by the rubric {scorecard.rubric.title}, version {scorecard.rubric.version} (SHA-256 starts"
            f" {scorecard.rubric.sha256[:16]}), with engine {scorecard.engine_version}."
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(scorecard: Scorecard, name: str, ods_code: str) -> Iterator[str]:
    who = ", ".join(part for part in (name, ods_code) if part) or "An organisation without a name"
    day = f"As at {scorecard.as_at.day} {scorecard.as_at:%B %Y}"
    yield "\n".join([_wrapped(scorecard.rubric.title.upper()), _wrapped(who), day])
    yield _wrapped(NOTICE)


def _question(number: int, question: QuestionAnswer) -> str:
    lead = f"{number}. "
    rating = (
        f"Rating: {question.rating}"
        if question.rating
        else f"Not rated yet: {question.standing[:1].lower()}{question.standing[1:]}"
    )
    lines = [
        _wrapped(question.text, first=lead, rest=" " * len(lead)),
        _wrapped(question.verdict.upper(), indent=3),
        _wrapped(f"{rating} ({question.note})" if question.note else rating, indent=3),
        _wrapped(question.deciding, indent=3),
    ]
    return "\n".join(lines)


def _overall(words: Answers) -> str:
    return _wrapped(f"{words.overall} {words.coverage}")


def _totals(totals: Totals) -> str:
    in_house, external, from_nhs = totals.in_house_wte, totals.external_wte, totals.nhs_service_wte
    kinds = [
        f"{amount(in_house)} in-house",
        f"{amount(external)} external",
        f"{amount(from_nhs)} bought from the NHS",
    ]
    rest = totals.funded_wte - in_house - external - from_nhs
    if rest:
        kinds.append(f"{amount(rest)} whose employment is not known")
    said = (
        f"{totals.posts:,} posts, {totals.filled:,} filled and {totals.vacant:,} vacant. Funded WTE of filled posts:"
        f" {amount(totals.funded_wte)}, of which {listed(kinds)}."
    )
    if totals.funded_unknown_posts:
        said += f" Funding is {funding_not_known(totals)} ({amount(totals.funded_unknown_wte)} WTE)."
    return _wrapped(said)


def _criteria(question: QuestionAnswer) -> Iterator[str]:
    yield (
        _wrapped(question.text, first="-- ", rest="   ")
        + "\n"
        + _wrapped(
            f"Score {question.score}, before caps {question.raw}; range {question.range}; {question.scored_weight}"
            " of the weight is scored.",
            indent=3,
        )
    )
    for cap in question.caps:
        yield _wrapped(f"Cap: {cap}", indent=3)
    for criterion in question.criteria:
        yield _criterion(criterion)


def _criterion(criterion: CriterionAnswer) -> str:
    value = f", {criterion.value}" if criterion.value else ""
    lead = f"{criterion.id} "
    lines = [
        _wrapped(criterion.name, first=lead, rest=" " * len(lead)),
        _wrapped(f"{sentence(criterion.level_words)}{value}, weight {criterion.weight}", indent=6),
        _wrapped(criterion.found, indent=6),
    ]
    if criterion.is_scored:
        lines.append(_wrapped(f"Next: {criterion.next_step}", indent=6))
    return "\n".join(lines)


def _heading(text: str) -> str:
    return f"{text}\n{'=' * len(text)}"


def _wrapped(text: str, *, indent: int = 0, first: str = "", rest: str = "") -> str:
    return fill(
        text,
        WIDTH,
        initial_indent=first or " " * indent,
        subsequent_indent=rest or " " * indent,
        break_on_hyphens=False,
    )
