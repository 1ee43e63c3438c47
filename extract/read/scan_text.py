"""Pictures of lines → their text: rapidocr with the PP-OCR models that come inside its wheel.

Enters: grey pictures.
Leaves: `recognise`: a Recognised for each picture of one line; `detect`: where lines stand in a picture of a page.
The models are loaded once a process, when the first picture is read, and run on few threads, because documents are
read side by side.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from rapidocr import RapidOCR

THREADS = 2
BATCH = 16
HEIGHT = 48  # pixels: what the recogniser looks at
UNTOLD = frozenset(" （）()：:、，")  # no reader tells a wide one from a narrow one with a blank
LONGEST_SIDE = 6_000  # pixels: bounds of extract.bounds stand before this

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a line, and how sure its least sure character is, brackets left aside, from 0 to 1."""

    text: str
    confidence: float


@lru_cache(maxsize=1)
def _engine() -> RapidOCR:
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    threads = min(int(wanted) if wanted.isdecimal() else THREADS, THREADS, os.cpu_count() or 1)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.max_side_len": LONGEST_SIDE,
            "Det.limit_type": "max",  # otherwise a narrow band of paper is blown up
            "Det.limit_side_len": LONGEST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": max(threads, 1),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,  # a quarter of the time of wide pictures
            "Rec.rec_batch_num": BATCH,
            "Rec.rec_img_shape": [3, HEIGHT, HEIGHT],  # the least width: a lone digit needs no more
        }
    )


def recognise(lines: list[np.ndarray]) -> list[Recognised]:
    """Read pictures of one line each."""
    if not lines:
        return []
    found = _engine().recognize_txt([cv2.cvtColor(line, cv2.COLOR_GRAY2BGR) for line in lines])
    return [
        Recognised(text.strip(), _least_sure(text, words.confs))
        for text, words in zip(found.txts, found.word_results, strict=True)
    ]


def _least_sure(text: str, confidences: list[float]) -> float:
    if not text:
        return 0.0
    told = [confidence for char, confidence in zip(text, confidences, strict=True) if char not in UNTOLD]
    return min(told or confidences)


def detect(page: np.ndarray) -> list[Box]:
    """The boxes (left, top, right, bottom) of the lines of text in a picture, in its pixels."""
    found = _engine()(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), use_det=True, use_rec=False)
    boxes = [] if found.boxes is None else found.boxes
    return [(*map(float, box.min(axis=0)), *map(float, box.max(axis=0))) for box in boxes]
