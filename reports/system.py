"""A system of organisations read together: who answers what, where it has and lacks each function, and what its members
could share. From what their signed-off reports say; nothing is scored. Plain values: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assessment.wording import amount
from reports.english import counted, number_word, sentence
from teams import catalogue
from teams.roster import UNKNOWN, Post, Roster
from teams.shares import PostSum, by_host_and_ref

EXTERNAL_STAFF_KNOWN = ("recorded", "none")


@dataclass(frozen=True, slots=True)
class Covered:
    """How far an organisation covers each function, by code, in WTE: `floor` is the least that covers one."""

    floor: Fraction
    amounts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Answer:
    """An organisation's answer to one question, and its rating or range in words."""

    verdict: str
    standing: str


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation by its latest report. `covered` is None where the report does not say how far functions are
    covered."""

    ods_code: str
    name: str
    report: int
    as_at: date
    external_staff: str
    answers: Mapping[str, Answer]
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the members of a system cover one function: how many cover it, have too little of it, have nobody, or do
    not say; and what all who lack it would need between them, in WTE."""

    function: str
    covers: int
    too_little: int
    nobody: int
    not_known: int
    needed: Fraction

    @property
    def lacks(self) -> int:
        return self.too_little + self.nobody

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        numbers = (self.covers, self.too_little, self.nobody, self.not_known)
        return sentence(self.function), *map(str, numbers), amount(self.needed)

    @property
    def opportunity(self) -> str:
        """What the members could share, in a sentence; "" where fewer than two lack it."""
        if self.lacks < 2:
            return ""
        who = sentence(f"{counted(self.lacks, 'organisation')} each")
        has = " or ".join([*["nobody"] * bool(self.nobody), *["too little"] * bool(self.too_little)])
        everyone = "both" if self.lacks == 2 else "all"
        return f"{who} have {has} in {self.function}: {amount(self.needed)} WTE between them would cover {everyone}."


COLUMNS = ("Function", "Cover it", "Have too little", "Have nobody", "Not known", "WTE that would cover all")


def coverage(members: Sequence[Member]) -> list[Coverage]:
    """How the members cover each function that a report of one of them speaks of, in the order of the catalogue."""
    spoken_of = {code for member in members if member.covered for code in member.covered.amounts}
    return [_coverage(code, members) for code in catalogue.terms("function") if code in spoken_of]


def _coverage(code: str, members: Iterable[Member]) -> Coverage:
    found = [member.covered for member in members]
    known = [(each.floor, each.amounts[code]) for each in found if each and code in each.amounts]
    short = [(floor, has) for floor, has in known if has < floor]
    return Coverage(
        function=catalogue.name_of("function", code),
        covers=len(known) - len(short),
        too_little=sum(has > 0 for _, has in short),
        nobody=sum(not has for _, has in short),
        not_known=len(found) - len(known),
        needed=sum((floor - has for floor, has in short), Fraction(0)),
    )


def opportunities(covered: Iterable[Coverage]) -> list[str]:
    """What could be shared, what most members lack first."""
    ordered = sorted(covered, key=lambda each: (-each.lacks, -each.needed))
    return [each.opportunity for each in ordered if each.opportunity]


# The whole roster ----------------------------------------------------------------------------------------------------


def roster_of(rosters: Mapping[str, Iterable[Post]]) -> Roster:
    """The posts of a system, each once: a team that members share is counted once, with the time that all of them
    count, and engaged as at its host where the host is a member. `rosters` are by the ODS code of their organisation.
    """
    rosters = {ods_code: tuple(posts) for ods_code, posts in rosters.items()}
    rows: dict[tuple[str, str], Post] = {}
    for ods_code, posts in rosters.items():
        for post in posts:
            key = (post.host, post.post_ref.removeprefix(f"{post.host}:")) if post.host else (ods_code, post.post_ref)
            if key not in rows or not post.host:
                rows[key] = post
    return Roster.of([_with_sum(rows[key], found) for key, found in by_host_and_ref(rosters).items()])


def _with_sum(post: Post, found: PostSum) -> Post:
    return replace(post, wte=found.wte, funded_wte=None if found.funded_wte == UNKNOWN else found.funded_wte)


def external_staff_of(members: Iterable[Member]) -> str:
    """The fact of that name for a system: known only where every member says it."""
    said = {member.external_staff for member in members}
    return "recorded" if said and said <= set(EXTERNAL_STAFF_KNOWN) else "not_yet"


# Answers -------------------------------------------------------------------------------------------------------------


def by_answer(members: Sequence[Member], question: str) -> list[tuple[str, str, list[Member]]]:
    """The members by their answer to a question: verdict, rating or range, and who gives it; most members first."""
    found: dict[Answer, list[Member]] = {}
    for member in members:
        if question in member.answers:
            found.setdefault(member.answers[question], []).append(member)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return [(answer.verdict, answer.standing, who) for answer, who in ordered]


def in_short(whole: int, shares: int, reported: int) -> str:
    """How many organisations a system has, share with its board, and have a signed-off report, in a sentence."""
    if not whole:
        return "No organisation belongs to this system here."
    if not shares:
        who = (
            f"none of the {counted(whole, 'organisation')} of this system shares"
            if whole > 1
            else f"{ONLY} does not share"
        )
        return sentence(f"{who} its reports with the board yet.")
    who = f"{number_word(shares)} of the {counted(whole, 'organisation')} of this system" if whole > 1 else ONLY
    if shares == 1:
        return sentence(
            f"{who} shares its signed-off reports with the board, and has {'one' if reported else 'none yet'}."
        )
    have = f"{number_word(reported)} of them {'has' if reported == 1 else 'have'} one" if reported else NOBODY_YET
    return sentence(f"{who} share their signed-off reports with the board, and {have}.")


ONLY = "the one organisation of this system"
NOBODY_YET = "none of them has one yet"
