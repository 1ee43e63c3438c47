"""Header rows of a block → its columns from left to right, as columns of one table of a form.

Enters: a Block and a FormTable. Leaves: Leaf columns in printed order, each with the form's column it is, if it is one.
Where spans are known a column is the path of header cells above it. Where column spans are lost, a header of one level is
read in order, and a header of several levels must be the form's own, label by label. A header with a hole in it
over a column of its rows has lost a cell: what stood right of the hole may have moved, so nothing is told from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract.report import Cell
from transform.blocks import Block
from transform.forms import FormTable
from transform.labels import is_among, keys
from transform.row import Row


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of numbers (or of units): `number` is the form's column, None where no form knows the header.

    `ignored`: the form names the header as one whose numbers are no figures of the year (本月累计).
    """

    cells: tuple[Cell, ...]
    number: int | None
    candidates: tuple[int, ...]
    holds_units: bool
    ignored: bool
    first: int
    last: int

    @property
    def known(self) -> bool:
        return self.number is not None or self.holds_units or self.ignored

    @property
    def header(self) -> str:
        return self.cells[-1].text if self.cells else ""


class Header:
    """What stands above a block's rows: seen once, then compared with each table it may be of."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.keys = frozenset(key for row in self.printed for cell in row for key in keys(cell.text))
        self.first_column = min((row.cells[0].column for row in (*block.header, *block.rows) if row.cells), default=1)

    @cached_property
    def rows(self) -> list[Row]:
        """The header's rows, without that of the anchor."""
        anchor = self.block.anchor
        return [row for row in self.block.header if not any(cell is anchor for cell in row.cells)]

    @cached_property
    def printed(self) -> list[list[Cell]]:
        """The printed cells of each row, without the anchor; a cell torn by a page break is whole in the upper row."""
        anchor = self.block.anchor
        whole = {id(halves.upper): halves.whole for halves in self.block.torn}
        lower = {id(halves.lower) for halves in self.block.torn}
        return [
            [whole.get(id(cell), cell) for cell in row.printed if cell is not anchor and id(cell) not in lower]
            for row in self.block.header
        ]

    @cached_property
    def blank_columns(self) -> set[int]:
        """Grid columns over which only blank cells stand, if rows of several cells print in them."""
        cells = [cell for row in self.rows for cell in row.cells]
        below = _columns(cell for row in self.block.rows if len(row.printed) > 1 for cell in row.printed)
        return below & _columns(c for c in cells if c.blank) - _columns(c for c in cells if not c.blank)

    @cached_property
    def has_a_hole(self) -> bool:
        """True if no cell of a header row, not even a blank one, stands over a column that most rows print in."""
        return self._has_a_hole([row.printed for row in self.block.rows if len(row.printed) > 1])

    @cached_property
    def has_a_hole_over_blanks(self) -> bool:
        """The same over a column that most rows have, be it blank."""
        return self._has_a_hole([row.cells for row in self.block.rows if len(row.printed) > 1])

    def _has_a_hole(self, below: Sequence[Sequence[Cell]]) -> bool:
        if not self.block.table.spans_known and len(self.rows) > 1:
            return False  # rows differ in width; such a header is the form's own, label by label, or none
        counts = Counter(column for cells in below for column in _columns(cells))
        most = {column for column, count in counts.items() if 2 * count > len(below)}
        return any(most - _columns(row.cells) for row in self.rows)


def leaves(header: Header, form_table: FormTable) -> list[Leaf]:
    """The block's columns seen as columns of `form_table`; empty where the header cannot be that table's."""
    if header.keys.isdisjoint(form_table.column_labels):
        return []
    spans_known = header.block.table.spans_known
    found = _by_geometry(header, form_table) if spans_known else _by_order(header, form_table)
    found = _told_by_order([leaf for leaf in found if not _is_corner(leaf, header, form_table)], form_table)
    numbers = [leaf.number for leaf in found if leaf.number is not None]
    whole = set(numbers) == set(form_table.columns) and all(leaf.known for leaf in found)
    if not numbers or len(set(numbers)) < len(numbers):
        return []
    if header.has_a_hole if whole else header.has_a_hole_over_blanks:
        return []
    if not whole and not (form_table.has_row_labels and spans_known):
        return []  # where only the order of the cells tells their columns, a header short of one tells nothing sure
    return found


