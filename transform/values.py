"""Printed text of a cell → value, unit, status.

Enters: the cell's text as printed, the indicator it belongs to, and the texts that may name its unit (its header).
Leaves: Reading: an exact Decimal in the indicator's unit with status A; None with status O for a blank, a dash or a
word for nothing; or None with the kind of issue it is. Text that is not wholly understood is never a number.
Source of the rules: docs/values.md, one real example each.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from transform.forms import Indicator, Reference

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_VALUE = re.compile(rf"(?P<sign>[+\-]|增加?|减少?)?\s*(?P<number>{_NUMBER})\s*(?P<unit>[^\W\d_]*)")
_NOTE = re.compile(r"\s*\([^()]*[㐀-鿿][^()]*\)?\s*$")
_SIGNS = {"+": 1, "-": -1, "增": 1, "增加": 1, "减": -1, "减少": -1}
_SIGN_WORDS = frozenset(("增", "增加", "减", "减少"))
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "－": "-", "﹣": "-"})
_APPROXIMATE = re.compile(r"余|多|约|近|左右|上下|[十百千万亿]|几")
_SPACED = re.compile(r"\d\s+\d")
_NUMERALS = tuple("十百千万亿")


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is in the indicator's unit; `issue` is a kind of data/issue_kinds.csv where there is no status."""

    value: Decimal | None
    status: str | None
    issue: str | None = None
    expected: str = ""


def as_reported(text: str) -> str:
    """The printed text without the white space around it."""
    return text.strip()


def says_nothing(text: str, reference: Reference) -> bool:
    """True for a blank, and for a dash or a word that stands for nothing (data/nothing_words.csv)."""
    printed = "".join(text.split())
    return not printed or printed in reference.nothing_words


def looks_like_a_value(text: str) -> bool:
    """True if digits stand in the text: with `says_nothing`, what may stand in the cell of a number."""
    return any(char.isdecimal() for char in unicodedata.normalize("NFKC", text))


def read_value(text: str, indicator: Indicator, unit_texts: tuple[str, ...], reference: Reference) -> Reading:
    """Read one cell. `unit_texts` are the header and unit cells over and beside it, nearest first."""
    if says_nothing(text, reference):
        return Reading(None, "O")
    expected = f"a number of {indicator.unit}"
    folded = unicodedata.normalize("NFKC", as_reported(text)).translate(_MINUS)
    plain = _NOTE.sub("", folded).strip() or folded
    match = _VALUE.fullmatch(plain)
    if match is None:
        return Reading(None, None, _why_not(plain), expected)
    number = Decimal(match["number"].replace(",", ""))
    sign = match["sign"]
    if sign in _SIGN_WORDS and indicator.value_type != "signed_change":
        return Reading(None, None, "unreadable_value", expected)
    if sign:
        number *= _SIGNS[sign]
    if indicator.value_type == "money":
        return _money(number, match["unit"], unit_texts, reference, expected)
    if match["unit"] and _family(match["unit"], reference) != "count":
        return Reading(None, None, _why_not_unit(match["unit"], reference), expected)
    if number != number.to_integral_value():
        return Reading(None, None, "unreadable_value", f"a whole number of {indicator.unit}")
    return Reading(number, "A")


def _why_not(text: str) -> str:
    if _SPACED.search(text):
        return "glued_cells"
    if looks_like_a_value(text) and _APPROXIMATE.search(text):
        return "approximate_number"
    return "unreadable_value"


def _family(unit: str, reference: Reference) -> str | None:
    return reference.units[unit][0] if unit in reference.units else None


def _why_not_unit(unit: str, reference: Reference) -> str:
    if unit in reference.units:
        return "ambiguous_unit"
    return "approximate_number" if _APPROXIMATE.search(unit) else "unreadable_value"


def _money(number: Decimal, unit: str, unit_texts: tuple[str, ...], reference: Reference, expected: str) -> Reading:
    """Money in 万元. Without a unit in the cell or over it, only 0 is sure."""
    factor = _factor(unit, reference) if unit else _header_factor(unit_texts, reference)
    if factor is None and (unit or number):
        kind = _why_not_unit(unit, reference) if unit else "ambiguous_unit"
        return Reading(None, None, kind, "an amount with its unit, 元 or 万元")
    return Reading(number * factor if factor else number, "A")


def _factor(unit: str, reference: Reference) -> Decimal | None:
    return reference.units[unit][1] if _family(unit, reference) == "money" else None


def _header_factor(unit_texts: tuple[str, ...], reference: Reference) -> Decimal | None:
    """The unit a header names at the end of a phrase: `本年收费金额（单位：万 元）`, `采购总金额(万元)`, `金额 元`."""
    for text in unit_texts:
        for phrase in re.findall(r"[^\W\d_](?:[^\W\d_]|\s)*", unicodedata.normalize("NFKC", text)):
            if (factor := _factor_at_end("".join(phrase.split()), reference)) is not None:
                return factor
    return None


def _factor_at_end(phrase: str, reference: Reference) -> Decimal | None:
    """The longest unit the phrase ends with; none where a numeral before it makes it another unit (百万元)."""
    unit = max((unit for unit in reference.units if phrase.endswith(unit)), key=len, default="")
    if not unit or phrase.removesuffix(unit).endswith(_NUMERALS):
        return None
    return _factor(unit, reference)
