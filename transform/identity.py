"""Whose report it is, of which year, and whether it speaks for the body or for its whole area.

Enters: a Report, its address where it is known, the known bodies and sites, the patterns in data/identity/.
Leaves: Identity, with an Issue for whatever is not known or is told in two ways. The year of the period sentence wins
over the title's. A name that no row of agencies.csv bears is kept as printed, without an id: never a new id in silence.
Whose report it is, is decided in transform.votes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath

from extract.report import Report
from transform.agencies import Agencies
from transform.forms import DATA, read_csv
from transform.issues import Issue
from transform.resolver import Proposal
from transform.sites import load_sites
from transform.titles import YEAR, NotAReport, plain, squeezed, title_sources, what_else
from transform.votes import Speaker, decide, whole_name

_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEARS = range(2008, 2101)  # the Regulation is in force since 2008; no report speaks of a year before
_SHORTEST_NAME = 3
_LONGEST_NAME = 40
_SHORTEST_PERIOD, _LONGEST_PERIOD = 200, 400  # days: from 1 May 2008, and to the first days of the next year
_DAYS = re.compile(
    rf"({YEAR})年(\d{{1,2}})月(\d{{1,2}})日起?(?:至|到|-|–|—|~)(?:({YEAR})年|当年|本年)?(\d{{1,2}})月(\d{{1,2}})日"
)
_NOT_A_NAME = re.compile(
    rf"{YEAR}年|[，。；：！？,;:!?《》“”\"]|\.\.|^[\d年度]+$|^(?:本|我|该|现|特)|(?:公布|公开|汇总|编制|制定|发布|发文|日期|时间|来源|首页|位置)|[>»|]|本(?:机关|单位|局|乡|镇)"
)


_Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Identity:
    """`agency` is the canonical name where `agency_id` is known, else the printed one; None where none is printed.

    `period` is the first and the last day the report speaks of (ISO 8601), where both are printed whole; `votes` is what
    spoke for which body (JSON); `proposal` a row for agencies.csv where the body is not in it. `not_a_report`: the
    title is that of something else (an explanation, a notice).
    """

    title: str | None
    agency_id: str | None
    agency: str | None
    year: int | None
    scope: str | None
    issues: tuple[Issue, ...]
    period: tuple[str, str] | None = None
    votes: str | None = None
    proposal: Proposal | None = None
    not_a_report: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    titles: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]
    introductions: tuple[re.Pattern[str], ...]
    speakers: tuple[Speaker, ...]
    scopes: tuple[tuple[str, re.Pattern[str], str], ...]
    others: tuple[NotAReport, ...]


@lru_cache(maxsize=4)
def _patterns(data: Path) -> _Patterns:
    folder = data / "identity"

    def compiled(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(_compiled(row["pattern"]) for row in read_csv(folder / name))

    scopes = tuple(
        (row["applies_to"], re.compile(row["pattern"]), row["scope"]) for row in read_csv(folder / "scopes.csv")
    )
    speakers = tuple(Speaker(_compiled(row["pattern"]), row["source"]) for row in read_csv(folder / "bodies.csv"))
    rows = read_csv(folder / "not_reports.csv")
    others = tuple(NotAReport(_compiled(row["pattern"]), row["what"], row["beside_a_report"] == "yes") for row in rows)
    return _Patterns(
        compiled("titles.csv"), compiled("periods.csv"), compiled("introductions.csv"), speakers, scopes, others
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("YEAR", YEAR))


def identify(report: Report, agencies: Agencies, address: str | None = None, data: Path = DATA) -> Identity:
    """Agency, year and scope from the title and the text of a report, and from where it was found."""
    patterns = _patterns(data)
    other = what_else(report, patterns.others, patterns.titles)
    if other is not None:
        return _not_a_report(*other)
    sites = load_sites(data)
    registered = sites.report_at(address) if address else None
    issues: list[Issue] = []
    title, name, title_year = _title(report, patterns, issues)
    text = squeezed("".join(block.text for block in report.texts))
    _, filed, filed_year = _as_title(plain(PurePath(report.name).stem), patterns) or (None, None, None)
    elsewhere = registered.year if registered is not None else filed_year
    days = [_days(match) for match in _DAYS.finditer(text)]
    periods = _years_of_days(days) or _all(patterns.periods, text, "year")
    introduced = () if periods else _all(patterns.introductions, text, "year")
    year = _year(title_year, periods, introduced, title, elsewhere, issues)
    site = sites.place_of(address) if address else None
    decision = decide(report, text, name, filed, title, year, patterns.speakers, agencies, site, registered)
    issues += decision.issues
    agency = decision.agency
    known = agency.name if agency else decision.name
    scope = _scope(known, text, patterns, issues) if known else None
    return Identity(
        title, agency.agency_id if agency else None, known, year, scope, tuple(issues),
        _period(days), decision.told, decision.proposal,
    )  # fmt: skip


def _period(days: Sequence[_Days | None]) -> tuple[str, str] | None:
    """The first and the last day of the first period, where it prints both with year, month and day, and they are days."""
    return (days[0][0].isoformat(), days[0][1].isoformat()) if days and days[0] is not None else None


def _years_of_days(days: Sequence[_Days | None]) -> list[str]:
    """The year in which most of a printed period of about a year lies (1 January 2025 to 1 January 2026); not of a plan."""
    printed = filter(None, days)
    about = [(first, last) for first, last in printed if _SHORTEST_PERIOD <= (last - first).days <= _LONGEST_PERIOD]
    return list(dict.fromkeys(str((first + (last - first) / 2).year) for first, last in about))


def _days(match: re.Match[str]) -> _Days | None:
    year, month, day, last_year, last_month, last_day = match.groups()
    try:
        first = date(_number(year), int(month), int(day))
        last = date(_number(last_year or year), int(last_month), int(last_day))
    except ValueError:
        return None
    return (first, last) if first < last else None


def _not_a_report(other: NotAReport, title: str) -> Identity:
    message = f"the title {title} is that of {other.what}; nothing printed there is taken for a figure"
    issue = Issue("not_a_report", message, printed=title, expected="the title of a report")
    return Identity(title, None, None, None, None, (issue,), not_a_report=True)


def _title(report: Report, patterns: _Patterns, issues: list[Issue]) -> tuple[str | None, str | None, int | None]:
    """Title, body and year from the best source that has a title: what the format calls title or heading, else a line.

    A source that names several bodies or years (a list of reports beside the report) is disputed; its first is taken.
    """
    partly: tuple[str | None, str | None, int | None] = (None, None, None)
    for source in title_sources(report):
        found = [match for candidate in source if (match := _as_title(candidate, patterns)) is not None]
        whole = [match for match in found if match[1] and match[2]]
        if whole:
            names, years = {match[1] for match in whole}, {match[2] for match in whole}
            _dispute("agency_disputed", "the title", sorted(map(str, names)), whole[0][0], issues)
            _dispute("year_disputed", "the title", sorted(map(str, years)), whole[0][0], issues)
            return whole[0]
        if found and partly[0] is None:
            partly = found[0]
    return partly


def _dispute(kind: str, where: str, told: list[str], printed: str | None, issues: list[Issue]) -> None:
    if len(told) > 1:
        message = f"{where} names {', '.join(told)}; the first in the document is taken"
        issues.append(Issue(kind, message, printed=printed, expected="one of them only"))


def _as_title(candidate: str, patterns: _Patterns) -> tuple[str, str | None, int | None] | None:
    for pattern in patterns.titles:
        match = pattern.search(candidate)
        if match is None:
            continue
        groups = match.groupdict()
        name = _name(groups.get("agency"))
        if groups.get("agency") and name is None:
            continue
        year = _number(groups["year"]) if groups.get("year") else None
        return candidate, name, year if year in _YEARS else None
    return None


def _name(printed: str | None) -> str | None:
    printed = whole_name(printed) if printed else None
    if not printed or not _SHORTEST_NAME <= len(printed) <= _LONGEST_NAME or _NOT_A_NAME.search(printed):
        return None
    return printed


def _number(printed: str) -> int:
    return int(printed.translate(_NUMERALS))


def _all(patterns: tuple[re.Pattern[str], ...], text: str, group: str) -> list[str]:
    """What the first pattern that is met at all says, wherever it is met."""
    for pattern in patterns:
        if found := [match[group] for match in pattern.finditer(text)]:
            return list(dict.fromkeys(found))
    return []


def _year(
    title_year: int | None,
    periods: Sequence[str],
    introduced: Sequence[str],
    title: str | None,
    elsewhere: int | None,
    issues: list[Issue],
) -> int | None:
    """The period's year, before the title's, before that of the introduction (2022年，我局…), which is often last year's text.
    Of several periods that of the title counts, else the last.

    Where neither is printed, `elsewhere` counts, which is what the list of known reports says, else the name of the file;
    where it differs from what is printed, that is told.
    """
    printed = _printed_year(title_year, periods, introduced, title, issues)
    if printed is None and elsewhere is None:
        issues.append(Issue("year_unknown", "neither title nor text names the year", printed=title, expected="a year"))
    if printed is None or elsewhere is None or printed == elsewhere:
        return elsewhere if printed is None else printed
    message = f"the report says {printed}, the list of known reports or its file's name {elsewhere}; {printed} is taken"
    issues.append(Issue("year_disputed", message, printed=title, expected=str(elsewhere)))
    return printed


def _printed_year(
    title_year: int | None, periods: Sequence[str], introduced: Sequence[str], title: str | None, issues: list[Issue]
) -> int | None:
    told = [year for period in periods or introduced if (year := _number(period)) in _YEARS]
    if not told or title_year in told:
        return title_year
    taken = title_year if title_year is not None and not periods else told[-1]
    if title_year is not None or len(told) > 1:
        where = "the period" if periods else "the introduction"
        message = f"the title says {title_year or 'no year'}, {where} {', '.join(map(str, told))}; {taken} is taken"
        issues.append(Issue("year_disputed", message, printed=title, expected="one year"))
    return taken


def _scope(name: str, text: str, patterns: _Patterns, issues: list[Issue]) -> str:
    """The name's scope; a text that says otherwise (a copied introduction, an office that reports for all) is an issue."""
    by_name = next(scope for where, pattern, scope in patterns.scopes if where == "name" and pattern.search(name))
    by_text = {scope for where, pattern, scope in patterns.scopes if where == "text" and pattern.search(text)}
    if by_text - {by_name}:
        message = f"{name} is taken as {by_name}, but the text speaks as {', '.join(sorted(by_text))}"
        issues.append(Issue("scope_unknown", message, printed=name, expected=by_name))
    return by_name
