"""Rows → a table for people, CSV or JSON for machines.

Enters: a Trend and a stream. Leaves: text in the stream. Machine formats hold plain numbers and every column; CSV is
UTF-8 without BOM, `\\n`, ASCII headers. A table that is too wide for its terminal may wrap; digits are never cut off.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from publish.errors import PublishError
from publish.numbers import change_text, number_text, percent_text, plain
from publish.rows import TrendRow
from publish.trend import Trend
from transform.schema import BREAKDOWNS

FORMATS = ("table", "csv", "json")
# Where the output is no terminal nothing has to fit.
WIDE = 400
_COLUMNS = (
    "agency_id", "agency", "level", "scope", "indicator", "breakdown", "unit", "year", "value", "obs_status", "form",
    "document_id", "previous_year", "previous_value", "change", "pct_change", "bodies", "bodies_with_number", "flags",
)  # fmt: skip


def render_trend(trend: Trend, format: str, stream: TextIO) -> None:
    """Write the answer in one of FORMATS; notes are left out of CSV, where flags say the same."""
    check_format(format, FORMATS)
    if format == "table":
        _trend_table(trend, stream)
        return
    rows = [_record(trend, row) for row in trend.rows]
    if format == "csv":
        write_csv(_COLUMNS, rows, stream)
        return
    told = {"indicator": trend.indicator.code, "name_zh": trend.indicator.name_zh, "unit": trend.indicator.unit}
    head = told | {"breakdown": trend.breakdown, "by": trend.by}
    listed = [row | {"flags": row["flags"].split(";") if row["flags"] else []} for row in rows]
    write_json(head | {"rows": listed, "notes": list(trend.notes)}, stream)


def printable(text: str) -> str:
    """Text of a report for a terminal: on one line, and without characters that would steer it."""
    return "".join(char if char.isprintable() else " " for char in text)


def check_format(format: str, known: Sequence[str]) -> None:
    if format not in known:
        raise PublishError(f"no format is called {format}; expected {', '.join(known)}")


def write_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def write_json(content: Any, stream: TextIO) -> None:
    json.dump(content, stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def print_table(table: Table, stream: TextIO, head: str, notes: Sequence[str] = ()) -> None:
    """A table with a line above it and notes below, at least as wide as its numbers need."""
    console = Console(file=stream, highlight=False)
    width = console.width if console.is_terminal else WIDE
    console.width = max(width, console.measure(table, options=console.options.update_width(WIDE)).minimum)
    console.print(Text(head, style="bold"), soft_wrap=not console.is_terminal)
    console.print(table)
    for note in notes:
        console.print(Text(printable(f"· {note}")), soft_wrap=not console.is_terminal)


def _trend_table(trend: Trend, stream: TextIO) -> None:
    breakdown = "" if trend.breakdown == "total" else f" · {BREAKDOWNS[trend.breakdown]}"
    head = f"{trend.indicator.name_zh}（{trend.indicator.unit}）{breakdown}  {trend.indicator.code}"
    if not trend.rows:
        Console(file=stream, highlight=False, soft_wrap=True).print(Text("\n".join((head, *trend.notes))))
        return
    summed = trend.by != "agency"
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(trend.by.capitalize(), min_width=12, overflow="fold")
    table.add_column("Year", no_wrap=True)
    for name in ("Year before", "Value") if summed else ("Value",):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("Change", "%", "Bodies") if summed else ("Change", "%"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Flags")
    for _, group in groupby(trend.rows, key=lambda row: row.series):
        rows = list(group)
        for number, row in enumerate(rows):
            table.add_row(*_cells(row, summed, number == 0), end_section=row is rows[-1])
    print_table(table, stream, head, trend.notes)


def _cells(row: TrendRow, summed: bool, first: bool) -> list[Text]:
    """The name stands once, before the first year of its series; an area is called one."""
    level = None if row.level == row.agency else row.level
    kind = ", ".join(part for part in (level, row.scope if summed or row.scope == "area" else None) if part)
    name = (f"{row.agency} ({kind})" if kind else row.agency) if first else ""
    before = [number_text(row.previous_value)] if summed else []
    bodies = [f"{row.bodies:,} of {row.bodies_with_number:,}"] if summed else []
    numbers = [number_text(row.value), change_text(row.change), percent_text(row.pct_change)]
    return [Text(printable(cell)) for cell in (name, str(row.year), *before, *numbers, *bodies, ", ".join(row.flags))]


def _record(trend: Trend, row: TrendRow) -> dict[str, Any]:
    what = {"indicator": trend.indicator.code, "breakdown": trend.breakdown, "unit": trend.indicator.unit}
    record = {name: plain(getattr(row, name)) for name in _COLUMNS if name not in what and name != "flags"}
    return {name: (record | what | {"flags": ";".join(row.flags)})[name] for name in _COLUMNS}
