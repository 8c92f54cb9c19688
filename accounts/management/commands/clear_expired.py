"""Remove what was only kept for a while."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import HeldForm
from accounts.sessions import SessionStore


class Command(BaseCommand):
    help = "Remove sessions and kept forms that are too old to be used. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        HeldForm.objects.expired().delete()
        SessionStore.clear_expired()
