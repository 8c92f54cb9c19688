"""The organisations of the data files."""

from __future__ import annotations

from datetime import date

import pytest

from accounts import organisations
from accounts.models import Organisation

pytestmark = pytest.mark.django_db


def test_load_adds_every_trust_and_board_once_however_often_it_runs() -> None:
    assert organisations.load() == organisations.load() == 278
    assert Organisation.objects.count() == 278


def test_load_links_a_trust_to_its_board_and_a_closed_one_to_its_successors() -> None:
    organisations.load()
    assert Organisation.objects.get(ods_code="RCF").parent.name.startswith("NHS West Yorkshire")
    frimley = Organisation.objects.get(ods_code="QNQ")
    assert frimley.closed_on == date(2026, 3, 31)
    assert set(frimley.successors.values_list("ods_code", flat=True)) == {"S0E4D", "S9B9J", "QRL"}


def test_load_leaves_other_organisations_alone() -> None:
    Organisation.objects.create(ods_code="ZZA", name="Fenbrook")
    organisations.load()
    assert Organisation.objects.get(ods_code="ZZA").name == "Fenbrook"


def test_load_mends_a_name_that_changed() -> None:
    Organisation.objects.create(ods_code="RCF", name="An old name")
    organisations.load()
    assert Organisation.objects.get(ods_code="RCF").name == "Airedale NHS Foundation Trust"


def test_load_marks_every_roster_as_changed_where_an_organisation_closes() -> None:
    organisations.load()
    before = Organisation.objects.create(ods_code="ZZA", name="Fenbrook")
    organisations.load()
    assert Organisation.objects.get(pk=before.pk).roster_version == 0
    Organisation.objects.filter(ods_code="QNQ").update(closed_on=None)
    organisations.load()
    assert Organisation.objects.get(pk=before.pk).roster_version == 1
