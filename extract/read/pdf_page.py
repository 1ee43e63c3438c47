"""One page of a PDF → the lines, grids and pictures printed on it.

Enters: pdfium's page and its number.
Leaves: Page, everything in points from the upper left corner of the page as it is read, y downwards; text that stands
in a grid is in its boxes, all other text is in lines from top to bottom.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from extract.read.pdf_aligned import aligned, divided
from extract.read.pdf_columns import in_columns
from extract.read.pdf_drawing import Box as Picture
from extract.read.pdf_drawing import Drawing, Stroke, read_drawing
from extract.read.pdf_glyphs import (
    NUMERIC,
    SAME_BASELINE,
    UNREADABLE,
    Frame,
    Glyph,
    Mark,
    glyphs_of,
    line_text,
    lines_of,
    read_marks,
    set_notes,
    text_of,
    upright_turn,
)
from extract.read.pdf_grid import Box, Grid, grids_of
from extract.read.pdf_seen import parted
from extract.read.pdf_wrapped import join_wrapped
from extract.report import Problem

PICTURE_WIDTH, PICTURE_HEIGHT = 0.25, 0.10  # of the page; a smaller picture cannot stand for a table
SCAN = 0.5  # of the page's area: a picture this large is the page itself
FEW = 30  # characters: a scanned page's stamp, watermark or page number
OUTLINES = 100  # paths on a page without text: its characters were turned into curves
ADJOINING = 0.1  # em: characters of one word stand no farther apart, those of two cells never as near
STANDS_OUT = 0.2  # of a number's width
EDGE = 2.0  # points: a line as near to a cell's edge is its rule
STRUCK = 0.15, 0.6  # em: the height over the baseline of a line that strikes out
COVERED = 0.6  # of a character's width
OVERLAP = 0.3  # em: the widths of a font that is not embedded are only nearly right


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, where it stands and its type size."""

    text: str
    left: float
    right: float
    baseline: float
    em: float
    page: int
    later: float = 0.0

    @property
    def place(self) -> float:
        """Where it comes in reading order, counted down the page: a right column comes after the left one."""
        return self.baseline + self.later


