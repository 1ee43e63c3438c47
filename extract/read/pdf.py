"""PDF → Report.

Enters: the bytes of a PDF.
Leaves: a Report: its text, tables and pictures in reading order; title candidates from the tops of its pages and the
document's own metadata. An encrypted or a broken file is a Problem, not an exception.

pdf_drawing and pdf_glyphs take strokes and characters from pdfium, pdf_grid finds the grids, pdf_page puts the
characters into them, pdf_flow puts the pages in one flow. A page without a text layer is read from its picture (scan).
"""

from __future__ import annotations

import time

import pypdfium2
import pypdfium2.raw as pdfium

from extract.bounds import MAX_PAGES, MAX_SCAN_SECONDS, MAX_SCANNED_PAGES, MAX_SECONDS, check
from extract.read.pdf_flow import blocks_of, cell_problems
from extract.read.pdf_page import Page, read_page
from extract.report import Problem, Report, Text, digest

MEDIA_TYPE = "application/pdf"
PRINTED_ANNOTATIONS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)


def read_pdf(data: bytes, name: str) -> Report:
    """Read a PDF; raises BoundExceeded past a bound of extract.bounds."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        problem = Problem("unreadable_document", f"{name}: {error}")
        return Report(name, MEDIA_TYPE, digest(data), len(data), problems=(problem,))
    try:
        check("pages", len(document), MAX_PAGES)
        pages, problems = _pages(document)
        metadata_title = _metadata_title(document)
    finally:
        document.close()
    blocks = blocks_of(pages)
    problems += cell_problems(pages)
    headings = [block.text for block in blocks if isinstance(block, Text) and block.heading]
    titles = tuple(dict.fromkeys(title for title in (*headings, metadata_title) if title))
    return Report(name, MEDIA_TYPE, digest(data), len(data), tuple(blocks), titles, problems=tuple(problems))


def _metadata_title(document: pypdfium2.PdfDocument) -> str:
    try:
        return document.get_metadata_value("Title").replace("\0", "").strip()
    except UnicodeDecodeError:  # half of a surrogate pair; the title is only a candidate
        return ""


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[Problem]]:
    pages: list[Page] = []
    problems: list[Problem] = []
    started = time.monotonic()
    scanned, scanning = 0, 0.0  # pages and seconds
    for number in range(1, len(document) + 1):
        check("seconds", time.monotonic() - started - scanning, MAX_SECONDS)
        try:
            page = _page(document, number)
        except pypdfium2.PdfiumError as error:
            problems.append(Problem("unreadable_document", f"page {number}: {error}", number))
        else:
            if any(problem.kind == "page_without_text" for problem in page.problems) and scanned < MAX_SCANNED_PAGES:
                check("seconds for scanned pages", scanning, MAX_SCAN_SECONDS)
                begun = time.monotonic()
                page = _from_picture(document, page)
                scanned, scanning = scanned + 1, scanning + time.monotonic() - begun
            pages.append(page)
            problems += page.problems
    return pages, problems


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    pdf_page = _open_page(document, number - 1)
    try:
        return read_page(pdf_page, number)
    finally:
        pdf_page.close()


def _from_picture(document: pypdfium2.PdfDocument, page: Page) -> Page:
    """The page as its picture is read, or as it is where no more text can be seen in it."""
    from extract.read.scan import read_scanned_page  # loads OpenCV and the models' runtime

    pdf_page = _open_page(document, page.number - 1)
    try:
        seen = read_scanned_page(pdf_page, page.number)
    finally:
        pdf_page.close()
    return seen if _characters(seen) > _characters(page) else page


def _characters(page: Page) -> int:
    texts = [line.text for line in page.lines] + [box.text for grid in page.grids for box in grid.boxes]
    return sum(not char.isspace() for text in texts for char in text)


def _open_page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """A page with what is filled into its form fields, typed over it or stamped on it."""
    page = document[index]
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in PRINTED_ANNOTATIONS:
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            return document[index]
    return page
