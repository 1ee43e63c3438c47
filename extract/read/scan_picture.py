"""The picture of a page → a Sheet: grey, on white paper, straight, at a size the other steps know.

Enters: pixels (grey or colour, any size) and, where the picture is of a page of known width, that width in points.
Leaves: Sheet. A picture of unknown size is taken for a page of A4. Everything is measured in points of that page, so
that what finds the grids of a PDF finds those of a scan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import cv2
import numpy as np

from extract.bounds import MAX_PIXELS, check
from extract.read.scan_streaks import without_streaks
from extract.report import PIXELS

A4_SHORT, A4_LONG = 595.0, 842.0  # points
LEAST, BEST, MOST = 2.7, 2.8, 3.6  # pixels for a point to work at; 2.8 is a scan of 200 dpi
WHITE = 255
MOST_TILT = 3.0  # degrees
COARSE, FINE = 0.1, 0.02  # degrees
WORTHWHILE = 0.01  # degrees
PROFILE_SCALE = 1.4  # pixels for a point when the tilt is measured
DARK = 0.15  # of the full range: what counts as printed when the tilt is measured
BACKGROUND = 14.0  # points: wider than any stroke, narrower than a shaded cell
SOFT = 2.0  # pixels of a quarter of the size: shaded cells have sharp edges

Region = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`grey` is 0 (black) to 255 (paper); `scale` is pixels for a point, `fineness` how many the source has.

    `back` maps its pixels to those of the source, or to its points where `unit` says so. `streaks` is a mask of where
    the scanner left streaks, now covered.
    """

    grey: np.ndarray
    scale: float
    fineness: float
    back: np.ndarray
    streaks: np.ndarray | None = None
    unit: str = PIXELS

    @property
    def width(self) -> float:
        return self.grey.shape[1] / self.scale

    @property
    def height(self) -> float:
        return self.grey.shape[0] / self.scale

    def region(self, left: float, top: float, right: float, bottom: float) -> Region:
        """A box of the sheet's pixels as the box of the source that holds it, in `unit`."""
        corners = np.array([[x, y, 1.0] for x in (left, right) for y in (top, bottom)])
        places = corners @ self.back.T
        (x1, y1), (x2, y2) = places.min(axis=0), places.max(axis=0)
        return round(x1), round(y1), round(x2), round(y2)


def sheet_of(pixels: np.ndarray, width: float | None = None, fineness: float = inf) -> Sheet:
    """Make a sheet. `width` is the page's width in points where it is known; `fineness` how many pixels for a point the
    picture had before it was enlarged to these."""
    rows, columns = pixels.shape[:2]
    check("pixels of a page", rows * columns, MAX_PIXELS)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    scale = columns / (width or (A4_SHORT if rows >= columns else A4_LONG))
    factor = 1.0 if LEAST <= scale <= MOST else BEST / scale
    check("pixels of a page", rows * columns * factor**2, MAX_PIXELS)
    if factor != 1.0:
        grey = cv2.resize(grey, None, fx=factor, fy=factor,
                          interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)  # fmt: skip
    grey, streaks = without_streaks(_on_white(grey, scale * factor), scale * factor)
    turn = _straightening(grey, scale * factor)
    back = cv2.invertAffineTransform(turn) / factor
    streaks = None if streaks is None else _turned(streaks, turn, 0)
    return Sheet(_turned(grey, turn, WHITE), scale * factor, min(scale, fineness), back, streaks)


def turned_sheet_of(pixels: np.ndarray, turn: int, width: float | None, fineness: float) -> Sheet:
    """The sheet of a page that lies on its side or its head, set upright by quarter turns against the clock."""
    rows, columns = pixels.shape[:2]
    if width is not None and turn % 2:
        width = width * rows / columns
    sheet = sheet_of(np.ascontiguousarray(np.rot90(pixels, turn)), width, fineness)
    to_source = {
        1: [[0, -1, columns], [1, 0, 0]],
        2: [[-1, 0, columns], [0, -1, rows]],
        3: [[0, 1, 0], [-1, 0, rows]],
    }[turn]
    return replace(sheet, back=np.array(to_source, float) @ np.vstack([sheet.back, [0, 0, 1]]))


def _on_white(grey: np.ndarray, scale: float) -> np.ndarray:
    """Paper and shaded areas become white: each pixel is seen against what is left if all strokes are filled."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(BACKGROUND * scale / 4)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), SOFT)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 1), scale=WHITE)


def _straightening(grey: np.ndarray, scale: float) -> np.ndarray:
    """The matrix of the turn that makes the lines of the picture level."""
    tilt = _tilt(grey, scale)
    height, width = grey.shape
    return np.eye(2, 3) if abs(tilt) < WORTHWHILE else cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)


def _turned(grey: np.ndarray, turn: np.ndarray, border: int) -> np.ndarray:
    if np.array_equal(turn, np.eye(2, 3)):
        return grey
    return cv2.warpAffine(grey, turn, grey.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=border)


def _tilt(grey: np.ndarray, scale: float) -> float:
    """By how many degrees lines fall to the right: the angle at which the printed pixels fall into fewest rows."""
    factor = min(PROFILE_SCALE / scale, 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < WHITE * (1 - DARK))
    if not len(xs):
        return 0.0
    ink = (WHITE - small[ys, xs]).astype(np.float64)
    xs = xs - small.shape[1] / 2

    def sharpness(angle: float) -> float:
        rows = ys - xs * np.tan(np.radians(angle))
        rows -= rows.min()
        low = rows.astype(np.int64)
        part = rows - low
        profile = np.bincount(low, ink * (1 - part)) + np.append(0, np.bincount(low, ink * part))[: low.max() + 1]
        return float(np.sum(np.diff(profile) ** 2))

    best = max(np.arange(-MOST_TILT, MOST_TILT + COARSE / 2, COARSE), key=sharpness)
    return float(max(np.arange(best - COARSE, best + COARSE + FINE / 2, FINE), key=sharpness))
