"""Cells that follow one another → rows of tables, told by the labels of the forms.

Enters: a Stream (copied text) and the code book.
Leaves: Tables for transform.place. Lines of equal width that a form proves to be a grid are a Table with spans
(transform/merged.py). Elsewhere a row is a label with the values that follow it; how many values a row must have is not
counted here: place takes a row only if it fits its header. Where lines are rows, no row goes over the end of a line.
Halves of a label on two lines are joined if the whole is a known label and the halves are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from extract.report import Cell, Stream, Table, Token
from transform.forms import Reference
from transform.labels import fold, is_among, keys, without_enumerators
from transform.merged import with_spans
from transform.torn import is_note, mended
from transform.values import looks_like_a_value, says_nothing

_MOST_PARTS = 4
_LONGEST_HEADER = 30
_LONGEST_GLUED = 40
_LONGEST_UNIT = 2
_ROW_ENDS = 2
_MANY_NUMBERS = 3
_MOST_LETTERS = 8
_TITLE = 8  # characters
_NOTES = re.compile(r"[(（〔【\[][^()（）〔〕【】\[\]]*(?:[)）〕】\]]|$)")


def tables_of(stream: Stream, first_number: int, reference: Reference) -> list[Table]:
    """The tables found in a stream, numbered from `first_number`; rows and columns are the order of their cells."""
    tables: list[Table] = []
    loose: list[Token] = []
    for run in _runs(stream.tokens):
        number = first_number + len(tables)
        above = loose[-1:] if loose and is_among(loose[-1].text, reference.anchors) else []
        rows = [[token.text] + [""] * (run[0].width - 1) for token in above] + _rows_of(run)
        is_grid = run[0].width > 1 and all(len(row) == run[0].width for row in rows)
        grid = with_spans(rows, number, stream.page, reference) if is_grid else None
        if grid is None:
            loose += run
            continue
        loose = loose[: len(loose) - len(above)]
        tables += _loose_tables(loose, number, stream.page, reference)
        tables.append(replace(grid, number=first_number + len(tables)))
        loose = []
    return tables + _loose_tables(loose, first_number + len(tables), stream.page, reference)


def _runs(tokens: tuple[Token, ...]) -> Iterator[list[Token]]:
    """Tokens of lines that follow one another and have the same width."""
    for _, run in groupby(tokens, key=lambda token: token.width):
        yield list(run)


def _rows_of(run: list[Token]) -> list[list[str]]:
    return [[token.text for token in line] for _, line in groupby(run, key=lambda token: token.line)]


def _loose_tables(tokens: list[Token], first_number: int, page: int | None, reference: Reference) -> list[Table]:
    tables: list[Table] = []
    for rows in _Rows(reference).read(_cells(tokens, reference)):
        cells = tuple(
            Cell(token.text, row, column, page=page)
            for row, tokens in enumerate(rows, start=1)
            for column, token in enumerate(tokens, start=1)
        )
        known = all(token.width > 1 or token.row for tokens in rows for token in tokens)
        tables.append(Table(cells, first_number + len(tables), page, spans_known=False, rows_known=known))
    return tables


def _cells(tokens: list[Token], reference: Reference) -> list[Token]:
    """Tokens that are one cell each."""
    pieces = _pieces(_without_blank_lines(tokens), reference)
    return mended(_without_row_ends(pieces, reference), reference)


def _without_blank_lines(tokens: list[Token]) -> Iterator[Token]:
    """Without lines of nothing but pipes or TABs."""
    for _, line in groupby(tokens, key=lambda token: (token.line, token.width)):
        cells = list(line)
        if cells[0].width == 1 or not all(cell.blank for cell in cells):
            yield from cells


def _without_row_ends(tokens: list[Token], reference: Reference) -> list[Token]:
    """Where a blank stands before row labels, each cell may end with a pipe and so may the row: without that blank."""
    at_label = [
        before for before, token in pairwise(tokens) if token.width == 1 and is_among(token.text, reference.leaf_labels)
    ]
    if sum(_is_lone_blank(token) for token in at_label) < _ROW_ENDS:
        return tokens
    kept = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        ends_row = (
            following is None
            or not (following.blank or looks_like_a_value(following.text))
            or is_among(following.text, reference.labels)
        )
        ends_header = place > 0 and _is_header(tokens[place - 1].text, reference)
        if not (_is_lone_blank(token) and (ends_row or ends_header)):
            kept.append(token)
    return kept


def _is_header(text: str, reference: Reference) -> bool:
    """True for a column's header; （七）总计 and 3.其他 are rows, whose names columns have without the numeral."""
    return is_among(text, reference.column_labels) and without_enumerators(text) == text.strip()


