"""The activity log."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import audit
from accounts.models import AuditEvent, Organisation, User
from tests.factories import make_post


def test_changes_hold_old_and_new_value_of_what_differs_only() -> None:
    assert audit.changed({"wte": "1", "title": "A"}, {"wte": "0.6", "title": "A"}) == {"wte": ["1", "0.6"]}


def test_values_are_plain_enough_for_json(organisation: Organisation) -> None:
    post = make_post(organisation, wte=Decimal("0.60000"))
    assert audit.values(post, ("wte", "started_on", "organisation")) == {
        "wte": "0.6",
        "started_on": "2024-04-01",
        "organisation": organisation.pk,
    }


def test_an_event_is_never_changed_or_deleted(organisation: Organisation, lead: User) -> None:
    event = audit.record(by=lead, organisation=organisation, verb="added", target="post D1")
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_the_log_of_an_organisation_is_its_own_and_latest_first(
    organisation: Organisation, other_organisation: Organisation, lead: User
) -> None:
    for target in ("post D1", "post D2"):
        audit.record(by=lead, organisation=organisation, verb="added", target=target)
    audit.record(by=lead, organisation=other_organisation, verb="added", target="post X")
    assert [event.target for event in AuditEvent.objects.of(organisation)] == ["post D2", "post D1"]
