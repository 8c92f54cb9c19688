"""The anonymous survey of clinicians: what is said of it, and that nothing leaks from pages, files, rows or times."""

from __future__ import annotations

import itertools
import logging
import re
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.logging import JsonLines
from accounts.models import AuditEvent, HeldForm
from teams import services
from teams.models import PulseResponse, PulseWave
from teams.pulse import CHOICES, FEWEST, QUESTIONS, Published, beside_recorded, filtered, published
from tests.factories import AS_AT, make_post
from tests.forms import values_of

URL = "/organisations/ZZA/pulse/"
FILE = "/organisations/ZZA/survey.csv"


def said(job_plan="none", hours="to_2", from_start="yes"):
    return {"job_plan": job_plan, "hours": hours, "from_start": from_start}


# Rules without a database --------------------------------------------------------------------------------------------


def step(number, *answers):
    return [(number, answer) for answer in answers]


def test_four_answers_show_nothing_and_five_show_the_sum():
    assert published(step(1, *[said()] * 4)) is None
    shown = published(step(1, *[said()] * 5))
    assert shown is not None
    assert (shown.answers, shown.counts["job_plan"]["none"]) == (5, 5)


def test_answers_that_wait_are_in_no_figure():
    five = step(1, *[said()] * 5)
    assert published(five + step(0, *[said("all")] * 4)) == published(five)


def test_a_filter_shows_a_group_only_beside_a_rest_of_five():
    answers = step(1, *[said("all", "none")] * 5, *[said("none", "none")] * 5)
    assert filtered(answers, "job_plan", "all", is_closed=True) == Published(
        5,
        {
            "hours": {code: 5 * (code == "none") for code, _ in CHOICES["hours"]},
            "from_start": {code: 5 * (code == "yes") for code, _ in CHOICES["from_start"]},
        },
    )
    assert filtered(answers, "job_plan", "all", is_closed=False) is None
    assert filtered(answers[1:], "job_plan", "all", is_closed=True) is None
    assert filtered(answers[:-1], "job_plan", "all", is_closed=True) is None, "the rest of four is all less the group"


def test_a_filter_leaves_out_a_question_with_which_one_could_be_singled_out():
    alone = said("all", "above_8")
    answers = step(1, alone, *[said("all", "none")] * 9, *[said("none", "none")] * 9)
    shown = filtered(answers, "job_plan", "all", is_closed=True)
    assert shown is not None
    assert shown.counts.keys() == {"from_start"}
    # Also where the one stands in the rest, or would be what two other groups leave over
    assert filtered(answers, "job_plan", "none", is_closed=True).counts.keys() == {"from_start"}


def test_no_two_looks_differ_by_fewer_than_five():
    """Every look that a closed survey gives, and all differences of two: each number is nought or at least five."""
    kinds = [
        said(plan, hours, start) for plan in ("all", "none") for hours in ("none", "to_4") for start in ("yes", "later")
    ]
    for sizes in itertools.product((1, 4, 5, 7), repeat=3):
        groups = [kinds[0], kinds[3], kinds[6]]
        answers = step(1, *[kind for kind, size in zip(groups, sizes, strict=True) for _ in range(size)])
        whole = published(answers)
        if whole is None:
            continue
        for question in QUESTIONS:
            looks = {code: filtered(answers, question, code, is_closed=True) for code, _ in CHOICES[question]}
            shown = [look for look in looks.values() if look]
            for name in QUESTIONS:
                for code, _ in CHOICES[name]:
                    parts = [look.counts[name][code] for look in shown if name in look.counts]
                    if parts:
                        left = whole.counts[name][code] - sum(parts)
                        assert all(number == 0 or number >= FEWEST for number in (*parts, left))


@pytest.mark.parametrize(
    ("plans", "share"),
    [
        (["all"] * 5, Fraction(1)),
        (["all", "some", "some", "none", "none"], Fraction(2, 5)),
        (["none"] * 5 + ["unknown"] * 5, Fraction(0)),
        (["none"] * 4 + ["unknown"] * 5, None),
    ],
)
def test_the_share_in_the_job_plan_is_that_of_those_who_know(plans, share):
    assert published(step(1, *(said(plan) for plan in plans))).in_job_plan == share


def test_what_is_said_stands_beside_what_is_recorded():
    pulse = published(step(1, *[said("some")] * 5))
    beside = beside_recorded(pulse, funded=71, wte=100)
    assert (beside.points, beside.is_apart) == (-21, True)
    assert not beside_recorded(pulse, funded=70, wte=100).is_apart
    assert beside_recorded(None, funded=1, wte=1) is None
    assert beside_recorded(pulse, funded=0, wte=0) is None


