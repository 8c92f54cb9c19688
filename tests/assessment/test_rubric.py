"""A rubric document: its normal form and hash, what is read from it, and everything that it is refused for."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assessment.rubric import (
    Coverage,
    Cut,
    FactTerm,
    Ratio,
    Rubric,
    RubricProblem,
    canonical_json,
    normal_form,
    parse_toml,
    read_rubric,
    sha256,
)

from . import cases
from .strategies import RUBRIC_FILE

Values = dict[str, Any]
TEXT = RUBRIC_FILE.read_text(encoding="utf-8")
DEFAULT = parse_toml(TEXT)


def read(document: Values) -> Rubric:
    """The rubric of a document that must not be refused."""
    rubric, problems = read_rubric(document)
    assert rubric is not None, [str(problem) for problem in problems]
    assert problems == []
    return rubric


def refused(document: Any) -> list[RubricProblem]:
    """The problems of a document that must be refused."""
    rubric, problems = read_rubric(document)
    assert rubric is None
    assert problems
    return problems


def small(**keys: Any) -> Values:
    """A rubric of one question with a measured and an answered criterion."""
    measure = cases.ratio(cases.amount("wte", employment=["in_house"]), cases.amount())
    return cases.rubric(cases.measured(measure, name="A"), cases.answered("B")) | keys


# The document


def test_it_reads_the_default_rubric() -> None:
    rubric = read(DEFAULT)
    assert (rubric.title, rubric.version) == ("Minimum viable digital team", "1")
    assert (len(rubric.questions), len(rubric.criteria)) == (3, 31)
    assert [band.name for band in rubric.bands] == ["Very weak", "Weak", "Good", "Strong"]
    coverage = rubric.criteria[0].measure
    assert isinstance(coverage, Coverage)
    assert coverage.of.members is not None
    assert len(coverage.of.members) == 7
    assert coverage.at_least_times == FactTerm("workforce_wte", Fraction(1, 10000))


def test_it_spells_sets_out_and_takes_a_single_value_for_a_list() -> None:
    measure = cases.ratio(cases.amount("wte", employment="in_house", clinician=True), cases.amount())
    ratio = read(cases.rubric(cases.measured(measure))).criteria[0].measure
    assert isinstance(ratio, Ratio)
    (term,) = ratio.top
    assert not isinstance(term, FactTerm)
    clinician, employment = term.where
    assert clinician.values == (True,)
    assert employment.values == ("bank", "fixed_term", "permanent", "secondment_in", "shared_partner")


def test_it_reads_above_nought_as_a_strict_threshold() -> None:
    rubric = read(DEFAULT)
    close = next(criterion for criterion in rubric.criteria if criterion.id == "Q2.3")
    assert close.levels_from[0] == Cut(Fraction(0), strict=True)


def test_it_names_the_skills_of_a_rubric() -> None:
    measure = cases.coverage("skill", "posts", 1, members=["low_code"], where={"skill": ["prompt_craft"]})
    assert read(cases.rubric(cases.measured(measure, [1, 2, 3, 4]))).skills == {"low_code", "prompt_craft"}


def test_the_hash_does_not_depend_on_how_a_number_is_written() -> None:
    assert sha256(parse_toml(TEXT.replace("unknown_tolerance = 0.10", "unknown_tolerance = 0.1"))) == sha256(DEFAULT)
    assert sha256(parse_toml(TEXT.replace("weight = 22", "weight = 22.0"))) == sha256(DEFAULT)
    assert sha256(tomllib.loads(TEXT)) == sha256(DEFAULT)
    assert sha256(parse_toml(TEXT.replace("weight = 22", "weight = 22.5"))) != sha256(DEFAULT)


def test_the_document_comes_back_from_json_the_same() -> None:
    text = canonical_json(DEFAULT)
    again = json.loads(text)
    assert canonical_json(again) == text
    assert read(again) == read(DEFAULT)
    assert read(json.loads(json.dumps(normal_form(DEFAULT)))) == read(DEFAULT)


def test_the_hash_takes_texts_in_their_composed_form() -> None:
    composed, decomposed = small(title="Équipe"), small(title="E\u0301quipe")
    assert sha256(composed) == sha256(decomposed) == read(decomposed).sha256
    assert read(decomposed).title == "Équipe"


def test_the_names_of_sets_are_no_keys() -> None:
    document = small()
    document["sets"]["weight"] = ["1", "2"]
    assert normal_form(document)["sets"]["weight"] == ["1", "2"]
    read(document)


def test_text_that_is_not_toml_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="Invalid value"):
        parse_toml("title = ")
    with pytest.raises(ValueError, match="nested"):
        parse_toml("a = " + "[" * 100_000)


# Refusals

Change = Callable[[Values], object]


def criterion(document: Values, name: str) -> Values:
    """A criterion of a document."""
    found: Values = next(each for each in document["criteria"] if each["id"] == name)
    return found


def put(name: str, key: str, value: Any) -> Change:
    """Set a key of a criterion."""
    return lambda document: criterion(document, name).update({key: value})


def put_measure(name: str, key: str, value: Any) -> Change:
    """Set a key of a criterion's measure."""
    return lambda document: criterion(document, name)["measure"].update({key: value})


