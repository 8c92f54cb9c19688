"""The child process of an import: a file on standard input, the reading or the refusal as JSON on standard output.

Started by `teams.importing.sandbox` with "sheets" to read a file as it is, without what is personal; or, to check one
in our own format, with the number of problems to keep or "all".
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType

from teams.importing import Refused
from teams.importing.books import book_of
from teams.importing.checking import check
from teams.importing.storing import to_plain
from teams.importing.tables import read_table

CPU_SECONDS = 10
MEMORY = 768 * 1024 * 1024


def main() -> None:
    """Read and check what stands on standard input, within limits that the system keeps."""
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)

    answer: dict[str, object]
    try:
        data = sys.stdin.buffer.read()
        answer = to_plain(book_of(data)) if sys.argv[1] == "sheets" else _checked(data, sys.argv[1])
    except Refused as refusal:
        answer = {"refused": refusal.reasons}
    json.dump(answer, sys.stdout, separators=(",", ":"))


def _checked(data: bytes, keep: str) -> dict[str, object]:
    reading = check(read_table(data), None if keep == "all" else int(keep))
    # `asdict` of the whole would copy every cell
    answer = {name: getattr(reading, name) for name in reading.__slots__}
    return {**answer, "problems": [asdict(problem) for problem in reading.problems]}


def _limit(what: int, most: int) -> None:
    # macOS knows no limit of address space
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def run() -> None:
    """`main` as a process of its own."""
    sys.excepthook = _name_only
    main()


def _name_only(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say the type of an exception that nobody caught. Its words may hold text of the file, which no log may keep."""
    sys.stderr.write(f"\n{kind.__name__}\n")


if __name__ == "__main__":
    run()