# From the link to the page -------------------------------------------------------------------------------------------


@pytest.fixture
def wave(organisation):
    cache.clear()
    return organisation.pulse_waves.create(number=1, opened_on=AS_AT)


def respond(wave, **answers):
    """Somebody opens the link and answers, without an account."""
    client, url = Client(), f"/pulse/{wave.token}/"
    response = client.post(url, {**values_of(client.get(url).content.decode()), **said(**answers)})
    assert (response.status_code, response.headers["Location"]) == (302, "/pulse/thanks/")
    return client


def main(response):
    """What a page says, without the tokens that differ each time."""
    return re.sub(
        r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"',
        "",
        response.content.decode().split("<main")[1].split("</main")[0],
    )


def looks(client):
    """Everything that a lead can see of the survey."""
    queries = ["", "?survey=1", *(f"?only={q}:{code}" for q in QUESTIONS for code, _ in CHOICES[q])]
    pages = [main(client.get(URL + query)) for query in queries]
    return [*pages, client.get(FILE).content]


def test_from_nought_to_four_answers_nothing_changes_that_anybody_can_see(client_of, lead, organisation, wave):
    client = client_of(lead)
    before = looks(client)
    for _ in range(4):
        respond(wave)
        assert looks(client) == before
    assert "Fewer than five answers have come so far" in before[0]


def test_the_fifth_answer_shows_all_five_and_the_next_four_nothing(client_of, lead, organisation, wave):
    client = client_of(lead)
    for _ in range(5):
        respond(wave, job_plan="none")
    five = looks(client)
    assert "5 answers" in five[0]
    assert "None of it,5" in five[-1].decode("utf-8-sig")
    for _ in range(4):
        respond(wave, job_plan="all")
        assert looks(client) == five
    respond(wave, job_plan="all")
    assert "10 answers" in looks(client)[0]


def test_filters_work_when_the_survey_is_closed_and_single_nobody_out(client_of, lead, organisation, wave):
    client = client_of(lead)
    for number in range(10):
        respond(wave, job_plan="none" if number else "all", from_start="yes" if number < 5 else "later")
    assert 'name="only"' not in client.get(URL).content.decode()
    services.close_wave(by=lead, wave=wave, version=1)
    one = client.get(f"{URL}?survey=1&only=job_plan:all").content.decode()
    assert "too few answers to show this part" in one
    part = client.get(f"{URL}?survey=1&only=from_start:later").content.decode()
    assert "A question is left out" in part
    table = part.split('class="app-filters"')[1]
    assert QUESTIONS["job_plan"] not in table.split("<caption", 1)[1]


def test_closing_deletes_what_was_too_little_to_show(client_of, lead, organisation, wave):
    for _ in range(8):
        respond(wave)
    services.close_wave(by=lead, wave=wave, version=1)
    assert PulseResponse.objects.count() == 5
    closed = Client().get(f"/pulse/{wave.token}/")
    assert closed.status_code == 404
    assert "This survey is not open" in closed.content.decode()


def test_nothing_of_a_respondent_is_kept(client_of, lead, organisation, wave):
    fields = {field.name for field in PulseResponse._meta.get_fields()}
    assert fields == {"id", "wave", "step", *QUESTIONS}
    with CaptureQueriesContext(connection) as captured:
        client = respond(wave)
    written = [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]
    assert not any(word in sql for sql in written for word in ("127.0.0.1", "session", "audit"))
    assert client.cookies.keys() == {"csrftoken"}
    assert not AuditEvent.objects.exists()
    assert not HeldForm.objects.exists()
    organisation.refresh_from_db()
    assert organisation.roster_version == 0


def test_an_answer_of_somebody_signed_in_is_tied_to_nobody(client_of, lead, organisation, wave):
    client, url = client_of(lead), f"/pulse/{wave.token}/"
    page = client.get(url).content.decode()
    form = page.split("<main")[1].split("</main")[0]
    assert "form_token" not in form, "a form with that token is kept for its person when the session ends"
    assert client.post(url, {**values_of(form), **said()}).status_code == 302
    assert not AuditEvent.objects.exists()


class Lines(logging.Handler):
    """The lines of the log as they are written."""

    def __init__(self):
        super().__init__()
        self.found = []

    def emit(self, record):
        self.found.append(JsonLines().format(record))


