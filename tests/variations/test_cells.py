"""VARIATIONS 3: what stands in the cells (items 14 to 22)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.variations.pages import (
    APPLICANTS,
    DOCUMENTS,
    DOCUMENTS_2021,
    FEES_2021,
    LICENSES,
    LICENSES_2021,
    PENALTIES,
    PROCUREMENT,
    checked,
    kinds,
    numbers,
    page,
    pasted,
    said,
    shown,
    table,
    told,
)


def test_blank_cells_in_a_filled_table_stay_blank() -> None:
    """Item 14: 规章 blank, 上一年项目数量 blank beside +239 and 239, applicants blank with a total of 0."""
    requests = table(APPLICANTS, "一、本年新收政府信息公开申请数量|||||||0")
    found = shown(
        table(*DOCUMENTS, "规章|||", "规范性文件|2|0|83", *PENALTIES, "行政处罚||+239|239"), requests, year=2019
    )
    assert numbers(found) == {
        "rules.newly_made": None, "rules.newly_disclosed": None, "rules.disclosed_stock": None,
        "normative_documents.newly_made": 2.0, "normative_documents.newly_disclosed": 0.0,
        "normative_documents.disclosed_stock": 83.0, "administrative_penalty.items_prev_year": None,
        "administrative_penalty.items_change": 239.0, "administrative_penalty.decisions": 239.0,
        "applications.received_new": 0.0,
    }  # fmt: skip
    groups = {(row["value"], row["obs_status"]) for row in found.facts if row["breakdown"] != "total"}
    assert groups == {(None, "O")}


@pytest.mark.parametrize("printed", ["-", "- ", "—", "无", "零报告"])
def test_a_dash_or_a_word_for_nothing_is_no_zero_of_ours(printed: str) -> None:
    """Item 15: 行政強制 4, 4, - (武汉市生态环境局 2020)."""
    found = shown(table(*PENALTIES, f"行政強制|4|4|{printed}"), year=2020)
    (row,) = (row for row in found.facts if row["indicator"] == "administrative_compulsion.decisions")
    assert (row["value"], row["obs_status"], row["value_as_reported"]) == (None, "O", printed.strip())
    assert told(found) == set()


@pytest.mark.parametrize(
    ("printed", "change"),
    [("-832", -832), ("+1301", 1301), ("+19", 19), ("+123", 123), ("+10", 10), ("-11", -11), ("减3", -3), ("5", 5)],
)
def test_a_change_keeps_its_sign_and_without_one_is_an_increase(printed: str, change: float) -> None:
    """Item 16: 余姚市公安局 2019; 减3; 5 that means +5."""
    found = shown(table(*LICENSES, f"行政许可|8|{printed}|93"), year=2019)
    assert numbers(found)["administrative_license.items_change"] == change
    assert told(found) == set()


@pytest.mark.parametrize(
    ("printed", "amount"), [("2791.3万元", 2791.3), ("251000元", 25.1), ("0.37万元", 0.37), ("477.35萬元", 477.35)]
)
def test_an_amount_is_never_a_factor_of_ten_thousand_off(printed: str, amount: float) -> None:
    """Item 17: units in cells."""
    found = shown(table(*PROCUREMENT, f"政府集中采购|170批次|{printed}"), year=2019)
    assert numbers(found) == {"centralized_procurement.projects": 170.0, "centralized_procurement.amount": amount}


def test_a_bare_amount_is_an_issue_and_no_fact() -> None:
    """Item 17: 27270 with no unit (大余县交通运输局 2019) is neither 27270 nor 2.727 万元."""
    found = shown(table(*PROCUREMENT, "政府集中采购|2|27270"), year=2019)
    assert numbers(found) == {"centralized_procurement.projects": 2.0}
    assert told(found) == {("ambiguous_unit", "27270")}


def test_an_amount_in_a_sentence_is_converted_exactly() -> None:
    """Item 17: 采购总金额为2736740元, 170批次."""
    found = shown("政府集中采购项目170批次，采购总金额为2736740元。", year=2018)
    assert said(found) == {"centralized_procurement.projects": 170.0, "centralized_procurement.amount": 273.674}


@pytest.mark.parametrize("word", ["条", "件", "宗", "起", "例", "篇", "次", "项", "份", "批次", "场次"])
def test_the_counting_word_changes_no_count(word: str) -> None:
    """Item 17: 条 / 件 / 宗 / 起 / 例 / 篇 / 次 / 批次 / 项, in a cell and in a sentence."""
    assert numbers(shown(table(*LICENSES_2021, f"行政许可|16{word}"), year=2021)) == {
        "administrative_license.decisions": 16.0
    }
    assert said(shown(f"主动公开政府信息16{word}。", year=2018)) == {"proactive.items_total": 16.0}


def test_three_decimals_of_money_are_no_thousands() -> None:
    """Item 18: 行政事业性收费 4068.208."""
    found = shown(table(*FEES_2021, "行政事业性收费|4068.208"), year=2023)
    assert numbers(found) == {"administrative_fee.amount": 4068.208}


def test_a_number_in_a_note_is_neither_glued_to_the_cell_nor_taken_for_it() -> None:
    """Item 19: 22（其中修订 16 件）, 55（含自然失效 29 件） (上海市人民政府办公厅 2025)."""
    rows = ("规章|22<br>（其中修订 16 件）|22|235", "行政规范性文件|34|55<br>（含自然失效 29 件）|189")
    found = shown(table(*DOCUMENTS_2021, *rows), year=2025)
    assert list(numbers(found).values()) == [22.0, 22.0, 235.0, 34.0, 55.0, 189.0]
    assert told(found) == set()


APPROXIMATE = (
    "100余条", "300余条", "约44条", "1867余条", "13.6萬條", "3.3万余条", "5.1万条", "近100条", "超过100条", "100条以上",
    "100多条",
)  # fmt: skip


@pytest.mark.parametrize("printed", APPROXIMATE)
def test_an_approximate_count_is_named_as_one_and_is_no_fact(printed: str) -> None:
    """Item 17 and 20: 文成县大峃镇 2015, 宝鸡市司法局 2020, and 13.6萬條; in a cell and in a sentence."""
    sentence = f"主动公开政府信息{printed}"
    found = shown(f"{sentence}。", year=2015)
    assert (numbers(found), told(found)) == ({}, {("approximate_number", sentence)})
    found = shown(table(*LICENSES_2021, f"行政许可|{printed}"), year=2021)
    assert (numbers(found), told(found)) == ({}, {("approximate_number", printed)})


@pytest.mark.parametrize("printed", ["近千次", "上千条", "数百条", "100～200条", "100-200条"])
def test_a_count_in_words_or_a_range_is_no_fact(printed: str) -> None:
    """Item 20: 近千次."""
    assert numbers(shown(f"主动公开政府信息{printed}。", year=2015)) == {}


def test_a_number_of_trained_people_that_is_about_thirty_is_no_thirty() -> None:
    """Item 20: 30多人次."""
    found = shown("举办政府信息公开培训班2场次，接受培训人员30多人次。", year=2015)
    assert said(found) == {"training.sessions": 2.0}
    assert told(found) == {("approximate_number", "接受培训人员30多人次")}


@pytest.mark.parametrize(
    ("label", "numbers_printed"),
    [("行政处罚", "21|+19|40"), ("行政处罚", "339|+123|462"), ("行政强制", "4126|+1301|5427")],
)
def test_items_filled_in_as_cases_are_kept_and_told(label: str, numbers_printed: str, tmp_path: Path) -> None:
    """Item 21: previous + change in the column of decisions (余姚市公安局 2019)."""
    found = checked(tmp_path, a=page(table(*PENALTIES, f"{label}|{numbers_printed}"), year=2019))
    decisions = {row["value"] for row in found["facts"] if row["indicator"].endswith(".decisions")}
    assert decisions == {float(numbers_printed.rpartition("|")[2])}
    assert "items_misread" in {row["kind"] for row in found["issues"]}


@pytest.mark.parametrize("body", ["某县某镇人民政府", "某区某街道办事处", "某县某乡", "某市经济技术开发区管理委员会"])
@pytest.mark.parametrize("printed", ["2|0|2", "5|5|5"])
def test_regulations_of_a_body_that_can_make_none_are_told_and_kept_as_printed(body: str, printed: str) -> None:
    """Item 22: a township or zone with 规章 2, 0, 2 or 5, 5, 5."""
    title = body + "{year}年政府信息公开工作年度报告"
    found = shown(table(*DOCUMENTS, f"规章|{printed}", "规范性文件|0|0|0"), year=2019, title=title)
    rules = [f"{row['value']:.0f}" for row in found.facts if row["indicator"].startswith("rules.")]
    assert "|".join(rules) == printed
    told_of = [row["printed"] for row in found.issues if row["kind"] == "implausible"]
    assert told_of == [text for text in printed.split("|") if text != "0"]


@pytest.mark.parametrize("body", ["洪泽区人民政府", "余姚市公安局", "某市人民政府"])
def test_regulations_of_any_other_body_are_not_doubted(body: str) -> None:
    """Item 22, the other way; nor is a township that has none."""
    title = body + "{year}年政府信息公开工作年度报告"
    assert "implausible" not in kinds(shown(table(*DOCUMENTS, "规章|2|0|2"), year=2019, title=title))
    township = "某县某镇人民政府{year}年政府信息公开工作年度报告"
    assert "implausible" not in kinds(shown(table(*DOCUMENTS, "规章|0|0|0"), year=2019, title=township))


def test_regulations_of_a_town_in_a_sentence_are_no_fact() -> None:
    """Item 22: 規章類文件11條."""
    assert numbers(shown("主动公开規章類文件11條。", year=2012)) == {}


def test_blank_cells_of_copied_text_stay_blank() -> None:
    """Item 14 in copied text: 胡市镇 2019 leaves 规章 blank, a pipe a line."""
    text = "第二十条第(一)项 | |||\n信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n规章 |\n|\n|\n|\n"
    found = pasted(text + "规范性文件(指各行政机关印发的有正式文号的文件) | 2 | 0 | 83 |\n", 2019)
    assert {name: value for name, value in numbers(found).items() if name.startswith("normative")} == {
        "normative_documents.newly_made": 2.0,
        "normative_documents.newly_disclosed": 0.0,
        "normative_documents.disclosed_stock": 83.0,
    }
    assert {value for name, value in numbers(found).items() if name.startswith("rules.")} <= {None}
