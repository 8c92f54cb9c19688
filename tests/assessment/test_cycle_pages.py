"""The pages of the assessment cycle, through the client: two people take an assessment from draft to signed off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Organisation, Role, User
from assessment import cycle_services, retention, services
from assessment.models import Assessment, SignOff, Snapshot
from assessment.personal_names import looks_like_names
from reports import signed_pages
from teams.models import Post
from tests.factories import make_draft, make_member, make_post, make_ready_draft, sign_off, submit
from tests.forms import shown

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
CYCLE = f"{HOME}assessments/"


def text(response: HttpResponse) -> str:
    """What a page says, without its markup."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert main is not None
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main[0])))


def send(client: Client, path: str, **typed: str) -> HttpResponse:
    """Fill in the form of a page and send it, and follow where it leads."""
    return client.post(path, shown(client, path) | typed, follow=True)


@pytest.fixture
def draft(organisation: Organisation) -> Assessment:
    make_post(organisation, post_ref="D1", title="Interface developer")
    return make_ready_draft(organisation)


def test_from_draft_to_signed_off_with_a_return_in_the_browsers_of_two_people(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    leads, sponsors = client_of(lead), client_of(sponsor)
    page = leads.get(f"{CYCLE}check/")
    assert "What the organisation does not know" in text(page)
    said = send(leads, f"{CYCLE}commentary/Q1/", text="We have hired two people since")
    assert "We have hired two people since" in text(said)
    typed = {"sponsor": str(sponsor.pk), "job_title": "Chief executive"}
    assert "Submitted" in text(send(leads, f"{CYCLE}submit/", **typed))
    assert "Read the report, and sign it off or return it" in text(sponsors.get("/"))
    assert "We have hired two people since" in text(sponsors.get(f"{CYCLE}submitted/"))
    returned = {"section": "Q1", "because": "Say when they start"}
    assert "Returned" in text(send(sponsors, f"{CYCLE}return/", **returned))
    assert "Say when they start" in text(leads.get(CYCLE))
    send(leads, f"{CYCLE}submit/", **typed)
    assert "Say that you have read the report" in text(send(sponsors, f"{CYCLE}sign-off/"))
    assert "report 1 is current" in text(send(sponsors, f"{CYCLE}sign-off/", agreed="on"))
    assert (Snapshot.objects.count(), SignOff.objects.get().job_title) == (2, "Chief executive")


def test_a_second_click_and_the_back_button_submit_nothing_more(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    client = client_of(lead)
    form = shown(client, f"{CYCLE}submit/") | {"sponsor": str(sponsor.pk), "job_title": "Chief executive"}
    client.post(f"{CYCLE}submit/", form)
    again = client.post(f"{CYCLE}submit/", form, follow=True)
    assert "It is already submitted. Nothing was submitted a second time." in text(again)
    assert Snapshot.objects.count() == 1
    assert "You cannot submit" in text(client.get(f"{CYCLE}submit/"))


def test_what_looks_like_a_name_is_asked_about(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    Post.objects.update(title="Developer (was Priya Nair)")
    client = client_of(lead)
    typed = {"sponsor": str(sponsor.pk), "job_title": "Spencer Sponsor"}
    refused = text(send(client, f"{CYCLE}submit/", **typed))
    assert "Priya Nair (D1, title)" in refused
    assert "Enter a job title, not a personal name" in refused
    assert "Take the names out, or say that none of these names a person" in refused
    typed = {"sponsor": str(sponsor.pk), "job_title": "Chief executive", "no_names": "on"}
    assert "Submitted" in text(send(client, f"{CYCLE}submit/", **typed))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Ask Dr Ansah or Priya Nair, priya@example.org", ["Dr Ansah", "Priya Nair", "priya@example.org"]),
        ("Head of Digital Services, Mersey and West Lancashire", []),
        ("agreed with lee lead in May", ["lee lead"]),
    ],
)
def test_names_are_known_by_their_signs(words: str, names: list[str]) -> None:
    assert looks_like_names(words, ["Lee Lead", "Cher"]) == names


def test_what_is_missing_is_said_with_links_and_nothing_is_submitted(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    draft.answers.filter(criterion="Q1.7").delete()
    typed = {"sponsor": str(sponsor.pk), "job_title": "Chief executive"}
    said = send(client_of(lead), f"{CYCLE}submit/", **typed)
    assert "It was not submitted" in text(said)
    assert f'href="{HOME}answers/Q1.7/"' in said.content.decode()
    assert not Snapshot.objects.exists()


def test_warnings_are_explained_before_submission(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    Assessment.objects.update(reasons={})
    client = client_of(lead)
    fields = [name for name in shown(client, f"{CYCLE}warnings/") if name.endswith("_unknown")]
    assert len(fields) == 3
    assert "Explain: " in text(send(client, f"{CYCLE}warnings/"))
    send(client, f"{CYCLE}warnings/", **dict.fromkeys(fields, "By spring"))
    assert set(Assessment.objects.get().reasons.values()) == {"By spring"}


def test_commentary_has_a_limit_of_words_and_a_clash_is_shown(
    client_of: ClientOf, lead: User, draft: Assessment
) -> None:
    client, path = client_of(lead), f"{CYCLE}commentary/Q1/"
    assert "must be 150 words or fewer. It has 151" in text(send(client, path, text="word " * 151))
    form = shown(client, path)
    cycle_services.save_commentary(by=lead, organisation=draft.organisation, question="Q1", version=0, text="Theirs")
    clash = client.post(path, form | {"text": "Mine"})
    assert clash.status_code == 409
    assert "Theirs" in text(clash)


def test_a_submitted_assessment_is_read_only_until_it_is_withdrawn(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    client = client_of(lead)
    form = shown(client, f"{HOME}answers/Q1.7/")
    submit(draft, lead, sponsor)
    assert "Nothing was changed" in text(client.post(f"{HOME}answers/Q1.7/", form, follow=True))
    assert "waits for the sponsor" in text(client.get(f"{HOME}answers/"))
    assert "You cannot" in text(client.get(f"{HOME}answers/all/"))
    assert "Withdrawn" in text(client.post(f"{CYCLE}withdraw/", follow=True))
    assert Assessment.objects.get().state == "draft"


# What was signed off -------------------------------------------------------------------------------------------------


@pytest.fixture
def signed(draft: Assessment, lead: User, sponsor: User) -> SignOff:
    return sign_off(draft, lead, sponsor)


def test_a_signed_off_report_is_read_by_a_board_without_posts_and_without_the_engine(
    client_of: ClientOf, board_member: User, signed: SignOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.question_results.explain_batch", None)
    client = client_of(board_member)
    page = client.get(f"{HOME}reports/1/")
    said = text(page)
    assert "By the Chief executive" in said
    assert signed.sha256 in said
    assert "Interface developer" not in said
    assert "D1" not in said
    assert "Spencer" not in said
    assert client.get(f"{HOME}reports/1/posts/").status_code == 403
    assert client.get(f"{HOME}reports/1/paper.pdf").content.startswith(b"%PDF")
    assert "Read the current report" in text(client.get(HOME))


def test_the_page_stays_when_the_roster_changes_and_when_the_posts_are_removed(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    before = text(client.get(f"{HOME}reports/1/"))
    Post.objects.update(status="vacant", started_on=None)
    signed_pages.forget()
    assert text(client.get(f"{HOME}reports/1/")) == before
    assert "Interface developer" in text(client.get(f"{HOME}reports/1/posts/"))
    retention.remove_posts(by=lead, assessment=signed.snapshot.assessment, reason="request")
    assert "somebody asked for it" in text(client.get(f"{HOME}reports/1/posts/"))
    assert signed.sha256 in text(client.get(f"{HOME}reports/1/"))


def test_times_are_london_times_with_their_zone(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    assert re.search(r"\d\d:\d\d (GMT|BST)", text(client_of(lead).get(CYCLE)))


def test_what_changed_since_sign_off_is_said_in_words(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    client = client_of(lead)
    assert "Nothing differs" in text(client.get(f"{HOME}reports/changes/"))
    make_post(signed.organisation, post_ref="D9", title="User researcher", role="user_researcher")
    Post.objects.filter(post_ref="D1").update(title="Delivery manager")
    said = text(client.get(f"{HOME}reports/changes/"))
    assert "D9 User researcher joined the roster, so user-centred design is now covered" in said
    assert "D1 was “Interface developer” and is “Delivery manager”" in said


def test_two_reports_are_compared_in_words_and_a_board_reads_functions_only(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, signed: SignOff
) -> None:
    organisation = signed.organisation
    make_post(organisation, post_ref="D9", title="User researcher", role="user_researcher")
    again = cycle_services.reopen(
        by=lead, organisation=organisation, assessment=services.draft_for(organisation), because="A post was missing"
    )
    sign_off(again, lead, sponsor)
    said = text(client_of(sponsor).get(f"{HOME}reports/compare/"))
    assert "D9 User researcher joined the roster, so user-centred design is now covered" in said
    board = text(client_of(board_member).get(f"{HOME}reports/compare/?first=2&second=1"))
    assert "User researcher" not in board
    assert "One post in user-centred design joined, so user-centred design is now covered" in board
    listed = text(client_of(board_member).get(CYCLE))
    assert "A post was missing" in listed
    assert "Superseded" in listed


def test_the_next_one_starts_from_the_last_and_is_confirmed(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    client = client_of(lead)
    day = {"as_at_day": "31", "as_at_month": "3", "as_at_year": "2027"}
    assert "Started" in text(send(client, f"{CYCLE}start/", **day))
    assert "come from the assessment before" in text(client.get(f"{HOME}answers/"))
    answers = Assessment.objects.latest("pk").answers.all()
    still = [f"{answer.criterion}:{answer.version}" for answer in answers]
    client.post(f"{CYCLE}carried/", {"still": still})
    assert not answers.filter(is_carried=True).exists()
    assert "You cannot start" in text(client.get(f"{CYCLE}start/"))


def test_without_a_sponsor_nobody_could_sign_it_off(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    assert "has no other executive sponsor" in text(client_of(lead).get(f"{CYCLE}submit/"))
    other = make_member(draft.organisation, Role.SPONSOR, name="Otto Other")
    assert "Otto Other" in text(client_of(lead).get(f"{CYCLE}submit/"))
    assert other.is_active


def test_a_submission_to_a_sponsor_who_has_left_is_said_to_wait_for_nobody(
    client_of: ClientOf, lead: User, sponsor: User, contributor: User, draft: Assessment
) -> None:
    submit(draft, lead, sponsor)
    assert "It is the executive sponsor's turn" in text(client_of(lead).get(CYCLE))
    draft.organisation.memberships.filter(user=sponsor).update(role=Role.BOARD)
    gone = "cannot sign it off any more"
    assert f"{gone}. Withdraw it and submit it to another." in text(client_of(lead).get(CYCLE))
    assert f"{gone}. The digital lead can" in text(client_of(contributor).get(CYCLE))
    assert "Withdrawn" in text(client_of(lead).post(f"{CYCLE}withdraw/", follow=True))


def test_a_closed_organisation_keeps_its_reports_under_its_code_for_its_successor(
    client_of: ClientOf, lead: User, stranger: User, other_organisation: Organisation, signed: SignOff
) -> None:
    closing, report = signed.organisation, f"{HOME}reports/1/"
    closing.successors.add(other_organisation)
    client = client_of(stranger)
    assert client.get(report).status_code == 404
    Organisation.objects.filter(pk=closing.pk).update(closed_on=date(2026, 3, 31))
    assert report in client.get("/organisations/ZZB/assessments/").content.decode()
    assert signed.sha256 in text(client.get(report))
    for path in ("posts/", f"{report}posts/", "answers/"):
        assert client.get(path if path.startswith("/") else f"{HOME}{path}").status_code == 403
    assert client_of(lead).get(report).status_code == 200


def test_before_anything_is_signed_off_the_list_says_so(
    client_of: ClientOf, lead: User, board_member: User, organisation: Organisation
) -> None:
    make_draft(organisation)
    assert "Nothing has been signed off yet" in text(client_of(board_member).get(CYCLE))
    assert "Nothing has been signed off yet" in text(client_of(lead).get(f"{HOME}reports/changes/"))
