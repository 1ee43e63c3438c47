"""Tables that go on over page breaks, and what must not be joined."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.report import Text
from tests.extract.pdf.drawn import ROWS, XS, Draw, grid, numbered, place_of, read, text_at, texts_of, together, write

LOW = [110.0, 90, 70]
HIGH = [780.0, 760, 740]


def test_a_table_that_goes_on_over_the_page_is_one_table() -> None:
    report = read(
        together(text_at(72, 400, "二、表"), grid(XS, LOW, ROWS[:2]), numbered(1, "某机关 2023")),
        together(numbered(2, "某机关 2023"), grid(XS, HIGH, ROWS[1:]), text_at(72, 500, "三、其他")),
    )
    [table] = report.tables
    assert texts_of(table) == [ROWS[0], ROWS[1], ROWS[1], ROWS[2]]
    assert [cell.page for cell in table.cells] == [1] * 8 + [2] * 8
    assert table.page == 1
    flow = [block.text if isinstance(block, Text) else "table" for block in report.blocks]
    assert flow == ["某机关 2023", "二、表", "table", "三、其他", "- 2 -"]


def test_a_column_has_the_same_number_on_both_pages_whatever_rules_the_pages_have() -> None:
    """The first page has the row of two cells, the second the one of four; its edges stand a little to the right."""
    report = read(
        grid([72, 222, 322], [110, 90], [["行政许可", "550"]]),
        grid([x + 1.5 for x in XS], [780, 760], [["一", "1", "2", "3"]]),
    )
    [table] = report.tables
    assert [(cell.text, *place_of(cell)) for cell in table.cells] == [
        ("行政许可", 1, 1, 1, 2), ("550", 1, 3, 1, 2),
        ("一", 2, 1, 1, 1), ("1", 2, 2, 1, 1), ("2", 2, 3, 1, 1), ("3", 2, 4, 1, 1),
    ]  # fmt: skip


def test_a_cell_cut_by_the_page_break_is_neither_lost_nor_filled() -> None:
    """No bottom rule on the first page, no top rule on the second: as a row split over the page is printed."""

    def first(canvas: Canvas) -> None:
        for x in (72, 172, 272, 322):
            canvas.line(x, 110, x, 60)
        canvas.line(72, 110, 322, 110)
        canvas.line(172, 85, 322, 85)
        write(canvas, 80, 95, "（四）无法")
        write(canvas, 180, 95, "1.不掌握")
        write(canvas, 280, 95, "10")
        write(canvas, 180, 70, "2.没有现成")

    def second(canvas: Canvas) -> None:
        for x in (72, 172, 272, 322):
            canvas.line(x, 780, x, 700)
        canvas.line(172, 755, 322, 755)
        canvas.line(172, 730, 322, 730)
        canvas.line(72, 700, 322, 700)
        write(canvas, 180, 765, "信息")
        write(canvas, 280, 765, "3")
        write(canvas, 180, 740, "3.补正后不明确")
        write(canvas, 280, 740, "0")
        write(canvas, 180, 710, "4.其他")
        write(canvas, 280, 710, "7")

    [table] = read(first, second).tables
    assert [(cell.text, cell.page, *place_of(cell)) for cell in table.cells] == [
        ("（四）无法", 1, 1, 1, 2, 1), ("1.不掌握", 1, 1, 2, 1, 1), ("10", 1, 1, 3, 1, 1),
        ("2.没有现成", 1, 2, 2, 1, 1), ("", 1, 2, 3, 1, 1),
        ("", 2, 3, 1, 3, 1), ("信息", 2, 3, 2, 1, 1), ("3", 2, 3, 3, 1, 1),
        ("3.补正后不明确", 2, 4, 2, 1, 1), ("0", 2, 4, 3, 1, 1),
        ("4.其他", 2, 5, 2, 1, 1), ("7", 2, 5, 3, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page_number", ["3", "- 3 -", "— 5 —", "－4－", "第 3 页 共 5 页", "第3页/共5页", "3/5", "第三页"]
)
def test_a_page_number_does_not_cut_a_table_in_two(page_number: str) -> None:
    first = together(grid(XS, LOW, ROWS[:2]), text_at(280, 45, page_number))
    assert len(read(first, grid(XS, HIGH, ROWS[1:])).tables) == 1


@pytest.mark.parametrize(
    "second",
    [
        together(text_at(72, 800, "四、复议情况"), grid(XS, HIGH, ROWS[1:])),
        grid([x + 30 for x in XS], HIGH, ROWS[1:]),
        grid(XS[:-1], HIGH, [row[:-1] for row in ROWS[1:]]),
    ],
)
def test_tables_that_do_not_belong_together_are_not_joined(second: Draw) -> None:
    assert len(read(grid(XS, LOW, ROWS[:2]), second).tables) == 2


def test_a_number_alone_in_the_middle_of_the_page_is_no_page_number() -> None:
    ys = [y + 300 for y in LOW]
    report = read(together(grid(XS, ys, ROWS[:2]), text_at(280, 300, "3")), grid(XS, HIGH, ROWS[1:]))
    assert len(report.tables) == 2
    assert "3" in [text.text for text in report.texts]


def test_a_table_over_four_pages_counts_its_rows_on() -> None:
    pages = [grid(XS, HIGH, ROWS[1:]) for _ in range(4)]
    [table] = read(*pages).tables
    assert [number for number, _ in table.rows()] == list(range(1, 9))
    assert [cell.page for cell in table.cells if cell.column == 1] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_a_header_printed_again_on_the_next_page_stays_a_row_of_the_table() -> None:
    """What repeats is for the forms to tell; here nothing printed is lost."""
    [table] = read(
        together(grid(XS, LOW, ROWS[:2]), numbered(1)), together(grid(XS, HIGH, [ROWS[0], ROWS[2]]), numbered(2))
    ).tables
    assert texts_of(table) == [ROWS[0], ROWS[1], ROWS[0], ROWS[2]]
