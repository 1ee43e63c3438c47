"""Names, types and descriptions of every table of the warehouse: the code tables of data/, trend, and transform's own.

Enters: nothing. Leaves: TABLES (name → Table) in the order in which they are built and described; DuckDB's name for a
column's type. One description feeds the comments in the warehouse and the release's dictionary.csv.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from transform.schema import DOCUMENTS, FACTS, ISSUES, READINGS, VIOLATIONS

_DUCKDB = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Table:
    """`csv` names the file below data/ a code table is read from; None for a table that is built."""

    name: str
    description: str
    schema: pa.Schema
    csv: str | None = None


def duckdb_type(field: pa.Field) -> str:
    return _DUCKDB[field.type]


def description(field: pa.Field) -> str:
    return field.metadata[b"description"].decode()


def column_list(schema: pa.Schema) -> str:
    """The columns in SQL: `row`, `table` and `column` are words of the language, so every name is quoted."""
    return ", ".join(f'"{name}"' for name in schema.names)


def _texts(**columns: str) -> pa.Schema:
    return pa.schema([pa.field(name, pa.string(), metadata={"description": text}) for name, text in columns.items()])


def _schema(*columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, metadata={"description": text}) for name, kind, text in columns])


AGENCIES = _texts(
    agency_id="our stable id of the body",
    name="its canonical name",
    aliases="further names it is printed under, joined by ;",
    kind="what sort of body it is",
    level="administrative level: national, province, prefecture, county or township",
    division="GB/T 2260 code of its place",
    division_as_of="year whose list of divisions the code is taken from",
    parent="agency_id of the body it belongs to",
    valid_from="first year it existed, where that matters",
    valid_to="last year it existed",
    predecessor="agency_id of the body whose place it took",
    successor="agency_id of the body that took its place",
    uscc="unified social credit code, where it is known",
)

INDICATORS = _texts(
    indicator="code",
    name_zh="name as the form prints it",
    name_en="name in English",
    aliases="further names it may be asked for by, joined by ;",
    unit="unit of its values",
    value_type="count, count_stock, signed_change, money or rate (percent)",
    breakdowns="applicant: split by applicant group; total: one number",
    forms="forms that print it, joined by ;",
    verification="how well its place in the forms is known",
)

RULES = _texts(
    rule="name of the rule",
    form="form whose tables it holds for",
    scope="table, columns (each breakdown), rows (over the breakdowns) or years (this year and the last)",
    formula="the identity, in the language of expectations/formula.py",
    **{"class": "prescribed, definitional, consequence, plausible or diagnostic"},
    needs="terms without which it is not checked, joined by ;",
    optional="terms that count as nothing where they are not printed, joined by ;",
    marks="status its facts take where it fails (U), or empty",
    issue_kind="kind of issue a failure opens",
    severity="error, warning or info",
    note="why it should hold, and what may break it",
)

FORMS = _texts(
    form="name of the form",
    name_zh="its official name",
    name_en="its name in English",
    first_year="first report year it was made for",
    last_year="last report year it was made for",
    source="where its layout is known from",
)

ISSUE_KINDS = _texts(
    kind="name of the kind",
    severity="error, warning or info",
    meaning_en="what it says",
    meaning_zh="what it says, in Chinese",
)

FLAGS = _texts(
    flag="name of the flag",
    meaning_en="what it says about a number or its change",
    meaning_zh="the same in Chinese",
)

TREND = _schema(
    ("agency_id", pa.string(), "our stable id of the body; null where only a printed name is known"),
    ("agency", pa.string(), "name of the body"),
    ("scope", pa.string(), "agency or area; the two are never one series"),
    ("indicator", pa.string(), "code of the indicator"),
    ("breakdown", pa.string(), "applicant group, or total"),
    ("year", pa.int32(), "year the report speaks of"),
    ("value", pa.float64(), "the number; null when none is printed or none can be chosen (see flags)"),
    ("obs_status", pa.string(), "SDMX observation status of the fact; null when none can be chosen"),
    ("form", pa.string(), "form it is printed in: the main form of its document"),
    ("document_id", pa.string(), "sha256 of the document"),
    ("previous_year", pa.int32(), "the year before, if the series has a number then"),
    ("previous_value", pa.float64(), "that number"),
    ("change", pa.float64(), "value less previous_value; null when one of them is"),
    ("pct_change", pa.float64(), "change in percent of previous_value; null unless previous_value is above 0"),
    ("flags", pa.string(), "what makes the number or the comparison unsafe (flags.csv), sorted, joined by ;"),
)

DIVISIONS = _texts(
    code="GB/T 2260 code",
    name="its name in the lists from first_listed to last_listed",
    level="province, prefecture or county",
    parent="code of the division above",
    first_listed="first list that has it so, as 2016-07",
    last_listed="last list that has it so",
)

REGISTRY = _texts(
    address="where a report is published",
    agency_id="body it is of",
    year="year it is of",
)

COVERAGE = _schema(
    ("agency_id", pa.string(), "body"),
    ("agency", pa.string(), "its name"),
    ("year", pa.int32(), "report year"),
    ("expected", pa.bool_(), "the list of known reports names it"),
    ("documents", pa.int32(), "documents of that body and year that were collected"),
    ("found", pa.bool_(), "at least one was"),
    ("read", pa.bool_(), "facts were placed"),
    ("sound", pa.bool_(), "no error was told of it and no identity fails in it"),
    (
        "reason",
        pa.string(),
        "why not: not_found, what became of its documents, or the kinds of its errors; null if sound",
    ),
    ("document_id", pa.string(), "the document that was read best"),
    ("address", pa.string(), "where it is expected"),
)

TABLES = {
    table.name: table
    for table in (
        Table("facts", "One row per printed cell of a statutory table.", FACTS),
        Table("readings", "One row per cell that was read from a picture.", READINGS),
        Table("documents", "One row per document.", DOCUMENTS),
        Table("issues", "One row per thing that is wrong.", ISSUES),
        Table("violations", "One row per identity that does not hold in a document.", VIOLATIONS),
        Table("agencies", "The bodies that publish reports.", AGENCIES, "agencies.csv"),
        Table("indicators", "The code book.", INDICATORS, "indicators.csv"),
        Table("rules", "The identities that are checked.", RULES, "rules.csv"),
        Table("forms", "The official forms.", FORMS, "forms.csv"),
        Table("issue_kinds", "Kinds of issue.", ISSUE_KINDS, "issue_kinds.csv"),
        Table("flags", "Flags of trend.", FLAGS, "flags.csv"),
        Table("divisions", "The divisions of China by the lists of many years.", DIVISIONS, "divisions/divisions.csv"),
        Table("registry", "Addresses of reports whose body and year are known.", REGISTRY, "sources/registry.csv"),
        Table("coverage", "One row per body and year that is expected or was found.", COVERAGE),
        Table("trend", "One row per body, scope, indicator, breakdown and year, with the year before.", TREND),
    )
}
