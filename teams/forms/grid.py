"""The rows of the grid of posts: what stands in their controls, what was sent, and whether a person changed it.

A row is sent with the version of its post and with what its controls held when they were last saved
(`accounts.autosave`), so that of a page of many rows those are saved that a person changed, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.english import lower_first, sentence
from accounts.fields import NhsDateField
from teams import catalogue
from teams.cells import read_post
from teams.forms.posts import row_values, wte_text

LABELS = {
    "title": "Job title",
    "team": "Team",
    "role": "Role",
    "employment": "Engaged as",
    "status": "Filled or vacant",
    "wte": "WTE",
    "funded_wte": "Funded WTE",
    "ends_on": "End date",
}
"""The fields of a row, in the order of the columns."""

Texts = dict[str, str]
"""The text of each control of a row, by the names of `LABELS`; of a team its id."""

POST, VERSION, WAS, KEEP = "post", "row_version", "was", "keep"
"""The controls of a row beside its fields; the last is a button that leaves the row as it is stored."""

VACATED = "vacated"
"""What a person chooses to make a post vacant that has skill ratings, which go then."""

STATUSES = [("filled", "Filled"), ("vacant", "Vacant"), (VACATED, "Vacant, remove skill ratings")]

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_BETWEEN = re.compile(r"[\s/.,-]+")
_LINE_ENDS = re.compile(r"[\r\n]")
"""A control of one line leaves these out."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """One row as it was sent. `version` and `was` are of the post as the page had it; `kept`: save nothing of it."""

    pk: int
    version: int
    was: str
    texts: Texts
    kept: bool

    @property
    def is_changed(self) -> bool:
        """Whether a person changed something in the row, and wants it saved."""
        return not self.kept and joined(self.texts) != _in_one_line(self.was)


def texts_of(
    title: str,
    team: int | None,
    role: str,
    employment: str,
    status: str,
    wte: Any,
    funded_wte: Any,
    ends_on: date | None,
) -> Texts:
    """What stands in the controls of a stored post, given the values of the fields of `LABELS`."""
    return {
        "title": title,
        "team": str(team or ""),
        "role": role,
        "employment": employment,
        "status": status,
        "wte": wte_text(wte),
        "funded_wte": wte_text(funded_wte),
        "ends_on": f"{ends_on.day}/{ends_on.month}/{ends_on.year}" if ends_on else "",
    }


def control(name: str) -> str:
    """The name of the control of a field: the filter above the grid has one of the field's own name."""
    return f"row_{name}"


def joined(texts: Mapping[str, str]) -> str:
    """What the controls of a row hold, as the script of `accounts.autosave` notes it."""
    return _in_one_line(",".join(texts.values()))


def _in_one_line(text: str) -> str:
    return _LINE_ENDS.sub("", text)


def sent_rows(data: QueryDict) -> list[SentRow]:
    """The rows of a form that was sent, in its order; none where it is not one of rows.

    Every row has the same controls, so that the first of each name belongs to the first row, and so on: names with
    the id of a post in them would double the size of the page.
    """
    columns = [data.getlist(name) for name in (POST, VERSION, WAS, *map(control, LABELS))]
    numbers = columns[0] + columns[1]
    if len({len(column) for column in columns}) != 1 or not all(map(_NUMBER.fullmatch, numbers)):
        return []
    kept = set(data.getlist(KEEP))
    return [
        SentRow(int(pk), int(version), was, dict(zip(LABELS, texts, strict=True)), pk in kept)
        for pk, version, was, *texts in zip(*columns, strict=True)
    ]


def read_row(texts: Mapping[str, str], teams: Collection[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of the fields of `LABELS` less the team, and what is wrong, by field: one of them is empty.

    The rules are those of a roster file. `teams` are what may stand in the control of teams.
    """
    cells = {name: texts[name] for name in LABELS if name not in ("team", "ends_on")}
    if texts["status"] == VACATED:
        cells["status"] = "vacant"
    wrong = {} if texts["team"] in teams else {"team": "Team: choose one from the list"}
    try:
        day = NhsDateField(required=False, label="End date").clean(_day_parts(texts["ends_on"]))
        cells["ends_on"] = day.isoformat() if day else ""
    except ValidationError as error:
        wrong["ends_on"] = error.messages[0]
    row, problems = read_post({"post_ref": "any", **cells})
    wrong |= {problem.column: f"{LABELS[problem.column]}: {lower_first(problem.reason)}" for problem in problems}
    if wrong or row is None:
        return {}, wrong
    values = row_values(row)
    return {name: values[name] for name in cells}, {}


def _day_parts(text: str) -> list[str]:
    """Day, month and year of a date that is typed in one control, also in the order of a roster file."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) > 3:
        return [text, "", ""]
    parts += [""] * (3 - len(parts))
    return parts[::-1] if len(parts[0]) == 4 else parts


def words_of(name: str, text: str, teams: Mapping[str, str]) -> str:
    """The text of a control as a person reads it; `teams` are names by id."""
    if name == "team":
        return teams.get(text, text) if text else "Own team"
    if name == "role":
        return catalogue.name_of("role", text) if text else "Not known"
    if name == "employment":
        return sentence(catalogue.name_of("employment", text)) if text else "Not known"
    if name == "status":
        return "Vacant" if text == VACATED else sentence(text)
    return text
