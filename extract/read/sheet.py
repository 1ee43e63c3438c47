"""XLS, XLSX and Excel 2003 XML → Report.

Enters: the bytes of a workbook. Leaves: for each visible sheet its name as a heading and the blocks it shows (see
sheet_grid); title candidates: what stands alone above the first table, and the title in the workbook's properties. Hidden
sheets, rows and columns are not printed and left out; numbers are text as the sheet shows them (see sheet_numbers).
"""

from __future__ import annotations

from extract.read.formats import SHEET_XML, XLS, XLSX, media_type
from extract.read.sheet_grid import blocks_of, leading_lines
from extract.read.sheet_xls import read_xls
from extract.read.sheet_xlsx import read_xlsx
from extract.read.sheet_xml import read_sheet_xml
from extract.read.unread import Unreadable, unread
from extract.report import Block, Report, Table, Text, digest

_READERS = {XLS: read_xls, XLSX: read_xlsx, SHEET_XML: read_sheet_xml}


def read_sheet(data: bytes, name: str) -> Report:
    """Read a workbook; raises BoundExceeded past a bound of extract.bounds."""
    kind = media_type(data)
    kind = kind if kind in _READERS else XLSX
    try:
        sheets, title = _READERS[kind](data)
    except Unreadable as problem:
        return unread(data, name, kind, problem.kind, str(problem))
    blocks: list[Block] = []
    titles: list[str] = []
    for sheet in sheets:
        if sheet.shown:
            titles = titles or leading_lines(sheet)
            tables = sum(isinstance(block, Table) for block in blocks)
            blocks += [Text(sheet.name, heading=True), *blocks_of(sheet, tables)]
    candidates = tuple(dict.fromkeys(candidate for candidate in (*titles, title) if candidate))
    return Report(name, kind, digest(data), len(data), tuple(blocks), candidates)
