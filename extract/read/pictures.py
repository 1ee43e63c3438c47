"""A Report with pictures → the same Report with what the pictures show in their places.

Enters: a Report, and what gives the bytes of its pictures by their source. Leaves: a Report in which a picture that holds
a ruled table, or is a whole page, gave way to its tables and text, read as a scan is (Ocr). A picture that is not at hand,
small, or without a table stays an Image. Each table that comes from a picture is told with the picture's name.
"""

from __future__ import annotations

import time
from dataclasses import replace

from extract.bounds import MAX_SCAN_SECONDS, MAX_SCANNED_PAGES, BoundExceeded, check
from extract.read.beside import Beside
from extract.read.formats import PICTURES, media_type
from extract.report import Block, Image, Problem, Report, Table, Text, digest

_PAGE_WIDTH = 500  # pixels: a picture as wide and higher than wide may be the page of a report


def with_pictures(report: Report, fetch: Beside) -> Report:
    """Read the pictures of a report; those past a bound are told and stay Images."""
    sources = dict.fromkeys(block.source for block in report.blocks if isinstance(block, Image))
    reading = _Reading(fetch)
    read = {source: found for source in sources if (found := reading.read(source)) is not None}
    report = replace(report, companions=(*report.companions, *reading.looked_at))
    if not reading.seen and not reading.problems:
        return report
    placed = _Placed()
    for block in report.blocks:
        if isinstance(block, Image) and block.source in read:
            placed.add_picture(block.source, read.pop(block.source))
        elif isinstance(block, Image) and block.source in reading.seen:
            placed.add(replace(block, seen=True))
        else:
            placed.add(block)
    told = (
        replace(problem, table=placed.numbers.get(problem.table, problem.table))
        for problem in report.problems
        if not (problem.kind == "image_table" and problem.printed in placed.pictures)
    )
    problems = (*told, *placed.problems, *reading.problems)
    return replace(report, blocks=tuple(placed.blocks), problems=problems)


def is_worth_reading(data: bytes) -> bool:
    """True for a picture with a ruled table in it, or of the size of a page; a photograph is told in milliseconds."""
    if media_type(data) not in PICTURES:
        return False
    from extract.read.scan_paper import paper_size  # loads Pillow

    size = paper_size(data)
    if size is None:
        return False
    from extract.read.scan import holds_table  # loads OpenCV and the models' runtime

    return size[1] > size[0] >= _PAGE_WIDTH or holds_table(data)


class _Reading:
    """Pictures while they are read, counted together."""

    def __init__(self, fetch: Beside) -> None:
        self.problems: list[Problem] = []
        self.looked_at: list[str] = []
        self.seen: set[str] = set()
        self._fetch = fetch
        self._count = 0
        self._started = time.monotonic()
        self._stopped = False

    def read(self, source: str) -> Report | None:
        data = None if self._stopped else self._fetch(source)
        if data is None:
            return None
        self.looked_at.append(digest(data))
        self.seen.add(source)
        try:
            if not is_worth_reading(data):
                return None
            from extract.read.scan import read_image

            self._count += 1
            check("pictures of a document", self._count, MAX_SCANNED_PAGES)
            check("seconds for the pictures of a document", time.monotonic() - self._started, MAX_SCAN_SECONDS)
            found = read_image(data, source)
        except BoundExceeded as problem:
            self._stop(source, problem)
            return None
        return found if found.blocks else None

    def _stop(self, source: str, problem: BoundExceeded) -> None:
        self._stopped = True
        self.seen.discard(source)
        self.problems.append(Problem("bound_exceeded", f"{source} and the pictures after it: {problem}"))


class _Placed:
    """The blocks of the report with those of its pictures among them. `numbers` are the new numbers of its tables."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.numbers: dict[int | None, int] = {}
        self.pictures: set[str] = set()
        self._tables = 0

    def add(self, block: Block) -> None:
        if isinstance(block, Table):
            self.numbers[block.number] = self._tables + 1
        self._append(block)

    def add_picture(self, source: str, found: Report) -> None:
        self.pictures.add(source)
        before = self._tables
        for block in found.blocks:
            if isinstance(block, Table):
                cells = tuple(replace(cell, page=None) for cell in block.cells)
                block = replace(block, cells=cells, page=None)
                message = f"table {self._tables + 1} was read from the picture {source}"
                self.problems.append(Problem("companion_read", message, table=self._tables + 1, printed=source))
            elif isinstance(block, Text):
                block = replace(block, page=None)
            self._append(block)
        for problem in found.problems:
            table = None if problem.table is None else problem.table + before
            self.problems.append(replace(problem, message=f"{source}: {problem.message}", page=None, table=table))

    def _append(self, block: Block) -> None:
        if isinstance(block, Table):
            self._tables += 1
            block = replace(block, number=self._tables)
        self.blocks.append(block)
