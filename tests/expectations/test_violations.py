"""What breaks a rule is found; what does not, or is not known, is left alone."""

from __future__ import annotations

import random
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.rules import Rule, find_violations
from tests.expectations.maker import (
    CHILDREN,
    FORM_CELLS,
    GROUPS,
    RULES,
    UNSPLIT,
    Cells,
    dice,
    facts,
    failed,
    sound_cells,
    table,
    violations,
)

FORMS = ("2008-shanghai-a", "2008-shanghai-b", "2009-anhui", "2009-putian", "2014", "2019", "2021")
WITHIN = [rule for rule in RULES if rule.scope != "years"]
YEARS = [rule for rule in RULES if rule.scope == "years"]


def some(form: str, seed: int = 7) -> Cells:
    return sound_cells(form, dice(seed, 1, 9))


def pair(form: str) -> tuple[Cells, Cells]:
    """Two years of one body between which every rule across years holds."""
    last, this = some(form, 1), some(form, 2)
    for group in ("total", *GROUPS):
        if ("applications.carried_in", group) in this:
            moved = last["applications.carried_out", group] - this["applications.carried_in", group]
            this["applications.carried_in", group] += moved
            this["applications.carried_out", group] += moved
    for what in ("rules", "normative_documents"):
        if (f"{what}.in_force", "total") in this:
            stock = last[f"{what}.in_force", "total"] + this[f"{what}.issued", "total"]
            this[f"{what}.in_force", "total"] = stock - this[f"{what}.repealed", "total"]
        if (f"{what}.disclosed_stock", "total") in this:
            stock = last[f"{what}.disclosed_stock", "total"] + this[f"{what}.newly_disclosed", "total"]
            this[f"{what}.disclosed_stock", "total"] = stock
    for name, _ in list(this):
        if name.endswith(".items_change"):
            before = name.replace("items_change", "items_prev_year")
            moved = last[before, "total"] + last[name, "total"] - this[before, "total"]
            this[before, "total"] += moved
            if (decisions := (name.replace("items_change", "decisions"), "total")) in this:
                this[decisions] += moved
    for name, _ in list(this):
        if name.endswith(".cumulative"):
            this[name, "total"] = last[name, "total"] + this[name.removesuffix(".cumulative"), "total"]
    return last, this


def two_years(last: Cells, this: Cells, form: str, **changes: object) -> list[dict]:
    later = {"document": "d2", "year": 2023, **changes}
    return facts(last, form, document="d1", year=2022) + facts(this, form, **later)


@settings(max_examples=25)
@given(form=st.sampled_from(FORMS), source=st.randoms(use_true_random=False), most=st.sampled_from((0, 3, 10**7)))
def test_sound_report_is_never_accused(form: str, source: random.Random, most: int) -> None:
    cells = sound_cells(form, lambda: source.randint(0, most))
    assert failed(facts(cells, form), WITHIN) == []


@settings(max_examples=25)
@given(form=st.sampled_from(FORMS), source=st.randoms(use_true_random=False))
def test_blank_zero_or_lost_cells_never_make_a_sound_report_wrong(form: str, source: random.Random) -> None:
    cells = sound_cells(form, lambda: source.choice((0, 0, 4)))
    cells = {key: None if not value and source.random() < 0.5 else value for key, value in cells.items()}
    rows = [row for row in facts(cells, form) if source.random() < 0.9]
    assert failed(rows, WITHIN) == []


def test_two_sound_years_are_never_accused() -> None:
    for form in FORMS:
        assert failed(two_years(*pair(form), form)) == []


def broken(rule: Rule, cells: Cells, group: str) -> tuple[Cells, tuple[str, str]]:
    """The cells with the total of the rule changed so that the rule must fail (or, if diagnostic, hold)."""
    names = [term.indicator for term in rule.formula.terms]
    subject = (rule.subject.indicator or "outcome.granted_full", rule.subject.breakdown or group)
    wrong = dict(cells)
    if rule.a_match_is_the_warning:
        wrong[subject] = sum(cells[name, group] for name in names[:-1])
    elif rule.formula.comparison == "==":
        wrong[subject] += 1
    elif rule.subject.side == "left":
        wrong[subject] = 1 + sum(cells.get((name, group), 0.0) + 99 for name in names)
    else:
        left = (names[0], group)
        wrong[left] = wrong[subject] + 1
    return wrong, subject


