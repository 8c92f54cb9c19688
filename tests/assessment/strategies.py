"""Random rosters, facts and valid rubrics for comparing the engine with the reference.

Texts, dates and numbers are drawn from short lists on purpose: they have to meet each other, the lines of a rubric and
the limits of its rules often enough to matter.
"""

import csv
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Row = dict[str, str]
Values = dict[str, Any]
Drawn = st.SearchStrategy[Any]

ROOT = Path(__file__).resolve().parents[2]
RUBRIC_FILE = ROOT / "assessment" / "rubrics" / "minimum-viable-team.toml"


def codes(file: str, column: str) -> list[str]:
    """The distinct values of a column of a data file."""
    with (ROOT / "teams" / "data" / file).open(encoding="utf-8", newline="") as lines:
        return list(dict.fromkeys(row[column] for row in csv.DictReader(lines)))


def terms(kind: str) -> list[str]:
    """The codes of one kind in the list of terms."""
    with (ROOT / "teams" / "data" / "terms.csv").open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines) if row["kind"] == kind]


ALL_ROLES = codes("roles.csv", "role")
# Few, so that they meet the rubric's: each function, each kind of work, clinicians that lead and that do not.
ROLES = [
    "product_manager",
    "delivery_manager",
    "user_researcher",
    "software_developer",
    "enterprise_architect",
    "data_analyst",
    "service_desk_analyst",
    "it_service_manager",
    "ccio",
    "clinical_safety_officer",
    "clinical_champion",
    "digital_trainer",
    "cdio",
    "supplier_manager",
]
FUNCTIONS = terms("function")
WORK = terms("work")
EMPLOYMENTS = terms("employment")
CONTROL_ROLES = terms("control_role")
PROFESSIONS = terms("clinical_profession")
SKILLS = ["user_research", "service_design", "cyber_security", "agile_delivery", "low_code", "prompt_craft"]
TEAMS = ["North", "South", "Ward systems"]
SUPPLIERS = ["Acme", "Bolt & Co", "Cog"]
GRADES = ["7", "8a", "VSM", "Consultant"]
EXTERNAL = ["agency", "contractor", "consultancy", "supplier"]

VALUES = {
    "status": ["filled", "vacant"],
    "function": FUNCTIONS,
    "work": WORK,
    "employment": EMPLOYMENTS,
    "clinician": [True, False],
    "senior_leader": [True, False],
    "funded": [True, False],
    "role": ROLES,
    "grade": GRADES,
    "team": TEAMS,
    "supplier": SUPPLIERS,
    "control_role": CONTROL_ROLES,
    "clinical_profession": PROFESSIONS,
    "skill": SKILLS,
}
# Sets by the column that they are of; no set has the name of a value.
SETS = {
    "set_core": ("function", ["product", "ucd", "technical", "data", "clinical"]),
    "set_other": ("function", ["infrastructure", "leadership_pmo", "governance_commercial"]),
    "set_doing": ("work", ["hands_on", "support"]),
    "set_in_house": ("employment", ["permanent", "fixed_term", "bank", "secondment_in", "shared_partner"]),
    "set_external": ("employment", EXTERNAL),
    "set_roles": ("role", ["software_developer", "ccio", "data_analyst"]),
    "set_grades": ("grade", ["8a", "VSM"]),
    "set_teams": ("team", ["North", "South"]),
    "set_suppliers": ("supplier", ["Acme", "Cog"]),
    "set_control": ("control_role", ["digital_lead", "cyber_lead", "supplier_manager"]),
    "set_professions": ("clinical_profession", ["medical", "ahp", "other"]),
    "set_skills": ("skill", ["user_research", "cyber_security", "low_code"]),
}
NUMBER_FACTS = [
    "workforce_wte",
    "goodwill_wte_elsewhere",
    "initiatives_live",
    "initiatives_with_clinical_lead_from_start",
    "initiatives_tested_with_users",
    "initiatives_led_outside_it",
    "service_contracts_a_year",
    "digital_revenue_budget",
]
AS_AT = ["2026-09-30", "2024-02-29", "2026-03-31"]
MONTHS = [1, 12, 13]
# The same day so many months before each of these, and the day before that.
NEAR_AS_AT = [
    *("2026-08-30", "2026-08-29", "2025-09-30", "2025-09-29", "2025-08-30", "2025-08-29"),
    *("2024-01-29", "2024-01-28", "2023-02-28", "2023-02-27", "2023-01-29", "2023-01-28"),
    *("2026-02-28", "2026-02-27", "2025-03-31", "2025-03-30", "2025-02-28", "2025-02-27"),
]
LATEST = date(2026, 12, 31)
USUAL_WTES = ["1.0", "1", "0.9", "0.8", "0.5", "0.4", "0.3", "0.2", "0.10", "0.1", "0.05", "1.5", " 0.7 ", "0.33333"]
CRITERION_IDS = [f"Q{question}.{number}" for question in (1, 2, 3) for number in range(1, 7)]


