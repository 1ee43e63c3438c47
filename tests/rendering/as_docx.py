"""Grids → a Word document, as clerks leave them in Word and WPS.

Enters: title, the sentence that names the period, grids, WordHabits. Leaves: the bytes of a DOCX.
Spans are gridSpan and vMerge (or hMerge, as old programs write them). What a reader must not print is in the document
too where the habits say so: text and rows deleted by a tracked change, hidden text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from tests.rendering.layout import Grid, Printed

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WIDTH = 10_000  # twips
_EM = 160  # twips: 8 points
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                   for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
_BY = 'w:author="经办人" w:date="2024-01-15T09:00:00Z"'
_CHANGED = 7  # LibreOffice takes long over many changes, so about each fourth number is one
_OLD = "987"  # what stood there before a tracked change, and in hidden text

CONTROLS = ("", "tables", "rows", "cells", "runs")


@dataclass(frozen=True, slots=True)
class WordHabits:
    """`controls`: what content controls stand around; `split`: runs of two characters; `tracked`: some numbers were changed,
    `struck`: and a row deleted, with the changes kept; `breaks`: lines of a cell are breaks in one paragraph; `nested`: all
    stands in a layout table; `hidden`: hidden text beside the numbers; `old_merges`: hMerge for gridSpan; `padded`: empty
    paragraphs around the text of a cell."""

    controls: str = ""
    split: bool = False
    tracked: bool = False
    struck: bool = False
    breaks: bool = False
    nested: bool = False
    hidden: bool = False
    old_merges: bool = False
    padded: bool = False

    def text(self, text: str, marks: Iterator[int], number: bool = False) -> str:
        """The runs of one line."""
        step = 2 if self.split else len(text) or 1
        runs = "".join(self._run(text[start : start + step]) for start in range(0, len(text), step))
        if self.tracked and number and text and next(marks) % _CHANGED == 0:
            gone = f'<w:del w:id="{next(marks)}" {_BY}><w:r>{_PRINT}<w:delText>{_OLD}</w:delText></w:r></w:del>'
            runs = f'{gone}<w:ins w:id="{next(marks)}" {_BY}>{runs}</w:ins>'
        if self.hidden and number:
            runs += f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{_OLD}</w:t></w:r>"
        return runs

    def _run(self, text: str) -> str:
        run = f'<w:r>{_PRINT}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        if not self.split:
            return self._controlled("runs", run)
        return f'<w:proofErr w:type="spellStart"/>{self._controlled("runs", run)}<w:proofErr w:type="spellEnd"/>'

    def _controlled(self, what: str, xml: str) -> str:
        if self.controls != what:
            return xml
        return f'<w:sdt><w:sdtPr><w:alias w:val="填报"/></w:sdtPr><w:sdtContent>{xml}</w:sdtContent></w:sdt>'

    def paragraphs(self, text: str, marks: Iterator[int], number: bool = False) -> str:
        """The paragraphs of a cell."""
        lines = [self.text(line, marks, number) for line in text.split("\n")]
        if self.breaks:
            lines = ["<w:r><w:br/></w:r>".join(lines)]
        found = "".join(_paragraph(line) for line in lines)
        return f"{_paragraph('')}{found}{_paragraph('')}" if self.padded else found


_PRINT = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="16"/></w:rPr>'


def as_docx(title: str, period: str, grids: list[Grid], habit: WordHabits) -> bytes:
    """The Word document."""
    marks = count(1)
    parts = [_paragraph(habit.text(line, marks), centred=True) for line in title.split("\n")]
    parts.append(_paragraph(habit.text(period, marks)))
    for grid in grids:
        parts += [_paragraph(habit.text(grid.heading, marks))] if grid.heading else []
        parts += [habit._controlled("tables", _table(grid, habit, marks)), _paragraph("")]
    body = "".join(parts)
    if habit.nested:
        body = f"{_frame([_WIDTH + 200], '')}<w:tr><w:tc><w:tcPr/>{body}</w:tc></w:tr></w:tbl><w:p/>"
    document = docx.Document(io.BytesIO(_template()))
    root = parse_xml(f'<w:body xmlns:w="{_W}">{body}</w:body>')
    last = document.element.body.sectPr
    for node in list(root):
        last.addprevious(node)
    document.core_properties.title = ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def _template() -> bytes:
    """An empty document with narrow margins."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = docx.shared.Mm(210), docx.shared.Mm(297)
    section.left_margin = section.right_margin = docx.shared.Mm(15)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _paragraph(runs: str, centred: bool = False) -> str:
    properties = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f"<w:p>{properties}{runs}</w:p>"


