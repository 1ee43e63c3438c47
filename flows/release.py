"""Flow: the store as it stands → an immutable release, and `latest` moved to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import flows.settings  # noqa: F401  (before Prefect)

from prefect import flow, task

from publish.release import next_version, write_release
from publish.state import load_state, save_state

_ZONE = ZoneInfo("Asia/Shanghai")

write = task(write_release, name="write-release", retries=1)


@flow(name="release", validate_parameters=False)
def release(store: Path) -> Path:
    """Release the store's data. If the last release holds these very data, that one is returned."""
    state = load_state(store)
    last = store / "releases" / state.release.partition(" ")[0]
    if state.release.partition(" ")[2] == state.data and last.is_dir():
        return last
    version = next_version(store, datetime.now(_ZONE).date())
    folder = write(store, version, state.data)
    save_state(store, replace(state, release=f"{version} {state.data}"))
    return folder
