"""Plain text → Report: flattened from Word, copied from a page, pasted from a sheet, or Markdown.

Enters: the bytes of a text. Leaves: text blocks and tables where TABs lead the cells (extract/read/text_tabs.py); else one
Stream of cells (extract/read/text_cells.py says how lines become cells).
What only stands on paper or was made by a converter is left out: page marks (— 4 —), a Markdown heading that is printed
again before each piece of a table.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from extract.bounds import MAX_CELLS, check
from extract.read.charset import decode
from extract.read.text_cells import cells_of
from extract.read.text_tabs import tab_led, tabs_lead
from extract.report import Block, Problem, Report, Stream, digest

_PAGE_MARK = re.compile(r"\s*(?:[-–—―─]+\s*\d{1,4}\s*[-–—―─]+|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?)\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<text>.*\S)\s*")


def read_text(data: bytes, name: str) -> Report:
    """Read a text; the bytes must be text (see extract.read.charset)."""
    decoded = decode(data)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = tuple(_blocks(lines))
    problems = () if blocks else (Problem("empty_file", "the document holds no text"),)
    return Report(name, "text/plain", digest(data), len(data), blocks, problems=problems + decoded.problems)


def _blocks(lines: list[str]) -> list[Block]:
    if tabs_lead(lines):
        return tab_led(lines)
    tokens = cells_of(_printed(lines))
    check("cells of a table", len(tokens), MAX_CELLS)
    return [Stream(tuple(tokens))] if tokens else []


def _printed(lines: list[str]) -> list[str]:
    """The lines without page marks and repeated headings (their places stay, as None) and without heading signs."""
    headings = [(number, match["text"]) for number, line in enumerate(lines) if (match := _HEADING.fullmatch(line))]
    made_up = {number for (one, text), (other, again) in pairwise(headings) if text == again for number in (one, other)}
    names = dict(headings)
    return [
        None
        if number in made_up or _PAGE_MARK.fullmatch(unicodedata.normalize("NFKC", line))
        else names.get(number, line)
        for number, line in enumerate(lines)
    ]
