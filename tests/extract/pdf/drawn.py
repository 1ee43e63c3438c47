"""PDFs drawn here, each as some producer draws it.

Enters: what stands on each page, as functions that draw on a reportlab canvas. Leaves: the PDF's bytes, or the Report
they are read as.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.read.pdf import read_pdf
from extract.report import Cell, Report
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


def numbered(number: int, header: str = "") -> Draw:
    return together(text_at(290, 40, f"- {number} -"), text_at(200, 815, header))


def texts_of(table: ReportTable) -> list[list[str]]:
    return [[cell.text for cell in cells if cell.row == row] for row, cells in table.rows()]


def place_of(cell: Cell) -> tuple[int, int, int, int]:
    return cell.row, cell.column, cell.row_span, cell.column_span


XS = [72.0, 172, 222, 272, 322]
YS = [700.0, 680, 660, 640]
ROWS = [["项目", "甲", "乙", "丙"], ["一", "7730.28", "12", "0"], ["二", "-", "3", "1,204"]]


# A cell that spans x 172 to 322 and y 640 to 700, and the page around it.
BOX = [[72.0, 172, 322], [700.0, 640, 620]]


def in_a_cell(*draws: Draw) -> str:
    """The text of a cell that spans x 172 to 322 and y 640 to 700."""
    [table] = read(together(grid(*BOX, [["", ""], ["左", "右"]]), *draws)).tables
    return table.cells[1].text


def told(*draws: Draw) -> tuple[str, list[tuple]]:
    """The text of the cell of in_a_cell, and every problem with its place and what is printed there."""
    report = read(together(grid(*BOX, [["", ""], ["左", "右"]]), *draws))
    problems = [(each.kind, each.page, each.table, each.row, each.column, each.printed) for each in report.problems]
    return report.tables[0].cells[1].text, problems
