"""Sums over many bodies that do not change because other bodies report: a balanced panel for each pair of years.

Enters: a connection, whose rows of which indicator and years; province, level or kind.
Leaves: TrendRows of groups: `value` and `previous_value` are sums over the same `bodies`, those with a number in both
years; `bodies_with_number` says how many have one in the later year.

Scopes are never summed together. Area totals may hold one another (a city's holds its districts'), so they are only
summed within one administrative level. Bodies that are in no list (agency_unknown) belong to no group.
"""

from __future__ import annotations

from typing import Any

import duckdb

from publish.rows import IN_QUESTION, TrendRow, Whose, split_flags

# A province is called as the newest list of divisions calls it.
_PROVINCE = """(SELECT max_by(name, last_listed) FROM divisions WHERE code = left(agencies.division, 2) || '0000')"""
GROUPS = {"province": _PROVINCE, "level": "agencies.level", "kind": "agencies.kind"}

_SUMS = """
WITH rows AS (
    SELECT {group} AS name, trend.scope AS scope, CASE WHEN trend.scope = 'area' THEN agencies.level END AS level,
           year, value, previous_value, change, flags
    FROM trend JOIN agencies USING (agency_id)
    WHERE {question} AND {where} AND value IS NOT NULL
)
SELECT name, scope, level, year,
       round(sum(value) FILTER (change IS NOT NULL), 6), round(sum(previous_value) FILTER (change IS NOT NULL), 6),
       count(change), count(*), coalesce(string_agg(DISTINCT nullif(flags, ''), ';') FILTER (change IS NOT NULL), '')
FROM rows WHERE name IS NOT NULL
GROUP BY name, scope, level, year HAVING count(change) > 0
ORDER BY name, scope, level, year
"""


def roll_up(con: duckdb.DuckDBPyConnection, by: str, whose: Whose, asked: dict[str, Any]) -> tuple[TrendRow, ...]:
    """One row per group, scope and year in which at least one body can be compared with the year before."""
    query = _SUMS.format(group=GROUPS[by], question=IN_QUESTION, where=whose.where)
    return tuple(_row(*found) for found in con.execute(query, whose.values | asked).fetchall())


def _row(
    name: str,
    scope: str | None,
    level: str | None,
    year: int,
    value: float,
    previous: float,
    bodies: int,
    all_: int,
    flags: str,
) -> TrendRow:
    change = round(value - previous, 6)
    return TrendRow(
        agency_id=None,
        agency=name,
        scope=scope,
        year=year,
        value=value,
        obs_status=None,
        form=None,
        document_id=None,
        previous_year=year - 1,
        previous_value=previous,
        change=change,
        pct_change=round(100 * change / previous, 4) if previous > 0 else None,
        flags=tuple(sorted(set(split_flags(flags)))),
        level=level,
        bodies=bodies,
        bodies_with_number=all_,
    )
