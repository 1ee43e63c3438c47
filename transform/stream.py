"""Cells that follow one another → rows of tables, told by the labels of the forms.

Enters: a Stream (copied text, no row says where it begins or ends) and the code book.
Leaves: Tables without spans, for transform.place. A row is a label with the values that follow it; how many values a row
must have is not counted here: place takes a row only if it fits its header. Halves of a label on two lines are joined if
the whole is a known label and the halves are not.
"""

from __future__ import annotations

import unicodedata

from extract.report import Cell, Stream, Table, Token
from transform.forms import Reference
from transform.labels import is_among, keys
from transform.values import looks_like_a_value, says_nothing

_MOST_PARTS = 4
_LONGEST_HEADER = 30
_LONGEST_GLUED = 40
_LONGEST_UNIT = 2


def tables_of(stream: Stream, first_number: int, reference: Reference) -> list[Table]:
    """The tables found in a stream, numbered from `first_number`; rows and columns are the order of their cells."""
    tables: list[Table] = []
    for rows in _Rows(reference).read(_pieces(stream.tokens, reference)):
        cells = tuple(
            Cell(token.text, row, column, page=stream.page)
            for row, tokens in enumerate(rows, start=1)
            for column, token in enumerate(tokens, start=1)
        )
        tables.append(Table(cells, first_number + len(tables), stream.page, spans_known=False))
    return tables


def _pieces(tokens: tuple[Token, ...], reference: Reference) -> list[Token]:
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
        if len(lines) > 1 and not is_among(token.text, labels) and not looks_like_a_value(lines[0]):
            single += [Token(line, token.line) for line in lines]
        else:
            single.append(token)
    joined: list[Token] = []
    while single:
        parts = next((n for n in range(_MOST_PARTS, 1, -1) if _is_one_label(single[:n], n, labels)), 1)
        joined.append(Token("\n".join(token.text for token in single[:parts]), single[0].line, single[0].inferred))
        single = single[parts:]
    return joined


def _spaced_row(token: Token, reference: Reference) -> list[Token] | None:
    """A line `行政许可 12 0 3`, or one of labels parted by spaces; None for any other token."""
    words = token.text.split()
    if len(words) < 2 or "\n" in token.text or is_among(token.text, reference.labels):
        return None
    values = next((n for n, word in enumerate(reversed(words)) if not looks_like_a_value(word)), len(words))
    labels = words[: len(words) - values]
    if values and is_among(" ".join(labels), reference.leaf_labels):
        labels = [" ".join(labels)]
    elif not labels or not all(is_among(label, reference.labels) for label in labels):
        return None
    return [Token(text, token.line) for text in (*labels, *words[len(words) - values :])]


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
    return not is_among(tokens[0].text, labels) and is_among("".join(token.text for token in tokens), labels)


class _Rows:
    """Reads tokens in order; `_rows` are the rows of the table that is open."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._rows: list[list[Token]] = []
        self._in_header = False
        self._has_values = False

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
        if is_among(text, reference.anchors):
            self._begin(token, header=True)
            self._begin_row()
        elif self._in_header and is_among(text, reference.column_labels | reference.unit_labels):
            self._rows[-1].append(token)
        elif is_among(text, reference.row_labels) and (self._rows or is_among(text, reference.long_row_labels)):
            self._label(token)
        elif is_among(text, reference.column_labels | reference.ignored):
            if self._in_header:
                self._rows[-1].append(token)
            else:
                self._begin(token, header=True)
        elif not self._rows:
            return True
        elif says_nothing(text, reference) or looks_like_a_value(text):
            self._value(token)
        elif self._in_header and len(text) <= _LONGEST_HEADER:
            self._rows[-1].append(token)
        elif self._followed_by_value(following):
            self._label(token)
        else:
            return False
        return True

    def _begin(self, token: Token, *, header: bool) -> None:
        self._rows.append([token])
        self._in_header = header
        self._has_values = False

    def _begin_row(self) -> None:
        """After an anchor: its header stands in a row of its own."""
        self._rows.append([])

    def _label(self, token: Token) -> None:
        """A row label: beside its parent if the parent has no values, else a new row."""
        if self._in_header or self._has_values or not self._rows:
            self._begin(token, header=False)
        else:
            self._rows[-1].append(token)

    def _value(self, token: Token) -> None:
        if self._in_header:
            if token.blank:
                return
            self._begin(token, header=False)
        else:
            self._rows[-1].append(token)
        self._has_values = True

    def _followed_by_value(self, following: list[Token]) -> bool:
        return bool(following) and not following[0].blank and looks_like_a_value(following[0].text)

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


def _has_words(token: Token) -> bool:
    """True for a label such as `3.其他`; a number may have its unit, of two characters at most."""
    return sum(unicodedata.category(char) == "Lo" for char in token.text) > _LONGEST_UNIT
