"""Make a person nameless."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import erasure


class Command(BaseCommand):
    help = (
        "Erase a person, found by e-mail address: the account becomes nameless and closed, and what they did stays in"
        " the history as that of a former member. It cannot be undone. Text that an organisation wrote itself, such as"
        " notes of a post, is not searched for the name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--even-last-lead", action="store_true", help="erase also the only digital lead of an organisation"
        )

    def handle(self, *args: Any, email: str, even_last_lead: bool, **options: Any) -> None:
        try:
            person = erasure.find(email)
            alone = erasure.led_alone(person)
            erasure.erase(person, even_last_lead=even_last_lead)
        except erasure.Nobody:
            raise CommandError("Nothing is held about this address. Nothing was changed.") from None
        except erasure.LastLead as last:
            raise CommandError(_refusal(last)) from None
        self.stdout.write("The person is erased.")
        for organisation in alone:
            self.stdout.write(
                f"{organisation.name} has no digital lead now: nobody there can change the roster or invite people"
                " until a service administrator invites a new lead."
            )


def _refusal(last: erasure.LastLead) -> str:
    names = ", ".join(organisation.name for organisation in last.organisations)
    return (
        f"This person is the only digital lead of {names}. Nothing was changed. Invite another lead there first; or run"
        " this again with --even-last-lead, after which nobody there can change the roster or invite people until a"
        " service administrator invites a new lead."
    )
