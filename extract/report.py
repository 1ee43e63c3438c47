"""The Report model: what every reader leaves, whatever the format it read.

Enters: nothing; readers build these values.
Leaves: Report, an ordered list of blocks (Text, Table, Stream, Image) with their page, and what went wrong while reading
(Problem). A reader never judges content: it does not know what a label or an indicator is.

Positions are 1-based. `page` is None where the format has no pages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_DOCUMENT = re.compile(
    r"\.(?:docx?|wps|rtf|odt|xlsx?|et|ods|pdf|ofd|zip|rar|7z|png|jpe?g|gif|tiff?|bmp)(?:[?#].*)?$", re.IGNORECASE
)


POINTS, PIXELS = "points", "pixels"


@dataclass(frozen=True, slots=True)
class Ocr:
    """How a text was read from a picture. `second` is another reading of the same ink, where it differs.

    `confidence` is that of the least sure character, from 0 to 1. `region` is left, top, right, bottom from the upper
    left corner: of a PDF's page in points, of any other picture in pixels; `unit` says which.
    """

    confidence: float
    region: tuple[int, int, int, int]
    second: str | None = None
    unit: str = PIXELS


@dataclass(slots=True, unsafe_hash=True)
class Cell:
    """One printed cell. `row` and `column` are its upper left corner in the table's grid; text is as printed.

    Never changed once made: it is not declared frozen because that makes it four times slower to make, by the hundred.
    `ocr` is set where the text was read from a picture and there is ink.
    `wrapped`: the number was joined from several lines of the cell.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    ocr: Ocr | None = None
    wrapped: bool = False

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells, sorted by row and column; a table that goes on over a page break is one Table.

    `spans_known` is False where the format lost column spans (text flattened from Word): `column` is then only the
    order of a cell in its row, and a cell that a row span reaches is printed as a blank cell of its own. `rows_known` is
    False where the text itself does not say where a row begins and ends (one cell a line). `cut`: the document ends with its
    last cell, so that its last row may be torn off.
    """

    cells: tuple[Cell, ...]
    number: int
    page: int | None = None
    spans_known: bool = True
    rows_known: bool = True
    cut: bool = False

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row number with its cells from left to right, those that reach down from rows above included."""
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                by_row.setdefault(row, []).append(cell)
        for row in sorted(by_row):
            yield row, sorted(by_row[row], key=lambda cell: cell.column)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, heading or line outside any table. `heading` marks what the format itself calls a heading."""

    text: str
    page: int | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a Stream. A blank token is a blank cell; `inferred` if only blank lines speak for it.

    `width` is the number of cells in its line where the line is a row of a table; 1 where a line is one cell, or part of one.
    `row` is set where the line is a row of one cell.
    """

    text: str
    line: int
    inferred: bool = False
    width: int = 1
    row: bool = False

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Stream:
    """Copied text in which cells follow one another; at most the lines say where a row of a table begins or ends."""

    tokens: tuple[Token, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the flow of the report; it may stand where a table should. `seen`: it was at hand, and no ruled table was
    found in it, or it is drawn in a format that is not read (EMF, SVG)."""

    source: str
    page: int | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the document; attachments are among them. `framed`: the page shows in a frame what is there; `read`:
    it was at hand and its blocks are among those of the document."""

    target: str
    text: str
    framed: bool = False
    read: bool = False

    @property
    def names_document(self) -> bool:
        """True if the address ends as those of office documents, PDFs, archives and pictures do."""
        return _DOCUMENT.search(self.target) is not None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader could not read. `kind` is a row of data/issue_kinds.csv."""

    kind: str
    message: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    printed: str = ""


Block = Text | Table | Stream | Image


@dataclass(frozen=True, slots=True)
class Report:
    """A document as read. `titles` are candidates from the format itself (HTML title, PDF metadata), best first.

    `companions` are the sha256 of other documents that this one shows or whose blocks are among its own.
    """

    name: str
    media_type: str
    sha256: str
    size: int
    blocks: tuple[Block, ...] = ()
    titles: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    companions: tuple[str, ...] = ()

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def texts(self) -> list[Text]:
        """All text in order, the tokens of streams among it."""
        found = []
        for block in self.blocks:
            if isinstance(block, Text):
                found.append(block)
            elif isinstance(block, Stream):
                found += [Text(token.text, block.page) for token in block.tokens if not token.blank]
        return found


def digest(data: bytes) -> str:
    """The sha256 of the bytes in hex: the document_id everywhere."""
    return hashlib.sha256(data).hexdigest()
