"""Documents that are broken, cut off or not what they say: each is told where it is wrong, none stops a run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.read import read
from tests.rendering.as_html import as_html
from tests.rendering.as_pdf import as_pdf
from tests.rendering.damage import lose_row, overwrite
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import Grid, Key, Printed, lay_out
from transform import batch
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
TITLE = "余姚市公安局2023年政府信息公开工作年度报告"
PERIOD = "本年度报告中所列数据统计期限自2023年1月1日起至2023年12月31日止。"
PENALTY = "administrative_penalty.decisions", "total"
VALUES = distinct_values(REFERENCE.forms["2021"])


def sound_grids(form: str = "2021") -> list[Grid]:
    values = distinct_values(REFERENCE.forms[form])
    return lay_out(REFERENCE.forms[form], print_values(values, REFERENCE.forms[form], REFERENCE, Habits()), REFERENCE)


def cell_of(grids: list[Grid], wanted: Key | str) -> Printed:
    """The cell of a number, or the first with a text."""
    return next(cell for grid in grids for cell in grid.cells if wanted in (cell.key, cell.text))


def changed(grids: list[Grid], wanted: Key | str, text: str) -> list[Grid]:
    cell = cell_of(grids, wanted)
    return [overwrite(grid, cell, text) if cell in grid.cells else grid for grid in grids]


def read_bytes(data: bytes, name: str = "report.html") -> Interpretation:
    return interpret(read(data, name), REFERENCE, load_agencies())


def read_grids(grids: list[Grid]) -> Interpretation:
    return read_bytes(as_html(TITLE, PERIOD, grids))


def kinds(found: Interpretation) -> set[str]:
    return {issue["kind"] for issue in found.issues}


def facts(found: Interpretation) -> dict[Key, float | None]:
    return {(fact["indicator"], fact["breakdown"]): fact["value"] for fact in found.facts}


def sound_facts() -> dict[Key, float | None]:
    return {key: float(value) for key, value in VALUES.items()}


def without(*keys: Key) -> dict[Key, float | None]:
    return {key: value for key, value in sound_facts().items() if key not in keys}


def test_an_unknown_row_label_costs_its_own_row_and_no_other() -> None:
    found = read_grids(changed(sound_grids(), "行政处罚", "行政检查"))

    (label,) = (issue for issue in found.issues if issue["kind"] == "unknown_label")
    (number,) = (issue for issue in found.issues if issue["kind"] == "unplaced_cell")
    assert (label["printed"], label["table"], label["row"], label["column"]) == ("行政检查", 1, 10, 1)
    assert (number["printed"], number["table"], number["row"]) == (str(VALUES[PENALTY]), 1, 10)
    assert "table 1, row 10, column 1" in label["message"]
    assert facts(found) == without(PENALTY)


def test_an_extra_local_row_moves_no_number() -> None:
    first, *others = sound_grids()
    row = cell_of([first], PENALTY).row
    below = [
        c if c.row <= row else Printed(c.text, c.row + 1, c.column, c.row_span, c.column_span, c.key)
        for c in first.cells
    ]
    local = [Printed("其中：简易程序处罚", row + 1, 1), Printed("77", row + 1, 2, 1, first.width - 1)]
    cells = tuple(sorted([*below, *local], key=lambda cell: (cell.row, cell.column)))

    found = read_grids([Grid(first.heading, cells), *others])

    assert facts(found) == sound_facts()
    told = {(issue["kind"], issue["printed"], issue["row"]) for issue in found.issues}
    assert told == {("unknown_label", "其中：简易程序处罚", row + 1), ("unplaced_cell", "77", row + 1)}


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("3O", "unreadable_value"),
        ("100余条", "approximate_number"),
        ("约100", "approximate_number"),
        ("若干", "unreadable_value"),
        ("12 34", "glued_cells"),
        ("4119.5", "unreadable_value"),
        ("4119万元", "ambiguous_unit"),
    ],
)
def test_a_cell_that_is_not_wholly_understood_is_no_number(printed: str, kind: str) -> None:
    found = read_grids(changed(sound_grids(), PENALTY, printed))

    (issue,) = found.issues
    assert (issue["kind"], issue["printed"], issue["indicator"], issue["breakdown"]) == (kind, printed, *PENALTY)
    assert (issue["table"], issue["row"]) == (1, 10)
    assert f"table 1, row 10, column 2: {PENALTY[0]}[total] printed '{printed}'" in issue["message"]
    assert facts(found) == without(PENALTY)


def test_an_amount_without_a_unit_is_no_amount() -> None:
    amount = "centralized_procurement.amount", "total"
    found = read_grids(changed(sound_grids("2019"), amount, "2791.3"))

    assert amount not in facts(found)
    assert [(issue["kind"], issue["printed"]) for issue in found.issues] == [("ambiguous_unit", "2791.3")]


def test_a_unit_broken_over_two_lines_is_not_read_as_its_second_half() -> None:
    fee = "administrative_fee.amount", "total"
    found = read_grids(changed(sound_grids(), "本年收费金额（单位：万元）", "本年收费金额（单位：万\n元）"))
    assert facts(found)[fee] == sound_facts()[fee]


def test_sample_number_inside_a_header_note_is_not_a_value() -> None:
    grids = changed(sound_grids("2019"), "本年增/减", "本年增/减(指2020年增加,如-8)")
    found = read_grids(grids)

    assert len(found.facts) == 198
    assert not {-8.0, 8.0, 2020.0} & set(facts(found).values())
    assert [issue["message"] for issue in found.issues] == []


def test_a_table_cut_off_lacks_rows_and_says_which() -> None:
    page = as_html(TITLE, PERIOD, sound_grids()).decode()
    cut = page[: page.index("2.重复申请") + 5].encode()
    found = read_bytes(cut)

    lost = {issue["expected"] for issue in found.issues if issue["kind"] == "row_missing"}
    assert {"3.要求提供公开出版物", "（七）总计", "四、结转下年度继续办理"} <= lost
    assert "reviews" in {issue["expected"] for issue in found.issues if issue["kind"] == "table_missing"}
    read_keys = facts(found)
    assert read_keys.items() <= sound_facts().items()
    assert ("outcome.not_processed.petition_complaint", "total") in read_keys


def test_a_row_lost_in_the_middle_is_named_and_moves_no_number() -> None:
    grids = sound_grids()
    lost = cell_of(grids, ("outcome.denied.state_secret", "total")).row
    found = read_grids([grids[0], lose_row(grids[1], lost), grids[2]])

    (issue,) = found.issues
    assert (issue["kind"], issue["expected"]) == ("row_missing", "1.属于国家秘密")
    assert facts(found).items() <= sound_facts().items()
    assert len(found.facts) == len(VALUES) - 7


def test_a_header_that_lost_a_cell_gives_no_number_to_another_column() -> None:
    grids = sound_grids("2019")
    cell = cell_of(grids, "自然人")
    page = as_html(TITLE, PERIOD, grids).decode().replace('<td rowspan="2"><p>自然人</p></td>', "")
    found = read_bytes(page.encode())

    assert cell.text not in page
    assert "table_unrecognised" in kinds(found)
    numbers = {c.text for c in grids[1].cells if c.key}
    assert numbers == {issue["printed"] for issue in found.issues if issue["kind"] == "unplaced_cell"}


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"<html><body><!-- --></body></html>"])
def test_an_empty_file_is_an_issue_and_not_a_report_without_figures(data: bytes) -> None:
    found = read_bytes(data)
    assert found.facts == []
    assert found.document["outcome"] == "unreadable"
    assert kinds(found) == {"empty_file"}


@pytest.mark.parametrize(
    "text", ["<img src=a.png>" * 20_000, "a," * 200_000, '"' + "a" * 200_000 + "\n", "|" * 200_000]
)
def test_a_text_on_one_endless_line_is_read_and_never_a_traceback(text: str) -> None:
    assert read(text.encode(), "a.txt").size == len(text)


@given(st.text(st.sampled_from("规章行政许可第二十条（一）项0123 \t\n|,\"'-—┌│└─*\\<>&"), max_size=120))
def test_no_text_stops_the_reading(text: str) -> None:
    interpret(read(text.encode(), "a.txt"), REFERENCE, load_agencies())


def test_a_binary_blob_named_html_is_not_read_as_text() -> None:
    found = read_bytes(bytes(range(256)) * 40, "年报.html")
    assert found.facts == []
    assert found.document["outcome"] == "unreadable"
    assert kinds(found) & {"unknown_format", "unreadable_document"}


def test_a_page_with_no_table_says_so() -> None:
    found = read_bytes(as_html(TITLE, PERIOD, []))
    assert found.facts == []
    assert found.document["outcome"] == "no_table"
    assert found.document["agency"] == "余姚市公安局"
    assert kinds(found) == {"table_missing"}


def test_pictures_where_tables_should_be_are_told() -> None:
    page = as_html(TITLE, PERIOD, []).decode().replace("</body>", '<p><img src="W02024.png"></p></body>')
    assert {"table_missing", "image_table"} == kinds(read_bytes(page.encode()))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_pdf_is_told_and_never_a_traceback(share: float) -> None:
    whole = as_pdf(TITLE, PERIOD, sound_grids(), page_height=320.0)
    found = read_bytes(whole[: int(len(whole) * share)], "report.pdf")

    assert facts(found).items() <= sound_facts().items()
    assert any(issue["severity"] == "error" for issue in found.issues)


def test_what_stands_behind_the_end_of_a_pdf_does_not_matter() -> None:
    whole = as_pdf(TITLE, PERIOD, sound_grids())
    assert facts(read_bytes(whole + b"\n" * 2000, "report.pdf")) == sound_facts()


def test_the_same_table_twice_is_told_and_counted_once() -> None:
    grids = sound_grids()
    found = read_grids([*grids, grids[2]])
    assert facts(found) == sound_facts()
    assert kinds(found) == {"duplicate_cell"}


def test_the_same_table_twice_with_other_numbers_gives_no_fact() -> None:
    grids = sound_grids()
    total = "reconsideration.total", "total"
    found = read_grids([*grids, *changed(grids[2:], total, "8")])
    assert total not in facts(found)
    told = {issue["printed"] for issue in found.issues if issue["kind"] == "conflicting_cell"}
    assert told == {"8", str(VALUES[total])}


def test_a_report_of_an_unknown_body_is_kept_under_the_name_it_prints() -> None:
    page = as_html("青云山县蓝湖水务局2023年政府信息公开工作年度报告", PERIOD, sound_grids())
    found = read_bytes(page)
    assert found.document["agency_id"] is None
    assert found.document["agency"] == "青云山县蓝湖水务局"
    assert kinds(found) == {"agency_unknown"}
    assert facts(found) == sound_facts()


def test_a_defect_of_ours_costs_one_document_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("planted")

    monkeypatch.setattr(batch, "read", broken)
    found = batch.read_document(b"<p>x", "x.html", load_reference(), load_agencies())
    assert [issue["kind"] for issue in found.issues] == ["reader_failed"]
    assert "planted" in found.issues[0]["message"] and found.document["outcome"] == "unreadable"


def test_a_note_in_a_row_of_its_own_is_ignored_by_name_and_disturbs_no_number() -> None:
    rows = "<tr><td>信息内容<td>本年处理决定数量<tr><td>行政处罚<td>7<tr><td>行政强制<td>0"
    note = "<tr><td colspan=2>注：含上年度结转 5 件"
    page = f"<table><tr><td colspan=2>第二十条第（六）项{rows}{note}</table>"
    found = interpret(read(page.encode(), "x.html"), load_reference(), load_agencies())
    assert [fact["value"] for fact in found.facts] == [7.0, 0.0]
    assert {"unknown_label", "unplaced_cell"}.isdisjoint(issue["kind"] for issue in found.issues)


@pytest.mark.parametrize("stray", ["<td></td>", "<td><p>7</p></td>", "<td><p>—</p></td>"])
def test_a_cell_too_many_inside_a_row_never_moves_its_numbers_to_the_next_column(stray: str) -> None:
    page = as_html(TITLE, PERIOD, sound_grids()).decode()
    key = "outcome.denied.other_law_prohibited", "commercial_enterprise"
    cell = f"<td><p>{VALUES[key]:f}</p></td>"
    assert page.count(cell) == 1
    found = interpret(read(page.replace(cell, stray + cell).encode(), "a.html"), REFERENCE, load_agencies())
    values = {(fact["indicator"], fact["breakdown"]): fact["value"] for fact in found.facts}
    assert all(value == VALUES[place] for place, value in values.items())
    assert not any(indicator == key[0] for indicator, _ in values)
    printed = {issue["printed"] for issue in found.issues}
    assert {f"{VALUES[place]:f}" for place in VALUES if place[0] == key[0]} <= printed