@pytest.mark.parametrize("group", ["total", "legal_service_organization"])
@pytest.mark.parametrize("rule", WITHIN, ids=lambda rule: rule.name)
def test_planted_error_in_a_document_is_found(rule: Rule, group: str) -> None:
    group = group if rule.scope == "columns" else "total"
    cells, subject = broken(rule, some(rule.form), group)
    (found,) = violations(facts(cells, rule.form, agency=None, year=None), [rule]).to_pylist()
    assert found["rule"] == rule.name
    assert (found["indicator"], found["class"], found["marks"]) == (subject[0], rule.class_, rule.marks)
    assert found["breakdown"] == (None if rule.scope == "rows" else group)
    assert f"{subject[0]}[{subject[1]}]={cells[subject]:g} (page 4, table " in found["terms"]


@pytest.mark.parametrize("rule", YEARS, ids=lambda rule: rule.name)
def test_planted_error_between_two_years_is_found(rule: Rule) -> None:
    last, this = pair(rule.form)
    wrong, subject = broken(rule, this, "total")
    (found,) = violations(two_years(last, wrong, rule.form), [rule]).to_pylist()
    assert found["rule"] == rule.name
    assert (found["document_id"], found["year"], found["marks"], found["indicator"]) == ("d2", 2023, "", subject[0])
    assert "(document d1, year 2022, page 4, table " in found["terms"]


@pytest.mark.parametrize(
    "later", [{"year": 2024}, {"scope": "area"}, {"agency": "a2"}, {"agency": None}, {"year": None}], ids=str
)
def test_years_that_do_not_follow_or_other_bodies_are_not_compared(later: dict) -> None:
    last, this = pair("2021")
    this["applications.carried_in", "total"] += 1
    found = [rule for rule, *_ in failed(two_years(last, this, "2021", **later), YEARS)]
    assert found == []


def test_carry_over_is_checked_across_a_change_of_form() -> None:
    last, this = some("2019"), some("2021")
    for group in ("total", *GROUPS):
        this["applications.carried_in", group] = last["applications.carried_out", group]
    this["applications.carried_in", "total"] += 1
    rows = facts(last, "2019", year=2020) + facts(this, "2021", document="d2", year=2021)
    assert failed(rows, YEARS) == [("F2021-X-CARRY", "applications.carried_in", "total")]


def test_last_year_in_two_documents_counts_once_if_they_agree_and_not_if_they_differ() -> None:
    last, this = pair("2021")
    this["applications.carried_in", "total"] += 1
    copy = facts(last, "2021", document="d0", year=2022)
    assert [rule for rule, *_ in failed(two_years(last, this, "2021") + copy, YEARS)] == ["F2021-X-CARRY"]
    other = facts({**last, ("applications.carried_out", "total"): 77.0}, "2021", document="d0", year=2022)
    assert failed(two_years(last, this, "2021") + other, YEARS) == []


SUM = [rule for rule in RULES if rule.name == "F2021-T3-SUM"]
ROW = [rule for rule in RULES if rule.name == "F2019-T3-ROW"]
FLOW = [rule for rule in RULES if rule.name == "F2019-T3-FLOW"]


def test_blank_group_counts_as_nothing_and_a_blank_total_is_not_a_zero() -> None:
    cells = {("outcome.granted_full", group): None for group in (*GROUPS, "total")}
    cells["outcome.granted_full", "natural_person"] = 5.0
    assert failed(facts(cells, "2019"), ROW) == []
    cells["outcome.granted_full", "total"] = 5.0
    assert failed(facts(cells, "2019"), ROW) == []
    cells["outcome.granted_full", "total"] = 6.0
    assert failed(facts(cells, "2019"), ROW) == [("F2019-T3-ROW", "outcome.granted_full", None)]
    cells["outcome.granted_full", "natural_person"] = None
    assert failed(facts(cells, "2019"), ROW) == []


