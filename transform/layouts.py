"""A layout that was placed before → the same placement, with the numbers of the report at hand.

Enters: the tables of a Report, the code book, the year. Leaves: what transform.place leaves for them.

Reports filled in on the same system differ in their numbers alone, and where a cell belongs is told by labels and spans,
never by how large its number is. So tables are placed with every plain number as 0, and the answer is kept for the
next report of that layout. Not kept, but placed as they are: tables over a page break (there a number may be the torn
half of a label), and tables in which anything is wrong (an issue shows what is printed).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extract.report import Cell, Table
from transform.forms import FormCell, FormTable, Reference
from transform.place import place
from transform.placement import Covered, Placed, Placement

_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_MOST_LAYOUTS = 1_024

_Shape = tuple[str, int, int, int, int]
_Sheet = tuple[int, int | None, bool, bool, tuple[_Shape, ...]]


class _Slot(NamedTuple):
    """A Placed whose cell is the cell `cell` of the table `table`, both counted from 0."""

    form_table: FormTable
    meaning: FormCell
    table: int
    cell: int
    row: int
    unit_texts: tuple[str, ...]


class _Layout(NamedTuple):
    """`ignored` are table and cell, both counted from 0."""

    slots: tuple[_Slot, ...]
    ignored: tuple[tuple[int, int], ...]
    covered: tuple[tuple[tuple[str, str], Covered], ...]


def place_like_before(tables: list[Table], reference: Reference, year: int | None) -> Placement:
    """Place the cells of tables; those of a layout that was met before are not compared with the forms again."""
    sheets = tuple(map(_sheet, tables))
    layout = None if None in sheets else known_layout(sheets, reference, year)
    if layout is None:
        return place(tables, reference, year)
    placed = [
        Placed(slot.form_table, slot.meaning, tables[slot.table].cells[slot.cell], tables[slot.table].number, slot.row,
               slot.unit_texts)
        for slot in layout.slots
    ]  # fmt: skip
    ignored = [tables[table].cells[cell] for table, cell in layout.ignored]
    return Placement(placed, ignored=ignored, covered=dict(layout.covered))


def _sheet(table: Table) -> _Sheet | None:
    """All of a table that its placement depends on; None if a page break stands in it."""
    cells = table.cells
    if any(cell.page != table.page for cell in cells):
        return None
    plain = _PLAIN.fullmatch
    return table.number, table.page, table.spans_known, table.rows_known, tuple(
        ("0" if plain(cell.text) else cell.text, cell.row, cell.column, cell.row_span,
         cell.column_span)
        for cell in cells
    )  # fmt: skip


@lru_cache(_MOST_LAYOUTS)
def known_layout(sheets: tuple[_Sheet, ...], reference: Reference, year: int | None) -> _Layout | None:
    """Where the cells of such tables belong; None if anything is wrong with them."""
    tables = [
        Table(tuple(Cell(*shape, page=page) for shape in shapes), number, page, spans_known, rows_known)
        for number, page, spans_known, rows_known, shapes in sheets
    ]
    placement = place(tables, reference, year)
    if placement.issues:
        return None
    where = {id(cell): (i, j) for i, table in enumerate(tables) for j, cell in enumerate(table.cells)}
    slots = (_Slot(p.form_table, p.meaning, *where[id(p.cell)], p.row, p.unit_texts) for p in placement.placed)
    ignored = (where[id(cell)] for cell in placement.ignored)
    return _Layout(tuple(slots), tuple(ignored), tuple(placement.covered.items()))
