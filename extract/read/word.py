"""DOCX → Report.

Enters: the bytes of a DOCX. Leaves: its text blocks, tables and images in document order, title candidates, links; a
Report with a Problem where the package or its XML is broken. Headers, footers, notes and comments are not in the flow.
A table that holds another is layout, as in HTML: its own text flows as text. A table of one filled cell inside a cell is
not another table but the text of that cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extract.bounds import MAX_CELLS, MAX_NESTING, MAX_SPAN, check
from extract.read.formats import DOCX
from extract.read.lines import split_lines
from extract.read.package import Package
from extract.read.pictures import with_pictures
from extract.read.unread import Unreadable, unread
from extract.read.word_text import (
    ALTERNATIVES,
    BOX,
    UNPRINTED,
    Paragraph,
    Styles,
    printing_branch,
    read_styles,
    switched_on,
)
from extract.read.xml import first_child
from extract.report import Block, Cell, Image, Link, Problem, Report, Table, Text, digest

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_ROW_PROPERTIES, _CELL_PROPERTIES = f"{_W}trPr", f"{_W}tcPr"
_EMBEDDED = f"{_W}altChunk"
_HAIR = 30  # twips, half a millimetre
_DIGITS = re.compile(r"[0-9]{1,9}")


def read_docx(data: bytes, name: str) -> Report:
    """Read a Word document; raises BoundExceeded past a bound of extract.bounds."""
    try:
        package = Package(data)
        path = package.main()
        body = package.xml(path).find(f"{_W}body")
        if body is None:
            raise Unreadable(f"{path} has no body")
        flow = _Flow(package, path)
        flow.walk(body, 0)
        flow.end_text()
        titles = tuple(dict.fromkeys(title for title in (*flow.titles, package.title()) if title))
    except Unreadable as problem:
        return unread(data, name, DOCX, problem.kind, str(problem))
    report = Report(
        name, DOCX, digest(data), len(data), tuple(flow.blocks), titles, tuple(flow.links), tuple(flow.problems)
    )
    return with_pictures(report, package.bytes_of)


@dataclass(slots=True)
class _Merged:
    """A cell whose spans still grow; `width` is its own in each row, `grows` if cells below may go on with it."""

    node: etree._Element
    row: int
    column: int
    column_span: int
    width: int
    grows: bool
    row_span: int = 1

    def goes_on(self, width: int) -> bool:
        """Cells go on with one above only where both begin and end in the same column."""
        return self.grows and self.width == width


@dataclass(slots=True)
class _Printed:
    """What a cell holds."""

    lines: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


class _Flow:
    """The blocks of a document in order, gathered while walking its tree."""

    def __init__(self, package: Package, path: str) -> None:
        self.blocks: list[Block] = []
        self.titles: list[str] = []
        self.links: list[Link] = []
        self.problems: list[Problem] = []
        self._tables = 0
        self._pending = ""
        self._relationships = package.relationships(path)
        self._styles: Styles = read_styles(package, path)

    def walk(self, node: etree._Element, depth: int) -> None:
        """The blocks below a body, a cell of a layout table, a text box or a wrapper (content control, insertion)."""
        check("nesting", depth, MAX_NESTING)
        for child in node:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, depth)
            elif tag == _TBL:
                self.end_text()
                self._table(child, depth)
            elif tag == ALTERNATIVES:
                branch = printing_branch(child)
                if branch is not None:
                    self.walk(branch, depth + 1)
            elif tag == _EMBEDDED:
                self.end_text()
                self._embedded(child)
            elif tag not in UNPRINTED:
                self.walk(child, depth + 1)

    def end_text(self, heading: bool = False) -> list[str]:
        lines = split_lines(self._pending)
        self._pending = ""
        self.blocks += [Text(line, heading=heading) for line in lines]
        return lines

    def _read(self, node: etree._Element) -> Paragraph:
        paragraph = Paragraph(node, self._relationships, self._styles)
        self.links += paragraph.links
        return paragraph

    def _paragraph(self, node: etree._Element, depth: int) -> None:
        paragraph = self._read(node)
        self._pending += paragraph.text
        if not paragraph.goes_on:
            lines = self.end_text(paragraph.heading)
            if paragraph.title and lines:
                self.titles.append("".join(lines))
        self.blocks += [Image(source) for source in paragraph.images]
        for box in paragraph.boxes:
            self.walk(box, depth + 1)

    def _embedded(self, node: etree._Element) -> None:
        target = self._relationships.get(node.get(f"{_R}id", ""))
        message = f"{target.target if target else 'a part'} is embedded in the document as a whole and was not read"
        self.problems.append(Problem("unknown_format", message))

    def _table(self, node: etree._Element, depth: int) -> None:
        if any(_filled_cells(inner) > 1 for inner in node.iterdescendants(_TBL)):
            for row in _rows(node):
                for cell in _cells(row):
                    self.walk(cell, depth + 1)
                    self.end_text()
            return
        grid = _grid(node)
        if not grid:
            return
        self._tables += 1
        printed = [self._printed(merged.node, depth) for merged in grid]
        cells = tuple(
            Cell("\n".join(held.lines), merged.row, merged.column, merged.row_span, merged.column_span)
            for merged, held in zip(grid, printed, strict=True)
        )
        self.blocks.append(Table(cells, self._tables))
        for cell, held in zip(cells, printed, strict=True):
            self.blocks += [Image(source) for source in held.images]
            if held.images and cell.blank:
                message = f"a picture ({held.images[0]}) stands in a cell that has no text; it was not read"
                place = {"table": self._tables, "row": cell.row, "column": cell.column}
                self.problems.append(Problem("image_table", message, printed=held.images[0], **place))

    def _printed(self, node: etree._Element, depth: int) -> _Printed:
        printed = _Printed()
        self._gather(node, depth, printed)
        return printed

    def _gather(self, node: etree._Element, depth: int, printed: _Printed) -> None:
        """The lines of a cell: its paragraphs, those of text boxes in it and of tables that are no more than its text."""
        check("nesting", depth, MAX_NESTING)
        pending = ""
        for child in node:
            if child.tag == _P:
                paragraph = self._read(child)
                pending += paragraph.text
                printed.images += paragraph.images
                if not paragraph.goes_on:
                    printed.lines += split_lines(pending)
                    pending = ""
                for box in paragraph.boxes:
                    self._gather(box, depth + 1, printed)
            elif child.tag not in UNPRINTED:
                self._gather(child, depth + 1, printed)
        printed.lines += split_lines(pending)


def _through(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Elements of one kind below a node, also inside content controls and tracked insertions."""
    for child in node:
        if child.tag == wanted:
            yield child
        elif child.tag not in UNPRINTED and child.tag not in (_P, _TBL, _TR, _TC):
            yield from _through(child, wanted)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows that are printed: neither hidden nor deleted by a tracked change."""
    for row in _through(table, _TR):
        properties = first_child(row, _ROW_PROPERTIES)
        if properties is None or (
            not switched_on(properties, "hidden") and first_child(properties, f"{_W}del") is None
        ):
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in _through(row, _TC):
        if all(first_child(properties, f"{_W}cellDel") is None for properties in cell.iterchildren(_CELL_PROPERTIES)):
            yield cell


def _filled_cells(table: etree._Element) -> int:
    return sum(
        any((text.text or "").strip() for paragraph in _through(cell, _P) for text in paragraph.iter(f"{_W}t"))
        or any(True for _ in cell.iter(BOX))
        for cell in table.iter(_TC)
    )


def _number(properties: etree._Element | None, name: str, otherwise: int) -> int:
    node = first_child(properties, f"{_W}{name}")
    value = "" if node is None else node.get(f"{_W}val", "")
    return int(value) if _DIGITS.fullmatch(value) else otherwise


def _merge(properties: etree._Element | None, name: str) -> str | None:
    """`restart`, `continue` (which is also what an empty w:vMerge means) or None."""
    node = first_child(properties, f"{_W}{name}")
    return None if node is None else node.get(f"{_W}val", "continue")


def _grid(table: etree._Element) -> list[_Merged]:
    """The cells of a table with their spans, by row and column."""
    cells: list[_Merged] = []
    above: dict[int, _Merged] = {}
    rows = _spans(table)
    ends = _column_ends(table, [span for spans in rows for span in spans])
    for row, spans in enumerate(rows, start=1):
        here: dict[int, _Merged] = {}
        left: _Merged | None = None
        for one in spans:
            before, end = ends(one.start), ends(one.end)
            column, span = before + 1, end - before
            covered = above.get(column)
            if one.horizontal == "continue" and left is not None:
                left.column_span = max(left.column_span, column + span - left.column)
            elif one.vertical == "continue" and covered is not None and covered.goes_on(span):
                covered.row_span = row - covered.row + 1
                here[column] = left = covered
            else:
                here[column] = left = _Merged(one.node, row, column, span, span, one.vertical is not None)
                cells.append(left)
        above = here
    return cells


class _Span(NamedTuple):
    """A cell: the columns of w:tblGrid before it, those up to its end, and how it is merged (see _merge)."""

    start: int
    end: int
    node: etree._Element
    vertical: str | None
    horizontal: str | None


def _spans(table: etree._Element) -> list[list[_Span]]:
    """Where the cells of each row stand in the grid."""
    rows: list[list[_Span]] = []
    slots = 0
    for row_node in _rows(table):
        place = _number(first_child(row_node, _ROW_PROPERTIES), "gridBefore", 0)
        check("gridBefore", place, MAX_SPAN)
        rows.append([])
        for node in _cells(row_node):
            properties = first_child(node, _CELL_PROPERTIES)
            span = max(_number(properties, "gridSpan", 1), 1)
            check("gridSpan", span, MAX_SPAN)
            slots += span
            check("cells of a table", slots, MAX_CELLS)
            merges = _merge(properties, "vMerge"), _merge(properties, "hMerge")
            rows[-1].append(_Span(place, place + span, node, *merges))
            place += span
    return rows


def _column_ends(table: etree._Element, spans: list[_Span]) -> Callable[[int], int]:
    """Grid columns → columns. Borders that miss one another by a hair leave columns no character fits in; they are none,
    unless a cell has no other."""
    widths = [node.get(f"{_W}w", "") for node in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    hairs = {place for place, width in enumerate(widths) if _DIGITS.fullmatch(width) and 0 < int(width) <= _HAIR}
    for span in spans:
        columns = range(span.start, span.end)
        if hairs.issuperset(columns):
            hairs.difference_update(columns)
    if not hairs:
        return lambda place: place
    return lambda place: place - sum(hair < place for hair in hairs)
