"""A rubric told in plain English, from the rubric itself: the same blocks make its page, its PDF and its Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from assessment.rubric.values import Cap, Criterion, Question, Rubric
from assessment.rubric.words import cut_words, exact, measure_words, percent, says_words, share, value_words

NOTICE = (
    "This is a proposed definition. There is no national one, and every number in it is open to argument and change."
)
_CAPPED = {"below": "is below", "at_most": "is at most", "at_least": "is at least"}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the telling. `kind` is heading, text, items, table or links.

    A heading has `level` (2 or 3) and an `anchor`; a table its caption in `text`, its `columns` and `rows`; items and
    links have `items`.
    """

    kind: str
    text: str = ""
    level: int = 0
    anchor: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    items: tuple[str, ...] = field(default=())


def heading(level: int, text: str, anchor: str = "") -> Block:
    return Block("heading", text, level=level, anchor=anchor)


def text(words: str) -> Block:
    return Block("text", words)


def table(caption: str, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Block:
    return Block("table", caption, columns=columns, rows=tuple(rows))


def tell(rubric: Rubric) -> list[Block]:
    """The whole rubric, question by question."""
    blocks = [text(NOTICE), *_ratings(rubric)]
    for question in rubric.questions:
        blocks += _question(rubric, question)
    return [*blocks, *_rules(rubric)]


def weight_words(rubric: Rubric, criterion: Criterion) -> str:
    """A criterion's weight, and the share of its question that it makes."""
    total = sum((other.weight for other in rubric.criteria_of(criterion.question)), Fraction(0))
    if not criterion.weight:
        return "Weight 0: it adds nothing to the score, but it may cap it."
    part = share(criterion.weight, total)
    return f"Weight {exact(criterion.weight)} of {exact(total)}: {part} of the question."


def _ratings(rubric: Rubric) -> list[Block]:
    best_first = list(reversed(rubric.bands))
    levels = (f"{number}: {word}" for number, word in enumerate(rubric.levels))
    return [
        heading(2, "How a score becomes a rating", "ratings"),
        text(
            f"Each criterion is given a level: {', '.join(levels)}. A question's score is the weighted mean of its "
            "criteria, from 0 to 100 points. A cap may hold it down. The score is then read as a rating."
        ),
        table("Ratings", ("Rating", "Score from"), ((band.name, exact(band.lowest)) for band in best_first)),
    ]


def _question(rubric: Rubric, question: Question) -> list[Block]:
    total = sum((other.weight for other in rubric.questions), Fraction(0))
    own = rubric.criteria_of(question.id)
    blocks = [
        heading(2, f"{question.id}: {question.text}", question.id),
        text(
            f"This question makes {share(question.weight, total)} of the overall index "
            f"(weight {exact(question.weight)} of {exact(total)}). It has {len(own)} criteria."
            if len(own) != 1
            else f"This question makes {share(question.weight, total)} of the overall index. It has one criterion."
        ),
        _verdicts(rubric, question),
    ]
    if question.verdict_none:
        blocks.append(text(f"Where there is nothing to measure, the answer is “{question.verdict_none}”."))
    for criterion in own:
        blocks += criterion_blocks(rubric, criterion)
    return blocks


def _verdicts(rubric: Rubric, question: Question) -> Block:
    if question.verdict_from:
        levels = enumerate(zip(rubric.levels, question.verdicts, strict=True))
        rows = ((f"{number}: {word}", verdict) for number, (word, verdict) in levels)
        return table("The answer a board reads", (f"Level of {question.verdict_from}", "Answer"), rows)
    best_first = zip(reversed(rubric.bands), question.verdicts, strict=True)
    return table("The answer a board reads", ("Rating", "Answer"), ((band.name, words) for band, words in best_first))


def criterion_blocks(rubric: Rubric, criterion: Criterion) -> list[Block]:
    """One criterion: what it stands for, how it is measured, its thresholds and caps, and why."""
    blocks = [heading(3, f"{criterion.id}: {criterion.name}", criterion.id), text(weight_words(rubric, criterion))]
    if criterion.serves:
        blocks.append(text(f"It stands for: {criterion.serves}."))
    blocks += _measured(rubric, criterion) if criterion.measure else _answered(rubric, criterion)
    if criterion.caps:
        caps = tuple(cap_words(rubric, criterion, cap) for cap in criterion.caps)
        blocks += [text("Caps:"), Block("items", items=caps)]
    if criterion.basis:
        blocks.append(text(f"Why these numbers: {criterion.basis}"))
    if criterion.sources:
        blocks += [text("Sources:"), Block("links", items=criterion.sources)]
    return blocks


def _measured(rubric: Rubric, criterion: Criterion) -> list[Block]:
    measure = criterion.measure
    told = measure_words(measure) if measure else []
    return [
        text(" ".join(["Measured from the record.", *told])),
        table(f"Levels of {criterion.id}", ("Level", "Value"), iter(_levels(rubric, criterion))),
        text(f"The board reads: “{says_words(criterion.says)}”"),
    ]


def _levels(rubric: Rubric, criterion: Criterion) -> list[tuple[str, str]]:
    """Best level first, each with the line that it takes."""
    words = [f"{number}: {word}" for number, word in enumerate(rubric.levels)]
    lines = [cut_words(criterion, cut, criterion.better) for cut in criterion.levels_from]
    if criterion.better == "higher":
        lines.reverse()
    return list(zip(reversed(words), [*lines, "anything else"], strict=True))


def _answered(rubric: Rubric, criterion: Criterion) -> list[Block]:
    rows = ((f"{number}: {rubric.levels[number]}", words) for number, words in enumerate(criterion.answers))
    return [
        text("Answered by the organisation, which chooses the words that fit best."),
        table(f"Answers of {criterion.id}", ("Level", "Answer"), rows),
    ]


def cap_words(rubric: Rubric, criterion: Criterion, cap: Cap) -> str:
    """A cap as a sentence."""
    if cap.test == "level":
        when = f"the level is {exact(cap.number)}"
    else:
        when = f"the value {_CAPPED[cap.test]} {value_words(criterion, cap.number)}"
    because = f", because {cap.because}" if cap.because else ""
    return f"Where {when}, the question's score is at most {exact(cap.score)}{because}."


def _rules(rubric: Rubric) -> list[Block]:
    rules = rubric.rules
    return [
        heading(2, "Rules for the whole rubric", "rules"),
        Block(
            "items",
            items=(
                (
                    f"A question gets a rating when criteria with at least "
                    f"{percent(rules.enough_evidence)} of its weight "
                    "are scored, or when what is missing could not change it. Until then the rating is “Not enough "
                    "evidence”, and the range that is still open is said."
                ),
                (
                    f"An answer at level {rules.evidence_needed_from} or above needs evidence; "
                    "without it, it counts as "
                    f"level {rules.level_without_evidence} at most."
                ),
                "“We do not know” counts as level 0. What nobody has answered is not scored, which is not 0.",
                (
                    f"A measure is not scored where more than {percent(rules.unknown_tolerance)} of "
                    "the WTE that it reads "
                    "has something unknown. Below that, what is unknown counts against the organisation."
                ),
                (
                    f"A measure of skills is not scored before {percent(rules.rated_share)} of the "
                    "WTE that it reads has "
                    "its skills rated."
                ),
                (
                    f"The overall rating is that of the weighted mean of the questions, but at most "
                    f"{rules.overall_lead} "
                    f"{'rating' if rules.overall_lead == 1 else 'ratings'} above the lowest question's."
                ),
                f"Published counts of people below {rules.suppress_below} are shown as a star, and others are rounded.",
            ),
        ),
    ]


def markdown(rubric: Rubric) -> str:
    """The telling as a Markdown document."""
    return "\n\n".join([f"# {rubric.title}, version {rubric.version}", *map(_markdown, tell(rubric))]) + "\n"


def _markdown(block: Block) -> str:
    if block.kind == "heading":
        return f"{'#' * block.level} {block.text}"
    if block.kind == "table":
        lines = [block.columns, ("---",) * len(block.columns), *block.rows]
        return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)
    if block.kind == "text":
        return block.text
    return "\n".join(f"- <{item}>" if block.kind == "links" else f"- {item}" for item in block.items)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
