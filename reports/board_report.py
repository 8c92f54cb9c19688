"""What a board reads, as one value: the page, the paper and every other output take their words and numbers from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from assessment.foresight import Foresight
from assessment.improvement import ImprovementPlan
from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from reports import pictures
from reports.ahead import Ahead, ahead_of
from reports.answers import NOTICE, Answers, answers
from reports.audience import Reader, in_public
from reports.beside import beside_survey
from reports.charts import Chart
from reports.cover import Cover, Table, cover_of, public_cover_of
from reports.edition import Edition, SignedOff
from reports.for_the_board import Findings, decisions, to_ask
from reports.front import Front, PaperCover, front_of
from reports.pictures_ahead import contract_ends
from reports.plan_words import PlanReport, plan_report
from reports.provenance import age, method
from teams.pulse import Published
from teams.roster import Roster


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from. Without a `roster` it has no charts of the team, without a `foresight` nothing of
    what lies ahead. `external_staff` is the fact of that name, `survey` what may be shown of the survey of clinicians.
    Reports that are older than plans have no `plan`. `history` is the chart of the reports so far.
    """

    organisation_name: str = ""
    roster: Roster | None = None
    foresight: Foresight | None = None
    external_staff: str = ""
    survey: Published | None = None
    facts_as_at: date | None = None
    commentary: Mapping[str, str] = field(default_factory=dict)
    signed_off: SignedOff | None = None
    plan: ImprovementPlan | None = None
    paper_cover: PaperCover = field(default_factory=PaperCover)
    changed: Table | None = None
    history: Chart | None = None


@dataclass(frozen=True, slots=True)
class BoardReport:
    """One report as one reader gets it. `ahead` has one entry a question or, without a foresight, none; `ends` is None
    where nothing ends, or where it is not told. `commentary` is by the id of a question, `to_ask` what a board member
    may want to ask."""

    organisation_name: str
    edition: Edition
    front: Front
    scorecard: Scorecard
    found: Answers
    notice: str
    age: str
    charts: tuple[Chart, ...]
    scores: Chart
    method: tuple[str, ...]
    to_ask: tuple[str, ...]
    changed: Table | None = None
    ahead: tuple[Ahead, ...] = ()
    ends: Chart | None = None
    cover: Cover | None = None
    commentary: Mapping[str, str] = field(default_factory=dict)
    plan: PlanReport | None = None
    history: Chart | None = None

    @property
    def every_chart(self) -> tuple[Chart, ...]:
        return (*self.charts, *(chart for chart in (self.ends, self.history) if chart), self.scores)


def board_report(scorecard: Scorecard, rubric: Rubric, source: Source, reader: Reader) -> BoardReport:
    """The report of a scorecard for `reader`; `rubric` is the one that it was scored by, small numbers are hidden."""
    if not reader.is_private:
        scorecard = in_public(scorecard, rubric)
    found = answers(scorecard, rubric)
    ahead = _ahead(found, rubric, source, reader)
    foresight = source.foresight if ahead else None
    findings = Findings(found, scorecard, rubric, ahead, foresight, reader.is_private)
    report = BoardReport(
        organisation_name=source.organisation_name,
        edition=Edition(reader.audience, source.signed_off),
        front=front_of(source.paper_cover, decisions(findings), decisions(findings.in_public)),
        scorecard=scorecard,
        found=found,
        notice=NOTICE,
        age=age(scorecard, source.facts_as_at),
        charts=() if source.roster is None else tuple(pictures.team(source.roster, source.external_staff, reader)),
        scores=pictures.scores(scorecard, rubric.bands),
        method=tuple(method(scorecard, found)),
        to_ask=to_ask(findings),
        changed=source.changed,
        ahead=ahead,
        commentary=source.commentary if reader.is_private else {},
        plan=plan_report(source.plan, has_costs=reader.is_private) if source.plan else None,
        history=source.history,
    )
    return _with_cover(report, source, reader)


def _ahead(found: Answers, rubric: Rubric, source: Source, reader: Reader) -> tuple[Ahead, ...]:
    """What lies ahead of each question, as `reader` may read it; nothing without a roster or a foresight."""
    if source.roster is None or source.foresight is None:
        return ()
    beside = beside_survey(rubric, source.roster, source.survey)
    ahead = ahead_of(found.questions, source.foresight, source.roster, beside)
    return ahead if reader.is_private else tuple(each.in_public for each in ahead)


def _with_cover(report: BoardReport, source: Source, reader: Reader) -> BoardReport:
    """The report with what needs cover, as `reader` may read it."""
    if source.roster is None or source.foresight is None:
        return report
    if not reader.is_private:
        return replace(report, cover=public_cover_of(source.foresight))
    names, questions = reader.names_posts, report.found.questions
    return replace(
        report,
        ends=contract_ends(questions, source.foresight, source.roster, counts_posts=names),
        cover=cover_of(questions, source.foresight, source.roster, names_posts=names),
    )
