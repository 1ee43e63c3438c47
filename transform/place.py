"""Tables of a report → cells of official forms: the heart of reading.

Enters: the tables of a Report, the code book, the year if it is known (it only breaks ties between forms that print
the same table).
Leaves: Placement: every printed cell of a recognised table as a Placed number, an ignored label, or an Issue; what the
tables are together is said by transform.whole.

A row is found by its label within its parents, in order; a column by its header; a number by both. Positions are
never counted past a label that is not known. What matches nothing is an issue, what matches twice is an issue.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from extract.report import Cell, Table
from transform.blocks import Block, split_blocks
from transform.forms import FormTable, Reference
from transform.headers import Header, Leaf, leaves
from transform.labels import is_among, keys
from transform.placement import Covered, Placed, Placement, cell_issue
from transform.row import Row
from transform.rows import RowReader, RowReading
from transform.values import looks_like_a_value, says_nothing

_TELLING = 3
_FEW = 3  # numbers in a row


@dataclass(slots=True)
class _Candidate:
    """A table of a form that a block may be: its columns, and the block's rows read as rows of it."""

    form_table: FormTable
    columns: list[Leaf]
    readings: list[RowReading]
    score: tuple[int, int]


def place(tables: list[Table], reference: Reference, year: int | None) -> Placement:
    """Place every cell of the recognised tables of one report."""
    blocks = [block for table in tables for block in split_blocks(table, reference)]
    options = [_candidates(block, reference) for block in blocks]
    chosen = _choose_forms(options, reference, year)
    result = Placement()
    above: _Candidate | None = None
    for block, candidate in zip(blocks, chosen, strict=True):
        if candidate is None and not block.header and above is not None:
            candidate = _going_on(block, above, reference)
        if candidate is None:
            recognised = any(b.table is block.table and c is not None for b, c in zip(blocks, chosen, strict=True))
            _unrecognised(block, recognised, reference, result)
            continue
        above = candidate
        _place_block(block, candidate, reference, result, goes_on=block is not blocks[-1])
    return result


def _candidates(block: Block, reference: Reference) -> list[_Candidate]:
    """The tables of forms this block may be, those that explain most cells first."""
    header = Header(block)
    found = []
    for form_table in reference.tables:
        columns = leaves(header, form_table)
        if not columns or _names_another(block, form_table, reference):
            continue
        readings = list(RowReader(block, form_table, columns, reference).read())
        rows = sum(reading.number is not None for reading in readings)
        if rows == 0 and not (block.rows == [] and block.anchor is not None):
            continue
        named = sum(leaf.number is not None for leaf in columns)
        anchored = block.anchor is not None and is_among(block.anchor.text, form_table.anchor_labels)
        found.append(_Candidate(form_table, columns, readings, (named * rows, int(anchored))))
    best = max((candidate.score for candidate in found), default=None)
    return [candidate for candidate in found if candidate.score == best]


def _names_another(block: Block, form_table: FormTable, reference: Reference) -> bool:
    """True where spans are lost and the header names a column that only other tables have: this one's may be cut short."""
    if block.table.spans_known:
        return False
    own = form_table.column_labels | form_table.row_labels | form_table.ignored | form_table.unit_labels
    cells = (cell for row in block.header for cell in row.printed if cell is not block.anchor)
    return any(is_among(cell.text, reference.column_labels) and not is_among(cell.text, own) for cell in cells)


def _choose_forms(options: list[list[_Candidate]], reference: Reference, year: int | None) -> list[_Candidate | None]:
    """One table of a form for each block: by its own labels, else by the rest of the report, else by the year."""
    evidence = Counter(found[0].form_table.form for found in options if len(found) == 1)

    def rank(candidate: _Candidate) -> tuple[int, bool, int]:
        form = reference.forms[candidate.form_table.form]
        return evidence[form.name], form.made_for(year), form.first_year

    return [max(found, key=rank) if found else None for found in options]


def _going_on(block: Block, above: _Candidate, reference: Reference) -> _Candidate | None:
    """The table above, if a block without header holds rows of it, and only such rows, in its width."""
    readings = list(RowReader(block, above.form_table, above.columns, reference).read())
    goes_on = bool(readings) and all(reading.number is not None for reading in readings)
    return replace(above, readings=readings) if goes_on else None


