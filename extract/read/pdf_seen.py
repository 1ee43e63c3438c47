"""The marks of a PDF page → those that can be seen, and those that cannot.

Enters: the characters in the page's own space, and the Drawing with what is painted, in the order it is painted.
Leaves: two lists of marks. A character is not print where it has the colour of what lies under it, is wholly
transparent, or is covered by an area or a picture painted later. What cannot be told for sure counts as seen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import pypdfium2
import pypdfium2.raw as pdfium

from extract.read.pdf_drawing import Area, Box, Colour, Drawing
from extract.read.pdf_glyphs import Mark

WHITE: Colour = (255, 255, 255)
SAME_COLOUR = 8  # of 255: nobody sees less
OPAQUE = 250  # of 255
INK = 0.1, 0.6  # the part of a character's width left bare at either side, and the height of a digit (em)


def parted(marks: list[Mark], drawing: Drawing, page) -> tuple[list[Mark], list[Mark]]:
    """The marks that are seen and those that are not."""
    hidden = _covered(marks, drawing, page) | _pale(marks, drawing)
    if not hidden:
        return marks, []
    return (
        [mark for index, mark in enumerate(marks) if index not in hidden],
        [mark for index, mark in enumerate(marks) if index in hidden],
    )


def _covered(marks: list[Mark], drawing: Drawing, page) -> set[int]:
    first = min((paint.order for paint in drawing.painted.values()), default=0)
    later = [area for area in drawing.areas if area.order > first and (area.solid or area.picture)]
    if not later:
        return set()
    by_height = sorted(range(len(marks)), key=lambda index: marks[index].y)
    heights = [marks[index].y for index in by_height]
    covered: set[int] = set()
    for area in later:
        _, bottom, _, top = area.box
        near = by_height[bisect_left(heights, bottom - 20) : bisect_right(heights, top + 20)]
        under = {
            index
            for index in near
            if (paint := drawing.painted.get(marks[index].source)) is not None
            and paint.order < area.order
            and _holds(area.box, _ink(marks[index]))
        }
        if under - covered and (area.solid or _picture_is_opaque(area, page)):
            covered |= under
    return covered


def _pale(marks: list[Mark], drawing: Drawing) -> set[int]:
    """Characters painted in the colour of what lies under them, or with no colour at all."""
    grounds = {WHITE} | {area.colour for area in drawing.areas if area.colour is not None and area.solid}
    suspects = {
        source: paint
        for source, paint in drawing.painted.items()
        if paint.colour is None or any(_same(paint.colour, ground) for ground in grounds)
    }
    pale = set()
    for index, mark in enumerate(marks):
        paint = suspects.get(mark.source)
        if paint is None:
            continue
        ground = _ground(_ink(mark), paint.order, drawing.areas) if paint.colour is not None else None
        if paint.colour is None or (ground is not None and _same(paint.colour, ground)):
            pale.add(index)
    return pale


def _ground(ink: Box, order: int, areas: list[Area]) -> Colour | None:
    """The colour a character was painted on; None where that is not sure."""
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    colour: Colour | None = WHITE
    for area in areas:
        if area.order >= order:
            break
        left, bottom, right, top = area.box
        if left <= x <= right and bottom <= y <= top:
            colour = area.colour if area.solid and _holds(area.box, ink) else None
    return colour


def _same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < SAME_COLOUR for a, b in zip(one, other, strict=True))


def _ink(mark: Mark) -> Box:
    """Where a character leaves ink, for sure."""
    bare, high = INK
    start, end, top = bare * mark.width, (1 - bare) * mark.width, high * mark.em
    if mark.turn == 1:
        return mark.x - top, mark.y + start, mark.x, mark.y + end
    if mark.turn == 2:
        return mark.x - end, mark.y - top, mark.x - start, mark.y
    if mark.turn == 3:
        return mark.x, mark.y - end, mark.x + top, mark.y - start
    return mark.x + start, mark.y, mark.x + end, mark.y + top


def _holds(outer: Box, inner: Box) -> bool:
    slack = 0.3  # points
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def _picture_is_opaque(area: Area, page) -> bool:
    """Whether nothing is seen through a picture: a seal laid over a text lets it through."""
    raw = pdfium.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, area.picture)
    if not raw:
        return False
    bitmap = pypdfium2.PdfBitmap.from_raw(raw)
    try:
        return bitmap.format != pdfium.FPDFBitmap_BGRA or min(bytes(bitmap.buffer)[3::4], default=0) >= OPAQUE
    finally:
        bitmap.close()
