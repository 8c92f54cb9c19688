"""What the pages of an import say: the plan in figures, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teams.importing.changes import Change, Plan, wte_text

CHANGES_SHOWN = 100
ADDED_SHOWN = 50
TEAMS_SHOWN = 20
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
    if change.opens_again:
        yield post, "in the roster", "closed", "open again"
    for column, (old, new) in change.cells.items():
        yield post, column, old or BLANK, new or BLANK
    for skill, (now, after) in sorted(change.levels.items()):
        yield post, f"skill {skill}", _level(now), _level(after)


def _level(level: int | None) -> str:
    return BLANK if level is None else str(level)


def outcome(plan: Plan) -> str:
    """One message that says exactly what an import did."""
    if not plan.does_something:
        return "The file holds what the roster holds already. Nothing was changed."
    said = [
        f"{_number(len(plan.added), 'post')} added",
        f"{len(plan.changed):,} changed",
        f"{plan.unchanged:,} the same",
    ]
    if plan.opened_again:
        said.insert(2, f"{plan.opened_again:,} of them opened again")
    text = f"Roster imported: {', '.join(said)}."
    if plan.new_teams:
        text += f" {_number(len(plan.new_teams), 'team')} made."
    if plan.kept:
        text += f" {_number(plan.kept, 'post')} that the file does not have stayed as they were."
    return text


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
