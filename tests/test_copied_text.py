"""Text copied from a page, pasted from a sheet or turned to Markdown: what keeps its cells is read whole, and a number that
may have moved is never placed."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.read import read
from tests.rendering.as_copied import STYLES, as_copied
from tests.rendering.as_torn import as_torn
from tests.rendering.damage_text import LINE_DAMAGES, damage_lines
from tests.rendering.facts import Values, distinct_values, values_of
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import Grid, Layout, lay_out
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
FORMS = sorted(REFERENCE.forms)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
PERIOD = "本年度报告中所列数据统计期限自2022年1月1日起至2022年12月31日止。"
TITLE = "余姚市公安局2022年政府信息公开工作年度报告"
ELSEWHERE = ("lines", "pipes", "cells", "markdown")  # read back in tests/test_round_trip.py
WITHOUT_TRACE = [name for name, style in STYLES.items() if style.merged == "once"]


def _read(text: bytes) -> Interpretation:
    return interpret(read(text, "copied.txt"), REFERENCE, load_agencies())


def _facts(found: Interpretation) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {(row["indicator"], row["breakdown"]): (row["value"], row["obs_status"]) for row in found.facts}


def _grids(form: str, values: Values, habit: Habits) -> list[Grid]:
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habit)
    return lay_out(REFERENCE.forms[form], texts, REFERENCE, habit.layout, habit.label)


def _assert_nothing_moved(found: Interpretation, values: Values) -> None:
    """Every fact is the cell's own number or a blank."""
    for fact in found.facts:
        key = fact["indicator"], fact["breakdown"]
        assert fact["value"] is None or Decimal(str(fact["value"])) == values[key]


def _assert_every_number_is_told(found: Interpretation, values: Values) -> None:
    """Each number printed is in a fact or in an issue, unless its whole table is said to be missing."""
    if any(issue["kind"] == "table_missing" for issue in found.issues):
        return
    told = Counter(str(issue["printed"]) for issue in found.issues) + Counter(
        fact["value_as_reported"] for fact in found.facts
    )
    blob = "\n".join(told)
    assert [value for value in values.values() if value is not None and str(value) not in blob] == []


@pytest.mark.parametrize("style", [name for name in STYLES if name not in ELSEWHERE])
@settings(max_examples=6, phases=PHASES)
@given(data=st.data())
def test_what_is_printed_is_what_is_read_from_copied_text(style: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS), "form")
    cells_kept = style not in WITHOUT_TRACE
    habit = Habits(
        money_unit="万元",
        blank=data.draw(st.sampled_from(["", "—"]), "blank") if cells_kept else "—",
        broken=data.draw(st.sampled_from(["", "\n"]), "broken") if cells_kept else "",
        layout=Layout(stacked=data.draw(st.booleans(), "stacked")),
    )
    values = data.draw(values_of(REFERENCE.forms[form], REFERENCE, data.draw(st.booleans(), "unsplit")), "values")
    found = _read(as_copied(TITLE, PERIOD, _grids(form, values, habit), style))
    expected = {key: (None, "O") if value is None else (float(value), "A") for key, value in values.items()}
    assert _facts(found) == expected
    assert [issue["message"] for issue in found.issues if issue["severity"] == "error"] == []


@pytest.mark.parametrize("style", WITHOUT_TRACE)
@settings(max_examples=6, phases=PHASES)
@given(data=st.data())
def test_a_blank_that_leaves_no_trace_moves_no_number(style: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS), "form")
    values = distinct_values(REFERENCE.forms[form])
    blanks = data.draw(st.sets(st.sampled_from(sorted(values)), max_size=25), "blanks")
    values |= dict.fromkeys(blanks)
    habit = Habits(money_unit="万元", layout=Layout(misaligned=data.draw(st.booleans(), "misaligned")))
    found = _read(as_copied(TITLE, PERIOD, _grids(form, values, habit), style))
    _assert_nothing_moved(found, values)
    _assert_every_number_is_told(found, values)


