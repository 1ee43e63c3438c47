"""facts → trend: each number beside the number of the year before, with every flag that makes the pair unsafe.

Enters: a DuckDB connection whose current database holds facts, documents, issues and an empty table trend.
Leaves: trend filled, sorted by indicator, breakdown, agency_id, agency, scope, year.
Indicators are worked off in batches of bounded size, and years are joined in pairs, so that memory follows the batch
and not the warehouse.

Facts of an unknown year or of a body without any name cannot stand in a series and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from publish.columns import TREND, column_list

BATCH_FACTS = 5_000_000

_SIZES = """
SELECT indicator, count(*) FROM facts WHERE year IS NOT NULL AND agency IS NOT NULL
GROUP BY indicator ORDER BY indicator
"""

# The body is its agency_id; one without is its printed name behind a blank, with which no agency_id begins.
# Few keys are printed more than once. Of several forms in a document the main one counts, the first of documents.form;
# of several documents, or of different numbers in one form, none does.
_TREND = """
WITH printed AS (
    SELECT agency_id, agency, coalesce(agency_id, ' ' || agency) AS body, coalesce(scope, '') AS scope,
           indicator, breakdown, year, value, obs_status, form, document_id
    FROM facts WHERE indicator >= $first AND indicator <= $last AND year IS NOT NULL AND agency IS NOT NULL
), crowded AS (
    SELECT body, scope, indicator, breakdown, year FROM printed
    GROUP BY body, scope, indicator, breakdown, year HAVING count(*) > 1
), by_form AS (
    SELECT body, scope, indicator, breakdown, year, document_id, printed.form AS form,
           list_position(string_split(any_value(documents.form), ';'), printed.form) AS place,
           min(agency_id) AS agency_id, min(agency) AS agency, min(value) AS value, min(obs_status) AS obs_status,
           min(value) IS DISTINCT FROM max(value) OR count(value) NOT IN (0, count(*)) AS differ
    FROM printed SEMI JOIN crowded USING (body, scope, indicator, breakdown, year)
    LEFT JOIN (SELECT document_id, form FROM documents) AS documents USING (document_id)
    GROUP BY body, scope, indicator, breakdown, year, document_id, printed.form
), chosen AS (
    SELECT body, scope, indicator, breakdown, year, min(agency_id) AS agency_id, min(agency) AS agency,
           min(document_id) <> max(document_id) AS several,
           arg_min({value: value, obs_status: obs_status, form: form, document_id: document_id, differ: differ},
                   (coalesce(place, 1000), form)) AS fact
    FROM by_form GROUP BY body, scope, indicator, breakdown, year
), series AS (
    SELECT agency_id, agency, body, scope, indicator, breakdown, year,
           value, obs_status, form, document_id, false AS ambiguous
    FROM printed ANTI JOIN crowded USING (body, scope, indicator, breakdown, year)
    UNION ALL
    SELECT agency_id, agency, body, scope, indicator, breakdown, year,
           settled.value, settled.obs_status, settled.form, settled.document_id, ambiguous
    FROM (SELECT *, several OR fact.differ AS ambiguous, CASE WHEN NOT ambiguous THEN fact END AS settled FROM chosen)
), firsts AS (
    SELECT body, scope, indicator, breakdown, min(year) AS first_year
    FROM series WHERE value IS NOT NULL GROUP BY body, scope, indicator, breakdown
), breaks AS (
    SELECT document_id, indicator, list(breakdown) AS breakdowns, bool_or(breakdown IS NULL) AS all_breakdowns
    FROM issues WHERE kind = 'scope_break' GROUP BY document_id, indicator
), misread AS (
    SELECT DISTINCT document_id, split_part(indicator, '.', 1) AS family, true AS misread
    FROM issues WHERE kind = 'items_misread'
), paired AS (
    SELECT this.agency_id, this.agency, nullif(this.scope, '') AS scope, this.indicator, this.breakdown, this.year,
           this.value, this.obs_status, this.form, this.document_id,
           last.year AS previous_year, last.value AS previous_value,
           round(this.value - last.value, 6) AS change,
           CASE WHEN change IS NOT NULL THEN last.form END AS previous_form,
           CASE WHEN change IS NOT NULL THEN last.obs_status END AS previous_status,
           this.ambiguous, first_year
    FROM series AS this
    LEFT JOIN series AS last
        ON last.year = this.year - 1 AND last.value IS NOT NULL AND last.body = this.body
        AND last.scope = this.scope AND last.indicator = this.indicator AND last.breakdown = this.breakdown
    LEFT JOIN firsts
        ON firsts.body = this.body AND firsts.scope = this.scope
        AND firsts.indicator = this.indicator AND firsts.breakdown = this.breakdown
)
SELECT agency_id, agency, scope, paired.indicator, breakdown, year, value, obs_status, form, paired.document_id,
       previous_year, previous_value, change,
       CASE WHEN previous_value > 0 THEN round(100 * change / previous_value, 4) END AS pct_change,
       concat_ws(';',
           CASE WHEN agency_id IS NULL THEN 'agency_unknown' END,
           CASE WHEN ambiguous THEN 'ambiguous' END,
           CASE WHEN value IS NULL AND obs_status = 'O' THEN 'blank' END,
           CASE WHEN value IS NOT NULL AND year = first_year THEN 'first_year' END,
           CASE WHEN previous_form <> form THEN 'form_break' END,
           CASE WHEN value IS NOT NULL AND year > first_year AND previous_year IS NULL THEN 'gap' END,
           CASE WHEN obs_status = 'U' OR previous_status = 'U' THEN 'identity_failed' END,
           CASE WHEN misread THEN 'items_misread' END,
           CASE WHEN obs_status = 'L' THEN 'not_available' END,
           CASE WHEN obs_status = 'M' THEN 'not_in_form' END,
           CASE WHEN all_breakdowns OR list_contains(breakdowns, breakdown) THEN 'scope_break' END,
           CASE WHEN obs_status = 'V' OR previous_status = 'V' THEN 'unverified' END
       ) AS flags
FROM paired
LEFT JOIN breaks ON breaks.document_id = paired.document_id AND breaks.indicator = paired.indicator
LEFT JOIN misread ON misread.document_id = paired.document_id AND family = split_part(paired.indicator, '.', 1)
ORDER BY paired.indicator, breakdown, agency_id, agency, scope, year
"""


def fill_trend(con: duckdb.DuckDBPyConnection, batch_facts: int = BATCH_FACTS) -> None:
    """Fill the empty table trend, a batch of neighbouring indicators at a time."""
    for first, last in _batches(con.execute(_SIZES).fetchall(), batch_facts):
        query = f"INSERT INTO trend SELECT {column_list(TREND)} FROM ({_TREND})"
        con.execute(query, {"first": first, "last": last})


def _batches(sizes: list[tuple[str, int]], most: int) -> Iterator[tuple[str, str]]:
    """First and last indicator of each batch; an indicator larger than the bound is a batch of its own."""
    batch: list[str] = []
    held = 0
    for indicator, facts in sizes:
        if batch and held + facts > most:
            yield batch[0], batch[-1]
            batch, held = [], 0
        batch.append(indicator)
        held += facts
    if batch:
        yield batch[0], batch[-1]
