"""The issue log of a warehouse, filtered.

Enters: a warehouse and filters. Leaves: issues as rows, the gravest first, then by body, year and place.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TextIO

import duckdb
from rich.table import Table
from rich.text import Text

from publish.errors import TrendError
from publish.find import find_agency
from publish.show import FORMATS, check_format, print_table, printable, write_csv, write_json
from publish.warehouse import open_warehouse
from transform.placement import place_text
from transform.schema import ISSUES, PLACE

SEVERITIES = ("error", "warning", "info")
COLUMNS = ("agency", "document", *ISSUES.names)

_ISSUES = """
SELECT documents.agency, documents.name AS document, issues.*
FROM issues LEFT JOIN documents USING (document_id)
WHERE ($kind IS NULL OR kind = $kind) AND ($severity IS NULL OR severity = $severity)
  AND ($year IS NULL OR issues.year = $year)
  AND ($agency IS NULL OR (issues.agency_id IS NOT DISTINCT FROM $agency_id
                           AND ($agency_id IS NOT NULL OR documents.agency = $agency)))
ORDER BY list_position(['error', 'warning', 'info'], severity), issues.agency_id, documents.agency, issues.year,
         document_id, page, "table", "row", "column", issue_id
"""


def list_issues(
    warehouse: Path,
    kind: str | None = None,
    severity: str | None = None,
    agency: str | None = None,
    year: int | None = None,
) -> list[dict[str, Any]]:
    """Issues with the columns COLUMNS; a filter that nothing can match is a TrendError, not an empty list."""
    if severity is not None and severity not in SEVERITIES:
        raise TrendError(f"no severity is called {severity}; expected {', '.join(SEVERITIES)}")
    with open_warehouse(warehouse) as con:
        _check_kind(con, kind)
        body = find_agency(con, agency) if agency is not None else None
        whose = {"agency": body.name if body else None, "agency_id": body.agency_id if body else None}
        found = con.execute(_ISSUES, whose | {"kind": kind, "severity": severity, "year": year})
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{name: row[name] for name in COLUMNS} for row in rows]


def _check_kind(con: duckdb.DuckDBPyConnection, kind: str | None) -> None:
    kinds = [name for (name,) in con.execute("SELECT kind FROM issue_kinds ORDER BY kind").fetchall()]
    if kind is not None and kind not in kinds:
        raise TrendError(f"no kind of issue is called {kind}; expected one of {', '.join(kinds)}")


def render_issues(issues: list[dict[str, Any]], format: str, stream: TextIO) -> None:
    """Write the issues in one of publish.show.FORMATS."""
    check_format(format, FORMATS)
    if format == "csv":
        write_csv(COLUMNS, issues, stream)
    elif format == "json":
        write_json(issues, stream)
    else:
        counts = Counter(issue["severity"] for issue in issues)
        told = ", ".join(f"{counts[severity]:,} {severity}" for severity in SEVERITIES if counts[severity])
        print_table(issue_table(issues), stream, f"{len(issues):,} issues" + (f": {told}" if told else ""))


def issue_table(issues: list[dict[str, Any]]) -> Table:
    """Issues for people: what and how grave, whose, where, and the whole in a sentence."""
    table = Table(show_edge=False, pad_edge=False)
    for name in ("Severity", "Kind"):
        table.add_column(name, no_wrap=True)
    table.add_column("Agency", min_width=12, overflow="fold")
    table.add_column("Year", no_wrap=True)
    table.add_column("Place")
    table.add_column("Message", min_width=30, overflow="fold")
    for issue in issues:
        year = "" if issue["year"] is None else str(issue["year"])
        body = issue["agency"] or issue["document"] or ""
        place = place_text(*(issue[name] for name in PLACE))
        cells = (issue["severity"], issue["kind"], body, year, place, issue["message"])
        table.add_row(*(Text(printable(cell or "")) for cell in cells))
    return table
