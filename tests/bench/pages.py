"""What a page costs: `python -m tests.bench.pages`, on SQLite and on PostgreSQL in one run.

Each figure is CPU time of the site's process for one request (the database server's own is not in it), the best of
several runs, for an organisation of 500 posts with ten rated skills each. It is printed as a ratio to the least that
such a page costs on the same stack (`floor.py`), measured turn by turn with it.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests import components

ODS = "ZZA"
SIGNED = "ZZB"
"""An organisation of as many posts, with a signed-off report."""
POSTS = 500
RUNS = 9
REQUESTS = 20
DEEPER = 12
"""Frames by which each run stands deeper than the one before: together about one chunk of 16 KB."""
PAGES = (
    # What, its address, what it is measured against, at most
    ("Overview", "/organisations/{ods}/", "/floor/{ods}/", 2.0),
    ("Board report", "/organisations/{ods}/report/", "/floor/{ods}/", 2.0),
    ("Signed-off report", "/organisations/{signed}/reports/1/", "/floor/{ods}/", 2.0),
    ("List of 500 posts", "/organisations/{ods}/posts/", "/floor/{ods}/", 3.0),
    ("Grid of 500 posts", "/organisations/{ods}/posts/grid/?rows=all", "/floor/{ods}/", 12.0),
    ("Skills of 60 posts", "/organisations/{ods}/skills/", "/floor/{ods}/", 12.0),
    ("Form of a post", "/organisations/{ods}/posts/{post}/edit/", "/floor/{ods}/form/{post}/", 1.3),
)
LEVEL = ("Saving a cell of skills", "/organisations/{ods}/skills/", "/floor/{ods}/save/{post}/", 3.0)
SAVE = ("Saving a post", "/organisations/{ods}/posts/{post}/edit/", "/floor/{ods}/save/{post}/", 3.0)
CELL = ("Saving a cell of the grid", "/organisations/{ods}/posts/grid/?rows=all", "/floor/{ods}/save/{post}/", 3.0)
CHANGED = ("Board report, after a change", "/organisations/{ods}/report/", "/floor/{ods}/")
"""Not limited, but worth knowing: the first view after the roster has changed works everything out again."""
ALONE = (
    ("Grid of 500 posts, the page", "/organisations/{ods}/posts/grid/?rows=all", 60),
    ("Skills of 60 posts, the page", "/organisations/{ods}/skills/", 60),
)
"""Weighed without what a browser has of it already."""

FIRST_VISITS = (
    ("First visit", "/", 80),
    ("First visit, board report", "/organisations/{ods}/report/", 120),
    ("First visit, signed-off", "/organisations/{signed}/reports/1/", 120),
)


def main() -> None:
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        databases = {"SQLite": f"sqlite:///{data}/db.sqlite3"}
        if components.postgresql():
            databases["PostgreSQL"] = stack.enter_context(components.cluster())
        else:
            print("PostgreSQL is not on this machine and is left out.")
        for name, url in databases.items():
            environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": data}
            command = [sys.executable, "-m", __spec__.name, "measure"]
            figures = subprocess.run(command, env=environment, capture_output=True, text=True)
            if figures.returncode != 0:
                sys.exit(figures.stderr)  # which otherwise holds the log of every request
            show(name, json.loads(figures.stdout))


def show(name: str, figures: dict[str, list[dict[str, Any]]]) -> None:
    print(f"\n{name:29}{'ms':>8}{'beside':>8}{'ratio':>8}{'limit':>8}{'queries':>9}")
    for row in figures["times"]:
        over = "  over" if row["limit"] and row["ratio"] > row["limit"] else ""
        times = f"{row['ms']:8.2f}{row['beside']:8.2f}{row['ratio']:8.2f}{row['limit'] or '-':>8}"
        print(f"{row['what']:29}{times}{row['queries']:9}{over}")
    for row in figures["weights"]:
        over = "  over" if row["kib"] > row["limit"] else ""
        print(f"{row['what']:29}{row['kib']:8.1f} KiB of {row['limit']}: {row['parts']}{over}")


# In the process that is measured -------------------------------------------------------------------------------------


class Site:
    """The WSGI application with a signed-in lead in front of it."""

    def __init__(self, application: Callable[..., Any], cookies: dict[str, str]) -> None:
        self.application = application
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.token = cookies["csrftoken"]

    def ask(
        self, path: str, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, as a browser that takes brotli gets them."""
        sent = urlencode(data or {}).encode()
        answer: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_COOKIE": self.cookie,
            "HTTP_X_CSRFTOKEN": self.token,
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": sys.stderr,
            **(headers or {}),
        }
        body = self.application(environ, lambda status, headers: answer.update(status=status, headers=headers))
        content = b"".join(body)
        body.close()
        return int(answer["status"][:3]), dict(answer["headers"]), content

    def html(self, path: str) -> str:
        """The page of an address."""
        _, headers, content = self.ask(path)
        return (gzip.decompress(content) if headers.get("Content-Encoding") == "gzip" else content).decode()


