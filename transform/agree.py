"""Two documents that report the same year of the same body, compared cell by cell.

Enters: the facts in use, the facts of documents that report the same, and which document stands for which.
Leaves: the facts with V confirmed (A) where the other document prints the same number as text, and an issue
(documents_disagree) for each cell where the two print different numbers. No number is changed, none is taken over.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from transform.issues import issue_id
from transform.placement import place_text
from transform.schema import PLACE

Row = dict[str, Any]
_CELL = ("indicator", "breakdown", "form")


def compare_documents(
    facts: pa.Table, others: pa.Table, stands_for: dict[str, str], names: dict[str, str], severity: str
) -> tuple[pa.Table, list[Row]]:
    """`stands_for`: the document in use by the document it stands for; `names`: file names for the messages."""
    if not stands_for:
        return facts, []
    wanted = pc.is_in(facts["document_id"], pa.array(sorted(set(stands_for.values())), pa.string()))
    places = pc.indices_nonzero(wanted).to_pylist()
    in_use = {
        (row["document_id"], *(row[name] for name in _CELL)): (place, row)
        for place, row in zip(places, facts.take(places).to_pylist(), strict=True)
    }
    status = facts["obs_status"].to_pylist()
    issues = []
    for row in others.to_pylist():
        key = (stands_for[row["document_id"]], *(row[name] for name in _CELL))
        if key not in in_use or row["value"] is None:
            continue
        place, own = in_use[key]
        if own["value"] is None:
            continue
        if own["value"] != row["value"]:
            issues.append(_disagreement(own, row, names, severity))
        elif row["obs_status"] == "A" and status[place] == "V":
            status[place] = "A"
    column = pa.array(status, pa.string())
    return facts.set_column(
        facts.schema.get_field_index("obs_status"), facts.schema.field("obs_status"), column
    ), issues


def _disagreement(own: Row, other: Row, names: dict[str, str], severity: str) -> Row:
    cell, there = (place_text(*(row[name] for name in PLACE)) for row in (own, other))
    expected = f"{other['value_as_reported']!r}, as {names[other['document_id']]}, {there} prints it"
    message = (
        f"{own['agency']} {own['year']} · {names[own['document_id']]}, {cell}: {own['indicator']}[{own['breakdown']}] "
        f"printed {own['value_as_reported']!r}, expected {expected}"
    )
    place = {name: own[name] for name in ("document_id", *PLACE, "indicator", "breakdown")}
    told = {"kind": "documents_disagree", "severity": severity, "rule": None, "printed": own["value_as_reported"]}
    name = issue_id(kind="documents_disagree", rule=None, printed=f"{own['value_as_reported']} {expected}", **place)
    whose = {"issue_id": name, "agency_id": own["agency_id"], "year": own["year"]}
    return {**whose, **place, **told, "expected": expected, "message": message}
