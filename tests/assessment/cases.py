"""Small cases worked by hand from the rubric format, as data: rows, facts, a rubric, and what must come out.

`check(scorer, case)` runs one against any `scorer(rows, facts, rubric)` whose result has the shape of the reference's;
only what a case expects is compared. Each note quotes or explains the rule and shows the sum.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

Row = dict[str, str]
Values = dict[str, Any]
Scorer = Callable[[list[Row], Values, Values], Values]
D, F = Decimal, Fraction

COLUMNS = [
    *("post_ref", "title", "team", "role", "employment", "status", "wte", "funded_wte", "grade", "employer"),
    *("clinical_profession", "senior_leader", "control_role", "started_on", "ends_on", "supplier", "skills"),
]
QUARTERS = [D("0.25"), D("0.50"), D("0.75"), 1]
TENTHS = [D("0.10"), D("0.20"), D("0.30"), D("0.50")]
COUNTS = [1, 2, 3, 4]
MOSTLY_KNOWN = D("0.70")
NOT_SCORED = {"level": None, "value": None}
FILLED = {"status": ["filled"]}
IN_HOUSE = {"employment": ["in_house"]}
EXTERNAL = {"employment": ["external"]}


class Case(NamedTuple):
    """One hand-worked case; `expected` holds only the parts of the result that it is about."""

    name: str
    note: str
    rows: list[Row]
    facts: Values
    rubric: Values
    expected: Values


# How the cases are written


def post(wte: str = "1", **columns: str) -> Row:
    """A filled, permanent software developer (technical, hands-on, no clinician), unless said otherwise."""
    return dict.fromkeys(COLUMNS, "") | {"role": "software_developer", "employment": "permanent", "wte": wte} | columns


def clinician(wte: str = "1", funded_wte: str = "", **columns: str) -> Row:
    """A clinical champion: clinical, hands-on, a clinician's post, so that a blank funded WTE is unknown."""
    return post(wte, **({"role": "clinical_champion", "funded_wte": funded_wte} | columns))


def roster(*posts: Row) -> list[Row]:
    """The rows, each with a reference and a title of its own."""
    return [row | {"post_ref": f"P{number}", "title": f"Post {number}"} for number, row in enumerate(posts, 1)]


def facts(**known: Any) -> Values:
    """Facts as at 30 September 2026 unless said otherwise."""
    return {"as_at": "2026-09-30"} | known


def amount(name: str = "wte", *, times: Any = None, **where: Any) -> Values:
    """A roster term."""
    term = {"amount": name}
    if where:
        term["where"] = where
    return term if times is None else term | {"times": times}


def fact(name: str, **keys: Any) -> Values:
    """A fact term."""
    return {"fact": name} | keys


def ratio(top: Any, bottom: Any, **keys: Any) -> Values:
    """A ratio of one term, or a list of terms, over another."""
    top, bottom = ([side] if isinstance(side, dict) else side for side in (top, bottom))
    return {"kind": "ratio", "top": top, "bottom": bottom} | keys


def coverage(of: str, amount: str, at_least: Any, result: str = "count", **keys: Any) -> Values:
    """A coverage measure."""
    return {"kind": "coverage", "of": of, "amount": amount, "at_least": at_least, "result": result} | keys


def concentration(of: str, amount: str = "wte", **keys: Any) -> Values:
    """A concentration measure."""
    return {"kind": "concentration", "of": of, "amount": amount} | keys


def representation(min_expected: Any = 5, min_disclosure: Any = MOSTLY_KNOWN) -> Values:
    """A representation measure."""
    return {"kind": "representation", "min_expected": min_expected, "min_disclosure": min_disclosure}


def group(name: str, team_count: Any, team_known: Any, headcount: Any, comparator_pct: Any) -> Values:
    """One group of the representation fact."""
    counts = {"team_count": team_count, "team_known": team_known, "headcount": headcount}
    return {"group": name, "comparator": "workforce", "comparator_pct": comparator_pct} | counts


def measured(
    measure: Values,
    levels_from: list[Any] | None = None,
    *,
    name: str = "A",
    better: str = "higher",
    weight: Any = 1,
    question: str = "Q",
    caps: Any = (),
) -> Values:
    """A measured criterion; its lines are quarters when higher is better and else tenths."""
    levels_from = levels_from or (QUARTERS if better == "higher" else TENTHS)
    keys = {"better": better, "levels_from": levels_from, "says": "A sentence.", "measure": measure}
    return described(name, question, weight, caps) | keys


def lower(measure: Values, **keys: Any) -> Values:
    """A measured criterion where less is better."""
    return measured(measure, better="lower", **keys)


def answered(name: str = "A", *, weight: Any = 1, question: str = "Q", caps: Any = ()) -> Values:
    """An answered criterion."""
    return described(name, question, weight, caps) | {"answers": ["None", "Little", "Some", "Much", "All"]}


def described(name: str, question: str, weight: Any, caps: Any) -> Values:
    """What every criterion has."""
    words = {"name": f"Criterion {name}", "serves": "an idea", "basis": "Judgement.", "sources": ["https://nhs.uk"]}
    criterion = {"id": name, "question": question, "weight": weight} | words
    return criterion | {"caps": list(caps)} if caps else criterion


def question(name: str = "Q", weight: Any = 1, **keys: Any) -> Values:
    """A question with verdicts for the four bands, best first."""
    words = {"text": f"Question {name}?", "verdicts": ["Yes", "Largely", "In part", "No"]}
    return {"id": name, "weight": weight} | words | keys


def rubric(
    *criteria: Values, questions: list[Values] | None = None, bands: list[tuple[str, int]] | None = None, **rules: Any
) -> Values:
    """A whole rubric around some criteria."""
    usual = {
        "enough_evidence": D("0.75"),
        "evidence_needed_from": 3,
        "level_without_evidence": 2,
        "overall_lead": 1,
        "unknown_tolerance": D("0.10"),
        "rated_share": D("0.50"),
        "suppress_below": 8,
    }
    bands = bands or [("Strong", 80), ("Good", 60), ("Weak", 40), ("Very weak", 0)]
    return {
        "title": "A case",
        "version": "1",
        "levels": ["Very weak", "Weak", "Fair", "Good", "Strong"],
        "rules": usual | rules,
        "bands": [{"name": name, "from": start} for name, start in bands],
        "questions": questions or [question()],
        "sets": {
            "in_house": ["permanent", "fixed_term", "bank", "secondment_in", "shared_partner"],
            "external": ["agency", "contractor", "consultancy", "supplier"],
            "three_functions": ["product", "technical", "data"],
        },
        "criteria": list(criteria),
    }


