"""VARIATIONS 1: which template a report uses, and what is left in it of others (items 1 to 5, 55)."""

from __future__ import annotations

import pytest

from tests.variations.pages import (
    DOCUMENTS,
    LICENSES,
    LICENSES_2021,
    PENALTIES_2021,
    kinds,
    numbers,
    pasted,
    said,
    shown,
    table,
    told,
)


@pytest.mark.parametrize("year", [2016, 2019, 2021, 2022])
def test_the_year_never_fixes_the_form(year: int) -> None:
    """Item 1: 金口河区某乡 2016, 公主岭市档案局 2021 and 丰收乡 2022 in the form of 2019."""
    found = shown(table(*LICENSES, "行政许可|0|0|0", "其他对外管理服务事项|0|0|0"), year=year)
    assert found.document["form"] == "2019"
    assert found.document["year"] == year
    assert numbers(found)["administrative_license.items_change"] == 0.0
    assert told(found) == set()


def test_figures_of_the_last_era_in_a_sentence_are_not_lost_beside_tables() -> None:
    """Item 2: 举办新闻发布会0次 … inside a report of 2020 whose tables are those of 2019."""
    sentence = "举办新闻发布会0次,组织政府网站在线访谈0次,发布政策解读稿0篇。"
    found = shown(sentence, table(*LICENSES, "行政许可|8|5|93"), year=2020)
    assert said(found) == {
        "response.press_conferences": 0.0,
        "response.online_interviews": 0.0,
        "response.policy_interpretations": 0.0,
    }
    assert {row["obs_status"] for row in found.facts if row["form"] == "prose"} == {"V"}


def test_a_sentence_gives_no_number_of_a_business_that_the_tables_ask_about() -> None:
    """Item 2, the other way: 受理 and 办结 stay with the table of requests, which may only have been counted otherwise."""
    found = shown(
        "受理政府信息公开申请41件，办结41件。", table(*LICENSES, "行政许可|8|5|93"),
        table("|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计", "一、本年新收政府信息公开申请数量|40|0|0|0|0|0|40"),
        year=2020,
    )  # fmt: skip
    assert said(found) == {}
    assert numbers(found)["applications.received_new"] == 40.0


def test_reactions_by_one_channel_are_not_those_by_two() -> None:
    """Item 2: 通过微信回应事件1次 says nothing of 微博."""
    found = shown("共回应公众关注热点2次,通过微信回应事件1次。", year=2019)
    assert said(found) == {"response.hot_issues": 2.0}


def test_a_local_row_of_documents_is_told_and_moves_no_other() -> None:
    """Item 3: 其他主动公开檔案 186, 86, 255 (武汉市生态环境局 2020)."""
    local = "其他主动公开檔案(含以本单位名义正式签发的、除規範性檔案以外的主动公开檔案)"
    rows = (*DOCUMENTS, "规章|0|0|0", "規範性檔案|2|2|19", f"{local}|186|86|255", *LICENSES, "行政许可|8|5|93")
    found = shown(table(*rows), year=2020)
    assert told(found) == {("unknown_label", local), *(("unplaced_cell", text) for text in ("186", "86", "255"))}
    assert numbers(found)["normative_documents.disclosed_stock"] == 19.0
    assert numbers(found)["administrative_license.decisions"] == 93.0


LEFT = "2020年本行政区域(或本部门)政府信息公开发布总数量(非新闻类、消息类)"


def test_a_local_row_left_from_the_year_before_is_no_fact_of_this_one() -> None:
    """Item 3: a row of 2020 with a 0, left in a report of 2021, in the table and in a sentence."""
    found = shown(table(*LICENSES_2021, "行政许可|7", f"{LEFT}|0"), year=2021)
    assert numbers(found) == {"administrative_license.decisions": 7.0}
    assert told(found) == {("unknown_label", LEFT), ("unplaced_cell", "0")}
    assert numbers(shown(f"{LEFT}:0", year=2021)) == {}


@pytest.mark.parametrize(
    "headings",
    [
        ("六、其他需要报告的事项", "一、主动公开政府信息情况", "二、收到和处理政府信息公开申请情况"),
        ("二、<br>主要公开政府信息情况", "五、存在问题和改进措施", "七、信息处理费收取情况"),
        ("十二、附表",),
    ],
)
def test_own_numbers_and_words_of_headings_move_no_table(headings: tuple[str, ...]) -> None:
    """Item 4: 市科委 2024 begins again at 一、; 沙依巴克区's heading is broken and misworded; 梅山镇 2025 has seven."""
    found = shown(
        *headings, table(*LICENSES_2021, "行政许可|16"), *headings, table(*PENALTIES_2021, "行政处罚|3"), year=2024
    )
    assert numbers(found) == {"administrative_license.decisions": 16.0, "administrative_penalty.decisions": 3.0}
    assert told(found) == set()


