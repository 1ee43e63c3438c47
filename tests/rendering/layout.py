"""A form and the texts of its cells → the tables a careful clerk would print, as grids.

Enters: a transform.forms.Form, the printed text of each (indicator, breakdown), and how labels are written.
Leaves: Grids: cells with row, column and spans, 1-based; a cell that holds a number knows its (indicator, breakdown).
A row none of whose cells has a text is not printed: so （六）其他处理 is one row or three by the texts alone, and a
leftover table of another form holds only the rows it is left with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from transform.forms import Form, FormCell, FormTable, LabelPath, Reference

Key = tuple[str, str]

ACCOUNTING_RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_NUMERALS = "二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell on paper. `key` is what its number means; None for labels, headers and units."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table and the heading above it; cells are sorted by row and column."""

    heading: str
    cells: tuple[Printed, ...]

    @property
    def height(self) -> int:
        return max(cell.row + cell.row_span - 1 for cell in self.cells)

    @property
    def width(self) -> int:
        return max(cell.column + cell.column_span - 1 for cell in self.cells)

    def rows(self) -> Iterator[list[Printed]]:
        """Each row's cells from left to right, those that reach down from rows above included."""
        for row in range(1, self.height + 1):
            here = (cell for cell in self.cells if cell.row <= row < cell.row + cell.row_span)
            yield sorted(here, key=lambda cell: cell.column)


@dataclass(frozen=True, slots=True)
class Layout:
    """What an office may do differently: one table for each paragraph of 第二十条, headers and numbers under other
    column spans (上海市人民政府办公厅 2019), section headings left out."""

    stacked: bool = True
    misaligned: bool = False
    sections: bool = True


USUAL = Layout()


def lay_out(
    form: Form,
    texts: Mapping[Key, str],
    reference: Reference,
    layout: Layout = Layout(),
    label: Callable[[str], str] = str,
) -> list[Grid]:
    """The printed tables of a form, in the form's order."""
    tables = [table for table in form.tables if any(_key(cell) in texts for cell in table.cells.values())]
    widest = max((len(table.columns) for table in tables if table.anchors), default=0) + layout.misaligned
    grids: list[Grid] = []
    anchored: list[Printed] = []
    numerals = iter(_NUMERALS)
    heading = ""
    for table in tables:
        new_heading = table.title != heading
        heading = table.title
        printed = heading if table.unit_column else f"{next(numerals) if new_heading else ''}、{heading}".lstrip("、")
        if not table.anchors:
            grids.append(_grid(printed, _table(table, texts, reference, len(_columns(table)), layout, label)))
        elif not layout.stacked:
            grids.append(
                _grid(printed if new_heading else "", _anchored(table, texts, reference, widest, layout, label))
            )
        else:
            below = max((cell.row for cell in anchored), default=0)
            cells = _anchored(table, texts, reference, widest, layout, label)
            if not anchored:
                grids.append(Grid(printed, ()))
            anchored += [replace(cell, row=cell.row + below) for cell in cells]
            grids[-1] = _grid(grids[-1].heading, anchored)
    return grids


