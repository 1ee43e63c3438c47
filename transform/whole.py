"""The placed cells of one report taken together: what is printed twice, and what of its form is not there.

Enters: a Placement as its tables gave it, one after the other. Leaves: the same Placement, completed: a cell met twice is
a warning or, with another text, no fact at all; `main_form` is set; tables, rows and columns that the form has and the
report lacks are issues.
"""

from __future__ import annotations

from transform.forms import FormTable, Reference
from transform.issues import Issue
from transform.placement import Covered, Placed, Placement, where


def complete(result: Placement, reference: Reference) -> Placement:
    """Look at all tables of the report at once."""
    _drop_repeats(result)
    result.main_form = result.forms[0] if result.placed else None
    _missing(result, reference)
    return result


def _drop_repeats(result: Placement) -> None:
    """A cell of a form met twice: the same text again is a warning, another text makes neither of them a fact."""
    groups: dict[tuple[str, str, str], list[Placed]] = {}
    for placed in result.placed:
        key = (placed.form_table.form, placed.meaning.indicator, placed.meaning.breakdown)
        groups.setdefault(key, []).append(placed)
    kept: list[Placed] = []
    for group in groups.values():
        if len(group) == 1:
            kept += group
            continue
        first = group[0]
        same = all(placed.cell.text.split() == first.cell.text.split() for placed in group)
        kept += group[:1] if same else []
        for placed in group[1:] if same else group:
            kind = "duplicate_cell" if same else "conflicting_cell"
            expected = f"this cell once; it is also in table {first.table}, row {first.row}, column {first.cell.column}"
            result.issues.append(_repeat(kind, placed, expected))
    result.placed = kept
    _compare_forms(result)


def _compare_forms(result: Placement) -> None:
    """The same number in tables of two forms: both are facts of their form, and a difference between them is told."""
    forms = result.forms
    if len(forms) < 2:
        return
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


def _missing(result: Placement, reference: Reference) -> None:
    """Tables, rows and columns of the report's main form that are not there."""
    if result.main_form is None:
        return
    for form_table in reference.forms[result.main_form].tables:
        met = result.covered.get((form_table.form, form_table.name))
        if met is None:
            message = f"{form_table.title} ({form_table.name}, form {form_table.form}) is not in the report"
            result.issues.append(Issue("table_missing", message, expected=form_table.name))
            continue
        for number, path in sorted(form_table.rows.items()):
            if number not in met.rows and not _replaced(number, met.rows, form_table):
                label = path[-1] if path else "its row of numbers"
                result.issues.append(_absent("row_missing", label, met, form_table))
        for number, path in sorted(form_table.columns.items()):
            if number not in met.columns:
                result.issues.append(_absent("column_missing", path[-1], met, form_table))


def _replaced(row: int, met: set[int], form_table: FormTable) -> bool:
    """True if the report prints the row's alternative: one row instead of several, or several instead of one."""
    for alternative, instead in form_table.alternatives.items():
        if row in instead and alternative in met:
            return True
        if row == alternative:
            return True
    return False


def _absent(kind: str, label: str, met: Covered, form_table: FormTable) -> Issue:
    begins = f"page {met.page}, table {met.table}" if met.page is not None else f"table {met.table}"
    message = f"{begins}: {form_table.title} (form {form_table.form}) lacks {label!r}"
    return Issue(kind, message, met.page, met.table, met.row, expected=label)
