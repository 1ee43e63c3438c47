"""Whose report it is and of which year: told by the report itself, and never taken in silence from beside it."""

from __future__ import annotations

from time import perf_counter

import pytest

from extract.read.html import read_html
from extract.report import Report, Text
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.identity import Identity, identify
from transform.interpret import interpret

BODY = "<p>本报告中所列数据统计期限自2023年1月1日起至2023年12月31日止。</p>"
TITLE = "洪泽区人民政府2023年政府信息公开工作年度报告"


def _identify(page: str) -> Identity:
    return identify(read_html(page.encode(), "x.html"), load_agencies())


def _kinds(identity: Identity) -> set[str]:
    return {issue.kind for issue in identity.issues}


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "洪泽区人民政府2023年度政府信息公开工作年度报告",
        "2023年洪泽区人民政府政府信息公开工作年度报告",
        "淮安市洪泽区人民政府关于2023年政府信息公开年度报告",
        "洪泽区人民政府二〇二三年政府信息公开年报",
        "【2023】洪泽区人民政府政府信息公开工作年度报告",
        "洪泽区人民政府<br>2023年政府 信息公开工作<br>年度报告",
    ],
)
def test_a_title_is_read_in_every_usual_form(title: str) -> None:
    identity = _identify(f"<h1>{title}</h1>{BODY}")
    assert (identity.agency_id, identity.agency, identity.year) == ("nb000002", "洪泽区人民政府", 2023)
    assert not identity.issues


def test_a_list_of_other_reports_beside_the_report_is_not_its_title() -> None:
    others = "<ul><li>余姚市公安局2023年政府信息公开工作年度报告<li>洪泽区人民政府2024年政府信息公开工作年度报告</ul>"
    identity = _identify(f"<title>洪泽区人民政府</title>{others}<h2>{TITLE}</h2>{BODY}")
    assert (identity.agency_id, identity.year) == ("nb000002", 2023)


def test_two_titles_of_equal_right_are_disputed() -> None:
    identity = _identify(f"<p>余姚市公安局2023年政府信息公开工作年度报告</p><p>{TITLE}</p>{BODY}")
    assert "agency_disputed" in _kinds(identity)


def test_the_year_before_named_in_passing_is_not_the_year() -> None:
    passing = "<p>上一报告统计期限自2022年1月1日至2022年12月31日。</p>"
    assert _identify(f"<h1>{TITLE}</h1>{passing}{BODY}").year == 2023
    untitled = _identify(f"<h1>洪泽区人民政府政府信息公开工作年度报告</h1>{passing}{BODY}")
    assert untitled.year == 2023 and "year_disputed" in _kinds(untitled)


def test_a_year_before_there_were_reports_is_no_year() -> None:
    identity = _identify(f"<h1>{TITLE.replace('2023', '1998')}</h1>")
    assert identity.year is None and "year_unknown" in _kinds(identity)


def test_a_plan_over_several_years_is_no_period() -> None:
    plan = "<p>规划期自2021年1月1日至2025年12月31日。</p>"
    assert _identify(f"<h1>{TITLE}</h1>{plan}").year == 2023


def test_a_title_of_another_year_than_the_period_is_told() -> None:
    identity = _identify(f"<h1>{TITLE.replace('2023', '2022')}</h1>{BODY}")
    assert identity.year == 2023 and "year_disputed" in _kinds(identity)


def test_an_unknown_body_gets_no_id_in_silence() -> None:
    identity = _identify(f"<h1>{TITLE.replace('洪泽区', '某某县')}</h1>{BODY}")
    assert (identity.agency_id, identity.agency) == (None, "某某县人民政府")
    assert "agency_unknown" in _kinds(identity)


def test_a_title_without_a_body_does_not_make_a_word_its_name() -> None:
    identity = _identify(f"<h1>2023年政府信息公开工作年度报告</h1>{BODY}")
    assert (identity.agency_id, identity.agency, identity.year) == (None, None, 2023)
    assert "agency_unknown" in _kinds(identity)


@pytest.mark.parametrize(
    "name, scope",
    [
        ("洪泽区人民政府", "area"),
        ("洪泽区人民政府办公室", "agency"),
        ("余姚市公安局", "agency"),
        ("某镇人民政府", "agency"),
    ],
)
def test_a_government_speaks_for_its_area_and_an_office_for_itself(name: str, scope: str) -> None:
    assert _identify(f"<h1>{TITLE.replace('洪泽区人民政府', name)}</h1>{BODY}").scope == scope


def test_a_copied_introduction_of_a_higher_level_is_told() -> None:
    copied = "<p>本报告综合全区各镇、各部门政府信息公开工作情况编制。</p>"
    identity = _identify(f"<h1>{TITLE.replace('洪泽区人民政府', '某镇人民政府')}</h1>{BODY}{copied}")
    assert identity.scope == "agency" and "scope_unknown" in _kinds(identity)


TABLE = "<table><tr><td colspan=2>第二十条第（六）项<tr><td>信息内容<td>本年处理决定数量<tr><td>行政处罚<td>7<tr><td>行政强制<td>0</table>"


