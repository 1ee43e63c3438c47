"""Flow: a folder of reports → the archive."""

from __future__ import annotations

from pathlib import Path

import flows.settings  # noqa: F401  (before Prefect)

from prefect import flow, task

from extract.collect.folder import Collected, collect_folder


@task(retries=2, retry_delay_seconds=[1, 5])
def archive_folder(store: Path, folder: Path) -> Collected:
    return collect_folder(store, folder)


@flow(name="collect", validate_parameters=False)
def collect(store: Path, folder: Path) -> Collected:
    """Bring what a folder holds into the store's archive; what is known already costs only its hash."""
    return archive_folder(store, folder)
