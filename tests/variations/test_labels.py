"""VARIATIONS 2: labels and headers as offices print them (items 6 to 13)."""

from __future__ import annotations

import pytest

from tests.variations.pages import (
    APPLICANTS,
    DOCUMENTS,
    DOCUMENTS_2021,
    FEES,
    LICENSES,
    NEW,
    numbers,
    page,
    pasted,
    said,
    shown,
    table,
    told,
    understood,
)


@pytest.mark.parametrize(
    "mark", ["第二十条第(五项)", "第二十条第（五）项", "第二十条 第五项", "第二十条第〔五〕项", "第二十条第㈤项"]
)
def test_a_paragraph_marked_otherwise_is_still_that_paragraph(mark: str) -> None:
    """Item 6: 第(五项) for 第(五)项; 12: other brackets and enclosed numerals."""
    found = shown(table(f"{mark}|||", LICENSES[1], "行政许可|8|5|93"), year=2019)
    assert numbers(found) == {
        "administrative_license.items_prev_year": 8.0,
        "administrative_license.items_change": 5.0,
        "administrative_license.decisions": 93.0,
    }
    assert told(found) == set()


@pytest.mark.parametrize("stock", ["对外公开数量", "对外公开总数"])
def test_a_header_that_lost_words_keeps_its_numbers(stock: str) -> None:
    """Item 7: 对外公开数量, 制作数量 without 本年新."""
    rows = (DOCUMENTS[0], f"信息内容|制作数量|公开数量|{stock}", "规章|0|0|0", "规范性文件|2|1|19")
    found = shown(table(*rows), year=2019)
    assert [numbers(found)[f"normative_documents.{name}"] for name in ("newly_made", "newly_disclosed")] == [2.0, 1.0]
    assert numbers(found)["normative_documents.disclosed_stock"] == 19.0
    assert told(found) == set()


def test_a_header_that_lost_the_word_number_gives_no_fact_and_is_told() -> None:
    """Item 7: 公开 alone may be 本年新公开 or 对外公开."""
    rows = (DOCUMENTS[0], "信息内容|制作数量|公开|对外公开总数量", "规章|0|0|0", "规范性文件|2|1|19")
    found = shown(table(*rows), year=2019)
    assert "normative_documents.newly_disclosed" not in numbers(found)
    assert told(found) == {("unknown_label", "公开"), ("unplaced_cell", "0"), ("unplaced_cell", "1")}


def test_the_short_headers_of_2021_are_not_taken_for_those_of_2019() -> None:
    """Item 7: 本年度制发数, 本年废止数."""
    rows = (DOCUMENTS[0], "信息内容|本年度制发数|本年废止数|现行有效件数", "规章|0|0|0", "行政规范性文件|2|1|19")
    found = shown(table(*rows), year=2022)
    assert found.document["form"] == "2021"
    assert numbers(found)["normative_documents.issued"] == 2.0
    assert numbers(found)["normative_documents.repealed"] == 1.0


def test_a_unit_in_a_header_is_not_lost() -> None:
    """Item 7 and 17: 采购总金额(万元) 477.35."""
    rows = ("第二十条第（九）项||", "信息内容|采购项目数量|采购总金额(万元)", "政府集中采购|12|477.35")
    assert numbers(shown(table(*rows), year=2019))["centralized_procurement.amount"] == 477.35


CUT = (DOCUMENTS[0], "信息内容|本年新|本年新|对外公开总数量", "规章|1|2|3", "规范性文件|4|5|6")


def test_two_headers_cut_to_the_same_words_keep_their_columns_apart() -> None:
    """Item 8: 本年新 | 本年新 (大余县交通运输局 2019) in a page."""
    found = shown(table(*CUT), year=2019)
    assert numbers(found) == {
        "rules.newly_made": 1.0, "rules.newly_disclosed": 2.0, "rules.disclosed_stock": 3.0,
        "normative_documents.newly_made": 4.0, "normative_documents.newly_disclosed": 5.0,
        "normative_documents.disclosed_stock": 6.0,
    }  # fmt: skip
    assert told(found) == set()


