"""The numbers read on a page → those of which a digit looks more like another digit of the page.

Enters: a Sheet, its Ruling, Pieces with their texts.
Leaves: `doubtful`: the Pieces not to be trusted. The recogniser has seen all fonts and takes a faint 4 for a 1 without a
doubt; a page has one font, in which a digit looks like its likes. This is a witness of another kind than a second reading.
"""

from __future__ import annotations

from collections import defaultdict

import cv2
import numpy as np

from extract.read.scan_lines import Piece
from extract.read.scan_picture import WHITE, Sheet
from extract.read.scan_rules import Ruling

DIGITS = frozenset("0123456789")
SEPARATORS = frozenset(",.-+，．")
WIDE, HIGH = 18, 28  # pixels of a digit's picture; its ink is 20 high
INK = 20
SHIFT = 2  # pixels: how far pictures of one digit lie apart
LIKES = 3  # other pictures of a digit: fewer say nothing
SMALLER, LARGER = 0.8, 1.25  # times the usual height of a digit: the same type


def doubtful(sheet: Sheet, ruling: Ruling, texts: dict[Piece, str]) -> set[Piece]:
    """The pieces of which a digit is more like another."""
    heights = sorted(piece.height for piece, text in texts.items() if _is_number(piece, text))
    if not heights:
        return set()
    usual = heights[len(heights) // 2]
    printed = cv2.bitwise_and(cv2.subtract(WHITE, sheet.grey), cv2.bitwise_not(ruling.rules))
    pictures: dict[str, list[tuple[Piece, np.ndarray]]] = defaultdict(list)
    for piece, text in texts.items():
        if _is_number(piece, text) and SMALLER * usual <= piece.height <= LARGER * usual:
            for number, digit in enumerate(text):
                if digit in DIGITS:
                    pictures[digit].append((piece, _picture(printed, piece, number)))
    sums = {digit: sum(_inner(picture) for _, picture in own) for digit, own in pictures.items()}
    doubted = set()
    for digit, own in pictures.items():
        others = [
            (sums[other] / len(pictures[other])).astype(np.float32)
            for other in pictures
            if other != digit and len(pictures[other]) >= LIKES
        ]
        if len(own) <= LIKES or not others:
            continue
        for piece, picture in own:
            likes = ((sums[digit] - _inner(picture)) / (len(own) - 1)).astype(np.float32)
            if max(_likeness(picture, other) for other in others) > _likeness(picture, likes):
                doubted.add(piece)
    return doubted


def _is_number(piece: Piece, text: str) -> bool:
    return len(text) == len(piece.runs) and DIGITS & set(text) and set(text) <= DIGITS | SEPARATORS


def _picture(printed: np.ndarray, piece: Piece, number: int) -> np.ndarray:
    """A digit alone, its ink INK pixels high, with paper around it, as dark as any other."""
    start, end = piece.runs[number]
    left = (piece.runs[number - 1][1] + start) // 2 if number else start - round(0.3 * piece.em)
    last = number + 1 == len(piece.runs)
    right = end + round(0.3 * piece.em) if last else (end + piece.runs[number + 1][0] + 1) // 2
    scale = INK / piece.height
    middle, centre = (start + end) / 2, (piece.box[1] + piece.box[3]) / 2
    width, height = WIDE + 2 * SHIFT, HIGH + 2 * SHIFT
    place = np.array([[scale, 0, width / 2 - scale * middle], [0, scale, height / 2 - scale * centre]])
    x1, y1 = max(left, 0), max(piece.rows[0] - 2, 0)
    cut = printed[y1 : piece.rows[1] + 2, x1:right].astype(np.float32)
    place[:, 2] += scale * np.array([x1, y1])
    picture = cv2.warpAffine(cut, place, (width, height), flags=cv2.INTER_LINEAR)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.0)
    return picture / max(float(picture.max()), 1.0)


def _inner(picture: np.ndarray) -> np.ndarray:
    return picture[SHIFT:-SHIFT, SHIFT:-SHIFT]


def _likeness(picture: np.ndarray, likes: np.ndarray) -> float:
    return float(cv2.matchTemplate(picture, likes, cv2.TM_CCOEFF_NORMED).max())
