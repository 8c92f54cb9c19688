"""Drafted decisions on their way from the report, which works them out, to the page on which a lead keeps them.

They travel signed in the address, so that the page has not to work out the whole report again, and nobody can send a
lead a link with words of their own in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core import signing

SALT = "reports.drafted decisions"


def with_drafts(url: str, drafts: Sequence[str]) -> str:
    """The address of the page with the drafts in it."""
    return f"{url}?{urlencode({'drafts': signing.dumps(list(drafts), salt=SALT, compress=True)})}"


def drafts_in(signed: str) -> list[str]:
    """The drafts in an address; none where there are none that this site signed."""
    try:
        found: list[str] = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return []
    return found
