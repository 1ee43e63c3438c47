"""A Sheet → its ruling lines as strokes, and what is printed without them.

Enters: a Sheet.
Leaves: Ruling: strokes in points for the grid builder of PDFs, the mask of the rules, and the mask of all other ink.

A rule is thin, straight and longer than any stroke of a character. A stroke as long as that which meets no other rule
at one of its ends is a dash or an underline and stays ink.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extract.read.pdf_drawing import Stroke
from extract.read.scan_picture import WHITE, Sheet

THICKEST = 3.5  # points: the widest rule
SHORTEST = 11.0  # points: longer than a stroke of a character in a table
LONG = 60.0  # points: a rule this long needs no other at its ends
GAP = 1.6  # points: a break in a rule
TOUCH = 2.5  # points: how near a rule comes to the one it ends at
PIECE = 45.0  # points: a rule is followed in pieces, because paper is not flat
FAINT = 0.5  # of the darkness that parts ink from paper: a thin rule is never as dark as a character
NEVER_INK = 40  # of 255: paper and its noise


@dataclass(frozen=True, slots=True)
class Ruling:
    """Strokes in points; masks of the sheet's size, 255 where there is a rule, or ink that is none."""

    strokes: list[Stroke]
    rules: np.ndarray
    ink: np.ndarray


def ruling_of(sheet: Sheet) -> Ruling:
    """Find the ruling lines of a sheet."""
    dark = cv2.subtract(WHITE, sheet.grey)
    threshold, _ = cv2.threshold(dark[dark > NEVER_INK].reshape(-1, 1), 0, WHITE, cv2.THRESH_OTSU) if (
        dark > NEVER_INK
    ).any() else (NEVER_INK, None)
    threshold = max(min(threshold, WHITE / 2), NEVER_INK)
    level = _long_runs(dark, sheet.scale, threshold)
    upright = np.ascontiguousarray(_long_runs(np.ascontiguousarray(dark.T), sheet.scale, threshold).T)
    reach = max(1, round(TOUCH * sheet.scale)) * 2 + 1
    near = np.ones((reach, reach), np.uint8)
    for _ in range(2):
        level_near, upright_near = cv2.dilate(level, near), cv2.dilate(upright, near)
        level = _ending_at(level, upright_near, sheet.scale)
        upright = np.ascontiguousarray(_ending_at(upright.T, level_near.T, sheet.scale).T)
    strokes = _strokes(level, sheet.scale)
    strokes += [(x1, y1, x2, y2) for y1, x1, y2, x2 in _strokes(np.ascontiguousarray(upright.T), sheet.scale)]
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    ink = np.where((dark > threshold) & (rules == 0), np.uint8(WHITE), np.uint8(0))
    return Ruling(strokes, rules, ink)


def _long_runs(dark: np.ndarray, scale: float, threshold: float) -> np.ndarray:
    """The thin level runs of dark pixels that are as long as a rule."""
    thick = max(3, round(THICKEST * scale)) | 1
    thin = cv2.subtract(dark, cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)))
    runs = np.where(thin > max(threshold * FAINT, NEVER_INK), np.uint8(WHITE), np.uint8(0))
    # A rule that is not quite level goes on one pixel higher or lower.
    joined = cv2.dilate(runs, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, max(3, round(GAP * scale)) | 1), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(SHORTEST * scale)), np.uint8))
    across = cv2.dilate(runs, np.ones((1, max(3, round(GAP * scale)) | 1), np.uint8))
    return cv2.bitwise_and(long, across)


def _ending_at(runs: np.ndarray, others: np.ndarray, scale: float) -> np.ndarray:
    """The runs that are long, or end at one of the others on both sides."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(runs), connectivity=8)
    kept = np.zeros(count, bool)
    for number in range(1, count):
        left, top, width, height, _ = boxes[number]
        ends = (others[top : top + height, x].any() for x in (left, left + width - 1))
        kept[number] = width >= LONG * scale or all(ends)
    return np.where(kept[labels], np.uint8(WHITE), np.uint8(0))


def _strokes(runs: np.ndarray, scale: float) -> list[Stroke]:
    """Each run as level strokes in points, a long one in pieces."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(runs), connectivity=8)
    strokes = []
    for number in range(1, count):
        left, top, width, height, _ = boxes[number]
        part = labels[top : top + height, left : left + width] == number
        pieces = max(1, round(width / scale / PIECE))
        edges = np.linspace(0, width, pieces + 1).round().astype(int)
        for start, end in zip(edges, edges[1:], strict=False):
            rows = part[:, start:end].sum(axis=1)
            if rows.any():
                y = (top + np.average(np.arange(height), weights=rows) + 0.5) / scale
                strokes.append(((left + start) / scale, y, (left + end) / scale, y))
    return strokes
