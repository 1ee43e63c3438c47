"""Rows ↔ Parquet, the same bytes for the same rows.

Enters: rows or Arrow tables and a schema of transform.schema. Leaves: sorted Parquet files with fixed writer settings
and no clock inside; a file whose bytes would not change is not touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.files import write_whole

FACTS_ORDER = (
    "indicator",
    "breakdown",
    "agency_id",
    "agency",
    "scope",
    "year",
    "form",
    "document_id",
    "table",
    "row",
    "column",
)
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
_ROW_GROUP = 131_072


def to_table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows with exactly the schema's columns; a missing or a further key is a KeyError or ValueError."""
    for row in rows:
        if len(row) != len(schema.names):
            raise ValueError(f"columns {sorted(set(row) ^ set(schema.names))} do not belong")
    return pa.table(
        {name: pa.array([row[name] for row in rows], schema.field(name).type) for name in schema.names}, schema
    )


def write_parquet(table: pa.Table, path: Path) -> bool:
    """Write with fixed settings; False if the file holds these very bytes already."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, compression="zstd", compression_level=9, row_group_size=_ROW_GROUP, version="2.6",
        use_dictionary=True, write_statistics=True, store_schema=True,
    )  # fmt: skip
    return write_whole(path, sink.getvalue().to_pybytes())


def sort_facts(facts: pa.Table) -> pa.Table:
    """Facts in the order they are published in."""
    return facts.sort_by([(name, "ascending") for name in FACTS_ORDER])


def write_facts(facts: pa.Table, folder: Path) -> list[str]:
    """Facts as hive partitions `year=<YYYY>/facts.parquet`; returns the partitions whose bytes changed.

    Facts of an unknown year lie in `year=__HIVE_DEFAULT_PARTITION__`, which readers of hive partitions give back as null.
    """
    years = sorted(set(facts.column("year").to_pylist()), key=lambda year: (year is None, year))
    changed = []
    for year in years:
        where = pc.is_null(facts["year"]) if year is None else pc.equal(facts["year"], year)
        part = sort_facts(facts.filter(where)).drop_columns(["year"])
        name = f"year={NO_YEAR if year is None else year}"
        if write_parquet(part, folder / name / "facts.parquet"):
            changed.append(name)
    for stale in sorted(folder.glob("year=*")):
        if stale.name not in {f"year={NO_YEAR if year is None else year}" for year in years}:
            (stale / "facts.parquet").unlink(missing_ok=True)
            stale.rmdir()
            changed.append(stale.name)
    return changed
