"""Where organisations stand by their signed-off reports, read from what was kept at submission.

Nothing is scored, and a snapshot never changes: each server process reads one once.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from threading import Lock
from typing import Any

from accounts.models import Organisation
from assessment.models import RubricVersion, SignOff, Snapshot

KEPT = 2000
"""What was read of snapshots and is kept in each process; one takes a few kilobytes."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a snapshot says. `levels` are by criterion, None where it is not scored; `ratings`, verdicts and the ratings
    of both ends of the range are by question, "" for a rating where the range is open, and so are their texts and their
    scores, None where there is none. `covered` are the floor and the amount of each member of a criterion that has
    members. `external_staff` is the fact of that name, `workforce_wte` None where it is not known."""

    levels: Mapping[str, int | None]
    ratings: Mapping[str, str]
    verdicts: Mapping[str, str]
    ranges: Mapping[str, tuple[str, str]]
    texts: Mapping[str, str]
    scores: Mapping[str, Fraction | None]
    covered: Mapping[str, tuple[Fraction, Mapping[str, Fraction]]]
    external_staff: str
    workforce_wte: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One signed-off report of an organisation, and what its snapshot says."""

    organisation: Organisation
    report: int
    signed_at: datetime
    as_at: date
    rubric_version: RubricVersion
    sha256: str
    found: Found


_kept: OrderedDict[str, Found] = OrderedDict()
_lock = Lock()


def every_standing() -> list[Standing]:
    """Every report of every open organisation, the first first. One query, and one more for what is not at hand."""
    reports = list(SignOff.objects.of_all())
    found = _found(report.sha256 for report in reports)
    return [_standing(report, found[report.sha256]) for report in reports]


def standings_of(organisation: Organisation) -> tuple[list[Standing], list[SignOff]]:
    """The reports of an organisation, the first first, and those of the organisations that went into it, the latest of
    each first. One query, and one more for what is not at hand."""
    every = list(SignOff.objects.with_predecessors(organisation))
    own = [report for report in reversed(every) if report.organisation_id == organisation.pk]
    found = _found(report.sha256 for report in own)
    before = [report for report in every if report.organisation_id != organisation.pk]
    return [_standing(report, found[report.sha256]) for report in own], before


def reported() -> list[Organisation]:
    """The open organisations that have a signed-off report, by ODS code. One query."""
    found = {report.organisation_id: report.organisation for report in SignOff.objects.of_all()}
    return sorted(found.values(), key=lambda organisation: organisation.ods_code)


def latest_standings(standings: Iterable[Standing]) -> dict[int, Standing]:
    """The latest of each organisation, by its id."""
    return {each.organisation.pk: each for each in standings}


def _standing(report: SignOff, found: Found) -> Standing:
    assessment = report.snapshot.assessment
    return Standing(
        organisation=report.organisation,
        report=report.number,
        signed_at=report.signed_at,
        as_at=assessment.as_at,
        rubric_version=assessment.rubric_version,
        sha256=report.sha256,
        found=found,
    )


def _found(wanted: Iterable[str]) -> dict[str, Found]:
    """What the snapshots of these hashes say."""
    hashes = list(wanted)
    with _lock:
        at_hand = {sha256: _kept[sha256] for sha256 in hashes if sha256 in _kept}
    contents = Snapshot.objects.contents(sha256 for sha256 in hashes if sha256 not in at_hand)
    read = {sha256: _read(json.loads(content)) for sha256, content in contents.items()}
    with _lock:
        _kept.update(read)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return at_hand | read


def _read(document: Mapping[str, Any]) -> Found:
    card, facts = document["scorecard"], document["facts"]
    questions = {each["id"]: each for each in card["questions"]}
    workforce = facts["numbers"].get("workforce_wte")
    return Found(
        levels={each["id"]: each["level"] for each in card["criteria"]},
        ratings={key: each["rating"] if each["is_rated"] else "" for key, each in questions.items()},
        verdicts={key: each["verdict"] for key, each in questions.items()},
        ranges={key: tuple(each["range_ratings"]) for key, each in questions.items()},
        texts={key: each["text"] for key, each in questions.items()},
        scores={key: None if each["score"] is None else Fraction(each["score"]) for key, each in questions.items()},
        covered={each["id"]: _covered(each) for each in card["criteria"] if each["members"] and each["floor"]},
        external_staff=facts["external_staff"],
        workforce_wte=None if workforce is None else Decimal(workforce),
    )


def _covered(criterion: Mapping[str, Any]) -> tuple[Fraction, dict[str, Fraction]]:
    amounts = {member["code"]: Fraction(member["amount"]) for member in criterion["members"]}
    return Fraction(criterion["floor"]), amounts
