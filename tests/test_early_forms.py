"""The forms of 2008 to 2013: columns of a month, a year and all years, each number under the time it speaks of."""

from __future__ import annotations

import pytest

from extract.read import read
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

TITLE = "余姚市公安局{year}年政府信息公开工作年度报告"
PERIOD = "本报告中所列数据统计期限自{year}年1月1日起至{year}年12月31日止。"


def _read(rows: list[str], year: int) -> Interpretation:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    page = f"<h1>{TITLE}</h1><p>{PERIOD}</p><table>{table}</table>".format(year=year)
    return interpret(read(page.encode(), "a.html"), load_reference(), load_agencies())


def _facts(found: Interpretation) -> dict[str, float | None]:
    return {fact["indicator"]: fact["value"] for fact in found.facts}


def _kinds(found: Interpretation) -> set[str]:
    return {issue["kind"] for issue in found.issues} - {"row_missing"}


def test_the_last_month_is_never_taken_for_the_year() -> None:
    found = _read(
        [
            "指标名称|单位|代码|本月累计|年度累计",
            "主动信息公开|条|01|7|319",
            "其中：全文电子化的主动公开信息数|条|02|6|300",
            "申请总次数|条|12|1|12",
            "1.当面申请数|条|13|0|3",
            "收取费用总数|元|37|0|251000",
        ],
        2012,
    )
    assert _facts(found) == {
        "proactive.items_total": 319.0,
        "proactive.items_full_text_digitized": 300.0,
        "applications.received_new": 12.0,
        "applications.channel.in_person": 3.0,
        "fees.total": 25.1,
    }
    assert _kinds(found) == set()
    assert found.document["form"] == "2008-shanghai-b"


PUTIAN = [
    "统计指标|单位|2009年度|历年累计",
    "主动公开信息数||121|2507",
    "其中：1.政府网站||100|2300",
    "受理依申请公开信息总数||2|5",
    "行政复议数||0|1",
]


def test_a_sum_since_the_regulation_is_never_taken_for_the_year() -> None:
    found = _read(PUTIAN, 2009)
    assert _facts(found) == {
        "proactive.items_total": 121.0,
        "proactive.items_total.cumulative": 2507.0,
        "proactive.channel.website": 100.0,
        "proactive.channel.website.cumulative": 2300.0,
        "applications.received_new": 2.0,
        "applications.received_new.cumulative": 5.0,
        "reconsideration.total": 0.0,
        "reconsideration.total.cumulative": 1.0,
    }
    assert _kinds(found) == set()


def test_a_column_of_another_year_gives_no_number_to_this_one() -> None:
    found = _read(PUTIAN, 2010)
    assert set(_facts(found)) == {code for code in _facts(_read(PUTIAN, 2009)) if code.endswith(".cumulative")}
    assert _kinds(found) == {"year_disputed"}


@pytest.mark.parametrize("header", ["2008年度|2009年度", "2009年度|2009年度"])
def test_two_columns_of_years_are_not_told_by_their_order(header: str) -> None:
    found = _read([f"统计指标|单位|{header}", "主动公开信息数|条|1|2", "行政复议数|件|3|4"], 2009)
    assert _facts(found) == {}
    assert found.issues


NUMBERED = [
    "序号|指标名称|单位|数量",
    "1|一、主动公开信息数|条|52",
    "2|其中：机构领导、设置及人事类信息|条|7",
    "3|二、依申请公开信息目录数|条|9",
    "4|1.信息公开申请数|条|",
]


@pytest.mark.parametrize("header", ["序号", "代码", "行次", "编 号"])
def test_the_number_of_a_row_is_never_the_number_of_its_cell(header: str) -> None:
    found = _read([NUMBERED[0].replace("序号", header), *NUMBERED[1:]], 2009)
    assert _facts(found) == {
        "proactive.items_total": 52.0,
        "proactive.topic.institution": 7.0,
        "catalogue.upon_request_items": 9.0,
        "applications.received_new": None,
    }
    assert _kinds(found) == set()
    assert {fact["column"] for fact in found.facts} == {4}
    printed = sum(bool(cell) for row in NUMBERED for cell in row.split("|"))
    counts = (found.document[name] for name in ("cells_placed", "cells_ignored", "cells_in_issues"))
    assert sum(counts) == printed


@pytest.mark.parametrize("code", ["三", "7件", "另"])
def test_a_column_of_row_numbers_that_holds_anything_else_is_told_and_not_dropped(code: str) -> None:
    found = _read([*NUMBERED[:2], NUMBERED[2].replace("2", code, 1), *NUMBERED[3:]], 2009)
    told = {issue["printed"] for issue in found.issues}
    assert code in told or not found.facts
    assert set(_facts(found).values()) <= {52.0, 7.0, 9.0, None}
