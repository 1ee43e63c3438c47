"""Numbers that a body of its kind cannot have → issues beside the facts; the facts stay as printed.

Enters: the name of a body and its facts; data/impossible.csv: which names, which indicators, why.
Leaves: an Issue implausible for each such number above 0 (a township with 规章).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from transform.forms import DATA, read_csv
from transform.issues import Issue
from transform.placement import place_text
from transform.schema import PLACE

Row = dict[str, Any]


@lru_cache(maxsize=4)
def _impossible(data: Path) -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    rows = read_csv(data / "impossible.csv")
    return tuple((re.compile(row["bodies"]), re.compile(row["indicators"]), row["expected"]) for row in rows)


def impossible(agency: str | None, facts: list[Row], data: Path = DATA) -> list[Issue]:
    """What is above 0 where the body named can have nothing."""
    if agency is None:
        return []
    found = []
    for bodies, indicators, expected in _impossible(data):
        if bodies.search(agency) is None:
            continue
        for row in facts:
            if row["value"] and indicators.search(row["indicator"]):
                place = place_text(*(row[name] for name in PLACE))
                told = f"{row['indicator']}[{row['breakdown']}] printed {row['value_as_reported']!r}"
                message = f"{place}: {told}, expected {expected}; the fact is kept as printed"
                found.append(
                    Issue(
                        "implausible", message, row["page"], row["table"], row["row"], row["column"],
                        row["value_as_reported"], expected, row["indicator"], row["breakdown"],
                    )
                )  # fmt: skip
    return found
