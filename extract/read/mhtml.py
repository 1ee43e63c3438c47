"""MHTML (Word's and Excel's 单个文件网页, saved as .mht, .doc or .xls) → Report.

Enters: the bytes of a multipart/related message, and the reader of any document. Leaves: the Report of its page, in which
frames, pictures and attachments are those that the message carries; it asks for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from urllib.parse import unquote, urljoin

from extract.bounds import MAX_MEMBERS, MAX_NESTING, check
from extract.read.beside import Beside
from extract.read.formats import MHTML
from extract.read.unread import unread
from extract.report import Report, digest

_NOWHERE = "message:///"  # what relative addresses are below where a page says no address of its own

Reader = Callable[[bytes, str, Beside], Report]


def read_mhtml(data: bytes, name: str, read: Reader) -> Report:
    """Read the page of a message."""
    check("messages within one another", data.lower().count(b"multipart/"), MAX_NESTING)
    message = message_from_bytes(data)
    parts = [part for part in message.walk() if not part.is_multipart()]
    check("parts of a message", len(parts), MAX_MEMBERS)
    start = message.get_param("start")
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    root = next((part for part in pages if start and str(part.get("Content-ID", "")) == start), next(iter(pages), None))
    if root is None:
        return unread(data, name, MHTML, "unreadable_document", "the message holds no page")
    home = urljoin(_NOWHERE, _location(root))
    contents = {}
    for part in parts:
        contents.setdefault(unquote(urljoin(home, _location(part))), part)
        contents.setdefault(f"cid:{str(part.get('Content-ID', '')).strip('<> ')}", part)

    def beside(address: str) -> bytes | None:
        part = contents.get(address) or contents.get(unquote(urljoin(home, address)))
        return None if part is None or part is root else _content(part)

    page = read(_content(root), name, beside)
    return replace(page, media_type=MHTML, sha256=digest(data), size=len(data))


def _location(part: Message) -> str:
    return "".join(str(part.get("Content-Location", "")).split())


def _content(part: Message) -> bytes:
    """The bytes of a part, its quoted-printable or base64 undone; broken pieces of base64 are what they say."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
