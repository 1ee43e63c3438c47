"""The marks of a PDF page → those that can be seen, and those that cannot.

Enters: the characters in the page's own space, and the Drawing with what is painted, in the order it is painted.
Leaves: two lists of marks. A character is not print where it has the colour of what lies under it, is wholly
transparent, is covered by an area or a picture painted later, or lies outside what its text is cut to. What cannot
be told for sure counts as seen. Of a number that is cut through, what is left is no number.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right

import pypdfium2
import pypdfium2.raw as pdfium

from extract.bounds import check
from extract.read.pdf_drawing import Area, Box, Colour, Drawing
from extract.read.pdf_glyphs import UNREADABLE, Mark, cut_numbers

WHITE: Colour = (255, 255, 255)
SAME_COLOUR = 8  # of 255: nobody sees less
OPAQUE = 250  # of 255
LAST = float("inf")
SLACK = 0.3  # points: how far ink may stand out of what covers it
MAX_COMPARED = 20_000_000
INK = 0.1, 0.6  # the part of a character's width left bare at either side, and the height of a digit (em)


def parted(marks: list[Mark], drawing: Drawing, page) -> tuple[list[Mark], list[Mark]]:
    """The marks that are seen and those that are not."""
    outside = _outside(marks, drawing)
    hidden = set(outside)
    if drawing.areas or _alike(drawing):
        finder = _Finder(marks)
        hidden |= _covered(finder, drawing, page) | _pale(finder, drawing)
    if not hidden:
        return marks, []
    cut = cut_numbers(marks, outside)
    marks = [mark._replace(char=mark.char + UNREADABLE) if index in cut else mark for index, mark in enumerate(marks)]
    return (
        [mark for index, mark in enumerate(marks) if index not in hidden],
        [mark for index, mark in enumerate(marks) if index in hidden],
    )


class _Finder:
    """Finds the marks at the height of an area."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.order = sorted(range(len(marks)), key=lambda index: marks[index].y)
        self.heights = [marks[index].y for index in self.order]
        self.em = max([mark.em for mark in marks], default=0.0)
        # The ink of a character set level begins at its baseline, that of any other may lie anywhere around its origin.
        self.reach = SLACK if all([mark.turn == 0 for mark in marks]) else self.em
        self.compared = 0

    def strip(self, box: Box, reach: float) -> slice:
        """Which of `order` are as high as an area, or higher or lower by no more than `reach`."""
        found = slice(bisect_left(self.heights, box[1] - reach), bisect_right(self.heights, box[3] + reach))
        self.compared += max(found.stop - found.start, 0)
        check("characters compared with areas", self.compared, MAX_COMPARED)
        return found


def _outside(marks: list[Mark], drawing: Drawing) -> set[int]:
    """Characters that lie outside what their text is cut to."""
    if not drawing.clips:
        return set()
    return {
        index
        for index, mark in enumerate(marks)
        if mark.source in drawing.clips and not _share(drawing.clips[mark.source], _ink(mark))
    }


def _covered(finder: _Finder, drawing: Drawing, page) -> set[int]:
    orders = [paint.order if (paint := drawing.painted.get(mark.source)) else LAST for mark in finder.marks]
    by_height = [(orders[index], finder.marks[index].x, index) for index in finder.order]
    covered: set[int] = set()
    for area in drawing.areas:
        if not (area.solid or area.picture):
            continue
        left, right, order = area.box[0] - finder.em, area.box[2] + finder.em, area.order
        near = [
            index
            for painted, x, index in by_height[finder.strip(area.box, finder.reach)]
            if painted < order and left < x < right
        ]
        under = {index for index in near if _holds(area.box, _ink(finder.marks[index]))}
        if under - covered:
            seen = area.seen()
            if seen.solid or (seen.picture and _picture_is_opaque(seen, page)):
                covered |= {index for index in under if _holds(seen.box, _ink(finder.marks[index]))}
    return covered


def _pale(finder: _Finder, drawing: Drawing) -> set[int]:
    """Characters painted in the colour of what lies under them, or with no colour at all."""
    alike = _alike(drawing)
    if not alike:
        return set()
    paints = {
        index: paint
        for index, mark in enumerate(finder.marks)
        if (paint := drawing.painted.get(mark.source)) is not None and paint.colour in alike
    }
    if not paints:
        return set()
    under: dict[int, Colour | None] = dict.fromkeys(paints, WHITE)
    for area in drawing.areas:
        near = [
            index
            for index in finder.order[finder.strip(area.box, finder.em)]
            if index in paints and area.order < paints[index].order
        ]
        if near:
            area = area.seen()
            for index in near:
                ink = _ink(finder.marks[index])
                if _meets(area.box, ink):
                    under[index] = area.colour if area.solid and _holds(area.box, ink) else None
    return {index for index, paint in paints.items() if paint.colour is None or _same(paint.colour, under[index])}


def _alike(drawing: Drawing) -> set[Colour | None]:
    """The colours of texts that some ground has too; None, no colour at all, is among them."""
    grounds = {area.colour for area in drawing.areas if area.colour is not None and area.solid} | {WHITE}
    colours = {paint.colour for paint in drawing.painted.values()}
    return {colour for colour in colours if colour is None or any(_same(colour, ground) for ground in grounds)}


def _share(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _meets(box: Box, ink: Box) -> bool:
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _same(one: Colour, other: Colour | None) -> bool:
    return other is not None and all(abs(a - b) < SAME_COLOUR for a, b in zip(one, other, strict=True))


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
    return (
        outer[0] - SLACK <= inner[0]
        and outer[1] - SLACK <= inner[1]
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _picture_is_opaque(area: Area, page) -> bool:
    """Whether nothing is seen through a picture: a seal laid over a text lets it through."""
    raw = pdfium.FPDFImageObj_GetRenderedBitmap(
        page.pdf.raw, page.raw, ctypes.cast(area.picture, pdfium.FPDF_PAGEOBJECT)
    )
    if not raw:
        return False
    bitmap = pypdfium2.PdfBitmap.from_raw(raw)
    try:
        return bitmap.format != pdfium.FPDFBitmap_BGRA or min(bytes(bitmap.buffer)[3::4], default=0) >= OPAQUE
    finally:
        bitmap.close()
