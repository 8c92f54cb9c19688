"""Make a person administrator, the first one above all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.models import User
from accounts.services import administrators, security

DUTIES = {administrators.SERVICE: "organisations and their first digital leads", administrators.RUBRICS: "rubrics"}
CLOSED = "The account of this address is closed. Nothing was changed."
NAME_NEEDED = "Nobody has this address yet. Say the person's name as well: --name NAME. Nothing was changed."


class Command(BaseCommand):
    help = (
        "Let a person look after the service: add organisations, invite their first digital leads. They get a link by"
        " email to choose a password, which works once; run this again for another one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="needed for somebody who has no account yet")
        duties = parser.add_mutually_exclusive_group()
        duties.add_argument("--rubrics", action="store_true", help="let them look after the rubrics as well")
        duties.add_argument("--only-rubrics", action="store_true", help="let them look after nothing but the rubrics")
        parser.add_argument(
            "--print-link",
            action="store_true",
            help="print the link instead, where no mail server is set up; give it to nobody else",
        )

    def handle(self, *args: Any, email: str, name: str, print_link: bool, **options: Any) -> None:
        duties = [] if options["only_rubrics"] else [administrators.SERVICE]
        duties += [administrators.RUBRICS] * (options["rubrics"] or options["only_rubrics"])
        user = _appointed(email.strip(), name.strip(), duties)
        self.stdout.write(f"{user.email} now looks after {' and '.join(DUTIES[duty] for duty in duties)}.")
        if user.has_usable_password():
            security.tell(user=user, what="You were made an administrator.")
            self.stdout.write("They sign in as before, and are told by email.")
        elif print_link:
            self.stdout.write("Choose a password here, once and within 24 hours:")
            self.stdout.write(security.password_link(user))
        else:
            administrators.send_password_link(user=user)
            self.stdout.write("A link to choose a password is on its way to them. It works once, for 24 hours.")


def _appointed(email: str, name: str, duties: list[str]) -> User:
    try:
        validate_email(email)
        return administrators.appoint(email=email, name=name, duties=duties)
    except ValidationError:
        raise CommandError(f"{email!r} is no email address. Nothing was changed.") from None
    except administrators.NameNeeded:
        raise CommandError(NAME_NEEDED) from None
    except administrators.Closed:
        raise CommandError(CLOSED) from None
