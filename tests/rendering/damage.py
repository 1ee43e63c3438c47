"""Tables as they go wrong: a cell overwritten, emptied or lost, a row lost.

Enters: a Grid. Leaves: another Grid. What stands below a lost row moves up; what stands right of a lost cell is moved by
the renderer of a format that has no positions (HTML, text).
"""

from __future__ import annotations

from dataclasses import replace

from tests.rendering.layout import Grid, Printed


def overwrite(grid: Grid, cell: Printed, text: str) -> Grid:
    """The cell with another text; an empty text empties it."""
    return replace(grid, cells=tuple(replace(c, text=text) if c is cell else c for c in grid.cells))


def lose_cell(grid: Grid, cell: Printed) -> Grid:
    return replace(grid, cells=tuple(c for c in grid.cells if c is not cell))


def lose_row(grid: Grid, row: int) -> Grid:
    """Without the row; a merged cell that begins in it begins in the next."""
    cells = []
    for cell in grid.cells:
        if cell.row > row:
            cells.append(replace(cell, row=cell.row - 1))
        elif cell.row + cell.row_span - 1 < row:
            cells.append(cell)
        elif cell.row_span > 1:
            cells.append(replace(cell, row_span=cell.row_span - 1))
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
