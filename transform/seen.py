"""A number that was read from a picture, or joined from several lines → how far it is believed.

Enters: the Cell with its Ocr, its text's Reading.
Leaves: the Reading: never A, because a picture's text is a guess until an identity confirms it; V where two readings of
the ink agree; no value where they differ (ocr_disagrees). A value of little confidence keeps V and is an issue
(ocr_uncertain). `reading_of`: the row that keeps confidence and region of a cell. Which of two readings is right is
not decided here. A number joined from several lines is V and told
(wrapped_number).
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from extract.report import Cell
from transform.forms import Reference
from transform.labels import keys
from transform.placement import Placed
from transform.values import Reading, as_reported

SURE = 0.6  # confidence of the least sure character; of right readings about one in 300 is below it


def believed(reading: Reading, cell: Cell) -> Reading:
    """The reading as far as its picture or its lines allow; that of any other cell as it is."""
    ocr = cell.ocr
    if cell.wrapped and reading.status == "A" and reading.issue is None:
        return Reading(reading.value, "V", "wrapped_number", "a number in one line")
    if ocr is None:
        return reading
    if ocr.second is not None and _same(ocr.second) != _same(cell.text):
        return Reading(None, None, "ocr_disagrees", f"two readings of the picture that agree, not also {ocr.second!r}")
    if reading.status is None:
        return reading
    status = "V" if reading.status == "A" else reading.status
    if ocr.confidence < SURE and reading.issue is None:
        return Reading(reading.value, status, "ocr_uncertain", f"a confidence of {SURE} or more, not {ocr.confidence}")
    return replace(reading, status=status)


def _same(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def place_in_picture(cell: Cell) -> str:
    """Where the ink is, for a message; nothing for a cell that was not read from a picture."""
    if cell.ocr is None:
        return ""
    left, top, right, bottom = cell.ocr.region
    return f" (in the picture from {left}, {top} to {right}, {bottom} {cell.ocr.unit})"


def reading_of(placed: Placed, document_id: str) -> dict[str, Any]:
    """The row of READINGS of a placed cell that was read from a picture, whether a fact came of it or an issue."""
    cell, ocr = placed.cell, placed.cell.ocr
    left, top, right, bottom = ocr.region
    return {
        "document_id": document_id,
        "page": cell.page,
        "table": placed.table,
        "row": placed.row,
        "column": cell.column,
        "indicator": placed.meaning.indicator,
        "breakdown": placed.meaning.breakdown,
        "text": as_reported(cell.text),
        "second_text": None if ocr.second is None else as_reported(ocr.second),
        "confidence": ocr.confidence,
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "region_unit": ocr.unit,
    }


def units_of(texts: tuple[str, ...], cell: Cell, reference: Reference) -> tuple[str, ...]:
    """The texts that may name a unit; beside a picture's number only those that a form prints just so."""
    if cell.ocr is None:
        return texts
    return tuple(
        text
        for text in texts
        if "".join(text.split()) in reference.units or any(key in reference.labels for key in keys(text)[:1])
    )
