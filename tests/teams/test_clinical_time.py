"""Clinicians' time: its parts, its units, and that no other page leaves parts behind that do not add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from teams import import_services, services
from teams.clinical_time import IN_ONE_WTE, PLACES, Time, from_units, parts_to_units, to_units
from teams.importing.sandbox import read_upload
from teams.models import ClinicalHelp, Post
from tests.factories import make_post
from tests.forms import send, shown, values_of

URL = "/organisations/ZZA/clinical-time/"
SPLIT = {"wte": Decimal("0.4"), "funded_wte": Decimal("0.3")} | {
    "job_planned_wte": Decimal("0.2"),
    "backfilled_wte": Decimal("0.1"),
    "extra_wte": Decimal("0.05"),
}


def make_clinician(organisation, **values):
    return make_post(organisation, **{"role": "clinical_champion", "post_ref": "C1", "title": "Nurse", **values})


# Rules without a database --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "units"),
    [
        ("1", "pas", 10000),
        ("37.5", "hours", 100000),
        ("4", "hours", 10667),
        ("0.00001", "wte", 1),
        ("0.25", "pas", 2500),
    ],
)
def test_hours_and_programmed_activities_become_wte_to_five_decimals(amount, unit, units):
    assert to_units(Decimal(amount), unit) == units


@given(st.sampled_from(sorted(IN_ONE_WTE)), st.integers(0, 5000))
def test_what_was_typed_comes_back(unit, hundredths):
    amount = Decimal(hundredths).scaleb(-PLACES[unit])
    assert from_units(to_units(amount, unit), unit) == amount


@given(st.lists(st.integers(0, 3000), min_size=3, max_size=3), st.sampled_from(("hours", "pas")))
def test_parts_that_make_up_the_whole_do_so_when_rounded(hundredths, unit):
    parts = [Decimal(number) / 100 for number in hundredths]
    rounded = parts_to_units(parts, unit)
    assert sum(rounded) == to_units(sum(parts), unit)
    assert all(part >= 0 for part in rounded)


def test_time_outside_the_job_plan_is_unpaid_or_paid_extra_and_not_guessed():
    assert (Time(10, 6, 4, 2, 3).unpaid, Time(10, 6, 4, 2, 3).paid_extra) == (1, 3)
    assert Time(10, 6).unpaid is None
    assert Time(10, None, extra=3).unpaid is None
    assert (Time(10, 10).unpaid, Time(10, 10).paid_extra) == (0, 0)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_a_lead_records_time_in_hours(client_of, lead, organisation):
    post = make_clinician(organisation, wte=1)
    client = client_of(lead)
    typed = {"unit": "hours", "given": "8", "job_planned": "4", "backfilled": "0", "extra": "1.5"}
    about = {"clinical_profession": "nursing_midwifery", "senior_leader": "no"}
    assert send(client, f"{URL}{post.pk}/", **typed, **about).status_code == 302
    post.refresh_from_db()
    assert (post.wte, post.funded_wte, post.extra_wte) == (Decimal("0.21333"), Decimal("0.10667"), Decimal("0.04"))
    assert (post.clinical_profession, post.senior_leader, post.version) == ("nursing_midwifery", False, 2)
    html = client.get(URL).content.decode()
    assert "Outside the job plan: unpaid 0.06666 WTE, paid extra 0.04 WTE" in html
    assert "8 hours a week" in html
    assert shown(client, f"{URL}{post.pk}/")["given"] == ["8"]
    send(client, f"{URL}{post.pk}/")
    assert Post.objects.get().version == 2, "saved as it was shown, it is as it was"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"given": "16", "unit": "pas"}, "no more than 15 PAs"),
        ({"given": ""}, "Enter the digital time"),
        ({"given": "0"}, "Enter more than 0"),
        ({"given": "1", "job_planned": "1", "backfilled": ""}, "enter 0 if there is none"),
        ({"given": "1", "job_planned": "0.5", "backfilled": "0.5", "extra": "0.1"}, "come to more than the time"),
        ({"given": "3.333", "unit": "hours"}, "must have 2 decimal places or fewer"),
        ({"given": "NaN"}, "must be a number"),
        ({"unit": "days"}, "Choose an answer from the list"),
    ],
)
def test_time_that_cannot_be_is_refused(client_of, lead, organisation, typed, said):
    post = make_clinician(organisation)
    assert said in send(client_of(lead), f"{URL}{post.pk}/", **typed).content.decode()
    assert Post.objects.get().version == 1


def test_time_of_the_roster_that_is_not_split_keeps_its_funded_part(client_of, lead, organisation):
    post = make_clinician(organisation, wte=Decimal("0.4"), funded_wte=Decimal("0.2"))
    client = client_of(lead)
    assert "The roster says of the funded part: 0.2 WTE" in client.get(f"{URL}{post.pk}/").content.decode()
    send(client, f"{URL}{post.pk}/", given="0.5")
    post.refresh_from_db()
    assert (post.wte, post.funded_wte, post.job_planned_wte) == (Decimal("0.5"), Decimal("0.2"), None)
    send(client, f"{URL}{post.pk}/", job_planned="0.1", backfilled="0.1")
    send(client, f"{URL}{post.pk}/", job_planned="", backfilled="")
    post.refresh_from_db()
    assert post.funded_wte is None, "parts that are not known any more make the funded time not known"


def test_two_people_who_change_one_clinician_choose(client_of, lead, organisation):
    post = make_clinician(organisation, **SPLIT)
    client, url = client_of(lead), f"{URL}{post.pk}/"
    opened = shown(client, url)
    send(client, url, given="0.5")
    conflict = client.post(url, {**opened, "given": "0.6"})
    assert [(d.theirs, d.yours) for d in conflict.context["differences"]] == [("0.5", "0.6")]
    assert client.post(url, values_of(conflict.content.decode())).status_code == 302
    assert Post.objects.get().wte == Decimal("0.6")


def test_only_clinicians_and_those_who_may_be_are_listed(client_of, lead, sponsor, organisation):
    make_post(organisation, post_ref="SOFT")
    make_clinician(organisation, post_ref="GONE", status="vacant")
    maybe = make_post(organisation, post_ref="MAYBE", role="")
    html = client_of(lead).get(URL).content.decode()
    assert [ref for ref in ("SOFT", "GONE", "MAYBE") if ref in html] == ["MAYBE"]
    assert f'href="{URL}{maybe.pk}/"' not in client_of(sponsor).get(URL).content.decode()


# Other pages that change a post --------------------------------------------------------------------------------------


def parts(post):
    post.refresh_from_db()
    return post.job_planned_wte, post.backfilled_wte, post.extra_wte


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"title": "Lead nurse"}, True),
        ({"wte": "0.35"}, True),
        ({"wte": "0.34"}, False),
        ({"funded_wte": "0.2"}, False),
        ({"funded_wte": ""}, False),
        ({"status": "vacant"}, False),
    ],
)
def test_the_form_of_the_post_and_an_import_keep_parts_only_while_they_add_up(
    client_of, lead, organisation, changes, kept
):
    all_parts = tuple(SPLIT[name] for name in ("job_planned_wte", "backfilled_wte", "extra_wte"))
    expected = all_parts if kept else (None, None, None)
    by_form, by_import = (make_clinician(organisation, post_ref=ref, **SPLIT) for ref in ("FORM", "IMPORT"))
    assert send(client_of(lead), f"/organisations/ZZA/posts/{by_form.pk}/edit/", **changes).status_code == 302
    assert parts(by_form) == expected
    cells = {"post_ref": "IMPORT", "title": "Nurse", "wte": "0.4", "funded_wte": "0.3", **changes}
    file = f"{','.join(cells)}\n{','.join(cells.values())}\n".encode()
    organisation.refresh_from_db()
    staged = import_services.stage(by=lead, organisation=organisation, reading=read_upload(file))
    import_services.apply(by=lead, organisation=organisation, staged_id=staged.pk)
    assert parts(by_import) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"extra_wte": Decimal("0.11")},
        {"funded_wte": Decimal("0.29")},
        {"funded_wte": None},
        {"backfilled_wte": None},
        {"job_planned_wte": Decimal("-0.1"), "funded_wte": Decimal(0)},
        {"wte": Decimal("0.34999")},
        {"status": "vacant"},
    ],
)
def test_the_database_refuses_parts_that_are_not_those_of_the_whole(organisation, wrong):
    post = make_clinician(organisation, **SPLIT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**wrong)


def test_the_database_takes_parts_that_floating_point_would_not(organisation):
    thirds = {"job_planned_wte": Decimal("0.1"), "backfilled_wte": Decimal("0.2"), "funded_wte": Decimal("0.3")}
    post = make_clinician(organisation, **{**SPLIT, **thirds, "wte": Decimal("0.3"), "extra_wte": Decimal(0)})
    services.change_clinical_time(by=None, post=post, version=1, values={"time_unit": "pas"})


# Clinicians who are not listed ---------------------------------------------------------------------------------------


def test_help_of_clinicians_elsewhere_is_said_also_that_there_is_none(client_of, lead, organisation):
    client, url = client_of(lead), f"{URL}elsewhere/"
    some = {"helps": "some", "clinicians": "12", "hours_a_week": "18"}
    assert "job title of who confirms this" in send(client, url, **some).content.decode()
    assert "more than 60 hours" in send(client, url, **{**some, "hours_a_week": "721"}).content.decode()
    assert send(client, url, **some, confirmed_by="Chief nursing information officer").status_code == 302
    assert "0.48 WTE" in client.get(URL).content.decode()
    html = client.get("/organisations/ZZA/facts/").content.decode()
    assert 'name="goodwill_wte_elsewhere"' not in html
    assert "0.48 WTE" in html

    assert send(client, url, helps="none").status_code == 302
    assert (ClinicalHelp.objects.get().clinicians, ClinicalHelp.objects.get().hours_a_week) == (0, 0)
    assert "No clinician helps who is not listed" in client.get(URL).content.decode()
    assert send(client, url, helps="").status_code == 302
    assert not ClinicalHelp.objects.exists()
    assert 'name="goodwill_wte_elsewhere"' in client.get("/organisations/ZZA/facts/").content.decode()


def test_two_people_who_say_it_first_at_once_choose(client_of, lead, organisation):
    client, url = client_of(lead), f"{URL}elsewhere/"
    opened = shown(client, url)
    send(client, url, helps="none", confirmed_by="CCIO")
    conflict = client.post(
        url, {**opened, "helps": "some", "clinicians": "2", "hours_a_week": "5", "confirmed_by": "CNIO"}
    )
    assert conflict.status_code == 409
    assert client.post(url, values_of(conflict.content.decode())).status_code == 302
    assert ClinicalHelp.objects.get().clinicians == 2
