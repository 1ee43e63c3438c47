"""The archive: every document ever collected, under the sha256 of its bytes, and where each was seen.

Enters: bytes with a Sighting (address, name, what the source says of it).
Leaves: `<store>/archive/<aa>/<sha256>`, written whole or not at all and never twice; `<store>/archive/sightings.csv`,
one row per address and document, in the order seen. New bytes at an old address supersede the old ones, which stay;
a document that is gone from its source stays too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from extract.files import write_whole
from extract.report import digest


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document seen at an address; `supersedes` is what stood there before. Empty text where a source is silent."""

    address: str
    document_id: str
    name: str
    url: str = ""
    publisher: str = ""
    retrieved_at: str = ""
    supersedes: str = ""


class Archive:
    """The archive of one store. `add` collects in memory what `save` then writes at once."""

    def __init__(self, store: Path) -> None:
        self._folder = store / "archive"
        self._index = self._folder / "sightings.csv"
        self.sightings: list[Sighting] = list(self._load())
        self._latest = {sighting.address: sighting for sighting in self.sightings}

    def add(self, data: bytes, sighting: Sighting) -> str:
        """Keep a document. Returns `new`, `changed` or `unchanged`, by its address."""
        name = digest(data)
        before = self._latest.get(sighting.address)
        known = replace(sighting, document_id=name, supersedes=before.supersedes if before else "")
        if before == known:
            return "unchanged"
        write_whole(self.path(name), data)
        outcome = "changed" if before else "new"
        if before and before.document_id != name:
            known = replace(known, supersedes=before.document_id)
        elif before:
            self.sightings.remove(before)
        self.sightings.append(known)
        self._latest[sighting.address] = known
        return outcome

    def save(self) -> None:
        """Write the list of sightings; a kill leaves the old list or the new one."""
        lines = [[field.name for field in fields(Sighting)]]
        lines += [list(asdict(sighting).values()) for sighting in self.sightings]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        write_whole(self._index, text.getvalue().encode())

    def path(self, document_id: str) -> Path:
        return self._folder / document_id[:2] / document_id

    def current(self) -> list[Sighting]:
        """The latest sighting at each address, in order of address."""
        return [self._latest[address] for address in sorted(self._latest)]

    def _load(self) -> Iterator[Sighting]:
        if self._index.exists():
            with self._index.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    yield Sighting(**row)
