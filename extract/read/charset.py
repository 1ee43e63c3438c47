"""Bytes of a text → characters, whatever the page declares.

Enters: bytes. Leaves: text; Undecodable where the bytes are no text.
Order: byte order mark, strict UTF-8, strict GB18030 (which holds gb2312 and gbk). Declarations are not asked: measured
over page × encoding × declaration, this order was right where declarations were wrong (docs/readers.md).
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRICT = ("utf-8", "gb18030")
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x85")


class Undecodable(ValueError):
    """The bytes are not text in any charset these reports come in."""


def decode(data: bytes) -> str:
    """The text, without byte order mark; Undecodable if no charset fits or control characters abound."""
    encodings = [name for mark, name in _MARKS if data.startswith(mark)][:1] or _STRICT
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _binary(text):
            return text
    raise Undecodable("no charset fits the bytes")


def _binary(text: str) -> bool:
    return any(char < " " and char not in _TEXT_CONTROLS for char in text)
