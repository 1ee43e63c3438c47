"""Headers and rows that a page break tears in two: whole where only one can be meant, else told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.report import Cell, Table
from tests.rendering.documents import REFERENCE, part_of
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits
from transform.halves import halves_of
from transform.place import place


def _torn_at_level(level: int) -> tuple[Table, dict]:
    """The litigation table of 2021, a header row of it torn after the second character of each cell."""
    values = distinct_values(REFERENCE.forms["2021"], False)
    part = part_of("2021", values, Habits())
    grid = part.grids[-1]
    cells = []
    for printed in grid.cells:
        row, last = printed.row, printed.row + printed.row_span - 1
        place_of = {"column": printed.column, "column_span": printed.column_span}
        if row <= level <= last and last < 4:
            text, rest = (printed.text[:2], printed.text[2:]) if row == level else (printed.text, "")
            cells.append(Cell(text, row, row_span=level - row + 1, page=1, **place_of))
            cells.append(Cell(rest, level + 1, row_span=last - level + 1, page=2, **place_of))
        else:
            later = row > level
            cells.append(Cell(printed.text, row + later, row_span=printed.row_span, page=1 + later, **place_of))
    table = Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), 1, 1)
    return table, {cell.key: cell.text for cell in grid.cells if cell.key}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_numbers_below_a_header_torn_by_a_page_break_keep_their_columns(level: int) -> None:
    table, texts = _torn_at_level(level)
    found = place([table], REFERENCE, 2021)
    told = {(placed.meaning.indicator, placed.meaning.breakdown): placed.cell.text for placed in found.placed}
    assert told == texts
    assert [issue for issue in found.issues if issue.kind not in ("table_missing", "row_missing")] == []
    printed = [cell for cell in table.cells if not cell.blank]
    assert len(printed) == len(found.placed) + len(found.ignored)


def _row(row: int, *texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text, row, column, page=row) for column, text in enumerate(texts, start=1))


def test_halves_are_joined_where_they_are_a_header_together() -> None:
    found = halves_of(_row(1, "结果维", "结果纠", "总计"), _row(2, "持", "正", ""), REFERENCE)
    assert [halves.whole.text for halves in found] == ["结果维持", "结果纠正"]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("结果维", "结果纠"), ("持", "7")),  # a number below: rows, not a header
        (("结果维", "3"), ("持", "")),
        (("其", "", ""), ("他", "", "")),  # the label of a row
        (("总计", "结果维持"), ("结果纠正", "其他结果")),  # headers of their own
        (("结果维", "结果纠"), ("正", "持")),  # no header together
    ],
)
def test_two_rows_that_may_be_two_are_never_one_header(upper: tuple[str, ...], lower: tuple[str, ...]) -> None:
    assert halves_of(_row(1, *upper), _row(2, *lower), REFERENCE) == []


def test_halves_in_different_columns_are_never_joined() -> None:
    lower = tuple(replace(cell, column=cell.column + 1) for cell in _row(2, "持", "正"))
    assert halves_of(_row(1, "结果维", "结果纠"), lower, REFERENCE) == []


@pytest.mark.parametrize("below", ["", "（只计这一情形）"])
def test_a_number_that_a_page_break_may_have_cut_is_told(below: str) -> None:
    """266600 at the foot of a page above 2 at the top of the next may be 2666002."""
    rows = [
        (1, "信息内容", "本年处理决定数量"),
        (1, "行政处罚", "31"),
        (1, "行政强制", "266600"),
        (2, below, "2"),
    ]
    cells = [
        Cell(text, row, column, page=page)
        for row, (page, *texts) in enumerate(rows, start=2)
        for column, text in enumerate(texts, start=1)
    ]
    anchor = Cell("第二十条第（六）项", 1, 1, column_span=2, page=1)
    found = place([Table((anchor, *cells), 1, 1)], REFERENCE, 2021)
    assert [placed.cell.text for placed in found.placed] == ["31"]
    assert {"266600", "2"} <= {issue.printed for issue in found.issues}
