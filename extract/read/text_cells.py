"""Lines of a text → cells that follow one another.

Enters: lines, None where one was left out. Leaves: Tokens: each cell with its line and, where the line itself shows how
many cells it has (`width`), blank cells too; a line that is one cell, or a part of one, has width 1.
Pipes (Markdown, boxes drawn with characters, `cell |` a line): where lines that follow one another have the same number of
pipes, or begin and end with one, each is a row; else every `|` ends a cell, wherever the lines end. Rules such as |---|
are dropped; where rules stand between all rows, the lines between two of them are one row. TABs and commas: a line is a
row; commas only where lines that follow one another have as many. Else one cell a line: where most lines stand n blank
lines apart, every further blank line is taken for a blank cell (`inferred`).
"""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from extract.bounds import MAX_BYTES
from extract.report import Token

csv.field_size_limit(MAX_BYTES)  # a whole report may stand on one line

Lines = list[str | None]
Row = tuple[int, list[str]]

_PIPES = str.maketrans("｜│┃┆║", "|||||")
_RULE = re.compile(r"[\s|:+=_\-\u2500-\u257f]*(?:-{3}|={3}|[\u2500-\u257f]{2})[\s|:+=_\-\u2500-\u257f]*")
_MARKED_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_BOLD = re.compile(r"\*\*(?P<text>[^*]+)\*\*")
_MANY_PIPES = 6
_RULES_OF_A_HEADER = 3
_LONGEST_CELL = 200  # lines
_WIDEST_ROW = 50  # cells; a line of more is a whole text


def cells_of(lines: Lines) -> list[Token]:
    """The cells of a text, in order."""
    piped = [None if line is None else line.translate(_PIPES) for line in lines]
    if sum(len(_PIPE.findall(line)) for line in piped if line is not None) >= _MANY_PIPES:
        return _piped(piped)
    broken = [part for line in lines for part in ([None] if line is None else _BREAK.split(line))]
    if any("\t" in line.strip() for line in broken if line is not None):
        return [token for row in _parted(broken, "\t") for token in _tokens(row)]
    rows = list(_parted(broken, ","))
    if any(_is_table(run) for run in _runs(rows)):
        return [token for run in _runs(rows) for token in _tokens_of_run(run)]
    return _lines(broken)


def _tokens(row: Row) -> list[Token]:
    number, cells = row
    if len(cells) == 1 and not cells[0]:
        return []
    return [Token(text, number, width=len(cells)) for text in cells]


# --- pipes


def _piped(lines: Lines) -> list[Token]:
    rows = [line.strip() for line in lines if line is not None and "|" in line and not _RULE.fullmatch(line)]
    ends = tuple(10 * sum(map(at_end, rows)) >= 9 * len(rows) for at_end in (_begins, _closes))
    tokens: list[Token] = []
    for kind, run in groupby(((n, line) for n, line in enumerate(lines, start=1) if line is not None), key=_kind):
        if kind == "table":
            tokens += _piped_run(list(run), tokens, ends)
        elif kind == "text":
            tokens += [Token(_unmarked(line), number) for number, line in run]
    return tokens


def _kind(numbered: tuple[int, str]) -> str:
    _, line = numbered
    if "|" in line or _RULE.fullmatch(line):
        return "table"
    return "text" if line.strip() else "blank"


def _piped_run(run: list[tuple[int, str]], before: list[Token], ends: tuple[bool, ...]) -> list[Token]:
    rows: list[Row] = []
    above: list[Row] = []
    drawn = [
        bool(_RULE.fullmatch(line) or (place == 1 and _MARKED_RULE.fullmatch(line)))
        for place, (_, line) in enumerate(run)
    ]
    rules = sum(drawn)
    for (number, line), is_rule in zip(run, drawn, strict=True):
        if not is_rule:
            above.append((number, _PIPE.split(line)))
        elif rules > _RULES_OF_A_HEADER:
            rows += _one_row(above)
            above = []
    rows += _one_row(above) if rules > _RULES_OF_A_HEADER else above
    if not rows:
        return []
    whole = _without_ends(rows, *ends)
    widths = {len(cells) for _, cells in whole}
    if len(widths) == 1 and 1 < max(widths) <= _WIDEST_ROW and (len(rows) > 1 or _closed(rows[0])):
        return [token for number, cells in whole for token in _tokens((number, [*map(_unmarked, cells)]))]
    goes_on = bool(before) and before[-1].width == 1 and before[-1].line == rows[0][0] - 1
    return list(_cell_by_cell(rows, goes_on))


def _one_row(lines: list[Row]) -> list[Row]:
    """Lines between two rules: one row, if they have the same number of cells and only one of them holds numbers."""
    numbers = sum(any(text.strip().isdecimal() for text in cells) for _, cells in lines)
    if len({len(cells) for _, cells in lines}) != 1 or numbers > 1:
        return lines
    columns = zip(*(cells for _, cells in lines), strict=True)
    return [(lines[0][0], ["\n".join(part.strip() for part in column if part.strip()) for column in columns])]


def _begins(line: str) -> bool:
    return line.startswith("|")


