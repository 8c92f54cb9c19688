"""The nhsuk template pack: every control has a label, is read out with its hint and error, and can be linked to."""

from __future__ import annotations

import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from crispy_forms.layout import Field, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.fields import HintedRadios, NhsDateField
from accounts.layout import Fieldset, Reveal, form_helper

VOID = {"input", "br", "meta", "link", "hr", "img", "path", "circle", "rect"}


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes, text and ancestors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[dict[str, Any]] = []
        self.open: list[dict[str, Any]] = []
        self.feed(html)
        assert not self.open, f"not closed: {[element['tag'] for element in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute given twice: {tag} {names}"
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]
        element = {"tag": tag, "text": "", "inside": list(self.open), **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element["text"] += data

    def all(self, tag: str, **attrs: str) -> list[dict[str, Any]]:
        wanted = {name.replace("_", "-").strip("-"): value for name, value in attrs.items()}
        return [
            element
            for element in self.elements
            if element["tag"] == tag and all(element.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attrs: str) -> dict[str, Any]:
        (found,) = self.all(tag, **attrs)
        return found

    def by_id(self, name: str) -> dict[str, Any]:
        (found,) = [element for element in self.elements if element.get("id") == name]
        return found

    def description(self, element: dict[str, Any]) -> str:
        return " ".join(self.by_id(name)["text"].strip() for name in element["aria-describedby"].split())


class Everything(forms.Form):
    title = forms.CharField(max_length=200, help_text="As on the list")
    contact = forms.EmailField(label="Email address", help_text="Hint")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput, help_text="Hint")
    wte = forms.DecimalField(label="WTE", min_value=0, help_text="Hint")
    people = forms.IntegerField(widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}), help_text="Hint")
    value = forms.DecimalField(widget=forms.NumberInput(attrs={"prefix": "£", "suffix": "a year"}), help_text="Hint")
    role = forms.ChoiceField(choices=[("", "Choose"), ("Group", [("a", "A & B"), ("b", "B")])], help_text="Hint")
    evidence = forms.CharField(widget=forms.Textarea, max_length=5000, help_text="Hint")
    roster = forms.FileField(help_text="Hint")
    start = NhsDateField(label="Start date", help_text="Hint")
    level = forms.ChoiceField(
        choices=[("0", "Never"), ("1", "Always")], widget=HintedRadios(hints={"1": "Every time"}), help_text="Hint"
    )
    skills = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, help_text="Hint"
    )
    agree = forms.BooleanField(label="I agree", help_text="Hint")
    version = forms.IntegerField(widget=forms.HiddenInput)


SINGLE = ["title", "contact", "secret", "wte", "people", "value", "role", "evidence", "roster"]
GROUPS = ["start", "level", "skills"]


def form_page(form: forms.Form, **context: Any) -> Page:
    request = RequestFactory().get("/")
    return Page(render_to_string("form.html", {"form": form, "heading": "Edit a post", **context}, request))


@pytest.fixture
def fresh() -> Page:
    return form_page(Everything(initial={"version": 3, "people": 7, "role": "a"}))


@pytest.fixture
def wrong() -> Page:
    return form_page(Everything({"wte": "-1", "start_day": "1"}, {}))


@pytest.mark.parametrize("name", SINGLE)
def test_control_has_label_hint_and_no_error_at_first(fresh: Page, name: str) -> None:
    control = fresh.by_id(f"id_{name}")
    assert control["name"] == name
    assert fresh.one("label", for_=f"id_{name}")["text"].strip() == str(Everything()[name].label)
    assert fresh.description(control).startswith(str(Everything.base_fields[name].help_text))
    assert "aria-invalid" not in control
    assert "nhsuk-form-group--error" not in fresh.html


@pytest.mark.parametrize("name", SINGLE)
def test_control_with_an_error_is_described_by_it_and_marked(wrong: Page, name: str) -> None:
    control = wrong.by_id(f"id_{name}")
    assert "Error: " in wrong.description(control)
    assert control["aria-invalid"] == "true"
    assert "--error" in control["class"]
    assert any("nhsuk-form-group--error" in (element.get("class") or "") for element in control["inside"])
    assert wrong.one("a", href=f"#id_{name}")


