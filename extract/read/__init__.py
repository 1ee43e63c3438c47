"""Bytes of any format → Report: the one door into the readers.

Enters: the bytes of a document and the name it came under.
Leaves: a Report. Whatever a document may be (empty, cut off, not what its name says, too large), the answer is a
Report with Problems, never an exception. The format is found from the bytes; the name is only kept.
"""

from __future__ import annotations

import re

from extract.bounds import MAX_BYTES, BoundExceeded, check
from extract.read.charset import Undecodable, decode
from extract.read.html import read_html
from extract.read.pdf import read_pdf
from extract.read.text import read_text
from extract.report import Problem, Report, digest

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|table|tbody|tr|td|div|p|span|h[1-6]|br|meta|center)\b", re.IGNORECASE
)
_SIGNATURE_WINDOW = 1024


def media_type(data: bytes) -> str:
    """Media type told by the bytes alone; `text/html` or `text/plain` where they decode as text."""
    for signature, kind in _SIGNATURES:
        if signature in data[:_SIGNATURE_WINDOW] if kind == "application/pdf" else data.startswith(signature):
            return kind
    try:
        text = decode(data).text
    except Undecodable:
        return "application/octet-stream"
    return "text/html" if _MARKUP.search(text) else "text/plain"


def read(data: bytes, name: str) -> Report:
    """Read a document. `name` is kept for messages; it does not decide the format."""
    kind = media_type(data)
    if not data.strip():
        return _unread(data, name, kind, "empty_file", "the file is empty")
    try:
        check("bytes", len(data), MAX_BYTES)
        if kind == "application/pdf":
            return read_pdf(data, name)
        if kind == "text/html":
            return read_html(data, name)
        if kind == "text/plain":
            return read_text(data, name)
    except BoundExceeded as problem:
        return _unread(data, name, kind, "bound_exceeded", str(problem))
    return _unread(data, name, kind, "unknown_format", f"no reader for {kind}; nothing in it was read")


def _unread(data: bytes, name: str, kind: str, problem: str, message: str) -> Report:
    return Report(name, kind, digest(data), len(data), problems=(Problem(problem, message),))
