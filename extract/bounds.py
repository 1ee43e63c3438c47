"""How much a reader takes on before it says no: one place for every bound.

Enters: nothing. Leaves: the bounds, and BoundExceeded, which `extract.read.read` turns into a Problem of kind
`bound_exceeded`; a reader past a bound stops with a clear message, never a hang or a kill.
"""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 400
MAX_CELLS = 200_000
MAX_SPAN = 1_000
MAX_NESTING = 200
MAX_SECONDS = 60.0
MAX_PIXELS = 60_000_000  # of one page, as it is read
MAX_SCANNED_PAGES = 60
MAX_SCAN_SECONDS = 600.0
MAX_MEMBERS = 1_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_CONVERTED = 256 * 1024 * 1024
MAX_ARCHIVES = 2
MAX_ATTACHMENTS = 20  # of one page
MAX_STYLE_RULES = 20_000  # of one page


class BoundExceeded(Exception):
    """A document is larger than a reader takes on; the message names the bound and what was met."""

    def __init__(self, what: str, met: int | float, bound: int | float) -> None:
        super().__init__(f"{what}: {met} is over the bound of {bound}")


def check(what: str, met: int | float, bound: int | float) -> None:
    """Raise BoundExceeded if `met` is over `bound`."""
    if met > bound:
        raise BoundExceeded(what, met, bound)
