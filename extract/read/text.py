"""Plain text, flattened from Word → Report.

Enters: the bytes of a text. Leaves: its lines as text blocks and its tab-led tables.
Word's flattening: a TAB at the start of a line begins a cell, a blank line ends a row; a line without TAB inside a row
goes on with the cell above it, also after one blank line if a TAB line follows it directly. Row spans survive as blank
cells, column spans do not: rows differ in width and `spans_known` is False.
"""

from __future__ import annotations

from extract.bounds import MAX_CELLS, check
from extract.read.charset import decode
from extract.report import Block, Cell, Report, Table, Text, digest


def read_text(data: bytes, name: str) -> Report:
    """Read a text; the bytes must be text (see extract.read.charset)."""
    lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Block] = []
    rows: list[list[str]] = []
    tables = 0

    def end_table() -> None:
        nonlocal tables
        if rows:
            tables += 1
            blocks.append(_table(rows, tables))
            rows.clear()

    row_open = False
    for number, line in enumerate(lines):
        if line.startswith("\t"):
            if not row_open:
                rows.append([])
                row_open = True
            rows[-1].extend(line[1:].split("\t"))
        elif not line.strip():
            row_open = False
        elif rows and (row_open or _goes_on(lines, number)):
            rows[-1][-1] += "\n" + line
            row_open = True
        else:
            end_table()
            blocks.append(Text(line.strip()))
    end_table()
    return Report(name, "text/plain", digest(data), len(data), tuple(blocks))


def _goes_on(lines: list[str], number: int) -> bool:
    """True for a line that stands after exactly one blank line and directly before a TAB line."""
    after_blank = number >= 2 and not lines[number - 1].strip() and bool(lines[number - 2].strip())
    return after_blank and number + 1 < len(lines) and lines[number + 1].startswith("\t")


def _table(rows: list[list[str]], number: int) -> Table:
    check("cells of a table", sum(len(row) for row in rows), MAX_CELLS)
    cells = tuple(
        Cell("\n".join(part.strip() for part in text.split("\n") if part.strip()), row, column)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    )
    return Table(cells, number, spans_known=False)
