"""HTML → Report.

Enters: the bytes of a page. Leaves: its text blocks, tables and images in document order, title candidates, links.
The parser is selectolax's lexbor (HTML5 rules: rows without <tr>, unclosed tags); spans are expanded here, clipped at
the end of their row group and bounded. A table that holds another table is layout: its own text flows as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.bounds import MAX_CELLS, MAX_NESTING, MAX_SPAN, check
from extract.read.charset import decode
from extract.report import Block, Cell, Image, Link, Problem, Report, Table, Text, digest

_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "canvas", "datalist", "-comment")
)
_STRUCK = frozenset(("del", "s", "strike"))
_RAISED = frozenset(("sup", "sub", "rt"))
_UNSHOWN_INPUTS = frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file", "password"))
_TINY = 5
_PICTURE = "\ufffc"
_BREAKING = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![\d.])", re.IGNORECASE)
_DIGITS = re.compile(r"\s*(\d{1,9})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TITLE_METAS = ("ArticleTitle", "articletitle", "title")


def read_html(data: bytes, name: str) -> Report:
    """Read a page; the bytes must be text (see extract.read.charset)."""
    decoded = decode(data)
    tree = LexborHTMLParser(decoded.text)
    flow = _Flow()
    if tree.body is not None:
        flow.walk(tree.body, 0)
        flow.end_text()
    links = tuple(
        Link(node.attributes["href"] or "", _line(_joined(node, 0)))
        for node in tree.css("a")
        if node.attributes.get("href")
    )
    problems = () if flow.blocks else (Problem("empty_file", "the page shows no text, table or picture"),)
    titles = tuple(_titles(tree))
    if flow.hidden_tables:
        message = f"{flow.hidden_tables} tables are hidden by the page's own style and were not read"
        problems += (Problem("hidden_table", message),)
    problems += decoded.problems
    return Report(name, "text/html", digest(data), len(data), tuple(flow.blocks), titles, links, problems)


def _titles(tree: LexborHTMLParser) -> Iterator[str]:
    seen: set[str] = set()
    metas = [node for wanted in _TITLE_METAS for node in tree.css("meta") if node.attributes.get("name") == wanted]
    candidates = [node.attributes.get("content") or "" for node in metas]
    candidates += [_joined(node, 0) for node in tree.css("h1") + tree.css("title")]
    for candidate in candidates:
        title = _line(candidate)
        if title and title not in seen:
            seen.add(title)
            yield title


def _hidden(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


class _Flow:
    """The blocks of a page in document order, gathered while walking its tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tables = 0
        self.hidden_tables = 0
        self._pending: list[str] = []

    def walk(self, node: LexborNode, depth: int, heading: bool = False) -> None:
        check("nesting", depth, MAX_NESTING)
        child = node.child
        while child is not None:
            self._visit(child, depth, heading)
            child = child.next

    def _visit(self, node: LexborNode, depth: int, heading: bool) -> None:
        tag = node.tag
        if tag == "-text":
            self._pending.append(node.text_content or "")
        elif _hidden(node):
            self.hidden_tables += node.tag not in _UNSEEN and len(node.css("table"))
        elif tag == "br":
            self.end_text(heading)
        elif tag == "img":
            self.end_text(heading)
            self.blocks.append(Image(node.attributes.get("src") or ""))
        elif tag == "table" and not _is_layout(node):
            self.end_text(heading)
            self.tables += 1
            table = _table(node, self.tables, depth)
            if table.cells:
                self.blocks.append(table)
            else:
                self.tables -= 1
        elif tag in _BREAKING:
            self.end_text(heading)
            inner = heading or tag in _HEADINGS
            self.walk(node, depth + 1, inner)
            self.end_text(inner)
        else:
            self.walk(node, depth + 1, heading)

    def end_text(self, heading: bool = False) -> None:
        text = _line("".join(self._pending))
        self._pending.clear()
        if text:
            self.blocks.append(Text(text, heading=heading))


def _is_layout(table: LexborNode) -> bool:
    """True for a table with a table in it of which more than one cell is filled; else the inner one is a cell's text."""
    inner = (node for node in table.css("table") if node.mem_id != table.mem_id)
    return any(sum(bool(_cell_text(cell, 0)) for cell in node.css("td, th")) > 1 for node in inner)


def _line(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\xa0", " ")).strip()


def _joined(node: LexborNode, depth: int) -> str:
    """All text under a node; block elements and <br> begin a new line, runs of white space are one space.

    What is not plain print stays apart from it: raised marks in brackets (12[1]), struck text between tildes (~~5~~), a
    picture as U+FFFC; a form field is what it shows.
    """
    check("nesting", depth, MAX_NESTING)
    parts: list[str] = []
    child = node.child
    while child is not None:
        if child.tag == "-text":
            parts.append(_SPACE.sub(" ", (child.text_content or "").replace("\xa0", " ")))
        elif child.tag == "br":
            parts.append("\n")
        elif not _hidden(child):
            parts.append(_marked(child, depth + 1))
        child = child.next
    return "".join(parts)


def _marked(node: LexborNode, depth: int) -> str:
    """The text of an element inside a line, told apart from the print around it where it is not part of it."""
    tag = node.tag
    if tag == "img":
        sizes = (_DIGITS.match(node.attributes.get(side) or "") for side in ("width", "height"))
        return "" if any(size and int(size.group(1)) <= _TINY for size in sizes) else _PICTURE
    if tag == "input":
        shown = (node.attributes.get("type") or "text").lower() not in _UNSHOWN_INPUTS
        return (node.attributes.get("value") or "") if shown else ""
    if tag == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return _joined(chosen, depth) if chosen is not None else ""
    inner = _joined(node, depth)
    if not inner.strip():
        return inner
    if tag in _STRUCK:
        return f"~~{inner}~~"
    if tag in _RAISED or (tag == "a" and (node.attributes.get("href") or "").startswith("#")):
        return f"[{inner.strip('[]')}]"
    return f"\n{inner}\n" if tag in _BREAKING else inner


def _cell_text(node: LexborNode, depth: int) -> str:
    lines = (_line(line) for line in _joined(node, depth).split("\n"))
    return "\n".join(line for line in lines if line)


def _span(node: LexborNode, attribute: str) -> int:
    match = _DIGITS.match(node.attributes.get(attribute) or "")
    return int(match.group(1)) if match else 1


def _children(node: LexborNode, *tags: str) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if child.tag in tags and not _hidden(child):
            yield child
        child = child.next


def _row_groups(table: LexborNode) -> Iterator[list[LexborNode]]:
    for group in _children(table, "thead", "tbody", "tfoot"):
        rows = list(_children(group, "tr"))
        if rows:
            yield rows


def _table(node: LexborNode, number: int, depth: int) -> Table:
    cells: list[Cell] = []
    first_row = 1
    slots = 0
    for rows in _row_groups(node):
        taken: set[tuple[int, int]] = set()
        last_row = first_row + len(rows) - 1
        for row, row_node in enumerate(rows, start=first_row):
            column = 1
            for cell in _children(row_node, "td", "th"):
                while (row, column) in taken:
                    column += 1
                width = max(_span(cell, "colspan"), 1)
                height = _span(cell, "rowspan") or last_row - row + 1
                check("colspan", width, MAX_SPAN)
                height = max(min(height, last_row - row + 1), 1)
                slots += width * height
                check("cells of a table", slots, MAX_CELLS)
                taken.update((r, c) for r in range(row, row + height) for c in range(column, column + width))
                cells.append(Cell(_cell_text(cell, depth), row, column, height, width))
                column += width
        first_row = last_row + 1
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(tuple(cells), number)
