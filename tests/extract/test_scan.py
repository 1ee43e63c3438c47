"""Pictures: what is printed is what is read, or an issue says so; a picture's number is never taken for a sure one."""

from __future__ import annotations

import io
import subprocess
import sys
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract.bounds import MAX_PIXELS
from extract.read import media_type, read
from extract.read.scan_text import Recognised, recognise
from extract.report import Cell, Ocr, Report, Table
from tests.rendering.as_pdf import as_pdf
from tests.rendering.as_scan import FONT_FILE, as_scanned_pdf, as_scans, register_font
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import Grid, lay_out
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
TITLE, YEAR = "余姚市公安局", 2022
PERIOD = f"本年度报告中所列数据统计期限自{YEAR}年1月1日起至{YEAR}年12月31日止。"
NUMBERS = [Decimal(text) for text in "0 1 4 0 7 11 0 10 100 1753 0 9 20980 111 36 5 8 222 0 3 1001 60".split()]
PLAIN = Habits()
RIGHT = {200: 0.995, 150: 0.99}

Values = dict[tuple[str, str], Decimal | None]


def values_of(form: str) -> Values:
    """Numbers that are hard to read: lone digits, many zeros, like digits in a row, blanks."""
    keys = [(cell.indicator, cell.breakdown) for table in REFERENCE.forms[form].tables for cell in table.cells.values()
            if not table.alternatives.get(cell.row)]  # fmt: skip
    numbers = cycle([*NUMBERS, None])
    return {key: next(numbers) for key in keys}


def grids_of(form: str, values: Values, habits: Habits) -> list[Grid]:
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habits)
    return lay_out(REFERENCE.forms[form], texts, REFERENCE, habits.layout, habits.label)


def printed(form: str, values: Values, habits: Habits = PLAIN) -> bytes:
    title = f"{TITLE}\n{YEAR}年政府信息公开工作年度报告"
    return as_pdf(title, PERIOD, grids_of(form, values, habits), register_font())


def interpreted(report: Report) -> Interpretation:
    return interpret(report, REFERENCE, load_agencies())


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def drawn(rows: list[list[str]], size: int = 25) -> Image.Image:
    """A ruled table, as large as on a page scanned at 200 dpi."""
    font = ImageFont.truetype(FONT_FILE, size)
    picture = Image.new("L", (1654, 400 + 60 * len(rows)), 255)
    draw = ImageDraw.Draw(picture)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            box = (120 + 200 * column, 100 + 60 * row, 320 + 200 * column, 160 + 60 * row)
            draw.rectangle(box, outline=0, width=2)
            draw.text((box[0] + 100, box[1] + 30), text, font=font, fill=0, anchor="mm")
    return picture


def table_of(rows: list[list[str]]) -> list[list[Cell]]:
    (table,) = read(png(drawn(rows)), "table.png").tables
    return [cells for _, cells in table.rows()]


@pytest.mark.parametrize(
    ("form", "dpi", "habits"),
    [("2021", 200, Habits(blank="/")), ("2014", 150, Habits(thousands=True, blank="—"))],
)
def test_what_is_printed_is_what_is_read_from_a_scan(form: str, dpi: int, habits: Habits) -> None:
    values = values_of(form)
    found = interpreted(read(as_scanned_pdf(as_scans(printed(form, values, habits), dpi, seed=7), dpi), "scan.pdf"))

    facts = {(fact["indicator"], fact["breakdown"]): fact["value"] for fact in found.facts}
    doubted = {(issue["indicator"], issue["breakdown"]) for issue in found.issues if issue["kind"] == "ocr_uncertain"}
    expected = {key: None if value is None else float(value) for key, value in values.items()}
    right = {key for key, value in facts.items() if key in expected and value == expected[key]}
    assert set(facts) - right - doubted == set()
    assert len(right) >= RIGHT[dpi] * len(values)
    assert {fact["obs_status"] for fact in found.facts} == {"V", "O"}
    assert (found.document["agency"], found.document["year"], found.document["form"]) == (TITLE, YEAR, form)


def test_a_blank_cell_never_becomes_zero_and_a_zero_never_a_blank() -> None:
    rows = [["结果维持", "", "0", "1", "4"], ["其他结果", "0", "", "11", "—"], ["尚未审结", "111", "1000", "", "/"],
            ["本年总计", "-3", "+12", "27.5", ""]]  # fmt: skip
    assert [[cell.text for cell in row] for row in table_of(rows)] == rows


