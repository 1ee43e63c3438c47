"""Characters in a cell, and the order they are read in."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from extract.read.pdf import read_pdf
from tests.extract.pdf.drawn import (
    FONT,
    HEIGHT,
    ROWS,
    VERTICAL,
    WIDTH,
    XS,
    YS,
    Draw,
    fill,
    grid,
    in_a_cell,
    pdf,
    read,
    rule,
    text_at,
    texts_of,
    together,
    write,
)


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


HEADS = ["信息内容", "本年制发件数", "本年废止件数"]
TURNED: dict[str, Draw] = {
    "a character a line": lambda c: [
        write(c, x, 688 - 11 * n, char)
        for x, head in zip((110, 190, 240), HEADS, strict=True)
        for n, char in enumerate(head)
    ],
    "a font for vertical writing": lambda c: [
        write(c, x, 695, head, font=VERTICAL.fontName) for x, head in zip((115, 195, 245), HEADS, strict=True)
    ],
    "a quarter turn": lambda c: [turned(c, x, head) for x, head in zip((115, 195, 245), HEADS, strict=True)],
}


def turned(canvas: Canvas, x: float, text: str) -> None:
    canvas.saveState()
    canvas.translate(x, 605)
    canvas.rotate(90)
    write(canvas, 0, 0, text)
    canvas.restoreState()


@pytest.mark.parametrize("how", TURNED)
def test_a_header_written_downwards_is_one_label_a_column(how: str) -> None:
    xs, rows = [72.0, 172, 222, 272], [["规章", "1", "2"], ["规范性文件", "4", "5"]]
    ruled = together(
        lambda canvas: rule(canvas, xs, [700, 600, 580, 560]), lambda canvas: fill(canvas, xs, [600, 580, 560], rows)
    )
    [table] = read(together(ruled, TURNED[how])).tables
    assert texts_of(table) == [HEADS, *rows]


def test_digits_one_below_the_other_are_never_one_number() -> None:
    assert in_a_cell(text_at(200, 672, "1"), text_at(200, 660, "2")) == "1\n2"
