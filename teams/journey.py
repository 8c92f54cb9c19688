"""The sections of the task list, in their order. This one list gives the list itself, next, back and progress."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.permissions import Access, Action
from accounts.permissions import Section as Assignable


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is recorded.

    `url_name` is its first page, `action` what those may do who fill it in, and `seen_by` what those may who read it.
    """

    code: str
    name: str
    url_name: str
    action: Action
    hint: str
    seen_by: Action = Action.SEE_ROSTER

    @property
    def is_assignable(self) -> bool:
        """Whether a lead may assign it to a contributor."""
        return self.code in set(Assignable)


SECTIONS = (
    Section("facts", "Organisation facts", "facts", Action.EDIT_FACTS, "The workforce, and what is bought"),
    Section(
        "posts",
        "Teams and posts",
        "posts",
        Action.EDIT_POSTS,
        "Everyone who builds, buys, runs or introduces digital services",
    ),
    Section("skills", "Skills", "skills", Action.EDIT_SKILLS, "What the people in your posts can do, area by area"),
    Section(
        "clinical_time",
        "Clinical time",
        "clinical_time",
        Action.EDIT_CLINICAL_TIME,
        "How much of clinicians' digital time is in their job",
    ),
    Section(
        "initiatives",
        "Initiatives",
        "initiatives",
        Action.EDIT_INITIATIVES,
        "What is introduced, and who leads it",
    ),
    Section(
        "suppliers", "Suppliers and contracts", "suppliers", Action.EDIT_SUPPLIERS, "What is bought, and until when"
    ),
    Section("sharing", "Sharing", "sharing", Action.SHARE_TEAMS, "Only if you share a team with a partner"),
    Section(
        "representation",
        "Representation",
        "representation",
        Action.EDIT_REPRESENTATION,
        "Counts by group, never about a person",
    ),
    Section("questions", "Questions to answer", "answers", Action.ANSWER, "What no roster can tell"),
)


FIRST_ANSWER = (
    Section("import", "Import your posts", "import", Action.EDIT_ROSTER, "From a spreadsheet or a CSV file"),
    Section("roles", "Confirm their roles", "first_roles", Action.EDIT_ROSTER, "One choice for each job title"),
    Section(
        "time",
        "Say what no spreadsheet says",
        "first_time",
        Action.EDIT_ROSTER,
        "External staff, and the time of clinicians",
    ),
    Section("questions", "Answer the questions", "answers_all", Action.ANSWER, "On one page, or sent round as a list"),
)
"""The short way to a first report, each step once what comes before it is there."""


def beside(code: str, access: Access) -> tuple[Section | None, Section | None]:
    """The sections that come before and after for this person; None before their first and after their last."""
    codes = [section.code for section in SECTIONS]
    place = codes.index(code)
    before = [section for section in SECTIONS[:place] if access.may(section.action)]
    after = [section for section in SECTIONS[place + 1 :] if access.may(section.action)]
    return before[-1] if before else None, after[0] if after else None


def assigned(access: Access) -> list[Section]:
    """The sections that a lead has assigned to this contributor; none for anybody else."""
    if access.sections is None:
        return []
    return [section for section in SECTIONS if access.may(section.action)]
