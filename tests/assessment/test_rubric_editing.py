"""Drafts in the browser: every part edited, refusals at their fields, two administrators, a rubric built by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric import normal_form, parse_toml, read_rubric, sha256
from tests.factories import make_post, make_rubric_administrator
from tests.forms import send, shown

ClientOf = Callable[[User], Client]


@pytest.fixture
def administrator(db: None) -> User:
    return make_rubric_administrator(name="Ada Min")


@pytest.fixture
def draft(administrator: User) -> RubricVersion:
    current = RubricVersion.objects.current()
    return rubric_services.start_draft(by=administrator, rubric=current.rubric)


@pytest.fixture
def client(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


def url(draft: RubricVersion, name: str, *more: Any) -> str:
    return reverse(f"rubric_{name}", args=[draft.rubric_id, *more])


def definition(draft: RubricVersion) -> dict[str, Any]:
    draft.refresh_from_db()
    found: dict[str, Any] = draft.definition
    return found


def every_page(draft: RubricVersion) -> list[str]:
    pages = [url(draft, name) for name in PLAIN]
    pages += [url(draft, "part", part) for part in ("about", "rules", "bands", "sets")]
    pages += [url(draft, name, "Q1.1") for name in ("criterion", "scale", "measure")]
    pages += [url(draft, "term", "Q1.1", "where"), url(draft, "term", "Q1.2", "top-1"), url(draft, "question", "Q2")]
    return [*pages, url(draft, "question_remove", "Q2"), url(draft, "scale", "Q1.7"), reverse("rubric_add")]


PLAIN = (
    "draft draft_toml replace notes comment approve publish discard weights question_add criterion_add effect firmness"
).split()


def test_an_administrator_opens_every_page(client: Client, draft: RubricVersion, organisation: Organisation) -> None:
    make_post(organisation)
    assert {page: status for page in every_page(draft) if (status := client.get(page).status_code) != 200} == {}
    assert client.get(reverse("rubrics")).content.decode().count("Start a draft") == 0


def test_for_anybody_else_drafts_do_not_exist(client_of: ClientOf, draft: RubricVersion, lead: User) -> None:
    other = client_of(lead)
    assert {other.get(page).status_code for page in every_page(draft)} == {404}
    assert {other.post(page).status_code for page in every_page(draft)} <= {404, 405}
    assert "Draft" not in other.get(reverse("rubrics")).content.decode()


def test_saving_a_page_as_it_stands_changes_nothing(client: Client, draft: RubricVersion) -> None:
    before = sha256(draft.definition)
    for page in (
        *(url(draft, "part", part) for part in ("about", "rules", "bands", "sets")),
        url(draft, "weights"),
        *(url(draft, "question", question) for question in ("Q1", "Q2", "Q3")),
    ):
        assert send(client, page).status_code == 302, page
    for criterion in draft.definition["criteria"]:
        names = ("criterion", "scale", "measure") if "measure" in criterion else ("criterion", "scale")
        for name in names:
            assert send(client, url(draft, name, criterion["id"])).status_code == 302, (name, criterion["id"])
    for criterion, way in (("Q1.1", "where"), ("Q1.2", "top-1"), ("Q1.6", "bottom-2"), ("Q1.14", "top-1")):
        assert send(client, url(draft, "term", criterion, way)).status_code == 302, (criterion, way)
    assert sha256(definition(draft)) == before


@pytest.mark.parametrize(
    ("page", "field", "typed", "message"),
    [
        (("part", "rules"), "enough_evidence", "1.5", "must be a number from 0 to 1"),
        (("part", "rules"), "overall_lead", "x", "must be a whole number"),
        (("part", "bands"), "from_1", "101", "must be a number from 0 to 100"),
        (("part", "bands"), "from_4", "5", "One rating must start from 0"),
        (("part", "sets"), "name_1", "product", "a name for the set that is no value as well"),
        (("part", "sets"), "members_1", "", "a list of at least one member"),
        (("part", "about"), "levels_3", "", "Enter: word for level 2"),
        (("question", "Q1"), "weight", "-1", "must be a number from 0 up"),
        (("question", "Q1"), "verdicts_2", "", "Enter: answer 2"),
        (("question", "Q2"), "verdict_none", "", "because Q2.1 has when_empty"),
        (("criterion", "Q1.1"), "weight", "NaN", "must be a number from 0 up"),
        (("criterion", "Q1.1"), "name", " ", "Enter: name"),
        (("scale", "Q1.1"), "cut_2", "4", "Thresholds must be four rising numbers"),
        (("scale", "Q1.1"), "says", "{nobody}", "a sentence with no placeholders but"),
        (("scale", "Q1.1"), "score_1", "200", "must be a number from 0 to 100"),
        (("scale", "Q1.7"), "answers_5", "", "Enter: answer of level 4"),
        (("measure", "Q1.1"), "at_least", "0", "must be a number above 0"),
        (("measure", "Q1.1"), "times", "many", "must be a number from 0 up"),
        (("term", "Q1.2", "top-1"), "times", "-2", "must be a number from 0 up"),
        (("term", "Q1.2", "top-1"), "where_in_post_over_months", "x", "must be a whole number from 0"),
    ],
)
def test_every_refusal_stands_at_its_field(
    client: Client, draft: RubricVersion, page: tuple[str, ...], field: str, typed: str, message: str
) -> None:
    before = sha256(draft.definition)
    response = send(client, url(draft, *page), **{field: typed})
    assert response.status_code == 200
    errors = response.context["form"].errors
    shown_at = field if field in errors else OF_THE_WHOLE_LIST[field]
    assert message in " ".join(errors[shown_at])
    assert sha256(definition(draft)) == before


OF_THE_WHOLE_LIST = {"from_4": "from_1", "cut_2": "cut_1"}
"""Refusals of a list as a whole stand at its first field."""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"criteria = 5", "Rubric: criteria: expected a list of tables, not 5"),
        (b'title = "\xff"', "The file must be text in UTF-8"),
        (b"a = = 3", "The file is not TOML: Invalid value (at line 1, column 5)"),
        (b"[[criteria]]\n" * 201, "A rubric may have 200 criteria at most"),
        (b"[[criteria]]\nweight = 1e400", "Criterion 1: weight: expected a number from 0 up, not &#x27;1E+400&#x27;"),
    ],
)
def test_a_file_that_is_no_rubric_is_refused_with_the_reason(client: Client, content: bytes, message: str) -> None:
    file = SimpleUploadedFile("rubric.toml", content)
    assert message in client.post(reverse("rubric_import"), {"name": "", "file": file}).content.decode()


def test_weights_of_nought_are_refused(client: Client, draft: RubricVersion) -> None:
    names = [name for name in shown(client, url(draft, "weights")) if name.startswith("criterion_Q3")]
    response = send(client, url(draft, "weights"), **dict.fromkeys(names, "0"))
    assert "weight above 0" in str(response.context["form"].errors[names[0]])


def test_two_administrators_who_change_the_same_weight_meet(
    client: Client, client_of: ClientOf, draft: RubricVersion
) -> None:
    page, other = url(draft, "weights"), client_of(make_rubric_administrator(name="Bea Min"))
    mine = shown(client, page) | {"criterion_Q1_2e_1": "30"}
    assert send(other, page, criterion_Q1_2e_1="10").status_code == 302
    refused = client.post(page, mine)
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "Bea Min" in html
    assert ">30<" in html
    assert ">10<" in html
    assert definition(draft)["criteria"][0]["weight"] == 10


def test_two_administrators_who_change_different_parts_both_keep_theirs(
    client: Client, client_of: ClientOf, draft: RubricVersion
) -> None:
    other = client_of(make_rubric_administrator())
    mine = shown(client, url(draft, "criterion", "Q1.1")) | {"name": "Mine"}
    assert send(other, url(draft, "criterion", "Q1.2"), name="Theirs").status_code == 302
    assert client.post(url(draft, "criterion", "Q1.1"), mine).status_code == 302
    assert [criterion["name"] for criterion in definition(draft)["criteria"][:2]] == ["Mine", "Theirs"]


def test_what_was_typed_for_a_criterion_that_is_gone_is_shown(client: Client, draft: RubricVersion) -> None:
    page = url(draft, "criterion", "Q1.1")
    typed = shown(client, page) | {"name": "Typed in vain"}
    client.post(url(draft, "criterion_remove", "Q1.1"))
    refused = client.post(page, typed)
    assert refused.status_code == 409
    assert "Typed in vain" in refused.content.decode()


def test_criteria_are_moved_and_removed(client: Client, draft: RubricVersion) -> None:
    client.post(url(draft, "criterion_down", "Q1.1"))
    assert [criterion["id"] for criterion in definition(draft)["criteria"][:2]] == ["Q1.2", "Q1.1"]
    client.post(url(draft, "question_remove", "Q3"))
    assert not [criterion for criterion in definition(draft)["criteria"] if criterion["question"] == "Q3"]
    send(client, url(draft, "criterion", "Q1.2"), question="Q2")
    assert definition(draft)["criteria"][0]["question"] == "Q2"


def test_a_measure_is_tried_on_an_organisation_without_its_name(
    client: Client, draft: RubricVersion, organisation: Organisation
) -> None:
    make_post(organisation)
    html = client.get(url(draft, "measure", "Q1.1")).content.decode()
    assert organisation.name not in html
    key = html.split('<option value="')[-1].split('"')[0]
    html = client.get(url(draft, "measure", "Q1.3"), {"organisation": key}).content.decode()
    assert "Value: 100%" in html


# A rubric of another kind, built wholly by forms ---------------------------------------------------------------------

EXAMPLES = Path(__file__).parents[1] / "examples"
OTHER = EXAMPLES / "other-kind.toml"


def build(client: Client, wanted: dict[str, Any]) -> RubricVersion:
    """A new rubric, emptied and then filled with what `wanted` has, form by form."""
    source = RubricVersion.objects.current()
    assert send(client, reverse("rubric_add"), name=wanted["title"], source=source.pk).status_code == 302
    draft = RubricVersion.objects.draft().get(rubric__name=wanted["title"])
    for question in ("Q1", "Q2", "Q3"):
        client.post(url(draft, "question_remove", question))
    levels = {f"levels_{place}": word for place, word in enumerate(wanted["levels"], 1)}
    fill(client, url(draft, "part", "about"), title=wanted["title"], **levels)
    fill(client, url(draft, "part", "rules"), **wanted["rules"])
    bands = {f"{key}_{n}": band[key] for n, band in enumerate(wanted["bands"], 1) for key in ("name", "from")}
    fill(client, url(draft, "part", "bands"), **(blank(client, url(draft, "part", "bands")) | bands))
    fill(client, url(draft, "part", "sets"), **blank(client, url(draft, "part", "sets")))
    for number, (name, members) in enumerate(wanted["sets"].items(), 1):
        rows = {f"name_{number}": name, f"members_{number}": "\n".join(members)}
        fill(client, url(draft, "part", "sets"), **rows)
    for question in wanted["questions"]:
        # A criterion can only decide the answer once it is there; until then there is one for each rating.
        verdicts = verdicts_of(question["verdicts"][: len(wanted["bands"])])
        plain = {key: question[key] for key in ("id", "text", "weight")}
        fill(client, url(draft, "question_add"), **plain, **verdicts)
    for criterion in wanted["criteria"]:
        build_criterion(client, draft, criterion)
    for question in wanted["questions"]:
        decided = {key: question[key] for key in ("verdict_from", "verdict_none") if key in question}
        fill(client, url(draft, "question", question["id"]), **verdicts_of(question["verdicts"]), **decided)
    return draft


def verdicts_of(words: list[str]) -> dict[str, str]:
    return {f"verdicts_{place}": word for place, word in enumerate(words, 1)}


def build_criterion(client: Client, draft: RubricVersion, criterion: dict[str, Any]) -> None:
    plain = {key: criterion[key] for key in ("id", "question", "name", "weight", "serves", "basis")}
    kind = "measured" if "measure" in criterion else "answered"
    fill(client, url(draft, "criterion_add"), kind=kind, sources="\n".join(criterion["sources"]), **plain)
    scale = {f"answers_{place}": words for place, words in enumerate(criterion.get("answers", []), 1)}
    scale |= {f"cut_{place}": cut for place, cut in enumerate(criterion.get("levels_from", []), 1)}
    for number, cap in enumerate(criterion.get("caps", []), 1):
        test = next(key for key in cap if key not in ("score", "because"))
        scale |= {f"test_{number}": test, f"number_{number}": cap[test], f"score_{number}": cap["score"]}
        scale |= {f"because_{number}": cap.get("because", "")}
    if "measure" in criterion:
        build_measure(client, draft, criterion["id"], criterion["measure"])
        scale |= {"better": criterion["better"], "says": criterion["says"]}
    fill(client, url(draft, "scale", criterion["id"]), **scale)


def build_measure(client: Client, draft: RubricVersion, name: str, measure: dict[str, Any]) -> None:
    typed = {key: value for key, value in measure.items() if not isinstance(value, dict | list)}
    typed |= {"fact": measure["at_least_times"]["fact"]} if "at_least_times" in measure else {}
    typed |= {"times": measure["at_least_times"]["times"]} if "at_least_times" in measure else {}
    typed |= {"needs": measure["needs"]} if "needs" in measure else {}
    if isinstance(measure.get("members"), list):
        typed |= {"members": "*", "list": "\n".join(measure["members"])}
    fill(client, url(draft, "measure", name) + f"?kind={measure['kind']}", **typed)
    for key in ("where", "among"):
        if key in measure:
            fill(client, url(draft, "term", name, key), **where(measure[key]))
    for key in ("top", "bottom"):
        for number, term in enumerate(measure.get(key, []), 1):
            what = {"what": term.get("fact") or term["amount"], "times": term.get("times", "")}
            fill(client, url(draft, "term", name, f"{key}-{number}"), **what, **where(term.get("where", {})))


def where(conditions: dict[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for column, values in conditions.items():
        listed = values if isinstance(values, list) else [values]
        if isinstance(listed[0], bool):
            typed[f"where_{column}"] = "yes" if listed[0] else "no"
        else:
            free = column in ("grade", "team", "supplier", "in_post_over_months")
            typed[f"where_{column}"] = "\n".join(map(str, listed)) if free else listed
    return typed


def blank(client: Client, page: str) -> dict[str, str]:
    """The values that clear every row of a page."""
    return {name: "" for name in shown(client, page) if name.startswith(("name_", "from_", "members_"))}


def fill(client: Client, page: str, **typed: Any) -> None:
    values = {name: value if isinstance(value, list) else str(value) for name, value in typed.items()}
    response = send(client, page, **values)
    assert response.status_code == 302, (page, response.context and response.context["form"].errors)


def scored_by_command(rubric: Path, output: Path) -> dict[str, Any]:
    """The answers of the command line for an example, less which rubric it was."""
    roster, facts = EXAMPLES / "small-trust-roster.csv", EXAMPLES / "small-trust-facts.json"
    call_command("score", str(roster), facts=facts, rubric=rubric, format="json", output=output)
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return {key: value for key, value in found.items() if key != "rubric"}


def test_a_rubric_of_another_kind_is_built_in_the_browser(client: Client, tmp_path: Path) -> None:
    wanted = normal_form(parse_toml(OTHER.read_text(encoding="utf-8")))
    draft = build(client, wanted)
    built = definition(draft)
    assert read_rubric(built)[1] == []
    assert built == {**wanted, "version": built["version"]}
    file = tmp_path / "built.toml"
    file.write_bytes(client.get(url(draft, "draft_toml")).content)
    assert scored_by_command(file, tmp_path / "one.json") == scored_by_command(OTHER, tmp_path / "other.json")
