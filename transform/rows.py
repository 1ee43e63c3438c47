"""Rows of a block → rows of one table of a form, with a printed cell for each column.

Enters: a Block, the FormTable it is taken for, its Leaf columns.
Leaves: one RowReading a printed row: which row of the form it is, which cell stands in which column, and what could
not be told. A row torn by a page break is put together only where the joined label is a label of the form and the
parts alone are not. Merged parent cells (三、本年度办理结果) hold for the rows beside them, also where copied text left
only blanks of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from extract.report import Cell
from transform.blocks import Block
from transform.forms import FormTable, LabelPath, Reference
from transform.headers import Leaf
from transform.labels import fold, is_among, keys
from transform.row import Row
from transform.values import looks_glued, looks_like_a_value, says_nothing

_ENDS_ITSELF = "0"  # no number goes on behind it
_ROWS_ABOVE = 2  # that are whole: fewer say nothing of how a text was copied
_ROWS_BELOW = 2  # that are missing: else a number may be lost inside the row


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that stopped the reader: kind of issue, the cell, what was expected there."""

    kind: str
    cell: Cell
    expected: str


@dataclass(slots=True)
class RowReading:
    """`number` is the form's row; None for a heading, a blank row, or a row that no form knows (see `troubles`)."""

    row: Row
    number: int | None = None
    values: list[tuple[Leaf, Cell]] = field(default_factory=list)
    labels: list[Cell] = field(default_factory=list)
    dashes: list[Cell] = field(default_factory=list)
    strays: list[Cell] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    torn: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Split:
    """A row's cells taken apart; `aligned` is False where the values do not fit the columns one to one."""

    labels: tuple[Cell, ...]
    values: tuple[tuple[Leaf, Cell], ...]
    rest: tuple[Cell, ...]
    aligned: bool


