"""VARIATIONS 4: how tables reach text (items 23 to 32)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rendering.as_copied import STYLES
from tests.variations.pages import (
    APPLICANTS,
    DOCUMENTS,
    LICENSES,
    NEW,
    PENALTIES,
    copied,
    kinds,
    numbers,
    page,
    pasted,
    said,
    shown,
    table,
    told,
    understood,
)

LICENSE_ROWS = (*LICENSES, "行政许可|21|+19|40", "其他对外管理服务事项|4126|+1301|5427")
FLATTENED = {
    "one cell a line": lambda rows: "\n\n".join(text for row in rows for text in row if text),
    "a cell and a pipe a line": lambda rows: "\n|\n".join(text for row in rows for text in row),
    "pipes in one line": lambda rows: "\n".join(" | ".join(row) + " |" for row in rows),
    "spaces in one line": lambda rows: "\n".join(" ".join(text for text in row if text) for row in rows),
    "cells led by a TAB": lambda rows: "\n".join("".join(f"\t{text}\n" for text in row if text) for row in rows),
}


@pytest.mark.parametrize("way", FLATTENED)
def test_no_way_of_copying_a_table_moves_a_number(way: str) -> None:
    """Item 23; the styles of tests/rendering/as_copied.py have more."""
    found = pasted(FLATTENED[way]([row.split("|") for row in LICENSE_ROWS]) + "\n", 2019)
    assert list(numbers(found).values()) == [21.0, 19.0, 40.0, 4126.0, 1301.0, 5427.0]
    assert {"lines", "pipes", "cells", "tabs from a browser", "spaces"} <= STYLES.keys()


GLUED = (
    "第二十条第（一）项信息内容本年新制作数量本年新公开数量对外公开总数量规章555规范性文件(指各行政机关印发的有正式文号的文件)141414"
    "第二十条第（五）项信息内容上一年项目数量本年增/减处理决定数量行政许可000其他对外管理服务事项000"
)
PARTS = {"规章555", "规范性文件(指各行政机关印发的有正式文号的文件)141414", "行政许可000", "其他对外管理服务事项000"}


@pytest.mark.parametrize("read_as", [lambda text: page(text, year=2019), lambda text: copied(text, 2019)])
def test_cells_glued_without_a_separator_are_named_and_never_split(read_as) -> None:
    """Item 24: 555 is 5,5,5 and 141414 is 14,14,14, and nothing in the text says so."""
    found = understood(read_as(GLUED), "a.html" if read_as(GLUED).startswith(b"<") else "a.txt")
    assert found.facts == []
    assert told(found) == {("glued_cells", part) for part in PARTS}


def test_glued_cells_one_row_a_line_are_named_and_never_split() -> None:
    """Item 24, a row a line."""
    text = "第二十条第（一）项\n信息内容本年新制作数量本年新公开数量对外公开总数量\n规章555\n规范性文件141414\n"
    found = pasted(text, 2019)
    assert found.facts == []
    assert {"规章555", "规范性文件141414"} <= {printed for _, printed in told(found)}


def test_a_sentence_about_a_paragraph_is_no_glued_table() -> None:
    """Item 24, the other way."""
    sentence = "根据《条例》第二十条第（五）项，办理行政许可93件。"
    assert "glued_cells" not in kinds(shown(sentence, year=2019))


def test_numbers_that_float_after_lost_lines_are_given_to_no_label() -> None:
    """Item 25: repeated 0, headers and 规章 dropped (宣城市气象局, 雄县)."""
    text = (
        "第二十条第(一)项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n0\n规范性文件\n第二十条第(五)项\n"
        "上一年项目数量\n本年增/减\n处理决定数量\n行政许可\n其他对外管理服务事项\n第二十条第(六)项\n行政处罚\n行政强制\n3\n"
    )
    found = pasted(text, 2019)
    assert found.facts == []
    assert {printed for kind, printed in told(found) if kind == "unplaced_cell"} == {"0", "3"}


def test_one_number_of_a_dropped_row_is_not_all_of_its_numbers() -> None:
    """Item 25: 行政许可 0 0 0 of which one 0 is left."""
    text = "第二十条第(五)项\n\n上一年项目数量\n\n本年增/减\n\n处理决定数量\n\n行政许可\n\n0\n\n其他对外管理服务事项\n\n1\n\n2\n\n3\n"
    found = pasted(text, 2019)
    assert not any(name.startswith("administrative_license") for name in numbers(found))
    assert ("unplaced_cell", "0") in told(found)


HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况",
)  # fmt: skip


def test_headings_with_nothing_between_are_not_a_report_of_zeros() -> None:
    """Item 26: 桂花坪街道 2020, 青龙镇 2019, 东漖街道 2024, 民意乡 2021."""
    for found in (shown(*HEADINGS, year=2020), pasted("\n\n".join(HEADINGS), 2020)):
        assert found.facts == []
        assert found.document["outcome"] == "no_table"
        assert "table_missing" in kinds(found)


def test_tables_that_are_pictures_are_named_by_their_files() -> None:
    """Item 26: 捕获2.PNG; 发改.jpg 2.jpg 3.jpg."""
    pictures = [f'<img src="{name}">' for name in ("捕获2.PNG", "发改.jpg", "2.jpg", "3.jpg")]
    parts = [part for pair in zip(HEADINGS[1:], pictures, strict=True) for part in pair]
    found = shown(*parts, year=2020)
    assert found.facts == []
    (issue,) = (row for row in found.issues if row["kind"] == "image_table")
    assert issue["printed"] == "捕获2.PNG" and "发改.jpg" in issue["message"]


def test_a_page_mark_inside_a_table_is_no_number() -> None:
    """Item 27: — 5 — inside a table."""
    rows = [" | ".join(row.split("|")) + " |" for row in (*PENALTIES, "行政处罚|90|0|22", "行政强制|4|0|7")]
    found = pasted("\n".join((*rows[:3], "— 5 —", *rows[3:])) + "\n", 2019)
    assert list(numbers(found).values()) == [90.0, 0.0, 22.0, 4.0, 0.0, 7.0]
    assert told(found) == set()


@pytest.mark.parametrize(
    "sentence", ["部门决 1 条。", "收到政府信息公开申请 2 6 件。", "2023 1 1 日收到政府信息公开申请3件。"]
)
def test_words_and_numbers_broken_by_a_converter_are_no_figures(sentence: str) -> None:
    """Item 27: 部门决 1 条 (算 lost), 2023 1 1 日 (杨柳乡 2023)."""
    assert numbers(pasted(sentence, 2023)) == {}


def test_a_row_number_between_halves_of_a_label_is_given_to_no_other_row() -> None:
    """Item 27: （三）不 / 予公开 on both sides, 缴纳费用、 apart from its row."""
    rows = (APPLICANTS, "（三）不|4.保护第三方合法权益|1|0|0|0|0|0|1", "予公开|5.属于三类内部事务信息|2|0|0|0|0|0|2")
    found = pasted("\n".join(" | ".join(row.split("|")) + " |" for row in rows) + "\n", 2023)
    right = {"outcome.denied.third_party_rights": 1.0, "outcome.denied.internal_affairs": 2.0}
    assert numbers(found).items() <= right.items()
    printed = [value for row in found.facts if (value := row["value"])]
    assert len(printed) == 4 or {"1", "2"} <= {text for _, text in told(found)}


def test_a_header_made_up_by_a_converter_gives_no_number_a_column() -> None:
    """Item 28: 本年新收件数|上年结转件数|… over rows of results."""
    rows = "本年新收件数 | 上年结转件数 | 三、本年度办理结果 |\n（一）予以公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"
    found = pasted(rows, 2022)
    assert found.facts == []
    assert ("unplaced_cell", "1") in told(found)


def test_a_misread_name_is_no_body_of_another_name() -> None:
    """Item 28: 沐阳 for 沭阳: kept as printed and told, never resolved to a neighbour."""
    found = shown(table(*LICENSE_ROWS), year=2023, title="沐阳县发展和改革局{year}年政府信息公开工作年度报告")
    assert (found.document["agency"], found.document["agency_id"]) == ("沐阳县发展和改革局", None)
    assert "agency_unknown" in kinds(found)


LOST_MONTHS = {
    "本报告中所列数据统计期限自202011日至20201231日。": 2020,
    "本报告中所列数据统计期限自20231月1日起至202312月31日止。": 2023,
    "本报告中所列数据统计期限自2018年11日至2018年1231日。": 2018,
}


@pytest.mark.parametrize(("period", "year"), LOST_MONTHS.items())
def test_a_period_that_lost_its_months_still_tells_its_year(period: str, year: int) -> None:
    """Item 29: 四川乐山气象局, 对坊乡, 友谊路街道 2014, 三明市 2018."""
    found = shown("主动公开政府信息121条。", year=year, title="余姚市公安局政府信息公开工作年度报告", period=period)
    assert found.document["year"] == year
    assert numbers(found) == {"proactive.items_total": 121.0}


@pytest.mark.parametrize(
    "date", ["201515", "201811日至20181231日，收到政府信息公开申请26件。", "2018年11月至12月，主动公开政府信息3条。"]
)
def test_a_date_that_lost_its_months_is_no_count(date: str) -> None:
    """Item 29: 201515 is 2015年1月5日."""
    assert numbers(shown(date, year=2018)) == {}


def test_hundreds_of_layout_pipes_hide_no_table() -> None:
    """Item 30: 永嘉, 镇康."""
    rows = "\n".join(" | ".join(row.split("|")) + " |" for row in LICENSE_ROWS)
    found = understood(b"| | | | | |\n" * 300 + copied(f"{rows}\n", 2019), "a.txt")
    assert list(numbers(found).values()) == [21.0, 19.0, 40.0, 4126.0, 1301.0, 5427.0]
    assert (found.document["agency"], found.document["year"]) == ("余姚市公安局", 2019)


LINE = (
    "余姚市公安局2017年政府信息公开工作年度报告 本报告中所列数据统计期限自2017年1月1日起至2017年12月31日止。 一、概述 "
    "主动公开政府信息121条。 二、依申请公开情况 收到政府信息公开申请26件。 三、政务微博公开情况 主动公开政府信息9条。 四、其他"
)


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_report_on_one_line_is_read_heading_by_heading(name: str) -> None:
    """Item 30: 永嘉 2015, 2017, 2023."""
    found = understood((LINE if name.endswith("txt") else f"<p>{LINE}</p>").encode(), name)
    assert (found.document["agency"], found.document["year"]) == ("余姚市公安局", 2017)
    assert said(found) == {"proactive.items_total": 121.0, "applications.received_new": 26.0}


def test_one_line_of_the_widest_rows_keeps_every_column() -> None:
    """Item 31: 15 columns in the one row of table 4, under two parents of five columns each and one alone."""
    page_of_reviews = (
        "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
        "<tr>" + "".join(f"<td rowspan=2>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>"
        + "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2)
        + "</tr><tr>" + "".join(f"<td>{number}</td>" for number in range(1, 16)) + "</tr></table>"
    )  # fmt: skip
    found = shown(page_of_reviews, year=2023)
    assert sorted(numbers(found).values()) == [float(number) for number in range(1, 16)]
    assert numbers(found)["litigation.direct.total"] == 10.0
    assert numbers(found)["litigation.after_reconsideration.total"] == 15.0


def test_a_leaf_of_a_flip_book_is_given_to_no_body_and_no_year() -> None:
    """Item 32: each paper page is one HTML page; one alone says neither whose it is nor of which year."""
    found = understood(table(APPLICANTS, f"{NEW}|1|2|3|4|5|6|21").encode(), "page2.html")
    assert (found.document["agency"], found.document["year"]) == (None, None)
    assert {"agency_unknown", "year_unknown"} <= kinds(found)
    assert {Decimal(str(row["value"])) for row in found.facts} == {Decimal(n) for n in (1, 2, 3, 4, 5, 6, 21)}


def test_documents_of_two_rows_keep_their_order_in_every_copy() -> None:
    """Item 23: 规章 and 规范性文件 with the same numbers in other places."""
    rows = [row.split("|") for row in (*DOCUMENTS, "规章|1|2|3", "规范性文件|3|2|1")]
    for write in FLATTENED.values():
        assert list(numbers(pasted(write(rows) + "\n", 2019)).values()) == [1.0, 2.0, 3.0, 3.0, 2.0, 1.0]
