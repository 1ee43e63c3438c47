"""Facts, violations and issues → Validation: may this be released, and the quality report (Data Docs).

Enters: the tables of new partitions, the indicators (indicator, unit, value_type), a folder for the context.
Leaves: Validation; `success` is False if a critical expectation failed. A warning that fails is only shown.
Each year of facts is one batch of the suite `facts`; the offences DuckDB finds are the one batch of `violations`.
Great Expectations sees pandas tables only: its SQL route on DuckDB is broken as shipped.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import duckdb
import pandas as pd
import pyarrow as pa

from expectations.cells import marked_cells
from expectations.findings import COLUMNS, find_offences
from expectations.suites import facts_suite, great_expectations, violations_suite
from transform.forms import DATA, load_reference
from transform.prose import load_prose
from transform.schema import FACTS
from transform.spoken import PROSE

CONTEXT = "gx"  # the folder Great Expectations makes
EXAMPLES = 3
Frame = pa.Table | pd.DataFrame


@dataclass(frozen=True, slots=True)
class Validation:
    """`results` has a dict for each expectation and partition: suite, partition, expectation, column, description,
    severity, success, observed."""

    success: bool
    results: list[dict]
    data_docs: Path


def validate(
    facts: Frame,
    violations: pa.Table,
    issues: Frame,
    documents: Frame,
    indicators: Frame,
    quality_dir: Path,
    *,
    data: Path = DATA,
) -> Validation:
    """Run both suites as checkpoints of a context kept under quality_dir, and build its Data Docs."""
    reference = load_reference(data)
    cells = [
        {"form": table.form, "indicator": cell.indicator, "breakdown": cell.breakdown}
        for table in reference.tables
        for cell in table.cells.values()
    ]
    cells += [
        {"form": PROSE, "indicator": code, "breakdown": "total"} for code in load_prose(reference, data).indicators
    ]
    tables = {
        "facts": facts,
        "violations": violations,
        "issues": issues,
        "documents": documents,
        "indicators": indicators,
        "form_cells": pa.Table.from_pylist(cells),
        "marked_cells": marked_cells(violations),
    }
    with duckdb.connect() as con:
        for name, table in tables.items():
            con.register(name, table)
        codes = [code for (code,) in con.sql("SELECT DISTINCT indicator FROM indicators ORDER BY ALL").fetchall()]
        context = _context(quality_dir)
        run = _checkpoint(context, "facts", facts_suite(codes, sorted({cell["form"] for cell in cells})))
        results = []
        for name, partition in _partitions(con):
            results += _results("facts", name, run(partition))
        run = _checkpoint(context, "violations", violations_suite(), shown=COLUMNS[1:])
        results += _results("violations", "all", run(_offences(con)))
    site = context.build_data_docs()["local_site"]
    success = all(result["success"] for result in results if result["severity"] == "critical")
    return Validation(success, results, Path(url2pathname(urlparse(site).path)))


def _partitions(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, pd.DataFrame]]:
    """The facts of each year. No facts at all, or facts in other columns than FACTS, are one batch, which fails."""
    fits = con.table("facts").columns == FACTS.names
    years = con.sql('SELECT DISTINCT "year" FROM facts ORDER BY ALL').fetchall() if fits else []
    if not years:
        yield "all", con.table("facts").to_arrow_table().to_pandas()
    for (year,) in years:
        where = '"year" IS NULL' if year is None else f'"year" = {int(year)}'
        yield str(year or "unknown"), con.sql(f"SELECT * FROM facts WHERE {where}").to_arrow_table().to_pandas()


def _offences(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    if con.table("facts").columns != FACTS.names:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    return find_offences(con).to_pandas()


def _context(quality_dir: Path):
    """A new context; the last run's goes, or its pages would be built again and pile up night after night."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    quality_dir.mkdir(parents=True, exist_ok=True)
    if (quality_dir / CONTEXT).exists():
        shutil.rmtree(quality_dir / CONTEXT)
    context = gx.get_context(mode="file", project_root_dir=quality_dir)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _checkpoint(context, name: str, expectations: list, shown: tuple[str, ...] = ()) -> Callable:
    """A function that runs the suite on a pandas table; `shown` are the columns by which it names unexpected rows."""
    gx = great_expectations()
    source = context.data_sources.add_or_update_pandas(name)
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("partition")
    suite = context.suites.add_or_update(gx.ExpectationSuite(name, expectations=expectations))
    definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
    definition = context.validation_definitions.add_or_update(definition)
    result_format = {"result_format": "SUMMARY", "unexpected_index_column_names": list(shown)}
    checkpoint = gx.Checkpoint(name=name, validation_definitions=[definition], result_format=result_format)
    checkpoint = context.checkpoints.add_or_update(checkpoint)

    def run(table: pd.DataFrame):
        (result,) = checkpoint.run(batch_parameters={"dataframe": table}).run_results.values()
        return result

    return run


def _results(suite: str, partition: str, validation) -> list[dict]:
    return [
        {
            "suite": suite,
            "partition": partition,
            "expectation": result.expectation_config.type,
            "column": result.expectation_config.kwargs.get("column"),
            "description": result.expectation_config.description,
            "severity": result.expectation_config.severity.value,
            "success": result.success,
            "observed": _observed(result),
        }
        for result in validation.results
    ]


def _observed(result) -> str:
    """What was seen, in words: the value, or how many rows are unexpected and the first of them."""
    seen = result.result
    if not seen:
        return "not computed"
    if "unexpected_count" not in seen:
        return str(seen["observed_value"])
    rows = seen.get("partial_unexpected_index_list") or seen["partial_unexpected_list"]
    first = "; ".join(list(dict.fromkeys(map(_row, rows)))[:EXAMPLES])
    return f"{seen['unexpected_count']} of {seen['element_count']}" + (f": {first}" if first else "")


def _row(unexpected: object) -> str:
    if not isinstance(unexpected, dict):
        return str(unexpected)
    return " ".join(str(value) for value in unexpected.values() if not pd.isna(value))
