"""A page and what lies beside it → one Report: its frames and its attachments follow it.

Enters: the Report of a page, Beside, and the reader of any document. Leaves: a Report whose own blocks come first, then
those of what it shows in frames, and, where its own tables hold no figures, those of the documents it links to, each below
its address. An attachment that only prints the same tables again (the same report as .doc and .pdf) is left out; where the
documents are reports of several years or bodies, the page is a list and none of them is part of it. What was read is told with its name; links that lead to nothing at hand stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from extract.bounds import MAX_ATTACHMENTS, BoundExceeded, check
from extract.read.beside import Beside, nothing
from extract.read.formats import HTML, PICTURES, TEXT, media_type
from extract.read.pictures import is_worth_reading
from extract.read.whole import Whole
from extract.report import Link, Problem, Report, Table, digest

_FIGURES = 20  # a page whose tables hold fewer numbers than this has only its own particulars in them
_LABELS, _SHORT, _ALIKE = 4, 2, 0.8  # tables of one form share this part of their labels longer than two characters

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
        attached = {address: read(found[address], address, nothing) for address in linked}
        if _are_several([one.tables for one in attached.values()]):
            message = f"the page links to several reports ({', '.join(linked)}): each is to be read by itself"
            joined.tell(Problem("attachment_unread", message, printed=linked[0]))
        else:
            for address, one in attached.items():
                joined.add(address, found[address], one)
    return joined.report()


def _at_hand(link: Link, beside: Beside, report: Report) -> bytes | None:
    """The bytes a link leads to; another page only where it is framed, no photograph."""
    data = beside(link.target) if link.framed or link.names_document else None
    if data is None or digest(data) == report.sha256:
        return None
    kind = media_type(data)
    try:
        follows = is_worth_reading(data) if kind in PICTURES else link.framed or kind not in (HTML, TEXT)
    except BoundExceeded:
        return None  # so that it is named as not read
    return data if follows else None


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
            self._note(address, f"{address} prints only tables that stand here already; it was left out")
            return
        tables = self._whole.add(address, found)
        what = f"tables {', '.join(map(str, tables))}" if tables else "text without a table"
        self._note(address, f"{what} read from {address}", tables.start if tables else None)

    def tell(self, problem: Problem) -> None:
        self._told.append(problem)

    def _note(self, address: str, message: str, table: int | None = None) -> None:
        self.tell(Problem("companion_read", message, table=table, printed=address))

    def report(self) -> Report:
        if not self._told:
            return self._page
        whole = self._whole
        kept = [problem for problem in whole.problems if problem.kind != "empty_file" or not whole.blocks]
        return replace(
            self._page, blocks=tuple(whole.blocks), titles=tuple(dict.fromkeys(whole.titles)),
            links=tuple(replace(link, read=link.target in self.read) for link in self._page.links),
            problems=(*kept, *self._told), companions=tuple(whole.companions),
        )  # fmt: skip


def _are_several(attachments: list[list[Table]]) -> bool:
    """True if two documents print the same table with other numbers: they are reports of several years or bodies."""
    for number, tables in enumerate(attachments):
        for other in attachments[number + 1 :]:
            for one, two in itertools.product(tables, other):
                labels, theirs = _labels(one), _labels(two)
                least = min(len(labels), len(theirs))
                if least >= _LABELS and len(labels & theirs) >= _ALIKE * least and _prints([one]) != _prints([two]):
                    return True
    return False


def _labels(table: Table) -> set[str]:
    texts = ("".join(cell.text.split()) for cell in table.cells)
    return {text for text in texts if len(text) > _SHORT and not any(map(str.isdecimal, text))}


def _prints(tables: Iterable[Table]) -> set[tuple[str, ...]]:
    """What each table prints, whatever its white space."""
    return {tuple("".join(cell.text.split()) for cell in table.cells if not cell.blank) for table in tables}
