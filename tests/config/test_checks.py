"""`make test` fails when a check fails, and says what it could not do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import components
from tests.checks import Run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(str(tmp_path))


def test_a_run_without_fault_is_well(run: Run) -> None:
    run.check("Nothing", [sys.executable, "-c", ""])
    assert run.outcome(everything=True) == 0


def test_a_failed_check_is_named_and_the_rest_still_runs(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    run.check("First", [sys.executable, "-c", "raise SystemExit(3)"])
    run.check("Second", [sys.executable, "-c", "print('still here')"])
    assert run.outcome(everything=False) == 1
    out = capfd.readouterr().out
    assert "FAILED: First" in out
    assert "still here" in out


@pytest.mark.parametrize(("everything", "outcome"), [(False, 0), (True, 1)])
def test_what_is_left_out_is_named_and_a_failure_where_everything_must_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], everything: bool, outcome: int
) -> None:
    monkeypatch.setattr(components, "install", lambda *packages: False)
    assert not run.has(lambda: None, "Tests on Mars", "mars-rover")
    assert run.outcome(everything=everything) == outcome
    assert "LEFT OUT, as the program is not on this machine: Tests on Mars" in capfd.readouterr().out


def test_a_check_knows_nothing_of_a_real_site(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://real")
    assert "DATABASE_URL" not in Run(run.environment["DATA_DIR"]).environment