def _closes(line: str) -> bool:
    return line.endswith("|")


def _without_ends(rows: list[Row], begin: bool, end: bool) -> list[Row]:
    """Rows without the blanks before the first and after the last pipe, where the lines of the text begin or end with one."""
    first = begin and all(not cells[0].strip() for _, cells in rows)
    last = end and all(not cells[-1].strip() for _, cells in rows)
    return [(number, cells[first : len(cells) - last]) for number, cells in rows]


def _closed(row: Row) -> bool:
    return not row[1][0].strip() and not row[1][-1].strip()


def _cell_by_cell(rows: list[Row], goes_on: bool) -> Iterator[Token]:
    """Every pipe ends a cell; what stands after the last pipe of a line goes on in the next. `goes_on` if a line without
    pipes stands right before: the first pipe ends that cell."""
    open_cell: list[tuple[int, str]] = []
    for place, (number, cells) in enumerate(rows):
        first, *rest = map(_unmarked, cells)
        width = len(cells) - 2 if _closed((number, cells)) else len(cells) - 1
        width = width if 1 < width <= _WIDEST_ROW and not open_cell and not rest[-1] else 1
        if first and not open_cell and len(cells) > _WIDEST_ROW:  # the whole report: what stands before its tables
            yield from (Token(word, number) for word in first.split())
        elif first or open_cell:
            open_cell += [(number, first)] * bool(first)
            yield Token("\n".join(text for _, text in open_cell), open_cell[0][0], width=width)
        elif (place or number > 1) and not any(rest) and not (goes_on and not place):
            yield Token("", number, width=width)
        alone = _closed((number, cells)) and len(rest) == 2
        for text in rest[:-1]:
            yield Token(text, number, width=width, row=alone)
        open_cell = [(number, rest[-1])] if rest[-1] else []
    if open_cell:
        yield Token("\n".join(text for _, text in open_cell), open_cell[0][0])


def _unmarked(text: str) -> str:
    """Without the signs of Markdown: escapes, bold type, <br>, entities."""
    text = _BREAK.sub("\n", _BOLD.sub(lambda match: match["text"], text))
    return html.unescape(_ESCAPE.sub(lambda match: match[1], text)).strip()


# --- TABs and commas


def _parted(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Each line's cells; a cell in quotation marks may go on over several lines."""
    number = 0
    while number < len(lines):
        line, first = lines[number], number
        number += 1
        if line is None:
            continue
        while (
            _is_open(line, delimiter) and number < min(len(lines), first + _LONGEST_CELL) and lines[number] is not None
        ):
            line += f"\n{lines[number]}"
            number += 1
        if _is_open(line, delimiter):  # no quotation at all: the line stands for itself
            line, number = str(lines[first]), first + 1
            cells = line.split(delimiter)
        else:
            cells = next(csv.reader(line.splitlines(keepends=True), delimiter=delimiter), [""])
        yield first + 1, [text.strip() for text in cells]


def _is_open(line: str, delimiter: str) -> bool:
    """True if the line ends inside quotation marks that began with a cell."""
    return line.count('"') % 2 == 1 and bool(re.search(rf'(?:^|{delimiter})"[^"]*$', line))


def _runs(rows: list[Row]) -> Iterator[list[Row]]:
    for _, run in groupby(rows, key=lambda row: len(row[1])):
        yield list(run)


def _is_table(run: list[Row]) -> bool:
    """True for lines with as many commas each that hold numbers of their own; a sentence has commas too."""
    cells = [text for _, texts in run for text in texts]
    return len(run) > 1 and len(run[0][1]) > 1 and any(text.isdecimal() for text in cells)


def _tokens_of_run(run: list[Row]) -> Iterator[Token]:
    for number, cells in run:
        if len(run) > 1:
            yield from _tokens((number, cells))
        else:
            yield from _tokens((number, [",".join(cells)]))


# --- one cell a line


def _lines(lines: Lines) -> list[Token]:
    printed = [
        (number, line.strip()) for number, line in enumerate(lines, start=1) if line is not None and line.strip()
    ]
    gaps = [after - before - 1 for (before, _), (after, _) in pairwise(printed)]
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 0
    spare = [gap - usual for gap in gaps if gap > usual]
    each = usual + 1 if all(lines_ % (usual + 1) == 0 for lines_ in spare) else 1  # lines that a blank cell takes
    left_out = [sum(line is None for line in lines[one:other]) for (one, _), (other, _) in pairwise(printed)]
    tokens: list[Token] = []
    for (number, text), gap, out in zip(printed, [usual, *gaps], [0, *left_out], strict=False):
        if usual and not gap:  # no blank line between: the cell goes on
            tokens[-1] = replace(tokens[-1], text=f"{tokens[-1].text}\n{text}")
            continue
        tokens += [Token("", number, inferred=True)] * (max(gap - usual - out * (usual + 1), 0) // each)
        tokens += _words(text, number)
    return tokens


def _words(text: str, number: int) -> list[Token]:
    """A line that is a whole text in its words; any other as it is."""
    words = text.split()
    return [Token(word, number) for word in words] if len(words) > _WIDEST_ROW else [Token(text, number)]
