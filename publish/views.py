"""Wide views of trend: one row per body, scope and year, one column per indicator.

Enters: a DuckDB connection whose current database holds trend and indicators. Leaves: the views of VIEWS.
A column is the indicator's code with `_` for `.`; it holds the total over all applicants, null where there is none.
"""

from __future__ import annotations

import duckdb

from publish.sql import quoted

VIEWS = {
    "penalties": (
        "Decisions over others (Article 20 of the Regulation): penalties, licences, compulsion, fees.",
        ("administrative_penalty", "administrative_license", "administrative_compulsion", "administrative_fee"),
    ),
    "applications": ("Requests for information and what became of them.", ("applications", "outcome")),
    "reviews": ("Administrative reconsideration and litigation over disclosure.", ("reconsideration", "litigation")),
}

_KEYS = "agency_id, agency, scope, year"
_NOT_SOUND = "string_agg(indicator || '=' || coalesce(obs_status, '?'), ';' ORDER BY indicator)"


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create every view over the indicators that the code book has now."""
    for view, (text, families) in VIEWS.items():
        rows = con.execute(
            "SELECT indicator, name_zh || coalesce('（' || unit || '）', '') FROM indicators"
            " WHERE list_contains($families, split_part(indicator, '.', 1)) ORDER BY rowid",
            {"families": list(families)},
        ).fetchall()
        codes = ", ".join(quoted(code) for code, _ in rows)
        columns = [f"max(value) FILTER (indicator = {quoted(code)}) AS {column_name(code)}" for code, _ in rows]
        marks = f"{_NOT_SOUND} FILTER (obs_status IS DISTINCT FROM 'A') AS not_sound"
        con.execute(
            f"CREATE VIEW {view} AS SELECT {_KEYS}, {', '.join([*columns, marks])} FROM trend"
            f" WHERE breakdown = 'total' AND indicator IN ({codes}) GROUP BY {_KEYS}"
        )
        con.execute(f"COMMENT ON VIEW {view} IS {quoted(text)}")
        for code, label in rows:
            con.execute(f"COMMENT ON COLUMN {view}.{column_name(code)} IS {quoted(label)}")
        explained = "columns that are not printed and sound, with their observation status (? is ambiguous)"
        con.execute(f"COMMENT ON COLUMN {view}.not_sound IS {quoted(explained)}")


def column_name(indicator: str) -> str:
    return indicator.replace(".", "_")
