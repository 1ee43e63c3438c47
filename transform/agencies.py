"""The bodies that publish reports (data/agencies.csv): a printed name → our stable agency_id.

Enters: data/agencies.csv. Leaves: Agencies; `resolve(name)` gives the one Agency that bears the name or an alias,
None where none does. Two bodies under one name stop the load: which of them is meant cannot be told by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transform.forms import DATA, CodeBookError, read_csv
from transform.labels import fold


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of data/agencies.csv; `division` is a GB/T 2260 code as of the year `division_as_of`."""

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
    successor: str


class Agencies:
    """All known bodies, found by folded name."""

    def __init__(self, rows: list[Agency]) -> None:
        self.rows = rows
        self._by_name: dict[str, Agency] = {}
        for row in rows:
            for name in (row.name, *row.aliases):
                other = self._by_name.setdefault(fold(name), row)
                if other is not row:
                    raise CodeBookError(f"agencies.csv: {name} is both {other.agency_id} and {row.agency_id}")

    def resolve(self, name: str) -> Agency | None:
        return self._by_name.get(fold(name))


@lru_cache(maxsize=4)
def load_agencies(data: Path = DATA) -> Agencies:
    """data/agencies.csv; parents and successors must be rows of it."""
    rows = []
    for row in read_csv(data / "agencies.csv"):
        aliases = tuple(alias for alias in row.pop("aliases").split(";") if alias)
        rows.append(Agency(aliases=aliases, **row))
    ids = {row.agency_id for row in rows}
    for row in rows:
        for other in (row.parent, row.successor):
            if other and other not in ids:
                raise CodeBookError(f"agencies.csv: {row.agency_id} names {other}, which is no row")
    return Agencies(rows)
