"""What is wrong with the tables themselves, as one small table computed in DuckDB: a row for each offence.

Enters: a connection that knows facts, violations, issues, documents, indicators (indicator, unit, value_type) and
form_cells (form, indicator, breakdown: the cells each form has).
Leaves: a table with the columns check, document_id, year, indicator, breakdown, detail. An offence against a CRITICAL
check is a fault of ours and stops a release; one against a WARNING check is the source's own and is only shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from expectations.cells import same_cell

COLUMNS = ("check", "document_id", "year", "indicator", "breakdown", "detail")


@dataclass(frozen=True, slots=True)
class Check:
    """`offences` is SQL that gives document_id, year, indicator, breakdown and detail of each offence."""

    name: str
    says: str
    severity: str
    offences: str


_FACT = "f.document_id, f.year, f.indicator, f.breakdown"

CHECKS = (
    Check(
        "duplicate_key",
        "A cell of a form is one fact: (document_id, form, indicator, breakdown) is unique.",
        "critical",
        f"SELECT {_FACT}, f.form || ' stands ' || count(*) || ' times' FROM facts f GROUP BY {_FACT}, f.form "
        "HAVING count(*) > 1",
    ),
    Check(
        "unit_not_of_indicator",
        "A fact has the unit of its indicator.",
        "critical",
        f"SELECT {_FACT}, f.unit || ', expected ' || i.unit FROM facts f JOIN indicators i USING (indicator) "
        "WHERE f.unit <> i.unit",
    ),
    Check(
        "value_against_status",
        "A value is null exactly where obs_status is O, M or L.",
        "critical",
        f"SELECT {_FACT}, f.obs_status || ' with ' || ifnull(f.value::VARCHAR, 'null') FROM facts f "
        "WHERE (f.value IS NULL) <> (f.obs_status IN ('O', 'M', 'L'))",
    ),
    Check(
        "negative_value",
        "A value is 0 or more, but for a signed change and where an issue (negative_count) shows it.",
        "critical",
        f"SELECT {_FACT}, f.value::VARCHAR FROM facts f JOIN indicators i USING (indicator) "
        "WHERE f.value < 0 AND i.value_type <> 'signed_change' AND NOT EXISTS (FROM issues s "
        "WHERE s.kind = 'negative_count' AND s.document_id = f.document_id AND s.indicator = f.indicator "
        "AND s.breakdown = f.breakdown)",
    ),
    Check(
        "cell_not_of_form",
        "A fact stands in a cell its form has.",
        "critical",
        f"SELECT {_FACT}, 'form ' || f.form FROM facts f ANTI JOIN form_cells USING (form, indicator, breakdown)",
    ),
    Check(
        "more_facts_than_cells",
        "A document has no more facts of a form than the form has cells.",
        "critical",
        "SELECT f.document_id, max(f.year), NULL, NULL, count(*) || ' facts, form ' || f.form || ' has ' || c.cells "
        "FROM facts f JOIN (SELECT form, count(*) AS cells FROM form_cells GROUP BY form) c USING (form) "
        "GROUP BY f.document_id, f.form, c.cells HAVING count(*) > c.cells",
    ),
    Check(
        "fact_without_document",
        "Every fact comes from a document of the list.",
        "critical",
        "SELECT f.document_id, max(f.year), NULL, NULL, count(*) || ' facts' FROM facts f "
        "ANTI JOIN documents USING (document_id) GROUP BY f.document_id",
    ),
    Check(
        "unknown_not_told",
        "A fact without body, scope or year comes from a document with an issue that says so.",
        "critical",
        " UNION ALL ".join(
            f"SELECT f.document_id, max(f.year), NULL, NULL, 'no {column}' FROM facts f WHERE f.{column} IS NULL "
            f"AND NOT EXISTS (FROM issues s WHERE s.kind = '{kind}' AND s.document_id = f.document_id) "
            "GROUP BY f.document_id"
            for column, kind in (("agency_id", "agency_unknown"), ("scope", "agency_unknown"), ("year", "year_unknown"))
        ),
    ),
    Check(
        "failed_fact_not_flagged",
        "Every fact of a failed rule that marks is flagged: none is missing, none still says A.",
        "critical",
        "SELECT c.document_id, f.year, c.indicator, c.breakdown, ifnull('obs_status ' || f.obs_status, 'no such fact') "
        f"FROM marked_cells c LEFT JOIN facts f ON {same_cell('f', 'c')} "
        "WHERE f.obs_status IS NULL OR f.obs_status = 'A'",
    ),
    Check(
        "violation_without_issue",
        "Every violated rule is an issue.",
        "critical",
        "SELECT v.document_id, v.year, v.indicator, v.breakdown, v.rule FROM violations v ANTI JOIN issues s "
        "ON s.rule = v.rule AND s.document_id = v.document_id AND s.indicator = v.indicator "
        "AND s.breakdown = ifnull(v.breakdown, 'total')",
    ),
    Check(
        "prescribed_identity_failed",
        "The identity printed in the form holds (fails where a source is wrong, and is then shown).",
        "warning",
        "SELECT v.document_id, v.year, v.indicator, v.breakdown, v.rule || ': ' || v.terms FROM violations v "
        "WHERE v.class = 'prescribed'",
    ),
)


def find_offences(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """All offences, sorted. The connection also knows marked_cells (expectations.cells.marked_cells)."""
    names = ", ".join(COLUMNS[1:])
    parts = [f"SELECT '{check.name}', o.* FROM ({check.offences}) o({names})" for check in CHECKS]
    return con.sql(f"""
        SELECT "check", document_id, "year"::INTEGER AS "year", indicator, breakdown, detail
        FROM ({" UNION ALL ".join(parts)}) o("check", {names}) ORDER BY ALL
    """).to_arrow_table()
