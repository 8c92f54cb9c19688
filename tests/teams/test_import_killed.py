"""An import whose process is killed at any of its statements is there as a whole or not at all (fault F17)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_import_that_is_killed_at_any_statement_is_whole_or_not_there(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": "test",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.teams.killed_imports"], env=environment, cwd=ROOT, capture_output=True, check=True
    )
    states = json.loads(done.stdout.splitlines()[-1])
    *killed, (was_killed, whole) = states
    nothing = killed[0][1]
    assert not was_killed
    assert len(killed) > 10
    assert whole != nothing
    assert all(dead for dead, _ in killed)
    assert [found for _, found in killed if found not in (nothing, whole)] == []
    assert whole[2] == [["OLD", "To be closed", 2], ["P1", "Network engineer", 2], ["P2", "Network engineer", 1]]
