"""What stands in a cell becomes its number, nothing, or an issue: never another number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extract.read.html import read_html
from tests.rendering.as_html import as_html
from tests.rendering.documents import AGENCIES, part_of
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits
from transform.forms import load_reference
from transform.interpret import interpret
from transform.values import read_value

REFERENCE = load_reference()
COUNT = REFERENCE.indicators["administrative_penalty.decisions"]
CHANGE = REFERENCE.indicators["administrative_penalty.items_change"]
MONEY = REFERENCE.indicators["centralized_procurement.amount"]


def _read(text: str, indicator: object = COUNT, *units: str) -> tuple[Decimal | None, str | None]:
    reading = read_value(text, indicator, units, REFERENCE)
    return reading.value, reading.status or reading.issue


@pytest.mark.parametrize(
    "printed, value",
    [
        ("4119", 4119),
        (" 1,083 ", 1083),
        ("１２", 12),
        ("12件", 12),
        ("12.0", 12),
        ("1\u200b2", 12),
        ("0", 0),
        ("22\n（其中修订 16 件）", 22),
        ("55（含自然失效29件）", 55),
    ],
)
def test_a_plain_count_is_read(printed: str, value: int) -> None:
    assert _read(printed) == (value, "A")


@pytest.mark.parametrize("printed", ["", "　", "-", "—", "――", "/", "无", "零报告", "\xa0"])
def test_nothing_printed_never_becomes_zero(printed: str) -> None:
    assert _read(printed) == (None, "O")


@pytest.mark.parametrize(
    "printed", ["3O", "l2", "若干", "5.5", "1.000", "1.2.3", "12,34", "5*", "零", "近千", "(3)", "1:2"]
)
def test_text_that_is_not_wholly_understood_is_no_number(printed: str) -> None:
    assert _read(printed) == (None, "unreadable_value")


@pytest.mark.parametrize("printed", ["12①", "12¹", "①", "12[1]", "~~5~~6", "\ufffc"])
def test_a_footnote_mark_or_struck_digit_never_becomes_a_digit(printed: str) -> None:
    assert _read(printed)[0] is None and _read(printed)[1] == "unreadable_value"


@pytest.mark.parametrize("printed", ["41 26", "41\n26"])
def test_two_numbers_in_a_cell_never_become_one(printed: str) -> None:
    assert _read(printed) == (None, "glued_cells")


@pytest.mark.parametrize("printed", ["100余条", "约44条", "13.6万条", "100（左右）", "3（万件）"])
def test_an_approximate_number_is_no_exact_one(printed: str) -> None:
    assert _read(printed) == (None, "approximate_number")


@pytest.mark.parametrize("printed", ["3（减少）", "40（2022年）", "1234（累计）", "22（注：另有5件）"])
def test_a_note_that_may_change_the_number_is_not_dropped(printed: str) -> None:
    assert _read(printed, CHANGE)[0] is None and _read(printed)[0] is None


@pytest.mark.parametrize(
    "printed, value", [("+1301", 1301), ("-832", -832), ("－8", -8), ("‑3", -3), ("减3", -3), ("增5", 5)]
)
def test_a_sign_is_kept(printed: str, value: int) -> None:
    assert _read(printed, CHANGE) == (value, "A")


def test_a_sign_word_means_nothing_outside_a_change() -> None:
    assert _read("减3") == (None, "unreadable_value")


@pytest.mark.parametrize(
    "printed, units, value",
    [
        ("2791.3万元", (), "2791.3"),
        ("2791.3萬元", (), "2791.3"),
        ("251000元", (), "25.1"),
        ("251000（元）", ("采购总金额（万元）",), "25.1"),
        ("251000（单位：元）", (), "25.1"),
        ("25.1 万 元", (), "25.1"),
        ("477.35", ("采购总金额(万元)",), "477.35"),
        ("7730.28", ("本年收费金额（单位：万 元）",), "7730.28"),
        ("27270", ("采购总金额（元）",), "2.727"),
        ("0", (), "0"),
    ],
)
def test_money_is_converted_exactly(printed: str, units: tuple[str, ...], value: str) -> None:
    assert _read(printed, MONEY, *units) == (Decimal(value), "A")


@pytest.mark.parametrize(
    "printed, units",
    [
        ("27270", ()),
        ("5", ("金额（万元/元）",)),
        ("5", ("金额（美元）",)),
        ("5", ("金额（万元）", "收费（元）")),
        ("5百万元", ()),
    ],
)
def test_money_of_an_unsure_unit_is_no_fact(printed: str, units: tuple[str, ...]) -> None:
    value, status = _read(printed, MONEY, *units)
    assert value is None and status in ("ambiguous_unit", "approximate_number")


@pytest.mark.parametrize(
    "inside, text",
    [
        ("12<sup>1</sup>", "12[1]"),
        ('12<a href="#fn1">1</a>', "12[1]"),
        ("<del>5</del>6", "~~5~~6"),
        ('<img src="5.png">', "\ufffc"),
        ('<img src="dot.gif" width="1" height="1">7', "7"),
        ('<input value="5">', "5"),
        ("<select><option>1<option selected>7</select>", "7"),
        ("12<span style='display:none'>3</span>", "12"),
        ("<span>1</span><span>2</span>", "12"),
        ("1<br>2", "1\n2"),
        ("<svg><text>9</text></svg>4", "4"),
    ],
)
def test_only_what_a_reader_sees_as_the_number_stands_as_the_cells_text(inside: str, text: str) -> None:
    (table,) = read_html(f"<table><tr><td>a</td><td>{inside}</td></tr></table>".encode(), "x").tables
    assert table.cells[1].text == text


def test_a_table_inside_a_layout_table_is_not_lost() -> None:
    inner = "<table><tr><td>a</td><td>1</td></tr></table>"
    report = read_html(f"<table><tr><td>left</td><td>{inner}</td></tr></table>".encode(), "x")
    assert [[cell.text for cell in table.cells] for table in report.tables] == [["a", "1"]]
    assert [block.text for block in report.texts] == ["left"]


def test_a_one_cell_table_inside_a_cell_is_that_cells_text() -> None:
    inner = "<table><tr><td>5</td></tr></table>"
    (table,) = read_html(f"<table><tr><td>a</td><td>{inner}</td></tr></table>".encode(), "x").tables
    assert [cell.text for cell in table.cells] == ["a", "5"]


def test_a_dash_before_a_zero_is_no_number_below_zero() -> None:
    assert _read("—0") == (None, "unreadable_value")
    value, status = _read("-0", CHANGE)
    assert (str(value), status) == ("0", "A")


def test_a_number_joined_from_several_lines_is_never_a_fact_without_a_doubt() -> None:
    """A careful reader is told of it, and only an equation of the report makes it sure."""
    form = REFERENCE.forms["2021"]
    part = part_of("2021", distinct_values(form, False), Habits(money_unit="万元"))
    report = read_html(as_html("余姚市公安局\n2021年政府信息公开工作年度报告", "", list(part.grids), False), "x")
    *_, last = report.tables
    number = last.cells[-1]
    wrapped = replace(last, cells=(*last.cells[:-1], replace(number, wrapped=True)))
    blocks = tuple(wrapped if block is last else block for block in report.blocks)
    found = interpret(replace(report, blocks=blocks), REFERENCE, AGENCIES)
    doubted = [fact for fact in found.facts if fact["obs_status"] == "V"]
    assert [(fact["value_as_reported"], fact["column"]) for fact in doubted] == [(number.text, number.column)]
    told = [(issue["kind"], issue["severity"], issue["indicator"]) for issue in found.issues if issue["indicator"]]
    assert told == [("wrapped_number", "warning", doubted[0]["indicator"])]
