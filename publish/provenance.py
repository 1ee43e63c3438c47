"""One number, all the way back: its printed text, the cell and the document it stands in, the checks it takes part in.

Enters: a warehouse, a body, a year, an indicator. Leaves: one Explanation for each fact of that name (two where both
scopes report it, or where a document prints it in two forms); publish.explain renders them.

A rule is told as failed where a violation names this very cell. Where none does, the rule holds or could not be
evaluated, for want of a term: the violations do not tell the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.cells import read_terms
from expectations.formula import parse
from publish.errors import TrendError
from publish.find import Body, find_agency, find_indicator
from publish.rows import split_flags
from publish.warehouse import open_warehouse
from transform.forms import SEPARATOR, Indicator, load_reference
from transform.schema import BREAKDOWNS

Row = dict[str, Any]

_CELL = ("table", "row", "column")
_BODY = "agency_id IS NOT DISTINCT FROM $agency_id AND ($agency_id IS NOT NULL OR agency = $agency)"
_FACTS = f"""
SELECT * FROM facts
WHERE indicator = $indicator AND breakdown = $breakdown AND year = $year AND {_BODY}
ORDER BY scope, document_id, form, "table", "row", "column"
"""
_FLAGS = """
SELECT flags FROM trend
WHERE indicator = $indicator AND breakdown = $breakdown AND year = $year AND document_id = $document_id AND form = $form
"""
# A cell of one year is also a term of the checks of the year after.
_VIOLATIONS = """
SELECT * FROM violations
WHERE document_id = $document_id OR (agency_id = $agency_id AND year = $year + 1)
ORDER BY rule, document_id, indicator, breakdown
"""
_ISSUES = """
SELECT issues.*, documents.agency, documents.name AS document FROM issues LEFT JOIN documents USING (document_id)
WHERE document_id = $document_id AND (
    (indicator = $indicator AND (breakdown IS NULL OR breakdown = $breakdown)) OR list_contains($rules, rule)
    OR ("table" = $table AND "row" = $row AND "column" = $column AND page IS NOT DISTINCT FROM $page))
ORDER BY kind, issue_id
"""


_READING = """
SELECT * FROM readings
WHERE document_id = $document_id AND indicator = $indicator AND breakdown = $breakdown
AND "table" = $table AND "row" = $row AND "column" = $column AND page IS NOT DISTINCT FROM $page
"""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule whose formula has this cell as a term; `failures` are the violations that name the cell."""

    rule: Row
    failures: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fact and what is known of it. `flags` is None where the fact is not the one that stands in trend.

    `reading` is how its cell was read, where it stands in a picture.
    """

    fact: Row
    document: Row
    indicator: Indicator
    form_name: str | None
    label: str | None
    flags: tuple[str, ...] | None
    reading: Row | None
    checks: tuple[Check, ...]
    issues: tuple[Row, ...]


def explain(warehouse: Path, agency: str, year: int, indicator: str, breakdown: str = "total") -> list[Explanation]:
    """Every fact of that name; a TrendError that says what there is instead where there is none."""
    wanted = find_indicator(indicator)
    if breakdown not in BREAKDOWNS:
        raise TrendError(f"no breakdown is called {breakdown}; expected one of {', '.join(BREAKDOWNS)}")
    with open_warehouse(warehouse) as con:
        body = find_agency(con, agency)
        asked = {"agency_id": body.agency_id, "agency": body.name, "indicator": wanted.code, "breakdown": breakdown}
        facts = _rows(con, _FACTS, asked | {"year": year})
        if not facts:
            raise TrendError(_nothing(con, body, year, wanted, asked))
        return [_explanation(con, fact, wanted) for fact in facts]


def _rows(con: duckdb.DuckDBPyConnection, query: str, values: Row) -> list[Row]:
    found = con.execute(query, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _explanation(con: duckdb.DuckDBPyConnection, fact: Row, indicator: Indicator) -> Explanation:
    key = {name: fact[name] for name in ("indicator", "breakdown", "year", "document_id", "form")}
    documents = _rows(con, "SELECT * FROM documents WHERE document_id = $id", {"id": fact["document_id"]})
    flags = con.execute(_FLAGS, key).fetchone()
    checks = _checks(con, fact)
    place = {name: fact[name] for name in ("document_id", "indicator", "breakdown", "page", *_CELL)}
    failed = [check.rule["rule"] for check in checks if check.failures]
    form_name, label = _printed_as(fact)
    return Explanation(
        fact=fact,
        document=documents[0] if documents else {"document_id": fact["document_id"]},
        indicator=indicator,
        form_name=form_name,
        label=label,
        flags=None if flags is None else split_flags(flags[0]),
        reading=next(iter(_rows(con, _READING, place)), None),
        checks=tuple(checks),
        issues=tuple(_rows(con, _ISSUES, place | {"rules": failed})),
    )


def _printed_as(fact: Row) -> tuple[str | None, str | None]:
    """The form's name, and the official labels of the cell: table, row, column."""
    form = load_reference().forms.get(fact["form"])
    if form is None:
        return None, None
    for table in form.tables:
        for cell in table.cells.values():
            if (cell.indicator, cell.breakdown) == (fact["indicator"], fact["breakdown"]):
                paths = (table.rows[cell.row], table.columns[cell.column])
                return form.name, " · ".join((table.title, *(SEPARATOR.join(path) for path in paths if path)))
    return form.name, None


