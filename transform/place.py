"""Tables of a report → cells of official forms: the heart of reading.

Enters: the tables of a Report, the code book, the year if it is known (it only breaks ties between forms that print
the same table).
Leaves: Placement: every printed cell of a recognised table as a Placed number, an ignored label, or an Issue.

A row is found by its label within its parents, in order; a column by its header; a number by both. Positions are
never counted past a label that is not known. What matches nothing is an issue, what matches twice is an issue.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from extract.report import Cell, Table
from transform.blocks import Block, Row, split_blocks
from transform.forms import FormCell, FormTable, Reference
from transform.headers import Leaf, leaves
from transform.issues import Issue
from transform.labels import is_among, keys
from transform.rows import RowReader, RowReading
from transform.values import looks_like_a_value, says_nothing

_TELLING = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed cell that is a cell of a form; `unit_texts` are the header and unit cells that may name its unit."""

    form_table: FormTable
    meaning: FormCell
    cell: Cell
    table: int
    row: int
    unit_texts: tuple[str, ...]


@dataclass(slots=True)
class Placement:
    """What became of a report's tables. `ignored` counts printed cells that are labels or are ignored by name."""

    placed: list[Placed] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    ignored: int = 0
    main_form: str | None = None

    @property
    def forms(self) -> list[str]:
        """Forms met, the one with most cells first."""
        counts = Counter(placed.form_table.form for placed in self.placed)
        return sorted(counts, key=lambda form: (-counts[form], form))


@dataclass(slots=True)
class _Candidate:
    form_table: FormTable
    columns: list[Leaf]
    score: tuple[int, int]


def place(tables: list[Table], reference: Reference, year: int | None) -> Placement:
    """Place every cell of the recognised tables of one report."""
    blocks = [block for table in tables for block in split_blocks(table, reference)]
    options = [_candidates(block, reference) for block in blocks]
    chosen = _choose_forms(options, reference, year)
    result = Placement()
    covered: dict[tuple[str, str], _Covered] = {}
    above: _Candidate | None = None
    for block, candidate in zip(blocks, chosen, strict=True):
        if candidate is None and not block.header and above is not None and _goes_on(block, above, reference):
            candidate = above
        if candidate is None:
            recognised = any(b.table is block.table and c is not None for b, c in zip(blocks, chosen, strict=True))
            _unrecognised(block, recognised, reference, result)
            continue
        above = candidate
        name = (candidate.form_table.form, candidate.form_table.name)
        _place_block(block, candidate, reference, result, covered.setdefault(name, _Covered(block)))
    _drop_repeats(result)
    result.main_form = result.forms[0] if result.placed else None
    _missing(result, reference, covered)
    return result


@dataclass(slots=True)
class _Covered:
    """Rows and columns of a form's table met in the report, and the block that met it first."""

    block: Block
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def _candidates(block: Block, reference: Reference) -> list[_Candidate]:
    """The tables of forms this block may be, those that explain most cells first."""
    found = []
    for form_table in reference.tables:
        columns = leaves(block, form_table) if block.header else []
        if not columns or _names_another(block, form_table, reference):
            continue
        reader = RowReader(block, form_table, columns, reference)
        rows = sum(1 for reading in reader.read() if reading.number is not None)
        if rows == 0 and not (block.rows == [] and block.anchor is not None):
            continue
        named = sum(leaf.number is not None for leaf in columns)
        anchored = block.anchor is not None and is_among(block.anchor.text, form_table.anchor_labels)
        found.append(_Candidate(form_table, columns, (named * rows, int(anchored))))
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


def _goes_on(block: Block, above: _Candidate, reference: Reference) -> bool:
    """True if a block without header holds rows of the table above it, and only such rows, in its width."""
    readings = list(RowReader(block, above.form_table, above.columns, reference).read())
    return bool(readings) and all(reading.number is not None for reading in readings)


