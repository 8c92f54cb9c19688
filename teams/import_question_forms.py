"""The forms that ask about a file: which rows hold the headings, what its columns hold, what its words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from accounts.fields import PlainMessages
from teams import catalogue
from teams.importing import Sheet, Unmapped
from teams.importing.headings import TIMES, plain
from teams.importing.layouts import SEARCHED, Layout, body
from teams.importing.sheets import column_letters
from teams.importing.words import BLANK_IS_UNKNOWN, LEAVE_OUT, choices

TITLES_ASKED = 100
"""Job titles that one page asks about, those of most rows first."""
SAMPLES = 3
COLUMN_LABELS = {
    "post_ref": "Reference of the post",
    "title": "Job title",
    "team": "Team or department",
    "role": "Role",
    "employment": "How the post is engaged",
    "status": "Filled or vacant",
    "wte": "WTE (or FTE)",
    "hours": "Hours a week (37.5 hours are 1 WTE)",
    "days": "Days a week (5 days are 1 WTE)",
    "budget_wte": "Budgeted WTE",
    "vacant_wte": "Vacant WTE",
    "funded_wte": "Funded WTE of digital work",
    "grade": "Band or grade",
    "employer": "Employer’s ODS code",
    "clinical_profession": "Clinical profession",
    "senior_leader": "Senior leader",
    "control_role": "Control role",
    "started_on": "Start date in the post",
    "ends_on": "Contract end date",
    "supplier": "Supplier or agency",
    "skills": "Skills",
    "absence": "Assignment status (such as maternity leave)",
    "staff_group": "Staff group",
    "area": "Area of work",
}
NOT_DIGITAL = {"leave_out": "Leave them out of the roster", "keep": "Keep them, with the role not known"}


class HeadingsForm(PlainMessages, forms.Form):
    """The row or the two rows of a sheet that hold its headings."""

    rows = forms.ChoiceField(label="Which row holds the headings?", choices=())

    def __init__(self, *args: Any, sheet: Sheet, layout: Layout, **kwargs: Any) -> None:
        here = layout.sheet == sheet.name
        initial = {"rows": f"{layout.first}-{layout.last}" if here else "0-0"}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["rows"].choices = list(_heading_rows(sheet))  # type: ignore[attr-defined]  # a choice field

    def places(self) -> tuple[int, int]:
        """The places of the first and the last heading row."""
        first, last = self.cleaned_data["rows"].split("-")
        return int(first), int(last)


def _heading_rows(sheet: Sheet) -> Iterator[tuple[str, str]]:
    shown = sheet.rows[:SEARCHED]
    for place, (number, _) in enumerate(shown):
        yield f"{place}-{place}", f"Row {number}"
        if place + 1 < len(shown):
            yield f"{place}-{place + 1}", f"Rows {number} and {shown[place + 1][0]} together"


class ColumnsForm(PlainMessages, forms.Form):
    """What each column of a sheet holds. Columns with personal data are not asked about: they are not kept."""

    engaged = forms.ChoiceField(
        label="How are the posts engaged, if no column says so?",
        help_text="For example, choose contractor for a list of contractors",
        required=False,
        choices=[("", "Not known"), *choices("employment")],
    )

    def __init__(self, *args: Any, sheet: Sheet, headings: Sequence[str], layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        targets = {place: target for target, place in layout.columns.items()}
        undecided = {place for places in layout.rivals.values() for place in places}
        engaged = self.fields.pop("engaged")
        for place, heading in enumerate(headings):
            samples = _samples(sheet, layout.last, place)
            if place in sheet.personal or not (heading or samples):
                continue
            hint = f"For example: {', '.join(samples)}" if samples else "No row holds anything here"
            if place in undecided:
                hint = f"Several columns say this and they differ. Choose the one that counts. {hint}"
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or f"Column {column_letters(place + 1)}, which has no heading",
                help_text=hint,
                required=False,
                initial="" if place in undecided else targets.get(place, ""),
                choices=[("", "Leave out"), *COLUMN_LABELS.items()],
            )

        engaged.initial = layout.engaged
        self.fields["engaged"] = engaged  # below the columns

    def clean(self) -> dict[str, Any]:
        """Each meaning once, and those that every roster needs."""
        cleaned = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, target in list(self._answers()):
            if target and target in seen:
                self.add_error(name, f"Choose another answer, as “{seen[target]}” is {COLUMN_LABELS[target]} already")
            elif target:
                seen[target] = self.fields[name].label or ""  # type: ignore[assignment]  # text
        first = next(iter(self.fields), None)  # where the error summary leads to
        if "title" not in seen:
            self.add_error(first, "Choose the column that holds the job titles")
        if not {*TIMES} & seen.keys():
            self.add_error(first, "Choose the column that holds WTE, FTE, or hours or days a week")
        return cleaned

    def layout(self, chosen: Layout) -> Layout:
        """The layout that was chosen, with what was said of its columns."""
        columns = {target: _place(name) for name, target in self._answers() if target}
        engaged = self.cleaned_data["engaged"]
        return Layout(chosen.sheet, chosen.first, chosen.last, columns, engaged=engaged)

    def said(self) -> dict[str, str]:
        """What was said of each heading, to be remembered."""
        named = ((self.headings[_place(name)], target) for name, target in self._answers())
        return {plain(heading): target or "-" for heading, target in named if heading}

    def _answers(self) -> Iterator[tuple[str, str]]:
        """The names of the fields of columns and what was said of each."""
        for name, target in self.cleaned_data.items():
            if name.startswith("column_"):
                yield name, target


def _place(name: str) -> int:
    return int(name.removeprefix("column_"))


def _samples(sheet: Sheet, last: int, place: int) -> list[str]:
    found: dict[str, None] = {}
    for _, cells in body(sheet, last)[:200]:
        if place < len(cells) and cells[place]:
            found[cells[place][:40]] = None
            if len(found) == SAMPLES:
                break
    return list(found)


class WordsForm(PlainMessages, forms.Form):
    """What the words mean that we do not know, by distinct word."""

    not_digital = forms.ChoiceField(
        label="Posts whose job titles do not look digital",
        choices=list(NOT_DIGITAL.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of the posts whose job titles do not look digital"},
    )

    def __init__(self, *args: Any, words: Sequence[Unmapped], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.not_digital_words = [word for word in words if word.suggested == LEAVE_OUT]
        self.asked = _most_rows_first([word for word in words if word.suggested != LEAVE_OUT])
        self.more = len(words) - len(self.not_digital_words) - len(self.asked)
        if self.not_digital_words:
            self.fields["not_digital"].help_text = _not_digital_hint(self.not_digital_words)
        else:
            del self.fields["not_digital"]
        for number, word in enumerate(self.asked):
            self.fields[f"word_{number}"] = _word_field(word)

    def answers(self) -> dict[str, dict[str, str]]:
        """What was said of each word, by column; words that stay not known are left to be asked again."""
        said: dict[str, dict[str, str]] = {}
        for number, word in enumerate(self.asked):
            answer = self.cleaned_data[f"word_{number}"]
            if answer:
                said.setdefault(word.target, {})[plain(word.value)] = "" if answer == "blank" else answer
        leave_out = self.cleaned_data.get("not_digital") == "leave_out"
        for word in self.not_digital_words:
            said.setdefault("title", {})[plain(word.value)] = LEAVE_OUT if leave_out else ""
        return said


def _most_rows_first(words: list[Unmapped]) -> list[Unmapped]:
    titles = sorted((word for word in words if word.target == "title"), key=lambda word: -len(word.rows))
    return [*(word for word in words if word.target != "title"), *titles[:TITLES_ASKED]]


def _word_field(word: Unmapped) -> forms.ChoiceField:
    rows = f"In {len(word.rows):,} row{'' if len(word.rows) == 1 else 's'} of “{word.column}”"
    guess = catalogue.name_of("role", word.suggested) if word.suggested else ""
    field = forms.ChoiceField(
        label=f"“{word.value}”",
        help_text=f"{rows}. It may be: {guess.lower()}" if guess else rows,
        required=word.target not in (*BLANK_IS_UNKNOWN, "title"),
        choices=_word_choices(word.target),
    )
    field.error_messages["required"] = f"Say what “{word.value[:60]}” means"
    return field


def _word_choices(target: str) -> list[Any]:
    leave = (LEAVE_OUT, "Leave these rows out")
    if target in ("title", "role"):
        return [("", "Not known"), leave, *_roles_by_function().items()]
    if target in BLANK_IS_UNKNOWN:
        return [("", "Not known"), *choices(target), leave]
    return [("", "Choose"), *choices(target), *([] if target == "status" else [("blank", "Leave it blank")]), leave]


def _roles_by_function() -> Mapping[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, role in catalogue.roles().items():
        function = catalogue.name_of("function", role.function).capitalize()
        groups.setdefault(function, []).append((code, role.name))
    return groups


def _not_digital_hint(words: Sequence[Unmapped]) -> str:
    rows = sum(len(word.rows) for word in words)
    examples = ", ".join(word.value[:60] for word in words[:5])
    return f"{rows:,} rows, for example {examples}"
