"""A slow, plain scorer to test the engine against: the rubric format, read row by row in exact fractions.

Nothing here is shared with the product. A row answers a condition with True, False or None; None is "not known".
A column's value is None where it is not known, and an empty text or set where there is none. Quoted sentences are
the rules that are easily read wrongly.
"""

import csv
from calendar import monthrange
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = dict[str, str]
Values = dict[str, Any]
Ends = tuple[Fraction, Fraction]

ROLES_FILE = Path(__file__).resolve().parents[2] / "teams" / "data" / "roles.csv"
EXTERNAL = {"agency", "contractor", "consultancy", "supplier"}
NOT_ENOUGH_EVIDENCE = "Not enough evidence"


class NotScoredError(Exception):
    """Not scored is not zero; the message is the reason."""


def read_roles() -> dict[str, Row]:
    """Every role of the catalogue by its code."""
    with ROLES_FILE.open(encoding="utf-8", newline="") as file:
        return {role["role"]: role for role in csv.DictReader(file)}


ROLES = read_roles()


def score(rows: list[Row], facts: Values, rubric: Values) -> Values:
    """Score one roster: each criterion, each question, and the whole."""
    posts = [read_post(row) for row in rows]
    criteria = {each["id"]: score_criterion(each, posts, facts, rubric) for each in rubric["criteria"]}
    questions = {each["id"]: score_question(each, criteria, rubric) for each in rubric["questions"]}
    return {"criteria": criteria, "questions": questions, "overall": score_overall(questions, rubric)}


# The roster


def read_post(row: Row) -> Values:
    """One row with every blank given its meaning."""
    text = {column: (value or "").strip() for column, value in row.items()}
    role = ROLES[text["role"]] if text["role"] else None
    post = {
        "role": text["role"] or None,
        "function": role["function"] if role else None,
        "work": role["work"] if role else None,
        "employment": text["employment"] or None,
        "status": text["status"] or "filled",
        "wte": Fraction(text["wte"]),
        "grade": text["grade"],
        "team": text["team"],
        "clinical_profession": text["clinical_profession"],
        "clinician": is_clinician(text, role),
        "senior_leader": is_senior_leader(text, role),
        "control_role": frozenset(part.strip() for part in text["control_role"].split(";") if part.strip()),
        "started_on": date.fromisoformat(text["started_on"]) if text["started_on"] else None,
        "supplier": text["supplier"],
        "skills": read_skills(text["skills"]),
    }
    # "unknown on an external post, else none": a post whose employment is not known is not one of the four.
    if not post["supplier"] and post["employment"] in EXTERNAL:
        post["supplier"] = None
    post["funded_wte"] = funded_wte(text["funded_wte"], post)
    post["funded"] = None if post["funded_wte"] is None else post["funded_wte"] > 0
    return post


def is_clinician(text: Row, role: Row | None) -> bool | None:
    """The rule: "when its role is or when it has a clinical_profession"; unknown with neither known."""
    if text["clinical_profession"]:
        return True
    return role["clinician"] == "yes" if role else None


def is_senior_leader(text: Row, role: Row | None) -> bool | None:
    """A blank means: yes where the role's work is leadership, unknown where the role is, else no."""
    if text["senior_leader"]:
        return text["senior_leader"] == "yes"
    return role["work"] == "leadership" if role else None


def read_skills(text: str) -> dict[str, int]:
    """Levels by skill; nothing for a skill that is not rated."""
    pairs = [part.split(":") for part in text.split(";") if part.strip()]
    return {skill.strip(): int(level) for skill, level in pairs}


def funded_wte(text: str, post: Values) -> Fraction | None:
    """Known to be nothing on a vacant post; else a blank is "unknown where the post is a clinician's or may be; else
    wte"."""
    if post["status"] == "vacant":
        return Fraction(0)
    if text:
        return min(Fraction(text), post["wte"])
    return post["wte"] if post["clinician"] is False else None


