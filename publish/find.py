"""What a reader types → the indicator or the body that is meant.

Enters: Chinese names, aliases, codes. Leaves: one Indicator, one Body, one division; or a TrendError that lists what
was perhaps meant. A text that means two things is never decided here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from publish.errors import TrendError
from transform.forms import Indicator, load_indicators
from transform.labels import fold

_NEAR = 6
_PLACES = "人民政府"
# Where the codes of provinces, prefectures, counties (GB/T 2260), towns and villages end.
_DIVISION_ENDS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Body:
    """A body that has reports. Without an agency_id it is known by its printed name only."""

    agency_id: str | None
    name: str
    division: str | None


def find_indicator(text: str) -> Indicator:
    """The indicator with this code, name or alias."""
    indicators = load_indicators()
    if text.strip() in indicators:
        return indicators[text.strip()]
    codes = _names().get(fold(text), ())
    if len(codes) == 1:
        return indicators[codes[0]]
    if codes:
        raise TrendError(f"{text} is the name of more than one indicator; use a code: {_listed(codes)}")
    near = _near_indicators(fold(text))
    hint = f"perhaps {_listed(near)}" if near else "`indicators` in the warehouse lists them all"
    raise TrendError(f"no indicator is called {text}; {hint}")


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """Folded code, names and aliases → codes."""
    found: dict[str, dict[str, None]] = {}
    for code, indicator in load_indicators().items():
        for name in (code, indicator.name_zh, indicator.name_en, *indicator.aliases):
            found.setdefault(fold(name), {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


def _near_indicators(folded: str) -> list[str]:
    """Codes of names that hold the text, are held by it, or look like it."""
    names = _names()
    held = [name for name in names if folded and (folded in name or (len(name) > 1 and name in folded))]
    held.sort(key=lambda name: (not name.startswith(folded), len(name)))
    like = difflib.get_close_matches(folded, names, n=_NEAR, cutoff=0.6)
    codes = dict.fromkeys(code for name in (*held, *like) for code in names[name])
    return list(codes)[:_NEAR]


def _listed(codes: list[str] | tuple[str, ...]) -> str:
    indicators = load_indicators()
    return "; ".join(f"{code} ({indicators[code].name_zh})" for code in codes)


def find_agency(con: duckdb.DuckDBPyConnection, text: str) -> Body:
    """The body with this agency_id, name or alias; else one whose reports print this name and no list knows."""
    found = _known(con, text.strip()) or _unknown(con, text.strip()) or _folded(con, text)
    if len(found) == 1:
        return found[0]
    if found:
        listed = "; ".join(f"{body.agency_id} ({body.name}, {body.division})" for body in found)
        raise TrendError(f"{text} is the name of more than one body; use an agency_id: {listed}")
    raise TrendError(f"no body is called {text}; {_near_agencies(con, text.strip())}")


def _known(con: duckdb.DuckDBPyConnection, text: str) -> list[Body]:
    rows = con.execute(
        "SELECT agency_id, name, division FROM agencies"
        " WHERE agency_id = $text OR name = $text OR list_contains(string_split(aliases, ';'), $text)"
        " ORDER BY agency_id",
        {"text": text},
    ).fetchall()
    return [Body(*row) for row in rows]


def _unknown(con: duckdb.DuckDBPyConnection, text: str) -> list[Body]:
    query = "SELECT DISTINCT agency FROM documents WHERE agency_id IS NULL AND agency = $text"
    return [Body(None, name, None) for (name,) in con.execute(query, {"text": text}).fetchall()]


def _folded(con: duckdb.DuckDBPyConnection, text: str) -> list[Body]:
    """The same, with width, traditional characters and punctuation folded away."""
    wanted = fold(text)
    rows = con.execute("SELECT agency_id, name, division, aliases FROM agencies ORDER BY agency_id").fetchall()
    rows += con.execute(
        "SELECT DISTINCT NULL, agency, NULL, NULL FROM documents"
        " WHERE agency_id IS NULL AND agency IS NOT NULL ORDER BY agency"
    ).fetchall()
    return [Body(*row[:3]) for row in rows if any(fold(name) == wanted for name in _names_of(row[1], row[3]))]


def _names_of(name: str, aliases: str | None) -> list[str]:
    return [name, *(aliases.split(";") if aliases else ())]


def _near_agencies(con: duckdb.DuckDBPyConnection, text: str) -> str:
    rows = con.execute(
        "WITH names AS (SELECT name FROM agencies UNION SELECT agency FROM documents WHERE agency IS NOT NULL)"
        " SELECT name FROM names"
        " WHERE contains(name, $text) OR contains($text, name) OR jaro_winkler_similarity(name, $text) > 0.85"
        " ORDER BY jaro_winkler_similarity(name, $text) DESC, name LIMIT $near",
        {"text": text, "near": _NEAR},
    ).fetchall()
    if rows:
        return f"perhaps {'; '.join(name for (name,) in rows)}"
    return "`agencies` and `documents` in the warehouse list them all; a body missing there goes into data/agencies.csv"


def find_region(con: duckdb.DuckDBPyConnection, text: str) -> tuple[str, str]:
    """Name and division code, without its trailing noughts, of a place (淮安市), of a body's place, or of a code."""
    if text.strip().isdigit():
        return text.strip(), division_prefix(text.strip())
    codes = con.execute(
        "SELECT code, max_by(name, last_listed) FROM divisions WHERE name = $text AND last_listed ="
        " (SELECT max(last_listed) FROM divisions WHERE name = $text) GROUP BY code ORDER BY code",
        {"text": text.strip()},
    ).fetchall()
    if len(codes) > 1:
        listed = ", ".join(code for code, _ in codes)
        raise TrendError(f"{text} is the name of several places; give a code: {listed}")
    if codes:
        return codes[0][1], division_prefix(codes[0][0])
    try:
        body = find_agency(con, text)
    except TrendError as error:
        raise TrendError(f"{error}. A region is a body, its place or a division code such as 320000") from error
    if body.division is None:
        raise TrendError(f"{body.name} has no division code in data/agencies.csv, so nothing is known to lie under it")
    return body.name.removesuffix(_PLACES), division_prefix(body.division)


def division_prefix(code: str) -> str:
    """`320800` → `3208`: what the codes of everything below it begin with."""
    if not code.isdecimal() or len(code) not in _DIVISION_ENDS:
        raise TrendError(f"{code} is no division code; expected one of GB/T 2260, such as 320800")
    ends = [end for end in _DIVISION_ENDS if end <= len(code)]
    while len(ends) > 1 and not code[ends[-2] : ends[-1]].strip("0"):
        ends.pop()
    return code[: ends[-1]]
