"""The progress of the sections of the task list, by the one function that counts it."""

from __future__ import annotations

import pytest

from teams.journey import FIRST_ANSWER, SECTIONS
from teams.progress import Counts, State, progress


def test_every_section_has_its_progress_and_nothing_counts_before_anything_is_recorded() -> None:
    states = progress(Counts(facts=10, questions=10))
    assert states.keys() == {section.code for section in (*SECTIONS, *FIRST_ANSWER)}
    assert all(not state.is_complete and state.state != State.IN_PROGRESS for state in states.values())


@pytest.mark.parametrize(
    ("code", "counts", "state"),
    [
        ("facts", Counts(facts=10, facts_known=1), State.IN_PROGRESS),
        ("facts", Counts(facts=10, facts_known=10), State.COMPLETE),
        ("posts", Counts(posts=2), State.IN_PROGRESS),
        ("posts", Counts(posts=2, described=2), State.COMPLETE),
        ("import", Counts(posts=3), State.COMPLETE),
        ("roles", Counts(), State.CANNOT_START),
        ("roles", Counts(posts=3, with_role=2), State.IN_PROGRESS),
        ("roles", Counts(posts=3, with_role=3), State.COMPLETE),
        ("time", Counts(posts=3), State.NOT_STARTED),
        ("time", Counts(posts=3, external_told=1, help_told=1, clinicians_unfunded=1), State.IN_PROGRESS),
        ("time", Counts(posts=3, external_told=1, help_told=1), State.COMPLETE),
        ("skills", Counts(posts=3), State.CANNOT_START),
        ("skills", Counts(posts=3, held=2), State.NOT_STARTED),
        ("skills", Counts(posts=3, held=2, rated=1), State.IN_PROGRESS),
        ("skills", Counts(posts=3, held=2, rated=2), State.COMPLETE),
        ("clinical_time", Counts(clinicians=1, clinicians_unfunded=1), State.NOT_STARTED),
        ("clinical_time", Counts(clinicians=1), State.IN_PROGRESS),
        ("clinical_time", Counts(clinicians=1, help_told=1), State.COMPLETE),
        ("initiatives", Counts(initiatives=1), State.IN_PROGRESS),
        ("initiatives", Counts(initiatives_complete=1), State.COMPLETE),
        ("suppliers", Counts(suppliers=2), State.IN_PROGRESS),
        ("suppliers", Counts(suppliers=2, contracts_complete=1), State.COMPLETE),
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
