"""Apply one import again and again, killed at its first statement, its second, and so on; run as a process of its own.

Prints, for each time, whether the process was killed and what a new one then finds.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  # after setup
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import AuditEvent, Organisation, Role, User  # noqa: E402
from teams import import_services  # noqa: E402
from teams.import_files import memory_of, read_file  # noqa: E402
from teams.importing.books import book_of  # noqa: E402
from teams.models import OrganisationFacts, Post, SkillRating, StagedImport, Team  # noqa: E402
from tests.factories import make_member, make_organisation, make_post  # noqa: E402
from tests.teams.nasty_files import esr, person  # noqa: E402

DATABASE = Path(settings.DATABASES["default"]["NAME"])
KEPT = DATABASE.with_suffix(".kept")
MODELS = (Post, Team, SkillRating, OrganisationFacts, StagedImport, AuditEvent)


def main() -> None:
    """Print what is found after each kill, until an apply needs no more statements."""
    staged = prepared()
    found: list[Any] = []
    killed = True
    while killed:
        shutil.copy(KEPT, DATABASE)
        for more in ("-wal", "-shm"):
            Path(f"{DATABASE}{more}").unlink(missing_ok=True)
        child = os.fork()
        if not child:
            apply_until(len(found) + 1, staged)
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        found.append((killed, state()))
    sys.stdout.write(json.dumps(found))


def prepared() -> UUID:
    call_command("migrate", verbosity=0)
    organisation = make_organisation()
    lead = make_member(organisation, Role.LEAD)
    make_post(organisation, post_ref="P1", title="Before")
    make_post(organisation, post_ref="OLD", title="To be closed", skills={"data": 2})
    file = read_file(book_of(esr(person(1), person(2, l5="New team"))), memory_of(organisation))
    staged = import_services.receive(by=lead, organisation=organisation, file=file)
    connection.close()
    shutil.copy(DATABASE, KEPT)
    return staged.pk


def apply_until(last: int, staged: UUID) -> None:
    """Apply the import; the process kills itself at the statement of that number."""
    count = 0

    def counted(execute: Any, *rest: Any) -> Any:
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*rest)

    lead, organisation = User.objects.get(), Organisation.objects.get()
    with connection.execute_wrapper(counted):
        import_services.apply(by=lead, organisation=organisation, staged_id=staged, closes_missing=True)


def state() -> list[Any]:
    """What there is: rows of each model, the organisation's version, titles and the closed posts."""
    counts = [model._default_manager.count() for model in MODELS]
    posts = list(Post.objects.order_by("post_ref").values_list("post_ref", "title", "version"))
    found = [counts, Organisation.objects.get().roster_version, posts, Post.objects.exclude(closed_on=None).count()]
    connection.close()
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]  # tuples become lists


if __name__ == "__main__":
    main()