def put_top(name: str, **keys: Any) -> Change:
    """Set keys of the first term of a ratio's top."""
    return lambda document: criterion(document, name)["measure"]["top"][0].update(keys)


def put_where(name: str, **keys: Any) -> Change:
    """Set keys of a coverage's where."""
    return lambda document: criterion(document, name)["measure"]["where"].update(keys)


def rule(key: str, value: Any) -> Change:
    """Set a rule."""
    return lambda document: document["rules"].update({key: value})


def question(place: int, **keys: Any) -> Change:
    """Set keys of a question."""
    return lambda document: document["questions"][place].update(keys)


def without(key: str, *path: Any) -> Change:
    """Take a key away, from the table that the path leads to."""

    def change(document: Values) -> None:
        table: Any = document
        for step in path:
            table = criterion(document, step) if isinstance(step, str) and step.startswith("Q") else table[step]
        del table[key]

    return change


def all_weights_nought(document: Values) -> None:
    for each in document["criteria"]:
        each["weight"] = 0 if each["question"] == "Q2" else each["weight"]


def no_criteria(document: Values) -> None:
    document["criteria"] = [each for each in document["criteria"] if each["question"] != "Q3"]


def answers_and_measure(document: Values) -> None:
    criterion(document, "Q1.1")["answers"] = ["a", "b", "c", "d", "e"]