def test_every_cell_keeps_how_sure_it_is_and_where_it_stands() -> None:
    _, first, second = table_of([["结果维持", "749", ""]])[0]
    left, top, right, bottom = first.ocr.region
    assert 320 < left < right < 520 and 100 < top < bottom < 160
    assert first.ocr.confidence > 0.6 and first.ocr.second is None
    assert second.ocr is None


def test_a_page_on_its_side_or_its_head_is_read_as_if_it_stood_upright() -> None:
    rows = [["结果维持", "69", "8", "1001"], ["其他结果", "96", "0", "906"], ["尚未审结", "660", "9", "6"]]
    upright = np.asarray(drawn(rows))
    for turns in range(4):
        turned = np.rot90(upright, turns)
        (table,) = read(png(Image.fromarray(turned)), "turned.png").tables
        assert [[cell.text for cell in cells] for _, cells in table.rows()] == rows, turns
        for cell in table.cells:
            left, top, right, bottom = cell.ocr.region
            assert cell.ocr.confidence > 0.6 and turned[top:bottom, left:right].min() == 0


def test_digits_that_no_words_set_upright_are_not_trusted() -> None:
    for turns in (0, 2):
        (table,) = read(png(Image.fromarray(np.rot90(drawn([["69", "8"], ["906", "1"]]), turns))), "digits.png").tables
        assert {cell.ocr.confidence for cell in table.cells} == {0.0}


@pytest.mark.parametrize("level", [False, True])
def test_a_streak_of_the_scanner_is_no_rule_and_leaves_no_number_unquestioned(level: bool) -> None:
    rows = [["结果维持", "749", "8"], ["其他结果", "", "0"], ["尚未审结", "111", "35"]]
    picture = drawn(rows)
    end = (picture.width, 190) if level else (480, picture.height)
    ImageDraw.Draw(picture).line(((0, 190) if level else (480, 0), end), fill=90, width=2)
    (table,) = read(png(picture), "streak.png").tables
    found = [cells for _, cells in table.rows()]
    assert [len(cells) for cells in found] == [3, 3, 3]
    touched = found[1] if level else [cells[1] for cells in found]
    assert not any(cell.blank for cell in touched) and {cell.ocr.confidence for cell in touched} == {0.0}
    rest = [(cells[2].text, cells[2].ocr.confidence > 0.6) for cells in found if cells[2] not in touched]
    assert rest == [(row[2], True) for row, cells in zip(rows, found, strict=True) if cells[2] not in touched]


@pytest.mark.parametrize(("printed", "misread"), [("4", "1"), ("2", "9"), ("8", "0"), ("3", "8")])
def test_a_digit_misread_without_a_doubt_is_doubted(printed: str, misread: str, monkeypatch) -> None:
    rows = [[misread * 2, "7", "5", misread], [printed, "75", misread, "57"], [printed * 2, misread, "5", printed]]

    def misreading(lines: list[np.ndarray]) -> list[Recognised]:
        found = recognise(lines)
        wrong = [number for number, read in enumerate(found) if read.text == printed]
        return [Recognised(misread, 1.0) if number in wrong[:1] else read for number, read in enumerate(found)]

    labelled = [[label, *row] for label, row in zip(("结果维持", "其他结果", "尚未审结"), rows, strict=True)]
    monkeypatch.setattr("extract.read.scan_cells.recognise", misreading)
    cells = {(row, cell.column): cell for row, cells in enumerate(table_of(labelled)) for cell in cells}
    assert (cells[1, 2].text, cells[1, 2].ocr.confidence) == (misread, 0.0)
    assert all(cell.ocr.confidence > 0.6 for place, cell in cells.items() if place != (1, 2))


def test_dirt_in_a_blank_cell_is_not_a_number() -> None:
    picture = drawn([["", "5"], ["8", ""]])
    draw = ImageDraw.Draw(picture)
    for place in range(130, 310, 18):
        draw.point([(place, 130), (place + 1, 130)], fill=0)
    (table,) = read(png(picture), "dirty.png").tables
    assert [cell.text for cell in table.cells] == ["", "5", "8", ""]


