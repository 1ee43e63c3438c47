"""Numbers for people and for machines, with every digit.

Enters: a float of the warehouse, or None. Leaves: text; nothing is rounded but percentages for people.
"""

from __future__ import annotations

from decimal import Decimal

NOTHING = "–"


def plain(value: float | None) -> int | float | None:
    """As machines want it: a whole number without `.0`."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _exact(value: float) -> Decimal:
    """The digits of the number, never as a power of ten."""
    return Decimal(repr(plain(value)))


def number_text(value: float | None) -> str:
    """`4,119`, `7,730.28`; a number that is not there is never a 0."""
    return NOTHING if value is None else f"{_exact(value):,f}"


def change_text(value: float | None) -> str:
    return NOTHING if value is None else f"{_exact(value):+,f}" if value else "0"


def percent_text(value: float | None) -> str:
    return NOTHING if value is None else f"{value:+.1f}%" if value else "0.0%"