def answers(**levels: Any) -> Values:
    """The answers fact: a level, or a level and evidence."""
    pairs = {name: level if isinstance(level, tuple) else (level, "") for name, level in levels.items()}
    return {name: {"level": level, "evidence": evidence} for name, (level, evidence) in pairs.items()}


CASES: list[Case] = []


def case(name: str, note: str, rows: list[Row], known: Values, document: Values, **expected: Any) -> None:
    """Add a case. `A=...` is short for what is expected of criterion A, `Q=...` of question Q."""
    whole = {}
    for key, value in expected.items():
        if key == "overall":
            whole["overall"] = value
        else:
            whole.setdefault("questions" if key.startswith("Q") else "criteria", {})[key] = value
    CASES.append(Case(name, note, roster(*rows), facts(**known), document, whole))


def is_(level: int | None, value: Fraction | None, **more: Any) -> Values:
    """A criterion's level and value."""
    return {"level": level, "value": value} | more


def check(scorer: Scorer, case: Case) -> None:
    """Assert that a scorer gives what the case expects."""
    result = scorer(case.rows, case.facts, case.rubric)
    for part, expected in case.expected.items():
        for name, value in expected.items():
            got = result[part][name]
            if isinstance(value, dict):
                got = {key: got[key] for key in value}
            assert got == value, f"{case.name}: {part} {name}: {got} instead of {value}. {case.note}"


# The roster

ALL_WTE = amount("wte")
FUNDED_SHARE = rubric(measured(ratio(amount("funded_wte"), ALL_WTE)))
CLINICAL_SHARE = rubric(measured(ratio(amount("wte", clinician=[True]), ALL_WTE)))
SENIOR_SHARE = rubric(measured(ratio(amount("wte", senior_leader=[True]), ALL_WTE)))

case(
    "text is trimmed before it is compared",
    "0.5 vacant of 1",
    [post(" 0.5 ", role=" software_developer ", status=" vacant "), post("0.5")],
    {},
    rubric(measured(ratio(amount("wte", status=["vacant"], function=["technical"]), ALL_WTE))),
    A=is_(2, F(1, 2)),
)
case(
    "a blank status is filled",
    "0.75 of 1",
    [post("0.75"), post("0.25", status="vacant")],
    {},
    rubric(measured(ratio(amount("wte", **FILLED), ALL_WTE))),
    A=is_(3, F(3, 4)),
)
case(
    "funded WTE above the WTE counts as the WTE",
    "(0.4 + 0.1) / (0.4 + 0.6)",
    [post("0.4", funded_wte="0.9"), post("0.6", funded_wte="0.1")],
    {},
    FUNDED_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "a vacant post has no funded WTE, whatever it says, and that is known",
    "(0 + 0.5) / (1 + 1)",
    [clinician("1", "1", status="vacant"), post("1", funded_wte="0.5")],
    {},
    FUNDED_SHARE,
    A=is_(1, F(1, 4)),
)
case(
    "a blank funded WTE on a vacant clinician's post is not unknown",
    "0.5 / 1",
    [clinician("0.5", status="vacant"), post("0.5")],
    {},
    FUNDED_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "a blank funded WTE is the WTE on a post that is no clinician's",
    "0.7 / 0.7",
    [post("0.7")],
    {},
    FUNDED_SHARE,
    A=is_(4, F(1)),
)
case(
    "a funded WTE of 0 is known",
    "0.5 / 1",
    [clinician("0.5", "0"), post("0.5")],
    {},
    FUNDED_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "a profession makes a post a clinician's, so a blank funded WTE is unknown",
    "all of it is unknown",
    [post("1", clinical_profession="medical")],
    {},
    FUNDED_SHARE,
    A=NOT_SCORED,
)
case(
    "a profession settles who is a clinician where the role is unknown",
    "1 of 2, and nothing is unknown",
    [post("1", role="", clinical_profession="ahp"), post("1")],
    {},
    CLINICAL_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "without role and profession a clinician is unknown",
    "1 of 2 is unknown",
    [post("1", role=""), clinician("1", "1")],
    {},
    CLINICAL_SHARE,
    A=NOT_SCORED,
)
case(
    "a blank senior leader follows the role's work, a given one does not",
    "cdio (leadership) and the developer who says yes: 2 of 4",
    [post(role="cdio"), post(role="ccio", senior_leader="no"), post(), post(senior_leader="yes")],
    {},
    SENIOR_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "a given senior leader is known without a role",
    "1 of 2",
    [post(role="", senior_leader="no"), post(role="cdio")],
    {},
    SENIOR_SHARE,
    A=is_(2, F(1, 2)),
)
case(
    "a blank senior leader is unknown without a role",
    "1 of 2 is unknown",
    [post(role=""), post(role="cdio")],
    {},
    SENIOR_SHARE,
    A=NOT_SCORED,
)
case(
    "sums are exact",
    "(0.1 + 0.2) / 1 is exactly the 0.3 of the first line",
    [post("0.1"), post("0.2"), post("0.7", employment="agency")],
    {},
    rubric(measured(ratio(amount("wte", **IN_HOUSE), ALL_WTE), [D("0.3"), D("0.5"), D("0.75"), 1])),
    A=is_(1, F(3, 10)),
)
case(
    "five decimals of WTE are kept",
    "0.33333 / 0.99999",
    [post("0.33333"), post("0.66666", employment="agency")],
    {},
    rubric(measured(ratio(amount("wte", **IN_HOUSE), ALL_WTE))),
    A=is_(1, F(1, 3)),
)

# Unknown values

IN_HOUSE_SHARE = ratio(amount("wte", **IN_HOUSE), ALL_WTE)
EXTERNAL_SHARE = ratio(amount("wte", **EXTERNAL), ALL_WTE)
ONE_TENTH_UNKNOWN = [post("0.6"), post("0.3", employment="agency"), post("0.1", employment="")]

