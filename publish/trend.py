"""A question (indicator, whose, which years) → the rows of trend that answer it, and what a reader must be told.

Enters: a warehouse and what the reader typed. Leaves: Trend(rows, notes); render it with publish.show.
Rows of one body and scope stand together, by year; for by=province, level or kind see publish.rollup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.errors import TrendError
from publish.find import find_agency, find_indicator, find_region
from publish.notes import notes_for
from publish.rollup import GROUPS, roll_up
from publish.rows import TrendRow, Whose, fetch_rows
from publish.warehouse import open_warehouse
from transform.forms import Indicator
from transform.schema import BREAKDOWNS

__all__ = ["Trend", "TrendError", "TrendRow", "find_agency", "find_indicator", "parse_years", "query_trend"]

Years = tuple[int | None, int | None]
_YEARS = re.compile(r"(?P<first>\d{4})?(?P<to>:)?(?P<last>(?<=:)\d{4})?")


@dataclass(frozen=True, slots=True)
class Trend:
    """The answer. `by` says what a row stands for; `notes` are sentences, the gravest first."""

    indicator: Indicator
    breakdown: str
    by: str
    rows: tuple[TrendRow, ...]
    notes: tuple[str, ...]


def parse_years(text: str) -> Years:
    """`2019:2024`, `2019:`, `:2024` or `2023` → first and last year, None where open."""
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match["first"] or match["last"]):
        raise TrendError(f"{text} is no span of years; expected 2019:2024, 2019:, :2024 or 2023")
    first = int(match["first"]) if match["first"] else None
    last = int(match["last"]) if match["last"] else None
    if not match["to"]:
        return first, first
    if first is not None and last is not None and first > last:
        raise TrendError(f"{text} ends before it begins")
    return first, last


def query_trend(
    warehouse: Path,
    indicator: str,
    agency: str | None = None,
    region: str | None = None,
    by: str = "agency",
    years: Years | None = None,
    breakdown: str = "total",
) -> Trend:
    """One indicator, of one body, of all bodies of a region, or of all; summed up where `by` is not agency."""
    wanted = find_indicator(indicator)
    _check(wanted, by, breakdown)
    first, last = years or (None, None)
    asked = {"indicator": wanted.code, "breakdown": breakdown, "first": first, "last": last}
    with open_warehouse(warehouse) as con:
        whose = _whose(con, agency, region)
        rows = fetch_rows(con, whose, asked) if by == "agency" else roll_up(con, by, whose, asked)
        notes = notes_for(con, wanted, by, whose, rows)
        if not rows:
            notes = (_nothing(con, wanted, breakdown, by, whose),)
    return Trend(wanted, breakdown, by, rows, notes)


def _check(indicator: Indicator, by: str, breakdown: str) -> None:
    if by not in ("agency", *GROUPS):
        raise TrendError(f"cannot sum by {by}; expected agency, {', '.join(GROUPS)}")
    if by != "agency" and indicator.value_type == "rate":
        raise TrendError(f"{indicator.code} is a percentage and has no sum; ask for it by agency")
    if breakdown not in BREAKDOWNS:
        raise TrendError(f"no breakdown is called {breakdown}; expected one of {', '.join(BREAKDOWNS)}")
    if breakdown != "total" and indicator.breakdowns == "total":
        raise TrendError(f"{indicator.code} is not split by applicant; ask for it without a breakdown")


def _whose(con: duckdb.DuckDBPyConnection, agency: str | None, region: str | None) -> Whose:
    where, values, names = ["true"], {}, []
    if agency is not None:
        body = find_agency(con, agency)
        where.append("trend.agency_id IS NOT DISTINCT FROM $agency_id")
        values["agency_id"] = body.agency_id
        names.append(body.name)
        if body.agency_id is None:
            where.append("trend.agency = $agency")
            values["agency"] = body.name
    if region is not None:
        name, prefix = find_region(con, region)
        where.append("trend.agency_id IN (SELECT agency_id FROM agencies WHERE starts_with(division, $prefix))")
        values["prefix"] = prefix
        names.append(f"the bodies under {name}")
    return Whose(" AND ".join(where), values, " among ".join(names) or "any body")


def _nothing(con: duckdb.DuckDBPyConnection, indicator: Indicator, breakdown: str, by: str, whose: Whose) -> str:
    """Why there is no row: no such years, no pair of years to sum, another form, or no report at all."""
    said = f"No {breakdown} of {indicator.code} for {whose.name}"
    asked = {"indicator": indicator.code, "breakdown": breakdown}
    query = "SELECT DISTINCT year FROM trend WHERE {} ORDER BY year"
    same = f"indicator = $indicator AND breakdown = $breakdown AND {whose.where}"
    if years := con.execute(query.format(same), whose.values | asked).fetchall():
        pairs = "" if by == "agency" else f" A sum by {by} needs bodies with numbers in two neighbouring years."
        return f"{said} in these years; there are rows for {_joined(years)}.{pairs}"
    if years := con.execute(query.format(whose.where), whose.values).fetchall():
        return f"{said}: the reports of {_joined(years)} do not print it; the forms {_forms(indicator)} do."
    return f"{said}: the warehouse holds no report. `nianbao issues` says which documents could not be read."


def _joined(years: list[tuple[int]]) -> str:
    return ", ".join(str(year) for (year,) in years)


def _forms(indicator: Indicator) -> str:
    return " and ".join(indicator.forms)
