"""A grey page on white → the same without the streaks of a dirty scanner, and where they were.

Enters: grey pixels as scanned, before they are set straight, pixels for a point.
Leaves: `without_streaks`: the picture, and a mask (255 where a streak was), or None where there is none.

A streak runs along the scanner, exactly level or upright, from one edge of the paper to the other; a ruling line ends
within the margins. A picture cut out along its table has lines to its edges in both directions, or many.
"""

from __future__ import annotations

import cv2
import numpy as np

WHITE = 255
THICKEST = 3.5  # points: the widest streak
DARK = 24  # of 255: what is darker than its surroundings
ALL_ALONG, IN_MARGINS = 0.75, 0.6  # of the length
MARGIN = 0.03  # of the length: where nothing is printed
MOST = 5  # streaks


def without_streaks(grey: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray | None]:
    """Streaks are covered with what is beside them, so that strokes across them stay."""
    upright = _streaks(grey, scale)
    level = _streaks(np.ascontiguousarray(grey.T), scale)
    if upright.any() == level.any() or _runs(upright) > MOST or _runs(level) > MOST:
        return grey, None
    mask = np.zeros(grey.shape, np.uint8)
    mask[:, upright] = WHITE
    mask[level] = WHITE
    reach = round(THICKEST * scale) * 2 + 1
    kernel = np.ones((1, reach) if upright.any() else (reach, 1), np.uint8)
    return np.where(mask > 0, cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel), grey), mask


def _streaks(grey: np.ndarray, scale: float) -> np.ndarray:
    """Which columns are part of a streak."""
    thick = max(3, round(THICKEST * scale)) | 1
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((1, thick), np.uint8))
    thin = cv2.dilate(cv2.compare(cv2.subtract(closed, grey), DARK, cv2.CMP_GT), np.ones((1, 3), np.uint8)) > 0
    margin = max(1, round(MARGIN * len(grey)))
    return (
        (thin.mean(axis=0) >= ALL_ALONG)
        & (thin[:margin].mean(axis=0) >= IN_MARGINS)
        & (thin[-margin:].mean(axis=0) >= IN_MARGINS)
    )


def _runs(columns: np.ndarray) -> int:
    return int(np.count_nonzero(np.diff(columns.astype(np.int8)) == 1)) + int(columns[:1].any())
