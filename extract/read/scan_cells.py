"""The boxes of a page's grids and its lines outside them → their text, with how sure it is.

Enters: a Sheet, its Ruling, Grids without text, the boxes of lines outside them.
Leaves: the grids' boxes filled (text and Ocr), a Reading for each line. Every box is read by itself, so that nothing of
its neighbours gets into it. What holds digits, is short or unsure is read a second time from a picture made in another
way; where the readings differ both are kept. Ink that nobody could read is UNREADABLE, never a blank. Faint ink, type of
few pixels, a streak of the scanner, a faint mark where a minus stands, a digit that looks like another (scan_digits), or
more characters in the ink than in the text leave no confidence in it; where many numbers are unsure, none is sure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extract.bounds import check
from extract.read.pdf_glyphs import UNREADABLE
from extract.read.pdf_grid import Box, Grid
from extract.read.scan_digits import doubtful
from extract.read.scan_lines import Piece, ink_in, lines_in, may_be_signed, picture_of, type_size
from extract.read.scan_picture import Sheet
from extract.read.scan_rules import Ruling
from extract.read.scan_text import Recognised, recognise
from extract.report import Ocr

HIGH = 1.4  # em: a lone 0 in a lower picture is read as O
MARGINS = 0.12, 0.2  # em: beside the text, in the first and in the second reading
BLUR = 0.9  # pixels: in the second reading
SHORT = 4  # characters: a text this short may stand for a number, if it is not words
LOW = "-.,"  # lower than a digit
SLASH = "/"  # told by its shape, because to the recogniser it looks like 1
SLANTED, SURELY_SLANTED = 0.2, 0.33  # an italic 1 leans by less than 0.3; between these only the second reading is /
COARSE = 15.0  # pixels of the source: in type this small minus signs and points are lost unseen
SURE = 0.9  # what is less sure is read again
UNSURE, POOR = 0.6, 0.2  # where more of the numbers are as unsure, none is sure
ORDINAL = re.compile(r"\d{1,2}[.．、]\s?(?=[^\W\d])")  # before words it is no part of a number

RULE = 2.5  # points: along the edge of a cell stands its rule

MAX_PIECES = 4_000

Quad = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is printed in a box: '' where there is no ink."""

    text: str
    ocr: Ocr | None = None

    @property
    def agreed(self) -> str:
        """The text without the numbers on which two readings differ."""
        if self.ocr is None or self.ocr.second is None:
            return self.text
        one, other = re.split(r"(\d+)", self.text), re.split(r"(\d+)", self.ocr.second)
        for place in range(1, len(one), 2):
            if len(one) != len(other) or one[place] != other[place]:
                one[place] = UNREADABLE
        return "".join(one)


def fill(sheet: Sheet, ruling: Ruling, grids: list[Grid]) -> None:
    """Read every box of the grids."""
    boxes = [(grid, box) for grid in grids for box in grid.boxes]
    readings = read_boxes(sheet, ruling, [_edges(grid, box) for grid, box in boxes])
    for (_, box), reading in zip(boxes, readings, strict=True):
        box.text, box.ocr = reading.text, reading.ocr


def _edges(grid: Grid, box: Box) -> Quad:
    return grid.xs[box.left], grid.ys[box.top], grid.xs[box.right], grid.ys[box.bottom]


def read_boxes(sheet: Sheet, ruling: Ruling, boxes: list[Quad]) -> list[Reading]:
    """Read boxes given in points; each line of a box is a line of its text."""
    inks = [ink_in(sheet, ruling, box) for box in boxes]
    em = type_size(inks, sheet.scale)
    coarse = em * sheet.fineness / sheet.scale < COARSE
    lines = [lines_in(ink, em) for ink in inks]
    pieces = _pieces(lines)
    check("pieces of text on a page", len(pieces), MAX_PIECES)
    first = _read(sheet, ruling, pieces, second=False)
    again = {number for number, own in enumerate(lines) if own and _reads_again(own, first)}
    second = _read(sheet, ruling, _pieces(lines[number] for number in sorted(again)), second=True)
    doubted = doubtful(sheet, ruling, {piece: read.text for piece, read in first.items()})
    readings = []
    for number, own in enumerate(lines):
        streaked = _is_streaked(sheet, boxes[number])
        if not own:
            readings.append(_under_streak(sheet, boxes[number]) if streaked else Reading(""))
            continue
        text, sure, other = _reading(own, first, second if number in again else None)
        reading = Reading(text, Ocr(sure, sheet.region(*_around(own)), other, sheet.unit))
        odd = not doubted.isdisjoint(piece for line in own for piece in line)
        odd = odd or (_has_digits(text) and any(may_be_signed(inks[number], line[0]) for line in own))
        if inks[number].faint or coarse or streaked or odd:
            reading = _doubted(reading)
        readings.append(reading)
    clean = [reading for reading, box in zip(readings, boxes, strict=True) if not _is_streaked(sheet, box)]
    return [_doubted(reading) for reading in readings] if _is_poor(clean) else readings


