"""What a sheet shows → blocks of a Report.

Enters: a Sheet, as the readers of XLS and XLSX leave it; rows and columns count from 1. Leaves: blocks. Rows that stand
together, up to a blank row, are one Table in the sheet's own coordinates, so that a person finds the cell; where none of
them has more than one filled cell they are lines of text, and so are lines above a table but for the last. Where tables of different width stand directly below one
another, a row merged over the whole width of the lower one parts them. Hidden rows and columns are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from extract.bounds import MAX_CELLS, check
from extract.report import Cell, Table, Text

Place = tuple[int, int]
Run = list[list[Place]]  # the filled cells of rows that stand together, row by row


@dataclass
class Sheet:
    """The filled cells of a sheet as text; `merges` are (first row, first column, last row, last column)."""

    name: str
    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)

    @cached_property
    def shown(self) -> dict[Place, str]:
        """Filled cells where they are seen: a merged cell whose first row or column is hidden begins at the next."""
        moved = {first: place for place, (_, _, first) in self.spans.items()}
        places = {place: moved.get(place, place) for place in self.cells}
        return {places[place]: text for place, text in self.cells.items() if self._seen(places[place])}

    @cached_property
    def spans(self) -> dict[Place, tuple[int, int, Place]]:
        """Merged cells by where they are seen: last row, last column, and the place that holds the text."""
        found = {}
        for first_row, first_column, last_row, last_column in self.merges:
            row = next((r for r in range(first_row, last_row + 1) if r not in self.hidden_rows), None)
            column = next((c for c in range(first_column, last_column + 1) if not self.column_is_hidden(c)), None)
            if row is not None and column is not None:
                found[row, column] = (last_row, last_column, (first_row, first_column))
        return found

    def column_is_hidden(self, column: int) -> bool:
        return any(column in columns for columns in self.hidden_columns)

    def _seen(self, place: Place) -> bool:
        return place[0] not in self.hidden_rows and not self.column_is_hidden(place[1])


def leading_lines(sheet: Sheet) -> list[str]:
    """Texts that stand alone in their row above the first row of several cells: the sheet's title, if it prints one."""
    rows = _rows(sheet)
    first = next((number for number, row in enumerate(rows) if len(row) > 1), 0)
    return ["".join(sheet.shown[row[0]].split("\n")) for row in rows[:first]]


def blocks_of(sheet: Sheet, tables: int) -> Iterator[Table | Text]:
    """The sheet's blocks; its tables are numbered from `tables` + 1."""
    for run in _runs(sheet):
        for piece in _pieces(sheet, run):
            first = next((number for number, row in enumerate(piece) if len(row) > 1), len(piece) + 1)
            lines, table = piece[: max(first - 1, 0)], piece[max(first - 1, 0) :]
            for row in lines:
                yield from (Text(line) for line in sheet.shown[row[0]].split("\n"))
            if table:
                tables += 1
                yield _table(sheet, table, tables)


def _rows(sheet: Sheet) -> Run:
    by_row: dict[int, list[Place]] = {}
    for place in sorted(sheet.shown):
        by_row.setdefault(place[0], []).append(place)
    return list(by_row.values())


def _runs(sheet: Sheet) -> Iterator[Run]:
    """Rows that no blank row parts; a row is not blank where a filled cell reaches into it."""
    run: Run = []
    reach = 0
    for row in _rows(sheet):
        number = row[0][0]
        if run and any(between not in sheet.hidden_rows for between in range(reach + 1, number)):
            yield run
            run = []
        run.append(row)
        reach = max(reach, number, *(sheet.spans[place][0] for place in row if place in sheet.spans))
    if run:
        yield run


def _pieces(sheet: Sheet, run: Run) -> Iterator[Run]:
    """The tables of a run. Banners (rows of one cell) begin a new one if the last of them is not merged or covers the rows
    below, up to the next banner, and these are wider than the rows above; or are as wide as the merged banner and the
    rows above are not."""
    banners: Run = []
    piece: Run = []
    width: tuple[int, int] | None = None  # of the rows of the piece that are no banners
    for banner, rows in groupby(run, lambda row: len(row) == 1):
        if banner:
            banners = list(rows)
            continue
        below = list(rows)
        here = _width(sheet, below)
        if width is not None and banners and _parts(sheet, banners[-1], width, here):
            yield piece
            yield banners[:-1]
            piece, banners, width = [], banners[-1:], None
        piece += banners + below
        banners = []
        width = here if width is None else (min(width[0], here[0]), max(width[1], here[1]))
    yield piece + banners


def _width(sheet: Sheet, rows: Run) -> tuple[int, int]:
    """First and last column that is filled or reached by a filled cell."""
    places = [place for row in rows for place in row]
    last = max(sheet.spans[place][1] if place in sheet.spans else place[1] for place in places)
    return min(column for _, column in places), last


def _parts(sheet: Sheet, banner: list[Place], above: tuple[int, int], below: tuple[int, int]) -> bool:
    """Whether rows of these widths are parted by the banner between them."""
    reach = _width(sheet, [banner])
    if reach[0] == reach[1]:
        return not _covers(above, below)
    return _covers(reach, below) and (not _covers(above, below) or reach == below != above)


def _covers(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _table(sheet: Sheet, run: Run, number: int) -> Table:
    first_row, last_row = run[0][0][0], run[-1][0][0]
    columns = [column for row in run for _, column in row]
    first, last = min(columns), max(columns)
    check("cells of a table", (last_row - first_row + 1) * (last - first + 1), MAX_CELLS)
    cells: list[Cell] = []
    taken: set[Place] = set()
    slots = 0
    shown_columns = [column for column in range(first, last + 1) if not sheet.column_is_hidden(column)]
    for row in range(first_row, last_row + 1):
        if row in sheet.hidden_rows:
            continue
        for column in shown_columns:
            if (row, column) in taken:
                continue
            to_row, to_column, _ = sheet.spans.get((row, column), (row, column, (row, column)))
            to_row, to_column = min(to_row, last_row), min(to_column, last)
            slots += (to_row - row + 1) * (to_column - column + 1)
            check("cells of a table", slots, MAX_CELLS)
            taken.update((r, c) for r in range(row, to_row + 1) for c in range(column, to_column + 1))
            text = sheet.shown.get((row, column), "")
            cells.append(Cell(text, row, column, to_row - row + 1, to_column - column + 1))
    return Table(tuple(cells), number)
