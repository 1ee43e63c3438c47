"""All that was read → what is current: one report for each body, year and scope.

Enters: the parts of transform.batch and the archive's sightings.
Leaves: Assembled: facts of the documents in use, `revisions` (facts of superseded and duplicate documents), all
documents with their source's words, the issues and the readings of pictures of every document that still stands at an address.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.collect.archive import Archive
from transform.agree import compare_documents
from transform.batch import load_parts
from transform.forms import load_reference
from transform.issues import issue_id
from transform.schema import DOCUMENTS, ISSUES
from transform.tables import sort_facts, to_table

Row = dict[str, Any]

_ISSUES_ORDER = ("agency_id", "year", "document_id", "table", "row", "column", "issue_id")
_READINGS_ORDER = ("document_id", "table", "row", "column", "indicator", "breakdown")


@dataclass(frozen=True, slots=True)
class Assembled:
    """Tables with the schemas of transform.schema; `facts` are as printed, no identity checked yet."""

    facts: pa.Table
    revisions: pa.Table
    documents: pa.Table
    readings: pa.Table
    issues: pa.Table


def assemble(store: Path) -> Assembled:
    """Put together all parts of a store, as its archive stands now."""
    archive = Archive(store)
    documents = _documents(archive, load_parts(store, "documents").to_pylist())
    standing = {sighting.document_id for sighting in archive.current()}
    pairs = _duplicates([row for row in documents if row["document_id"] in standing])
    in_use = standing - {row["document_id"] for row, _ in pairs}
    facts = load_parts(store, "facts")
    others = {row["document_id"] for row in documents} - in_use
    severities = load_reference().severities
    compared, differences = compare_documents(
        _of(facts, in_use),
        _of(facts, {row["document_id"] for row, _ in pairs}),
        {row["document_id"]: best["document_id"] for row, best in pairs},
        {row["document_id"]: row["name"] for row in documents},
        severities["documents_disagree"],
    )
    twice = [_duplicate(row, best, severities["duplicate_report"]) for row, best in pairs]
    issues = _of(load_parts(store, "issues"), standing)
    return Assembled(
        facts=sort_facts(compared),
        revisions=sort_facts(_of(facts, others)),
        documents=to_table(documents, DOCUMENTS),
        readings=_sorted(_of(load_parts(store, "readings"), standing), _READINGS_ORDER),
        issues=sort_issues(pa.concat_tables([issues, to_table([*twice, *differences], ISSUES)])),
    )


def _of(table: pa.Table, documents: set[str]) -> pa.Table:
    """The rows of some documents."""
    return table.filter(pc.is_in(table["document_id"], pa.array(sorted(documents), pa.string())))


def sort_issues(issues: pa.Table) -> pa.Table:
    """Issues in the order they are published in."""
    return _sorted(issues, _ISSUES_ORDER)


def _sorted(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in names])


def _documents(archive: Archive, read: list[Row]) -> list[Row]:
    """Every document of the archive that was read, with what its source says; sorted by id."""
    by_id = {row["document_id"]: row for row in read}
    found: dict[str, Row] = {}
    for sighting in archive.sightings:
        if sighting.document_id in by_id and sighting.document_id not in found:
            said = {"url": sighting.url, "publisher": sighting.publisher, "retrieved_at": sighting.retrieved_at}
            said["supersedes"] = sighting.supersedes
            row = by_id[sighting.document_id]
            found[sighting.document_id] = {**row, "name": sighting.name, **{k: v or None for k, v in said.items()}}
    return [found[name] for name in sorted(found)]


def _duplicates(documents: list[Row]) -> list[tuple[Row, Row]]:
    """Each document whose body, year and scope another one reports better (with more cells placed), and that other."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in documents:
        if row["agency_id"] and row["year"] and row["outcome"] == "read":
            groups[row["agency_id"], row["year"], row["scope"]].append(row)
    pairs = []
    for group in groups.values():
        best, *others = sorted(group, key=lambda row: (-row["cells_placed"], row["document_id"]))
        pairs += [(row, best) for row in others]
    return pairs


def _duplicate(row: Row, best: Row, severity: str) -> Row:
    empty = {name: None for name in ISSUES.names}
    message = f"{row['agency']} {row['year']} · {row['name']} reports what {best['name']} reports; the latter is in use"
    place = {name: None for name in ("page", "table", "row", "column", "indicator", "breakdown", "rule")}
    name = issue_id(kind="duplicate_report", document_id=row["document_id"], printed=best["document_id"], **place)
    told = {"issue_id": name, "kind": "duplicate_report", "severity": severity, "document_id": row["document_id"]}
    whose = {"agency_id": row["agency_id"], "year": row["year"]}
    return {**empty, **told, **whose, "printed": row["name"], "expected": best["name"], "message": message}
