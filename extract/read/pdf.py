"""PDF with a text layer → Report.

Enters: the bytes of a PDF.
Leaves: a Report: its text, tables and pictures in reading order; title candidates from the first page and the
document's own metadata. A page that is only a picture, an encrypted or a broken file is a Problem, not an exception.

pdf_drawing and pdf_glyphs take strokes and characters from pdfium, pdf_grid finds the grids, pdf_page puts the
characters into them, pdf_flow puts the pages in one flow.
"""

from __future__ import annotations

import time

import pypdfium2

from extract.bounds import MAX_PAGES, MAX_SECONDS, check
from extract.read.pdf_flow import blocks_of
from extract.read.pdf_page import Page, read_page
from extract.report import Problem, Report, Text, digest

MEDIA_TYPE = "application/pdf"


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
        metadata_title = document.get_metadata_value("Title").strip()
    finally:
        document.close()
    blocks = blocks_of(pages)
    headings = [block.text for block in blocks if isinstance(block, Text) and block.heading]
    titles = tuple(dict.fromkeys(title for title in (*headings, metadata_title) if title))
    return Report(name, MEDIA_TYPE, digest(data), len(data), tuple(blocks), titles, problems=tuple(problems))


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[Problem]]:
    pages: list[Page] = []
    problems: list[Problem] = []
    started = time.monotonic()
    for number in range(1, len(document) + 1):
        check("seconds", time.monotonic() - started, MAX_SECONDS)
        try:
            pdf_page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            problems.append(Problem("unreadable_document", f"page {number}: {error}", number))
            continue
        try:
            page = read_page(pdf_page, number)
        finally:
            pdf_page.close()
        pages.append(page)
        problems += page.problems
    return pages, problems