def _grid(heading: str, cells: list[Printed]) -> Grid:
    return Grid(heading, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _key(cell: FormCell) -> Key:
    return cell.indicator, cell.breakdown


def _anchored(
    table: FormTable,
    texts: Mapping[Key, str],
    reference: Reference,
    width: int,
    layout: Layout,
    label: Callable[[str], str],
) -> list[Printed]:
    """`第二十条第（六）项` over the whole width, the table below it."""
    cells = _table(table, texts, reference, width, layout, label)
    anchor = Printed(label(table.anchors[0]), 1, 1, 1, width + 1)
    return [anchor, *(replace(cell, row=cell.row + 1) for cell in cells)]


def _table(
    table: FormTable,
    texts: Mapping[Key, str],
    reference: Reference,
    width: int,
    layout: Layout,
    label: Callable[[str], str],
) -> list[Printed]:
    """Corner, header tree, label columns with merged parents, numbers; the columns share `width` grid columns."""
    rows = list(_rows(table, texts, layout))
    columns = _columns(table)
    depth = max(len(path) for _, path in columns)
    labels = max((len(path) for _, path in rows), default=0)
    over, under = _spread(len(columns), width, misaligned=layout.misaligned and bool(table.anchors))
    cells = []
    if labels:
        cells.append(Printed(label(_corner(table)), 1, 1, depth, labels))
    for text, level, first, last, reach in _tree([path for _, path in columns], depth):
        start, end = labels + over[first][0], labels + over[last][1]
        cells.append(Printed(label(text), level + 1, start, reach, end - start + 1))
    for text, level, first, last, reach in _tree([path for _, path in rows], labels):
        cells.append(Printed(label(text), depth + 1 + first, level + 1, last - first + 1, reach))
    for place, (row, _) in enumerate(rows, start=depth + 1):
        for (column, _), (start, end) in zip(columns, under, strict=True):
            text, key = _value(table, row, column, texts, reference)
            cells.append(Printed(text, place, labels + start, 1, end - start + 1, key))
    return cells


def _corner(table: FormTable) -> str:
    if table.anchors:
        return "信息内容"
    return "统计指标" if table.unit_column else ACCOUNTING_RULE


def _columns(table: FormTable) -> list[tuple[int | None, LabelPath]]:
    """The form's columns from left to right; None is the column of units."""
    units = [(None, (table.unit_column,))] if table.unit_column else []
    return [*units, *sorted(table.columns.items())]


def _rows(table: FormTable, texts: Mapping[Key, str], layout: Layout) -> Iterator[tuple[int | None, LabelPath]]:
    """Rows in printed order. Where units have a column, parents are rows of their own (None: no numbers in them)."""
    order = {row: min(table.alternatives.get(row, {row})) for row in table.rows}
    printed: set[str] = set()
    for row in sorted(table.rows, key=lambda row: (order[row], row)):
        if not any(_key(cell) in texts for (r, _), cell in table.cells.items() if r == row):
            continue
        path = table.rows[row]
        if not table.unit_column:
            yield row, path
            continue
        for parent in path[0 if layout.sections else 1 : -1]:
            if parent not in printed and not any(other[-1] == parent for other in table.rows.values()):
                yield None, (parent,)
            printed.add(parent)
        yield row, path[-1:]


def _value(
    table: FormTable, row: int | None, column: int | None, texts: Mapping[Key, str], reference: Reference
) -> tuple[str, Key | None]:
    if column is None:
        unit = "——" if row is None else reference.indicators[table.cells[row, 1].indicator].unit
        return unit, None
    if row is None:
        return "", None
    key = _key(table.cells[row, column])
    return texts.get(key, ""), key


def _tree(paths: list[LabelPath], depth: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Each label of neighbouring paths once: (label, level, first path, last path, levels it reaches over)."""
    for level in range(depth):
        first = 0
        while first < len(paths):
            last = first
            if len(paths[first]) > level:
                while last + 1 < len(paths) and paths[last + 1][: level + 1] == paths[first][: level + 1]:
                    last += 1
                ends = len(paths[first]) == level + 1
                yield paths[first][level], level, first, last, depth - level if ends else 1
            first = last + 1


def _spread(count: int, width: int, misaligned: bool) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """First and last grid column of each column, for its header and for its numbers; the last column takes the rest."""
    spans = [1] * count
    spans[-1] += width - count
    header, numbers = list(spans), list(spans)
    if misaligned and count > 1 and spans[-1] > 1:
        header[1], header[-1] = (2, header[-1] - 1) if count > 2 else (header[1], header[-1])
        numbers[0], numbers[-1] = 2, numbers[-1] - 1
    return _places(header), _places(numbers)


def _places(spans: list[int]) -> list[tuple[int, int]]:
    places, column = [], 1
    for span in spans:
        places.append((column, column + span - 1))
        column += span
    return places
