"""The anonymous survey of clinicians as it may be read. Nothing else reads the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from teams.models import Post, PulseResponse, PulseWave
from teams.pulse import Answer, Beside, Published, beside_recorded, filtered, published


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
    found = (published(said[number]) for number in sorted(said, reverse=True))
    return next((each for each in found if each), None)


def beside_of(organisation: Organisation, pulse: Published | None, day: date) -> Beside | None:
    """What clinicians say beside what the roster of `day` records of those whose funded time is known. One query."""
    times = Post.objects.of(organisation).clinicians(day).times()
    known = [(time.funded, time.wte) for time in times if time.funded is not None]
    return beside_recorded(pulse, funded=sum(funded for funded, _ in known), wte=sum(wte for _, wte in known))
