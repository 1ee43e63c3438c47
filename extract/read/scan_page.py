"""The picture of a page → a Page like that of a PDF: grids with their text, lines outside them.

Enters: pixels, the page's number, its width in points where it is known, the fineness of the picture (scan_picture).
Leaves: Page; its Ocr regions are in pixels of the picture, or in points of the page where its width is known.
"""

from __future__ import annotations

import dataclasses
from math import inf

import cv2
import numpy as np

from extract.read.pdf_grid import Grid, grids_of
from extract.read.pdf_page import Line, Page
from extract.read.scan_cells import Quad, fill, read_boxes
from extract.read.scan_picture import WHITE, Sheet, sheet_of, turned_sheet_of
from extract.read.scan_rules import Ruling, ruling_of
from extract.read.scan_text import detect
from extract.read.scan_turn import upright_turn
from extract.report import POINTS

TABLE_TYPE = 8.0  # points: the smallest type of tables that people scan
SHIFT = 15.0  # points: how far one page lies beside the next on the glass
ONE_SIZE = 0.2  # of a type size, which is only nearly known
FULL = 5.0  # ems: a line this long tells its type size by its width
DETECTED = 1.6  # pixels for a point: enough to find lines, too little to read them
BAND = 20.0  # points of paper around the text outside tables
INSIDE = 2.0  # points: the rules around a grid belong to it


def page_of(pixels: np.ndarray, number: int, width: float | None = None, fineness: float = inf) -> Page:
    """Read a page's picture, whichever way up it lies."""
    sheet = sheet_of(pixels, width, fineness)
    ruling = ruling_of(sheet)
    turn = upright_turn(sheet, ruling)
    if turn:
        sheet = turned_sheet_of(pixels, turn, width, fineness)
        ruling = ruling_of(sheet)
    if width is not None:
        sheet = dataclasses.replace(sheet, back=sheet.back * width / pixels.shape[1], unit=POINTS)
    page = Page(number, sheet.width, sheet.height, shift=SHIFT)
    grids = [grid for grid in grids_of(ruling.strokes, TABLE_TYPE) if not _is_frame(grid)]
    fill(sheet, ruling, grids)
    if turn is None:
        _doubt(grids)
    page.grids = grids
    page.lines = _lines(sheet, ruling, grids, number)
    return page


def _doubt(grids: list[Grid]) -> None:
    """Where no words say which way up the page lies, no number is sure."""
    for box in (box for grid in grids for box in grid.boxes if box.ocr is not None):
        box.ocr = dataclasses.replace(box.ocr, confidence=0.0)


def is_ruled(pixels: np.ndarray) -> bool:
    """True if there is a grid of two cells or more on a page's picture; no text is read."""
    grids = grids_of(ruling_of(sheet_of(pixels)).strokes, TABLE_TYPE)
    return not all(map(_is_frame, grids))


def _is_frame(grid: Grid) -> bool:
    return sum(box.enclosed for box in grid.boxes) < 2


def _lines(sheet: Sheet, ruling: Ruling, grids: list[Grid], number: int) -> list[Line]:
    """The lines outside the grids, from top to bottom."""
    boxes = _boxes_outside(sheet, grids)
    readings = read_boxes(sheet, ruling, boxes)
    lines = [
        (reading.agreed.replace("\n", " "), box) for reading, box in zip(readings, boxes, strict=True) if reading.text
    ]
    sizes = _type_sizes([(_type_size(text, box), len(text)) for text, box in lines])
    found = [
        Line(text, left, right, bottom, em, number)
        for (text, (left, _, right, bottom)), em in zip(lines, sizes, strict=True)
    ]
    return sorted(found, key=lambda line: (line.baseline, line.left))


def _type_size(text: str, box: Quad) -> float:
    """A line's type size: its width tells more than its height, which depends on its characters; it is about as high."""
    left, top, right, bottom = box
    ems = sum(0.5 if char.isascii() else 1.0 for char in text)
    return (right - left) / ems if ems >= FULL else bottom - top


def _type_sizes(lines: list[tuple[float, int]]) -> list[float]:
    """One type size for lines that nearly have it, from the size and length of each: that of the longest."""
    left = dict(enumerate(lines))
    sizes = [size for size, _ in lines]
    while left:
        usual = max(left.values(), key=lambda line: line[1])[0]
        near = [number for number, (size, _) in left.items() if abs(size - usual) <= ONE_SIZE * usual]
        for number in near:
            sizes[number] = usual
            del left[number]
    return sizes


def _boxes_outside(sheet: Sheet, grids: list[Grid]) -> list[Quad]:
    """Where lines stand outside the grids, in points; each band of paper between tables is looked at by itself."""
    paper = sheet.grey.copy()
    for grid in grids:
        left, right, top, bottom = (
            max(round(edge * sheet.scale), 0)
            for edge in (grid.xs[0] - INSIDE, grid.xs[-1] + INSIDE, grid.ys[0] - INSIDE, grid.ys[-1] + INSIDE)
        )
        paper[top:bottom, left:right] = WHITE
    factor = min(DETECTED / sheet.scale, 1.0)
    small = cv2.resize(paper, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    scale = sheet.scale * factor
    boxes = []
    for top, bottom in _bands(small, scale):
        for left, upper, right, lower in detect(np.ascontiguousarray(small[top:bottom])):
            boxes.append((left / scale, (top + upper) / scale, right / scale, (top + lower) / scale))
    return boxes


def _bands(paper: np.ndarray, scale: float) -> list[tuple[int, int]]:
    """[top, bottom) of the stretches of paper that hold anything dark, with some paper around them."""
    dark = cv2.medianBlur(paper, 3) < WHITE / 2
    rows = np.flatnonzero(dark.any(axis=1))
    bands: list[tuple[int, int]] = []
    reach = round(BAND * scale)
    for row in rows:
        top, bottom = max(int(row) - reach, 0), min(int(row) + reach + 1, len(paper))
        if bands and top <= bands[-1][1]:
            bands[-1] = (bands[-1][0], bottom)
        else:
            bands.append((top, bottom))
    return bands