class RowReader:
    """Reads the rows of one block from top to bottom; remembers the labels seen, for parents and for order."""

    def __init__(self, block: Block, form_table: FormTable, columns: list[Leaf], reference: Reference) -> None:
        self._block = block
        self._form = form_table
        self._columns = columns
        self._reference = reference
        self._edge = min((leaf.first for leaf in columns), default=1)
        self._labels_above: dict[int, str] = {}
        self._seen: dict[str, int] = {}
        self._last: RowReading | None = None
        self._only_blanks = not any(row.printed for row in block.rows)

    def read(self) -> Iterator[RowReading]:
        """Every row of the block, in order."""
        rows = list(self._block.rows)
        while rows:
            row = rows.pop(0)
            split = self._split(row)
            reading = self._read(row, split)
            if rows and rows[0].page != row.page and (whole := self._mend(row, rows[0])) is not None:
                rows.pop(0)
                split = self._split(whole)
                reading = self._read(whole, split)
            elif rows and rows[0].page != row.page:
                self._doubt_cut_numbers(reading, split, rows[0])
            self._remember(reading, split)
            yield reading

    def _read(self, row: Row, split: _Split) -> RowReading:
        reading = RowReading(row)
        own = [cell for cell in split.labels if row.begins(cell) and not cell.blank]
        if not self._form.has_row_labels:
            self._read_unlabelled(reading, split, own)
            return reading
        path = () if self._lacks_label(row, split.labels) else self._path(split.labels)
        parents = own[:-1] if path else own
        reading.torn = [cell for cell in parents if not self._is_known(cell.text)]
        reading.labels = [cell for cell in own if cell not in reading.torn]
        if not path:
            reading.strays = [cell for cell in split.rest if row.begins(cell) and not cell.blank]
            return reading
        number, known = self._match(path)
        if number is None and self._is_heading(path):
            self._set_aside(reading, split.rest)
            return reading
        if number is None:
            kind = "ambiguous_label" if known else "unknown_label"
            reading.strays = [cell for cell in split.rest if row.begins(cell) and not cell.blank]
            if own:
                reading.troubles = [Trouble(kind, own[-1], f"a row label of {self._form.title} ({self._form.form})")]
                reading.labels = [cell for cell in reading.labels if cell is not own[-1]]
            return reading
        self._take_values(reading, split, number)
        return reading

    def _read_unlabelled(self, reading: RowReading, split: _Split, own: list[Cell]) -> None:
        """A table without row labels: every row that holds something is its one row of numbers."""
        (number,) = self._form.rows
        for cell in own:
            if is_among(cell.text, self._form.ignored):
                reading.labels.append(cell)
            else:
                reading.troubles.append(Trouble("unknown_label", cell, "no label: the table has one row of numbers"))
        if self._only_blanks or any(not cell.blank for cell in split.rest):
            self._take_values(reading, split, number)

    def _take_values(self, reading: RowReading, split: _Split, number: int) -> None:
        if not split.aligned or self._runs_over(reading.row, split):
            reading.strays = [cell for cell in split.rest if reading.row.begins(cell) and not cell.blank]
            if not reading.strays and reading.labels:
                expected = f"{len(self._columns)} cells beside it"
                reading.troubles.append(Trouble("unplaced_cell", reading.labels.pop(), expected))
            return
        reading.number = number
        if len(split.values) < len(self._columns):
            expected = f"{len(self._columns)} numbers beside it; the text ends after {len(split.values)}"
            reading.troubles.append(Trouble("row_cut", reading.labels.pop(), expected))
        for leaf, cell in split.values:
            merged = cell.row_span > 1 and not cell.blank
            if merged and reading.row.begins(cell):
                reading.troubles.append(Trouble("unplaced_cell", cell, "one number a row, not one over several rows"))
            elif not merged:
                reading.values.append((leaf, cell))
        paired = {id(cell) for _, cell in split.values}
        self._set_aside(reading, [cell for cell in split.rest if id(cell) not in paired])

    def _runs_over(self, row: Row, split: _Split) -> bool:
        """True where a number stands behind the last column: a cell too many may have moved the others."""
        paired = {id(cell) for _, cell in split.values}
        last = max(leaf.last for leaf in self._columns)
        return any(
            row.begins(cell) and cell.column > last and id(cell) not in paired and looks_like_a_value(cell.text)
            for cell in split.rest
        )

    def _set_aside(self, reading: RowReading, cells: Iterable[Cell]) -> None:
        """Cells where the form has no number: a dash there is as good as a blank, all else is a stray."""
        printed = [cell for cell in cells if reading.row.begins(cell) and not cell.blank]
        reading.strays = [cell for cell in printed if not says_nothing(cell.text, self._reference)]
        reading.dashes = [cell for cell in printed if says_nothing(cell.text, self._reference)]

    # --- labels

    def _lacks_label(self, row: Row, labels: tuple[Cell, ...]) -> bool:
        """True if the row has no label of its own: a blank stands there, or only a parent merged over several rows."""
        printed = [cell for cell in labels if not cell.blank]
        if not printed or not self._block.table.spans_known:
            return bool(labels) and labels[-1].blank
        return not row.begins(printed[-1]) or printed[-1].row_span > 1

    def _path(self, labels: tuple[Cell, ...]) -> LabelPath:
        """The labels of a row from the outermost parent in; a blank left of a label stands for the label above it."""
        printed = [cell for cell in labels if not cell.blank]
        if not printed:
            return ()
        path = []
        for cell in labels[: labels.index(printed[-1]) + 1]:
            text = cell.text if not cell.blank else self._labels_above.get(cell.column, "")
            if text:
                path.append(text)
        return tuple(path)

    def _match(self, path: LabelPath) -> tuple[int | None, bool]:
        """The form's row for a path of labels, and whether its last label is known at all."""
        parents = tuple(label for label in path[:-1] if self._is_known(label))
        attempts = [path, (*parents, path[-1])]
        if not any(set(keys(parent)) & set(keys(path[-1])) for parent in parents):
            attempts.append(path[-1:])  # a parent that reaches too far; but a row named like its group stays unknown
        for attempt in attempts:
            rows = self._form.rows_like(attempt)
            if len(rows) > 1:
                rows = self._latest_parent(self._with_enumerator(rows, path[-1]))
            if len(rows) == 1:
                return rows[0], True
            if rows:
                return None, True
        return None, False

    def _with_enumerator(self, rows: Sequence[int], printed: str) -> Sequence[int]:
        """Of rows with the same label, those that are printed so by the form, enumerator and all (3.其他, not （六）其他处理)."""
        exact = [row for row in rows if fold(self._form.rows[row][-1]) == fold(printed)]
        return exact or rows

    def _latest_parent(self, rows: Sequence[int]) -> Sequence[int]:
        """Of rows with the same label, those whose parent was seen last; of parents seen together, the inner one."""
        paths = {row: self._form.rows[row] for row in rows if len(self._form.rows[row]) > 1}
        seen = {row: (self._seen[path[-2]], len(path)) for row, path in paths.items() if path[-2] in self._seen}
        latest = [row for row in seen if seen[row] == max(seen.values())] if seen else rows
        if self._block.table.spans_known or len(latest) > 1 or self._follows(latest[0]):
            return latest
        return rows

    def _follows(self, row: int) -> bool:
        """True where the row stands in the form right below what was read last: no parent between them can be lost."""
        if self._last is None or self._last.number is None:
            parent = self._form.rows[row][-2:-1]
            labels = self._last.labels if self._last is not None else []
            return any(self._form.is_label(cell.text, label) for cell in labels for label in parent)
        instead = self._form.alternatives.get(row, frozenset())
        between = (
            other for other in self._form.rows if self._order(self._last.number) < self._order(other) < self._order(row)
        )
        return all(other in instead or other in self._form.alternatives for other in between)

    def _order(self, row: int) -> tuple[int, int]:
        return min(self._form.alternatives.get(row, {row})), row

    def _is_known(self, label: str) -> bool:
        return any(key in self._form.row_labels or key in self._form.ignored for key in keys(label))

    def _is_heading(self, path: LabelPath) -> bool:
        """A known label that names no row of numbers by itself: a group of rows, a section."""
        names = keys(path[-1])
        return self._is_known(path[-1]) and not any(key in self._form.leaf_labels for key in names)

    def _remember(self, reading: RowReading, split: _Split) -> None:
        row = reading.row
        self._last = reading if row.printed else self._last
        for cell in split.labels:
            if row.begins(cell) and not cell.blank:
                self._labels_above = {
                    column: text for column, text in self._labels_above.items() if column < cell.column
                }
                self._labels_above[cell.column] = cell.text
        order = len(self._seen) + row.number
        if reading.number is not None:
            for label in self._form.rows[reading.number]:
                self._seen[label] = order
        for cell in reading.labels:
            for label in self._form.labels_like(cell.text):
                self._seen[label] = order

    # --- columns

    def _split(self, row: Row) -> _Split:
        cells = row.cells
        width = len(self._columns)
        if not self._block.table.spans_known:
            return self._cut_short(row) or self._pair(*self._without_padding(cells))
        beside = sum(cell.column < self._edge for cell in cells)
        if len(cells) - beside == width and not any(
            looks_like_a_value(c.text) and not self._is_known(c.text) for c in cells[:beside]
        ):
            return self._pair(cells, beside)
        labelled = max((i for i, c in enumerate(cells, start=1) if not c.blank and self._is_known(c.text)), default=0)
        if len(cells) - labelled == width:
            return self._pair(cells, labelled)
        return self._by_overlap(cells, beside)

    def _cut_short(self, row: Row) -> _Split | None:
        """The last row of a text that ends in it, with the numbers it has: where every row above it has all of its own, none
        can be lost between them. Not the last number, which may go on where the text ends. None for any other row."""
        above = self._block.rows[:-1]
        if not self._block.table.cut or row is not self._block.rows[-1] or len(above) < _ROWS_ABOVE:
            return None
        words = max((i for i, cell in enumerate(row.cells, start=1) if self._is_word(cell)), default=0)
        labels, values = row.cells[:words], row.cells[words:]
        if not labels or not 0 < len(values) < len(self._columns) or any(cell.blank for cell in values):
            return None
        number, _ = self._match(self._path(labels))
        if number is None or sum(other > number for other in self._form.rows) < _ROWS_BELOW:
            return None
        if not all(self._pair(*self._without_padding(one.cells)).aligned for one in above if len(one.printed) > 1):
            return None
        whole = values if values[-1].text.strip() == _ENDS_ITSELF else values[:-1]  # of 123 there may be 12 left
        return _Split(labels, tuple(zip(self._columns, whole, strict=False)), values, True) if whole else None

    def _without_padding(self, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], int]:
        """Where spans are lost: the row without the blanks that only fill its width, and how many cells are labels.

        Blanks may fill a row behind its numbers or before them; where one row does not tell, the others or the header
        must. All cells and no label where it is not sure which blanks are cells of numbers.
        """
        labels, starts = self._starts(cells)
        first = self._first_value(cells, labels, starts)
        return (cells, len(cells)) if first is None else (cells[: first + len(self._columns)], first)

    def _starts(self, cells: tuple[Cell, ...]) -> tuple[int, list[int]]:
        """How many cells are words, and where the numbers may begin so that only blanks are left out."""
        width = len(self._columns)
        words = [i for i, cell in enumerate(cells, start=1) if self._is_word(cell)] if self._form.has_row_labels else []
        labels = min(words[-1], len(cells) - width) if words else 0
        if self._form.has_row_labels and labels < 1:
            return 0, [len(cells) - width] if len(cells) > width else []
        if words and labels < len(cells) and self._is_lone_label(cells, labels):
            return labels, []
        ends = range(labels, len(cells) - width + 1)
        return labels, [i for i in ends if all(cell.blank for cell in (*cells[labels:i], *cells[i + width :]))]

    def _first_value(self, cells: tuple[Cell, ...], labels: int, starts: list[int]) -> int | None:
        if not starts or all(cell.blank for cell in cells[labels:]):
            return starts[0] if starts else None
        if self._is_short(cells, labels):
            return None
        if len(starts) == 1:
            return starts[0]
        under = self._columns[0].first - 1
        if len(self._header_rows()) == 1 and under in starts and len(self._form.columns) == len(self._columns):
            return under
        if self._fills == {"behind"}:
            return starts[0]
        return starts[-1] if self._fills == {"before"} and starts[-1] == len(cells) - len(self._columns) else None

    def _is_short(self, cells: tuple[Cell, ...], labels: int) -> bool:
        """True where a cell may be lost: the row is filled up with blanks, but not as far as others of the block are."""
        if len(cells) - labels > len(self._columns):
            return len(cells) < max(len(row.cells) for row in self._block.rows)
        return ("behind" in self._fills and cells[-1].blank) or ("before" in self._fills and cells[labels].blank)

    def _is_lone_label(self, cells: tuple[Cell, ...], labels: int) -> bool:
        """True where words that no unit or number can be stand in the first place for numbers, and beside no row of the form."""
        if self._columns[0].holds_units or not self._is_word(cells[labels]):
            return False
        return not is_among(cells[labels - 1].text, self._form.leaf_labels)

    def _header_rows(self) -> list[Row]:
        return [row for row in self._block.header if self._block.anchor not in row.cells]

    @cached_property
    def _fills(self) -> frozenset[str]:
        """Where blanks fill the rows of this block that leave no doubt: behind the numbers, before them."""
        found = set()
        for row in self._block.rows:
            labels, starts = self._starts(row.cells)
            spare = len(row.cells) - labels - len(self._columns)
            if spare > 0 and len(starts) == 1 and not all(cell.blank for cell in row.cells[labels:]):
                found.add("behind" if starts[0] == labels else "before")
        return frozenset(found)

    def _is_word(self, cell: Cell) -> bool:
        """True for what can only stand in the place of a label: a label of any form, or words without a number."""
        if is_among(cell.text, self._reference.row_labels):
            return True
        return not looks_like_a_value(cell.text) and not says_nothing(cell.text, self._reference)

    def _pair(self, cells: tuple[Cell, ...], labels: int) -> _Split:
        """The cells after the labels, one for each column in order."""
        needed = 1 if self._form.has_row_labels else 0
        if len(cells) - labels != len(self._columns) or labels < needed:
            known = tuple(cell for cell in cells if not cell.blank and self._is_known(cell.text))
            return _Split(known, (), tuple(cell for cell in cells if cell not in known), False)
        if any(is_among(cell.text, self._reference.row_labels) for cell in cells[labels:]):
            return _Split(cells[:labels], (), cells[labels:], False)
        if not self._block.table.spans_known and any(looks_glued(cell.text) for cell in cells[labels:]):
            return _Split(cells[:labels], (), cells[labels:], False)  # a blank that only fills the row took its place
        values = tuple(zip(self._columns, cells[labels:], strict=True))
        if not self._block.table.spans_known and any(
            leaf.holds_units and not self._is_unit(cell) for leaf, cell in values
        ):
            return _Split(cells[:labels], (), cells[labels:], False)
        return _Split(cells[:labels], values, cells[labels:], True)

    def _is_unit(self, cell: Cell) -> bool:
        return says_nothing(cell.text, self._reference) or "".join(cell.text.split()) in self._reference.units

    def _by_overlap(self, cells: tuple[Cell, ...], labels: int) -> _Split:
        """Cells by the grid columns they stand in: each under one header, and each header over one cell."""
        rest = cells[labels:]
        pairs = []
        for cell in rest:
            last = cell.column + cell.column_span - 1
            under = [leaf for leaf in self._columns if leaf.first <= last and cell.column <= leaf.last]
            if len(under) == 1:
                pairs.append((under[0], cell))
            elif under and not cell.blank:
                return _Split(cells[:labels], (), rest, False)
        filled = [leaf for leaf, _ in pairs]
        aligned = len(filled) == len(self._columns) and all(leaf in filled for leaf in self._columns)
        return _Split(cells[:labels], tuple(pairs) if aligned else (), rest, aligned)

    # --- page breaks

    def _doubt_cut_numbers(self, reading: RowReading, split: _Split, lower: Row) -> None:
        """Numbers above a page break that may go on below it, in a row without a label of the form: issues, no facts."""
        bottom = self._split(lower)
        if not (split.aligned and bottom.aligned) or not self._form.has_row_labels:
            return
        own = self._path(tuple(cell for cell in bottom.labels if lower.begins(cell)))
        if own and self._is_known(own[-1]):
            return
        cut = {
            id(above)
            for (leaf, above), (_, below) in zip(split.values, bottom.values, strict=True)
            if not leaf.holds_units and lower.begins(below) and looks_like_a_value(above.text + below.text)
            if not above.blank and not below.blank
        }
        reading.strays += [cell for _, cell in reading.values if id(cell) in cut]
        reading.values = [(leaf, cell) for leaf, cell in reading.values if id(cell) not in cut]

    def _mend(self, upper: Row, lower: Row) -> Row | None:
        """The one row that a page break tore in two, or None if these are two rows."""
        top, bottom = self._split(upper), self._split(lower)
        if not (top.aligned and bottom.aligned) or not self._form.has_row_labels:
            return None
        upper_path, lower_path = self._path(top.labels), self._path(tuple(c for c in bottom.labels if lower.begins(c)))
        if not upper_path or (lower_path and self._match(lower_path[-1:])[1]):
            return None
        leaf = lower_path[-1] if lower_path else ""
        joined = (*upper_path[:-1], upper_path[-1] + leaf)
        if self._match(joined)[0] is None:
            return None
        if any(not a.blank and not b.blank for (_, a), (_, b) in zip(top.values, bottom.values, strict=True)):
            return None
        if not leaf and all(cell.blank for _, cell in bottom.values):
            return None
        whole = {id(a): (b if a.blank else a) for (_, a), (_, b) in zip(top.values, bottom.values, strict=True)}
        label = next(cell for cell in reversed(top.labels) if not cell.blank)
        whole[id(label)] = replace(label, text=joined[-1])
        cells = tuple(replace(whole[id(c)], row=c.row, column=c.column) if id(c) in whole else c for c in upper.cells)
        return Row(upper.number, cells, tuple(cell for cell in cells if cell.row == upper.number and not cell.blank))
