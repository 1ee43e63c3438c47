"""Which reports there should be and which there are → the table coverage.

Enters: a DuckDB connection whose current database holds documents, issues, facts, agencies, registry and an empty coverage.
Leaves: coverage filled, one row per body and year that is expected or was found, sorted by both.

A report is expected where the list of known reports (data/sources/registry.csv) names it. It is found when a document of
that body and year was collected, read when facts were placed, sound when no error was told of it and no identity fails in it.
"""

from __future__ import annotations

import duckdb

# The reason is the first step a report did not take; of a report that was read, the kinds of its errors.
_FILL = """
INSERT INTO coverage
WITH asked AS (
    SELECT agency_id, year::INTEGER AS year, min(address) AS address FROM registry GROUP BY agency_id, year
), held AS (
    SELECT agency_id, year, count(*)::INTEGER AS documents, bool_or(outcome = 'read') AS is_read,
           arg_max(document_id, (outcome = 'read', cells_placed, document_id)) AS document_id,
           string_agg(DISTINCT outcome, ';' ORDER BY outcome) AS outcomes
    FROM documents WHERE agency_id IS NOT NULL AND year IS NOT NULL GROUP BY agency_id, year
), wrong AS (
    SELECT document_id, string_agg(DISTINCT kind, ';' ORDER BY kind) AS kinds
    FROM issues WHERE severity = 'error' GROUP BY document_id
), doubted AS (
    SELECT DISTINCT document_id FROM facts WHERE obs_status = 'U'
), known AS (
    SELECT coalesce(asked.agency_id, held.agency_id) AS agency_id, coalesce(asked.year, held.year) AS year,
           asked.agency_id IS NOT NULL AS expected, coalesce(documents, 0) AS documents, held.agency_id IS NOT NULL AS found,
           coalesce(is_read, false) AS is_read, outcomes, document_id, address
    FROM asked FULL JOIN held USING (agency_id, year)
)
SELECT agency_id, agencies.name, year, expected, documents, found, is_read,
       is_read AND wrong.kinds IS NULL AND doubted.document_id IS NULL,
       CASE WHEN NOT found THEN 'not_found' WHEN NOT is_read THEN outcomes
            WHEN wrong.kinds IS NOT NULL THEN wrong.kinds WHEN doubted.document_id IS NOT NULL THEN 'identity_failed' END,
       known.document_id, address
FROM known JOIN agencies USING (agency_id) LEFT JOIN wrong USING (document_id) LEFT JOIN doubted USING (document_id)
ORDER BY agency_id, year
"""


def fill_coverage(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table coverage from what the database holds."""
    con.execute(_FILL)