@settings(max_examples=60, phases=PHASES)
@given(data=st.data())
def test_lines_lost_doubled_or_run_together_move_no_number(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS), "form")
    style = data.draw(st.sampled_from(sorted(STYLES)), "style")
    values = distinct_values(REFERENCE.forms[form])
    text = as_copied(TITLE, PERIOD, _grids(form, values, Habits(money_unit="万元")), style).decode()
    steps = data.draw(st.lists(st.tuples(st.sampled_from(LINE_DAMAGES), st.integers(0, 9_999)), max_size=4), "damage")
    _assert_nothing_moved(_read(damage_lines(text, steps).encode()), values)


@pytest.mark.parametrize("form", ["2019", "2021"])
@settings(max_examples=15, phases=PHASES)
@given(data=st.data())
def test_lost_lines_of_copied_text_never_move_a_number(form: str, data: st.DataObject) -> None:
    values = distinct_values(REFERENCE.forms[form], False)
    lines = as_copied(TITLE, PERIOD, _grids(form, values, Habits(money_unit="万元")), "lines").decode().split("\n\n")
    lost = data.draw(st.lists(st.integers(2, len(lines) - 1), min_size=1, max_size=12, unique=True), "lost")
    keep_gap = data.draw(st.booleans(), "keep gap")
    kept = [("" if number in lost else line) for number, line in enumerate(lines) if keep_gap or number not in lost]
    _assert_nothing_moved(_read("\n\n".join(kept).encode()), values)


@settings(max_examples=50, phases=PHASES)
@given(data=st.data())
def test_rows_torn_from_their_labels_are_never_given_to_another_label(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["2019", "2021"]), "form")
    values = distinct_values(REFERENCE.forms[form], data.draw(st.booleans(), "unsplit"))
    chance = random.Random(data.draw(st.integers(0, 99_999), "chance"))
    text = as_torn(TITLE, PERIOD, _grids(form, values, Habits(money_unit="万元")), chance).decode()
    steps = data.draw(st.lists(st.tuples(st.sampled_from(LINE_DAMAGES), st.integers(0, 9_999)), max_size=3), "damage")
    _assert_nothing_moved(_read(damage_lines(text, steps).encode()), values)


# --- a table torn by a converter

TORN_HEADER = """三、收到和处理政府信息公开申请情况
申请人情况
法人或其他组织
（本列数据的勾稽关系为：第一项加第二项之和，
社会法律
公益服务其他
企业机构
组织机构
## 表三
| 等于第三项加第四项之和） | 自然人 | 商业 | 科研 | 总计 |
|---|---|---|---|---|
"""
ROW = "## 表三\n| {} | 1 | 2 | 3 | 4 | 5 | 6 | 21 |\n|---|---|---|---|---|---|---|---|\n"
BARE_ROW = "## 表三\n| 1 | 2 | 3 | 4 | 5 | 6 | 21 |\n|---|---|---|---|---|---|---|\n"
NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"


def _read_requests(*parts: str) -> set[str]:
    facts = _read("".join((TORN_HEADER, *parts)).encode()).facts
    assert all(fact["value"] == 21 for fact in facts if fact["breakdown"] == "total")
    return {fact["indicator"] for fact in facts}


def test_a_header_in_pieces_is_read_if_none_is_lost() -> None:
    assert _read_requests(ROW.format(NEW)) == {"applications.received_new"}


@pytest.mark.parametrize(
    ("old", "new"), [("组织机构\n", ""), ("社会法律\n", "法律社会\n"), ("企业机构\n", "企业机构\n企业机构\n")]
)
def test_a_header_with_a_piece_lost_doubled_or_moved_is_not_read(old: str, new: str) -> None:
    facts = _read((TORN_HEADER.replace(old, new) + ROW.format(NEW)).encode()).facts
    assert facts == []


def test_numbers_without_label_are_read_between_the_two_rows_of_the_form_around_them() -> None:
    found = _read_requests(ROW.format(NEW), CARRIED + "\n", BARE_ROW, ROW.format("（一）予以公开"))
    assert found == {"applications.received_new", "applications.carried_in", "outcome.granted_full"}


def test_numbers_without_label_are_not_counted_where_a_row_may_be_lost() -> None:
    labels = f"{CARRIED}\n（一）予以公开\n"
    found = _read_requests(ROW.format(NEW), labels, BARE_ROW, ROW.format("（二）部分公开"))
    assert found == {"applications.received_new", "outcome.granted_partial"}


