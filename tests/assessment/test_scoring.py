"""Scores, and the scorecard that explains them: worked cases, explanations, and what must hold for any input."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment import scoring
from assessment.rubric import Cut, FactTerm, Ratio, Rubric
from assessment.scorecard import CriterionResult, Scorecard
from assessment.scoring import ENGINE_VERSION, score
from assessment.wording import amount, percentage, rest_percentage
from teams import catalogue

from . import cases, strategies
from .cases import amount as term
from .engine import Row, Values, as_reference, default_rubric, facts_of, roster_of, rubric_of, scorecard_of
from .test_reference import NAMES, as_expected, load

DEFAULT = default_rubric()
ASKED = [criterion.id for criterion in DEFAULT.criteria if criterion.answers]


def card(rows: list[Row], rubric: Values | Rubric, **facts: Any) -> Scorecard:
    """The scorecard of some posts, numbered P1, P2 and so on."""
    return scorecard_of(cases.roster(*rows), cases.facts(**facts), rubric)


def only(rows: list[Row], criterion: Values, **facts: Any) -> CriterionResult:
    """The one criterion of a rubric with nothing else."""
    return card(rows, cases.rubric(criterion), **facts).criteria[0]


# Worked cases


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_the_worked_examples_exactly(name: str) -> None:
    rows, facts, expected = load(name)
    for each in expected["criteria"].values():
        each.setdefault("value", None)
    assert as_expected(as_reference(rows, facts, DEFAULT)) == expected


def test_a_worked_example_tells_what_it_is_about() -> None:
    rows, facts, _ = load("small-trust")
    found = scorecard_of(rows, facts, DEFAULT)
    assert (found.rubric.title, found.rubric.version) == ("Minimum viable digital team", "1")
    assert found.rubric.sha256 == DEFAULT.sha256
    assert (found.engine_version, found.as_at.isoformat()) == (ENGINE_VERSION, "2026-09-30")
    totals = found.totals
    assert (totals.posts, totals.filled, totals.vacant) == (20, 19, 1)
    assert (totals.funded_wte, totals.in_house_wte, totals.external_wte) == (
        Fraction("14.3"),
        Fraction("12.5"),
        Fraction("1.8"),
    )
    functions = found.criterion("Q1.1")
    assert functions.says == (
        "3 of 7 core functions are covered. Nobody: product, delivery, user-centred design. Under the floor: clinical."
    )
    assert functions.covered == ("technical", "data", "change")
    assert (functions.partly, functions.missing) == (("clinical",), ("product", "delivery", "ucd"))
    assert functions.floor == Fraction("0.32")
    assert found.criterion("Q3.1").posts.top == ("A14", "A15")
    assert found.criterion("Q2.1").says == (
        "8% of the clinical time given to digital work is in the job; 1.1 WTE is outside the job plan."
    )
    assert found.criterion("Q1.10").standout == "women"


def test_every_employment_is_in_house_external_or_bought_from_the_nhs() -> None:
    engagements = {*catalogue.IN_HOUSE, *catalogue.EXTERNAL}
    assert len(engagements) == len(catalogue.IN_HOUSE) + len(catalogue.EXTERNAL)
    assert set(catalogue.values("employment") or ()) - engagements == {"nhs_service"}


def test_one_organisation_alone_gets_the_scorecard_that_it_gets_in_a_batch() -> None:
    rows, facts, _ = load("with-unknowns")
    roster, checked = roster_of(rows), facts_of(facts)
    assert scoring.scorecard_of(roster, checked, DEFAULT) == score([roster], [checked], DEFAULT).scorecard(0)


def test_an_nhs_service_is_neither_in_house_nor_external() -> None:
    posts = [cases.post(employment="nhs_service"), cases.post("0.5", employment="agency"), cases.clinician()]
    totals = card(posts, DEFAULT).totals
    assert (totals.funded_wte, totals.in_house_wte, totals.external_wte) == (Fraction("1.5"), 0, Fraction("0.5"))
    assert totals.nhs_service_wte == 1


def test_the_totals_say_for_whom_the_funding_is_not_known() -> None:
    vacant = cases.clinician("0.5", status="vacant")
    totals = card([cases.post(), cases.clinician("0.4"), cases.clinician("0.2", "0.2"), vacant], DEFAULT).totals
    assert (totals.funded_unknown_posts, totals.funded_unknown_wte) == (1, Fraction("0.4"))


def test_the_document_is_json_and_always_the_same() -> None:
    rows, facts, _ = load("with-unknowns")
    document = scorecard_of(rows, facts, DEFAULT).to_document()
    assert json.dumps(document) == json.dumps(scorecard_of(rows, facts, DEFAULT).to_document())
    assert document["rubric"].keys() == {"title", "version", "sha256"}
    shares = {"funded_wte", "in_house_wte", "external_wte", "nhs_service_wte"}
    unknown = {"funded_unknown_posts", "funded_unknown_wte"}
    assert document["totals"].keys() == {"posts", "filled", "vacant", *shares, *unknown}
    criterion, question = document["criteria"][0], document["questions"][2]
    assert {"id", "level", "value", "weight", "not_scored", "covered", "missing", "says"} <= criterion.keys()
    assert (criterion["value"], criterion["value_exact"]) == (6.0, "6")
    assert {"id", "raw", "score", "rating", "verdict", "range", "capped_by", "scored_weight"} <= question.keys()
    assert question["range"] == [39.0, 64.78260869565217]
    assert question["scored_weight"] == pytest.approx(90 / 115)
    assert [(cap["criterion"], cap["score"]) for cap in question["capped_by"]] == [("Q3.1", 79.0)]
    assert document["overall"]["index"] == pytest.approx(60.958333)


def test_as_many_facts_as_rosters_are_needed() -> None:
    with pytest.raises(ValueError, match="1 rosters and 0 sets of facts"):
        score([roster_of([])], [], DEFAULT)


def test_no_organisation_is_a_batch_as_well() -> None:
    assert len(score([], [], DEFAULT)) == 0


# Explanations


def test_it_follows_a_ratio_down_to_the_posts() -> None:
    posts = [cases.post(employment="agency"), cases.post(), cases.post(employment=""), cases.post("0.00001", role="")]
    found = only(posts, cases.lower(cases.ratio(term("wte", employment=["external"]), term())), external_staff="none")
    assert found.not_scored == (
        "Of the WTE that counts here, 33% has something unknown in the employment; at most 10% may be."
    )
    assert (found.reason, found.posts.unknown) == ("too_much_unknown", ("P3",))
    tolerant = cases.rubric(cases.lower(cases.ratio(term("wte", employment=["external"]), term())), unknown_tolerance=1)
    found = card(posts, tolerant).criteria[0]
    assert (found.posts.top, found.posts.bottom) == (("P1", "P3"), ("P1", "P2", "P3", "P4"))
    assert (found.top, found.bottom) == (2, Fraction("3.00001"))


def test_it_follows_a_member_down_to_the_posts() -> None:
    posts = [cases.post("0.2", team="North"), cases.post("0.9", team="South"), cases.post("0.4", team="North")]
    criterion = cases.measured(cases.coverage("team", "wte", Decimal("0.7")), cases.COUNTS)
    found = only([*posts, cases.post()], criterion | {"says": "{covered}. {missing}."})
    assert [(member.name, member.status, member.amount, member.posts) for member in found.members] == [
        ("the organisation's own team", "covered", 1, ("P4",)),
        ("North", "partly", Fraction("0.6"), ("P1", "P3")),
        ("South", "covered", Fraction("0.9"), ("P2",)),
    ]
    assert (found.covered, found.partly, found.missing) == (("", "South"), ("North",), ("North",))
    assert found.says == "the organisation's own team, South. North."


def test_it_says_who_the_largest_is() -> None:
    posts = [cases.post("0.5", supplier="Cog", employment="supplier") for _ in range(2)]
    posts.append(cases.post(supplier="Acme", employment="supplier"))
    criterion = cases.lower(cases.concentration("supplier")) | {"says": "{largest}: {share}, {top} of {bottom}."}
    found = only([*posts, cases.post()], criterion)
    assert found.says == "Acme: 50%, 1 of 2."
    assert (found.posts.top, found.posts.bottom) == (("P3",), ("P1", "P2", "P3"))


@pytest.mark.parametrize(
    ("better", "wte", "level", "threshold", "distance"),
    [("higher", "0.3", 1, "0.5", "0.2"), ("lower", "0.3", 1, "0.3", "0"), ("lower", "0.25", 2, "0.2", "0.05")],
)
def test_it_says_how_far_the_next_level_is(better: str, wte: str, level: int, threshold: str, distance: str) -> None:
    posts = [cases.post(wte, employment="bank"), cases.post(str(1 - Decimal(wte)))]
    measure = cases.ratio(term("wte", employment=["bank"]), term())
    found = only(posts, cases.measured(measure, better=better))
    assert found.level == level
    assert found.next_level is not None
    assert found.next_level.level == level + 1
    assert (found.next_level.threshold, found.next_level.distance) == (Fraction(threshold), Fraction(distance))


def test_the_top_level_has_no_next() -> None:
    assert only([cases.post()], cases.measured(cases.ratio(term(), term()))).next_level is None


def test_it_holds_an_answer_without_evidence_down() -> None:
    found = only([], cases.answered(), answers=cases.answers(A=4))
    assert (found.level, found.answered, found.says) == (2, 4, "Some")
    assert found.next_level is not None
    assert found.next_level.answer == "Much"


def test_it_says_that_the_organisation_does_not_know() -> None:
    found = only([], cases.answered(), answers=cases.answers(A="unknown"))
    assert (found.level, found.unknown_answer, found.says) == (0, True, "The organisation does not know")


def test_it_says_that_when_empty_was_used() -> None:
    measure = cases.ratio(term("wte", clinician=[True]), term("wte", clinician=[True]), when_empty=0)
    found = only([cases.post()], cases.measured(measure) | {"says": "{share} of {bottom}"})
    assert (found.value, found.when_empty_used, found.says) == (0, True, "0% of 0")


LIVE = cases.ratio(cases.fact("initiatives_led_outside_it"), cases.fact("initiatives_live"))
SKILLED = cases.coverage("skill", "posts", 1, members=["user_research"], needs=["skills"])
REASONS = [
    ("not_answered", cases.answered(), [], {}),
    ("fact_missing", cases.measured(LIVE), [], {"initiatives_live": 2}),
    ("no_filled_post", cases.measured(cases.ratio(term(), term())), [cases.post(status="vacant")], {}),
    ("external_staff_not_recorded", cases.measured(LIVE | {"needs": ["external_staff"]}), [], {}),
    ("no_post_to_rate", cases.measured(SKILLED | {"where": {"work": ["support"]}}), [cases.post()], {}),
    ("too_few_rated", cases.measured(SKILLED), [cases.post(), cases.post("0.9", skills="low_code:1")], {}),
    ("too_much_unknown", cases.measured(cases.ratio(term(work=["support"]), term())), [cases.post(role="")], {}),
    ("nothing_to_compare", cases.measured(cases.ratio(term(), term(work=["support"]))), [cases.post()], {}),
    ("no_member", cases.measured(cases.coverage("supplier", "wte", 1, "share")), [cases.post()], {}),
    ("no_amount", cases.measured(cases.concentration("supplier")), [cases.post()], {}),
    ("no_group", cases.measured(cases.representation()), [], {}),
]


@pytest.mark.parametrize(("reason", "criterion", "rows", "facts"), REASONS, ids=[case[0] for case in REASONS])
def test_it_says_why_it_does_not_score(reason: str, criterion: Values, rows: list[Row], facts: Values) -> None:
    if reason == "external_staff_not_recorded":
        facts = {"initiatives_live": 2, "initiatives_led_outside_it": 1, "external_staff": "not_yet"}
    found = only(rows, criterion, **facts)
    assert (found.level, found.value, found.reason) == (None, None, reason)
    assert found.not_scored == found.says
    assert found.says.endswith(".")
    assert "{" not in found.says


def test_it_names_the_facts_that_are_missing() -> None:
    found = only([], cases.measured(LIVE), initiatives_live=3)
    assert found.not_scored == "This needs the number of initiatives led outside IT, which nobody has given yet."


def test_it_lists_every_cap_that_holds_lowest_first() -> None:
    caps = [{"below": 1, "score": 70, "because": "a"}, {"at_most": 0, "score": 30}, {"at_least": 1, "score": 10}]
    measure = cases.ratio(term("wte", work=["support"]), term())
    found = card([cases.post()], cases.rubric(cases.measured(measure, caps=caps))).questions[0]
    assert [(cap.criterion, cap.score, cap.because) for cap in found.capped_by] == [("A", 30, ""), ("A", 70, "a")]


def test_it_says_what_would_settle_a_question() -> None:
    criteria = [cases.answered(name, weight=weight) for name, weight in (("A", 1), ("B", 4), ("C", 2))]
    found = card([], cases.rubric(*criteria, cases.measured(LIVE, name="D", weight=2))).questions[0]
    assert not found.is_rated
    assert (found.raw, found.score, found.rating) == (None, None, "Not enough evidence")
    assert (found.range, found.range_ratings) == ((0, 100), ("Very weak", "Strong"))
    assert (found.to_settle.answered, found.to_settle.measured) == (("B", "C"), ("D",))
    answered = card([], cases.rubric(*criteria), answers=cases.answers(A=1, B=1, C=1)).questions[0]
    assert (answered.is_rated, answered.scored_weight, answered.to_settle.answered) == (True, 1, ())


# Words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ("0.125", "13%"),
        ("0.124", "12%"),
        ("0", "0%"),
        ("1", "100%"),
        ("0.004", "0.4%"),
        ("0.996", "99.6%"),
        ("0.00001", "0.001%"),
        ("1.5", "150%"),
        ("0.4999", "49.99%"),
        ("0.496", "49.6%"),
        ("0.5", "50%"),
        ("12.345", "1,235%"),
    ],
)
def test_a_percentage_does_not_mislead(share: str, words: str) -> None:
    assert percentage(Fraction(share), [Cut(Fraction(1, 2))]) == words


def test_what_is_left_adds_up_to_the_whole() -> None:
    assert (percentage(Fraction(2, 3)), rest_percentage(Fraction(2, 3))) == ("67%", "33%")
    assert rest_percentage(Fraction("0.996")) == "0.4%"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction("0.125"), "0.13"),
        (Fraction(2), "2"),
        (Fraction("0.001"), "less than 0.01"),
        (Fraction(0), "0"),
        (Fraction("-0.5"), "-0.5"),
        (Fraction(1_234_567), "1,234,567"),
    ],
)
def test_an_amount_has_two_decimals_at_most(value: Fraction, words: str) -> None:
    assert amount(value) == words


# What must hold for any input


@settings(max_examples=100)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_a_score_lies_in_its_range(rows: list[Row], facts: Values, rubric: Values) -> None:
    for each in scorecard_of(rows, facts, rubric).questions:
        low, high = each.range
        assert 0 <= low <= high <= 100
        if each.score is not None and each.raw is not None:
            assert low <= each.score <= min(high, each.raw)
        assert each.is_rated == (each.to_settle.answered + each.to_settle.measured == ())


@settings(max_examples=100)
@given(strategies.rosters(), strategies.facts(), st.data())
def test_answering_more_never_widens_the_range(rows: list[Row], facts: Values, data: st.DataObject) -> None:
    more, level = data.draw(st.sampled_from(ASKED)), data.draw(st.sampled_from([0, 1, 2, 3, 4, "unknown"]))
    fewer = {name: each for name, each in facts.get("answers", {}).items() if name != more}
    before = scorecard_of(rows, facts | {"answers": fewer}, DEFAULT)
    answers = fewer | {more: {"level": level, "evidence": data.draw(st.sampled_from(["", "A paper"]))}}
    after = scorecard_of(rows, facts | {"answers": answers}, DEFAULT)
    for old, new in zip(before.questions, after.questions, strict=True):
        assert old.range[0] <= new.range[0] <= new.range[1] <= old.range[1]


@settings(max_examples=40)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], facts: Values, rubric: Values, random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert as_reference(shuffled, facts, rubric) == as_reference(rows, facts, rubric)
    one, other = (scorecard_of(each, facts, rubric) for each in (rows, shuffled))
    assert [each.says for each in one.criteria] == [each.says for each in other.criteria]


CORE = {"product": "product_manager", "delivery": "delivery_manager", "ucd": "user_researcher", "clinical": "ccio"}


@settings(max_examples=60)
@given(strategies.rosters(), strategies.facts(), st.sampled_from(sorted(CORE)), strategies.wtes())
def test_a_filled_post_never_lowers_the_functions_covered(
    rows: list[Row], facts: Values, function: str, wte: str
) -> None:
    before = scorecard_of(rows, facts, DEFAULT).criterion("Q1.1")
    assume(before.value is not None and function not in before.covered)
    more = cases.post(wte, role=CORE[function], funded_wte=wte, post_ref="new", title="New")
    after = scorecard_of([*rows, more], facts, DEFAULT).criterion("Q1.1")
    assert before.value is not None
    assert after.value is not None
    assert after.value >= before.value


@settings(max_examples=50)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics(), st.data())
def test_splitting_a_post_changes_no_ratio_of_wte(
    rows: list[Row], facts: Values, rubric: Values, data: st.DataObject
) -> None:
    assume(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    halves = halved(rows[place])
    assume(halves)
    split, checked = rows[:place] + halves + rows[place + 1 :], rubric_of(rubric)
    whole, parts = (scorecard_of(each, facts, checked) for each in (rows, split))
    for criterion, one, other in zip(checked.criteria, whole.criteria, parts.criteria, strict=True):
        if isinstance(criterion.measure, Ratio) and not counts_posts(criterion.measure):
            assert (one.value, one.level, one.reason) == (other.value, other.level, other.reason)


def halved(row: Row) -> list[Row]:
    """Two posts of half the time, where it halves exactly."""
    halves = {}
    for column in ("wte", "funded_wte"):
        text = row[column].strip()
        halves[column] = str(Decimal(text) / 2) if text else ""
        if text and Decimal(text) * 100_000 % 2:
            return []
    return [row | halves | {"post_ref": f"{row['post_ref']}{half}"} for half in "ab"]


def counts_posts(ratio: Ratio) -> bool:
    """Whether any term of a ratio is a number of posts."""
    return any(not isinstance(each, FactTerm) and each.amount == "posts" for each in ratio.top + ratio.bottom)


def test_numbers_beyond_64_bits_stay_exact() -> None:
    """Facts and thresholds with many digits leave the fast path; nothing is rounded on either."""
    budget, spent = Decimal("999999999999.123456789"), Decimal("499999999999.561728394")
    measure = cases.ratio(cases.fact("service_contracts_a_year"), cases.fact("digital_revenue_budget"))
    half = Decimal("0.499999999999999999999")
    found = only(
        [],
        cases.measured(measure, [Decimal("0.1"), half, Decimal("0.5"), 1], weight=Decimal("0.00000000000000000001")),
        service_contracts_a_year=spent,
        digital_revenue_budget=budget,
    )
    assert found.value == Fraction(spent) / Fraction(budget)
    assert found.level == (1 if found.value < Fraction(half) else 2)


def test_there_may_be_any_number_of_bands() -> None:
    bands = [(f"Band {start}", start) for start in range(101)] + [(f"Half {n}", n + Decimal("0.5")) for n in range(100)]
    words = cases.question(verdicts=[f"Verdict {place}" for place in range(201)])
    document = cases.rubric(cases.measured(cases.ratio(term(), term())), bands=bands, questions=[words])
    found = score([roster_of(cases.roster(cases.post()))], [facts_of(cases.facts())], rubric_of(document))
    assert (found.outcome.ratings.item(), found.outcome.verdicts.item()) == (200, 0)
    assert found.scorecard(0).questions[0].rating == "Band 100"


def test_the_default_rubric_needs_nothing_but_a_date() -> None:
    found = score([roster_of([])], [facts_of({"as_at": "2026-09-30"})], DEFAULT).scorecard(0)
    assert found.overall.index is None
    assert not found.overall.is_rated
    assert {each.rating for each in found.questions} == {"Not enough evidence"}
