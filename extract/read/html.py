"""HTML → Report.

Enters: the bytes of a page. Leaves: its text blocks, tables and images in document order, title candidates, links.
The parser is selectolax's lexbor (HTML5 rules: rows without <tr>, unclosed tags). What the page does not show is left
out (extract.read.html_hidden). A table that holds another table is layout: its own text flows as text; a table of nothing
but pictures is those pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.bounds import MAX_NESTING, check
from extract.read.beside import Beside, nothing
from extract.read.charset import decode
from extract.read.formats import HTML
from extract.read.html_hidden import Hidden, hidden_nodes
from extract.read.html_table import Tables
from extract.read.html_text import BREAKING, PICTURE, UNSEEN, Inline, one_line, styled_marks
from extract.read.pictures import with_pictures
from extract.report import Block, Image, Link, Problem, Report, Text, digest

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LEADING = "a[href], iframe, frame, embed, object, [onclick]"
_NAMED = re.compile(r"""['"]([^'"\s]+\.(?:docx?|wps|rtf|xlsx?|et|pdf|ofd|zip|rar|7z))['"]""", re.IGNORECASE)
_TITLE_METAS = ("ArticleTitle", "articletitle", "title")


def read_html(data: bytes, name: str, beside: Beside = nothing) -> Report:
    """Read a page; the bytes must be text (see extract.read.charset). Pictures in it or beside it are read in place."""
    decoded = decode(data)
    tree = LexborHTMLParser(decoded.text)
    hidden = hidden_nodes(tree)
    inline = Inline(hidden, styled_marks(tree))
    flow = _Flow(hidden, inline, Tables(tree, hidden, inline))
    if tree.body is not None:
        flow.walk(tree.body, 0)
        flow.end_text()
    problems = () if flow.blocks else (Problem("empty_file", "the page shows no text, table or picture"),)
    titles = tuple(_titles(tree, inline))
    if flow.hidden_tables:
        message = f"{flow.hidden_tables} tables are hidden by the page's own style and were not read"
        problems += (Problem("hidden_table", message),)
    problems += decoded.problems
    links = tuple(_links(tree, inline))
    report = Report(name, HTML, digest(data), len(data), tuple(flow.blocks), titles, links, problems)
    if not any(isinstance(block, Image) for block in flow.blocks):
        return report
    return with_pictures(report, lambda source: inline.embedded.get(source) or beside(source))


def _links(tree: LexborHTMLParser, inline: Inline) -> Iterator[Link]:
    """Where the page leads: by links, in frames, and by what a click runs where that names a document."""
    for node in tree.css(_LEADING):
        attributes = node.attributes
        framed = _FRAMES.get(node.tag)
        target = attributes.get(framed or "href") or ""
        runs = target if target.lower().startswith("javascript:") else attributes.get("onclick") or ""
        named = _NAMED.search(runs) if runs else None
        if target:
            yield Link(target, inline.line(node), framed=framed is not None)
        if named:
            yield Link(named.group(1), inline.line(node))


def _titles(tree: LexborHTMLParser, inline: Inline) -> Iterator[str]:
    metas = [node.attributes for node in tree.css("meta[name]")]
    candidates = [meta.get("content") or "" for wanted in _TITLE_METAS for meta in metas if meta.get("name") == wanted]
    candidates += [inline.line(node) for node in tree.css("h1") + tree.css("title")]
    for title in dict.fromkeys(map(one_line, candidates)):
        if title:
            yield title


class _Flow:
    """The blocks of a page in document order, gathered while walking its tree."""

    def __init__(self, hidden: Hidden, inline: Inline, tables: Tables) -> None:
        self.blocks: list[Block] = []
        self.hidden_tables = 0
        self._hidden = hidden
        self._inline = inline
        self._tables = tables
        self._number = 0
        self._pending: list[str] = []

    def walk(self, node: LexborNode, depth: int, heading: bool = False) -> None:
        check("nesting", depth, MAX_NESTING)
        hidden = self._hidden
        child = node.child
        while child is not None:
            tag = child.tag
            if hidden and child.mem_id in hidden:
                self.hidden_tables += tag not in UNSEEN and len(child.css("table"))
            elif tag == "-text":
                self._pending.append(child.text_content or "")
            elif tag in BREAKING:
                self.end_text(heading)
                if tag == "table" and not self._tables.is_layout(child):
                    self._table(child, depth)
                else:
                    inner = heading or tag in _HEADINGS
                    self.walk(child, depth + 1, inner)
                    self.end_text(inner)
            elif tag == "br":
                self.end_text(heading)
            elif tag == "img":
                self.end_text(heading)
                self._inline.pictures.clear()
                self._inline.picture(child)
                self._pictures()
            elif (marked := self._inline.marked(child, tag)) is not None:
                self._pending.append(marked)
            elif tag not in UNSEEN:
                self.walk(child, depth + 1, heading)
            child = child.next

    def end_text(self, heading: bool = False) -> None:
        if self._pending:
            text = one_line("".join(self._pending))
            self._pending.clear()
            if text:
                self.blocks.append(Text(text, heading=heading))

    def _table(self, node: LexborNode, depth: int) -> None:
        self._inline.pictures.clear()
        table = self._tables.read(node, self._number + 1, depth)
        only_pictures = self._inline.pictures and not any(cell.text.strip(f"{PICTURE}\n") for cell in table.cells)
        if table.cells and not only_pictures:
            self._number += 1
            self.blocks.append(table)
        self._pictures()

    def _pictures(self) -> None:
        self.blocks += map(Image, self._inline.pictures)
