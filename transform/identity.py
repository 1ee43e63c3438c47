"""Whose report it is, of which year, and whether it speaks for the body or for its whole area.

Enters: a Report, the known agencies, the patterns in data/identity/.
Leaves: Identity, with an Issue for whatever is not known or is told in two ways. The year of the period sentence wins
over the title's. A name that no row of agencies.csv bears is kept as printed, without an id: never a new id in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.report import Report
from transform.agencies import Agencies
from transform.forms import DATA, read_csv
from transform.issues import Issue

_YEAR = r"(?:(?:19|20)\d{2}|[一二][九〇○零0][〇○零0一二三四五六七八九]{2})"
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TITLE_LINES = 40
_TITLE_PARTS = 3
_LONGEST_NAME = 40
_NOT_A_NAME = re.compile(r"[，。；：！？,;:!?《》“”\"]")
_BRACKETS = re.compile(r"[【】\[\]]")
_SITE_SEPARATOR = re.compile(r"[_|]|--|—|(?<=报告)-")


@dataclass(frozen=True, slots=True)
class Identity:
    """`agency` is the canonical name where `agency_id` is known, else the printed one; None where none is printed."""

    title: str | None
    agency_id: str | None
    agency: str | None
    year: int | None
    scope: str | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    titles: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]
    bodies: tuple[re.Pattern[str], ...]
    scopes: tuple[tuple[str, re.Pattern[str], str], ...]


@lru_cache(maxsize=4)
def _patterns(data: Path) -> _Patterns:
    folder = data / "identity"

    def compiled(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(row["pattern"].replace("YEAR", _YEAR)) for row in read_csv(folder / name))

    scopes = tuple(
        (row["applies_to"], re.compile(row["pattern"]), row["scope"]) for row in read_csv(folder / "scopes.csv")
    )
    return _Patterns(compiled("titles.csv"), compiled("periods.csv"), compiled("bodies.csv"), scopes)


def identify(report: Report, agencies: Agencies, data: Path = DATA) -> Identity:
    """Agency, year and scope from the title and the text of a report."""
    patterns = _patterns(data)
    issues: list[Issue] = []
    title, name, title_year = _title(report, patterns)
    text = _folded("".join(block.text for block in report.texts))
    period_year = _first(patterns.periods, text, "year")
    year = _year(title_year, period_year, title, issues)
    name = name or _first(patterns.bodies, text, "agency")
    agency = agencies.resolve(name) if name else None
    if agency is None:
        issues.append(_agency_unknown(name, title))
    known = agency.name if agency else name
    scope = _scope(known, text, patterns, issues) if known else None
    return Identity(title, agency.agency_id if agency else None, known, year, scope, tuple(issues))


def _folded(text: str) -> str:
    """NFKC without any white space: titles are broken over lines and spans, dates are spaced out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _title(report: Report, patterns: _Patterns) -> tuple[str | None, str | None, int | None]:
    """The first candidate that names body and year; else the first that names one of them."""
    best: tuple[str | None, str | None, int | None] = (None, None, None)
    for candidate in _candidates(report):
        for pattern in patterns.titles:
            match = pattern.search(candidate)
            if match is None:
                continue
            groups = match.groupdict()
            name = _name(groups.get("agency"))
            if groups.get("agency") and name is None:
                continue
            year = _number(groups["year"]) if groups.get("year") else None
            if name and year:
                return candidate, name, year
            if best[0] is None:
                best = (candidate, name, year)
    return best


def _candidates(report: Report) -> Iterator[str]:
    """Title candidates: the format's own, without the site's name behind it, then the first lines, alone and joined."""
    for title in report.titles:
        for part in (title, *_SITE_SEPARATOR.split(title)):
            yield _BRACKETS.sub("", _folded(part))
    lines = [_BRACKETS.sub("", _folded(block.text)) for block in report.texts[:_TITLE_LINES]]
    for start in range(len(lines)):
        for parts in range(1, _TITLE_PARTS + 1):
            yield "".join(lines[start : start + parts])


def _name(printed: str | None) -> str | None:
    if not printed or len(printed) > _LONGEST_NAME or _NOT_A_NAME.search(printed):
        return None
    return printed


def _number(printed: str) -> int:
    return int(printed.translate(_NUMERALS))


def _first(patterns: tuple[re.Pattern[str], ...], text: str, group: str) -> str | None:
    for pattern in patterns:
        if (match := pattern.search(text)) is not None:
            return match[group]
    return None


def _year(title_year: int | None, period: str | None, title: str | None, issues: list[Issue]) -> int | None:
    period_year = _number(period) if period else None
    if period_year is None and title_year is None:
        issues.append(Issue("year_unknown", "neither title nor text names the year", printed=title, expected="a year"))
    elif period_year and title_year and period_year != title_year:
        message = f"the title says {title_year}, the period {period_year}; the period's year is taken"
        issues.append(Issue("year_disputed", message, printed=title, expected="one year"))
    return period_year or title_year


def _agency_unknown(name: str | None, title: str | None) -> Issue:
    expected = "a name or alias of data/agencies.csv"
    if name is None:
        return Issue("agency_unknown", "neither title nor text names the body", printed=title, expected=expected)
    return Issue("agency_unknown", f"no row of agencies.csv bears the name {name}", printed=name, expected=expected)


def _scope(name: str, text: str, patterns: _Patterns, issues: list[Issue]) -> str:
    """The name's scope; a text that says otherwise (a copied introduction, an office that reports for all) is an issue."""
    by_name = next(scope for where, pattern, scope in patterns.scopes if where == "name" and pattern.search(name))
    by_text = {scope for where, pattern, scope in patterns.scopes if where == "text" and pattern.search(text)}
    if by_text - {by_name}:
        message = f"{name} is taken as {by_name}, but the text speaks as {', '.join(sorted(by_text))}"
        issues.append(Issue("scope_unknown", message, printed=name, expected=by_name))
    return by_name
