"""The reports that the API reads, found as the pages find them."""

from __future__ import annotations

from accounts.permissions import Access
from assessment.models import SignOff
from reports.api.rows import Card
from reports.frozen import live_of
from reports.live_pages import published_report


def signed_off(access: Access, report: SignOff) -> Card:
    """A signed-off report as it was signed off."""
    organisation = access.organisation
    return Card(organisation.ods_code, organisation.name, report.number, report.sha256, live_of(report.snapshot))


def as_it_stands(access: Access) -> Card:
    """The report of the roster as it is now."""
    organisation = access.organisation
    return Card(organisation.ods_code, organisation.name, None, "", published_report(organisation))
