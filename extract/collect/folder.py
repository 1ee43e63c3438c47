"""A folder of reports as a source.

Enters: a folder; beside a report `x.pdf` may lie `x.pdf.source.yml`, which says where it is from (url, publisher,
retrieved_at; other keys are for people). Leaves: the documents in the archive, in order of path, and how many of them
were new; hidden files are passed over. A page that was saved with its files (`x.html` and the folder `x_files` or `x.files`) is one
document: a zip of them, always of the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from extract.collect.archive import Archive, Sighting

SIDECAR = ".source.yml"
_PAGES = (".html", ".htm", ".shtml")
_FILES_OF_PAGE = ("_files", ".files")
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_KEPT = ("url", "publisher", "retrieved_at")


class SidecarError(ValueError):
    """A sidecar that is no mapping of texts; the message names the file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file, what is said of it, and the files that were saved with it; the bytes are read when they are needed."""

    path: Path
    sighting: Sighting
    saved_with: tuple[Path, ...] = ()

    def read(self) -> bytes:
        """The document: the file itself, or a zip of a page and its files."""
        data = self.path.read_bytes()
        return _packed(self.path, data, self.saved_with) if self.saved_with else data


@dataclass(frozen=True, slots=True)
class Collected:
    """How many documents of a source were new, changed at their address, or known."""

    new: int
    changed: int
    unchanged: int


def collect_folder(store: Path, folder: Path) -> Collected:
    """Bring every report below a folder into the store's archive."""
    archive = Archive(store)
    counts = Counter(archive.add(found.read(), found.sighting) for found in find(folder))
    archive.save()
    return Collected(counts["new"], counts["changed"], counts["unchanged"])


def find(folder: Path) -> Iterator[Found]:
    """Every report below a folder. The address of a document without url is its path below the folder."""
    paths = [path for path in sorted(folder.rglob("*")) if _is_document(path.relative_to(folder)) and path.is_file()]
    saved_with = _saved_with(paths)
    parts = {part for files in saved_with.values() for part in files}
    for path in paths:
        if path not in parts:
            said = sidecar_of(path)
            inside = path.relative_to(folder).as_posix()
            yield Found(path, Sighting(said["url"] or inside, "", inside, **said), saved_with.get(path, ()))


def _is_document(inside: Path) -> bool:
    return not any(part.startswith(".") for part in inside.parts) and not inside.name.endswith(SIDECAR)


def _saved_with(paths: list[Path]) -> dict[Path, tuple[Path, ...]]:
    """The pages that a browser or an office program saved with their files, and these."""
    pages = {path.with_name(path.stem + ending): path for path in paths if path.suffix.lower() in _PAGES
             for ending in _FILES_OF_PAGE}  # fmt: skip
    found: dict[Path, list[Path]] = {}
    for path in paths:
        page = next((pages[above] for above in reversed(path.parents) if above in pages), None)
        if page is not None:
            found.setdefault(page, []).append(path)
    return {page: tuple(files) for page, files in found.items()}


def _packed(page: Path, data: bytes, files: tuple[Path, ...]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_member(page.name), data)
        for path in files:
            archive.writestr(_member(path.relative_to(page.parent).as_posix()), path.read_bytes())
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A member that says nothing of the machine or the day."""
    member = zipfile.ZipInfo(name, _NO_DATE)
    member.create_system = 3
    return member


def sidecar_of(path: Path) -> dict[str, str]:
    """What the sidecar of a report says, with the keys url, publisher, retrieved_at; empty texts where it is silent."""
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.exists():
        return dict.fromkeys(_KEPT, "")
    said = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        raise SidecarError(f"{sidecar}: expected a mapping with {', '.join(_KEPT)}")
    return {key: str(said[key]) if said.get(key) else "" for key in _KEPT}