def _is_lone_blank(token: Token) -> bool:
    return token.blank and token.width == 1 and not token.inferred


def _pieces(tokens: Iterable[Token], reference: Reference) -> list[Token]:
    """Tokens that are one cell each: several lines in one are parted, and parts of one label are joined."""
    labels = reference.labels
    single: list[Token] = []
    for token in tokens:
        if (spaced := _spaced_row(token, reference)) is not None:
            single += spaced
            continue
        if (glued := _glued_labels(token, reference)) is not None:
            single += glued
            continue
        lines = token.text.split("\n")
        if (
            token.width == 1
            and len(lines) > 1
            and not is_among(token.text, labels)
            and not looks_like_a_value(lines[0])
        ):
            single += [Token(line, token.line) for line in lines]
        else:
            single.append(token)
    joined: list[Token] = []
    while single:
        parts = next((n for n in range(_MOST_PARTS, 1, -1) if _is_one_label(single[:n], n, labels)), 1)
        joined.append(replace(single[0], text="\n".join(token.text for token in single[:parts])))
        single = single[parts:]
    return joined


def _spaced_row(token: Token, reference: Reference) -> list[Token] | None:
    """A line `行政许可 12 0 3`, one of labels or one of many numbers parted by spaces; None for any other token."""
    words = token.text.split()
    if len(words) < 2 or token.width > 1 or "\n" in token.text:
        return None
    if is_among(token.text, reference.labels) and not says_nothing(words[-1], reference):
        return None
    values = next((n for n, word in enumerate(reversed(words)) if not _is_value(word, reference)), len(words))
    labels = _parted(words[: len(words) - values], reference)
    if not labels and values >= _MANY_NUMBERS and _is_piece(words[: len(words) - values], reference):
        labels = ["".join(words[: len(words) - values])]
    if not labels and values < max(len(words), _MANY_NUMBERS):
        return None
    parts = (*labels, *words[len(words) - values :])
    return [Token(text, token.line, width=len(parts)) for text in parts]


def _is_value(word: str, reference: Reference) -> bool:
    return says_nothing(word, reference) or (looks_like_a_value(word) and not is_among(word, reference.labels))


def _is_piece(words: list[str], reference: Reference) -> bool:
    """True for the end of a label that began on the line above."""
    piece = fold("".join(words))
    return len(piece) > 1 and any(label.endswith(piece) for label in reference.leaf_labels)


def _parted(words: list[str], reference: Reference) -> list[str]:
    """Words joined to labels, the longest first, and units behind them; none where something is left over."""
    found: list[str] = []
    while words:
        sizes = range(min(len(words), _MOST_PARTS), 0, -1)
        size = next((n for n in sizes if is_among(" ".join(words[:n]), reference.labels)), 0)
        if not size and not (found and words[0] in reference.units):
            return []
        found.append(" ".join(words[: size or 1]))
        words = words[size or 1 :]
    return found


def _glued_labels(token: Token, reference: Reference) -> list[Token] | None:
    """`信息内容本年处理决定数量`: header labels with nothing between them, if they can be parted in one way only."""
    text = "".join(token.text.split())
    if not text or len(text) > _LONGEST_GLUED or looks_like_a_value(text) or is_among(text, reference.labels):
        return None
    labels = reference.column_labels | reference.ignored
    ways: list[list[tuple[str, ...]]] = [[()]] + [[] for _ in text]
    for end in range(1, len(text) + 1):
        for start in range(end):
            if ways[start] and is_among(text[start:end], labels):
                ways[end] += [(*way, text[start:end]) for way in ways[start]]
    return [Token(label, token.line) for label in ways[-1][0]] if len(ways[-1]) == 1 else None


def _is_one_label(tokens: list[Token], parts: int, labels: frozenset[str]) -> bool:
    if len(tokens) < parts or any(not keys(token.text) or looks_like_a_value(token.text) for token in tokens):
        return False
    if any(token.width > 1 for token in tokens):
        return False
    return not is_among(tokens[0].text, labels) and is_among("".join(token.text for token in tokens), labels)


