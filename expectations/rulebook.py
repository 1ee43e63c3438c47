"""data/rules.csv → Rule values; a row that contradicts itself or the code book stops the load.

Enters: the CSV and the codes of all indicators.
Leaves: Rule. `needs` are the terms that must be printed as numbers; of the others at least one must be. A term must
stand in the report, as a number or as a blank (which counts as 0); only one that is `optional` may be wholly absent.
Alternatives in brackets (`(a + b + c | d)`) are all optional, and one of them must be there with every term. If several
are, the first counts, but one with a number before one of blanks only: a report that prints both is not counted twice.
Where this does not hold, the rule is not evaluated: we do not know.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from expectations.formula import Formula, FormulaError, Term, parse

RULES = Path(__file__).resolve().parents[1] / "data" / "rules.csv"
COLUMNS = ("rule", "form", "scope", "formula", "class", "needs", "optional", "marks", "issue_kind", "severity", "note")
SCOPES = ("columns", "rows", "table", "years")
CLASSES = ("prescribed", "definitional", "consequence", "plausible", "diagnostic")
KINDS = ("identity_failed", "carry_over_failed", "stock_flow_failed", "implausible", "items_misread")
SEVERITIES = ("error", "warning", "info")
MARKABLE = ("prescribed", "definitional", "consequence")


class RuleError(ValueError):
    """A row of the rules that cannot be meant; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of data/rules.csv. `subject` is the total the rule is about: the first of its needs."""

    name: str
    form: str
    scope: str
    formula: Formula
    class_: str
    needs: tuple[Term, ...]
    optional: tuple[Term, ...]
    marks: str
    issue_kind: str
    severity: str
    note: str

    @property
    def subject(self) -> Term:
        return self.needs[0]

    @property
    def a_match_is_the_warning(self) -> bool:
        return self.class_ == "diagnostic"


def load_rules(path: Path | None = None, *, codebook: set[str]) -> list[Rule]:
    """All rules in the order of the file (data/rules.csv unless another is named)."""
    path = path or RULES
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise RuleError(f"{path.name}: expected the columns {', '.join(COLUMNS)}")
        rules = [_rule(row, codebook) for row in reader]
    names = [rule.name for rule in rules]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RuleError(f"{path.name}: {', '.join(twice)} stands twice")
    return rules


def _rule(row: dict[str, str], codebook: set[str]) -> Rule:
    name = row["rule"]
    if None in row or None in row.values():
        raise RuleError(f"{name}: expected {len(COLUMNS)} columns")
    for column, allowed in (("scope", SCOPES), ("class", CLASSES), ("marks", ("", "U")), ("issue_kind", KINDS),
                            ("severity", SEVERITIES)):  # fmt: skip
        if row[column] not in allowed:
            raise RuleError(f"{name}: {column} is {row[column]!r}, expected one of {', '.join(map(repr, allowed))}")
    try:
        formula = parse(row["formula"], codebook)
    except FormulaError as error:
        raise RuleError(f"{name}: {error}") from error
    rule = Rule(
        name=name,
        form=row["form"],
        scope=row["scope"],
        formula=formula,
        class_=row["class"],
        needs=_named(row["needs"], "needs", formula, name),
        optional=_named(row["optional"], "optional", formula, name),
        marks=row["marks"],
        issue_kind=row["issue_kind"],
        severity=row["severity"],
        note=row["note"],
    )
    _check(rule)
    return rule


def _named(text: str, column: str, formula: Formula, rule: str) -> tuple[Term, ...]:
    terms = {term.name: term for term in formula.terms}
    names = [name.strip() for name in text.split(";")] if text.strip() else []
    if strange := [name for name in names if name not in terms]:
        raise RuleError(f"{rule}: {column} names {', '.join(strange)}, which the formula lacks")
    return tuple(terms[name] for name in names)


def _check(rule: Rule) -> None:
    if not rule.needs:
        raise RuleError(f"{rule.name} needs no term")
    terms = rule.formula.terms
    faults = {
        "has no form": not rule.form,
        "needs a term that is optional": bool(set(rule.needs) & set(rule.optional)),
        "has an alternative that is not optional": any(
            term.option is not None and term not in rule.optional for term in terms
        ),
        "has a scope that does not fit its terms": (rule.scope == "rows") != (terms[0].breakdown is not None)
        or (rule.scope == "years") != terms[0].dated,
        "looks at last year only": rule.scope == "years" and all(term.last_year for term in terms),
        "is about last year": rule.subject.last_year,
        "marks facts though its class or scope does not prove a fault": bool(rule.marks)
        and (rule.class_ not in MARKABLE or rule.scope == "years"),
        "is diagnostic and not an equation": rule.a_match_is_the_warning and rule.formula.comparison != "==",
    }
    for fault, found in faults.items():
        if found:
            raise RuleError(f"{rule.name} {fault}")