@pytest.mark.parametrize(
    "title",
    [
        "【文稿解读】科苑街道办事处2020年政府信息公开工作年度报告",
        "图解：鹿城区公安分局2021年政府信息公开工作年度报告",
        "一图读懂余姚市公安局2019年政府信息公开工作年度报告",
        "余姚市公安局2019年政府信息公开工作年度报告（图解）",
        "关于做好2020年政府信息公开工作年度报告编制和发布工作的通知",
        "余姚市公安局政府信息公开指南",
        "余姚市公安局2019年政务公开工作总结",
        "政府信息公开工作年度报告（范文）",
    ],
)
def test_an_explanation_or_a_notice_is_never_a_report(title: str) -> None:
    page = f"<h1>{title}</h1><p>2019年本机关收到政府信息公开申请7件。</p>{TABLE}"
    found = interpret(read_html(page.encode(), "x.html"), load_reference(), load_agencies())
    assert (found.facts, found.document["outcome"], found.document["agency"]) == ([], "not_a_report", None)
    assert [issue["kind"] for issue in found.issues] == ["not_a_report"]
    assert found.document["cells_in_issues"] == 7


@pytest.mark.parametrize(
    "page",
    [
        "<title>{0}_政策解读_余姚市人民政府</title>",
        "<title>余姚市公安局 政府信息公开指南 政府信息公开年报</title><h1>{0}</h1>",
        "<h1>{0}</h1><p>政策解读</p><p>关于做好2019年政府信息公开工作年度报告编制工作的通知</p>",
        "<title>余姚市公安局政府信息公开指南</title><h1>{0}</h1>",
        "<h1>{0}</h1><h3>相关解读：2019年政府信息公开工作年度报告解读</h3>",
        "<h1>余姚市公安局关于发布2019年政府信息公开工作年度报告的公告</h1>",
        "<h1>{0}（解读方案征求意见情况另附）</h1>",
    ],
)
def test_a_report_beside_a_notice_or_an_explanation_stays_a_report(page: str) -> None:
    report = "余姚市公安局2019年政府信息公开工作年度报告"
    found = interpret(read_html((page.format(report) + TABLE).encode(), "x.html"), load_reference(), load_agencies())
    assert found.document["outcome"] == "read"
    assert len(found.facts) == 2


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2014年1月1日至2015年1月1日", 2014),
        ("2008年5月1日至2008年12月31日", 2008),
        ("2016年1月1日–2016年12月31日", 2016),
        ("2017年1月日起至12月31日", 2017),
        ("二〇一六年一月一日至二〇一六年十二月三十一日", 2016),
        ("2016.1.1-2016.12.31", 2016),
        ("2016年1月1日至11月30日", 2016),
    ],
)
def test_a_period_that_is_no_calendar_year_is_not_passed_over_for_the_year_of_the_title(period: str, year: int) -> None:
    page = f"<p>统计期限自{period}。</p>"
    untitled = _identify(f"<h1>余姚市公安局政府信息公开工作年度报告</h1>{page}")
    assert (untitled.year, _kinds(untitled)) == (year, set())
    other = _identify(f"<h1>余姚市公安局2019年政府信息公开工作年度报告</h1>{page}")
    assert other.year == year and "year_disputed" in _kinds(other)


@pytest.mark.parametrize(
    "title",
    [
        "余姚市公安局2021年政府 信息公开",
        "余姚市公安局（2021年）政府信息公开工作年度报告",
        "余姚市公安局政府信息公开工作年度报告（2021年）",
        "余姚市公安局2021年政府信息公开工作年度报告（全文）",
        "余姚市公安局2021年政府信息公开工作年度报告.pdf",
        "关于余姚市公安局2021年政府信息公开工作年度报告",
        "附件：余姚市公安局2021年政府信息公开工作年度报告",
    ],
)
def test_a_year_in_the_title_never_becomes_part_of_the_name(title: str) -> None:
    found = _identify(f"<h1>{title}</h1>")
    assert (found.agency, found.year, _kinds(found)) == ("余姚市公安局", 2021, set())


def test_a_year_is_no_part_of_a_name_too_short_to_be_one() -> None:
    found = _identify("<h1>海南2023年政府信息公开工作年度报告</h1>")
    assert found.agency is None and "agency_unknown" in _kinds(found)


def test_a_town_that_counts_the_requests_of_our_district_is_told() -> None:
    found = _identify("<h1>潭柘寺镇2011年政府信息公开工作年度报告</h1><p>2011年我区共受理政府信息公开申请302件。</p>")
    assert "scope_unknown" in _kinds(found)


@pytest.mark.parametrize("text", ["余姚市公安局政府信息公开条例" * 12_000, "公布" * 100_000, "关于做好报告" * 5_000])
def test_a_page_on_one_line_does_not_hang_the_reading(text: str) -> None:
    report = Report("x.html", "text/html", "0" * 64, 1, (Text(text),), (text,))
    started = perf_counter()
    identify(report, load_agencies())
    assert perf_counter() - started < 5
