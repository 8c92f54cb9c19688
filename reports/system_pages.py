"""What the page of a system shows: the members that share with their integrated care board, read together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import Organisation
from accounts.pages import day_words
from assessment.kept_posts import rosters_in
from assessment.published import rubric_of
from assessment.rubric import Coverage, Rubric
from assessment.standings import Standing, every_standing, latest_standings
from reports import system
from reports.answers import standing_of
from reports.pictures import staffing
from reports.system import Answer, Covered, Member


def members_of(listed: Iterable[tuple[Organisation, bool]]) -> list[tuple[Standing, Member]]:
    """The organisations of a system that share with their board and have a report, each by its latest, in order.

    `listed` are all of them, and whether each shares.
    """
    latest = latest_standings(every_standing())
    found = [latest[organisation.pk] for organisation, shares in listed if shares and organisation.pk in latest]
    return [(standing, _member(standing)) for standing in found]


def page(board: Organisation) -> dict[str, Any]:
    """The system of an integrated care board."""
    listed = Organisation.objects.in_system(board)
    pairs = members_of(listed)
    members = [member for _, member in pairs]
    sharing = [organisation for organisation, shares in listed if shares]
    reported = {member.ods_code for member in members}
    context: dict[str, Any] = {
        "in_short": system.in_short(len(listed), len(sharing), len(members)),
        "members": [_row(member) for member in members],
        "silent": [each.name for each in sharing if each.ods_code not in reported],
    }
    if not members:
        return context
    covered = system.coverage(members)
    rosters = rosters_in(standing.sha256 for standing, _ in pairs)
    with_posts = {one.organisation.ods_code: rosters[one.sha256] for one, _ in pairs if one.sha256 in rosters}
    return context | {
        "questions": _questions([one for one, _ in pairs], members),
        "answer_columns": ("Answer", "Rating", "Organisations"),
        "coverage": [each.row for each in covered],
        "coverage_columns": system.COLUMNS,
        "opportunities": system.opportunities(covered),
        "staffing": staffing(system.roster_of(with_posts), system.external_staff_of(members)),
        "without_posts": len(members) - len(with_posts),
    }


def _member(standing: Standing) -> Member:
    found, organisation = standing.found, standing.organisation
    criterion = covering(rubric_of(standing.rubric_version))
    covered = found.covered.get(criterion)
    return Member(
        ods_code=organisation.ods_code,
        name=organisation.name,
        report=standing.report,
        as_at=standing.as_at,
        external_staff=found.external_staff,
        answers={
            key: Answer(verdict, standing_of(found.ratings[key], *found.ranges[key]))
            for key, verdict in found.verdicts.items()
        },
        covered=Covered(*covered) if covered else None,
    )


def covering(rubric: Rubric) -> str:
    """The id of the first criterion that says how much time covers each function; "" for none."""
    return next(
        (
            each.id
            for each in rubric.criteria
            if isinstance(each.measure, Coverage)
            and each.measure.of.column == "function"
            and each.measure.amount in ("wte", "funded_wte")
        ),
        "",
    )


def _row(member: Member) -> dict[str, str]:
    url = reverse("signed_off", args=[member.ods_code, member.report])
    return {"name": member.name, "url": url, "report": f"Report {member.report}", "as_at": day_words(member.as_at)}


def _questions(standings: list[Standing], members: list[Member]) -> list[dict[str, Any]]:
    """A table for each question of the rubrics by which members were assessed, in their order."""
    texts: dict[str, str] = {}
    for standing in standings:
        for question in rubric_of(standing.rubric_version).questions:
            texts.setdefault(question.id, question.text)
    return [
        {
            "id": f"answers-{number}",
            "caption": text,
            "rows": [
                (verdict, standing, "; ".join(member.name for member in who))
                for verdict, standing, who in system.by_answer(members, question)
            ],
        }
        for number, (question, text) in enumerate(texts.items(), 1)
    ]