def test_the_log_does_not_say_who_was_there(client_of, lead, organisation, wave):
    client, url, lines = client_of(lead), f"/pulse/{wave.token}/", Lines()
    logger = logging.getLogger("accounts.middleware")
    logger.addHandler(lines)
    try:
        client.post(url, {**values_of(client.get(url).content.decode()), **said()})
        client.get(URL)
    finally:
        logger.removeHandler(lines)
    *answering, reading = lines.found
    assert f'"user": {lead.pk}' in reading
    assert len(answering) == 2
    assert all('"user": null' in line and wave.token not in line for line in answering)


def stored_order():
    with connection.cursor() as cursor:
        cursor.execute("SELECT hours FROM teams_pulseresponse")
        return [hours for (hours,) in cursor.fetchall()]


def test_the_order_of_the_rows_tells_nothing(organisation, wave, monkeypatch):
    """Each answer writes those that wait anew in the order of a shuffle, so that none lies where its time would be."""
    monkeypatch.setattr("random.SystemRandom.shuffle", lambda self, rows: rows.sort(key=lambda row: row["hours"]))
    for hours in ("to_8", "none", "to_4", "to_2"):
        respond(wave, hours=hours)
    assert stored_order() == ["none", "to_2", "to_4", "to_8"]
    ids = list(PulseResponse.objects.values_list("id", flat=True))
    assert all(key.version == 4 for key in ids), "random keys"


def test_a_page_that_is_sent_twice_counts_once(organisation, wave):
    client, url = Client(), f"/pulse/{wave.token}/"
    typed = {**values_of(client.get(url).content.decode()), **said()}
    assert [client.post(url, typed).status_code for _ in range(2)] == [302, 302]
    assert PulseResponse.objects.count() == 1


def test_an_answer_that_is_missing_is_asked_for(organisation, wave):
    page = Client().post(f"/pulse/{wave.token}/", {"job_plan": "all", "hours": "lots"}).content.decode()
    assert "Answer the question “Were you involved from the start?”" in page
    assert not PulseResponse.objects.exists()


def test_many_answers_from_one_address_are_held_up(organisation, wave, monkeypatch):
    monkeypatch.setattr("accounts.limits.LIMITS", {"pulse": type("L", (), {"tries": 2, "seconds": 300})})
    url = f"/pulse/{wave.token}/"
    assert [Client().post(url, said()).status_code for _ in range(3)] == [302, 302, 429]


def test_a_lead_opens_renews_prints_and_closes(client_of, lead, sponsor, organisation):
    client = client_of(lead)
    assert "Open the survey" in client.get(URL).content.decode()
    client.post(f"{URL}open/")
    first = PulseWave.objects.get()
    assert first.token in client.get(URL).content.decode()
    assert first.token not in client_of(sponsor).get(URL).content.decode()
    assert "data:image/svg+xml;base64," in client.get(f"{URL}print/").content.decode()
    assert "open already" in client.post(f"{URL}open/", follow=True).content.decode()

    client.post(f"{URL}renew/", {"version": 1})
    assert Client().get(f"/pulse/{first.token}/").status_code == 404
    assert client.post(f"{URL}close/", {"version": 1}).status_code == 409
    assert client.post(f"{URL}close/", {"version": 2}).status_code == 302
    assert "closed already" in client.post(f"{URL}close/", {"version": 3}, follow=True).content.decode()
    assert client.get(f"{URL}print/").status_code == 404
    client.post(f"{URL}open/")
    assert PulseWave.objects.get(number=2).closed_on is None
    verbs = [event.verb for event in AuditEvent.objects.order_by("id")]
    assert verbs == ["opened", "renewed the link of", "closed", "opened"]


def test_the_page_sets_what_is_said_beside_what_is_recorded(client_of, lead, organisation, wave):
    make_post(organisation, role="ccio", wte=1, funded_wte=1)
    make_post(organisation, role="clinical_champion", wte=1, funded_wte=None)
    for _ in range(5):
        respond(wave, job_plan="some")
    html = client_of(lead).get(URL).content.decode()
    assert "The two are 50 points apart." in html
    assert "less of their time" in " ".join(html.split())


def test_only_one_module_reads_the_answers():
    root = Path(__file__).parents[2]
    readers = {
        str(path.relative_to(root))
        for app in ("accounts", "teams", "assessment", "reports", "config")
        for path in (root / app).rglob("*.py")
        if "PulseResponse" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    }
    assert readers == {
        "accounts/personal_data.py",
        "teams/models/__init__.py",
        "teams/models/pulse.py",
        "teams/pulse_read.py",
        "teams/services/pulse.py",
    }
