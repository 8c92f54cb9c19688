"""The addresses of the API. Each finds the organisation for the member whose token asks, as a page does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Schema

from accounts.permissions import Access, Action, organisation_for, organisations_of
from assessment.cycle_list import reports_of
from assessment.services import draft_for
from assessment.submitted import current_report
from reports.api.answering import as_csv, speak_plainly, wants_csv
from reports.api.schemas import (
    AggregateRow,
    AssessmentRow,
    CriterionRow,
    OrganisationRow,
    Problem,
    QuestionRow,
    Scorecard,
)
from reports.api.tokens import Basic, Bearer

Format = Literal["json", "csv"] | None
Row = Mapping[str, Any]
ADDRESS = "/api/v1/"

api = NinjaAPI(
    title="Check your digital team",
    version="1",
    description="Reads what the member of a token may read on pages: the same numbers, with small ones hidden alike.",
    docs_url=None,
    openapi_url=None,
    auth=[Bearer(), Basic()],
)
speak_plainly(api)


def answers(schema: Any) -> dict[int, Any]:
    """What an address answers with, by status."""
    return {200: schema, **dict.fromkeys((400, 401, 403, 404, 429), Problem)}


def table(request: HttpRequest, asked: Format, schema: type[Schema], rows: Sequence[Row], name: str) -> Any:
    """The rows as they are asked for."""
    return as_csv(schema, rows, name) if wants_csv(request, asked) else rows


@api.get("organisations", response=answers(list[OrganisationRow]), url_name="api_organisations")
def organisations(request: HttpRequest, format: Format = None) -> Any:  # noqa: A002  # its name in the address
    """The organisations whose reports you may read"""
    rows = [_organisation(access) for access in organisations_of(_member(request))]
    return table(request, format, OrganisationRow, rows, "organisations")


def _organisation(access: Access) -> Row:
    found = access.organisation
    return {
        "ods_code": found.ods_code,
        "name": found.name,
        "kind": found.kind,
        "region": found.region,
        "role": access.role.value,
        "may_read_live": access.may_see_live_report,
    }


@api.get("organisations/{ods:ods}/assessments", response=answers(list[AssessmentRow]), url_name="api_assessments")
def assessments(request: HttpRequest, ods: str, format: Format = None) -> Any:  # noqa: A002  # as above
    """The reports of an organisation, the latest first, with the one as it stands where you may read it"""
    access = organisation_for(_member(request), ods, Action.SEE_SIGNED_OFF)
    rows = [_live(access)] if access.may_see_live_report else []
    for report in reports_of(access.organisation):
        state = "current" if report.is_current else "superseded"
        signed = {"signed_at": report.signed_at, "signed_by": report.job_title, "sha256": report.sha256}
        known = {"report": report.number, "state": state, "as_at": report.as_at, "rubric": report.rubric}
        rows.append({"ods_code": ods, **known, **signed})
    return table(request, format, AssessmentRow, rows, f"{ods}-assessments")


def _live(access: Access) -> dict[str, Any]:
    draft = draft_for(access.organisation)
    unsigned = {"report": None, "state": "live", "signed_at": None, "signed_by": "", "sha256": ""}
    known = {"ods_code": access.organisation.ods_code, "as_at": draft.as_at, "rubric": str(draft.rubric_version)}
    return {**known, **unsigned}


REPORT = "organisations/{ods:ods}/reports/{int:number}/"
LIVE = "organisations/{ods:ods}/live/"


@api.get(f"{REPORT}scorecard", response=answers(Scorecard), url_name="api_scorecard")
def scorecard(request: HttpRequest, ods: str, number: int, format: Format = None) -> Any:  # noqa: A002  # as above
    """The scorecard of a signed-off report"""
    return _scorecard(request, format, _signed_off(request, ods, number))


@api.get(f"{REPORT}questions", response=answers(list[QuestionRow]), url_name="api_questions")
def questions(request: HttpRequest, ods: str, number: int, format: Format = None) -> Any:  # noqa: A002  # as above
    """The questions of a signed-off report"""
    return _questions(request, format, _signed_off(request, ods, number))


@api.get(f"{REPORT}criteria", response=answers(list[CriterionRow]), url_name="api_criteria")
def criteria(request: HttpRequest, ods: str, number: int, format: Format = None) -> Any:  # noqa: A002  # as above
    """The criteria of a signed-off report"""
    return _criteria(request, format, _signed_off(request, ods, number))


@api.get(f"{REPORT}aggregates", response=answers(list[AggregateRow]), url_name="api_aggregates")
def aggregates(request: HttpRequest, ods: str, number: int, format: Format = None) -> Any:  # noqa: A002  # as above
    """Sums over the posts of a signed-off report"""
    return _aggregates(request, format, _signed_off(request, ods, number))


@api.get(f"{LIVE}scorecard", response=answers(Scorecard), url_name="api_live_scorecard")
def live_scorecard(request: HttpRequest, ods: str, format: Format = None) -> Any:  # noqa: A002  # as above
    """The scorecard of the report as it stands"""
    return _scorecard(request, format, _as_it_stands(request, ods))


@api.get(f"{LIVE}questions", response=answers(list[QuestionRow]), url_name="api_live_questions")
def live_questions(request: HttpRequest, ods: str, format: Format = None) -> Any:  # noqa: A002  # as above
    """The questions of the report as it stands"""
    return _questions(request, format, _as_it_stands(request, ods))


@api.get(f"{LIVE}criteria", response=answers(list[CriterionRow]), url_name="api_live_criteria")
def live_criteria(request: HttpRequest, ods: str, format: Format = None) -> Any:  # noqa: A002  # as above
    """The criteria of the report as it stands"""
    return _criteria(request, format, _as_it_stands(request, ods))


@api.get(f"{LIVE}aggregates", response=answers(list[AggregateRow]), url_name="api_live_aggregates")
def live_aggregates(request: HttpRequest, ods: str, format: Format = None) -> Any:  # noqa: A002  # as above
    """Sums over the posts of the report as it stands"""
    return _aggregates(request, format, _as_it_stands(request, ods))


def _member(request: HttpRequest) -> Any:
    """The member whose token asks."""
    return request.auth  # type: ignore[attr-defined]  # django-ninja's


def _signed_off(request: HttpRequest, ods: str, number: int) -> Any:
    """A signed-off report. Http404: there is none of that number."""
    access = organisation_for(_member(request), ods, Action.SEE_SIGNED_OFF)
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    from reports.api import reading  # loads the engine, start-up must not wait for it

    return reading.signed_off(access, report)


def _as_it_stands(request: HttpRequest, ods: str) -> Any:
    access = organisation_for(_member(request), ods, Action.SEE_LIVE_REPORT)
    from reports.api import reading  # as above

    return reading.as_it_stands(access)


def _scorecard(request: HttpRequest, asked: Format, card: Any) -> Any:
    from reports.api import rows  # as above

    if wants_csv(request, asked):
        return as_csv(CriterionRow, rows.criteria(card), _name(card, "scorecard"))
    return rows.scorecard(card)


def _questions(request: HttpRequest, asked: Format, card: Any) -> Any:
    from reports.api import rows  # as above

    return table(request, asked, QuestionRow, rows.questions(card), _name(card, "questions"))


def _criteria(request: HttpRequest, asked: Format, card: Any) -> Any:
    from reports.api import rows  # as above

    return table(request, asked, CriterionRow, rows.criteria(card), _name(card, "criteria"))


def _aggregates(request: HttpRequest, asked: Format, card: Any) -> Any:
    from reports.api import rows  # as above

    return table(request, asked, AggregateRow, rows.aggregates(card), _name(card, "aggregates"))


def _name(card: Any, what: str) -> str:
    return f"{card.ods_code}-{what}-{card.number or 'live'}"
