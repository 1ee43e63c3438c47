"""Bytes of a text → characters, whatever the page declares.

Enters: bytes. Leaves: Decoded text; Undecodable where the bytes are no text.
Order: byte order mark, strict UTF-8; then GB18030 (which holds gb2312 and gbk) against Big5, whichever gives more of the
characters that both scripts use most. Declarations are not asked: measured over page × encoding × declaration, pages are
right where declarations are wrong (docs/readers.md). A page with a few broken bytes keeps all the others.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from extract.report import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("gb18030", "big5hkscs")
_MOST_USED = "的一不在人有中大上下年月日公行政工作和本及第二三四五六十市"
_NO_TEXT = bytes(sorted(set(range(0x20)) - set(b"\t\n\r\f\v\x1a")))  # controls that stand in no text
_LOST = "\ufffd"
_MOST_LOST = 0.002


class Undecodable(ValueError):
    """The bytes are not text in any charset these reports come in."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without byte order mark; `lost` counts the places where bytes meant nothing and U+FFFD stands."""

    text: str
    lost: int

    @property
    def problems(self) -> tuple[Problem, ...]:
        message = f"{self.lost} places hold bytes that mean no character; U+FFFD stands there"
        return (Problem("unreadable_text", message),) if self.lost else ()


def decode(data: bytes) -> Decoded:
    """The text; Undecodable if control characters stand in it or too many bytes mean nothing."""
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked[:1] or ("utf-8",):
        try:
            return _sound(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    encodings = (*marked[:1], *_GUESSES) if marked else (*_GUESSES, "utf-8")
    return _sound(max((data.decode(encoding, errors="replace") for encoding in encodings), key=_likeness))


def _likeness(text: str) -> tuple[float, int]:
    used = sum(map(text.count, _MOST_USED))
    return used - 10 * text.count(_LOST), -len(text)


def _sound(text: str) -> Decoded:
    lost = text.count(_LOST)
    written = text.encode("utf-8", "surrogatepass")
    if len(written.translate(None, _NO_TEXT)) < len(written) or lost > max(_MOST_LOST * len(text), 1):
        raise Undecodable("no charset fits the bytes")
    return Decoded(text, lost)
