"""What the API answers: each class is a table, each field a column with what it says."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema


class OrganisationRow(Schema):
    """An organisation whose reports you may read."""

    ods_code: str = Field(description="ODS code, the key of the organisation")
    name: str
    kind: str = Field(description="What kind of organisation it is; blank where that is not recorded")
    region: str
    role: str = Field(description="Your role: lead, contributor, sponsor, board or system")
    may_read_live: bool = Field(description="Whether you may read the report as it stands")


class AssessmentRow(Schema):
    """A report that you may read: the signed-off ones, and the one as it stands."""

    ods_code: str
    report: int | None = Field(description="Number of the report; blank for the report as it stands")
    state: str = Field(description="current, superseded, or live for the report as it stands")
    as_at: date = Field(description="The day as at which the roster was read")
    signed_at: datetime | None = Field(description="When it was signed off")
    signed_by: str = Field(description="The job title of whoever signed it off")
    rubric: str
    sha256: str = Field(description="The hash of what was signed off, as its paper shows it")


class OfReport(Schema):
    """Which report a row is about."""

    ods_code: str
    report: int | None = Field(description="Number of the report; blank for the report as it stands")
    as_at: date = Field(description="The day as at which the roster was read")


class QuestionValues(Schema):
    """What was found for one question."""

    question: str = Field(description="Id of the question in the rubric")
    text: str
    weight: float
    verdict: str = Field(description="The answer in words")
    rating: str = Field(description="Rating; blank while the range is open")
    score: float | None = Field(description="Points from 0 to 100, to one decimal; blank where nothing is known")
    low: float = Field(description="The lowest score that is still open")
    high: float = Field(description="The highest score that is still open")
    low_rating: str
    high_rating: str
    scored_weight: float = Field(description="Scored part of the weight, from 0 to 1, to two decimals")
    standing: str = Field(description="The rating or the range, in words")
    deciding: str = Field(description="The sentence that decides the answer")
    caps: list[str] = Field(description="What holds the score down")


class CriterionValues(Schema):
    """What was found for one criterion."""

    criterion: str = Field(description="Id of the criterion in the rubric")
    name: str
    weight: float
    level: int | None = Field(description="Level from 0 to 4; blank where it is not scored")
    level_word: str
    value: float | None = Field(description="The value as it is shown, a share as 0 to 1; blank where it is hidden")
    value_shown: str = Field(description="The value as pages show it")
    found: str = Field(description="What was found, or why it is not scored")
    reason: str = Field(description="Code of why it is not scored; blank where it is")
    next_step: str = Field(description="What would raise it")
    caps: list[str] = Field(description="What it does to hold the score of its question down")


class QuestionRow(QuestionValues, OfReport):
    """One question of one report."""


class CriterionRow(CriterionValues, OfReport):
    """One criterion of one report."""

    question: str = Field(description="Id of its question")


class AggregateRow(OfReport):
    """One sum over the posts of one report."""

    table: str = Field(description="totals, staffing (by function and how people are engaged) or clinical_time")
    category: str = Field(description="What is counted, the function, or the clinical profession")
    part: str = Field(description="How people are engaged, or whether the time is in the job; blank in totals")
    unit: str = Field(description="WTE or posts")
    value: float


class QuestionCard(QuestionValues):
    """One question with its criteria."""

    criteria: list[CriterionValues]


class Scorecard(OfReport):
    """A whole scorecard. As CSV it is the table of its criteria."""

    name: str = Field(description="Name of the organisation")
    notice: str = Field(description="What kind of opinion this is")
    age: str = Field(description="How old the data is and how much of it there is")
    coverage: str = Field(description="How much of the whole could be scored")
    rubric: str
    rubric_version: str
    rubric_sha256: str
    engine_version: str
    sha256: str = Field(description="The hash of what was signed off; blank for the report as it stands")
    index: float | None = Field(description="The weighted mean of the scores, to one decimal")
    rating: str = Field(description="The overall rating; blank while a question is not rated")
    questions: list[QuestionCard]


class Problem(Schema):
    """Why there is no answer, in a sentence."""

    error: str
    reference: str = Field(description="To quote when you ask about it")
