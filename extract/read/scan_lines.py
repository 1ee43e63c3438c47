"""The ink in a box of a Sheet → the pieces of text in it, each a picture of one line.

Enters: a Sheet, its Ruling, a box in pixels.
Leaves: Pieces from top to bottom and left to right. Ink is taken as it is found, never guessed: dirt smaller than a
full stop and splinters of rules along the box's edge are no ink; everything else is a piece somebody has to read.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extract.read.pdf_glyphs import BLANK
from extract.read.scan_picture import WHITE, Sheet
from extract.read.scan_rules import Ruling

PAD = 1.0  # points: along the edge of a cell stands its rule
SPECK = 1.1  # points: noise
FAINT_SPECK = 3.0  # points: the same where all is faint
DIRT = 0.18  # em: ink that stands apart and is no larger is nothing printed
FAINT_DIRT = 0.4  # em: the same where all is faint
SIGN = 0.25, 0.8  # of the height of a number: between these stands its sign
FLAT = 1.3  # times its height: a minus is wider
SPLINTER = 1.3  # points: as thin as what is left of a rule
ONE_LINE = 1.15  # em: two bits of ink this close belong to one line (二, ：)
TWO_LINES = 1.75  # em: higher than any line
LEADING = 1.3  # em
TYPE_SIZES = 4.0, 24.0  # points
SMALLEST = 8.0  # points: where all text is digits, which are lower than their type
MOST = 0.6
BAR = 0.25  # em: a line no higher than this is a dash
BAR_WIDTH = 3.0  # times its height
SHORT_BAR = 0.75  # em: a hyphen; a dash is longer
STROKE = 0.22  # em: the widest a lone stroke is in any row of pixels
STRAIGHT = 0.06  # em: how far its middle strays from a straight line
TALL = 0.55  # em
FADED = 0.2  # em: more than the soft edge of ink

Pixels = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink that stands together in one line: its box in pixels, and the type size around it, in pixels.

    `runs` are the [left, right) of what stands apart in it, `tall` counts those as high as a digit; `lean` is how far a lone straight stroke goes
    to the right on its way up, of its height, and 0 for anything else. `rows` is [top, bottom) of its ink, however faint.
    """

    box: Pixels
    rows: tuple[int, int]
    em: float
    runs: tuple[tuple[int, int], ...]
    tall: int
    lean: float

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def faded(self) -> bool:
        """Whether some of its height is faint: half of a 2 is a 9."""
        return self.rows[1] - self.rows[0] - self.height > FADED * self.em

    @property
    def dash(self) -> str:
        """What a lone level bar is, '' if this is none: by its shape, because no reader tells — from 一."""
        if self.height > BAR * self.em or self.width < BAR_WIDTH * self.height:
            return ""
        return "-" if self.width < SHORT_BAR * self.em else "—" * max(1, round(self.width / self.em))


@dataclass(slots=True)
class InkBox:
    """The ink of one box: its mask, where the mask begins, its level bands; `faint` if there is only faint ink.

    `marks` are boxes of faint marks that are too small to be taken for ink; one of them may be a worn minus. `firm`
    is the mask without what is faint: by it a character's size and what stands apart are told.
    """

    mask: np.ndarray
    firm: np.ndarray
    left: int
    top: int
    bands: list[tuple[int, int]]
    faint: bool
    marks: list[Pixels]


def ink_in(sheet: Sheet, ruling: Ruling, box: tuple[float, float, float, float]) -> InkBox:
    """The ink inside a box given in points."""
    scale, pad = sheet.scale, PAD * sheet.scale
    height, width = sheet.grey.shape
    left, top = max(round(box[0] * scale + pad), 0), max(round(box[1] * scale + pad), 0)
    right, bottom = min(round(box[2] * scale - pad), width), min(round(box[3] * scale - pad), height)
    inside = slice(top, max(bottom, top)), slice(left, max(right, left))
    firm = _printed(ruling.ink[inside], ruling.pale[inside], scale)
    mask = firm | _printed(ruling.pale[inside], ruling.faint[inside], scale, FAINT_SPECK)
    marks = _printed(ruling.pale[inside], ruling.faint[inside], scale) & ~mask
    return InkBox(mask, firm, left, top, _runs(mask.any(axis=1)), not firm.any(), _boxes(marks, left, top))


def _boxes(marks: np.ndarray, left: int, top: int) -> list[Pixels]:
    """The box of each mark on the sheet."""
    if not marks.any():
        return []
    _, _, boxes, _ = cv2.connectedComponentsWithStats(marks.astype(np.uint8), connectivity=8)
    return [(int(left + x), int(top + y), int(left + x + w), int(top + y + h)) for x, y, w, h, _ in boxes[1:]]


def may_be_signed(box: InkBox, piece: Piece) -> bool:
    """Whether a faint mark stands where the minus of a number does."""
    first, last = (piece.box[1] + part * piece.height for part in SIGN)
    return any(
        right - left >= FLAT * (bottom - top)
        and 0 <= piece.box[0] - right <= BLANK * piece.em
        and first <= (top + bottom) / 2 <= last
        for left, top, right, bottom in box.marks
    )


def _printed(ink: np.ndarray, around: np.ndarray, scale: float, speck: float = SPECK) -> np.ndarray:
    """What is `around` ink with the ink, without specks, and without thin splinters that touch the edge."""
    if not ink.any():
        return ink > 0
    height, width = ink.shape
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(around), connectivity=8)
    kept = np.zeros(count, bool)
    for number in np.unique(labels[ink > 0]):
        x, y, wide, high, _ = boxes[number]
        at_edge = x == 0 or y == 0 or x + wide == width or y + high == height
        thin = min(wide, high) <= SPLINTER * scale
        kept[number] = max(wide, high) > speck * scale and not (at_edge and thin)
    return kept[labels]


