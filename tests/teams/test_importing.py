"""Reading roster files: what is taken, and how everything else is refused by name."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from teams.importing import MAX_BYTES, Reading, Refused, sandbox
from teams.importing.cautions import cautions
from teams.importing.checking import check
from teams.importing.sandbox import read_upload
from teams.importing.tables import read_table
from teams.roster import COLUMNS
from tests.teams.files import csv_file, raw_xlsx, row, sheet_xml, text_row, xlsx_file, xlsx_of

PLACE = {column: place for place, column in enumerate(COLUMNS)}


def read(data: bytes) -> Reading:
    return check(read_table(data))


def cells(reading: Reading, number: int = 0) -> dict[str, str]:
    return dict(zip(reading.columns, reading.rows[number], strict=True))


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return " ".join(refused.value.reasons)


def told(reading: Reading) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in reading.problems]


# What is taken -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_it_reads_csv_in_utf8_with_and_without_a_mark(encoding: str) -> None:
    assert cells(read(csv_file(row(title="Zoë – 数字"), encoding=encoding))) == row(title="Zoë – 数字")


def test_it_reads_a_workbook_like_the_csv_of_the_same_rows() -> None:
    rows = [row(), row(post_ref="D2", control_role="digital_lead;cyber_lead"), row(post_ref="D3", status="vacant")]
    assert read(xlsx_of(*rows)).rows == read(csv_file(*rows)).rows


def test_a_file_of_headings_alone_has_no_rows_and_no_problems() -> None:
    reading = read(csv_file())
    assert (reading.rows, reading.problem_count) == ([], 0)


def test_text_is_trimmed_and_blank_lines_are_passed_over() -> None:
    data = b"post_ref,title,wte\r\n\r\n  D1 ,\tDeveloper , 0.5 \r\n,,\r\n"
    assert read(data).rows == [["D1", "Developer", "0.5"]]


def test_columns_may_be_in_any_order_and_others_are_named_as_not_kept() -> None:
    reading = read(b"Name,wte,title,post_ref,Payroll number\nAnn,1,Developer,D1,77\n")
    assert reading.columns == ["post_ref", "title", "wte"]
    assert reading.rows == [["D1", "Developer", "1"]]
    assert reading.not_kept == ["Name", "Payroll number"]


@pytest.mark.parametrize("text", ["None", "NA", "N/A", "null", "nan", "TRUE", "1e5", "007", "8a", "½", "#REF!"])
def test_words_that_look_like_values_stay_text(text: str) -> None:
    assert cells(read(csv_file(row(title=text))))["title"] == text
    assert cells(read(xlsx_of(row(title=text))))["title"] == text


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "'"])
def test_csv_loses_exactly_one_apostrophe_before_text_that_a_sheet_would_run(mark: str) -> None:
    data = csv_file(row(title=f"'{mark}1"), row(post_ref="D2", title=f"{mark}1"))
    assert [line[1] for line in read(data).rows] == [f"{mark}1", f"{mark}1"]


def test_an_apostrophe_before_a_letter_stays_and_workbooks_lose_none() -> None:
    assert cells(read(csv_file(row(title="'Twas"))))["title"] == "'Twas"
    assert cells(read(xlsx_of(row(title="'=1"))))["title"] == "'=1"


def test_cells_of_a_sheet_become_what_a_person_sees() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["D1"])
        sheet.write_boolean(1, PLACE["title"], True)
        sheet.write_formula(1, PLACE["wte"], "=0.1+0.2", value=0.30000000000000004)
        sheet.write_number(1, PLACE["grade"], 7)
        sheet.write_datetime(1, PLACE["started_on"], date(2024, 4, 1), book.add_format({"num_format": "d mmm yyyy"}))

    found = cells(read(xlsx_file(fill)))
    assert (found["title"], found["wte"], found["grade"], found["started_on"]) == ("TRUE", "0.3", "7", "2024-04-01")


def test_noise_in_a_stored_float_is_not_an_amount() -> None:
    headings = text_row(1, ("post_ref", "title", "wte"))
    posts = (
        '<row r="2"><c r="A2"><v>1001</v></c><c r="B2" t="inlineStr"><is><t>X</t></is></c>'
        '<c r="C2"><v>0.30000000000000004</v></c></row>'
    )
    assert read(raw_xlsx(sheet_xml(headings, posts))).rows == [["1001", "X", "0.3"]]


def test_the_first_sheet_that_can_be_seen_is_read_and_others_are_named() -> None:
    out = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        hidden, shown = book.add_worksheet("Old"), book.add_worksheet("Now")
        for sheet, ref in ((hidden, "OLD"), (shown, "NEW")):
            sheet.write_row(0, 0, ("post_ref", "title", "wte"))
            sheet.write_row(1, 0, (ref, "Developer", 1))
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    reading = read(out.getvalue())
    assert reading.rows == [["NEW", "Developer", "1"]]
    assert reading.notes == ["Hidden sheets were not read: “Old”."]


# Rows that are refused -----------------------------------------------------------------------------------------------


def test_every_bad_value_is_told_with_the_line_on_which_its_record_starts() -> None:
    data = (
        b'post_ref,title,wte,role\r\nD1,"two\r\nlines",1,\r\n\r\nD2,,NaN,magician\r\nD3,Fine,0.5,\r\nD4,Late,1.6,\r\n'
    )
    reading = read(data)
    assert told(reading) == [(5, "title", ""), (5, "role", "magician"), (5, "wte", "NaN"), (7, "wte", "1.6")]
    assert [line[0] for line in reading.rows] == ["D1", "D3"]
    assert reading.numbers == [2, 6]


@pytest.mark.parametrize("amount", ["NaN", "inf", "-1", "-0.0", "1e-1", "1.50001", "0", "٣", "1,5", "½", ""])
def test_amounts_that_are_no_wte_are_refused(amount: str) -> None:
    assert [problem.column for problem in read(csv_file(row(wte=amount))).problems] == ["wte"]


def test_both_rows_of_a_reference_are_named() -> None:
    reading = read(csv_file(row(), row(post_ref="D2"), row()))
    assert [(problem.row, problem.reason) for problem in reading.problems] == [
        (2, "Row 4 has the same reference"),
        (4, "Row 2 has the same reference"),
    ]


def test_ragged_rows_are_refused() -> None:
    reading = read(b"post_ref,title,wte\nD1,Developer\nD2,Lead, digital,1\nD3,Fine,1\n")
    assert [(problem.row, problem.column) for problem in reading.problems] == [(2, ""), (3, "")]
    assert "4 cells but there are 3 headings" in reading.problems[1].reason


def test_nothing_of_a_ragged_row_is_kept_as_its_cells_may_be_anybodys() -> None:
    ragged = "Canary, Cara,D1,Developer,1"
    reading = read(f"name,post_ref,title,wte\n{ragged}\n{ragged}\n".encode())
    assert [(problem.row, problem.column) for problem in reading.problems] == [(2, ""), (3, "")]
    assert "Cara" not in str(reading)
    assert "Canary" not in str(reading)


def test_a_very_long_cell_is_refused_and_cut_where_it_is_shown() -> None:
    problem = read(csv_file(row(skills="a" * 100_000))).problems[0]
    assert (problem.column, len(problem.value)) == ("skills", 100)


def test_a_skill_code_longer_than_the_database_takes_is_refused() -> None:
    assert read(csv_file(row(skills=f"{'a' * 51}:1"))).problem_count == 1


def test_errors_and_formulas_without_a_value_are_refused_by_cell() -> None:
    def fill(book: Any, sheet: Any) -> None:
        for number in (1, 2, 3):
            sheet.write_row(number, 0, [f"D{number}", "Developer"])
            sheet.write_number(number, PLACE["wte"], 1)
        sheet.write_formula(1, PLACE["wte"], "=1/0", value="#DIV/0!")
        sheet.write_formula(2, PLACE["funded_wte"], "=A1", value="")
        sheet.write_formula(3, PLACE["title"], '="Lead"', value="Lead")

    reading = read(xlsx_file(fill))
    assert [(problem.row, problem.column, problem.value) for problem in reading.problems] == [
        (2, "wte", "#DIV/0!"),
        (3, "funded_wte", ""),
    ]
    assert "error" in reading.problems[0].reason
    assert "formula" in reading.problems[1].reason
    assert reading.rows[0][1] == "Lead"


def test_a_formula_that_gives_empty_text_is_a_blank() -> None:
    headings = text_row(1, ("post_ref", "title", "wte", "grade"))
    posts = (
        '<row r="2"><c t="inlineStr"><is><t>D1</t></is></c><c t="inlineStr"><is><t>X</t></is></c><c><v>1</v></c>'
        '<c t="str"><f>""</f><v></v></c></row>'
    )
    assert read(raw_xlsx(sheet_xml(headings, posts))).rows == [["D1", "X", "1", ""]]


def test_an_error_in_a_column_that_is_not_kept_does_not_matter() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["D1", "Developer"])
        sheet.write_number(1, PLACE["wte"], 1)
        sheet.write_string(0, len(COLUMNS), "Salary")
        sheet.write_formula(1, len(COLUMNS), "=A1/0", value="#DIV/0!")

    assert read(xlsx_file(fill)).problem_count == 0


def test_dates_that_a_sheet_counts_wrongly_are_refused() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["D1", "Developer"])
        sheet.write_number(1, PLACE["wte"], 1)
        sheet.write_number(1, PLACE["started_on"], 60, book.add_format({"num_format": "yyyy-mm-dd"}))

    assert [problem.column for problem in read(xlsx_file(fill)).problems] == ["started_on"]


def test_only_the_first_problems_are_kept_when_asked_and_all_are_counted() -> None:
    data = csv_file(*(row(post_ref=f"D{number}", wte="x") for number in range(60)))
    reading = check(read_table(data), keep=50)
    assert (len(reading.problems), reading.problem_count) == (50, 60)


# Headings ------------------------------------------------------------------------------------------------------------


def test_headings_are_refused_all_at_once() -> None:
    said = refusal(b"Post ref,Funded WTE,title,title,,wte_total\nD1,1,a,b,c,d\n")
    assert "“Post ref” must be written “post_ref”" in said
    assert "“Funded WTE” must be written “funded_wte”" in said
    assert "“title” is there 2 times, in columns 3, 4" in said
    assert "“wte” is missing" in said
    assert "Column 5 has no heading" in said


def test_a_file_without_any_of_our_headings_is_told_what_stands_there() -> None:
    assert "It holds: Digital roster" in refusal(b"Digital roster\npost_ref,title,wte\n")


@pytest.mark.parametrize(("mark", "name"), [(b";", "semicolons"), (b"\t", "tabs"), (b"|", "bars")])
def test_other_separators_are_read_and_named(mark: bytes, name: str) -> None:
    reading = read(b"post_ref,title,wte\nD1,a,1\n".replace(b",", mark))
    assert reading.rows == [["D1", "a", "1"]]
    assert name in reading.notes[0]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-32", "UTF-32"), ("cp1252", "Windows"), ("mac_roman", "Mac")],
)
def test_other_encodings_are_read_and_named(encoding: str, name: str) -> None:
    title = "Café manager – médical ‘lead’"
    reading = read(csv_file(row(title=title), encoding=encoding))
    assert cells(reading)["title"] == title
    assert name in reading.notes[0]


def test_merged_cells_are_named() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 3, 0, 5, "role")

    assert "Cells are merged with others: E1, F1" in refusal(xlsx_file(fill))


# Files that are refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"\xef\xbb\xbf <html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 workbook", "older Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"post_ref,title,wte\nD1,a\x00b,1\n", "Line 2 holds a NUL byte"),
        (b"post_ref,title,wte\r\nD1,\xc3\xa9,1\r\nD2,caf\xe9,1\r\n", "Line 3 is not in UTF-8, though other lines are"),
        (b"post_ref,title,wte\rD1,\xc3\xa9,1\rD2,caf\xe9,1\r", "Line 3 is not in UTF-8"),
        (b'post_ref,title,wte\nD1,a,1\nD2,"open,1\n', "opens in line 3 and never closes"),
        (b'post_ref,title,wte\nD1,"a"b,1\n', "line 2 do not match"),
        (b"post_ref,title,wte\nD1," + b"a" * 200_000 + b",1\n", "A cell in line 2 holds over"),
    ],
)
def test_other_content_is_refused_by_name(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_too_many_rows_and_columns_are_refused() -> None:
    assert "more than 10,000 rows" in refusal(b"post_ref,title,wte\n" + b"D,a,1\n" * 10_001)
    assert "20,000 columns" in refusal(b",".join(b"c%d" % number for number in range(20_000)) + b"\n")


def test_a_file_above_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="smaller than 5 MB"):
        read_upload(b"x" * (MAX_BYTES + 1))


def test_an_absurd_number_of_ratings_is_refused() -> None:
    skills = ";".join(f"s{number}:1" for number in range(100))
    assert "skill ratings" in refusal(csv_file(*(row(post_ref=f"D{number}", skills=skills) for number in range(2_501))))


# Workbooks that mean harm --------------------------------------------------------------------------------------------


def _archive(*names: str, part: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("word/document.xml",), "Word document"),
        (("xl/workbook.bin",), "binary Excel workbook"),
        (("notes.txt",), "compressed file"),
        (("xl/workbook.xml", "../../etc/passwd"), "named “../../etc/passwd”"),
        (("xl/workbook.xml", "/etc/passwd"), "named “/etc/passwd”"),
        (("xl/workbook.xml", "xl/embeddings/more.xlsx"), "holds another file"),
        (tuple(f"xl/part{number}.xml" for number in range(10_000)), "10,000 parts"),
        (("xl/workbook.xml",), "damaged"),
    ],
)
def test_odd_archives_are_refused(names: tuple[str, ...], words: str) -> None:
    assert words in refusal(_archive(*names))


def test_a_symbolic_link_in_an_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("xl/workbook.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "not one that a sheet program wrote" in refusal(out.getvalue())


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    bomb = raw_xlsx(sheet_xml('<row><c r="A1"><v>1</v></c></row>' * 1_000_000))
    assert len(bomb) < 400_000
    assert "unpacks to" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    big = sheet_xml('<row><c r="A1"><v>1</v></c></row>' * 1_000_000).encode()
    bomb = raw_xlsx(big.decode())
    lying = bomb.replace(struct.pack("<L", len(big)), struct.pack("<L", 1000))
    assert lying != bomb
    with pytest.raises(Refused):
        read_upload(lying)


def test_a_document_type_is_refused() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "document type" in refusal(raw_xlsx(sheet_xml(text_row(1, ["&b;"]), head=head)))


@pytest.mark.parametrize("cut", [10, 100, 400, -30])
def test_a_workbook_that_is_cut_short_is_refused(cut: int) -> None:
    assert "damaged" in refusal(xlsx_of(row())[:cut])


def test_every_flipped_byte_is_read_or_refused_and_never_an_error() -> None:
    whole = xlsx_of(row())
    for place in range(0, len(whole), 97):
        with suppress(Refused):
            read(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])


def test_a_cell_far_from_the_rest_is_refused_by_name() -> None:
    headings = text_row(1, ("post_ref", "title", "wte"))
    far_down = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    far_right = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    assert "Row 1,048,576" in refusal(raw_xlsx(sheet_xml(headings, far_down)))
    assert "Column XFD" in refusal(raw_xlsx(sheet_xml(headings, far_right)))


def test_formatting_far_from_the_rest_does_not_matter() -> None:
    headings = text_row(1, ("post_ref", "title", "wte"))
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(raw_xlsx(sheet_xml(headings, far))).rows == []


# The child process ---------------------------------------------------------------------------------------------------


def test_the_child_gives_what_reading_here_gives() -> None:
    data = xlsx_of(row(), row(post_ref="D2", wte="7"))
    assert read_upload(data, keep=None) == read(data)
    assert read_upload(csv_file(row())) == read(csv_file(row()))


def test_the_child_hands_on_its_refusal() -> None:
    with pytest.raises(Refused, match="PDF"):
        read_upload(b"%PDF-1.7")


def test_a_child_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.001)
    with pytest.raises(Refused, match="more time or memory"):
        read_upload(csv_file(row()))


CHILD = """
import sys, teams.importing.__main__ as child
def fail(*_): {fault}
child.check = fail
child.run()
"""


@pytest.mark.parametrize(
    ("fault", "told", "logged"),
    [
        ("raise ValueError('Canary')", "a fault of ours", "ValueError"),
        ("raise KeyError('Canary\\nCanary')", "a fault of ours", "KeyError"),
        ("raise MemoryError", "more time or memory", "MemoryError"),
        ("import os; os.kill(os.getpid(), 24)", "more time or memory", "code -24"),
        ("import os; os._exit(1)", "a fault of ours", "code 1"),
    ],
)
def test_a_child_that_dies_says_whether_the_file_was_too_much_and_nothing_of_it(
    fault: str, told: str, logged: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = sandbox.subprocess.run

    def run(command: list[str], **kwargs: Any) -> Any:
        return real([sys.executable, "-c", CHILD.format(fault=fault), command[-1]], **kwargs)

    monkeypatch.setattr(sandbox.subprocess, "run", run)
    with pytest.raises(Refused, match=told):
        read_upload(csv_file(row()))
    assert logged in caplog.text
    assert "Canary" not in caplog.text


def test_a_workbook_that_fills_the_memory_ends_the_child_alone() -> None:
    # Without addresses the far cell is found by no check, and the rectangle up to it is gigabytes
    far = '<row r="2"><c r=\'ZZZ2\'><v>1</v></c></row><row r="1000000"><c><v>1</v></c></row>'
    with pytest.raises(Refused):
        read_upload(
            raw_xlsx(sheet_xml(text_row(1, ("post_ref", "title", "wte")), far.replace('r="1000000"', "r='1000000'")))
        )


def test_the_child_has_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    real = sandbox.subprocess.run

    def run(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setattr(sandbox.subprocess, "run", run)
    read_upload(csv_file(row()))
    assert "SECRET_KEY" not in seen


def test_reading_a_file_loads_neither_django_nor_pandas() -> None:
    code = "import teams.importing.__main__, sys; print(any(m in sys.modules for m in ('django', 'pandas', 'numpy')))"
    done = sandbox.subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=sandbox._ROOT, check=True)
    assert done.stdout.strip() == b"False"


# Worth a second look -------------------------------------------------------------------------------------------------


def said(*rows: dict[str, str], **options: Any) -> list[str]:
    return cautions(read(csv_file(*rows)), ods_code="ZZA", today=date(2026, 9, 30), **options)


def test_rows_that_are_in_order_are_passed_without_a_word() -> None:
    assert said(row()) == []


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (
            {"skills": "juggling:3"},
            "Skills beside the scored areas, which count only where the rubric names them: juggling.",
        ),
        ({"employer": "ZZB"}, "Employers other than ZZA: ZZB."),
        ({"status": "vacant"}, "Vacant posts whose start date or skills are not kept: row 2."),
        ({"wte": "0.5"}, "Funded WTE above the WTE, which counts as the WTE: row 2."),
        ({"ends_on": "2026-09-29"}, "End dates that have passed: row 2."),
        ({"ends_on": "2024-01-01"}, "End dates before the start date: row 2."),
    ],
)
def test_odd_values_are_told(odd: dict[str, str], words: str) -> None:
    assert words in said(row(**odd))


def test_skills_of_the_rubric_are_known() -> None:
    assert said(row(skills="juggling:3"), more_skills={"juggling"}) == []
