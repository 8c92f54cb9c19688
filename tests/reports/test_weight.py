"""What a first visit carries over the network: the page and all that it loads at once, compressed as they travel."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import Organisation, User
from tests.bench.pages import FIRST_VISITS, Parts, add_answers, add_posts
from tests.factories import make_draft, make_post, make_ready, make_team, sign_off


def weight(html: str) -> int:
    """Bytes of a page and of the files that it loads."""
    names = {address.removeprefix(settings.STATIC_URL) for address in Parts(html).loads}
    assert len(names) >= 4, "a page has styles, scripts and an icon"
    files = [Path(finders.find(name) or name).read_bytes() for name in names]
    return len(gzip.compress(html.encode())) + sum(len(brotli.compress(content)) for content in files)


@pytest.mark.parametrize(("path", "limit"), [(path, limit) for _, path, limit in FIRST_VISITS])
def test_a_first_visit_is_light(
    client_of: Callable[[User], Client], lead: User, sponsor: User, organisation: Organisation, path: str, limit: int
) -> None:
    add_posts(organisation, [make_team(organisation, f"Team {number}") for number in range(12)])
    draft = make_draft(organisation)
    add_answers(draft)
    if "{signed}" in path:
        make_ready(draft)
        sign_off(draft, lead, sponsor)
    ods = organisation.ods_code
    html = client_of(lead).get(path.format(ods=ods, signed=ods)).content.decode()
    assert weight(html) <= limit * 1024


def test_an_interactive_chart_costs_little_and_only_when_it_is_asked_for(
    client_of: Callable[[User], Client], lead: User, organisation: Organisation
) -> None:
    make_post(organisation)
    html = client_of(lead).get(f"/organisations/{organisation.ods_code}/report/").content.decode()
    plotly = "vendor/plotly-basic/plotly-basic.min.js"
    assert plotly in html
    assert not [address for address in Parts(html).loads if "plotly" in address]
    assert len(brotli.compress(Path(finders.find(plotly) or "").read_bytes())) <= 340 * 1024
