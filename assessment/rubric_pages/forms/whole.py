"""The forms of what holds for the whole rubric: its title and levels, rules, ratings and sets, and all weights."""

from __future__ import annotations

from typing import Any

from assessment.rubric import RubricProblem, normal_form
from assessment.rubric.editing import Document, Row, own_criteria, rows
from assessment.rubric_pages.forms.base import DraftForm, as_list, as_table, field_name

LEVELS = 5
SPARE_ROWS = 2
"""Blank rows at the end of a list, for adding to it."""

RULES = (
    (
        "enough_evidence",
        "Share of a question's weight that must be scored",
        "From 0 to 1. Below it there is no rating.",
    ),
    ("evidence_needed_from", "Lowest level of an answer that needs evidence", "From 0 to 4."),
    ("level_without_evidence", "Level that such an answer counts as without evidence", "From 0 to 4."),
    ("overall_lead", "Ratings that the whole may be above the lowest question", "A whole number."),
    ("unknown_tolerance", "Share of the WTE that may be unknown", "From 0 to 1. Above it a measure is not scored."),
    (
        "rated_share",
        "Share of the WTE whose skills must be rated",
        "From 0 to 1. Needed where a criterion needs skills.",
    ),
    ("suppress_below", "Counts of people that are hidden below", "For what is published, not for scores."),
)


class AboutForm(DraftForm):
    """The title, and the words for the five levels."""

    def build(self) -> None:
        self.lay(self.text("title", "Title", self.document.get("title")))
        words = as_list(self.document.get("levels"))
        names = [
            self.text(f"levels_{place}", f"Word for level {place - 1}", words[place - 1] if place <= len(words) else "")
            for place in range(1, LEVELS + 1)
        ]
        self.group("Levels", names, "The words for how good something is, worst first.")

    def part(self, document: Document) -> Any:
        return [document.get("title"), document.get("levels")]

    def applied(self, document: Document) -> Row:
        levels = [self.typed(f"levels_{place}") for place in range(1, LEVELS + 1)]
        return normal_form({**document, "title": self.typed("title"), "levels": levels})

    def field_of(self, problem: RubricProblem) -> str | None:
        return problem.key.replace(" ", "_") if problem.place == "Rubric" else None


class RulesForm(DraftForm):
    """The numbers that hold for the whole rubric."""

    def build(self) -> None:
        stored = as_table(self.document.get("rules"))
        self.lay(*(self.number(key, label, stored.get(key), hint) for key, label, hint in RULES))

    def part(self, document: Document) -> Any:
        return document.get("rules")

    def applied(self, document: Document) -> Row:
        typed = {key: self.typed(key) for key, _, _ in RULES}
        if not typed["rated_share"]:
            del typed["rated_share"]
        return normal_form({**document, "rules": typed})

    def field_of(self, problem: RubricProblem) -> str | None:
        return problem.key if problem.place == "Rubric, rules" else None


class BandsForm(DraftForm):
    """The ratings and the scores from which they hold."""

    def build(self) -> None:
        stored = rows(self.document, "bands")
        for number in range(1, len(stored) + SPARE_ROWS + 1):
            band = stored[number - 1] if number <= len(stored) else {}
            names = [
                self.text(f"name_{number}", f"Name of rating {number}", band.get("name"), width="20"),
                self.number(f"from_{number}", f"Lowest score of rating {number}", band.get("from")),
            ]
            self.group(f"Rating {number}" if band else f"Rating {number} (to add one)", names)

    def part(self, document: Document) -> Any:
        return document.get("bands")

    @property
    def _filled(self) -> list[int]:
        numbers = (int(name.removeprefix("name_")) for name in self.fields if name.startswith("name_"))
        return [number for number in numbers if self.typed(f"name_{number}") or self.typed(f"from_{number}")]

    def applied(self, document: Document) -> Row:
        bands = [
            {"name": self.typed(f"name_{number}"), "from": self.typed(f"from_{number}")} for number in self._filled
        ]
        return normal_form({**document, "bands": bands})

    def field_of(self, problem: RubricProblem) -> str | None:
        if problem.place == "Rubric" and problem.key == "bands":
            return "from_1"
        place = problem.place.removeprefix("Rubric, band ")
        filled = self._filled
        if place == problem.place or not place.isdigit() or int(place) > len(filled):
            return None
        return f"{problem.key}_{filled[int(place) - 1]}"

    def words_for(self, problem: RubricProblem, label: str) -> str:
        if problem.place != "Rubric":
            return super().words_for(problem, label)
        twice = "each start once" in problem.expected
        return "Two ratings start from the same score" if twice else "One rating must start from 0"