case(
    "unknown exactly at the tolerance is scored, and counts against the organisation",
    "0.1 of 1 is unknown; 0.6 / 1",
    ONE_TENTH_UNKNOWN,
    {},
    rubric(measured(IN_HOUSE_SHARE)),
    A=is_(2, F(3, 5)),
)
case(
    "unknown just above the tolerance is not scored",
    "0.10001 of 1",
    [post("0.89999"), post("0.10001", employment="")],
    {},
    rubric(measured(IN_HOUSE_SHARE)),
    A=NOT_SCORED,
)
case(
    "better = lower keeps rows that could pass in top",
    "(0.3 + 0.1) / 1 is below 0.50 only",
    ONE_TENTH_UNKNOWN,
    {},
    rubric(lower(EXTERNAL_SHARE)),
    A=is_(1, F(2, 5)),
)
case(
    "better = higher does not",
    "0.3 / 1",
    ONE_TENTH_UNKNOWN,
    {},
    rubric(measured(EXTERNAL_SHARE)),
    A=is_(1, F(3, 10)),
)
case(
    "better = lower does not keep rows that could pass in bottom",
    "top 0.3 + 0.1 could be external; bottom 0.6 + 0.3 are known to be in the two lists: 4/9",
    ONE_TENTH_UNKNOWN,
    {},
    rubric(lower(ratio(amount("wte", **EXTERNAL), amount("wte", employment=["in_house", "external"])))),
    A=is_(1, F(4, 9)),
)
case(
    "better = lower counts an unknown funded WTE as the WTE in top, and as 0 in bottom",
    "(0.4 + 0.1) / (0.4 + 0.5)",
    [post("0.4", employment="agency"), clinician("0.1", employment="agency"), post("0.5")],
    {},
    rubric(lower(ratio(amount("funded_wte", **EXTERNAL), amount("funded_wte")))),
    A=is_(0, F(5, 9)),
)
case(
    "an unknown funded WTE adds 0 in top with better = higher",
    "0.9 / 1",
    [post("0.9"), clinician("0.1")],
    {},
    FUNDED_SHARE,
    A=is_(3, F(9, 10)),
)
case(
    "a blank role may be a clinician's, so its blank funded WTE is unknown",
    "0.9 / 1 at the tolerance",
    [post("0.9"), post("0.1", role="")],
    {},
    FUNDED_SHARE,
    A=is_(3, F(9, 10)),
)
case(
    "what could pass is judged key by key",
    "no role is product and leadership, but an unknown one could be each: 0.1 / 1, which is not below 0.10",
    [post("0.9", role="product_manager"), post("0.1", role="")],
    {},
    rubric(lower(ratio(amount("wte", function=["product"], work=["leadership"]), ALL_WTE))),
    A=is_(3, F(1, 10)),
)
case(
    "one key that fails settles a row, whatever is unknown",
    "the unknown role is on a permanent post: 0.9 / 1",
    [post("0.9", employment="agency"), post("0.1", role="")],
    {},
    rubric(lower(ratio(amount("wte", function=["technical"], employment=["agency"]), ALL_WTE))),
    A=is_(0, F(9, 10)),
)
case(
    "a row is unknown whether or not the unknown value decides it",
    "nobody is vacant, yet employment is named and blank on 0.2 of 1",
    [post("0.8"), post("0.2", employment="")],
    {},
    rubric(measured(ratio(amount("wte", status=["vacant"], employment=["agency"]), ALL_WTE))),
    A=NOT_SCORED,
)
case(
    "an unknown value in a column that the measure does not name does not matter",
    "1 of 2",
    [post(employment=""), post(status="vacant")],
    {},
    rubric(measured(ratio(amount("wte", status=["vacant"]), ALL_WTE))),
    A=is_(2, F(1, 2)),
)
case(
    "a condition on an unknown value does not hold even when every value is wanted",
    "0.9 / 1",
    [post("0.9"), post("0.1", role="")],
    {},
    rubric(measured(ratio(amount("wte", clinician=[True, False]), ALL_WTE))),
    A=is_(3, F(9, 10)),
)
case(
    "unknown is weighed by WTE, each row once, though posts are counted",
    "0.1 of 1 is unknown although that row is in both terms of bottom; 1 / (2 + 1)",
    [post("0.9", grade="8a"), post("0.1", grade="7", employment="")],
    {},
    rubric(measured(ratio(amount("posts", employment=["permanent"]), [amount("posts"), amount("posts", grade=["7"])]))),
    A=is_(1, F(1, 3)),
)
case(
    "where bottom has no roster term, unknown is judged on the rows of top",
    "0.2 of the 1.1 that are or could be clinicians, though of 6.1 in all it is little",
    [clinician("0.9", "0.9"), post("0.2", role=""), *[post() for _ in range(5)]],
    {"workforce_wte": 1000},
    rubric(measured(ratio(amount("wte", clinician=[True]), fact("workforce_wte", times=D("0.001"))))),
    A=NOT_SCORED,
)
case(
    "where bottom has a roster term, rows that only top would keep are not judged",
    "the post without a role is not in the team of bottom: 1 / 1",
    [post(team="North"), post(role="")],
    {},
    rubric(measured(ratio(amount("wte", function=["technical"]), amount("wte", team=["North"])))),
    A=is_(4, F(1)),
)
case(
    "funded = [true] is unknown where the funded WTE is",
    "posts with funded time: 1 of 2; 0.1 of 1 unknown",
    [post("0.9"), clinician("0.1")],
    {},
    rubric(measured(ratio(amount("posts", funded=[True]), amount("posts")))),
    A=is_(2, F(1, 2)),
)

# Ratios and facts

CLINICAL_FUNDED = ratio(
    amount("funded_wte", **FILLED, clinician=[True]),
    [amount("wte", **FILLED, clinician=[True]), fact("goodwill_wte_elsewhere")],
    when_empty=0,
)
CLINICAL_VERDICT = {
    "questions": [
        question(verdict_from="A", verdict_none="Nobody", verdicts=["Never", "Rarely", "Half", "Mostly", "Always"])
    ]
}

