"""`manage.py rubric`: rubrics as TOML files, checked, exported, imported as drafts, compared and told in English."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric import parse_toml, read_rubric, sha256
from assessment.rubric.comparing import compare
from assessment.rubric.telling import markdown
from assessment.rubric.writing import write_toml


class Command(BaseCommand):
    help = "Check, export, import, compare and describe rubrics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand each. A SOURCE is a TOML file, or a version in the database as RUBRIC:NUMBER."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="list the rubrics of the database with their versions")
        check = actions.add_parser("check", help="check a TOML file; ends with 2 and every problem where it has any")
        check.add_argument("file", type=Path)
        export = actions.add_parser("export", help="write a version as TOML")
        export.add_argument("source", help="RUBRIC:NUMBER, such as 1:1")
        bring = actions.add_parser("import", help="make a draft of a new rubric from a TOML file")
        bring.add_argument("file", type=Path)
        bring.add_argument("--name", help="the rubric's name; without it, the title in the file")
        bring.add_argument("--by", required=True, help="the email address of the rubric administrator who imports it")
        diff = actions.add_parser("diff", help="say in words what differs between two rubrics")
        diff.add_argument("before", help="a TOML file or RUBRIC:NUMBER")
        diff.add_argument("after", help="a TOML file or RUBRIC:NUMBER")
        tell = actions.add_parser("tell", help="write a rubric in plain English, as Markdown")
        tell.add_argument("source", help="a TOML file or RUBRIC:NUMBER")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do what the subcommand says."""
        getattr(self, f"_{action}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        for version in RubricVersion.objects.select_related("rubric").order_by("rubric_id", "number"):
            self.stdout.write(f"{version.rubric_id}:{version.number}  {version.rubric.name}  {version.state}")

    def _check(self, options: dict[str, Any]) -> None:
        document = self._checked(options["file"])
        self.stdout.write(f"No problems. SHA-256 {sha256(document)}")

    def _export(self, options: dict[str, Any]) -> None:
        self.stdout.write(write_toml(self._stored(options["source"])), ending="")

    def _import(self, options: dict[str, Any]) -> None:
        document = self._checked(options["file"])
        by = User.objects.filter(email=options["by"].lower(), is_rubric_administrator=True).first()
        if by is None:
            raise CommandError("No rubric administrator has this email address. Nothing was imported.")
        name = options["name"] or document["title"]
        try:
            draft = rubric_services.add_rubric(by=by, name=name, definition=document)
        except rubric_services.AlreadyThere:
            raise CommandError(f"There is a rubric named {name!r} already. Nothing was imported.") from None
        self.stdout.write(f"Imported as a draft: {draft.rubric_id}:{draft.number}")

    def _diff(self, options: dict[str, Any]) -> None:
        differences = compare(self._document(options["before"]), self._document(options["after"]))
        for difference in differences:
            self.stdout.write(str(difference))
        if not differences:
            self.stdout.write("Nothing differs.")

    def _tell(self, options: dict[str, Any]) -> None:
        rubric, problems = read_rubric(self._document(options["source"]))
        if rubric is None:
            self._refuse([str(problem) for problem in problems])
        else:
            self.stdout.write(markdown(rubric), ending="")

    def _document(self, source: str) -> dict[str, Any]:
        number = source.split(":")
        stored = len(number) == 2 and all(part.isascii() and part.isdigit() for part in number)
        return self._stored(source) if stored else self._parsed(Path(source))

    def _stored(self, source: str) -> dict[str, Any]:
        rubric, _, number = source.partition(":")
        if not (rubric.isdigit() and number.isdigit()):
            raise CommandError(f"{source!r} is not RUBRIC:NUMBER, such as 1:1")
        version = RubricVersion.objects.filter(rubric=int(rubric), number=int(number)).first()
        if version is None:
            raise CommandError(f"There is no version {source}")
        definition: dict[str, Any] = version.definition
        return definition

    def _checked(self, path: Path) -> dict[str, Any]:
        document = self._parsed(path)
        problems = read_rubric(document)[1]
        if problems:
            self._refuse([f"{path}: {problem}" for problem in problems])
        return document

    def _parsed(self, path: Path) -> dict[str, Any]:
        try:
            return parse_toml(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: cannot be read: {error}") from None

    def _refuse(self, problems: list[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
        sys.exit(2)