def default_rubric() -> Values:
    """The rubric that the product comes with, its numbers exact."""
    return tomllib.loads(RUBRIC_FILE.read_text(encoding="utf-8"), parse_float=Decimal)


def one_of(values: list[Any]) -> Drawn:
    """One of a list."""
    return st.sampled_from(values)


def some_of(values: list[Any], most: int = 3) -> Drawn:
    """A few different ones of a list."""
    return st.lists(one_of(values), min_size=1, max_size=most, unique=True)


def or_blank(values: list[Any]) -> Drawn:
    """A value, or a blank about one time in four."""
    return one_of([*[""] * max(1, len(values) // 3), *values])


def padded(values: list[Any]) -> list[str]:
    """The same values and some with blanks around them; text is trimmed before it is compared."""
    return [*values, *values, f" {values[0]}", f"{values[-1]} "]


def decimals(low: str, high: str, places: int) -> Drawn:
    """Exact numbers, both ends included."""
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


# Rosters


def hundred_thousandths(most: int) -> Drawn:
    """Text of a number above 0 with five decimals."""
    return st.integers(1, most).map(lambda number: str(Decimal(number).scaleb(-5)))


def wtes() -> Drawn:
    """Text of a WTE above 0 to 1.5, mostly one that makes round sums."""
    return one_of(USUAL_WTES) | one_of(USUAL_WTES) | hundred_thousandths(150_000)


def funded_wtes() -> Drawn:
    """Text of a funded WTE: blank, nought, some, or more than the WTE; None is all of it."""
    usual = one_of(["", "", "0", "0.1", "1.5", None, None, None])
    return usual | usual | hundred_thousandths(150_000)


def skill_texts() -> Drawn:
    """Pairs of skill and level, each skill once; or nothing rated."""
    pairs = st.tuples(one_of(SKILLS), st.integers(0, 4))
    ratings = st.lists(pairs, max_size=3, unique_by=lambda pair: pair[0])
    return ratings.map(lambda some: "; ".join(f"{skill}:{level}" for skill, level in some))


def dates() -> Drawn:
    """Text of a date, mostly one that matters for months in post."""
    days = st.integers(0, 1_800).map(lambda back: str(LATEST - timedelta(days=back)))
    return one_of(["", *NEAR_AS_AT]) | one_of(["", *NEAR_AS_AT]) | days


@st.composite
def posts(draw: st.DrawFn) -> Row:
    """One row of a roster file, without its reference."""
    wte, funded = draw(wtes()), draw(funded_wtes())
    return {
        "title": "Developer",
        "team": draw(or_blank(padded(TEAMS))),
        "role": draw(or_blank(ROLES) | or_blank(padded(ALL_ROLES))),
        "employment": draw(or_blank(["permanent", "permanent", "contractor", *EMPLOYMENTS])),
        "status": draw(one_of(["", "filled", "filled", "vacant"])),
        "wte": wte,
        "funded_wte": wte if funded is None else funded,
        "grade": draw(or_blank(GRADES)),
        "employer": draw(one_of(["", "ZZA"])),
        "clinical_profession": draw(one_of([*[""] * 12, *PROFESSIONS])),
        "senior_leader": draw(one_of(["", "", "yes", "no"])),
        "control_role": draw(or_blank([*CONTROL_ROLES, "digital_lead;cyber_lead", "product_lead; supplier_manager"])),
        "started_on": draw(dates()),
        "ends_on": draw(one_of(["", "2026-12-31", "2024-12-31"])),
        "supplier": draw(or_blank(padded(SUPPLIERS))),
        "skills": draw(skill_texts()),
    }


def full(row: Row) -> Row:
    """The same row with little unknown, so that measures are scored as well."""
    filled_in = {"role": "software_developer", "employment": "permanent", "started_on": "2025-09-30"}
    return row | {column: value for column, value in filled_in.items() if not row[column]}


def rosters() -> Drawn:
    """None to twelve posts, most rosters with few unknowns."""
    mixed = st.one_of(posts().map(full), posts().map(full), posts().map(full), posts())
    few, many = st.lists(posts(), max_size=6), st.lists(posts(), min_size=4, max_size=12)
    known = st.lists(mixed, min_size=5, max_size=12)
    return st.one_of(few, many, known, known).map(numbered)


def numbered(rows: list[Row]) -> list[Row]:
    """The rows, each with a reference of its own, in the order of the file's columns."""
    return [{"post_ref": f"P{number}"} | row for number, row in enumerate(rows, 1)]


# Facts


def answer_facts() -> Drawn:
    """An answer for most criteria: a level, unknown, or a blank; with, without, or with blank evidence."""
    levels = [0, 1, 2, 3, 4, "unknown", " unknown ", None]
    given = [{"level": level, "evidence": text} for level in levels for text in ("", "  ", "Board paper 4")]
    several = st.lists(one_of([*given, None, None, None]), min_size=len(CRITERION_IDS), max_size=len(CRITERION_IDS))
    return several.map(lambda some: {name: each for name, each in zip(CRITERION_IDS, some, strict=True) if each})


@st.composite
def groups(draw: st.DrawFn, name: str) -> Values:
    """One group of the representation fact, at times with a number missing or nought."""
    headcount = draw(one_of([0, 8, 20, 20, 40, 40]))
    known = draw(one_of([headcount, headcount * 7 // 10, headcount // 2, 0]))
    group = {
        "group": name,
        "comparator": draw(one_of(["workforce", "population"])),
        "team_count": draw(st.integers(0, known)),
        "team_known": known,
        "headcount": headcount,
        "comparator_pct": draw(one_of([0, 10, 25, 50, Decimal("12.5"), Decimal("33.3"), 78])),
    }
    missing = draw(one_of([None] * 7 + ["team_count", "team_known", "headcount", "comparator_pct"]))
    return {key: value for key, value in group.items() if key != missing}


@st.composite
def facts(draw: st.DrawFn) -> Values:
    """Facts beside a roster; any but as_at may be missing. No count of initiatives is above the live ones."""
    live = draw(one_of([0, 1, 2, 4, 5]))
    counts = st.integers(0, live)
    possible = {
        "workforce_wte": one_of([0, 1000, 2000, 6000, Decimal("3200.5")]),
        "external_staff": one_of(["recorded", "recorded", "none", "not_yet"]),
        "goodwill_wte_elsewhere": one_of([0, 1, Decimal("0.4"), Decimal("0.10001")]),
        "initiatives_live": st.just(live),
        "initiatives_with_clinical_lead_from_start": counts,
        "initiatives_tested_with_users": counts,
        "initiatives_led_outside_it": counts,
        "service_contracts_a_year": one_of([0, 100000, Decimal("250000.50")]),
        "digital_revenue_budget": one_of([0, 500000, 1000000]),
        "representation": st.tuples(groups("women"), groups("disabled"), groups("other")).map(list),
        "answers": answer_facts(),
    }
    known = {name: value for name, value in possible.items() if draw(st.integers(0, 5))}
    return {"as_at": draw(one_of(AS_AT))} | {name: draw(value) for name, value in known.items()}


# Rubrics


def sets_of(column: str) -> list[str]:
    """The names of the sets for a column."""
    return [name for name, (of, _) in SETS.items() if of == column]


def wanted(column: str) -> Drawn:
    """What a where wants of a column: values, sets, or both; a single one may stand without a list."""
    values = VALUES[column] + sets_of(column)
    return some_of(values, most=4) | some_of(values, most=4) | one_of(values)


@st.composite
def wheres(draw: st.DrawFn, least: int = 0) -> Values:
    """No key, or up to three; the common ones more often."""
    common = ["status", "status", "function", "employment", "clinician", "funded"]
    columns = draw(
        st.lists(one_of([*common, *VALUES, *["in_post_over_months"] * 3]), min_size=least, max_size=3, unique=True)
    )
    where = {}
    for column in columns:
        where[column] = draw(one_of(MONTHS) if column == "in_post_over_months" else wanted(column))
    return where


def amounts() -> Drawn:
    """The three amounts, funded WTE more often."""
    return one_of(["wte", "funded_wte", "funded_wte", "posts"])


@st.composite
def amount_terms(draw: st.DrawFn) -> Values:
    """A roster term of a ratio."""
    term = {"amount": draw(amounts())}
    term |= optional(draw, "where", wheres(), 3) | optional(draw, "times", one_of([2, Decimal("0.5")]), 1)
    return term


@st.composite
def fact_terms(draw: st.DrawFn) -> Values:
    """A fact term of a ratio."""
    return {"fact": draw(one_of(NUMBER_FACTS))} | optional(draw, "times", one_of([3, Decimal("0.0014")]), 1)


def optional(draw: st.DrawFn, key: str, values: Drawn, in_four: int = 2) -> Values:
    """A dictionary with the key in so many of four cases, or an empty one."""
    return {key: draw(values)} if draw(st.integers(1, 4)) <= in_four else {}


@st.composite
def shares(draw: st.DrawFn) -> Values:
    """A part of some rows over all of them: the usual ratio."""
    whole = draw(amount_terms())
    part = whole | {"where": whole.get("where", {}) | draw(wheres(1))}
    return {"kind": "ratio", "top": [part], "bottom": [whole]}


@st.composite
def sums(draw: st.DrawFn) -> Values:
    """Rows over rows, rows over a fact, or facts over facts; now and then both in a sum."""
    rows, known = st.lists(amount_terms(), min_size=1, max_size=2), st.lists(fact_terms(), min_size=1, max_size=1)
    both = st.tuples(amount_terms(), fact_terms()).map(list)
    top, bottom = draw(one_of([(rows, rows)] * 2 + [(rows, known), (known, known), (rows, both), (both, rows)]))
    return {"kind": "ratio", "top": draw(top), "bottom": draw(bottom)}


@st.composite
def ratios(draw: st.DrawFn) -> Values:
    """A share or any other ratio, with a value for an empty bottom at times."""
    return draw(shares() | sums()) | optional(draw, "when_empty", one_of([0, 1, Decimal("0.5")]), 1)


@st.composite
def coverages(draw: st.DrawFn) -> Values:
    """Coverage of any grouping, with and without members, among and a floor by a fact."""
    of = draw(one_of(["function", "role", "skill", "control_role", "clinical_profession", "team", "supplier"]))
    amount = draw(amounts())
    floors = [1, 2] if amount == "posts" else [Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), 1]
    measure = {
        "kind": "coverage",
        "of": of,
        "amount": amount,
        "at_least": draw(one_of(floors)),
        "result": draw(one_of(["count", "share"])),
    }
    members = some_of(VALUES[of], most=5) | one_of(sets_of(of))
    by_fact = st.fixed_dictionaries(
        {"fact": one_of(NUMBER_FACTS), "times": one_of([Decimal("0.0001"), Decimal("0.0002"), Decimal("0.5")])}
    )
    measure |= optional(draw, "members", members, 3) | optional(draw, "where", wheres(), 3)
    return measure | optional(draw, "among", wheres()) | optional(draw, "at_least_times", by_fact, 1)


@st.composite
def concentrations(draw: st.DrawFn) -> Values:
    """Concentration by any column that has one value a row."""
    of = draw(one_of(["function", "role", "clinical_profession", "team", "supplier", "supplier"]))
    return {"kind": "concentration", "of": of, "amount": draw(amounts())} | optional(draw, "where", wheres(), 3)


@st.composite
def representations(draw: st.DrawFn) -> Values:
    """Representation with limits that groups meet exactly at times."""
    return {
        "kind": "representation",
        "min_expected": draw(one_of([0, 1, 2, 5, Decimal("2.5")])),
        "min_disclosure": draw(one_of([Decimal("0.5"), Decimal("0.70"), 1])),
    }


def reads_roster(measure: Values) -> bool:
    """Whether a measure has rows that its needs can be asked of."""
    sides = [*measure.get("top", []), *measure.get("bottom", []), measure]
    return any("amount" in each for each in sides)


@st.composite
def measures(draw: st.DrawFn) -> Values:
    """A measure of any kind, with needs and a skill level where they can matter."""
    measure = draw(st.one_of(ratios(), ratios(), coverages(), coverages(), concentrations(), representations()))
    if reads_roster(measure):
        needs = one_of([["skills"], ["external_staff"], ["skills", "external_staff"]])
        measure |= optional(draw, "needs", needs, 1)
    if "skill" in str(measure.get("of", "")) or "'skill'" in str(measure):
        measure |= optional(draw, "skill_level", st.integers(1, 4), 3)
    return measure


def lines(measure: Values, better: str) -> Drawn:
    """Four strictly rising numbers, whole ones for a count; "above 0" only first and only for higher."""
    whole = measure.get("result") == "count"
    numbers = st.integers(1, 7) if whole else st.integers(1, 24).map(lambda n: n * Decimal("0.05"))
    rising = st.lists(numbers, min_size=4, max_size=4, unique=True).map(sorted)
    if better == "lower":
        return rising
    return rising | rising | rising.map(lambda four: ["above 0", *four[1:]])


PLACEHOLDERS = {
    "ratio": "{share} {rest} {top} {bottom} {gap}",
    "coverage": "{count} {total} {share} {covered} {partly} {missing}",
    "concentration": "{largest} {share} {top} {bottom}",
    "representation": "{group} {ratio}",
}


def says(kind: str) -> Drawn:
    """A sentence with some of the placeholders that the kind gives."""
    return some_of(PLACEHOLDERS[kind].split(), most=6).map(" and ".join)


def value_caps() -> Drawn:
    """Caps on a value, in each of the three forms."""
    forms = st.tuples(one_of(["below", "at_most", "at_least"]), one_of([0, 1, 2, Decimal("0.25"), Decimal("0.5")]))
    return caps_of(forms)


def level_caps() -> Drawn:
    """Caps on the level of an answered criterion."""
    return caps_of(st.tuples(st.just("level"), st.integers(0, 4)))


@st.composite
def caps_of(draw: st.DrawFn, forms: Drawn) -> list[Values]:
    """Up to three caps."""
    caps = []
    for key, number in draw(st.lists(forms, min_size=1, max_size=3, unique=True)):
        cap = {key: number, "score": draw(one_of([0, 20, 39, 59, 79, 100, Decimal("42.5")]))}
        caps.append(cap | optional(draw, "because", st.just("a reason")))
    return caps


def weights() -> Drawn:
    """Weights with decimals, and nought."""
    return one_of([0, 1, 2, 5, 10, Decimal("0.5"), Decimal("7.25")])


@st.composite
def criteria(draw: st.DrawFn, name: str, question: str) -> Values:
    """An answered or, more often, a measured criterion."""
    criterion = {
        "id": name,
        "question": question,
        "name": f"Criterion {name}",
        "weight": draw(weights()),
        "serves": "an idea",
        "basis": "Judgement.",
        "sources": ["https://example.org/source"],
    }
    if draw(st.integers(1, 4)) == 1:
        answers = ["None", "Little", "Some", "Much", "All"]
        return criterion | {"answers": answers} | optional(draw, "caps", level_caps())
    measure, better = draw(measures()), draw(one_of(["higher", "lower"]))
    criterion |= {"better": better, "levels_from": draw(lines(measure, better)), "says": draw(says(measure["kind"]))}
    return criterion | {"measure": measure} | optional(draw, "caps", value_caps())


@st.composite
def rules(draw: st.DrawFn, needs_skills: bool) -> Values:
    """The rules; rated_share may be left out where no criterion needs skills."""
    chosen = {
        "enough_evidence": draw(one_of([Decimal("0.75"), Decimal("0.5"), Decimal("0.25"), 1])),
        "evidence_needed_from": draw(st.integers(1, 4)),
        "level_without_evidence": draw(st.integers(0, 3)),
        "overall_lead": draw(st.integers(0, 3)),
        "unknown_tolerance": draw(one_of([0, Decimal("0.10"), Decimal("0.25"), Decimal("0.5"), 1])),
        "suppress_below": 8,
    }
    shares = one_of([Decimal("0.50"), Decimal("0.25"), 1])
    return chosen | ({"rated_share": draw(shares)} if needs_skills else optional(draw, "rated_share", shares))


@st.composite
def bands(draw: st.DrawFn) -> list[Values]:
    """One to six bands from 0 up, most often best first."""
    above = draw(st.lists(st.integers(1, 100) | decimals("0.5", "99.5", 1), max_size=5, unique=True))
    starts = sorted([*above, 0], reverse=True)
    listed = [{"name": f"Band {place}", "from": start} for place, start in enumerate(starts, 1)]
    return draw(one_of([listed, listed, listed[::-1]]))


@st.composite
def questions(draw: st.DrawFn, name: str, own: list[Values], band_count: int) -> Values:
    """A question whose verdicts go with the bands, or with the levels of one of its measured criteria."""
    question = {"id": name, "text": f"Question {name}?", "weight": draw(one_of([1, 30, Decimal("2.5")]))}
    measured = [each for each in own if "measure" in each]
    if not measured or draw(st.integers(1, 3)) > 1:
        return question | {"verdicts": [f"Verdict {place}" for place in range(1, band_count + 1)]}
    source = draw(one_of(measured))
    question |= {"verdict_from": source["id"], "verdicts": [f"Words for level {level}" for level in range(5)]}
    return question | ({"verdict_none": "Nothing to judge"} if "when_empty" in source["measure"] else {})


@st.composite
def own_criteria(draw: st.DrawFn, question: str) -> list[Values]:
    """One to five criteria of a question; their weights do not sum to nought."""
    count = draw(st.integers(1, 5))
    own = [draw(criteria(f"{question}.{number}", question)) for number in range(1, count + 1)]
    if not any(each["weight"] for each in own):
        own[0]["weight"] = 3
    return own


@st.composite
def rubrics(draw: st.DrawFn) -> Values:
    """A valid rubric of one to three questions."""
    names = ["Q1", "Q2", "Q3"][: draw(st.integers(1, 3))]
    every = {name: draw(own_criteria(name)) for name in names}
    listed = [criterion for own in every.values() for criterion in own]
    needs_skills = any("skills" in each.get("measure", {}).get("needs", []) for each in listed)
    chosen_bands = draw(bands())
    return {
        "title": "A random rubric",
        "version": "1",
        "levels": ["Very weak", "Weak", "Fair", "Good", "Strong"],
        "rules": draw(rules(needs_skills)),
        "bands": chosen_bands,
        "questions": [draw(questions(name, own, len(chosen_bands))) for name, own in every.items()],
        "sets": {name: list(members) for name, (_, members) in SETS.items()},
        "criteria": listed,
    }
