"""The bodies that publish reports (data/agencies.csv), found by name and place.

Enters: data/agencies.csv, the divisions. Leaves: Agencies: `named` gives every body that bears a name or an alias (several
places have a 和平街道办事处), `of_place` the body of that unit at a place, whatever name the place had when it was listed.
Which body a report is of is decided in transform.resolver. Two bodies of one name at one place stop the load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from transform.divisions import Division, Divisions
from transform.forms import DATA, CodeBookError, read_csv
from transform.labels import fold
from transform.naming import Naming, load_naming

LEVELS = ("national", "province", "prefecture", "county", "township")


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of data/agencies.csv; `division` is a GB/T 2260 code as of the year `division_as_of`, empty for a national body."""

    agency_id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    level: str
    division: str
    division_as_of: str
    parent: str
    valid_from: str
    valid_to: str
    predecessor: str
    successor: str
    uscc: str


class Agencies:
    """All known bodies."""

    def __init__(self, rows: list[Agency], naming: Naming) -> None:
        self.rows = rows
        self.naming = naming
        self.by_id = {row.agency_id: row for row in rows}
        self._by_name: dict[str, list[Agency]] = defaultdict(list)
        self._by_place: dict[tuple[str, str], list[Agency]] = defaultdict(list)
        for row in rows:
            for name in dict.fromkeys(map(fold, (row.name, *row.aliases))):
                for other in self._by_name[name]:
                    if other.division == row.division:
                        raise CodeBookError(f"agencies.csv: {name} is both {other.agency_id} and {row.agency_id}")
                self._by_name[name].append(row)
            for name in dict.fromkeys((row.name, *row.aliases)):
                body = (place_of(row, naming.divisions), naming.read(name).unit)
                if row not in self._by_place[body]:
                    self._by_place[body].append(row)

    def named(self, name: str) -> tuple[Agency, ...]:
        """Every body that bears the name or has it as an alias."""
        return tuple(self._by_name.get(fold(name), ()))

    def near(self, name: str) -> tuple[Agency, ...]:
        """Bodies whose name or alias differs from it in one character: 沐阳 is how OCR reads 沭阳."""
        wanted = fold(name)
        found = {
            row.agency_id: row
            for masked in _masked(wanted)
            for row in self._by_masked.get(masked, ())
            if wanted not in map(fold, (row.name, *row.aliases))
        }
        return tuple(found[agency_id] for agency_id in sorted(found))

    @cached_property
    def _by_masked(self) -> dict[str, list[Agency]]:
        found: dict[str, list[Agency]] = defaultdict(list)
        for name, rows in self._by_name.items():
            for masked in _masked(name):
                found[masked] += rows
        return found

    def of_place(self, place: Division, unit: str) -> tuple[Agency, ...]:
        """The bodies that are called so at a place; of a place that was renamed those of its old and new names."""
        return tuple(self._by_place.get((now(place, self.naming.divisions), unit), ()))


def _masked(name: str) -> Iterator[str]:
    """The name with each character in turn left open."""
    for place in range(len(name)):
        yield f"{name[:place]}\0{name[place + 1 :]}"


def place_of(row: Agency, divisions: Divisions) -> str:
    """The code the place of a body has in the newest list; empty for a national body."""
    return newest(row.division, divisions, int(row.division_as_of)) if row.division else ""


def now(place: Division, divisions: Divisions) -> str:
    """The code a place has in the newest list."""
    return newest(place.code, divisions, int(place.last_listed[:4]))


def newest(code: str, divisions: Divisions, year: int | None = None) -> str:
    """The code a place has in the newest list; its own where it was parted among several. `year` is that of the code: a few
    codes were given to another place later."""
    found = divisions.successors(code, year) if code else ()
    return found[0] if len(found) == 1 else code


@lru_cache(maxsize=4)
def load_agencies(data: Path = DATA) -> Agencies:
    """data/agencies.csv; parents, predecessors and successors must be rows of it, divisions those of data/divisions/."""
    naming = load_naming(data)
    rows = []
    for row in read_csv(data / "agencies.csv"):
        aliases = tuple(alias for alias in row.pop("aliases").split(";") if alias)
        rows.append(Agency(aliases=aliases, **row))
    ids = {row.agency_id for row in rows}
    for row in rows:
        for other in (row.parent, row.predecessor, row.successor):
            if other and other not in ids:
                raise CodeBookError(f"agencies.csv: {row.agency_id} names {other}, which is no row")
        if row.level not in LEVELS:
            raise CodeBookError(
                f"agencies.csv: {row.agency_id} has the level {row.level}, not one of {', '.join(LEVELS)}"
            )
        if row.division and naming.divisions.at(row.division, int(row.division_as_of)) is None:
            raise CodeBookError(f"agencies.csv: {row.agency_id} has the division {row.division}, which no list has")
    return Agencies(rows, naming)
