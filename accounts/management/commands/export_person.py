"""Write out everything that is held about a person."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from accounts import erasure


class Command(BaseCommand):
    help = "Write everything that is held about a person, found by e-mail address, as JSON to the standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            person = erasure.find(email)
        except erasure.Nobody:
            raise CommandError("Nothing is held about this address.") from None
        self.stdout.write(json.dumps(erasure.everything(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
