"""Where a number comes from, and what is wrong: named to the cell."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from expectations.rules import find_violations, issues_of, load_rules
from publish.errors import TrendError
from publish.explain import Explanation, explain, render_explanation
from publish.issues import list_issues, render_issues
from publish.warehouse import build_warehouse
from tests.publish.maker import (
    HONGZE,
    SUQIAN,
    documents_of,
    fact,
    hongze,
    issue,
    make_store,
    misread,
    reading,
    yuyao_police,
)
from transform.forms import load_indicators
from transform.schema import DOCUMENTS, FACTS
from transform.tables import to_table

TOTAL = "reconsideration.total"
NAMELESS = {"agency_id": None, "agency": "城关镇人民政府", "scope": "agency"}
# 洪泽区 2023 prints 10 + 1 with the total 0; 结转下年度 2023 and 上年结转 2024 of the second pair are made up.
REVIEWS = [
    fact(HONGZE, 2023, 10, "reconsideration.upheld", table=4, row=3, column=1),
    fact(HONGZE, 2023, 1, "reconsideration.corrected", table=4, row=3, column=2),
    fact(HONGZE, 2023, 0, "reconsideration.other", table=4, row=3, column=3),
    fact(HONGZE, 2023, 0, "reconsideration.pending", table=4, row=3, column=4),
    fact(HONGZE, 2023, 0, TOTAL, table=4, row=3, column=5, obs_status="U"),
    fact(SUQIAN, 2023, 7, "applications.carried_out", table=3, row=22, column=7),
    fact(SUQIAN, 2024, 8, "applications.carried_in", table=3, row=3, column=7),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = [*hongze(), *yuyao_police(), *REVIEWS, fact(NAMELESS, 2024, 5)]
    rules = load_rules(codebook=set(load_indicators()))
    with duckdb.connect() as con:
        con.register("facts", to_table(facts, FACTS))
        violations = find_violations(con, "facts", rules)
    found = issues_of(violations, rules, to_table(documents_of(facts), DOCUMENTS)).to_pylist()
    found.append(
        issue(
            facts[-1], "agency_unknown", severity="error", indicator=None, table=None, row=None, column=None, page=None
        )
    )
    seen = reading(facts[0], confidence=0.41, second_text="4179")
    store = make_store(tmp_path_factory.mktemp("store"), facts, tuple(found), tuple(violations.to_pylist()), (seen,))
    return build_warehouse(store, "test")


def one(warehouse: Path, *asked: object) -> Explanation:
    (found,) = explain(warehouse, *asked)
    return found


def shown(render, found: list, format: str) -> str:
    stream = io.StringIO()
    render(found, format, stream)
    return stream.getvalue()


def test_a_number_leads_back_to_its_cell_and_its_document(warehouse: Path) -> None:
    found = one(warehouse, "余姚市公安局", 2019, "行政处罚")
    assert (found.fact["value_as_reported"], found.fact["table"], found.fact["row"], found.fact["column"]) == (
        "5427",
        1,
        9,
        4,
    )
    assert found.document["title"] == "余姚市公安局2019年政府信息公开工作年度报告"
    assert found.label is not None
    assert "行政处罚" in found.label
    assert found.flags == ("first_year", "items_misread")
    assert [issue["kind"] for issue in found.issues] == ["items_misread"]


def test_a_number_of_a_picture_says_how_sure_it_is_and_where_to_look(warehouse: Path) -> None:
    found = explain(warehouse, "洪泽区人民政府", 2023, "行政处罚")
    text = shown(render_explanation, found, "table")
    assert "read as “4119” with confidence 0.41, at left 120, top 300, right 160, bottom 312 points" in text
    assert "a second reading gave “4179”" in text
    (told,) = json.loads(shown(render_explanation, found, "json"))
    assert (told["reading"]["confidence"], told["reading"]["left"]) == (0.41, 120)
    (row,) = csv.DictReader(io.StringIO(shown(render_explanation, found, "csv")))
    assert (row["confidence"], row["bottom"], row["region_unit"]) == ("0.41", "312", "points")
    unseen = explain(warehouse, "洪泽区人民政府", 2024, "行政处罚")
    assert unseen[0].reading is None and "picture" not in shown(render_explanation, unseen, "table")


def test_a_failed_sum_is_shown_at_each_of_its_cells_with_the_printed_terms(warehouse: Path) -> None:
    for code, value in ((TOTAL, 0), ("reconsideration.upheld", 10)):
        found = one(warehouse, "洪泽区人民政府", 2023, code)
        assert found.fact["value"] == value
        (failed,) = [check for check in found.checks if check.failures]
        assert failed.rule["rule"] == "F2021-T4-reconsideration"
        text = shown(render_explanation, [found], "table")
        assert "FAILED" in text
        assert "11 against 0" in text
        assert "reconsideration.corrected[total]=1" in text
        assert "identity_failed" in text


def test_a_sound_neighbour_is_not_told_as_failed(warehouse: Path) -> None:
    found = one(warehouse, "洪泽区人民政府", 2023, "行政处罚")
    assert [check for check in found.checks if check.failures] == []
    assert found.issues == ()


def test_a_check_over_years_is_shown_at_both_of_its_ends(warehouse: Path) -> None:
    for year, code in ((2023, "applications.carried_out"), (2024, "applications.carried_in")):
        found = one(warehouse, "宿迁市人民政府", year, code)
        assert "F2021-X-CARRY" in [check.rule["rule"] for check in found.checks if check.failures]


def test_a_missing_fact_says_what_there_is_instead(warehouse: Path) -> None:
    with pytest.raises(TrendError, match="no report of it for that year; it is printed for 2023, 2024"):
        explain(warehouse, "洪泽区人民政府", 2022, "行政处罚")
    with pytest.raises(TrendError, match=r"does not print it.* printed for 2023$"):
        explain(warehouse, "洪泽区人民政府", 2024, "行政复议")
    with pytest.raises(TrendError, match=r"no report of it for that year$"):
        explain(warehouse, "余姚市人民政府", 2024, "行政复议")
    with pytest.raises(TrendError, match="no breakdown"):
        explain(warehouse, "洪泽区人民政府", 2024, "行政处罚", "women")


def test_explanations_are_told_to_machines_too(warehouse: Path) -> None:
    found = explain(warehouse, "洪泽区人民政府", 2023, TOTAL)
    (told,) = json.loads(shown(render_explanation, found, "json"))
    assert (told["fact"]["value"], told["fact"]["obs_status"]) == (0, "U")
    assert any(check["failed"] for check in told["checks"])
    (row,) = csv.DictReader(io.StringIO(shown(render_explanation, found, "csv")))
    assert (row["value"], row["checks_failed"]) == ("0", "F2021-T4-reconsideration")


def test_issues_are_filtered_by_what_they_are_and_whose(warehouse: Path) -> None:
    assert {row["kind"] for row in list_issues(warehouse)} >= {"identity_failed", "items_misread", "agency_unknown"}
    assert {row["kind"] for row in list_issues(warehouse, kind="items_misread")} == {"items_misread"}
    assert {row["severity"] for row in list_issues(warehouse, severity="error")} == {"error"}
    assert {row["agency"] for row in list_issues(warehouse, agency="洪泽区", year=2023)} == {"洪泽区人民政府"}
    assert list_issues(warehouse, agency="洪泽区人民政府", year=2024) == []


def test_issues_of_a_body_without_an_id_are_its_own_only(warehouse: Path) -> None:
    (found,) = list_issues(warehouse, agency="城关镇人民政府")
    assert (found["agency_id"], found["agency"], found["kind"]) == (None, "城关镇人民政府", "agency_unknown")


def test_a_misspelt_filter_is_no_clean_bill(warehouse: Path) -> None:
    for wrong in ({"kind": "identity_fail"}, {"severity": "fatal"}, {"agency": "洪泽"}):
        with pytest.raises(TrendError):
            list_issues(warehouse, **wrong)


def test_issues_name_their_place_in_every_format(warehouse: Path) -> None:
    found = list_issues(warehouse, kind="identity_failed")
    table = shown(render_issues, found, "table")
    assert table.startswith("1 issues: 1 error")
    assert "page 1, table 4, row 3, column 5" in table
    (row,) = csv.DictReader(io.StringIO(shown(render_issues, found, "csv")))
    assert (row["table"], row["row"], row["printed"]) == ("4", "3", "0")
    assert json.loads(shown(render_issues, found, "json"))[0]["indicator"] == TOTAL
    assert shown(render_issues, [], "table").startswith("0 issues")


def test_misread_is_the_kind_the_rules_open(warehouse: Path) -> None:
    (found,) = list_issues(warehouse, kind="items_misread")
    assert (found["indicator"], found["rule"]) == (misread()["indicator"], misread()["rule"])
