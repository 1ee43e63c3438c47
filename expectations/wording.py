"""Violations → issues: one for each, at the cell of the total it is about, in a whole sentence.

Enters: VIOLATIONS, the rules they come from, DOCUMENTS (for the name of the body).
Leaves: ISSUES in the order of the violations. `printed` is the total as printed, `expected` what the other terms give.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from expectations.cells import TermCell, read_terms
from expectations.formula import LEFT, RIGHT, Term
from expectations.rulebook import Rule
from transform.issues import issue_id
from transform.schema import ISSUES

Side = list[tuple[Term, TermCell]]


def issues_of(violations: pa.Table, rules: list[Rule], documents: pa.Table) -> pa.Table:
    """One issue (ISSUES) for each violation."""
    rule_named = {rule.name: rule for rule in rules}
    concerned = documents.filter(pc.is_in(documents["document_id"], violations["document_id"].combine_chunks()))
    bodies = {row["document_id"]: row["agency"] or row["name"] for row in concerned.to_pylist()}
    issues = [_issue(violation, rule_named[violation["rule"]], bodies) for violation in violations.to_pylist()]
    return pa.Table.from_pylist(issues, schema=ISSUES)


def _issue(violation: dict, rule: Rule, bodies: dict[str, str]) -> dict:
    cells = _cells(violation, rule)
    sides = {side: [(term, cell) for term, cell in cells.items() if term.side == side] for side in (LEFT, RIGHT)}
    total = cells[rule.subject]
    place = {"page": total.page, "table": total.table, "row": total.row, "column": total.column}
    where = ", ".join(f"{name} {number}" for name, number in place.items() if number is not None)
    body = f"{bodies[violation['document_id']]} {violation['year'] or '(year unknown)'}"
    issue = {
        "kind": rule.issue_kind,
        "document_id": violation["document_id"],
        "indicator": total.indicator,
        "breakdown": total.breakdown,
        **place,
        "printed": total.value,
        "rule": rule.name,
    }
    return {
        **issue,
        "issue_id": issue_id(**issue),
        "severity": rule.severity,
        "agency_id": violation["agency_id"],
        "year": violation["year"],
        "expected": _expected(rule, violation, total),
        "message": f"{body} · {where or 'no cell'}: {_sentence(rule, violation, sides)} ({rule.name})",
    }


def _cells(violation: dict, rule: Rule) -> dict[Term, TermCell]:
    """The printed terms of the formula in its order; an optional term may be absent."""
    printed = {(cell.indicator, cell.breakdown, cell.year is not None): cell for cell in read_terms(violation["terms"])}
    keys = {
        term: (term.indicator or violation["indicator"], term.breakdown or violation["breakdown"], term.last_year)
        for term in rule.formula.terms
    }
    return {term: printed[key] for term, key in keys.items() if key in printed}


def _expected(rule: Rule, violation: dict, total: TermCell) -> str:
    """What the total would have to be for the rule to hold, the other terms being as printed."""
    if rule.a_match_is_the_warning:
        return f"other than {total.value}"
    gap = violation["right_value"] - violation["left_value"]
    gap *= rule.subject.sign * (1 if rule.subject.side == LEFT else -1)
    wanted = _number(total.number + gap)
    if rule.formula.comparison == "==":
        return wanted
    return f"at {'most' if gap < 0 else 'least'} {wanted}"


def _sentence(rule: Rule, violation: dict, sides: dict[str, Side]) -> str:
    values = {LEFT: _number(violation["left_value"]), RIGHT: _number(violation["right_value"])}
    if rule.a_match_is_the_warning:
        return f"{_named_sum(sides[LEFT])} make exactly {_named_sum(sides[RIGHT])}, so items look filled in as cases"
    if rule.formula.comparison == "<=":
        return f"{_with_sum(sides[LEFT], values[LEFT])}, more than {_with_sum(sides[RIGHT], values[RIGHT])}"
    own = rule.subject.side
    other = RIGHT if own == LEFT else LEFT
    if len(sides[own]) > 1:
        return f"{_named_sum(sides[other])} make {values[other]}, but {_named_sum(sides[own])} make {values[own]}"
    total = sides[own][0][1]
    head = f"{_name(total)} printed {total.value}, but "
    if rule.scope != "years":
        parts = "groups" if rule.scope == "rows" else "parts"
        return f"{head}its {parts} {_sum([(term, cell.value) for term, cell in sides[other]])} make {values[other]}"
    if len(sides[other]) > 1:
        return f"{head}{_named_sum(sides[other])} make {values[other]}"
    before = sides[other][0][1]
    return f"{head}{_name(before)} printed {before.value}"


def _named_sum(side: Side) -> str:
    return _sum([(term, f"{_name(cell)} {cell.value}") for term, cell in side])


def _with_sum(side: Side, value: str) -> str:
    return _named_sum(side) + (f" = {value}" if len(side) > 1 else "")


def _sum(parts: list[tuple[Term, str]]) -> str:
    first, *rest = parts
    lead = first[1] if first[0].sign > 0 else f"−{first[1]}"
    return lead + "".join(f" {'+' if term.sign > 0 else '−'} {text}" for term, text in rest)


def _name(cell: TermCell) -> str:
    group = "" if cell.breakdown == "total" else f"[{cell.breakdown}]"
    return f"{cell.indicator}{group}" + ("" if cell.year is None else f" of {cell.year}")


def _number(value: float) -> str:
    return f"{value:.15g}"