case(
    "no filled post: not scored, though a share could be worked out",
    "all posts are vacant",
    [post(status="vacant")],
    {},
    rubric(measured(ratio(amount("wte", status=["vacant"]), ALL_WTE))),
    A=NOT_SCORED,
)
case(
    "a ratio of facts does not read the roster",
    "3 / 4 with no posts at all",
    [],
    {"initiatives_live": 4, "initiatives_tested_with_users": 3},
    rubric(measured(ratio(fact("initiatives_tested_with_users"), fact("initiatives_live")))),
    A=is_(3, F(3, 4)),
)
case(
    "a missing fact is not scored, whatever when_empty says",
    "goodwill elsewhere is not said",
    [post()],
    {},
    rubric(measured(CLINICAL_FUNDED), **CLINICAL_VERDICT),
    A=NOT_SCORED,
    Q={"verdict": "Not known", "score": None, "rating": "Not enough evidence", "range": (0, 100)},
)
case(
    "an empty bottom gives when_empty, and verdict_none",
    "no clinician, no goodwill elsewhere",
    [post()],
    {"goodwill_wte_elsewhere": 0},
    rubric(measured(CLINICAL_FUNDED), **CLINICAL_VERDICT),
    A=is_(0, F(0)),
    Q={"verdict": "Nobody", "score": 0, "rating": "Very weak"},
)
case(
    "a value of 0 that is not from when_empty has the words of its level",
    "0 / 0.5",
    [post(), clinician("0.5", "0")],
    {"goodwill_wte_elsewhere": 0},
    rubric(measured(CLINICAL_FUNDED), **CLINICAL_VERDICT),
    A=is_(0, F(0)),
    Q={"verdict": "Never"},
)
case(
    "a fact adds to the rows",
    "0.3 / (0.5 + 0.1)",
    [clinician("0.5", "0.3")],
    {"goodwill_wte_elsewhere": D("0.1")},
    rubric(measured(CLINICAL_FUNDED), **CLINICAL_VERDICT),
    A=is_(2, F(1, 2)),
    Q={"verdict": "Half"},
)
case(
    "the unknown test comes before when_empty",
    "the only row that could pass bottom is unknown",
    [post(role="")],
    {"goodwill_wte_elsewhere": 0},
    rubric(measured(CLINICAL_FUNDED), **CLINICAL_VERDICT),
    A=NOT_SCORED,
    Q={"verdict": "Not known"},
)
case(
    "below the tolerance an empty bottom still gives when_empty",
    "0.1 of 1 unknown; funded clinical time is 0 + 0",
    [clinician("0.9", "0"), post("0.1", role="", funded_wte="0.1")],
    {},
    rubric(
        measured(
            ratio(amount("posts"), amount("funded_wte", clinician=[True]), when_empty=D("0.5")),
        )
    ),
    A=is_(2, F(1, 2)),
)
case(
    "a zero bottom without when_empty is not scored",
    "no live initiative",
    [post()],
    {"initiatives_live": 0, "initiatives_tested_with_users": 0},
    rubric(measured(ratio(fact("initiatives_tested_with_users"), fact("initiatives_live")))),
    A=NOT_SCORED,
)
case(
    "times multiplies facts and amounts",
    "1.4 x 0.5 / (2000 x 0.0014) = 0.7 / 2.8",
    [post("1.4")],
    {"workforce_wte": 2000},
    rubric(measured(ratio(amount("wte", times=D("0.5")), fact("workforce_wte", times=D("0.0014"))))),
    A=is_(1, F(1, 4)),
)

# Months in post


def over(months: int) -> Values:
    """The share of posts that have been held for more than so many months."""
    return rubric(measured(ratio(amount("posts", in_post_over_months=months), amount("posts"))))


case(
    "held for exactly twelve months is not over twelve",
    "only the one that started a day earlier: 1 of 2",
    [post(started_on="2025-09-30"), post(started_on="2025-09-29")],
    {},
    over(12),
    A=is_(2, F(1, 2)),
)
case(
    "a day that the month lacks is its last day",
    "a month before 31 March 2026 is 28 February: 1 of 2",
    [post(started_on="2026-02-28"), post(started_on="2026-02-27")],
    {"as_at": "2026-03-31"},
    over(1),
    A=is_(2, F(1, 2)),
)
case(
    "a leap day a year on",
    "twelve months before 29 February 2024 is 28 February 2023: 1 of 2",
    [post(started_on="2023-02-28"), post(started_on="2023-02-27")],
    {"as_at": "2024-02-29"},
    over(12),
    A=is_(2, F(1, 2)),
)
case(
    "months go back over the turn of a year",
    "thirteen months before 31 January 2026 is 31 December 2024: 1 of 2",
    [post(started_on="2024-12-31"), post(started_on="2024-12-30")],
    {"as_at": "2026-01-31"},
    over(13),
    A=is_(2, F(1, 2)),
)
case(
    "an unknown start counts as long where lower is better",
    "0.1 of 1, at the tolerance",
    [post("0.9", started_on="2026-09-01"), post("0.1")],
    {},
    rubric(lower(ratio(amount("wte", in_post_over_months=12), ALL_WTE))),
    A=is_(3, F(1, 10)),
)

# Coverage

FUNCTIONS = coverage("function", "funded_wte", D("0.2"), members="three_functions")
FUNCTIONS_BY_SIZE = FUNCTIONS | {"at_least_times": {"fact": "workforce_wte", "times": D("0.0001")}}
THREE_FUNCTIONS = [
    post("0.1"),
    post("0.1"),
    post("0.19999", role="product_manager"),
]

