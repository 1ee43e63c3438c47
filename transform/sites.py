"""An address → whose site it is, and the report that is known to stand there.

Enters: data/sources/sites.csv (a host, or a host and the head of a path, with the division whose site it is) and
data/sources/registry.csv (addresses of reports whose body and year are known). Leaves: Sites. Addresses are compared without
scheme, `www.` and the order of their parameters; of sites the longest that fits counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from transform.divisions import Division, Divisions, load_divisions
from transform.forms import DATA, CodeBookError, read_csv


@dataclass(frozen=True, slots=True)
class Registered:
    """A row of registry.csv."""

    agency_id: str
    year: int


class Sites:
    """Known sites and known reports."""

    def __init__(self, places: dict[str, Division], reports: dict[str, Registered]) -> None:
        self._places = places
        self._reports = reports

    def place_of(self, address: str) -> Division | None:
        """The division whose site an address is on; None where the site is not known, or no division's."""
        plain = normal(address)
        heads = (plain[:length] for length in range(len(plain), 0, -1))
        return next((self._places[head] for head in heads if head in self._places), None)

    @property
    def reports(self) -> tuple[Registered, ...]:
        """All known reports."""
        return tuple(self._reports.values())

    def report_at(self, address: str) -> Registered | None:
        return self._reports.get(normal(address))


def normal(address: str) -> str:
    """host/path?parameters, as it is compared; what is no address (http://[::1) as it is, and is nobody's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = parts.netloc.lower().removeprefix("www.")
    asked = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}{parts.path or '/'}" + (f"?{asked}" if asked else "")


@lru_cache(maxsize=4)
def load_sites(data: Path = DATA) -> Sites:
    """data/sources/; a division no list has, or an address that stands twice, stops the load."""
    divisions = load_divisions(data)
    places: dict[str, Division] = {}
    for row in read_csv(data / "sources" / "sites.csv"):
        places[row["address"]] = _place(row, divisions)
    reports: dict[str, Registered] = {}
    for row in read_csv(data / "sources" / "registry.csv"):
        address = normal(row["address"])
        if address in reports:
            raise CodeBookError(f"registry.csv: {row['address']} stands twice")
        reports[address] = Registered(row["agency_id"], int(row["year"]))
    return Sites(places, reports)


def _place(row: dict[str, str], divisions: Divisions) -> Division:
    found = divisions.at(row["division"], int(row["division_as_of"]))
    if found is None or found.name != row["place"]:
        raise CodeBookError(
            f"sites.csv: {row['address']}: the list of {row['division_as_of']} has no {row['place']} {row['division']}"
        )
    return found
