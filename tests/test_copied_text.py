"""Text copied from a page: rows are found by their labels, and a number that may have moved is never placed.

That what is printed is what is read from it is tests/test_round_trip.py."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.read import read
from tests.rendering.as_copied import as_copied
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import lay_out
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
PERIOD = "本年度报告中所列数据统计期限自2022年1月1日起至2022年12月31日止。"
TITLE = "余姚市公安局2022年政府信息公开工作年度报告"


def _read(text: bytes) -> Interpretation:
    return interpret(read(text, "copied.txt"), REFERENCE, load_agencies())


def _facts(found: Interpretation) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {(row["indicator"], row["breakdown"]): (row["value"], row["obs_status"]) for row in found.facts}


@pytest.mark.parametrize("form", ["2019", "2021"])
@settings(max_examples=25, phases=PHASES)
@given(data=st.data())
def test_lost_lines_of_copied_text_never_move_a_number(form: str, data: st.DataObject) -> None:
    values = distinct_values(REFERENCE.forms[form], False)
    habit = Habits(money_unit="万元")
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habit)
    grids = lay_out(REFERENCE.forms[form], texts, REFERENCE, habit.layout, habit.label)
    lines = as_copied(TITLE, PERIOD, grids, "lines").decode().split("\n\n")
    lost = data.draw(st.lists(st.integers(2, len(lines) - 1), min_size=1, max_size=12, unique=True), "lost")
    keep_gap = data.draw(st.booleans(), "keep gap")
    kept = [("" if number in lost else line) for number, line in enumerate(lines) if keep_gap or number not in lost]
    for fact in _read("\n\n".join(kept).encode()).facts:
        key = fact["indicator"], fact["breakdown"]
        assert fact["value"] is None or Decimal(str(fact["value"])) == values[key]


def test_headers_cut_to_the_same_words_are_told_by_their_order() -> None:
    text = "第二十条第(一)项 |\n信息内容 | 本年新 | 本年新 | 对外公开总数量 |\n规章 | 1 | 2 | 3 |\n规范性文件 | 4 | 5 | 6 |\n"
    facts = _facts(_read(text.encode()))
    assert facts["rules.newly_made", "total"] == (1.0, "A")
    assert facts["rules.newly_disclosed", "total"] == (2.0, "A")


def test_glued_values_are_no_values() -> None:
    found = _read(
        (
            "第二十条第（一）项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n规章555规范性文件141414\n"
            * 1
        ).encode()
    )
    assert not found.facts


def test_words_and_numbers_in_one_line_are_read() -> None:
    text = "第二十条第（六）项\n信息内容本年处理决定数量\n行政处罚 12\n行政强制 0\n"
    facts = _facts(_read(text.encode()))
    assert facts["administrative_penalty.decisions", "total"] == (12.0, "A")
    assert facts["administrative_compulsion.decisions", "total"] == (0.0, "A")