case(
    "a member is covered when its amount is not below the floor",
    "technical 0.1 + 0.1 = 0.2; product 0.19999; data none",
    THREE_FUNCTIONS,
    {},
    rubric(measured(FUNCTIONS, COUNTS)),
    A=is_(1, F(1), covered=["technical"], partly=["product"], missing=["data"]),
)
case(
    "the share is of all members of the set",
    "1 of 3",
    THREE_FUNCTIONS,
    {},
    rubric(measured(FUNCTIONS | {"result": "share"})),
    A=is_(1, F(1, 3)),
)
case(
    "members may be a list",
    "technical of technical and change",
    THREE_FUNCTIONS,
    {},
    rubric(measured(FUNCTIONS | {"result": "share", "members": ["technical", "change"]})),
    A=is_(2, F(1, 2), covered=["technical"], partly=[], missing=["change"]),
)
case(
    "the floor by a fact, where that is more",
    "6000 x 0.0001 = 0.6; 0.6 is covered, 0.5 is not",
    [post("0.6"), post("0.5", role="product_manager")],
    {"workforce_wte": 6000},
    rubric(measured(FUNCTIONS_BY_SIZE, COUNTS)),
    A=is_(1, F(1), covered=["technical"], partly=["product"], missing=["data"]),
)
case(
    "the floor by a fact, where that is less",
    "1000 x 0.0001 = 0.1, so 0.2 stays",
    THREE_FUNCTIONS,
    {"workforce_wte": 1000},
    rubric(measured(FUNCTIONS_BY_SIZE, COUNTS)),
    A=is_(1, F(1)),
)
case(
    "the floor without the fact; the measure is scored",
    "0.2",
    THREE_FUNCTIONS,
    {},
    rubric(measured(FUNCTIONS_BY_SIZE, COUNTS)),
    A=is_(1, F(1)),
)
PROFESSIONS = coverage("clinical_profession", "funded_wte", D("0.1"))
case(
    "without members the values on the kept rows are the members; a blank is no member",
    "medical 0.1 is covered, ahp 0.05 is not, the developer has none: 1 of 2",
    [
        clinician("1", "0.1", clinical_profession="medical"),
        clinician("1", "0.05", clinical_profession="ahp"),
        post(),
    ],
    {},
    rubric(measured(PROFESSIONS, COUNTS), measured(PROFESSIONS | {"result": "share"}, name="B")),
    A=is_(1, F(1)),
    B=is_(2, F(1, 2), covered=["medical"], partly=["ahp"], missing=[]),
)
case(
    "a member whose rows have no amount is missing",
    "pharmacy has a row, with funded 0",
    [clinician("1", "0", clinical_profession="pharmacy"), clinician("1", "1", clinical_profession="medical")],
    {},
    rubric(measured(PROFESSIONS | {"result": "share"})),
    A=is_(2, F(1, 2), covered=["medical"], partly=[], missing=["pharmacy"]),
)
case(
    "a count of no members is 0, a share of none is not scored",
    "nobody has a profession",
    [post()],
    {},
    rubric(measured(PROFESSIONS, COUNTS), measured(PROFESSIONS | {"result": "share"}, name="B")),
    A=is_(0, F(0)),
    B=NOT_SCORED,
)
AMONG = FUNCTIONS | {"result": "share", "where": IN_HOUSE, "among": FILLED}
case(
    "with among only members that its rows cover count",
    "technical (agency) and data are covered by anybody, product (0.1) by nobody: in-house 1 of 2",
    [post(employment="agency"), post(role="data_analyst"), post("0.1", role="product_manager")],
    {},
    rubric(measured(AMONG)),
    A=is_(2, F(1, 2), covered=["data"], partly=[], missing=["technical"]),
)
case(
    "no members left by among: not scored, not even a count",
    "0.1 is under the floor",
    [post("0.1")],
    {},
    rubric(measured(AMONG), measured(AMONG | {"result": "count"}, name="B")),
    A=NOT_SCORED,
    B=NOT_SCORED,
)
case(
    "a column that only among names makes a row unknown",
    "employment is blank on 0.2 of 1",
    [post("0.8"), post("0.2", employment="")],
    {},
    rubric(measured(FUNCTIONS | {"where": FILLED, "among": IN_HOUSE}, COUNTS)),
    A=NOT_SCORED,
)
BY_OUTSIDERS = coverage("function", "wte", D("0.1"), members="three_functions", where=EXTERNAL)
PERHAPS_OUTSIDE = [post("0.9", employment="agency"), post("0.1", role="data_analyst", employment="")]
case(
    "coverage keeps rows that could pass where lower is better",
    "technical for certain and data perhaps: 2 is below 3, the second line, so level 3",
    PERHAPS_OUTSIDE,
    {},
    rubric(lower(BY_OUTSIDERS, levels_from=[2, 3, 4, 5]), measured(BY_OUTSIDERS, COUNTS, name="B")),
    A=is_(3, F(2), covered=["technical", "data"]),
    B=is_(1, F(1), covered=["technical"]),
)
AMONG_OUTSIDERS = FUNCTIONS | {"at_least": D("0.1"), "where": FILLED, "among": EXTERNAL}
case(
    "so does among",
    "members are technical and perhaps data; product is in-house only",
    [*PERHAPS_OUTSIDE, post("1", role="product_manager")],
    {},
    rubric(lower(AMONG_OUTSIDERS, levels_from=[2, 3, 4, 5]), measured(AMONG_OUTSIDERS, COUNTS, name="B")),
    A=is_(3, F(2), covered=["technical", "data"]),
    B=is_(1, F(1), covered=["technical"]),
)
case(
    "coverage counts an unknown funded WTE as the WTE where lower is better",
    "clinical 0.1 reaches the floor of 0.1, and technical does: 2 is below 3 and 4, so level 2",
    [post("0.9"), clinician("0.1")],
    {},
    rubric(
        lower(coverage("function", "funded_wte", D("0.1")), levels_from=[1, 2, 3, 4]),
        measured(coverage("function", "funded_wte", D("0.1")), COUNTS, name="B"),
    ),
    A=is_(2, F(2)),
    B=is_(1, F(1), covered=["technical"], missing=["clinical"]),
)
case(
    "an unknown value is no member, even where lower is better",
    "technical only; 0.1 of 1 has no role",
    [post("0.9"), post("0.1", role="")],
    {},
    rubric(lower(coverage("function", "wte", D("0.1")), levels_from=[1, 2, 3, 4])),
    A=is_(3, F(1), covered=["technical"]),
)
case(
    "posts under the floor are partly covered",
    "technical 2, data 1, product 0, with a floor of 2",
    [post("0.1"), post("0.1"), post(role="data_analyst")],
    {},
    rubric(measured(coverage("function", "posts", 2, "share", members="three_functions"))),
    A=is_(1, F(1, 3), covered=["technical"], partly=["data"], missing=["product"]),
)
case(
    "a post with several control roles counts for each",
    "digital_lead and cyber_lead by one post: 2 of 3 that are named",
    [post(control_role="digital_lead; cyber_lead"), post(control_role="product_lead", employment="agency"), post()],
    {},
    rubric(
        measured(
            coverage(
                "control_role",
                "posts",
                1,
                members=["digital_lead", "cyber_lead", "product_lead"],
                where=IN_HOUSE,
            ),
            COUNTS,
        ),
        measured(ratio(amount("posts", control_role=["cyber_lead", "digital_lead"]), amount("posts")), name="B"),
    ),
    A=is_(2, F(2), covered=["digital_lead", "cyber_lead"], missing=["product_lead"]),
    B=is_(1, F(1, 3)),
)
case(
    "a blank team is one member, the organisation's own",
    "own, North (twice): 2 teams; the largest has 2 of 3 WTE",
    [post(), post(team="North"), post(team=" North ")],
    {},
    rubric(measured(coverage("team", "wte", 1), COUNTS), measured(concentration("team"), name="B")),
    A=is_(2, F(2)),
    B=is_(2, F(2, 3)),
)

