"""Issues: one row per thing that is wrong, with where it stands and what was expected.

Enters: what a step of the street could not place, read or believe.
Leaves: Issue values; `issue_id` gives each a stable name, so that the same wrong thing keeps its id from run to run.
Kinds and their severity are data (data/issue_kinds.csv); an unlisted kind is an error of ours, not an issue.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def issue_id(
    *,
    kind: str,
    document_id: str,
    page: int | None,
    table: int | None,
    row: int | None,
    column: int | None,
    indicator: str | None,
    breakdown: str | None,
    rule: str | None,
    printed: str | None,
) -> str:
    """A 16 digit hex name made of what the issue says and where; None and '' are told apart."""
    parts = (kind, document_id, page, table, row, column, indicator, breakdown, rule, printed)
    text = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong. `message` is a whole sentence that names the place; the rest are its parts as columns."""

    kind: str
    message: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    printed: str | None = None
    expected: str | None = None
    indicator: str | None = None
    breakdown: str | None = None
