"""XLS → sheets.

Enters: the bytes of a workbook of Excel 5 to 2003, or of WPS. Leaves: its visible sheets.
xlrd and not calamine: calamine shows an error (#REF!) as an empty cell, does not tell hidden rows, and changed bytes
can make it abort the process. xlrd is given the stream of the workbook and not the file: a chain of sectors that runs in
a circle would keep it busy for ever (docs/readers.md).
"""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell as XlsCell
from xlrd.sheet import Sheet as XlsSheet

from extract.bounds import MAX_CELLS, check
from extract.read.compound import Compound
from extract.read.lines import split_lines
from extract.read.sheet_grid import Sheet
from extract.read.sheet_numbers import ERRORS, number_text
from extract.read.unread import Unreadable

# What xlrd raises on changed bytes, found by changing them (docs/readers.md).
_BROKEN = (
    xlrd.XLRDError, struct.error, AssertionError, AttributeError, IndexError, KeyError, OverflowError,
    TypeError, ValueError, ZeroDivisionError, MemoryError, RecursionError,
)  # fmt: skip
STREAMS = ("Workbook", "Book")
_ENCRYPTED = "Workbook is encrypted"
_TEXT, _NUMBERS, _BOOLEAN, _ERROR = (
    xlrd.XL_CELL_TEXT, (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE), xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_ERROR,
)  # fmt: skip


def read_xls(data: bytes) -> tuple[list[Sheet], str]:
    """Raises Unreadable and BoundExceeded."""
    compound = Compound(data)
    stream = compound.stream(next(name for name in STREAMS if name in compound.streams))
    try:
        book = xlrd.open_workbook(file_contents=stream, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        return [_sheet(book, sheet) for sheet in book.sheets() if not sheet.visibility], ""
    except _BROKEN as error:
        if str(error) == _ENCRYPTED:
            raise Unreadable("the workbook is encrypted", "encrypted_document") from error
        raise Unreadable(f"broken workbook: {type(error).__name__}: {error}") from error


def _sheet(book: Book, source: XlsSheet) -> Sheet:
    sheet = Sheet(source.name)
    sheet.merges = [(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in source.merged_cells]
    sheet.hidden_columns = [range(column + 1, column + 2) for column, info in source.colinfo_map.items() if info.hidden]
    sheet.hidden_rows = {row + 1 for row, info in source.rowinfo_map.items() if info.hidden}
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row), start=1):
            text = _text(book, cell)
            if text:
                sheet.cells[row + 1, column] = text
                check("cells of a sheet", len(sheet.cells), MAX_CELLS)
    return sheet


def _text(book: Book, cell: XlsCell) -> str:
    if cell.ctype == _TEXT:
        return "\n".join(split_lines(cell.value))
    if cell.ctype in _NUMBERS:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return number_text(cell.value, code, bool(book.datemode))
    if cell.ctype == _BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    return ERRORS[cell.value] if cell.ctype == _ERROR else ""