SENTENCES_2014 = {
    "制发规范性文件总数3件。": {"normative_documents.issued": 3.0},
    "通过不同渠道和方式公开政府信息的情况：政府公报公开政府信息数0条。": {},
    "政府网站公开政府信息数900条，政务微博公开政府信息数0条，政务微信公开政府信息数370条，其他方式公开政府信息数0条。": {
        "proactive.channel.website": 900.0, "proactive.channel.weibo": 0.0,
        "proactive.channel.wechat": 370.0, "proactive.channel.other": 0.0,
    },
    "回应公众关注热点或重大舆情数2次，参加或举办新闻发布会总次数0次，政府网站在线访谈次数0次，政策解读稿件发布数0篇，"
    "微博微信回应事件数1次，其他方式回应事件数0次。": {
        "response.hot_issues": 2.0, "response.press_conferences": 0.0, "response.online_interviews": 0.0,
        "response.policy_interpretations": 0.0, "response.weibo_wechat": 1.0, "response.other_ways": 0.0,
    },
    "收到政府信息公开申请41件，其中当面申请3件，传真申请0件，网络申请30件，信函申请8件。申请办结数41件，其中按时办结数41件，"
    "延期办结数0件。申请答复数41件，其中属于已主动公开范围数3件，同意公开答复数20件，同意部分公开答复数2件，不同意公开答复数1件，"
    "不属于本行政机关公开数5件，申请信息不存在数8件，告知作出更改补充数1件，告知通过其他途径办理数1件。": {
        "applications.received_new": 41.0, "applications.channel.in_person": 3.0, "applications.channel.fax": 0.0,
        "applications.channel.online": 30.0, "applications.channel.letter": 8.0, "applications.closed_total": 41.0,
        "applications.closed_on_time": 41.0, "applications.closed_extended": 0.0, "outcome.total": 41.0,
        "outcome.already_public": 3.0, "outcome.granted_full": 20.0, "outcome.granted_partial": 2.0,
        "outcome.denied.total": 1.0, "outcome.unable.not_this_agency": 5.0, "outcome.unable.not_exist": 8.0,
        "outcome.clarification_requested": 1.0, "outcome.redirected_other_channel": 1.0,
    },
    "政府信息公开工作专门机构数1个，设置政府信息公开查阅点数1个，从事政府信息公开工作人员数4人，其中专职人员数1人，"
    "兼职人员数3人，政府信息公开专项经费0万元。": {
        "institution.dedicated_offices": 1.0, "institution.reading_points": 1.0, "staff.total": 4.0,
        "staff.full_time": 1.0, "staff.part_time": 3.0, "budget.dedicated_funds": 0.0,
    },
    "召开政府信息公开工作会议或专题会议数2次，举办各类培训班数1次，接受培训人员数30人次。": {
        "meetings.count": 2.0, "training.sessions": 1.0,
    },
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "right"), SENTENCES_2014.items())
def test_the_indicators_of_2014_said_in_sentences_are_not_lost(sentence: str, right: dict[str, float]) -> None:
    """Item 5: the whole set of 2014 as prose (武汉市民政局 2018, 金华市农业局 2017, 桥下镇 2017)."""
    assert said(shown(sentence, year=2018)) == right


UNFILLED = (
    "一、总体情况(宋体加粗小四号字)", "(具体网址)", "(以《条例》和《规定》为指导…作必要的解释)", "主动公开政府信息XX条。",
    "收到政府信息公开申请××件，办结xx件。", "共收到政府信息公开申请__件。", "共收到政府信息公开申请  件。",
)  # fmt: skip


def test_text_of_a_template_that_was_not_filled_in_is_no_figure() -> None:
    """Item 55: 高楼乡 2023, 友谊路街道 2014; and places that stand for a number."""
    assert numbers(shown(*UNFILLED, year=2023)) == {}
    assert numbers(pasted("\n".join(UNFILLED), 2014)) == {}


@pytest.mark.parametrize("printed", ["XX", "×", "__", "（填数字）"])
def test_a_place_for_a_number_in_a_table_is_told_and_is_no_zero(printed: str) -> None:
    """Item 55, in a table."""
    found = shown(table(*PENALTIES_2021, f"行政处罚|{printed}", "行政强制|0"), year=2023)
    assert numbers(found) == {"administrative_compulsion.decisions": 0.0}
    assert told(found) == {("unreadable_value", printed)}


def test_a_title_that_was_not_filled_in_is_of_no_body_and_no_year() -> None:
    """Item 55: the agency and the year of a sample are not made up."""
    blank = "本报告中所列数据统计期限自XXXX年1月1日起至XXXX年12月31日止。"
    found = shown(UNFILLED[0], title="XX局XXXX年政府信息公开工作年度报告", period=blank, year=2023)
    assert found.document["agency_id"] is None and found.document["year"] is None
    assert {"agency_unknown", "year_unknown"} <= kinds(found)
