"""Lines of a page that is set in two columns → the same lines in reading order.

Enters: the printed lines outside tables, each a list of characters from left to right.
Leaves: the lines, those that a gutter runs through as two, each with its place from the top in reading order: all of the
left column comes before the right one, and what stands below both comes after them.

A gutter is white that runs through many lines at the middle of the page with a good deal of text at both sides of it;
the white between labels and numbers is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.read.pdf_glyphs import Glyph

GUTTER = 1.0  # em: the least white between two columns of text
MIDDLE = 0.35, 0.65  # of the page's width
LEAST_LINES = 5  # with text at both sides
LEAST_TEXT = 8  # characters a line at either side, on average
SAME_PITCH = 1.2  # times the step from line to line: where only one column goes on
AFTER = 0.001  # points: how far after one another two lines of the right column come that stand a point apart


def in_columns(lines: list[list[Glyph]], width: float) -> list[tuple[list[Glyph], float]]:
    """Each line with its place in reading order; lines come from top to bottom."""
    ordered: list[tuple[list[Glyph], float]] = []
    first = 0
    while first < len(lines):
        last, gutter = _stretch(lines, first, width)
        if gutter is None:
            ordered.append((lines[first], lines[first][0].line))
            first += 1
            continue
        bottom, top = lines[last - 1][0].line, lines[first][0].line
        for line in lines[first:last]:
            left, right = _sides(line, gutter)
            if left:
                ordered.append((left, line[0].line))
            if right:
                ordered.append((right, bottom + AFTER * (1 + line[0].line - top)))
        first = last
    return ordered


def _stretch(lines: list[list[Glyph]], first: int, width: float) -> tuple[int, float | None]:
    """Where the lines end that one gutter runs through, and the gutter; None if the page is not in columns there."""
    left, right = MIDDLE[0] * width, MIDDLE[1] * width
    both, texts, last, pitch = 0, 0, first, 0.0
    for line in lines[first:]:
        white = next((gap for gap in _whites(line) if _common(gap, (left, right)) > 0), None)
        if white is None:
            break
        left, right = max(left, white[0]), min(right, white[1])
        if right - left < GUTTER * line[0].em:
            break
        sides = [sum(not glyph.char.isspace() for glyph in side) for side in _sides(line, (left + right) / 2)]
        step = line[0].line - lines[max(last - 1, first)][0].line
        if all(sides):
            both, texts, pitch = both + 1, texts + min(sides), step
        elif step > SAME_PITCH * pitch:  # the first line below both columns may be as short as a line of one
            break
        last += 1
    if both < LEAST_LINES or texts < LEAST_TEXT * both or not all(_sides(lines[first], (left + right) / 2)):
        return first + 1, None
    return last, (left + right) / 2


def _whites(line: list[Glyph]) -> Iterator[tuple[float, float]]:
    """The white in a line and at both sides of it."""
    end = float("-inf")
    for glyph in line:
        if glyph.char.isspace():
            continue
        if glyph.start - end >= GUTTER * glyph.em:
            yield end, glyph.start
        end = max(end, glyph.end)
    yield end, float("inf")


def _common(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _sides(line: list[Glyph], gutter: float) -> tuple[list[Glyph], list[Glyph]]:
    return [glyph for glyph in line if glyph.x < gutter], [glyph for glyph in line if glyph.x >= gutter]
