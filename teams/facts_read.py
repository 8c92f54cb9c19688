"""The facts of an organisation: the one place from which the report, the pages and the files read them.

What stands beside the posts is read by one query, as it is read for every report.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, DecimalField, F, Field, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import Organisation
from teams.counted_facts import CurrentContract, Lists, LiveInitiative, counted_facts, numbers
from teams.facts import NUMBERS, Answer, Facts, RepresentationGroup
from teams.models import (
    ClinicalHelp,
    CompleteList,
    Contract,
    Initiative,
    OrganisationFacts,
    RepresentationCount,
)
from teams.representation import Counted, counting

_COLUMNS: dict[str, Field[Any, Any]] = {
    **dict.fromkeys(("text", "code"), CharField()),
    **dict.fromkeys(("first", "second", "third", "fourth"), IntegerField()),
    "amount": DecimalField(max_digits=20, decimal_places=5),
    "day": CharField(),
}
"""The columns of the one table, after the organisation and the kind of its row, with their types."""


@dataclass(frozen=True, slots=True)
class BesidePosts:
    """What is recorded of an organisation beside its posts and its typed facts."""

    representation: tuple[Counted, ...]
    lists: Lists

    @property
    def counted(self) -> dict[str, Decimal | None]:
        """The facts that come from lists."""
        return counted_facts(self.lists)


def beside_posts(organisation: Organisation) -> BesidePosts:
    """Everything beside the posts and the typed facts. One query."""
    return beside_posts_of([organisation])[organisation.pk]


def beside_posts_of(organisations: Collection[Organisation]) -> dict[int, BesidePosts]:
    """Everything beside the posts and the typed facts of several organisations, by their ids. One query."""
    found: dict[int, dict[str, list[Any]]] = {organisation.pk: {} for organisation in organisations}
    for organisation, kind, *values in _everything(organisations):
        found[organisation].setdefault(kind, []).append(values)
    return {organisation: _beside_posts(rows) for organisation, rows in found.items()}


def _beside_posts(rows: Mapping[str, list[Any]]) -> BesidePosts:
    return BesidePosts(
        representation=tuple(_group(*row) for row in rows.get("group", [])),
        lists=Lists(
            complete=frozenset(code for _, code, *_ in rows.get("complete", [])),
            initiatives=[_initiative(*row) for row in rows.get("initiative", [])],
            contracts=[CurrentContract(code, _decimal(amount)) for _, code, *_, amount, _ in rows.get("contract", [])],
            help_hours=next((_decimal(amount) for *_, amount, _ in rows.get("help", [])), None),
        ),
    )


def typed_facts(organisation: Organisation) -> OrganisationFacts | None:
    """The facts as they were typed or imported."""
    return getattr(organisation, "facts", None)


def facts_of(
    organisation: Organisation, *, as_at: date, answers: Mapping[str, Answer], beside: BesidePosts | None = None
) -> Facts:
    """The facts that count for an assessment as at a day, with its answers by criterion.

    `beside` is what is recorded beside the posts, where it is at hand.
    """
    beside, typed = beside or beside_posts(organisation), typed_facts(organisation)
    return Facts(
        as_at=as_at,
        numbers=numbers({name: _decimal(getattr(typed, name, None)) for name in NUMBERS}, beside.counted),
        external_staff=typed.external_staff if typed else "",
        representation=counting(beside.representation, as_at),
        answers=answers,
    )


def _everything(organisations: Collection[Organisation]) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows of every list as one table of the organisation, the kind and `_COLUMNS`."""
    own = Q(organisation__in=organisations)
    live = Initiative.objects.filter(own, status=Initiative.Status.LIVE)
    return (
        _rows(
            RepresentationCount.objects.filter(own),
            "group",
            text="group",
            code="comparator",
            first="team_count",
            second="team_known",
            third="headcount",
            amount="comparator_pct",
            day="as_at",
        )
        .union(
            _rows(
                live,
                "initiative",
                code="lead_joined",
                first="changes_care",
                second="lead_funded",
                third="tested_with_users",
                fourth="led_outside_it",
            ),
            _rows(Contract.objects.filter(own), "contract", code="kind", amount="value_a_year"),
            _rows(ClinicalHelp.objects.filter(own), "help", amount="hours_a_week"),
            _rows(CompleteList.objects.filter(own), "complete", code="name"),
            all=True,
        )
        .order_by("as_kind", "as_text", "as_code")
    )


def _rows(found: QuerySet[Any], kind: str, **fields: str) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows of one list with its `fields` by column; every column has one type, as a union needs it."""
    columns: dict[str, Any] = {"as_organisation": F("organisation"), "as_kind": Value(kind, CharField())}
    for name, output in _COLUMNS.items():
        columns[f"as_{name}"] = Cast(fields[name], output) if name in fields else Cast(Value(None), output)
    as_table: QuerySet[Any, tuple[Any, ...]] = found.order_by().annotate(**columns).values_list(*columns)
    return as_table


def _group(group: str, comparator: str, *rest: Any) -> Counted:
    team_count, team_known, headcount, _, pct, day = rest
    counts = RepresentationGroup(group, comparator, team_count, team_known, headcount, _decimal(pct))
    return date.fromisoformat(day), counts


def _initiative(_: Any, lead_joined: str, *truths: Any) -> LiveInitiative:
    changes_care, lead_funded, tested, led_outside, *_ = (None if truth is None else bool(truth) for truth in truths)
    return LiveInitiative(changes_care, lead_joined, lead_funded, tested, led_outside)


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(number)
