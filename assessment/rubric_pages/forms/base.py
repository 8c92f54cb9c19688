"""What the forms of a draft share: fields made from the document, and refusals of the rubric shown at their fields.

A form edits one part of the document. Its version is a fingerprint of that part, so that only two people who change
the same part meet. What is typed goes into the document as it is; the checks of a rubric say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.layout import Fieldset, form_helper
from assessment.rubric import RubricProblem, read_rubric
from assessment.rubric.editing import Document, Row, fingerprint, said
from teams.forms.text import LongText


def field_name(word: str, name: str) -> str:
    """The name of a field about the thing of that id, safe in an address of the page."""
    return f"{word}_" + "".join(char if char.isalnum() and char.isascii() else f"_{ord(char):x}_" for char in name)


class DraftForm(VersionedForm):
    """A form of one part of a document."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self._groups: list[Any] = []
        self.build()
        self.initial["version"] = fingerprint(self.part(document))
        self.helper = form_helper("version", *self._groups)

    def build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def part(self, document: Document) -> Any:
        """The part of a document that this form edits."""
        raise NotImplementedError

    @property
    def is_gone(self) -> bool:
        """Whether the part is no longer in the document."""
        return False

    def applied(self, document: Document) -> Row:
        """A document with what was typed in the place of that part."""
        raise NotImplementedError

    def field_of(self, problem: RubricProblem) -> str | None:
        """The name of the field that a refusal is about; None where it is about none of this form's."""
        raise NotImplementedError

    def accepted(self) -> bool:
        """Whether the rubric refuses nothing of what was typed; else the refusals stand at their fields."""
        for problem in read_rubric(self.applied(self.document))[1]:
            name = self.field_of(problem)
            if name in self.fields:
                self.add_error(name, self.words_for(problem, str(self.fields[name].label)))
        return not self.errors

    def words_for(self, problem: RubricProblem, label: str) -> str:
        """What a refusal says at the field with that label."""
        return said(problem, label)

    def typed(self, name: str) -> Any:
        """What stands in a field, trimmed."""
        value = self.cleaned_data.get(name, "")
        return value.strip() if isinstance(value, str) else value

    def lines(self, name: str) -> list[str]:
        """The lines of a field that are not blank."""
        return [line.strip() for line in str(self.typed(name)).splitlines() if line.strip()]

    # Fields ------------------------------------------------------------------------------------------------------

    def group(self, legend: str, names: Sequence[Any], hint: str = "") -> None:
        """Lay fields out under one legend."""
        self._groups.append(Fieldset(legend, *names, hint=hint))

    def lay(self, *names: Any) -> None:
        """Lay fields out as they are."""
        self._groups += names

    def text(self, name: str, label: str, value: object = "", hint: str = "", width: str = "") -> str:
        """A line of text."""
        widget = forms.TextInput(attrs={"class": f"nhsuk-input nhsuk-input--width-{width}"} if width else {})
        return self._add(name, forms.CharField(label=label, help_text=hint, required=False, widget=widget), value)

    def number(self, name: str, label: str, value: object = "", hint: str = "") -> str:
        """A number, typed as text so that what is no number is shown again as it was typed."""
        widget = forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-5", "inputmode": "decimal"})
        return self._add(name, forms.CharField(label=label, help_text=hint, required=False, widget=widget), value)

    def long(self, name: str, label: str, value: object = "", hint: str = "", rows: int = 3) -> str:
        """Several lines of text."""
        return self._add(name, LongText(label=label, help_text=hint, required=False, rows=rows), value)

    def select(
        self, name: str, label: str, choices: Iterable[tuple[str, str]], value: object = "", hint: str = ""
    ) -> str:
        """One of several; a value that is none of them is offered as it is."""
        offered = with_value(choices, [value] if value not in ("", None) else [])
        field = forms.ChoiceField(label=label, choices=offered, help_text=hint, required=False)
        return self._add(name, field, value)

    def ticks(
        self, name: str, label: str, choices: Iterable[tuple[str, str]], values: Iterable[object], hint: str = ""
    ) -> str:
        """Any of several; values that are none of them are offered as they are."""
        chosen = [str(value) for value in values]
        field = forms.MultipleChoiceField(
            label=label,
            choices=with_value(choices, chosen),
            required=False,
            help_text=hint,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes--small app-many"}),
        )
        return self._add(name, field, chosen)

    def tick(self, name: str, label: str) -> str:
        """One box to tick."""
        return self._add(name, forms.BooleanField(label=label, required=False), False)

    def _add(self, name: str, field: forms.Field, value: object) -> str:
        self.fields[name] = field
        self.initial[name] = "" if value is None else value
        return name


def with_value(choices: Iterable[tuple[str, str]], values: Iterable[object]) -> list[tuple[str, str]]:
    """The choices, and those of `values` that are not among them."""
    listed = list(choices)
    known = {code for code, _ in listed}
    return listed + [(str(value), f"{value} (not known)") for value in values if str(value) not in known]


def as_table(value: object) -> Mapping[str, Any]:
    """A table of the document; an empty one where something else stands in its place."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """A list of the document; what stands alone is a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
