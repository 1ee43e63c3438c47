"""Parquet and code tables → nianbao.duckdb, built last, under a new name; then the pointer is moved.

Enters: a store with `facts/year=*/facts.parquet`, `documents.parquet`, `issues.parquet`,
`readings.parquet`, `violations.parquet`; data/.
Leaves: `<store>/warehouse/nianbao-<name>.duckdb`, to which the link `<store>/nianbao.duckdb` points. Whoever reads
through the link sees the old warehouse or the new one, never a part of one: a build that fails leaves no trace.
The warehouse the link pointed to before is kept, those before it are removed. A store has one writer at a time.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from publish.columns import TABLES, Table, column_list, description, duckdb_type
from publish.coverage_table import fill_coverage
from publish.errors import WarehouseError
from publish.sql import quoted
from publish.trend_table import fill_trend
from publish.views import create_views
from transform.forms import DATA, read_csv

# The newest storage that browsers (duckdb-wasm 1.29 to 1.32) open.
STORAGE_VERSION = "v1.4.0"
POINTER = "nianbao.duckdb"
_NEW = ".new-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# A total order: the same facts always lie in the same rows.
_FACTS_ORDER = 'indicator, breakdown, agency_id, year, scope, agency, form, document_id, page, "table", "row", "column"'


def warehouse_path(store: Path, name: str) -> Path:
    """Where the warehouse of that name lies, or will lie."""
    if not _NAME.fullmatch(name):
        raise WarehouseError(f"{name!r} cannot name a warehouse: expected letters, digits, dots, dashes")
    return store / "warehouse" / f"nianbao-{name}.duckdb"


def build_warehouse(store: Path, name: str, data: Path = DATA) -> Path:
    """Build the warehouse of that name and point to it; returns its path."""
    path = warehouse_path(store, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(_NEW + path.name)
    _remove_leftovers(path.parent)
    try:
        _build(store, new, data)
        os.replace(new, path)
    except BaseException:
        _remove_leftovers(path.parent)
        raise
    previous = _pointed_to(store / POINTER)
    point(store / POINTER, path)
    if previous != path.name:
        _remove_older(path.parent, keep={path.name, previous})
    return path


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that only reads."""
    if not path.exists():
        raise WarehouseError(f"no warehouse at {path}: build one with `nianbao refresh`")
    con = duckdb.connect(str(path.resolve()), read_only=True)
    try:
        yield con
    finally:
        con.close()


def point(link: Path, target: Path) -> None:
    """Move a relative link in one step: it points to the old or to the new, and never to nothing."""
    new = link.with_name(_NEW + link.name)
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(target, link.parent))
    os.replace(new, link)


def _pointed_to(link: Path) -> str | None:
    return Path(os.readlink(link)).name if link.is_symlink() else None


def _remove_leftovers(folder: Path) -> None:
    """What a build that was killed left behind."""
    for path in folder.glob(f"{_NEW}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _remove_older(folder: Path, keep: set[str | None]) -> None:
    for path in folder.glob("nianbao-*.duckdb"):
        if path.name not in keep:
            path.unlink()


def _build(store: Path, path: Path, data: Path) -> None:
    con = duckdb.connect()
    try:
        con.execute(f"SET temp_directory = {quoted(path.with_name(path.name + '.spill'))}")
        con.execute(f"ATTACH {quoted(path)} AS warehouse (STORAGE_VERSION {quoted(STORAGE_VERSION)})")
        con.execute("USE warehouse")
        con.execute("BEGIN")
        for table in TABLES.values():
            _create(con, table)
        con.execute("COMMIT")
        _fill_facts(con, store / "facts")
        for name in ("documents", "readings", "issues", "violations"):
            _fill(con, name, f"read_parquet({quoted(store / f'{name}.parquet')})", "")
        for table in TABLES.values():
            if table.csv is not None:
                _fill_code_table(con, table, data / table.csv)
        fill_trend(con)
        fill_coverage(con)
        con.execute("BEGIN")
        create_views(con)
        con.execute("COMMIT")
        con.execute("USE memory")
        con.execute("DETACH warehouse")
    finally:
        con.close()


def _create(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f'"{field.name}" {duckdb_type(field)}' for field in table.schema)
    con.execute(f"CREATE TABLE {table.name} ({columns})")
    con.execute(f"COMMENT ON TABLE {table.name} IS {quoted(table.description)}")
    for field in table.schema:
        con.execute(f'COMMENT ON COLUMN {table.name}."{field.name}" IS {quoted(description(field))}')


def _fill_facts(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """All partitions; a store whose documents hold no fact at all has none."""
    parts = folder / "year=*" / "facts.parquet"
    if not any(folder.glob("year=*/facts.parquet")):
        return
    source = f"read_parquet({quoted(parts)}, hive_partitioning = true, hive_types = {{'year': INTEGER}})"
    _fill(con, "facts", source, f"ORDER BY {_FACTS_ORDER}")


def _fill(con: duckdb.DuckDBPyConnection, name: str, source: str, order: str) -> None:
    con.execute(f"INSERT INTO {name} SELECT {column_list(TABLES[name].schema)} FROM {source} {order}")


def _fill_code_table(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """A CSV as it stands; an empty cell is null. Its columns must be those the table is described with."""
    rows = list(read_csv(path))
    names = table.schema.names
    for row in rows[:1]:
        if list(row) != names:
            raise WarehouseError(f"{path.name} has the columns {', '.join(row)}; expected {', '.join(names)}")
    columns = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in names}
    con.register("code_table", pa.table(columns))
    _fill(con, table.name, "code_table", "")
    con.unregister("code_table")
