"""XLS and XLSX → Report.

Enters: the bytes of a workbook. Leaves: for each visible sheet its name as a heading and the blocks it shows (see
sheet_grid); title candidates: what stands alone above the first table, and the title in the workbook's properties. Hidden
sheets, rows and columns are not printed and left out; numbers are text as the sheet shows them (see sheet_numbers).
"""

from __future__ import annotations

from extract.read.formats import XLS, XLSX, media_type
from extract.read.sheet_grid import blocks_of, leading_lines
from extract.read.sheet_xls import read_xls
from extract.read.sheet_xlsx import read_xlsx
from extract.read.unread import Unreadable, unread
from extract.report import Block, Report, Table, Text, digest


def read_sheet(data: bytes, name: str) -> Report:
    """Read a workbook; raises BoundExceeded past a bound of extract.bounds."""
    kind = XLS if media_type(data) == XLS else XLSX
    try:
        sheets, title = (read_xls if kind == XLS else read_xlsx)(data)
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
