"""The drawn objects of a PDF page → straight strokes and pictures.

Enters: pdfium's page.
Leaves: Drawing: strokes (x1, y1, x2, y2) that may be ruling lines, the boxes of pictures, which text is invisible, and
what may hide text: the areas that are painted, in order, the colour of each text, and the boxes texts are cut to.

Producers draw a rule as a stroked line, a stroked rectangle, a thin filled rectangle, a filled frame (one rectangle
in another), a dot in a row of dots, or a short stroke as wide as the rule is long; all become strokes here. A filled
area is not a rule. All coordinates are in the page's own space; form XObjects are entered.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extract.bounds import MAX_CELLS, MAX_NESTING, check
from extract.read.pdf_calls import (
    Answer,
    Handle,
    clip_segment,
    count_clip_segments,
    count_clips,
    count_form_objects,
    count_segments,
    draw_mode,
    fill_colour,
    form_object,
    has_transparency,
    object_clip,
    object_matrix,
    object_type,
    page_object,
    path_segment,
    render_mode,
    segment_close,
    segment_point,
    segment_type,
    stroke_colour,
    stroke_width,
)

THIN = 6.0  # points; the widest rule an office program draws as one area
BAR = 2.0  # points; no line that strikes out a text is wider
SLACK = 0.1  # points: how far a corner of a rectangle may be out of place
MOVE_TO = pdfium.FPDF_SEGMENT_MOVETO
NO_TEXT, FILL = pdfium.FPDF_TEXTRENDERMODE_UNKNOWN, pdfium.FPDF_TEXTRENDERMODE_FILL
MAX_SUBPATHS = 200  # rectangles of one path that are compared with one another

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Stroke = tuple[float, float, float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_COLOUR, _MODE = Answer(ctypes.c_uint, 4), Answer(ctypes.c_int, 2)
_POINT, _MATRIX, _WIDTH = Answer(ctypes.c_float, 2), Answer(ctypes.c_float, 6), Answer(ctypes.c_float, 1)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


class Area(NamedTuple):
    """A filled area or a picture; `solid` where all of its box is filled, `cut` is what may cut it off.

    What does is asked only where it matters: the answer costs more than the area.
    """

    order: int
    box: Box
    colour: Colour | None
    solid: bool
    picture: Handle | None = None
    cut: tuple[Handle, _Around] | None = None

    def seen(self) -> Area:
        """The area as far as nothing cuts it off."""
        if self.cut is None:
            return self
        clip, sure = _clip(*self.cut)
        return Area(
            self.order, _common(self.box, clip), self.colour, self.solid and sure, self.picture if sure else None
        )


class Paint(NamedTuple):
    """When a text was painted, and in which colour; None if it is wholly transparent."""

    order: int
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for all objects of the page or of a form XObject."""

    matrix: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    opaque: bool = True
    depth: int = 1


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page besides its text."""

    strokes: list[Stroke] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    hidden_text: set[int] = field(default_factory=set)
    paths: int = 0
    bars: list[Stroke] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    painted: dict[int, Paint] = field(default_factory=dict)
    clips: dict[int, Box] = field(default_factory=dict)
    objects: int = 0


def read_drawing(page) -> Drawing:
    """Walk the page's objects, form XObjects included."""
    drawing = Drawing()
    _walk(drawing, page_object, page.raw, pdfium.FPDFPage_CountObjects(page.raw), _Around())
    return drawing


