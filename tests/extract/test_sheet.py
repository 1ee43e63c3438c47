"""Workbooks: a person finds each cell where the report says, with the text the sheet shows."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from extract.read import media_type, read
from extract.read.sheet_numbers import number_text
from extract.report import Report, Table, Text
from tests.extract.packages import workbook

GENERAL = "General"


def xlsx(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_xlsx(cells: dict[str, object], merges: tuple[str, ...] = ()) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        for place, value in cells.items():
            book.active[place] = value
        for merge in merges:
            book.active.merge_cells(merge)

    return xlsx(fill)


def cells_xls(cells: dict[str, object], merges: tuple[str, ...] = ()) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    corners = {merge.split(":")[0]: merge for merge in merges}
    for place, value in cells.items():
        if place in corners:
            column, row, last_column, last_row = openpyxl.utils.range_boundaries(corners[place])
            sheet.write_merge(row - 1, last_row - 1, column - 1, last_column - 1, value)
        else:
            column, row, _, _ = openpyxl.utils.range_boundaries(place)
            sheet.write(row - 1, column - 1, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


MAKERS = {"xlsx": cells_xlsx, "xls": cells_xls}
both = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def grid(report: Report, number: int = 0) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in report.tables[number].cells]


def texts(report: Report) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for table in report.tables for cell in table.cells}


@both
def test_a_cell_keeps_the_row_and_column_a_person_sees(make: Callable[..., bytes]) -> None:
    report = read(make({"C5": "label", "D5": 4119, "C6": "x", "E6": 1}), "a")
    assert grid(report) == [
        ("label", 5, 3, 1, 1), ("4119", 5, 4, 1, 1), ("", 5, 5, 1, 1), ("x", 6, 3, 1, 1), ("", 6, 4, 1, 1), ("1", 6, 5, 1, 1),
    ]  # fmt: skip


@both
def test_a_merged_cell_is_one_cell(make: Callable[..., bytes]) -> None:
    merges = ("A1:B2", "C1:D1", "A3:A4")
    cells = {"A1": "corner", "C1": "head", "C2": 1, "D2": 2, "A3": "label", "B3": "a", "D3": 5, "B4": "b", "D4": 6}
    assert grid(read(make(cells, merges), "a")) == [
        ("corner", 1, 1, 2, 2), ("head", 1, 3, 1, 2), ("1", 2, 3, 1, 1), ("2", 2, 4, 1, 1),
        ("label", 3, 1, 2, 1), ("a", 3, 2, 1, 1), ("", 3, 3, 1, 1), ("5", 3, 4, 1, 1),
        ("b", 4, 2, 1, 1), ("", 4, 3, 1, 1), ("6", 4, 4, 1, 1),
    ]  # fmt: skip


@both
def test_a_blank_cell_is_a_cell_and_not_zero(make: Callable[..., bytes]) -> None:
    found = texts(read(make({"A1": "a", "C1": 0, "A2": "b", "B2": 1}), "a"))
    assert found == {(1, 1): "a", (1, 2): "", (1, 3): "0", (2, 1): "b", (2, 2): "1", (2, 3): ""}


@both
def test_what_a_sheet_holds_is_text_as_it_shows_it(make: Callable[..., bytes]) -> None:
    values = {"A1": 4119.0, "B1": 7730.28, "C1": True, "D1": " 22（其中\n修订16件） ", "E1": 0.1 + 0.2, "F1": -832}
    found = texts(read(make(values), "a"))
    assert list(found.values()) == ["4119", "7730.28", "TRUE", "22（其中\n修订16件）", "0.3", "-832"]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (4119.0, GENERAL, "4119"), (1e20, GENERAL, "100000000000000000000"), (1e-7, GENERAL, "0.0000001"), (-0.0, GENERAL, "0"),
        (7730.284, "0.00", "7730.28"), (1301, "0.00", "1301.00"), (0.125, "0.00", "0.13"), (12.5, "0", "13"),
        (0.35, "0%", "35%"), (0.3512, "0.0%", "35.1%"), (1301, "#,##0", "1301"), (3.5, '0.0_);[Red]\\(0.0\\)', "3.5"),
        (44928, "yyyy/m/d", "2023-01-02"), (44928.5, "yyyy/m/d h:mm", "2023-01-02 12:00:00"), (0.25, "h:mm", "06:00:00"),
        (44928, 'yyyy"年"m"月"', "2023-01-02"), (5, '0"件"', "5件"), (5, "0.00E+00", "5"), (7, '"days" 0', "days7"),
        (12.5, '0.0"元"', "12.5元"), (12.5, "0.0元", "12.5元"), (5, 'General"元"', "5元"), (3, "[$¥-804]#,##0.00", "¥3.00"),
        (12345, "#,##0,", "12"), (12345, '0!.0,"万"', "1.2万"), (5, "000", "005"), (0, "#,###", ""), (0, "0;-0;;@", ""),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "-"), (-5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-5"),
        (5, "+0;-0;0", "+5"), (-5, "+0;-0;0", "-5"), (-3.5, '0.0_);[Red]\\(0.0\\)', "-3.5"), (0.5, "0.0##", "0.5"), (-0.4, "0", "0"),
        (50000, '[>10000]0!.0,"万";0', "50000"), (2.5, "# ?/?", "2.5"), (5, "@", "5"), (5, "[Red]0", "5"), (9e9, "yyyy", "9000000000"), (1e300, "0.0", "1" + "0" * 300),
    ],
)  # fmt: skip
def test_a_number_is_shown_by_its_format(value: float, code: str, shown: str) -> None:
    assert number_text(value, code, since_1904=False) == shown


def test_dates_count_from_the_year_the_workbook_says() -> None:
    assert number_text(0.0 + 43466, "yyyy-mm-dd", since_1904=True) == "2023-01-02"

    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active.append([datetime.date(2023, 1, 2), 1])

    assert texts(read(xlsx(fill), "a"))[1, 1] == "2023-01-02"


def test_an_error_is_not_a_blank_cell() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["a", "#REF!"])
        book.active["B1"].data_type = "e"

    assert texts(read(xlsx(fill), "a"))[1, 2] == "#REF!"
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    sheet.write(0, 0, "a")
    sheet.row(0).set_cell_error(1, 0x17)
    file = io.BytesIO()
    book.save(file)
    assert texts(read(file.getvalue(), "a"))[1, 2] == "#REF!"


def test_a_formula_that_was_never_computed_is_not_a_blank_cell() -> None:
    assert texts(read(cells_xlsx({"A1": "a", "B1": "=SUM(C1:C2)"}), "a"))[1, 2] == "=SUM(C1:C2)"


def test_a_computed_formula_shows_its_value() -> None:
    row = '<row r="1"><c r="A1" t="str"><f>B2</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="str"><f>D1</f><v>x</v></c></row>'
    assert texts(read(workbook(row), "a")) == {(1, 2): "2", (1, 3): "x"}


def test_a_struck_number_or_a_footnote_mark_is_never_joined_to_the_number_beside_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["x", 15, CellRichText("12", TextBlock(InlineFont(strike=True), "15"))])
    sheet.append(["y", 16, CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))])
    sheet["B1"].font = Font(strike=True)
    file = io.BytesIO()
    book.save(file)
    texts = [cell.text for cell in read(file.getvalue(), "a.xlsx").tables[0].cells]
    assert texts == ["x", "~~15~~", "12~~15~~", "y", "16", "12[1]"]


def test_hidden_sheets_rows_and_columns_are_not_printed() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("hidden")
        hidden.append(["no", "no"])
        hidden.sheet_state = "hidden"
        sheet = book.active
        for row in (["head", "x", "y"], ["no", 8, 9], ["a", 1, 2]):
            sheet.append(row)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("B1:C1")
        sheet["B1"] = "merged"

    report = read(xlsx(fill), "a")
    assert [text.text for text in report.texts] == ["Sheet"]
    assert texts(report) == {(1, 1): "head", (1, 3): "merged", (3, 1): "a", (3, 3): "2"}


def test_each_sheet_is_told_by_its_name_and_tables_are_numbered_through() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "表一"
        book.active.append(["a", 1])
        book.create_sheet("empty")
        book.create_sheet("表二").append(["b", 2])

    report = read(xlsx(fill), "a")
    assert [block.text if isinstance(block, Text) else block.number for block in report.blocks] == [
        "表一",
        1,
        "表二",
        2,
    ]
    assert all(text.heading for text in report.texts)


@both
def test_prose_in_a_sheet_is_text_and_its_tables_are_tables(make: Callable[..., bytes]) -> None:
    cells = {"A1": "2023年报告", "A2": "一、总体\n情况", "A4": "head", "B4": "n", "A5": "a", "B5": 1, "A7": "after"}
    report = read(make(cells), "a")
    assert [block.text if isinstance(block, Text) else "table" for block in report.blocks] == [
        "Sheet", "2023年报告", "一、总体", "情况", "table", "after",
    ]  # fmt: skip
    assert report.titles == ("2023年报告", "一、总体情况")


@both
def test_a_blank_row_inside_a_merged_label_does_not_part_the_table(make: Callable[..., bytes]) -> None:
    report = read(make({"A1": "label", "B1": 1, "B3": 3}, ("A1:A3",)), "a")
    assert grid(report) == [("label", 1, 1, 3, 1), ("1", 1, 2, 1, 1), ("", 2, 2, 1, 1), ("3", 3, 2, 1, 1)]


def test_a_title_above_a_table_is_a_title_candidate_and_stays_a_cell() -> None:
    data = cells_xlsx({"A1": "某局2023年报告", "A2": "head", "B2": "n", "A3": "a", "B3": 1}, ("A1:B1",))
    report = read(data, "a")
    assert report.titles == ("某局2023年报告",)
    assert grid(report)[0] == ("某局2023年报告", 1, 1, 1, 2)


@pytest.mark.parametrize("merges", [("A1:B1", "A4:D4"), ("A1:B1",)], ids=["merged", "not merged"])
@both
def test_a_wider_table_right_below_another_is_a_table_of_its_own(
    make: Callable[..., bytes], merges: tuple[str, ...]
) -> None:
    cells = {
        "A1": "表一",
        "A2": "head",
        "B2": "n",
        "A3": "a",
        "B3": 1,
        "A4": "表二",
        "A5": "h",
        "D5": "m",
        "A6": "b",
        "D6": 2,
    }
    report = read(make(cells, merges), "a")
    assert [{cell.row for cell in table.cells} for table in report.tables] == [{1, 2, 3}, {4, 5, 6}]
    assert [max(cell.column for cell in table.cells) for table in report.tables] == [2, 4]


@both
def test_a_label_whose_numbers_are_all_blank_does_not_part_its_table(make: Callable[..., bytes]) -> None:
    cells = {"A1": "head", "C1": "n", "A2": "a", "B2": 1, "A3": "blank", "A4": "b", "C4": 2}
    report = read(make(cells, ("A3:B3",)), "a")
    assert [{cell.row for cell in table.cells} for table in report.tables] == [{1, 2, 3, 4}]


def test_a_stray_cell_in_the_last_row_and_column_does_not_bring_the_run_down() -> None:
    report = read(cells_xlsx({"A1": "a", "B1": 1, "XFD1048576": 2}), "a")
    assert grid(report) == [("a", 1, 1, 1, 1), ("1", 1, 2, 1, 1)]
    assert report.texts[-1].text == "2"


def test_a_row_merged_over_the_whole_sheet_makes_no_cells_of_nothing() -> None:
    report = read(cells_xlsx({"A1": "title", "A2": "a", "B2": 1}, ("A1:XFD1",)), "a")
    assert grid(report) == [("title", 1, 1, 1, 2), ("a", 2, 1, 1, 1), ("1", 2, 2, 1, 1)]


def test_a_table_without_end_is_told() -> None:
    cells = {f"A{row}": row for row in range(1, 20)} | {"XFD3": 1}
    assert [problem.kind for problem in read(cells_xlsx(cells), "a").problems] == ["bound_exceeded"]


def test_cells_without_places_follow_one_another() -> None:
    row = '<row><c t="s"><v>0</v></c><c><v>1</v></c></row>'
    assert grid(read(workbook(row * 2, "<si><t>a</t></si>"), "a")) == [
        ("a", 1, 1, 1, 1), ("1", 1, 2, 1, 1), ("a", 2, 1, 1, 1), ("1", 2, 2, 1, 1),
    ]  # fmt: skip


def test_reading_aids_and_escapes_are_not_text() -> None:
    strings = "<si><r><t>沭</t></r><r><t>阳_x000D_县</t></r><rPh><t>shu</t></rPh></si>"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>'
    assert texts(read(workbook(row, strings), "a"))[1, 1] == "沭阳\n县"


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" s="-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="one"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_a_broken_workbook_is_told_and_raises_nothing(row: str) -> None:
    assert [problem.kind for problem in read(workbook(row, "<si><t>a</t></si>"), "a").problems] == [
        "unreadable_document"
    ]


def test_a_changed_byte_in_an_old_workbook_raises_nothing() -> None:
    data = cells_xls({"A1": "a", "B1": 1, "A2": "b", "B2": 2})
    for place in range(0, len(data), 23):
        report = read(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :], "a")
        assert report.blocks or report.problems


def test_a_circle_of_sectors_in_an_old_workbook_ends() -> None:
    data = bytearray(cells_xls({f"A{row}": "text" * 50 for row in range(1, 200)}))
    fat = (int.from_bytes(data[76:80], "little") + 1) * 512
    data[fat + 4 : fat + 8] = (0).to_bytes(4, "little")
    assert read(bytes(data), "a").sha256


def test_an_encrypted_workbook_is_told() -> None:
    data = bytearray(cells_xls({"A1": "a", "B1": 1}))
    record = data.find(bytes.fromhex("e1000200"))  # INTERFACEHDR, overwritten by FILEPASS
    data[record : record + 2] = bytes.fromhex("2f00")
    assert [problem.kind for problem in read(bytes(data), "a").problems] == ["encrypted_document"]


def test_workbooks_are_told_by_their_bytes() -> None:
    assert media_type(cells_xls({"A1": 1})) == "application/vnd.ms-excel"
    assert media_type(cells_xlsx({"A1": 1})) == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert isinstance(read(cells_xls({"A1": 1, "B1": 1}), "a.doc").blocks[1], Table)
