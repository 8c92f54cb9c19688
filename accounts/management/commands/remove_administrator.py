"""Let a person be no administrator any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import administrators


class Command(BaseCommand):
    help = "Take every duty of an administrator from a person. In their organisations they stay what they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError("Nobody has this address. Nothing was changed.")
        administrators.dismiss(user=user)
        self.stdout.write(f"{user.email} is no administrator any more, from their next request on.")
