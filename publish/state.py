"""What a store has done so far: `<store>/state.json`, and the names by which a run knows that nothing changed.

Enters: a store. Leaves: State (read and written whole), `inputs` (the archive and all code and data/), `data_files`
(the published Parquet files with their sha256). No clock: the same archive and code give the same state.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import expectations
import publish
from extract.files import write_whole
from transform.batch import reader_version, source_digest
from transform.forms import DATA

_TABLES = ("documents.parquet", "issues.parquet", "readings.parquet", "violations.parquet")
_PARTITIONED = ("facts", "revisions")


@dataclass(frozen=True, slots=True)
class State:
    """`validated` holds the sha256 of each partition of facts that passed the gate."""

    inputs: str = ""
    data: str = ""
    validated: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    release: str = ""


def load_state(store: Path) -> State:
    """The state of a store; an empty one where there is none."""
    path = store / "state.json"
    return State(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else State()


def save_state(store: Path, state: State) -> None:
    text = json.dumps(asdict(state), ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(store / "state.json", (text + "\n").encode())


def inputs(store: Path) -> str:
    """Name of all that a build depends on: what the archive holds and how this version reads and publishes it."""
    folders = (Path(floor.__file__).parent for floor in (expectations, publish))
    sightings = store / "archive" / "sightings.csv"
    seen = sightings.read_bytes() if sightings.exists() else b""
    return hashlib.sha256(seen + f"{reader_version()} {source_digest(*folders)}".encode()).hexdigest()[:16]


def data_files(store: Path) -> dict[str, str]:
    """sha256 of every published data file, by its path in the store."""
    paths = [path for name in _PARTITIONED for path in (store / name).glob("year=*/facts.parquet")]
    paths += [store / name for name in _TABLES if (store / name).exists()]
    return {path.relative_to(store).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def data_name(files: dict[str, str]) -> str:
    """Name of a set of data files and of the code tables published beside them."""
    lines = [f"{name} {digest}" for name, digest in sorted(files.items())]
    own = source_digest(Path(publish.__file__).parent, DATA)
    return hashlib.sha256("\n".join([*lines, own]).encode()).hexdigest()[:16]