def _is_poor(readings: list[Reading]) -> bool:
    """Whether so many numbers are unsure that whole strokes may be gone elsewhere: of a 4 there is left a 1."""
    sure = [reading.ocr.confidence >= UNSURE for reading in readings if reading.ocr and _has_digits(reading.text)]
    return sure.count(False) > POOR * len(sure)


def _doubted(reading: Reading) -> Reading:
    return reading if reading.ocr is None else Reading(reading.text, replace(reading.ocr, confidence=0.0))


def _has_digits(text: str) -> bool:
    return any(char.isdecimal() for char in text)


def _is_streaked(sheet: Sheet, box: Quad) -> bool:
    """Whether a streak of the scanner runs through a box, not only along its rules."""
    if sheet.streaks is None:
        return False
    left, top, right, bottom = (round(edge * sheet.scale) for edge in box)
    edge = round(RULE * sheet.scale)
    return bool(sheet.streaks[max(top + edge, 0) : bottom - edge, max(left + edge, 0) : right - edge].any())


def _under_streak(sheet: Sheet, box: Quad) -> Reading:
    """A streak may cover a lone stroke: what shows nothing else is no blank."""
    region = sheet.region(*(edge * sheet.scale for edge in box))
    return Reading(UNREADABLE, Ocr(0.0, region, unit=sheet.unit))


def _reading(
    lines: list[list[Piece]],
    first: dict[Piece, Recognised],
    second: dict[Piece, Recognised] | None,
) -> tuple[str, float, str | None]:
    """The text, how sure it is, and the other reading where it differs."""
    text = _text(lines, first)
    other = text if second is None else _text(lines, second)
    pieces = [piece for line in lines for piece in line]
    sure = min(first[piece].confidence for piece in pieces)
    if second is not None:
        sure = min(sure, *(second[piece].confidence for piece in pieces))
    if any(piece.faded or _has_lost_one(piece, first[piece].text) for piece in pieces):
        sure = 0.0
    return text, round(sure, 3), None if other == text else other


def _has_lost_one(piece: Piece, text: str) -> bool:
    """Whether a number shows more separate characters than were read: two like ones may be read as one."""
    printed = [char for char in text if not char.isspace()]
    tall = sum(char not in LOW for char in printed)
    return not piece.dash and text.isascii() and (piece.tall > tall or len(piece.runs) > len(printed))


def _reads_again(lines: list[list[Piece]], first: dict[Piece, Recognised]) -> bool:
    text = _text(lines, first)
    unsure = any(first[piece].confidence < SURE for line in lines for piece in line)
    short = len(text) <= SHORT and not (len(text) > 1 and text.isalpha() and not text.isascii())
    return short or unsure or _has_digits(ORDINAL.sub("", text, count=1))


def _pieces(lines: Iterable[list[list[Piece]]]) -> list[Piece]:
    return [piece for own in lines for line in own for piece in line]


def _read(sheet: Sheet, ruling: Ruling, pieces: list[Piece], *, second: bool) -> dict[Piece, Recognised]:
    slanted = SLANTED if second else SURELY_SLANTED
    shapes = {piece: piece.dash or (SLASH if piece.lean > slanted else "") for piece in pieces}
    found = {piece: Recognised(shape, 1.0) for piece, shape in shapes.items() if shape}
    rest = [piece for piece in pieces if piece not in found]
    found.update(zip(rest, recognise([_picture(sheet, ruling, piece, second) for piece in rest]), strict=True))
    return found


def _picture(sheet: Sheet, ruling: Ruling, piece: Piece, second: bool) -> np.ndarray:
    picture = picture_of(sheet, ruling, piece, HIGH * piece.em, MARGINS[second] * piece.em)
    return cv2.GaussianBlur(picture, (0, 0), BLUR) if second else picture


def _text(lines: list[list[Piece]], read: dict[Piece, Recognised]) -> str:
    return "\n".join(" ".join(read[piece].text or UNREADABLE for piece in line) for line in lines)


def _around(lines: list[list[Piece]]) -> tuple[int, int, int, int]:
    boxes = [piece.box for piece in itertools.chain.from_iterable(lines)]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
