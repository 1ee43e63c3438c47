"""The store as it stands → a release: an immutable folder under releases/, and `latest` moved to it.

Enters: a store whose warehouse of the named input is built. Leaves: `<store>/releases/<version>/`, made whole beside
its place and then renamed; a version that is there already is never touched. Every byte but the warehouse's own header
comes from the input alone: no clock, no host, a fixed order.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import re
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa

from publish.columns import TABLES, description, duckdb_type
from publish.errors import ReleaseError
from publish.sql import quoted
from publish.warehouse import point, warehouse_path
from transform.schema import FACTS, ISSUES
from transform.tables import NO_YEAR

LATEST = "latest"
SUMS = "SHA256SUMS"
_VERSION = re.compile(r"(?P<day>\d{4}\.\d\d\.\d\d)(?:\.(?P<number>[1-9]\d*))?")
_CSV = "FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
_COPIED = ("documents.parquet", "issues.parquet", "readings.parquet")


def next_version(store: Path, today: datetime.date) -> str:
    """`2026.11.23`, then `2026.11.23.2`, …: a version that no release of the store has had."""
    day = f"{today:%Y.%m.%d}"
    taken = [
        int(match["number"] or 1)
        for path in (store / "releases").glob(f"{day}*")
        if (match := _VERSION.fullmatch(path.name)) and match["day"] == day
    ]
    return f"{day}.{max(taken) + 1}" if taken else day


def write_release(store: Path, version: str, input_name: str) -> Path:
    """Release the store; `input_name` names the warehouse that was built from these very tables."""
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"{version} is no version; expected 2026.11.23 or 2026.11.23.2")
    folder = store / "releases" / version
    if folder.exists():
        raise ReleaseError(f"{folder} is there already and a release never changes; take the next version")
    warehouse = warehouse_path(store, input_name)
    if not warehouse.exists():
        raise ReleaseError(f"{warehouse} is not there; build the warehouse of this input first")
    new = folder.with_name(f".new-{version}")
    _remove(new)
    try:
        _fill(store, warehouse, new)
        new.rename(folder)
    except BaseException:
        _remove(new)
        raise
    point(folder.with_name(LATEST), folder)
    return folder


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _fill(store: Path, warehouse: Path, new: Path) -> None:
    (new / "csv").mkdir(parents=True)
    with duckdb.connect() as con:
        for part in sorted((store / "facts").glob("year=*/facts.parquet")):
            copy = new / "facts" / part.parent.name / part.name
            copy.parent.mkdir(parents=True)
            shutil.copyfile(part, copy)
            year = part.parent.name.removeprefix("year=")
            name = "unknown_year" if year == NO_YEAR else year
            columns = FACTS.remove(FACTS.get_field_index("year"))
            known = "NULL" if year == NO_YEAR else str(int(year))
            _write_csv(con, part, new / "csv" / f"facts_{name}.csv", FACTS, {"year": known}, columns)
        _write_csv(con, store / "issues.parquet", new / "issues.csv", ISSUES, {}, ISSUES)
    for name in _COPIED:
        shutil.copyfile(store / name, new / name)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        con.execute(f"COPY coverage TO {quoted(new / 'coverage.csv')} ({_CSV})")
    shutil.copyfile(warehouse, new / "nianbao.duckdb")
    _write_dictionary(new / "dictionary.csv")
    _write_sums(new)


def _write_csv(
    con: duckdb.DuckDBPyConnection,
    part: Path,
    path: Path,
    schema: pa.Schema,
    constants: dict[str, str],
    held: pa.Schema,
) -> None:
    """The canonical edition, as printed: UTF-8 without BOM, `\\n`, in the order of the Parquet file.

    Null is an empty cell, an empty text a quoted one. A cell that begins with = + - @ stands as it was printed.
    """
    columns = ", ".join(
        f'{constants[field.name]} AS "{field.name}"' if field.name in constants else _column(field) for field in schema
    )
    con.execute(
        f"COPY (SELECT {columns} FROM read_parquet({quoted(part)}, hive_partitioning = false))"
        f" TO {quoted(path)} ({_CSV})"
    )


def _column(field: pa.Field) -> str:
    """A number with all its digits; a whole one without `.0`."""
    name = f'"{field.name}"'
    if duckdb_type(field) != "DOUBLE":
        return name
    return (
        f"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e15 THEN CAST({name}::BIGINT AS VARCHAR)"
        f" ELSE CAST({name} AS VARCHAR) END AS {name}"
    )


def _write_dictionary(path: Path) -> None:
    """Every column of every table, in the order of the schemas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "column", "type", "description"))
        for table in TABLES.values():
            writer.writerows((table.name, field.name, duckdb_type(field), description(field)) for field in table.schema)


def _write_sums(folder: Path) -> None:
    """What `sha256sum -c` reads, sorted by path."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sha256(folder / path)}  {path}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
