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
from functools import lru_cache

from transform.forms import Indicator, Reference
from transform.labels import simplify

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_VALUE = re.compile(rf"(?P<sign>[+\-]|增加?|减少?)?[^\S\n]*(?P<number>{_NUMBER})\s*(?P<unit>(?:[^\W\d_]|\s)*|%)")
_NOTE = re.compile(r"\s*\((?P<note>[^()]*)\)?\s*$")
_UNIT_NOTE = re.compile(r"(?:单位[:：]?)?(?P<unit>[^\W\d_]+)")
_SIGNS = {"+": 1, "-": -1, "增": 1, "增加": 1, "减": -1, "减少": -1}
_SIGN_WORDS = frozenset(("增", "增加", "减", "减少"))
_MINUS = str.maketrans(dict.fromkeys("−‐‑‒–—―－﹣", "-"))
_APPROXIMATE = re.compile(r"余|多|约|近|超|逾|左右|上下|以[上下]|[十百千万亿]|几")
_SPACED = re.compile(r"\d\s+\d")
_NUMERALS = tuple("十百千万亿美港欧")
_MOST_SEEN = 65_536  # texts whose reading is kept: the same small numbers stand in report after report
_THREE_DECIMALS = re.compile(r"\d{1,3}\.\d{3}")


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


@lru_cache(_MOST_SEEN)
def looks_like_a_value(text: str) -> bool:
    """True if digits stand in the text: with `says_nothing`, what may stand in the cell of a number."""
    return any(char.isdecimal() for char in unicodedata.normalize("NFKC", text))


@lru_cache(_MOST_SEEN)
def read_value(text: str, indicator: Indicator, unit_texts: tuple[str, ...], reference: Reference) -> Reading:
    """Read one cell. `unit_texts` are the header and unit cells over and beside it, nearest first."""
    if says_nothing(text, reference):
        return Reading(None, "O")
    expected = f"a number of {indicator.unit}"
    plain = _without_note(folded(text), reference)
    match = _VALUE.fullmatch(plain)
    if match is None:
        return Reading(None, None, _why_not(plain), expected)
    number = Decimal(match["number"].replace(",", ""))
    sign, unit = match["sign"], "".join(match["unit"].split())
    if indicator.value_type != "signed_change" and (sign in _SIGN_WORDS or (sign and not number)):
        return Reading(None, None, "unreadable_value", expected)
    if sign and number:
        number *= _SIGNS[sign]
    if indicator.value_type == "money":
        return _money(number, unit, unit_texts, reference)
    if indicator.value_type == "rate":
        known = _family(unit, reference) == "rate"
        return Reading(number, "A") if known else Reading(None, None, "unreadable_value", expected)
    if unit and _family(unit, reference) != "count":
        return Reading(None, None, _why_not_unit(unit, reference), expected)
    if number != number.to_integral_value() or _THREE_DECIMALS.fullmatch(match["number"]):
        return Reading(None, None, "unreadable_value", f"a whole number of {indicator.unit}")
    return Reading(number, "A")


def folded(text: str) -> str:
    """NFKC and simplified characters, without characters of no width; raised and circled digits stay what they are."""
    seen = "".join(char for char in as_reported(text) if unicodedata.category(char) != "Cf")
    kept = (char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char) for char in seen)
    return simplify("".join(kept)).translate(_MINUS)


def _without_note(text: str, reference: Reference) -> str:
    """The number without a bracketed note that leaves it as it is (data/value_notes.csv); a unit in brackets stays."""
    match = _NOTE.search(text)
    if match is None or match.start() == 0:
        return text
    note, number = match["note"].strip(), text[: match.start()].strip()
    unit = _UNIT_NOTE.fullmatch(note)
    if unit is not None and unit["unit"] in reference.units:
        return number + unit["unit"]
    return number if note.startswith(reference.value_notes) else text


@lru_cache(_MOST_SEEN)
def looks_glued(text: str) -> bool:
    """True for two numbers with white space between them: a sign that stood between two cells is lost."""
    return _is_glued(folded(text))


def _is_glued(text: str) -> bool:
    return _SPACED.search(text) is not None and _NOTE.search(text) is None


def _why_not(text: str) -> str:
    if _is_glued(text):
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


def _money(number: Decimal, unit: str, unit_texts: tuple[str, ...], reference: Reference) -> Reading:
    """Money in 万元. Without a unit in the cell or over it, only 0 is sure."""
    factor = _factor(unit, reference) if unit else _header_factor(unit_texts, reference)
    if factor is None and (unit or number):
        kind = _why_not_unit(unit, reference) if unit else "ambiguous_unit"
        return Reading(None, None, kind, "an amount with its unit, 元 or 万元")
    return Reading(number * factor if factor else number, "A")


def _factor(unit: str, reference: Reference) -> Decimal | None:
    return reference.units[unit][1] if _family(unit, reference) == "money" else None


def _header_factor(unit_texts: tuple[str, ...], reference: Reference) -> Decimal | None:
    """The unit that headers and labels name at the end of a phrase: `本年收费金额（单位：万 元）`, `金额 元`; they must agree."""
    found = set()
    for text in unit_texts:
        for phrase in re.findall(r"[^\W\d_](?:[^\W\d_]|\s)*", simplify(unicodedata.normalize("NFKC", text))):
            if (factor := _factor_at_end("".join(phrase.split()), reference)) is not None:
                found.add(factor)
    return found.pop() if len(found) == 1 else None


def _factor_at_end(phrase: str, reference: Reference) -> Decimal | None:
    """The longest unit the phrase ends with; none where a numeral before it makes it another unit (百万元)."""
    unit = max((unit for unit in reference.units if phrase.endswith(unit)), key=len, default="")
    if not unit or phrase.removesuffix(unit).endswith(_NUMERALS):
        return None
    return _factor(unit, reference)
