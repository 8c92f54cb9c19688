"""What a board reads, as one value: the page, the paper and every other output take their words and numbers from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assessment.foresight import Foresight
from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from reports import pictures
from reports.ahead import Ahead, ahead_of
from reports.answers import NOTICE, Answers, answers
from reports.beside import beside_survey
from reports.charts import Chart
from reports.cover import Cover, cover_of
from reports.pictures_ahead import contract_ends
from reports.provenance import age, method
from teams.pulse import Published
from teams.roster import Roster


@dataclass(frozen=True, slots=True)
class Reader:
    """What those for whom the report is made may read: `names_posts` is whether what hangs on one post is told."""

    names_posts: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from. Without a `roster` it has no charts of the team, without a `foresight` nothing of
    what lies ahead. `external_staff` is the fact of that name, `survey` what may be shown of the survey of clinicians.
    """

    organisation_name: str = ""
    roster: Roster | None = None
    foresight: Foresight | None = None
    external_staff: str = ""
    survey: Published | None = None
    facts_as_at: date | None = None


@dataclass(frozen=True, slots=True)
class BoardReport:
    """One report. `ahead` has one entry a question or, without a foresight, none; `ends` is None where nothing ends."""

    organisation_name: str
    scorecard: Scorecard
    found: Answers
    notice: str
    age: str
    charts: tuple[Chart, ...]
    scores: Chart
    method: tuple[str, ...]
    ahead: tuple[Ahead, ...] = ()
    ends: Chart | None = None
    cover: Cover | None = None

    @property
    def every_chart(self) -> tuple[Chart, ...]:
        return (*self.charts, *([self.ends] if self.ends else []), self.scores)


def board_report(scorecard: Scorecard, rubric: Rubric, source: Source, reader: Reader) -> BoardReport:
    """The report of a scorecard; `rubric` is the one that it was scored by, small numbers are hidden already."""
    found = answers(scorecard, rubric)
    report = BoardReport(
        organisation_name=source.organisation_name,
        scorecard=scorecard,
        found=found,
        notice=NOTICE,
        age=age(scorecard, source.facts_as_at),
        charts=() if source.roster is None else tuple(pictures.team(source.roster, source.external_staff)),
        scores=pictures.scores(scorecard, rubric.bands),
        method=tuple(method(scorecard, found)),
    )
    if source.roster is None or source.foresight is None:
        return report
    beside = beside_survey(rubric, source.roster, source.survey)
    return replace(
        report,
        ahead=ahead_of(found.questions, source.foresight, source.roster, beside),
        ends=contract_ends(found.questions, source.foresight, source.roster, counts_posts=reader.names_posts),
        cover=cover_of(found.questions, source.foresight, source.roster, names_posts=reader.names_posts),
    )
