"""How far each section of the task list is: one function of a small value of counts. Plain Python, no database.

What nobody has touched counts as nothing: a default is no answer, and a blank is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    NOT_STARTED = "Not yet started"
    IN_PROGRESS = "In progress"
    COMPLETE = "Complete"
    CANNOT_START = "Cannot start yet"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is recorded of one organisation, in numbers: of each thing how many there are, and how many are whole.

    `described` posts have a role and an engagement; of those `held`, `rated` have a level in a skill area; of
    `clinicians_unfunded` it is not known what is funded. `external_told` and `help_told` are 1 where it is known
    whether external staff are on the roster, and how much clinicians help who are not; `initiatives_complete` and
    `contracts_complete` where that list is. `shares` are agreed, `offers` not yet, and `offers_to_answer` wait for
    this organisation. Of `answered` questions, `evidence_missing` count for less until evidence is given.
    """

    facts: int = 0
    facts_known: int = 0
    posts: int = 0
    with_role: int = 0
    described: int = 0
    held: int = 0
    rated: int = 0
    clinicians_unfunded: int = 0
    clinicians: int = 0
    external_told: int = 0
    help_told: int = 0
    initiatives: int = 0
    initiatives_complete: int = 0
    suppliers: int = 0
    contracts_complete: int = 0
    shares: int = 0
    offers: int = 0
    offers_to_answer: int = 0
    groups: int = 0
    groups_known: int = 0
    questions: int = 0
    answered: int = 0
    evidence_missing: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one section, and a few words: how far it is, or why it cannot start."""

    state: State
    note: str = ""

    @property
    def is_complete(self) -> bool:
        return self.state == State.COMPLETE

    @property
    def can_start(self) -> bool:
        return self.state != State.CANNOT_START


def progress(counts: Counts) -> dict[str, Progress]:
    """The progress of every section, and of the steps to a first answer, by their codes."""
    return {
        "import": _of(counts.posts, min(counts.posts, 1), "{done} posts"),
        "roles": _needs_posts(counts, _of(counts.with_role, counts.posts, "{done} of {total} posts have a role")),
        "time": _needs_posts(counts, _time(counts)),
        "facts": _of(counts.facts_known, counts.facts, "{done} of {total} known"),
        "posts": _of(counts.described, counts.posts, "{done} of {total} with role and engagement", begun=counts.posts),
        "skills": _skills(counts),
        "clinical_time": _clinical_time(counts),
        "initiatives": _list(counts.initiatives, counts.initiatives_complete, "Initiatives: {}"),
        "suppliers": _list(counts.suppliers, counts.contracts_complete, "Suppliers: {}"),
        "sharing": _sharing(counts),
        "representation": _of(
            counts.groups_known, counts.groups, "Nothing missing for {done} of {total} groups", begun=counts.groups
        ),
        "questions": _questions(counts),
    }


def _of(done: int, total: int, note: str, *, begun: int | None = None) -> Progress:
    """So many done of so many; `begun` is what says that somebody has started, where it is not `done`."""
    if not (done if begun is None else begun):
        return Progress(State.NOT_STARTED)
    return Progress(State.COMPLETE if done >= total else State.IN_PROGRESS, note.format(done=done, total=total))


def _needs_posts(counts: Counts, found: Progress) -> Progress:
    return found if counts.posts else Progress(State.CANNOT_START, "Import or add posts first")


def _time(counts: Counts) -> Progress:
    """Whether external staff are on the roster, and how much of clinicians' time is funded."""
    left = counts.clinicians_unfunded + (not counts.external_told) + (not counts.help_told)
    if not left:
        return Progress(State.COMPLETE)
    return Progress(State.IN_PROGRESS if counts.external_told else State.NOT_STARTED, f"Still to tell: {left}")


def _skills(counts: Counts) -> Progress:
    """The posts that somebody holds and whose skills are rated, as far as a score asks."""
    if not counts.held:
        return Progress(State.CANNOT_START, "Only posts that somebody holds have skills to rate")
    return _of(counts.rated, counts.held, "{done} of {total} posts that somebody holds are rated")


def _clinical_time(counts: Counts) -> Progress:
    """The funded time of each clinician, and of those who are not listed."""
    done = counts.clinicians - counts.clinicians_unfunded + (counts.help_told > 0)
    return _of(done, counts.clinicians + 1, "{done} of {total} answers known")


def _list(number: int, is_complete: int, note: str) -> Progress:
    """A list that somebody says is complete, also where there is nothing on it."""
    if is_complete:
        return Progress(State.COMPLETE, note.format(number))
    return (
        Progress(State.IN_PROGRESS, f"{note.format(number)}; not said to be complete")
        if number
        else Progress(State.NOT_STARTED)
    )


def _sharing(counts: Counts) -> Progress:
    if counts.offers_to_answer:
        return Progress(State.IN_PROGRESS, f"Offers that wait for your answer: {counts.offers_to_answer}")
    if counts.offers:
        return Progress(State.IN_PROGRESS, f"Offers that wait for a partner: {counts.offers}")
    return Progress(State.COMPLETE, f"Agreed shares: {counts.shares}") if counts.shares else Progress(State.NOT_STARTED)


def _questions(counts: Counts) -> Progress:
    if not counts.questions:
        return Progress(State.CANNOT_START, "The rubric asks nothing")
    found = _of(counts.answered, counts.questions, "{done} of {total} answered")
    if counts.evidence_missing:
        return Progress(State.IN_PROGRESS, f"{found.note}; evidence missing for {counts.evidence_missing}")
    return found
