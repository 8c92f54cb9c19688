"""The reports that the API reads, found as the pages find them."""

from __future__ import annotations

from dataclasses import replace

from accounts.permissions import Access
from assessment.live import Live
from assessment.models import SignOff
from reports.api.rows import Card
from reports.audience import in_public
from reports.composing import reader_of
from reports.frozen import live_of
from reports.live_pages import published_report


def signed_off(access: Access, report: SignOff) -> Card:
    """A signed-off report as it was signed off."""
    return _card(access, live_of(report.snapshot), report.number, report.sha256)


def as_it_stands(access: Access) -> Card:
    """The report of the roster as it is now."""
    return _card(access, published_report(access.organisation), None, "")


def _card(access: Access, live: Live, number: int | None, sha256: str) -> Card:
    """A report as this person may read it."""
    organisation, reader = access.organisation, reader_of(access)
    if not reader.is_private:
        live = replace(live, scorecard=in_public(live.scorecard, live.rubric))
    return Card(organisation.ods_code, organisation.name, number, sha256, live, reader)