TERM = "Criterion Q1.2, measure, top term 1"
FACT_TERM = "Criterion Q1.14, measure, top term 1"
WHERE = "Criterion Q1.5, measure, where"
MONTHS = "in_post_over_months"
COFFEE = cases.fact("coffee")
REFUSALS: list[tuple[str, Change, str, str]] = [
    ("unknown key", lambda d: d.update(colour="red"), "Rubric", "colour"),
    ("unknown key of a rule", rule("colour", 1), "Rubric, rules", "colour"),
    ("unknown key of a criterion", put("Q1.1", "colour", 1), "Criterion Q1.1", "colour"),
    ("unknown key of a measure", put_measure("Q1.1", "colour", 1), "Criterion Q1.1, measure", "colour"),
    ("key of another kind", put_measure("Q1.2", "among", {}), "Criterion Q1.2, measure", "among"),
    ("when_empty is for ratios", put_measure("Q1.1", "when_empty", 0), "Criterion Q1.1, measure", "when_empty"),
    ("unknown key of a term", put_top("Q1.2", colour=1), TERM, "colour"),
    ("fact and amount in one term", put_top("Q1.2", fact="workforce_wte"), TERM, "amount"),
    ("missing title", without("title"), "Rubric", "title"),
    ("missing rule", without("overall_lead", "rules"), "Rubric, rules", "overall_lead"),
    ("missing weight", without("weight", "Q1.1"), "Criterion Q1.1", "weight"),
    ("missing basis", without("basis", "Q1.1"), "Criterion Q1.1", "basis"),
    ("missing says", without("says", "Q1.1"), "Criterion Q1.1", "says"),
    ("missing kind", without("kind", "Q1.1", "measure"), "Criterion Q1.1, measure", "kind"),
    ("missing result", without("result", "Q1.1", "measure"), "Criterion Q1.1, measure", "result"),
    ("missing rated_share", without("rated_share", "rules"), "Rubric, rules", "rated_share"),
    ("missing id", without("id", "Q1.1"), "Criterion 1", "id"),
    ("unknown kind", put_measure("Q1.1", "kind", "median"), "Criterion Q1.1, measure", "kind"),
    ("unknown amount", put_measure("Q1.1", "amount", "salary"), "Criterion Q1.1, measure", "amount"),
    ("unknown amount of a term", put_top("Q1.2", amount="salary"), TERM, "amount"),
    ("unknown column", put_where("Q1.1", colour=["red"]), "Criterion Q1.1, measure, where", "colour"),
    ("unknown group", put_measure("Q1.1", "of", "employment"), "Criterion Q1.1, measure", "of"),
    ("unknown value", put_where("Q1.1", function=["produce"]), "Criterion Q1.1, measure, where", "function"),
    ("set of other values", put_where("Q1.1", function=["in_house"]), "Criterion Q1.1, measure, where", "function"),
    ("text for true", put_where("Q1.5", funded=["yes"]), "Criterion Q1.5, measure, where", "funded"),
    ("number for true", put_where("Q1.5", funded=[1]), "Criterion Q1.5, measure, where", "funded"),
    ("true for months", put_where("Q1.5", in_post_over_months=True), WHERE, MONTHS),
    ("months below nought", put_where("Q1.5", in_post_over_months=-1), WHERE, MONTHS),
    ("months in parts", put_where("Q1.5", in_post_over_months=Decimal("1.5")), WHERE, MONTHS),
    ("an empty list", put_where("Q1.5", status=[]), WHERE, "status"),
    ("a capital in a skill", put_where("Q1.5", skill=["Research"]), WHERE, "skill"),
    ("unknown member", put_measure("Q1.1", "members", ["product", "magic"]), "Criterion Q1.1, measure", "members"),
    ("a member twice", put_measure("Q1.1", "members", ["data", "data"]), "Criterion Q1.1, measure", "members"),
    ("unknown set of members", put_measure("Q1.1", "members", "no_such"), "Criterion Q1.1, measure", "members"),
    ("a set of other members", put_measure("Q1.1", "members", "in_house"), "Criterion Q1.1, measure", "members"),
    ("unknown fact", put("Q1.14", "measure", cases.ratio(COFFEE, COFFEE)), FACT_TERM, "fact"),
    ("a fact that is no number", put_top("Q1.14", fact="external_staff"), FACT_TERM, "fact"),
    (
        "unknown fact of a floor",
        put_measure("Q1.1", "at_least_times", {"fact": "coffee", "times": 1}),
        "Criterion Q1.1, measure, at_least_times",
        "fact",
    ),
    ("unknown need", put_measure("Q3.1", "needs", ["luck"]), "Criterion Q3.1, measure", "needs"),
    ("concentration of skills", put("Q1.2", "measure", cases.concentration("skill")), "Criterion Q1.2, measure", "of"),
    (
        "members of a concentration",
        put("Q1.2", "measure", cases.concentration("team", members=["A"])),
        "Criterion Q1.2, measure",
        "members",
    ),
    ("unknown question", put("Q1.1", "question", "Q9"), "Criterion Q1.1", "question"),
    ("duplicate criterion", put("Q1.2", "id", "Q1.1"), "Rubric", "criteria"),
    ("duplicate question", question(1, id="Q1"), "Rubric", "questions"),
    ("duplicate band start", lambda d: d["bands"][0].update({"from": 60}), "Rubric", "bands"),
    ("four levels", lambda d: d["levels"].pop(), "Rubric", "levels"),
    ("six answers", lambda d: criterion(d, "Q1.7")["answers"].append("More"), "Criterion Q1.7", "answers"),
    ("verdict from an answered criterion", question(1, verdict_from="Q2.6"), "Question Q2", "verdict_from"),
    ("verdict from another question", question(1, verdict_from="Q1.1"), "Question Q2", "verdict_from"),
    ("no words for an empty verdict", without("verdict_none", "questions", 1), "Question Q2", "verdict_none"),
    ("measure and answers", answers_and_measure, "Criterion Q1.1", "measure"),
    ("neither measure nor answers", without("measure", "Q1.1"), "Criterion Q1.1", "measure"),
    ("verdicts not one for each band", question(0, verdicts=["Yes", "No"]), "Question Q1", "verdicts"),
    ("verdicts not one for each level", question(1, verdicts=["A", "B", "C", "D"]), "Question Q2", "verdicts"),
    ("negative weight", put("Q1.1", "weight", -1), "Criterion Q1.1", "weight"),
    ("text for a weight", put("Q1.1", "weight", "much"), "Criterion Q1.1", "weight"),
    ("true for a weight", put("Q1.1", "weight", True), "Criterion Q1.1", "weight"),
    ("NaN for a weight", put("Q1.1", "weight", Decimal("NaN")), "Criterion Q1.1", "weight"),
    ("infinity for a weight", put("Q1.1", "weight", float("inf")), "Criterion Q1.1", "weight"),
    ("a weight beyond all digits", put("Q1.1", "weight", Decimal("1e999999")), "Criterion Q1.1", "weight"),
    ("negative weight of a question", question(0, weight=-1), "Question Q1", "weight"),
    ("weights that sum to nought", all_weights_nought, "Question Q2", "criteria"),
    ("a floor of nought", put_measure("Q1.1", "at_least", 0), "Criterion Q1.1, measure", "at_least"),
    ("negative times", put_top("Q1.2", times=-1), TERM, "times"),
    ("five thresholds", put("Q1.1", "levels_from", [1, 2, 3, 4, 5]), "Criterion Q1.1", "levels_from"),
    ("equal thresholds", put("Q1.1", "levels_from", [1, 2, 2, 4]), "Criterion Q1.1", "levels_from"),
    ("falling thresholds", put("Q1.1", "levels_from", [4, 3, 2, 1]), "Criterion Q1.1", "levels_from"),
    ("text for a threshold", put("Q1.1", "levels_from", [1, 2, "three", 4]), "Criterion Q1.1", "levels_from"),
    ("true for a threshold", put("Q1.1", "levels_from", [True, 2, 3, 4]), "Criterion Q1.1", "levels_from"),
    ("above 0 not first", put("Q1.1", "levels_from", [-1, "above 0", 2, 3]), "Criterion Q1.1", "levels_from"),
    ("above 0 before 0", put("Q1.1", "levels_from", ["above 0", 0, 2, 3]), "Criterion Q1.1", "levels_from"),
    (
        "above 0 where lower is better",
        put("Q1.6", "levels_from", ["above 0", 1, 2, 3]),
        "Criterion Q1.6",
        "levels_from",
    ),
    ("unknown better", put("Q1.1", "better", "faster"), "Criterion Q1.1", "better"),
    ("a band above 100", lambda d: d["bands"][0].update({"from": 101}), "Rubric, band 1", "from"),
    ("no band from 0", lambda d: d["bands"][3].update({"from": 1}), "Rubric", "bands"),
    ("a cap above 100", put("Q1.1", "caps", [{"below": 1, "score": 101}]), "Criterion Q1.1, cap 1", "score"),
    ("a cap without a test", put("Q1.1", "caps", [{"score": 10}]), "Criterion Q1.1, cap 1", "cap"),
    (
        "a cap with two tests",
        put("Q1.1", "caps", [{"below": 1, "at_least": 2, "score": 10}]),
        "Criterion Q1.1, cap 1",
        "cap",
    ),
    ("a value cap on an answer", put("Q1.7", "caps", [{"below": 1, "score": 10}]), "Criterion Q1.7, cap 1", "below"),
    ("a level cap on a measure", put("Q1.1", "caps", [{"level": 1, "score": 10}]), "Criterion Q1.1, cap 1", "level"),
    ("a level of five", put("Q1.7", "caps", [{"level": 5, "score": 10}]), "Criterion Q1.7, cap 1", "level"),
    ("evidence above 1", rule("enough_evidence", Decimal("1.1")), "Rubric, rules", "enough_evidence"),
    ("negative tolerance", rule("unknown_tolerance", Decimal("-0.1")), "Rubric, rules", "unknown_tolerance"),
    ("half a level", rule("evidence_needed_from", Decimal("2.5")), "Rubric, rules", "evidence_needed_from"),
    ("a lead below nought", rule("overall_lead", -1), "Rubric, rules", "overall_lead"),
    ("a placeholder of another kind", put("Q1.1", "says", "{largest} of {total}"), "Criterion Q1.1", "says"),
    ("a placeholder with a format", put("Q1.1", "says", "{count:.2f}"), "Criterion Q1.1", "says"),
    ("a placeholder that is not closed", put("Q1.1", "says", "{count of {total}"), "Criterion Q1.1", "says"),
    ("a placeholder that reaches inside", put("Q1.1", "says", "{count.real}"), "Criterion Q1.1", "says"),
    ("a question without criteria", no_criteria, "Question Q3", "criteria"),
    ("a set with the name of a value", lambda d: d["sets"].update(permanent=["bank"]), "Rubric, sets", "permanent"),
    ("a set with the name of its member", lambda d: d["sets"].update(mine=["mine"]), "Rubric, sets", "mine"),
    ("a set that is no list", lambda d: d["sets"].update(mine="data"), "Rubric, sets", "mine"),
    ("a table that is a list", lambda d: d.update(rules=[]), "Rubric, rules", "the whole"),
    ("a control character", lambda d: d.update(title="A\x00B"), "Rubric", "title"),
    ("blank text", lambda d: d.update(title="  "), "Rubric", "title"),
    ("a number for text", lambda d: d.update(title=5), "Rubric", "title"),
]


