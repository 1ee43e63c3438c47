"""Grids → XLSX. Enters: title, period sentence, grids, SheetHabits (see sheets). Leaves: the bytes of a workbook."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Side

from tests.rendering.layout import Grid
from tests.rendering.sheets import SheetHabits, place

_SIDE = Side(style="thin")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WRAPPED = Alignment(wrap_text=True, horizontal="center", vertical="center")


def as_xlsx(title: str, period: str, grids: list[Grid], habit: SheetHabits) -> bytes:
    """The workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for placed in place(title, period, grids, habit):
        sheet = book.create_sheet(placed.name)
        sheet.sheet_state = "hidden" if placed.hidden else "visible"
        for (row, column), entry in placed.cells.items():
            cell = sheet.cell(row, column, entry.content)
            cell.number_format = entry.number_format
            cell.border, cell.alignment = _BORDER, _WRAPPED
        for first_row, first_column, last_row, last_column in placed.merges:
            sheet.merge_cells(None, first_row, first_column, last_row, last_column)
        for row in placed.hidden_rows:
            sheet.row_dimensions[row].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
