"""What a process keeps at hand: the newest version, and what was asked for last."""

from __future__ import annotations

import gc

import pytest
from django.utils.safestring import SafeString

from accounts.models import Organisation, User
from accounts.permissions import Action, organisation_for
from assessment import live
from reports import kept, live_pages
from tests.factories import make_organisation


@pytest.fixture
def two_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", 2)
    monkeypatch.setattr(live, "KEPT", 2)


def fail() -> SafeString:
    raise AssertionError("drawn again")


def test_a_part_is_drawn_once_for_each_version() -> None:
    parts = kept.KeptParts()
    assert parts.get("page", 1, lambda: SafeString("one")) == "one"
    assert parts.get("page", 1, fail) == "one"
    assert parts.get("page", 2, lambda: SafeString("two")) == "two"


def test_the_part_that_was_asked_for_last_stays(two_at_most: None) -> None:
    parts = kept.KeptParts()
    for name in ("often", "once", "often", "new"):
        parts.get(name, 1, lambda: SafeString("drawn"))
    assert parts.get("often", 1, fail) == "drawn"


def test_the_scorecard_that_was_asked_for_last_stays(two_at_most: None, organisation: Organisation) -> None:
    often = live.live_report(organisation)
    live.live_report(make_organisation("ZZC"))
    assert live.live_report(organisation) is often
    live.live_report(make_organisation("ZZD"))
    assert live.live_report(organisation) is often


def test_a_page_at_hand_keeps_no_scorecard(lead: User, organisation: Organisation) -> None:
    access = organisation_for(lead, organisation.ods_code, Action.SEE_LIVE_REPORT)
    live_pages.report(access)
    live.forget()
    gc.collect()
    assert not [kept for kept in gc.get_objects() if type(kept) is live.Live]
