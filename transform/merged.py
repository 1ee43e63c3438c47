"""Rows whose merged cells were written out → a Table with spans, where a form's header proves the columns.

Enters: cells of lines that are rows of equal width (Markdown, TABs, CSV): a merged cell was left blank but for its first
place, or repeated in each. Leaves: a Table whose cells have their spans again, or None: each block with a header must then
have all columns of one table of a form, and no number stands right of the labels outside of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.report import Cell, Table
from transform.blocks import Block, split_blocks
from transform.forms import Reference
from transform.headers import Header, leaves
from transform.labels import is_among
from transform.values import looks_like_a_value


def with_spans(rows: list[list[str]], number: int, page: int | None, reference: Reference) -> Table | None:
    """The rows as a grid, or None where no form proves that they are one."""
    grid = _Grid([list(row) for row in rows])
    grid.merge_labels(reference)
    blocks = split_blocks(grid.table(number, page), reference)
    for block in blocks:
        grid.merge_echoes([row.number for row in block.header], [row.number for row in block.rows])
    table = grid.table(number, page)
    blocks = split_blocks(table, reference)
    if any(block.header for block in blocks) and all(_is_proved(block, reference) for block in blocks):
        return table if blocks[-1].rows else None
    return None


def _is_proved(block: Block, reference: Reference) -> bool:
    if not block.header:
        return not any(looks_like_a_value(cell.text) for row in block.rows for cell in row.printed)
    header = Header(block)
    for form_table in reference.tables:
        columns = leaves(header, form_table)
        if {leaf.number for leaf in columns if not leaf.holds_units} == set(form_table.columns):
            return True
    return block.anchor is not None and len(block.header) == 1 and not block.rows


@dataclass(slots=True)
class _Grid:
    """`texts` by row and column; a place that belongs to a merged cell holds None, and `spans` has its size."""

    texts: list[list[str | None]]
    spans: dict[tuple[int, int], tuple[int, int]]

    def __init__(self, texts: list[list[str | None]]) -> None:
        self.texts = texts
        self.spans = {}

    def merge_labels(self, reference: Reference) -> None:
        """Repeated labels, over columns where they name no column of numbers themselves; titles over the whole width."""
        parents = frozenset().union(*(_parents(table) for table in reference.tables))
        wide = parents | reference.ignored | reference.anchors | reference.row_labels
        for row, texts in enumerate(self.texts):
            whole = len(set(texts)) == 1 and bool(texts[0]) and not looks_like_a_value(texts[0])
            for first, text in enumerate(texts):
                if text and (whole or is_among(text, wide)):
                    last = first
                    while last + 1 < len(texts) and texts[last + 1] == text:
                        last += 1
                        texts[last] = None
                    self.spans[row, first] = 1, last - first + 1
        self._merge_down(reference)
        for row, texts in enumerate(self.texts):
            if any(text and looks_like_a_value(text) and not is_among(text, reference.labels) for text in texts):
                continue
            for column, text in enumerate(texts):
                if text and is_among(text, parents | reference.ignored):
                    self._stretch(row, column)

    def _merge_down(self, reference: Reference) -> None:
        for row in range(len(self.texts) - 1, 0, -1):
            for column, text in enumerate(self.texts[row]):
                above = self.texts[row - 1][column]
                if text and text == above and is_among(text, reference.labels):
                    rows, columns = self.spans.get((row, column), (1, 1))
                    if self.spans.get((row - 1, column), (1, 1)) == (1, columns):
                        self.spans[row - 1, column] = rows + 1, columns
                        self.spans.pop((row, column), None)
                        self.texts[row][column] = None

    def _stretch(self, row: int, column: int) -> None:
        """A parent of columns reaches over the blanks to its right."""
        rows, columns = self.spans.get((row, column), (1, 1))
        end = column + columns
        while end < len(self.texts[row]) and self.texts[row][end] == "":
            self.texts[row][end] = None
            end += 1
        self.spans[row, column] = rows, end - column

    def merge_echoes(self, header: list[int], rows: list[int]) -> None:
        """Columns of a block that only go on with the column to their left: blank in every row, or repeating it in every."""
        if not header or not rows:
            return
        lines = [number - 1 for number in (*header, *rows)]
        width = len(self.texts[0])
        for column in range(width - 1, 0, -1):
            pairs = [(self.texts[line][column - 1], self.texts[line][column]) for line in lines]
            own = [pair for pair in pairs if pair[1] is not None]
            if own and (all(right == "" for _, right in own) or all(left == right for left, right in own)):
                for line in lines:
                    self._join(line, column)

    def _join(self, line: int, column: int) -> None:
        if self.texts[line][column] is None or self.texts[line][column - 1] is None:
            return
        _, right = self.spans.pop((line, column), (1, 1))
        rows, left = self.spans.get((line, column - 1), (1, 1))
        self.texts[line][column] = None
        self.spans[line, column - 1] = rows, left + right

    def table(self, number: int, page: int | None) -> Table:
        cells = []
        for row, texts in enumerate(self.texts):
            for column, text in enumerate(texts):
                if text is not None:
                    rows, columns = self.spans.get((row, column), (1, 1))
                    cells.append(Cell(text, row + 1, column + 1, rows, columns, page))
        return Table(tuple(cells), number, page)


def _parents(table) -> frozenset[str]:
    return frozenset(key for path in table.columns.values() for label in path[:-1] for key in table.keys_of(label))
