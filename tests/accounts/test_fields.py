"""Dates typed in three parts, and messages that name the question."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django import forms
from django.core.validators import MaxValueValidator
from hypothesis import given
from hypothesis import strategies as st

from accounts.fields import HintedRadios, NhsDateField, PlainMessages


class StartForm(forms.Form):
    start = NhsDateField(label="Start date")


def bound(day: str = "", month: str = "", year: str = "", **field: Any) -> forms.Form:
    form = StartForm({"start_day": day, "start_month": month, "start_year": year})
    for name, value in field.items():
        setattr(form.fields["start"], name, value)
    return form


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_any_date_comes_back(date: datetime.date) -> None:
    form = bound(str(date.day), str(date.month), str(date.year))
    assert form.is_valid()
    assert form.cleaned_data["start"] == date
    assert StartForm(initial={"start": date})["start"].parts[0]["value"] == date.day


@pytest.mark.parametrize("month", ["3", "03", "mar", "Mar", "MARCH", " March "])
def test_month_may_be_a_number_or_a_name(month: str) -> None:
    assert bound("31", month, "2026").fields["start"].clean(["31", month, "2026"]) == datetime.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("typed", "message", "wrong"),
    [
        (("", "", ""), "Enter the start date, for example 31 3 2026", ["day", "month", "year"]),
        (("31", "", "2026"), "Start date must include a month", ["month"]),
        (("31", "", ""), "Start date must include a month and year", ["month", "year"]),
        (("", "3", "2026"), "Start date must include a day", ["day"]),
        (("31", "2", "2026"), "Start date must be a real date, for example 31 3 2026", ["day"]),
        (("31", "13", "2026"), "Start date must be a real date, for example 31 3 2026", ["month"]),
        (("0", "x", "2026"), "Start date must be a real date, for example 31 3 2026", ["day", "month"]),
        (("1", "3", "0000"), "Start date must be a real date, for example 31 3 2026", ["year"]),
        (("1", "3", "26"), "Start date must have a year of 4 numbers, for example 2026", ["year"]),
        (("1", "3", "9" * 5000), "Start date must have a year of 4 numbers, for example 2026", ["year"]),
        (("١", "3", "2026"), "Start date must be a real date, for example 31 3 2026", ["day"]),
    ],
)
def test_message_and_wrong_parts(typed: tuple[str, str, str], message: str, wrong: list[str]) -> None:
    form = bound(*typed)
    assert form.errors["start"] == [message]
    field = form["start"]
    assert [part["label"].lower() for part in field.parts if part["wrong"]] == wrong
    assert field.id_for_label == f"id_start_{wrong[0]}"
    assert [part["value"] for part in field.parts] == list(typed), "what was typed stays"


def test_optional_date_may_be_left_out() -> None:
    form = bound(required=False)
    assert form.is_valid()
    assert form.cleaned_data["start"] is None


def test_optional_date_may_not_be_half_given() -> None:
    assert bound("1", required=False).errors["start"] == ["Start date must include a month and year"]


def test_parts_left_out_of_the_request_count_as_empty() -> None:
    assert StartForm({}).errors["start"] == ["Enter the start date, for example 31 3 2026"]


def test_name_in_messages_can_be_set_and_abbreviations_keep_their_capitals() -> None:
    asked = NhsDateField(label="When did the post start?", called="date the post started")
    with pytest.raises(forms.ValidationError, match="Enter the date the post started"):
        asked.clean(["", "", ""])
    with pytest.raises(forms.ValidationError, match="Enter the NHS start date"):
        NhsDateField(label="NHS start date").clean(["", "", ""])


def test_validators_and_errors_of_the_form_mark_every_part() -> None:
    form = bound("1", "4", "2026", validators=[MaxValueValidator(datetime.date(2026, 3, 31), "Too late")])
    assert form.errors["start"] == ["Too late"]
    assert all(part["wrong"] for part in form["start"].parts)


def test_unchanged_date_is_not_a_change() -> None:
    data = {"start_day": "31", "start_month": "3", "start_year": "2026"}
    assert not StartForm(data, initial={"start": datetime.date(2026, 3, 31)}).has_changed()
    assert StartForm({**data, "start_day": "30"}, initial={"start": datetime.date(2026, 3, 31)}).has_changed()


def test_initial_may_be_iso_text_and_nonsense_is_blank() -> None:
    assert [part["value"] for part in StartForm(initial={"start": "2026-03-31"})["start"].parts] == [31, 3, 2026]
    assert [part["value"] for part in StartForm(initial={"start": "soon"})["start"].parts] == ["", "", ""]


def test_hinted_radios_carry_their_hints() -> None:
    class Form(forms.Form):
        level = forms.ChoiceField(choices=[("0", "Never"), ("1", "Yearly")], widget=HintedRadios(hints={"0": "None"}))

    assert [option.data["hint"] for option in Form()["level"]] == ["None", ""]


class Plain(PlainMessages, forms.Form):
    title = forms.CharField(label="Job title", max_length=5)
    share = forms.DecimalField(label="Share (%)", max_value=100)
    people = forms.IntegerField(label="Number of people")
    contact = forms.EmailField(label="Email address")
    role = forms.ChoiceField(label="Role", choices=[("a", "A")])
    vacant = forms.ChoiceField(label="Is the post vacant?", choices=[("y", "Yes")])
    skills = forms.MultipleChoiceField(label="Skills", choices=[("a", "A")])
    agree = forms.BooleanField(label="I have checked this")
    own = forms.CharField(error_messages={"required": "Say it"})
    start = NhsDateField(label="Start date")


def test_missing_answers_are_asked_for_by_name() -> None:
    errors = {name: messages[0] for name, messages in Plain({}).errors.items()}
    assert errors == {
        "title": "Enter the job title",
        "share": "Enter the share (%)",
        "people": "Enter the number of people",
        "contact": "Enter the email address",
        "role": "Choose the role",
        "vacant": "Answer the question “Is the post vacant?”",
        "skills": "Choose at least one: skills",
        "agree": "Tick “I have checked this” to go on",
        "own": "Say it",
        "start": "Enter the start date, for example 31 3 2026",
    }


def test_wrong_answers_are_explained_by_name() -> None:
    form = Plain({"title": "Director", "share": "101", "people": "1.5", "contact": "me", "role": "z"})
    assert form.errors["title"] == ["Job title must be 5 characters or fewer; it has 8"]
    assert form.errors["share"] == ["Share (%) must be 100 or less"]
    assert form.errors["people"] == ["Number of people must be a whole number"]
    assert form.errors["contact"] == ["Email address must look like name@example.nhs.uk"]
    assert form.errors["role"] == ["Choose an answer from the list: role"]
