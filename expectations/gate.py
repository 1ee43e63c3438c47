"""The gate before a release: Great Expectations on every partition of facts that has not passed it yet.

Enters: a store after expectations.check, and the sha256 of the partitions that passed before.
Leaves: the sha256 of all partitions, `quality/results.json` and Data Docs; GateClosed names each critical expectation that
failed and what was seen. A warning that fails is in the report and stops nothing.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.files import write_whole
from transform.forms import load_reference
from transform.schema import FACTS
from transform.tables import NO_YEAR


class GateClosed(RuntimeError):
    """Critical expectations failed; the message lists them. Nothing is published."""


def validate_store(store: Path, validated: dict[str, str]) -> dict[str, str]:
    """Judge the partitions whose bytes are not in `validated`; returns the names and sha256 of all of them."""
    paths = sorted((store / "facts").glob("year=*/facts.parquet"))
    digests = {path.parent.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    fresh = [path for path in paths if validated.get(path.parent.name) != digests[path.parent.name]]
    if fresh:
        _judge(store, pa.concat_tables([_partition(path) for path in fresh]))
    return digests


def _partition(path: Path) -> pa.Table:
    """A partition with its year, which stands only in the folder's name."""
    table = pq.ParquetFile(path).read()
    name = path.parent.name.removeprefix("year=")
    year = pa.array([None if name == NO_YEAR else int(name)] * len(table), pa.int32())
    return table.append_column("year", year).select(FACTS.names).cast(FACTS)


def _judge(store: Path, facts: pa.Table) -> None:
    from expectations.validate import validate

    tables = {name: pq.read_table(store / f"{name}.parquet") for name in ("violations", "issues", "documents")}
    concerned = pc.is_in(tables["violations"]["document_id"], pc.unique(facts["document_id"]))
    indicators = pa.Table.from_pylist(
        [
            {"indicator": row.code, "unit": row.unit, "value_type": row.value_type}
            for row in load_reference().indicators.values()
        ]
    )
    found = validate(
        facts,
        tables["violations"].filter(concerned),
        tables["issues"],
        tables["documents"],
        indicators,
        store / "quality",
    )
    text = json.dumps(found.results, ensure_ascii=False, indent=1, default=str)
    write_whole(store / "quality" / "results.json", (text + "\n").encode())
    if not found.success:
        failed = [row for row in found.results if row["severity"] == "critical" and not row["success"]]
        lines = [
            f"{row['suite']} {row['partition']}: {row['description'] or row['expectation']}: {row['observed']}"
            for row in failed
        ]
        raise GateClosed("critical expectations failed:\n" + "\n".join(lines))
