"""What anybody reads of rubrics, on pages, as files and by the command line; and that published versions stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from assessment.models import RubricVersion
from assessment.rubric import parse_toml, sha256
from tests.factories import make_rubric_administrator

from .strategies import RUBRIC_FILE


@pytest.fixture
def published(db: None) -> RubricVersion:
    return RubricVersion.objects.current()


def address(name: str, version: RubricVersion) -> str:
    return reverse(name, args=[version.rubric_id, version.number])


def test_anybody_reads_a_published_version(client: Client, published: RubricVersion) -> None:
    assert address("rubric_version", published) in client.get(reverse("rubrics")).content.decode()
    page = client.get(address("rubric_version", published)).content.decode()
    assert "Core functions covered" in page
    assert "18.3% of the question" in page
    assert published.sha256 in page


def test_the_file_is_the_rubric(client: Client, published: RubricVersion) -> None:
    content = client.get(address("rubric_toml", published)).content.decode()
    assert sha256(parse_toml(content)) == published.sha256


def test_the_paper_is_a_pdf(client: Client, published: RubricVersion) -> None:
    assert client.get(address("rubric_pdf", published)).content.startswith(b"%PDF")


def test_a_version_is_compared_with_itself(client: Client, published: RubricVersion) -> None:
    keys = {"before": published.pk, "after": published.pk}
    assert "Nothing differs" in client.get(reverse("rubric_comparison"), keys).content.decode()
    assert client.get(reverse("rubric_comparison"), {**keys, "after": "x"}).status_code == 404


# The database says no


@pytest.mark.parametrize("change", [{"definition": {}}, {"sha256": "0"}, {"state": "draft"}, {"number": 9}])
def test_the_database_refuses_to_change_a_published_version(
    published: RubricVersion, change: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        RubricVersion.objects.filter(pk=published.pk).update(**change)


def test_the_database_refuses_to_delete_a_published_version(published: RubricVersion) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        RubricVersion.objects.filter(pk=published.pk)._raw_delete("default")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces a row by another with its key")
def test_a_published_version_is_not_replaced_by_a_draft(published: RubricVersion) -> None:
    draft = RubricVersion.objects.create(rubric=published.rubric, number=2, definition={})
    replace = "UPDATE OR REPLACE assessment_rubricversion SET number = 1 WHERE id = %s"
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace, [draft.pk])


def test_the_code_refuses_as_well(published: RubricVersion) -> None:
    with pytest.raises(TypeError):
        RubricVersion.objects.get(pk=published.pk).save()
    with pytest.raises(TypeError):
        published.delete()


# The command line


@pytest.mark.django_db
def test_export_import_and_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by = make_rubric_administrator()
    current = RubricVersion.objects.current()
    call_command("rubric", "export", f"{current.rubric_id}:1")
    file = tmp_path / "other.toml"
    file.write_text(capsys.readouterr().out.replace("weight = 22", "weight = 20"), encoding="utf-8")
    call_command("rubric", "import", str(file), "--name", "Other", "--by", by.email)
    draft = RubricVersion.objects.draft().get()
    assert draft.rubric.name == "Other"
    call_command("rubric", "diff", str(RUBRIC_FILE), f"{draft.rubric_id}:1")
    assert "Criterion Q1.1: weight: 22 becomes 20" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("rubric", "import", str(file), "--name", "Other", "--by", by.email)


def test_check_ends_with_2_and_names_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rubric", "check", str(RUBRIC_FILE))
    file = tmp_path / "bad.toml"
    file.write_text(RUBRIC_FILE.read_text(encoding="utf-8").replace("weight = 22", "weight = -1"), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("rubric", "check", str(file))
    assert ended.value.code == 2
    assert "Criterion Q1.1: weight: expected" in capsys.readouterr().err
