"""Bytes of any format → Report: the one door into the readers.

Enters: the bytes of a document and the name it came under.
Leaves: a Report. Whatever a document may be (empty, cut off, not what its name says, too large), the answer is a
Report with Problems, never an exception. The format is found from the bytes; the name is only kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from extract.bounds import MAX_BYTES, BoundExceeded, check
from extract.read import formats
from extract.read.archive import read_zip
from extract.read.attachments import with_attachments
from extract.read.beside import Beside, nothing
from extract.read.doc import CONVERTED, office_program, prepare, read_doc
from extract.read.formats import media_type
from extract.read.html import read_html
from extract.read.mhtml import read_mhtml
from extract.read.pdf import read_pdf
from extract.read.sheet import read_sheet
from extract.read.text import read_text
from extract.read.unread import unread
from extract.read.word import read_docx
from extract.read.word_xml import read_word_xml
from extract.report import Problem, Report

_NOTHING = Problem("empty_file", "the document prints no text at all")
__all__ = ["media_type", "office_program", "prepare", "read"]


def read(data: bytes, name: str, beside: Beside = nothing) -> Report:
    """Read a document. `name` is kept for messages; it does not decide the format. `beside` gives what lies beside it."""
    kind = media_type(data)
    if not data.strip():
        return unread(data, name, kind, "empty_file", "the file is empty")
    try:
        check("bytes", len(data), MAX_BYTES)
        if kind == formats.HTML:
            return _read_page(data, name, beside)
        if kind in _READERS:
            report = _READERS[kind](data, name)
            return report if report.blocks or report.problems else replace(report, problems=(_NOTHING,))
    except BoundExceeded as problem:
        return unread(data, name, kind, "bound_exceeded", str(problem))
    if kind == formats.ENCRYPTED_OFFICE:
        return unread(data, name, kind, "encrypted_document", "the document is encrypted; nothing in it was read")
    message = f"no reader for {kind}; nothing in it was read{formats.ADVICE.get(kind, '')}"
    return unread(data, name, kind, "unknown_format", message)


def _read_page(data: bytes, name: str, beside: Beside) -> Report:
    page = read_html(data, name, beside)
    return page if beside is nothing else with_attachments(page, beside, read, prepare)


def _read_picture(data: bytes, name: str) -> Report:
    from extract.read.scan import read_image  # loads OpenCV and the models' runtime

    return read_image(data, name)


_READERS: dict[str, Callable[[bytes, str], Report]] = {
    formats.PDF: read_pdf,
    formats.MHTML: partial(read_mhtml, read=read),
    formats.TEXT: read_text,
    formats.DOCX: read_docx,
    formats.WORD_XML: read_word_xml,
    formats.XLSX: read_sheet,
    formats.XLS: read_sheet,
    formats.SHEET_XML: read_sheet,
    formats.ZIP: partial(read_zip, read=read, prepare=prepare),
    **dict.fromkeys(CONVERTED, read_doc),
    **dict.fromkeys(formats.PICTURES, _read_picture),
}
