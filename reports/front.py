"""The front of a board paper: what its cover says of the meeting, and what the board is asked to decide.

It is no part of what is signed off: it is about a meeting, and can be filled in after sign-off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TITLE = "Our digital team: the board's questions answered"
TO_BE_COMPLETED = "To be completed"
LABELS = (
    ("meeting", "Meeting"),
    ("date", "Date"),
    ("agenda_item", "Agenda item"),
    ("purpose", "Purpose"),
    ("author", "Author"),
    ("presenter", "Presenter"),
    ("executive_sponsor", "Executive sponsor"),
    ("considered_by", "Previously considered by"),
    ("objectives", "Strategic objectives"),
    ("risks", "Risks (board assurance framework)"),
    ("assurance", "Independent assurance"),
    ("session", "Taken"),
)
"""What the cover says, in its order: the key of `PaperCover.texts`, and the words for it."""
NOT_SEALED = "The cover is about the meeting. It is not part of what was signed off, and the hash does not cover it."
DRAFTED = "Drafted from the findings. The digital lead has not confirmed them."


@dataclass(frozen=True, slots=True)
class PaperCover:
    """What the lead filled in: the title, texts by the keys of `LABELS`, and decisions that were kept or rewritten."""

    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """The front of a paper. `rows` are pairs of words and text, "" for what is to be completed; `are_drafts` where the
    decisions are drafted from the findings, and nobody has kept them yet. `to_keep` are the drafts that the lead may
    keep: what is kept stands in the public paper too, so they say no more than that may."""

    title: str
    rows: tuple[tuple[str, str], ...]
    decisions: tuple[str, ...]
    are_drafts: bool
    to_keep: tuple[str, ...]

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The rows that are filled in."""
        return tuple(row for row in self.rows if row[1])


def front_of(cover: PaperCover, drafts: Sequence[str], to_keep: Sequence[str]) -> Front:
    """The front of a paper with this cover; `drafts` are the decisions that follow from the findings, and `to_keep`
    those of them that may stand in public."""
    return Front(
        title=cover.title.strip() or TITLE,
        rows=tuple((label, cover.texts.get(key, "").strip()) for key, label in LABELS),
        decisions=cover.decisions or tuple(drafts),
        are_drafts=not cover.decisions,
        to_keep=cover.decisions or tuple(to_keep),
    )
