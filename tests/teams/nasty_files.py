"""Files as trusts have them and as nobody should: each with the rows that are accepted, rejected, skipped and asked.

`CASES` are (name, bytes, expected). Of `expected`, `accepted` counts rows; `rejected` are (row, column);
`skipped` rows; `unmapped` (column, word); `fatal` words of the refusal; `posts` cells by column that a post must have;
`count` the number of posts there are then.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter

from tests.teams.files import raw_xlsx, sheet_xml, text_row

Expected = dict[str, Any]
ESR = (
    "Employee Number,Assignment Number,Last Name,Position Number,Position Title,Org L4,Org L5,Payscale Description,FTE,"
    "Assignment Category,Assignment Status,Contract End Date,Occupation Code"
)


def esr(*rows: str, heading: str = ESR) -> bytes:
    return "\r\n".join([heading, *rows, ""]).encode()


def person(number: int, **cells: str) -> str:
    """A row of an export of the Electronic Staff Record."""
    usual = {
        "employee": f"2012345{number}",
        "assignment": f"2012345{number}-2",
        "surname": "Canary",
        "position": f"P{number}",
        "title": "Network engineer",
        "l4": "Corporate",
        "l5": "IT Services",
        "payscale": "NHS|XR07|Review Body Band 7",
        "fte": "1",
        "category": "Permanent",
        "status": "Active Assignment",
        "ends": "",
        "occupation": "G2B",
    }
    return ",".join({**usual, **cells}.values())


def text(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join([*lines, ""]).encode(encoding)


def book(*fills: Callable[[Any, Any], None], names: tuple[str, ...] = ("Staff", "Other", "Third")) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, fill in zip(names, fills, strict=False):
            fill(workbook, workbook.add_worksheet(name))
    return out.getvalue()


def rows(*lines: tuple[Any, ...], start: int = 0) -> Callable[[Any, Any], None]:
    def fill(workbook: Any, sheet: Any) -> None:
        for number, line in enumerate(lines, start):
            sheet.write_row(number, 0, line)

    return fill


HEAD = ("Position Number", "Job Title", "WTE", "Grade")
PLAIN = ("P1", "Data engineer", 1, "7")


def hidden_row(workbook: Any, sheet: Any) -> None:
    rows(HEAD, PLAIN, ("P2", "Data engineer", 1, "7"), ("P3", "Data engineer", 1, "7"))(workbook, sheet)
    sheet.set_row(2, None, None, {"hidden": True})


def hidden_sheet(workbook: Any, sheet: Any) -> None:
    rows(HEAD, ("OLD", "Data engineer", 1, "7"))(workbook, sheet)
    sheet.hide()


def shown_sheet(workbook: Any, sheet: Any) -> None:
    rows(HEAD, PLAIN)(workbook, sheet)
    sheet.activate()
    sheet.set_first_sheet()


def merged_headings(workbook: Any, sheet: Any) -> None:
    sheet.merge_range(0, 0, 0, 3, "Digital establishment at 31 March 2026")
    sheet.merge_range(2, 0, 2, 1, "Position")
    sheet.merge_range(2, 2, 2, 3, "Staff in post")
    sheet.write_row(3, 0, ("Number", "Title", "WTE", "Band"))
    sheet.write_row(4, 0, PLAIN)


def merged_team(workbook: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, (*HEAD, "Team"))
    sheet.write_row(1, 0, PLAIN)
    sheet.write_row(2, 0, ("P2", "Data engineer", 0.5, "7"))
    sheet.merge_range(1, 4, 2, 4, "Data platform")


def merged_wte(workbook: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, PLAIN)
    sheet.write_row(2, 0, ("P2", "Data engineer", "", "7"))
    sheet.merge_range(1, 2, 2, 2, 1)


def errors(workbook: Any, sheet: Any) -> None:
    rows(HEAD, PLAIN, ("P2", "Data engineer", 1, "7"), ("P3", "Data engineer", 1, "7"))(workbook, sheet)
    sheet.write_formula(1, 2, "=A1/0", value="#REF!")
    sheet.write_formula(2, 2, "=B9", value="")


def rows_of_formulas(workbook: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, PLAIN)
    for row in (2, 4):
        for place in range(len(HEAD)):
            sheet.write_formula(row, place, f"=Other!A{row}", value="")
    sheet.write_row(3, 0, ("P2", "Data engineer", 1, "7"))
    sheet.write_formula(5, 2, "=SUM(C2:C5)", value="")


def dates(workbook: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, (*HEAD, "Contract End Date"))
    sheet.write_row(1, 0, PLAIN)
    sheet.write_datetime(1, 4, date(2026, 3, 31), workbook.add_format({"num_format": "dd-mmm-yyyy"}))
    sheet.write_row(2, 0, ("P2", "Data engineer", 0.86667, "7", 46112))


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


SIMPLE = "Position Number,Job Title,WTE,Contract Type"
BOMB = raw_xlsx(sheet_xml('<row><c r="A1"><v>1</v></c></row>' * 1_000_000))
XXE = raw_xlsx(
    sheet_xml(text_row(1, ["&a;"]), head='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
)

CASES: list[tuple[str, bytes, Expected]] = [
    (
        "an ESR export",
        esr(person(1), person(2, category="Fixed Term Temp", ends="31-Mar-2027")),
        {
            "accepted": 2,
            "posts": [
                {"post_ref": "P1", "team": "IT Services", "grade": "7", "employment": "permanent"},
                {"post_ref": "P2", "ends_on": "2027-03-31", "employment": "fixed_term"},
            ],
        },
    ),
    (
        "a preamble and a footer",
        text(
            "Staff list,,,", "Run by Cara Canary,,,", ",,,", SIMPLE, "P1,Tester,1,Perm", "Total,,1,", "End of report,,,"
        ),
        {"accepted": 1, "skipped": [6, 7]},
    ),
    (
        "subtotals by team",
        text(
            f"{SIMPLE},Team",
            "P1,Tester,1,Perm,Data",
            ",,1,,Data Total",
            "P2,Tester,0.5,Perm,IT",
            ",,0.5,,IT Total",
            ",,1.5,,Grand Total",
        ),
        {"accepted": 2, "skipped": [3, 5, 6]},
    ),
    (
        "a total in the column of titles",
        text(SIMPLE, "P1,Tester,1,Perm", ",Sub-total,1,", ",TOTAL WTE,1,"),
        {"accepted": 1, "skipped": [3, 4]},
    ),
    (
        "a section heading",
        text(SIMPLE, "P1,Tester,1,Perm", ",,,Digital services", "P2,Tester,1,Perm"),
        {"accepted": 2, "skipped": [3]},
    ),
    (
        "headings again on each page",
        text(SIMPLE, "P1,Tester,1,Perm", SIMPLE, "P2,Tester,1,Perm"),
        {"accepted": 2, "skipped": [3]},
    ),
    (
        "merged headings of two rows",
        book(merged_headings),
        {"accepted": 1, "posts": [{"post_ref": "P1", "title": "Data engineer", "wte": "1", "grade": "7"}]},
    ),
    (
        "headings of two rows in CSV",
        text("Position,,Contracted,Pay", "Number,Title,WTE,Band", "P1,Tester,0.6,8a"),
        {"accepted": 1, "posts": [{"post_ref": "P1", "title": "Tester", "wte": "0.6", "grade": "8a"}]},
    ),
    (
        "a team merged over its posts",
        book(merged_team),
        {"accepted": 2, "posts": [{"post_ref": "P2", "team": "Data platform"}]},
    ),
    ("a WTE merged over two posts", book(merged_wte), {"accepted": 1, "rejected": [(3, "WTE")]}),
    ("a hidden row", book(hidden_row), {"accepted": 2, "skipped": [3]}),
    ("a hidden sheet", book(hidden_sheet, shown_sheet), {"accepted": 1, "posts": [{"post_ref": "P1"}]}),
    (
        "posts on the second sheet",
        book(rows(("Read me",), ("See the next sheet",)), rows(HEAD, PLAIN)),
        {"accepted": 1},
    ),
    ("#REF! and a formula without a value", book(errors), {"accepted": 1, "rejected": [(2, "WTE"), (3, "WTE")]}),
    (
        "date cells and serial numbers",
        book(dates),
        {
            "accepted": 2,
            "posts": [
                {"post_ref": "P1", "ends_on": "2026-03-31"},
                {"post_ref": "P2", "ends_on": "2026-03-31", "wte": "0.86667"},
            ],
        },
    ),
    ("headings twice that agree", text("Job Title,WTE,WTE,Grade", "Tester,1,1,7"), {"accepted": 1}),
    (
        "FTE and WTE that disagree",
        text("Job Title,FTE,WTE,Grade", "Tester,1,1,7", "Tester,1,0.6,7"),
        {"accepted": 1, "rejected": [(3, "WTE")]},
    ),
    (
        "a job share",
        esr(person(1, fte="0.5"), person(1, fte="0.5")),
        {"accepted": 2, "posts": [{"post_ref": "P1", "wte": "0.5"}, {"post_ref": "P1/2", "wte": "0.5"}]},
    ),
    (
        "a reference for two kinds of posts",
        text(SIMPLE, "P1,Tester,1,Perm", "P1,Nurse,1,Perm"),
        {"accepted": 0, "rejected": [(2, "Position Number"), (3, "Position Number")]},
    ),
    (
        "a part-filled post",
        text(
            "Post Number,Job Title,Budgeted WTE,Actual WTE,Vacant WTE",
            "P1,Tester,1,0.6,0.4",
            "P2,Tester,1,0,1",
            "P3,Tester,1,1,0",
        ),
        {
            "accepted": 3,
            "posts": [
                {"post_ref": "P1", "wte": "0.6", "status": "filled"},
                {"post_ref": "P1/vacant", "wte": "0.4", "status": "vacant"},
                {"post_ref": "P2", "wte": "1", "status": "vacant"},
                {"post_ref": "P3", "wte": "1", "status": "filled"},
            ],
        },
    ),
    (
        "maternity leave and its cover",
        esr(
            person(1, status="Maternity & Adoption"),
            person(2, title="Network engineer (maternity cover)", category="Fixed Term Temp"),
        ),
        {"accepted": 1, "skipped": [2], "posts": [{"post_ref": "P2", "employment": "fixed_term"}]},
    ),
    (
        "Not In Post",
        esr(person(1, title="Not In Post"), person(2, title="Tester - VACANT"), person(3, surname="Vacancy")),
        {
            "accepted": 3,
            "posts": [
                {"post_ref": "P1", "status": "vacant"},
                {"post_ref": "P2", "status": "vacant", "title": "Tester"},
                {"post_ref": "P3", "status": "vacant", "title": "Network engineer"},
            ],
        },
    ),
    (
        "words that nobody knows",
        text(SIMPLE, "P1,Tester,1,Zero hours", "P2,Tester,1,Honorary"),
        {
            "accepted": 2,
            "unmapped": [("Contract Type", "Zero hours"), ("Contract Type", "Honorary")],
            "posts": [{"post_ref": "P1", "employment": ""}],
        },
    ),
    (
        "a status that nobody knows",
        text("Job Title,WTE,Post Status", "Tester,1,Frozen"),
        {"accepted": 0, "rejected": [(2, "Post Status")], "unmapped": [("Post Status", "Frozen")]},
    ),
    (
        "non-executives",
        text(SIMPLE, "P1,Chair,1,Non-Executive Director/Chair", "P2,Tester,1,Perm"),
        {"accepted": 1, "skipped": [2]},
    ),
    (
        "semicolons and decimal commas",
        text("Job Title;WTE;Grade", "Tester;0,8;7"),
        {"accepted": 1, "posts": [{"wte": "0.8"}]},
    ),
    ("tabs in UTF-16", text("Job Title\tWTE\tGrade", "Tester\t0.5\t7", encoding="utf-16"), {"accepted": 1}),
    (
        "Windows-1252",
        text("Job Title,WTE", "Responsable données – médical,1", encoding="cp1252"),
        {"accepted": 1, "posts": [{"title": "Responsable données – médical"}]},
    ),
    (
        "Mac Roman with its line ends",
        "Job Title,WTE\rResponsable données,1\r".encode("mac_roman"),
        {"accepted": 1, "posts": [{"title": "Responsable données"}]},
    ),
    ("two encodings in a file", b"Job Title,WTE\nCaf\xc3\xa9,1\nCaf\xe9,1\n", {"fatal": "Line 3"}),
    (
        "line breaks in a cell",
        b'Job Title,WTE\n"Test\nlead",1\n"Test\nlead",x\n',
        {"accepted": 1, "rejected": [(4, "WTE")]},
    ),
    (
        "ragged rows",
        text(SIMPLE, "P1,Tester,1", "P2,Tester, senior,1,Perm", "P3,Tester,1,Perm"),
        {"accepted": 1, "rejected": [(2, ""), (3, "")]},
    ),
    (
        "amounts that are none",
        text("Job Title,WTE", "A,½", "B,1e5", "C,NaN", "D,-1", "E,0", "F,37.5", "G,#REF!", "H,"),
        {"accepted": 0, "rejected": [(row, "WTE") for row in range(2, 10)]},
    ),
    (
        "weekly hours",
        text("Job Title,Hours per week", "Tester,37.5", "Tester,30"),
        {"accepted": 2, "posts": [{"wte": "1"}, {"wte": "0.8"}]},
    ),
    (
        "days of consultants by procurement",
        text("Supplier,Role,Day rate,Days per week,Start", "Acme,Solution architect,£650,3,01/04/2026"),
        {"accepted": 1, "posts": [{"title": "Solution architect", "wte": "0.6", "supplier": "Acme"}]},
    ),
    (
        "established and actual WTE",
        text("Post Number,Job Title,Established WTE,Actual WTE", "P1,Tester,1.0,0.6", "P2,Tester,1,1", "P3,Tester,1,0"),
        {
            "accepted": 3,
            "posts": [
                {"post_ref": "P1", "status": "filled", "wte": "0.6"},
                {"post_ref": "P1/vacant", "status": "vacant", "wte": "0.4"},
                {"post_ref": "P3", "status": "vacant", "wte": "1"},
            ],
            "count": 4,
        },
    ),
    (
        "a job share of an established post",
        text("Post Number,Job Title,Established WTE,Actual WTE", "P1,Tester,1.0,0.6", "P1,Tester,1.0,0.4"),
        {"accepted": 2, "posts": [{"wte": "0.6"}, {"wte": "0.4"}], "count": 2},
    ),
    (
        "errors of a sheet saved as CSV",
        text(
            "Job Title,WTE,Band,End Date,Notes",
            "#REF!,1,7,,",
            "Tester,1,#N/A,,",
            "Tester,1,7,#VALUE!,",
            "Tester,1,7,,#N/A",
        ),
        {"accepted": 1, "rejected": [(2, "Job Title"), (3, "Band"), (4, "End Date")]},
    ),
    (
        "a column of personal data below a heading of ours",
        text("Job Title,WTE,Ref", "Tester,1,AB123456C", "Tester,0.5,AB123457C"),
        {"accepted": 2},
    ),
    (
        "rows of formulas without values",
        book(rows_of_formulas, shown_sheet),
        {
            "accepted": 2,
            "rejected": [(row, heading) for row in (3, 5) for heading in HEAD],
            "skipped": [6],
        },
    ),
    (
        "totals by other words",
        text("Team,Job Title,WTE", "IT,Total rewards analyst,1", "Total IT,,1", "IT total (WTE),,1", "Sub-Total,,2"),
        {"accepted": 1, "skipped": [3, 4, 5]},
    ),
    (
        "days that can only be one day",
        text("Job Title,WTE,End Date", "A,1,2026/03/31", 'B,1,"March 31, 2026"', "C,1,46112.5", "D,1,20260331"),
        {"accepted": 3, "rejected": [(5, "End Date")], "posts": [{"title": "B", "ends_on": "2026-03-31"}]},
    ),
    (
        "an e-mail address in a column that is kept",
        text("Job Title,WTE,Team", "Tester,1,a.canary@nhs.net", "Tester,1,IT", "Tester,1,IT"),
        {"accepted": 2, "rejected": [(2, "Team")]},
    ),
    (
        "days with a time",
        text("Job Title,WTE,End Date", "A,1,2026-03-31T09:30:00", "B,1,31/03/2026 17:00", "C,1,2026-13-01"),
        {"accepted": 2, "rejected": [(4, "End Date")], "posts": [{"title": "A", "ends_on": "2026-03-31"}]},
    ),
    (
        "dates of every kind",
        text(
            "Job Title,WTE,Contract End Date",
            "A,1,31-Mar-2026",
            "B,1,31/03/2026",
            "C,1,46112",
            "D,1,31 March 2026",
            "E,1,31-Dec-4712",
            "F,1,30/02/2026",
        ),
        {"accepted": 5, "rejected": [(7, "Contract End Date")], "posts": [{"title": "E", "ends_on": ""}]},
    ),
    (
        "American dates",
        text("Job Title,WTE,End Date", "A,1,03/31/2026", "B,1,03/04/2026"),
        {"accepted": 1, "rejected": [(3, "End Date")], "posts": [{"title": "A", "ends_on": "2026-03-31"}]},
    ),
    (
        "names in titles and an e-mail address",
        text("Job Title,WTE", "Tester (Sarah Canary),1", "Ask a.canary@nhs.net,1"),
        {"accepted": 1, "rejected": [(3, "Job Title")], "posts": [{"title": "Tester"}]},
    ),
    (
        "personal columns without headings that say so",
        text("Job Title,WTE,X,Y", "Tester,1,Sarah Canary,AB123456C", "Tester,1,John Canary,AB123457C"),
        {"accepted": 2},
    ),
    (
        "our own format with a total",
        text("post_ref,title,wte", "D1,Tester,1", ",Total,1"),
        {"accepted": 1, "skipped": [3]},
    ),
    (
        "our own format with a wrong code",
        text("post_ref,title,wte,status", "D1,Tester,1,maybe", "D2,Tester,1,filled"),
        {"accepted": 1, "rejected": [(2, "status")], "unmapped": [("status", "maybe")]},
    ),
    ("nothing but headings", text(SIMPLE), {"accepted": 0}),
    ("no headings at all", text("P1,Tester,1", "P2,Tester,1"), {"fatal": "No row near the top holds headings"}),
    (
        "people without headings",
        text(
            "Canary,Ann,AB123456C,a.canary@nhs.net,Tester,Permanent",
            "Canary,Bob,AB123457C,b.canary@nhs.net,Tester,Bank",
        ),
        {"fatal": "nothing of the file was kept"},
    ),
    ("names without headings", text('"Canary, Ann",Tester', '"Canary, Bob",Tester'), {"fatal": "nothing of the file"}),
    ("no WTE", text("Job Title,Grade", "Tester,7"), {"fatal": "WTE"}),
    ("NUL bytes", b"Job Title,WTE\nTes\0ter,1\n", {"fatal": "Line 2 holds a NUL byte"}),
    ("nothing at all", b"", {"fatal": "empty"}),
    ("blanks only", b" \r\n\r\n", {"fatal": "empty"}),
    ("a web page named .csv", b"<html><table><tr><td>Job Title</td></tr></table>", {"fatal": "web page"}),
    ("an older Excel file named .xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, {"fatal": "older Excel"}),
    (
        "a workbook with a password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        {"fatal": "password"},
    ),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"x" * 50, {"fatal": "picture"}),
    ("a bomb", BOMB, {"fatal": "unpacks to"}),
    ("an entity of a file of the server", XXE, {"fatal": "document type"}),
    ("a workbook cut short", book(rows(HEAD, PLAIN))[:400], {"fatal": "damaged"}),
    ("a Word document", archive(**{"word/document.xml": b"x"}), {"fatal": "Word document"}),
    ("a quotation mark that never closes", b'Job Title,WTE\n"Tester,1\n', {"fatal": "never closes"}),
    ("20,000 columns", b",".join(b"c%d" % number for number in range(20_000)) + b"\n1\n", {"fatal": "columns"}),
]
