"""Strokes of a page → the grids they rule.

Enters: strokes as seen in the page's frame (points, y downwards).
Leaves: Grids: column and row edges, and boxes in elementary rows and columns that together cover the grid.

Strokes nearly in one line are one rule, however many pieces it was drawn in; rules that touch belong to one grid. A
grid's outer frame is completed where rules run out to it, because a page break leaves no bottom rule and the next
page no top rule; a rule that ends in the open is cut back to the last rule it meets, so an underline inside a cell
divides nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from extract.bounds import MAX_CELLS, check
from extract.read.pdf_drawing import Stroke
from extract.report import Ocr

NEAR = 4.0, 7.0  # points, least and most: strokes nearer than this are one rule
NARROW = 0.7  # of the smallest type on the page: no row or column is as narrow as this, double rules are nearer
SPREAD = 1.5  # times what is near: the widest a bundle of strokes for one rule gets
BROKEN = 4.0  # points: the gap between two pieces of a rule
REACH = 5.0  # points: how far a rule may stop short of the one it meets; Word pads a cell's text by 5.4
TILT = 0.02  # of a stroke's length
COVERED = 0.6  # the part of a cell's side that has to be ruled

MAX_RULES = 5_000
MAX_GRIDS = 500
MAX_TRIMS = 50


class Rule(NamedTuple):
    """A straight rule `at` a place, from `start` to `end`."""

    at: float
    start: float
    end: float


_Piece = tuple[float, float, float]  # the same of a stroke: there are ten of them for each rule


@dataclass(slots=True)
class Box:
    """A cell of a grid: elementary rows [top, bottom) and columns [left, right), counted from 0.

    `wrapped`: its number is printed over several lines. `faults` are what went wrong in it: the kind of the problem, its message, and what is printed if not only the text.
    """

    top: int
    left: int
    bottom: int
    right: int
    enclosed: bool = True
    text: str = ""
    ocr: Ocr | None = None
    wrapped: bool = False
    faults: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """Edges of columns (xs) and rows (ys), ascending, the boxes by row and column, and whose each square is."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    owner: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def box_at(self, x: float, y: float) -> int | None:
        """The number of the box that holds a point."""
        return self.owner.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def grids_of(strokes: Iterable[Stroke], type_size: float) -> list[Grid]:
    """Every grid of two boxes or more, from top to bottom; `type_size` is that of the page's smallest text."""
    near = min(max(NARROW * type_size, NEAR[0]), NEAR[1])
    lying: list[_Piece] = []
    standing: list[_Piece] = []
    for x1, y1, x2, y2 in strokes:
        across, down = abs(x1 - x2), abs(y1 - y2)
        if across >= down and down <= TILT * across + 0.5:
            lying.append(((y1 + y2) / 2, x1, x2) if x1 <= x2 else ((y1 + y2) / 2, x2, x1))
        if down >= across and across <= TILT * down + 0.5:
            standing.append(((x1 + x2) / 2, y1, y2) if y1 <= y2 else ((x1 + x2) / 2, y2, y1))
    level, upright = _merged(lying, near), _merged(standing, near)
    check("ruling lines on a page", len(level) + len(upright), MAX_RULES)
    grids = []
    for rows, columns in _touching(level, upright):
        rows, columns = _aligned(rows, near), _aligned(columns, near)
        rows, columns = _aligned(rows + _ends(columns), near), _aligned(columns + _ends(rows), near)
        rows, columns = _trimmed(rows, columns)
        if len({rule.at for rule in rows}) > 1 and len({rule.at for rule in columns}) > 1:
            grid = _grid(rows, columns)
            if len(grid.boxes) > 1:
                grids.append(grid)
    check("tables on a page", len(grids), MAX_GRIDS)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _bundles(pieces: Sequence[_Piece], near: float) -> list[list[_Piece]]:
    """Pieces nearly in one line."""
    bundles: list[list[_Piece]] = []
    first = last = 0.0  # where those of the last bundle stand
    for piece in sorted(pieces):
        at = piece[0]
        if bundles and at - last <= near and at - first <= SPREAD * near:
            bundles[-1].append(piece)
        else:
            bundles.append([piece])
            first = at
        last = at
    return bundles


def _merged(pieces: list[_Piece], near: float) -> list[Rule]:
    """Pieces nearly in one line that touch are one rule; what is left too short for a rule is gone."""
    merged = []
    for bundle in _bundles(pieces, near):
        touching: list[list[_Piece]] = []
        reached = 0.0
        for piece in sorted(bundle, key=itemgetter(1, 2)):
            _, start, end = piece
            if touching and start - reached <= BROKEN:
                touching[-1].append(piece)
                if end > reached:
                    reached = end
            else:
                touching.append([piece])
                reached = end
        for group in touching:
            start, end = group[0][1], max([end for _, _, end in group])
            if end - start > NEAR[0]:
                merged.append(Rule(_middle(group), start, end))
    return sorted(merged, key=lambda rule: (rule.at, rule.start))


def _aligned(rules: list[Rule], near: float) -> list[Rule]:
    """The rules of one grid: those nearly in one line stand at one place."""
    aligned = []
    for bundle in _bundles(rules, near):
        at = _middle(bundle)
        aligned += [Rule(at, start, end) for start, end in joined((start, end) for _, start, end in bundle)]
    return aligned


