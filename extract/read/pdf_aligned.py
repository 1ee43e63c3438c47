"""Text that is set as a table without the rules for it → Grids.

Enters: the characters of a page that stand in no grid, and the level rules of the page.
Leaves: a Grid for each run of lines that is a table for certain, filled, and the characters that are left over.

Columns are told by the white that runs from the header to the last row; rows by the level rules between them, or else
each printed line is a row. A table for certain has a header with words over every column but that of the labels, under
it two rows or more of a label and numbers, and nothing that stands in two columns. All other text stays text: prose has
no white that runs from line to line, and where two cells stand too near to be told apart nothing is guessed.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass

from extract.read.pdf_drawing import Stroke
from extract.read.pdf_glyphs import Glyph, line_text, lines_of, set_notes, text_of
from extract.read.pdf_grid import Box, Grid, joined

WHITE = 0.4  # em: the least white between two columns; narrower blanks part words
LEADING = 4.0  # ems from line to line, at most
LEAST_ROWS = 2  # of numbers
SHORT = 14  # characters: no number is longer
ACROSS = 0.8  # of the width of the lines: what a rule that parts two rows covers
LEVEL = 1.0  # points
MAX_ROWS = 200  # of a table on one page


@dataclass(slots=True)
class _Piece:
    """What is printed in one line without a column's white in it."""

    glyphs: list[Glyph]
    left: float
    right: float

    def is_number(self) -> bool:
        """Whether it can stand where numbers do: a short text with a digit, a sign, a word for nothing."""
        text = line_text(self.glyphs)
        if self.is_glued():
            return False
        return len(text) <= SHORT and (len(text) <= 2 or self.has_digits() or not any(map(str.isalnum, text)))

    def is_glued(self) -> bool:
        """Whether it was written in several goes that are not single characters: perhaps in several cells."""
        return len({glyph.source for glyph in self.glyphs}) not in (1, len(self.glyphs))

    def has_digits(self) -> bool:
        digits = sum(glyph.char.isdigit() for glyph in self.glyphs)
        return 2 * digits >= len(self.glyphs)


@dataclass(slots=True)
class _Row:
    """The pieces of one row, those of one line from left to right, and how far it reaches.

    `ruled` if rules part it from others: only then a label alone is a row, and not a line of the label above or below.
    """

    pieces: list[_Piece]
    top: float
    bottom: float
    ruled: bool


def aligned(glyphs: list[Glyph], strokes: list[Stroke]) -> tuple[list[Grid], list[Glyph]]:
    """The tables among characters that stand in no grid, and the characters that stand in none of them."""
    level = [glyph for glyph in glyphs if glyph.turn == 0 and not glyph.char.isspace()]
    lines = [_pieces(line) for line in lines_of(level)] if level else []
    grids: list[Grid] = []
    held: set[int] = set()
    for run in _runs(lines):
        rows = _rows(run, strokes)
        first = 0
        while first < len(rows):
            last, columns = _table(rows, first)
            if last - first > LEAST_ROWS:
                grids.append(_grid(rows[first:last], columns))
                held.update(glyph.order for row in rows[first:last] for piece in row.pieces for glyph in piece.glyphs)
            first = max(last, first + 1)
    return grids, [glyph for glyph in glyphs if glyph.order not in held] if held else glyphs


def divided(grid: Grid, glyphs: list[Glyph], strokes: list[Stroke]) -> Grid:
    """A grid of one column with the columns that its text is set in, if all of it is a table."""
    if len(grid.xs) > 2:
        return grid
    inside = [glyph for glyph in glyphs if grid.box_at(glyph.x, glyph.y) is not None and not glyph.char.isspace()]
    found, rest = aligned(inside, strokes)
    return found[0] if len(found) == 1 and not rest else grid


