"""A row of a table as transform/ sees it.

Enters: nothing. Leaves: Row.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.report import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells from left to right, and those of them that are printed in it and not blank."""

    number: int
    cells: tuple[Cell, ...]
    printed: tuple[Cell, ...]

    @property
    def page(self) -> int | None:
        return self.cells[0].page if self.cells else None

    def begins(self, cell: Cell) -> bool:
        """False for a cell that reaches down from a row above."""
        return cell.row == self.number
