"""Grids → XLS. Enters: title, period sentence, grids, SheetHabits (see sheets). Leaves: the bytes of a workbook."""

from __future__ import annotations

import io

import xlwt

from tests.rendering.layout import Grid
from tests.rendering.sheets import SheetHabits, place

_HIDDEN = 1


def as_xls(title: str, period: str, grids: list[Grid], habit: SheetHabits) -> bytes:
    """The workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for placed in place(title, period, grids, habit):
        sheet = book.add_sheet(placed.name)
        sheet.visibility = _HIDDEN * placed.hidden
        for (row, column), entry in placed.cells.items():
            style = xlwt.easyxf("alignment: wrap on", num_format_str=entry.number_format)
            sheet.write(row - 1, column - 1, entry.content, style)
        for first_row, first_column, last_row, last_column in placed.merges:
            sheet.merge(first_row - 1, last_row - 1, first_column - 1, last_column - 1)
        for row in placed.hidden_rows:
            sheet.row(row - 1).hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