def test_numbers_without_label_are_not_given_to_a_label_printed_nowhere() -> None:
    found = _read_requests(ROW.format(NEW), BARE_ROW, ROW.format("（一）予以公开"))
    assert found == {"applications.received_new", "outcome.granted_full"}


def test_a_piece_of_a_label_tells_the_row_only_if_no_other_row_has_it() -> None:
    found = _read_requests(
        ROW.format("2.重复申请"), ROW.format("行政机关不再处理其政府信息公"), ROW.format("（七）总计")
    )
    assert found == {"outcome.not_processed.duplicate", "outcome.total"}
    found = _read_requests(ROW.format("2.重复申请"), ROW.format("按收费通知要求缴纳费用"), ROW.format("（七）总计"))
    assert "outcome.other.fee_unpaid_overdue" in found


def test_a_blank_that_fills_up_rows_is_not_the_total_of_a_torn_tables_row_that_lost_a_number() -> None:
    full = "| {} | 1 | 2 | 3 | 4 | 5 | 6 | 21 |  |\n"
    rule = "|---|---|---|---|---|---|---|---|---|\n"
    short = "| 2.其他法律行政法规禁止公开 | 0 | 0 | 0 | 0 | 0 | 0 |  |\n"
    piece = "".join(("## 表三\n", full.format("1.属于国家秘密"), rule, short, full.format("3.危及“三安全一稳定”")))
    found = _read("".join((TORN_HEADER, ROW.format(NEW), f"{CARRIED}\n", BARE_ROW, piece)).encode())
    read = {"applications.received_new", "outcome.denied.state_secret", "outcome.denied.three_securities_one_stability"}
    assert {fact["indicator"] for fact in found.facts} >= read
    assert not [fact for fact in found.facts if fact["indicator"] == "outcome.denied.other_law_prohibited"]
    assert [issue["printed"] for issue in found.issues if issue["kind"] == "unplaced_cell"].count("0") == 6


def test_a_label_wrapped_over_lines_with_its_numbers_behind_it_is_read() -> None:
    text = (
        TORN_HEADER
        + "一、本年新收政府信息\n公开申请数量 1 2 3 4 5 6 21\n二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0\n"
    )
    assert _facts(_read(text.encode()))["applications.received_new", "total"] == (21.0, "A")


def test_a_page_mark_or_a_made_up_heading_inside_a_table_is_no_cell() -> None:
    text = "第二十条第（六）项\n## 表二\n| 信息内容 | 本年处理决定数量 |\n|---|---|\n## 表二\n| 行政处罚 | 7 |\n|---|---|\n— 4 —\n"
    text += "## 表二\n| 行政强制 | 8 |\n|---|---|\n"
    found = _read(text.encode())
    assert {fact["value"] for fact in found.facts} == {7.0, 8.0}
    assert [issue["printed"] for issue in found.issues if issue["printed"]] == []


# --- values and labels as they meet copied text

PENALTIES = (
    "| 第二十条第（六）项 | | | |\n|---|---|---|---|\n| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n"
)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("减3", -3.0), ("-832", -832.0), ("+1301", 1301.0), ("５", 5.0), ("－8", -8.0), ("**12**", 12.0),
        ("1,301", 1301.0), ("&nbsp;7", 7.0), ("\\-4", -4.0), ("3件", 3.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [str, lambda text: text.replace(" | ", "\t").strip("| ")], ids=["pipes", "tabs"])
def test_signs_units_and_marks_of_a_number_in_copied_text_are_read(printed: str, value: float, write) -> None:
    if write is not str and printed in ("**12**", "&nbsp;7", "\\-4"):
        printed, value = "12", 12.0  # marks of Markdown only
    rows = f"| 行政处罚 | 90 | {printed} | 22 |\n| 行政强制 | 4 | 0 | 5 |\n"
    text = "\n".join(write(line) for line in (PENALTIES + rows).splitlines() if "---" not in line or write is str)
    assert _facts(_read(text.encode()))["administrative_penalty.items_change", "total"] == (value, "A")


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("100余条", "approximate_number"), ("约44条", "approximate_number"), ("41 26", "glued_cells"),
     ("—<br>26", "unreadable_value"), ("3O", "unreadable_value"), ("12<br>13", "glued_cells")],
)  # fmt: skip
def test_a_number_that_is_none_is_told_and_its_row_stays(printed: str, kind: str) -> None:
    found = _read(f"{PENALTIES}| 行政处罚 | 90 | 0 | {printed} |\n| 行政强制 | 4 | 0 | 5 |\n".encode())
    facts = _facts(found)
    assert ("administrative_penalty.decisions", "total") not in facts
    assert facts["administrative_compulsion.decisions", "total"] == (5.0, "A")
    assert kind in {issue["kind"] for issue in found.issues}


