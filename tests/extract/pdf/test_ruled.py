"""Tables that producers rule in their ways, and what is no table."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from extract.read.pdf import read_pdf
from tests.extract.pdf.drawn import (
    FONT,
    HEIGHT,
    ROWS,
    WIDTH,
    XS,
    YS,
    Draw,
    fill,
    grid,
    place_of,
    read,
    rule,
    text_at,
    texts_of,
    together,
)


def lines_per_cell(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    for left, right in itertools.pairwise(xs):
        for top, bottom in itertools.pairwise(ys):
            canvas.line(left, top, right, top)
            canvas.line(left, bottom, right, bottom)
            canvas.line(left, bottom, left, top)
            canvas.line(right, bottom, right, top)


def rectangle_per_cell(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    for left, right in itertools.pairwise(xs):
        for top, bottom in itertools.pairwise(ys):
            canvas.rect(left, bottom, right - left, top - bottom)


def thin_filled_rectangles(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """As Word does it, with a dot of its own where two rules meet."""
    for y in ys:
        for left, right in itertools.pairwise(xs):
            canvas.rect(left + 0.5, y, right - left - 0.5, 0.5, stroke=0, fill=1)
    for x in xs:
        for top, bottom in itertools.pairwise(ys):
            canvas.rect(x, bottom + 0.5, 0.5, top - bottom - 0.5, stroke=0, fill=1)
        for y in ys:
            canvas.rect(x, y, 0.5, 0.5, stroke=0, fill=1)


def filled_frames(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """As browsers do it: the border of a cell is the area between two rectangles."""
    for left, right in itertools.pairwise(xs):
        for top, bottom in itertools.pairwise(ys):
            path = canvas.beginPath()
            path.rect(left, bottom, right - left, top - bottom)
            path.rect(left + 1, bottom + 1, right - left - 2, top - bottom - 2)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def short_pieces(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    for y in ys:
        for step in range(int(xs[-1] - xs[0]) // 4):
            canvas.line(xs[0] + 4 * step, y, xs[0] + 4 * step + 2.5, y)
    for x in xs:
        for step in range(int(ys[0] - ys[-1]) // 4):
            canvas.line(x, ys[0] - 4 * step, x, ys[0] - 4 * step - 2.5)


def double_lines(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    for shift in (0, 2):
        rule(canvas, [x + shift for x in xs], [y + shift for y in ys])


def untrue_edges(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """Each row's edges a little off the row's above."""
    for row, (top, bottom) in enumerate(itertools.pairwise(ys)):
        shift = (0, 1.4, -0.9)[row % 3]
        rule(canvas, [x + shift for x in xs], [top, bottom])


def wide_short_strokes(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """A rule drawn as a stroke half a point long and as wide as the rule is long."""
    for y in ys:
        canvas.setLineWidth(xs[-1] - xs[0])
        middle = (xs[0] + xs[-1]) / 2
        canvas.line(middle, y - 0.25, middle, y + 0.25)
    for x in xs:
        canvas.setLineWidth(ys[0] - ys[-1])
        middle = (ys[0] + ys[-1]) / 2
        canvas.line(x - 0.25, middle, x + 0.25, middle)


def inside_form(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    canvas.beginForm("rules", upperx=WIDTH, uppery=HEIGHT)
    rule(canvas, [x / 2 for x in xs], [y / 2 for y in ys])
    canvas.endForm()
    canvas.saveState()
    canvas.scale(2, 2)
    canvas.doForm("rules")
    canvas.restoreState()


def scaled_space(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    canvas.saveState()
    canvas.scale(0.05, -0.05)
    canvas.setLineWidth(10)
    rule(canvas, [20 * x for x in xs], [-20 * y for y in ys])
    canvas.restoreState()


@pytest.mark.parametrize(
    "drawn",
    [
        rule, lines_per_cell, rectangle_per_cell, thin_filled_rectangles, filled_frames, short_pieces, double_lines,
        untrue_edges, wide_short_strokes, inside_form, scaled_space,
    ],
)  # fmt: skip
def test_no_way_of_drawing_rules_adds_or_loses_a_row_or_column(drawn: Callable) -> None:
    report = read(together(lambda canvas: drawn(canvas, XS, YS), lambda canvas: fill(canvas, XS, YS, ROWS)))
    [table] = report.tables
    assert texts_of(table) == ROWS
    assert {(cell.row_span, cell.column_span) for cell in table.cells} == {(1, 1)}
    assert report.texts == []


def test_every_cell_of_a_form_with_spans_has_its_place() -> None:
    rows = [
        ["（数量关系）", "", "申请人", "", "", "合计"],
        ["", "", "个人", "组织", "", ""],
        ["", "", "", "商业", "其他", ""],
        ["一、新收", "", "21", "0", "3", "24"],
        ["二、结果", "（一）公开", "20", "0", "3", "23"],
        ["", "（二）不予公开", "1", "0", "0", "1"],
    ]
    style = [
        ("FONT", (0, 0), (-1, -1), FONT, 9), ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("SPAN", (0, 0), (1, 2)), ("SPAN", (2, 0), (4, 0)), ("SPAN", (5, 0), (5, 2)), ("SPAN", (2, 1), (2, 2)),
        ("SPAN", (3, 1), (4, 1)), ("SPAN", (0, 3), (1, 3)), ("SPAN", (0, 4), (0, 5)),
        ("BACKGROUND", (0, 0), (-1, 2), colors.lightblue),
    ]  # fmt: skip
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=1).build([Table(rows, style=TableStyle(style))])
    [table] = read_pdf(out.getvalue(), "form.pdf").tables
    assert [(cell.text, *place_of(cell)) for cell in table.cells] == [
        ("（数量关系）", 1, 1, 3, 2), ("申请人", 1, 3, 1, 3), ("合计", 1, 6, 3, 1),
        ("个人", 2, 3, 2, 1), ("组织", 2, 4, 1, 2),
        ("商业", 3, 4, 1, 1), ("其他", 3, 5, 1, 1),
        ("一、新收", 4, 1, 1, 2), ("21", 4, 3, 1, 1), ("0", 4, 4, 1, 1), ("3", 4, 5, 1, 1), ("24", 4, 6, 1, 1),
        ("二、结果", 5, 1, 2, 1), ("（一）公开", 5, 2, 1, 1),
        ("20", 5, 3, 1, 1), ("0", 5, 4, 1, 1), ("3", 5, 5, 1, 1), ("23", 5, 6, 1, 1),
        ("（二）不予公开", 6, 2, 1, 1),
        ("1", 6, 3, 1, 1), ("0", 6, 4, 1, 1), ("0", 6, 5, 1, 1), ("1", 6, 6, 1, 1),
    ]  # fmt: skip


def test_open_sides_of_a_table_lose_no_cells() -> None:
    def draw(canvas: Canvas) -> None:
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        for x in XS[1:-1]:
            canvas.line(x, YS[0], x, YS[-1])
        fill(canvas, XS, YS, ROWS)

    [table] = read(draw).tables
    assert texts_of(table) == ROWS


def test_two_tables_with_text_between_stay_two() -> None:
    report = read(
        together(grid(XS, YS, ROWS), text_at(72, 610, "三、收到的申请"), grid(XS, [y - 120 for y in YS], ROWS))
    )
    assert [type(block).__name__ for block in report.blocks] == ["Table", "Text", "Table"]
    assert [table.number for table in report.tables] == [1, 2]


def test_edges_of_one_table_do_not_bend_those_of_the_next() -> None:
    """Columns of two tables a few points apart: each keeps its own."""
    other = [x + 3.5 for x in XS]
    report = read(together(grid(XS, YS, ROWS), grid(other, [y - 120 for y in YS], ROWS)))
    assert [texts_of(table) for table in report.tables] == [ROWS, ROWS]


# --- what is no table


@pytest.mark.parametrize(
    "drawn",
    [
        lambda canvas: canvas.rect(60, 630, 300, 90),
        lambda canvas: (canvas.rect(60, 630, 300, 90), canvas.rect(63, 633, 294, 84)),
        lambda canvas: (canvas.line(72, 676, 300, 676), canvas.line(72, 656, 300, 656)),
        lambda canvas: (canvas.line(72, 720, 500, 720), canvas.line(72, 630, 500, 630), canvas.line(60, 640, 60, 700)),
        lambda canvas: canvas.rect(60, 630, 300, 90, stroke=0, fill=0),
        lambda canvas: None,
    ],
)
def test_a_box_or_an_underline_never_makes_a_table_of_words(drawn: Draw) -> None:
    words = [["联系人", "张三", "李四", "王五"], ["职务", "甲", "乙", "丙"], ["单位", "一", "二", "三"]]
    report = read(together(drawn, lambda canvas: fill(canvas, XS, YS, words)))
    assert report.tables == []
    assert [text.text for text in report.texts] == [" ".join(row) for row in words]


def test_an_underline_inside_a_cell_divides_nothing() -> None:
    underlined = together(grid(XS, YS, ROWS), lambda canvas: canvas.line(XS[1] + 5.4, 664, XS[2] - 5.4, 664))
    [table] = read(underlined).tables
    assert texts_of(table) == ROWS


def test_gridlines_of_a_chart_are_not_a_table_of_blanks() -> None:
    report = read(together(lambda canvas: rule(canvas, XS, YS), text_at(72, 600, "图 1")))
    assert [text.text for text in report.texts] == ["图 1"]
    assert report.tables == []
