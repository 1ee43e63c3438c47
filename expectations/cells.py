"""The cells a violation speaks of, read back from its `terms` text, and their flag in the facts.

Enters: VIOLATIONS rows as `expectations.evaluate` words them, FACTS.
Leaves: TermCell values; `mark` gives the facts back, in their order, with obs_status A or V → U where a failed rule marks.
Value and value_as_reported stay as they are; a blank (O) stays a blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from transform.schema import FACTS

_TERM = re.compile(r"(?P<indicator>[a-z_.]+)\[(?P<breakdown>[a-z_]+)\]=(?P<value>\S+) \((?P<place>[^()]*)\)")
_KEY = ("document_id", "indicator", "breakdown", "table", "row", "column")
CELLS = pa.schema([FACTS.field(name) for name in _KEY])


@dataclass(frozen=True, slots=True)
class TermCell:
    """One printed term. `value` is its text (`blank` for a blank); document and year are set if not the violation's."""

    indicator: str
    breakdown: str
    value: str
    document: str | None
    year: int | None
    page: int | None
    table: int | None
    row: int | None
    column: int | None

    @property
    def number(self) -> float:
        """What the term counts for: a blank counts as 0 in a sum."""
        return 0.0 if self.value == "blank" else float(self.value)


def read_terms(text: str) -> list[TermCell]:
    """The terms of a violation, in the order of its formula."""
    cells = []
    for part in text.split("; "):
        match = _TERM.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not a term of a violation")
        place = dict(item.split(" ") for item in match["place"].split(", ") if item)
        document = place.pop("document", None)
        numbers = {name: int(place[name]) if name in place else None for name in ("year", "page", *_KEY[3:])}
        cells.append(TermCell(match["indicator"], match["breakdown"], match["value"], document, **numbers))
    return cells


def marked_cells(violations: pa.Table) -> pa.Table:
    """The cells (CELLS) that take part in a failed rule which marks its facts, each once."""
    found = set()
    for violation in violations.select(["marks", "document_id", "terms"]).to_pylist():
        if violation["marks"]:
            for cell in read_terms(violation["terms"]):
                found.add((violation["document_id"], cell.indicator, cell.breakdown, cell.table, cell.row, cell.column))
    return pa.Table.from_pylist([dict(zip(_KEY, cell, strict=True)) for cell in found], schema=CELLS)


def same_cell(facts: str, cells: str) -> str:
    """SQL: the two name the same cell (a place may be null in both)."""
    return " AND ".join(f'{facts}."{name}" IS NOT DISTINCT FROM {cells}."{name}"' for name in _KEY)


def mark(facts: pa.Table, violations: pa.Table) -> pa.Table:
    """The facts, those A or V which take part in a failed rule that marks now U; nothing else changes."""
    return with_status(facts, marked_cells(violations), ("A", "V"), "U")


def with_status(facts: pa.Table, cells: pa.Table, old: tuple[str, ...], new: str) -> pa.Table:
    """The facts in their order, those of the cells (CELLS) that have an old status now with the new one."""
    numbered = facts.select(["obs_status", *_KEY]).append_column("number", pa.array(range(len(facts)), pa.int64()))
    old_names = ", ".join(f"'{status}'" for status in old)
    with duckdb.connect() as con:
        con.register("facts", numbered)
        con.register("cells", cells)
        statuses = con.sql(f"""
            SELECT if(f.obs_status IN ({old_names}) AND c.document_id IS NOT NULL, '{new}', f.obs_status) AS obs_status
            FROM facts f LEFT JOIN (SELECT DISTINCT * FROM cells) c ON {same_cell("f", "c")} ORDER BY f.number
        """).to_arrow_table()
    at = facts.schema.get_field_index("obs_status")
    column = statuses["obs_status"].cast(facts.schema.field(at).type)
    return facts.set_column(at, facts.schema.field(at), column)
