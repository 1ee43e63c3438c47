"""XLSX → sheets.

Enters: the bytes of a workbook. Leaves: its visible sheets and its title. A cell with an error shows the error (#REF!),
a formula that was never computed shows itself (=SUM(A1:A3)): neither is a blank cell.
What is struck out stands between ~~, what is raised in brackets, as in every format.
lxml and not calamine: calamine leaves both of these cells empty, and a single cell in the last row and column makes it ask
for 550 GB and abort the process (docs/readers.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from extract.bounds import MAX_CELLS, check
from extract.read.lines import split_lines
from extract.read.package import Package
from extract.read.sheet_grid import Sheet
from extract.read.sheet_numbers import BUILT_IN, number_text
from extract.read.unread import Unreadable

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_T, _V, _F, _C, _ROW = f"{_S}t", f"{_S}v", f"{_S}f", f"{_S}c", f"{_S}row"
_PHONETIC = f"{_S}rPh"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = ("1", "true")
_RAISED = ("superscript", "subscript")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def read_xlsx(data: bytes) -> tuple[list[Sheet], str]:
    """Raises Unreadable and BoundExceeded."""
    package = Package(data)
    try:
        return _sheets(package), package.title()
    except (ValueError, IndexError) as error:  # a number that is none, a string that is not in the list
        raise Unreadable(f"broken workbook: {error}") from error


def _sheets(package: Package) -> list[Sheet]:
    path = package.main()
    workbook = package.xml(path)
    properties = workbook.find(f"{_S}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in _ON
    reader = _Reader(_strings(package, path), *_formats(package, path), since_1904)
    relationships = package.relationships(path)
    sheets = []
    for node in workbook.iterfind(f"{_S}sheets/{_S}sheet"):
        target = relationships.get(node.get(f"{_R}id", ""))
        if target is not None and target.kind == "worksheet" and node.get("state", "visible") == "visible":
            sheets.append(reader.read(package.xml(target.target), node.get("name", "")))
    return sheets


def _text(node: etree._Element) -> str:
    """The text of a string, without the reading aids of its characters."""
    printed = "".join(_marked(part) for part in node.iter(_T) if part.getparent().tag != _PHONETIC)
    return _clean(_ESCAPED.sub(_unescaped, printed))


def _marked(part: etree._Element) -> str:
    """A piece of a string: struck out between ~~, raised or lowered in brackets, else as it is."""
    text, font = part.text or "", part.getparent().find(f"{_S}rPr")
    if font is None or not text.strip():
        return text
    raised = font.find(f"{_S}vertAlign")
    if _is_struck(font):
        return f"~~{text}~~"
    return f"[{text.strip('[]')}]" if raised is not None and raised.get("val") in _RAISED else text


def _is_struck(font: etree._Element) -> bool:
    strike = font.find(f"{_S}strike")
    return strike is not None and strike.get("val", "1") in _ON


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _clean(text: str) -> str:
    return "\n".join(split_lines(text))


def _strings(package: Package, path: str) -> list[str]:
    found = package.related(path, "sharedStrings")
    return [_text(node) for node in package.xml(found[0]).iterfind(f"{_S}si")] if found else []


def _formats(package: Package, path: str) -> tuple[list[str], frozenset[int]]:
    """The number format of each cell style, and the styles that strike a cell out."""
    found = package.related(path, "styles")
    if not found:
        return [], frozenset()
    styles = package.xml(found[0])
    codes = {str(number): code for number, code in BUILT_IN.items()}
    for node in styles.iterfind(f"{_S}numFmts/{_S}numFmt"):
        codes[node.get("numFmtId", "")] = node.get("formatCode", "")
    struck = {str(i) for i, font in enumerate(styles.iterfind(f"{_S}fonts/{_S}font")) if _is_struck(font)}
    cells = list(styles.iterfind(f"{_S}cellXfs/{_S}xf"))
    return (
        [codes.get(node.get("numFmtId", ""), "General") for node in cells],
        frozenset(i for i, node in enumerate(cells) if node.get("fontId") in struck),
    )


@lru_cache(maxsize=16_384)  # the places of one form are those of the next
def _corners(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of `B2:C4` or `B2`."""
    found = _REFERENCE.findall(reference)
    if not found:
        raise Unreadable(f"{reference!r} is no place in a sheet")
    (first_column, first_row), (last_column, last_row) = found[0], found[-1]
    first, last = (int(first_row), _column(first_column)), (int(last_row), _column(last_column))
    if not (1 <= first[0] <= last[0] <= _LAST_ROW and 1 <= first[1] <= last[1] <= _LAST_COLUMN):
        raise Unreadable(f"{reference!r} is no place in a sheet")
    return *first, *last


def _index(text: str) -> int:
    if not text.isdecimal():
        raise Unreadable(f"{text!r} is no place in a list")
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Reader:
    """Reads sheets with the strings and formats of their workbook."""

    def __init__(self, strings: list[str], formats: list[str], struck: frozenset[int], since_1904: bool) -> None:
        self._strings = strings
        self._formats = formats
        self._struck = struck
        self._since_1904 = since_1904

    def read(self, root: etree._Element, name: str) -> Sheet:
        sheet = Sheet(name)
        for node in root.iterfind(f"{_S}cols/{_S}col"):
            if node.get("hidden") in _ON:
                sheet.hidden_columns.append(range(int(node.get("min", "1")), int(node.get("max", "0")) + 1))
        for node in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
            sheet.merges.append(_corners(node.get("ref", "")))
        for row, column, node in self._places(root, sheet):
            text = self._cell(node)
            if text:
                text = f"~~{text}~~" if self._struck and _index(node.get("s", "0")) in self._struck else text
                sheet.cells[row, column] = text
                check("cells of a sheet", len(sheet.cells), MAX_CELLS)
        return sheet

    def _places(self, root: etree._Element, sheet: Sheet) -> Iterator[tuple[int, int, etree._Element]]:
        """Each cell with its row and column; where a file leaves them out, they follow one another."""
        row = 0
        for row_node in root.iterfind(f"{_S}sheetData/{_ROW}"):
            row = int(row_node.get("r", row + 1))
            column = 0
            if row_node.get("hidden") in _ON:
                sheet.hidden_rows.add(row)
            for node in row_node.iterfind(_C):
                reference = node.get("r")
                if reference is None:
                    column += 1
                else:
                    row, column, _, _ = _corners(reference)
                yield row, column, node

    def _cell(self, node: etree._Element) -> str:
        if not len(node):
            return ""
        kind = node.get("t", "n")
        if kind == "inlineStr":
            return _text(node)
        value = node.findtext(_V)
        if value is None or (value == "" and kind != "str"):
            formula = node.find(_F)
            return "" if formula is None else f"={formula.text or ''}"
        if kind == "s":
            return self._strings[_index(value)]
        if kind == "n":
            return self._number(float(value), _index(node.get("s", "0")))
        if kind == "b":
            return "TRUE" if value in _ON else "FALSE"
        return _clean(_ESCAPED.sub(_unescaped, value))

    def _number(self, value: float, style: int) -> str:
        code = self._formats[style] if style < len(self._formats) else "General"
        return number_text(value, code, self._since_1904)
