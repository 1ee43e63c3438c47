"""A table's rows → blocks: the header rows that stand together and the rows under them.

Enters: an extract.report.Table and the code book's labels. Leaves: Blocks. One printed table often holds several
tables of a form one below the other (第二十条第（一）项, （五）项 …), and one table of a form may be printed in pieces;
a block is one header with its rows, whatever it turns out to be.
"""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass, field

from extract.report import Cell, Table
from transform.codes import without_codes
from transform.forms import Reference
from transform.halves import Halves, halves_of
from transform.labels import fold, is_among
from transform.row import Row
from transform.values import looks_like_a_value, says_nothing


@dataclass(slots=True)
class Block:
    """Header rows with the rows under them; `anchor` names a paragraph (第二十条第（六）项), `notes` are rows 注：…

    `torn` are header cells that a page break tears in two, `codes` the row numbers left of the labels and their header.
    """

    table: Table
    anchor: Cell | None = None
    header: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    torn: list[Halves] = field(default_factory=list)
    codes: list[Cell] = field(default_factory=list)

    @property
    def first_row(self) -> Row:
        return (self.header or self.rows)[0]


def split_blocks(table: Table, reference: Reference) -> list[Block]:
    """All rows of the table in blocks; rows before any header make a block without header."""
    blocks: list[Block] = []
    rows = [
        Row(number, tuple(cells), tuple([c for c in cells if c.row == number and not c.blank]))
        for number, cells in table.rows()
    ]
    rows, codes = without_codes(rows, reference) if table.spans_known else (rows, {})
    torn = _torn(rows, table, reference)
    for row in rows:
        anchor = next((cell for cell in row.printed if is_among(cell.text, reference.anchors)), None)
        if blocks and _is_note(row, reference):
            blocks[-1].notes.append(row.printed[0])
        elif anchor is not None:
            blocks.append(Block(table, anchor, [row]))
        elif row.number in torn or _is_header(row, reference):
            if not blocks or blocks[-1].rows:
                blocks.append(Block(table))
            blocks[-1].header.append(row)
            blocks[-1].torn += [halves for halves in torn.get(row.number, ()) if halves not in blocks[-1].torn]
        else:
            if not blocks:
                blocks.append(Block(table))
            blocks[-1].rows.append(row)
        if row.number in codes:
            blocks[-1].codes += codes[row.number]
    return blocks


def _torn(rows: list[Row], table: Table, reference: Reference) -> dict[int, list[Halves]]:
    """The numbers of the rows above and below a page break that tears a header, with its torn cells."""
    found: dict[int, list[Halves]] = {}
    for upper, lower in itertools.pairwise(rows):
        if upper.page == lower.page or not table.spans_known:
            continue
        above = tuple(cell for cell in upper.cells if cell.row + cell.row_span == lower.number)
        if halves := halves_of(above, tuple(cell for cell in lower.cells if lower.begins(cell)), reference):
            found[upper.number] = found[lower.number] = halves
    return found


def _is_note(row: Row, reference: Reference) -> bool:
    """True for a row of one printed cell that begins as notes do, with a colon after the word."""
    if len(row.printed) != 1:
        return False
    word, colon, _ = unicodedata.normalize("NFKC", row.printed[0].text).partition(":")
    return bool(colon) and fold(word) in reference.notes


def _is_header(row: Row, reference: Reference) -> bool:
    """A header row names columns and holds no number; a row label alone (总计, 其他) does not make a header."""
    if not row.printed:
        return False
    columns = [cell for cell in row.printed if is_among(cell.text, reference.column_labels | reference.unit_labels)]
    first = row.printed[0]
    named = {id(cell) for cell in row.printed if is_among(cell.text, reference.ignored)} | {
        id(cell) for cell in columns
    }
    if any(looks_like_a_value(cell.text) and id(cell) not in named for cell in row.printed):
        return False
    if is_among(first.text, reference.row_labels):
        return len(columns) >= 2 and len(named) == len(row.printed)
    if columns:
        return True
    return is_among(first.text, reference.ignored) and any(not says_nothing(c.text, reference) for c in row.printed[1:])
