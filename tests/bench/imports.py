"""How long an import of 10,000 rows takes, from upload to saved, beside a plain prototype of the same.

    python -m tests.bench.imports [rows]

Ours is three requests through the whole stack: upload (with the child process), preview, confirm. The prototype reads
the file with calamine or csv, converts each cell plainly and writes with `bulk_create`: no checks, no preview, no log.
Processor time counts both processes. SQLite in a directory of its own, with the durability of the site's settings.
While each import is confirmed, another process saves all the time; its longest wait is printed, and the most memory
that this process and those that read files ever had. An export of the staff record is asked about, so it has two steps
more.
"""

from __future__ import annotations

import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

RUNS = 3
SKILLS = 3


def main(rows: int) -> None:
    """Print the times of both, best of several runs, and their ratio."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.update(DATA_DIR=directory, DJANGO_SETTINGS_MODULE="tests.settings", SECRET_KEY="bench")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        for kind, data in (("CSV", _csv(rows)), ("XLSX", _xlsx(rows))):
            _compare(kind, data, rows)
        _foreign(rows)
        for name, who in (("this process", resource.RUSAGE_SELF), ("a reading process", resource.RUSAGE_CHILDREN)):
            print(f"most memory of {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")


def _foreign(rows: int) -> None:
    """The times of an export of the staff record, with the pages that ask about it."""
    data = _esr(rows)
    print(f"Staff record, CSV, {rows:,} rows, {len(data) / 1e6:.1f} MB")
    for name, wall, cpu in _ours(data):
        print(f"  {name:<12}{wall:7.2f} s{cpu:9.2f} s of processor")


def _compare(kind: str, data: bytes, rows: int) -> None:
    plain = min((_measured(lambda: _prototype(kind, data)) for _ in range(RUNS)), key=lambda pair: pair[1])
    steps = min((_ours(data) for _ in range(RUNS)), key=lambda found: sum(cpu for _, _, cpu in found))
    wall, cpu = sum(step[1] for step in steps), sum(step[2] for step in steps)
    print(f"{kind}, {rows:,} rows with {SKILLS} skills each, {len(data) / 1e6:.1f} MB")
    for name, step_wall, step_cpu in steps:
        print(f"  {name:<12}{step_wall:7.2f} s{step_cpu:9.2f} s of processor")
    print(f"  {'in all':<12}{wall:7.2f} s{cpu:9.2f} s of processor")
    print(f"  {'prototype':<12}{plain[0]:7.2f} s{plain[1]:9.2f} s of processor")
    print(f"  ratio {cpu / plain[1]:.1f} (processor), {wall / plain[0]:.1f} (clock)")


def _measured(do: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _processor()
    do()
    return time.perf_counter() - wall, _processor() - cpu


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _ours(data: bytes) -> list[tuple[str, float, float]]:
    """Name, seconds and seconds of processor of each request."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from accounts.models import Role
    from teams.models import Post
    from tests.factories import make_member
    from tests.forms import shown

    organisation = _organisation()
    client = Client()
    client.force_login(make_member(organisation, Role.LEAD))
    url = f"/organisations/{organisation.ods_code}/import/"
    seen: list[Any] = []
    found = [
        ("upload", *_measured(lambda: seen.append(client.post(url, {"file": SimpleUploadedFile("roster", data)}))))
    ]
    while seen[-1].url.endswith(("/columns/", "/words/")):
        page = seen[-1].url
        answers = shown(client, page)
        found.append((page.split("/")[-2], *_measured(lambda: seen.append(client.post(page, answers)))))  # noqa: B023
    preview = seen[-1].url
    found.append(("preview", *_measured(lambda: client.get(preview))))
    with _others_saving() as waits:
        found.append(("confirm", *_measured(lambda: client.post(preview + "confirm/"))))
    print(f"  longest wait of another save meanwhile: {max(waits):.0f} ms, of {len(waits)} saves")
    if not Post.objects.of(organisation).exists():
        raise SystemExit("The import saved nothing")
    return found


