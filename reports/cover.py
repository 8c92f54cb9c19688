"""What needs cover: single posts, skills with one holder, functions that only external people hold.

Posts are named only in what is made for those who may read what hangs on one post.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.foresight import Foresight, Held, Loss
from reports.ahead import function_of, standing
from reports.answers import QuestionAnswer
from reports.english import counted, listed, sentence
from reports.provenance import day
from teams import catalogue
from teams.roster import EPOCH, NO_DATE, UNKNOWN, Roster

NOBODY, ONE_PERSON, EXTERNAL_ONLY, HELD = "Nobody", "One person only", "External only", "More than one person"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as every output shows it; `otherwise` is said where there are no rows."""

    id: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What needs cover: functions that only external people hold and, but for a public paper, single posts and skills
    with one holder. `skills` is the grid of where each skill is held, `skills_note` from which level and of how many
    posts."""

    external: Table
    posts: Table | None = None
    sole_skills: Table | None = None
    skills: Table | None = None
    skills_note: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for table in (self.posts, self.sole_skills, self.external, self.skills) if table)


def cover_of(questions: Sequence[QuestionAnswer], foresight: Foresight, roster: Roster, *, names_posts: bool) -> Cover:
    """What needs cover; posts by title only where `names_posts`, else by function and number."""
    return Cover(
        posts=_single_posts(questions, foresight, roster)
        if names_posts
        else _by_function(questions, foresight, roster),
        sole_skills=_sole_skills(foresight, roster, names_posts),
        external=_external(foresight, roster, names_posts),
        skills=_skill_grid(foresight),
        skills_note=_skills_note(foresight, roster),
    )


def public_cover_of(foresight: Foresight) -> Cover:
    """What a public paper says of it: the functions that only external people cover, without numbers or dates."""
    names = [sentence(catalogue.name_of("function", each.code)) for each in foresight.functions if _is_external(each)]
    return Cover(_external_table((), tuple((name,) for name in names)))


NO_POST = "No single post would change an answer or leave a function without cover."


def _single_posts(questions: Sequence[QuestionAnswer], foresight: Foresight, roster: Roster) -> Table:
    rows = tuple(
        (
            roster.title[loss.post],
            roster.post_ref[loss.post],
            sentence(function_of(roster, loss.post)),
            " ".join(_consequences(questions, loss)),
        )
        for loss in foresight.losses
    )
    columns = ("Post", "Reference", "Function", "Without it")
    return Table("cover-posts", "Posts that need cover", columns, rows, NO_POST)


def _consequences(questions: Sequence[QuestionAnswer], loss: Loss) -> Iterable[str]:
    if loss.uncovers:
        named = [catalogue.name_of("function", code) for code in loss.uncovers]
        yield f"Nobody covers enough of {listed(named)}."
    for change in loss.lowers:
        yield f"The answer to “{questions[change.question].text}” would be {standing(change.standing)}."


def _by_function(questions: Sequence[QuestionAnswer], foresight: Foresight, roster: Roster) -> Table:
    """The same by function and number: how many posts, and how many answers and functions hang on any of them."""
    losses: dict[str, list[Loss]] = {}
    for loss in foresight.losses:
        losses.setdefault(function_of(roster, loss.post), []).append(loss)
    rows = tuple(
        (
            sentence(function),
            str(len(found)),
            str(len({change.question for loss in found for change in loss.lowers})),
            str(len({code for loss in found for code in loss.uncovers})),
        )
        for function, found in losses.items()
    )
    columns = ("Function", "Posts that need cover", "Answers that hang on one", "Functions that hang on one")
    return Table("cover-posts", "Posts that need cover", columns, rows, NO_POST)


def _sole_skills(foresight: Foresight, roster: Roster, names_posts: bool) -> Table:
    held = [skill for skill in foresight.skills if skill.has_one_holder]
    rows = tuple(
        (
            catalogue.name_of("skill", skill.code),
            "External" if skill.external else "In-house" if skill.in_house else "Other",
            *((f"{roster.title[skill.holders[0]]} ({roster.post_ref[skill.holders[0]]})",) if names_posts else ()),
        )
        for skill in held
    )
    columns = ("Skill", "Held by one person who is", *(("Post",) if names_posts else ()))
    return Table(
        "cover-skills", "Skills with one holder", columns, rows, "No skill area is known to have only one holder."
    )


def _external(foresight: Foresight, roster: Roster, names_posts: bool) -> Table:
    found = [function for function in foresight.functions if _is_external(function)]
    rows = tuple(
        (
            sentence(catalogue.name_of("function", function.code)),
            str(len(function.external)),
            *((_ends(roster, function.external),) if names_posts else ()),
        )
        for function in found
    )
    return _external_table(("External posts", *(("Recorded end dates",) if names_posts else ())), rows)


def _is_external(function: Held) -> bool:
    return function.is_covered and function.is_external_only


def _external_table(columns: Sequence[str], rows: tuple[tuple[str, ...], ...]) -> Table:
    otherwise = "No function is covered by external people only."
    heading = "Functions that only external people cover"
    return Table("cover-external", heading, ("Function", *columns), rows, otherwise)


def _ends(roster: Roster, posts: Iterable[int]) -> str:
    """The end dates of posts, earliest first, and how many have none."""
    numbers = [int(roster.ends_on[post]) for post in posts]
    days = [date.fromordinal(EPOCH + number) for number in sorted(set(numbers)) if number != NO_DATE]
    said = [day(each) for each in days]
    without = numbers.count(NO_DATE)
    return sentence(listed([*said, *([f"{counted(without, 'post')} without an end date"] if without else [])]))


def _skill_grid(foresight: Foresight) -> Table:
    rows = tuple(
        (
            catalogue.name_of("skill", skill.code),
            where_held(skill),
            str(len(skill.in_house)),
            str(len(skill.external)),
            str(len(skill.others)),
        )
        for skill in foresight.skills
        if any(each.holders for each in foresight.skills)
    )
    columns = ("Skill", "Where it is held", "In-house", "External", "Others")
    return Table(
        "skills-held", "Where each skill is held", columns, rows, "No skill is rated high enough to be held yet."
    )


def where_held(skill: Held) -> str:
    """Where a skill is held, in words."""
    if not skill.holders:
        return NOBODY
    if skill.has_one_holder:
        return f"{ONE_PERSON}, external" if skill.external else ONE_PERSON
    return EXTERNAL_ONLY if skill.is_external_only else HELD


def _skills_note(foresight: Foresight, roster: Roster) -> str:
    filled = [post for post, is_filled in enumerate(roster.filled) if is_filled]
    rated = sum(any(level != UNKNOWN for level in roster.skills[post]) for post in filled)
    return (
        f"Filled posts whose holders are rated at level {foresight.skill_level} or above. Skills are rated for"
        f" {rated:,} of {counted(len(filled), 'filled post')}; a skill of somebody who is not rated is not in it."
    )