class SetsForm(DraftForm):
    """The named lists of values that measures use."""

    def build(self) -> None:
        stored = list(as_table(self.document.get("sets")).items())
        for number in range(1, len(stored) + SPARE_ROWS + 1):
            name, members = stored[number - 1] if number <= len(stored) else ("", [])
            names = [
                self.text(f"name_{number}", f"Name of set {number}", name, width="20"),
                self.long(f"members_{number}", f"Members of set {number}", "\n".join(map(str, as_list(members)))),
            ]
            hint = "Codes, one on each line. Clear the name and the members to remove the set."
            self.group(f"Set {number}" if name else f"Set {number} (to add one)", names, hint)

    def part(self, document: Document) -> Any:
        return document.get("sets")

    @property
    def _filled(self) -> list[int]:
        numbers = (int(name.removeprefix("name_")) for name in self.fields if name.startswith("name_"))
        return [number for number in numbers if self.typed(f"name_{number}") or self.lines(f"members_{number}")]

    def applied(self, document: Document) -> Row:
        sets = {self.typed(f"name_{number}"): self.lines(f"members_{number}") for number in self._filled}
        kept = {key: value for key, value in document.items() if key != "sets"}
        return normal_form({**kept, "sets": sets} if sets else kept)

    def field_of(self, problem: RubricProblem) -> str | None:
        if problem.place != "Rubric, sets":
            return None
        named = {self.typed(f"name_{number}"): number for number in self._filled}
        key = next((name for name in named if name and problem.key in (name, *_numbered(name, problem.key))), None)
        if key is None:
            return None
        return f"name_{named[key]}" if "a name for the set" in problem.expected else f"members_{named[key]}"

    def accepted(self) -> bool:
        """As for any form; and no set may be named like another or have no name."""
        names = [(number, self.typed(f"name_{number}")) for number in self._filled]
        for number, name in names:
            if not name:
                self.add_error(f"name_{number}", "Enter the name of the set")
            elif [other for _, other in names].count(name) > 1:
                self.add_error(f"name_{number}", "Two sets have this name")
        return not self.errors and super().accepted()


def _numbered(name: str, key: str) -> list[str]:
    """The key itself where it is that of one member of the set ("core 3")."""
    return [key] if key.startswith(f"{name} ") and key.removeprefix(f"{name} ").isdigit() else []


class WeightsForm(DraftForm):
    """Every weight: of the questions, and of the criteria of each."""

    def build(self) -> None:
        self.sections: list[tuple[str, list[tuple[str, str]]]] = []
        questions = rows(self.document, "questions")
        self._section("Questions", "question", questions, "text")
        for question in questions:
            own = own_criteria(self.document, str(question.get("id")))
            self._section(f"{question.get('id')}: {question.get('text')}", "criterion", own, "name")

    def _section(self, legend: str, word: str, listed: list[Row], label: str) -> None:
        names = [
            self.number(
                field_name(word, str(entry.get("id"))), f"{entry.get('id')}: {entry.get(label)}", entry.get("weight")
            )
            for entry in listed
        ]
        for name in names:
            self.fields[name].widget.attrs |= {"data-weight": "", "autocomplete": "off"}
        self.group(legend, names)
        self.sections.append((legend, [(name, str(self.fields[name].label)) for name in names]))

    def part(self, document: Document) -> Any:
        return [[entry.get("id"), entry.get("weight")] for key in _LISTS for entry in rows(document, key)]

    def applied(self, document: Document) -> Row:
        changed = {key: [self._weighed(word, entry) for entry in rows(document, key)] for key, word in _LISTS.items()}
        return normal_form({**document, **changed})

    def _weighed(self, word: str, entry: Row) -> Row:
        name = field_name(word, str(entry.get("id")))
        return {**entry, "weight": self.typed(name)} if name in self.fields else entry

    def field_of(self, problem: RubricProblem) -> str | None:
        for place, word in (("Question ", "question"), ("Criterion ", "criterion")):
            if problem.place.startswith(place) and problem.key == "weight":
                return field_name(word, problem.place.removeprefix(place))
        if "weight above 0" not in problem.expected:
            return None
        names = list(self.fields)
        if problem.place == "Rubric":
            return next((name for name in names if name.startswith("question_")), None)
        question = problem.place.removeprefix("Question ")
        own = own_criteria(self.document, question)
        return field_name("criterion", str(own[0].get("id"))) if own else None


_LISTS = {"questions": "question", "criteria": "criterion"}
