"""`manage.py score`: the three answers from a roster file, without a browser and without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

import assessment
from assessment.foresight import foresee
from assessment.rubric import Rubric, parse_toml, read_rubric
from assessment.scoring import Scorecard, scorecard_of
from reports.audience import Reader
from reports.board_report import Source, board_report
from reports.terminal import text_report
from teams.cells import read_post, read_text
from teams.facts import KEYS, Facts, RepresentationGroup, read_facts
from teams.importing import Reading, Refused
from teams.importing.cautions import cautions
from teams.importing.sandbox import read_upload
from teams.roster import Post, Roster

DEFAULT_RUBRIC = Path(assessment.__file__).parent / "rubrics" / "minimum-viable-team.toml"
NAME_LIMIT = 200


@dataclass
class Inputs:
    """What the files hold, as far as they could be read, and everything that is wrong with them."""

    problems: list[str] = field(default_factory=list)
    reading: Reading | None = None
    facts: Facts | None = None
    rubric: Rubric | None = None
    other_keys: list[str] = field(default_factory=list)
    ods_code: str = ""
    name: str = ""


class Command(BaseCommand):
    help = "Score a roster file and give the three answers. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files to read, and how to write what they come to."""
        parser.add_argument("roster", type=Path, help="the roster, as CSV or as an Excel workbook")
        parser.add_argument("--facts", type=Path, required=True, help="the facts beside the roster, as JSON")
        parser.add_argument("--rubric", type=Path, default=DEFAULT_RUBRIC, help="the rubric, as TOML")
        parser.add_argument("--format", choices=("text", "json", "pdf"), default="text")
        parser.add_argument("--output", type=Path, help="where to write; without it, to standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the answers; or every problem on standard error and nothing else, and end with 2."""
        inputs = Inputs()
        _read_roster(options["roster"], inputs)
        _read_facts(options["facts"], inputs)
        _read_rubric(options["rubric"], inputs)
        if inputs.problems or inputs.reading is None or inputs.facts is None or inputs.rubric is None:
            self._refuse(inputs.problems)
        posts = _posts(inputs.reading)
        for warning in _warnings(inputs.reading, inputs.facts, inputs.rubric, inputs):
            self.stderr.write(f"Warning: {warning}")
        roster = Roster.of(posts)
        scorecard = scorecard_of(roster, inputs.facts, inputs.rubric)
        content = _FORMATS[options["format"]](scorecard, roster, inputs.rubric, inputs)
        self._write(content, options["output"])

    def _refuse(self, problems: list[str]) -> NoReturn:
        for problem in problems:
            self.stderr.write(problem)
        sys.exit(2)

    def _write(self, content: bytes, output: Path | None) -> None:
        try:
            if output is not None:
                output.write_bytes(content)
            else:
                out: Any = self.stdout  # a wrapper that hands on what it has not
                out.buffer.write(content)
                out.buffer.flush()
        except AttributeError:
            self._refuse(["Standard output: cannot be written: it is closed"])
        except OSError as error:
            self._refuse([f"{output or 'Standard output'}: cannot be written: {_why(error)}"])


# Reading -------------------------------------------------------------------------------------------------------------


def _bytes(path: Path, inputs: Inputs) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        inputs.problems.append(f"{path}: cannot be read: {_why(error)}")
        return None


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _read_roster(path: Path, inputs: Inputs) -> None:
    data = _bytes(path, inputs)
    if data is None:
        return
    try:
        inputs.reading = read_upload(data, keep=None)
    except Refused as refusal:
        inputs.problems += [f"{path}: {reason}" for reason in refusal.reasons]
        return
    for problem in inputs.reading.problems:
        where = f"row {problem.row}" + (f", {problem.column} “{problem.value}”" if problem.column else "")
        inputs.problems.append(f"{path}: {where}: {problem.reason}")


def _warnings(reading: Reading, facts: Facts, rubric: Rubric, inputs: Inputs) -> list[str]:
    said = cautions(reading, ods_code=inputs.ods_code, today=facts.as_at, more_skills=rubric.skills, to_be_kept=False)
    asked = {criterion.id for criterion in rubric.criteria if criterion.answers}
    if unasked := sorted(facts.answers.keys() - asked):
        said.append(f"Answers that the rubric does not ask for: {', '.join(unasked)}.")
    if inputs.other_keys:
        said.append(f"Keys of the facts that mean nothing here: {', '.join(inputs.other_keys)}.")
    odd = [group.group for group in facts.representation if _cannot_be(group)]
    if odd:
        said.append(f"Groups whose counts cannot be: {', '.join(odd)}.")
    return said


def _cannot_be(group: RepresentationGroup) -> bool:
    """Whether more belong to the group than are known, or more are known than there are."""
    counts = [count for count in (group.team_count, group.team_known, group.headcount) if count is not None]
    return counts != sorted(counts) or (group.comparator_pct or 0) > 100


def _posts(reading: Reading) -> list[Post]:
    posts = (read_post(dict(zip(reading.columns, row, strict=True)))[0] for row in reading.rows)
    return [post for post in posts if post is not None]


def _read_facts(path: Path, inputs: Inputs) -> None:
    document = _document(path, inputs, _json)
    if document is None:
        return
    inputs.facts, problems = read_facts(document)
    inputs.problems += [
        f"{path}: {problem.column}{f' “{problem.value[:100]}”' if problem.value else ''}: {problem.reason}"
        for problem in problems
    ]
    inputs.other_keys = sorted(repr(key[:100]) for key in document.keys() - KEYS)
    organisation = document.get("organisation") or {}
    try:
        inputs.ods_code, inputs.name = (_name(organisation, key) for key in ("ods_code", "name"))
    except ValueError as error:
        inputs.problems.append(f"{path}: organisation: {error}")


def _name(organisation: Any, key: str) -> str:
    value = organisation.get(key, "") if isinstance(organisation, dict) else None
    if not isinstance(value, str):
        raise ValueError("Enter the ods_code and the name as text")
    return read_text(value.strip(), NAME_LIMIT)


def _read_rubric(path: Path, inputs: Inputs) -> None:
    document = _document(path, inputs, parse_toml)
    if document is not None:
        inputs.rubric, problems = read_rubric(document)
        inputs.problems += [f"{path}: {problem}" for problem in problems]


def _document(path: Path, inputs: Inputs, parse: Callable[[str], Any]) -> dict[str, Any] | None:
    data = _bytes(path, inputs)
    if data is None:
        return None
    try:
        document = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        inputs.problems.append(f"{path}: This is not text in UTF-8")
        return None
    except RecursionError:
        inputs.problems.append(f"{path}: This is nested too deeply")
        return None
    except ValueError as error:
        inputs.problems.append(f"{path}: {_plainly(error)}")
        return None
    if not isinstance(document, dict):
        inputs.problems.append(f"{path}: This must be an object of keys and values")
        return None
    return document


def _plainly(error: ValueError) -> str:
    """What a parser refused, in words."""
    if isinstance(error, json.JSONDecodeError):
        return f"This is not JSON from line {error.lineno}, column {error.colno} on"
    return str(error)


def _json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_key_once)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"The key {next(key for key in keys if keys.count(key) > 1)!r} is there twice")
    return found


# Writing -------------------------------------------------------------------------------------------------------------


def _text(scorecard: Scorecard, roster: Roster, rubric: Rubric, inputs: Inputs) -> bytes:
    return text_report(scorecard, rubric, organisation_name=inputs.name, ods_code=inputs.ods_code).encode()


def _as_json(scorecard: Scorecard, roster: Roster, rubric: Rubric, inputs: Inputs) -> bytes:
    document = {"organisation": {"ods_code": inputs.ods_code, "name": inputs.name}, **scorecard.to_document()}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _pdf(scorecard: Scorecard, roster: Roster, rubric: Rubric, inputs: Inputs) -> bytes:
    # Loads typst, which the other formats must not wait for
    from reports.exports.paper import board_paper

    facts = inputs.facts
    source = Source(
        organisation_name=inputs.name,
        roster=roster,
        foresight=foresee(roster, facts, rubric) if facts else None,
        external_staff=facts.external_staff if facts else "",
    )
    return board_paper(board_report(scorecard, rubric, source, Reader()))


_FORMATS: dict[str, Callable[[Scorecard, Roster, Rubric, Inputs], bytes]] = {
    "text": _text,
    "json": _as_json,
    "pdf": _pdf,
}
