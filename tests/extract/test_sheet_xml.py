"""A workbook that is one XML file shows what the same workbook shows as an XLS."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from extract.read import read
from tests.rendering.layout import Grid
from tests.test_bad_documents import PERIOD, TITLE, facts, kinds, read_bytes, sound_facts, sound_grids

HEAD = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
STYLES = '<Styles><Style ss:ID="m"><NumberFormat ss:Format="0.00&quot;元&quot;"/></Style></Styles>'


def workbook(*sheets: str, head: str = HEAD) -> bytes:
    return f"{head}<Workbook {NAMES}>{STYLES}{''.join(sheets)}</Workbook>".encode()


def sheet(rows: str, name: str = "表", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def line(text: str) -> str:
    return f'<Row><Cell><Data ss:Type="String">{escape(text)}</Data></Cell></Row>'


def rows_of(grid: Grid) -> str:
    rows = [line(grid.heading)] if grid.heading else []
    for number in range(1, grid.height + 1):
        cells = []
        for cell in (cell for cell in grid.cells if cell.row == number):
            spans = f' ss:MergeAcross="{cell.column_span - 1}"' if cell.column_span > 1 else ""
            spans += f' ss:MergeDown="{cell.row_span - 1}"' if cell.row_span > 1 else ""
            kind = "Number" if cell.text.isdecimal() else "String"
            cells.append(
                f'<Cell ss:Index="{cell.column}"{spans}><Data ss:Type="{kind}">{escape(cell.text)}</Data></Cell>'
            )
        rows.append(f"<Row>{''.join(cells)}</Row>")
    return "".join(rows) + "<Row/>"


def cells(data: bytes) -> list[tuple[str, int, int, int, int]]:
    return [
        (cell.text, cell.row, cell.column, cell.row_span, cell.column_span)
        for table in read(data, "x.xls").tables
        for cell in table.cells
        if cell.text
    ]


@pytest.mark.parametrize("head", [HEAD, "", '<?xml version="1.0" encoding="utf-8"?>\n'])
def test_an_excel_2003_xml_export_named_xls_gives_the_facts_it_shows(head: str) -> None:
    rows = line(TITLE) + line(PERIOD) + "<Row/>" + "".join(map(rows_of, sound_grids()))
    found = read_bytes(workbook(sheet(rows), head=head), "年报.xls")
    assert facts(found) == sound_facts() and kinds(found) == set()


def test_numbers_are_read_as_they_are_shown() -> None:
    row = (
        '<Row><Cell ss:StyleID="m"><Data ss:Type="Number">12.5</Data></Cell>'
        '<Cell><Data ss:Type="Number">1.4E3</Data></Cell><Cell ss:Formula="=A1"/>'
        '<Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell></Row>'
    )
    assert [text for text, *_ in cells(workbook(sheet(row)))][:3] == ["12.50元", "1400", "=A1"]


def test_rows_and_cells_stand_where_their_index_says() -> None:
    row = '<Row ss:Index="3"><Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">a</Data></Cell>'
    row += '<Cell><Data ss:Type="String">b</Data></Cell></Row>'
    row += '<Row><Cell ss:Index="4"><Data ss:Type="String">c</Data></Cell></Row>'
    assert cells(workbook(sheet(row))) == [("a", 3, 2, 2, 2), ("b", 3, 4, 1, 1), ("c", 4, 4, 1, 1)]


def test_what_a_workbook_hides_is_not_read() -> None:
    filled = '<Cell><Data ss:Type="Number">{}</Data></Cell>'
    rows = f'<Column/><Column ss:Hidden="1"/><Row>{filled.format(1)}{filled.format(8)}{filled.format(2)}</Row>'
    rows += f'<Row ss:Hidden="1">{filled.format(9)}</Row>'
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    data = workbook(sheet(rows), sheet(f"<Row>{filled.format(7)}</Row>", options=hidden))
    assert [text for text, *_ in cells(data)] == ["1", "2"]


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("<Row>", "unreadable_document"),
        ('<Row ss:Index="99999999999999"><Cell/></Row>', "bound_exceeded"),
        ('<Row><Cell ss:MergeAcross="999999"/></Row>', "bound_exceeded"),
        ('<Row><Cell ss:MergeDown="9999999"/></Row>', "bound_exceeded"),
    ],
)
def test_a_broken_or_endless_workbook_is_told(rows: str, kind: str) -> None:
    assert [problem.kind for problem in read(workbook(sheet(rows)), "x.xls").problems] == [kind]
