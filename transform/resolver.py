"""A printed name and what is known of its place → the body it names, the bodies it may name, or a row to propose.

Enters: a name, the division the report was found in where that is known (its site), the known bodies.
Leaves: Resolved. A name without a place (和平街道办事处, 市残联) is decided by the site's division, else not at all unless
it is borne by one place of the country only; a name with a place must agree with the site.
"""

from __future__ import annotations

from dataclasses import dataclass

from transform.agencies import Agencies, Agency, newest, now, place_of
from transform.divisions import Division, Divisions
from transform.naming import TOWNSHIP_KINDS, Name

_LEVEL_OF = {"省": "province", "州": "prefecture", "盟": "prefecture", "县": "county", "区": "county", "旗": "county"}
_CITY_LEVELS = ("prefecture", "county")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A body that no row of agencies.csv has, as far as its name and the site tell."""

    name: str
    kind: str | None
    level: str
    division: str
    division_as_of: str
    unit: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """`agency` is set where one body is meant for certain. `place` is the division of the body, whether it is known or not."""

    name: Name
    agency: Agency | None = None
    candidates: tuple[Agency, ...] = ()
    place: Division | None = None
    proposal: Proposal | None = None


def resolve(printed: str, agencies: Agencies, site: Division | None = None, year: int | None = None) -> Resolved:
    """Whose name it is. `site` is the division whose site the report was found on; `year` that of the report."""
    divisions = agencies.naming.divisions
    name = agencies.naming.read(printed)
    if name.several:
        return Resolved(name)
    places = _places(name, agencies, site)
    found = _bodies(name, places, agencies)
    if len({now(place, divisions) for place in places}) > 1:
        return Resolved(name, None, found)
    if not places:
        found = tuple(row for row in agencies.named(printed) if site is None and not row.division)
    there = _of_the_year(found, year)
    if len(there) == 1:
        return Resolved(name, there[0], there, _division_of(there[0], divisions))
    place = _nearest(places, year, divisions)
    if place is None or (name.township and place.level == "province"):  # a street lies in a county or a city
        return Resolved(name, None, found, place)
    proposal = None if there else _proposal(name, place, year, divisions)
    return Resolved(name, None, found, place, proposal)


def is_same_body(name: Name, row: Agency, agencies: Agencies) -> bool:
    """True if the name may be that of the body: the same unit, and no place that is another's."""
    borne = map(agencies.naming.read, (row.name, *row.aliases))
    if name.over + name.unit not in {one.over + one.unit for one in borne}:
        return False
    divisions = agencies.naming.divisions
    return not name.places or any(now(place, divisions) == place_of(row, divisions) for place in name.places)


def _places(name: Name, agencies: Agencies, site: Division | None) -> tuple[Division, ...]:
    """The divisions the body may belong to: those its name tells that agree with the site, else the site's."""
    divisions = agencies.naming.divisions
    if name.places:
        if site is None:
            return name.places
        return tuple(place for place in name.places if _related(place.code, site.code, divisions))
    if name.township:
        streets = divisions.townships_named(name.township)
        counties = {street.county for street in streets}
        if site is not None:
            inside = {code for code in counties if _is_within(code, site.code, divisions)}
            counties = inside or ({site.code} if site.level == "county" else set())
        found = (divisions.at(code, 9999) for code in sorted(counties))
        return tuple(place for place in found if place is not None)
    if site is None:
        return ()
    if not name.relative:
        return (site,) if name.kind is not None else ()
    levels = _CITY_LEVELS if name.relative == "市" else (_LEVEL_OF[name.relative],)
    near = (place for place in reversed(divisions.path(site)) if place.level in levels)
    return tuple(place for place in near if place.name.endswith(name.relative))[:1]


def _bodies(name: Name, places: tuple[Division, ...], agencies: Agencies) -> tuple[Agency, ...]:
    found = (row for place in places for row in agencies.of_place(place, name.unit))
    return tuple(dict.fromkeys(row for row in found if agencies.naming.read(row.name).over == name.over))


def _related(code: str, other: str, divisions: Divisions) -> bool:
    """Whether one place lies in the other, by any of the names they had."""
    return _is_within(code, other, divisions) or _is_within(other, code, divisions)


def _is_within(code: str, other: str, divisions: Divisions) -> bool:
    mine, theirs = {code, newest(code, divisions)}, {other, newest(other, divisions)}
    return any(one == two or divisions.is_below(one, two) for one in mine for two in theirs)


def _of_the_year(found: tuple[Agency, ...], year: int | None) -> tuple[Agency, ...]:
    """Of bodies that followed one another those that were there in that year."""
    if year is None:
        return found
    return tuple(
        row for row in found
        if (not row.valid_from or int(row.valid_from) <= year) and (not row.valid_to or year <= int(row.valid_to))
    )  # fmt: skip


def _division_of(row: Agency, divisions: Divisions) -> Division | None:
    return divisions.at(row.division, int(row.division_as_of)) if row.division else None


def _nearest(places: tuple[Division, ...], year: int | None, divisions: Divisions) -> Division | None:
    """The one place that is meant, by the name it had in that year; None where several are."""
    if len({now(place, divisions) for place in places}) != 1:
        return None
    if year is None:
        return max(places, key=lambda place: place.last_listed)
    listed = [place for place in places if divisions.at(place.code, year) == place]
    return max(listed or places, key=lambda place: place.last_listed)


def _proposal(name: Name, place: Division, year: int | None, divisions: Divisions) -> Proposal:
    level = "township" if name.kind in TOWNSHIP_KINDS else place.level
    as_of = str(year) if year is not None else place.last_listed[:4]
    return Proposal(
        name.over + place_name(place, divisions) + name.unit, name.kind, level, place.code, as_of, name.unit
    )


def place_name(place: Division, divisions: Divisions) -> str:
    """As bodies call their place: a district of a city by both names, every other place by its own."""
    path = divisions.path(place)
    is_district = place.level == "county" and place.name.endswith("区") and len(path) > 1
    return path[-2].name + place.name if is_district else place.name
