"""Header rows of a block → its columns from left to right, as columns of one table of a form.

Enters: a Block and a FormTable. Leaves: Leaf columns in printed order, each with the form's column it is, if it is one.
Where spans are known a column is the path of header cells above it. Where column spans are lost, a header of one level is
read in order, and a header of several levels must be the form's own, label by label. A header with a hole in it
over a column of its rows has lost a cell: what stood right of the hole may have moved, so nothing is told from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extract.report import Cell
from transform.blocks import Block, Row
from transform.forms import FormTable
from transform.labels import is_among, keys


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of numbers (or of units): `number` is the form's column, None where no form knows the header."""

    cells: tuple[Cell, ...]
    number: int | None
    candidates: tuple[int, ...]
    holds_units: bool
    first: int
    last: int

    @property
    def header(self) -> str:
        return self.cells[-1].text if self.cells else ""


def leaves(block: Block, form_table: FormTable) -> list[Leaf]:
    """The block's columns seen as columns of `form_table`; empty where the header cannot be that table's."""
    printed = {key for row in block.header for cell in row.printed for key in keys(cell.text)}
    if printed.isdisjoint(form_table.column_labels):
        return []
    found = _by_geometry(block, form_table) if block.table.spans_known else _by_order(block, form_table)
    found = _told_by_order([leaf for leaf in found if not _is_corner(leaf, form_table)], form_table)
    numbers = [leaf.number for leaf in found if leaf.number is not None]
    whole = set(numbers) == set(form_table.columns) and all(leaf.number or leaf.holds_units for leaf in found)
    if not numbers or len(set(numbers)) < len(numbers) or _has_a_hole(block, over_blanks=not whole):
        return []
    if not whole and not (form_table.has_row_labels and block.table.spans_known):
        return []  # where only the order of the cells tells their columns, a header short of one tells nothing sure
    return found


def _told_by_order(found: list[Leaf], form_table: FormTable) -> list[Leaf]:
    """Headers cut to the same words (本年新 | 本年新) are told apart by their order, if all others are known."""
    doubtful = [leaf for leaf in found if leaf.number is None and not leaf.holds_units]
    left = sorted(set(form_table.columns) - {leaf.number for leaf in found})
    if len(doubtful) < 2 or any(list(leaf.candidates) != left for leaf in doubtful) or len(left) != len(doubtful):
        return found
    numbers = {id(leaf): number for leaf, number in zip(doubtful, left, strict=True)}
    return [replace(leaf, number=numbers[id(leaf)]) if id(leaf) in numbers else leaf for leaf in found]


def _is_corner(leaf: Leaf, form_table: FormTable) -> bool:
    """True for a header that no form knows over the column of row labels (项目 instead of 信息内容)."""
    return form_table.has_row_labels and leaf.number is None and leaf.first == 1


def _has_a_hole(block: Block, over_blanks: bool) -> bool:
    """True if no cell of a header row, not even a blank one, stands over a column that most rows below have."""
    header = _header_rows(block)
    if not block.table.spans_known and len(header) > 1:
        return False  # rows differ in width; such a header is the form's own, label by label, or none
    rows = [row.cells if over_blanks else row.printed for row in block.rows if len(row.printed) > 1]
    counts = Counter(column for cells in rows for column in _columns(cells))
    below = {column for column, count in counts.items() if 2 * count > len(rows)}
    return any(below - _columns(row.cells) for row in header)


def _columns(cells: Iterable[Cell]) -> set[int]:
    return {column for cell in cells for column in range(cell.column, cell.column + cell.column_span)}


def _header_rows(block: Block) -> list[Row]:
    return [row for row in block.header if block.anchor not in row.cells]


def _header_cells(block: Block, form_table: FormTable) -> list[list[Cell]]:
    rows = []
    for row in block.header:
        rows.append([cell for cell in row.printed if cell is not block.anchor and not _ignored(cell, form_table)])
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
        return Leaf((), None, (), False, first, last)
    if is_among(path[-1].text, form_table.unit_labels):
        return Leaf(path, None, (), True, first, last)
    parents = (cell.text for cell in path[:-1] if is_among(cell.text, form_table.column_labels))
    numbers = form_table.columns_like((*parents, path[-1].text))
    return Leaf(path, numbers[0] if len(numbers) == 1 else None, tuple(numbers), False, first, last)


def _by_geometry(block: Block, form_table: FormTable) -> list[Leaf]:
    cells = [cell for row in _header_cells(block, form_table) for cell in row]
    above: dict[int, list[Cell]] = {}
    for cell in cells:
        for column in range(cell.column, cell.column + cell.column_span):
            above.setdefault(column, []).append(cell)
    header = [cell for row in _header_rows(block) for cell in row.cells]
    blank = _columns(cell for cell in header if cell.blank) - _columns(cell for cell in header if not cell.blank)
    above |= {column: [] for column in blank}
    found: list[tuple[tuple[Cell, ...], list[int]]] = []
    for column in sorted(above):
        path = tuple(above[column])
        if found and found[-1][0] == path and found[-1][1][-1] == column - 1:
            found[-1][1].append(column)
        else:
            found.append((path, [column]))
    return [_leaf(path, form_table, columns[0], columns[-1]) for path, columns in found]


def _by_order(block: Block, form_table: FormTable) -> list[Leaf]:
    rows = _header_cells(block, form_table)
    if len(rows) == 1 and all(len(path) == 1 for path in form_table.columns.values()):
        (header,) = (row for row in block.header if rows[0][0] in row.printed)
        cells = (cell for cell in header.cells if cell is not block.anchor and not _ignored(cell, form_table))
        return [_leaf(() if cell.blank else (cell,), form_table, cell.column, cell.column) for cell in cells]
    printed = [cell for row in rows for cell in row]
    expected = reading_order(form_table)
    if len(printed) != len(expected):
        return []
    if not all(form_table.is_label(cell.text, path[-1]) for cell, path in zip(printed, expected, strict=True)):
        return []
    header = {path: cell for path, cell in zip(expected, printed, strict=True)}
    columns = sorted(form_table.columns.items())
    return [Leaf((header[path],), number, (number,), False, number, number) for number, path in columns]


def reading_order(form_table: FormTable) -> list[tuple[str, ...]]:
    """The form's header cells as they are printed: level by level, from left to right."""
    paths = [path for _, path in sorted(form_table.columns.items())]
    depth = max(len(path) for path in paths)
    levels = ([path[:level] for path in paths if len(path) >= level] for level in range(1, depth + 1))
    return [path for level in levels for path in dict.fromkeys(level)]
