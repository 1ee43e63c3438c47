"""A column of row numbers left of the labels (序号 | 指标名称 | 数量) → the rows without it.

Enters: the rows of a table whose spans are known, the code book. Leaves: the rows without the cells of that column, and
those cells by the number of their row. A column is one of row numbers if its header is named so (data/code_columns.csv),
stands left of all else in its row, and nothing but numbers and blanks of one column's width stand under it; else the rows
are left as they are. Such a column right of the labels is ignored under its header as any other (transform.headers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.report import Cell
from transform.forms import Reference
from transform.labels import is_among
from transform.row import Row

_CODE = re.compile(r"\s*(?:[A-Za-z]?\d{1,4}(?:[.-]\d{1,3})*)?\s*", re.ASCII)


def without_codes(rows: Sequence[Row], reference: Reference) -> tuple[list[Row], dict[int, list[Cell]]]:
    """The rows that are left, and the printed cells that were taken out of them."""
    taken: dict[int, list[Cell]] = {}
    header = next((row for row in rows if row.printed and _is_code_header(row, reference)), None)
    if header is None:
        return list(rows), taken
    first = header.printed[0]
    column = [cell for row in rows for cell in row.cells if row.begins(cell) and cell.column == first.column]
    codes = [cell for cell in column if cell.row > first.row and cell.column_span == 1]
    below = first.row + first.row_span
    if len(codes) < 2 or any(cell.row >= below and cell.column_span > 1 for cell in column):
        return list(rows), taken
    if not all(_CODE.fullmatch(cell.text) or is_among(cell.text, reference.code_columns) for cell in codes):
        return list(rows), taken
    gone = {id(cell) for cell in (first, *codes)}
    for cell in (first, *codes):
        if not cell.blank:
            taken.setdefault(cell.row, []).append(cell)
    left = [
        replace(
            row,
            cells=tuple(cell for cell in row.cells if id(cell) not in gone),
            printed=tuple(cell for cell in row.printed if id(cell) not in gone),
        )
        for row in rows
    ]
    return left, taken


def _is_code_header(row: Row, reference: Reference) -> bool:
    first = row.printed[0]
    return first is row.cells[0] and first.column_span == 1 and is_among(first.text, reference.code_columns)