def _place_block(
    block: Block, candidate: _Candidate, reference: Reference, result: Placement, covered: _Covered
) -> None:
    form_table = candidate.form_table
    settled: set[int] = set()
    result.ignored += len(block.notes)
    _place_header(block, candidate, reference, result, covered, settled)
    torn: list[Cell] = []
    readings = list(RowReader(block, form_table, candidate.columns, reference).read())
    met = frozenset(reading.number for reading in readings) | _named(block, form_table)
    for reading in readings:
        result.ignored += len(reading.labels)
        torn += reading.torn
        for trouble in reading.troubles:
            result.issues.append(_issue(trouble.kind, trouble.cell, block.table, form_table, trouble.expected))
        for cell in reading.strays:
            expected = "a number under a known header, beside a known label"
            result.issues.append(_issue("unplaced_cell", cell, block.table, form_table, expected))
        if not block.table.spans_known and form_table.alternatives.get(reading.number, frozenset()) & met:
            for _, cell in reading.values:
                expected = "a row instead of several, not beside them: its own label may be lost"
                result.issues.append(_issue("ambiguous_label", cell, block.table, form_table, expected))
        elif reading.number is not None:
            covered.rows.add(reading.number)
            _place_values(reading, block, form_table, reference, result)
    _place_torn(torn, block, form_table, result)


def _named(block: Block, form_table: FormTable) -> frozenset[int]:
    """Rows of the form whose label is printed in the block, whether their numbers could be placed or not."""
    found = (form_table.rows_like((cell.text,)) for row in block.rows for cell in row.printed)
    return frozenset(rows[0] for rows in found if len(rows) == 1)


def _place_header(
    block: Block,
    candidate: _Candidate,
    reference: Reference,
    result: Placement,
    covered: _Covered,
    settled: set[int],
) -> None:
    """Header cells: columns of the form and names it ignores are settled, every other printed cell is an issue."""
    form_table = candidate.form_table
    for leaf in candidate.columns:
        if leaf.number is not None:
            covered.columns.add(leaf.number)
        if leaf.number is not None or leaf.holds_units:
            parents = (cell for cell in leaf.cells if is_among(cell.text, form_table.column_labels))
            settled.update(id(cell) for cell in (*parents, leaf.cells[-1]))
    for row in block.header:
        for cell in row.printed:
            named = any(key in form_table.ignored or key in form_table.column_labels for key in keys(cell.text))
            if id(cell) in settled or cell is block.anchor or named:
                result.ignored += 1
                continue
            kind = "ambiguous_label" if is_among(cell.text, reference.column_labels) else "unknown_label"
            expected = f"a column header of {form_table.title} ({form_table.form})"
            result.issues.append(_issue(kind, cell, block.table, form_table, expected))


def _place_values(
    reading: RowReading, block: Block, form_table: FormTable, reference: Reference, result: Placement
) -> None:
    units = tuple(cell.text for leaf, cell in reading.values if leaf.holds_units)
    for leaf, cell in reading.values:
        if leaf.holds_units:
            known = says_nothing(cell.text, reference) or "".join(cell.text.split()) in reference.units
            if known:
                result.ignored += not cell.blank
            else:
                result.issues.append(_issue("unknown_label", cell, block.table, form_table, "a unit"))
        elif leaf.number is None:
            if not cell.blank:
                expected = "a number under a header that the form has"
                result.issues.append(_issue("unplaced_cell", cell, block.table, form_table, expected))
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
            result.ignored += 1
            if below in torn:
                torn.remove(below)
                result.ignored += 1
        else:
            expected = f"a row label of {form_table.title} ({form_table.form})"
            result.issues.append(_issue("unknown_label", cell, block.table, form_table, expected))


def _first_over_the_page(cell: Cell, block: Block) -> Cell | None:
    """The first printed cell of the same column on a later page."""
    for row in block.rows:
        for other in row.printed:
            if other.column == cell.column and other.row > cell.row and other.page != cell.page:
                return other
    return None


