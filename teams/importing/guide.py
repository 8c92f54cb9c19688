"""What goes into each column, in words for the page that asks for a file and for the blank template."""

from __future__ import annotations

from dataclasses import dataclass

from teams import catalogue


@dataclass(frozen=True, slots=True)
class Guide:
    """A column: what to enter, what a blank means, and its codes with their names, if it has any."""

    column: str
    enter: str
    blank: str
    codes: tuple[tuple[str, str], ...] = ()


def _codes(column: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, catalogue.name_of(column, code)) for code in catalogue.values(column) or ())


def guides() -> list[Guide]:
    """The columns of a roster file, in order."""
    skills = tuple((code, skill.name) for code, skill in catalogue.skills().items())
    return [
        Guide("post_ref", "A reference of your own, different for each post", "Not allowed"),
        Guide("title", "The job title. Never a person’s name", "Not allowed"),
        Guide("team", "The name of the team", "Your organisation’s own team"),
        Guide("role", "A role code", "Not known", _codes("role")),
        Guide("employment", "A code for how the post is engaged", "Not known", _codes("employment")),
        Guide("status", "filled or vacant", "Filled", _codes("status")),
        Guide(
            "wte",
            "Time given to digital work, above 0 and up to 1.5. For a vacancy, the established time",
            "Not allowed",
        ),
        Guide(
            "funded_wte", "The part that is paid for digital work, from 0 to 1.5", "The WTE; for a clinician, not known"
        ),
        Guide("grade", "The band or grade, for example 8a", "None"),
        Guide("employer", "The employer’s ODS code", "Your organisation"),
        Guide("clinical_profession", "A profession code", "None", _codes("clinical_profession")),
        Guide("senior_leader", "yes or no", "Yes for leadership roles, otherwise no"),
        Guide("control_role", "Codes with a semicolon between them", "None", _codes("control_role")),
        Guide("started_on", "The first day in the post, for example 2026-03-31", "Not known"),
        Guide("ends_on", "The last day of the contract, for example 2026-03-31", "None"),
        Guide("supplier", "The supplier of an external post", "Not known for an external post, otherwise none"),
        Guide("skills", "skill:level with a semicolon between them, levels 0 to 4", "Not rated", skills),
    ]
