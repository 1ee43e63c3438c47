"""A PDF → what a scanner makes of it.

Enters: the bytes of a PDF (printed in FONT, which its picture needs), dots per inch, a seed.
Leaves: a JPEG for each page, tilted, shifted, on grey paper, blurred, noisy; or a PDF of such pages. The same seed gives
the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "WenQuanYi Zen Hei"
FONT_FILE = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"  # Debian's fonts-wqy-zenhei
POINTS = 72

_TILT = 1.5  # degrees
_SHIFT = 6.0  # pixels
_PAPER = 235  # of 255
_BLUR = 0.3, 0.7  # pixels
_NOISE = 3.0, 12.0  # of 255
_SALT = 0.0003  # of all pixels are black, and as many white
_QUALITY = 40, 85  # of JPEG


@dataclass(frozen=True, slots=True)
class ScanHabits:
    """A scanner's dots per inch; the seed of its tilt, noise and compression."""

    dpi: int
    seed: int


def register_font() -> str:
    """The name of a Chinese font that reportlab can embed."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, FONT_FILE, subfontIndex=0))
    return FONT


def as_scans(pdf: bytes, dpi: int, seed: int) -> list[bytes]:
    """The pages as JPEGs."""
    dice = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=dpi / POINTS, grayscale=True).to_numpy() for page in document]
    finally:
        document.close()
    return [_scanned(page.reshape(page.shape[:2]), dice) for page in pages]


def as_scanned_pdf(scans: list[bytes], dpi: int) -> bytes:
    """A PDF whose pages are pictures."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for scan in scans:
        picture = ImageReader(io.BytesIO(scan))
        width, height = (pixels * POINTS / dpi for pixels in picture.getSize())
        canvas.setPageSize((width, height))
        canvas.drawImage(picture, 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _scanned(page: np.ndarray, dice: np.random.Generator) -> bytes:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(-_TILT, _TILT), 1.0)
    turn[:, 2] += dice.uniform(-_SHIFT, _SHIFT, 2)
    tilted = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    grey = cv2.GaussianBlur(tilted.astype(np.float32) * (_PAPER / 255), (0, 0), dice.uniform(*_BLUR))
    grey += dice.normal(0, dice.uniform(*_NOISE), grey.shape)
    salt = dice.random(grey.shape)
    grey[salt < _SALT], grey[salt > 1 - _SALT] = 60, 255
    quality = int(dice.integers(*_QUALITY))
    _, jpeg = cv2.imencode(".jpg", np.clip(grey, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return jpeg.tobytes()
