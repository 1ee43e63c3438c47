"""The table people read and the formats machines read: every digit, and no zero for a blank."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from publish.errors import PublishError
from publish.numbers import change_text, number_text, percent_text
from publish.show import FORMATS, printable, render_trend
from publish.trend import Trend, query_trend
from publish.warehouse import build_warehouse
from tests.publish.maker import HONGZE, SUQIAN, fact, hongze, make_store, misread, yuyao_police

LONG = {"agency_id": None, "agency": "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县某某镇人民政府", "scope": "agency"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = [*hongze(), *yuyao_police(), fact(SUQIAN, 2023, None), fact(SUQIAN, 2024, 0), fact(LONG, 2024, 1234567)]
    facts.append(fact(HONGZE, 2023, 7730.28, "administrative_fee.amount", unit="万元"))
    facts.append(fact(HONGZE, 2024, 0.00001, "administrative_fee.amount", unit="万元"))
    return build_warehouse(make_store(tmp_path_factory.mktemp("store"), facts, (misread(),)), "test")


@pytest.fixture(scope="module")
def trend(warehouse: Path) -> Trend:
    return query_trend(warehouse, "行政处罚")


def shown(trend: Trend, format: str, stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    render_trend(trend, format, stream)
    return stream.getvalue()


def line(text: str, *parts: str) -> str:
    (found,) = [line for line in text.splitlines() if all(part in line for part in parts)]
    return found


def test_hongze_reads_as_its_reports_do(warehouse: Path) -> None:
    text = shown(query_trend(warehouse, "行政处罚", "洪泽区人民政府"), "table")
    assert "行政处罚 本年处理决定数量（件）" in text.splitlines()[0]
    cells = [cell.strip() for cell in line(text, "2024").split("│")]
    assert cells == ["", "2024", "2,776", "-1,343", "-32.6%", ""]
    assert text.count("洪泽区人民政府") == 1


def test_a_blank_is_shown_as_nothing_printed_and_never_as_zero(trend: Trend) -> None:
    text = shown(trend, "table")
    blank = [cell.strip() for cell in line(text, "2023", "blank").split("│")]
    assert blank[2:] == ["–", "–", "–", "blank"]
    zero = text.splitlines()[text.splitlines().index(line(text, "2023", "blank")) + 1]
    assert [cell.strip() for cell in zero.split("│")][1:3] == ["2024", "0"]


def test_a_table_in_a_file_keeps_numbers_names_and_notes_in_one_line(
    trend: Trend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    text = shown(trend, "table")
    assert line(text, LONG["agency"], "1,234,567", "agency_unknown, first_year")
    assert line(text, "上一年项目数量 4,126", "4,126 + 1,301 = 5,427: the items seem to have been filled in as cases.")
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_narrow_terminal_never_cuts_a_digit(trend: Trend, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    text = shown(trend, "table", Terminal())
    for number in ("1,234,567", "4,119", "2,776", "-1,343", "-32.6%", "5,427"):
        assert number in text
    assert "…" not in text


def test_numbers_stand_under_each_other_beside_chinese_names(trend: Trend) -> None:
    from rich.cells import cell_len

    lines = [line for line in shown(trend, "table").splitlines() if "│" in line or "┃" in line]
    at = {tuple(cell_len(part) for part in line.replace("┃", "│").split("│")[:-1]) for line in lines}
    assert len(at) == 1


def test_csv_holds_plain_numbers_and_empty_cells(trend: Trend) -> None:
    text = shown(trend, "csv")
    assert text.isascii() is False
    assert "\r" not in text
    assert text.splitlines()[0].isascii()
    rows = {(row["agency"], row["year"]): row for row in csv.DictReader(io.StringIO(text))}
    hongze_2024 = rows["洪泽区人民政府", "2024"]
    assert [hongze_2024[name] for name in ("value", "previous_value", "change", "pct_change", "flags")] == [
        "2776", "4119", "-1343", "-32.605", "",
    ]  # fmt: skip
    blank = rows["宿迁市人民政府", "2023"]
    assert (blank["value"], blank["obs_status"], blank["flags"]) == ("", "O", "blank")


def test_json_holds_numbers_flags_and_notes(trend: Trend) -> None:
    told = json.loads(shown(trend, "json"))
    row = next(row for row in told["rows"] if (row["agency"], row["year"]) == ("余姚市公安局", 2019))
    assert (row["value"], row["previous_value"], row["flags"]) == (5427, None, ["first_year", "items_misread"])
    assert told["notes"] == list(trend.notes)
    assert told["unit"] == "件"


def test_money_keeps_its_digits(warehouse: Path) -> None:
    trend = query_trend(warehouse, "行政事业性收费")
    text = shown(trend, "table")
    assert "（万元）" in text
    assert "7,730.28" in text
    assert line(text, "2024", "0.00001", "-7,730.27999")


def test_sums_show_both_years_and_how_many_bodies(warehouse: Path) -> None:
    text = shown(query_trend(warehouse, "行政处罚", by="kind"), "table")
    cells = [cell.strip() for cell in line(text, "人民政府").split("│")]
    assert cells == ["人民政府 (county, area)", "2024", "4,119", "2,776", "-1,343", "-32.6%", "1 of 1", ""]


def test_an_empty_answer_says_why(warehouse: Path) -> None:
    text = shown(query_trend(warehouse, "行政处罚", "洪泽区人民政府", years=(2030, None)), "table")
    assert "rows for 2023, 2024" in text


def test_an_unknown_format_is_refused(trend: Trend) -> None:
    with pytest.raises(PublishError, match=", ".join(FORMATS)):
        shown(trend, "xlsx")


def test_a_printed_name_cannot_steer_the_terminal() -> None:
    assert printable("某局\x1b[2J\n\t\u202e") == "某局 [2J   "


@pytest.mark.parametrize(
    ("value", "number", "change"),
    [
        (None, "–", "–"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (4119.0, "4,119", "+4,119"),
        (-1343.0, "-1,343", "-1,343"),
        (25.1, "25.1", "+25.1"),
        (1e-06, "0.000001", "+0.000001"),
        (123456789012.0, "123,456,789,012", "+123,456,789,012"),
    ],
)
def test_numbers_are_written_with_every_digit(value: float | None, number: str, change: str) -> None:
    assert (number_text(value), change_text(value)) == (number, change)


def test_percentages_have_a_sign_and_a_missing_one_is_no_zero() -> None:
    assert [percent_text(value) for value in (None, 0.0, -32.605, 100.0)] == ["–", "0.0%", "-32.6%", "+100.0%"]
