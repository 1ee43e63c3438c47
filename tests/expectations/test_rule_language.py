"""data/rules.csv and its language: what cannot be meant stops the load."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from expectations.formula import FormulaError, parse
from expectations.rules import RuleError, load_rules
from tests.expectations.maker import FORM_CELLS, REFERENCE, RULES

CODES = {"a.total", "a.one", "b", "c"}
ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "rule": "R", "form": "2021", "scope": "table", "formula": "a.one + b == a.total", "class": "definitional",
    "needs": "a.total", "optional": "", "marks": "U", "issue_kind": "identity_failed", "severity": "error", "note": "",
}  # fmt: skip


def load(folder: Path, *rows: dict[str, str], header: list[str] | None = None) -> list:
    path = folder / "rules.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header or list(GOOD))
        writer.writerows(row.values() for row in rows)
    return load_rules(path, codebook=CODES)


@pytest.mark.parametrize(
    "text",
    [
        "a.one + d == a.total",
        "a.one + b = a.total",
        "a.one + b",
        "a.one == b == c",
        "a.one >= b",
        "a.one * b == c",
        "a.one b == c",
        "a.one + == c",
        "+ a.one == c",
        "a.one == ",
        "(a.one | b == c",
        "a.one | b == c",
        "(a.one) == c",
        "(a.one | b) + (a.total | a.one) == c",
        "a.one - (b | c) == a.total",
        "a.one + a.one == c",
        "[natural_person] + b == [total]",
        "[nobody] == [total]",
        "a.one@t == b",
        "a.one@t-2 == b@t",
        "a.one@t-12 == b@t",
        "2 + b == c",
        "A.one == b",
    ],
)
def test_formula_not_wholly_understood_is_no_rule(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text, CODES)


def test_formula_keeps_sides_signs_years_and_alternatives() -> None:
    terms = parse("a.one + (b + c | a.total) <= d", CODES | {"d"}).terms
    assert [(t.name, t.side, t.sign, t.option) for t in terms] == [
        ("a.one", "left", 1, None), ("b", "left", 1, 0), ("c", "left", 1, 0), ("a.total", "left", 1, 1),
        ("d", "right", 1, None),
    ]  # fmt: skip
    earlier, minus, now = parse("a.one@t-1 - b@t == c@t", CODES).terms
    assert (earlier.last_year, minus.last_year, minus.sign, now.side) == (True, False, -1, "right")
    assert {term.indicator for term in (earlier, minus, now)} == {"a.one", "b", "c"}


def test_good_row_loads(tmp_path: Path) -> None:
    (rule,) = load(tmp_path, GOOD)
    assert (rule.name, rule.subject.name, rule.optional) == ("R", "a.total", ())


@pytest.mark.parametrize(
    "change",
    [
        {"formula": "a.one + unknown == a.total"},
        {"scope": "columnn"},
        {"class": "system"},
        {"marks": "X"},
        {"issue_kind": "other"},
        {"severity": "fatal"},
        {"form": ""},
        {"needs": ""},
        {"needs": "c"},
        {"optional": "c"},
        {"optional": "a.total"},
        {"scope": "rows"},
        {"scope": "years"},
        {"formula": "a.one@t-1 == a.total@t", "needs": "a.total@t"},
        {"formula": "a.one@t == a.total@t-1", "needs": "a.total@t-1", "scope": "years", "marks": ""},
        {"formula": "a.one@t-1 == a.total@t", "needs": "a.total@t", "scope": "years"},
        {"formula": "(a.one | b) == a.total"},
        {"class": "plausible"},
        {"class": "diagnostic", "marks": "", "formula": "a.one <= a.total"},
    ],
    ids=lambda change: " ".join(f"{name}={value}" for name, value in change.items()),
)
def test_row_that_contradicts_itself_stops_the_load(change: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"^R"):
        load(tmp_path, GOOD | change)


def test_rule_named_twice_or_a_shifted_row_stops_the_load(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="twice"):
        load(tmp_path, GOOD, GOOD)
    with pytest.raises(RuleError, match="columns"):
        load(tmp_path, GOOD | {"further": "x"})
    with pytest.raises(RuleError, match="columns"):
        load(tmp_path, {name: value for name, value in GOOD.items() if name != "note"})
    with pytest.raises(RuleError, match="columns"):
        load(tmp_path, GOOD, header=[*list(GOOD)[:-1], "remark"])


def test_rules_of_the_house_cover_each_form_and_only_cells_the_form_has() -> None:
    cells = {form: {indicator for indicator, _ in keys} for form, keys in FORM_CELLS.items()}
    forms = {"2008-shanghai-a", "2008-shanghai-b", "2009-anhui", "2009-putian", "2014", "2019", "2021"}
    assert {rule.form for rule in RULES} == set(cells) == forms
    for rule in RULES:
        assert {term.indicator for term in rule.formula.terms} - {None} <= cells[rule.form], rule.name


def test_only_a_proven_fault_of_the_source_is_an_error_or_marks_facts() -> None:
    for rule in RULES:
        proven = rule.scope != "years" and rule.class_ in ("prescribed", "definitional", "consequence")
        assert bool(rule.marks) == proven == (rule.issue_kind == "identity_failed"), rule.name
        assert (rule.severity == "error") == (proven and rule.class_ != "consequence"), rule.name
        assert rule.severity == "info" or rule.class_ != "plausible", rule.name
        assert rule.severity == REFERENCE.severities[rule.issue_kind] or rule.severity == "warning", rule.name


def test_reading_the_rules_does_not_wait_for_great_expectations() -> None:
    code = "import sys, expectations.rules; assert not {'great_expectations', 'prefect'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
