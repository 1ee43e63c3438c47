"""The refresh command: one run of the nightly flow, told to a person.

Enters: a store and a folder of reports, the bundled samples where none is named.
Leaves: the summary on the terminal; exit code 1 and the reason where a step failed.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from flows.nightly import Summary, nightly
from transform.forms import DATA

_LABELS = {
    "outcome": "outcome",
    "new": "new documents",
    "changed": "changed documents",
    "unchanged": "known documents",
    "documents": "documents in the store",
    "cells_placed": "printed cells that became facts",
    "cells_ignored": "labels and cells ignored by name",
    "cells_in_issues": "cells that became issues",
    "facts": "facts",
    "issues": "issues",
    "violations": "failed identities",
    "newest_year": "newest report year",
    "release": "release",
}


def refresh_store(store: Path, folder: Path | None, workers: int) -> None:
    """Run the nightly flow once and say what it did."""
    source = folder or DATA / "samples"
    console = Console(stderr=True)
    logging.getLogger("prefect").setLevel(logging.CRITICAL)  # what failed is told below, without a traceback
    console.print(f"refresh of {store} from {source}")
    with console.status("collect → build → validate → release", spinner="line"):
        state = nightly(store, source, workers, return_state=True)
    if not state.is_completed():
        click.echo(
            f"refresh failed: {state.message}\nThe last release is as it was; nothing of this run was published.",
            err=True,
        )
        sys.exit(1)
    _tell(state.result())


def _tell(summary: Summary) -> None:
    table = Table(show_header=False, box=None)
    for name, label in _LABELS.items():
        table.add_row(label, str(getattr(summary, name)))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
