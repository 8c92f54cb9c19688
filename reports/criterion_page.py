"""The page of one criterion: its result explained, and the posts behind it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import Access
from assessment.live import Live
from assessment.rubric import Coverage, Criterion
from assessment.scorecard import CriterionResult, Member
from assessment.wording import amount
from reports import raising
from reports.answers import CriterionAnswer, answers
from reports.english import counted, sentence
from reports.live_pages import draft_banner, published_report
from reports.provenance import day
from teams import catalogue
from teams.roster import UNKNOWN, WTE_UNIT, Roster
from teams.share_lines import readable_posts

PAGE_SIZE = 100
STATUSES = {"covered": "Covered", "partly": "Some, but under the floor", "missing": "None"}


def context(access: Access, criterion_id: str, number: str) -> dict[str, Any] | None:
    """What the page shows; None where the rubric has no such criterion. `number` is the page of posts asked for."""
    live = published_report(access.organisation)
    criterion = next((each for each in live.rubric.criteria if each.id == criterion_id), None)
    if criterion is None:
        return None
    result = live.scorecard.criterion(criterion_id)
    found = answers(live.scorecard, live.rubric)
    question = next(each for each in found.questions if each.id == criterion.question)
    answer = next(each for each in question.criteria if each.id == criterion_id)
    unit = _unit(criterion)
    return {
        "criterion": criterion,
        "question": question,
        "answer": answer,
        "facts": _facts(criterion, result, answer, unit),
        "member_columns": ("Name", "Covered", sentence(unit), "Posts"),
        "members": [_member(member, result.floor, unit) for member in result.members],
        "level_columns": ("Level", "What it takes"),
        "levels": levels(live, criterion),
        "post_columns": ("Reference", "Job title", "Team", "Function", "Engaged as"),
        "page": _posts(access.organisation, live, result, number) if criterion.measure else None,
        "query": "",
        **draft_banner(access, live),
    }


def _unit(criterion: Criterion) -> str:
    measure = criterion.measure
    if not isinstance(measure, Coverage):
        return ""
    return {"posts": "posts", "wte": "WTE", "funded_wte": "funded WTE"}[measure.amount]


def _facts(criterion: Criterion, result: CriterionResult, answer: CriterionAnswer, unit: str) -> list[tuple[str, str]]:
    """What is said of the criterion, as keys and values."""
    pairs = [
        ("What was found" if answer.is_scored else "Why it is not scored", answer.found),
        ("Level", answer.level_words),
        ("Value", answer.value),
        ("Worked out from", _worked_out(result) if criterion.measure and answer.is_scored else ""),
        ("Floor", f"{amount(result.floor)} {unit}" if result.floor is not None else ""),
        ("What would raise it", answer.next_step),
        ("What it holds down", " ".join(answer.caps)),
        ("Not known", _unknown(answer)),
        ("Weight in its question", answer.weight),
        ("The idea behind it", sentence(criterion.serves)),
    ]
    return [(key, value) for key, value in pairs if value]


def _worked_out(result: CriterionResult) -> str:
    if result.when_empty_used:
        return "Nothing to compare with, for which the rubric sets a value"
    if result.top is None or result.bottom is None:
        return ""
    return f"{amount(result.top)} of {amount(result.bottom)}"


def _unknown(answer: CriterionAnswer) -> str:
    return f"Something is not known on {counted(answer.unknown_posts, 'post')}." if answer.unknown_posts else ""


def _member(member: Member, floor: Fraction | None, unit: str) -> tuple[str, str, str, str]:
    status = STATUSES[member.status]
    if member.status == "partly" and floor is not None:
        status = f"{status} of {amount(floor)} {unit}"
    return sentence(member.name), status, amount(member.amount), str(len(member.posts))


def levels(live: Live, criterion: Criterion) -> list[tuple[str, str]]:
    """Every level, the top one first, with what it takes."""
    words = live.rubric.levels
    if criterion.answers:
        takes = list(criterion.answers)
    else:
        lowest = "anything else"
        takes = [lowest, *(raising.threshold(criterion, level) for level in range(1, len(words)))]
    return [(f"{words[level]} ({level})", sentence(takes[level])) for level in reversed(range(len(words)))]


# Posts ---------------------------------------------------------------------------------------------------------------


def _posts(organisation: Organisation, live: Live, result: CriterionResult, number: str) -> Page[dict[str, Any]]:
    """One page of the posts that count, those that count for most first."""
    counts = _counts_for(result)
    places = {ref: place for place, ref in enumerate(live.roster.post_ref)}
    page: Page[Any] = Paginator(list(counts), PAGE_SIZE).get_page(number)
    prefix = reverse("posts", args=[organisation.ods_code])
    ids = [(ref, live.post_ids[ref]) for ref in page.object_list]
    today = timezone.localdate()
    readable = readable_posts(organisation, [pk for _, pk in ids], today)
    page.object_list = [
        {
            # A partner may have ended its share since the day of the assessment.
            **_row(live.roster, places[ref], counts[ref], f"{prefix}{pk}/" if pk in readable else ""),
            "closed": day(closed) if (closed := readable.get(pk)) and closed <= today else "",
        }
        for ref, pk in ids
    ]
    return page


def _counts_for(result: CriterionResult) -> dict[str, str]:
    """The refs of the posts that count, each with what for."""
    if result.members:
        held: dict[str, list[str]] = {}
        for member in result.members:
            for ref in member.posts:
                held.setdefault(ref, []).append(member.name)
        counted_for = {ref: sentence(", ".join(names)) for ref, names in held.items()}
        rest = "Not for this"
    else:
        counted_for = dict.fromkeys(result.posts.top, "Counted")
        rest = "The total only"
    for ref in result.posts.bottom:
        counted_for.setdefault(ref, rest)
    return _marked(counted_for, result.posts.unknown)


def _marked(counted_for: dict[str, str], unknown: Iterable[str]) -> dict[str, str]:
    for ref in unknown:
        words = counted_for.get(ref)
        counted_for[ref] = f"{words}; something is not known" if words else "Something is not known"
    return counted_for


def _row(roster: Roster, place: int, counts_for: str, url: str) -> dict[str, Any]:
    role, employment = roster.role[place], roster.employment[place]
    team, funded = roster.team.codes[place], roster.funded_wte[place]
    function = "" if role == UNKNOWN else catalogue.roles()[(catalogue.values("role") or ())[role]].function
    return {
        "ref": roster.post_ref[place],
        "title": roster.title[place],
        "url": url,
        "vacant": not roster.filled[place],
        "team": "Own team" if team == UNKNOWN else roster.team.names[team],
        "function": sentence(catalogue.name_of("function", function)) if function else "Not known",
        "employment": "Not known" if employment == UNKNOWN else _employment(employment),
        "wte": amount(Fraction(roster.wte[place], WTE_UNIT)),
        "funded": "Not known" if funded == UNKNOWN else amount(Fraction(funded, WTE_UNIT)),
        "counts_for": counts_for,
    }


def _employment(code: int) -> str:
    return sentence(catalogue.name_of("employment", (catalogue.values("employment") or ())[code]))
