"""The formula language of data/rules.csv: text → Formula; anything it does not know is a FormulaError.

Enters: `a.total + b == (c + d | e) - f`. A term is an indicator (`outcome.total`), an indicator of this or last year
(`rules.in_force@t`, `rules.in_force@t-1`) or a breakdown (`[natural_person]`); terms are joined by + and -; the two
sides are compared by == or <=. Brackets hold alternatives, the preferred one first; a formula has at most one of them.
Leaves: Formula(terms, comparison); each Term knows its side, its sign and which alternative it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transform.schema import BREAKDOWNS

_TOKEN = re.compile(r"==|<=|[-+()|]|\[[a-z_]+\]|[a-z][a-z_]*(?:\.[a-z_]+)*(?:@t-1|@t)?(?![\w.@])")
MOST_TERMS = 62  # a term is a bit of a signed 64 bit number

LEFT, RIGHT = "left", "right"


class FormulaError(ValueError):
    """A formula that is not wholly understood; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `name` is its text in the formula; `option` numbers the alternative it belongs to, if any."""

    name: str
    side: str
    sign: int
    option: int | None = None

    @property
    def breakdown(self) -> str | None:
        return self.name[1:-1] if self.name.startswith("[") else None

    @property
    def indicator(self) -> str | None:
        return None if self.breakdown else self.name.partition("@")[0]

    @property
    def dated(self) -> bool:
        return "@" in self.name

    @property
    def last_year(self) -> bool:
        return self.name.endswith("@t-1")


@dataclass(frozen=True, slots=True)
class Formula:
    """The terms in the order in which they are printed, and what stands between the two sides."""

    terms: tuple[Term, ...]
    comparison: str

    @property
    def options(self) -> tuple[int, ...]:
        return tuple(sorted({term.option for term in self.terms if term.option is not None}))


def parse(text: str, codebook: set[str]) -> Formula:
    """Read a formula; its indicators must be in the code book."""
    tokens = _tokens(text)
    if tokens.count("(") > 1:
        raise FormulaError(f"{text}: more than one bracket of alternatives")
    comparisons = [token for token in tokens if token in ("==", "<=")]
    if len(comparisons) != 1:
        raise FormulaError(f"{text}: expected one == or <=, found {len(comparisons)}")
    middle = tokens.index(comparisons[0])
    terms = (*_side(tokens[:middle], LEFT, text), *_side(tokens[middle + 1 :], RIGHT, text))
    _check(terms, text, codebook)
    return Formula(terms, comparisons[0])


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"{text}: not understood from {rest!r}")
        tokens.append(match[0])
        at = match.end()
    return tokens


def _side(tokens: list[str], side: str, text: str) -> Iterator[Term]:
    """Terms of one side: a term, then an operator, then a term, to the end; | starts the next alternative."""
    sign, option, operand = 1, None, True
    for token in tokens:
        if operand and token == "(" and option is None and sign == 1:
            option = 0
        elif operand and token not in "+-()|":
            yield Term(token, side, sign, option)
            operand = False
        elif not operand and token in ("+", "-"):
            sign, operand = (1 if token == "+" else -1), True
        elif not operand and token == "|" and option is not None:
            sign, option, operand = 1, option + 1, True
        elif not operand and token == ")" and option:
            option = None
        else:
            raise FormulaError(f"{text}: {token!r} may not stand where it stands")
    if operand or option is not None:
        raise FormulaError(f"{text}: the {side} side ends too early")


def _check(terms: tuple[Term, ...], text: str, codebook: set[str]) -> None:
    names = [term.name for term in terms]
    if len(terms) > MOST_TERMS:
        raise FormulaError(f"{text}: more than {MOST_TERMS} terms")
    for term in terms:
        if term.breakdown and term.breakdown not in BREAKDOWNS:
            raise FormulaError(f"{text}: no breakdown is called {term.breakdown}")
        if term.indicator and term.indicator not in codebook:
            raise FormulaError(f"{text}: the code book has no indicator {term.indicator}")
        if names.count(term.name) > 1:
            raise FormulaError(f"{text}: {term.name} stands twice")
    if len({(term.breakdown is not None, term.dated) for term in terms}) > 1:
        raise FormulaError(f"{text}: indicators, indicators of a year and breakdowns do not mix")
