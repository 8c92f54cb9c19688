"""What the files of a report cost beside bare documents of the same length: `python -m tests.bench.papers`.

Each file of a report of 500 posts is made turn by turn with a document that the same library makes without any thought:
as many pages of running text and one table of as many rows (PDF, Word), as many slides with as many charts, as many
sheets with as many cells. Then the public papers of 215 organisations are written in one run. Figures are CPU time.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ORGANISATIONS = 215
MOST_PAPERS = 300
"""Times one paper, for all organisations in one run."""
MOST = 2.0
RUNS = 5
FULL_PAGE = 35
"""Times `WORDS`."""
WORDS = "The digital team of this trust is described here in words that mean nothing in particular. "


def main() -> None:
    report, rubric, roster = report_of_500_posts()
    from reports.exports.paper import board_paper
    from reports.exports.slides import board_slides
    from reports.exports.word import board_word
    from reports.exports.workbook import board_workbook

    print(f"{'':12}{'ms':>9}{'bare':>9}{'ratio':>8}{'limit':>7}")
    made = {
        "PDF": (lambda: board_paper(report), bare_pdf),
        "Word": (lambda: board_word(report), bare_word),
        "slides": (lambda: board_slides(report), bare_slides),
        "workbook": (lambda: board_workbook(report, rubric, roster), bare_workbook),
    }
    for name, (make, bare) in made.items():
        ours, beside = best_of_both(make, bare(make()))
        print(f"{name:12}{ours:9.1f}{beside:9.1f}{ours / beside:8.2f}{MOST:7}")
    papers()


def report_of_500_posts() -> tuple[Any, Any, Any]:
    """A private report of 500 posts of every role and employment, with its rubric and roster."""
    from teams import catalogue
    from tests.reports.cases import case, default_rubric, post, report_of

    roles, employments, skills = (
        list(each) for each in (catalogue.roles(), catalogue.terms("employment"), catalogue.skills())
    )
    rows = [
        post(
            f"D{number}",
            title=f"Post {number}",
            role=roles[number % len(roles)],
            employment=employments[number % 17 % len(employments)],
            ends_on=f"2027-{1 + number % 12:02}-28" if number % 5 == 0 else "",
            skills=";".join(f"{skill}:{(number + place) % 5}" for place, skill in enumerate(skills)),
        )
        for number in range(500)
    ]
    facts = {"external_staff": "recorded", "workforce_wte": 6000}
    known = case(rows, facts, default_rubric())
    return report_of(known), known.rubric, known.roster


# Bare documents ------------------------------------------------------------------------------------------------------


def bare_pdf(content: bytes) -> Callable[[], object]:
    """As many pages of text with a heading each, tagged as ours are, in the same fonts."""
    import typst
    from pypdf import PdfReader

    from reports.exports.paper import _fonts

    pages = len(PdfReader(io.BytesIO(content)).pages)
    text = '#set document(title: "Bare")\n#set text(font: "Liberation Sans")\n' + "\n#pagebreak()\n".join(
        f"= Page {number}\n{WORDS * FULL_PAGE}" for number in range(pages)
    )
    folder = Path(tempfile.mkdtemp())
    (folder / "bare.typ").write_text(text, encoding="utf-8")
    asked = {"font_paths": _fonts(), "ignore_system_fonts": True, "format": "pdf", "pdf_standards": "ua-1"}
    return lambda: typst.compile(folder / "bare.typ", root=folder, **asked)


def bare_word(content: bytes) -> Callable[[], object]:
    """As many paragraphs of the same styles, and tables of as many cells."""
    import docx

    like = docx.Document(io.BytesIO(content))
    styles = [paragraph.style.name for paragraph in like.paragraphs]
    shapes = [(len(table.rows), len(table.columns)) for table in like.tables]

    def make() -> None:
        document = docx.Document()
        for style in styles:
            document.add_paragraph(WORDS, style)
        for rows, columns in shapes:
            table = document.add_table(rows, columns)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = "Words"
        document.save(io.BytesIO())

    return make


def bare_slides(content: bytes) -> Callable[[], object]:
    """As many slides with a title, as many charts, and tables of as many cells."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    like = pptx.Presentation(io.BytesIO(content))
    slides = [
        (
            [
                (len(list(s.chart.plots[0].categories)), len(s.chart.plots[0].series))
                for s in slide.shapes
                if s.has_chart
            ],
            [(len(s.table.rows), len(s.table.columns)) for s in slide.shapes if s.has_table],
        )
        for slide in like.slides
    ]

    def make() -> None:
        deck = pptx.Presentation()
        for charts, tables in slides:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = WORDS
            slide.notes_slide.notes_text_frame.text = WORDS
            for categories, series in charts:
                data = CategoryChartData()
                data.categories = [f"Category {number}" for number in range(categories)]
                for number in range(series):
                    data.add_series(f"Series {number}", [1.0] * categories)
                slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, 0, 0, 5_000_000, 5_000_000, data)
            for rows, columns in tables:
                table = slide.shapes.add_table(rows, columns, 0, 0, 5_000_000, 5_000_000).table
                for row in range(rows):
                    for column in range(columns):
                        table.cell(row, column).text = "Words"
        deck.save(io.BytesIO())

    return make