@pytest.mark.parametrize(
    ("change", "place", "key"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
def test_it_refuses(change: Change, place: str, key: str) -> None:
    document = deepcopy(DEFAULT)
    change(document)
    problems = refused(document)
    assert (place, key) in [(problem.place, problem.key) for problem in problems], [str(each) for each in problems]
    assert all(problem.expected for problem in problems)


@pytest.mark.parametrize("document", [None, [], "rubric", 5])
def test_it_refuses_what_is_no_document(document: Any) -> None:
    assert refused(document)[0].expected == "a table of keys and values"


def test_it_refuses_what_is_nested_too_deeply() -> None:
    document: Values = {}
    for _ in range(100_000):
        document = {"rules": document}
    assert refused(document)[0].found == "'nested too deeply'"


def test_all_refusals_come_at_once() -> None:
    document = small(title="", levels=[])
    document["rules"]["overall_lead"] = "far"
    criterion(document, "A")["weight"] = -1
    criterion(document, "B")["answers"] = []
    found = {(problem.place, problem.key) for problem in refused(document)}
    assert found >= {
        ("Rubric", "title"),
        ("Rubric", "levels"),
        ("Rubric, rules", "overall_lead"),
        ("Criterion A", "weight"),
        ("Criterion B", "answers"),
    }


def test_a_refusal_reads_as_a_sentence() -> None:
    document = small()
    criterion(document, "A")["weight"] = -1
    (problem,) = refused(document)
    assert str(problem) == "Criterion A: weight: expected a number from 0 up, not -1"


def test_an_unknown_key_may_hold_anything() -> None:
    """A date is no JSON value; it is refused like any other unknown key."""
    assert refused(parse_toml(TEXT.replace('version = "1"', 'version = "1"\nsince = 2026-01-01')))[0].key == "since"


def test_rated_share_is_not_needed_without_skills() -> None:
    document = small()
    del document["rules"]["rated_share"]
    read(document)
