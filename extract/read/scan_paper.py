"""A picture of any kind → whether something printed may be on it.

Enters: the bytes of a picture. Leaves: its size in pixels, or None for an icon, a photograph, a picture that is broken. It
is told in a few milliseconds, without what reads text.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from extract.bounds import MAX_PIXELS, check

_LEAST_WIDTH, _LEAST_HEIGHT = 240, 60  # pixels: what is smaller is an icon, a line of a menu, a seal
_SMALL = 600  # pixels: as much of a picture as is looked at first
_LIGHT, _NEAR, _INK = 110, 14, 60  # of 256 greys: the darkest ground; what still is ground; how much darker ink is
_GROUND, _MOST_INK = 0.4, 0.3  # of all pixels


def paper_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture of something printed: most of it is ground of one light shade, and little is dark.
    None for an icon, a photograph, a picture that is broken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                width, height = picture.size
                if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
                    return None
                check("pixels of a picture", width * height, MAX_PIXELS)
                shades = _shades(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    total = sum(shades)
    ground = max(range(_LIGHT, len(shades)), key=lambda shade: sum(shades[shade - _NEAR : shade + _NEAR + 1]))
    near = sum(shades[ground - _NEAR : ground + _NEAR + 1])
    dark = sum(shades[: max(ground - _INK, 0)])
    return (width, height) if near >= _GROUND * total and dark <= _MOST_INK * total else None


def _shades(picture: Image.Image) -> list[int]:
    """How many pixels of a small copy have each of 256 greys; what is transparent is paper."""
    picture.draft("L", (_SMALL, _SMALL))
    picture.thumbnail((_SMALL, _SMALL))
    small = picture.convert("RGBA")
    paper = Image.new("RGBA", small.size, "white")
    paper.alpha_composite(small)
    return paper.convert("L").histogram()
