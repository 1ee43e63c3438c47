"""What the sentences of a report add to its tables, and where the two do not agree.

Enters: the Statements of a report and the facts of its tables. Leaves: facts with status V for what only sentences say, and
issues: prose_disagrees where a sentence and a table, or two sentences, give different numbers (both are named; the table
stands), and what a sentence says about a number without giving it exactly (approximate_number …).

A report that prints the tables of a form speaks through them: there a sentence gives a fact only of a table that the report
lacks, or of a business its form does not ask about (举办新闻发布会0次 in a report of 2020). A fact from a sentence has no
table; its row is the number of the text block, its column the number of the clause in it,
and `value_as_reported` is the clause. It is never compared with a total that no table prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from transform.forms import Reference
from transform.issues import Issue
from transform.placement import Placement, place_text
from transform.prose import Statement
from transform.schema import BREAKDOWNS, PLACE

Row = dict[str, Any]
PROSE = "prose"  # stands for a form where a sentence tells the number


def place_of(statement: Statement) -> str:
    """`page 2, text 14, clause 3`; without the page where the format has none."""
    return place_text(statement.page, None, statement.block, statement.clause)


def compare(
    statements: list[Statement], facts: list[Row], placement: Placement, reference: Reference
) -> tuple[list[Statement], list[Issue]]:
    """The statements that tell something no table tells, each indicator once, and the issues."""
    printed: dict[str, list[Row]] = {}
    for row in facts:
        printed.setdefault(row["indicator"], []).append(row)
    wanted = _wanted(placement, reference)
    alone: dict[str, list[Statement]] = {}
    issues: list[Issue] = []
    for statement in statements:
        in_tables = [rows for code in statement.indicators if (rows := _numbers(printed.get(code, [])))]
        if statement.reading.status is None:
            if wanted.issuperset(statement.indicators):
                issues.append(_inexact(statement))
        elif len(in_tables) == len(statement.indicators):
            issues += _against_table(statement, in_tables)
        elif len(statement.indicators) == 1 and statement.indicators[0] in wanted - printed.keys():
            alone.setdefault(statement.indicators[0], []).append(statement)
    told = []
    for said in alone.values():
        if len({statement.reading.value for statement in said}) == 1:
            told.append(said[0])
        else:
            issues += [_two_sentences(statement, said[0]) for statement in said[1:]]
    return told, issues


def _wanted(placement: Placement, reference: Reference) -> frozenset[str]:
    """Indicators that only sentences can tell: those of the tables that the report lacks of its form, and those of a
    business (the first part of a code) that no table of its form asks about; without tables, all."""
    if placement.main_form is None:
        return frozenset(reference.indicators)
    tables = reference.forms[placement.main_form].tables
    asked = {_business(cell.indicator) for table in tables for cell in table.cells.values()}
    lacking = (table for table in tables if (table.form, table.name) not in placement.covered)
    return frozenset(cell.indicator for table in lacking for cell in table.cells.values()) | frozenset(
        code for code in reference.indicators if _business(code) not in asked
    )


def _business(indicator: str) -> str:
    return indicator.partition(".")[0]


def _numbers(rows: list[Row]) -> list[Row]:
    """The cell of the total, if a number is printed in it; else, where no applicant group is lacking, those that have one."""
    total = [row for row in rows if row["breakdown"] == "total" and row["value"] is not None]
    groups = [row for row in rows if row["breakdown"] != "total"]
    return total or ([row for row in groups if row["value"] is not None] if len(groups) == len(BREAKDOWNS) - 1 else [])


def _against_table(statement: Statement, in_tables: list[list[Row]]) -> Iterator[Issue]:
    rows = [row for group in in_tables for row in group]
    value, said = sum((Decimal(str(row["value"])) for row in rows), Decimal(0)), statement.reading.value
    if said is None or value == said:
        return
    there = " + ".join(f"{row['value_as_reported']!r} in {place_text(*(row[name] for name in PLACE))}" for row in rows)
    yield _issue(statement, "prose_disagrees", f"{value.normalize():f}, as the tables print it ({there})")


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
        "form": PROSE,
        "page": statement.page,
        "table": None,
        "row": statement.block,
        "column": statement.clause,
    }