def _pieces(line: list[Glyph]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for glyph in line:
        if pieces and glyph.start - pieces[-1].right < WHITE * glyph.em:
            pieces[-1].glyphs.append(glyph)
            pieces[-1].right = max(pieces[-1].right, glyph.end)
        else:
            pieces.append(_Piece([glyph], glyph.start, glyph.end))
    return pieces


def _runs(lines: list[list[_Piece]]) -> list[list[list[_Piece]]]:
    """Lines that stand near one another, enough of them in several pieces."""
    runs: list[list[list[_Piece]]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        glyph = line[0].glyphs[0]
        if before is not None and glyph.line - before[0].glyphs[0].line < LEADING * glyph.em:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [run for run in runs if sum(len(line) > 1 for line in run) > LEAST_ROWS]


def _rows(run: list[list[_Piece]], strokes: list[Stroke]) -> list[_Row]:
    """The lines as rows, or what stands between two level rules where no two lines there hold numbers."""
    baselines = [line[0].glyphs[0].line for line in run]
    rules = _rules(strokes, min(line[0].left for line in run), max(line[-1].right for line in run))
    places = [bisect_right(rules, baseline) for baseline in baselines]
    beside = {0, len(rules)}  # what stands above the first rule and below the last is no row of theirs
    keys = [(place, index if place in beside else 0) for index, place in enumerate(places)]
    bands = [list(band) for _, band in itertools.groupby(range(len(run)), key=lambda index: keys[index])]
    ruled = len(bands) > LEAST_ROWS and all(sum(len(run[index]) > 1 for index in band) < 2 for band in bands)
    if not ruled:
        bands = [[index] for index in range(len(run))]
    rows = []
    for band in bands:
        pieces = [piece for index in band for piece in run[index]]
        tops = [glyph.line - glyph.em for piece in pieces for glyph in piece.glyphs]
        rows.append(_Row(pieces, min(tops), baselines[band[-1]], ruled and places[band[0]] not in beside))
    return rows


def _rules(strokes: list[Stroke], left: float, right: float) -> list[float]:
    """The heights of the level rules that run through between two edges, in one piece or in many."""
    level = sorted(((y1 + y2) / 2, min(x1, x2), max(x1, x2)) for x1, y1, x2, y2 in strokes if abs(y1 - y2) < LEVEL)
    found, first = [], 0
    for last, (y, _, _) in enumerate(level):
        if last + 1 < len(level) and level[last + 1][0] - y < LEVEL:
            continue
        stretches = joined((max(start, left), min(end, right)) for _, start, end in level[first : last + 1])
        if sum(max(end - start, 0.0) for start, end in stretches) > ACROSS * (right - left):
            found.append(y)
        first = last + 1
    return found


def _table(rows: list[_Row], first: int) -> tuple[int, list[tuple[float, float]]]:
    """Where the table that begins with a header row ends, and its columns; no table if it ends where it begins."""
    header = rows[first].pieces
    if len(header) < 2 or any(piece.has_digits() for piece in header):
        return first, []
    white = WHITE * header[0].glyphs[0].em
    end, columns = first + 1, _columns([(piece.left, piece.right) for piece in header], white)
    numbers = 0
    while end < min(len(rows), first + MAX_ROWS):
        wider = _columns(columns + [(piece.left, piece.right) for piece in rows[end].pieces], white)
        if not _fits(rows[end], wider) or not _heads(header, wider) or len(wider) < max(len(columns), 2):
            break
        columns = wider
        numbers += any(piece.has_digits() for piece in rows[end].pieces)
        end += 1
    return (end, columns) if numbers >= LEAST_ROWS else (first, [])


def _columns(pieces: list[tuple[float, float]], white: float) -> list[tuple[float, float]]:
    """What is left of the width when the white that runs through all pieces is taken out."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted(pieces):
        if columns and left - columns[-1][1] < white:
            columns[-1] = columns[-1][0], max(right, columns[-1][1])
        else:
            columns.append((left, right))
    return columns


def _place(piece: _Piece, columns: list[tuple[float, float]]) -> int:
    return bisect_right(columns, piece.left, key=lambda column: column[0]) - 1


def _heads(header: list[_Piece], columns: list[tuple[float, float]]) -> bool:
    """Whether each column has its own words above it; the column of the labels may have none."""
    places = [_place(piece, columns) for piece in header]
    return set(places) | {0} == set(range(len(columns)))


def _fits(row: _Row, columns: list[tuple[float, float]]) -> bool:
    """Whether a row has a label, and after it nothing but numbers, one in a column."""
    if len(row.pieces) < 2 and not row.ruled:
        return False
    places = [_place(piece, columns) for piece in row.pieces]
    numbers = [piece for piece, place in zip(row.pieces, places, strict=True) if place > 0]
    alone = len(set(places)) == len(places) - places.count(0) + 1
    return 0 in places and alone and all(piece.is_number() for piece in numbers)


def _grid(rows: list[_Row], columns: list[tuple[float, float]]) -> Grid:
    """The grid of these rows and columns, with its edges in the middle of the white."""
    inner = [(before[1] + after[0]) / 2 for before, after in itertools.pairwise(columns)]
    xs = [columns[0][0] - LEVEL, *inner, columns[-1][1] + LEVEL]
    ys = [rows[0].top, *((above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows)), rows[-1].bottom]
    grid = Grid(xs, ys, [])
    for top, row in enumerate(rows):
        for left in range(len(columns)):
            group = [glyph for piece in row.pieces if _place(piece, columns) == left for glyph in piece.glyphs]
            set_notes(group)
            grid.owner[top, left] = len(grid.boxes)
            grid.boxes.append(Box(top, left, top + 1, left + 1, text=text_of(group) if group else ""))
    return grid
