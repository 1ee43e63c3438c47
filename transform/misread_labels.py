"""Tables read from pictures → the same tables, their slightly misread labels as the forms print them.

Enters: the tables of a Report, the code book.
Leaves: the tables, and an issue (ocr_label) for each label that was put right, naming both.

Only cells read by OCR that are no label of any form are touched. If the second reading of the ink is a label, it is that.
Else a text is taken for the label of a form's table that is the only closest one, at most 1 character away (2 for labels
over 10 characters), and stands between the known labels before and after it in that table's printed order; a label of up
to 3 characters must stand right between them. Tables of forms that do not agree leave it as it is. A label that names a
unit of money is never put right: the unit would be ours.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from extract.report import Cell, Table
from transform.forms import FormTable, Reference
from transform.issues import Issue
from transform.labels import fold, keys
from transform.placement import where
from transform.values import looks_like_a_value

LONG, FAR, NEAR = 10, 2, 1  # characters
TINY = 3  # characters
_MONEY = "元"


@dataclass(frozen=True, slots=True)
class _Order:
    """A table's labels in the order they are printed, and for each key the places where it may stand.

    `last` is for each label the place of the last row beside it: over a page break a parent is printed beside any of them.
    """

    form_table: FormTable
    labels: tuple[str, ...]
    last: tuple[int, ...]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, form_table: FormTable) -> _Order:
        labels, last = _printed_order(form_table)
        places: dict[str, list[int]] = {}
        for place, label in enumerate(labels):
            for key in form_table.keys_of(label):
                places.setdefault(key, []).append(place)
        return cls(form_table, labels, last, places)


def mended(tables: list[Table], reference: Reference) -> tuple[list[Table], list[Issue]]:
    """Put right what can be put right; other tables pass as they are."""
    if not any(cell.ocr for table in tables for cell in table.cells):
        return tables, []
    orders = [_Order.of(form_table) for form_table in reference.tables]
    found, issues = [], []
    for table in tables:
        table, more = _mended(table, reference, orders)
        found.append(table)
        issues += more
    return found, issues


def _mended(table: Table, reference: Reference, orders: list[_Order]) -> tuple[Table, list[Issue]]:
    cells = [_with_both_units(cell) for cell in table.cells]
    issues = []
    for number, cell in enumerate(cells):
        if cell.ocr is None or not _may_be_label(cell.text) or _known(cell.text, reference.labels):
            continue
        label = _meant(cells, number, orders)
        if label is not None:
            cells[number] = replace(cell, text=label)
            issues.append(_issue(cell, label, table))
    return replace(table, cells=tuple(cells)), issues


def _may_be_label(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 1


def _known(text: str, labels: frozenset[str]) -> bool:
    return not labels.isdisjoint(keys(text))


def _with_both_units(cell: Cell) -> Cell:
    """A cell whose two readings differ and name a unit of money names none: it shows both."""
    second = cell.ocr.second if cell.ocr else None
    if second is None or fold(second) == fold(cell.text) or _MONEY not in cell.text + second:
        return cell
    if looks_like_a_value(cell.text):
        return cell
    return replace(cell, text=f"{cell.text}|{second}")


def _meant(cells: list[Cell], number: int, orders: list[_Order]) -> str | None:
    """The one label that all tables of forms which could hold this cell give it."""
    second = cells[number].ocr.second
    if second is not None and any(_places(second, order) for order in orders):
        return second
    found = {label for order in orders if (label := _meant_by(order, cells, number)) is not None}
    return found.pop() if len({keys(label)[0] for label in found}) == 1 else None


def _meant_by(order: _Order, cells: list[Cell], number: int) -> str | None:
    label = _closest(cells[number].text, order)
    if label is None or _MONEY in label:
        return None
    before = next((found for cell in reversed(cells[:number]) if (found := _places(cell.text, order))), None)
    after = next((found for cell in cells[number + 1 :] if (found := _places(cell.text, order))), None)
    if before is None and after is None:
        return None
    tiny = len(keys(label)[0]) <= TINY
    pairs = [(low, high) for low in before or [-1] for high in after or [len(order.labels)]]
    places = order.places[keys(label)[0]]
    if any(_stands_between(place, low, high, tiny, order.last) for place in places for low, high in pairs):
        return label
    return None


def _stands_between(place: int, low: int, high: int, tiny: bool, last: tuple[int, ...]) -> bool:
    """Whether a label may stand between two others; those with rows beside them reach as far as these do."""
    if tiny:
        return (low, high) == (place - 1, place + 1)
    end = last[high] if high < len(last) else high
    return low <= last[place] and place <= end and low <= end and place not in (low, high)


def _places(text: str, order: _Order) -> list[int]:
    return sorted({place for key in keys(text) for place in order.places.get(key, ())})


def _closest(text: str, order: _Order) -> str | None:
    """The label nearest to a text, if it is near enough and no other is as near."""
    printed = keys(text)[0]
    distances: dict[str, int] = {}
    for label in set(order.labels):
        for key in order.form_table.keys_of(label):
            most = FAR if len(key) > LONG else NEAR
            apart = _apart(printed, key, most)
            if apart <= most:
                distances[label] = min(apart, distances.get(label, apart))
    least = min(distances.values(), default=0)
    nearest = [label for label, apart in distances.items() if apart == least]
    return nearest[0] if len({keys(label)[0] for label in nearest}) == 1 else None


def _apart(one: str, other: str, most: int) -> int:
    """Levenshtein's distance; any number over `most` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for number, char in enumerate(one, start=1):
        above, row[0] = row[0], number
        for place, wanted in enumerate(other, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (char != wanted))
        if min(row) > most:
            return most + 1
    return row[-1]


def _printed_order(form_table: FormTable) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The labels from the upper left corner on, and the place of the last row beside each."""
    columns = [path for _, path in sorted(form_table.columns.items())]
    depth = max(len(path) for path in columns)
    levels = [[path[: level + 1] for path in columns if len(path) > level] for level in range(depth)]
    header = [path[-1] for level in levels for path, _ in itertools.groupby(level)]
    numbers = sorted(form_table.rows, key=lambda row: (min(form_table.alternatives.get(row, {row})), row))
    labels, last = list(header), list(range(len(header)))
    above: dict[tuple[str, ...], int] = {}
    for path in (form_table.rows[number] for number in numbers):
        for depth in range(1, len(path) + 1):
            if path[:depth] not in above or depth == len(path):
                above[path[:depth]] = len(labels)
                labels.append(path[depth - 1])
                last.append(len(labels) - 1)
        for depth in range(1, len(path)):
            last[above[path[:depth]]] = len(labels) - 1
    return tuple(labels), tuple(last)


def _issue(cell: Cell, label: str, table: Table) -> Issue:
    message = (
        f"{where(cell, table.number, cell.row)}: the picture was read as {cell.text!r}, taken for the label {label!r}"
    )
    return Issue("ocr_label", message, cell.page, table.number, cell.row, cell.column, cell.text, label)
