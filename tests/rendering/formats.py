"""Every format a report comes in, one row each: what can be printed in it, how, and how exactly it must be read.

Enters: nothing. Leaves: FORMATS by name; `written` makes the bytes of many documents of one format, with one call of
LibreOffice for all of them where it is LibreOffice that writes the format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from extract.read import prepare, read
from tests.rendering.as_copied import as_copied
from tests.rendering.as_docx import CONTROLS, WordHabits, as_docx
from tests.rendering.as_html import as_html
from tests.rendering.as_pdf import A4, as_pdf
from tests.rendering.as_scan import ScanHabits, as_scanned_pdf, as_scans, register_font
from tests.rendering.as_text import as_text
from tests.rendering.as_xls import as_xls
from tests.rendering.as_xlsx import as_xlsx
from tests.rendering.documents import AGENCIES, FORMS, REFERENCE, Document, documents, habits
from tests.rendering.habits import Habits
from tests.rendering.layout import Grid
from tests.rendering.office import convert
from tests.rendering.sheets import SheetHabits
from tests.rendering.verdict import Verdict, judge
from transform.interpret import interpret

LOW_PAGE = 320.0
Write = Callable[[str, str, list[Grid], Any], bytes]  # title, period sentence, grids, habits of the format
_EITHER = st.booleans()


@dataclass(frozen=True, slots=True)
class Format:
    """`source` is the suffix of what `write` makes, `target` what LibreOffice then makes of it. `exact`: every cell must
    be right and no error told; else what is not right must be told. `pages` are the habits of the format itself, `plain` is
    one of them."""

    name: str
    source: str
    write: Write
    pages: st.SearchStrategy[Any]
    plain: Any
    target: str = ""
    habits: st.SearchStrategy[Habits] = habits
    forms: tuple[str, ...] = FORMS
    leftover: st.SearchStrategy[bool] = _EITHER
    exact: bool = True
    numbers_only: bool = False
    fits: Callable[[Document], bool] = lambda document: True

    def documents(self, form: str, leftover: st.SearchStrategy[bool] | None = None) -> st.SearchStrategy[Document]:
        left = self.leftover if leftover is None else leftover
        return documents(form, self.habits, self.pages, left).filter(self.fits)

    def source_of(self, document: Document) -> bytes:
        return self.write(document.title, document.period, document.grids, document.page)

    @property
    def suffix(self) -> str:
        return self.target or self.source


def written(kind: Format, drawn: list[Document]) -> list[bytes]:
    """The bytes of each document."""
    sources = [kind.source_of(document) for document in drawn]
    return convert(sources, kind.source, kind.target) if kind.target else sources


def judged(kind: Format, drawn: list[Document], files: list[bytes]) -> list[Verdict]:
    """Each document as it is read back from its bytes."""
    names = [f"report.{kind.suffix}"] * len(files)
    prepare(zip(files, names, strict=True))
    return [
        judge(document, interpret(read(data, name), REFERENCE, AGENCIES), kind.numbers_only)
        for document, data, name in zip(drawn, files, names, strict=True)
    ]


def _text(title: str, period: str, grids: list[Grid], _: None) -> bytes:
    return as_text(title, period, grids)


def _pdf(title: str, period: str, grids: list[Grid], height: float) -> bytes:
    return as_pdf(title, period, grids, page_height=height)


def _scan(title: str, period: str, grids: list[Grid], scanner: ScanHabits) -> bytes:
    pdf = as_pdf(title, period, grids, register_font())
    return as_scanned_pdf(as_scans(pdf, scanner.dpi, scanner.seed), scanner.dpi)


def _has_no_hole(document: Document) -> bool:
    """A blank pipe right after a header may be the end of its row or the first number: such a row is an issue."""
    values = document.parts[0].values
    return bool(document.habit.blank) or values["reconsideration.upheld", "total"] is not None


def _title_is_told(document: Document) -> bool:
    """False where the title of a leftover table stands right below the table before it and is not merged over its own:
    no sheet says that it is no row label, so it is an issue."""
    page = document.page
    return len(document.parts) == 1 or page.merged or page.gap > 0 or page.apart


_word = st.builds(
    WordHabits,
    controls=st.sampled_from(CONTROLS),
    split=st.booleans(),
    tracked=st.booleans(),
    struck=st.booleans(),
    breaks=st.booleans(),
    nested=st.booleans(),
    hidden=st.booleans(),
    old_merges=st.booleans(),
    padded=st.booleans(),
)
# LibreOffice saves content controls as form fields that hold their text twice, and deleted rows as blank ones; it does not
# come back from some tables longer than a page in a layout table; it prints what a tracked change took away, and leaves out
# a row of which only the blank paragraph above the text would stand on a page.
_saved_word = _word.map(lambda page: replace(page, controls="", struck=False, nested=False))
_printed_word = _saved_word.map(lambda page: replace(page, tracked=False, padded=False))
_sheet = st.builds(
    SheetHabits,
    apart=st.booleans(),
    top=st.integers(0, 3),
    left=st.integers(0, 3),
    gap=st.integers(0, 2),
    stored=st.booleans(),
    decimals=st.sampled_from([0, 2]),
    hidden=st.booleans(),
    merged=st.booleans(),
)
_computed_sheet = st.builds(lambda page, formulas: replace(page, formulas=formulas), _sheet, st.booleans())
# Digits as wide as characters (７４２) are told as glued_cells in a scan: nothing says that they are one number.
_half_width = habits.map(lambda habit: replace(habit, full_width=False))
_copied_with = {
    blank: st.builds(Habits, money_unit=st.just("万元"), blank=st.sampled_from(blank)) for blank in (("—",), ("", "—"))
}


def _copied_format(name: str, style: str, blanks: tuple[str, ...]) -> Format:
    return Format(name, "txt", as_copied, st.just(style), style, habits=_copied_with[blanks], forms=("2019", "2021"),
                  leftover=st.just(False), fits=_has_no_hole)  # fmt: skip


def _scanner(dpi: int) -> st.SearchStrategy[ScanHabits]:
    return st.builds(ScanHabits, dpi=st.just(dpi), seed=st.integers(0, 999))


FORMATS = {
    kind.name: kind
    for kind in (
        Format("html", "html", as_html, _EITHER, False),
        Format("text", "txt", _text, st.none(), None),
        _copied_format("copied-lines", "lines", ("—",)),
        _copied_format("copied-pipes", "pipes", ("", "—")),
        _copied_format("copied-cells", "cells", ("", "—")),
        _copied_format("markdown", "markdown", ("", "—")),
        Format("docx", "docx", as_docx, _word, WordHabits()),
        Format("xlsx", "xlsx", as_xlsx, _sheet, SheetHabits(), numbers_only=True, fits=_title_is_told),
        Format("xls", "xls", as_xls, _sheet, SheetHabits(), numbers_only=True, fits=_title_is_told),
        Format("pdf", "pdf", _pdf, st.sampled_from([A4[1], LOW_PAGE]), A4[1]),
        Format("doc", "docx", as_docx, _saved_word, WordHabits(), "doc"),
        Format("rtf", "docx", as_docx, _saved_word, WordHabits(), "rtf"),
        Format("odt", "docx", as_docx, _saved_word, WordHabits(), "odt"),
        Format(
            "xls-office", "xlsx", as_xlsx, _computed_sheet, SheetHabits(), "xls", numbers_only=True, fits=_title_is_told
        ),
        Format("ods", "xlsx", as_xlsx, _computed_sheet, SheetHabits(), "ods", numbers_only=True, fits=_title_is_told),
        Format("pdf-office", "docx", as_docx, _printed_word, WordHabits(), "pdf"),
        Format("scan-200", "pdf", _scan, _scanner(200), ScanHabits(200, 0), habits=_half_width, exact=False),
        Format("scan-150", "pdf", _scan, _scanner(150), ScanHabits(150, 0), habits=_half_width, exact=False),
    )
}
