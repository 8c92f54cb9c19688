"""An organisation with an import that waits to be explained, and with one that is done."""

from __future__ import annotations

from accounts import audit
from accounts.models import AuditEvent, Organisation, User
from teams.import_undo import imports_of
from teams.importing.books import book_of
from teams.importing.storing import to_plain

FILE = b"Job title,Contract type,FTE\nNurse,Zero hours,1\n"
LAYOUT = {"sheet": "", "first": 0, "last": 0, "columns": {"title": 0, "employment": 1, "wte": 2}, "rivals": {}}
UNMAPPED = {
    "column": "Contract type",
    "target": "employment",
    "value": "Zero hours",
    "rows": [2],
    "suggested": "",
}


def furnish_with_imports(organisation: Organisation, by: User) -> None:
    """Give an organisation a file that waits, with a word that nobody has explained, and an import that did nothing."""
    organisation.staged_imports.create(
        by=by,
        roster_version=0,
        rows=[["post_ref", "title", "wte"], ["D0", "Nurse", "1"]],
        problems={"count": 0, "first": []},
        warnings=[],
        book=to_plain(book_of(FILE)),
        findings={"layout": LAYOUT, "unmapped": [UNMAPPED]},
    )
    counts = dict.fromkeys(("added", "changed", "unchanged", "kept", "closed", "opened_again", "teams"), 0)
    changes = {"counts": [None, counts]}
    audit.record(by=by, organisation=organisation, verb="imported", target="roster file", changes=changes)


def first_import_of(organisation: Organisation) -> AuditEvent:
    """The event of the first import."""
    return imports_of(organisation).earliest("pk")
