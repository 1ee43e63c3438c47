"""Plain text → Report: flattened from Word, with pipes, or copied from a page.

Enters: the bytes of a text. Leaves: text blocks and tables where TABs lead the cells; else one Stream of cells.
Word's flattening: a TAB at the start of a line begins a cell, a blank line ends a row; a line without TAB inside a row
goes on with the cell above it, also after one blank line if a TAB line follows it directly. Row spans survive as blank
cells, column spans do not: rows differ in width and `spans_known` is False.
Pipes: every `|` ends a cell, wherever the lines end; rules such as |---| are dropped. Copied lines: one cell a line;
where most lines stand n blank lines apart, every further blank line is taken for a blank cell (`inferred`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from extract.bounds import MAX_CELLS, check
from extract.read.charset import decode
from extract.report import Block, Cell, Problem, Report, Stream, Table, Text, Token, digest

_PIPES = str.maketrans("｜│┃┆", "||||")
_RULE = re.compile(r"[\s|:+=-]*-{3,}[\s|:+=-]*")
_MANY_PIPES = 6


def read_text(data: bytes, name: str) -> Report:
    """Read a text; the bytes must be text (see extract.read.charset)."""
    decoded = decode(data)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = tuple(_blocks(lines))
    problems = () if blocks else (Problem("empty_file", "the document holds no text"),)
    return Report(name, "text/plain", digest(data), len(data), blocks, problems=problems + decoded.problems)


def _blocks(lines: list[str]) -> list[Block]:
    if any(line.startswith("\t") for line in lines):
        return _tab_led(lines)
    piped = [line.translate(_PIPES) for line in lines]
    tokens = _piped(piped) if sum(line.count("|") for line in piped) >= _MANY_PIPES else _lines(lines)
    check("cells of a table", len(tokens), MAX_CELLS)
    return [Stream(tuple(tokens))] if tokens else []


def _piped(lines: list[str]) -> list[Token]:
    """Cells between pipes; a line without any pipe stands alone, unless the next one begins with a pipe."""
    tokens: list[Token] = []
    open_cell: list[str] = []
    for number, line in enumerate(lines, start=1):
        if "|" not in line:
            if open_cell:
                tokens += [Token("\n".join(open_cell), number - 1)]
            open_cell = [line.strip()] if line.strip() else []
            continue
        if _RULE.fullmatch(line):
            continue
        first, *rest = line.split("|")
        if first.strip() or open_cell:
            tokens.append(Token("\n".join([*open_cell, *([first.strip()] if first.strip() else [])]), number))
        elif number > 1 and not line.strip().strip("|").strip():
            tokens.append(Token("", number))
        tokens += [Token(text.strip(), number) for text in rest[:-1]]
        open_cell = [rest[-1].strip()] if rest[-1].strip() else []
    return tokens + [Token("\n".join(open_cell), len(lines))] * bool(open_cell)


def _lines(lines: list[str]) -> list[Token]:
    printed = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    gaps = [after - before - 1 for (before, _), (after, _) in pairwise(printed)]
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 0
    tokens: list[Token] = []
    for (number, text), gap in zip(printed, [usual, *gaps], strict=False):
        tokens += [Token("", number, inferred=True)] * max(gap - usual, 0)
        tokens.append(Token(text, number))
    return tokens


def _tab_led(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    row_open = False
    for number, line in enumerate(lines):
        if line.startswith("\t"):
            if not row_open:
                rows.append([])
                row_open = True
            rows[-1].extend(line[1:].split("\t"))
        elif not line.strip():
            row_open = False
        elif rows and (row_open or _goes_on(lines, number)):
            rows[-1][-1] += "\n" + line
            row_open = True
        else:
            blocks += _tables(rows, blocks)
            rows = []
            blocks.append(Text(line.strip()))
    return [*blocks, *_tables(rows, blocks)]


def _goes_on(lines: list[str], number: int) -> bool:
    """True for a line that stands after exactly one blank line and directly before a TAB line."""
    after_blank = number >= 2 and not lines[number - 1].strip() and bool(lines[number - 2].strip())
    return after_blank and number + 1 < len(lines) and lines[number + 1].startswith("\t")


def _tables(rows: list[list[str]], before: list[Block]) -> Iterator[Table]:
    if not rows:
        return
    check("cells of a table", sum(len(row) for row in rows), MAX_CELLS)
    cells = tuple(
        Cell("\n".join(part.strip() for part in text.split("\n") if part.strip()), row, column)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    )
    yield Table(cells, 1 + sum(isinstance(block, Table) for block in before), spans_known=False)