def _frame(widths: list[int], borders: str = _BORDERS) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = '<w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def _table(grid: Grid, habit: WordHabits, marks: Iterator[int]) -> str:
    widths = _widths(grid)
    rows = []
    for row, cells in enumerate(grid.rows(), start=1):
        made = "".join(_cell(cell, row, widths, habit, marks) for cell in cells)
        if habit.struck and row == grid.height and all(cell.row_span == 1 for cell in cells if cell.row == row):
            gone = "".join(_deleted(cell, row, widths, marks) for cell in cells)
            rows.append(f'<w:tr><w:trPr><w:del w:id="{next(marks)}" {_BY}/></w:trPr>{gone}</w:tr>')
        rows.append(habit._controlled("rows", f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}</w:tr>"))
    return f"{_frame(widths)}{''.join(rows)}</w:tbl>"


def _cell(cell: Printed, row: int, widths: list[int], habit: WordHabits, marks: Iterator[int]) -> str:
    above = cell.row < row
    content = _paragraph("") if above else habit.paragraphs(cell.text, marks, number=bool(cell.key))
    down = "" if cell.row_span == 1 else "<w:vMerge/>" if above else '<w:vMerge w:val="restart"/>'
    if not habit.old_merges or cell.column_span == 1:
        return habit._controlled("cells", _tc(cell, widths, _span(cell) + down, content))
    first = _one_column(cell, widths, '<w:hMerge w:val="restart"/>' + down, content, 0)
    others = (_one_column(cell, widths, f"<w:hMerge/>{down}", _paragraph(""), n) for n in range(1, cell.column_span))
    return first + "".join(others)


def _one_column(cell: Printed, widths: list[int], merges: str, content: str, number: int) -> str:
    width = widths[cell.column - 1 + number]
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merges}</w:tcPr>{content}</w:tc>'


def _span(cell: Printed) -> str:
    return f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""


def _tc(cell: Printed, widths: list[int], merges: str, content: str) -> str:
    width = sum(widths[cell.column - 1 : cell.column - 1 + cell.column_span])
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merges}</w:tcPr>{content}</w:tc>'


def _deleted(cell: Printed, row: int, widths: list[int], marks: Iterator[int]) -> str:
    """A cell of a row that a tracked change took away."""
    merged = "<w:vMerge/>" if cell.row < row else ""
    gone = f'<w:del w:id="{next(marks)}" {_BY}><w:r><w:delText>{_OLD}</w:delText></w:r></w:del>'
    mark = f'<w:pPr><w:rPr><w:del w:id="{next(marks)}" {_BY}/></w:rPr></w:pPr>'
    return _tc(cell, widths, _span(cell) + merged, f"<w:p>{mark}{gone}</w:p>")


def _widths(grid: Grid) -> list[int]:
    """Numbers are given the room they ask for, so that none is broken over two lines; labels share the rest."""
    wanted = [_EM * 2] * grid.width
    for cell in grid.cells:
        if cell.key:
            longest = max(sum(_EM if ord(char) > 0x2000 else _EM * 6 // 10 for char in line)
                          for line in cell.text.split("\n"))  # fmt: skip
            last = cell.column + cell.column_span - 2
            wanted[last] = max(wanted[last], longest + 80)
    labels = [column for column in range(grid.width) if not any(c.key and c.column == column + 1 for c in grid.cells)]
    shares = labels or range(grid.width)
    spare = max(_WIDTH - sum(wanted), 0) // len(shares)
    return [width + spare * (column in shares) for column, width in enumerate(wanted)]