def _place_block(block: Block, candidate: _Candidate, reference: Reference, result: Placement, goes_on: bool) -> None:
    """`goes_on`: the report has more tables after this block, so it was not merely cut off here."""
    form_table = candidate.form_table
    begins = Covered(block.first_row.page, block.table.number, block.first_row.number)
    covered = result.covered.setdefault((form_table.form, form_table.name), begins)
    settled: set[int] = set()
    result.ignored += [*block.notes, *block.codes]
    _place_header(block, candidate, reference, result, covered, settled)
    torn: list[Cell] = []
    met = frozenset(reading.number for reading in candidate.readings) | _named(block, form_table)
    for reading in candidate.readings:
        result.ignored += [*reading.labels, *reading.dashes]
        torn += reading.torn
        for trouble in reading.troubles:
            result.issues.append(cell_issue(trouble.kind, trouble.cell, block.table, form_table, trouble.expected))
        for cell in reading.strays:
            expected = "a number under a known header, beside a known label"
            result.issues.append(cell_issue("unplaced_cell", cell, block.table, form_table, expected))
        if not block.table.spans_known and form_table.alternatives.get(reading.number, frozenset()) & met:
            for _, cell in reading.values:
                expected = "a row instead of several, not beside them: its own label may be lost"
                result.issues.append(cell_issue("ambiguous_label", cell, block.table, form_table, expected))
        elif goes_on and _may_hold_a_lost_row(reading, block, form_table, met):
            for _, cell in reading.values:
                expected = "the next row of the form after it: its label may be lost and its number stand here"
                result.issues.append(cell_issue("unplaced_cell", cell, block.table, form_table, expected))
        elif reading.number is not None:
            covered.rows.add(reading.number)
            _place_values(reading, block, form_table, reference, result)
    _place_torn(torn, block, form_table, result)


def _may_hold_a_lost_row(reading: RowReading, block: Block, form_table: FormTable, met: frozenset[int | None]) -> bool:
    """True if a row's few numbers may be those of the next row, whose label is gone: one cell a line, nothing else tells."""
    if block.table.rows_known or reading.number is None or len(form_table.columns) > _FEW:
        return False
    following = reading.number + 1
    replaced = any(following in instead and row in met for row, instead in form_table.alternatives.items())
    return following in form_table.rows and following not in met and not replaced


def _named(block: Block, form_table: FormTable) -> frozenset[int]:
    """Rows of the form whose label is printed in the block, whether their numbers could be placed or not."""
    found = (form_table.rows_like((cell.text,)) for row in block.rows for cell in row.printed)
    return frozenset(rows[0] for rows in found if len(rows) == 1)


def _place_header(
    block: Block,
    candidate: _Candidate,
    reference: Reference,
    result: Placement,
    covered: Covered,
    settled: set[int],
) -> None:
    """Header cells: columns of the form and names it ignores are settled, every other printed cell is an issue."""
    form_table = candidate.form_table
    for leaf in candidate.columns:
        if leaf.number is not None:
            covered.columns.add(leaf.number)
        if leaf.known:
            parents = (cell for cell in leaf.cells if is_among(cell.text, form_table.column_labels))
            settled.update(id(cell) for cell in (*parents, leaf.cells[-1]))
    whole = {id(half): halves.whole for halves in block.torn for half in (halves.upper, halves.lower)}
    for row in block.header:
        for cell in row.printed:
            seen = whole.get(id(cell), cell)
            named = any(key in form_table.ignored or key in form_table.column_labels for key in keys(seen.text))
            if id(seen) in settled or cell is block.anchor or named:
                result.ignored.append(cell)
                continue
            kind = "ambiguous_label" if is_among(cell.text, reference.column_labels) else "unknown_label"
            expected = f"a column header of {form_table.title} ({form_table.form})"
            result.issues.append(cell_issue(kind, cell, block.table, form_table, expected))


