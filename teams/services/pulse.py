"""The writes of the anonymous survey of clinicians. Only opening and closing leave a line in the activity log."""

from __future__ import annotations

import random
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from teams.models import PulseResponse, PulseWave
from teams.models.pulse import new_token
from teams.pulse import is_complete_step
from teams.services.writing import locked, one_write, raise_roster_version


class IsClosed(Exception):
    """The survey takes no more answers. Nothing was saved."""


def open_wave(*, by: User, organisation: Organisation) -> PulseWave:
    """Open the next wave of the survey, with a new link. AlreadyThere: one is open."""
    with one_write():
        Organisation.objects.hold(organisation)
        number = PulseWave.objects.filter(organisation=organisation).count() + 1
        today = timezone.localdate()
        wave = PulseWave.objects.create(organisation=organisation, number=number, opened_on=today)
        _record(wave, by, "opened")
        return wave


def renew_link(*, by: User, wave: PulseWave, version: int | None) -> PulseWave:
    """Give an open wave another link; the old one ends. Stale: `version` is not that of the row. IsClosed."""
    with one_write():
        current = _open(wave, version)
        current.token = new_token()
        _record(current, by, "renewed the link of")
        return current


def close_wave(*, by: User, wave: PulseWave, version: int | None) -> PulseWave:
    """Close a wave for good. Answers that were too few to be published are deleted.

    Stale: `version` is no longer that of the row. IsClosed: it is closed already.
    """
    with one_write():
        current = _open(wave, version)
        current.closed_on = timezone.localdate()
        current.responses.filter(step=0).delete()
        _record(current, by, "closed")
        return current


def answer_pulse(*, wave: PulseWave, said: Mapping[str, str]) -> None:
    """Keep the answers `said`, a code by question, of somebody who is nobody. IsClosed: the wave is closed.

    Those that wait are written anew in a random order, so that the order of the rows tells nothing; once there are
    five of them they are published together, which alone changes what a report shows.
    """
    with transaction.atomic():
        current = PulseWave.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=wave.pk)
        if current.closed_on:
            raise IsClosed
        waiting = [*current.responses.filter(step=0).values("job_plan", "hours", "from_start"), dict(said)]
        random.SystemRandom().shuffle(waiting)
        current.responses.filter(step=0).delete()
        if is_complete_step(len(waiting)):
            current.steps += 1
            current.save(update_fields=("steps",))
            raise_roster_version(current.organisation, of_partners=False)
            step = current.steps
        else:
            step = 0
        PulseResponse.objects.bulk_create(PulseResponse(wave=current, step=step, **one) for one in waiting)


def _open(wave: PulseWave, version: int | None) -> PulseWave:
    current = locked(wave, version)
    if current.closed_on:
        raise IsClosed
    return current


def _record(wave: PulseWave, by: User, verb: str) -> None:
    """That a survey is open or closed changes no report, so that the state of the roster stays."""
    if verb != "opened":
        wave.version += 1
        wave.save()
    audit.record(by=by, organisation=wave.organisation, verb=verb, target=wave.log_name)
