"""The pages of a PDF → blocks in reading order, with tables that go on over a page break as one.

Enters: Pages from first to last.
Leaves: Text, Table and Image blocks by page and from top to bottom, and the headings at the top of pages.

A table goes on when nothing but page numbers and running headers stand between its parts and their outer edges agree.
Its columns are then told apart by where they stand, so that a column has one number on every page.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.bounds import MAX_CELLS, check
from extract.read.pdf_grid import Box, Grid
from extract.read.pdf_page import Line, Page
from extract.report import Block, Cell, Image, Problem, Table, Text

SAME_EDGE = 5.0  # points: how far the edges of two parts of a table may differ
MARGIN = 0.12  # of the page's height: where page numbers and running headers stand
TITLE_LINES = 4  # of a heading on a later page: where several reports are bound in one file, each has its own
BIGGER = 1.15  # times the body's type size: a heading
SAME_SIZE = 0.06  # of the type size
LEADING = 2.4  # ems from line to line in one paragraph, at most

_NUMBER = r"[0-9０-９〇零一二三四五六七八九十百]{1,5}"
_DASHES = r"[\s\-—–―－~·.]*"
PAGE_MARK = re.compile(
    rf"{_DASHES}(?:第?\s*{_NUMBER}\s*页?(?:[\s/，,、]*共?\s*{_NUMBER}\s*页?)?|page \d+(?: of \d+)?){_DASHES}",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"[（(]?(?:续表?|接上[页表])[）)]?[:：]?")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Part:
    """The part of a table on one page; the first part holds those that follow on later pages."""

    grid: Grid
    page: Page
    joined: list[_Part] = field(default_factory=list)

    @property
    def top(self) -> float:
        return self.grid.ys[0]

    @property
    def bottom(self) -> float:
        return self.grid.ys[-1]


def blocks_of(pages: list[Page]) -> list[Block]:
    """All blocks in reading order."""
    tables, dropped = _tables(pages)
    body = _body_size(pages)
    text_right = max((line.right for page in pages for line in page.lines if _same_size(line.em, body)), default=0.0)
    blocks: list[Block] = []
    number = cells = 0
    first = True
    for page in pages:
        items: list[tuple[float, float, Block | _Part]] = []
        lines = [line for line in page.lines if id(line) not in dropped]
        tops = [part.top for part in tables[page.number]]
        for text, line in _texts(lines, tops, page, body, text_right, first):
            items.append((line.place - line.em / 2, line.left, text))
        first = first and not lines
        items += [(part.top, part.grid.xs[0], part) for part in tables[page.number]]
        for count, (left, top, _, _) in enumerate(page.pictures, start=1):
            items.append((top, left, Image(f"page {page.number}, picture {count}", page.number)))
        for _, _, item in sorted(items, key=lambda item: item[:2]):
            if isinstance(item, _Part):
                number += 1
                item = _table(item, number)
                cells += len(item.cells)
                check("cells", cells, MAX_CELLS)
            blocks.append(item)
    return blocks


def cell_problems(pages: list[Page]) -> list[Problem]:
    """What went wrong in the cells of all tables, each with its place."""
    if not any(box.faults for page in pages for grid in page.grids for box in grid.boxes):
        return []
    tables, _ = _tables(pages)
    parts = [
        part for page in pages for part in sorted(tables[page.number], key=lambda part: (part.top, part.grid.xs[0]))
    ]
    return [
        Problem(kind, f"page {page}: {message}", page, number, row, column, printed or box.text)
        for number, first in enumerate(parts, start=1)
        for box, (row, column, _, _), page in _placed(first)
        for kind, message, printed in box.faults
    ]


def _tables(pages: list[Page]) -> tuple[dict[int, list[_Part]], set[int]]:
    """The first parts of all tables by page, and the ids of the lines that stand between two parts."""
    running = _running(pages)
    tables: dict[int, list[_Part]] = {}
    dropped: set[int] = set()
    last: _Part | None = None  # the first part of the table that may go on
    for page in pages:
        parts = [_Part(grid, page) for grid in page.grids]
        between = _between(last, parts[0], running) if last and parts else None
        if last and between is not None:
            dropped.update(map(id, between))
            last.joined.append(parts.pop(0))
        else:
            last = None
        # A grid without any text is a drawing, unless it goes on a table.
        tables[page.number] = [part for part in parts if any(box.text or box.faults for box in part.grid.boxes)]
        last = max(tables[page.number], key=lambda part: part.bottom, default=last)
    return tables, dropped


def _between(first: _Part, below: _Part, running: set[tuple[str, int]]) -> list[Line] | None:
    """The page numbers and running headers between two parts of a table; None if they are not one table."""
    above = first.joined[-1] if first.joined else first
    if below.page.number != above.page.number + 1:
        return None
    if not _same_edges(above, below):
        return None
    if any(grid.ys[-1] > above.bottom for grid in above.page.grids):
        return None
    if any(top > above.bottom - SAME_EDGE for _, top, _, _ in above.page.pictures):
        return None
    if any(bottom < below.top + SAME_EDGE for _, _, _, bottom in below.page.pictures):
        return None
    between = [line for line in above.page.lines if line.baseline > above.bottom]
    between += [line for line in below.page.lines if line.baseline - line.em / 2 < below.top]
    for line in between:
        page = above.page if line.page == above.page.number else below.page
        if not (_is_page_mark(line, page) or CONTINUED.fullmatch(line.text) or _place(line, page) in running):
            return None
    return between


def _same_edges(above: _Part, below: _Part) -> bool:
    """Whether the outer edges of two parts agree, as far as their pages lie on one another."""
    left, right = (below.grid.xs[edge] - above.grid.xs[edge] for edge in (0, -1))
    shift = max(above.page.shift, below.page.shift)
    return max(abs(left), abs(right)) <= SAME_EDGE + shift and abs(left - right) <= 2 * SAME_EDGE


def _is_page_mark(line: Line, page: Page) -> bool:
    return _in_margin(line, page) and PAGE_MARK.fullmatch(line.text) is not None


def _in_margin(line: Line, page: Page) -> bool:
    return not MARGIN * page.height < line.baseline < (1 - MARGIN) * page.height


def _place(line: Line, page: Page) -> tuple[str, int]:
    """A running header is known by its text but for numbers, and the height it stands at."""
    if not _in_margin(line, page):
        return "", 0
    return _DIGITS.sub("#", line.text), round(line.baseline / 4)


def _running(pages: list[Page]) -> set[tuple[str, int]]:
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in page.lines:
            text, height = _place(line, page)
            if text:
                for near in (height - 1, height, height + 1):
                    seen[text, near].add(page.number)
    return {place for place, numbers in seen.items() if len(numbers) > 1}


def _table(first: _Part, number: int) -> Table:
    cells = [Cell(box.text, *place, page, box.ocr, box.wrapped) for box, place, page in _placed(first)]
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), number, first.page.number)


def _placed(first: _Part) -> Iterator[tuple[Box, tuple[int, int, int, int], int]]:
    """Each box of a table with its row, column, row span and column span, and its page."""
    parts = [first, *first.joined]
    places = _columns([[x - part.grid.xs[0] for x in part.grid.xs] for part in parts])
    row = 1
    for part, columns in zip(parts, places, strict=True):
        for box in part.grid.boxes:
            if not box.enclosed and not box.text and not box.faults:
                continue
            left, right = columns[box.left], columns[box.right]
            yield box, (row + box.top, left + 1, box.bottom - box.top, right - left), part.page.number
        row += len(part.grid.ys) - 1


def _columns(parts: list[list[float]]) -> list[list[int]]:
    """For each part the numbers of its column edges among the edges of all parts; edges that agree are one."""
    known: list[float] = []
    matched: list[dict[int, float]] = []
    for edges in parts:
        pairs = sorted(
            (abs(edge - place), index, place)
            for index, edge in enumerate(edges)
            for place in known
            if abs(edge - place) <= SAME_EDGE
        )
        found: dict[int, float] = {}
        for _, index, place in pairs:
            if index not in found and place not in found.values():
                found[index] = place
        for index, edge in enumerate(edges):
            if index not in found:
                found[index] = edge
                known.append(edge)
        matched.append(found)
    order = {place: number for number, place in enumerate(sorted(known))}
    return [sorted(order[place] for place in found.values()) for found in matched]


def _body_size(pages: list[Page]) -> float:
    """The type size in which most characters outside tables are printed."""
    sizes: dict[float, int] = defaultdict(int)
    for page in pages:
        for line in page.lines:
            sizes[round(line.em, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * max(one, other)


def _texts(
    lines: list[Line], tops: list[float], page: Page, body: float, text_right: float, first: bool
) -> list[tuple[Text, Line]]:
    """Lines joined to headings (at the top of a page) and paragraphs, each with its first line."""
    headings = _headings(lines, page, body)
    if not first and len(headings) > TITLE_LINES:
        headings = []  # a page in larger type
    groups: list[list[Line]] = []
    for line in lines:
        if groups:
            before = groups[-1][-1]
            one_kind = (before in headings) == (line in headings) and _same_size(line.em, before.em)
            goes_on = line in headings or _goes_on(before, line, page, text_right)
            if one_kind and goes_on and not _parted(before, line, tops):
                groups[-1].append(line)
                continue
        groups.append([line])
    return [(Text(_joined(group), page.number, heading=group[0] in headings), group[0]) for group in groups]


def _headings(lines: list[Line], page: Page, body: float) -> list[Line]:
    """The first unbroken run of lines in the upper half of a page that are larger than the body."""
    upper = itertools.takewhile(lambda line: line.baseline < page.height / 2, lines)
    from_first = itertools.dropwhile(lambda line: line.em <= BIGGER * body, upper)
    return list(itertools.takewhile(lambda line: line.em > BIGGER * body, from_first))


def _parted(before: Line, line: Line, tops: list[float]) -> bool:
    """Whether two lines stand too far apart for one paragraph, or a table stands between them."""
    step = line.baseline - before.baseline
    return not 0.8 * line.em < step < LEADING * line.em or any(before.baseline < top < line.baseline for top in tops)


def _goes_on(before: Line, line: Line, page: Page, text_right: float) -> bool:
    """Whether a line is full and the next begins at the margin; page numbers never go on."""
    full = before.right > max(text_right - 1.5 * before.em, 0.7 * page.width)
    at_margin = line.left < before.left + 0.5 * line.em
    return full and at_margin and not _is_page_mark(line, page) and not _is_page_mark(before, page)


def _joined(group: list[Line]) -> str:
    text = group[0].text
    for line in group[1:]:
        if text[-1].isdigit() and line.text[0].isdigit():  # perhaps one number, perhaps two
            text += "\n"
        elif text[-1].isascii() and line.text[0].isascii():
            text += " "
        text += line.text
    return text