def _runs(filled: np.ndarray) -> list[tuple[int, int]]:
    """Where a row of booleans is true: [start, end) pairs."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def type_size(boxes: list[InkBox], scale: float) -> float:
    """The type size, in pixels, of most of the text in these boxes: the height of most of it, as long as it is wide."""
    sizes = []
    for box in boxes:
        for start, end in _runs(box.firm.any(axis=1)):
            if TYPE_SIZES[0] <= (end - start) / scale <= TYPE_SIZES[1]:
                columns = np.flatnonzero(box.firm[start:end].any(axis=0))
                sizes.append((end - start, int(columns[-1] - columns[0]) + 1))
    sizes.sort()
    left = MOST * sum(width for _, width in sizes)
    for size, width in sizes:
        left -= width
        if left <= 0:
            return max(size, SMALLEST * scale)
    return SMALLEST * scale


def lines_in(box: InkBox, em: float) -> list[list[Piece]]:
    """The lines of a box, each as its pieces; empty where nothing is printed."""
    least = (FAINT_DIRT if box.faint else DIRT) * em
    found = (_pieces(box, top, bottom, em) for top, bottom in _lines(box, em))
    lines = ([piece for piece in line if max(piece.width, piece.height) > least] for line in found)
    return [line for line in lines if line]


def _lines(box: InkBox, em: float) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in box.bands:
        if merged and end - merged[-1][0] <= ONE_LINE * em:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    lines = []
    for start, end in merged:
        parts = round((end - start) / (LEADING * em)) if end - start > TWO_LINES * em else 1
        rows = box.mask[start:end].sum(axis=1)
        cuts = [0]
        for part in range(1, parts):
            middle = round((end - start) * part / parts)
            reach = max(1, round(0.3 * em))
            low = max(middle - reach, 1)
            cuts.append(low + int(np.argmin(rows[low : middle + reach])))
        lines += [(start + one, start + two) for one, two in zip(cuts, [*cuts[1:], end - start], strict=True)]
    return lines


def _pieces(box: InkBox, top: int, bottom: int, em: float) -> list[Piece]:
    """A line cut where a blank is seen."""
    mask, firm = box.mask[top:bottom], box.firm[top:bottom]
    groups: list[list[tuple[int, int]]] = []
    for start, end in _runs(mask.any(axis=0)):
        if groups and start - groups[-1][-1][1] <= BLANK * em:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    pieces = []
    for runs in groups:
        left, right = runs[0][0], runs[-1][1]
        own = firm[:, left:right] if firm[:, left:right].any() else mask[:, left:right]
        filled = np.flatnonzero(own.any(axis=1))
        first, last = int(filled[0]), int(filled[-1]) + 1
        parts = _runs(own.any(axis=0))
        tall = sum(_height(own[:, start:end]) > 0.7 * (last - first) for start, end in parts)
        edges = (box.left + left, box.top + top + first, box.left + right, box.top + top + last)
        faint = np.flatnonzero(mask[:, left:right].any(axis=1))
        rows = box.top + top + int(faint[0]), box.top + top + int(faint[-1]) + 1
        runs = tuple((edges[0] + start, edges[0] + end) for start, end in parts)
        pieces.append(Piece(edges, rows, em, runs, tall, _lean(_trimmed(own[first:last]), em)))
    return pieces


def _trimmed(mask: np.ndarray) -> np.ndarray:
    columns = np.flatnonzero(mask.any(axis=0))
    return mask[:, columns[0] : columns[-1] + 1]


def _lean(mask: np.ndarray, em: float) -> float:
    """How far one straight stroke leans to the right, of its height; 0 for any other ink."""
    height = len(mask)
    filled = mask.any(axis=1)
    if height < TALL * em or not filled.all():
        return 0.0
    first, last = mask.argmax(axis=1), mask.shape[1] - mask[:, ::-1].argmax(axis=1)
    if (last - first).max() > STROKE * em:
        return 0.0
    rows = np.arange(height)
    middle = (first + last) / 2
    slope, start = np.polyfit(rows, middle, 1)
    return -float(slope) if np.abs(middle - slope * rows - start).max() <= STRAIGHT * em else 0.0


def _height(mask: np.ndarray) -> int:
    rows = np.flatnonzero(mask.any(axis=1))
    return int(rows[-1] - rows[0]) + 1 if len(rows) else 0


def picture_of(sheet: Sheet, ruling: Ruling, piece: Piece, height: float, margin: float) -> np.ndarray:
    """A piece on white paper, with `margin` pixels beside it, at least `height` pixels high."""
    (left, _, right, _), (top, bottom) = piece.box, piece.rows
    wing = round(margin)
    above = max(wing, round((height - bottom + top) / 2))
    canvas = np.full((bottom - top + 2 * above, right - left + 2 * wing), WHITE, np.uint8)
    blur = 2  # pixels: the soft edge of the ink belongs to it
    x1, y1 = max(left - blur, 0), max(top - blur, 0)
    cut = sheet.grey[y1 : bottom + blur, x1 : right + blur]
    cut = np.where(ruling.rules[y1 : bottom + blur, x1 : right + blur] > 0, np.uint8(WHITE), cut)
    y, x = above - (top - y1), wing - (left - x1)
    y0, x0 = max(-y, 0), max(-x, 0)
    y, x = max(y, 0), max(x, 0)
    cut = cut[y0 : y0 + canvas.shape[0] - y, x0 : x0 + canvas.shape[1] - x]
    canvas[y : y + cut.shape[0], x : x + cut.shape[1]] = cut
    return canvas