class Parts(HTMLParser):
    """What a page is made of: the addresses that it loads at once, and the values of its form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.values: dict[str, str] = {}
        self._select = self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given["rel"] in {"stylesheet", "icon", "modulepreload"}:
            self.loads.append(given["href"])
        elif tag in {"script", "img"} and given.get("src"):
            self.loads.append(given["src"])
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values[given.get("name", "")] = given.get("value", "")
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given.get("value", "")
        elif tag in {"select", "textarea"}:
            self._select = self._textarea = given["name"]
            self.values.setdefault(given["name"], "")

    def handle_data(self, data: str) -> None:
        if self._textarea and self.get_starttag_text().startswith("<textarea"):
            self.values[self._textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._textarea = ""


def measure() -> None:
    """Build the organisation, ask for each page, and print the figures as JSON."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    settings.ROOT_URLCONF = "tests.bench.floor"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    site, post = built()
    keys = {"ods": ODS, "signed": SIGNED, "post": post}
    times = [timed(site, what, path.format(**keys), floor.format(**keys), most) for what, path, floor, most in PAGES]
    times.append(changed(site, *(text.format(**keys) for text in CHANGED)))
    times.append(saved(site, SAVE[0], SAVE[1].format(**keys), SAVE[2].format(**keys), SAVE[3]))
    times.append(cell_saved(site, CELL[0], CELL[1].format(**keys), CELL[2].format(**keys), CELL[3], post))
    times.append(level_saved(site, LEVEL[0], *(text.format(**keys) for text in LEVEL[1:3]), LEVEL[3], post))
    weights = [weighed(site, what, path.format(**keys), most) for what, path, most in FIRST_VISITS]
    weights += [alone(site, what, path.format(**keys), most) for what, path, most in ALONE]
    print(json.dumps({"times": times, "weights": weights}))


def built() -> tuple[Site, int]:
    """The site with two organisations of 500 posts, one with a signed-off report, and a post (key) of the other."""
    from django.core.wsgi import get_wsgi_application
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from accounts.models import Role
    from tests.factories import make_draft, make_member, make_organisation, make_ready, make_team, sign_off

    organisation, signed = make_organisation(ODS), make_organisation(SIGNED, "Signed Trust")
    lead, sponsor = make_member(organisation, Role.LEAD), make_member(signed, Role.SPONSOR)
    signed.memberships.create(user=lead, role=Role.LEAD)
    posts, drafts = [], {}
    for each in (signed, organisation):
        posts = add_posts(each, [make_team(each, f"Team {number}") for number in range(12)])
        drafts[each] = make_draft(each)
        add_answers(drafts[each])
    make_ready(drafts[signed])
    sign_off(drafts[signed], lead, sponsor)
    client = Client()
    client.force_login(lead)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": _get_new_csrf_string()}
    return Site(get_wsgi_application(), cookies), posts[0].pk


def add_posts(organisation: Any, teams: list[Any]) -> list[Any]:
    """500 posts of every role and employment, and their ratings."""
    from teams import catalogue
    from teams.models import OrganisationFacts, Post, SkillRating

    roles, employments = list(catalogue.roles().values()), list(catalogue.terms("employment"))
    posts = Post.objects.bulk_create(
        Post(
            organisation=organisation,
            team=teams[number % len(teams)],
            post_ref=f"D{number:04}",
            title=f"{(role := roles[number % len(roles)]).name} {number}",
            role=role.code,
            employment=employments[number % 17 % len(employments)],
            status="vacant" if number % 9 == 0 else "filled",
            wte=Decimal(1),
            started_on=None if number % 9 == 0 else date(2020 + number % 6, 1 + number % 12, 1),
        )
        for number in range(POSTS)
    )
    SkillRating.objects.bulk_create(
        SkillRating(post=post, skill=skill, level=(post.pk + place) % 5, source="lead")
        for post in posts
        if post.status == "filled"
        for place, skill in enumerate(catalogue.skills())
    )
    OrganisationFacts.objects.create(
        organisation=organisation, as_at=date(2026, 9, 30), workforce_wte=6000, external_staff="recorded"
    )
    return [post for post in posts if post.status == "filled"]


def add_answers(draft: Any) -> None:
    """Every answered criterion, answered."""
    from assessment.models import Answer

    answered = [c["id"] for c in draft.rubric_version.definition["criteria"] if "answers" in c]
    Answer.objects.bulk_create(
        Answer(assessment=draft, criterion=criterion, level=place % 5, evidence="As the minutes of the board say.")
        for place, criterion in enumerate(answered)
    )


def best_of_each(*calls: Callable[[], None]) -> list[float]:
    """Milliseconds of CPU of each call: the best of several runs, taken in turns so that a busy moment is shared.

    Each run is at another depth of the stack. Python 3.11 gives a chunk of its stack back as soon as it is empty, so
    that code which happens to run across the border of two chunks takes up to twice as long.
    """
    best = [float("inf")] * len(calls)
    for run in range(RUNS):
        for place, call in enumerate(calls):
            gc.collect()  # or the sweep of what other calls left behind always falls on the same one of them
            best[place] = min(best[place], at_depth(run * DEEPER, lambda call=call: one_run(call)))
    return best


