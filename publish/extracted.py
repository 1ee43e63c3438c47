"""What a few reports say, without a store: the `extract` command.

Enters: files. Leaves: Extracted: facts and issues as rows of the columns DESIGN names, documents by file name.
`obs_status` is as read from the page (A, O, and V from a picture): a failed identity of the form is an issue here; U is
given, and V confirmed, where a store is checked, together with the checks over years.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import duckdb
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from expectations.rules import find_violations, issues_of, load_rules
from extract.collect.folder import sidecar_of
from extract.read import prepare
from extract.read.beside import of_folder
from publish.show import print_table, printable, write_csv, write_json
from transform.agencies import load_agencies
from transform.batch import read_document
from transform.forms import load_reference
from transform.interpret import Interpretation
from transform.schema import DOCUMENTS, FACTS
from transform.tables import to_table

Row = dict[str, Any]

FACT_COLUMNS = (
    "document agency agency_id year scope indicator breakdown value unit obs_status value_as_reported form"
    " page table row column"
).split()
ISSUE_COLUMNS = ("document kind severity indicator breakdown page table row column printed expected message").split()

_NO_PLACE: Row = dict.fromkeys(ISSUE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows and the order of their columns."""

    columns: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Extracted:
    """`wrong` counts the issues that are errors or warnings."""

    facts: Rows
    issues: Rows

    @property
    def wrong(self) -> int:
        return sum(row["severity"] in ("error", "warning") for row in self.issues.rows)

    @property
    def summary(self) -> str:
        """`186 facts, 3 issues: 2 error, 1 info`."""
        counts = Counter(row["severity"] for row in self.issues.rows)
        told = ", ".join(f"{counts[name]} {name}" for name in ("error", "warning", "info") if counts[name])
        return f"{len(self.facts.rows)} facts, {len(self.issues.rows)} issues" + (f": {told}" if told else "")


def read_files(files: Iterable[Path]) -> Extracted:
    """Read the files in their order; every identity of their forms is checked within each document.

    Pictures and attachments that lie beside a page are read with it, and not once more by themselves if they are named too.
    """
    reference, agencies = load_reference(), load_agencies()
    rules = [rule for rule in load_rules(codebook=set(reference.indicators)) if rule.scope != "years"]
    facts: list[Row] = []
    issues: list[Row] = []
    paths = list(files)
    prepare((path.read_bytes(), path.name) for path in paths)
    console = Console(stderr=True)
    read: list[tuple[Path, Interpretation]] = []
    for path in track(paths, "reading", console=console, disable=len(paths) < 2 or not sys.stderr.isatty()):
        address = sidecar_of(path)["url"] or None
        found = read_document(path.read_bytes(), path.name, reference, agencies, of_folder(path.parent), address)
        read.append((path, found))
    pages = {name: path.name for path, found in read for name in found.companions}
    for path, found in read:
        page = pages.get(found.document["document_id"])
        if page is not None:
            issues.append({**_NO_PLACE, **_read_with(page), "document": path.name})
            continue
        table = to_table(found.facts, FACTS)
        with duckdb.connect() as connection:
            connection.register("facts", table)
            violations = find_violations(connection, "facts", rules)
        failed = issues_of(violations, rules, to_table([found.document], DOCUMENTS)).to_pylist()
        facts += [{**row, "document": path.name} for row in found.facts]
        issues += [{**row, "document": path.name} for row in (*found.issues, *failed)]
    return Extracted(Rows(FACT_COLUMNS, facts), Rows(ISSUE_COLUMNS, issues))


def _read_with(page: str) -> Row:
    message = f"it is a picture or an attachment of {page} and was read with it"
    return {"kind": "companion_read", "severity": "info", "message": message}


def write_file(rows: Rows, path: Path) -> None:
    """UTF-8 without BOM, ASCII headers; a number without needless decimals, nothing for null."""
    with path.open("w", encoding="utf-8", newline="") as file:
        _csv(rows, file)


def show(found: Extracted, kind: str, stream: TextIO, *, facts: bool, issues: bool) -> None:
    """Facts, issues or both for people (table) or for programs (csv, json)."""
    parts = {"facts": found.facts} if facts else {}
    parts |= {"issues": found.issues} if issues else {}
    if kind == "json":
        write_json(
            {name: [{c: row[c] for c in part.columns} for row in part.rows] for name, part in parts.items()}, stream
        )
        return
    for name, part in parts.items():
        if kind == "csv":
            _csv(part, stream)
        else:
            _table(name, part, stream)


def _csv(rows: Rows, stream: TextIO) -> None:
    write_csv(rows.columns, ({column: _plain(row[column]) for column in rows.columns} for row in rows.rows), stream)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_SHOWN = {
    "facts": (
        "document",
        "agency",
        "year",
        "indicator",
        "breakdown",
        "value",
        "unit",
        "obs_status",
        "value_as_reported",
    ),
    "issues": ("document", "severity", "kind", "message"),
}


def _table(name: str, part: Rows, stream: TextIO) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for column in _SHOWN[name]:
        table.add_column(column, justify="right" if column == "value" else "left", overflow="fold")
    for row in part.rows:
        table.add_row(*(Text(printable(_plain(row[column]))) for column in _SHOWN[name]))
    print_table(table, stream, f"{len(part.rows)} {name}")
