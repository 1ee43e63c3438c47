"""How much of what should be there is there: reports expected, found, read, sound, and why not.

Enters: a warehouse (its table coverage, see publish.coverage_table), a region or a body. Leaves: the reports one by one, or
their sums by group and year; text for people, CSV or JSON.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TextIO

from rich.table import Table
from rich.text import Text

from publish.columns import COVERAGE, column_list
from publish.errors import TrendError
from publish.find import find_agency, find_region
from publish.rollup import GROUPS
from publish.show import FORMATS, check_format, print_table, printable, write_csv, write_json
from publish.warehouse import open_warehouse

BY = ("report", "agency", "province", "level", "kind", "year")

_ROWS = f"SELECT {column_list(COVERAGE)} FROM coverage JOIN agencies USING (agency_id) WHERE {{where}} ORDER BY agency_id, year"
_SUMS = """
SELECT coalesce({group}, '中央'), year, count(*) FILTER (expected), count(*) FILTER (expected AND found), count(*) FILTER (found),
       count(*) FILTER ("read"), count(*) FILTER (sound)
FROM coverage JOIN agencies USING (agency_id) WHERE {where} GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Covered:
    """A group in a year: how many reports are expected, how many of these were found, and of all found how many were
    read, and sound."""

    group: str
    year: int
    expected: int
    expected_found: int
    found: int
    read: int
    sound: int


@dataclass(frozen=True, slots=True)
class Report:
    """A row of coverage."""

    agency_id: str
    agency: str
    year: int
    expected: bool
    documents: int
    found: bool
    read: bool
    sound: bool
    reason: str | None
    document_id: str | None
    address: str | None


def query_coverage(
    warehouse: Path, by: str, region: str | None = None, agency: str | None = None
) -> list[Covered] | list[Report]:
    """Sums by group and year, or the reports one by one (`report`); of all bodies, of a region, of one body."""
    if by not in BY:
        raise TrendError(f"coverage is not summed by {by}; expected one of {', '.join(BY)}")
    with open_warehouse(warehouse) as con:
        where, values = "true", {}
        if agency is not None:
            body = find_agency(con, agency)
            where, values = "coverage.agency_id = $agency_id", {"agency_id": body.agency_id}
        elif region is not None:
            _, prefix = find_region(con, region)
            where, values = "starts_with(agencies.division, $prefix)", {"prefix": prefix}
        if by == "report":
            return [Report(*row) for row in con.execute(_ROWS.format(where=where), values).fetchall()]
        group = {"agency": "coverage.agency", "year": "'all'", **GROUPS}[by]
        rows = con.execute(_SUMS.format(group=group, where=where), values).fetchall()
    return [Covered(str(row[0]), *row[1:]) for row in rows]


def render_coverage(found: list[Covered] | list[Report], format: str, stream: TextIO) -> None:
    """Write them in one of FORMATS."""
    check_format(format, FORMATS)
    rows = [asdict(row) for row in found]
    columns = [field.name for field in fields(found[0])] if found else []
    if format == "json":
        write_json(rows, stream)
    elif format == "csv":
        write_csv(columns, rows, stream)
    else:
        shown = [name for name in columns if name not in ("agency_id", "document_id")]
        table = Table(show_edge=False, pad_edge=False)
        for name in shown:
            table.add_column(name, justify="right" if isinstance(rows[0][name], int) else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(_shown(row[name]))) for name in shown))
        what = "groups and years" if found and isinstance(found[0], Covered) else "reports"
        print_table(table, stream, f"{len(rows)} {what}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
