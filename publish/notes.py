"""What a reader of a trend must be told, in sentences; and what each flag means (data/flags.csv).

Enters: the rows of a trend. Leaves: notes, the gravest first: numbers that look like last year's and are not, then one
note for each flag that occurs, then how sums were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import duckdb

from publish.numbers import number_text
from publish.rows import TrendRow, Whose
from transform.forms import DATA, Indicator, load_indicators, read_csv

_ITEMS_BEFORE, _ITEMS_CHANGE = "items_prev_year", "items_change"
_MOST = 10

_ITEMS = """
SELECT agency_id, agency, scope, year, min(value) FILTER (indicator = $before), min(value) FILTER (indicator = $change)
FROM trend WHERE indicator IN ($before, $change) AND breakdown = 'total' AND {where}
GROUP BY agency_id, agency, scope, year
"""


@lru_cache(maxsize=1)
def flag_meanings() -> dict[str, str]:
    return {row["flag"]: row["meaning_en"] for row in read_csv(DATA / "flags.csv")}


def notes_for(
    con: duckdb.DuckDBPyConnection, indicator: Indicator, by: str, whose: Whose, rows: Sequence[TrendRow]
) -> tuple[str, ...]:
    """All notes for these rows."""
    items = list(_items_notes(con, indicator, whose, rows)) if by == "agency" else []
    more = [f"The same holds for {len(items) - _MOST} more rows."] if len(items) > _MOST else []
    return (*items[:_MOST], *more, *_flag_notes(rows), *(_sum_notes(by) if by != "agency" and rows else ()))


def _items_notes(
    con: duckdb.DuckDBPyConnection, indicator: Indicator, whose: Whose, rows: Sequence[TrendRow]
) -> Iterator[str]:
    """上一年项目数量 beside a series without a number for the year before: a number of items, not that year's value."""
    family, _, counted = indicator.code.rpartition(".")
    before, change = f"{family}.{_ITEMS_BEFORE}", f"{family}.{_ITEMS_CHANGE}"
    indicators = load_indicators()
    if before not in indicators or counted in (_ITEMS_BEFORE, _ITEMS_CHANGE):
        return
    label = indicators[before].name_zh.split()[-1]
    codes = {"before": before, "change": change}
    found = con.execute(_ITEMS.format(where=whose.where), whose.values | codes).fetchall()
    printed = {tuple(key): (items, by) for *key, items, by in found if items is not None}
    for row in rows:
        key = (row.agency_id, row.agency, row.scope, row.year)
        if row.previous_year is None and row.value is not None and key in printed:
            items, by = printed[key]
            yield (
                f"{row.agency} {row.year}: the form also prints {label} {number_text(items)}; that is a number of items"
                f" at the end of {row.year - 1}, not the {counted} of {row.year - 1},"
                f" and is not used as {row.year - 1}'s value.{_misread(row, items, by)}"
            )


def _misread(row: TrendRow, items: float, by: float | None) -> str:
    if "items_misread" not in row.flags or by is None or row.value is None:
        return ""
    sign = "-" if by < 0 else "+"
    total = f"{number_text(items)} {sign} {number_text(abs(by))} = {number_text(row.value)}"
    return f" {total}: the items seem to have been filled in as cases."


def _flag_notes(rows: Sequence[TrendRow]) -> Iterator[str]:
    for flag in sorted({flag for row in rows for flag in row.flags}):
        yield f"{flag}: {flag_meanings()[flag]}."


def _sum_notes(by: str) -> Iterator[str]:
    yield (
        f"Sums by {by}: each row sums the same bodies in its year and in the year before, those with a number in both;"
        " so the value of one row need not be the previous value of the next."
    )
    yield (
        "Bodies and whole areas are summed apart, and areas only within one level:"
        " the total of a city may hold those of its districts."
    )
    yield "Bodies that data/agencies.csv does not know are in no sum."
