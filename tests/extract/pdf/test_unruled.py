"""Tables without all of their rules, and text that only looks like one."""

from __future__ import annotations

import itertools

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.extract.pdf.drawn import ROWS, XS, YS, Draw, fill, numbered, read, text_at, texts_of, together

FOUR = [700.0, 680, 660, 640, 620]
WITH_A_BLANK_ROW = [["项目", "甲", "乙", "丙"], ["一", "", "", ""], ["二", "3", "", "4"], ["三", "5", "6", "7"]]


def level(*heights: float, left: float = 60, right: float = 400) -> Draw:
    def draw(canvas: Canvas) -> None:
        for y in heights:
            canvas.line(left, y, right, y)

    return draw


def in_pieces(*heights: float) -> Draw:
    """As LibreOffice does it: a rule for each cell."""
    edges = list(itertools.pairwise([60.0, *XS[1:-1], 400]))
    return together(*(level(*heights, left=left, right=right) for left, right in edges))


def rows_of(*rows: list[str], ys: list[float] = YS) -> Draw:
    return lambda canvas: fill(canvas, XS, ys, list(rows))


@pytest.mark.parametrize("rules", [[], [700, 680, 640], YS])
def test_a_table_without_upright_rules_loses_no_column(rules: list[float]) -> None:
    report = read(
        together(text_at(72, 730, "二、主动公开"), rows_of(*ROWS), level(*rules), text_at(72, 600, "三、其他"))
    )
    assert [texts_of(table) for table in report.tables] == [ROWS]
    assert [text.text for text in report.texts] == ["二、主动公开", "三、其他"]


@pytest.mark.parametrize("rules", [level(*FOUR), in_pieces(*FOUR)])
@pytest.mark.parametrize("frame", [(), (60, 400)])
def test_a_blank_row_between_rules_stays_a_row_of_blanks(rules: Draw, frame: tuple[float, ...]) -> None:
    sides = [lambda canvas, x=x: canvas.line(x, 700, x, 620) for x in frame]
    [table] = read(together(rows_of(*WITH_A_BLANK_ROW, ys=FOUR), rules, *sides)).tables
    assert texts_of(table) == WITH_A_BLANK_ROW


def test_a_label_of_two_lines_between_rules_is_one_label() -> None:
    two = together(
        text_at(78, 672, "一、本年"), text_at(78, 662, "新收"), text_at(178, 667, "12"), text_at(228, 667, "3")
    )
    rest = [text_at(x, y, text) for x, y, text in ((78, 706, "项目"), (178, 706, "甲"), (228, 706, "乙"))]
    last = [text_at(x, y, text) for x, y, text in ((78, 646, "二"), (178, 646, "4"), (228, 646, "5"))]
    [table] = read(together(two, *rest, *last, level(720, 690, 658, 640))).tables
    assert texts_of(table) == [["项目", "甲", "乙"], ["一、本年\n新收", "12", "3"], ["二", "4", "5"]]


@pytest.mark.parametrize("rules", [[], [700, 680, 620]])
def test_where_nothing_tells_a_row_of_blanks_from_a_line_of_a_label_there_is_no_table(rules: list[float]) -> None:
    report = read(together(rows_of(*WITH_A_BLANK_ROW, ys=FOUR), level(*rules)))
    assert report.tables == []
    assert [text.text for text in report.texts] == ["项目 甲 乙 丙", "一", "二 3 4", "三 5 6 7"]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "甲", "", "丙"], ["一", "", "2", "1"], ["二", "3", "", "4"]],  # a column without a header
        [["一", "1", "2", "3"], ["二", "4", "5", "6"], ["三", "7", "8", "9"]],  # no header
        [["项目", "甲", "乙", "丙"], ["", "1", "2", "3"], ["", "4", "5", "6"]],  # no labels
        [["联系人", "张三", "", ""], ["电话", "李四", "", ""], ["邮编", "王五", "", ""]],  # no numbers
        [["项目", "甲", "乙", "丙"], ["一", "1", "2", "3"]],  # one row may be any two lines
    ],
)
def test_text_in_columns_that_is_no_table_for_certain_stays_text(rows: list[list[str]]) -> None:
    report = read(rows_of(*rows, ys=FOUR))
    assert report.tables == []
    assert [text.text for text in report.texts] == [" ".join(filter(None, row)) for row in rows]


def test_numbers_that_stand_too_near_to_be_told_apart_make_no_table() -> None:
    near = [[72.0, 172, 182, 192, 202], YS]
    rows = [["项目", "甲", "乙", "丙"], ["一", "10", "20", "30"], ["二", "40", "50", "60"]]
    assert read(lambda canvas: fill(canvas, *near, rows)).tables == []


def test_prose_with_wide_blanks_never_becomes_a_table() -> None:
    lines = [
        "（一）主动公开",
        "本年公开信息　　12条，解读　　3条",
        "回应关切　　4次，发布　　15条",
        "接待群众　　6人，答复　　7件",
    ]
    report = read(*[together(*(text_at(72, 700 - 16 * n, line) for n, line in enumerate(lines)))])
    assert report.tables == []


def test_a_contents_page_never_becomes_a_table() -> None:
    entries = [("目录", ""), ("一、总体情况", "1"), ("二、主动公开政府信息情况", "2"), ("三、其他", "4")]
    lines = [
        together(text_at(72, 700 - 20 * n, text), text_at(500, 700 - 20 * n, page))
        for n, (text, page) in enumerate(entries)
    ]
    assert read(together(*lines)).tables == []


def test_a_page_number_below_a_table_without_rules_is_no_row_of_it() -> None:
    report = read(together(lambda canvas: fill(canvas, XS, [130, 110, 90, 70], ROWS), numbered(3)))
    assert [texts_of(table) for table in report.tables] == [ROWS]
    assert [text.text for text in report.texts if text.text] == ["- 3 -"]
