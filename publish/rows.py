"""Rows of the table trend, as values.

Enters: a connection, and whose rows of which indicator and years.
Leaves: TrendRows, those of one body and scope together, by year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A year of a body; or of a group of bodies: `agency` then names the group, `bodies` says how many are summed."""

    agency_id: str | None
    agency: str
    scope: str | None
    year: int
    value: float | None
    obs_status: str | None
    form: str | None
    document_id: str | None
    previous_year: int | None
    previous_value: float | None
    change: float | None
    pct_change: float | None
    flags: tuple[str, ...]
    level: str | None = None
    bodies: int | None = None
    bodies_with_number: int | None = None

    @property
    def series(self) -> tuple[str | None, str, str | None, str | None]:
        """What rows of one series have in common."""
        return self.agency_id, self.agency, self.scope, self.level


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose rows are asked for: a condition on trend, the values it names, and how to call those bodies."""

    where: str
    values: dict[str, Any]
    name: str


IN_QUESTION = (
    "indicator = $indicator AND breakdown = $breakdown"
    " AND ($first IS NULL OR year >= $first) AND ($last IS NULL OR year <= $last)"
)

_ROWS = """
SELECT agency_id, agency, scope, year, value, obs_status, form, document_id,
       previous_year, previous_value, change, pct_change, flags
FROM trend WHERE {question} AND {where}
ORDER BY agency, agency_id, scope, year
"""


def fetch_rows(con: duckdb.DuckDBPyConnection, whose: Whose, asked: dict[str, Any]) -> tuple[TrendRow, ...]:
    """Rows of trend as they stand; `asked` holds the values of IN_QUESTION."""
    found = con.execute(_ROWS.format(question=IN_QUESTION, where=whose.where), whose.values | asked).fetchall()
    return tuple(TrendRow(*row[:-1], flags=split_flags(row[-1])) for row in found)


def split_flags(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(";")) if joined else ()