@contextmanager
def _others_saving() -> Iterator[list[float]]:
    """Another process that saves all the time; its waits in milliseconds, once it has ended."""
    waits: list[float] = []
    command = [sys.executable, "-m", "tests.bench.imports", "save"]
    saver = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert saver.stdout
    saver.stdout.readline()
    yield waits
    waits += [float(line) for line in saver.communicate("\n")[0].split()]


def save_until_told() -> None:
    """Save the smallest thing there is, again and again, until a line comes; print how long each save took."""
    import select

    import django

    django.setup()
    from django.db import connection

    print("ready", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_other (at integer)")
        while not select.select([sys.stdin], [], [], 0.002)[0]:
            start = time.perf_counter()
            cursor.execute("INSERT INTO bench_other VALUES (1)")
            print((time.perf_counter() - start) * 1000)


def _prototype(kind: str, data: bytes) -> None:
    from django.db import transaction

    from teams.models import Post, SkillRating, Team

    header, *rows = _plain_rows(kind, data)
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    organisation = _organisation()
    with transaction.atomic():
        names = {row["team"] for row in cells}
        teams = {
            team.name: team for team in Team.objects.bulk_create(Team(organisation=organisation, name=n) for n in names)
        }
        posts = Post.objects.bulk_create(_plain_post(organisation, teams, row) for row in cells)
        SkillRating.objects.bulk_create(
            SkillRating(post=post, skill=pair.split(":")[0], level=int(pair.split(":")[1]), source="lead")
            for post, row in zip(posts, cells, strict=True)
            for pair in row["skills"].split(";")
        )


def _plain_rows(kind: str, data: bytes) -> list[list[Any]]:
    if kind == "CSV":
        return list(csv.reader(io.StringIO(data.decode())))
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _plain_post(organisation: Any, teams: dict[str, Any], row: dict[str, Any]) -> Any:
    from teams.models import Post

    texts = ("post_ref", "title", "role", "employment", "status", "grade", "employer")
    return Post(
        organisation=organisation,
        team=teams[row["team"]],
        wte=Decimal(str(row["wte"])),
        funded_wte=Decimal(str(row["funded_wte"])),
        senior_leader=row["senior_leader"] == "yes",
        started_on=date.fromisoformat(str(row["started_on"])),
        **{name: row[name] for name in texts},
    )


def _organisation() -> Any:
    from accounts.models import Organisation
    from tests.factories import make_organisation

    return make_organisation(f"Z{Organisation.objects.count():04d}")


# The file ------------------------------------------------------------------------------------------------------------


def _rows(count: int) -> Iterator[list[str]]:
    from teams import catalogue

    pick = random.Random(1)  # the same file every time
    roles, skills = list(catalogue.roles()), list(catalogue.skills())
    for number in range(count):
        wte = str(pick.randrange(1, 11) / 10)
        rated = ";".join(f"{skill}:{pick.randrange(5)}" for skill in pick.sample(skills, SKILLS))
        day = date(pick.randrange(2015, 2026), pick.randrange(1, 13), 1).isoformat()
        first = [f"P{number:05d}", f"Job title number {number}", f"Team {number % 60}", pick.choice(roles), "permanent"]
        yield [*first, "filled", wte, wte, "Band 7", "ZZA", "", "no", "", day, "", "", rated]


def _csv(count: int) -> bytes:
    from teams.roster import COLUMNS

    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *_rows(count)])
    return out.getvalue().encode()


def _esr(count: int) -> bytes:
    """An export of the staff record; half of its job titles are their own."""
    from tests.teams.nasty_files import esr, person

    rows = (
        person(n, position=f"P{n}", title=f"Network engineer {n}" if n % 2 else "Network engineer")
        for n in range(count)
    )
    return esr(*rows)


def _xlsx(count: int) -> bytes:
    from teams.cells import read_post
    from teams.exporting_xlsx import roster_xlsx
    from teams.roster import COLUMNS

    posts = (read_post(dict(zip(COLUMNS, row, strict=True)))[0] for row in _rows(count))
    return roster_xlsx([post for post in posts if post])


if __name__ == "__main__":
    if sys.argv[1:] == ["save"]:
        save_until_told()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