def _told_by_order(found: list[Leaf], form_table: FormTable) -> list[Leaf]:
    """Headers cut to the same words (本年新 | 本年新) are told apart by their order, if all others are known."""
    doubtful = [leaf for leaf in found if not leaf.known]
    left = sorted(set(form_table.columns) - {leaf.number for leaf in found})
    if len(doubtful) < 2 or any(list(leaf.candidates) != left for leaf in doubtful) or len(left) != len(doubtful):
        return found
    numbers = {id(leaf): number for leaf, number in zip(doubtful, left, strict=True)}
    return [replace(leaf, number=numbers[id(leaf)]) if id(leaf) in numbers else leaf for leaf in found]


def _is_corner(leaf: Leaf, header: Header, form_table: FormTable) -> bool:
    """True for a header that no form knows over the column of row labels (项目 instead of 信息内容)."""
    return form_table.has_row_labels and leaf.number is None and leaf.first == header.first_column


def _columns(cells: Iterable[Cell]) -> set[int]:
    return {column for cell in cells for column in range(cell.column, cell.column + cell.column_span)}


def _header_cells(header: Header, form_table: FormTable) -> list[list[Cell]]:
    rows = ([cell for cell in row if not _ignored(cell, form_table)] for row in header.printed)
    return [row for row in rows if row]


def _ignored(cell: Cell, form_table: FormTable) -> bool:
    """Named as ignored, unless the form has it as a column (单位 is both, by its own name)."""
    names = keys(cell.text)
    if any(key in form_table.column_labels or key in form_table.unit_labels for key in names):
        return False
    return any(key in form_table.ignored for key in names)


def _leaf(path: tuple[Cell, ...], form_table: FormTable, first: int, last: int) -> Leaf:
    """A column under these header cells; under none, if only blank ones stand over it."""
    if not path:
        return Leaf((), None, (), False, False, first, last)
    if is_among(path[-1].text, form_table.unit_labels):
        return Leaf(path, None, (), True, False, first, last)
    if is_among(path[-1].text, form_table.ignored_columns):
        return Leaf(path, None, (), False, True, first, last)
    parents = (cell.text for cell in path[:-1] if is_among(cell.text, form_table.column_labels))
    numbers = form_table.columns_like((*parents, path[-1].text))
    return Leaf(path, numbers[0] if len(numbers) == 1 else None, numbers, False, False, first, last)


def _by_geometry(header: Header, form_table: FormTable) -> list[Leaf]:
    cells = [cell for row in _header_cells(header, form_table) for cell in row]
    above: dict[int, list[Cell]] = {}
    for cell in cells:
        for column in range(cell.column, cell.column + cell.column_span):
            above.setdefault(column, []).append(cell)
    above |= {column: [] for column in header.blank_columns}
    found: list[tuple[tuple[Cell, ...], list[int]]] = []
    for column in sorted(above):
        path = tuple(above[column])
        if found and found[-1][0] == path and found[-1][1][-1] == column - 1:
            found[-1][1].append(column)
        else:
            found.append((path, [column]))
    return [_leaf(path, form_table, columns[0], columns[-1]) for path, columns in found]


def _by_order(header: Header, form_table: FormTable) -> list[Leaf]:
    rows = _header_cells(header, form_table)
    if len(rows) == 1 and all(len(path) == 1 for path in form_table.columns.values()):
        (own,) = (row for row in header.block.header if rows[0][0] in row.printed)
        cells = (cell for cell in own.cells if cell is not header.block.anchor and not _ignored(cell, form_table))
        return [_leaf(() if cell.blank else (cell,), form_table, cell.column, cell.column) for cell in cells]
    printed = [cell for row in rows for cell in row]
    expected = reading_order(form_table)
    if len(printed) != len(expected):
        return []
    if not all(form_table.is_label(cell.text, path[-1]) for cell, path in zip(printed, expected, strict=True)):
        return []
    under = {path: cell for path, cell in zip(expected, printed, strict=True)}
    columns = sorted(form_table.columns.items())
    return [Leaf((under[path],), number, (number,), False, False, number, number) for number, path in columns]


def reading_order(form_table: FormTable) -> list[tuple[str, ...]]:
    """The form's header cells as they are printed: level by level, from left to right."""
    paths = [path for _, path in sorted(form_table.columns.items())]
    depth = max(len(path) for path in paths)
    levels = ([path[:level] for path in paths if len(path) >= level] for level in range(1, depth + 1))
    return [path for level in levels for path in dict.fromkeys(level)]
