"""The board paper as a reader and as assistive technology get it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from reports.answers import NOTICE, answers
from reports.board_report import BoardReport
from reports.exports.glyphs import BOX, FONTS, printable
from reports.exports.paper import board_paper
from reports.front import LABELS, TO_BE_COMPLETED, PaperCover
from tests.reports.cases import (
    NAMES,
    SIGNED_OFF,
    Case,
    case,
    example,
    post,
    public_report_of,
    report_of,
    small_rubric,
)

AWKWARD = {
    "markup": '#pagebreak() *bold* _it_ $x$ @ref <label> = Heading // "quoted" \\ #eval("1")',
    "html": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://example.org")',
    "hebrew": "מנהל דיגיטלי",
    "arabic": "مدير",
    "emoji": "Nurse 👩‍⚕️ 🎉",
    "reversed": "abc \u202edcba",
    "control": "a\x01b\tc\r\nd",
    "long word": "x" * 200,
}


def paper(known: Case, **source: Any) -> PdfReader:
    return PdfReader(io.BytesIO(board_paper(report_of(known, **source))))


@cache
def example_paper(name: str) -> PdfReader:
    return paper(example(name))


def text_of(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_every_answer(name: str) -> None:
    known = example(name)
    text = text_of(example_paper(name))
    for asked in answers(known.scorecard, known.rubric).questions:
        for words in (asked.text, asked.verdict, asked.standing, asked.deciding):
            assert plain(words) in text
        for criterion in asked.criteria:
            assert criterion.id in text
    assert plain(NOTICE) in text


def test_it_is_tagged_and_has_a_title_and_a_language() -> None:
    reader = example_paper("small-trust")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not False
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Our digital team: the board's questions answered: Fenbrook Community Trust"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]  # it is there
    kinds = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= set(kinds)


def tags(node: Any) -> list[str]:
    """The kinds of every element of the structure, in reading order."""
    node = node.get_object()
    found = [node["/S"]] if isinstance(node, DictionaryObject) and "/S" in node else []
    children = node.get("/K", []) if isinstance(node, DictionaryObject) else node
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child.get_object(), (DictionaryObject, list)):
            found += tags(child)
    return found


def figures(node: Any) -> list[str]:
    """The alternative texts of the figures."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return [text for child in node for text in figures(child)] if isinstance(node, list) else []
    found = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    return found + (figures(node["/K"]) if "/K" in node else [])


def test_every_picture_has_its_numbers_in_words() -> None:
    reader = example_paper("small-trust")
    told = figures(reader.trailer["/Root"]["/StructTreeRoot"])
    assert len(told) == 3
    assert "Software and systems: in-house 1, external 0.8" in told[0]
    assert "score 51.3" in told[2]


def test_posts_whose_funding_is_not_known_are_drawn() -> None:
    champion = post("D1", role="clinical_champion", clinical_profession="medical")
    reader = paper(case([champion], {}, small_rubric()))
    assert "Funding not known" in text_of(reader)
    assert "Clinical: in-house 0" in figures(reader.trailer["/Root"]["/StructTreeRoot"])[0]


def test_every_page_says_draft_hash_and_number() -> None:
    known = example("small-trust")
    pages = example_paper("small-trust").pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "Draft" in text
        assert known.scorecard.rubric.sha256[:8] in text
        assert f"Page {number} of {len(pages)}" in text


def test_a_draft_says_on_every_page_that_nobody_signed_it_off_and_has_no_hash_of_a_report() -> None:
    for page in example_paper("small-trust").pages:
        assert "Draft, not signed off" in page.extract_text()
        assert "Hash" not in page.extract_text()


@pytest.mark.parametrize("make", [report_of, public_report_of])
def test_a_final_paper_says_on_every_page_which_it_is(make: Callable[..., BoardReport]) -> None:
    kept = PaperCover(decisions=("Fund two researchers",))
    report = make(example("small-trust"), signed_off=SIGNED_OFF, paper_cover=kept)
    marking = "Public paper" if make is public_report_of else "Private: not for publication"
    for page in PdfReader(io.BytesIO(board_paper(report))).pages:
        text = plain(page.extract_text())
        assert marking in text
        assert "Final, version 2. Hash 0123abcd. Signed off by: Chief executive, 5 October 2026." in text
        assert "Draft" not in text