def _walk(drawing: Drawing, get: Callable, holder, count: int, around: _Around) -> None:
    check("form XObjects inside one another", around.depth, MAX_NESTING)
    for index in range(count):
        item = get(holder, index)
        drawing.objects += 1
        mode = render_mode(item)
        if mode != NO_TEXT:
            _read_text(drawing, item, mode)
            if around.clip != EVERYWHERE or count_clips(object_clip(item)) > 0:
                drawing.clips[item.value] = _clip(item, around)[0]
            continue
        kind = object_type(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            drawing.paths += 1
            _read_path(drawing, item, around)
            check("strokes on a page", len(drawing.strokes), MAX_CELLS)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            _read_picture(drawing, item, around)
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            clip, _ = _clip(item, around)
            drawing.areas.append(Area(drawing.objects, clip, None, False))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            clip, _ = _clip(item, around)
            opaque = around.opaque and not has_transparency(item)
            inside = _Around(_times(_matrix(item), around.matrix), clip, opaque, around.depth + 1)
            _walk(drawing, form_object, item, count_form_objects(item), inside)


def _read_text(drawing: Drawing, item, mode: int) -> None:
    if mode == FILL:
        colour, alpha = _colour(item, fill_colour)
        drawing.painted[item.value] = Paint(drawing.objects, colour if alpha else None)
        return
    if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        drawing.hidden_text.add(item.value)
        return
    outlined = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    both = mode in (pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP)
    colour, alpha = _colour(item, stroke_colour if outlined else fill_colour)
    if both and (not alpha or min(colour) > 240):  # then it is the outline that is seen
        colour, alpha = _colour(item, stroke_colour)
    drawing.painted[item.value] = Paint(drawing.objects, colour if alpha else None)


def _read_picture(drawing: Drawing, item, around: _Around) -> None:
    matrix = _times(_matrix(item), around.matrix)
    box = _box([_at(matrix, x, y) for x in (0, 1) for y in (0, 1)])
    drawing.pictures.append(box)
    clip, sure = _clip(item, around)
    upright = min(abs(matrix[0]) + abs(matrix[3]), abs(matrix[1]) + abs(matrix[2])) < 0.01
    plain = sure and upright and around.opaque and not has_transparency(item)
    drawing.areas.append(Area(drawing.objects, _common(box, clip), None, False, item if plain else None))


def _read_path(drawing: Drawing, item, around: _Around) -> None:
    draw_mode(item, *_MODE.to)
    fill, stroke = _MODE.numbers
    if not fill and not stroke:
        return
    matrix = _times(_matrix(item), around.matrix)
    subpaths = _subpaths(item, matrix)
    boxes = [_box(points) for points in subpaths] if fill else []
    if fill:
        _fill(drawing, item, around, subpaths, boxes)
    if stroke:
        _stroke(drawing, item, matrix, around, subpaths)
        return
    boxes = [box for box, points in zip(boxes, subpaths, strict=True) if len(points) > 2]
    for box in boxes:
        _thin_area(drawing, box)
    for outside, inside in itertools.pairwise(boxes):
        if all(0 <= gap <= THIN for gap in _margins(outside, inside)) or all(
            0 <= gap <= THIN for gap in _margins(inside, outside)
        ):
            left, bottom, right, top = outside
            drawing.strokes += [
                (left, bottom, right, bottom), (left, top, right, top),
                (left, bottom, left, top), (right, bottom, right, top),
            ]  # fmt: skip


def _stroke(drawing: Drawing, item, matrix: Matrix, around: _Around, subpaths: list[list[Point]]) -> None:
    stroke_width(item, _WIDTH.to[0])
    seen = _WIDTH.numbers[0] * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
    for points in subpaths:
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            if seen > THIN:
                _wide_stroke(drawing, x1, y1, x2, y2, seen)
            else:
                stroke = x1, y1, x2, y2
                drawing.strokes.append(stroke)
                if seen <= BAR:
                    drawing.bars.append(stroke)
    if seen > BAR:
        _stroke_areas(drawing, item, around, subpaths, seen)


def _stroke_areas(drawing: Drawing, item, around: _Around, subpaths: list[list[Point]], width: float) -> None:
    """The areas that strokes as wide as a line of text paint."""
    colour, alpha = _colour(item, stroke_colour)
    clip, sure = _clip(item, around)
    plain = sure and alpha == 255 and around.opaque and not has_transparency(item)
    for points in subpaths:
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            across, up = (0.0, width / 2) if abs(y1 - y2) <= abs(x1 - x2) else (width / 2, 0.0)
            left, bottom, right, top = _box([(x1, y1), (x2, y2)])
            seen = _common((left - across, bottom - up, right + across, top + up), clip)
            if alpha and min(_size(seen)) > 0:
                straight = min(abs(x1 - x2), abs(y1 - y2)) < 0.1
                drawing.areas.append(Area(drawing.objects, seen, colour, plain and straight))


def _fill(drawing: Drawing, item, around: _Around, subpaths: list[list[Point]], boxes: list[Box]) -> None:
    """The areas a path fills that are large enough for a character to lie on or under."""
    large = [
        (box, points)
        for box, points in zip(boxes, subpaths, strict=True)
        if box[2] - box[0] > BAR and box[3] - box[1] > BAR
    ]
    if not large:
        return
    colour, alpha = _colour(item, fill_colour)
    if not alpha:
        return
    plain = alpha == 255 and around.opaque and not has_transparency(item)
    for box, points in large:
        solid = plain and _is_rectangle(points, box) and not _meets_another(box, boxes)
        drawing.areas.append(Area(drawing.objects, box, colour, solid, cut=(item, around)))
    check("areas on a page", len(drawing.areas), MAX_CELLS)


def _meets_another(box: Box, boxes: list[Box]) -> bool:
    """Whether a rectangle of a path lies over another one: it may be the frame or the hole of the other."""
    if len(boxes) == 1:
        return False
    if len(boxes) > MAX_SUBPATHS:
        return True
    return sum(min(_size(_common(box, other))) > 0 for other in boxes) > 1


def _is_rectangle(points: list[Point], box: Box) -> bool:
    if not 4 <= len(points) <= 6:
        return False
    left, bottom, right, top = box
    corners = set()
    for x, y in points:
        if (x - left >= SLACK and right - x >= SLACK) or (y - bottom >= SLACK and top - y >= SLACK):
            return False
        corners.add((x - left < right - x, y - bottom < top - y))
    return len(corners) == 4


def _colour(item, ask) -> tuple[Colour, int]:
    if not ask(item, *_COLOUR.to):
        return (0, 0, 0), 255
    red, green, blue, alpha = _COLOUR.numbers
    return (red, green, blue), alpha


def _clip(item, around: _Around) -> tuple[Box, bool]:
    """The box an object is cut to, and whether it surely is all of that box."""
    path = object_clip(item)
    clip, sure = around.clip, True
    for index in range(max(count_clips(path), 0)):
        points = []
        for number in range(max(count_clip_segments(path, index), 0)):
            segment_point(clip_segment(path, index, number), *_POINT.to)
            points.append(_at(around.matrix, *_POINT.numbers))
        if points:
            box = _box(points)
            sure = sure and min(_size(box)) > 0 and _is_rectangle(points, box)
            clip = _common(clip, box)
    return clip, sure


def _size(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _common(one: Box, other: Box) -> Box:
    """What two boxes share; of a size below zero if nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _subpaths(item, matrix: Matrix) -> list[list[Point]]:
    a, b, c, d, e, f = matrix
    point, (to_x, to_y) = _POINT.numbers, _POINT.to
    points: list[Point] = []
    subpaths: list[list[Point]] = []
    for index in range(count_segments(item)):
        segment = path_segment(item, index)
        segment_point(segment, to_x, to_y)
        x, y = point
        if segment_type(segment) == MOVE_TO or not subpaths:
            points = []
            subpaths.append(points)
        points.append((a * x + c * y + e, b * x + d * y + f))
        if segment_close(segment):
            points.append(points[0])
    return subpaths


def _wide_stroke(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, width: float) -> None:
    half = width / 2
    if abs(y1 - y2) <= abs(x1 - x2):
        _thin_area(drawing, (min(x1, x2), y1 - half, max(x1, x2), y1 + half))
    else:
        _thin_area(drawing, (x1 - half, min(y1, y2), x1 + half, max(y1, y2)))


def _thin_area(drawing: Drawing, box: Box) -> None:
    left, bottom, right, top = box
    if top - bottom <= THIN:
        middle = (top + bottom) / 2
        drawing.strokes.append((left, middle, right, middle))
        if top - bottom <= BAR:
            drawing.bars.append((left, middle, right, middle))
    if right - left <= THIN:  # a dot is both: it may be part of a dotted rule in either direction
        middle = (left + right) / 2
        drawing.strokes.append((middle, bottom, middle, top))
        if right - left <= BAR:
            drawing.bars.append((middle, bottom, middle, top))


def _margins(outside: Box, inside: Box) -> tuple[float, float, float, float]:
    return inside[0] - outside[0], inside[1] - outside[1], outside[2] - inside[2], outside[3] - inside[3]


def _matrix(item) -> Matrix:
    object_matrix(item, _MATRIX.to[0])
    return tuple(_MATRIX.numbers)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer == IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _at(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: list[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
