"""Numbers that are printed over several lines of a narrow cell → one number each, marked as such.

Enters: a filled Grid and the characters of its boxes. Leaves: the same Grid; the text of such a box is one number, and the
box is `wrapped`.

Two lines of digits are one number or two, and print alone does not always tell. They are taken for one only where every
line but the last is full (its next character would not have fitted into the cell), the lines are set as lines of one
paragraph (one type size, one distance, one alignment), make one well-formed number together, and have 3 characters or are
no numbers by themselves (`3,6` above `82`). Where any cell of the grid has numbers below one another that are not set so,
its author prints several numbers in a cell, and nothing in it is joined.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping

from extract.read.pdf_glyphs import Glyph, line_text, lines_of
from extract.read.pdf_grid import Box, Grid

PADDING = 6.0  # points: Word pads a cell by 5.4; what stands farther from the edge of its cell is not padded but set so
LEADING = 1.7  # ems from line to line in one paragraph, at most
FEWEST = 3  # characters of a full line: a cell of two digits' width is too narrow to tell
SIGNS = frozenset("+-−")  # a dash may also stand for nothing, above a number
ALIKE = 0.15  # em: LibreOffice sets the last of centred lines of full-width digits 0.1 to the left

_ONE_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[^\W\d_]*")
_PART = re.compile(r"[+\-−]|[+\-−]?[\d,.]+[^\W\d_]*")


def join_wrapped(grid: Grid, inside: Mapping[int, list[Glyph]]) -> None:
    """Join what is one number for certain; `inside` are the characters of each box of the grid."""
    stacks = {}
    for box, group in inside.items():
        if len({glyph.line for glyph in group}) == 1:
            continue
        lines = _lines(group)
        if len(lines) > 1 and all(_PART.fullmatch(_plain(line)) for line in lines):
            stacks[box] = lines
    if not stacks:
        return
    padding = _padding(grid, inside)
    if all(_is_one(lines, grid, grid.boxes[box], padding) for box, lines in stacks.items()):
        for box in [box for box, lines in stacks.items() if _is_sure(lines)]:
            grid.boxes[box].text = "".join(line_text(line) for line in stacks[box])
            grid.boxes[box].wrapped = True


def _lines(group: list[Glyph]) -> list[list[Glyph]]:
    printed = [glyph for glyph in group if not glyph.char.isspace()]
    return lines_of(printed) if printed and all(glyph.turn == 0 for glyph in printed) else []


def _plain(line: list[Glyph]) -> str:
    return unicodedata.normalize("NFKC", line_text(line))


def _padding(grid: Grid, inside: Mapping[int, list[Glyph]]) -> float:
    """The least distance of a character from the left edge of its cell."""
    gaps = (glyph.start - grid.xs[grid.boxes[box].left] for box, group in inside.items() for glyph in group)
    return min(max(min(gaps), 0.0), PADDING)


def _is_one(lines: list[list[Glyph]], grid: Grid, box: Box, padding: float) -> bool:
    """Whether the lines look as one number does that is too wide for its cell."""
    room = grid.xs[box.right] - grid.xs[box.left] - 2 * padding
    glyphs = [glyph for line in lines for glyph in line]
    one_kind = len({round(glyph.em, 1) for glyph in glyphs}) == 1 and not any(g.struck or g.note for g in glyphs)
    if not one_kind or not _ONE_NUMBER.fullmatch("".join(map(_plain, lines))):
        return False
    for above, below in itertools.pairwise(lines):
        after = below[0] if above[-1].char.isdigit() else below[-1]  # no number is broken behind its comma if it fits
        wider = above[-1].end - above[0].start + after.end - below[0].start
        if wider <= room or below[0].line - above[0].line > LEADING * above[0].em:
            return False
    return _one_alignment(lines)


def _is_sure(lines: list[list[Glyph]]) -> bool:
    """Whether lines that look as one number cannot well be several: they are long, or a line is no number by itself."""
    return all(len(line) >= FEWEST for line in lines[:-1]) or not all(
        _ONE_NUMBER.fullmatch(_plain(line)) or _plain(line) in SIGNS for line in lines
    )


def _one_alignment(lines: list[list[Glyph]]) -> bool:
    """Whether the lines begin, end or have their middles below one another."""
    starts, ends = [line[0].start for line in lines], [line[-1].end for line in lines]
    middles = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    return any(max(places) - min(places) < ALIKE * lines[0][0].em for places in (starts, ends, middles))
