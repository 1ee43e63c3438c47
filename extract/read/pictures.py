"""A Report with pictures → the same Report with what the pictures show in their places.

Enters: a Report, and what gives the bytes of its pictures by their source. Leaves: a Report in which a picture that holds
a ruled table, or is a whole page, gave way to its tables and text, read as a scan is (Ocr). A picture that is not at hand,
small, or without a table stays an Image. Each table that comes from a picture is told with the picture's name.
"""

from __future__ import annotations

import io
import time
import warnings
from dataclasses import replace

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from extract.bounds import MAX_PIXELS, MAX_SCAN_SECONDS, MAX_SCANNED_PAGES, BoundExceeded, check
from extract.read.beside import Beside
from extract.read.formats import PICTURES, media_type
from extract.report import Block, Image, Problem, Report, Table, Text, digest

_LEAST_WIDTH, _LEAST_HEIGHT = 240, 60  # pixels: what is smaller is an icon, a line of a menu, a seal
_PAGE_WIDTH = 500  # pixels: a picture as wide and higher than wide may be the page of a report
_SMALL = 600  # pixels: as much of a picture as is looked at first
_LIGHT, _NEAR, _INK = 110, 14, 60  # of 256 greys: the darkest ground; what still is ground; how much darker ink is
_GROUND, _MOST_INK = 0.4, 0.3  # of all pixels


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
            size = _paper(data) if media_type(data) in PICTURES else None
        except BoundExceeded as problem:
            self._stop(source, problem)
            return None
        if size is None:
            return None
        from extract.read.scan import holds_table, read_image  # loads OpenCV and the models' runtime

        try:
            is_page = size[1] > size[0] >= _PAGE_WIDTH
            if not is_page and not holds_table(data):
                return None
            self._count += 1
            check("pictures of a document", self._count, MAX_SCANNED_PAGES)
            check("seconds for the pictures of a document", time.monotonic() - self._started, MAX_SCAN_SECONDS)
            found = read_image(data, source)
        except BoundExceeded as problem:
            self._stop(source, problem)
            return None
        return found if found.tables or (is_page and found.texts) else None

    def _stop(self, source: str, problem: BoundExceeded) -> None:
        self._stopped = True
        self.seen.discard(source)
        self.problems.append(Problem("bound_exceeded", f"{source} and the pictures after it: {problem}"))


def _paper(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture of something printed: most of it is ground of one light shade, and little is dark.
    None for an icon, a photograph, a picture that is broken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(data)) as picture:
                width, height = picture.size
                if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
                    return None
                check("pixels of a picture", width * height, MAX_PIXELS)
                shades = _shades(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        return None
    total = sum(shades)
    ground = max(range(_LIGHT, len(shades)), key=lambda shade: sum(shades[shade - _NEAR : shade + _NEAR + 1]))
    near = sum(shades[ground - _NEAR : ground + _NEAR + 1])
    dark = sum(shades[: max(ground - _INK, 0)])
    return (width, height) if near >= _GROUND * total and dark <= _MOST_INK * total else None


def _shades(picture: Pillow.Image) -> list[int]:
    """How many pixels of a small copy have each of 256 greys; what is transparent is paper."""
    picture.draft("L", (_SMALL, _SMALL))
    picture.thumbnail((_SMALL, _SMALL))
    small = picture.convert("RGBA")
    paper = Pillow.new("RGBA", small.size, "white")
    paper.alpha_composite(small)
    return paper.convert("L").histogram()


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
