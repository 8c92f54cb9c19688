"""The forms of one question and of one criterion: what it is, and its scale."""

from __future__ import annotations

from typing import Any

from assessment.rubric import RubricProblem
from assessment.rubric.editing import Document, Row, ids, own_criteria, row, rows, with_row, without_blanks
from assessment.rubric_pages.forms.base import DraftForm, as_list

LEVELS = 5
SPARE_CAPS = 2
VALUE_TESTS = (("below", "value below"), ("at_most", "value at most"), ("at_least", "value at least"))
BETTER = (("higher", "Higher values are better"), ("lower", "Lower values are better"))
ID_HINT = "A short code such as Q4. It cannot be changed later, because answers are kept by it."
TAKEN = "There is one with this code already"


class RowForm(DraftForm):
    """A form of one row of a list. `name` is its id, blank for a new one, which then asks for it."""

    key = ""
    place = ""

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        self.name = name
        super().__init__(*args, **kwargs)

    @property
    def stored(self) -> Row:
        return row(self.document, self.key, self.name) if self.name else {}

    @property
    def id(self) -> str:
        """The id of the row, which was typed where it is new."""
        return self.name or str(self.typed("id"))

    @property
    def is_gone(self) -> bool:
        return bool(self.name) and self.name not in ids(self.document, self.key)

    def part(self, document: Document) -> Any:
        return row(document, self.key, self.name) if self.name else None

    def values(self, stored: Row) -> Row:
        """The row with what was typed."""
        raise NotImplementedError

    def applied(self, document: Document) -> Row:
        stored = row(document, self.key, self.name) if self.name else {}
        return with_row(document, self.key, self.id, {**self.values(stored), "id": self.id})

    def accepted(self) -> bool:
        """As for any form; and a new row needs an id of its own."""
        if not self.name and self.id in ids(self.document, self.key):
            self.add_error("id", TAKEN)
            return False
        return super().accepted()

    def field_of(self, problem: RubricProblem) -> str | None:
        own = {f"{self.place} {self.id}", f"{self.place} {len(rows(self.document, self.key)) + 1}"}
        if problem.place not in own or (self.name and problem.place != f"{self.place} {self.id}"):
            return None
        return problem.key.replace(" ", "_")


class QuestionForm(RowForm):
    """A question: its words, weight, and the answer for each rating or level."""

    key, place = "questions", "Question"

    def build(self) -> None:
        stored = self.stored
        if not self.name:
            self.lay(self.text("id", "Code", hint=ID_HINT, width="5"))
        self.lay(
            self.long("text", "Question", stored.get("text"), rows=2),
            self.number("weight", "Weight", stored.get("weight"), "Against the weights of the other questions."),
        )
        measured = [found for found in own_criteria(self.document, self.name) if "measure" in found]
        choices = [
            ("", "The rating of the question"),
            *((str(c["id"]), f"{c['id']}: {c.get('name')}") for c in measured),
        ]
        self.lay(self.select("verdict_from", "What decides the answer", choices, stored.get("verdict_from")))
        self.group("Answers that a board reads", self._verdicts(stored), self._order(stored))
        hint = "Needed where that criterion has a value for nothing to divide by."
        self.lay(
            self.text("verdict_none", "Answer where there is nothing to measure", stored.get("verdict_none"), hint)
        )

    def _order(self, stored: Row) -> str:
        names = ", ".join(str(band.get("name")) for band in rows(self.document, "bands"))
        levels = ", ".join(map(str, as_list(self.document.get("levels"))))
        return f"By rating: {names}, from the best. By a criterion: one for each level from 0: {levels}."

    def _verdicts(self, stored: Row) -> list[str]:
        words = as_list(stored.get("verdicts"))
        places = range(1, max(LEVELS, len(rows(self.document, "bands")), len(words)) + 1)
        return [
            self.text(f"verdicts_{place}", f"Answer {place}", words[place - 1] if place <= len(words) else "")
            for place in places
        ]

    def values(self, stored: Row) -> Row:
        verdicts = [self.typed(name) for name in self.fields if name.startswith("verdicts_")]
        while verdicts and not verdicts[-1]:
            verdicts.pop()
        typed = {key: self.typed(key) for key in ("text", "weight", "verdict_from", "verdict_none")}
        return without_blanks({**stored, **typed, "verdicts": verdicts}, ("verdict_from", "verdict_none"))

    def field_of(self, problem: RubricProblem) -> str | None:
        name = super().field_of(problem)
        return "verdicts_1" if name == "verdicts" else name

    def words_for(self, problem: RubricProblem, label: str) -> str:
        if problem.key != "verdicts":
            return super().words_for(problem, label)
        by_level = bool(self.typed("verdict_from"))
        count = LEVELS if by_level else len(rows(self.document, "bands"))
        return f"Enter {count} answers, one for each {'level' if by_level else 'rating'}"


