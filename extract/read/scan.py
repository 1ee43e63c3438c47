"""Pictures of pages → Report, and the pages of a PDF that are pictures → Pages.

Enters: the bytes of a picture (PNG, JPEG, TIFF of one or more pages, GIF, BMP, WEBP), or pdfium's page.
Leaves: a Report whose cells say how sure their text is and where on the picture it stands (Ocr), or a Page for the
flow of a PDF. scan_picture makes the page straight, scan_rules finds its ruling lines, the grid builder of PDFs its
tables, scan_lines the ink in each cell, scan_cells and scan_text read it.
"""

from __future__ import annotations

import io
import time
import warnings
from math import inf, sqrt

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from extract.bounds import MAX_PIXELS, MAX_SCAN_SECONDS, MAX_SCANNED_PAGES, check
from extract.read.formats import media_type
from extract.read.pdf_flow import blocks_of
from extract.read.pdf_page import Page
from extract.read.scan_page import is_ruled, page_of
from extract.report import Problem, Report, Text, digest

DPI = 200
POINTS = 72


_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def holds_table(data: bytes) -> bool:
    """True if the rules of a table are drawn in a picture; told in a tenth of the time that reading it takes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                return is_ruled(_grey(picture))
    except _BROKEN:
        return False


def read_image(data: bytes, name: str) -> Report:
    """Read a picture; raises BoundExceeded past a bound of extract.bounds."""
    kind = media_type(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS is the bound here
            with Image.open(io.BytesIO(data)) as picture:
                pages = _pages(picture)
    except _BROKEN as error:
        problem = Problem("unreadable_document", f"{name}: {error}")
        return Report(name, kind, digest(data), len(data), problems=(problem,))
    blocks = blocks_of(pages)
    titles = tuple(dict.fromkeys(block.text for block in blocks if isinstance(block, Text) and block.heading))
    problems = tuple(problem for page in pages for problem in page.problems)
    return Report(name, kind, digest(data), len(data), tuple(blocks), titles, problems=problems)


def _pages(picture: Image.Image) -> list[Page]:
    check("pages", getattr(picture, "n_frames", 1), MAX_SCANNED_PAGES)
    started = time.monotonic()
    pages = []
    for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
        check("pixels of a page", frame.width * frame.height, MAX_PIXELS)
        check("seconds", time.monotonic() - started, MAX_SCAN_SECONDS)
        page = page_of(_grey(frame), number)
        if not page.lines and not page.grids:
            page.problems.append(
                Problem("page_without_text", f"page {number}: no text was found in the picture", number)
            )
        pages.append(page)
    return pages


def _grey(frame: Image.Image) -> np.ndarray:
    """Grey pixels, the right way up; what is transparent is paper."""
    frame = ImageOps.exif_transpose(frame)
    if frame.has_transparency_data:
        frame = frame.convert("RGBA")
        paper = Image.new("RGBA", frame.size, "white")
        paper.alpha_composite(frame)
        frame = paper
    if frame.mode.startswith("I"):  # 16 or 32 bits of grey
        deep = np.asarray(frame, np.float64)
        return (deep * (255 / max(deep.max(), 1))).astype(np.uint8)
    return np.asarray(frame.convert("L"))


def read_scanned_page(pdf_page, number: int) -> Page:
    """Read a page of a PDF by its looks; it is left open. Raises BoundExceeded for a page too large to be drawn."""
    width, height = pdf_page.get_size()
    scale = DPI / POINTS
    check("pixels of a page", width * height * scale**2, MAX_PIXELS)
    pixels = pdf_page.render(scale=scale, grayscale=True).to_numpy()
    return page_of(pixels[:, :, 0] if pixels.ndim == 3 else pixels, number, width, _fineness(pdf_page))


def _fineness(pdf_page) -> float:
    """How many pixels for a point the finest picture of a page has; any number where curves are drawn instead."""
    found = []
    for picture in pdf_page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > 0:
            columns, rows = picture.get_px_size()
            found.append(sqrt(columns * rows / ((right - left) * (top - bottom))))
    return max(found, default=inf)
