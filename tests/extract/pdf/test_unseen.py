"""What is in the file but not in print."""

from __future__ import annotations

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.extract.pdf.drawn import HEIGHT, WIDTH, Draw, grid, picture, read, text_at, together, told


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


def shown_through(x: float, width: float, *draws: Draw) -> Draw:
    """A window as high as the page; nothing is seen outside it."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x, 0, width, HEIGHT)
        canvas.clipPath(path, stroke=0)
        for one in draws:
            one(canvas)
        canvas.restoreState()

    return draw


def in_a_form(width: float, *draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("cut", upperx=width, uppery=HEIGHT)
        for one in draws:
            one(canvas)
        canvas.endForm()
        canvas.doForm("cut")

    return draw


NUMBER = text_at(200, 660, "1234")


@pytest.mark.parametrize("drawn", [shown_through(180, 31, NUMBER), in_a_form(211, NUMBER)])
def test_what_a_window_leaves_of_a_number_is_no_number(drawn: Draw) -> None:
    text, problems = told(drawn)
    assert not text.isdigit()
    assert text.startswith("12")
    assert [kind for kind, *_ in problems] == ["covered_text"]


def test_a_number_that_no_window_shows_is_blank_and_told() -> None:
    assert told(shown_through(180, 10, NUMBER)) == ("", [("covered_text", 1, 1, 1, 2, "")])


def test_a_number_that_a_window_shows_whole_is_read() -> None:
    assert told(shown_through(150, 200, NUMBER)) == ("1234", [])


def test_what_the_edge_of_the_page_leaves_of_a_number_is_no_number() -> None:
    table = grid([400, 500, WIDTH + 20], [700, 680, 660], [["甲", "乙"], ["行", ""]])
    [found] = read(together(table, text_at(WIDTH - 12, 666, "1234"))).tables
    assert found.cells[-1].text[0] == "1"
    assert not found.cells[-1].text.isdigit()
