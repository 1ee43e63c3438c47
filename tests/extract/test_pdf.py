"""PDFs drawn here, each as some producer draws it, and what must not happen when they are read."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

import extract.read.pdf as pdf_module
from extract.bounds import BoundExceeded
from extract.read.pdf import read_pdf
from extract.report import Cell, Image, Report, Text
from extract.report import Table as ReportTable

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
VERTICAL = UnicodeCIDFont(FONT, isVertical=True)
VERTICAL.name = VERTICAL.fontName = "STSong-Vertical"
pdfmetrics.registerFont(VERTICAL)

Draw = Callable[[Canvas], None]
WIDTH, HEIGHT = A4
PARAGRAPH = "本年度机关依法公开信息，全面回应社会关切，持续提高公开质量。"


def pdf(
    *pages: Draw, size: tuple[float, float] = A4, title: str = "", encrypt: StandardEncryption | None = None
) -> bytes:
    """A PDF of these pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=0, invariant=1, encrypt=encrypt)
    canvas.setTitle(title)
    for page in pages:
        canvas.setFont(FONT, 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(*pages: Draw, size: tuple[float, float] = A4) -> Report:
    return read_pdf(pdf(*pages, size=size), "test.pdf")


def write(canvas: Canvas, x: float, y: float, text: str, size: float = 10, font: str = FONT) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def centred(canvas: Canvas, y: float, text: str, size: float = 10) -> None:
    canvas.setFont(FONT, size)
    canvas.drawCentredString(WIDTH / 2, y, text)


def fill(canvas: Canvas, xs: list[float], ys: list[float], rows: list[list[str]]) -> None:
    """Write texts into the cells between these edges; ys run downwards."""
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            write(canvas, xs[column] + 6, ys[row + 1] + 6, text)


def rule(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])


def grid(xs: list[float], ys: list[float], rows: list[list[str]]) -> Draw:
    def draw(canvas: Canvas) -> None:
        rule(canvas, xs, ys)
        fill(canvas, xs, ys, rows)

    return draw


def together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def text_at(x: float, y: float, text: str, size: float = 10) -> Draw:
    return lambda canvas: write(canvas, x, y, text, size)


def picture(x: float, y: float, width: float, height: float) -> Draw:
    from PIL import Image as Pixels

    pixels = ImageReader(Pixels.new("RGB", (8, 8), "grey"))
    return lambda canvas: canvas.drawImage(pixels, x, y, width, height)


def texts_of(table: ReportTable) -> list[list[str]]:
    return [[cell.text for cell in cells if cell.row == row] for row, cells in table.rows()]


def place_of(cell: Cell) -> tuple[int, int, int, int]:
    return cell.row, cell.column, cell.row_span, cell.column_span


XS = [72.0, 172, 222, 272, 322]
YS = [700.0, 680, 660, 640]
ROWS = [["项目", "甲", "乙", "丙"], ["一", "7730.28", "12", "0"], ["二", "-", "3", "1,204"]]


# --- how producers draw a table


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
def test_a_box_an_underline_or_columns_of_bare_text_never_become_a_table(drawn: Draw) -> None:
    report = read(together(drawn, lambda canvas: fill(canvas, XS, YS, ROWS)))
    assert report.tables == []
    assert [text.text for text in report.texts] == ["项目 甲 乙 丙", "一 7730.28 12 0", "二 - 3 1,204"]


def test_an_underline_inside_a_cell_divides_nothing() -> None:
    underlined = together(grid(XS, YS, ROWS), lambda canvas: canvas.line(XS[1] + 5.4, 664, XS[2] - 5.4, 664))
    [table] = read(underlined).tables
    assert texts_of(table) == ROWS


def test_gridlines_of_a_chart_are_not_a_table_of_blanks() -> None:
    report = read(together(lambda canvas: rule(canvas, XS, YS), text_at(72, 600, "图 1")))
    assert [text.text for text in report.texts] == ["图 1"]
    assert report.tables == []


# --- page breaks

LOW = [110.0, 90, 70]
HIGH = [780.0, 760, 740]


def numbered(number: int, header: str = "") -> Draw:
    return together(text_at(290, 40, f"- {number} -"), text_at(200, 815, header))


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


