"""What the sentences of a report add to its tables, and where the two do not agree.

Enters: the Statements of a report and the facts of its tables. Leaves: facts with status V for what only sentences say, and
issues: prose_disagrees where a sentence and a table, or two sentences, give different numbers (both are named; the table
stands), and what a sentence says about a number without giving it exactly (approximate_number …).

A fact from a sentence has no table; its row is the number of the text block, its column the number of the clause in it,
and `value_as_reported` is the clause. It is never compared with a total that no table prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from transform.forms import Reference
from transform.issues import Issue
from transform.prose import Statement

Row = dict[str, Any]
FORM = "prose"


def place_of(statement: Statement) -> str:
    """`page 2, text 14, clause 3`; without the page where the format has none."""
    page = f"page {statement.page}, " if statement.page is not None else ""
    return f"{page}text {statement.block}, clause {statement.clause}"


def compare(statements: list[Statement], facts: list[Row]) -> tuple[list[Statement], list[Issue]]:
    """The statements that tell something no table tells, each indicator once, and the issues."""
    printed = {row["indicator"]: row for row in facts if row["breakdown"] == "total"}
    alone: dict[str, list[Statement]] = {}
    issues: list[Issue] = []
    for statement in statements:
        in_tables = [printed[code] for code in statement.indicators if code in printed]
        if statement.reading.status is None:
            if not in_tables:
                issues.append(_inexact(statement))
        elif len(in_tables) == len(statement.indicators):
            issues += _against_table(statement, in_tables)
        elif len(statement.indicators) == 1:
            alone.setdefault(statement.indicators[0], []).append(statement)
    told = []
    for said in alone.values():
        if len({statement.reading.value for statement in said}) == 1:
            told.append(said[0])
        else:
            issues += [_two_sentences(statement, said[0]) for statement in said[1:]]
    return told, issues


def _against_table(statement: Statement, in_tables: list[Row]) -> Iterator[Issue]:
    value, said = _sum(in_tables), statement.reading.value
    if value is None or said is None or value == said:
        return
    there = " + ".join(
        f"{row['value_as_reported']!r} in table {row['table']}, row {row['row']}, column {row['column']}"
        for row in in_tables
    )
    yield _issue(statement, "prose_disagrees", f"{value.normalize():f}, as the tables print it ({there})")


def _sum(in_tables: list[Row]) -> Decimal | None:
    values = [row["value"] for row in in_tables]
    return None if None in values else sum((Decimal(str(value)) for value in values), Decimal(0))


def _two_sentences(statement: Statement, other: Statement) -> Issue:
    return _issue(statement, "prose_disagrees", f"the number of {place_of(other)}: {other.text!r}; neither is taken")


def _inexact(statement: Statement) -> Issue:
    return _issue(statement, statement.reading.issue, statement.reading.expected)


def _issue(statement: Statement, kind: str, expected: str) -> Issue:
    names = " + ".join(statement.indicators)
    message = f"{place_of(statement)}: {names} said {statement.text!r}, expected {expected}"
    return Issue(
        kind, message, statement.page, None, statement.block, statement.clause, statement.text, expected,
        statement.indicators[0], "total",
    )  # fmt: skip


def fact_of(statement: Statement, whose: Row, reference: Reference) -> Row:
    """The fact of a statement; `whose` holds the columns that name body, year, scope and document."""
    indicator = reference.indicators[statement.indicators[0]]
    value = statement.reading.value
    return {
        **whose,
        "indicator": indicator.code,
        "breakdown": "total",
        "value": None if value is None else float(value),
        "unit": indicator.unit,
        "obs_status": "V" if value is not None else statement.reading.status,
        "value_as_reported": statement.text,
        "form": FORM,
        "page": statement.page,
        "table": None,
        "row": statement.block,
        "column": statement.clause,
    }
