"""The drawn objects of a PDF page → straight strokes and pictures.

Enters: pdfium's page.
Leaves: Drawing: strokes (x1, y1, x2, y2) that may be ruling lines, the boxes of pictures, and which text is invisible.

Producers draw a rule as a stroked line, a stroked rectangle, a thin filled rectangle, a filled frame (one rectangle
in another), a dot in a row of dots, or a short stroke as wide as the rule is long; all become strokes here. A filled
area is not a rule. All coordinates are in the page's own space; form XObjects are entered.
"""

from __future__ import annotations

import ctypes
import itertools
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from extract.bounds import MAX_CELLS, MAX_NESTING, check
from extract.read.pdf_glyphs import address

THIN = 6.0  # points; the widest rule an office program draws as one area

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Stroke = tuple[float, float, float, float]
Box = tuple[float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page besides its text."""

    strokes: list[Stroke] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    hidden_text: set[bytes] = field(default_factory=set)
    paths: int = 0


def read_drawing(page) -> Drawing:
    """Walk the page's objects, form XObjects included."""
    drawing = Drawing()
    count = pdfium.FPDFPage_CountObjects(page.raw)
    _walk(drawing, (pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count)), IDENTITY, 1)
    return drawing


def _walk(drawing: Drawing, objects, outer: Matrix, depth: int) -> None:
    check("form XObjects inside one another", depth, MAX_NESTING)
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            drawing.paths += 1
            _read_path(drawing, item, _times(_matrix(item), outer))
            check("strokes on a page", len(drawing.strokes), MAX_CELLS)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                drawing.hidden_text.add(address(item))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            matrix = _times(_matrix(item), outer)
            corners = [_at(matrix, x, y) for x in (0, 1) for y in (0, 1)]
            drawing.pictures.append(_box(corners))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, index) for index in range(count))
            _walk(drawing, inner, _times(_matrix(item), outer), depth + 1)


def _read_path(drawing: Drawing, item, matrix: Matrix) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    subpaths = _subpaths(item, matrix)
    if stroke.value:
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(item, width)
        seen = width.value * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        for points in subpaths:
            for (x1, y1), (x2, y2) in itertools.pairwise(points):
                if seen > THIN:
                    _wide_stroke(drawing, x1, y1, x2, y2, seen)
                else:
                    drawing.strokes.append((x1, y1, x2, y2))
        return
    boxes = [_box(points) for points in subpaths if len(points) > 2]
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


def _subpaths(item, matrix: Matrix) -> list[list[Point]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    subpaths: list[list[Point]] = []
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _at(matrix, x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([point])
        else:
            subpaths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            subpaths[-1].append(subpaths[-1][0])
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
    if right - left <= THIN:  # a dot is both: it may be part of a dotted rule in either direction
        middle = (left + right) / 2
        drawing.strokes.append((middle, bottom, middle, top))


def _margins(outside: Box, inside: Box) -> tuple[float, float, float, float]:
    return inside[0] - outside[0], inside[1] - outside[1], outside[2] - inside[2], outside[3] - inside[3]


def _matrix(item) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


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
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
