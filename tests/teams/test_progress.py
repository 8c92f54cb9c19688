"""The progress of the sections of the task list, by the one function that counts it."""

from __future__ import annotations

import pytest

from teams.journey import SECTIONS
from teams.progress import Counts, State, progress


def test_every_section_has_its_progress_and_nothing_counts_before_anything_is_recorded() -> None:
    states = progress(Counts(facts=10, questions=10))
    assert list(states) == [section.code for section in SECTIONS]
    assert all(not state.is_complete and state.state != State.IN_PROGRESS for state in states.values())


@pytest.mark.parametrize(
    ("code", "counts", "state"),
    [
        ("facts", Counts(facts=10, facts_known=1), State.IN_PROGRESS),
        ("facts", Counts(facts=10, facts_known=10), State.COMPLETE),
        ("posts", Counts(posts=2), State.IN_PROGRESS),
        ("posts", Counts(posts=2, described=2), State.COMPLETE),
        ("sharing", Counts(offers=1), State.IN_PROGRESS),
        ("sharing", Counts(shares=1, offers_to_answer=1), State.IN_PROGRESS),
        ("sharing", Counts(shares=1), State.COMPLETE),
        ("representation", Counts(groups=1), State.IN_PROGRESS),
        ("representation", Counts(groups=1, groups_known=1), State.COMPLETE),
        ("questions", Counts(questions=10, answered=1), State.IN_PROGRESS),
        ("questions", Counts(questions=10, answered=10), State.COMPLETE),
        ("questions", Counts(questions=10, answered=10, evidence_missing=1), State.IN_PROGRESS),
        ("questions", Counts(), State.CANNOT_START),
    ],
)
def test_a_section_is_as_far_as_what_is_recorded(code: str, counts: Counts, state: State) -> None:
    assert progress(counts)[code].state == state


def test_what_cannot_start_says_why() -> None:
    for state in progress(Counts()).values():
        assert state.can_start or state.note