# Skills

case(
    "only ratings at skill_level or above are members, of any code",
    "low_code twice at 3 or above, user_research once: with a floor of 2 posts, 1 of 2",
    [post(skills="low_code:3; user_research:2"), post(skills="user_research:3;low_code:4")],
    {},
    rubric(measured(coverage("skill", "posts", 2, "share", skill_level=3))),
    A=is_(2, F(1, 2), covered=["low_code"], partly=["user_research"], missing=[]),
)
case(
    "skill_level is 1 where it is not given; not rated is not unknown",
    "levels 0, 1 and 4, and two posts not rated: 2 of 5",
    [
        post(skills="cyber_security:0"),
        post(skills="cyber_security:1"),
        post(skills="cyber_security:4"),
        post(),
        post(skills="user_research:4"),
    ],
    {},
    rubric(measured(ratio(amount("posts", skill=["cyber_security"]), amount("posts")))),
    A=is_(1, F(2, 5)),
)
case(
    "skill_level governs skill in every where of the measure",
    "at 3 or above: 1 with either skill, over 2 with user_research",
    [
        post(skills="cyber_security:2;user_research:3"),
        post(skills="user_research:4"),
        post(skills="cyber_security:2"),
        post(skills="cyber_security:3"),
    ],
    {},
    rubric(
        measured(
            ratio(amount("posts", skill=["cyber_security"]), amount("posts", skill=["user_research"]), skill_level=3)
        )
    ),
    A=is_(2, F(1, 2)),
)
RATED = coverage("skill", "posts", 1, members=["cyber_security"], where=IN_HOUSE, needs=["skills"])
case(
    "needs skills: exactly the rated share is enough, and a rating of 0 is a rating",
    "0.5 of 1 in-house; the agency's post does not matter",
    [post("0.5", skills="cyber_security:0"), post("0.5"), post("1.5", employment="agency")],
    {},
    rubric(measured(RATED, COUNTS)),
    A=is_(0, F(0), missing=["cyber_security"]),
)
case(
    "needs skills: less than the rated share is not",
    "0.49999 of 1",
    [post("0.49999", skills="cyber_security:4"), post("0.50001")],
    {},
    rubric(measured(RATED, COUNTS)),
    A=NOT_SCORED,
)
case(
    "needs skills: at least one row must pass for certain, even where lower is better",
    "the one rated post may be in-house or not; all unknown is tolerated here",
    [post(employment="", skills="cyber_security:4"), post(employment="agency")],
    {},
    rubric(lower(RATED, levels_from=[1, 2, 3, 4]), unknown_tolerance=1),
    A=NOT_SCORED,
)
case(
    "needs skills: only rows that pass for certain are asked, even where lower is better",
    "0.5 of 0.9 is rated; with the unknown 0.3 it would be less than half. Covered for certain: 1, not below 1",
    [post("0.5", skills="cyber_security:4"), post("0.4"), post("0.3", employment="")],
    {},
    rubric(lower(RATED, levels_from=[1, 2, 3, 4]), unknown_tolerance=D("0.25")),
    A=is_(3, F(1)),
)
case(
    "needs skills: a ratio is asked about its bottom",
    "in-house: 0.6 of 1 rated; 0.6 / 1",
    [post("0.6", skills="cyber_security:4"), post("0.4"), post("1.5", employment="agency")],
    {},
    rubric(
        measured(
            ratio(amount("wte", **IN_HOUSE, skill=["cyber_security"]), amount("wte", **IN_HOUSE), needs=["skills"])
        )
    ),
    A=is_(2, F(3, 5)),
)
for said, expected in (("recorded", is_(4, F(0))), ("none", is_(4, F(0))), ("not_yet", NOT_SCORED), (None, NOT_SCORED)):
    case(
        f"needs external staff: {said or 'not said'}",
        "recorded or none will do",
        [post()],
        {"external_staff": said} if said else {},
        rubric(lower(EXTERNAL_SHARE | {"needs": ["external_staff"]})),
        A=expected,
    )

# Concentration

BY_SUPPLIER = concentration("supplier")
case(
    "a blank supplier on an external post is unknown, on another it is none; both are left out",
    "0.1 of 3 is unknown; Acme 0.6 / (0.6 + 0.3)",
    [
        post("0.6", employment="contractor", supplier="Acme"),
        post("0.3", employment="supplier", supplier="Bolt"),
        post("0.1", employment="agency"),
        post(),
        post(),
    ],
    {},
    rubric(measured(BY_SUPPLIER)),
    A=is_(2, F(2, 3)),
)
case(
    "too many unknown suppliers",
    "0.2 of the 1 that is external",
    [post("0.8", employment="contractor", supplier="Acme"), post("0.2", employment="consultancy"), post()],
    {},
    rubric(measured(BY_SUPPLIER | {"where": EXTERNAL})),
    A=NOT_SCORED,
)
case(
    "a service from another NHS body is not external",
    "its blank supplier is none: Acme 0.5 / 0.5",
    [post("0.5", employment="contractor", supplier="Acme"), post("0.5", employment="nhs_service")],
    {},
    rubric(measured(BY_SUPPLIER)),
    A=is_(4, F(1)),
)
case(
    "no amount: not scored",
    "nobody has a supplier",
    [post()],
    {},
    rubric(measured(BY_SUPPLIER)),
    A=NOT_SCORED,
)
OUTSIDERS_BY_FUNCTION = concentration("function", where=EXTERNAL)
case(
    "concentration keeps rows that could pass where lower is better",
    "lower: technical (0.6 + 0.1) / 1; higher: 0.6 / 0.9",
    [
        post("0.6", employment="agency"),
        post("0.3", employment="agency", role="data_analyst"),
        post("0.1", employment=""),
    ],
    {},
    rubric(lower(OUTSIDERS_BY_FUNCTION), measured(OUTSIDERS_BY_FUNCTION, name="B")),
    A=is_(0, F(7, 10)),
    B=is_(2, F(2, 3)),
)
case(
    "a row without a profession is in neither top nor bottom",
    "medical 0.3 / (0.3 + 0.2)",
    [
        post("0.3", clinical_profession="medical"),
        post("0.2", clinical_profession="ahp"),
        post("1"),
    ],
    {},
    rubric(measured(concentration("clinical_profession"))),
    A=is_(2, F(3, 5)),
)