def test_pages_are_a4() -> None:
    for page in example_paper("all-external").pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_four_pages_and_an_appendix() -> None:
    for name in NAMES:
        pages = [page.extract_text() for page in example_paper(name).pages]
        appendix = next(number for number, text in enumerate(pages) if "Appendix: " in text)
        assert appendix <= 4, name


def heights(page: PageObject) -> list[float]:
    """Where words stand on a page, in millimetres from its foot."""
    found: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            found.append((tm[5] * cm[3] + cm[5]) / 72 * 25.4)

    page.extract_text(visitor_text=note)
    return found


def test_the_head_and_the_foot_are_left_free() -> None:
    for page in example_paper("small-trust").pages:
        assert min(heights(page)) > 20
        assert max(heights(page)) < 297 - 20


def test_a_blank_of_the_cover_is_to_be_completed() -> None:
    filled_in = PaperCover(texts={"meeting": "Board", "author": " "})
    first = paper(example("small-trust"), paper_cover=filled_in).pages[0].extract_text()
    assert first.count(TO_BE_COMPLETED) == len(LABELS) - 1  # the meeting is given
    assert all(label.split()[0] in first for _, label in LABELS)


def test_decisions_are_drafts_until_somebody_keeps_them() -> None:
    assert "The digital lead has not confirmed them" in text_of(example_paper("small-trust"))
    kept = text_of(paper(example("small-trust"), paper_cover=PaperCover(decisions=("Fund two researchers",))))
    assert "Fund two researchers" in kept
    assert "has not confirmed them" not in kept


def test_the_cover_says_that_the_hash_does_not_cover_it() -> None:
    assert "It is not part of what was signed off" in text_of(example_paper("small-trust"))


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_text_is_printed_and_never_obeyed(text: str) -> None:
    cover = PaperCover(title=text, texts={"author": text, "risks": text}, decisions=(text,))
    said = {"commentary": {"Q1": text}, "paper_cover": cover}
    reader = paper(example("all-external"), organisation_name=text, **said)
    pages = len(example_paper("all-external").pages)
    assert len(reader.pages) <= pages + 1
    if text.isascii() and text.isprintable():
        assert "".join(text.split()) in "".join(text_of(reader).split())


def test_text_of_five_thousand_characters_runs_over_pages() -> None:
    long = "All that was said at the meeting. " * 147
    reader = paper(example("all-external"), paper_cover=PaperCover(texts={"risks": long}))
    assert text_of(reader).count("All that was said at the meeting.") >= 146  # one may be cut by a page's foot


def test_a_rubric_of_its_own() -> None:
    known = case([post("D1")], {}, small_rubric())
    text = text_of(paper(known))
    assert "Who <b>cares</b>?" in text
    assert "“Two questions”, version 7" in text


def test_without_a_roster_or_a_name() -> None:
    text = text_of(paper(example("small-trust"), roster=None, organisation_name=""))
    assert "High dependence" in text
    assert "of funded time is external" not in text


def test_the_same_scorecard_gives_the_same_words() -> None:
    assert text_of(paper(example("with-unknowns"))) == text_of(example_paper("with-unknowns"))


# What the font can show ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “quoted” £5 é", "plain – “quoted” £5 é"),
        ("e\u0301", "é"),
        ("שלום", "שלום"),
        ("中文", BOX * 2),
        ("🎉!", f"{BOX}!"),
        ("a\u202eb\u200dc\x00d\ufeff", "abcd"),
        ("one\ttwo\r\nthree\u2028four", "one two\nthree\nfour"),
        ("\ud800", BOX),
    ],
)
def test_what_the_font_lacks_is_a_box(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_the_fonts_are_those_listed() -> None:
    listed = (FONTS / "VENDOR.md").read_text(encoding="utf-8")
    found = sorted(FONTS.glob("*.ttf"))
    assert found
    for font in found:
        assert font.name in listed
        assert hashlib.sha256(font.read_bytes()).hexdigest() in listed
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text(encoding="utf-8")
