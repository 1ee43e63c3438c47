"""A Sheet → its ruling lines as strokes, and what is printed without them.

Enters: a Sheet.
Leaves: Ruling: strokes in points for the grid builder of PDFs, the mask of the rules, and the mask of all other ink.

A rule is thin, straight and longer than any stroke of a character. A stroke as long as that which meets no other rule
at one of its ends is a dash or an underline and stays ink.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from extract.read.pdf_drawing import Stroke
from extract.read.scan_picture import WHITE, Sheet

THICKEST = 3.5  # points: the widest rule
SHORTEST = 11.0  # points: longer than a stroke of a character in a table
LONG = 60.0  # points: a rule this long needs no other at its ends
GAP = 1.6  # points: a break in a rule
TOUCH = 1.5  # points: how near a rule comes to the one it ends at
SOLID = 0.93  # of its length: what is dark of a rule that is not long; the feet of 2118 are not as solid
HARDLY_BROKEN = 0.75  # the same of a long rule
WAVER = 0.6  # points: how far a rule strays from a straight line
PIECE = 45.0  # points: a rule is followed in pieces, because paper is not flat
FAINT = 0.5  # of the darkness that parts ink from paper: a thin rule is never as dark as a character
PALE = 0.6  # of the same: ink, where there is darker ink in it
FAINT_INK = 0.4  # of the same: the thin level strokes of Song type in a coarse scan
NEVER_INK = 40  # of 255: paper and its noise


@dataclass(frozen=True, slots=True)
class Ruling:
    """Strokes in points; masks of the sheet's size, 255 where there is a rule, or ink that is none, down to faint ink."""

    strokes: list[Stroke]
    rules: np.ndarray
    ink: np.ndarray
    pale: np.ndarray
    faint: np.ndarray


def ruling_of(sheet: Sheet) -> Ruling:
    """Find the ruling lines of a sheet."""
    dark = cv2.subtract(WHITE, sheet.grey)
    threshold = _threshold(dark)
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
    printed = cv2.bitwise_and(dark, cv2.bitwise_not(rules))
    threshold = _threshold(printed)  # rules are darker than characters
    masks = (cv2.compare(printed, max(part * threshold, NEVER_INK), cv2.CMP_GT) for part in (1.0, PALE, FAINT_INK))
    return Ruling(strokes, rules, *masks)


def _threshold(dark: np.ndarray) -> float:
    """The darkness that parts ink from paper."""
    printed = dark[dark > NEVER_INK]
    if not len(printed):
        return NEVER_INK
    threshold, _ = cv2.threshold(printed.reshape(-1, 1), 0, WHITE, cv2.THRESH_OTSU)
    return max(min(threshold, WHITE / 2), NEVER_INK)


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
    found = cv2.bitwise_and(long, across)
    return _picked(found, lambda part, area: _is_rule(part & (runs[area] > 0), scale))


def _is_rule(dark: np.ndarray, scale: float) -> bool:
    """Whether a run is solid and straight: the strokes of a line of text, joined, are neither."""
    filled = dark.any(axis=0)
    least = SOLID if dark.shape[1] < LONG * scale else HARDLY_BROKEN
    if filled.mean() < least:
        return False
    columns = np.flatnonzero(filled)
    middle = (np.arange(len(dark))[:, None] * dark[:, columns]).sum(axis=0) / dark[:, columns].sum(axis=0)
    slope, start = np.polyfit(columns, middle, 1)
    return bool(np.std(middle - slope * columns - start) <= WAVER * scale)


def _ending_at(runs: np.ndarray, others: np.ndarray, scale: float) -> np.ndarray:
    """The runs that are long, or end at one of the others on both sides."""

    def kept(part: np.ndarray, area: tuple[slice, slice]) -> bool:
        return part.shape[1] >= LONG * scale or (others[area][:, 0].any() and others[area][:, -1].any())

    return _picked(runs, kept)


def _picked(runs: np.ndarray, kept: Callable[[np.ndarray, tuple[slice, slice]], bool]) -> np.ndarray:
    """The connected runs to be kept; `kept` is asked with a run's mask and the area the mask covers."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(runs), connectivity=8)
    picked = np.zeros(labels.shape, np.uint8)
    for number in range(1, count):
        left, top, width, height, _ = boxes[number]
        area = slice(top, top + height), slice(left, left + width)
        part = labels[area] == number
        if kept(part, area):
            picked[area][part] = WHITE
    return picked


def _strokes(runs: np.ndarray, scale: float) -> list[Stroke]:
    """Each run as level strokes in points, a long one in pieces."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(runs), connectivity=8)
    strokes = []
    for number in range(1, count):
        left, top, width, height, _ = boxes[number]
        part = labels[top : top + height, left : left + width] == number
        pieces = max(1, round(width / scale / PIECE))
        edges = np.linspace(0, width, pieces + 1).round().astype(int)
        for start, end in itertools.pairwise(edges):
            rows = part[:, start:end].sum(axis=1)
            if rows.any():
                y = (top + np.average(np.arange(height), weights=rows) + 0.5) / scale
                strokes.append(((left + start) / scale, y, (left + end) / scale, y))
    return strokes
