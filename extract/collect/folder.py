"""A folder of reports as a source.

Enters: a folder; beside a report `x.pdf` may lie `x.pdf.source.yml`, which says where it is from (url, publisher,
retrieved_at; other keys are for people). Leaves: the documents in the archive, in order of path, and how many of them
were new; hidden files are passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from extract.collect.archive import Archive, Sighting

SIDECAR = ".source.yml"
_KEPT = ("url", "publisher", "retrieved_at")


class SidecarError(ValueError):
    """A sidecar that is no mapping of texts; the message names the file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file and what is said of it; the bytes are read when they are needed."""

    path: Path
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class Collected:
    """How many documents of a source were new, changed at their address, or known."""

    new: int
    changed: int
    unchanged: int


def collect_folder(store: Path, folder: Path) -> Collected:
    """Bring every report below a folder into the store's archive."""
    archive = Archive(store)
    counts = Counter(archive.add(found.path.read_bytes(), found.sighting) for found in find(folder))
    archive.save()
    return Collected(counts["new"], counts["changed"], counts["unchanged"])


def find(folder: Path) -> Iterator[Found]:
    """Every report below a folder. The address of a document without url is its path below the folder."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not hidden and not path.name.endswith(SIDECAR):
            said = _sidecar(path)
            address = said["url"] or inside.as_posix()
            yield Found(path, Sighting(address, "", inside.as_posix(), **said))


def _sidecar(path: Path) -> dict[str, str]:
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.exists():
        return dict.fromkeys(_KEPT, "")
    said = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        raise SidecarError(f"{sidecar}: expected a mapping with {', '.join(_KEPT)}")
    return {key: str(said[key]) if said.get(key) else "" for key in _KEPT}