@pytest.mark.parametrize(
    ("name", "first"), [("start", "id_start_month"), ("level", "id_level_0"), ("skills", "id_skills_0")]
)
def test_group_has_legend_hint_error_and_a_link_to_its_first_control(wrong: Page, name: str, first: str) -> None:
    control = wrong.by_id(first)
    (fieldset,) = [element for element in control["inside"] if element["tag"] == "fieldset"]
    (legend,) = [element for element in wrong.all("legend") if fieldset in element["inside"]]
    assert legend["text"].strip() == str(Everything()[name].label)
    assert wrong.description(fieldset).startswith("Hint Error: ")
    assert wrong.one("a", href=f"#{first}")
    assert wrong.one("label", for_=first)


def test_single_checkbox_is_described_by_its_hint_and_error(fresh: Page, wrong: Page) -> None:
    assert fresh.description(fresh.by_id("id_agree")) == "Hint"
    assert wrong.description(wrong.by_id("id_agree")).startswith("Hint Error: ")
    assert wrong.one("label", for_="id_agree")["text"] == "I agree"
    assert wrong.one("a", href="#id_agree")


def test_ids_are_unique(fresh: Page, wrong: Page) -> None:
    for page in (fresh, wrong):
        ids = [element["id"] for element in page.elements if element.get("id")]
        assert len(ids) == len(set(ids))


def test_errors_are_listed_first_and_take_focus(wrong: Page) -> None:
    (summary,) = [element for element in wrong.elements if element.get("data-module") == "nhsuk-error-summary"]
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    assert "There is a problem" in summary["text"]
    assert wrong.elements.index(summary) < wrong.elements.index(wrong.one("h1"))
    assert wrong.one("title")["text"].startswith("Error: Edit a post")


def test_error_of_the_whole_form_and_of_a_hidden_field_are_in_the_summary() -> None:
    form = Everything({})
    form.add_error(None, "These do not fit <together>")
    page = form_page(form)
    assert "These do not fit &lt;together&gt;" in page.html
    assert not page.all("a", href="#id_version")


def test_form_without_errors_has_a_plain_title_and_no_summary(fresh: Page) -> None:
    assert fresh.one("title")["text"] == "Edit a post – Check your digital team"
    assert "nhsuk-error-summary" not in fresh.html


def test_numbers_are_text_boxes_with_a_number_pad(fresh: Page) -> None:
    assert fresh.by_id("id_people")["type"] == fresh.by_id("id_wte")["type"] == "text"
    assert fresh.by_id("id_people")["inputmode"] == "numeric"
    assert fresh.by_id("id_wte")["inputmode"] == "decimal"
    assert fresh.by_id("id_people")["class"] == "nhsuk-input nhsuk-input--width-3"
    assert fresh.by_id("id_people")["value"] == "7"
    assert "min" not in fresh.by_id("id_wte")


def test_nothing_typed_is_cut_short_by_the_browser(fresh: Page) -> None:
    assert not [element for element in fresh.elements if "maxlength" in element or "required" in element]
    assert "novalidate" in fresh.one("form", method="post")


def test_prefix_and_suffix_stand_beside_the_box(fresh: Page) -> None:
    control = fresh.by_id("id_value")
    assert "prefix" not in control
    assert control["inside"][-1]["text"].split() == ["£a", "year"]


def test_select_shows_groups_and_the_chosen_option(fresh: Page) -> None:
    options = [element for element in fresh.all("option") if fresh.by_id("id_role") in element["inside"]]
    assert [(option["value"], option["text"], "selected" in option) for option in options] == [
        ("", "Choose", False),
        ("a", "A & B", True),
        ("b", "B", False),
    ]
    assert fresh.one("optgroup", label="Group")


def test_long_text_counts_its_characters(fresh: Page) -> None:
    control = fresh.by_id("id_evidence")
    group = control["inside"][-1]
    assert (group["data-module"], group["data-maxlength"]) == ("nhsuk-character-count", "5000")
    assert "nhsuk-js-character-count" in control["class"]
    assert fresh.description(control) == "Hint You can enter up to 5000 characters"