def test_a_note_in_a_number_cell_of_markdown_stays_with_its_number() -> None:
    text = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n"
    text += (
        "| 规章 | 22<br>（其中修订 16 件） | 22 | 235 |\n| 行政规范性文件 | 34 | 55<br>（含自然失效 29 件） | 189 |\n"
    )
    facts = _facts(_read(text.encode()))
    assert facts["rules.issued", "total"] == (22.0, "A")
    assert facts["normative_documents.repealed", "total"] == (55.0, "A")


def test_a_local_row_is_told_and_moves_no_other() -> None:
    text = f"{PENALTIES}| 行政处罚 | 90 | 0 | 22 |\n| 其他自设事项 | 1 | 2 | 3 |\n| 行政强制 | 4 | 0 | 5 |\n"
    found = _read(text.encode())
    assert {issue["printed"] for issue in found.issues if issue["kind"] == "unknown_label"} == {"其他自设事项"}
    assert len(found.facts) == 6


def test_headers_cut_to_the_same_words_are_told_by_their_order() -> None:
    text = "第二十条第(一)项 |\n信息内容 | 本年新 | 本年新 | 对外公开总数量 |\n规章 | 1 | 2 | 3 |\n规范性文件 | 4 | 5 | 6 |\n"
    for same in (text, text.replace("1 | 2", "2 | 2").replace("4 | 5", "5 | 5")):
        facts = _facts(_read(same.encode()))
        assert facts["rules.newly_disclosed", "total"] == (2.0, "A")
        assert facts["normative_documents.newly_made", "total"][0] == (4.0 if same == text else 5.0)


@pytest.mark.parametrize("change", ["本年增", "本年增/"])
def test_a_header_that_lost_its_end_gives_no_other_column_its_numbers(change: str) -> None:
    text = f"{PENALTIES.replace('本年增/减', change)}| 行政处罚 | 90 | 7 | 22 |\n| 行政强制 | 4 | 8 | 5 |\n"
    facts = _facts(_read(text.encode()))
    assert {value for value, _ in facts.values()} <= {90.0, 22.0, 4.0, 5.0, 7.0, 8.0}
    assert facts.get(("administrative_penalty.decisions", "total"), (22.0, "A")) == (22.0, "A")


def test_a_header_that_lost_columns_of_its_own_form_is_not_taken_for_another_form() -> None:
    text = "第二十条第（六）项\n\n上一年项目数量\n\n处理决定数量\n\n行政处罚\n\n90\n\n行政强制\n\n4\n"
    assert _read(text.encode()).facts == []


def test_glued_values_are_no_values() -> None:
    text = "第二十条第（一）项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n规章555规范性文件141414\n"
    assert not _read(text.encode()).facts


def test_words_and_numbers_in_one_line_are_read() -> None:
    text = "第二十条第（六）项\n信息内容本年处理决定数量\n行政处罚 12\n行政强制 0\n"
    facts = _facts(_read(text.encode()))
    assert facts["administrative_penalty.decisions", "total"] == (12.0, "A")
    assert facts["administrative_compulsion.decisions", "total"] == (0.0, "A")


def test_a_header_glued_to_its_unit_is_read() -> None:
    text = "第二十条第（八）项\n信息内容本年收费金额（单位：万元）\n行政事业性收费 3.5\n"
    assert _facts(_read(text.encode()))["administrative_fee.amount", "total"] == (3.5, "A")


