"""The anonymous survey of clinicians as it may be read. Nothing else reads the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.models import Organisation
from teams.models import Post, PulseResponse, PulseWave
from teams.pulse import QUESTIONS, Answer, Beside, Published, beside_recorded, filtered, published

SAID = "said"
"""The kind of a row that is an answer, where other rows are read along."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A run of the survey with what may be shown of it; `pulse` is None with fewer than five answers."""

    row: PulseWave
    pulse: Published | None
    _said: list[tuple[int, Answer]]

    @property
    def is_open(self) -> bool:
        return self.row.closed_on is None

    def only(self, question: str, code: str) -> Published | None:
        """What may be shown of those who gave one answer; None: nothing may."""
        return filtered(self._said, question, code, is_closed=not self.is_open)


def waves_of(organisation: Organisation) -> list[Wave]:
    """The runs of the survey, latest first. Two queries."""
    said = PulseResponse.objects.filter(wave__organisation=organisation).said()
    rows = PulseWave.objects.filter(organisation=organisation).order_by("-number")
    return [Wave(row, published(said.get(row.pk, [])), list(said.get(row.pk, []))) for row in rows]


def latest(waves: list[Wave]) -> Wave | None:
    """The latest run of which something may be shown."""
    return next((wave for wave in waves if wave.pulse), None)


def latest_published(organisation: Organisation) -> Published | None:
    """What may be shown of the latest run of which something may; None: of no run. One query."""
    said = PulseResponse.objects.filter(wave__organisation=organisation).said(by="wave__number")
    return _latest(said)


def latest_published_beside(
    organisation: Organisation, others: QuerySet[Any, tuple[str, Any]]
) -> tuple[Published | None, list[tuple[str, Any]]]:
    """The same, and the rows of `others`, a kind and a JSON object each, which are read along. One query."""
    read = JSONObject(wave="wave__number", step="step", **{question: question for question in QUESTIONS})
    answers = PulseResponse.objects.filter(wave__organisation=organisation).order_by()
    columns = {"as_kind": Value(SAID, CharField()), "as_row": read}
    rows = list(answers.annotate(**columns).values_list(*columns).union(others, all=True))
    said: dict[int, list[tuple[int, dict[str, str]]]] = {}
    for kind, row in rows:
        if kind == SAID:
            given = {question: row[question] for question in QUESTIONS}
            said.setdefault(row["wave"], []).append((row["step"], given))
    return _latest(said), [(kind, row) for kind, row in rows if kind != SAID]


def _latest(said: Mapping[int, Sequence[tuple[int, Answer]]]) -> Published | None:
    """What may be shown of the latest run of which something may, from what was said by the number of the run."""
    found = (published(said[number]) for number in sorted(said, reverse=True))
    return next((each for each in found if each), None)


def beside_of(organisation: Organisation, pulse: Published | None, day: date) -> Beside | None:
    """What clinicians say beside what the roster of `day` records of those whose funded time is known. One query."""
    times = Post.objects.of(organisation).clinicians(day).times()
    known = [(time.funded, time.wte) for time in times if time.funded is not None]
    return beside_recorded(pulse, funded=sum(funded for funded, _ in known), wte=sum(wte for _, wte in known))