# --- characters

BOX = [[72.0, 172, 322], [700.0, 640, 620]]


def in_a_cell(*draws: Draw) -> str:
    """The text of a cell that spans x 172 to 322 and y 640 to 700."""
    [table] = read(together(grid(*BOX, [["", ""], ["左", "右"]]), *draws)).tables
    return table.cells[1].text


def test_a_full_stop_stays_in_its_number() -> None:
    assert in_a_cell(text_at(200, 660, "7730.28")) == "7730.28"


def test_characters_written_in_any_order_read_from_left_to_right() -> None:
    def draw(canvas: Canvas) -> None:
        for index in (3, 0, 5, 1, 6, 2, 4):
            write(canvas, 200 + 6 * index, 660, "7730.28"[index], font="Helvetica")

    assert in_a_cell(draw) == "7730.28"


def test_lines_of_a_cell_come_from_top_to_bottom() -> None:
    assert (
        in_a_cell(text_at(180, 650, "其他情形）"), text_at(180, 680, "（二）部分公开")) == "（二）部分公开\n其他情形）"
    )


def test_two_numbers_in_a_cell_are_never_glued() -> None:
    assert in_a_cell(text_at(200, 660, "10"), text_at(230, 660, "1")) == "10 1"


def test_numbers_one_below_the_other_are_never_glued() -> None:
    assert in_a_cell(*(text_at(200, 690 - 14 * n, str(n)) for n in range(4))) == "0\n1\n2\n3"


def test_a_superscript_is_no_digit_of_the_number() -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(212, 664.5, "1", size=6)) != "121"


def test_bold_drawn_twice_is_printed_once() -> None:
    assert in_a_cell(text_at(200, 660, "11"), text_at(200, 640 + 5, "0"), text_at(200.4, 660, "11")) == "11\n0"


def test_printed_spaces_are_kept_and_none_are_invented() -> None:
    def stretched(canvas: Canvas) -> None:
        text = canvas.beginText(180, 650)
        text.setFont(FONT, 10)
        text.setCharSpace(3)
        text.textOut("法律服务机构")
        canvas.drawText(text)

    assert in_a_cell(text_at(180, 680, "自 然 人"), stretched) == "自 然 人\n法律服务机构"


def test_a_dash_at_the_end_of_a_line_stays_a_dash() -> None:
    """pdfium turns a hyphen before a line break into a control character."""
    assert in_a_cell(text_at(200, 680, "word-"), text_at(200, 660, "other")) == "word-\nother"


def test_a_number_wider_than_its_cell_is_not_split_between_two_cells() -> None:
    xs = [72.0, 172, 196, 220, 320]
    report = read(
        together(lambda canvas: rule(canvas, xs, [700, 680]), text_at(80, 686, "费"), text_at(166, 686, "7730.28"))
    )
    assert [cell.text for cell in report.tables[0].cells] == ["费", "7730.28", "", ""]


def test_numbers_of_neighbouring_narrow_cells_stay_apart() -> None:
    texts = ["行", "12", "34", "56"]

    def draw(canvas: Canvas) -> None:
        rule(canvas, [72, 172, 184, 196, 208], [700, 680])
        for x, text in zip((80, 173, 185, 197), texts, strict=True):
            write(canvas, x, 686, text)

    report = read(draw)
    assert [cell.text for cell in report.tables[0].cells] == texts
    assert report.problems == ()


def test_two_numbers_wider_than_their_cells_are_not_made_one() -> None:
    def draw(canvas: Canvas) -> None:
        rule(canvas, [72, 172, 196, 220], [700, 680])
        for x, text in ((80, "行"), (166, "523.80"), (197, "709.88")):
            write(canvas, x, 686, text)

    assert [cell.text for cell in read(draw).tables[0].cells] == ["行", "523.80", "709.88"]


def test_a_number_written_digit_by_digit_across_a_rule_is_told() -> None:
    def draw(canvas: Canvas) -> None:
        rule(canvas, [72, 172, 196, 220], [700, 680])
        for place, char in enumerate("7730"):
            write(canvas, 187 + pdfmetrics.stringWidth("7730"[:place], FONT, 10), 686, char)

    assert [(problem.kind, problem.printed) for problem in read(draw).problems] == [("glued_cells", "7730")]