@dataclass(slots=True)
class Page:
    """What is printed on a page. `shift` is how far, in points, it may lie beside the page before: a scan does."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shift: float = 0.0


def read_page(pdf_page, number: int) -> Page:
    """Read one page; it is left open."""
    drawing = read_drawing(pdf_page)
    textpage = pdf_page.get_textpage()
    try:
        marks = read_marks(textpage, drawing.hidden_text)
    finally:
        textpage.close()
    marks, hidden = parted(marks, drawing, pdf_page)
    frame = Frame.of(pdf_page.get_bbox(), upright_turn(marks, pdf_page.get_rotation()))
    page = Page(number, frame.width, frame.height)
    glyphs = glyphs_of(marks, frame)
    page.grids = grids_of(frame.place_all(drawing.strokes), _smallest_type(glyphs))
    bars = sorted(frame.place_all(drawing.bars))
    page.grids = [divided(grid, glyphs, bars) for grid in page.grids]
    rest = _fill(page, glyphs, bars)
    unruled, rest = aligned(rest, bars)
    page.grids = sorted((*page.grids, *unruled), key=lambda grid: (grid.ys[0], grid.xs[0]))
    _tell_hidden(page, glyphs_of(hidden, frame))
    page.lines = [line for turn in range(4) for line in _lines(rest, turn, number, frame.width)]
    page.lines += _askew(marks, frame, number)
    page.lines.sort(key=lambda line: (line.place, line.left))
    page.pictures = _pictures(drawing.pictures, frame, glyphs)
    page.problems += _problems(page, marks, drawing, frame)
    return page


def _smallest_type(glyphs: list[Glyph]) -> float:
    """The type size that nearly all characters reach."""
    sizes = sorted(glyph.em for glyph in glyphs if not glyph.char.isspace())
    return sizes[len(sizes) // 20] if sizes else 0.0


def _fill(page: Page, glyphs: list[Glyph], bars: list[Stroke]) -> list[Glyph]:
    """Put each character into the box of the innermost grid that holds its middle; leaves the rest."""
    for grid in sorted(page.grids, key=lambda grid: grid.area):
        held: dict[int, int] = {}  # the character's place in `glyphs` → box
        left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
        for index, glyph in enumerate(glyphs):
            if left <= glyph.x < right and top <= glyph.y < bottom:
                box = grid.box_at(glyph.x, glyph.y)
                if box is not None:
                    held[index] = box
        _keep_words_whole(grid, glyphs, held)
        _tell_divided_numbers(grid, glyphs, held)
        lines = _level(bars, grid)
        heights = [line[1] for line in lines]
        inside = defaultdict(list)
        for index in sorted(held):
            inside[held[index]].append(glyphs[index])
        for box, group in inside.items():
            first = bisect_left(heights, grid.ys[grid.boxes[box].top] + EDGE)
            last = bisect_right(heights, grid.ys[grid.boxes[box].bottom] - EDGE)
            _strike(group, lines[first:last])
            set_notes(group)
            grid.boxes[box].text = text_of(group)
        join_wrapped(grid, inside)
        glyphs = [glyph for index, glyph in enumerate(glyphs) if index not in held]
    return glyphs


def _keep_words_whole(grid: Grid, glyphs: list[Glyph], held: dict[int, int]) -> None:
    """What was written in one go and is printed wider than its cell goes whole to one box."""
    first = 0
    for last, (glyph, after) in enumerate(zip(glyphs, [*glyphs[1:], None], strict=True)):
        if after is not None and glyph.source == after.source and _side_by_side(glyph, after):
            continue
        run = range(first, last + 1)
        if last > first and len({held.get(index) for index in run}) > 1:
            word = glyphs[first : last + 1]
            whole = _number_box(grid, glyphs, run, held) if _is_number(word) else _middle_box(grid, word)
            for index in run:
                if whole is None:
                    held.pop(index, None)
                else:
                    held[index] = whole
        first = last + 1


def _middle_box(grid: Grid, word: list[Glyph]) -> int | None:
    one, other = word[0], word[-1]
    return grid.box_at((one.x + other.x) / 2, (one.y + other.y) / 2)


def _is_number(word: list[Glyph]) -> bool:
    return 2 * sum(glyph.char.isdigit() for glyph in word) >= sum(not glyph.char.isspace() for glyph in word)


def _number_box(grid: Grid, glyphs: list[Glyph], run: range, held: dict[int, int]) -> int | None:
    """The box a number wider than its cell belongs to; it is told if it stands out of it.

    A centred number stands out on both sides of its box. Any other belongs where it begins, if nothing else is there.
    """
    word = glyphs[run.start : run.stop]
    boxes = [held.get(index) for index in run]
    begins, middle, ends = boxes[0], _middle_box(grid, word), boxes[-1]
    filled = {box for index, box in held.items() if index not in run and not glyphs[index].char.isspace()}
    centred = middle is not None and middle not in (begins, ends)
    choices = [middle, begins, ends] if centred else [begins, middle, ends]
    inside = [box for box in choices if box is not None]
    if not inside:
        return None
    whole = next((box for box in inside if box not in filled), inside[-1] if middle is None else middle)
    if whole is not None and _stands_out(grid, grid.boxes[whole], word):
        printed = "".join(glyph.char for glyph in word).strip()
        message = f'"{printed}" is printed across the edge of a cell; it may belong to the cell beside it'
        grid.boxes[whole].faults.append(("glued_cells", message, ""))
    return whole


def _stands_out(grid: Grid, box: Box, word: list[Glyph]) -> bool:
    """Whether clearly more of a word than its uncertain width stands out of its box."""
    first, last = word[0], word[-1]
    if first.turn:
        return True
    out = max(grid.xs[box.left] - first.start, 0) + max(last.end - grid.xs[box.right], 0)
    width = last.end - first.start
    return out > min(STANDS_OUT * width, width / len(word) / 2)


def _level(bars: list[Stroke], grid: Grid) -> list[Stroke]:
    """The level lines within a grid, from top to bottom, each from left to right."""
    return sorted(
        ((min(x1, x2), (y1 + y2) / 2, max(x1, x2), (y1 + y2) / 2) for x1, y1, x2, y2 in bars
         if abs(y1 - y2) < 0.5 and abs(x1 - x2) > 1 and grid.ys[0] < y1 < grid.ys[-1]),
        key=lambda line: line[1],
    )  # fmt: skip


def _strike(glyphs: list[Glyph], lines: list[Stroke]) -> None:
    """Mark the characters that a level line runs through."""
    low, high = STRUCK
    for left, y, right, _ in lines:
        for glyph in glyphs:
            through = low * glyph.em < glyph.line - y < high * glyph.em and glyph.turn == 0
            if through and min(right, glyph.end) - max(left, glyph.start) > COVERED * glyph.width > 0:
                glyph.struck = True


def _tell_hidden(page: Page, hidden: list[Glyph]) -> None:
    """A cell in which characters are printed that nobody sees has a fault."""
    for grid in sorted(page.grids, key=lambda grid: grid.area):
        inside = defaultdict(list)
        rest = []
        for glyph in hidden:
            box = grid.box_at(glyph.x, glyph.y)
            (rest if box is None else inside[box]).append(glyph)
        for box, group in inside.items():
            text = text_of(group)
            if text and text != grid.boxes[box].text:
                message = f'"{text}" is in the cell but is not seen: it is covered, cut off, or as pale as its ground'
                grid.boxes[box].faults.append(("covered_text", message, ""))
        hidden = rest


def _tell_divided_numbers(grid: Grid, glyphs: list[Glyph], held: dict[int, int]) -> None:
    """Digits written one by one, side by side in two boxes: nothing tells whether they are one number or two."""
    numeric = [glyph.char in NUMERIC for glyph in glyphs]
    for index, pair in enumerate(itertools.pairwise(numeric)):
        if pair != (True, True) or held.get(index) == held.get(index + 1):
            continue
        before, after = glyphs[index], glyphs[index + 1]
        alone = (
            (index == 0 or glyphs[index - 1].source != before.source)
            and (index + 2 == len(glyphs) or glyphs[index + 2].source != after.source)
        )  # fmt: skip
        if alone and _side_by_side(before, after):
            line = [glyph for glyph in glyphs if _on_one_line(glyph, after)]
            printed = line_text(sorted(line, key=lambda glyph: glyph.start))
            box = grid.boxes[held[index] if index in held else held[index + 1]]
            box.faults.append(("glued_cells", "a number is printed across the edge of a cell", printed))


def _side_by_side(before: Glyph, after: Glyph) -> bool:
    gap = (after.start - (before.start + before.width)) / max(after.em, 0.1)
    return -OVERLAP < gap < ADJOINING and _on_one_line(before, after)


def _on_one_line(one: Glyph, other: Glyph) -> bool:
    return one.turn == other.turn and abs(one.line - other.line) < SAME_BASELINE * other.em


def _lines(glyphs: list[Glyph], turn: int, page: int, width: float) -> list[Line]:
    lines = []
    groups = lines_of([glyph for glyph in glyphs if glyph.turn == turn])
    for group, place in in_columns(groups, width) if turn == 0 else [(group, 0.0) for group in groups]:
        text = line_text(group)
        printed = [glyph for glyph in group if not glyph.char.isspace()]
        if text and printed:
            em = sorted(glyph.em for glyph in printed)[len(printed) // 2]
            left = min(glyph.x - glyph.width / 2 for glyph in printed)
            right = max(glyph.x + glyph.width / 2 for glyph in printed)
            baseline = printed[0].line if turn == 0 else min(glyph.y for glyph in printed)
            lines.append(Line(text, left, right, baseline, em, page, place - printed[0].line if turn == 0 else 0.0))
    return lines


def _askew(marks: list[Mark], frame: Frame, page: int) -> list[Line]:
    """Text that stands askew (a watermark) as one line: it never gets into a cell."""
    marks = [mark for mark in marks if mark.turn is None]
    text = "".join(mark.char for mark in marks).strip()
    if not text:
        return []
    places = [frame.place(mark.x, mark.y) for mark in marks]
    xs = [x for x, _ in places]
    return [Line(text, min(xs), max(xs), min(y for _, y in places), marks[0].em, page)]


def _pictures(boxes: list[Picture], frame: Frame, glyphs: list[Glyph]) -> list[Picture]:
    """Pictures large enough for a table, from top to bottom; strips of one picture are one, backgrounds are none."""
    seen = []
    for left, bottom, right, top in boxes:
        (x1, y1), (x2, y2) = frame.place(left, bottom), frame.place(right, top)
        seen.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    whole: list[Picture] = []
    for left, top, right, bottom in sorted(seen, key=lambda box: (round(box[0]), box[1])):
        if whole:
            before = whole[-1]
            if abs(before[0] - left) < 2 and abs(before[2] - right) < 2 and -2 < top - before[3] < 2:
                whole[-1] = (before[0], before[1], before[2], bottom)
                continue
        whole.append((left, top, right, bottom))
    return sorted(
        (
            box
            for box in whole
            if box[2] - box[0] > PICTURE_WIDTH * frame.width
            and box[3] - box[1] > PICTURE_HEIGHT * frame.height
            and sum(box[0] < glyph.x < box[2] and box[1] < glyph.y < box[3] for glyph in glyphs) < FEW
        ),
        key=lambda box: (box[1], box[0]),
    )


def _problems(page: Page, marks: list[Mark], drawing: Drawing, frame: Frame) -> list[Problem]:
    problems = []
    printed = sum(not mark.char.isspace() for mark in marks)
    scanned = any(
        (right - left) * (bottom - top) > SCAN * frame.width * frame.height
        for left, top, right, bottom in page.pictures
    )
    layer = len(drawing.hidden_text) > len(drawing.painted) and any(
        (right - left) * (top - bottom) > SCAN * frame.width * frame.height
        for left, bottom, right, top in drawing.pictures
    )
    if layer:
        message = f"page {page.number} is a picture under a text that is not shown: somebody's reading of the picture"
        problems.append(Problem("page_without_text", message, page.number))
    elif printed < FEW and scanned:
        problems.append(
            Problem("page_without_text", f"page {page.number} is a picture without a text layer", page.number)
        )
    elif not printed and (page.pictures or drawing.paths >= OUTLINES or drawing.hidden_text):
        problems.append(
            Problem("page_without_text", f"page {page.number} has pictures or drawings but no text", page.number)
        )
    unreadable = sum(mark.char == UNREADABLE for mark in marks)
    if unreadable:
        message = f"page {page.number}: {unreadable} characters have no Unicode value in the PDF, shown as {UNREADABLE}"
        problems.append(Problem("unreadable_text", message, page.number))
    return problems
