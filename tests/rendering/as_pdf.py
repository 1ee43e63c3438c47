"""Grids → a PDF with drawn tables that go on over page breaks.

Enters: title, the sentence that names the period, grids, a font, a page height. Leaves: the bytes of a PDF, the same
for the same input. The header is neither torn nor repeated; a merged cell that a break tears keeps its text in its largest
part, or has its lines on both sides where that part is too small. The default font is one of Adobe's CID fonts, which a PDF names without holding it; for a PDF that people
read, register a TrueType font with reportlab and pass its name.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.rendering.layout import Grid, Printed

CID_FONT = "STSong-Light"
A4 = (595.0, 842.0)

_MARGIN = 62.0
_PAD = 3.0
_TITLE, _BODY, _TABLE = 18.0, 12.0, 9.0  # type sizes
_LEADING = 1.35
_WIDEST = 14 * _TABLE  # what a column of labels may ask for; longer texts are wrapped
_NARROW = 4 * _TABLE  # the same for merged parents and headers over numbers
_TOKEN = re.compile(r"[\d.,+\-０-９．，＋－]+|.", re.DOTALL)


def as_pdf(title: str, period: str, grids: list[Grid], font: str = CID_FONT, page_height: float = A4[1]) -> bytes:
    """`page_height` in points: a low page puts breaks into every table."""
    if font == CID_FONT:
        pdfmetrics.registerFont(UnicodeCIDFont(CID_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4[0], page_height), invariant=1, pageCompression=1)
    canvas.setTitle(title.replace("\n", ""))
    page = _Pages(canvas, font, page_height)
    for line in title.split("\n"):
        page.write(line, _TITLE, centred=True)
    page.write("　　" + period, _BODY)
    for grid in grids:
        if grid.heading:
            page.write("　　" + grid.heading, _BODY)
        page.draw(grid)
    page.end()
    canvas.save()
    return buffer.getvalue()


Part = tuple[int, int]  # first and last row of a table on one page


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell's rectangle on a page, from its top left corner; `y` counts up from the foot of the page."""

    x: float
    y: float
    width: float
    height: float


