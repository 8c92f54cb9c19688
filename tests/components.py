"""The programs that some checks need and pip cannot bring: PostgreSQL and Chromium."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "40",
    # Nothing in this cluster outlives the run, so it need not survive a crash.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def chromium() -> str | None:
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def postgresql() -> Path | None:
    """The folder of the server's programs, the newest if there are several, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def install(*packages: str) -> bool:
    """Install Debian packages where this user may; whether that worked."""
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update"], ["install", "--yes", "--no-install-recommends", *packages])
    return all(
        subprocess.run([apt_get, "-qq", *step], env=quiet, stdin=subprocess.DEVNULL).returncode == 0 for step in steps
    )


@contextmanager
def cluster() -> Iterator[str]:
    """A private PostgreSQL cluster, reached by a socket only, and gone afterwards; gives its `DATABASE_URL`.

    RuntimeError: PostgreSQL is not on this machine. subprocess.CalledProcessError: it does not start.
    """
    programs = postgresql()
    if programs is None:
        raise RuntimeError("PostgreSQL is not on this machine: apt-get install postgresql")
    # PostgreSQL refuses to run as root.
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "--pgdata", folder / "data", *arguments]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd=folder, **owner, **quiet)

    try:
        if nobody:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        run("initdb", "--auth=trust", "--username=check", "--encoding=UTF8", "--no-locale", "--no-sync")
        settings = " ".join(f"-c {name}='{value}'" for name, value in SERVER_SETTINGS.items())
        run("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", f"--options=-k '{folder}' {settings}")
        try:
            yield f"postgresql://check@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder)
