"""Flow: what runs every night: collect → build → release, with a summary that tells `ok` from `no_update`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import flows.settings  # noqa: F401  (before Prefect)

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.build import build
from flows.collect import collect
from flows.release import release


@dataclass(frozen=True, slots=True)
class Summary:
    """One run in numbers. `outcome` is `ok` where data changed, `no_update` where they did not."""

    outcome: str
    new: int
    changed: int
    unchanged: int
    documents: int
    cells_placed: int
    cells_ignored: int
    cells_in_issues: int
    facts: int
    issues: int
    violations: int
    newest_year: int
    release: str


@flow(name="nightly", validate_parameters=False)
def nightly(store: Path, folder: Path, workers: int = 1) -> Summary:
    """One refresh of a store from a folder of reports."""
    collected = collect(store, folder)
    built = build(store, workers)
    released = release(store)
    summary = Summary(
        outcome=built.outcome,
        new=collected.new,
        changed=collected.changed,
        unchanged=collected.unchanged,
        **built.counts,
        release=str(released),
    )
    create_table_artifact(key="nianbao-summary", table=[asdict(summary)], description="what this run did")
    return summary
