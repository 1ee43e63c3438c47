"""The divisions of China by the official lists of many years, from the province to the township.

Enters: data/divisions/ (docs/divisions.md says where it is from and how it is made).
Leaves: Divisions, which answers by code and year, by name, upwards, downwards, and from a code that is gone to those that
follow it. One code may have borne several names, and one name is borne by many: nothing is decided here.

A row that contradicts another (an unknown parent or successor, a level its code has not) stops the load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from transform.forms import DATA, CodeBookError, read_csv

DIVISIONS = DATA / "divisions"
ABOVE = {"province": ("",), "prefecture": ("province",), "county": ("prefecture", "province")}
ZONES = range(71, 81)
_SHORTEST = 2
_PEOPLE = "族"


@dataclass(frozen=True, slots=True)
class Division:
    """A code under one name, with the first and the last list (`2016-07`) of an unbroken run that have it so."""

    code: str
    name: str
    level: str
    parent: str
    first_listed: str
    last_listed: str


@dataclass(frozen=True, slots=True)
class Township:
    """A street, town or township of a county (or of a prefecture without counties), in whatever list."""

    code: str
    name: str
    county: str


@dataclass(frozen=True, slots=True)
class Endings:
    """What a name ends in that is no part of its stem, the longest first. `short` has the word kept in the name of everyday (海南州)."""

    short: dict[str, str]
    peoples: tuple[str, ...]
    no_short: tuple[str, ...]

    def stem(self, name: str) -> str:
        """洪泽 of 洪泽县, 海南 of 海南藏族自治州."""
        return self._parted(name)[0]

    def short_names(self, name: str) -> tuple[str, ...]:
        """海南 and 海南州 of 海南藏族自治州; none for 沛县, of which one character would be left, or for 市中区."""
        stem, ending = self._parted(name)
        if not ending or len(stem) < _SHORTEST:
            return ()
        kept = self.short[ending]
        return (stem, stem + kept) if kept else (stem,)

    def _parted(self, name: str) -> tuple[str, str]:
        if name.endswith(self.no_short):
            return name, ""
        endings = [one for one in self.short if name.endswith(one)]
        ending = next((one for one in endings if len(name) - len(one) >= _SHORTEST), endings[0] if endings else "")
        stem = name.removesuffix(ending)
        return (self._without_peoples(stem) if ending.startswith("自治") else stem), ending

    def _without_peoples(self, stem: str) -> str:
        while (people := next((one for one in self.peoples if self._may_go(stem, one)), None)) is not None:
            stem = stem.removesuffix(people)
        return stem.removesuffix(_PEOPLE)

    @staticmethod
    def _may_go(stem: str, people: str) -> bool:
        """东乡 of 东乡族自治县 and 内蒙古 stay."""
        return stem.endswith(people) and len(stem) - len(people) >= _SHORTEST


class Divisions:
    """All divisions of all lists. `full_names` and `short_names` give every row that bears a name, in any list."""

    def __init__(
        self,
        rows: Iterable[Division],
        successions: Mapping[tuple[str, str], tuple[str, ...]],
        endings: Endings,
        townships: Path,
    ) -> None:
        self.rows = tuple(rows)
        self.newest = max(row.last_listed for row in self.rows)
        self._townships = townships
        self._after = successions
        self._by_code = _grouped((row.code, row) for row in self.rows)
        self.full_names: Mapping[str, tuple[Division, ...]] = _grouped((row.name, row) for row in self.rows)
        shorter = {name: endings.short_names(name) for name in self.full_names}
        self.short_names: Mapping[str, tuple[Division, ...]] = _grouped(
            (short, row) for row in self.rows if not is_zone(row.code) for short in shorter[row.name]
        )
        self._above = {code: frozenset(self._all_above(code)) for code in self._by_code}
        self._first = _grouped(
            (after, row.code) for row in self.rows for after in dict.fromkeys(self._followed(row)) if after != row.code
        )

    def at(self, code: str, year: int) -> Division | None:
        """The code as it was listed last by the end of a year, or first after it; None if no list ever had it.

        A code that is gone is answered with its last row, whose `last_listed` says so."""
        rows = self._by_code.get(code, ())
        return next((row for row in reversed(rows) if int(row.first_listed[:4]) <= year), rows[0] if rows else None)

    def named(self, name: str) -> tuple[Division, ...]:
        """Every row whose full or short name it is."""
        return (*self.full_names.get(name, ()), *self.short_names.get(name, ()))

    def path(self, division: Division) -> tuple[Division, ...]:
        """From the province down to the division, as they were called when it was listed last."""
        if not division.parent:
            return (division,)
        above = [row for row in self._by_code[division.parent] if row.first_listed <= division.last_listed]
        return (*self.path(above[-1]), division)

    def is_below(self, code: str, ancestor: str) -> bool:
        """True if the code lies in the ancestor in any list; nothing lies below itself."""
        return ancestor in self._above.get(code, ())

    def _all_above(self, code: str) -> Iterator[str]:
        for row in self._by_code[code]:
            if row.parent:
                yield row.parent
                yield from self._all_above(row.parent)

    def successors(self, code: str, year: int | None = None) -> tuple[str, ...]:
        """The codes that a code became, followed to the end; nothing for one that is still listed.

        The few codes that were given to another division later (469025) are told apart by the year."""
        rows = self._by_code.get(code, ())
        row = self.at(code, year) if year is not None else next(reversed(rows), None)
        return tuple(after for after in self._followed(row) if after != code) if row else ()

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes that are gone and of which it is a successor."""
        return tuple(dict.fromkeys(self._first.get(code, ())))

    def _followed(self, row: Division) -> tuple[str, ...]:
        """The codes a row became; its own if it is still listed, or under another name only."""
        rows = self._by_code[row.code]
        later = rows[rows.index(row) + 1 :]
        after = self._after.get((row.code, row.name))
        if after is None or any(one.name == row.name for one in later):
            return self._followed(later[0]) if later else (row.code,)
        then = [next(one for one in self._by_code[code] if one.last_listed > row.last_listed) for code in after]
        return tuple(dict.fromkeys(end for one in then for end in self._followed(one)))

    def townships(self, county: str) -> tuple[Township, ...]:
        """The townships of a code in any list."""
        return self._townships_by_county.get(county, ())

    def townships_named(self, name: str) -> tuple[Township, ...]:
        """Every township that was ever listed under a name."""
        return self._townships_by_name.get(name, ())

    @cached_property
    def _townships_by_county(self) -> dict[str, tuple[Township, ...]]:
        return _grouped((township.county, township) for township in self._all_townships)

    @cached_property
    def _townships_by_name(self) -> dict[str, tuple[Township, ...]]:
        return _grouped((township.name, township) for township in self._all_townships)

    @cached_property
    def _all_townships(self) -> tuple[Township, ...]:
        found: dict[Township, None] = {}
        for row in read_csv(self._townships):
            if row["county"] not in self._by_code:
                raise CodeBookError(f"townships.csv: {row['code']} {row['name']} lies in {row['county']}, in no list")
            found[Township(row["code"], row["name"], row["county"])] = None
        return tuple(found)