def test_a_row_filled_with_blanks_is_not_read_where_a_number_may_be_lost() -> None:
    header = "第二十条第（一）项 | | | | |\n信息内容 | 本年制发件数 | 本年废止件数 | | 现行有效件数 |\n"
    found = _read(f"{header}规章 | 1 | | 2 | |\n行政规范性文件 | 4 | | 5 | |\n".encode())
    assert found.facts == []
    assert {issue["printed"] for issue in found.issues} >= {"1", "2", "4", "5"}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("lost", [1, 2, 4])
def test_a_number_whose_label_is_lost_is_never_given_to_the_row_above(form: str, lost: int) -> None:
    values = distinct_values(REFERENCE.forms[form], False)
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, Habits(money_unit="万元"))
    grids = lay_out(REFERENCE.forms[form], texts, REFERENCE)
    lines = as_copied(TITLE, PERIOD, grids, "lines").decode().split("\n\n")
    for first in range(2, 60):
        for fact in _read("\n\n".join(lines[:first] + lines[first + lost :]).encode()).facts:
            key = fact["indicator"], fact["breakdown"]
            assert fact["value"] is None or Decimal(str(fact["value"])) == values[key], lines[first : first + lost]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_blank_first_cell_never_ends_its_row(form: str) -> None:
    whole = distinct_values(REFERENCE.forms[form], False)
    for blank in [key for key in whole if key[1] == "natural_person"]:
        values = {**whole, blank: None}
        texts = print_values(values, REFERENCE.forms[form], REFERENCE, Habits(money_unit="万元"))
        facts = _facts(_read(as_copied(TITLE, PERIOD, lay_out(REFERENCE.forms[form], texts, REFERENCE), "cells")))
        assert facts[blank] == (None, "O")
        assert facts[blank[0], "total"] == (float(whole[blank[0], "total"]), "A")


def test_a_lost_separator_never_moves_the_numbers_behind_it_into_a_blank() -> None:
    form = REFERENCE.forms["2019"]
    values = distinct_values(form)
    lines = as_copied(TITLE, PERIOD, _grids("2019", values, Habits()), "pipes").decode().split("\n")
    row = next(place for place, line in enumerate(lines) if "重复申请" in line)
    cut = lines[row].rindex(" | ", 0, lines[row].rindex(" | ", 0, len(lines[row].rstrip(" |"))))
    lines[row] = f"{lines[row][:cut]}  {lines[row][cut + 3 :].rstrip()} |  |"
    found = _facts(_read("\n".join(lines).encode()))
    duplicate = "outcome.not_processed.duplicate"
    assert all(value == values[place] for place, (value, _) in found.items())
    assert not any(indicator == duplicate for indicator, _ in found)


@settings(max_examples=60, phases=PHASES)
@given(data=st.data())
def test_a_text_cut_off_between_two_numbers_moves_none(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS), "form")
    values = distinct_values(REFERENCE.forms[form])
    style = data.draw(st.sampled_from(sorted(STYLES)), "style")
    text = as_copied(TITLE, PERIOD, _grids(form, values, Habits(money_unit="万元", blank="—")), style).decode()
    where = data.draw(st.integers(len(text) // 3, len(text)), "where")
    while text[where - 1].isdigit():  # a number that lost its end is told from none
        where -= 1
    _assert_nothing_moved(_read(text[:where].encode()), values)


def test_the_last_row_of_a_text_that_is_cut_off_keeps_its_numbers_and_says_so() -> None:
    header = ("三、收到和处理政府信息公开申请情况", "申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织",
              "法律服务机构", "其他")  # fmt: skip
    text = "\n".join((TITLE, PERIOD, *header, "一、本年新收政府信息公开申请数量", *"1000001", "二、上年结转政府信息公开申请数量", *"0000000",
                      "三、本年度办理结果", "（一）予以公开", *"1000"))  # fmt: skip
    found = _read(text.encode())
    granted = {row["breakdown"]: row["value"] for row in found.facts if row["indicator"] == "outcome.granted_full"}
    assert granted == {
        "natural_person": 1.0, "commercial_enterprise": 0.0, "research_institution": 0.0, "public_interest_organization": 0.0,
    }  # fmt: skip
    assert "row_cut" in {issue["kind"] for issue in found.issues}
    torn = _read(text.removesuffix("0").encode() + b"\n12")
    assert 12.0 not in {row["value"] for row in torn.facts}
