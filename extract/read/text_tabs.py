"""Text flattened from Word → text blocks and tables.

Enters: the lines of a text whose cells are led by TABs. Leaves: blocks in order.
A TAB at the start of a line begins a cell, a blank line ends a row; a line without TAB inside a row goes on with the cell
above, also after one blank line if a TAB line follows it directly. Row spans survive as blank cells, column spans do not:
rows differ in width and `spans_known` is False.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.bounds import MAX_CELLS, check
from extract.report import Block, Cell, Table, Text


def tabs_lead(lines: list[str]) -> bool:
    """True if TABs stand before cells, one a line; between the cells of a line they part them."""
    leading = sum(line.startswith("\t") and "\t" not in line[1:] for line in lines)
    parting = sum("\t" in line.strip("\t") for line in lines)
    return leading > parting


def tab_led(lines: list[str]) -> list[Block]:
    """The blocks of a text whose cells are led by TABs."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
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
            blocks += _tables(rows, blocks)
            rows = []
            blocks.append(Text(line.strip()))
    return [*blocks, *_tables(rows, blocks)]


def _goes_on(lines: list[str], number: int) -> bool:
    """True for a line that stands after exactly one blank line and directly before a TAB line."""
    after_blank = number >= 2 and not lines[number - 1].strip() and bool(lines[number - 2].strip())
    return after_blank and number + 1 < len(lines) and lines[number + 1].startswith("\t")


def _tables(rows: list[list[str]], before: list[Block]) -> Iterator[Table]:
    if not rows:
        return
    check("cells of a table", sum(len(row) for row in rows), MAX_CELLS)
    cells = tuple(
        Cell("\n".join(part.strip() for part in text.split("\n") if part.strip()), row, column)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    )
    yield Table(cells, 1 + sum(isinstance(block, Table) for block in before), spans_known=False)
