"""A page and what lies beside it → one Report: its frames and its attachments follow it.

Enters: the Report of a page, Beside, and the reader of any document. Leaves: a Report whose own blocks come first, then
those of what it shows in frames, and, where its own tables hold no figures, those of the documents it links to, each below
its link's text and address. An attachment that only prints the same tables again (the same report as .doc and .pdf) is
left out. What was read is told with its name; links that lead to nothing at hand stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from extract.bounds import MAX_ATTACHMENTS, BoundExceeded, check
from extract.read.beside import Beside, nothing
from extract.read.formats import HTML, TEXT, media_type
from extract.read.whole import Whole
from extract.report import Link, Problem, Report, Table, digest

_FIGURES = 20  # a page whose tables hold fewer numbers than this has only its own particulars in them

Reader = Callable[[bytes, str, Beside], Report]
Preparer = Callable[[Iterable[tuple[bytes, str]]], None]


def with_attachments(report: Report, beside: Beside, read: Reader, prepare: Preparer) -> Report:
    """Read on in what lies beside a page."""
    found = {link.target: data for link in report.links if (data := _at_hand(link, beside, report)) is not None}
    try:
        check("attachments of a page", len(found), MAX_ATTACHMENTS)
    except BoundExceeded as problem:
        return replace(report, problems=(*report.problems, Problem("bound_exceeded", str(problem))))
    framed = [link.target for link in report.links if link.framed and link.target in found]
    linked = [address for address in found if address not in framed]
    joined = _Joined(report)
    for address in framed:
        joined.add(address, found[address], read(found[address], address, nothing))
    if linked and joined.figures < _FIGURES:
        prepare((found[address], address) for address in linked)
        for address in linked:
            joined.add(address, found[address], read(found[address], address, nothing))
    return joined.report() if joined.read else report


def _at_hand(link: Link, beside: Beside, report: Report) -> bytes | None:
    """The bytes a link leads to; another page only where it is framed."""
    data = beside(link.target) if link.framed or link.names_document else None
    if data is None or digest(data) == report.sha256 or not (link.framed or media_type(data) not in (HTML, TEXT)):
        return None
    return data


class _Joined:
    """A page while documents are added to it. `read` are their addresses."""

    def __init__(self, page: Report) -> None:
        self.read: list[str] = []
        self._page = page
        self._whole = Whole()
        self._whole.add("", page)
        self._told: list[Problem] = []

    @property
    def figures(self) -> int:
        return sum(any(map(str.isdecimal, cell.text)) for table in self._tables for cell in table.cells)

    @property
    def _tables(self) -> list[Table]:
        return [block for block in self._whole.blocks if isinstance(block, Table)]

    def add(self, address: str, data: bytes, found: Report) -> None:
        self.read.append(address)
        self._whole.companions.append(digest(data))
        if found.tables and _prints(found.tables) <= _prints(self._tables):
            self._tell(address, f"{address} prints only tables that stand here already; it was left out")
            return
        tables = self._whole.add(address, found)
        what = f"tables {', '.join(map(str, tables))}" if tables else "text without a table"
        self._tell(address, f"{what} read from {address}", tables.start if tables else None)

    def _tell(self, address: str, message: str, table: int | None = None) -> None:
        self._told.append(Problem("companion_read", message, table=table, printed=address))

    def report(self) -> Report:
        whole = self._whole
        kept = [problem for problem in whole.problems if problem.kind != "empty_file" or not whole.blocks]
        return replace(
            self._page, blocks=tuple(whole.blocks), titles=tuple(dict.fromkeys(whole.titles)),
            links=tuple(replace(link, read=link.target in self.read) for link in self._page.links),
            problems=(*kept, *self._told), companions=tuple(whole.companions),
        )  # fmt: skip


def _prints(tables: Iterable[Table]) -> set[tuple[str, ...]]:
    """What each table prints, whatever its white space."""
    return {tuple("".join(cell.text.split()) for cell in table.cells if not cell.blank) for table in tables}