# Representation

case(
    "the lowest ratio over the groups, without any post",
    "(10/20) / 0.5 = 1, and (5/20) / 0.5 = 1/2",
    [],
    {"representation": [group("one", 10, 20, 25, 50), group("two", 5, 20, 25, 50)]},
    rubric(measured(representation())),
    A=is_(2, F(1, 2)),
)
case(
    "both limits are inclusive",
    "expected 14 x 0.5 = 7; known 14 / 20 = 0.70; (7/14) / 0.5 = 1",
    [],
    {"representation": [group("one", 7, 14, 20, 50)]},
    rubric(measured(representation(min_expected=7))),
    A=is_(4, F(1)),
)
case(
    "groups that are too small or too little known are left out",
    "expected 4.9 is under 5; known 13 / 20 is under 0.70; the third: (6/20) / 0.4 = 3/4",
    [],
    {
        "representation": [
            group("small", 0, 14, 14, 35),
            group("little known", 0, 13, 20, 50),
            group("counted", 6, 20, 20, 40),
        ]
    },
    rubric(measured(representation())),
    A=is_(3, F(3, 4)),
)
case(
    "a group with a number missing or a nought below the line is left out; none is left",
    "each group lacks one",
    [post()],
    {
        "representation": [
            group("no count", None, 20, 25, 50),
            group("none known", 0, 0, 25, 50),
            group("no staff", 5, 20, 0, 50),
            group("nobody to compare", 5, 20, 25, 0),
            {"group": "bare", "comparator": "population"},
        ]
    },
    rubric(measured(representation(0, 0))),
    A=NOT_SCORED,
)
case(
    "nobody from a group counts as 0",
    "(0/20) / 0.5",
    [],
    {"representation": [group("one", 0, 20, 25, D("50.0"))]},
    rubric(measured(representation())),
    A=is_(0, F(0)),
)

# Answers

case(
    "answers and their evidence",
    "3 without evidence (blank after trimming) is 2, with it 3; 1 needs none; unknown is 0; a blank is not scored",
    [],
    {"answers": answers(A=(3, "  "), B=(3, "Paper 4"), C=1, D=("unknown", ""), F=(4, ""))},
    rubric(*[answered(name) for name in "ABCDEF"]),
    A=is_(2, None),
    B=is_(3, None),
    C=is_(1, None),
    D=is_(0, None),
    E=is_(None, None),
    F=is_(2, None),
)
case(
    "held down to a level never lifts",
    "evidence is needed from 1, and without it the level is at most 2",
    [],
    {"answers": answers(A=1, B=4)},
    rubric(answered("A"), answered("B"), evidence_needed_from=1),
    A=is_(1, None),
    B=is_(2, None),
)
case(
    "a level cap looks at the level after the evidence rule",
    "3 without evidence is 2: raw 50, capped to 30",
    [],
    {"answers": answers(A=3)},
    rubric(answered("A", caps=[{"level": 2, "score": 30}, {"level": 3, "score": 10}])),
    Q={"raw": 50, "score": 30, "capped_by": [("A", 30)]},
)
case(
    "unknown is scored and its cap holds",
    "level 0",
    [],
    {"answers": answers(A="unknown", B=(4, "Paper 4"))},
    rubric(answered("A", caps=[{"level": 0, "score": 45}]), answered("B", weight=3)),
    Q={"raw": 75, "score": 45, "rating": "Weak", "verdict": "In part"},
)

# From value to score


def tested(count: int, live: int) -> Values:
    """The facts that give TESTED the value count / live."""
    return {"initiatives_live": live, "initiatives_tested_with_users": count}


TESTED = ratio(fact("initiatives_tested_with_users"), fact("initiatives_live"))
HALF = tested(1, 2)

