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
from tests.rendering.as_pdf import A4, CID_FONT, as_pdf
from tests.rendering.as_scan import as_scanned_pdf, as_scans, register_font
from tests.rendering.as_text import as_text
from tests.rendering.as_xls import as_xls
from tests.rendering.as_xlsx import as_xlsx
from tests.rendering.documents import AGENCIES, FORMS, REFERENCE, Document, documents, habits
from tests.rendering.habits import Habits
from tests.rendering.office import convert
from tests.rendering.sheets import SheetHabits
from tests.rendering.verdict import Verdict, judge
from transform.interpret import interpret

LOW_PAGE = 320.0
Write = Callable[[Document], bytes]
_NONE, _EITHER = st.none(), st.booleans()


@dataclass(frozen=True, slots=True)
class Format:
    """`source` is the suffix of what `write` makes, `target` what LibreOffice then makes of it. `exact`: every cell must
    be right and no error told; else what is not right must be told. `pages` are the habits of the format itself, `plain` is
    one of them."""

    name: str
    source: str
    write: Write
    pages: st.SearchStrategy[Any] = _NONE
    plain: Any = None
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

    @property
    def suffix(self) -> str:
        return self.target or self.source


def written(form: Format, drawn: list[Document]) -> list[bytes]:
    """The bytes of each document."""
    sources = [form.write(document) for document in drawn]
    return convert(sources, form.source, form.target) if form.target else sources


def judged(form: Format, drawn: list[Document], files: list[bytes]) -> list[Verdict]:
    """Each document as it is read back from its bytes."""
    names = [f"report.{form.suffix}"] * len(files)
    prepare(zip(files, names, strict=True))
    return [
        judge(document, interpret(read(data, name), REFERENCE, AGENCIES), form.numbers_only)
        for document, data, name in zip(drawn, files, names, strict=True)
    ]


def _html(document: Document) -> bytes:
    return as_html(document.title, document.period, document.grids, document.habit.spans)


def _text(document: Document) -> bytes:
    return as_text(document.title, document.period, document.grids)


def _copied(document: Document) -> bytes:
    return as_copied(document.title, document.period, document.grids, document.page)


def _pdf(document: Document) -> bytes:
    return as_pdf(document.title, document.period, document.grids, CID_FONT, document.page)


def _docx(document: Document) -> bytes:
    return as_docx(document.title, document.period, document.grids, document.page)


def _xlsx(document: Document) -> bytes:
    return as_xlsx(document.title, document.period, document.grids, document.page)


def _xls(document: Document) -> bytes:
    return as_xls(document.title, document.period, document.grids, document.page)


def _scan(document: Document) -> bytes:
    pdf = as_pdf(document.title, document.period, document.grids, register_font(), A4[1])
    return as_scanned_pdf(as_scans(pdf, document.page, document.seed), document.page)


def _has_no_hole(document: Document) -> bool:
    """A blank pipe right after a header may be the end of its row or the first number: such a row is an issue."""
    values = document.parts[0].values
    return bool(document.habit.blank) or values["reconsideration.upheld", "total"] is not None


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
# LibreOffice saves content controls as form fields that hold their text twice, and deleted rows as blank ones;
# it prints what a tracked change took away.
_saved_word = _word.map(lambda page: replace(page, controls="", struck=False))
_printed_word = _saved_word.map(lambda page: replace(page, tracked=False))
_sheet = st.builds(
    SheetHabits,
    apart=st.booleans(),
    top=st.integers(0, 3),
    left=st.integers(0, 3),
    gap=st.integers(0, 2),
    stored=st.booleans(),
    decimals=st.sampled_from([0, 2]),
    hidden=st.booleans(),
)
_copied_with = {
    blank: st.builds(Habits, money_unit=st.just("万元"), blank=st.sampled_from(blank)) for blank in (("—",), ("", "—"))
}


def _copied_format(name: str, style: str, blanks: tuple[str, ...]) -> Format:
    return Format(name, "txt", _copied, st.just(style), style, habits=_copied_with[blanks], forms=("2019", "2021"),
                  leftover=st.just(False), fits=_has_no_hole)  # fmt: skip


FORMATS = {
    form.name: form
    for form in (
        Format("html", "html", _html),
        Format("text", "txt", _text),
        _copied_format("copied-lines", "lines", ("—",)),
        _copied_format("copied-pipes", "pipes", ("", "—")),
        _copied_format("copied-cells", "cells", ("", "—")),
        _copied_format("markdown", "markdown", ("", "—")),
        Format("docx", "docx", _docx, _word, WordHabits()),
        Format("xlsx", "xlsx", _xlsx, _sheet, SheetHabits(), numbers_only=True),
        Format("xls", "xls", _xls, _sheet, SheetHabits(), numbers_only=True),
        Format("pdf", "pdf", _pdf, st.sampled_from([A4[1], LOW_PAGE]), A4[1]),
        Format("doc", "docx", _docx, _saved_word, WordHabits(), "doc"),
        Format("rtf", "docx", _docx, _saved_word, WordHabits(), "rtf"),
        Format("odt", "docx", _docx, _saved_word, WordHabits(), "odt"),
        Format("xls-office", "xlsx", _xlsx, _sheet, SheetHabits(), "xls", numbers_only=True),
        Format("ods", "xlsx", _xlsx, _sheet, SheetHabits(), "ods", numbers_only=True),
        Format("pdf-office", "docx", _docx, _printed_word, WordHabits(), "pdf", exact=False),
        Format("scan-200", "pdf", _scan, st.just(200), 200, exact=False),
        Format("scan-150", "pdf", _scan, st.just(150), 150, exact=False),
    )
}