def test_one_header_cut_alone_is_not_told_by_its_order() -> None:
    """Item 8: one 本年新 alone may be either, so neither is a fact."""
    found = shown(table(DOCUMENTS[0], "信息内容|本年新|对外公开总数量", "规章|1|3", "规范性文件|4|6"), year=2019)
    assert set(numbers(found)) == {"rules.disclosed_stock", "normative_documents.disclosed_stock"}
    assert ("unplaced_cell", "1") in told(found) and ("unplaced_cell", "4") in told(found)


def test_a_change_whose_header_lost_its_second_half_is_still_the_change() -> None:
    """Item 8: 本年增/ with 减 lost."""
    found = shown(
        table(LICENSES[0], "信息内容|上一年项目数量|本年增/|处理决定数量", "行政许可|339|+123|462"), year=2019
    )
    assert numbers(found)["administrative_license.items_change"] == 123.0
    assert told(found) == set()


def test_a_change_in_two_columns_is_never_the_first_of_them() -> None:
    """Item 8: 本年增 beside 本年减 is no 本年增/减."""
    rows = ("第二十条第（五）项||||", "信息内容|上一年项目数量|本年增|本年减|处理决定数量", "行政许可|339|5|3|462")
    found = shown(table(*rows), year=2019)
    assert "administrative_license.items_change" not in numbers(found)
    assert {("unplaced_cell", "5"), ("unplaced_cell", "3")} <= told(found)


def test_numbers_in_notes_of_labels_are_never_data() -> None:
    """Item 9: 指2019年事项数, 减用负值表示,如-8; both header notes and row notes (武汉市生态环境局 2020)."""
    change = "本年增/減(指2020年增加或減少的事項數,減用負值表示,如-8)"
    header = f"信息内容|上一年项目数量(指2019年事项数)|{change}|處理決定數量(指2020年辦件量)"
    rows = (LICENSES[0], header, "行政許可|8|5|93", *DOCUMENTS, "規範性檔案(行政機關制定發布的決定、公告)|2|2|19")
    found = shown(table(*rows), year=2020)
    assert sorted(numbers(found).values()) == [2.0, 2.0, 5.0, 8.0, 19.0, 93.0]
    assert told(found) == set()


@pytest.mark.parametrize("document", ["规范性文件", "行政规范性文件"])
@pytest.mark.parametrize(("rows", "first"), [(DOCUMENTS, "newly_made"), (DOCUMENTS_2021, "issued")])
def test_both_names_of_normative_documents_are_read_in_both_forms(
    rows: tuple[str, ...], first: str, document: str
) -> None:
    """Item 10: 规范性文件 in the form of 2021 (沭阳县发展和改革局 2023, 市科委 2024)."""
    found = shown(table(*rows, "规章|0|0|0", f"{document}|4|1|12"), year=2023)
    assert numbers(found)[f"normative_documents.{first}"] == 4.0
    assert told(found) == set()


def test_fees_left_empty_are_not_zero() -> None:
    """Item 10: 行政事业性收费 left empty."""
    found = shown(table(*FEES, "行政事业性收费||"), year=2019)
    assert {(row["value"], row["obs_status"]) for row in found.facts} == {(None, "O")}


def test_other_handling_by_its_short_name_is_not_another_other() -> None:
    """Item 10: （六）其他 for （六）其他处理, beside the 其他 of the applicants."""
    rows = (APPLICANTS, "（六）其他|1|0|0|0|0|2|3", "（七）总计|1|0|0|0|0|2|3")
    found = shown(table(*rows), year=2019)
    assert numbers(found) == {"outcome.other.total": 3.0, "outcome.total": 3.0}
    others = {row["value"] for row in found.facts if row["breakdown"] == "other_organization"}
    assert others == {2.0}


SPREAD = (
    ("自然人", "自 然 人"), ("商业企业", "商业<br><br>企业"), ("科研机构", "科研\n机构"),
    (NEW, "<span>一</span><span>、本</span><span>年</span><span>新收政府信息公</span><span>开申请数量</span>"),
)  # fmt: skip


def test_words_torn_by_spaces_breaks_and_spans_are_still_labels() -> None:
    """Item 11: 自 然 人, 商业⏎⏎企业, one label spread over many spans."""
    whole = table(APPLICANTS, f"{NEW}|1|2|3|4|5|6|21")
    torn = whole
    for plain, printed in SPREAD:
        assert plain in torn
        torn = torn.replace(plain, printed)
    (left, right) = (shown(text, year=2023) for text in (whole, torn))
    assert [(row["indicator"], row["breakdown"], row["value"]) for row in left.facts] == [
        (row["indicator"], row["breakdown"], row["value"]) for row in right.facts
    ]
    assert numbers(right) == {"applications.received_new": 21.0} and told(right) == set()


