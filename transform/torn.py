"""Tables torn to pieces by a converter → the same cells, header and labels whole again, where the form leaves no doubt.

Enters: the Tokens of a Stream and the code book. Leaves: Tokens for transform.stream.

A header: pieces that stand together and whose characters are those of a form's header, none more and none less, each line
of them in the order of the form's columns, are that header.
A row, in lines that are rows: it belongs to the label in its line, also if that is only a piece of one, as far as the order
of the form's rows leaves one choice. A line of numbers without a label belongs to the one row of the form between its
neighbours whose label is printed elsewhere in the table; or, where labels and numbers take turns throughout, to the label
before it, if both neighbours are the form's. Rows are never counted past a line that may be lost.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from extract.report import Token
from transform.forms import FormTable, Reference
from transform.headers import reading_order
from transform.labels import fold, is_among
from transform.values import looks_like_a_value, says_nothing

_SHORTEST_PIECE = 2
_SHORTEST_TELLING = 4
_MOST_PIECES = 3
_MOST_LINES = 4
_DEEP = 2


def mended(tokens: list[Token], reference: Reference) -> list[Token]:
    """The tokens with torn headers and rows put together."""
    for table in reference.tables:
        if any(len(path) >= _DEEP for path in table.columns.values()):
            tokens = _Header(table, reference).mend(tokens)
    headers = [
        (table, [path[-1] for path in reading_order(table)])
        for table in reference.tables
        if table.has_row_labels and not table.unit_column and len(table.columns) > 1
    ]
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        tables, end = _headers_at(tokens, place, headers)
        found += tokens[place:end]
        place = end
        segments = [_Segment.of(tokens[place:], table, reference) for table in tables]
        if segments:
            segment = max(segments, key=lambda segment: segment.length)
            found += segment.mended()
            place += segment.length
    return found


def _is_value(token: Token, reference: Reference) -> bool:
    if says_nothing(token.text, reference):
        return True
    return looks_like_a_value(token.text) and not is_among(token.text, reference.labels)


def is_note(text: str, reference: Reference) -> bool:
    """True for a note of the body (注：…)."""
    word, colon, _ = unicodedata.normalize("NFKC", text).partition(":")
    return bool(colon) and fold(word) in reference.notes


# --- headers


class _Header:
    """Finds the torn header of one table of a form."""

    def __init__(self, table: FormTable, reference: Reference) -> None:
        self._table = table
        self._reference = reference
        self._labels = [path[-1] for path in reading_order(table)]
        self._needed = Counter("".join(map(fold, self._labels)))
        self._corners = [Counter(label) for label in table.ignored]
        self._pieces: dict[str, list[int]] = {}
        corner = [(0, tuple(table.ignored))]
        for column, path in (*corner, *table.columns.items()):
            for label in map(fold, path):
                for start in range(len(label)):
                    for end in range(start + 1, len(label) + 1):
                        self._pieces.setdefault(label[start:end], []).append(column)

    def mend(self, tokens: list[Token]) -> list[Token]:
        found: list[Token] = []
        for is_text, run in groupby(tokens, key=lambda token: not _is_value(token, self._reference)):
            pieces = list(run)
            found += self._mend_run(pieces) if is_text else pieces
        return found

    def _mend_run(self, run: list[Token]) -> list[Token]:
        rows = self._table.row_labels & self._reference.long_row_labels
        end = next((n for n, token in enumerate(run) if is_among(token.text, rows)), len(run))
        ends = range(end, max(end - _MOST_LINES, 0), -1)  # the first row's label may be in pieces too
        start, end = next(((start, n) for n in ends if (start := self._start(run[:n])) is not None), (None, end))
        if start is None:
            return run
        pieces = [token for token in run[start:end] if not self._is_aside(token)]
        if all(is_among(token.text, self._reference.column_labels | self._table.ignored) for token in pieces):
            return run
        lines = groupby(pieces, key=lambda token: token.line)
        if not all(self._in_order("".join(fold(token.text) for token in line)) for _, line in lines):
            return run
        notes = [token for token in run[start:end] if token not in pieces]
        header = [Token(label, pieces[-1].line) for label in self._labels]
        return [*run[:start], *notes, *header, *run[end:]]

    def _is_aside(self, token: Token) -> bool:
        return is_note(token.text, self._reference) or is_among(token.text, self._table.ignored)

    def _start(self, run: list[Token]) -> int | None:
        """Where the pieces begin that, up to the end of the run, are the header and at most its corner besides."""
        used: Counter[str] = Counter()
        found = None
        for place in range(len(run) - 1, -1, -1):
            if self._is_aside(run[place]):
                continue
            used += Counter(fold(run[place].text))
            more = used - self._needed
            if not any(more <= corner for corner in self._corners):
                break
            if used >= self._needed and (not more or more in self._corners):
                found = place
        return found

    def _in_order(self, text: str) -> bool:
        """True if the line can be cut into pieces of labels of columns from left to right; the corner is left of all."""
        least: list[float] = [-1, *[float("inf")] * len(text)]  # the leftmost column that may end here
        for end in range(1, len(text) + 1):
            for start in range(end):
                after = [column for column in self._pieces.get(text[start:end], ()) if column > least[start]]
                least[end] = min([least[end], *after])
        return least[-1] < float("inf")


def _headers_at(
    tokens: list[Token], place: int, headers: list[tuple[FormTable, list[str]]]
) -> tuple[list[FormTable], int]:
    """The tables of forms with labelled rows whose whole header stands here, and where it ends."""
    found = []
    last = place + 1
    for table, labels in headers:
        end = place
        for label in labels:
            while end < len(tokens) and end > place and tokens[end].blank:
                end += 1
            if end == len(tokens) or not table.is_label(tokens[end].text, label):
                break
            end += 1
        else:
            found.append(table)
            last = end
    return found, last


# --- rows


@dataclass(slots=True)
class _Line:
    """A line of the table: what stands before its numbers, the numbers, blanks that fill it up; `rows` it may be."""

    texts: list[Token]
    values: list[Token]
    fill: list[Token] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Segment:
    """The lines below a header, as far as they hold numbers, labels of the table and pieces of them."""

    table: FormTable
    reference: Reference
    tokens: list[Token]
    lines: list[_Line]

    @classmethod
    def of(cls, tokens: list[Token], table: FormTable, reference: Reference) -> _Segment:
        labels = {fold(label) for path in table.rows.values() for label in path}
        lines: list[_Line] = []
        taken: list[Token] = []
        length = 0
        for _, group in groupby(tokens, key=lambda token: token.line):
            line = list(group)
            texts = [token for token in line if _is_word(token, table, labels)]
            if not all(_is_value(token, reference) for token in line if token not in texts):
                break
            first = next((n for n, token in enumerate(line) if not token.blank), 0)
            first = first if texts else 0
            if line[first : first + len(texts)] != texts or (len(texts) < len(line) and line[0].width == 1):
                break
            taken += line
            lines.append(_Line(texts, line[first + len(texts) :]))
            if lines[-1].values:
                length = len(taken)
        segment = cls(table, reference, taken[:length], [])
        for line in lines:
            segment.lines.append(line)
        while segment.lines and not segment.lines[-1].values:
            segment.lines.pop()
        return segment

    @property
    def length(self) -> int:
        return len(self.tokens)

    def mended(self) -> list[Token]:
        """The tokens with each sure row behind its whole label; the same tokens where nothing is torn or all is in doubt."""
        rows = [line for line in self.lines if line.values]
        width = len(self.table.columns)
        for line in rows:
            while len(line.values) > width and line.values[-1].blank:
                line.fill.append(line.values.pop())
            line.rows = self._rows_of(line)
        whole = all(line.rows and self._leaf(line.texts[-1:]) for line in rows)
        if whole and all(self._is_label(token) for line in self.lines for token in line.texts):
            return self.tokens
        if not self._narrow([line for line in rows if line.rows]):
            return self.tokens
        if not self._take_turns(rows):
            self._doubt_crowded(rows)
            self._fill_gaps(rows)
        used = {line.rows[0] for line in rows if len(line.rows) == 1}
        return [*self._rows(rows), *self._loose_labels(used)]

    def _rows_of(self, line: _Line) -> list[int]:
        """The rows of the form that the texts in a line may name: by a whole label, or by a piece of one."""
        if not line.texts:
            return []
        for texts in (line.texts[-1:], line.texts):
            if found := self._leaf(texts):
                return found
        before = self.lines[: next(n for n, other in enumerate(self.lines) if other is line)]
        loose: list[Token] = []
        for other in reversed(before[-_MOST_LINES:]):
            if other.values:
                break
            loose = [*other.texts, *loose]
            if found := self._leaf([*loose, *line.texts]):
                return found
        piece = "".join(fold(token.text) for token in line.texts)
        if len(piece) < _SHORTEST_TELLING:
            return []
        return [row for row, path in self.table.rows.items() if piece in fold(path[-1])]

    def _leaf(self, texts: list[Token]) -> list[int]:
        printed = "".join(token.text for token in texts)
        found = self.table.rows_like((printed,)) if fold(printed) else []
        return [row for row in found if fold(self.table.rows[row][-1]) == fold(printed)] or found

    def _is_label(self, token: Token) -> bool:
        return is_among(token.text, self.table.row_labels)

    def _order(self, row: int) -> tuple[int, int]:
        return min(self.table.alternatives.get(row, {row})), row

    def _narrow(self, lines: list[_Line]) -> bool:
        """Leave each line the rows it may be with all lines in the form's order; False if they are not in that order."""
        for ordered, first in ((lines, min), (lines[::-1], max)):
            for one, other in pairwise(ordered):
                edge = first(one.rows, key=self._order, default=None)
                if edge is None:
                    return False
                after = self._order(edge)
                other.rows = [row for row in other.rows if (self._order(row) > after) == (first is min) and row != edge]
        return all(line.rows for line in lines)

    def _take_turns(self, rows: list[_Line]) -> bool:
        """Where each line of numbers has its label in it or right before it, throughout: the rows by those labels."""
        found: list[list[int]] = []
        loose: list[Token] = []
        for line in self.lines:
            loose += line.texts
            if not line.values:
                continue
            leaves = [row for n in range(len(loose)) if (row := self._whole(loose, n))]
            if len(leaves) != 1 or not self._whole_at_end(loose):
                return False
            found.append(line.rows or self._whole_at_end(loose))
            loose = []
        if any(len(rows_) != 1 for rows_ in found):
            return False
        numbers = [rows_[0] for rows_ in found]
        form = [row for row in sorted(self.table.rows, key=self._order) if row not in self._replaced(numbers)]
        if numbers != form or any(len(line.values) != len(self.table.columns) for line in rows):
            return False
        for line, row in zip(rows, numbers, strict=True):
            line.rows = [row]
        return True

    def _replaced(self, met: list[int]) -> set[int]:
        """Rows that the report prints in another way: alternatives that are not met, and what those met stand for."""
        away: set[int] = set()
        for alternative, instead in self.table.alternatives.items():
            away |= set(instead) if alternative in met else {alternative}
        return away

    def _whole(self, loose: list[Token], place: int) -> list[int]:
        return next((rows for n in range(_MOST_LINES, 0, -1) if len(loose) >= place + n and (rows := self._leaf(loose[place : place + n]))), [])  # fmt: skip

    def _whole_at_end(self, loose: list[Token]) -> list[int]:
        return next(
            (rows for n in range(_MOST_LINES, 0, -1) if len(loose) >= n and (rows := self._leaf(loose[-n:]))), []
        )

    def _doubt_crowded(self, rows: list[_Line]) -> None:
        """Where more lines without label stand between two rows than the form has there, labels put together are in doubt."""
        named = [(place, self._order(line.rows[0])) for place, line in enumerate(rows) if len(line.rows) == 1]
        for (one, low), (other, high) in pairwise(named):
            between = sum(low < self._order(row) < high for row in self.table.rows)
            for line in (rows[one], rows[other]) if other - one - 1 > between else ():
                line.rows = line.rows if self._leaf(line.texts[-1:]) else []

    def _fill_gaps(self, rows: list[_Line]) -> None:
        """A line without label between two sure rows of the form that have one row between them."""
        met = [row for line in rows for row in line.rows]
        form = [row for row in sorted(self.table.rows, key=self._order) if row not in self._replaced(met)]
        labels = self._loose_rows()
        for place in range(len(rows) - 1):
            line, after = rows[place], rows[place + 1]
            before = rows[place - 1].rows if place else [None]
            if line.rows or line.texts or len(before) != 1 or len(after.rows) != 1:
                continue
            if place and not rows[place - 1].texts:
                continue  # told by its neighbours itself
            low = self._order(before[0]) if before[0] is not None else (0, 0)
            gap = [row for row in form if low < self._order(row) < self._order(after.rows[0])]
            if len(gap) == 1 and gap[0] in labels and gap[0] not in met:
                line.rows = gap

    def _loose_rows(self) -> set[int]:
        """Rows of the form whose whole label is printed once beside no numbers."""
        loose = [token for line in self.lines if not line.values for token in line.texts]
        found = Counter(
            row for place in range(len(loose)) if len(rows := self._whole(loose, place)) == 1 for row in rows
        )
        return {row for row, times in found.items() if times == 1}

    def _rows(self, rows: list[_Line]) -> Iterator[Token]:
        longest = max((len(line.values) + len(line.fill) for line in rows if line.fill), default=0)
        for line in rows:
            width = max(len(self.table.columns), _DEEP)
            if len(line.rows) == 1:
                number = line.values[0].line
                yield from (Token(label, number, width=width) for label in self.table.rows[line.rows[0]])
            else:
                yield from line.texts
            values = line.values
            if len(values) + len(line.fill) < longest:  # what stands last only fills up a row that lost a cell
                values = values[: max((n for n, value in enumerate(values, start=1) if not value.blank), default=0)]
            yield from (replace(value, width=width) for value in values)

    def _loose_labels(self, used: set[int]) -> Iterator[Token]:
        """Whole labels whose numbers were not found, behind the rows."""
        loose = [token for line in self.lines if not line.values for token in line.texts]
        for place, token in enumerate(loose):
            rows = self._whole(loose, place)
            if len(rows) == 1 and rows[0] not in used:
                yield replace(token, text=self.table.rows[rows[0]][-1])


def _is_word(token: Token, table: FormTable, labels: set[str]) -> bool:
    """True for a label of the table, whole or in pieces."""
    if is_among(token.text, table.row_labels):
        return True
    text = fold(token.text)
    if len(text) < _SHORTEST_PIECE:
        return text.isalpha() and any(label.startswith(text) for label in labels)
    return sum(char.isalpha() for char in text) >= _SHORTEST_PIECE and _is_made_of(text, labels)


def _is_made_of(text: str, labels: set[str]) -> bool:
    """True for a piece of a label, or a few such pieces glued together."""
    reached = {0}
    for _ in range(_MOST_PIECES):
        reached |= {
            end
            for start in reached
            for end in range(start + _SHORTEST_PIECE, len(text) + 1)
            if any(text[start:end] in label for label in labels)
        }
    return len(text) in reached and bool(text)
