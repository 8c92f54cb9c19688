"""Job titles to roles: what is answered, what is asked about, and what is left alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.core.management import call_command

from teams.catalogue import roles
from teams.title_words import vocabulary, words_of
from teams.titles import normalised, suggest


def sure(title, **known):
    """The role of a title that must not be asked about."""
    found = suggest(title, **known)
    assert not found.ask, found
    assert found.function == (roles()[found.role].function if found.role else "")
    return found.role


EXAMPLES = [(role.code, title) for role in roles().values() for title in (role.name, *role.example_titles)]


@pytest.mark.parametrize(("code", "title"), EXAMPLES)
def test_the_examples_of_the_catalogue_give_their_role_or_are_asked_about(code: str, title: str) -> None:
    found = suggest(title)
    assert found.ask or found.role == code


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Snr BA", "business_analyst"),
        ("Tech Arch", "technical_architect"),
        ("Patient Portal Product Lead", "product_manager"),
        ("Project Mgr", "project_manager"),
        ("Software Dev", "software_developer"),
        ("CNIO", "cnio"),
        ("CSO", "clinical_safety_officer"),
        ("DBA", "data_engineer"),
        ("UX Designer", "interaction_designer"),
        ("RPA Developer", "software_developer"),
        ("DPO", "ig_manager"),
        ("IM&T Project Manager", "project_manager"),
        ("I.T. Project Manager", "project_manager"),
        ("Manager, Project - Digital", "project_manager"),
        ("Digtal Midwfe", "clinical_digital_lead"),
        ("Porject Manger", "project_manager"),
        ("Test Analyst B6|12345", "test_engineer"),
        ("214|Service Desk Analyst|Informatics|B4", "service_desk_analyst"),
        ("Information Analyst (Band 6)", "data_analyst"),
        ("Co-ordinator of Digital Projects, Band 5", "project_manager"),
        ("Director of Digital (VSM)", "cdio"),
    ],
)
def test_abbreviations_slips_word_order_and_codes(title: str, role: str) -> None:
    assert sure(title) == role


@pytest.mark.parametrize(
    "title",
    [
        "Staff Nurse",
        "Consultant Cardiologist",
        "Porter",
        "Estates Officer",
        "Finance Business Partner",
        "HR Advisor",
        "Clinical Coder",
        "Coding Clerk",
        "Health Records Clerk",
        "Ward Clerk",
        "PA to the Chief Information Officer",
        "Project Manager - Estates",
        "Trauma Network Manager",
        "Virtual Ward Sister",
        "Head of Nursing",
        "Freedom to Speak Up Guardian",
    ],
)
def test_other_people_of_a_trust_are_not_digital_and_not_asked_about(title: str) -> None:
    assert sure(title) == ""


@pytest.mark.parametrize(
    "title",
    [
        "Analyst",
        "Consultant",
        "Trainer",
        "Change Manager",
        "Senior Manager",
        "Not In Post",
        "",
        "8a",
        "Digital",
        "Head of Cyber Security",
    ],
)
def test_a_title_that_may_be_anything_is_asked_about(title: str) -> None:
    assert suggest(title).ask


@pytest.mark.parametrize(
    ("title", "role"),
    [("Analyst", "data_analyst"), ("Trainer", "digital_trainer"), ("Change Manager", "business_change_manager")],
)
def test_the_unit_decides(title: str, role: str) -> None:
    assert sure(title, area="Informatics") == sure(f"{title} (Digital Services)") == role
    assert sure(title, area="Cardiology") == sure(f"{title} - Theatres") == ""
    assert suggest(title, area="Corporate").ask


def test_staff_group_and_grade_decide_where_nothing_else_does() -> None:
    assert sure("Consultant", staff_group="Medical and Dental") == ""
    assert sure("Consultant", band="Medical: Consultant") == ""
    assert suggest("Consultant", staff_group="Administrative and Clerical", band="8a").ask
    assert sure("Digital Midwife", staff_group="Nursing and Midwifery Registered") == "clinical_digital_lead"


def test_several_hats_of_different_functions_are_asked_about_with_the_first() -> None:
    found = suggest("Project Manager / Business Analyst")
    assert found.ask
    assert found.role == "project_manager"
    assert sure("UX/UI Designer") == "interaction_designer"
    assert sure("Server and Storage Engineer") == "infrastructure_engineer"


def test_what_was_learnt_comes_first_until_the_unit_says_otherwise() -> None:
    learnt = {normalised("Analyst"): "performance_analyst", normalised("Projects Lead"): ""}
    assert sure("Senior Analyst (Band 6)", learnt=learnt) == "performance_analyst"
    assert sure("Project Lead", learnt=learnt) == ""
    assert suggest("Analyst", area="Pathology", learnt=learnt).ask
    assert suggest("Project Lead", area="Informatics", learnt=learnt).ask
    assert suggest("Analyst", staff_group="Healthcare Scientists", learnt=learnt).ask


def test_a_learnt_role_that_the_catalogue_no_longer_has_is_passed_over() -> None:
    assert suggest("Scrum Master", learnt={normalised("Scrum Master"): "wizard"}).role == "delivery_manager"


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_suggestion_for_each_row(tmp_path, capsys) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("Title,Band,Area\nScrum Master,7,\n,,Cardiology\nAnalyst,6,Informatics\n", encoding="utf-8")
    call_command("suggest_roles", str(path), "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert [(row["title"], row["role"], row["ask"]) for row in found] == [
        ("Scrum Master", "delivery_manager", False),
        ("", "", True),
        ("Analyst", "data_analyst", False),
    ]
    assert found[0].keys() == {"title", "role", "function", "confidence", "ask"}
    call_command("suggest_roles", str(path))
    assert capsys.readouterr().out.splitlines()[1].split() == [
        "Scrum",
        "Master",
        "delivery_manager",
        "delivery",
        "0.95",
        "no",
    ]


@pytest.mark.parametrize("content", [None, b"", b"job,band\nAnalyst,6\n", b"title,title\nAnalyst,BA\n", b"%PDF-1.7"])
def test_a_file_that_cannot_be_used_ends_with_2_and_its_reason(content, tmp_path, capsys) -> None:
    path = tmp_path / "titles.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        call_command("suggest_roles", str(path), "--format", "json")
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert str(path) in said.err


def test_titles_need_no_django() -> None:
    code = "import sys; import teams.titles as titles; titles.suggest('CCIO'); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The vocabulary ------------------------------------------------------------------------------------------------------


def test_every_word_of_the_vocabulary_is_in_the_form_that_titles_are_brought_to() -> None:
    known = vocabulary()
    phrases = {phrase for found in known.phrases.values() for phrase in found}
    words = {word for phrase in phrases for group in phrase.groups for word in group}.union(*known.groups.values())
    assert [word for word in sorted(words) if word not in words_of(word.replace("_", " "))] == []
    assert {phrase.role for phrase in phrases} == {"", *roles()}