def bare_workbook(content: bytes) -> Callable[[], object]:
    """As many sheets, with as many cells of the same kinds."""
    import xlsxwriter

    from tests.reports.sheets import read

    like = [list(cells.items()) for cells in read(content).values()]

    def make() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        for cells in like:
            sheet = book.add_worksheet()
            for cell, (formula, value) in cells:
                if formula:
                    sheet.write_formula(cell, f"={formula}", None, value)
                elif isinstance(value, str):
                    sheet.write_string(cell, value)
                else:
                    sheet.write_number(cell, value)
        book.close()

    return make


def best_of_both(*calls: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU of each, the best of several runs in turns."""
    best = [float("inf")] * len(calls)
    for _ in range(RUNS):
        for place, call in enumerate(calls):
            gc.collect()
            started = time.process_time()
            call()
            best[place] = min(best[place], (time.process_time() - started) * 1000)
    return best


# Every paper in one run ----------------------------------------------------------------------------------------------


def papers() -> None:
    """215 signed-off reports of 40 posts, and their papers by `manage.py board_papers`."""
    from django.core.management import call_command

    from accounts.models import Organisation, Role
    from assessment.submitted import current_report
    from reports.exports.paper import board_paper
    from reports.signed_pages import public_made
    from teams.models import Post
    from tests.factories import make_member, make_organisation, make_ready_draft, sign_off

    call_command("migrate", verbosity=0)
    for number in range(ORGANISATIONS):
        organisation = make_organisation(f"Z{number:04}", f"Trust {number}")
        Post.objects.bulk_create(_posts(organisation))
        lead, sponsor = (make_member(organisation, role) for role in (Role.LEAD, Role.SPONSOR))
        sign_off(make_ready_draft(organisation), lead, sponsor)
    first = Organisation.objects.get(ods_code="Z0000")
    with tempfile.TemporaryDirectory() as folder:

        def every() -> None:
            call_command("board_papers", folder, stdout=io.StringIO())

        one, all_of_them = best_of_both(lambda: board_paper(public_made(current_report(first)).report), every)
        tracemalloc.start()
        peaks = Peaks()
        call_command("board_papers", folder, stdout=peaks)
    print(
        f"\n{ORGANISATIONS} papers in one run: {all_of_them / one:.0f} times one of {one:.0f} ms; at most {MOST_PAPERS}"
    )
    tenth, last = peaks.found[ORGANISATIONS // 10], peaks.found[-1]
    print(f"memory after a tenth of them {tenth / 1024:.0f} KiB, after all {last / 1024:.0f} KiB")


class Peaks(io.StringIO):
    """Notes how much memory is in use at each line of progress."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int] = []

    def write(self, text: str) -> int:
        self.found.append(tracemalloc.get_traced_memory()[0])
        return len(text)


def _posts(organisation: Any) -> list[Any]:
    from teams import catalogue
    from teams.models import Post

    roles = list(catalogue.roles())
    return [
        Post(
            organisation=organisation,
            post_ref=f"D{number}",
            title=f"Post {number}",
            role=roles[number % len(roles)],
            employment="agency" if number % 4 == 0 else "permanent",
            status="filled",
            wte=1,
            funded_wte=1,
        )
        for number in range(40)
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as data:
        os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATA_DIR=data)
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        sys.exit(main())
