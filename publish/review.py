"""Bodies that reports name and agencies.csv does not have → rows to look at, and to accept.

Enters: a store that was read, data/agencies.csv. Leaves: Proposed rows, each with the reports that ask for it; `accept`
writes chosen ones to the end of agencies.csv under the next ids. Nothing gets an id of itself: a person accepts.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyarrow.parquet as pq
from rich.table import Table
from rich.text import Text

from extract.files import write_whole
from publish.errors import TrendError
from publish.show import FORMATS, check_format, print_table, printable, write_csv, write_json
from transform.agencies import Agencies, load_agencies
from transform.forms import DATA
from transform.naming import GOVERNMENT
from transform.resolver import Proposal, resolve
from transform.sites import load_sites

COLUMNS = (
    "number",
    "name",
    "kind",
    "level",
    "division",
    "division_as_of",
    "printed",
    "reports",
    "first_year",
    "last_year",
)
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A body to be accepted: `printed` are the names reports print, `years` those they are of."""

    proposal: Proposal
    printed: tuple[str, ...]
    years: tuple[int, ...]
    reports: int


def proposed(store: Path, data: Path = DATA) -> list[Proposed]:
    """What the reports of a store ask for, by division and name."""
    path = store / "documents.parquet"
    if not path.exists():
        raise TrendError(f"{path} is not there; run `nianbao refresh --store {store}` first")
    agencies, sites = load_agencies(data), load_sites(data)
    asked: dict[tuple[str, str], list[tuple[Proposal, dict[str, Any]]]] = defaultdict(list)
    for row in pq.read_table(path, columns=["agency_id", "agency", "year", "url"]).to_pylist():
        if row["agency_id"] is None and row["agency"] is not None:
            site = sites.place_of(row["url"]) if row["url"] else None
            found = resolve(row["agency"], agencies, site, row["year"]).proposal
            if found is not None:
                asked[found.division, found.name].append((found, row))
    return [_proposed(rows) for _, rows in sorted(asked.items())]


def _proposed(rows: list[tuple[Proposal, dict[str, Any]]]) -> Proposed:
    years = sorted({row["year"] for _, row in rows if row["year"] is not None})
    printed = sorted({row["agency"] for _, row in rows})
    newest = max((proposal for proposal, _ in rows), key=lambda one: one.division_as_of)
    return Proposed(newest, tuple(printed), tuple(years), len(rows))


def choose(found: list[Proposed], wanted: tuple[str, ...]) -> list[Proposed]:
    """The rows named by number or name; `all` names them all. Anything else is a TrendError."""
    if _ALL in wanted:
        return found
    chosen = []
    for name in wanted:
        rows = [row for number, row in enumerate(found, start=1) if name in (str(number), row.proposal.name)]
        if len(rows) != 1:
            raise TrendError(
                f"{name} is no number or name of the {len(found)} rows that `nianbao agencies review` lists"
            )
        chosen += rows
    return chosen


def accept(rows: list[Proposed], data: Path = DATA) -> list[str]:
    """Write rows to the end of agencies.csv; returns their ids. A row without kind must be given one by hand first."""
    path = data / "agencies.csv"
    agencies = load_agencies(data)
    text = path.read_text(encoding="utf-8")
    header = next(csv.reader([text.partition("\n")[0]]))
    number = max((int(row.agency_id.removeprefix("nb")) for row in agencies.rows), default=0)
    lines, ids = io.StringIO(), []
    writer = csv.DictWriter(lines, header, restval="", lineterminator="\n")
    for row in rows:
        if row.proposal.kind is None:
            raise TrendError(f"no row of data/identity/kinds.csv knows the kind of {row.proposal.name}; add one")
        number += 1
        ids.append(f"nb{number:06d}")
        writer.writerow(_line(row, ids[-1], agencies))
    write_whole(path, (text + lines.getvalue()).encode())
    load_agencies.cache_clear()
    load_agencies(data)
    return ids


def _line(row: Proposed, agency_id: str, agencies: Agencies) -> dict[str, str]:
    proposal = row.proposal
    place = agencies.naming.divisions.at(proposal.division, int(proposal.division_as_of))
    governments = agencies.of_place(place, GOVERNMENT) if place is not None and proposal.unit != GOVERNMENT else ()
    return {
        "agency_id": agency_id,
        "name": proposal.name,
        "aliases": ";".join(name for name in row.printed if name != proposal.name),
        "kind": proposal.kind or "",
        "level": proposal.level,
        "division": proposal.division,
        "division_as_of": proposal.division_as_of,
        "parent": governments[0].agency_id if len(governments) == 1 else "",
    }


def render_review(found: list[Proposed], format: str, stream: TextIO) -> None:
    """Write them in one of FORMATS."""
    check_format(format, FORMATS)
    rows = [_row(number, row) for number, row in enumerate(found, start=1)]
    if format == "json":
        write_json(rows, stream)
    elif format == "csv":
        write_csv(COLUMNS, rows, stream)
    else:
        table = Table(show_edge=False, pad_edge=False)
        for column in COLUMNS:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(str(row[column]))) for column in COLUMNS))
        print_table(
            table, stream, f"{len(rows)} bodies proposed; accept with `nianbao agencies review --accept NUMBER`"
        )


def _row(number: int, row: Proposed) -> dict[str, Any]:
    one = row.proposal
    years = row.years or ("",)
    return {
        "number": number, "name": one.name, "kind": one.kind or "", "level": one.level, "division": one.division,
        "division_as_of": one.division_as_of, "printed": "; ".join(row.printed), "reports": row.reports,
        "first_year": years[0], "last_year": years[-1],
    }  # fmt: skip
