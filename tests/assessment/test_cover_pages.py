"""The cover of board papers and the decisions that they ask for: filled in by a lead, carried on, in every paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import AuditEvent, User
from assessment import cover_services, cycle_services
from assessment.models import Assessment, BoardPaperCover, SignOff
from tests.assessment.test_cycle_pages import send, text
from tests.factories import make_ready_draft, sign_off
from tests.forms import shown

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
COVER = f"{HOME}assessments/cover/"
DECISIONS = f"{HOME}report/decisions/"


@pytest.fixture
def draft(organisation: object) -> Assessment:
    return make_ready_draft(organisation)  # type: ignore[arg-type]  # the fixture gives one


def printed(client: Client, path: str) -> str:
    pages = PdfReader(io.BytesIO(client.get(path).content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_lead_fills_in_the_cover_once_and_every_paper_shows_it(
    client_of: ClientOf, lead: User, board_member: User, sponsor: User, draft: Assessment
) -> None:
    client = client_of(lead)
    typed = {
        "meeting": "Board of directors",
        "meeting_on_day": "3",
        "meeting_on_month": "12",
        "meeting_on_year": "2026",
        "purpose": "decision",
        "author": "Digital lead",
        "risks": "BAF 7: digital skills",
        "assurance": "some",
        "assured_by": "internal audit, in May 2026",
        "session": "public",
    }
    said = text(send(client, COVER, **typed))
    assert "Saved: the cover of the board paper" in said
    for words in ("Board of directors", "3 December 2026", "Decision", "BAF 7: digital skills", "By internal audit"):
        assert words in said
        assert words in printed(client, f"{HOME}report/paper.pdf")
    event = AuditEvent.objects.latest("pk")
    assert event.target == "cover of the board paper"
    assert event.changes["risks"] == ["", "BAF 7: digital skills"]
    sign_off(draft, lead, sponsor)
    read = text(client_of(board_member).get(f"{HOME}reports/1/"))
    assert "BAF 7: digital skills" in read
    assert "Change the cover" not in read


def test_it_is_filled_in_after_sign_off_and_the_hash_stays(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    signed = sign_off(draft, lead, sponsor)
    client = client_of(lead)
    before = text(client.get(f"{HOME}reports/1/"))
    assert "It is not filled in yet." in before
    send(client, f"{HOME}reports/1/cover/", meeting="Audit committee")
    send(client, f"{HOME}reports/1/decisions/", decisions="Fund two researchers\n\n  Note the rest ")
    after = text(client.get(f"{HOME}reports/1/"))
    for words in ("Audit committee", "Fund two researchers", "the hash does not cover it"):
        assert words in after
    assert SignOff.objects.get().sha256 == signed.sha256
    assert BoardPaperCover.objects.get().decisions == "Fund two researchers\nNote the rest"
    assert "Audit committee" in printed(client, f"{HOME}reports/1/paper.pdf")


def test_the_next_assessment_starts_with_it_less_what_was_about_one_meeting(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    sign_off(draft, lead, sponsor)
    client = client_of(lead)
    send(client, COVER, meeting="Board of directors", agenda_item="7", author="Digital lead")
    send(client, DECISIONS, decisions="Fund two researchers")
    cycle_services.open_assessment(by=lead, organisation=draft.organisation, as_at=date(2027, 3, 31))
    form = shown(client, COVER)
    carried = [form[name][0] for name in ("meeting", "author", "agenda_item")]
    assert carried == ["Board of directors", "Digital lead", ""]
    assert "Fund two researchers" not in text(client.get(f"{HOME}report/"))
    assert "Board of directors" in text(client.get(f"{HOME}report/"))
    send(client, COVER, agenda_item="9")
    assert [cover.agenda_item for cover in BoardPaperCover.objects.order_by("assessment")] == ["7", "9"]
    assert "Fund two researchers" in text(client.get(f"{HOME}reports/1/"))


def test_two_who_save_at_once_choose(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    client = client_of(lead)
    form = shown(client, COVER)
    cover_services.save_decisions(by=lead, assessment=draft, version=None, decisions="Theirs")
    clash = client.post(COVER, form | {"meeting": "Mine"})
    assert clash.status_code == 409
    assert "Mine" in text(clash)
    form = shown(client, DECISIONS)
    cover_services.save_decisions(by=lead, assessment=draft, version=1, decisions="Theirs again")
    clash = client.post(DECISIONS, form | {"decisions": "Mine"})
    assert clash.status_code == 409
    assert "Theirs again" in text(clash)


def test_decisions_are_drafts_until_they_are_kept_and_again_when_they_are_blank(
    client_of: ClientOf, lead: User, draft: Assessment
) -> None:
    client = client_of(lead)
    page = text(client.get(f"{HOME}report/"))
    assert "Drafted from the findings. The digital lead has not confirmed them." in page
    link = re.search(rf'href="({DECISIONS}[^"]+)"', client.get(f"{HOME}report/").content.decode())
    assert link is not None
    drafts = shown(client, link[1])["decisions"][0]
    assert drafts.startswith("Note the three answers")
    assert shown(client, link[1][:-1])["decisions"] == [""], "only what this site drafted is taken from an address"
    kept = text(send(client, link[1]))
    assert "has not confirmed them" not in kept
    assert "Note the three answers" in kept
    again = text(send(client, DECISIONS, decisions=" "))
    assert "the decisions are drafts again" in again
    assert "has not confirmed them" in again


def test_what_looks_like_a_personal_name_is_asked_about(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    client = client_of(lead)
    refused = text(send(client, COVER, author="Priya Nair", risks="Ask Dr Ansah"))
    assert "Author’s job title: “Priya Nair” looks like the name of a person." in refused
    assert "None of these names a person" in refused
    assert "Dr Ansah" in refused
    assert not BoardPaperCover.objects.exists()
    assert "Saved" in text(send(client, COVER, risks="Ask Dr Ansah", no_names="on"))
    asked = text(send(client, DECISIONS, decisions="Thank Lee Lead"))
    assert "None of these names a person" in asked


def test_what_another_choice_reveals_goes_with_it(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    client = client_of(lead)
    assert "Say who has checked it" in text(send(client, COVER, assurance="some"))
    send(client, COVER, assurance="none", assured_by="Internal audit", session="private", exemption="Section 43")
    cover = BoardPaperCover.objects.get()
    assert (cover.assured_by, cover.exemption) == ("", "Section 43")
    said = text(client.get(f"{HOME}report/"))
    assert "Independent assurance None" in said
    assert "In private: Section 43" in said


def test_limits(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    client = client_of(lead)
    assert "Ask for 10 decisions or fewer" in text(send(client, DECISIONS, decisions="Fund it\n" * 11))
    long = text(send(client, COVER, meeting="x" * 201, risks="y" * 5001))
    assert "200 characters" in long
    assert "5,000 characters" in long or "5000 characters" in long


def test_only_a_lead_fills_it_in(client_of: ClientOf, sponsor: User, contributor: User, draft: Assessment) -> None:
    for other in (sponsor, contributor):
        assert client_of(other).get(COVER).status_code == 403
        assert "Fill in the cover" not in text(client_of(other).get(f"{HOME}report/"))


def test_a_cover_before_there_is_an_assessment_makes_one(client_of: ClientOf, lead: User) -> None:
    send(client_of(lead), COVER, meeting="Board of directors")
    assert BoardPaperCover.objects.get().assessment == Assessment.objects.get()
