"""Printed labels → keys that can be compared.

Enters: the text of a cell, or a label of a form's CSV.
Leaves: `keys(text)`: the forms under which two labels are the same label, most exact first: the whole text, then the
text without its bracketed notes. Folded away: width and compatibility variants (NFKC), traditional characters and the
words that copies in them change (data/copied_words.csv), white space, punctuation, and a leading enumerator (一、 （三）
2. ㈠ ①). Numbers inside a label stay part of it and are never data.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import opencc

_COPIED_WORDS = Path(__file__).resolve().parents[1] / "data" / "copied_words.csv"
_simplified = opencc.OpenCC("t2s").convert

_ENUMERATOR = re.compile(
    r"^\s*(?:[㈠-㈩①-⑳⑴-⒇⒈-⒛]|其中\s*(?:[:：]|(?=\d{1,2}\s*[、.．]))|[(（〔【\[]\s*(?:[一二三四五六七八九十]+|\d{1,2})\s*[)）〕】\]]"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,2}\s*[、.．](?!\d))"
)
_NOTE = re.compile(r"[(（〔【\[][^()（）〔〕【】\[\]]*(?:[)）〕】\]]|$)")
_YEAR = re.compile(r"((?:19|20)\d\d)年度?")
_SEEN = 65_536


def simplify(text: str) -> str:
    """Simplified characters, and the words that copies in traditional ones put for ours (資訊 → 信息)."""
    simple = _simplified(text)
    for printed, means in _copied_words():
        simple = simple.replace(printed, means)
    return simple


@lru_cache(maxsize=1)
def _copied_words() -> tuple[tuple[str, str], ...]:
    with _COPIED_WORDS.open(encoding="utf-8", newline="") as file:
        return tuple((row["printed"], row["means"]) for row in csv.DictReader(file))


def fold(text: str) -> str:
    """NFKC, simplified characters; white space and everything that is not a letter or a number is dropped."""
    folded = simplify(unicodedata.normalize("NFKC", text))
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN").casefold()


def without_enumerators(text: str) -> str:
    """`三、本年度办理结果` → `本年度办理结果`; stacked enumerators (`（一）1.`) go one after the other."""
    stripped = text.strip()
    while (match := _ENUMERATOR.match(stripped)) and stripped[match.end() :].strip():
        stripped = stripped[match.end() :].strip()
    return stripped


@lru_cache(maxsize=_SEEN)
def keys(text: str) -> tuple[str, ...]:
    """The keys of a label, most exact first; empty for a text without letters and numbers."""
    bare = without_enumerators(text)
    found = [fold(bare)]
    noteless = _NOTE.sub("", bare)
    while noteless != (inner := _NOTE.sub("", noteless)):
        noteless = inner
    found.append(fold(without_enumerators(noteless)))
    return tuple(dict.fromkeys(key for key in found if key))


@lru_cache(maxsize=_SEEN)
def year_named(text: str) -> int | None:
    """The year of a header that is nothing but a year (2009年度)."""
    match = _YEAR.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return int(match[1]) if match else None


def is_among(text: str, labels: frozenset[str]) -> bool:
    """True if the text is one of the labels whose keys these are."""
    return not labels.isdisjoint(keys(text))