def test_unreadable_cell_is_not_counted_as_zero() -> None:
    cells = {("outcome.granted_full", group): 1.0 for group in (*GROUPS, "total")}
    assert len(failed(facts(cells, "2019"), ROW)) == 1
    del cells["outcome.granted_full", "other_organization"]
    assert failed(facts(cells, "2019"), ROW) == []


def test_cell_of_an_unread_table_is_not_counted_as_zero() -> None:
    rows = facts({("outcome.granted_full", group): 1.0 for group in (*GROUPS, "total")}, "2019")
    rows[0] |= {"value": None, "obs_status": "L"}
    assert failed(rows, ROW) == []


def test_rule_of_a_table_is_judged_on_its_total_only() -> None:
    rows = facts(broken(FLOW[0], some("2019"), "natural_person")[0], "2019")
    assert failed(rows, FLOW) == [("F2019-T3-FLOW", "outcome.total", "natural_person")]
    assert failed(rows, [replace(FLOW[0], scope="table")]) == []


def test_flow_is_not_judged_without_both_of_its_totals() -> None:
    flow = {"applications.received_new": 5.0, "applications.carried_in": 1.0, "outcome.total": 5.0,
            "applications.carried_out": 0.0}  # fmt: skip
    cells = {(name, "total"): value for name, value in flow.items()}
    assert len(failed(facts(cells, "2019"), FLOW)) == 1
    for needed in ("applications.received_new", "outcome.total"):
        assert failed(facts({**cells, (needed, "total"): None}, "2019"), FLOW) == []
    assert len(failed(facts({**cells, ("applications.carried_out", "total"): None}, "2019"), FLOW)) == 1
    carried = {(name, "total"): None for name in ("applications.carried_in", "applications.carried_out")}
    assert failed(facts({**cells, **carried}, "2019"), FLOW) == []


def other_rows(children: float | None, unsplit: float | None, *, absent: tuple[str, ...] = ()) -> list[str]:
    """Rules failed by a sound 2021 column whose （六） says 3 times `children` and, on one row, `unsplit`."""
    cells = {key: 1.0 for key in FORM_CELLS["2021"] if key[1] == "total" and key[0].startswith("outcome.")}
    cells |= {(name, "total"): children for name in CHILDREN}
    cells[UNSPLIT, "total"] = unsplit
    cells["outcome.total", "total"] = 18.0 + 6.0
    kept = {key: value for key, value in cells.items() if key[0] not in absent}
    return [rule for rule, *_ in failed(facts(kept, "2021"), SUM)]


def test_other_handling_printed_split_and_unsplit_is_not_counted_twice() -> None:
    assert len([key for key in FORM_CELLS["2021"] if key[1] == "total" and key[0].startswith("outcome.")]) == 18 + 5
    assert other_rows(2.0, 6.0) == []
    assert other_rows(2.0, 6.0, absent=(UNSPLIT,)) == []
    assert other_rows(2.0, 6.0, absent=CHILDREN) == []
    assert other_rows(None, 6.0) == []
    assert other_rows(2.0, None) == []
    for wrong in (other_rows(3.0, 6.0), other_rows(3.0, 6.0, absent=(UNSPLIT,)), other_rows(2.0, 7.0, absent=CHILDREN),
                  other_rows(None, 7.0), other_rows(None, None)):  # fmt: skip
        assert wrong == ["F2021-T3-SUM"]


def test_other_handling_that_is_lost_or_half_read_is_not_taken_for_zero() -> None:
    assert other_rows(3.0, 7.0, absent=(UNSPLIT, *CHILDREN)) == []
    assert other_rows(3.0, 7.0, absent=(UNSPLIT, CHILDREN[1])) == []
    assert other_rows(3.0, 6.0, absent=(CHILDREN[1],)) == []


