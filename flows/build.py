"""Flow: the archive → facts, checked and validated, and the warehouse built last."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import flows.settings  # noqa: F401  (before Prefect)

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner
from rich.console import Console
from rich.progress import track

from expectations.check import check_store
from expectations.gate import validate_store
from publish.state import State, data_files, data_name, inputs, load_state, save_state
from publish.warehouse import build_warehouse
from transform.batch import Unread, read_batch, unread_in_store


@dataclass(frozen=True, slots=True)
class Built:
    """`no_update`: the store holds what it last published. `counts` are of all of it; `changed` names changed files."""

    outcome: str
    counts: dict[str, int]
    changed: tuple[str, ...] = ()


@task(retries=2, retry_delay_seconds=[1, 10], task_run_name="read-{number}")
def read_documents(store: Path, number: int, batch: list[Unread]) -> Path:
    return read_batch(store, batch)


check = task(check_store, name="check", retries=1)
validate = task(validate_store, name="validate")
warehouse = task(build_warehouse, name="warehouse", retries=1)


@flow(name="read", validate_parameters=False)
def read(store: Path) -> int:
    """Read every document that this version of the reader has not read, batch by batch; returns how many batches."""
    batches = unread_in_store(store)
    progress = create_progress_artifact(progress=0.0, key="nianbao-reading", description="documents read")
    futures = [read_documents.submit(store, number, batch) for number, batch in enumerate(batches, start=1)]
    bar = {"console": Console(stderr=True), "disable": not sys.stderr.isatty()}
    for done, future in enumerate(track(as_completed(futures), "reading", total=len(futures), **bar), start=1):
        future.result()
        update_progress_artifact(artifact_id=progress, progress=100.0 * done / len(futures))
    if not futures:
        update_progress_artifact(artifact_id=progress, progress=100.0)
    return len(futures)


@flow(name="build", validate_parameters=False)
def build(store: Path, workers: int = 1) -> Built:
    """Bring the store up to its archive. Where the gate is shut it fails, and the old warehouse stays in place."""
    state, wanted, before = load_state(store), inputs(store), data_files(store)
    if state.inputs == wanted and state.data == data_name(before) and (store / "nianbao.duckdb").exists():
        return Built("no_update", state.counts)
    many = workers > 1
    runner = ProcessPoolTaskRunner(max_workers=workers) if many else ThreadPoolTaskRunner(max_workers=1)
    read.with_options(task_runner=runner)(store)
    counts = check(store)
    validated = validate(store, state.validated)
    files = data_files(store)
    warehouse(store, data_name(files))
    save_state(store, State(wanted, data_name(files), validated, counts, state.release))
    changed = tuple(sorted(name for name in files.keys() | before.keys() if files.get(name) != before.get(name)))
    return Built("no_update" if data_name(files) == state.data else "ok", counts, changed)