def test_ink_nobody_can_read_is_not_a_blank() -> None:
    picture = drawn([["", "5"], ["8", ""]])
    ImageDraw.Draw(picture).ellipse((205, 115, 235, 145), fill=0)
    (table,) = read(png(picture), "blot.png").tables
    blot = table.cells[0]
    assert not blot.blank
    assert not blot.text.isdecimal() or blot.ocr.confidence < 0.6 or blot.ocr.second is not None


def test_a_table_goes_on_over_the_page_break_of_a_scan_and_of_a_mixed_document() -> None:
    pdf = printed("2021", values_of("2021"))
    text, scan = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(as_scanned_pdf(as_scans(pdf, 200, seed=3), 200))
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(text, [0])
    mixed.import_pages(scan, list(range(1, len(scan))))
    buffer = io.BytesIO()
    mixed.save(buffer)

    report, plain = read(buffer.getvalue(), "mixed.pdf"), read(pdf, "text.pdf")

    assert [[(cell.row, cell.column, cell.page) for cell in table.cells] for table in report.tables] == [
        [(cell.row, cell.column, cell.page) for cell in table.cells] for table in plain.tables
    ]
    assert {cell.page for table in report.tables for cell in table.cells if cell.ocr} == {2}
    statuses = {fact["page"]: fact["obs_status"] for fact in interpreted(report).facts if fact["value"] is not None}
    assert statuses == {1: "A", 2: "V"}