def test_fact_that_stands_twice_is_not_summed() -> None:
    rows = facts(some("2021"), "2021")
    assert failed(rows + [row for row in rows if row["indicator"] == "reconsideration.upheld"]) == []


def test_leftover_table_of_an_older_form_is_judged_by_its_own_rules() -> None:
    old = {key: value for key, value in some("2014").items() if key[0].startswith(("proactive.", "response."))}
    both = facts(some("2019"), "2019") + facts(old, "2014")
    assert failed(both) == []
    old["proactive.items_total", "total"] = 999.0
    assert [rule for rule, *_ in failed(facts(some("2019"), "2019") + facts(old, "2014"))] == ["F2014-DEDUP-UP"]


def test_yuyao_items_filled_in_as_cases_are_pointed_out() -> None:
    cells = {
        ("administrative_license.items_prev_year", "total"): 1950.0,
        ("administrative_license.items_change", "total"): -832.0,
        ("administrative_license.decisions", "total"): 1083.0,
        ("administrative_penalty.items_prev_year", "total"): 4126.0,
        ("administrative_penalty.items_change", "total"): 1301.0,
        ("administrative_penalty.decisions", "total"): 5427.0,
        ("administrative_compulsion.items_prev_year", "total"): 0.0,
        ("administrative_compulsion.items_change", "total"): 0.0,
        ("administrative_compulsion.decisions", "total"): 0.0,
    }
    (found,) = violations(facts(cells, "2019", year=2019)).to_pylist()
    assert (found["rule"], found["marks"]) == ("F2019-MISREAD-administrative_penalty", "")
    assert (found["left_value"], found["right_value"]) == (5427.0, 5427.0)


SUQIAN = {
    2023: {"normative_documents.issued": 109, "normative_documents.repealed": 489, "normative_documents.in_force": 597,
           "applications.received_new": 3511, "applications.carried_in": 96, "outcome.total": 3486,
           "applications.carried_out": 121, "rules.in_force": 11},
    2024: {"normative_documents.issued": 50, "normative_documents.repealed": 227, "normative_documents.in_force": 420,
           "applications.received_new": 3525, "applications.carried_in": 121, "outcome.total": 3521,
           "applications.carried_out": 125, "rules.issued": 2, "rules.repealed": 1, "rules.in_force": 12},
}  # fmt: skip


def suqian(year: int, **changes: float) -> list[dict]:
    cells = {(name, "total"): float(value) for name, value in SUQIAN[year].items()}
    changed = {(name.replace("__", "."), "total"): value for name, value in changes.items()}
    return facts({**cells, **changed}, "2021", document=f"d{year}", agency="suqian", year=year)


def test_suqian_ties_from_2023_to_2024() -> None:
    assert failed(suqian(2023) + suqian(2024)) == []
    carried = suqian(2023) + suqian(2024, applications__carried_in=122.0)
    assert [rule for rule, *_ in failed(carried)] == ["F2021-T3-FLOW", "F2021-X-CARRY"]
    stock = suqian(2023) + suqian(2024, normative_documents__in_force=421.0)
    assert [rule for rule, *_ in failed(stock)] == ["F2021-X-STOCK-normative_documents"]


def test_order_of_the_facts_does_not_change_the_violations() -> None:
    rows = two_years(some("2021", 3), some("2021", 4), "2021")
    rows[5]["value"] += 1
    shuffled = random.Random(1).sample(rows, len(rows))
    assert violations(rows).equals(violations(shuffled))
    assert len(violations(rows)) > 3


def test_connection_is_left_as_it_was_and_only_a_table_is_named() -> None:
    with duckdb.connect() as con:
        con.register("mine", table(facts(some("2021"), "2021")))
        find_violations(con, "mine", RULES)
        assert con.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == [("mine",)]
        with pytest.raises(ValueError, match="not the name"):
            find_violations(con, "mine; DROP TABLE mine", RULES)
