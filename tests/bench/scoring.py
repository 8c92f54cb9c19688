"""The engine's cost beside a straightforward pandas version, and beside reading every byte once.

    python -m tests.bench.scoring

215 organisations of 240 posts with ten skills each, as arrays from a fixed seed. A whole run reads the rubric from its
TOML text, scores every organisation, each of the 51,600 single leavers and 24 months ahead.
"""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from assessment.rubric import Rubric, parse_toml, read_rubric
from assessment.scenarios import leavers, outlook
from assessment.scoring import Outcome
from teams import catalogue
from teams.facts import Answer, Facts, RepresentationGroup
from teams.roster import NO_DATE, Coded, Roster, day_number
from tests.bench.pandas_scoring import frame_of, score_frame

RUBRIC = Path(__file__).resolve().parents[2] / "assessment" / "rubrics" / "minimum-viable-team.toml"
ORGANISATIONS, POSTS, MONTHS = 215, 240, 24
SIZES = (ORGANISATIONS // 10, ORGANISATIONS, ORGANISATIONS * 10)
AS_AT = date(2026, 9, 30)
OTHER_BYTES = 256_000_000
"""Read in between, so that no cache still holds what is to be read."""

SAMPLE = 60
"""Leavers that the pandas version scores; its time is scaled up from them."""


# Inputs --------------------------------------------------------------------------------------------------------------


def roster(random: np.random.Generator, posts: int = POSTS) -> Roster:
    """One organisation's posts; one in a hundred without a role, an employment, a start or a known funding."""
    roles = list(catalogue.roles().values())
    clinical = np.array([role.clinician for role in roles] + [False])
    leading = np.array([role.work == "leadership" for role in roles] + [False])
    role = _with_unknowns(random, random.integers(0, len(roles), posts).astype(np.int8))
    profession = np.where(clinical[role], random.integers(0, 7, posts), -1).astype(np.int8)
    clinician = np.where(role < 0, -1, clinical[role]).astype(np.int8)
    filled = random.random(posts) < 0.9
    wte = (random.integers(1, 11, posts) * 10_000).astype(np.int32)
    funded = np.where(clinician == 0, wte, random.integers(0, 11, posts) * 10_000)
    funded = np.where(filled, np.minimum(np.where(clinician < 0, -1, funded), wte), 0).astype(np.int32)
    starts = day_number(AS_AT) - random.integers(0, 2000, posts)
    ends = day_number(AS_AT) + random.integers(-60, 1000, posts)
    columns: dict[str, Any] = {
        "post_ref": [str(number) for number in range(posts)],
        "title": [""] * posts,
        "role": role,
        "employment": _with_unknowns(random, random.choice(10, posts, p=EMPLOYED).astype(np.int8)),
        "filled": filled,
        "wte": wte,
        "funded_wte": funded,
        "clinician": clinician,
        "clinical_profession": profession,
        "senior_leader": np.where(role < 0, -1, leading[role]).astype(np.int8),
        "control_role": np.where(random.random(posts) < 0.02, 1 << random.integers(0, 6, posts), 0).astype(np.int8),
        "started_on": np.where(random.random(posts) < 0.01, NO_DATE, starts).astype(np.int32),
        "ends_on": np.where(random.random(posts) < 0.3, ends, NO_DATE).astype(np.int32),
        "team": _words(random, posts, "Team", 8),
        "grade": _words(random, posts, "Band", 9),
        "supplier": _words(random, posts, "Supplier", 5),
        "skill_codes": tuple(catalogue.skills()),
        "skills": random.choice(np.arange(-1, 5, dtype=np.int8), (posts, 10), p=[0.6, 0.05, 0.1, 0.1, 0.1, 0.05]),
    }
    return Roster(**columns)


EMPLOYED = [0.6, 0.12, 0.03, 0.03, 0.02, 0.02, 0.06, 0.06, 0.03, 0.03]


def _with_unknowns(random: np.random.Generator, codes: Any) -> Any:
    return np.where(random.random(len(codes)) < 0.01, -1, codes).astype(codes.dtype)


def _words(random: np.random.Generator, posts: int, word: str, number: int) -> Coded:
    codes: Any = random.integers(-1, number, posts).astype(np.int8)
    return Coded(codes, [f"{word} {place}" for place in range(number)])


def facts(random: np.random.Generator, rubric: Rubric) -> Facts:
    """One organisation's facts, with one answer in ten missing."""
    live = int(random.integers(1, 20))
    answered = [criterion.id for criterion in rubric.criteria if criterion.answers and random.random() < 0.9]
    return Facts(
        as_at=AS_AT,
        numbers={
            "workforce_wte": Decimal(int(random.integers(15_000, 150_000))) / 10,
            "goodwill_wte_elsewhere": Decimal(int(random.integers(0, 300))) / 100,
            "initiatives_live": Decimal(live),
            "initiatives_with_clinical_lead_from_start": Decimal(int(random.integers(0, live + 1))),
            "initiatives_tested_with_users": Decimal(int(random.integers(0, live + 1))),
            "initiatives_led_outside_it": Decimal(int(random.integers(0, live + 1))),
            "service_contracts_a_year": Decimal(int(random.integers(0, 5_000_000))),
            "digital_revenue_budget": Decimal(int(random.integers(5_000_000, 20_000_000))),
        },
        external_staff="recorded",
        representation=tuple(
            RepresentationGroup(group, "workforce", int(random.integers(10, 60)), 180, 240, Decimal(int(percent)))
            for group, percent in zip(("women", "ethnic_minority", "disabled"), (70, 20, 8), strict=True)
        ),
        answers={name: Answer(int(random.integers(0, 5)), "A paper") for name in answered},
    )


Organisations = tuple[list[Roster], list[Facts]]


def organisations(number: int, rubric: Rubric) -> Organisations:
    """So many organisations, the same for the same number."""
    random = np.random.default_rng(20260930)
    return [roster(random) for _ in range(number)], [facts(random, rubric) for _ in range(number)]


# Measuring -----------------------------------------------------------------------------------------------------------


def whole_run(text: str, rosters: list[Roster], known: list[Facts]) -> tuple[Outcome, Outcome, Outcome]:
    """Everything, from the rubric's text on."""
    rubric, problems = read_rubric(parse_toml(text))
    if rubric is None:
        raise ValueError(problems)
    found = outlook(rosters, known, rubric, MONTHS)
    return found.scores, found.leavers.outcome, found.projection.outcome


def best_of(runs: int, work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The shortest of several times, in seconds of the processor, so that other work on the machine does not count."""
    times = []
    for _ in range(runs):
        before()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def arrays_of(rosters: list[Roster], outcomes: tuple[Outcome, ...]) -> Iterator[np.ndarray[Any, Any]]:
    """Every array that goes in or comes out."""
    for each in rosters:
        for value in (getattr(each, field.name) for field in fields(each)):
            if isinstance(value, Coded):
                yield np.asarray(value.codes)
            elif isinstance(value, np.ndarray):
                yield value
    for outcome in outcomes:
        yield from (getattr(outcome, field.name) for field in fields(outcome))


def reading_time(rosters: list[Roster], outcomes: tuple[Outcome, ...]) -> tuple[int, float]:
    """How many bytes go in and come out, and how long it takes to read them once, from memory and not from a cache."""
    data = np.concatenate(
        [np.ascontiguousarray(array).view(np.uint8).ravel() for array in arrays_of(rosters, outcomes)]
    )
    words = data[: len(data) // 8 * 8].view(np.int64)
    others = np.zeros(OTHER_BYTES // 8)
    return len(data), best_of(20, words.sum, before=others.sum)


def extra_memory(text: str, rosters: list[Roster], known: list[Facts]) -> int:
    """The most bytes that a whole run holds beyond its inputs and outputs."""
    tracemalloc.start()
    try:
        outcomes = whole_run(text, rosters, known)
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return most - min(kept, sum(array.nbytes for array in arrays_of([], outcomes)))


def pandas_time(rosters: list[Roster], known: list[Facts], rubric: Rubric) -> float:
    """Seconds that the pandas version would take for the whole run, from a sample on which it must agree."""
    found = leavers(rosters[:1], known[:1], rubric).outcome
    frame = frame_of(rosters[0])
    start = time.process_time()
    results = [score_frame(frame.drop(index=place), known[0], rubric) for place in range(SAMPLE)]
    each = (time.process_time() - start) / SAMPLE
    for place, (levels, _) in enumerate(results):
        if levels != found.levels[:, place].tolist():
            raise AssertionError(f"The levels without post {place} differ")
    return each * len(rosters) * (1 + POSTS + MONTHS)


def timed(text: str, rosters: list[Roster], known: list[Facts]) -> float:
    """Seconds of a whole run, which are printed."""
    seconds = best_of(5, lambda: whole_run(text, rosters, known))
    print(f"{len(rosters):5} organisations, {len(rosters) * POSTS:7} posts: {seconds:7.3f} s")
    return seconds


def compare(text: str, rubric: Rubric, rosters: list[Roster], known: list[Facts], seconds: float) -> None:
    """Print the time as ratios to the memory read and to pandas."""
    size, reading = reading_time(rosters, whole_run(text, rosters, known))
    print(f"      {size / 1e6:.1f} MB go in and out; reading them once takes {reading * 1e3:.2f} ms")
    print(f"      the run takes {seconds / reading:.0f} times that")
    slow = pandas_time(rosters, known, rubric)
    print(f"      pandas, from a sample: {slow:.0f} s, {slow / seconds:.0f} times as long")


def main() -> None:
    text = RUBRIC.read_text(encoding="utf-8")
    rubric, _ = read_rubric(parse_toml(text))
    if rubric is None:
        raise ValueError("The rubric is refused")
    small, usual, large = (organisations(number, rubric) for number in SIZES)
    times = [timed(text, *small), timed(text, *usual)]
    compare(text, rubric, *usual, times[-1])
    times.append(timed(text, *large))
    print(f"      extra memory: {extra_memory(text, *large) / 1e6:.1f} MB")
    for place, word in enumerate(("up to", "from")):
        exponent = math.log(times[place + 1] / times[place]) / math.log(SIZES[place + 1] / SIZES[place])
        print(f"growth exponent {word} {ORGANISATIONS} organisations: {exponent:.3f}")


if __name__ == "__main__":
    main()
