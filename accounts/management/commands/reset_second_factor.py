"""Let a person who has lost every second factor set up a new one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import security


class Command(BaseCommand):
    help = "Take off a person's second factor, once you know that it is they who ask. They set up another at sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise CommandError("Nobody who may sign in has this address. Nothing was changed.")
        if not security.take_off_second_factor(user=user):
            raise CommandError(f"{user.email} has no second factor. Nothing was changed.")
        self.stdout.write(f"{user.email} is signed out everywhere and sets up a second factor at the next sign-in.")