case(
    "lower: a value at a line is not below it",
    "1/10 is not below the first line, but below the second",
    [],
    tested(1, 10),
    rubric(lower(TESTED)),
    A=is_(3, F(1, 10)),
)
case(
    "lower: at the last line the level is 0",
    "1/2 is not below 0.50",
    [],
    HALF,
    rubric(lower(TESTED)),
    A=is_(0, F(1, 2)),
)
case(
    "above 0 is any value above zero",
    "1/1000 is level 1",
    [],
    tested(1, 1000),
    rubric(measured(TESTED, ["above 0", D("0.20"), D("0.35"), D("0.50")])),
    A=is_(1, F(1, 1000)),
)
case(
    "nought is not above 0",
    "0/1000 is level 0",
    [],
    tested(0, 1000),
    rubric(measured(TESTED, ["above 0", D("0.20"), D("0.35"), D("0.50")])),
    A=is_(0, F(0)),
)
case(
    "weights may have decimals",
    "100 x (1.5 x 4 + 0.5 x 1) / 4 / 2 = 81.25",
    [],
    {"answers": answers(A=(4, "Paper 4"), B=1)},
    rubric(answered("A", weight=D("1.5")), answered("B", weight=D("0.5"))),
    Q={"raw": F(325, 4), "score": F(325, 4), "rating": "Strong", "verdict": "Yes", "range": (F(325, 4), F(325, 4))},
)
case(
    "below is strict, at_most and at_least are not; caps that hold come lowest first",
    "the value is exactly 1/2, level 2, raw 50",
    [],
    HALF,
    rubric(
        measured(
            TESTED,
            caps=[
                {"below": D("0.5"), "score": 10},
                {"at_least": D("0.5"), "score": 45},
                {"at_most": D("0.5"), "score": D("42.5"), "because": "at most half"},
                {"below": D("0.51"), "score": 99},
            ],
        )
    ),
    Q={"raw": 50, "score": F(85, 2), "capped_by": [("A", F(85, 2)), ("A", 45), ("A", 99)], "rating": "Weak"},
)
case(
    "a criterion of weight 0 caps",
    "raw 100 by A alone; B's value 1/2 caps to 59",
    [],
    HALF | {"answers": answers(A=(4, "Paper 4"))},
    rubric(answered("A"), measured(TESTED, name="B", weight=0, caps=[{"below": 1, "score": 59}])),
    Q={"raw": 100, "score": 59, "rating": "Weak", "capped_by": [("B", 59)], "range": (59, 59)},
)
case(
    "no scored weight: no score, but a range in one band gives a rating",
    "A is not scored; B of weight 0 caps to 39; the range is 0 to 39",
    [],
    HALF,
    rubric(answered("A"), measured(TESTED, name="B", weight=0, caps=[{"below": 1, "score": 39}])),
    Q={"raw": None, "score": None, "range": (0, 39), "rating": "Very weak", "verdict": "No"},
    overall={"index": None, "rating": "Not enough evidence"},
)
case(
    "the range: low with the lowest cap of what is not scored, high with the caps that hold",
    "A level 3, weight 6; B open, weight 4: 100 x 4.5 / 10 = 45, capped to 30; 100 x 8.5 / 10 = 85, capped to 79",
    [],
    {"answers": answers(A=(3, "Paper 4"))},
    rubric(
        answered("A", weight=6, caps=[{"level": 3, "score": 79}]),
        measured(TESTED, name="B", weight=4, caps=[{"below": 1, "score": 50}, {"at_most": 0, "score": 30}]),
    ),
    Q={
        "raw": 75,
        "score": 75,
        "range": (30, 79),
        "rating": "Not enough evidence",
        "verdict": "Not enough evidence",
        "capped_by": [("A", 79)],
    },
    overall={"index": 75, "rating": "Not enough evidence"},
)
case(
    "an unscored criterion of weight 0 can still lower the range",
    "A 4 of 4; B not scored, its cap 39 might hold; all the weight is scored, so it is rated",
    [],
    {"answers": answers(A=(4, "Paper 4"))},
    rubric(answered("A"), measured(TESTED, name="B", weight=0, caps=[{"below": 1, "score": 39}])),
    Q={"score": 100, "range": (39, 100), "rating": "Strong"},
)
case(
    "exactly enough evidence is enough",
    "3 of 4 by weight: raw 50; range 37.5 to 62.5",
    [],
    {"answers": answers(A=2)},
    rubric(answered("A", weight=3), answered("B")),
    Q={"score": 50, "range": (F(75, 2), F(125, 2)), "rating": "Weak", "verdict": "In part"},
)
case(
    "too little evidence, but both ends of the range are in one band",
    "2 of 3 by weight at level 0: 0 to 33.3",
    [],
    {"answers": answers(A=0)},
    rubric(answered("A", weight=2), answered("B")),
    Q={"score": 0, "range": (0, F(100, 3)), "rating": "Very weak", "verdict": "No"},
)
case(
    "a score at the start of a band is in it",
    "100 x (0.8 x 2 + 0.2 x 0) / 4 = 40",
    [],
    {"answers": answers(A=2, B=0)},
    rubric(answered("A", weight=D("0.8")), answered("B", weight=D("0.2"))),
    Q={"score": 40, "rating": "Weak"},
)
case(
    "verdict_from speaks whether the question is rated or not",
    "A is 1/2, level 2; most of the weight is not scored",
    [],
    HALF,
    rubric(
        measured(TESTED),
        answered("B", weight=9),
        questions=[question(verdict_from="A", verdicts=["Never", "Rarely", "Half", "Mostly", "Always"])],
    ),
    Q={"score": 50, "rating": "Not enough evidence", "verdict": "Half"},
)
case(
    "verdicts go with the bands best first, however the bands are listed",
    "100 is Strong, and the first verdict",
    [],
    {"answers": answers(A=(4, "Paper 4"))},
    rubric(answered("A"), bands=[("Very weak", 0), ("Weak", 40), ("Good", 60), ("Strong", 80)]),
    Q={"rating": "Strong", "verdict": "Yes"},
)
TWO_QUESTIONS = {"questions": [question("Q1", 9), question("Q2", 1)]}
case(
    "the overall rating is at most overall_lead bands above the lowest question's",
    "(9 x 100 + 1 x 0) / 10 = 90 is Strong; the lowest is Very weak, so Weak",
    [],
    {"answers": answers(A=(4, "Paper 4"), B=0)},
    rubric(answered("A", question="Q1"), answered("B", question="Q2"), **TWO_QUESTIONS),
    Q1={"rating": "Strong"},
    Q2={"rating": "Very weak"},
    overall={"index": 90, "rating": "Weak"},
)
case(
    "a lead of two bands",
    "as before, so Good",
    [],
    {"answers": answers(A=(4, "Paper 4"), B=0)},
    rubric(answered("A", question="Q1"), answered("B", question="Q2"), **TWO_QUESTIONS, overall_lead=2),
    overall={"index": 90, "rating": "Good"},
)
case(
    "the lead does not lift the index's band",
    "(9 x 0 + 1 x 100) / 10 = 10",
    [],
    {"answers": answers(A=0, B=(4, "Paper 4"))},
    rubric(answered("A", question="Q1"), answered("B", question="Q2"), **TWO_QUESTIONS),
    overall={"index": 10, "rating": "Very weak"},
)
case(
    "the index leaves out a question without a score; the rating needs every question rated",
    "100 by Q1 alone",
    [],
    {"answers": answers(A=(4, "Paper 4"))},
    rubric(answered("A", question="Q1"), answered("B", question="Q2"), **TWO_QUESTIONS),
    Q2={"score": None, "rating": "Not enough evidence", "range": (0, 100)},
    overall={"index": 100, "rating": "Not enough evidence"},
)
case(
    "the index uses scores after caps",
    "Q1 is capped from 100 to 59: (9 x 59 + 1 x 100) / 10 = 63.1",
    [],
    {"answers": answers(A=(4, "Paper 4"), B=(4, "Paper 4"))},
    rubric(
        answered("A", question="Q1", caps=[{"level": 4, "score": 59}]), answered("B", question="Q2"), **TWO_QUESTIONS
    ),
    Q1={"raw": 100, "score": 59},
    overall={"index": F(631, 10), "rating": "Good"},
)
case(
    "nothing entered",
    "everything is open",
    [],
    {},
    rubric(measured(IN_HOUSE_SHARE), answered("B")),
    A=NOT_SCORED,
    B=NOT_SCORED,
    Q={"raw": None, "score": None, "range": (0, 100), "rating": "Not enough evidence", "capped_by": []},
    overall={"index": None, "rating": "Not enough evidence"},
)