def _middle(pieces: list[_Piece]) -> float:
    weight = place = 0.0
    for at, start, end in pieces:
        length = end - start + 0.01
        weight += length
        place += at * length
    return place / weight


def joined(pieces: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches of one line, those that touch as one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if joined and start - joined[-1][1] <= BROKEN:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _touching(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of level and upright rules that touch one another, directly or through others."""
    group = list(range(len(rows) + len(columns)))

    def first(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    places = [rule.at for rule in columns]
    crossings = 0
    for index, row in enumerate(rows):
        at = row.at
        for other in range(bisect_left(places, row.start - REACH), bisect_right(places, row.end + REACH)):
            if columns[other].start - REACH <= at <= columns[other].end + REACH:
                crossings += 1
                group[first(index)] = first(len(rows) + other)
        check("crossings of ruling lines on a page", crossings, MAX_CELLS)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(group)):
        level, upright = groups.setdefault(first(index), ([], []))
        if index < len(rows):
            level.append(rows[index])
        else:
            upright.append(columns[index - len(rows)])
    return [found for found in groups.values() if found[0] and found[1]]


def _ends(rules: list[Rule]) -> list[Rule]:
    """Rules across the outermost ends that at least two rules share."""
    first, last = min(rule.start for rule in rules), max(rule.end for rule in rules)
    begun = [rule.at for rule in rules if rule.start - first <= REACH]
    ended = [rule.at for rule in rules if last - rule.end <= REACH]
    return [
        Rule(edge, min(reached), max(reached)) for edge, reached in ((first, begun), (last, ended)) if len(reached) > 1
    ]


def _trimmed(rows: list[Rule], columns: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules cut back to where they meet others; those that meet fewer than two are gone."""
    for _ in range(MAX_TRIMS):
        shorter_rows = _cut(rows, columns)
        shorter_columns = _cut(columns, shorter_rows)
        if (shorter_rows, shorter_columns) == (rows, columns):
            break
        rows, columns = shorter_rows, shorter_columns
    return rows, columns


def _cut(rules: list[Rule], across: list[Rule]) -> list[Rule]:
    kept = []
    places = [other.at for other in across]
    for rule in rules:
        at = rule.at
        near = across[bisect_left(places, rule.start - REACH) : bisect_right(places, rule.end + REACH)]
        met = [place for place, start, end in near if start - REACH <= at <= end + REACH]
        if met and met[-1] - met[0] > REACH:
            kept.append(Rule(rule.at, met[0], met[-1]))
    return kept


def _grid(rows: list[Rule], columns: list[Rule]) -> Grid:
    xs, ys = sorted({rule.at for rule in columns}), sorted({rule.at for rule in rows})
    width, height = len(xs) - 1, len(ys) - 1
    check("squares of a table's grid", width * height, MAX_CELLS)
    above = _ruled(rows, ys, xs)  # (row, column): the square has a rule above it
    beside = {(row, column) for column, row in _ruled(columns, xs, ys)}  # ... to its left
    outside = _open(above, beside, width, height)
    grid = Grid(xs, ys, [])
    for top in range(height):
        for left in range(width):
            if (top, left) in grid.owner:
                continue
            right = left + 1
            while right < width and (top, right) not in beside and (top, right) not in grid.owner:
                right += 1
            bottom = top + 1
            while bottom < height and not any(
                (bottom, column) in above
                or (bottom, column) in grid.owner
                or (column > left and (bottom, column) in beside)
                for column in range(left, right)
            ):
                bottom += 1
            grid.owner.update(
                ((row, column), len(grid.boxes)) for row in range(top, bottom) for column in range(left, right)
            )
            grid.boxes.append(Box(top, left, bottom, right, (top, left) not in outside))
    return grid


def _ruled(rules: list[Rule], places: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """(place, step): the stretch of a step that a rule at the place covers well enough."""
    index = {at: number for number, at in enumerate(places)}
    ruled = set()
    for rule in rules:
        first = max(bisect_right(steps, rule.start) - 1, 0)
        for step in range(first, len(steps) - 1):
            start, end = steps[step], steps[step + 1]
            if start >= rule.end:
                break
            if min(end, rule.end) - max(start, rule.start) >= COVERED * (end - start):
                ruled.add((index[rule.at], step))
    return ruled


def _open(above: set[tuple[int, int]], beside: set[tuple[int, int]], width: int, height: int) -> set[tuple[int, int]]:
    """The squares that no rule parts from the outside."""
    edge = [(row, 0) for row in range(height) if (row, 0) not in beside]
    edge += [(row, width - 1) for row in range(height) if (row, width) not in beside]
    edge += [(0, column) for column in range(width) if (0, column) not in above]
    edge += [(height - 1, column) for column in range(width) if (height, column) not in above]
    outside = set(edge)
    while edge:
        row, column = edge.pop()
        for square, parted in (
            ((row - 1, column), (row, column) in above),
            ((row + 1, column), (row + 1, column) in above),
            ((row, column - 1), (row, column) in beside),
            ((row, column + 1), (row, column + 1) in beside),
        ):
            inside = 0 <= square[0] < height and 0 <= square[1] < width
            if inside and not parted and square not in outside:
                outside.add(square)
                edge.append(square)
    return outside