class CriterionForm(RowForm):
    """A criterion: its name, question, weight, and why."""

    key, place = "criteria", "Criterion"

    def __init__(self, *args: Any, question: str = "", **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        stored = self.stored
        if not self.name:
            self.lay(self.text("id", "Code", hint=ID_HINT.replace("Q4", "Q1.20"), width="5"))
        questions = [(str(q.get("id")), f"{q.get('id')}: {q.get('text')}") for q in rows(self.document, "questions")]
        self.lay(
            self.text("name", "Name", stored.get("name")),
            self.select("question", "Question that it belongs to", questions, stored.get("question", self.question)),
            self.number("weight", "Weight", stored.get("weight"), "0 means that it only caps and explains."),
        )
        if not self.name:
            kinds = [("answered", "Answered by the organisation"), ("measured", "Measured from the record")]
            self.lay(self.select("kind", "How is it found out?", kinds, "answered"))
        sources = "\n".join(map(str, as_list(stored.get("sources"))))
        self.lay(
            self.text("serves", "Idea that it stands for", stored.get("serves")),
            self.long("basis", "Why the numbers are what they are", stored.get("basis")),
            self.long("sources", "Sources", sources, "Web addresses, one on each line."),
        )

    def values(self, stored: Row) -> Row:
        typed = {key: self.typed(key) for key in ("name", "question", "weight", "serves", "basis")}
        new = {} if self.name else _new_scale(self.typed("kind"))
        return {**new, **stored, **typed, "sources": self.lines("sources")}


def _new_scale(kind: str) -> Row:
    """What a new criterion has until its scale and measure are filled in: nothing that could be a rubric yet."""
    if kind == "answered":
        return {"answers": [""] * LEVELS}
    return {"better": "higher", "levels_from": [], "says": "", "measure": {"kind": "ratio", "top": [], "bottom": []}}


class ScaleForm(RowForm):
    """How a criterion is judged: its answers, or thresholds and sentence; and its caps."""

    key, place = "criteria", "Criterion"

    def build(self) -> None:
        stored = self.stored
        self.measured = "measure" in stored
        if self.measured:
            self._thresholds(stored)
        else:
            answers = as_list(stored.get("answers"))
            names = [
                self.long(
                    f"answers_{place}",
                    f"Answer of level {place - 1}",
                    answers[place - 1] if place <= len(answers) else "",
                    rows=2,
                )
                for place in range(1, LEVELS + 1)
            ]
            self.group("Answers", names, "Worst first.")
        self._caps(as_list(stored.get("caps")))

    def _thresholds(self, stored: Row) -> None:
        cuts = as_list(stored.get("levels_from"))
        names = [
            self.text(f"cut_{place}", f"Threshold {place}", cuts[place - 1] if place <= len(cuts) else "", width="5")
            for place in range(1, LEVELS)
        ]
        self.lay(self.select("better", "Which way is better?", BETTER, stored.get("better")))
        self.group(
            "Thresholds",
            names,
            "Four rising numbers. Higher is better: the lowest value of level 1, 2, 3 and 4; the first may be "
            "“above 0”. Lower is better: level 4 is below the first, then 3, 2 and 1. A share of 50% is 0.5.",
        )
        self.lay(
            self.long("says", "Sentence for the board", stored.get("says"), "Figures stand in braces, such as {share}.")
        )

    def _caps(self, caps: list[Row]) -> None:
        for number in range(1, len(caps) + SPARE_CAPS + 1):
            cap = caps[number - 1] if number <= len(caps) else {}
            test = next((test for test in ("below", "at_most", "at_least", "level") if test in cap), "")
            tests = [("", "No cap"), *(VALUE_TESTS if self.measured else [("level", "level is")])]
            names = [
                self.select(f"test_{number}", f"Cap {number} holds where the", tests, test),
                self.number(f"number_{number}", f"Number of cap {number}", cap.get(test, "")),
                self.number(f"score_{number}", f"Highest score with cap {number}", cap.get("score")),
                self.text(f"because_{number}", f"Reason for cap {number}", cap.get("because")),
            ]
            self.group(f"Cap {number}" if cap else f"Cap {number} (to add one)", names)

    @property
    def _filled(self) -> list[int]:
        numbers = (int(name.removeprefix("test_")) for name in self.fields if name.startswith("test_"))
        return [n for n in numbers if any(self.typed(f"{key}_{n}") for key in ("test", "number", "score", "because"))]

    def values(self, stored: Row) -> Row:
        caps = [self._cap(number) for number in self._filled]
        if self.measured:
            cuts = [self.typed(f"cut_{place}") for place in range(1, LEVELS)]
            typed = {"better": self.typed("better"), "levels_from": cuts, "says": self.typed("says"), "caps": caps}
        else:
            typed = {"answers": [self.typed(f"answers_{place}") for place in range(1, LEVELS + 1)], "caps": caps}
        return without_blanks({**stored, **typed}, ("caps",))

    def _cap(self, number: int) -> Row:
        test = self.typed(f"test_{number}")
        cap = {"score": self.typed(f"score_{number}"), "because": self.typed(f"because_{number}")}
        return without_blanks({**({test: self.typed(f"number_{number}")} if test else {}), **cap}, ("because",))

    def field_of(self, problem: RubricProblem) -> str | None:
        place = problem.place.removeprefix(f"Criterion {self.name}, cap ")
        if place != problem.place:
            filled = self._filled
            if not place.isdigit() or int(place) > len(filled):
                return None
            word = {"cap": "test", "score": "score", "because": "because"}.get(problem.key, "number")
            return f"{word}_{filled[int(place) - 1]}"
        name = super().field_of(problem)
        return "cut_1" if name == "levels_from" else name

    def words_for(self, problem: RubricProblem, label: str) -> str:
        if problem.key == "levels_from":
            return "Thresholds must be four rising numbers. The first may be “above 0” where higher is better"
        return super().words_for(problem, label)
