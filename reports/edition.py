"""Which paper this is: for whom, draft or final, which version, who signed it off, and the hash that seals it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.audience import Audience
from reports.provenance import day

MARKINGS = {Audience.PUBLIC: "Public paper", Audience.PRIVATE: "Private: not for publication"}
DRAFT = "Draft, not signed off"
SHORT = 8
"""Characters of a hash that stand on every page."""


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A signed-off report: its number in the organisation, the hash of its snapshot, the approver's job title, the day,
    and whether a later one has taken its place."""

    number: int
    sha256: str
    approver: str
    day: date
    is_superseded: bool = False

    @property
    def version(self) -> str:
        return f"Final, version {self.number}{', superseded since' if self.is_superseded else ''}"

    @property
    def seal(self) -> str:
        """The start of the hash of what was signed off."""
        return f"Hash {self.sha256[:SHORT]}"

    @property
    def by(self) -> str:
        return f"Signed off by: {self.approver}, {day(self.day)}"


@dataclass(frozen=True, slots=True)
class Edition:
    """A paper of a report. Without a `signed_off` nobody has signed the report off, and nothing seals it."""

    audience: Audience
    signed_off: SignedOff | None = None

    @property
    def marking(self) -> str:
        """For whom it is: on every page."""
        return MARKINGS[self.audience]

    @property
    def status(self) -> str:
        """Draft, or final with its version."""
        return self.signed_off.version if self.signed_off else DRAFT

    @property
    def standing(self) -> str:
        """Draft or final, version, hash and approver: on every page."""
        if self.signed_off is None:
            return f"{DRAFT}."
        return f"{self.status}. {self.signed_off.seal}. {self.signed_off.by}."
