"""What the pages of an import say: the plan in figures, tables and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from accounts.csv_text import csv_file
from teams.importing.changes import Change, Plan, wte_text
from teams.models import StagedImport

CHANGES_SHOWN = 100
ADDED_SHOWN = 50
TEAMS_SHOWN = 20
ROWS_SHOWN = 50
BLANK = "blank"


def preview_context(plan: Plan) -> dict[str, Any]:
    """What the preview shows of `plan`: counts, totals before and after, the first changes and the first new posts."""
    lines = [line for change in plan.changed for line in _lines(change)]
    return {
        "plan": plan,
        "figures": [  # as `partials/figures.html` wants them
            {"label": "posts to add", "value": f"{len(plan.added):,}"},
            {"label": "posts to change", "value": f"{len(plan.changed):,}", "note": _again_note(plan)},
            {"label": "posts that stay the same", "value": f"{plan.unchanged:,}"},
        ],
        "total_columns": ("Total", "Now", "After"),
        "totals": [
            ("Posts in the roster", f"{plan.before.posts:,}", f"{plan.after.posts:,}"),
            ("WTE, filled and vacant", wte_text(plan.before.wte), wte_text(plan.after.wte)),
        ],
        "change_columns": ("Post", "What", "Now", "After"),
        "changes_caption": "Posts that will change" + _first(CHANGES_SHOWN, len(lines), " changes"),
        "changes": lines[:CHANGES_SHOWN],
        "changes_more": max(len(lines) - CHANGES_SHOWN, 0),
        "added_columns": ("Reference", "Title", "Team", "WTE"),
        "added_caption": "Posts that will be added" + _first(ADDED_SHOWN, len(plan.added)),
        "added": [
            (cells["post_ref"], cells["title"], cells.get("team") or "Own team", cells["wte"])
            for cells in plan.added[:ADDED_SHOWN]
        ],
        "added_more": max(len(plan.added) - ADDED_SHOWN, 0),
        "missing": plan.missing[:ADDED_SHOWN],
        "missing_caption": "Posts that are not in the file" + _first(ADDED_SHOWN, len(plan.missing)),
        "missing_columns": ("Reference", "Title"),
        "new_teams": plan.new_teams[:TEAMS_SHOWN],
        "new_teams_more": max(len(plan.new_teams) - TEAMS_SHOWN, 0),
    }


def _again_note(plan: Plan) -> str:
    return f"{_number(plan.opened_again, 'closed post')} opened again" if plan.opened_again else ""


def _first(most: int, count: int, of_what: str = "") -> str:
    return f": the first {most}{of_what}" if count > most else ""


def _lines(change: Change) -> Iterator[tuple[str, str, str, str]]:
    """A change as lines of a table: the post, what, the value now, the value after."""
    post = f"{change.post_ref} {change.title}"
    if change.closes:
        yield post, "in the roster", "open", "closed"
    if change.opens_again:
        yield post, "in the roster", "closed", "open again"
    for column, (old, new) in change.cells.items():
        yield post, column, old or BLANK, new or BLANK
    for skill, (now, after) in sorted(change.levels.items()):
        yield post, f"skill {skill}", _level(now), _level(after)


def _level(level: int | None) -> str:
    return BLANK if level is None else str(level)


def outcome(changes: dict[str, Any]) -> str:
    """One message that says exactly what an import did, by the changes of its event in the log."""
    counts = changes["counts"][1]
    if "posts" not in changes:
        return "The file holds what the roster holds already. Nothing was changed."
    said = [f"{_number(counts['added'], 'post')} added", f"{counts['changed']:,} changed"]
    for name, words in (("opened_again", "of them opened again"), ("closed", "closed")):
        if counts[name]:
            said.append(f"{counts[name]:,} {words}")
    said.append(f"{counts['unchanged']:,} the same")
    text = f"Roster imported: {', '.join(said)}."
    if counts["teams"]:
        text += f" {_number(counts['teams'], 'team')} made."
    if counts["kept"]:
        text += f" {_number(counts['kept'], 'post')} that the file does not have stayed as they were."
    return text


def result_context(changes: dict[str, Any]) -> dict[str, Any]:
    """What the page of an import that is done shows, by the changes of its event in the log."""
    # Imports of earlier releases did not count everything
    counts = Counter(changes.get("counts", [None, {}])[1])
    return {
        "figures": [
            {"label": "posts added", "value": f"{counts['added']:,}"},
            {"label": "posts changed", "value": f"{counts['changed']:,}"},
            {"label": "posts closed", "value": f"{counts['closed']:,}"},
            {"label": "posts that stayed the same", "value": f"{counts['unchanged'] + counts['kept']:,}"},
        ],
        "is_esr": changes.get("source", [None, ""])[1] == "esr",
        "external_staff_changed": "external_staff" in changes,
        "nothing_changed": "posts" not in changes,
        "may_be_undone": "undo" in changes or "external_staff" in changes,
    }


def findings_context(staged: StagedImport) -> dict[str, Any]:
    """What the pages of a waiting file say beside its plan: rows left out, words not known, rows rejected."""
    findings = staged.findings
    skipped = findings.get("skipped", [])
    notes = findings.get("row_notes", [])
    unmapped = findings.get("unmapped", [])
    return {
        "skipped": [(f"{row:,}", why) for row, why in skipped[:ROWS_SHOWN]],
        "skipped_caption": "Rows that are left out" + _first(ROWS_SHOWN, len(skipped)),
        "skipped_columns": ("Row", "Why"),
        "notes": [(f"{row:,}", text) for row, text in notes[:ROWS_SHOWN]],
        "notes_caption": "What was made of single rows" + _first(ROWS_SHOWN, len(notes)),
        "notes_columns": ("Row", "What"),
        "unknown_words": [(word["value"], word["column"], f"{len(word['rows']):,}") for word in unmapped[:ROWS_SHOWN]],
        "unknown_caption": "Words that stay not known" + _first(ROWS_SHOWN, len(unmapped)),
        "unknown_columns": ("Word", "Column", "Rows"),
        "accepted": findings.get("accepted", len(staged.rows) - 1),
        "rejected_count": len(findings.get("rejected", ())),
    }


def rejected_csv(findings: dict[str, Any]) -> bytes:
    """The rejected rows as CSV: the number of the row, what is wrong with it, and its cells but for personal ones."""
    header = ["Row", "What is wrong", *findings.get("kept", ())]
    reasons = findings.get("reasons", {})
    rows = ([str(row), reasons.get(str(row), ""), *cells] for row, cells in findings.get("rejected", ()))
    return csv_file(header, rows)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
