"""Figures in sentences: what a careful reader would write down, and nothing that a sentence does not wholly say."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.check import check_store
from expectations.gate import validate_store
from extract.collect.folder import collect_folder
from extract.read import read
from tests.rendering.as_html import as_html
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import lay_out
from transform.agencies import load_agencies
from transform.batch import read_batch, unread_in_store
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
TITLE = "余姚市公安局{year}年政府信息公开工作年度报告"
PERIOD = "本报告中所列数据统计期限自{year}年1月1日起至{year}年12月31日止。"


def told(*paragraphs: str, year: int = 2014) -> Interpretation:
    text = "".join(f"<p>{text}</p>" for text in (PERIOD, *paragraphs))
    page = f"<h1>{TITLE}</h1>{text}".format(year=year)
    return interpret(read(page.encode(), "a.html"), REFERENCE, load_agencies())


def numbers(found: Interpretation) -> dict[str, float | None]:
    assert {(fact["obs_status"], fact["breakdown"], fact["table"]) for fact in found.facts} <= {("V", "total", None)}
    return {fact["indicator"]: fact["value"] for fact in found.facts}


def kinds(found: Interpretation) -> list[str]:
    return [issue["kind"] for issue in found.issues if issue["kind"] != "table_missing"]


# Written after the sentences of VARIATIONS: each report says in its own way what the next year's form asks in a table.
REPORTS = {
    2010: (
        ("2010年，我局共主动公开政府信息319条，其中全文电子化的有200余条。截至2010年12月31日，累计主动公开政府信息2483条。",
         "2010年我局未收到政府信息公开申请。没有发生因政府信息公开引起的行政复议和行政诉讼。",
         "接受培训30多人次，专职人员1名，兼职人员3名，从事政府信息公开工作的人员共4人。"),
        {"proactive.items_total": 319.0, "applications.received_new": 0.0, "reconsideration.total": 0.0,
         "litigation.total": 0.0, "staff.total": 4.0, "staff.full_time": 1.0, "staff.part_time": 3.0},
    ),
    2014: (
        ("全年主动公开政府信息121条。历年累计主动公开政府信息2507条，其中政府网站公开政府信息2300条。",
         "本年度共收到政府信息公开申请12件，其中：当面申请3件，网络申请9件，传真申请0件；办结12件，其中予以公开5件（41.67%），"
         "不予公开2件。2013年收到政府信息公开申请8件，办结8件。",
         "因政府信息公开申请引起的行政复议1件，行政诉讼0件。"),
        {"proactive.items_total": 121.0, "applications.received_new": 12.0, "applications.channel.in_person": 3.0,
         "applications.channel.online": 9.0, "applications.channel.fax": 0.0, "applications.closed_total": 12.0,
         "outcome.granted_full": 5.0, "outcome.denied.total": 2.0, "reconsideration.total": 1.0, "litigation.total": 0.0},
    ),
    2018: (
        ("举办新闻发布会0次,组织政府网站在线访谈0次,发布政策解读稿0篇。共回应公众关注热点2次。",
         "余姚市公安局受理政府信息公开申请41件（含上年度结转3件）。结转下年度3件，上年结转9件。",
         "政府集中采购170批次，采购总金额为2736740元。"),
        {"response.press_conferences": 0.0, "response.online_interviews": 0.0, "response.policy_interpretations": 0.0,
         "response.hot_issues": 2.0, "applications.carried_out": 3.0, "applications.carried_in": 9.0,
         "centralized_procurement.projects": 170.0, "centralized_procurement.amount": 273.674},
    ),
}  # fmt: skip


@pytest.mark.parametrize("year", REPORTS)
def test_figures_that_stand_only_in_sentences_are_not_lost(year: int) -> None:
    paragraphs, expected = REPORTS[year]
    found = told(*paragraphs, year=year)
    assert numbers(found) == expected
    assert all(str(fact["value_as_reported"]) in "".join(paragraphs) for fact in found.facts)


@pytest.mark.parametrize(
    "sentence",
    [
        "到2017年底累计主动公开政府信息401条。",
        "累计收到政府信息公开申请12件，办结申请10件。",
        "2009年主动公开政府信息12条。",
        "去年收到政府信息公开申请10件，办结申请9件。",
        "全市主动公开政府信息999条。",
        "各部门主动公开政府信息999条，收到政府信息公开申请7件。",
        "行政复议56件。",
        "收到政府信息公开申请41件（含上年度结转3件）。",
        "收到网络问政182件。",
        "公示行政处罚399条。",
        "主动公开政府信息12",
        "主动公开政府信息占30%。",
        "未受理政府信息公开申请。",
    ],
)
def test_a_number_of_another_time_place_or_kind_is_no_fact(sentence: str) -> None:
    assert numbers(told(sentence)) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "上半年，收到政府信息公开申请5件。",
        "第一季度，主动公开政府信息30条。",
        "“十二五”期间，共主动公开政府信息2000条。",
        "五年来，共主动公开政府信息2000条。",
        "通过微信公众号，主动公开政府信息370条。",
        "重点领域信息公开方面，主动公开政府信息50条。",
        "城关镇：收到政府信息公开申请3件。",
        "市教育局，收到政府信息公开申请10件。",
        "涉及征地拆迁类，受理政府信息公开申请3件。",
        "产生公文类政府信息50条，其中主动公开政府信息30条。",
        "代市政府起草，制定规范性文件2件。",
        "明年目标：主动公开政府信息200条。",
        "按照考核指标：主动公开政府信息100条。",
        "建议：设置政府信息公开查阅点2个。",
        "除此之外，未收到政府信息公开申请。",
        "收到信函申请2件，此外没有收到政府信息公开申请。",
        "传真渠道，未收到政府信息公开申请。",
        "除上述案件外，没有发生因政府信息公开引起的行政复议、行政诉讼。",
        "各镇共答复申请50件。其中收到政府信息公开申请26件。",
    ],
)
def test_a_number_after_words_that_narrow_it_is_no_fact(sentence: str) -> None:
    assert numbers(told(sentence)) == {}


@pytest.mark.parametrize("heading", ["2.政务微博公开情况", "二、重点领域信息公开情况", "四、下一步工作打算"])
def test_a_number_below_a_heading_that_narrows_it_is_no_fact(heading: str) -> None:
    sentence = "主动公开政府信息370条，举办政府信息公开培训班2次。"
    assert numbers(told(heading, sentence)) == numbers(told(f"{heading}。{sentence}")) == {}
    assert numbers(told(heading, "总体情况", sentence)) == {"proactive.items_total": 370.0, "training.sessions": 2.0}


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("制发公文120件，其中主动公开100件，依申请公开15件，不予公开5件。", {}),
        ("依申请公开平台运行良好。居住证业务：网上申请900件，现场申请300件。", {}),
        ("收到政府信息公开申请12件。办理人大建议20件，办结20件。", {"applications.received_new": 12.0}),
        ("收到政府信息公开申请12件；另收到网上信访30件，按时办结30件。", {"applications.received_new": 12.0}),
        ("因政府信息公开引起的行政复议1件；土地纠纷，行政诉讼5件。", {"reconsideration.total": 1.0}),
        ("法制培训中，接受培训人员300人次，其中信息公开50人次。", {}),
        ("窗口专职人员5名。政府信息公开机构健全。", {}),
        ("建议提案办理中，上年结转3件。", {}),
        ("收到政府信息公开申请12件，均已按时答复，办结12件。",
         {"applications.received_new": 12.0, "applications.closed_total": 12.0}),
    ],
)  # fmt: skip
def test_a_clause_without_a_subject_takes_none_from_another_business(sentence: str, right: dict[str, float]) -> None:
    assert numbers(told(sentence)) == right


@pytest.mark.parametrize(
    ("holds", "new"),
    [
        ("，其中上年结转1件", None),
        ("：上年度结转1件，本年度新收12件", 12.0),
        ("。其中，上年结转1件", None),
        ("，包括上年结转1件", None),
    ],
)
def test_requests_of_the_year_before_are_not_counted_as_new(holds: str, new: float | None) -> None:
    assert numbers(told(f"共收到政府信息公开申请13件{holds}。")).get("applications.received_new") == new


@pytest.mark.parametrize("printed", ["12 34条", "2014 121条", "①条", "12<sup>1</sup>条", "<s>12</s>15条"])
def test_two_numbers_side_by_side_in_a_sentence_are_not_one(printed: str) -> None:
    assert numbers(told(f"主动公开政府信息{printed}。")) == {}


@pytest.mark.parametrize(
    "cut",
    [
        "自2008年以来，本机关累计|受理政府信息公开申请5120件，主动公开政府信息121条。",
        "截至2014年底，我市各级机关|2008年以来|受理政府信息公开申请5120件。",
        "截至2014年底累计公开情况如下图所示，|受理政府信息公开申请5120件。",
        "各单位中，市教育局、市卫生局|受理政府信息公开申请5120件。",
    ],
)
def test_a_sentence_cut_to_lines_keeps_its_time_and_its_subject(cut: str) -> None:
    lines = "\n".join((TITLE, PERIOD, *cut.split("|"))).format(year=2014)
    assert interpret(read(lines.encode(), "a.txt"), REFERENCE, load_agencies()).facts == []


def test_a_heading_without_an_end_is_no_half_sentence() -> None:
    words = ("二、依申请公开、收费情况", "受理政府信息公开申请12件。", "公开情况", "2014年主动公开政府信息121条。")
    assert numbers(told(*words)) == {"applications.accepted": 12.0, "proactive.items_total": 121.0}


@pytest.mark.parametrize("words", ["100余条", "约44条", "13.6万条", "近千条", "1867余条", "30多条"])
def test_an_approximate_number_in_a_sentence_is_no_exact_fact(words: str) -> None:
    found = told(f"主动公开政府信息{words}。")
    assert numbers(found) == {}
    assert kinds(found) in (["approximate_number"], [])  # 近千条 prints no digit


def test_two_sentences_that_differ_give_no_fact_and_both_are_named() -> None:
    found = told("主动公开政府信息12条。", "全年主动公开政府信息13条。")
    assert numbers(found) == {}
    (issue,) = [issue for issue in found.issues if issue["kind"] == "prose_disagrees"]
    assert "13条" in issue["printed"] and "12条" in issue["expected"]


def with_tables(sentence: str) -> Interpretation:
    values = distinct_values(REFERENCE.forms["2021"])
    grids = lay_out(
        REFERENCE.forms["2021"], print_values(values, REFERENCE.forms["2021"], REFERENCE, Habits()), REFERENCE
    )
    page = as_html(TITLE.format(year=2022), PERIOD.format(year=2022) + sentence, grids)
    found = interpret(read(page, "a.html"), REFERENCE, load_agencies())
    assert {fact["form"] for fact in found.facts} == {"2021"}
    assert len(found.facts) == len(values)
    return found


def test_a_sentence_never_overrules_a_table_and_both_numbers_are_shown() -> None:
    found = with_tables("其中收到政府信息公开申请26件，予以公开及部分公开258件。")
    first, second = (issue for issue in found.issues if issue["kind"] == "prose_disagrees")
    values = {(fact["indicator"], fact["breakdown"]): fact["value"] for fact in found.facts}
    assert "26件" in first["printed"]
    assert f"{values['applications.received_new', 'total']:.0f}" in first["expected"]
    granted = values["outcome.granted_full", "total"] + values["outcome.granted_partial", "total"]
    assert "258件" in second["printed"] and f"{granted:.0f}, as" in second["expected"]


def test_a_sentence_that_says_what_the_table_says_opens_no_issue() -> None:
    values = distinct_values(REFERENCE.forms["2021"])
    found = with_tables(f"收到政府信息公开申请{values['applications.received_new', 'total']}件。")
    assert kinds(found) == []


def test_a_report_that_speaks_only_in_sentences_does_not_shut_the_gate(tmp_path: Path) -> None:
    reports, store = tmp_path / "reports", tmp_path / "store"
    reports.mkdir()
    for year, (paragraphs, _) in REPORTS.items():
        text = "".join(f"<p>{paragraph}</p>" for paragraph in (PERIOD, *paragraphs))
        (reports / f"{year}.html").write_text(f"<h1>{TITLE}</h1>{text}".format(year=year), encoding="utf-8")
    collect_folder(store, reports)
    for batch in unread_in_store(store):
        read_batch(store, batch)
    assert check_store(store)["facts"] == sum(len(expected) for _, expected in REPORTS.values())
    assert len(validate_store(store, {})) == len(REPORTS)


@pytest.mark.parametrize(
    ("year", "text", "expected"),
    [
        (2021, "本年度收取信息处理费0元。", {"info_processing_fee.amount_collected": 0.0}),
        (2021, "本年度未收取信息处理费。", {"info_processing_fee.amount_collected": 0.0}),
        (2021, "发出收费通知2件，总金额1200元，实际收取1100元。", {
            "info_processing_fee.notices_issued": 2.0, "info_processing_fee.amount_charged": 0.12,
            "info_processing_fee.amount_collected": 0.11}),
        (2008, "清理出政府信息2300条，其中依申请公开信息40条，不予公开信息12条。", {
            "catalogue.screened_items": 2300.0, "catalogue.upon_request_items": 40.0, "catalogue.not_disclosed_items": 12.0}),
        (2008, "设立公开专栏、网页3个。向档案馆送交政府信息120条。", {"portal.columns": 3.0, "deposit.items": 120.0}),
        (2012, "全文电子化率达100%。机构职能类信息占5.5%，业务动态类信息占70%。", {
            "proactive.full_text_digitized_rate": 100.0, "proactive.share.institution": 5.5, "proactive.share.business": 70.0}),
    ],
)  # fmt: skip
def test_what_only_sentences_tell_of_the_narrative_forms_is_not_lost(year: int, text: str, expected: dict) -> None:
    assert numbers(told(text, year=year)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "不予公开信息12条。",
        "总金额1200元。",
        "全文电子化率达100余条。",
        "收取信息处理费1200。",
        "机构职能类信息占5条。",
        "主动公开信息12%。",
    ],
)
def test_a_rate_is_no_count_a_count_no_rate_and_an_amount_needs_its_unit(text: str) -> None:
    assert told(text, year=2012).facts == []
