"""Figures that stand in sentences → statements, by patterns kept as data.

Enters: a Report, whose it is and of which year, the patterns of data/prose/.
Leaves: Statements in the order of the text: which indicator a clause gives which number, and where the clause stands.

A clause (what stands between commas, semicolons and full stops) is understood whole or not at all: the words that may
stand before it, a pattern, a percentage in brackets. After a word of another time (累计, 截至) or of another year the rest
of its sentence is passed over, and in the report of a single body so is what follows a word of a whole area (全市).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.report import Report
from transform.forms import DATA, CodeBookError, Reference, read_csv
from transform.identity import Identity
from transform.labels import simplify, without_enumerators
from transform.values import Reading, read_value

_NUMBER = (
    r"(?P<n>(?:大?约|近|超过?|逾|共)?\d[\d,.]*(?:余|多|几)?[十百千万亿]*(?:余|多|几)?"
    r"(?:万元|元|件次|人次|批次|[件条项次个人篇份宗起例期场家名位])(?:次)?(?:左右|以上|以下)?)"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年度?")
_OF_THE_YEAR = re.compile(r"^(?:(?:在)?((?:19|20)\d\d)年度?)")
_SENTENCE = re.compile(r"[^。！!？?\n]+")
_CLAUSE_END = re.compile(r"[，；;：:]|,(?!\d{3})|(?<=[\d件条项次个人篇份宗起例期场家名位元)）])、")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SHARE = re.compile(r"\((?:占)?(?:比)?\d+(?:\.\d+)?%\)$")
_TELLS = re.compile(r"[\d未没无]")  # no pattern is met without one of them
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause that gives a number: `indicators` are several where it says their sum; `block` and `clause` count from 1."""

    indicators: tuple[str, ...]
    reading: Reading
    text: str
    page: int | None
    block: int
    clause: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    indicators: tuple[tuple[str, ...], ...]
    clause: re.Pattern[str]
    needs: re.Pattern[str]
    says: str


@dataclass(frozen=True, slots=True)
class _Book:
    patterns: tuple[_Pattern, ...]
    before: re.Pattern[str]
    before_in_area: re.Pattern[str]
    other_time: re.Pattern[str]
    other_place: re.Pattern[str]


@lru_cache(maxsize=4)
def load_prose(reference: Reference, data: Path = DATA) -> _Book:
    """data/prose/; a pattern of an unknown indicator or word stops the load."""
    words = {row["name"]: "|".join(row["words"].split(";")) for row in read_csv(data / "prose" / "words.csv")}
    patterns = []
    for row in read_csv(data / "prose" / "patterns.csv"):
        groups = tuple(tuple(part.strip() for part in group.split("+")) for group in row["indicators"].split(";"))
        for code in (code for group in groups for code in group):
            if code not in reference.indicators:
                raise CodeBookError(f"prose/patterns.csv: {code} is not in the code book")
        patterns.append(
            _Pattern(groups, re.compile(_filled(row["pattern"], words)), re.compile(row["needs"]), row["says"])
        )
    return _Book(
        tuple(patterns),
        re.compile(f"(?:{words['先前']})*"),
        re.compile(f"(?:{words['先前']}|{words['全域']})*"),
        re.compile(words["别时"]),
        re.compile(words["别处"]),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        name = match[1]
        if name == "N":
            return _NUMBER
        if name not in words:
            raise CodeBookError(f"prose/patterns.csv: {{{name}}} is no row of words.csv")
        return f"(?:{words[name]})"

    return _PLACEHOLDER.sub(word, pattern)


def statements(report: Report, identity: Identity, reference: Reference) -> list[Statement]:
    """All that the sentences of a report say in a way that is known."""
    book = load_prose(reference)
    found = []
    for number, block in enumerate(report.texts, start=1):
        clause_number = 0
        for sentence in _SENTENCE.findall(block.text):
            clauses = list(_clauses(sentence))
            for place, indicators, reading in _said(clauses, _folded(block.text), identity, book, reference):
                clause = clause_number + place + 1
                found.append(Statement(indicators, reading, clauses[place], block.page, number, clause))
            clause_number += len(clauses)
    return found


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses of a sentence, as printed; what stands in brackets is not cut."""
    shielded = _BRACKETS.sub(lambda match: "\0" * len(match[0]), sentence)
    start = 0
    for match in _CLAUSE_END.finditer(shielded):
        yield sentence[start : match.start()].strip()
        start = match.end()
    yield sentence[start:].strip()


def _said(
    clauses: list[str], paragraph: str, identity: Identity, book: _Book, reference: Reference
) -> Iterator[tuple[int, tuple[str, ...], Reading]]:
    folded = [_folded(clause) for clause in clauses]
    name = _folded(identity.agency or "")
    before = book.before_in_area if identity.scope == "area" else book.before
    for place, clause in enumerate(folded):
        own = without_enumerators(clause)
        dated = _OF_THE_YEAR.match(own)
        if book.other_time.search(own) or any(int(named) != identity.year for named in _YEAR.findall(own)):
            return
        if identity.scope == "agency" and book.other_place.search(own):
            return
        if not _TELLS.search(own):
            continue
        bare = _SHARE.sub("", own[dated.end() :] if dated else own)
        bare = bare[before.match(bare).end() :].removeprefix(name)
        bare = bare[before.match(bare).end() :]
        for pattern in book.patterns:
            match = pattern.clause.fullmatch(bare)
            if match is None or not pattern.needs.search(paragraph):
                continue
            for indicators in pattern.indicators:
                yield place, indicators, _reading(pattern, match, indicators, reference)
            break


def _reading(pattern: _Pattern, match: re.Match[str], indicators: tuple[str, ...], reference: Reference) -> Reading:
    printed = pattern.says or match["n"]
    return read_value(printed, reference.indicators[indicators[0]], (), reference)


def _folded(clause: str) -> str:
    return "".join(simplify(unicodedata.normalize("NFKC", clause)).split())