def _unrecognised(block: Block, table_recognised: bool, reference: Reference, result: Placement) -> None:
    """A block no form explains: an issue for each number if it speaks the forms' language, else no statutory table.

    In a table that is recognised elsewhere every number is an issue; a text that stands alone in its row is a title there.
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
        result.issues.append(_issue("table_unrecognised", telling[0], table, None, expected))
    elif table_recognised:
        cells = [cell for row in (*block.header, *block.rows) for cell in row.printed if not _is_title(cell, row)]
    else:
        return
    labels = reference.row_labels | reference.column_labels | reference.anchors | reference.ignored
    numbers = [cell for cell in cells if looks_like_a_value(cell.text) and not _tells(cell, labels)]
    told = telling[:1]
    result.ignored += sum(cell not in told and cell not in numbers for cell in cells)
    for cell in numbers:
        if cell not in told:
            result.issues.append(_issue("unplaced_cell", cell, table, None, "a header that says what this is"))


def _is_title(cell: Cell, row: Row) -> bool:
    return len(row.cells) == 1 and any(char.isalpha() for char in cell.text)


def _tells(cell: Cell, labels: frozenset[str], longer_than: int = 0) -> bool:
    return any(key in labels and len(key) > longer_than for key in keys(cell.text))


def _drop_repeats(result: Placement) -> None:
    """A cell of a form met twice: the same text again is a warning, another text makes neither of them a fact."""
    groups: dict[tuple[str, str, str], list[Placed]] = {}
    for placed in result.placed:
        key = (placed.form_table.form, placed.meaning.indicator, placed.meaning.breakdown)
        groups.setdefault(key, []).append(placed)
    kept: list[Placed] = []
    for group in groups.values():
        first = group[0]
        same = all(placed.cell.text.split() == first.cell.text.split() for placed in group)
        kept += group[:1] if same else []
        for placed in group[1:] if same else group if len(group) > 1 else ():
            kind = "duplicate_cell" if same else "conflicting_cell"
            expected = f"this cell once; it is also in table {first.table}, row {first.row}, column {first.cell.column}"
            result.issues.append(_repeat(kind, placed, expected))
    result.placed = kept
    _compare_forms(result)


def _compare_forms(result: Placement) -> None:
    """The same number in tables of two forms: both are facts of their form, and a difference between them is told."""
    forms = result.forms
    first: dict[tuple[str, str], Placed] = {}
    for placed in sorted(result.placed, key=lambda placed: forms.index(placed.form_table.form)):
        other = first.setdefault((placed.meaning.indicator, placed.meaning.breakdown), placed)
        if other is not placed and placed.cell.text.split() != other.cell.text.split():
            place = where(other.cell, other.table, other.row)
            expected = f"{other.cell.text!r}, as form {other.form_table.form} prints it in {place}"
            result.issues.append(_repeat("forms_disagree", placed, expected))


def _repeat(kind: str, placed: Placed, expected: str) -> Issue:
    indicator, breakdown = placed.meaning.indicator, placed.meaning.breakdown
    message = f"{where(placed.cell, placed.table, placed.row)}: {indicator}[{breakdown}] printed {placed.cell.text!r}"
    return Issue(
        kind, f"{message}, expected {expected}", placed.cell.page, placed.table, placed.row, placed.cell.column,
        placed.cell.text, expected, indicator, breakdown,
    )  # fmt: skip


def _missing(result: Placement, reference: Reference, covered: dict[tuple[str, str], _Covered]) -> None:
    """Tables, rows and columns of the report's main form that are not there."""
    if result.main_form is None:
        return
    for form_table in reference.forms[result.main_form].tables:
        met = covered.get((form_table.form, form_table.name))
        if met is None:
            message = f"{form_table.title} ({form_table.name}, form {form_table.form}) is not in the report"
            result.issues.append(Issue("table_missing", message, expected=form_table.name))
            continue
        place = met.block.first_row
        for number, path in sorted(form_table.rows.items()):
            if number not in met.rows and not _replaced(number, met.rows, form_table):
                label = path[-1] if path else "its row of numbers"
                result.issues.append(_absent("row_missing", label, met.block, place, form_table))
        for number, path in sorted(form_table.columns.items()):
            if number not in met.columns:
                result.issues.append(_absent("column_missing", path[-1], met.block, place, form_table))


def _replaced(row: int, met: set[int], form_table: FormTable) -> bool:
    """True if the report prints the row's alternative: one row instead of several, or several instead of one."""
    for alternative, instead in form_table.alternatives.items():
        if row in instead and alternative in met:
            return True
        if row == alternative:
            return True
    return False


def _absent(kind: str, label: str, block: Block, row: Row, form_table: FormTable) -> Issue:
    table = block.table
    begins = f"page {row.page}, table {table.number}" if row.page is not None else f"table {table.number}"
    message = f"{begins}: {form_table.title} (form {form_table.form}) lacks {label!r}"
    return Issue(kind, message, row.page, table.number, row.number, expected=label)


def where(cell: Cell, table: int, row: int) -> str:
    """`page 4, table 3, row 7, column 9`; without the page where the format has none."""
    page = f"page {cell.page}, " if cell.page is not None else ""
    return f"{page}table {table}, row {row}, column {cell.column}"


def _issue(kind: str, cell: Cell, table: Table, form_table: FormTable | None, expected: str) -> Issue:
    message = f"{where(cell, table.number, cell.row)}: printed {cell.text!r}, expected {expected}"
    return Issue(kind, message, cell.page, table.number, cell.row, cell.column, cell.text, expected)