def at_depth(frames: int, call: Callable[[], float]) -> float:
    return call() if frames == 0 else at_depth(frames - 1, call)


def one_run(call: Callable[[], None]) -> float:
    started = time.process_time()
    for _ in range(REQUESTS):
        call()
    return (time.process_time() - started) / REQUESTS * 1000


def timed(site: Site, what: str, path: str, floor: str, limit: float) -> dict[str, Any]:
    for address in (path, floor):
        expect(200, site.ask(address))
    page, beside = best_of_each(lambda: site.ask(path), lambda: site.ask(floor))
    return row(what, page, beside, limit, queries(lambda: site.ask(path)))


def changed(site: Site, what: str, path: str, floor: str) -> dict[str, Any]:
    """A page that is worked out anew each time, as the roster's version goes up before it."""
    from accounts.models import Organisation
    from teams.services import raise_roster_version

    organisation = Organisation.objects.get(ods_code=ODS)

    def ask() -> None:
        raise_roster_version(organisation, of_partners=False)
        expect(200, site.ask(path))

    page, beside = best_of_each(ask, lambda: site.ask(floor))
    return row(what, page, beside, None, queries(ask) - 1)


def saved(site: Site, what: str, path: str, floor: str, limit: float) -> dict[str, Any]:
    """A save that changes the title each time, from the form as it is shown."""
    values = Parts(site.html(path)).values
    titles = iter(f"Software developer {number}" for number in range(1, 10**9))

    def save() -> None:
        expect(302, site.ask(path, {**values, "title": next(titles)}))
        values["version"] = str(int(values["version"]) + 1)

    page, beside = best_of_each(save, lambda: expect(302, site.ask(floor, {**values, "title": next(titles)})))
    return row(what, page, beside, limit, queries(save))


def cell_saved(site: Site, what: str, path: str, floor: str, limit: float, post: int) -> dict[str, Any]:
    """A row of the grid as its script sends it, with another title each time."""
    from teams.models import Post

    ref, version = Post.objects.values_list("post_ref", "version").get(pk=post)
    values = Parts(site.html(f"{path.partition('?')[0]}?search={ref}")).values
    titles = iter(f"Web developer {number}" for number in range(1, 10**9))

    def save() -> None:
        nonlocal version
        values.update(row_title=next(titles), version=str(version), row_version=str(version))
        expect(200, site.ask(path, values, {"HTTP_AUTOSAVE_KEY": str(uuid4())}))
        version += 1

    page, beside = best_of_each(save, lambda: expect(302, site.ask(floor, {"title": next(titles)})))
    return row(what, page, beside, limit, queries(save))


def level_saved(site: Site, what: str, path: str, floor: str, limit: float, post: int) -> dict[str, Any]:
    """A save of one cell by the script: another level each time."""
    values = Parts(site.html(path)).values
    sent = {name: values[name] for name in (f"v{post}", f"w{post}")}
    cell = f"s{post}-user_research"
    levels, titles = cycle("01234"), iter(f"Software developer {number}" for number in range(1, 10**9))

    def save() -> None:
        sent[cell] = next(levels)
        _status, headers, body = site.ask(path, sent, {"HTTP_AUTOSAVE_KEY": str(uuid4())})
        answer = json.loads(gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body)
        assert answer["saved"], answer
        sent[f"v{post}"] = str(answer["version"])
        sent[f"w{post}"] = ",".join([sent[cell], *sent[f"w{post}"].split(",")[1:]])

    page, beside = best_of_each(save, lambda: expect(302, site.ask(floor, {"title": next(titles)})))
    return row(what, page, beside, limit, queries(save))


def row(what: str, page: float, beside: float, limit: float | None, count: int) -> dict[str, Any]:
    return {"what": what, "ms": page, "beside": beside, "ratio": page / beside, "limit": limit, "queries": count}


def expect(status: int, answer: tuple[int, dict[str, str], bytes]) -> None:
    assert answer[0] == status, f"{answer[0]}, not {status}: {answer[2][:3000].decode()}"


def queries(call: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def weighed(site: Site, what: str, path: str, limit: int) -> dict[str, Any]:
    """The bytes of a page and of all that it loads at once, as they travel."""
    status, _, page = site.ask(path)
    assert status == 200, path
    sizes = {"page": len(page)} | {Path(name).name: size for name, size in loaded(site, path)}
    parts = ", ".join(f"{name} {size / 1024:.1f}" for name, size in sizes.items())
    return {"what": what, "kib": sum(sizes.values()) / 1024, "limit": limit, "parts": parts}


def alone(site: Site, what: str, path: str, limit: int) -> dict[str, Any]:
    """The bytes of a page, without what it loads."""
    size = len(site.ask(path)[2]) / 1024
    return {"what": what, "kib": size, "limit": limit, "parts": f"page {size:.1f}"}


def loaded(site: Site, path: str) -> Iterator[tuple[str, int]]:
    for address in dict.fromkeys(Parts(site.html(path)).loads):
        status, headers, content = site.ask(address)
        assert status == 200, address
        assert "Content-Encoding" in headers or len(content) < 1024, f"{address} is not compressed"
        yield address, len(content)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
