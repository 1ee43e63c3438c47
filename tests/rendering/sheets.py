"""Grids → where their cells stand in the sheets of a workbook, for as_xlsx and as_xls.

Enters: title, the sentence that names the period, grids, SheetHabits. Leaves: Sheets: cells, merged ranges, hidden rows and
columns. What a reader must not print is in the workbook too where the habits say so: rows, columns and a sheet that are
hidden and hold other numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.rendering.layout import Grid

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<number>\d[\d,]*(?:\.(?P<decimals>\d+))?)(?P<unit>元|万元|)", re.ASCII)
_OLD = "987"  # what stands in hidden cells
_EVERY = 3  # hidden rows and columns stand after each third


@dataclass(frozen=True, slots=True)
class SheetHabits:
    """`apart`: a sheet for each table; `gap`: blank rows between what stands below one another; `stored`: numbers are
    numbers with a format, not text; `decimals`: which the format adds; `hidden`: see above; `merged`: titles and headings
    are merged over their tables; `formulas`: numbers are computed."""

    apart: bool = False
    top: int = 0
    left: int = 0
    gap: int = 1
    stored: bool = False
    decimals: int = 0
    hidden: bool = False
    merged: bool = True
    formulas: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell holds: a text, or a number and its format."""

    content: str | float
    number_format: str = "General"


@dataclass(slots=True)
class Placed:
    """A sheet; rows and columns count from 1, merged ranges are first row, first column, last row, last column."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Entry] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def place(title: str, period: str, grids: list[Grid], habit: SheetHabits) -> list[Placed]:
    """The sheets of the workbook."""
    sheets = [Placed("Sheet1")]
    below = 1 + habit.top
    below = _line(sheets[0], title, below, habit, max(grid.width for grid in grids)) + habit.gap
    below = _line(sheets[0], period, below, habit, max(grid.width for grid in grids)) + habit.gap
    columns: set[int] = set()
    for number, grid in enumerate(grids):
        if habit.apart and number:
            sheets.append(Placed(f"附表{number}"))
            below = 1 + habit.top
        if grid.heading:
            below = _line(sheets[-1], grid.heading, below, habit, grid.width) + habit.gap
        below = _grid(sheets[-1], grid, below, habit) + habit.gap
        columns.add(grid.width)
    if habit.hidden:
        old, below = Placed("上年", hidden=True), 1
        for grid in grids:
            below = _grid(old, grid, below, habit)
        old.cells = {place: Entry(_OLD) if _NUMBER.fullmatch(str(entry.content)) else entry
                     for place, entry in old.cells.items()}  # fmt: skip
        sheets.append(old)
    return sheets


def _line(sheet: Placed, text: str, row: int, habit: SheetHabits, width: int) -> int:
    """A line over the whole width; the row below it."""
    column = 1 + habit.left
    sheet.cells[row, column] = Entry(text)
    if habit.merged:
        sheet.merges.append((row, column, row, column + width - 1))
    return row + 1


def _grid(sheet: Placed, grid: Grid, top: int, habit: SheetHabits) -> int:
    """A table from row `top` on; the row below it."""
    rows = _places(grid.height, top, habit.hidden)
    columns = _places(grid.width, 1 + habit.left, False)
    sheet.hidden_rows += [row for row in range(top, rows[-1]) if row not in rows]
    covered: set[tuple[int, int]] = set()
    for cell in grid.cells:
        first = rows[cell.row - 1], columns[cell.column - 1]
        last = rows[cell.row + cell.row_span - 2], columns[cell.column + cell.column_span - 2]
        if cell.text:
            sheet.cells[first] = _entry(cell.text, bool(cell.key), habit)
        if last != first:
            sheet.merges.append((*first, *last))
        covered.update((row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1))
    places = {(row, column) for row in range(top, rows[-1]) if row not in rows for column in columns}
    sheet.cells |= dict.fromkeys(places - covered, Entry(_OLD))
    return rows[-1] + 1


def _places(count: int, start: int, gaps: bool) -> list[int]:
    return [start + number + (number // _EVERY if gaps else 0) for number in range(count)]


def _entry(text: str, number: bool, habit: SheetHabits) -> Entry:
    found = _NUMBER.fullmatch(text)
    if not (number and habit.stored and found):
        return Entry(text)
    value = float(found["sign"] + found["number"].replace(",", ""))
    decimals = max(len(found["decimals"] or ""), habit.decimals)
    code = ("#,##0" if "," in found["number"] else "0") + ("." + "0" * decimals if decimals else "")
    code += f'"{found["unit"]}"' if found["unit"] else ""
    content = f"={value}+0" if habit.formulas else value
    return Entry(content, f"+{code};-{code};{code}" if found["sign"] == "+" else code)
