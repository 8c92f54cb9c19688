"""The conditions that keep posts, each column a group of boxes, choices or lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.rubric.editing import Row
from assessment.rubric.wheres import CODED, FREE_TEXT, YES_NO
from assessment.rubric_pages.forms.base import as_list, as_table
from assessment.rubric_pages.forms.parts import RowForm
from teams import catalogue

LABELS = {
    "status": "Filled or vacant",
    "function": "Function",
    "work": "Kind of work",
    "employment": "How the post is engaged",
    "role": "Role",
    "control_role": "Control role",
    "clinical_profession": "Clinical profession",
    "clinician": "Is it a clinician's post?",
    "senior_leader": "Is it a senior leader's post?",
    "funded": "Does it have funded time?",
    "grade": "Grade",
    "team": "Team",
    "supplier": "Supplier",
    "skill": "Skill, at the skill level of the measure",
    "in_post_over_months": "Held for more than so many months",
}
EITHER = (("", "Either"), ("yes", "Yes"), ("no", "No"))
HINT = "What is left blank keeps every post. Several values of one kind mean any of them; every kind has to hold."


class ConditionsForm(RowForm):
    """A form with a where. Its fields are named `where_` and the column."""

    key, place = "criteria", "Criterion"

    def conditions(self, stored: Mapping[str, Any]) -> None:
        """Add the fields of a where, filled from `stored`."""
        names = [self._coded(column, stored) for column in CODED]
        names += [self._yes_no(column, stored) for column in YES_NO]
        names.append(self._skills(stored))
        names += [self._lines(column, stored) for column in FREE_TEXT]
        months = as_list(stored.get("in_post_over_months"))
        names.append(self.number("where_in_post_over_months", LABELS["in_post_over_months"], next(iter(months), "")))
        self.group("Which posts", names, HINT)

    def _coded(self, column: str, stored: Mapping[str, Any]) -> str:
        sets = self._sets(set(catalogue.values(column) or ()))
        codes = [(code, catalogue.name_of(column, code)) for code in catalogue.values(column) or ()]
        return self.ticks(f"where_{column}", LABELS[column], [*sets, *codes], as_list(stored.get(column)))

    def _sets(self, values: set[str]) -> list[tuple[str, str]]:
        """The sets all of whose members are among the values."""
        sets = as_table(self.document.get("sets")).items()
        return [(name, f"Set {name}") for name, members in sets if set(map(str, as_list(members))) <= values]

    def _yes_no(self, column: str, stored: Mapping[str, Any]) -> str:
        values = as_list(stored.get(column))
        chosen = "" if len(values) != 1 else "yes" if values[0] is True else "no"
        return self.select(f"where_{column}", LABELS[column], EITHER, chosen)

    def _skills(self, stored: Mapping[str, Any]) -> str:
        skills = catalogue.skills()
        sets = self._sets({*skills, *self._own_skills()})
        codes = [(code, catalogue.name_of("skill", code)) for code in skills]
        return self.ticks(
            "where_skill", LABELS["skill"], [*sets, *codes, *self._others(skills)], as_list(stored.get("skill"))
        )

    def _own_skills(self) -> set[str]:
        """The members of sets that are no values of any column: the rubric's own skills."""
        known = {code for column in CODED for code in catalogue.values(column) or ()}
        sets = as_table(self.document.get("sets")).values()
        return {str(member) for members in sets for member in as_list(members)} - known

    def _others(self, skills: Any) -> list[tuple[str, str]]:
        return [(code, catalogue.name_of("skill", code)) for code in sorted(self._own_skills() - set(skills))]

    def _lines(self, column: str, stored: Mapping[str, Any]) -> str:
        value = "\n".join(map(str, as_list(stored.get(column))))
        return self.long(f"where_{column}", LABELS[column], value, "One on each line.", rows=2)

    def where(self) -> Row:
        """The where that was filled in."""
        typed: Row = {column: self.typed(f"where_{column}") for column in (*CODED, "skill")}
        typed |= {column: self.lines(f"where_{column}") for column in FREE_TEXT}
        for column in YES_NO:
            answer = self.typed(f"where_{column}")
            typed[column] = [answer == "yes"] if answer else []
        months = self.typed("where_in_post_over_months")
        typed["in_post_over_months"] = (
            [int(months) if months.isascii() and months.isdigit() else months] if months else []
        )
        return {column: values for column, values in typed.items() if values}
