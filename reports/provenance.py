"""What the answers rest on: how old the data is, how much of it there is, and how the answers were worked out."""

from __future__ import annotations

from datetime import date

from assessment.scorecard import Scorecard, Totals
from reports.answers import NOTICE, Answers
from reports.english import counted, number_word


def day(when: date) -> str:
    """A day as it is written: "30 September 2026"."""
    return f"{when.day} {when:%B %Y}"


def age(scorecard: Scorecard, facts_as_at: date | None) -> str:
    """How old the data is and how much of it there is, in sentences."""
    totals = scorecard.totals
    vacant = f"{number_word(totals.vacant)} of them vacant" if totals.vacant else "none of them vacant"
    posts = f"{counted(totals.posts, 'post')}, {vacant}" if totals.posts else "no posts"
    facts = f" The facts about the organisation are as at {day(facts_as_at)}." if facts_as_at else ""
    return f"The roster is as at {day(scorecard.as_at)}: {posts}.{facts}"


def funding_not_known(totals: Totals) -> str:
    """For how many filled posts the funding is not known: "not known for 8 posts"; "" for none."""
    number = totals.funded_unknown_posts
    return f"not known for {number:,} {'post' if number == 1 else 'posts'}" if number else ""


def reading(as_at: date, today: date) -> str:
    """As at which day the posts are read, said plainly where that is not today."""
    if as_at == today:
        return f"As at {day(as_at)}."
    return f"Posts are read as at {day(as_at)}; today's roster may differ."


def method(scorecard: Scorecard, found: Answers) -> list[str]:
    """How the answers were worked out, one paragraph each."""
    rubric = scorecard.rubric
    worked_out = (
        "The answers were worked out from the roster of posts, the facts about the organisation and its own answers, by"
        f" the rubric “{rubric.title}”, version {rubric.version} ({rubric.sha256[:8]}), with version"
        f" {scorecard.engine_version} of the engine. Each criterion gets a level from 0 to 4. A question's score is the"
        " weighted mean of its levels, from 0 to 100, unless a cap holds it down."
    )
    known = "What is not known counts neither for nor against. The range shows what it could still change."
    return [worked_out, f"{found.coverage} {known}", NOTICE]
