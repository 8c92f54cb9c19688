"""Form fields that ask the way NHS services ask."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import pretty_name

from accounts.english import lower_first

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXAMPLE = "31 3 2026"


class NhsDateWidget(forms.MultiWidget):
    """Three text boxes: day, month and year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date, or its ISO text, into day, month and year."""
        if isinstance(value, str):
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DateBoundField(BoundField):
    """A bound date that knows which of its three parts are wrong."""

    @property
    def wrong(self) -> list[str]:
        """Names of the parts that the errors are about; all of them where an error does not say."""
        found: set[str] = set()
        for error in self.errors.as_data():
            found.update((error.params or {}).get("parts", PARTS))
        return [part for part in PARTS if part in found]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What the template needs to draw each part."""
        value = self.value()
        values = value if isinstance(value, list) else self.field.widget.decompress(value)
        wrong = self.wrong
        return [
            {
                "id": f"{self.auto_id}_{part}",
                "name": f"{self.html_name}_{part}",
                "label": part.capitalize(),
                "value": "" if text is None else text,
                "wrong": part in wrong,
                "width": 4 if part == "year" else 2,
            }
            for part, text in zip(PARTS, values, strict=True)
        ]

    @property
    def id_for_label(self) -> str:
        """Where a link from the error summary leads: the first wrong part."""
        return f"{self.auto_id}_{(self.wrong or PARTS)[0]}"


class NhsDateField(forms.MultiValueField):
    """A date typed as three numbers; a month may also be typed as its name.

    ``called`` is how messages name the date, such as "start date"; without it the label is used.
    """

    widget = NhsDateWidget
    bound_field_class = DateBoundField
    default_error_messages = {
        "required": f"Enter the %(called)s, for example {EXAMPLE}",
        "missing": "%(Called)s must include a %(missing)s",
        "year": "%(Called)s must have a year of 4 numbers, for example 2026",
        "unreal": f"%(Called)s must be a real date, for example {EXAMPLE}",
    }

    def __init__(self, *, called: str = "", **kwargs: Any) -> None:
        super().__init__([forms.CharField(required=False) for _ in PARTS], **kwargs)
        self.called = called

    def clean(self, value: Any) -> datetime.date | None:
        """Give the date, None where nothing was typed, or say which part is wrong and why."""
        if not isinstance(value, (list, tuple)):
            value = NhsDateWidget().decompress(value)
        typed = [str(part).strip() if part is not None else "" for part in value]
        if not any(typed):
            if self.required:
                raise self._error("required", PARTS)
            return None
        date = self._date(typed)
        self.run_validators(date)
        return date

    def _date(self, typed: list[str]) -> datetime.date:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise self._error("missing", missing, missing=" and ".join(missing))
        day, month, year = _number(typed[0], 31), _month(typed[1]), typed[2]
        if day is None or month is None:
            raise self._error("unreal", [part for part, number in (("day", day), ("month", month)) if number is None])
        if not re.fullmatch(r"[0-9]{4}", year):
            raise self._error("year", ["year"])
        try:
            return datetime.date(int(year), month, day)
        except ValueError:
            raise self._error("unreal", ["year"] if year == "0000" else ["day"]) from None

    def _error(self, code: str, parts: Sequence[str], **params: Any) -> ValidationError:
        called = self.called or lower_first(str(self.label or "date"))
        params |= {"called": called, "Called": called[:1].upper() + called[1:], "parts": tuple(parts)}
        return ValidationError(self.error_messages[code], code=code, params=params)


class HintedRadios(forms.RadioSelect):
    """Radios with a line of help under a choice; ``hints`` maps a value to its help."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, hints: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hint to what Django knows of the choice."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class PlainMessages:
    """Mixin for forms: messages that name the question. A message that a field brings along stays as it is."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.add_field(name, field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Ask `field` as well, with messages that name its question."""
        self.fields[name] = field
        if not isinstance(field, NhsDateField):
            _speak_plainly(field, str(pretty_name(name) if field.label is None else field.label))


def _speak_plainly(field: forms.Field, label: str) -> None:
    """Replace the messages that Django would give."""
    quoted = f"“{label}”" if label.endswith("?") else label
    named = quoted.replace("%", "%%")
    said = {
        "required": _request(field, label),
        "max_length": f"{named} must be %(limit_value)s characters or fewer; it has %(show_value)s",
        "min_length": f"{named} must be %(limit_value)s characters or more; it has %(show_value)s",
        "max_value": f"{named} must be %(limit_value)s or less",
        "min_value": f"{named} must be %(limit_value)s or more",
        "max_decimal_places": f"{named} must have %(max)s decimal places or fewer",
        "max_digits": f"{named} must have %(max)s digits or fewer",
        "max_whole_digits": f"{named} must have %(max)s digits or fewer before the decimal point",
        "invalid_choice": f"Choose an answer from the list: {lower_first(named)}",
    }
    if isinstance(field, forms.IntegerField):
        kind = "a number" if isinstance(field, (forms.DecimalField, forms.FloatField)) else "a whole number"
        said["invalid"] = f"{quoted} must be {kind}"
    if isinstance(field, forms.EmailField):
        said["invalid"] = f"{named} must look like name@example.nhs.uk"
    usual = _usual_messages(type(field))
    for code, message in said.items():
        if field.error_messages.get(code) == usual.get(code):
            field.error_messages[code] = message


def _usual_messages(field_class: type[forms.Field]) -> dict[str, Any]:
    usual: dict[str, Any] = {}
    for base in reversed(field_class.__mro__):
        usual.update(getattr(base, "default_error_messages", {}))
    return usual


def _request(field: forms.Field, label: str) -> str:
    """Ask for what was left out."""
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to go on"
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    if isinstance(field, forms.MultipleChoiceField):
        return f"Choose at least one: {lower_first(label)}"
    verb = "Choose" if isinstance(field, (forms.ChoiceField, forms.FileField, forms.ModelChoiceField)) else "Enter"
    return f"{verb} the {lower_first(label)}"


def _number(text: str, highest: int) -> int | None:
    number = int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0
    return number if 1 <= number <= highest else None


def _month(text: str) -> int | None:
    """The number of a month typed as a number or a name."""
    start = text.lower()[:3]
    return MONTHS.index(start) + 1 if start in MONTHS else _number(text, 12)
