"""The hand-checked facts in tests/gold/, and how what was read is held against them.

Enters: the name of a gold file, an Interpretation. Leaves: the gold as printed texts or as facts; `facts_of` the same
shape from what was read, so that one == says all: value, status and printed text of every cell, none missing, none extra.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.rendering.layout import Key
from transform.interpret import Interpretation

GOLD = Path(__file__).resolve().parents[1] / "gold"

Fact = tuple[float | None, str, str]  # value, obs_status, printed text without white space


def gold_texts(name: str) -> dict[Key, str]:
    """The printed text of every cell, in the order of the form."""
    return {(row["indicator"], row["breakdown"]): row["value_as_reported"] for row in _rows(name)}


def gold_facts(name: str) -> dict[Key, Fact]:
    return {
        (row["indicator"], row["breakdown"]): (
            float(row["value"]) if row["value"] else None,
            row["obs_status"],
            bare(row["value_as_reported"]),
        )
        for row in _rows(name)
    }


def facts_of(found: Interpretation) -> dict[Key, Fact]:
    """What was read; two facts of one cell are an error of ours."""
    facts = {
        (fact["indicator"], fact["breakdown"]): (fact["value"], fact["obs_status"], bare(fact["value_as_reported"]))
        for fact in found.facts
    }
    if len(facts) != len(found.facts):
        raise ValueError("an indicator and breakdown was read twice")
    return facts


def bare(text: str) -> str:
    return "".join(text.split())


def _rows(name: str) -> list[dict[str, str]]:
    with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
