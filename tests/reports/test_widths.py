"""How the columns of a table in Word and on a slide share its width."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.exports.widths import BESIDE, shares
from reports.exports.word import board_word
from tests.reports.cases import example, report_of

WORD = st.text("abc", max_size=12)
TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.lists(WORD, max_size=5).map(" ".join), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


@given(TABLES)
def test_no_word_is_broken_where_there_is_room_for_all_of_them(table: list[list[str]]) -> None:
    columns, *rows = table
    found = shares(columns, rows, room=200)
    assert sum(found) == pytest.approx(1)
    for place, share in enumerate(found):
        longest = max(len(word) for row in table for word in [*row[place].split(), ""])
        assert 200 * share >= longest + BESIDE - 1e-9


def test_a_column_of_long_texts_gets_what_the_others_can_spare() -> None:
    found = shares(
        ["Code", "What was found"], [["Q1.1", "A long sentence that says what was found on the roster."]], 60
    )
    assert found[1] > 5 * found[0]
    assert shares(["A", "B"], [], 60) == [0.5, 0.5]


def test_columns_that_ask_for_more_than_there_is_are_all_narrowed() -> None:
    assert shares(["x" * 50, "y" * 50], [], room=20) == [0.5, 0.5]


def test_the_tables_of_the_word_document_give_most_room_to_what_was_found() -> None:
    document = docx.Document(io.BytesIO(board_word(report_of(example("all-external")))))
    found = [table for table in document.tables if table.cell(0, 0).text == "Code"]
    assert found
    for table in found:
        widths = {cell.text: cell.width for cell in table.rows[0].cells}
        assert max(widths, key=widths.__getitem__) == "What was found"
        assert [column.width for column in table.columns] == list(widths.values())
