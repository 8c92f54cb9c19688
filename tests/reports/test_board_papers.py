"""The public paper of every organisation, written in one run."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.models import Organisation, Role, User
from tests.factories import make_member, make_organisation, make_post, make_ready_draft, sign_off


def run(folder: Path) -> list[str]:
    out = io.StringIO()
    call_command("board_papers", str(folder), stdout=out)
    return out.getvalue().splitlines()


def test_each_organisation_with_a_report_has_its_public_paper(
    organisation: Organisation, other_organisation: Organisation, lead: User, sponsor: User, tmp_path: Path
) -> None:
    make_post(organisation, title="Lone wolf", supplier="Bramble Systems")
    sign_off(make_ready_draft(organisation), lead, sponsor)
    make_ready_draft(other_organisation)
    another = make_organisation("ZZC", "Thirdbrook Trust")
    sign_off(make_ready_draft(another), make_member(another, Role.LEAD), make_member(another, Role.SPONSOR))
    closed = make_organisation("ZZD", "Lastbrook Trust", closed_on="2026-03-31")
    sign_off(make_ready_draft(closed), make_member(closed, Role.LEAD), make_member(closed, Role.SPONSOR))
    names = ["ZZA-board-paper-1.pdf", "ZZC-board-paper-1.pdf"]
    said = ["1 of 2: ZZA-board-paper-1.pdf", "2 of 2: ZZC-board-paper-1.pdf", "Written: two board papers."]
    assert run(tmp_path / "papers") == said
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == names
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "papers" / names[0]).pages)
    assert "Public" in words
    assert "Lone wolf" not in words
    assert "Bramble" not in words
    assert run(tmp_path / "papers") == said  # as often as one likes


def test_nothing_signed_off(organisation: Organisation, tmp_path: Path) -> None:
    assert run(tmp_path) == ["Written: no board papers."]


def test_a_folder_that_cannot_be_written_to(organisation: Organisation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(CommandError, match="The folder cannot be written to"):
        run(tmp_path / "file")
