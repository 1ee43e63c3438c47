"""Grids → text as it is left when a Word document is flattened.

Enters: title, the sentence that names the period, grids. Leaves: the bytes of a text, UTF-8.
A TAB leads each cell, a blank line ends a row. Row spans survive as bare TABs, column spans do not. The first
line break of a cell begins a paragraph and leaves a blank line, except in the last cell of a row; others are gone.
"""

from __future__ import annotations

from tests.rendering.layout import Grid, Printed


def as_text(title: str, period: str, grids: list[Grid]) -> bytes:
    """The flattened text."""
    parts = [*title.split("\n"), period]
    for grid in grids:
        parts += [grid.heading] if grid.heading else ["附表"]
        rows = ("\n".join(_cells(row, cells)) for row, cells in enumerate(grid.rows(), start=1))
        parts.append("\n\n".join(rows) + "\n")
    return ("\n\n".join(parts) + "\n").encode()


def _cells(row: int, cells: list[Printed]) -> list[str]:
    texts = [cell.text if cell.row == row else "" for cell in cells]
    return [_cell(text, "\n\n") for text in texts[:-1]] + [_cell(text, "\n") for text in texts[-1:]]


def _cell(text: str, line_break: str) -> str:
    first, _, rest = text.partition("\n")
    return f"\t{first}{line_break}{rest.replace(chr(10), '')}" if rest else f"\t{first}"
