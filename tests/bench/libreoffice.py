"""Whether LibreOffice gives our scores when it works the workbook out itself: `python -m tests.bench.libreoffice`.

Needs LibreOffice Calc (`soffice`). The stored results are taken out of each workbook first, so that every number that
comes back was worked out from the formulas. Prints the greatest difference for each worked case, and exits with 1 where
one is above 0.0001.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import django

LIMIT = 0.0001
STORED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def main() -> int:
    from tests.reports.cases import NAMES

    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is not on this machine: apt-get install libreoffice-calc")
    return int(max(difference(program, name) for name in NAMES) > LIMIT)


def difference(program: str, name: str) -> float:
    """The greatest difference between our scores of a worked case and what LibreOffice works out; infinite where only
    one of the two knows a score."""
    from reports.exports.workbook import board_workbook
    from tests.reports.cases import example, report_of

    known = example(name)
    scores = recalculated(program, board_workbook(report_of(known), known.rubric, known.roster))["Scores"]
    ours = [question.score for question in known.scorecard.questions] + [known.scorecard.overall.index]
    theirs = [scores.get(f"E{row}", ("", ""))[1] for row in range(2, 2 + len(ours))]
    found = max(_apart(*pair) for pair in zip(ours, theirs, strict=True))
    print(f"{name}: {len(ours)} scores, of which {theirs.count('')} not known, differ by at most {found:.2g}")
    return found


def _apart(ours: Fraction | None, theirs: Any) -> float:
    if ours is None or theirs == "":
        return 0.0 if (ours is None) == (theirs == "") else inf
    return abs(float(ours) - theirs)


def recalculated(program: str, content: bytes) -> dict[str, dict[str, tuple[str, Any]]]:
    """The sheets of a workbook, as LibreOffice saves it after it has worked out the formulas."""
    from tests.reports.sheets import read

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "book.xlsx", Path(folder) / "out" / "book.xlsx"
        before.write_bytes(without_results(content))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(after.parent), str(before)]
        subprocess.run(command, check=True, capture_output=True)
        return read(after.read_bytes())


def without_results(content: bytes) -> bytes:
    """The workbook with its formulas, and nothing of what they gave."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.infolist():
            data = before.read(item)
            after.writestr(item, STORED.sub(rb"\1", data) if item.filename.startswith("xl/worksheets/") else data)
    return out.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.exit(main())
