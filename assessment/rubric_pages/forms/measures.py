"""The forms in which a measure is built: its kind with what belongs to it, and each of its terms and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assessment.rubric import RubricProblem
from assessment.rubric.editing import Document, Row, row, with_row, without_blanks
from assessment.rubric.words import AMOUNTS, FACTS, MEMBERS
from assessment.rubric_pages.forms.base import as_list, as_table
from assessment.rubric_pages.forms.conditions import ConditionsForm
from assessment.rubric_pages.forms.parts import RowForm

KINDS = {
    "ratio": "A ratio: one sum divided by another",
    "coverage": "A coverage: how many of several things are covered",
    "concentration": "A concentration: the largest share of one",
    "representation": "A representation: groups of people against a comparator",
}
KEYS = {
    "ratio": ("kind", "top", "bottom", "when_empty", "skill_level", "needs"),
    "coverage": ("kind of members amount at_least at_least_times where among result skill_level needs".split()),
    "concentration": ("kind", "of", "amount", "where", "skill_level", "needs"),
    "representation": ("kind", "min_expected", "min_disclosure", "needs"),
}
"""The keys that each kind may have."""

NEEDS = {
    "skills": "Enough skills have been rated",
    "external_staff": "It is recorded whether external staff are on the roster",
}
RESULTS = (("count", "Number of those covered"), ("share", "Share of those covered"))
OPTIONAL = ("members", "when_empty", "skill_level", "needs", "at_least_times", "among", "where")
FOUND, OWN_LIST = "", "*"
SINGLE = tuple(column for column in MEMBERS if column not in ("skill", "control_role"))


def amounts() -> list[tuple[str, str]]:
    """The amounts of posts."""
    return [(code, name[:1].upper() + name[1:]) for code, name in AMOUNTS.items()]


def facts() -> list[tuple[str, str]]:
    """The facts beside the roster."""
    return [(code, name[:1].upper() + name[1:]) for code, name in FACTS.items()]


class MeasureForm(RowForm):
    """The measure of a criterion, but for its terms and conditions. `kind` is the kind to change to."""

    key, place = "criteria", "Criterion"

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        self.chosen = kind if kind in KINDS else ""
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        measure = as_table(self.stored.get("measure"))
        posted = str(self.data.get("kind", "")) if self.is_bound else ""
        self.measure_kind = next(
            (kind for kind in (posted, self.chosen, str(measure.get("kind"))) if kind in KINDS), "ratio"
        )
        self.fields["kind"] = forms.CharField(initial=self.measure_kind, widget=forms.HiddenInput)
        self.initial["kind"] = self.measure_kind
        self.lay("kind")
        {
            "ratio": self._ratio,
            "coverage": self._coverage,
            "concentration": self._concentration,
            "representation": self._representation,
        }[self.measure_kind](measure)
        self.lay(self.ticks("needs", "It is scored only when this holds", NEEDS.items(), as_list(measure.get("needs"))))

    def _ratio(self, measure: Mapping[str, Any]) -> None:
        hint = "Blank: then it is not scored."
        self.lay(
            self.number("when_empty", "Value where there is nothing to divide by", measure.get("when_empty"), hint),
            self._skill_level(measure),
        )

    def _coverage(self, measure: Mapping[str, Any]) -> None:
        members, floor = measure.get("members"), as_table(measure.get("at_least_times"))
        named = members if isinstance(members, str) else FOUND if members is None else OWN_LIST
        sets = [(name, f"The set {name}") for name in as_table(self.document.get("sets"))]
        offered = [(FOUND, "Those found on the posts"), *sets, (OWN_LIST, "The list below")]
        own = "\n".join(map(str, members)) if isinstance(members, list) else ""
        self.lay(
            self.select("of", "What has to be covered", _capital(MEMBERS.items()), measure.get("of", "function")),
            self.select("members", "Which of them", offered, named),
            self.long("list", "Own list", own, "Codes, one on each line. Only for “The list below”."),
            self._skill_level(measure),
            self.select("amount", "Amount that covers", amounts(), measure.get("amount", "wte")),
            self.number("at_least", "Least amount that covers", measure.get("at_least")),
            self.select(
                "fact", "Or a fact times a number, where that is more", [("", "No"), *facts()], floor.get("fact")
            ),
            self.number("times", "That number", floor.get("times")),
            self.select("result", "Value", RESULTS, measure.get("result", "count")),
        )

    def _concentration(self, measure: Mapping[str, Any]) -> None:
        groups = _capital((code, name) for code, name in MEMBERS.items() if code in SINGLE)
        self.lay(
            self.select("of", "Largest share of one", groups, measure.get("of", "supplier")),
            self.select("amount", "Amount", amounts(), measure.get("amount", "wte")),
            self._skill_level(measure),
        )

    def _representation(self, measure: Mapping[str, Any]) -> None:
        hint = "From 0 to 1."
        self.lay(
            self.number("min_expected", "Least number of people expected of a group", measure.get("min_expected")),
            self.number("min_disclosure", "Least share of the team that is known", measure.get("min_disclosure"), hint),
        )

    def _skill_level(self, measure: Mapping[str, Any]) -> str:
        hint = "From 0 to 4, for conditions on skills. Blank: 1."
        return self.number("skill_level", "Skill level that counts", measure.get("skill_level"), hint)

    def values(self, stored: Row) -> Row:
        measure = {
            key: value for key, value in as_table(stored.get("measure")).items() if key in KEYS[self.measure_kind]
        }
        names = [name for name in self.fields if name in KEYS[self.measure_kind] and name not in ("members", "needs")]
        measure |= {name: self.typed(name) for name in names}
        measure |= {"kind": self.measure_kind, "needs": self.typed("needs")}
        if self.measure_kind == "coverage":
            measure["members"] = self.lines("list") if self.typed("members") == OWN_LIST else self.typed("members")
            floor = {"fact": self.typed("fact"), "times": self.typed("times")}
            measure["at_least_times"] = floor if floor["fact"] else None
        for key in ("top", "bottom") if self.measure_kind == "ratio" else ():
            measure.setdefault(key, [])
        kept = {key: value for key, value in stored.items() if key != "answers"}
        return {**kept, "measure": without_blanks(measure, OPTIONAL)}

    def field_of(self, problem: RubricProblem) -> str | None:
        place = f"Criterion {self.name}, measure"
        if problem.place == f"{place}, at_least_times":
            return problem.key
        if problem.place != place or problem.key in ("top", "bottom"):
            return None
        own_list = problem.key.startswith("members") and self.typed("members") == OWN_LIST
        return "list" if own_list else problem.key.split(" ")[0]


class TermForm(ConditionsForm):
    """One part of a measure: a term of a ratio's `top` or `bottom`, or the posts of its `where` or `among`.

    `way` is top-1, bottom-2, where or among; the number after the last makes a new term.
    """

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        self.list, _, number = way.partition("-")
        self.number_in_list = int(number or 0)
        super().__init__(*args, **kwargs)

    @property
    def is_term(self) -> bool:
        return self.number_in_list > 0

    def build(self) -> None:
        stored = self.content(self.document)
        if self.is_term:
            choices = [*amounts(), *facts()]
            what = stored.get("fact") or stored.get("amount") or "wte"
            self.lay(
                self.select("what", "What is added up", choices, what, "Conditions are for amounts of posts only."),
                self.number("times", "Times", stored.get("times"), "Blank: 1."),
            )
        self.conditions(as_table(stored.get("where")) if self.is_term else stored)
        if stored and self.list != "where":
            self.lay(self.tick("remove", "Remove this term" if self.is_term else "Remove these conditions"))

    def content(self, document: Document) -> Row:
        """The term, or the where, as it stands in a document; empty where it is new."""
        measure = as_table(row(document, "criteria", self.name).get("measure"))
        if not self.is_term:
            return dict(as_table(measure.get(self.list)))
        terms = as_list(measure.get(self.list))
        return dict(as_table(terms[self.number_in_list - 1])) if self.number_in_list <= len(terms) else {}

    def part(self, document: Document) -> Any:
        measure = as_table(row(document, "criteria", self.name).get("measure"))
        return measure.get(self.list)

    def applied(self, document: Document) -> Row:
        stored = row(document, "criteria", self.name)
        measure = dict(as_table(stored.get("measure")))
        removed = bool(self.cleaned_data.get("remove"))
        if self.is_term:
            terms = as_list(measure.get(self.list))[:]
            terms[self.number_in_list - 1 : self.number_in_list] = [] if removed else [self._term()]
            measure[self.list] = terms
        else:
            measure[self.list] = {} if removed else self.where()
            measure = without_blanks(measure, ("where", "among"))
        return with_row(document, "criteria", self.name, {**stored, "measure": measure})

    def _term(self) -> Row:
        what = self.typed("what")
        times = {"times": self.typed("times")} if self.typed("times") else {}
        if what in FACTS:
            return {"fact": what, **times}
        where = self.where()
        return {"amount": what, **({"where": where} if where else {}), **times}

    def field_of(self, problem: RubricProblem) -> str | None:
        measure = f"Criterion {self.name}, measure, "
        own = f"{measure}{self.list} term {self.number_in_list}" if self.is_term else f"{measure}{self.list}"
        if self.is_term and problem.place == own:
            return {"amount": "what", "fact": "what"}.get(problem.key, problem.key)
        where = f"{own}, where" if self.is_term else own
        return f"where_{problem.key}" if problem.place == where else None


def _capital(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, name[:1].upper() + name[1:]) for code, name in choices]
