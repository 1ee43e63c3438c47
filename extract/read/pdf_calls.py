"""The functions of pdfium that are called for every character and every stroke of a page, called quickly.

Enters: nothing. Leaves: functions of pdfium's own names, without `FPDF`, that take what pypdfium2.raw takes, with
pointers given as Handle or by `byref`.

pypdfium2 checks the type of each argument, which takes longer than what most of these calls do. Here nothing checks
them: an argument of another type ends the process.
"""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium


class Handle(ctypes.c_void_p):
    """An object of pdfium's; its `value` is its address, by which it is known."""


class Answer:
    """Where pdfium writes numbers: `to` are the pointers it is given, `numbers` is what it wrote.

    pdfium serves one thread at a time, so one Answer serves all calls of a kind.
    """

    __slots__ = ("numbers", "to")

    def __init__(self, kind: type, count: int) -> None:
        space = (kind * count)()
        self.numbers = memoryview(space).cast("B").cast(kind._type_)  # read ten times as fast as the array itself
        self.to = tuple(ctypes.byref(space, place * ctypes.sizeof(kind)) for place in range(count))


# The class of C functions that keep Python's lock: giving it up and taking it again costs more than the call.
_Function = type(ctypes.pythonapi.Py_GetVersion)


def _quick(function, result=ctypes.c_int):
    quick = _Function(ctypes.cast(function, ctypes.c_void_p).value)
    quick.restype = result
    return quick


text_unicode = _quick(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
text_is_generated = _quick(pdfium.FPDFText_IsGenerated)
text_has_map_error = _quick(pdfium.FPDFText_HasUnicodeMapError)
text_object = _quick(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
text_origin = _quick(pdfium.FPDFText_GetCharOrigin)
text_box = _quick(pdfium.FPDFText_GetLooseCharBox)
text_matrix = _quick(pdfium.FPDFText_GetMatrix)
text_size = _quick(pdfium.FPDFText_GetFontSize, ctypes.c_double)

page_object = _quick(pdfium.FPDFPage_GetObject, Handle)
count_form_objects = _quick(pdfium.FPDFFormObj_CountObjects)
form_object = _quick(pdfium.FPDFFormObj_GetObject, Handle)
object_type = _quick(pdfium.FPDFPageObj_GetType)
object_matrix = _quick(pdfium.FPDFPageObj_GetMatrix)
object_clip = _quick(pdfium.FPDFPageObj_GetClipPath, Handle)
fill_colour = _quick(pdfium.FPDFPageObj_GetFillColor)
stroke_colour = _quick(pdfium.FPDFPageObj_GetStrokeColor)
stroke_width = _quick(pdfium.FPDFPageObj_GetStrokeWidth)
has_transparency = _quick(pdfium.FPDFPageObj_HasTransparency)
render_mode = _quick(pdfium.FPDFTextObj_GetTextRenderMode)

draw_mode = _quick(pdfium.FPDFPath_GetDrawMode)
count_segments = _quick(pdfium.FPDFPath_CountSegments)
path_segment = _quick(pdfium.FPDFPath_GetPathSegment, Handle)
segment_point = _quick(pdfium.FPDFPathSegment_GetPoint)
segment_type = _quick(pdfium.FPDFPathSegment_GetType)
segment_close = _quick(pdfium.FPDFPathSegment_GetClose)
count_clips = _quick(pdfium.FPDFClipPath_CountPaths)
count_clip_segments = _quick(pdfium.FPDFClipPath_CountPathSegments)
clip_segment = _quick(pdfium.FPDFClipPath_GetPathSegment, Handle)
