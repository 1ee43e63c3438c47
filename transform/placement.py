"""What became of a report's tables, cell by cell: the values that placing leaves.

Enters: nothing; transform.place, transform.layouts and transform.whole build and complete these values.
Leaves: Placed (a printed cell that is a cell of a form), Covered (what of a form's table was met), Placement; `where` and
`cell_issue` word the place of a cell for a message.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.report import Cell, Table
from transform.forms import FormCell, FormTable
from transform.issues import Issue


class Placed(NamedTuple):
    """A printed cell that is a cell of a form; `unit_texts` are the header and unit cells that may name its unit."""

    form_table: FormTable
    meaning: FormCell
    cell: Cell
    table: int
    row: int
    unit_texts: tuple[str, ...]


@dataclass(slots=True)
class Covered:
    """Rows and columns of a form's table met in the report, and where the report begins it."""

    page: int | None
    table: int
    row: int
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Placement:
    """What became of a report's tables. `ignored` are printed cells that are labels or are ignored by name.

    `covered` is by (form, table of the form).
    """

    placed: list[Placed] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    ignored: list[Cell] = field(default_factory=list)
    main_form: str | None = None
    covered: dict[tuple[str, str], Covered] = field(default_factory=dict)

    @property
    def forms(self) -> list[str]:
        """Forms met, the one with most cells first."""
        counts = Counter(placed.form_table.form for placed in self.placed)
        return sorted(counts, key=lambda form: (-counts[form], form))


def where(cell: Cell, table: int, row: int) -> str:
    """`page 4, table 3, row 7, column 9`; without the page where the format has none."""
    return place_text(cell.page, table, row, cell.column)


def place_text(page: int | None, table: int | None, row: int | None, column: int | None) -> str:
    """A place as far as it is known. Outside of tables row and column are a text and a clause in it."""
    names = ("page", "table", "row", "column") if table is not None else ("page", "table", "text", "clause")
    known = zip(names, (page, table, row, column), strict=True)
    return ", ".join(f"{name} {number}" for name, number in known if number is not None)


def cell_issue(kind: str, cell: Cell, table: Table, form_table: FormTable | None, expected: str) -> Issue:
    message = f"{where(cell, table.number, cell.row)}: printed {cell.text!r}, expected {expected}"
    return Issue(kind, message, cell.page, table.number, cell.row, cell.column, cell.text, expected)
