"""Excel 2003 XML (XML 表格, often exported under the name .xls) → Sheets.

Enters: bytes. Leaves: the sheets that are shown and the document's title; Unreadable where the XML is broken.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from extract.bounds import MAX_CELLS, check
from extract.read.lines import one_line, split_lines
from extract.read.sheet_grid import Sheet
from extract.read.sheet_numbers import number_text
from extract.read.unread import Unreadable
from extract.read.xml import parse

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_O = "{urn:schemas-microsoft-com:office:office}"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DIGITS = 9  # of a number that is far over these
_NAMED_FORMATS = {"Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "General Number": "General"}
_LOGICAL = {"1": "TRUE", "0": "FALSE"}
_MIDNIGHT = "T00:00:00"


def read_sheet_xml(data: bytes) -> tuple[list[Sheet], str]:
    """The sheets of a workbook in order, hidden ones left out, and its title."""
    root = parse(data, "the workbook")
    if root.tag != f"{_S}Workbook":
        raise Unreadable(f"{root.tag} is no workbook")
    formats = {}
    for style in root.iter(f"{_S}Style"):
        shown = style.find(f"{_S}NumberFormat")
        code = "" if shown is None else shown.get(f"{_S}Format", "")
        formats[style.get(f"{_S}ID", "")] = _NAMED_FORMATS.get(code, code) or "General"
    sheets = [_sheet(node, formats) for node in root.iter(f"{_S}Worksheet") if not _hidden_sheet(node)]
    return sheets, one_line(root.findtext(f"{_O}DocumentProperties/{_O}Title") or "")


def _hidden_sheet(node: etree._Element) -> bool:
    return bool(node.findtext(f"{_X}WorksheetOptions/{_X}Visible"))


def _sheet(node: etree._Element, formats: dict[str, str]) -> Sheet:
    sheet = Sheet(node.get(f"{_S}Name", ""))
    table = node.find(f"{_S}Table")
    if table is None:
        return sheet
    for column, _, held in _numbered(table, "Column", _LAST_COLUMN):
        if held.get(f"{_S}Hidden") == "1":
            sheet.hidden_columns.append(range(column, column + _number(held, "Span", 0) + 1))
    for row, span, held in _numbered(table, "Row", _LAST_ROW):
        if held.get(f"{_S}Hidden") == "1":
            sheet.hidden_rows.update(range(row, row + span + 1))
        for column, across, cell in _numbered(held, "Cell", _LAST_COLUMN):
            down = _number(cell, "MergeDown", 0)
            check("rows of a sheet", row + down, _LAST_ROW)
            if across or down:
                sheet.merges.append((row, column, row + down, column + across))
            text = _text(cell, formats.get(cell.get(f"{_S}StyleID") or held.get(f"{_S}StyleID") or "", "General"))
            if text:
                sheet.cells[row, column] = text
                check("cells of a sheet", len(sheet.cells), MAX_CELLS)
    return sheet


def _numbered(node: etree._Element, name: str, last: int) -> Iterator[tuple[int, int, etree._Element]]:
    """The rows, columns or cells of a node with their numbers, and how many more each takes up."""
    number = 1
    for child in node.iterchildren(f"{_S}{name}"):
        number = _number(child, "Index", number)
        more = _number(child, "MergeAcross" if name == "Cell" else "Span", 0)
        check(f"{name} of a sheet", number + more, last)
        yield number, more, child
        number += more + 1


def _number(node: etree._Element, name: str, otherwise: int) -> int:
    value = node.get(f"{_S}{name}", "")
    return int(value[:_DIGITS]) if value.isascii() and value.isdecimal() else otherwise


def _text(cell: etree._Element, code: str) -> str:
    """What a cell shows."""
    data = cell.find(f"{_S}Data")
    if data is None:
        return cell.get(f"{_S}Formula", "")  # which was never computed: no blank
    kind, text = data.get(f"{_S}Type"), "".join(data.itertext())
    if kind == "Number":
        try:
            return number_text(float(text), code, False)
        except ValueError:
            return text
    if kind == "DateTime":
        return text.partition(_MIDNIGHT)[0]
    if kind == "Boolean":
        return _LOGICAL.get(text, text)
    return "\n".join(split_lines(text))
