"""VARIATIONS 6: numbers that disagree, that carry over, that add up years, or that are said in words (items 43 to 49)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.variations.pages import APPLICANTS, NEW, checked, kinds, numbers, page, said, shown, table, told

REVIEWS = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>"
    + "".join(f"<td rowspan=2>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>"
    + "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2)
    + "</tr><tr>{}</tr></table>"
)


def test_a_wrong_printed_total_is_shown_and_not_repaired(tmp_path: Path) -> None:
    """Item 43: 2 + 0 + 1 + 0 with a total of 0 (金湖县 2023)."""
    numbers_printed = (*[0] * 5, 2, 0, 1, 0, 0, *[0] * 5)
    cells = "".join(f"<td>{number}</td>" for number in numbers_printed)
    found = checked(tmp_path, a=page(REVIEWS.format(cells), year=2023))
    (total,) = (row for row in found["facts"] if row["indicator"] == "litigation.direct.total")
    assert (total["value"], total["obs_status"]) == (0.0, "U")
    assert "identity_failed" in {row["kind"] for row in found["issues"]}


def test_a_sentence_and_a_table_that_differ_are_both_shown() -> None:
    """Item 44: 予以公开及部分公开258件 against 272 + 3 (上海市政府办公厅 2019)."""
    rows = (APPLICANTS, "（一）予以公开|272|0|0|0|0|0|272", "（二）部分公开|3|0|0|0|0|0|3")
    found = shown("收到政府信息公开申请300件，予以公开及部分公开258件。", table(*rows), year=2019)
    (issue,) = (row for row in found.issues if row["kind"] == "prose_disagrees")
    assert "258" in issue["printed"] and "275" in issue["expected"]
    assert (numbers(found)["outcome.granted_full"], numbers(found)["outcome.granted_partial"]) == (272.0, 3.0)


def test_requests_handled_are_not_compared_with_requests_received() -> None:
    """Item 44: 受理749 = 新收713 + 结转36 beside a table of 713 (沭阳县 2025) is no disagreement."""
    found = shown(
        "受理政府信息公开申请749件，其中新收713件，上年结转36件。",
        table(APPLICANTS, f"{NEW}|713|0|0|0|0|0|713", "二、上年结转政府信息公开申请数量|36|0|0|0|0|0|36"), year=2025,
    )  # fmt: skip
    assert "prose_disagrees" not in kinds(found)
    assert numbers(found) == {"applications.received_new": 713.0, "applications.carried_in": 36.0}


def test_two_sentences_that_count_the_same_otherwise_give_no_fact() -> None:
    """Item 45: 网站 754 and 1014 (临夏州公安局 2023)."""
    found = shown("政府网站公开政府信息754条。", "通过政府网站公开政府信息1014条。", year=2023)
    assert numbers(found) == {}
    assert "prose_disagrees" in kinds(found)


def test_parts_that_do_not_add_up_repair_no_total() -> None:
    """Item 45: 319 + 851 + 2348 beside 2483 (沙塘镇 2016): what is said is kept."""
    sentence = (
        "主动公开政府信息2483条，其中政府网站公开政府信息319条，政务微信公开政府信息851条，其他方式公开政府信息2348条。"
    )
    assert list(said(shown(sentence, year=2016)).values()) == [2483.0, 319.0, 851.0, 2348.0]


@pytest.mark.parametrize(
    ("words", "code", "value"),
    [("结转上年9件", "carried_in", 9.0), ("上年结转9件", "carried_in", 9.0), ("结转下年度3件", "carried_out", 3.0)],
)
def test_what_was_carried_in_is_not_what_is_carried_out(words: str, code: str, value: float) -> None:
    """Item 46: 结转上年9件, 结转下年度3件 (大冶 2024)."""
    found = said(shown(f"收到政府信息公开申请163件，{words}。", year=2024))
    assert found == {"applications.received_new": 163.0, f"applications.{code}": value}


def test_what_was_carried_out_must_be_carried_in_the_year_after(tmp_path: Path) -> None:
    """Item 46: 3 carried out of 2024, 4 carried into 2025."""

    def rows(carried_in: int, carried_out: int) -> str:
        return table(
            APPLICANTS, f"{NEW}|9|0|0|0|0|0|9", f"二、上年结转政府信息公开申请数量|{carried_in}|0|0|0|0|0|{carried_in}",
            f"四、结转下年度继续办理|{carried_out}|0|0|0|0|0|{carried_out}",
        )  # fmt: skip

    found = checked(tmp_path, a=page(rows(9, 3), year=2024), b=page(rows(4, 0), year=2025))
    assert "carry_over_failed" in {row["kind"] for row in found["issues"]}


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("新增311条,累计3174条。", 2020),
        ("到2017年底累计主动公开政府信息401条。", 2017),
        ("累计主动公开政府信息2841340条。", 2017),
        ("2015年累计主动公开政府信息121条。", 2015),
    ],
)
def test_a_sum_of_all_years_is_never_that_of_one(sentence: str, year: int) -> None:
    """Item 47: 怀远公安 2020; 401 since 2004; and 累计 used loosely (余条, 溶江乡 2016) stays unsure."""
    assert numbers(shown(sentence, year=year)) == {}


@pytest.mark.parametrize(
    "sentence",
    ["办理行政复议56件。", "受理行政复议案件56件。", "公示行政处罚399条。", "行政处罚399条。", "网络问政182件。"],
)
def test_the_same_words_of_another_business_are_no_figures(sentence: str) -> None:
    """Item 48: a justice bureau's 行政复议, published 行政处罚 (岱山卫健局 2021), 网络问政."""
    assert numbers(shown(sentence, year=2021)) == {}


RECEIVED, BOTH = {"applications.received_new": 0.0}, {"reconsideration.total": 0.0, "litigation.total": 0.0}


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("未收到政府信息公开申请。", RECEIVED),
        ("收到政府信息公开申请为零。", RECEIVED),
        ("政府信息公开申请零报告。", RECEIVED),
        ("无政府信息公开申请。", RECEIVED),
        ("没有发生政府信息公开行政复议、行政诉讼。", BOTH),
        ("不存在因政府信息公开引起的行政复议、行政诉讼情况。", BOTH),
        ("政府信息公开行政复议、行政诉讼均为零。", BOTH),
        ("未受理政府信息公开申请。", {}),  # received and turned away, or none at all
        ("未收到网络问政。", {}),
    ],
)
def test_a_zero_said_in_words_is_a_zero_not_yet_confirmed(sentence: str, right: dict[str, float]) -> None:
    """Item 49."""
    found = shown(sentence, year=2021)
    assert said(found) == numbers(found) == right
    assert {row["obs_status"] for row in found.facts} <= {"V"}
    assert told(found) == set()