def test_text_that_begins_with_a_new_line_keeps_it() -> None:
    assert "<textarea" in (html := form_page(Everything(initial={"evidence": "\nOne"})).html)
    assert ">\n\nOne</textarea>" in html


def test_password_is_not_given_back_and_can_be_shown() -> None:
    page = form_page(Everything({"secret": "correct horse"}))
    assert "correct horse" not in page.html
    assert page.one("button", aria_controls="id_secret", aria_label="Show password")


def test_file_form_is_sent_in_parts(fresh: Page) -> None:
    assert fresh.one("form", method="post")["enctype"] == "multipart/form-data"


def test_date_marks_only_its_wrong_parts(wrong: Page) -> None:
    day, month, year = (wrong.by_id(f"id_start_{part}") for part in ("day", "month", "year"))
    assert "aria-invalid" not in day
    assert month["aria-invalid"] == year["aria-invalid"] == "true"
    assert (day["value"], day["name"], day["inputmode"]) == ("1", "start_day", "numeric")


def test_date_is_drawn_from_a_date() -> None:
    page = form_page(Everything(initial={"start": datetime.date(2026, 3, 31)}))
    assert [page.by_id(f"id_start_{part}")["value"] for part in ("day", "month", "year")] == ["31", "3", "2026"]


def test_choice_is_described_by_its_own_hint(fresh: Page) -> None:
    assert fresh.description(fresh.by_id("id_level_1")) == "Every time"
    assert "aria-describedby" not in fresh.by_id("id_level_0")


def test_choices_keep_what_was_chosen() -> None:
    page = form_page(Everything({"level": "1", "skills": ["b"], "agree": "on"}))
    assert [element["id"] for element in page.all("input") if "checked" in element] == [
        "id_level_1",
        "id_skills_1",
        "id_agree",
    ]


def test_hidden_field_is_there_without_a_group(fresh: Page) -> None:
    assert fresh.by_id("id_version")["value"] == "3"
    assert not fresh.all("label", for_="id_version")


def test_labels_help_and_values_are_escaped_but_help_may_hold_markup() -> None:
    class Form(forms.Form):
        name = forms.CharField(label="<b>Name</b>", help_text='See <a href="/x">this</a>')
        level = forms.ChoiceField(choices=[("<0>", "<i>None</i>")], widget=forms.RadioSelect)

    page = form_page(Form(initial={"name": '"><script>'}))
    assert not page.all("b")
    assert not page.all("i")
    assert page.one("a", href="/x")
    assert page.by_id("id_name")["value"] == '"><script>'


class Engaged(forms.Form):
    how = forms.ChoiceField(choices=[("own", "Own"), ("agency", "Agency")], widget=forms.RadioSelect)
    agency = forms.CharField(required=False)
    ends = NhsDateField(required=False, label="End date")
    note = forms.CharField(required=False)

    helper = form_helper(
        Reveal("how", {"agency": ["agency", "ends"]}, css_class="nhsuk-radios--small"),
        Fieldset("More & more", Field("note", css_class="nhsuk-input--width-10", data_extra="1"), hint="If any"),
    )


def test_radio_reveals_its_fields() -> None:
    page = form_page(Engaged())
    revealed = page.by_id("conditional-id_how_1")
    assert page.by_id("id_how_1")["data-aria-controls"] == "conditional-id_how_1"
    assert "data-aria-controls" not in page.by_id("id_how_0")
    assert "nhsuk-radios__conditional--hidden" in revealed["class"]
    assert revealed in page.by_id("id_agency")["inside"]
    assert revealed in page.by_id("id_ends_day")["inside"]
    radios = revealed["inside"][-1]
    assert (radios["class"], radios["data-module"]) == ("nhsuk-radios nhsuk-radios--small", "nhsuk-radios")


def test_revealed_fields_of_the_chosen_radio_are_shown() -> None:
    page = form_page(Engaged({"how": "agency", "ends_day": "1"}))
    assert page.by_id("conditional-id_how_1")["class"] == "nhsuk-radios__conditional"
    assert page.one("a", href="#id_ends_month")


