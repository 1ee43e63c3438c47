"""What a reader asks, in words, and what must be said beside the numbers."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from publish import trend_table
from publish.errors import TrendError, WarehouseError
from publish.find import division_prefix, find_agency, find_indicator
from publish.notes import flag_meanings
from publish.trend import Trend, parse_years, query_trend
from publish.warehouse import build_warehouse, open_warehouse
from tests.publish.maker import (
    HONGZE_OFFICE,
    PENALTY,
    SUQIAN,
    YUYAO_POLICE,
    fact,
    hongze,
    make_store,
    misread,
    yuyao_police,
)
from transform.forms import DATA, load_indicators

NAMELESS = {"agency_id": None, "agency": "城关镇人民政府", "scope": "agency"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = [
        *hongze(),
        *yuyao_police(),
        fact(HONGZE_OFFICE, 2023, 1),
        fact(HONGZE_OFFICE, 2024, 3),
        fact(SUQIAN, 2022, 5),
        fact(SUQIAN, 2023, 11),
        fact(SUQIAN, 2024, 12, obs_status="U"),
        fact(NAMELESS, 2023, 100),
        fact(NAMELESS, 2024, 900),
    ]
    return build_warehouse(make_store(tmp_path_factory.mktemp("store"), facts, (misread(),)), "test")


def values(trend: Trend) -> list[tuple]:
    return [(row.agency, row.scope, row.year, row.value, row.change) for row in trend.rows]


@pytest.mark.parametrize(
    "text", ["行政处罚", "處罰", "administrative_penalty", PENALTY, "行政处罚 本年处理决定数量", " 行 政 处 罚 "]
)
def test_penalties_are_found_under_every_name(text: str) -> None:
    assert find_indicator(text).code == PENALTY


def test_every_indicator_is_found_by_its_code() -> None:
    assert [find_indicator(code).code for code in load_indicators()] == list(load_indicators())


def test_no_alias_silently_means_two_things() -> None:
    for indicator in load_indicators().values():
        for name in (indicator.name_zh, *indicator.aliases):
            try:
                assert find_indicator(name) == indicator
            except TrendError as error:
                assert "more than one" in str(error)


def test_an_unknown_indicator_names_what_was_perhaps_meant() -> None:
    with pytest.raises(TrendError, match=rf"no indicator is called 行政处罚决定; perhaps .*{PENALTY}"):
        find_indicator("行政处罚决定")
    with pytest.raises(TrendError, match="lists them all"):
        find_indicator("xyzzy")


@pytest.mark.parametrize(
    "text", ["洪泽区人民政府", "淮安市洪泽区人民政府", "洪泽区", "nb000002", "洪澤區人民政府", "洪泽区 人民政府"]
)
def test_a_body_is_found_under_every_name(warehouse: Path, text: str) -> None:
    with open_warehouse(warehouse) as con:
        assert find_agency(con, text).agency_id == "nb000002"


def test_an_unknown_body_names_what_was_perhaps_meant(warehouse: Path) -> None:
    with open_warehouse(warehouse) as con:
        with pytest.raises(TrendError, match="perhaps 洪泽区人民政府; 洪泽区人民政府办公室"):
            find_agency(con, "洪泽")
        with pytest.raises(TrendError, match=r"data/agencies\.csv"):
            find_agency(con, "xyzzy")


def test_one_name_of_two_bodies_is_never_decided_for_the_reader(tmp_path: Path) -> None:
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("store", "samples"))
    with (data / "agencies.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("nb100001", "鼓楼区人民政府", "", "人民政府", "county", "320106", "2019", "", "", "", "", "", "")
        )
        writer.writerow(
            ("nb100002", "鼓楼区人民政府", "", "人民政府", "county", "320302", "2019", "", "", "", "", "", "")
        )
    path = build_warehouse(make_store(tmp_path / "store", hongze()), "test", data)
    with open_warehouse(path) as con:
        with pytest.raises(TrendError, match=r"nb100001 .*320106.*nb100002 .*320302"):
            find_agency(con, "鼓楼区人民政府")
        assert find_agency(con, "nb100002").division == "320302"


def test_hongze_falls_by_a_third(warehouse: Path) -> None:
    trend = query_trend(warehouse, "行政处罚", agency="洪泽区人民政府")
    assert values(trend) == [
        ("洪泽区人民政府", "area", 2023, 4119, None),
        ("洪泽区人民政府", "area", 2024, 2776, -1343),
    ]
    assert round(trend.rows[1].pct_change, 1) == -32.6


def test_last_years_items_are_not_passed_off_as_last_years_decisions(warehouse: Path) -> None:
    trend = query_trend(warehouse, "行政处罚", agency="余姚市公安局")
    assert values(trend) == [("余姚市公安局", "agency", 2019, 5427, None)]
    assert trend.rows[0].previous_value is None
    assert trend.notes[0] == (
        "余姚市公安局 2019: the form also prints 上一年项目数量 4,126; that is a number of items at the end of 2018, not the"
        " decisions of 2018, and is not used as 2018's value."
        " 4,126 + 1,301 = 5,427: the items seem to have been filled in as cases."
    )
    assert any(note.startswith("items_misread: ") for note in trend.notes)


def test_items_that_do_not_add_up_to_the_cases_are_not_called_misread(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, yuyao_police()), "test")
    note = query_trend(path, "行政处罚").notes[0]
    assert note.endswith("is not used as 2018's value.")


def test_items_are_no_note_where_last_year_has_a_number_of_its_own(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, [*yuyao_police(), fact(YUYAO_POLICE, 2018, 5000)]), "test")
    trend = query_trend(path, "行政处罚")
    assert [row.change for row in trend.rows] == [None, 427]
    assert not any("上一年项目数量 4,126" in note for note in trend.notes)


def test_each_flag_that_occurs_is_explained_once(warehouse: Path) -> None:
    trend = query_trend(warehouse, "行政处罚")
    flags = sorted({flag for row in trend.rows for flag in row.flags})
    told = [note.partition(":")[0] for note in trend.notes if note.partition(":")[0] in flag_meanings()]
    assert told == flags == ["agency_unknown", "first_year", "identity_failed", "items_misread"]


def test_every_flag_that_trend_can_give_has_a_meaning() -> None:
    given = set(re.findall(r"THEN '([a-z_]+)' END", Path(trend_table.__file__).read_text(encoding="utf-8")))
    assert given == set(flag_meanings())
    assert [*flag_meanings()] == sorted(given)


@pytest.mark.parametrize(
    ("text", "years"),
    [("2019:2024", (2019, 2024)), ("2019:", (2019, None)), (":2024", (None, 2024)), ("2023", (2023, 2023))],
)
def test_spans_of_years(text: str, years: tuple) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", ":", "19", "2019-2024", "2024:2019", "2019:24", "2019 2024", "20192024"])
def test_a_span_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(TrendError):
        parse_years(text)


def test_a_span_cuts_rows_and_never_the_year_they_are_compared_with(warehouse: Path) -> None:
    (row,) = query_trend(warehouse, "行政处罚", agency="洪泽区人民政府", years=(2024, None)).rows
    assert (row.previous_value, row.change, row.flags) == (4119, -1343, ())


@pytest.mark.parametrize(("region", "bodies"), [
    ("洪泽区", {"洪泽区人民政府", "洪泽区人民政府办公室"}),
    ("淮安市", {"洪泽区人民政府", "洪泽区人民政府办公室"}),
    ("余姚市", {"余姚市公安局"}),
    ("320000", {"洪泽区人民政府", "洪泽区人民政府办公室", "宿迁市人民政府"}),
])  # fmt: skip
def test_a_region_is_every_body_below_its_division(warehouse: Path, region: str, bodies: set[str]) -> None:
    assert {row.agency for row in query_trend(warehouse, "行政处罚", region=region).rows} == bodies


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("320000", "32"),
        ("320800", "3208"),
        ("320813", "320813"),
        ("429004", "429004"),
        ("320813001000", "320813001"),
        ("32", "32"),
    ],
)
def test_noughts_at_the_end_of_a_division_stand_for_everything_below(code: str, prefix: str) -> None:
    assert division_prefix(code) == prefix


@pytest.mark.parametrize("code", ["", "3", "32081", "三二", "3208131"])
def test_a_torn_division_code_is_refused_and_not_cut_to_fit(code: str) -> None:
    with pytest.raises(TrendError):
        division_prefix(code)


def test_sums_hold_the_same_bodies_in_both_years(warehouse: Path) -> None:
    trend = query_trend(warehouse, "行政处罚", by="kind")
    told = [
        (r.agency, r.scope, r.level, r.year, r.previous_value, r.value, r.bodies, r.bodies_with_number)
        for r in trend.rows
    ]
    assert told == [
        ("人民政府", "area", "county", 2024, 4119, 2776, 1, 1),
        ("人民政府", "area", "prefecture", 2023, 5, 11, 1, 1),
        ("人民政府", "area", "prefecture", 2024, 11, 12, 1, 1),
        ("办公室", "agency", None, 2024, 1, 3, 1, 1),
    ]
    assert trend.notes[-1] == "Bodies that data/agencies.csv does not know are in no sum."


def test_a_body_that_begins_to_report_is_no_growth(tmp_path: Path) -> None:
    late = {"agency_id": "nb000007", "agency": "淮安市人民政府", "scope": "area"}
    facts = [fact(SUQIAN, 2023, 11), fact(SUQIAN, 2024, 12), fact(late, 2024, 5000)]
    (row,) = query_trend(build_warehouse(make_store(tmp_path, facts), "t"), "行政处罚", by="level").rows
    assert (row.agency, row.value, row.change, row.bodies, row.bodies_with_number) == ("prefecture", 12, 1, 1, 2)


def test_a_citys_total_and_its_districts_are_not_added_up(warehouse: Path) -> None:
    rows = query_trend(warehouse, "行政处罚", by="province", years=(2024, 2024)).rows
    assert [(row.agency, row.scope, row.level, row.value) for row in rows] == [
        ("江苏省", "agency", None, 3),
        ("江苏省", "area", "county", 2776),
        ("江苏省", "area", "prefecture", 12),
    ]


def test_doubt_about_a_part_reaches_the_sum(warehouse: Path) -> None:
    rows = query_trend(warehouse, "行政处罚", by="level", years=(2024, 2024)).rows
    assert [row.flags for row in rows if row.level == "prefecture"] == [("identity_failed",)]


def test_no_answer_says_why_and_what_there_is(warehouse: Path) -> None:
    (note,) = query_trend(warehouse, "行政处罚", agency="洪泽区人民政府", years=(2030, None)).notes
    assert "rows for 2023, 2024" in note
    (note,) = query_trend(warehouse, "行政复议", agency="洪泽区人民政府").notes
    assert "do not print it" in note
    (note,) = query_trend(warehouse, "行政处罚", agency="余姚市人民政府").notes
    assert "no report" in note


@pytest.mark.parametrize("wrong", [{"by": "colour"}, {"breakdown": "women"}, {"breakdown": "natural_person"}])
def test_a_question_that_cannot_be_meant_is_refused(warehouse: Path, wrong: dict) -> None:
    with pytest.raises(TrendError):
        query_trend(warehouse, "行政处罚", **wrong)


def test_a_missing_warehouse_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nianbao refresh"):
        query_trend(tmp_path / "nianbao.duckdb", "行政处罚")


def test_percentages_of_several_bodies_are_never_added_up(warehouse: Path) -> None:
    with pytest.raises(TrendError, match="a percentage and has no sum"):
        query_trend(warehouse, "全文电子化率", by="province")
