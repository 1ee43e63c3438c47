"""The characters of a PDF page → the text of a box.

Enters: pdfium's text page, and the Frame the page is read in.
Leaves: Glyphs in the order they were written, and `text_of`, which puts any set of them into reading order.

A character is placed by its origin on the baseline, never by its box: a full stop's box lies lower than a digit's.
pdfium adds spaces and line breaks of its own; they are left out, and only a gap wide enough to be seen as a blank
becomes a space. Two printed things are never glued together to make a number that is not printed.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extract.bounds import MAX_CELLS, check
from extract.read.pdf_calls import (
    Answer,
    text_box,
    text_has_map_error,
    text_is_generated,
    text_matrix,
    text_object,
    text_origin,
    text_size,
    text_unicode,
)
from extract.read.pdf_drawing import Stroke

# All of these are parts of the type size (em).
SAME_BASELINE = 0.2  # a superscript stands higher, and is then a line of its own: 12² must not become 122
BLANK = 0.8  # justified text stretches gaps to half an em; a blank between two columns is wider than this
LATIN_BLANK = 0.15  # Latin words may be set apart by moving on instead of by a space
DIGIT_BLANK = 0.35  # two digits of one number stand nearer, unless all of it is spaced out evenly
EVEN = 0.1  # the gaps of a number that is spaced out differ by less
SMALLER = 0.8  # times the size of the number: a footnote mark; no number is printed in two sizes
RAISED = 0.05, 0.7  # how far a footnote mark stands above (or below) the baseline
BESIDE = 0.6  # how far a footnote mark stands from the number
SAME_PLACE = 0.1  # bold drawn as the same character twice; the narrowest digit is a quarter of an em wide

UNREADABLE = "\ufffd"
NUMERIC = frozenset("0123456789０１２３４５６７８９.．,，")
_HALF = re.compile("[\ud800-\udfff]")
HYPHEN = 2  # the code: pdfium's own sign for a hyphen at the end of a line

# By quarter turn (counter-clockwise): the direction of writing and the direction of the next line, y downwards.
DIRECTIONS = (((1, 0), (0, 1)), ((0, -1), (1, 0)), ((-1, 0), (0, -1)), ((0, 1), (-1, 0)))

_ALONG = attrgetter("start", "order")
_ORIGIN, _BOX, _MATRIX = Answer(ctypes.c_double, 2), Answer(ctypes.c_float, 4), Answer(ctypes.c_float, 6)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is looked at: turned so that its text is upright, in points from its upper left corner."""

    turn: int
    width: float
    height: float
    offset: tuple[float, float]

    @classmethod
    def of(cls, box: tuple[float, float, float, float], turn: int) -> Frame:
        left, bottom, right, top = box
        corners = [_turned(x, y, turn) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return cls(turn, max(xs) - min(xs), max(ys) - min(ys), (min(xs), max(ys)))

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space as seen: from the upper left corner, y downwards."""
        x, y = _turned(x, y, self.turn)
        return x - self.offset[0], self.offset[1] - y

    def place_all(self, strokes: list[Stroke]) -> list[Stroke]:
        """The same of both ends of each stroke."""
        if self.turn == 0:
            left, top = self.offset
            return [(x1 - left, top - y1, x2 - left, top - y2) for x1, y1, x2, y2 in strokes]
        return [(*self.place(x1, y1), *self.place(x2, y2)) for x1, y1, x2, y2 in strokes]


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


class Mark(NamedTuple):
    """A character as pdfium tells it, in the page's own space; `turn` is None where it stands askew.

    `source` tells which characters were written by one operator.
    """

    char: str
    source: int
    x: float
    y: float
    em: float
    width: float
    turn: int | None


@dataclass(slots=True)
class Glyph:
    """A character as seen: `start` and `width` along its line, `line` where its baseline is, (x, y) its middle."""

    char: str
    source: int
    order: int
    start: float
    width: float
    line: float
    em: float
    turn: int
    x: float
    y: float
    struck: bool = False
    note: bool = False

    @property
    def end(self) -> float:
        return self.start + self.width


def read_marks(textpage, hidden: set[int]) -> list[Mark]:
    """Every visible character; `hidden` holds the addresses of text objects drawn invisibly (an OCR layer)."""
    raw = textpage.raw
    origin, (to_x, to_y) = _ORIGIN.numbers, _ORIGIN.to
    box, to_box = _BOX.numbers, _BOX.to[0]
    marks = []
    known = None  # the text object that em, level and turn are of
    em, level, turn = 0.0, True, None
    count = pdfium.FPDFText_CountChars(raw)
    check("characters on a page", count, MAX_CELLS)
    for index in range(count):
        code = text_unicode(raw, index)
        if (code <= 32 or code == 0xFFFE) and text_is_generated(raw, index) == 1:
            continue
        source = text_object(raw, index)
        if source in hidden:
            continue
        if source != known:
            known = source
            em, level, turn = _set(raw, index)
        text_origin(raw, index, to_x, to_y)
        text_box(raw, index, to_box)
        left, top, right, bottom = box
        width = right - left if level else top - bottom
        if not 0 <= width <= 2.5 * em:  # the box of a font for vertical writing is not scaled
            width = em
        unmapped = code == 0 or text_has_map_error(raw, index) == 1
        char = UNREADABLE if unmapped else "-" if code == HYPHEN else chr(code)
        x, y = origin
        marks.append(Mark(char, source, x, y, em, width, turn))
    return marks


def _set(raw, index: int) -> tuple[float, bool, int | None]:
    """How the text object of a character is set: type size, whether its lines are level, and its quarter turn."""
    text_matrix(raw, index, _MATRIX.to[0])
    a, b, c, d, _, _ = _MATRIX.numbers
    if b == c == 0.0 < a:
        return abs(text_size(raw, index)) * abs(d), True, 0
    em = abs(text_size(raw, index)) * math.hypot(c, d)
    quarters = math.atan2(b, a) / (math.pi / 2)
    turn = round(quarters)
    return em, turn % 2 == 0, turn % 4 if abs(quarters - turn) < 0.06 else None


def upright_turn(marks: list[Mark], rotation: int) -> int:
    """The quarter turn in which the page is read: as the page says, unless nearly all its text stands otherwise."""
    turns = [mark.turn for mark in marks if mark.turn is not None and not mark.char.isspace()]
    for turn in range(4):
        if turns.count(turn) > 0.9 * len(turns):
            return turn
    return rotation // 90 % 4


def glyphs_of(marks: list[Mark], frame: Frame) -> list[Glyph]:
    """The characters that stand straight and on the page, as seen in the frame, in the order they were written."""
    glyphs = []
    beyond: set[int] = set()  # the edge of the page
    width, height, frame_turn = frame.width, frame.height, frame.turn
    left, top = frame.offset
    for order, (char, source, at_x, at_y, em, advance, turn) in enumerate(marks):
        if turn is None:
            continue
        turn = (turn - frame_turn) % 4
        x, y = (at_x - left, top - at_y) if frame_turn == 0 else frame.place(at_x, at_y)
        half, rise = advance / 2, 0.35 * em
        if turn == 0:  # as DIRECTIONS[0] has it
            start, line, middle_x, middle_y = x, y, x + half, y - rise
        else:
            (ax, ay), (dx, dy) = DIRECTIONS[turn]
            start, line = x * ax + y * ay, x * dx + y * dy
            middle_x, middle_y = x + ax * half - dx * rise, y + ay * half - dy * rise
        if 0 <= middle_x <= width and 0 <= middle_y <= height:
            glyphs.append(Glyph(char, source, order, start, advance, line, em, turn, middle_x, middle_y))
        else:
            beyond.add(order)
    if beyond:
        cut = cut_numbers(marks, beyond)
        for glyph in glyphs:
            if glyph.order in cut:
                glyph.char += UNREADABLE
    return glyphs


def cut_numbers(marks: list[Mark], lost: set[int]) -> set[int]:
    """The digits beside digits that were lost: what is left of a number is no number."""
    return {
        index
        for other in lost
        for index in (other - 1, other + 1)
        if 0 <= index < len(marks) and index not in lost
        and marks[index].source == marks[other].source
        and marks[index].char in NUMERIC and marks[other].char in NUMERIC
    }  # fmt: skip


def lines_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one turn as lines from the first to the last, each sorted along its baseline."""
    if len({glyph.line for glyph in glyphs}) == 1:
        return [sorted(glyphs, key=_ALONG)]
    lines: list[list[tuple[float, int, Glyph]]] = []
    line, em = 0.0, 0.0  # of the first glyph of the last line
    for at, start, order, glyph in sorted([(glyph.line, glyph.start, glyph.order, glyph) for glyph in glyphs]):
        if lines and at - line <= SAME_BASELINE * min(glyph.em, em):
            lines[-1].append((start, order, glyph))
        else:
            lines.append([(start, order, glyph)])
            line, em = at, glyph.em
    return [[glyph for _, _, glyph in sorted(found)] for found in lines]


def line_text(line: list[Glyph]) -> str:
    """The text of one line, with a space where a blank is seen."""
    parts: list[tuple[str, str]] = []  # sign, text
    before: Glyph | None = None
    signed = any([glyph.struck or glyph.note for glyph in line])
    spaced = _spaced_digits(line)
    for place, glyph in enumerate(line):
        if before is not None:
            again = glyph.char == before.char and glyph.start - before.start < SAME_PLACE * glyph.em
            if again and not (_latin(before, glyph) and glyph.order == before.order + 1):
                continue  # but an ff ligature is two letters in one place
            if place in spaced or (glyph.start > before.start + before.width and _is_blank(before, glyph)):
                parts.append((_sign(before) if signed and _sign(before) == _sign(glyph) else "", " "))
        before = glyph
        parts.append((_sign(glyph) if signed else "", glyph.char))
    return _whole(_signed(parts) if signed else "".join([piece for _, piece in parts])).strip()


def _is_blank(before: Glyph, glyph: Glyph) -> bool:
    """Whether a blank is seen between two characters, where none is written."""
    gap = _gap(before, glyph)
    if gap <= LATIN_BLANK or before.char.isspace() or glyph.char.isspace():
        return False
    return gap > BLANK or _latin(before, glyph)


def _sign(glyph: Glyph) -> str:
    return "~~" if glyph.struck else "[" if glyph.note else ""


def _signed(parts: list[tuple[str, str]]) -> str:
    """What is struck out stands between ~~, a footnote mark in brackets."""
    text = ""
    for sign, run in itertools.groupby(parts, key=lambda part: part[0]):
        inside = "".join(piece for _, piece in run)
        if sign and inside.strip():
            inside = f"~~{inside}~~" if sign == "~~" else f"[{inside.strip('[]')}]"
        text += inside
    return text


def _spaced_digits(line: list[Glyph]) -> set[int]:
    """The places in a line of digits that are parted from the digit before; a number spaced out evenly is not."""
    spaced: set[int] = set()
    if len([True for glyph in line if glyph.char.isdigit()]) < 2:
        return spaced
    for digits, run in itertools.groupby(range(len(line)), key=lambda place: line[place].char.isdigit()):
        places = list(run)
        if not digits or len(places) < 2:
            continue
        gaps = {after: _gap(line[before], line[after]) for before, after in itertools.pairwise(places)}
        least = min(gaps.values())
        in_one_go = len({line[place].source for place in places}) == 1 and len(gaps) > 1
        spaced.update(
            place
            for place, gap in gaps.items()
            if (gap > DIGIT_BLANK and not (in_one_go and gap - least < EVEN))
            or _two_sizes(line[place - 1], line[place])
        )
    return spaced


def _gap(before: Glyph, glyph: Glyph) -> float:
    return (glyph.start - before.end) / max(glyph.em, before.em, 0.1)


def _two_sizes(one: Glyph, other: Glyph) -> bool:
    return not one.note and not other.note and min(one.em, other.em) < SMALLER * max(one.em, other.em)


def set_notes(glyphs: list[Glyph]) -> None:
    """Mark small characters beside a number, on another baseline, as its footnote mark, and put them on its line."""
    digits = [glyph for glyph in glyphs if glyph.char.isdigit() and glyph.turn == 0]
    if not digits or len(digits) == len(glyphs) == 1:
        return
    largest = max((glyph.em for glyph in digits), default=0.0)
    small = [glyph for glyph in glyphs if glyph.turn == 0 and glyph.em < SMALLER * largest and not glyph.char.isspace()]
    if not small:
        return
    small.sort(key=lambda glyph: glyph.start)
    for number in digits:
        if number.note:
            continue
        after = _notes(number, small, number.end, +1)
        before = _notes(number, small[::-1], number.start, -1)
        for run in (after, before):
            if any(glyph.char.isdigit() for glyph in run):
                for glyph in run:
                    glyph.note, glyph.line = True, number.line


def _notes(number: Glyph, small: list[Glyph], edge: float, way: int) -> list[Glyph]:
    """The small characters that follow one another from the edge of a number on."""
    run = []
    least, most = RAISED
    for glyph in small:
        aside = least * number.em < abs(glyph.line - number.line) < most * number.em
        near, far = (glyph.start, glyph.end) if way > 0 else (glyph.end, glyph.start)
        beside = -0.3 * glyph.em < way * (near - edge) < BESIDE * number.em
        if glyph.em < SMALLER * number.em and aside and beside and not glyph.note:
            run.append(glyph)
            edge = far
    return run


def text_of(glyphs: list[Glyph]) -> str:
    """The text of a box in reading order: lines from top to bottom, vertical writing column by column."""
    if len({(glyph.turn, glyph.line) for glyph in glyphs}) == 1:
        return line_text(sorted(glyphs, key=_ALONG))
    pieces: list[tuple[float, str]] = []
    for turn in sorted({glyph.turn for glyph in glyphs}):
        group = [glyph for glyph in glyphs if glyph.turn == turn]
        if turn == 0 and _stacked(group):
            text = _stacked_text(group)
        else:
            text = "\n".join(filter(None, map(line_text, lines_of(group))))
        if text:
            pieces.append((min(glyph.y for glyph in group), text))
    return "\n".join(text for _, text in sorted(pieces))


def _stacked(glyphs: list[Glyph]) -> bool:
    """Whether upright characters were written one below the other (vertical writing)."""
    down = along = 0
    printed = [glyph for glyph in glyphs if not glyph.char.isspace()]
    for before, glyph in itertools.pairwise(printed):
        step = (glyph.line - before.line) / max(glyph.em, 0.1)
        if abs(step) < SAME_BASELINE:
            along += 1
        elif 0.5 < step < 3 and abs(glyph.x - before.x) < 0.5 * glyph.em:
            down += 1
    return down >= 2 and down > 2 * along


def _stacked_text(glyphs: list[Glyph]) -> str:
    columns: list[list[Glyph]] = []
    for glyph in sorted((glyph for glyph in glyphs if not glyph.char.isspace()), key=lambda glyph: -glyph.x):
        if columns and columns[-1][0].x - glyph.x < 0.8 * glyph.em:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    texts = []
    for column in columns:
        text = ""
        for line in map(line_text, lines_of(column)):
            apart = text[-1:].isdigit() and line[:1].isdigit()  # two numbers, one below the other
            text += "\n" + line if apart else line
        texts.append(text)
    return "\n".join(texts)


def _latin(*glyphs: Glyph) -> bool:
    return all(glyph.char.isascii() and glyph.char.isalpha() for glyph in glyphs)


def _whole(text: str) -> str:
    """Text in which the halves of a rare character (a surrogate pair) are one character again."""
    if _HALF.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
