"""A Report → one document row, its facts and its issues: the whole of transform/ in one call.

Enters: a Report, the code book, the agencies.
Leaves: Interpretation: rows with the columns of transform.schema. `obs_status` is A, V or O here; U is given, and V
confirmed, where the identities are checked (expectations/). What a source says of a document (its address) is added in transform.assemble.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from extract.report import Image, Report, Stream, Table
from transform.agencies import Agencies
from transform.forms import Reference
from transform.glued import glued_tables
from transform.identity import Identity, identify
from transform.impossible import impossible
from transform.issues import Issue, issue_id
from transform.labels import year_named
from transform.layouts import place_like_before
from transform.misread_labels import mended
from transform.placement import Placed, Placement, where
from transform.prose import statements
from transform.schema import CELLS
from transform.seen import believed, place_in_picture, reading_of, units_of
from transform.spoken import compare, fact_of
from transform.stream import tables_of
from transform.values import Reading, as_reported, read_value
from transform.whole import complete

Row = dict[str, Any]

_NAMED = 3
_WHAT_TO_DO = (
    "pack it and the report into one zip under these names; for `nianbao extract` it may lie beside the report"
)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One document's rows, sorted: facts as placed, `readings` of their cells that stand in pictures, issues by place.

    `companions` are other documents read as part of it.
    """

    document: Row
    facts: list[Row]
    readings: list[Row]
    issues: list[Row]
    companions: tuple[str, ...] = ()


def interpret(report: Report, reference: Reference, agencies: Agencies, address: str | None = None) -> Interpretation:
    """Read one report through: whose it is, what its tables say, and everything that is wrong with it.

    `address` is where it was published, if that is known: it speaks for whose report it is.
    """
    identity = identify(report, agencies, address)
    if identity.not_a_report:
        return _not_a_report(report, identity, reference)
    tables, misread = mended(tables_in(report, reference), reference)
    placement = complete(place_like_before(tables, reference, identity.year), reference)
    issues = [*_reading_issues(report), *misread, *placement.issues]
    whose = {
        "agency_id": identity.agency_id,
        "agency": identity.agency,
        "year": identity.year,
        "scope": identity.scope,
        "document_id": report.sha256,
    }
    facts = []
    unread = 0
    for placed in placement.placed:
        row, issue = _fact(placed, whose, reference)
        facts += [row] if row else []
        issues += [issue] if issue else []
        unread += row is None
    told, disagreements = compare(statements(report, identity, reference), facts, placement, reference)
    facts += [fact_of(statement, whose, reference) for statement in told]
    issues += [*disagreements, *impossible(identity.agency, facts)]
    readable = bool(report.blocks)
    if readable:
        issues += identity.issues
        issues += _no_table(report, len(tables), placement)
        issues += glued_tables(report, reference) if _lacks_tables(placement) else []
    outcome = ("read" if facts else "no_table") if readable else "unreadable"
    printed = sum(not placed.cell.blank for placed in placement.placed)
    unplaced = unread + sum(issue.column is not None for issue in placement.issues)
    cells = (printed - unread, len(placement.ignored), unplaced)
    document = _document(report, identity, outcome, ";".join(placement.forms) or None, cells)
    readings = [reading_of(placed, report.sha256) for placed in placement.placed if placed.cell.ocr is not None]
    rows = _issue_rows(issues, report, identity, reference)
    return Interpretation(document, facts, readings, rows, report.companions)


def _not_a_report(report: Report, identity: Identity, reference: Reference) -> Interpretation:
    """A notice or an explanation that was collected for a report: no fact; all printed cells are in its one issue."""
    issues = [*_reading_issues(report), *identity.issues]
    cells = sum(not cell.blank for table in tables_in(report, reference) for cell in table.cells)
    document = _document(report, identity, "not_a_report", None, (0, 0, cells))
    return Interpretation(document, [], [], _issue_rows(issues, report, identity, reference), report.companions)


def _document(report: Report, identity: Identity, outcome: str, form: str | None, cells: tuple[int, int, int]) -> Row:
    """The row of DOCUMENTS, without what its source says of it; `cells` are the counts CELLS names."""
    return {
        "document_id": report.sha256,
        "name": report.name,
        "url": None,
        "publisher": None,
        "retrieved_at": None,
        "media_type": report.media_type,
        "bytes": report.size,
        "title": identity.title,
        "agency_id": identity.agency_id,
        "agency": identity.agency,
        "year": identity.year,
        "scope": identity.scope,
        "period_start": identity.period[0] if identity.period else None,
        "period_end": identity.period[1] if identity.period else None,
        "votes": identity.votes,
        "form": form,
        "supersedes": None,
        "outcome": outcome,
        **dict(zip(CELLS, cells, strict=True)),
    }


def tables_in(report: Report, reference: Reference) -> list[Table]:
    """The report's tables in order, those of its streams among them."""
    found: list[Table] = []
    for block in report.blocks:
        if isinstance(block, Table):
            found.append(replace(block, number=len(found) + 1))
        elif isinstance(block, Stream):
            tables = tables_of(block, len(found) + 1, reference)
            found += [*tables[:-1], _cut(tables[-1], block, report)] if tables else []
    return found


def _cut(table: Table, stream: Stream, report: Report) -> Table:
    """The last table of a stream; told as cut where the report ends with its last cell."""
    ends = stream is report.blocks[-1] and not table.rows_known and table.cells[-1].text == stream.tokens[-1].text
    return replace(table, cut=True) if ends else table


