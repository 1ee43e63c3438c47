"""A table whose cells were glued together in running text (规章555规范性文件141414) → issues, never numbers.

Enters: the texts of a report and the code book. Leaves: an Issue glued_cells for each label of a row with digits right
behind it, in a text that also holds the anchor and two columns of that table; whether 141414 is one number or three
cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.report import Report
from transform.forms import FormTable, Reference
from transform.issues import Issue
from transform.labels import fold, keys
from transform.placement import place_text
from transform.values import folded

_FEWEST_COLUMNS = 2
_SHORTEST = 2  # characters of a label that is looked for inside a text
_NOTE = r"(?:\([^()]*\))?"
_EXPECTED = "cells with something between them"


def glued_tables(report: Report, reference: Reference) -> list[Issue]:
    """What is glued in a report, each place once, in the order of the text."""
    found: dict[tuple[int, str], Issue] = {}
    for number, block in enumerate(report.texts, start=1):
        words = fold(block.text)
        labels = {label for table in reference.tables if _holds(words, table) for label in _row_labels(table)}
        for printed in _glued(folded(block.text), labels):
            message = (
                f"{place_text(block.page, None, number, None)}: {printed!r}, expected {_EXPECTED}; no fact written"
            )
            issue = Issue("glued_cells", message, block.page, None, number, None, printed, _EXPECTED)
            found.setdefault((number, printed), issue)
    return list(found.values())


def _holds(words: str, table: FormTable) -> bool:
    if not any(anchor in words for anchor in table.anchor_labels):
        return False
    columns = {key for path in table.columns.values() for key in keys(path[-1])}
    return sum(column in words for column in columns) >= _FEWEST_COLUMNS


def _row_labels(table: FormTable) -> set[str]:
    return {key for path in table.rows.values() if path for key in keys(path[-1]) if len(key) >= _SHORTEST}


def _glued(text: str, labels: set[str]) -> Iterator[str]:
    if labels:
        longest_first = "|".join(map(re.escape, sorted(labels, key=lambda label: (-len(label), label))))
        yield from (match[0] for match in re.finditer(rf"(?:{longest_first}){_NOTE}\d+", text))