def test_a_heading_with_a_space_inside_is_no_sentence() -> None:
    """Item 11: 一、概 述."""
    assert said(shown("一、概 述", "主动公开政府信息121条。", year=2014)) == {"proactive.items_total": 121.0}


RULE = "本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"


@pytest.mark.parametrize("corner", [RULE, f"({RULE}", f"（{RULE.replace(')', '）')}", f"【{RULE.replace(')', '】')}"])
def test_a_bracket_lost_or_of_another_kind_costs_no_table(corner: str) -> None:
    """Item 12: the opening bracket of the corner cell missing; full-width, ASCII and square brackets."""
    found = shown(table(corner + APPLICANTS, f"{NEW}|1|0|0|0|0|0|1"), year=2023)
    assert numbers(found) == {"applications.received_new": 1.0}
    assert told(found) == set()


@pytest.mark.parametrize("first, second", ["㈠㈡", "①②", ("（一）", "（二）"), ("【一】", "〔二〕"), ("1.", "2．")])
def test_enclosed_numerals_are_no_part_of_a_number(first: str, second: str) -> None:
    """Item 12: ㈠ ㈡ (永春县审计局 2014)."""
    found = shown(f"{first}主动公开政府信息121条。", f"{second}收到政府信息公开申请26件。", year=2014)
    assert said(found) == {"proactive.items_total": 121.0, "applications.received_new": 26.0}


TRADITIONAL = (
    "餘姚市公安局2010年政府信息公開工作年度報告", "主動公開政府信息121條。收到政府信息公開申請26件。沒有發生因政府信息公開引起的行政復議。",
)  # fmt: skip
RIGHT = {"proactive.items_total": 121.0, "applications.received_new": 26.0, "reconsideration.total": 0.0}


@pytest.mark.parametrize("charset", ["big5", "utf-8"])
@pytest.mark.parametrize("changed", [False, True])
def test_a_copy_in_traditional_characters_is_the_same_report(charset: str, changed: bool) -> None:
    """Item 13: the big5 gateway of gov.cn, and copies that write 資訊 for 信息."""
    title, text = (part.replace("信息", "資訊") if changed else part for part in TRADITIONAL)
    found = understood(f"<h1>{title}</h1><p>{text}</p>".encode(charset))
    assert (found.document["agency"], found.document["year"]) == ("余姚市公安局", 2010)
    assert said(found) == RIGHT


def test_the_changed_words_of_a_copy_cost_no_row() -> None:
    """Item 13: 資訊內容, 行政規範性檔案, 本年新收政府資訊公開申請數量."""
    header = "資訊內容|本年制發件數|本年廢止件數|現行有效件數"
    found = shown(
        table("第二十條第（一）項|||", header, "規章|0|0|0", "行政規範性檔案|2|1|9"),
        table("|自然人|商業企業|科研機構|社會公益組織|法律服務機構|其他|總計", "一、本年新收政府資訊公開申請數量|1|0|0|0|0|0|1"),
        year=2023,
    )  # fmt: skip
    assert numbers(found)["normative_documents.in_force"] == 9.0
    assert numbers(found)["applications.received_new"] == 1.0
    assert told(found) == set()


def test_the_archives_of_a_copy_are_not_turned_into_documents() -> None:
    """Item 13: 檔案 is 文件 only in 規範性檔案; an archives bureau keeps its name."""
    found = understood(page("主動公開政府信息12條。", title="某市檔案局{year}年政府信息公開工作年度報告", year=2020))
    assert found.document["agency"] == "某市档案局"


def test_a_header_in_pieces_of_copied_text_keeps_its_columns() -> None:
    """Item 11: 本年新⏎制作数量 in a text whose cells end with pipes."""
    text = "第二十条第（一）项\n信息内容 | 本年新\n制作数量 | 本年新公开数量 | 对外公开总数量 |\n规 章 | 1 | 2 | 3 |\n"
    found = pasted(text + "规范性 文件 | 4 | 5 | 6 |\n", 2019)
    assert sorted(numbers(found).values()) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert numbers(found)["normative_documents.newly_made"] == 4.0