def _fact(placed: Placed, whose: Row, reference: Reference) -> tuple[Row | None, Issue | None]:
    """The fact of a placed cell, or the issue it is instead; a count below zero is both.

    `whose` holds the columns that are the same for all facts of a document.
    """
    indicator = reference.indicators[placed.meaning.indicator]
    cell = placed.cell
    units = units_of(placed.unit_texts, cell, reference)
    reading = believed(read_value(cell.text, indicator, units, reference), cell)
    kind, expected = reading.issue, reading.expected
    if reading.value is not None and reading.value < 0 and indicator.value_type != "signed_change":
        kind, expected = "negative_count", f"a number of {indicator.unit} from 0 up"
    if any(whose["year"] != year for text in placed.unit_texts if (year := year_named(text)) is not None):
        reading = Reading(None, None)
        kind, expected = "year_disputed", f"a column of the report's year, {whose['year']}"
    issue = None
    if kind is not None:
        kept = "kept as an issue, no fact written" if reading.status is None else "the fact is kept as printed"
        place = f"{where(cell, placed.table, placed.row)}: {indicator.code}[{placed.meaning.breakdown}]"
        message = f"{place} printed {as_reported(cell.text)!r}, expected {expected}; {kept}{place_in_picture(cell)}"
        issue = Issue(
            kind, message, cell.page, placed.table, placed.row, cell.column,
            as_reported(cell.text), expected, indicator.code, placed.meaning.breakdown,
        )  # fmt: skip
    if reading.status is None:
        return None, issue
    row = {
        **whose,
        "indicator": indicator.code,
        "breakdown": placed.meaning.breakdown,
        "value": None if reading.value is None else float(reading.value),
        "unit": indicator.unit,
        "obs_status": reading.status,
        "value_as_reported": as_reported(cell.text),
        "form": placed.form_table.form,
        "page": cell.page,
        "table": placed.table,
        "row": placed.row,
        "column": cell.column,
    }
    return row, issue


def _reading_issues(report: Report) -> list[Issue]:
    return [Issue(p.kind, p.message, p.page, p.table, p.row, p.column, p.printed or None) for p in report.problems]


def _no_table(report: Report, tables: int, placement: Placement) -> list[Issue]:
    """What to say where tables of a form were not found; pictures and attachments that were not read may be the tables."""
    images = [block for block in report.blocks if isinstance(block, Image)]
    links = [link for link in report.links if link.names_document and not link.read]
    missing = [issue for issue in placement.issues if issue.kind == "table_missing"]
    issues = []
    if placement.main_form is None:
        message = f"no table of a known form among the {tables} tables of the document"
        issues.append(Issue("table_missing", message, expected="the tables of a form"))
        missing = issues
    if images and missing:
        image = images[0]
        named = _names([image.source for image in images if image.source and not image.seen])
        message = f"{len(images)} pictures stand in a report that lacks {len(missing)} tables: a table may be a picture{named}"
        issues.append(Issue("image_table", message, page=image.page, printed=image.source or None))
    told = any(problem.kind == "attachment_unread" for problem in report.problems)
    if links and missing and not told:
        named = _names([f"{link.text} {link.target}".strip() for link in links])
        message = f"{len(links)} documents are linked to in a report that lacks {len(missing)} tables{named}"
        issues.append(Issue("attachment_unread", message, printed=links[0].target))
    return issues


def _lacks_tables(placement: Placement) -> bool:
    return placement.main_form is None or any(issue.kind == "table_missing" for issue in placement.issues)


def _names(names: list[str]) -> str:
    """The first few of what was not at hand, and what to do about it."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f" ({', '.join(names[:_NAMED])}{more}); {_WHAT_TO_DO}"


def _issue_rows(issues: list[Issue], report: Report, identity: Identity, reference: Reference) -> list[Row]:
    """The rows of ISSUES, each once, by place."""
    rows = [_issue_row(issue, report, identity, reference) for issue in issues]
    return sorted({row["issue_id"]: row for row in rows}.values(), key=_issue_order)


def _issue_row(issue: Issue, report: Report, identity: Identity, reference: Reference) -> Row:
    year = f" {identity.year}" if identity.year else ""
    whose = f"{identity.agency or report.name}{year}"
    row = {
        "kind": issue.kind,
        "severity": reference.severities[issue.kind],
        "document_id": report.sha256,
        "agency_id": identity.agency_id,
        "year": identity.year,
        "indicator": issue.indicator,
        "breakdown": issue.breakdown,
        "page": issue.page,
        "table": issue.table,
        "row": issue.row,
        "column": issue.column,
        "printed": issue.printed,
        "expected": issue.expected,
        "message": f"{whose} · {issue.message}",
        "rule": None,
    }
    name = issue_id(
        kind=issue.kind,
        document_id=report.sha256,
        page=issue.page,
        table=issue.table,
        row=issue.row,
        column=issue.column,
        indicator=issue.indicator or issue.expected,
        breakdown=issue.breakdown,
        rule=None,
        printed=issue.printed,
    )
    return {"issue_id": name, **row}


def _issue_order(row: Row) -> tuple[Any, ...]:
    return (row["table"] or 0, row["row"] or 0, row["column"] or 0, row["kind"])