class _Rows:
    """Reads tokens in order; `_rows` are the rows of the table that is open."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._rows: list[list[Token]] = []
        self._in_header = False
        self._has_values = False
        self._blanks: list[Token] = []  # after the last label of a header

    def read(self, tokens: list[Token]) -> list[list[list[Token]]]:
        tables: list[list[list[Token]]] = []
        for place, token in enumerate(tokens):
            if not self._take(token, tokens[place + 1 :]):
                self._end(tables)
        self._end(tables)
        return tables

    def _take(self, token: Token, following: list[Token]) -> bool:
        """Put the token where it belongs; False if it ends the table."""
        reference = self._reference
        text = token.text
        if self._rows and is_note(text, reference):
            self._rows.insert(len(self._rows) - 1, [token])
        elif is_among(text, reference.anchors):
            self._begin(token, header=True)
            self._begin_row()
        elif self._in_header and is_among(text, reference.column_labels | reference.unit_labels):
            self._header(token)
        elif is_among(text, reference.row_labels) and (self._rows or is_among(text, reference.long_row_labels)):
            self._label(token)
        elif is_among(text, reference.column_labels | reference.ignored):
            if self._in_header:
                self._header(token)
            else:
                self._begin(token, header=True)
        elif not self._rows:
            return True
        elif _holds_numbers(text, reference):
            self._begin(token, header=False)
        elif says_nothing(text, reference) or _may_be_a_number(text) or self._is_unit(token):
            self._value(token)
        elif self._in_header and self._is_title(text):
            return True
        elif self._in_header and len(text) <= _LONGEST_HEADER:
            self._header(token)
        elif self._followed_by_value(following):
            self._label(token)
        else:
            return False
        return True

    def _begin(self, token: Token, *, header: bool) -> None:
        self._rows.append([token])
        self._in_header = header
        self._has_values = False
        self._blanks = []

    def _begin_row(self) -> None:
        """After an anchor: its header stands in a row of its own."""
        self._rows.append([])

    def _header(self, token: Token) -> None:
        """A header label, with the blanks between it and the one before in its line."""
        if self._blanks and self._blanks[0].line == token.line:
            self._rows[-1] += self._blanks
        self._blanks = []
        self._rows[-1].append(token)

    def _label(self, token: Token) -> None:
        """A row label: beside its parent if the parent has no values, else a new row."""
        if self._in_header or self._has_values or not self._rows or self._is_new_line(token):
            self._begin(token, header=False)
        else:
            self._rows[-1].append(token)

    def _value(self, token: Token) -> None:
        if self._in_header and token.blank and (token.width == 1 or not self._is_new_line(token)):
            self._blanks += [] if token.inferred else [token]
            return
        if self._in_header:
            blanks = [blank for blank in self._blanks if blank.width == 1 and token.width == 1]
            self._begin(token, header=False)
            self._rows[-1][:0] = blanks
        elif self._is_new_line(token):
            self._begin(token, header=False)
        else:
            self._rows[-1].append(token)
        self._has_values = True

    def _is_new_line(self, token: Token) -> bool:
        """True where lines are rows and this token begins another line than the one before."""
        before = next((row[-1] for row in reversed(self._rows) if row), None)
        return (token.width > 1 or token.row) and before is not None and token.line != before.line

    def _is_title(self, text: str) -> bool:
        """True for the title of a section with something before it, as converters put it between header and rows."""
        folded = fold(text)
        return any(len(label) >= _TITLE and folded.endswith(label) for label in self._reference.ignored)

    def _is_unit(self, token: Token) -> bool:
        return not self._in_header and "".join(token.text.split()) in self._reference.units

    def _followed_by_value(self, following: list[Token]) -> bool:
        return bool(following) and not following[0].blank and _may_be_a_number(following[0].text)

    def _end(self, tables: list[list[list[Token]]]) -> None:
        rows = [_without_doubtful_blanks(row) for row in self._rows if row]
        if rows:
            tables.append(rows)
        self._rows = []
        self._in_header = self._has_values = False


def _without_doubtful_blanks(row: list[Token]) -> list[Token]:
    """A row without the blanks that only blank lines speak for, if one stands behind a number: one may be lost there."""
    numbers = [place for place, token in enumerate(row) if looks_like_a_value(token.text) and not _has_words(token)]
    if not numbers or not any(token.inferred for token in row[numbers[0] :]):
        return row
    return [token for token in row if not token.inferred]


def _may_be_a_number(text: str) -> bool:
    """True for digits with no more words beside them than a number has (`约 44 条`); notes in brackets do not count."""
    letters = sum(unicodedata.category(char) == "Lo" for char in _NOTES.sub("", text))
    return looks_like_a_value(text) and letters <= _MOST_LETTERS


def _holds_numbers(text: str, reference: Reference) -> bool:
    """True for a line of words and numbers that is no row of any form: its numbers belong to no other row."""
    words = text.split()
    return sum(_is_value(word, reference) for word in words[1:]) > 1


def _has_words(token: Token) -> bool:
    """True for a label such as `3.其他`; a number may have its unit, of two characters at most."""
    return sum(unicodedata.category(char) == "Lo" for char in token.text) > _LONGEST_UNIT
