"""Which charts a report has: what each shows, and the finding above it. Any roster and any rubric will do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from assessment.rubric import Band
from assessment.scorecard import QuestionResult, Scorecard
from assessment.wording import percentage
from reports.audience import Reader
from reports.charts import RANGES, STACKED, Chart, Series, points, rounded_wte, shown, zones_of
from reports.english import counted, listed, sentence
from teams import catalogue
from teams.roster import UNKNOWN, WTE_UNIT, Roster

IN_HOUSE, EXTERNAL, OTHER_NHS, ENGAGEMENT_NOT_KNOWN, STAFF_FUNDING_NOT_KNOWN = range(5)
STAFFING = ("In-house", "External", "Bought from the NHS", "Engagement not known", "Funding not known")
FUNDED, OUTSIDE, FUNDING_NOT_KNOWN = range(3)
"""Clinical time: in the job, outside the job plan, or either."""
ALL_PROFESSIONS = "All professions"
EXTERNAL_STAFF_KNOWN = ("recorded", "none")
"""What an organisation says of its external staff where the roster can be taken at its word."""
MOST_UNKNOWN = Fraction(1, 10)
"""The part of the time that may be unknown where a share of the rest is still a finding. Judgement."""


def engagement(employment: int) -> int:
    """The place in `STAFFING` for how a post is engaged."""
    if employment == UNKNOWN:
        return ENGAGEMENT_NOT_KNOWN
    code = (catalogue.values("employment") or ())[employment]
    if code in catalogue.EXTERNAL:
        return EXTERNAL
    return IN_HOUSE if code in catalogue.IN_HOUSE else OTHER_NHS


def team(roster: Roster, external_staff: str, reader: Reader) -> list[Chart]:
    """The charts of the team for `reader`, as far as there is anything to draw."""
    charts = (staffing(roster, external_staff), clinical_time(roster, by_profession=reader.is_private))
    return [chart for chart in charts if chart]


def staffing(roster: Roster, external_staff: str) -> Chart | None:
    """Funded WTE of filled posts by function and by how they are engaged; None where there is none.

    A post whose funding is not known stands apart, with its WTE. Every function of the catalogue has a bar, so that one
    without anybody can be seen. `external_staff` is the fact of that name: without it no share is a finding.
    """
    names = [catalogue.roles()[code].function for code in catalogue.values("role") or ()]
    functions = [*catalogue.terms("function"), ""]
    sums = {function: [0] * len(STAFFING) for function in functions}
    staffed = set()
    for role, employment, filled, wte, funded in zip(
        roster.role, roster.employment, roster.filled, roster.wte, roster.funded_wte, strict=True
    ):
        if filled:
            function = "" if role == UNKNOWN else names[role]
            staffed.add(function)
            kind = STAFF_FUNDING_NOT_KNOWN if funded == UNKNOWN else engagement(employment)
            sums[function][kind] += wte if funded == UNKNOWN else funded
    if not any(sums[""]):
        del sums[""]
    if not any(map(any, sums.values())):
        return None
    labels = [sentence(catalogue.name_of("function", code)) if code else "Function not known" for code in sums]
    nobody = [label.lower() for code, label in zip(sums, labels, strict=True) if code not in staffed]
    return Chart(
        id="staffing",
        kind=STACKED,
        heading=_staffing_heading(sums.values(), external_staff),
        sentence=_staffing_sentence(labels, list(sums.values()), nobody),
        category="Function",
        unit="Whole time equivalent (WTE)",
        categories=tuple(labels),
        series=_series(STAFFING, sums.values()),
        totals=tuple(_wte(sum(row)) for row in sums.values()),
    )


def _staffing_heading(rows: Iterable[Sequence[int]], external_staff: str) -> str:
    if external_staff not in EXTERNAL_STAFF_KNOWN:
        return "Who is on the roster, by function; external staff may be missing"
    *by_engagement, not_funded_or_not = [sum(column) for column in zip(*rows, strict=True)]
    total, external = sum(by_engagement), by_engagement[EXTERNAL]
    unknown, everything = by_engagement[ENGAGEMENT_NOT_KNOWN] + not_funded_or_not, total + not_funded_or_not
    if unknown > MOST_UNKNOWN * everything:
        return f"How {_written(unknown)} of {_written(everything)} WTE is engaged or funded is not known"
    if external == total:
        return f"All {_written(total)} funded WTE is external"
    if external:
        return f"{_share(external, total)} of funded time is external: {_written(external)} of {_written(total)} WTE"
    if by_engagement[IN_HOUSE] == total:
        return f"All {_written(total)} funded WTE is in-house"
    return f"No external person is recorded among {_written(total)} funded WTE"


def _staffing_sentence(labels: Sequence[str], rows: Sequence[Sequence[int]], nobody: Sequence[str]) -> str:
    pairs = list(zip(labels, rows, strict=True))
    outsiders = [label.lower() for label, row in pairs if row[EXTERNAL] and row[EXTERNAL] == sum(row)]
    said = ["The funded time of all filled posts, with infrastructure and governance."]
    if outsiders:
        said.append(f"Only external people work in: {listed(outsiders)}.")
    if nobody:
        said.append(f"Nobody is recorded in: {listed(nobody)}.")
    not_known = sum(row[ENGAGEMENT_NOT_KNOWN] for row in rows)
    if not_known:
        said.append(f"How {_written(not_known)} WTE is engaged is not known.")
    funding = sum(row[STAFF_FUNDING_NOT_KNOWN] for row in rows)
    if funding:
        said.append(f"Whether {_written(funding)} WTE is funded is not known.")
    return " ".join(said)


def clinical_time(roster: Roster, *, by_profession: bool = True) -> Chart | None:
    """WTE of clinicians in filled posts by profession, of which some have one post, or all in one: in the job, outside
    the job plan, or not known which.

    None where no clinician is on the roster. People who are not on the roster are not in it.
    """
    professions = [*catalogue.terms("clinical_profession"), ""]
    sums = {profession: [0, 0, 0] for profession in professions}
    unsure = 0
    for filled, clinician, code, wte, funded in zip(
        roster.filled, roster.clinician, roster.clinical_profession, roster.wte, roster.funded_wte, strict=True
    ):
        if filled and clinician == UNKNOWN:
            unsure += 1
        elif filled and clinician:
            row = sums["" if code == UNKNOWN else professions[code]]
            if funded == UNKNOWN:
                row[FUNDING_NOT_KNOWN] += wte
            else:
                row[FUNDED] += funded
                row[OUTSIDE] += wte - funded
    sums = {profession: row for profession, row in sums.items() if any(row)}
    if not sums:
        return None
    labels = [_profession(code) for code in sums]
    if not by_profession:
        labels, sums = [ALL_PROFESSIONS], {"": [sum(column) for column in zip(*sums.values(), strict=True)]}
    return Chart(
        id="clinical-time",
        kind=STACKED,
        heading=_clinical_heading(sums.values()),
        sentence=_clinical_sentence(unsure),
        category="Profession",
        unit="Whole time equivalent (WTE)",
        categories=tuple(labels),
        series=_series(("In the job", "Outside the job plan", "Not known which"), sums.values()),
        totals=tuple(_wte(sum(row)) for row in sums.values()),
    )


def _profession(code: str) -> str:
    return sentence(catalogue.name_of("clinical_profession", code)) if code else "Profession not recorded"


def _clinical_heading(rows: Iterable[Sequence[int]]) -> str:
    funded, outside, not_known = (sum(column) for column in zip(*rows, strict=True))
    total = funded + outside + not_known
    if outside:
        return f"{_written(outside)} of {_written(total)} WTE of clinicians' time on the roster is outside the job plan"
    if not_known:
        return f"Whether {_written(not_known)} of {_written(total)} WTE of clinicians' time is in the job is not known"
    return f"All {_written(total)} WTE of clinicians' time on the roster is in the job"


def _clinical_sentence(unsure: int) -> str:
    said = "Time that clinicians give to digital work, people on the roster only."
    if unsure:
        said += f" {sentence(counted(unsure, 'more post'))} may be a clinician's: the role is not known."
    return said


def scores(scorecard: Scorecard, bands: Sequence[Band]) -> Chart:
    """The score of each question, and the range that is open, on the scale of the rubric's bands (worst first)."""
    questions = scorecard.questions
    return Chart(
        id="scores",
        kind=RANGES,
        heading=_scores_heading(questions),
        sentence="A diamond is the score as far as it is known. A bar is where the score may still end up.",
        category="Question",
        unit="Score from 0 to 100",
        categories=tuple(question.text for question in questions),
        series=(
            Series("Lowest", tuple(points(question.range[0]) for question in questions)),
            Series("Highest", tuple(points(question.range[1]) for question in questions)),
            Series(
                "Score", tuple(None if question.score is None else points(question.score) for question in questions)
            ),
        ),
        zones=zones_of(bands),
    )


def _scores_heading(questions: Sequence[QuestionResult]) -> str:
    without = sum(question.score is None for question in questions)
    still_open = sum(question.range[0] < question.range[1] for question in questions)
    if without:
        return sentence(f"{counted(without, 'question')} cannot be scored yet")
    if still_open:
        return f"What is not known leaves {counted(still_open, 'score')} open"
    return "Every score is settled"


def _series(names: Sequence[str], rows: Iterable[Sequence[int]]) -> tuple[Series, ...]:
    columns = zip(*rows, strict=True)
    return tuple(Series(name, tuple(map(_wte, column))) for name, column in zip(names, columns, strict=True))


def _wte(units: int) -> Decimal:
    return rounded_wte(Fraction(units, WTE_UNIT))


def _written(units: int) -> str:
    return shown(_wte(units))


def _share(part: int, whole: int) -> str:
    return percentage(Fraction(part, whole))