class _Pages:
    """Writes from the top of a page down, and goes on at the top of the next."""

    def __init__(self, canvas: Canvas, font: str, height: float) -> None:
        self._canvas, self._font, self._height = canvas, font, height
        self._width = A4[0] - 2 * _MARGIN
        self._y = height - _MARGIN
        self._number = 1

    def end(self) -> None:
        self._canvas.setFont(self._font, _TABLE)
        self._canvas.drawCentredString(A4[0] / 2, _MARGIN / 2, f"- {self._number} -")
        self._canvas.showPage()

    def _turn(self) -> None:
        self.end()
        self._number += 1
        self._y = self._height - _MARGIN

    def _room(self) -> float:
        return self._y - _MARGIN

    def write(self, text: str, size: float, centred: bool = False) -> None:
        for line in _wrap(text, self._font, size, self._width):
            if self._room() < size * _LEADING:
                self._turn()
            self._y -= size * _LEADING
            self._canvas.setFont(self._font, size)
            if centred:
                self._canvas.drawCentredString(A4[0] / 2, self._y, line)
            else:
                self._canvas.drawString(_MARGIN, self._y, line)
        self._y -= size / 2

    def draw(self, grid: Grid) -> None:
        size = _size(grid, self._font, self._width)
        widths = _widths(grid, self._font, size, self._width)
        heights = _heights(grid, self._font, size, widths)
        parts = _parts(heights, _whole_header(grid), self._room(), self._height - 2 * _MARGIN)
        if parts[0][1] == 0:  # not one row has room below the heading
            self._turn()
            parts.pop(0)
        for number, (first, last) in enumerate(parts):
            if number:
                self._turn()
            self._draw_part(grid, size, (first, last), parts, widths, heights)
        self._y -= _BODY

    def _draw_part(
        self, grid: Grid, size: float, part: Part, parts: list[Part], widths: list[float], heights: list[float]
    ) -> None:
        first, last = part
        tops = {row: self._y - sum(heights[first - 1 : row - 1]) for row in range(first, last + 2)}
        for cell in grid.cells:
            top, foot = max(cell.row, first), min(cell.row + cell.row_span - 1, last)
            if top > foot:
                continue
            x = _MARGIN + sum(widths[: cell.column - 1])
            width = sum(widths[cell.column - 1 : cell.column - 1 + cell.column_span])
            box = _Box(x, tops[foot + 1], width, tops[top] - tops[foot + 1])
            self._canvas.rect(box.x, box.y, box.width, box.height)
            lines = _wrap(cell.text, self._font, size, width - 2 * _PAD)
            self._fill(_lines_in_part(cell, lines, size, part, parts, heights), size, box)
        self._y = tops[last + 1]

    def _fill(self, lines: list[str], size: float, box: _Box) -> None:
        step = size * _LEADING
        y = box.y + box.height / 2 + len(lines) * step / 2 - size
        self._canvas.setFont(self._font, size)
        for line in lines:
            self._canvas.drawCentredString(box.x + box.width / 2, y, line)
            y -= step


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`; a number is not broken."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _TOKEN.findall(paragraph):
            if line and pdfmetrics.stringWidth(line + token, font, size) > width:
                lines.append(line)
                line = ""
            line += token
        lines.append(line)
    return lines


def _size(grid: Grid, font: str, width: float) -> float:
    """The type size of a table: smaller than usual where its numbers would not stand beside one another."""
    numbers = [0.0] * grid.width
    for cell in grid.cells:
        if cell.key and cell.column_span == 1:
            natural = max(pdfmetrics.stringWidth(line, font, _TABLE) for line in cell.text.split("\n"))
            numbers[cell.column - 1] = max(numbers[cell.column - 1], natural)
    room = width - 2 * _PAD * grid.width
    labels = sum(4 * _TABLE for natural in numbers if not natural)
    return _TABLE * min(1.0, room / (sum(numbers) + labels))


def _widths(grid: Grid, font: str, size: float, width: float) -> list[float]:
    """Column widths that fill the page: what the cells of one column ask for, and never less than the longest number."""
    least = [2 * size] * grid.width
    asked = list(least)
    numbers = {cell.column for cell in grid.cells if cell.key}
    for cell in grid.cells:
        if cell.column_span > 1:
            continue
        natural = max(pdfmetrics.stringWidth(line, font, size) for line in cell.text.split("\n")) + 2 * _PAD
        narrow = cell.row_span > 1 or cell.column in numbers
        wanted = natural if cell.key else min(natural, _NARROW if narrow else _WIDEST)
        asked[cell.column - 1] = max(asked[cell.column - 1], wanted)
        if cell.key:
            least[cell.column - 1] = max(least[cell.column - 1], natural)
    spare = (width - sum(least)) / max(sum(asked) - sum(least), 1.0)
    if sum(asked) < width:
        return [each * width / sum(asked) for each in asked]
    return [low + (high - low) * spare for low, high in zip(least, asked, strict=True)]


def _heights(grid: Grid, font: str, size: float, widths: list[float]) -> list[float]:
    """Row heights: single rows first, then the last row of a merged cell grows where its text needs it."""
    heights = [size * _LEADING + 2 * _PAD] * grid.height
    for cell in sorted(grid.cells, key=lambda cell: cell.row_span):
        width = sum(widths[cell.column - 1 : cell.column - 1 + cell.column_span]) - 2 * _PAD
        needed = len(_wrap(cell.text, font, size, width)) * size * _LEADING + 2 * _PAD
        last = cell.row + cell.row_span - 1
        heights[last - 1] += max(needed - sum(heights[cell.row - 1 : last]), 0.0)
    return heights


def _whole_header(grid: Grid) -> int:
    """How many rows at the top stay together: those that merged header cells hold together."""
    numbers = min((cell.row for cell in grid.cells if cell.key), default=1)
    return max(
        (cell.row + cell.row_span - 1 for cell in grid.cells if cell.row < numbers and cell.row_span > 1), default=1
    )


def _parts(heights: list[float], header: int, room: float, page: float) -> list[Part]:
    """First and last row of each part; the first part is empty where the header has no room on this page."""
    parts, first, used, space = [], 1, sum(heights[:header]), room
    if used > space:
        parts.append((1, 0))
        space = page
    for row, height in enumerate(heights[header:], start=header + 1):
        if used + height > space and row > first:
            parts.append((first, row - 1))
            first, used, space = row, 0.0, page
        used += height
    return [*parts, (first, len(heights))]


def _lines_in_part(
    cell: Printed, lines: list[str], size: float, part: Part, parts: list[Part], heights: list[float]
) -> list[str]:
    """The lines of a cell that stand in one part of the table."""
    rooms = [_room_for_lines(cell, size, each, heights) for each in parts]
    here = parts.index(part)
    if max(rooms) >= len(lines):
        return lines if here == rooms.index(max(rooms)) else []
    before = sum(rooms[:here])
    return lines[before : before + rooms[here]]


def _room_for_lines(cell: Printed, size: float, part: Part, heights: list[float]) -> int:
    top, foot = max(cell.row, part[0]), min(cell.row + cell.row_span - 1, part[1])
    shown = sum(heights[top - 1 : foot]) if top <= foot else 0.0
    return max(int((shown - 2 * _PAD + 0.01) / (size * _LEADING)), 0)
