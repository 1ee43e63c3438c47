"""Pictures, scanned pages, and documents that cannot be read."""

from __future__ import annotations

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import extract.read.pdf as pdf_module
from extract.bounds import BoundExceeded
from extract.read.pdf import read_pdf
from extract.report import Image, Report, Text
from tests.extract.pdf.drawn import (
    FONT,
    HEIGHT,
    PARAGRAPH,
    ROWS,
    WIDTH,
    XS,
    YS,
    grid,
    pdf,
    picture,
    read,
    text_at,
    together,
)


def test_a_picture_where_a_table_should_be_is_told() -> None:
    report = read(
        together(
            text_at(72, 700, "二、表"), picture(72, 400, 400, 200), text_at(72, 300, "三、表"), picture(72, 200, 40, 40)
        )
    )
    assert [type(block).__name__ for block in report.blocks] == ["Text", "Image", "Text"]
    assert report.blocks[1] == Image("page 1, picture 1", 1)


def test_a_picture_cut_in_strips_is_one_picture() -> None:
    strips = [picture(72, 400 + 20 * n, 400, 20) for n in range(10)]
    assert len([block for block in read(*[together(*strips, text_at(72, 700, "表"))]).blocks]) == 2


def test_a_background_picture_is_no_table() -> None:
    lines = [text_at(72, 700 - 20 * n, PARAGRAPH) for n in range(3)]
    report = read(together(picture(0, 0, WIDTH, HEIGHT), *lines))
    assert all(isinstance(block, Text) for block in report.blocks)
    assert report.problems == ()


def test_a_scanned_page_is_a_problem_not_an_empty_report() -> None:
    report = read(text_at(72, 700, "一"), together(picture(0, 0, WIDTH, HEIGHT), text_at(280, 40, "- 2 -")))
    assert [(problem.kind, problem.page) for problem in report.problems] == [("page_without_text", 2)]


def test_an_invisible_ocr_layer_is_not_read_as_print() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont(FONT, 10)
        text.setTextRenderMode(3)
        text.textOut(PARAGRAPH)
        canvas.drawText(text)

    report = read(together(picture(0, 0, WIDTH, HEIGHT), draw))
    assert report.texts == []
    assert [problem.kind for problem in report.problems] == ["page_without_text"]


def test_an_invisible_ocr_layer_beside_a_printed_header_is_not_read_as_print() -> None:
    """The header is long enough for a page of text."""

    def draw(canvas: Canvas) -> None:
        for line in range(3):
            text = canvas.beginText(72, 700 - 20 * line)
            text.setFont(FONT, 10)
            text.setTextRenderMode(3)
            text.textOut("行政许可 550")
            canvas.drawText(text)

    report = read(together(picture(0, 0, WIDTH, HEIGHT), draw, text_at(72, 800, PARAGRAPH + PARAGRAPH[:10])))
    assert "550" not in "".join(text.text for text in report.texts)
    assert [problem.kind for problem in report.problems] == ["page_without_text"]


def test_a_blank_page_is_no_problem() -> None:
    report = read(lambda canvas: None)
    assert (report.blocks, report.problems) == ((), ())


def test_an_encrypted_document_is_a_problem_and_one_that_opens_is_read() -> None:
    locked = read_pdf(pdf(text_at(72, 700, "一"), encrypt=StandardEncryption("secret", "owner")), "locked.pdf")
    assert [problem.kind for problem in locked.problems] == ["unreadable_document"]
    opened = read_pdf(pdf(text_at(72, 700, "一"), encrypt=StandardEncryption("", "owner")), "opened.pdf")
    assert [text.text for text in opened.texts] == ["一"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.4\ngarbage\n%%EOF", b"not a pdf"])
def test_a_broken_document_is_a_problem_not_an_exception(data: bytes) -> None:
    report = read_pdf(data, "broken.pdf")
    assert [problem.kind for problem in report.problems] == ["unreadable_document"]
    assert report.size == len(data)


def test_a_document_cut_off_anywhere_is_a_report() -> None:
    whole = pdf(grid(XS, YS, ROWS), grid(XS, YS, ROWS))
    for part in range(0, len(whole), len(whole) // 40):
        assert isinstance(read_pdf(whole[:part], "cut.pdf"), Report)


def test_a_document_past_a_bound_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(grid(XS, YS, ROWS), grid(XS, YS, ROWS))
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 1)
    with pytest.raises(BoundExceeded, match="pages: 2"):
        read_pdf(data, "long.pdf")


def test_a_page_of_countless_rules_stops() -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(6000):
            canvas.line(20 + n % 60 * 9, 20 + n // 60 * 8, 24.4 + n % 60 * 9, 20 + n // 60 * 8)

    with pytest.raises(BoundExceeded, match="ruling lines"):
        read(draw)


def test_the_same_bytes_give_the_same_report() -> None:
    data = pdf(together(grid(XS, YS, ROWS), text_at(72, 610, PARAGRAPH)))
    assert read_pdf(data, "a.pdf") == read_pdf(data, "a.pdf")
    assert read_pdf(data, "a.pdf").media_type == "application/pdf"
