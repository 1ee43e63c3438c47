"""A layout that was placed before → the same placement, with the numbers of the report at hand.

Enters: the tables of a Report, the code book, the year. Leaves: what transform.place leaves for them.

Reports filled in on the same system differ in their numbers alone, and where a cell belongs is told by labels and spans,
never by how large its number is. So tables are placed with every plain number as 0, and the answer is kept for the
next report of that layout. Not kept, but placed as they are: tables in which anything is wrong (an issue shows what is
printed), and tables over a page break in which a number may be the upper half of a torn label (2013 above 年度): it stands
right above words on the next page, or is placed as no number. It is never the lower half: no label ends in a number.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import NamedTuple

from extract.report import Cell, Table
from transform.forms import FormCell, FormTable, Reference
from transform.place import place
from transform.placement import Covered, Placed, Placement

_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_MOST_LAYOUTS = 1_024

_ZERO = "0"

_Shape = tuple[str, int, int, int, int, int | None]
_Sheet = tuple[int, int | None, bool, bool, bool, tuple[_Shape, ...]]


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
    """All of a table that its placement depends on; None if a page break may tear a label in it that begins with a number."""
    if _is_broken(table) and _may_tear_a_label(table):
        return None
    plain = _PLAIN.fullmatch
    return table.number, table.page, table.spans_known, table.rows_known, table.cut, tuple(
        (_ZERO if plain(cell.text) else cell.text, cell.row, cell.column, cell.row_span,
         cell.column_span, cell.page)
        for cell in table.cells
    )  # fmt: skip


def _is_broken(table: Table) -> bool:
    return any(cell.page != table.page for cell in table.cells)


def _may_tear_a_label(table: Table) -> bool:
    """True where a number ends right above a page break and words begin right below it, in the same columns."""
    for (_, upper), (row, lower) in itertools.pairwise(table.rows()):
        if upper[0].page == lower[0].page:
            continue
        ending = [cell for cell in upper if cell.row + cell.row_span == row and _PLAIN.fullmatch(cell.text)]
        numbers = {(cell.column, cell.column_span) for cell in ending}
        words = [cell for cell in lower if cell.row == row and not cell.blank and not _PLAIN.fullmatch(cell.text)]
        if any((cell.column, cell.column_span) in numbers for cell in words):
            return True
    return False


@lru_cache(_MOST_LAYOUTS)
def known_layout(sheets: tuple[_Sheet, ...], reference: Reference, year: int | None) -> _Layout | None:
    """Where the cells of such tables belong; None if anything is wrong with them."""
    tables = [
        Table(tuple(Cell(*shape) for shape in shapes), number, page, spans_known, rows_known, cut)
        for number, page, spans_known, rows_known, cut, shapes in sheets
    ]
    placement = place(tables, reference, year)
    if placement.issues:
        return None
    where = {id(cell): (i, j) for i, table in enumerate(tables) for j, cell in enumerate(table.cells)}
    settled = {id(p.cell) for p in placement.placed}
    for table in filter(_is_broken, tables):
        if any(cell.text == _ZERO and id(cell) not in settled for cell in table.cells):
            return None
    if not where.keys() >= settled | {id(cell) for cell in placement.ignored}:
        return None  # a row torn by a page break was put together
    slots = (_Slot(p.form_table, p.meaning, *where[id(p.cell)], p.row, p.unit_texts) for p in placement.placed)
    ignored = (where[id(cell)] for cell in placement.ignored)
    return _Layout(tuple(slots), tuple(ignored), tuple(placement.covered.items()))
