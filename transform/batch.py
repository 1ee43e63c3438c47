"""A batch of documents → Parquet parts: what one task does, on one machine or many.

Enters: documents (id, the name they came under, the path of their bytes). Leaves: four files (facts, readings,
issues, documents) named by the batch,
below a folder named by the reader's version: a document is read once per version of the reader and of data/.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import extract
import transform
from extract.collect.archive import Archive
from extract.read import media_type, office_program, prepare, read
from extract.read.beside import Beside, nothing
from extract.read.unread import unread
from transform.agencies import Agencies, load_agencies
from transform.forms import DATA, Reference, load_reference
from transform.interpret import Interpretation, interpret
from transform.schema import DOCUMENTS, FACTS, ISSUES, READINGS
from transform.tables import to_table, write_parquet

BATCH = 500
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
SCHEMAS = {"facts": FACTS, "readings": READINGS, "issues": ISSUES, "documents": DOCUMENTS}  # as they are written


def source_digest(*folders: Path) -> str:
    """A 16 digit name of all code and CSV below some folders: it changes when what they say may change."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted((*folder.rglob("*.py"), *folder.glob("*.csv"), *folder.glob("*/**/*.csv"))):
            if "store" not in path.relative_to(folder).parts and "samples" not in path.relative_to(folder).parts:
                found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


@lru_cache(maxsize=1)
def _source_version() -> str:
    return source_digest(Path(extract.__file__).parent, Path(transform.__file__).parent, DATA)


def reader_version() -> str:
    """Name of the reader as it is now: extract/, transform/ and data/, and whether LibreOffice is there to help it."""
    return _source_version() + ("" if office_program() else "-without-office")


def parts_folder(store: Path) -> Path:
    return store / "parts" / reader_version()


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """A document to be read; `address` is where it was published, empty where that is not known."""

    document_id: str
    name: str
    path: Path
    address: str = ""


def unread_batches(store: Path, documents: list[Unread], size: int = BATCH) -> list[list[Unread]]:
    """Documents that this version of the reader has not read yet, each once, in batches."""
    done = set(load_parts(store, "documents").column("document_id").to_pylist())
    todo: dict[str, Unread] = {}
    for document in sorted(documents):
        if document.document_id not in done:
            todo.setdefault(document.document_id, document)
    waiting = list(todo.values())
    return [waiting[start : start + size] for start in range(0, len(waiting), size)]


def unread_in_store(store: Path) -> list[list[Unread]]:
    """Documents of the store's archive that this version of the reader has not read yet, in batches."""
    archive = Archive(store)
    return unread_batches(
        store, [Unread(s.document_id, s.name, archive.path(s.document_id), s.url) for s in archive.sightings]
    )


def read_document(
    data: bytes,
    name: str,
    reference: Reference,
    agencies: Agencies,
    beside: Beside = nothing,
    address: str | None = None,
) -> Interpretation:
    """Read one document through. A defect of ours costs this document and is told as `reader_failed`, not the batch."""
    try:
        return interpret(read(data, name, beside), reference, agencies, address)
    except DEFECTS as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}: {error}; please report it"
        )
        return interpret(unread(data, name, media_type(data), "reader_failed", message), reference, agencies, address)


def read_batch(store: Path, documents: list[Unread]) -> Path:
    """Read documents and write the batch; returns the path of its documents part.

    The documents part is written last: it is what says that the batch is done.
    """
    reference, agencies = load_reference(), load_agencies()
    rows: dict[str, list] = {name: [] for name in SCHEMAS}
    prepare((document.path.read_bytes(), document.name) for document in documents)
    for document in sorted(documents):
        data, address = document.path.read_bytes(), document.address or None
        read_through = read_document(data, document.name, reference, agencies, address=address)
        rows["facts"] += read_through.facts
        rows["readings"] += read_through.readings
        rows["issues"] += read_through.issues
        rows["documents"].append(read_through.document)
    name = hashlib.sha256("\n".join(sorted(document.document_id for document in documents)).encode()).hexdigest()[:16]
    for kind in SCHEMAS:
        write_parquet(to_table(rows[kind], SCHEMAS[kind]), parts_folder(store) / kind / f"{name}.parquet")
    return parts_folder(store) / "documents" / f"{name}.parquet"


def load_parts(store: Path, kind: str) -> pa.Table:
    """All rows of one kind that this version of the reader has read."""
    return pa.concat_tables([SCHEMAS[kind].empty_table(), *_parts(store, kind)])


def _parts(store: Path, kind: str) -> Iterator[pa.Table]:
    for path in sorted((parts_folder(store) / kind).glob("*.parquet")):
        yield pq.read_table(path, schema=SCHEMAS[kind])
