from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from config import settings as site
from tests.factories import make_user

ROOT = Path(__file__).resolve().parent.parent.parent
NHSUK = "vendor/nhsuk-frontend"


def test_every_static_file_is_hashed_and_compressed(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES, settings.STATIC_ROOT = site.STORAGES, tmp_path
    # All but plotly, which takes seconds to compress.
    settings.STATICFILES_DIRS = [(name, ROOT / "static" / name) for name in ("css", "images", "js", NHSUK)]
    call_command("collectstatic", interactive=False, verbosity=0)
    style = next((tmp_path / "css").glob("service.*.css"))
    assert re.fullmatch(r"service\.[0-9a-f]{12}\.css", style.name)
    assert style.with_name(f"{style.name}.br").stat().st_size < style.stat().st_size
    assert style.with_name(f"{style.name}.gz").exists()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_pages_carry_secure_headers(client: Client, db: None, header: str, value: str) -> None:
    assert client.get("/sign-in/").headers[header] == value


def test_the_content_security_policy_allows_this_site_only(client: Client, db: None) -> None:
    policy = client.get("/sign-in/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert "script-src" not in directives
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_session_ends_with_the_browser_and_is_kept_from_scripts(client: Client, db: None) -> None:
    make_user("lee@fenbrook.example", password="a long sentence nobody knows")
    client.post("/sign-in/", {"login": "lee@fenbrook.example", "password": "a long sentence nobody knows"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"]) == (True, "Lax", "")


def test_production_needs_a_secret_of_its_own() -> None:
    ended = run_alone("manage.py", "check", ENVIRONMENT="production")
    assert ended.returncode != 0
    assert "SECRET_KEY" in ended.stderr


def test_a_misspelt_environment_is_refused() -> None:
    ended = run_alone("manage.py", "check", ENVIRONMENT="prod")
    assert ended.returncode != 0
    assert "ENVIRONMENT is 'prod'" in ended.stderr


def test_what_the_database_address_asks_for_is_kept() -> None:
    show = "from config.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"
    ended = run_alone("-c", show, DATABASE_URL="postgres://user:word@host/name?sslmode=verify-full")
    assert "'sslmode': 'verify-full'" in ended.stdout
    assert "lock_timeout=10s" in ended.stdout


def test_no_page_is_kept_by_a_browser_or_a_proxy(client: Client, db: None) -> None:
    assert "no-store" in client.get("/sign-in/").headers["Cache-Control"]


EIGHT_WRITERS = """
import threading
import django
from django.db import connection, transaction

def write():
    for _ in range(10):
        with transaction.atomic(), connection.cursor() as cursor:
            number = cursor.execute("SELECT number FROM counter").fetchone()[0]
            cursor.execute("UPDATE counter SET number = %s", [number + 1])
    connection.close()

django.setup()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE counter (number integer)")
    cursor.execute("INSERT INTO counter VALUES (0)")
threads = [threading.Thread(target=write) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with connection.cursor() as cursor:
    for query in ("SELECT number FROM counter", "PRAGMA journal_mode", "PRAGMA synchronous"):
        print(cursor.execute(query).fetchone()[0])
"""


def test_eight_writers_lose_nothing_on_sqlite(tmp_path: Path) -> None:
    ended = run_alone("-c", EIGHT_WRITERS, DJANGO_SETTINGS_MODULE="config.settings", DATA_DIR=str(tmp_path))
    assert ended.stdout.split() == ["80", "wal", "2"], ended.stderr


def run_alone(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in a process that knows nothing of this one's settings."""
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
