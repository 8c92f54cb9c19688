"""What a change of a rubric costs for every organisation, beside scoring all of them once, in one run.

    python -m tests.bench.rubric_effects

215 organisations of 240 posts. A change of weights may take half of scoring all once, a change of a measure five times
that, and 1,000 draws of all weights ten times.
"""

from __future__ import annotations

from dataclasses import replace

from assessment.rubric import Rubric, parse_toml, read_rubric
from assessment.scoring import score
from assessment.weighing import drawn_percents, stand, weigh
from tests.bench.scoring import ORGANISATIONS, RUBRIC, best_of, organisations

DRAWS = 1000


def rubric_of(text: str) -> Rubric:
    rubric, problems = read_rubric(parse_toml(text))
    if rubric is None:
        raise ValueError(problems)
    return rubric


def main() -> None:
    text = RUBRIC.read_text(encoding="utf-8")
    rubric = rubric_of(text)
    rosters, facts = organisations(ORGANISATIONS, rubric)
    standing = stand(rosters, facts, rubric)
    heavier = [replace(criterion, weight=criterion.weight + 1) for criterion in rubric.criteria]
    other_weights = replace(rubric, criteria=tuple(heavier))
    other_measure = rubric_of(text.replace("skill_level = 3", "skill_level = 2"))

    def weights() -> None:
        weighed = standing.weighed_by(other_weights)
        if weighed is None:
            raise ValueError("The states are not the same")
        weighed.outcome()

    once = best_of(5, lambda: score(rosters, facts, rubric))
    print(f"scoring all once: {once:.3f} s")
    for name, seconds, most in (
        ("a change of weights", best_of(5, weights), 0.5),
        ("a change of a measure", best_of(5, lambda: stand(rosters, facts, other_measure).outcome()), 5),
        (f"{DRAWS} draws", best_of(3, lambda: weigh(standing, *drawn_percents(rubric, DRAWS))), 10),
    ):
        print(f"{name}: {seconds:.3f} s, {seconds / once:.2f} times that; at most {most}")


if __name__ == "__main__":
    main()