def test_type_of_few_pixels_leaves_no_number_unquestioned() -> None:
    small = drawn([["结果维持", "-1709", "7"], ["其他结果", "0", "35"]])
    (table,) = read(png(small.resize((small.width // 2, small.height // 2), Image.Resampling.LANCZOS)), "s.png").tables
    assert {cell.ocr.confidence for cell in table.cells} == {0.0}


def test_each_picture_format_is_read_and_pages_of_a_tiff_are_pages() -> None:
    picture = drawn([["12", "7"], ["0", "35"]])
    for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"):
        buffer = io.BytesIO()
        more = {"save_all": True, "append_images": [picture]} if kind == "TIFF" else {}
        picture.save(buffer, kind, **more)
        report = read(buffer.getvalue(), "picture")
        assert report.media_type == f"image/{kind.lower()}" == media_type(buffer.getvalue())
        cells = [cell for table in report.tables for cell in table.cells]
        pages = [1, 2] if kind == "TIFF" else [1]
        assert [cell.text for cell in cells] == ["12", "7", "0", "35"] * len(pages), kind
        assert [cell.page for cell in cells] == [page for page in pages for _ in range(4)]


def test_a_broken_or_empty_or_huge_picture_is_an_issue_and_never_an_exception() -> None:
    whole = png(drawn([["1", "2"], ["3", "4"]]))
    broken = [problem.kind for problem in read(whole[: len(whole) // 2], "cut.png").problems]
    assert broken == ["unreadable_document"]
    blank = read(png(Image.new("L", (1654, 2339), 255)), "blank.png")
    assert blank.blocks == () and [problem.kind for problem in blank.problems] == ["page_without_text"]
    huge = png(Image.new("1", (MAX_PIXELS // 1000, 1001), 1))
    assert [problem.kind for problem in read(huge, "huge.png").problems] == ["bound_exceeded"]


def test_reading_other_formats_does_not_load_the_models() -> None:
    code = "import sys, extract.read; sys.exit(bool({'cv2', 'rapidocr', 'onnxruntime', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


# --- what becomes of a picture's cells; the cells are made here, without reading a picture

SURE = Ocr(0.99, (10, 20, 30, 40))


def report_of(form: str, change: dict[str, Cell]) -> Report:
    """The form's tables as if read from a picture; a cell with a text of `change` is replaced."""
    values = {key: Decimal(10_007 + 13 * number) for number, key in enumerate(values_of(form))}
    tables = []
    for number, grid in enumerate(grids_of(form, values, Habits()), start=1):
        cells = []
        for cell in grid.cells:
            other = change.get(cell.text, Cell(cell.text, 1, 1, ocr=SURE if cell.text else None))
            cells.append(Cell(other.text, cell.row, cell.column, cell.row_span, cell.column_span, 1, other.ocr))
        tables.append(Table(tuple(cells), number, 1))
    return Report("made.png", "image/png", "0" * 64, 1, tuple(tables))


def changed(form: str, old: str, text: str, ocr: Ocr | None = SURE) -> Interpretation:
    return interpreted(report_of(form, {old: Cell(text, 1, 1, ocr=ocr)}))


def kinds(found: Interpretation) -> list[str]:
    return [issue["kind"] for issue in found.issues if issue["kind"] not in ("year_unknown", "agency_unknown")]


def test_a_number_of_a_picture_is_never_a_sure_one() -> None:
    found = interpreted(report_of("2021", {}))
    assert {fact["obs_status"] for fact in found.facts} == {"V"}
    assert kinds(found) == []


def test_a_digit_two_readings_disagree_on_is_an_issue_and_no_fact() -> None:
    found = changed("2021", "10007", "10007", Ocr(0.99, (10, 20, 30, 40), "10001"))
    assert kinds(found) == ["ocr_disagrees"]
    (issue,) = [issue for issue in found.issues if issue["kind"] == "ocr_disagrees"]
    assert all(part in issue["message"] for part in ("'10007'", "'10001'", "from 10, 20 to 30, 40"))
    assert 10_007.0 not in {fact["value"] for fact in found.facts}


@pytest.mark.parametrize("text", ["l0007", "1OOO7", "1〇007", "10 007", "10007�"])
def test_what_looks_like_a_digit_is_no_digit(text: str) -> None:
    found = changed("2021", "10007", text)
    assert len(kinds(found)) == 1 and kinds(found) != ["ocr_uncertain"]
    assert len(found.facts) == len(interpreted(report_of("2021", {})).facts) - 1


def test_readings_that_differ_in_width_or_blanks_only_agree() -> None:
    found = changed("2021", "10007", "10007", Ocr(0.99, (10, 20, 30, 40), "１０ ００７"))
    assert kinds(found) == []


def test_a_number_of_little_confidence_is_kept_beside_an_issue() -> None:
    found = changed("2021", "10007", "10007", Ocr(0.3, (10, 20, 30, 40)))
    assert kinds(found) == ["ocr_uncertain"]
    assert 10_007.0 in {fact["value"] for fact in found.facts}


@pytest.mark.parametrize(
    ("label", "misread"),
    [
        ("2.重复申请", "2.重复中请"),
        ("一、本年新收政府信息公开申请数量", "T，本年新收政府信息公升申请数量"),
        ("三、本年度办理结果", "三 本年度办理结果"),
        ("自然人", "白然人"),
    ],
)
def test_a_label_with_a_slip_is_the_forms_label_and_is_told(label: str, misread: str) -> None:
    found = changed("2021", label, misread)
    assert set(kinds(found)) == {"ocr_label"}
    assert len(found.facts) == len(interpreted(report_of("2021", {})).facts)
    issue = next(issue for issue in found.issues if issue["kind"] == "ocr_label")
    assert (issue["printed"], issue["expected"]) == (misread, label)


@pytest.mark.parametrize("misread", ["2.重新中请", "6.属于四类内邹信息之外"])
def test_a_label_with_more_than_a_slip_is_unknown(misread: str) -> None:
    assert "unknown_label" in kinds(changed("2021", "2.重复申请", misread))


def test_a_label_is_not_put_right_where_the_form_does_not_print_it() -> None:
    found = changed("2021", "2.重复申请", "2.没有现成信息需要另行制件")
    assert "unknown_label" in kinds(found)


def test_a_slip_in_a_document_with_text_is_not_put_right() -> None:
    assert "unknown_label" in kinds(changed("2021", "2.重复申请", "2.重复中请", None))


def test_a_unit_of_money_is_never_put_right() -> None:
    header, fee = "本年收费金额（单位：万元）", "administrative_fee.amount"
    assert fee in {fact["indicator"] for fact in changed("2021", header, header).facts}
    for misread in ("本年收费金额（单位：元）", "本年收费金额（单位：力元）", "本年收费金领（单位：万元）"):
        assert fee not in {fact["indicator"] for fact in changed("2021", header, misread).facts}, misread


def test_the_region_of_a_lone_picture_is_in_pixels_and_says_so() -> None:
    (table,) = read(png(drawn([["结果维持", "749"], ["其他结果", "12"]])), "table.png").tables
    assert {cell.ocr.unit for cell in table.cells} == {"pixels"}
