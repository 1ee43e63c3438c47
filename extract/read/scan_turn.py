"""A Sheet → the quarter turns that set its page upright.

Enters: a Sheet, its Ruling.
Leaves: `upright_turn`: 0 to 3 quarter turns against the clock, or None where no position makes words of the lines.

Only words tell: upside down 6 is 9, and 0, 1 and 8 are what they were. A sample of lines is read as they stand, and in the
other positions only if most of them are no words.
"""

from __future__ import annotations

import cv2
import numpy as np

from extract.read.scan_picture import WHITE, Sheet
from extract.read.scan_rules import Ruling
from extract.read.scan_text import recognise

SAMPLE = 8  # lines
AT_ONCE = 5  # lines that are words: without looking further
LEAST = 0.25  # of the lines
CLEARLY = 3  # times as many words as in any other position
SURE = 0.8  # confidence of the least sure character of a line
SMEAR = 6.0, 2.0  # points: over this width and height characters become a line
GREY = 20  # of 255: a line, smeared
LOW, HIGH = 5.0, 36.0  # points: how high a line is
LONG, LONGEST = 3.5, 14.0  # times its height
MARGIN = 2.0  # points


def upright_turn(sheet: Sheet, ruling: Ruling) -> int | None:
    """How the page has to be turned."""
    printed = cv2.bitwise_and(cv2.subtract(WHITE, sheet.grey), cv2.bitwise_not(ruling.rules))
    level = _sample(printed, sheet.scale)
    words = {0: _words(level)}
    if words[0] >= AT_ONCE:
        return 0
    upright = _sample(np.ascontiguousarray(np.rot90(printed)), sheet.scale)
    words[2] = _words([np.rot90(line, 2) for line in level])
    words[1], words[3] = _words(upright), _words([np.rot90(line, 2) for line in upright])
    best, second = sorted(words, key=lambda turn: words[turn], reverse=True)[:2]
    lines = upright if best % 2 else level
    clear = words[best] >= max(LEAST * len(lines), CLEARLY * words[second], 1)
    return best if clear else None


def _words(lines: list[np.ndarray]) -> int:
    """How many of the lines make words."""
    read = recognise([np.ascontiguousarray(line) for line in lines])
    return sum(line.confidence >= SURE and _is_words(line.text) for line in read)


def _is_words(text: str) -> bool:
    return 2 * sum(char.isalpha() and not char.isascii() for char in text) > max(len(text), 3)


def _sample(printed: np.ndarray, scale: float) -> list[np.ndarray]:
    """Pictures of lines from all over the page, short ones, because they are soon read."""
    width, height = (round(size * scale) for size in SMEAR)
    lines = cv2.threshold(cv2.blur(printed, (width, height)), GREY, WHITE, cv2.THRESH_BINARY)[1]
    _, _, boxes, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = sorted(
        (top, left, wide, high)
        for left, top, wide, high, _ in boxes[1:].tolist()
        if LOW * scale <= high <= HIGH * scale and LONG * high <= wide <= LONGEST * high
    )
    margin = round(MARGIN * scale)
    chosen = dict.fromkeys(round(step * (len(found) - 1) / (SAMPLE - 1)) for step in range(SAMPLE)) if found else ()
    pictures = []
    for top, left, wide, high in (found[number] for number in chosen):
        rows = slice(max(top - margin, 0), top + high + margin)
        pictures.append(WHITE - printed[rows, max(left - margin, 0) : left + wide + margin])
    return pictures
