"""The columns of every table Nianbao publishes: names, types and what each says, in one place.

Enters: nothing. Leaves: FACTS, READINGS, DOCUMENTS, ISSUES, VIOLATIONS (pyarrow schemas; each field carries a `description`),
BREAKDOWNS, CELLS and OBS_STATUS (SDMX CL_OBS_STATUS codes as this dataset uses them; source: docs/architecture.md).
"""

from __future__ import annotations

import pyarrow as pa

BREAKDOWNS = {
    "natural_person": "自然人",
    "commercial_enterprise": "商业企业",
    "research_institution": "科研机构",
    "public_interest_organization": "社会公益组织",
    "legal_service_organization": "法律服务机构",
    "other_organization": "其他",
    "total": "总计",
}

OBS_STATUS = {
    "A": "printed and sound",
    "O": "blank, or a dash or a word for nothing, where a number belongs",
    "M": "the form has no such cell",
    "L": "the report or the table is not to be had",
    "U": "printed, but an identity it takes part in fails",
    "V": "read by OCR, from prose or from a wrapped number, not yet confirmed",
    "D": "the concept differs from today's",
    "B": "first year after a break",
}

SCOPES = {"agency": "the body itself", "area": "汇总 of a whole district, city or system"}


def _schema(*columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, metadata={"description": text}) for name, kind, text in columns])


_PLACE = (
    ("page", pa.int32(), "page of the cell, from 1; null where the format has no pages"),
    ("table", pa.int32(), "table in the document, from 1"),
    ("row", pa.int32(), "row of the cell in its table, from 1"),
    ("column", pa.int32(), "column of the cell in its table, from 1 (order in the row where spans are lost)"),
)

PLACE = tuple(name for name, *_ in _PLACE)

FACTS = _schema(
    ("agency_id", pa.string(), "our stable id of the body (agencies.csv); null where it is not yet known"),
    ("agency", pa.string(), "name of the body: canonical where known, else as printed"),
    ("year", pa.int32(), "year the report speaks of; null where it is not known"),
    ("scope", pa.string(), "agency: the body itself; area: a whole district, city or system"),
    ("indicator", pa.string(), "code of the indicator (indicators.csv)"),
    ("breakdown", pa.string(), "applicant group, or total"),
    ("value", pa.float64(), "the number in `unit`; null when nothing is printed"),
    ("unit", pa.string(), "unit of value; money is in 万元"),
    ("obs_status", pa.string(), "SDMX observation status"),
    ("value_as_reported", pa.string(), "the cell's text as printed; never changed"),
    ("form", pa.string(), "official form the table follows (data/forms.csv); prose where a sentence tells it"),
    ("document_id", pa.string(), "sha256 of the document"),
    *_PLACE,
)

READINGS = _schema(
    ("document_id", pa.string(), "sha256 of the document"),
    *_PLACE,
    ("indicator", pa.string(), "code of the indicator whose cell this is"),
    ("breakdown", pa.string(), "applicant group, or total"),
    ("text", pa.string(), "what was read"),
    ("second_text", pa.string(), "what a second reading of the same ink gave, where it differs"),
    ("confidence", pa.float64(), "of the least sure character, from 0 to 1; 0 where the ink itself is doubtful"),
    ("left", pa.int32(), "edges of the ink, counted from the upper left corner of the page or picture"),
    ("top", pa.int32(), "see left"),
    ("right", pa.int32(), "see left"),
    ("bottom", pa.int32(), "see left"),
    ("region_unit", pa.string(), "points of a PDF's page, or pixels of the picture"),
)

DOCUMENTS = _schema(
    ("document_id", pa.string(), "sha256 of the document's bytes"),
    ("name", pa.string(), "file name under which it was collected"),
    ("url", pa.string(), "address it was published at; null where it is not known"),
    ("publisher", pa.string(), "who published it, as its source says"),
    ("retrieved_at", pa.string(), "when it was collected (ISO 8601), as its source says"),
    ("media_type", pa.string(), "media type found from the bytes"),
    ("bytes", pa.int64(), "size"),
    ("title", pa.string(), "title as printed"),
    ("agency_id", pa.string(), "body the report is of"),
    ("agency", pa.string(), "its name: canonical where known, else as printed"),
    ("year", pa.int32(), "year the report speaks of"),
    ("scope", pa.string(), "agency or area"),
    ("period_start", pa.string(), "first day it speaks of (ISO 8601); null where no whole date is printed"),
    ("period_end", pa.string(), "last day it speaks of"),
    ("votes", pa.string(), "JSON: what spoke for which body (source, printed, agency_id, place), the first is taken"),
    ("form", pa.string(), "forms its tables follow, the one with most cells first, joined by ;"),
    ("supersedes", pa.string(), "document_id of the earlier version at the same address"),
    (
        "outcome",
        pa.string(),
        "read: facts were placed; no_table: none found; not_a_report: by its title a notice or an explanation; unreadable",
    ),
    ("cells_placed", pa.int32(), "printed cells that became facts"),
    ("cells_ignored", pa.int32(), "printed cells that are labels or are ignored by name"),
    ("cells_in_issues", pa.int32(), "printed cells that became an issue"),
)

# What became of the printed cells of all recognised tables: each is in one of the three.
CELLS = ("cells_placed", "cells_ignored", "cells_in_issues")

ISSUES = _schema(
    ("issue_id", pa.string(), "stable id: a hash of what the issue says and where"),
    ("kind", pa.string(), "issue_kinds.csv"),
    ("severity", pa.string(), "error, warning or info"),
    ("document_id", pa.string(), "sha256 of the document"),
    ("agency_id", pa.string(), "body the report is of"),
    ("year", pa.int32(), "year the report speaks of"),
    ("indicator", pa.string(), "indicator, where it is known"),
    ("breakdown", pa.string(), "breakdown, where it is known"),
    *_PLACE,
    ("printed", pa.string(), "what is printed there"),
    ("expected", pa.string(), "what was expected instead"),
    ("message", pa.string(), "the whole in a sentence"),
    ("rule", pa.string(), "rule that failed (rules.csv), where there is one"),
)

VIOLATIONS = _schema(
    ("rule", pa.string(), "rules.csv"),
    ("class", pa.string(), "prescribed, definitional, consequence, plausible or diagnostic"),
    ("marks", pa.string(), "status its facts take (U), or empty"),
    ("document_id", pa.string(), "document in which it fails (the later one across years)"),
    ("agency_id", pa.string(), "body"),
    ("year", pa.int32(), "year (the later one across years)"),
    ("breakdown", pa.string(), "column it fails in; null where it runs over all breakdowns of a row"),
    ("indicator", pa.string(), "row it fails in, where it runs over the breakdowns; else the sum's own indicator"),
    ("left_value", pa.float64(), "left side as printed"),
    ("right_value", pa.float64(), "right side as printed"),
    ("terms", pa.string(), "every term with its printed value and place"),
)