def test_fieldset_legend_is_text_and_attributes_reach_the_control() -> None:
    page = form_page(Engaged())
    note = page.by_id("id_note")
    assert (note["class"], note["data-extra"]) == ("nhsuk-input nhsuk-input--width-10", "1")
    assert "More &amp; more" in page.html
    (fieldset,) = [element for element in note["inside"] if element["tag"] == "fieldset"]
    assert "If any" in fieldset["text"]


def test_same_form_can_be_drawn_twice() -> None:
    assert form_page(Engaged()).by_id("id_note")["class"] == form_page(Engaged()).by_id("id_note")["class"]


def test_pack_draws_a_whole_form_with_its_own_button() -> None:
    form = Engaged()
    form.helper = form_helper("how")
    form.helper.form_tag = True
    form.helper.add_input(Submit("go", "Go on"))
    page = Page(render_crispy_form(form))
    assert page.one("form", method="post")
    assert page.one("button", type="submit", name="go")["text"] == "Go on"


def test_form_page_has_one_button_and_what_the_view_asks_for(fresh: Page) -> None:
    assert [button["text"].strip() for button in fresh.all("button", type="submit")] == ["Save and continue"]
    page = form_page(Engaged(), button="Send", cancel_url="/back", lead="Say how.", caption="ZZA", busy="Working")
    assert [button["text"].strip() for button in page.all("button", type="submit")] == ["Send"]
    assert page.one("a", href="/back")["text"] == "Cancel"
    assert page.one("form", method="post")["data-busy"] == "Working"
    assert "Say how." in page.html


PLAIN = ["400.html", "500.html", "503.html"]


@pytest.mark.parametrize("name", [*PLAIN, "403.html", "403_csrf.html", "404.html", "409.html", "429.html"])
def test_error_page_says_what_happened_and_gives_the_reference(name: str) -> None:
    request = None if name in PLAIN else RequestFactory().get("/")
    page = Page(render_to_string(name, {"reference": "a1b2c3d4"}, request))
    assert "a1b2c3d4" in page.one("main")["text"]
    assert page.one("title")["text"].startswith(page.one("h1")["text"].strip())
    assert any(word in page.one("main")["text"] for word in ("Nothing was", "not saved"))


def test_pagination_keeps_the_query_and_marks_the_page() -> None:
    page = Page(
        render_to_string("partials/pagination.html", {"page": Paginator(range(500), 20).page(12), "query": "team=3&"})
    )
    assert page.one("a", aria_current="page")["text"] == "12"
    assert page.one("a", rel="next")["href"] == "?team=3&page=13"
    assert [link["text"] for link in page.all("a", class_="nhsuk-pagination__link")] == ["1", "11", "12", "13", "25"]


def test_one_page_has_no_pagination() -> None:
    assert not render_to_string("partials/pagination.html", {"page": Paginator([1], 20).page(1)}).strip()


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"rating": "Strong", "colour": "green"}, "Strong"),
        ({"rating": "Of its own"}, "Of its own"),
        ({"low": "Weak", "high": "Good"}, "Between Weak and Good"),
        ({}, "Not known"),
    ],
)
def test_rating_is_said_in_words(context: dict[str, str], words: str) -> None:
    assert Page(render_to_string("partials/rating_tag.html", context)).one("strong")["text"] == words


def test_chart_has_heading_sentence_picture_and_table() -> None:
    chart = {
        "id": "mix",
        "heading": "Two in three are in-house",
        "sentence": "40 of 56 WTE.",
        "svg": '<svg role="img"></svg>',
        "figure_url": "/charts/mix.json",
        "columns": ["Employment", "WTE"],
        "rows": [["In-house", "40"], ["External", "16"]],
    }
    page = Page(render_to_string("partials/chart.html", {"chart": chart}))
    assert page.by_id(page.one("figure")["aria-labelledby"])["text"] == chart["heading"]
    assert page.one("svg")["role"] == "img"
    assert page.one("svg")["inside"][-2]["role"] == "region", "a picture that is too wide scrolls"
    assert [cell["text"] for cell in page.all("td")] == ["40", "16"]
    assert [cell["text"] for cell in page.all("th", scope="row")] == ["In-house", "External"]
    assert "hidden" in page.one("button"), "without JavaScript there is no button"
    assert page.one("figure")["data-figure"] == "/charts/mix.json"
