"""A number of a sheet and its number format → the text the sheet shows.

Enters: a float and a format code such as `0.00`, `0%` or `yyyy/m/d`. Leaves: text. Dates are ISO; a format of plain digits
gives its decimals and per cent; any other format (thousands, colours, accounting) leaves the number itself, without its
exponent and to the 15 digits a sheet holds. Thousands separators are not printed.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Built-in formats by their number; those not here are General or are written out in the file.
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"} | {
    number: "yyyy-mm-dd" for number in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
}
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhse年月日]", re.IGNORECASE)
_EXPONENT = re.compile(r"e[+-]", re.IGNORECASE)
_PLAIN = re.compile(r"(?:#,##)?0(?:\.(0+))?(%?)")
_EPOCHS = (datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1))
_LAST_DAY = 2_958_465
_SECONDS_A_DAY = 86_400


@lru_cache(maxsize=256)
def _is_date(code: str) -> bool:
    bare = _QUOTED.sub("", code.split(";")[0])
    return bare.lower() != "general" and _DATE.search(_EXPONENT.sub("", bare)) is not None


def number_text(value: float, code: str, since_1904: bool) -> str:
    """What a cell with this number and this format shows."""
    if _is_date(code) and 0 <= value <= _LAST_DAY:
        return _date_text(value, since_1904)
    exact = Decimal(f"{value:.15g}")
    plain = _PLAIN.fullmatch(code)
    if plain is not None and exact.is_finite():
        percent = plain[2] == "%"
        step = Decimal(1).scaleb(-len(plain[1] or ""))
        shown = _rounded(exact * 100 if percent else exact, step)
        return f"{shown:f}" + "%" * percent
    text = f"{exact:f}"
    return "0" if text == "-0" else text


def _rounded(exact: Decimal, step: Decimal) -> Decimal:
    """Rounded as a sheet does; a number too long to have such decimals is left as it is."""
    return exact.quantize(step, ROUND_HALF_UP) if exact.adjusted() < 15 else exact


def _date_text(value: float, since_1904: bool) -> str:
    moment = _EPOCHS[since_1904] + datetime.timedelta(seconds=round(value * _SECONDS_A_DAY))
    if value < 1:
        return moment.time().isoformat()
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(" ")
