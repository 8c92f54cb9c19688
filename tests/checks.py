"""Every check of `make test`, one after the other, each under a heading: `python -m tests.checks`.

All of them run, also after one has failed. What needs a program that is not here and cannot be installed is left out
and named at the end; where `CI` is set that is a failure.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests import components

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "--quiet"]
UNIT_TESTS = [*PYTEST, "--numprocesses=2", "--ignore=tests/browser"]
FROM_OUTSIDE = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "ENVIRONMENT", "SECRET_KEY")
"""Variables that would point a check at somebody's real site."""


class Run:
    """One run of the checks: says what it does and keeps what failed and what was left out."""

    def __init__(self, data_dir: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
        self.environment = {**kept, "DATA_DIR": data_dir, "PYTHONUNBUFFERED": "1"}
        self.failed: list[str] = []
        self.left_out: list[str] = []

    def check(self, heading: str, command: list[str | Path], **environment: str) -> None:
        """Run one command; anything but 0 is a failure."""
        print(f"\n== {heading}", flush=True)
        started = time.monotonic()
        ended = subprocess.run(
            command, cwd=ROOT, env={**self.environment, **environment}, stdin=subprocess.DEVNULL, check=False
        )
        print(f"-- {heading}: {time.monotonic() - started:.0f} s", flush=True)
        if ended.returncode != 0:
            self.failed.append(heading)

    def has(self, found: Callable[[], object], heading: str, *packages: str) -> bool:
        """Whether a program is here, after trying to install its packages if it was not."""
        if found() or (components.install(*packages) and found()):
            return True
        self.left_out.append(f"{heading} (apt-get install {' '.join(packages)})")
        return False

    def outcome(self, *, everything: bool) -> int:
        """Say what failed and what was left out. 0 if all is well; `everything`: nothing may be left out."""
        for heading in self.left_out:
            print(f"\nLEFT OUT, as the program is not on this machine: {heading}")
        if self.failed:
            print(f"\nFAILED: {', '.join(self.failed)}")
        return 1 if self.failed or (everything and self.left_out) else 0


def quick_checks(run: Run) -> None:
    run.check("Rules of style", [PROGRAMS / "ruff", "check", "."])
    run.check("Layout of the code", [PROGRAMS / "ruff", "format", "--check", "."])
    run.check("Types", [PROGRAMS / "mypy"])
    run.check("Templates", [PROGRAMS / "djlint", "--lint", "--quiet", "templates"])
    run.check("Who imports whom", [PROGRAMS / "lint-imports", "--no-logo"])
    run.check("Migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])
    run.check(
        "Settings of production",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        ENVIRONMENT="production",
        ALLOWED_HOSTS="team.example.nhs.uk",
        SECRET_KEY=secrets.token_urlsafe(50),
    )


def tests(run: Run) -> None:
    run.check("Tests on SQLite", UNIT_TESTS)
    heading = "Tests on PostgreSQL"
    if run.has(components.postgresql, heading, "postgresql"):
        with components.cluster() as url:
            run.check(heading, UNIT_TESTS, DATABASE_URL=url)
    heading = "Tests in a browser"
    if run.has(components.chromium, heading, "chromium", "fonts-liberation"):
        run.check(heading, [*PYTEST, "tests/browser"])


def main() -> int:
    # A run that is told to stop must still stop its database server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="checks-") as data_dir:
        run = Run(data_dir)
        quick_checks(run)
        tests(run)
    return run.outcome(everything="CI" in os.environ)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
