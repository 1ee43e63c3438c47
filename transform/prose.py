"""Figures that stand in sentences → statements, by patterns kept as data.

Enters: a Report, whose it is and of which year, the patterns of data/prose/.
Leaves: Statements in the order of the text: which indicator a clause gives which number, and where the clause stands.

A clause (what stands between commas, semicolons and full stops) is understood whole or not at all: the words that may
stand before it, a pattern, a percentage in brackets. What follows a clause that is not understood is passed over to the
end of the sentence: it may speak of a half year (上半年，…), of one channel or of another body. So is what follows a word of
another time (累计, 截至) or year, in the report of a single body a word of a whole area (全市), and what stands below a
heading that narrows it (政务微博公开情况, 下一步打算). A clause that names no subject (办结12件) needs one that is understood
and does, with nothing unknown between. A sentence that a PDF or a text cut to lines goes on in the next block: what stands
there up to its end is passed over, unless it begins with the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from extract.report import Report, Text
from transform.forms import DATA, CodeBookError, Reference, read_csv
from transform.identity import Identity
from transform.labels import without_enumerators
from transform.values import Reading, folded, read_value

_NUMBER = (
    r"(?P<n>(?:大?约|近|超过?|逾|共)?\d[\d,.]*(?:余|多|几)?[十百千万亿]*(?:余|多|几)?"
    r"(?:万元|元|件次|人次|批次|[件条项次个人篇份宗起例期场家名位])(?:次)?(?:左右|以上|以下)?)"
)
_RATE = r"(?P<n>\d+(?:\.\d+)?%)"
_PLACES = {"N": _NUMBER, "P": _RATE}
_YEAR = re.compile(r"((?:19|20)\d\d)年度?")
_OF_THE_YEAR = re.compile(r"^(?:(?:在)?((?:19|20)\d\d)年度?)")
_SENTENCE = re.compile(r"[^。！!？?\n]+")
_CLAUSE_END = re.compile(r"[，；;：:]|,(?!\d{3})|(?<=[\d件条项次个人篇份宗起例期场家名位元)）])、")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SHARE = re.compile(r"\((?:占)?(?:比)?\d+(?:\.\d+)?%\)$")
_TELLS = re.compile(r"[\d未没无零不]")  # no pattern is met without one of them
_PART = "其中"
_HOLD_CARRIED = frozenset(("applications",))
_HEADING = re.compile(r"[^,;:。!?]{2,30}")
_CHAPTER = re.compile(
    r"(?:^|(?<=\s))[一二三四五六七八九十]{1,3}、[^\s，。；：,;:]{2,20}(?=[^\S\n]+(?!\d|共|为)\S)"
)  # fmt: skip
_CHAPTERS = 2  # a text with so many headings inside is a whole report on one line
_END = re.compile(r"[。！!？?；;：:][”’\"')）》\s]*$")
_TITLE = "报告"
_SHORT = 12  # characters; a line that is cut from a paragraph has more
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_MOST_SEEN = 32_768  # texts: each is asked for several times, and menus stand on page after page
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
    after: frozenset[str]
    says: str

    @property
    def topic(self) -> str:
        return self.indicators[0][0].partition(".")[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """What data/prose/ holds; one is the same as another only if it is that one, so that it may be asked for by it."""

    patterns: tuple[_Pattern, ...]
    topics: tuple[tuple[str, re.Pattern[str]], ...]
    before: re.Pattern[str]
    before_in_area: re.Pattern[str]
    other_time: re.Pattern[str]
    other_place: re.Pattern[str]
    harmless: re.Pattern[str]
    holds_carried: re.Pattern[str]
    narrows: re.Pattern[str]

    @property
    def indicators(self) -> frozenset[str]:
        """What a sentence can give a fact of: the indicators of patterns that name one alone."""
        groups = (group for pattern in self.patterns for group in pattern.indicators)
        return frozenset(group[0] for group in groups if len(group) == 1)


@dataclass(slots=True)
class _Thread:
    """What a paragraph speaks of so far: the topic of the last clause, and whether all of this sentence is understood."""

    topic: str | None = None
    unbroken: bool = True


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
        clause, needs = (re.compile(_filled(row[name], words)) for name in ("pattern", "needs"))
        patterns.append(_Pattern(groups, clause, needs, frozenset(filter(None, row["after"].split(";"))), row["says"]))
    topics = tuple(
        (row["topic"], re.compile(_filled(row["pattern"], words))) for row in read_csv(data / "prose" / "topics.csv")
    )
    return _Book(
        tuple(patterns),
        topics,
        re.compile(f"(?:{words['先前']})*"),
        re.compile(f"(?:{words['先前']}|{words['全域']})*"),
        *(re.compile(words[name]) for name in ("别时", "别处", "无碍", "含结转", "局部")),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        name = match[1]
        if name in _PLACES:
            return _PLACES[name]
        if name not in words:
            raise CodeBookError(f"prose/patterns.csv: {{{name}}} is no row of words.csv")
        return f"(?:{words[name]})"

    return _PLACEHOLDER.sub(word, pattern)


def statements(report: Report, identity: Identity, reference: Reference) -> list[Statement]:
    """All that the sentences of a report say in a way that is known."""
    book = load_prose(reference)
    found = []
    below_narrow = unfinished = False
    for number, block, clause_number in _pieces(report):
        sentences = _SENTENCE.findall(block.text)
        goes_on = unfinished and not _is_of_the_year(block, identity)
        unfinished = _breaks_off(block.text, block.heading)
        narrow = bool(sentences) and _narrows(sentences[0], identity, book)
        if len(sentences) == 1 and _is_heading(block.text):
            below_narrow = narrow
        if narrow or below_narrow or not _may_tell(block.text):
            continue
        thread = _Thread()
        for place_of_sentence, sentence in enumerate(sentences):
            clauses = list(_clauses(sentence))
            if goes_on and place_of_sentence == 0:
                thread.unbroken = False
                clause_number += len(clauses)
                continue
            following = "。".join(("", *sentences[place_of_sentence + 1 :]))
            for place, indicators, reading in _said(clauses, sentence, following, thread, identity, book, reference):
                clause = clause_number + place + 1
                found.append(Statement(indicators, reading, clauses[place][0], block.page, number, clause))
            clause_number += len(clauses)
    return found


def _pieces(report: Report) -> Iterator[tuple[int, Text, int]]:
    """The texts with their numbers; one that holds a whole report on a line is cut at its headings. Last: the clauses of a
    text before the piece."""
    for number, block in enumerate(report.texts, start=1):
        cuts = _cuts(block.text)
        if not cuts:
            yield number, block, 0
        before = 0
        for start, end in pairwise([0, *cuts, len(block.text)] if cuts else []):
            piece = block.text[start:end]
            if piece:
                yield number, replace(block, text=piece), before
            before += sum(len(list(_clauses(sentence))) for sentence in _SENTENCE.findall(piece))


@lru_cache(_MOST_SEEN)
def _cuts(text: str) -> list[int]:
    """Where the headings of a report that stands on one line begin and end; none in any other text."""
    chapters = list(_CHAPTER.finditer(text))
    return [place for match in chapters for place in match.span()] if len(chapters) >= _CHAPTERS else []


@lru_cache(_MOST_SEEN)
def _is_heading(text: str) -> bool:
    return _HEADING.fullmatch(_folded(without_enumerators(text))) is not None


@lru_cache(_MOST_SEEN)
def _may_tell(text: str) -> bool:
    """False for a text in which no clause can be met by a pattern."""
    clauses = (clause for sentence in _SENTENCE.findall(text) for clause, _ in _clauses(sentence))
    return any(_TELLS.search(_folded(clause)) for clause in clauses)


@lru_cache(_MOST_SEEN)
def _breaks_off(text: str, heading: bool) -> bool:
    """True for words without an end that are no heading: neither the title, nor behind an enumerator, nor short."""
    words = _folded(text)
    bare = _unnumbered(text)
    is_short = len(bare) <= _SHORT and not any(map(str.isdigit, bare))
    is_heading = heading or is_short or bare != words or bare.endswith(_TITLE)
    return not _END.search(words) and not (is_heading and _HEADING.fullmatch(bare))


def _is_of_the_year(block: Text, identity: Identity) -> bool:
    dated = _OF_THE_YEAR.match(_unnumbered(block.text))
    return dated is not None and int(dated[1]) == identity.year


def _narrows(sentence: str, identity: Identity, book: _Book) -> bool:
    """True for a heading, alone or at the head of its paragraph, below which numbers are those of a part."""
    heading = _unnumbered(sentence).replace(_folded(identity.agency or "\0"), "")
    if _HEADING.fullmatch(heading) is None or book.narrows.search(heading) is None:
        return False
    return not _is_said(heading, book)


@lru_cache(_MOST_SEEN)
def _is_said(heading: str, book: _Book) -> bool:
    """True for a clause that some pattern knows."""
    return _TELLS.search(heading) is not None and any(pattern.clause.fullmatch(heading) for pattern in book.patterns)


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """The clauses of a sentence, as printed, each with what follows it; what stands in brackets is not cut."""
    shielded = _BRACKETS.sub(lambda match: "\0" * len(match[0]), sentence)
    start = 0
    for match in _CLAUSE_END.finditer(shielded):
        yield sentence[start : match.start()].strip(), sentence[match.start() :]
        start = match.end()
    yield sentence[start:].strip(), ""


def _said(
    clauses: list[tuple[str, str]],
    sentence: str,
    following: str,
    thread: _Thread,
    identity: Identity,
    book: _Book,
    reference: Reference,
) -> Iterator[tuple[int, tuple[str, ...], Reading]]:
    """The statements of a sentence, up to the first clause that is not understood."""
    whole = _folded(sentence)
    thread.unbroken = thread.unbroken or not whole.startswith(_PART)
    for place, (clause, rest) in enumerate(clauses):
        if not thread.unbroken:
            break
        bare = _bare(_folded(clause), identity, book)
        if bare is None:
            thread.topic, thread.unbroken = None, False
        elif bare and not book.harmless.fullmatch(bare):
            pattern, match = _pattern_of(bare, whole, thread, book)
            topics = (topic for topic, known in book.topics if known.fullmatch(bare))
            thread.topic = pattern.topic if pattern is not None else next(topics, None)
            thread.unbroken = thread.topic is not None
            if pattern is None or match is None or _holds_carried(pattern, rest + following, book):
                continue
            for indicators in pattern.indicators:
                yield place, indicators, _reading(pattern, match, indicators, reference)


def _holds_carried(pattern: _Pattern, rest: str, book: _Book) -> bool:
    """True for a number of requests that is said to hold those of the year before: it is that of no indicator."""
    return pattern.topic in _HOLD_CARRIED and book.holds_carried.match(_folded(rest)) is not None


def _bare(clause: str, identity: Identity, book: _Book) -> str | None:
    """The clause without the words that may stand before it; None if it speaks of another time, year or place."""
    own = without_enumerators(clause)
    if book.other_time.search(own) or any(int(named) != identity.year for named in _YEAR.findall(own)):
        return None
    if identity.scope == "agency" and book.other_place.search(own):
        return None
    before = book.before_in_area if identity.scope == "area" else book.before
    dated = _OF_THE_YEAR.match(own)
    bare = _SHARE.sub("", own[dated.end() :] if dated else own)
    bare = bare[before.match(bare).end() :].removeprefix(_folded(identity.agency or ""))
    return bare[before.match(bare).end() :]


def _pattern_of(
    bare: str, sentence: str, thread: _Thread, book: _Book
) -> tuple[_Pattern, re.Match[str]] | tuple[None, None]:
    if _TELLS.search(bare):
        for pattern in book.patterns:
            if pattern.after and thread.topic not in pattern.after:
                continue
            match = pattern.clause.fullmatch(bare)
            if match is not None and pattern.needs.search(sentence):
                return pattern, match
    return None, None


def _reading(pattern: _Pattern, match: re.Match[str], indicators: tuple[str, ...], reference: Reference) -> Reading:
    printed = pattern.says or match["n"]
    return read_value(printed, reference.indicators[indicators[0]], (), reference)


@lru_cache(_MOST_SEEN)
def _folded(clause: str) -> str:
    """Without white space; but where it parts two digits a mark stays, because they are two numbers (12 34)."""
    return "".join(_BETWEEN_DIGITS.sub("\0", folded(clause)).split())


@lru_cache(_MOST_SEEN)
def _unnumbered(text: str) -> str:
    return without_enumerators(_folded(text))