def test_a_number_filled_into_a_form_field_is_not_a_blank() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="decisions", value="550", x=180, y=645, width=80, height=20, borderWidth=0)

    assert in_a_cell(draw) == "550"


@pytest.mark.parametrize("turn", [90, -90])
def test_rotated_text_in_a_cell_reads_in_order(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(250, 645 if turn == 90 else 695)
        canvas.rotate(turn)
        write(canvas, 0, 0, "本年度")
        write(canvas, 0, -14, "结果2")
        canvas.restoreState()

    assert in_a_cell(draw) == "本年度\n结果2"


def test_vertical_writing_reads_from_top_to_bottom_and_right_to_left() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 260, 698, "三、本年", font=VERTICAL.fontName)
        write(canvas, 240, 698, "度结果", font=VERTICAL.fontName)

    assert in_a_cell(draw).replace("\n", "") == "三、本年度结果"


def test_characters_placed_one_below_the_other_are_one_word() -> None:
    assert in_a_cell(*(text_at(200, 688 - 11 * n, char) for n, char in enumerate("三、本年"))) == "三、本年"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_turned_in_the_file_reads_as_it_is_seen(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
        canvas.rotate(rotation)
        text_at(72, 500, "表")(canvas)
        grid(XS, [y - 300 for y in YS], ROWS)(canvas)

    report = read(draw)
    assert [type(block).__name__ for block in report.blocks] == ["Text", "Table"]
    assert texts_of(report.tables[0]) == ROWS


def test_a_table_turned_on_an_upright_page_reads_as_it_is_meant() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        grid(XS, [y - 300 for y in YS], ROWS)(canvas)

    assert texts_of(read(draw).tables[0]) == ROWS


def test_a_landscape_page_keeps_its_places() -> None:
    [table] = read(grid(XS, [y - 250 for y in YS], ROWS), size=landscape(A4)).tables
    assert texts_of(table) == ROWS


def test_a_watermark_askew_gets_into_no_cell() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(100, 640)
        canvas.rotate(30)
        write(canvas, 0, 0, "内部 2023", size=30)
        canvas.restoreState()

    report = read(together(grid(XS, YS, ROWS), draw))
    assert texts_of(report.tables[0]) == ROWS
    assert [text.text for text in report.texts] == ["内部 2023"]


def test_text_beyond_the_edge_of_the_page_is_not_print() -> None:
    report = read(together(text_at(72, 700, "一"), text_at(WIDTH + 50, 700, "550"), text_at(72, -40, "551")))
    assert [text.text for text in report.texts] == ["一"]


def test_a_character_without_unicode_is_shown_and_told_never_dropped() -> None:
    """A font that tells glyph numbers only: what they print cannot be known from the file."""
    data = pdf(text_at(72, 700, "713")).replace(b"UniGB-UCS2-H", b"Identity-H").replace(b"GB1", b"Identity")
    report = read_pdf(data, "unmapped.pdf")
    assert [text.text for text in report.texts] == ["\ufffd" * 3]
    assert [(problem.kind, problem.page) for problem in report.problems] == [("unreadable_text", 1)]


# --- what is in the file but not in print


def told(*draws: Draw) -> tuple[str, list[tuple]]:
    """The text of the cell of in_a_cell, and every problem with its place and what is printed there."""
    report = read(together(grid(*BOX, [["", ""], ["左", "右"]]), *draws))
    problems = [(each.kind, each.page, each.table, each.row, each.column, each.printed) for each in report.problems]
    return report.tables[0].cells[1].text, problems


def painted(grey: float, *draws: Draw, alpha: float = 1) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(grey, alpha)
        for one in draws:
            one(canvas)
        canvas.restoreState()

    return draw


def area(x: float, y: float, width: float, height: float) -> Draw:
    return lambda canvas: canvas.rect(x, y, width, height, stroke=0, fill=1)


def thick_white_line(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeGray(1)
    canvas.setLineWidth(14)
    canvas.line(198, 664, 206, 664)
    canvas.restoreState()


FIVE, TWELVE = text_at(200, 660, "5"), text_at(205, 660, "12")
HIDDEN = ("12", [("covered_text", 1, 1, 1, 2, "12")])


@pytest.mark.parametrize(
    "draws",
    [
        [painted(1, FIVE), TWELVE],
        [painted(0, FIVE, alpha=0), TWELVE],
        [painted(1, area(180, 645, 90, 40), FIVE), TWELVE],
        [painted(0.5, area(199, 658, 7, 10), FIVE), TWELVE],
        [FIVE, painted(1, area(196, 656, 20, 14)), TWELVE],
        [FIVE, thick_white_line, TWELVE],
        [FIVE, picture(198, 656, 7, 14), TWELVE],
    ],
)
def test_a_digit_nobody_sees_never_joins_the_number_beside_it(draws: list[Draw]) -> None:
    assert told(*draws) == HIDDEN


@pytest.mark.parametrize(
    "draws",
    [
        [painted(0.2, area(180, 645, 90, 40)), painted(1, FIVE, TWELVE)],
        [painted(1, area(180, 645, 90, 40)), FIVE, TWELVE],
        [FIVE, TWELVE, painted(1, area(180, 645, 90, 40), alpha=0.3)],
        [FIVE, TWELVE, lambda canvas: framed(canvas, 1)],
        [FIVE, TWELVE, lambda canvas: seal(canvas)],
        [FIVE, TWELVE, lambda canvas: clipped(canvas)],
        [picture(180, 645, 90, 40), painted(1, FIVE, TWELVE)],
    ],
)
def test_print_that_is_seen_is_never_taken_for_hidden(draws: list[Draw]) -> None:
    assert told(*draws) == ("512", [])


def framed(canvas: Canvas, grey: float) -> None:
    """A frame around the text, filled between two rectangles."""
    canvas.setFillGray(grey)
    path = canvas.beginPath()
    path.rect(190, 650, 60, 30)
    path.rect(194, 654, 52, 22)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def seal(canvas: Canvas) -> None:
    """A picture laid over the text that lets it through but for its rim."""
    from PIL import Image as Pixels

    pixels = Pixels.new("RGBA", (60, 40), (255, 0, 0, 0))
    for column in range(60):
        pixels.putpixel((column, 0), (255, 0, 0, 255))
    canvas.drawImage(ImageReader(pixels), 180, 645, 90, 40, mask="auto")


def clipped(canvas: Canvas) -> None:
    """A white page that shows only through a small window beside the text."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(280, 650, 20, 20)
    canvas.clipPath(path, stroke=0)
    canvas.setFillGray(1)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.restoreState()


def test_a_cell_of_white_text_is_blank_and_told() -> None:
    assert told(painted(1, TWELVE)) == ("", [("covered_text", 1, 1, 1, 2, "")])


@pytest.mark.parametrize("drawn", [lambda c: c.line(199.5, 663.5, 205, 663.5), area(199.5, 663, 5.5, 0.5)])
def test_a_digit_struck_out_never_joins_the_number_beside_it(drawn: Draw) -> None:
    assert told(FIVE, drawn, TWELVE) == ("~~5~~12", [])


def test_a_number_struck_out_and_written_anew_is_not_one_number() -> None:
    assert told(text_at(200, 660, "57"), lambda c: c.line(200, 664, 210, 664), text_at(210, 660, "12"))[0] == "~~57~~12"


@pytest.mark.parametrize("y", [658.5, 658, 670])
def test_a_line_under_or_over_a_number_strikes_nothing(y: float) -> None:
    assert told(FIVE, TWELVE, lambda canvas: canvas.line(199, y, 216, y)) == ("512", [])


# --- numbers that do not keep to their cell

NARROW = [72.0, 172, 196, 220, 244]


def beside(*draws: Draw) -> tuple[list[str], list[tuple]]:
    """The texts of a row of one wide and three narrow cells, and what was told of it."""
    ys = [720.0, 700, 680]
    report = read(together(lambda canvas: rule(canvas, NARROW, ys), text_at(80, 706, "项"), *draws))
    problems = [(each.kind, each.page, each.table, each.row, each.column, each.printed) for each in report.problems]
    return texts_of(report.tables[0])[1], problems


def test_a_number_that_runs_over_into_an_empty_cell_stays_where_it_begins_and_is_told() -> None:
    assert beside(text_at(80, 686, "行"), text_at(187, 686, "1234")) == (
        ["行", "1234", "", ""], [("glued_cells", 1, 1, 2, 2, "1234")],
    )  # fmt: skip


def test_a_number_that_runs_out_of_the_last_column_never_leaves_the_table() -> None:
    assert beside(text_at(80, 686, "行"), text_at(235, 686, "1234")) == (
        ["行", "", "", "1234"], [("glued_cells", 1, 1, 2, 4, "1234")],
    )  # fmt: skip


def test_a_number_that_begins_over_a_label_is_not_made_part_of_it() -> None:
    assert beside(text_at(80, 686, "行"), text_at(166, 686, "1234")) == (
        ["行", "1234", "", ""], [("glued_cells", 1, 1, 2, 2, "1234")],
    )  # fmt: skip


def test_a_number_hardly_over_the_edge_of_its_cell_is_no_problem() -> None:
    assert beside(text_at(80, 686, "行"), text_at(174, 686, "12345")) == (["行", "12345", "", ""], [])


# --- digits that are not of the number


def spaced(gap: float, text: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(200, 660)
        line.setFont("Helvetica", 10)
        line.setCharSpace(gap)
        line.textOut(text)
        canvas.drawText(line)

    return draw


@pytest.mark.parametrize("gap", [4, 6, 7.5])
def test_two_digits_set_apart_without_a_space_are_never_one_number(gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 200, 660, "5", font="Helvetica")
        write(canvas, 205.6 + gap, 660, "6", font="Helvetica")

    assert in_a_cell(draw) == "5 6"


def test_a_number_spaced_out_evenly_stays_one_number() -> None:
    assert in_a_cell(spaced(5, "1234")) == "1234"
    assert in_a_cell(spaced(2, "12")) == "12"


@pytest.mark.parametrize(("raised", "size"), [(3, 6), (0.8, 5), (4.5, 6), (-2, 5)])
def test_a_small_raised_digit_is_a_footnote_mark_in_brackets(raised: float, size: float) -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(211, 660 + raised, "1", size=size)) == "12[1]"


def test_a_footnote_mark_before_the_number_is_no_digit_of_it() -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(196.5, 664, "1", size=6)) == "[1]12"


def test_digits_of_two_sizes_are_never_one_number() -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(210, 660, "9", size=5)) == "12 9"


@pytest.mark.parametrize("text", ["12①", "12²"])
def test_a_character_that_is_a_footnote_mark_stays_as_it_is(text: str) -> None:
    assert in_a_cell(text_at(200, 660, text)) == text


# --- text outside tables


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        size = 15
        centred(canvas, 780, "某区人民政府", 22)
        centred(canvas, 750, "2023年政府信息公开工作年度报告", 22)
        write(canvas, 72 + 2 * size, 700, PARAGRAPH[:28], size)
        write(canvas, 72, 672, "共受理申请" + PARAGRAPH[:24] + "2", size)
        write(canvas, 72, 644, "13件。", size)
        write(canvas, 72 + 2 * size, 616, "一、总体情况", size)

    report = read(draw)
    assert [text.text for text in report.texts] == [
        "某区人民政府2023年政府信息公开工作年度报告",
        PARAGRAPH[:28] + "共受理申请" + PARAGRAPH[:24] + "2\n13件。",
        "一、总体情况",
    ]
    assert [text.heading for text in report.texts] == [True, False, False]


def test_the_title_printed_on_the_page_comes_before_the_one_in_the_metadata() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, 780, "某区人民政府", 22)
        centred(canvas, 750, "2023年年度报告", 22)
        write(canvas, 72, 700, PARAGRAPH)

    report = read_pdf(pdf(draw, title="Word - 1.doc"), "title.pdf")
    assert report.titles == ("某区人民政府2023年年度报告", "Word - 1.doc")


def test_a_title_of_half_a_character_does_not_stop_the_reader() -> None:
    data = pdf(text_at(72, 700, "一"), title="TITLE").replace(b"(TITLE)", b"<FEFFD800>")
    assert read_pdf(data, "title.pdf").titles == ()


def test_text_of_one_size_has_no_heading() -> None:
    report = read(together(*(text_at(72, 700 - 20 * n, PARAGRAPH) for n in range(3))))
    assert not any(text.heading for text in report.texts)
    assert report.titles == ()


# --- pictures, and documents that cannot be read


def test_a_picture_where_a_table_should_be_is_told() -> None:
    report = read(
        together(
            text_at(72, 700, "二、表"), picture(72, 400, 400, 200), text_at(72, 300, "三、表"), picture(72, 200, 40, 40)
        )
    )
    assert [type(block).__name__ for block in report.blocks] == ["Text", "Image", "Text"]
    assert report.blocks[1] == Image("page 1, picture 1", 1)


def test_a_picture_cut_in_strips_is_one_picture() -> None:
    strips = [picture(72, 400 + 20 * n, 400, 20) for n in range(10)]
    assert len([block for block in read(*[together(*strips, text_at(72, 700, "表"))]).blocks]) == 2


def test_a_background_picture_is_no_table() -> None:
    lines = [text_at(72, 700 - 20 * n, PARAGRAPH) for n in range(3)]
    report = read(together(picture(0, 0, WIDTH, HEIGHT), *lines))
    assert all(isinstance(block, Text) for block in report.blocks)
    assert report.problems == ()


def test_a_scanned_page_is_a_problem_not_an_empty_report() -> None:
    report = read(text_at(72, 700, "一"), together(picture(0, 0, WIDTH, HEIGHT), text_at(280, 40, "- 2 -")))
    assert [(problem.kind, problem.page) for problem in report.problems] == [("page_without_text", 2)]


def test_an_invisible_ocr_layer_is_not_read_as_print() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont(FONT, 10)
        text.setTextRenderMode(3)
        text.textOut(PARAGRAPH)
        canvas.drawText(text)

    report = read(together(picture(0, 0, WIDTH, HEIGHT), draw))
    assert report.texts == []
    assert [problem.kind for problem in report.problems] == ["page_without_text"]


def test_a_blank_page_is_no_problem() -> None:
    report = read(lambda canvas: None)
    assert (report.blocks, report.problems) == ((), ())


def test_an_encrypted_document_is_a_problem_and_one_that_opens_is_read() -> None:
    locked = read_pdf(pdf(text_at(72, 700, "一"), encrypt=StandardEncryption("secret", "owner")), "locked.pdf")
    assert [problem.kind for problem in locked.problems] == ["unreadable_document"]
    opened = read_pdf(pdf(text_at(72, 700, "一"), encrypt=StandardEncryption("", "owner")), "opened.pdf")
    assert [text.text for text in opened.texts] == ["一"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.4\ngarbage\n%%EOF", b"not a pdf"])
def test_a_broken_document_is_a_problem_not_an_exception(data: bytes) -> None:
    report = read_pdf(data, "broken.pdf")
    assert [problem.kind for problem in report.problems] == ["unreadable_document"]
    assert report.size == len(data)


def test_a_document_cut_off_anywhere_is_a_report() -> None:
    whole = pdf(grid(XS, YS, ROWS), grid(XS, YS, ROWS))
    for part in range(0, len(whole), len(whole) // 40):
        assert isinstance(read_pdf(whole[:part], "cut.pdf"), Report)


def test_a_document_past_a_bound_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(grid(XS, YS, ROWS), grid(XS, YS, ROWS))
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 1)
    with pytest.raises(BoundExceeded, match="pages: 2"):
        read_pdf(data, "long.pdf")


def test_a_page_of_countless_rules_stops() -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(6000):
            canvas.line(20 + n % 60 * 9, 20 + n // 60 * 8, 24.4 + n % 60 * 9, 20 + n // 60 * 8)

    with pytest.raises(BoundExceeded, match="ruling lines"):
        read(draw)


def test_the_same_bytes_give_the_same_report() -> None:
    data = pdf(together(grid(XS, YS, ROWS), text_at(72, 610, PARAGRAPH)))
    assert read_pdf(data, "a.pdf") == read_pdf(data, "a.pdf")
    assert read_pdf(data, "a.pdf").media_type == "application/pdf"
