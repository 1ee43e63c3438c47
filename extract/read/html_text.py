"""An element of a page → the text it prints.

Enters: a node of lexbor's tree and the ids of the nodes that are not shown. Leaves: text in which block elements and <br>
begin a new line and runs of white space are one space; the sources of the pictures in it.

What is not plain print stays apart from it: raised marks in brackets (12[1]), struck text between tildes (~~5~~), a
picture as U+FFFC; a form field is what it shows.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.bounds import MAX_NESTING, check
from extract.read.html_hidden import Hidden
from extract.report import digest

UNSEEN = frozenset(
    "script style noscript template head title svg iframe object canvas audio video datalist noframes noembed rp"
    " -comment".split()
)
BREAKING = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
PICTURE = "\ufffc"
_BREAK = "\x1e"  # stands for a new line until white space is folded; no page holds it (extract.read.charset)
_PLAIN = frozenset(("p", "div", "span"))
_STRUCK = frozenset(("del", "s", "strike"))
_RAISED = frozenset(("sup", "sub", "rt"))
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*:[^;]*line-through", re.IGNORECASE)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)
_LINED = frozenset("span font b strong a em i u".split())
_ROWS = frozenset("table thead tbody tfoot tr".split())
_APART = frozenset((*_STRUCK, *_RAISED, "a", "img", "input", "select"))
_UNSHOWN_INPUTS = frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file", "password"))
_TINY = 5
_SIDES = ("width", "height")
_DATA = "data:"
_SOURCES = ("data-src", "data-original", "src")  # what a page loads late stands in the first two
_DIGITS = re.compile(r"\s*(\d{1,9})")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_UNEVEN = re.compile(rf"[\t\r\n\f\xa0{_BREAK}]|  ")


def number_in(value: str | None, otherwise: int) -> int:
    """The number an attribute begins with ("2;" is 2)."""
    if value is None:
        return otherwise
    match = _DIGITS.match(value)
    return int(match.group(1)) if match else otherwise


def _embedded(address: str) -> bytes:
    """The bytes a data: address holds; none where they are broken."""
    head, _, content = address.partition(",")
    plain = unquote_to_bytes(content)
    if not head.lower().endswith("base64"):
        return plain
    try:
        return base64.b64decode(plain)
    except ValueError:
        return b""


def styled_marks(tree: LexborHTMLParser) -> dict[int, str]:
    """The nodes that their style strikes out or raises, with an element that does the same; rows by their cells."""
    found = {}
    for node in tree.css('[style*="line-through" i], [style*="vertical-align" i]'):
        style = node.attributes.get("style") or ""
        if _STRUCK_STYLE.search(style):
            for struck in node.css("td, th") if node.tag in _ROWS else (node,):
                found[struck.mem_id] = "s"
        elif node.tag in _LINED and _RAISED_STYLE.search(style):
            found[node.mem_id] = "sup"
    return found


def _apart(inner: str, tag: str) -> str:
    if not inner.strip():
        return inner
    return f"~~{inner}~~" if tag in _STRUCK else f"[{inner.strip('[]')}]"


def one_line(text: str) -> str:
    """Text without white space around it, runs of it inside as one space."""
    text = text.strip()
    return _SPACE.sub(" ", text) if _UNEVEN.search(text) else text


class Inline:
    """Reads the text below nodes of one page. `pictures` are the sources of those met, `embedded` the bytes of the ones
    that the page holds itself, by the short name that stands for their source."""

    def __init__(self, hidden: Hidden, marks: Mapping[int, str]) -> None:
        self._hidden = hidden
        self._marks = marks
        self.pictures: list[str] = []
        self.embedded: dict[str, bytes] = {}

    def picture(self, node: LexborNode) -> bool:
        """Note the picture of an <img>; not one of a few pixels, which only keeps a distance."""
        attributes = node.attributes
        if any(number_in(attributes.get(side), _TINY + 1) <= _TINY for side in _SIDES):
            return False
        source = next((source for source in map(attributes.get, _SOURCES) if source), "")
        if source[: len(_DATA)].lower() == _DATA:
            content = _embedded(source)
            source = f"embedded picture {digest(content)[:8]}"
            self.embedded[source] = content
        self.pictures.append(source)
        return True

    def line(self, node: LexborNode) -> str:
        """All text below a node in one line."""
        parts: list[str] = []
        self._gather(node, parts, 0)
        return one_line("".join(parts).replace(_BREAK, " "))

    def lines(self, node: LexborNode, depth: int) -> str:
        """The text below a node as it is printed, blank lines left out; none if the node itself is not shown."""
        if self._hidden and node.mem_id in self._hidden:
            return ""
        inner = node.child
        if inner is None:
            return ""
        plain = not self._hidden and not self._marks
        if inner.next is None and inner.tag in _PLAIN and inner.child is not None and plain:
            inner = inner.child  # <td><p>text</p></td>, as most cells are
        if inner.next is None and inner.tag == "-text" and plain:
            text = (inner.text_content or "").strip()
        else:
            parts: list[str] = []
            self._gather(node, parts, depth)
            text = "".join(parts).strip()
            if node.mem_id in self._marks:
                text = _apart(text, self._marks[node.mem_id])
        if text.isalnum() or not _UNEVEN.search(text):
            return text
        folded = (_SPACE.sub(" ", line).strip() for line in text.split(_BREAK))
        return "\n".join(line for line in folded if line)

    def _gather(self, node: LexborNode, parts: list[str], depth: int) -> None:
        if depth > MAX_NESTING:
            check("nesting", depth, MAX_NESTING)
        hidden = self._hidden
        child = node.child
        while child is not None:
            tag = child.tag
            if hidden and child.mem_id in hidden:
                pass
            elif tag == "-text":
                parts.append(child.text_content or "")
            elif tag == "br":
                parts.append(_BREAK)
            elif self._marks and child.mem_id in self._marks:
                inner: list[str] = []
                self._gather(child, inner, depth + 1)
                marked = _apart("".join(inner), self._marks[child.mem_id])
                parts += [_BREAK, marked, _BREAK] if tag in BREAKING else [marked]
            elif tag in BREAKING:
                parts.append(_BREAK)
                self._gather(child, parts, depth + 1)
                parts.append(_BREAK)
            elif tag in _APART:
                parts.append(self._apart(child, tag, depth + 1))
            elif tag not in UNSEEN:
                self._gather(child, parts, depth + 1)
            child = child.next

    def _apart(self, node: LexborNode, tag: str, depth: int) -> str:
        """The text of an element inside a line, told apart from the print around it where it is not part of it."""
        if tag == "img":
            return PICTURE if self.picture(node) else ""
        attributes = node.attributes
        if tag == "input":
            shown = (attributes.get("type") or "text").lower() not in _UNSHOWN_INPUTS
            return (attributes.get("value") or "") if shown else ""
        parts: list[str] = []
        if tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            if chosen is not None:
                self._gather(chosen, parts, depth)
            return "".join(parts)
        self._gather(node, parts, depth)
        inner = "".join(parts)
        note = (attributes.get("href") or "").startswith("#")
        return _apart(inner, tag) if note or tag in _STRUCK or tag in _RAISED else inner

    def marked(self, node: LexborNode, tag: str) -> str | None:
        """The text of a struck or raised element in a line outside tables; None for what is neither or holds blocks."""
        mark = tag if tag in _STRUCK or tag in _RAISED else self._marks.get(node.mem_id)
        if mark is None or node.css_first("p, div, table, img, br") is not None:
            return None
        return _apart(self.line(node), mark)
