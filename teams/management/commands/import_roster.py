from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import Organisation
from teams import import_services
from teams.import_files import memory_of, read_file
from teams.importing import Reading, Refused
from teams.importing.cautions import cautions
from teams.importing.sandbox import read_book

REJECTED, FATAL = 1, 2
"""Exit codes: rows were rejected, so that nothing was imported; the file could not be read at all."""


class Refusal(Exception):
    """Nothing of the file can be imported."""


class Command(BaseCommand):
    help = (
        "Import a roster from a CSV, TSV or Excel file, by what the organisation said of columns and words of earlier"
        " files. All rows are imported or none, unless --skip-rejected is given. Exit code 0: done, or every row is in"
        " order; 1: rows were rejected; 2: the file cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ods", metavar="ODS", help="the organisation's ODS code")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--skip-rejected", action="store_true", help="import the other rows")
        parser.add_argument("--close-missing", action="store_true", help="close the posts that the file does not have")

    def handle(self, *args: Any, **options: Any) -> None:
        answer: dict[str, Any] = {
            "accepted": 0,
            "rejected": [],
            "skipped": [],
            "warnings": [],
            "unmapped": [],
            "fatal": None,
        }
        code = FATAL
        try:
            organisation = _organisation(options["ods"])
            reading = _read(organisation, options["file"])
            answer |= _told(organisation, reading)
            code = REJECTED if reading.problem_count else 0
            if not options["dry_run"] and (code == 0 or options["skip_rejected"]):
                import_services.apply_at_once(
                    by=None, organisation=organisation, reading=reading, closes_missing=options["close_missing"]
                )
        except Refusal as refusal:
            answer["fatal"] = str(refusal)
        except import_services.RosterChanged:
            code = FATAL
            answer["fatal"] = "Somebody changed the roster meanwhile. Nothing was imported. Run the command again."
        as_text = json.dumps(answer, ensure_ascii=False) if options["format"] == "json" else _in_words(answer)
        self.stdout.write(as_text)
        if code:
            raise SystemExit(code)


def _organisation(ods: str) -> Organisation:
    organisation = Organisation.objects.filter(ods_code=ods).first()
    if organisation is None:
        raise Refusal(f"There is no organisation with the code {ods}.")
    return organisation


def _read(organisation: Organisation, path: Path) -> Reading:
    try:
        data = path.read_bytes()
        file = read_file(read_book(data), memory_of(organisation))
    except OSError as error:
        raise Refusal(f"The file cannot be opened: {error.strerror}.") from None
    except Refused as refused:
        raise Refusal(" ".join(refused.reasons)) from None
    if file.reading is None:
        raise Refusal(" ".join(file.fatal))
    return file.reading


def _told(organisation: Organisation, reading: Reading) -> dict[str, Any]:
    sentences = cautions(reading, ods_code=organisation.ods_code, today=timezone.localdate())
    return {
        "accepted": reading.accepted,
        "rejected": [
            {"row": problem.row, "column": problem.column, "value": problem.value, "reason": problem.reason}
            for problem in reading.problems
        ],
        "skipped": [row for row, _ in reading.skipped],
        "warnings": [
            *({"row": row, "text": text} for row, text in sorted([*reading.skipped, *reading.row_notes])),
            *({"row": None, "text": text} for text in sentences),
        ],
        "unmapped": [{"column": word.column, "value": word.value, "rows": word.rows} for word in reading.unmapped],
    }


def _in_words(answer: dict[str, Any]) -> str:
    if answer["fatal"]:
        return f"Nothing was imported. {answer['fatal']}"
    lines = [
        f"Rows in order: {answer['accepted']}.",
        *(f"Row {one['row']} was rejected. {one['column']}: {one['reason']}." for one in answer["rejected"]),
        *(f"Row {one['row']}: {one['text']}" if one["row"] else one["text"] for one in answer["warnings"]),
        *(f"Not known: “{one['value']}” in {one['column']}, {len(one['rows'])} rows." for one in answer["unmapped"]),
    ]
    if answer["rejected"]:
        lines.append("Nothing was imported, unless you asked for the other rows to be.")
    return "\n".join(lines)
