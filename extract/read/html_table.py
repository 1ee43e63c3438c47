"""A <table> → the grid of its cells.

Enters: the table's node, its number, a reader of text. Leaves: a Table, its spans clipped at the end of their row group and
bounded; or what says that it is layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.bounds import MAX_CELLS, MAX_NESTING, MAX_SPAN, check
from extract.read.html_hidden import Hidden
from extract.read.html_text import Inline, number_in
from extract.report import Cell, Table

_GROUPS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")


class Tables:
    """The tables of one page."""

    def __init__(self, tree: LexborHTMLParser, hidden: Hidden, inline: Inline) -> None:
        self._hidden = hidden
        self._inline = inline
        self._layout = self._find_layout(tree)
        self._spanned = {node.mem_id for node in tree.css("[colspan], [rowspan]")}

    def is_layout(self, node: LexborNode) -> bool:
        """True for a table with a table in it of which more than one cell is filled; else the inner one is a cell's text."""
        return node.mem_id in self._layout

    def read(self, node: LexborNode, number: int, depth: int) -> Table:
        """The grid; Table without cells where it holds none."""
        cells: list[Cell] = []
        first_row = 1
        slots = 0
        text_of, spanned = self._inline.lines, self._spanned
        for rows in self._row_groups(node):
            taken: set[tuple[int, int]] = set()
            last_row = first_row + len(rows) - 1
            for row, row_node in enumerate(rows, start=first_row):
                column = 1
                unseen = bool(self._hidden) and row_node.mem_id in self._hidden
                for cell in self._children(row_node, _CELLS):
                    while taken and (row, column) in taken:
                        column += 1
                    text = "" if unseen else text_of(cell, depth)
                    if cell.mem_id not in spanned:
                        cells.append(Cell(text, row, column))
                        column += 1
                        continue
                    width, height = _spans(cell, last_row - row + 1)
                    slots += width * height
                    check("cells of a table", slots, MAX_CELLS)
                    if height > 1:
                        below = range(row + 1, row + height)
                        taken.update((r, c) for r in below for c in range(column, column + width))
                    cells.append(Cell(text, row, column, height, width))
                    column += width
            first_row = last_row + 1
        check("cells of a table", slots + len(cells), MAX_CELLS)
        return Table(tuple(cells), number)

    def _row_groups(self, table: LexborNode) -> Iterator[list[LexborNode]]:
        for group in self._children(table, _GROUPS):
            rows = list(self._children(group, ("tr",)))
            if rows and group.mem_id not in self._hidden:
                yield rows

    def _children(self, node: LexborNode, tags: tuple[str, ...]) -> Iterator[LexborNode]:
        """Those that take room: a cell that is merely not to be seen is a blank cell."""
        hidden = self._hidden
        child = node.child
        while child is not None:
            if child.tag in tags and not (hidden and hidden.get(child.mem_id)):
                yield child
            child = child.next

    def _find_layout(self, tree: LexborHTMLParser) -> set[int]:
        found: set[int] = set()
        for inner in tree.css("table table"):
            around = _ancestors(inner)
            tables = [node.mem_id for node in around if node.tag == "table"]
            hidden = self._hidden and any(node.mem_id in self._hidden for node in (inner, *around))
            if tables[0] not in found and not hidden and self._is_filled(inner):
                found.update(tables)
        return found

    def _is_filled(self, table: LexborNode) -> bool:
        inline = Inline(self._hidden, {})
        cells = (cell for cell in table.css("td, th") if inline.lines(cell, 0))
        return next(cells, None) is not None and next(cells, None) is not None


def _ancestors(node: LexborNode) -> list[LexborNode]:
    found = []
    above = node.parent
    while above is not None:
        found.append(above)
        check("nesting", len(found), 2 * MAX_NESTING)
        above = above.parent
    return found


def _spans(cell: LexborNode, rows_left: int) -> tuple[int, int]:
    """Columns and rows a cell takes; rowspan 0 and one that is too large reach to the end of the group."""
    attributes = cell.attributes
    width = number_in(attributes.get("colspan"), 1) or 1
    height = number_in(attributes.get("rowspan"), 1) or rows_left
    if width > MAX_SPAN:
        check("colspan", width, MAX_SPAN)
    return width, height if height < rows_left else rows_left