@lru_cache(maxsize=4)
def load_divisions(data: Path = DATA) -> Divisions:
    """data/divisions/ under a data folder; townships are read when first asked for."""
    folder = data / "divisions"
    rows = [Division(**row) for row in read_csv(folder / "divisions.csv")]
    by_code = _grouped((row.code, row) for row in rows)
    for row in rows:
        _check(row, by_code)
    successions = dict(_successions(folder / "successions.csv", by_code))
    return Divisions(rows, successions, load_endings(folder), folder / "townships.csv")


def load_endings(folder: Path = DIVISIONS) -> Endings:
    """endings.csv, peoples.csv and no_short.csv, the longest first."""
    short = {row["ending"]: row["short"] for row in read_csv(folder / "endings.csv")}
    peoples = [row["people"] for row in read_csv(folder / "peoples.csv")]
    return Endings(
        short={ending: short[ending] for ending in sorted(short, key=len, reverse=True)},
        peoples=tuple(sorted(peoples, key=len, reverse=True)),
        no_short=tuple(row["ending"] for row in read_csv(folder / "no_short.csv")),
    )


def _check(row: Division, by_code: Mapping[str, tuple[Division, ...]]) -> None:
    where = f"divisions.csv: {row.code} {row.name}"
    if len(row.code) != 6 or not row.code.isdecimal() or row.level != _level(row.code):
        raise CodeBookError(f"{where} has the level {row.level}, which its code has not")
    if row.first_listed > row.last_listed:
        raise CodeBookError(f"{where} is listed from {row.first_listed} to {row.last_listed}")
    if not row.parent and "" in ABOVE[row.level]:
        return
    above = by_code.get(row.parent, ())
    if not any(one.level in ABOVE[row.level] and one.first_listed <= row.last_listed for one in above):
        raise CodeBookError(f"{where} has the parent {row.parent}, not listed then or of no level above it")
    for one, after in pairwise(by_code[row.code]):
        if one.last_listed >= after.first_listed:
            raise CodeBookError(f"{where} is listed twice in {after.first_listed}")


def is_zone(code: str) -> bool:
    """True for a unit of the statistics only (兰州新区, which nobody means by 兰州): GB/T 2260 gives no such code."""
    return int(code[4:]) in ZONES


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _successions(
    path: Path, by_code: Mapping[str, tuple[Division, ...]]
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Code and name → the codes that follow it at once; each is listed longer than what it follows, so the way has an end."""
    seen: set[tuple[str, str]] = set()
    for row in read_csv(path):
        if (row["code"], row["name"]) in seen:
            raise CodeBookError(f"successions.csv: {row['code']} {row['name']} stands twice")
        seen.add((row["code"], row["name"]))
        gone = [one for one in by_code.get(row["code"], ()) if one.name == row["name"]]
        if not gone:
            raise CodeBookError(f"successions.csv: {row['code']} {row['name']} is in no list")
        after = tuple(row["successors"].split(";"))
        for code in after:
            if not any(one.last_listed > gone[-1].last_listed for one in by_code.get(code, ())):
                raise CodeBookError(f"successions.csv: {row['code']} {row['name']} became {code}, not listed after it")
        yield (row["code"], row["name"]), after


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
