"""A number of a sheet and its number format → the text the sheet shows.

Enters: a float and a format code such as `0.00`, `0%`, `0.0"元"` or `yyyy/m/d`. Leaves: text. Dates are ISO. A format gives
the decimals, per cent, the words and currency signs before and after the number (a unit of money must not be lost), and what stands
for 0 and for nothing; thousands left off at the end (`0,` and `0!.0,`) are left off here. Thousands separators, colours,
brackets around negative numbers and room are not printed. A format that is none of these leaves the number itself, without its
exponent and to the 15 digits a sheet holds.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Built-in formats by their number; those not here are General or are written out in the file.
BUILT_IN = (
    {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
    | {
        41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
        43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    }
    | {number: "yyyy-mm-dd" for number in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))}
)
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
_TOKEN = re.compile(
    r"""(?P<general>General|G/通用格式|@) | "(?P<quoted>[^"]*)" | [\\!](?P<escaped>.) | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | (?P<unseen>_.|\*.|\[(?:[A-Za-z]+\ ?\d*|[黑白红绿蓝黄]色?)\]) | (?P<digit>[0#?]) | (?P<mark>[,.%])
    | (?P<parts>;) | (?P<plain>[^\[\]@/EGegymdhsAB0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_PRINTED = str.maketrans("", "", " ()")  # room, and brackets around a negative number
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
    sections = _sections(code)
    if sections is None or not exact.is_finite():
        return _itself(exact)
    negative = exact < 0
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    section = sections[2] if not exact and len(sections) > 2 else section
    shown = section.shown(abs(exact))
    return "-" + shown.removeprefix("-") if negative and any(char in "123456789" for char in shown) else shown


def _itself(exact: Decimal) -> str:
    text = f"{exact:f}"
    return "0" if text == "-0" else text


Token = tuple[str, str]  # a group of _TOKEN and what it holds


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: what stands before the digits, the digits and what stands in and after them."""

    before: str
    whole: tuple[Token, ...]  # digits before the point, with what stands between them
    decimals: str
    thousands: int  # how many are left off
    after: str
    itself: bool = False  # General

    def shown(self, exact: Decimal) -> str:
        if self.itself:
            return f"{self.before}{_itself(exact)}{self.after}"
        if not self.whole and not self.decimals:
            return self.before + self.after
        percent = (self.before + self.after).count("%")
        scaled = exact.scaleb(2 * percent - 3 * self.thousands)
        number, _, fraction = f"{_rounded(scaled, Decimal(1).scaleb(-len(self.decimals))):f}".partition(".")
        while fraction and len(fraction) > self.decimals.count("0") and fraction.endswith("0"):
            fraction = fraction[:-1]
        number = self._number(number if number != "0" or fraction else "")
        return f"{self.before}{number}{'.' * bool(fraction)}{fraction}{self.after}"

    def _number(self, digits: str) -> str:
        """The digits before the point, in their places from the right; zeros where the format has them."""
        printed = ""
        for kind, text in reversed(self.whole):
            if kind == "digit":
                digit, digits = digits[-1:], digits[:-1]
                printed = (digit or ("0" if text == "0" else "")) + printed
            elif printed and (digits or ("digit", "0") in self.whole):
                printed = text + printed
        return digits + printed


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The sections of a format; None where it has anything that is not understood."""
    tokens: list[list[Token]] = [[]]
    place = 0
    while place < len(code):
        match = _TOKEN.match(code, place)
        if match is None:
            return None
        place = match.end()
        kind = match.lastgroup or ""
        if kind == "parts":
            tokens.append([])
        elif kind != "unseen":
            tokens[-1].append((kind, match[kind]))
    found = [_section(each) for each in tokens[:3]]
    return None if any(each is None for each in found) else tuple(each for each in found if each is not None)


def _section(tokens: list[Token]) -> _Section | None:
    digits = [place for place, (kind, _) in enumerate(tokens) if kind in ("digit", "general")]
    if not digits:
        return _Section(_words(tokens), (), "", 0, "")
    first, last = digits[0], digits[-1]
    body, after = tokens[first : last + 1], tokens[last + 1 :]
    if body[0][0] == "general":
        return _Section(_words(tokens[:first]), (), "", 0, _words(after), itself=True) if len(digits) == 1 else None
    thousands = 0
    while after and after[0] in (("mark", ","), ("mark", ".")):
        thousands += after.pop(0)[1] == ","
    point = body.index(("mark", ".")) if ("mark", ".") in body else len(body)
    whole, decimals = body[:point], body[point + 1 :]
    while whole and whole[-1] == ("mark", ","):
        thousands += bool(whole.pop())
    if any(kind != "digit" for kind, _ in decimals) or any(
        kind in ("plain", "general") or (kind, text) == ("mark", "%") for kind, text in whole
    ):
        return None
    return _Section(
        _words(tokens[:first]),
        tuple(token for token in whole if token != ("mark", ",")),
        "".join(text for _, text in decimals),
        thousands,
        _words(after),
    )


def _words(tokens: list[Token]) -> str:
    return "".join(text for _, text in tokens).translate(_NOT_PRINTED)


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