def _place_values(
    reading: RowReading, block: Block, form_table: FormTable, reference: Reference, result: Placement
) -> None:
    units = tuple(cell.text for leaf, cell in reading.values if leaf.holds_units)
    for leaf, cell in reading.values:
        if leaf.holds_units:
            known = says_nothing(cell.text, reference) or "".join(cell.text.split()) in reference.units
            if known:
                result.ignored += [] if cell.blank else [cell]
            else:
                result.issues.append(cell_issue("unknown_label", cell, block.table, form_table, "a unit"))
        elif leaf.ignored:
            result.ignored += [] if cell.blank else [cell]
        elif leaf.number is None:
            if not cell.blank:
                expected = "a number under a header that the form has"
                result.issues.append(cell_issue("unplaced_cell", cell, block.table, form_table, expected))
        else:
            meaning = form_table.cells[reading.number, leaf.number]
            texts = (*units, *(above.text for above in reversed(leaf.cells)), *(label.text for label in reading.labels))
            result.placed.append(Placed(form_table, meaning, cell, block.table.number, reading.row.number, texts))


def _place_torn(torn: list[Cell], block: Block, form_table: FormTable, result: Placement) -> None:
    """Parent labels no form knows: the upper half of a label that goes on over a page break is settled, others issues."""
    while torn:
        cell = torn.pop(0)
        below = _first_over_the_page(cell, block)
        if below is not None and any(key in form_table.row_labels for key in keys(cell.text + below.text)):
            result.ignored.append(cell)
            if below in torn:
                torn.remove(below)
                result.ignored.append(below)
        else:
            expected = f"a row label of {form_table.title} ({form_table.form})"
            result.issues.append(cell_issue("unknown_label", cell, block.table, form_table, expected))


def _first_over_the_page(cell: Cell, block: Block) -> Cell | None:
    """The first printed cell of the same column on a later page."""
    for row in block.rows:
        for other in row.printed:
            if other.column == cell.column and other.row > cell.row and other.page != cell.page:
                return other
    return None


def _unrecognised(block: Block, table_recognised: bool, reference: Reference, result: Placement) -> None:
    """A block no form explains: an issue for each number if it speaks the forms' language, else no statutory table.

    In a table that is recognised elsewhere every number is an issue; a text that stands alone in its row is a title
    there, ignored if it is that of a table of a form, else told.
    """
    cells = [cell for row in (*block.header, *block.rows) for cell in row.printed if row.begins(cell)]
    telling = [
        cell for cell in cells if _tells(cell, reference.anchors) or _tells(cell, reference.leaf_labels, _TELLING)
    ]
    columns = [cell for cell in cells if _tells(cell, reference.column_labels, _TELLING)]
    if len(columns) > 1:
        telling += columns
    table = block.table
    if telling:
        expected = "a header and rows of a table of one of the forms"
        result.issues.append(cell_issue("table_unrecognised", telling[0], table, None, expected))
    elif not table_recognised:
        return
    else:
        for row in (*block.header, *block.rows):
            for cell in row.printed:
                if _is_title(cell, row):
                    cells.remove(cell)
                    _place_title(cell, table, reference, result)
    labels = reference.row_labels | reference.column_labels | reference.anchors | reference.ignored
    numbers = [cell for cell in cells if looks_like_a_value(cell.text) and not _tells(cell, labels)]
    told = telling[:1]
    result.ignored += [cell for cell in cells if cell not in told and cell not in numbers]
    for cell in numbers:
        if cell not in told:
            result.issues.append(cell_issue("unplaced_cell", cell, table, None, "a header that says what this is"))


def _place_title(cell: Cell, table: Table, reference: Reference, result: Placement) -> None:
    if is_among(cell.text, reference.titles):
        result.ignored.append(cell)
    else:
        expected = "the title of a table of a form, or nothing above the header"
        result.issues.append(cell_issue("table_title", cell, table, None, expected))


def _is_title(cell: Cell, row: Row) -> bool:
    return len(row.cells) == 1 and any(char.isalpha() for char in cell.text)


def _tells(cell: Cell, labels: frozenset[str], longer_than: int = 0) -> bool:
    return any(key in labels and len(key) > longer_than for key in keys(cell.text))