def months_before(day: date, months: int) -> date:
    """The same day so many months before; "a day that the month lacks is its last day"."""
    year, month = divmod(day.year * 12 + day.month - 1 - int(months), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# Measures


class Measure:
    """One measure of a rubric over one roster and its facts."""

    def __init__(self, criterion: Values, posts: list[Values], facts: Values, rubric: Values) -> None:
        self.keys = criterion["measure"]
        self.lower = criterion["better"] == "lower"
        self.posts = posts
        self.facts = facts
        self.rules = rubric["rules"]
        self.sets = rubric["sets"]

    def result(self) -> Values:
        """The value, unless the measure is not scored. A missing fact is told first, an empty bottom last.

        The unknown test "comes before when_empty", and so do the ones before it.
        """
        for term in self.terms("fact", "top", "bottom"):
            self.fact(term["fact"])
        if self.deciding_wheres() and not any(post["status"] == "filled" for post in self.posts):
            raise NotScoredError("no filled post")
        self.check_needs()
        self.check_unknown()
        return getattr(self, self.keys["kind"])()

    # What the measure reads

    def terms(self, key: str, *sides: str) -> list[Values]:
        """The terms of these sides of a ratio that are amounts, or that are facts."""
        return [term for side in sides for term in self.keys.get(side, []) if key in term]

    def deciding_wheres(self) -> list[Values]:
        """The wheres that the needs and the unknown test go by: "a roster term of bottom (of top, where bottom has
        none; the where of coverage and concentration)"."""
        if self.keys["kind"] == "ratio":
            terms = self.terms("amount", "bottom") or self.terms("amount", "top")
            return [term.get("where", {}) for term in terms]
        return [] if self.keys["kind"] == "representation" else [self.keys.get("where", {})]

    def named_columns(self) -> set[str]:
        """Every column that the measure names, "in amounts, in every where including among, or in of"."""
        parts = self.terms("amount", "top", "bottom") if self.keys["kind"] == "ratio" else [self.keys]
        named = {part[key] for part in parts for key in ("amount", "of") if key in part}
        return named | {column for part in parts for key in ("where", "among") for column in part.get(key, {})}

    def fact(self, name: str) -> Fraction:
        """A fact as a number; "a missing fact: not scored"."""
        if self.facts.get(name) is None:
            raise NotScoredError(f"missing fact: {name}")
        return Fraction(self.facts[name])

    def column(self, post: Values, name: str) -> Any:
        """What a row says under a name of the rubric."""
        if name == "skill":  # "skill_level belongs to the measure (default 1) and also governs skill in its wheres"
            enough = self.keys.get("skill_level", 1)
            return frozenset(skill for skill, level in post["skills"].items() if level >= enough)
        if name == "posts":
            return Fraction(1)
        return post["started_on" if name == "in_post_over_months" else name]

    # Which rows pass

    def holds(self, post: Values, name: str, wanted: Any) -> bool | None:
        """Whether one key of a where holds for a row. Nothing is known of an unknown value, not even with every
        value wanted: "a condition on an unknown value does not hold"."""
        value = self.column(post, name)
        if value is None:
            return None
        values = wanted if isinstance(wanted, list) else [wanted]
        if name == "in_post_over_months":
            as_at = date.fromisoformat(self.facts["as_at"])
            return any(value < months_before(as_at, months) for months in values)
        found = value if isinstance(value, frozenset) else {value}
        return any(one in found for each in values for one in self.sets.get(each, [each]))

    def passes(self, post: Values, where: Values) -> bool | None:
        """False when any key fails, else None when any is not known: "what could pass is judged key by key"."""
        answers = [self.holds(post, name, wanted) for name, wanted in where.items()]
        if False in answers:
            return False
        return None if None in answers else True

    def counts(self, post: Values, where: Values, lower: bool) -> bool:
        """Whether a row is kept: "where better = "lower", rows that could pass are kept"."""
        passes = self.passes(post, where)
        return passes is not False if lower else passes is True

    def amount(self, post: Values, name: str, lower: bool) -> Fraction:
        """What a row adds: "an unknown funded WTE adds 0", but with better = "lower" it is "counted as the wte"."""
        value = self.column(post, name)
        if value is None:
            return post["wte"] if lower else Fraction(0)
        return value

    # When it is not scored

    def check_needs(self) -> None:
        """needs is a list; each need has its own test."""
        needs = self.keys.get("needs", [])
        if "external_staff" in needs and self.facts.get("external_staff") not in ("recorded", "none"):
            raise NotScoredError("external staff not recorded")
        if "skills" in needs and not self.enough_is_rated():
            raise NotScoredError("too few skills rated")

    def enough_is_rated(self) -> bool:
        """Needs a row that "definitely passes the where" and enough of such rows' WTE "with anything in skills";
        "unknown conditions do not hold, whatever better says"."""
        rows = [post for post in self.posts if any(self.passes(post, each) for each in self.deciding_wheres())]
        rated = sum(post["wte"] for post in rows if post["skills"])
        return bool(rows) and rated >= Fraction(self.rules["rated_share"]) * sum(post["wte"] for post in rows)

    def check_unknown(self) -> None:
        """Rows that "pass, or could pass", "each counted once, by wte"; a row is unknown when anything named is,
        "whether or not it decides the row"; "more than" the tolerance is too much."""
        wheres = self.deciding_wheres()
        rows = [post for post in self.posts if any(self.passes(post, where) is not False for where in wheres)]
        unknown = [post for post in rows if any(self.column(post, name) is None for name in self.named_columns())]
        tolerated = Fraction(self.rules["unknown_tolerance"]) * sum(post["wte"] for post in rows)
        if sum(post["wte"] for post in unknown) > tolerated:
            raise NotScoredError("too much is unknown")

    # The four kinds

    def ratio(self) -> Values:
        """Top over bottom. With better = "lower" only top keeps rows that could pass."""
        top = sum(self.term(term, self.lower) for term in self.keys["top"])
        bottom = sum(self.term(term, False) for term in self.keys["bottom"])
        if bottom:
            return {"value": top / bottom}
        if "when_empty" not in self.keys:
            raise NotScoredError("bottom is zero")
        return {"value": Fraction(self.keys["when_empty"]), "when_empty_used": True}

    def term(self, term: Values, lower: bool) -> Fraction:
        """A sum over rows, or a fact, times its factor."""
        times = Fraction(term.get("times", 1))
        if "fact" in term:
            return self.fact(term["fact"]) * times
        rows = [post for post in self.posts if self.counts(post, term.get("where", {}), lower)]
        return sum((self.amount(post, term["amount"], lower) for post in rows), Fraction(0)) * times

    def grouped(self, where: Values) -> dict[str, Fraction]:
        """The amount of each member on the kept rows."""
        sums = {}
        for post in self.posts:
            if self.counts(post, where, self.lower):
                for member in self.members_of(post):
                    amount = self.amount(post, self.keys["amount"], self.lower)
                    sums[member] = sums.get(member, Fraction(0)) + amount
        return sums

    def members_of(self, post: Values) -> list[str]:
        """The groups a row is in: "a blank team is one member"; any other blank, or an unknown value, is no member."""
        value = self.column(post, self.keys["of"])
        if value is None:
            return []
        if isinstance(value, frozenset):
            return sorted(value)
        return [value] if value or self.keys["of"] == "team" else []

    def floor(self) -> Fraction:
        """at_least, or at_least_times "where that is more and the fact is known"."""
        floor = Fraction(self.keys["at_least"])
        scaled = self.keys.get("at_least_times")
        if scaled and self.facts.get(scaled["fact"]) is not None:
            floor = max(floor, self.fact(scaled["fact"]) * Fraction(scaled["times"]))
        return floor

    def coverage(self) -> Values:
        """How many members, or what share of them, reach the floor. Under it is partly only when there is some."""
        floor = self.floor()
        sums = self.grouped(self.keys.get("where", {}))
        members = self.keys.get("members", sorted(sums))
        members = self.sets[members] if isinstance(members, str) else members
        if "among" in self.keys:  # "only members that the rows of among cover count as members"
            others = self.grouped(self.keys["among"])
            members = [member for member in members if others.get(member, 0) >= floor]
        if not members and ("among" in self.keys or self.keys["result"] == "share"):
            raise NotScoredError("no members")
        covered = [member for member in members if sums.get(member, 0) >= floor]
        value = Fraction(len(covered))
        return {
            "value": value / len(members) if self.keys["result"] == "share" else value,
            "covered": covered,
            "partly": [member for member in members if 0 < sums.get(member, 0) < floor],
            "missing": [member for member in members if not sums.get(member, 0)],
        }

    def concentration(self) -> Values:
        """The largest member's share; rows without a known member are in neither top nor bottom."""
        sums = self.grouped(self.keys.get("where", {}))
        if not sum(sums.values()):
            raise NotScoredError("no amount")
        return {"value": max(sums.values()) / sum(sums.values())}

    def representation(self) -> Values:
        """The lowest ratio over the groups that are large enough and known well enough."""
        ratios = []
        for group in self.facts.get("representation") or []:
            numbers = [group.get(key) for key in ("team_count", "team_known", "headcount", "comparator_pct")]
            if None in numbers or 0 in numbers[1:]:
                continue
            count, known, headcount, percent = map(Fraction, numbers)
            expected = percent / 100 * known
            disclosed = known / headcount
            if expected >= Fraction(self.keys["min_expected"]) and disclosed >= Fraction(self.keys["min_disclosure"]):
                ratios.append((count / known) / (percent / 100))
        if not ratios:
            raise NotScoredError("no group that is large enough")
        return {"value": min(ratios)}


# From value to score


def score_criterion(criterion: Values, posts: list[Values], facts: Values, rubric: Values) -> Values:
    """The value and level of a criterion, or why it has none."""
    result = {"level": None, "value": None, "not_scored": None, "when_empty_used": False}
    result.update(covered=[], partly=[], missing=[])
    try:
        if "answers" in criterion:
            result["level"] = answered_level(criterion, facts, rubric["rules"])
        else:
            result.update(Measure(criterion, posts, facts, rubric).result())
            result["level"] = measured_level(result["value"], criterion)
    except NotScoredError as reason:
        result["not_scored"] = str(reason)
    return result


def answered_level(criterion: Values, facts: Values, rules: Values) -> int:
    """The answer's level; "held down to" never lifts one; unknown is level 0; a blank is not scored."""
    answer = (facts.get("answers") or {}).get(criterion["id"]) or {}
    level = answer.get("level")
    if isinstance(level, str):
        level = 0 if level.strip() == "unknown" else level.strip()
    if level is None or level == "":
        raise NotScoredError("not answered")
    has_evidence = bool((answer.get("evidence") or "").strip())
    if level >= rules["evidence_needed_from"] and not has_evidence:
        level = min(level, rules["level_without_evidence"])
    return int(level)


def measured_level(value: Fraction, criterion: Values) -> int:
    """higher: at or above each line; lower: below each line. The lines rise, so the level is how many."""
    lines = criterion["levels_from"]
    if criterion["better"] == "lower":
        return sum(value < Fraction(line) for line in lines)
    return sum(value > 0 if line == "above 0" else value >= Fraction(line) for line in lines)


def cap_holds(cap: Values, result: Values) -> bool:
    """A cap looks at the value, or for an answered criterion at its level "after the evidence rule"."""
    if "level" in cap:
        return result["level"] == cap["level"]
    if "below" in cap:
        return result["value"] < Fraction(cap["below"])
    if "at_most" in cap:
        return result["value"] <= Fraction(cap["at_most"])
    return result["value"] >= Fraction(cap["at_least"])


def score_question(question: Values, results: Values, rubric: Values) -> Values:
    """Raw score, score under the caps, range, rating and verdict of a question."""
    criteria = [each for each in rubric["criteria"] if each["question"] == question["id"]]
    scored = [each for each in criteria if results[each["id"]]["level"] is not None]
    unscored = [each for each in criteria if results[each["id"]]["level"] is None]
    caps = holding_caps(scored, results)
    ceiling = min([Fraction(100), *(limit for _, limit in caps)])
    points = sum(Fraction(each["weight"]) * results[each["id"]]["level"] / 4 for each in scored)
    raw = 100 * points / weight_of(scored) if weight_of(scored) else None
    final = None if raw is None else min(raw, ceiling)
    ends = score_range(points, unscored, weight_of(criteria), ceiling)
    enough = weight_of(scored) >= Fraction(rubric["rules"]["enough_evidence"]) * weight_of(criteria)
    rating = rate(final, ends, enough, rubric)
    return {
        "raw": raw,
        "score": final,
        "rating": rating,
        "verdict": verdict(question, rating, results, rubric),
        "range": ends,
        "capped_by": caps,
    }


def weight_of(criteria: list[Values]) -> Fraction:
    """The sum of the weights."""
    return sum((Fraction(each["weight"]) for each in criteria), Fraction(0))


def holding_caps(scored: list[Values], results: Values) -> list[tuple[str, Fraction]]:
    """Every cap that holds, whether or not it bites, lowest first."""
    caps = [
        (each["id"], Fraction(cap["score"]))
        for each in scored
        for cap in each.get("caps", [])
        if cap_holds(cap, results[each["id"]])
    ]
    return sorted(caps, key=lambda cap: cap[1])


def score_range(points: Fraction, unscored: list[Values], total: Fraction, ceiling: Fraction) -> Ends:
    """Lowest: unscored at level 0 "and the lowest of that criterion's caps on top of the caps that hold".
    Highest: unscored at level 4 "and the caps that hold"."""
    possible_caps = [Fraction(cap["score"]) for each in unscored for cap in each.get("caps", [])]
    low = min([100 * points / total, ceiling, *possible_caps])
    high = min(100 * (points + weight_of(unscored)) / total, ceiling)
    return low, high


def rate(final: Fraction | None, ends: Ends, enough: bool, rubric: Values) -> str:
    """With enough evidence the score's band; "or when both ends of the range are in one band (then that band)"."""
    if enough and final is not None:
        return band(final, rubric)
    low, high = (band(end, rubric) for end in ends)
    return low if low == high else NOT_ENOUGH_EVIDENCE


def bands_best_first(rubric: Values) -> list[str]:
    """The names of the bands."""
    return [each["name"] for each in sorted(rubric["bands"], key=lambda each: -Fraction(each["from"]))]


def band(number: Fraction, rubric: Values) -> str:
    """The band of a number: "the highest whose from is not above the score"."""
    reached = [each for each in rubric["bands"] if Fraction(each["from"]) <= number]
    return max(reached, key=lambda each: Fraction(each["from"]))["name"]


def verdict(question: Values, rating: str, results: Values, rubric: Values) -> str:
    """The words for the band, best first; with verdict_from the words for that criterion's level, "rated or not"."""
    if "verdict_from" not in question:
        words = dict(zip(bands_best_first(rubric), question["verdicts"], strict=True))
        return words.get(rating, NOT_ENOUGH_EVIDENCE)
    result = results[question["verdict_from"]]
    if result["level"] is None:
        return "Not known"
    return question["verdict_none"] if result["when_empty_used"] else question["verdicts"][result["level"]]


def score_overall(questions: Values, rubric: Values) -> Values:
    """The index is a mean over the questions with a score; the rating "needs every question rated", and is "at most
    overall_lead bands above the lowest question's"."""
    weights = {each["id"]: Fraction(each["weight"]) for each in rubric["questions"]}
    scored = {name: each["score"] for name, each in questions.items() if each["score"] is not None}
    weight = sum(weights[name] for name in scored)
    if not weight:
        return {"index": None, "rating": NOT_ENOUGH_EVIDENCE}
    index = sum(weights[name] * each for name, each in scored.items()) / weight
    ratings = [each["rating"] for each in questions.values()]
    if NOT_ENOUGH_EVIDENCE in ratings:
        return {"index": index, "rating": NOT_ENOUGH_EVIDENCE}
    order = bands_best_first(rubric)
    lowest = max(order.index(rating) for rating in ratings)
    place = max(order.index(band(index, rubric)), lowest - int(rubric["rules"]["overall_lead"]))
    return {"index": index, "rating": order[place]}
