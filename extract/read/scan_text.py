"""Pictures of lines → their text: rapidocr with the PP-OCR models that come inside its wheel.

Enters: grey pictures. Leaves: `recognise`: for each picture of one line a Recognised; `detect`: where lines of text stand
in a picture of a page. The models are loaded once a process, when the first picture is read; they run on few threads,
because documents are read side by side.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

THREADS = 2
BATCH = 16
HEIGHT = 48  # pixels: what the recogniser looks at


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a line and how sure its least sure character is, from 0 to 1."""

    text: str
    confidence: float


@lru_cache(maxsize=1)
def _engine():
    from rapidocr import RapidOCR

    threads = max(1, min(THREADS, int(os.environ.get("OMP_NUM_THREADS", THREADS)), os.cpu_count() or 1))
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.max_side_len": 4_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": BATCH,
            "Rec.rec_img_shape": [3, HEIGHT, HEIGHT],  # the least width: lone digits need no more
        }
    )


def recognise(lines: list[np.ndarray]) -> list[Recognised]:
    """Read pictures of one line each."""
    if not lines:
        return []
    found = _engine()(
        [cv2.cvtColor(line, cv2.COLOR_GRAY2BGR) for line in lines], use_det=False, use_cls=False, use_rec=True,
        return_word_box=True,
    )  # fmt: skip
    return found
