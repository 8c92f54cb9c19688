"""Reads a file in a child process, so that one that never ends, or fills the memory, costs nothing but an answer.

A new interpreter and not a fork: a fork of a server process would share its database connection and its threads'
locks, and its memory would count against the child's limit. The interpreter starts in some 20 milliseconds, as it needs
neither Django nor pandas.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from teams.importing import MAX_BYTES, Book, Reading, Refused, RowProblem
from teams.importing.storing import from_plain

WALL_SECONDS = 15
TOO_MUCH = (
    "The file needs more time or memory than an import may take. Copy the posts into a blank template and choose that."
)
FAULT = "We could not read this file because of a fault of ours. Copy the posts into a blank template and choose that."

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_book(data: bytes) -> Book:
    """Read a file as it is within limits of size, time and memory; what is personal in it is left out.

    Refused: it cannot be read, with the reasons.
    """
    return from_plain(_answer(data, "sheets"))


def read_upload(data: bytes, *, keep: int | None = 50) -> Reading:
    """Read and check a file in our own format within limits; `keep` as for `checking.check`.

    Refused: it is no roster file that can be read, with the reasons.
    """
    answer = _answer(data, "all" if keep is None else str(keep))
    problems = [RowProblem(**problem) for problem in answer.pop("problems")]
    return Reading(**answer, problems=problems)


def _answer(data: bytes, ask: str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise Refused(f"The file must be smaller than {MAX_BYTES // 1024 // 1024} MB.")
    if not data:
        raise Refused("The file is empty.")
    answer = _ask(data, ask)
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return answer


def _ask(data: bytes, ask: str) -> dict[str, Any]:
    try:
        child = subprocess.run(  # noqa: S603  # our own module, nothing of the file is in the command
            [sys.executable, "-X", "utf8", "-m", "teams.importing", ask],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=_ROOT,
            # No secret of the server's environment is at hand where a stranger's file is read.
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("Reading an uploaded file took longer than %s s", WALL_SECONDS)
        raise Refused(TOO_MUCH) from None
    if child.returncode != 0:
        raise Refused(_why_it_died(child))
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _why_it_died(child: subprocess.CompletedProcess[bytes]) -> str:
    """What to tell of a child that gave no answer: limits end it by a signal or MemoryError; else it is a bug."""
    words = child.stderr.decode(errors="replace").split()
    error = words[-1] if words and words[-1].isidentifier() else "no exception"
    if child.returncode < 0 or error == "MemoryError":
        logger.warning("Reading an uploaded file took too much: code %s, %s", child.returncode, error)
        return TOO_MUCH
    logger.error("Reading an uploaded file failed: code %s, %s", child.returncode, error)
    return FAULT