def _checks(con: duckdb.DuckDBPyConnection, fact: Row) -> list[Check]:
    """Rules of the fact's form that have it as a term, and whatever other rule failed at its cell."""
    rules = _rows(con, "SELECT * FROM rules ORDER BY rowid", {})
    codebook = set(load_reference().indicators)
    near = {name: fact[name] for name in ("document_id", "agency_id", "year")}
    failures = [row for row in _rows(con, _VIOLATIONS, near) if _names_cell(row, fact)]
    failed = {row["rule"] for row in failures}
    return [
        Check(rule, tuple(row for row in failures if row["rule"] == rule["rule"]))
        for rule in rules
        if rule["rule"] in failed or (rule["form"] == fact["form"] and _takes_part(rule, fact, codebook))
    ]


def _takes_part(rule: Row, fact: Row, codebook: set[str]) -> bool:
    terms = parse(rule["formula"], codebook).terms
    if rule["scope"] == "rows":
        split = load_reference().indicators[fact["indicator"]].breakdowns != "total"
        return split and any(term.breakdown == fact["breakdown"] for term in terms)
    if rule["scope"] == "table" and fact["breakdown"] != "total":
        return False
    return any(term.indicator == fact["indicator"] for term in terms)


def _names_cell(violation: Row, fact: Row) -> bool:
    place = (fact["indicator"], fact["breakdown"], fact["document_id"], *(fact[name] for name in _CELL))
    return any(
        (term.indicator, term.breakdown, term.document or violation["document_id"], term.table, term.row, term.column)
        == place
        for term in read_terms(violation["terms"])
    )


def _nothing(con: duckdb.DuckDBPyConnection, body: Body, year: int, indicator: Indicator, asked: Row) -> str:
    """What there is instead: other years, a report without this cell, or no report."""
    said = f"no fact of {indicator.code} ({asked['breakdown']}) for {body.name} in {year}"
    whose = {"agency_id": body.agency_id, "agency": body.name, "year": year}
    read = con.execute(f"SELECT name FROM documents WHERE year = $year AND {_BODY} ORDER BY name", whose).fetchall()
    if read:
        names = ", ".join(name for (name,) in read)
        said += f"; its report ({names}) does not print it, or the cell is an issue: see `nianbao issues`"
    else:
        said += "; the warehouse holds no report of it for that year"
    same = f"indicator = $indicator AND breakdown = $breakdown AND {_BODY} AND year IS NOT NULL"
    years = con.execute(f"SELECT DISTINCT year FROM facts WHERE {same} ORDER BY year", asked).fetchall()
    return said + (f"; it is printed for {', '.join(str(found) for (found,) in years)}" if years else "")
