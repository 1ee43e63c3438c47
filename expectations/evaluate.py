"""Rules over facts → violation tables, as DuckDB SQL over sets: two queries for each scope, however many documents.

Enters: a connection, the name of a table or view with the FACTS columns, rules.
Leaves: VIOLATIONS, sorted; `find_held`: the cells that an equation confirms. Within a document the terms are those of one document, form and column (or row). Across
years, `@t-1` is the same agency_id and scope one year before, in whatever form; where that year has several documents
they count as one if they print the same, and the rule is not evaluated if they differ. A cell that stands twice
(the same key in one document) leaves its rules unevaluated. Sides count as equal within TOLERANCE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import duckdb
import pyarrow as pa

from expectations.cells import CELLS
from expectations.formula import LEFT, Term
from expectations.rulebook import Rule
from transform.schema import VIOLATIONS

TOLERANCE = 1e-6
ACROSS_YEARS = "years"
CONFIRMING = ("prescribed", "definitional")
_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")

# One line for each variant of a rule: a rule with alternatives has one variant for each of them.
_VARIANTS = pa.schema([
    ("variant", pa.int32()), ("rule", pa.string()), ("class", pa.string()), ("marks", pa.string()),
    ("subject", pa.string()), ("preference", pa.int32()), ("alone", pa.bool_()), ("at_most", pa.bool_()),
    ("match_fails", pa.bool_()), ("required", pa.int64()), ("needs", pa.int64()), ("others", pa.int64()),
    ("alternative", pa.int64()),
])  # fmt: skip
_TERMS = pa.schema([
    ("variant", pa.int32()), ("form", pa.string()), ("indicator", pa.string()), ("breakdown", pa.string()),
    ("last_year", pa.bool_()), ("left_sign", pa.int32()), ("right_sign", pa.int32()), ("bit", pa.int64()),
])  # fmt: skip

_CELL = """f.value, f.indicator, f.breakdown, f.page, f."table", f."row", f."column\""""
_PRINTED = "(f.value IS NOT NULL OR f.obs_status = 'O')"

# Every printed cell that is a term of a variant. `key`: the breakdown, or for rows the indicator, it is evaluated for.
_HITS_IN_COLUMNS = f"""
    SELECT t.variant, t.left_sign, t.right_sign, t.bit, f.document_id, f.form, f.breakdown AS key,
           f.agency_id, f.year, NULL::VARCHAR AS other_document, NULL::INTEGER AS other_year, {_CELL}
    FROM {{facts}} f JOIN nianbao_terms t ON f.form = t.form AND f.indicator = t.indicator
    WHERE {_PRINTED}"""
_HITS = {
    "columns": _HITS_IN_COLUMNS,
    "table": _HITS_IN_COLUMNS + " AND f.breakdown = 'total'",
    "rows": f"""
    SELECT t.variant, t.left_sign, t.right_sign, t.bit, f.document_id, f.form, f.indicator AS key,
           f.agency_id, f.year, NULL::VARCHAR AS other_document, NULL::INTEGER AS other_year, {_CELL}
    FROM {{facts}} f JOIN nianbao_terms t ON f.form = t.form AND f.breakdown = t.breakdown
    WHERE {_PRINTED}""",
    "years": f"""
    WITH this AS (
        SELECT t.variant, t.left_sign, t.right_sign, t.bit, f.document_id, f.form, f.breakdown AS key,
               f.agency_id, f.year, f.scope, NULL::VARCHAR AS other_document, NULL::INTEGER AS other_year, {_CELL}
        FROM {{facts}} f JOIN nianbao_terms t ON f.form = t.form AND f.indicator = t.indicator
        WHERE {_PRINTED} AND NOT t.last_year
    ), last AS (
        SELECT f.agency_id, f.scope, f.year, f.indicator, f.breakdown, min(f.value) AS value,
               min({{{{'document_id': f.document_id, 'page': f.page, 'table': f."table", 'row': f."row",
                       'column': f."column"}}}}) AS cell
        FROM {{facts}} f
        WHERE {_PRINTED} AND f.indicator IN (SELECT indicator FROM nianbao_terms WHERE last_year)
        GROUP BY ALL
        HAVING count(f.value) = 0 OR (count(f.value) = count(*) AND min(f.value) = max(f.value))
    )
    SELECT * EXCLUDE (scope) FROM this
    UNION ALL
    SELECT t.variant, t.left_sign, t.right_sign, t.bit, g.document_id, g.form, g.key, g.agency_id, g.year,
           l.cell.document_id, l.year, l.value, l.indicator, l.breakdown, l.cell.page, l.cell."table",
           l.cell."row", l.cell."column"
    FROM (SELECT DISTINCT variant, document_id, form, key, agency_id, year, scope FROM this) g
    JOIN nianbao_terms t ON t.variant = g.variant AND t.last_year
    JOIN last l ON l.agency_id = g.agency_id AND l.scope = g.scope AND l.year = g.year - 1
               AND l.breakdown = g.key AND l.indicator = t.indicator""",
}

# A bit for each term: `present` and `numbers` are the terms a group has; a bit twice shows in the sum, not in the or.
_CHOSEN = """
    WITH hits AS ({hits}), groups AS (
        SELECT variant, document_id, form, key, min(agency_id) AS agency_id, min(year) AS year,
               round(sum(left_sign * ifnull(value, 0)), 6) AS left_value,
               round(sum(right_sign * ifnull(value, 0)), 6) AS right_value,
               bit_or(bit) AS present, sum(bit) AS bits, bit_or(if(value IS NULL, 0, bit)) AS numbers,
               bool_or(value <> 0) AS nonzero
        FROM hits GROUP BY variant, document_id, form, key
    ), evaluated AS (
        SELECT * FROM groups JOIN nianbao_variants USING (variant)
        WHERE present = bits AND present & required = required AND numbers & needs = needs
          AND (others = 0 OR numbers & others <> 0)
    ), chosen AS (
        SELECT * FROM evaluated WHERE alone
        UNION ALL
        SELECT * FROM evaluated WHERE NOT alone
        QUALIFY row_number() OVER (PARTITION BY rule, document_id, form, key
                                   ORDER BY numbers & alternative = 0, preference) = 1
    )
"""
_FAILED = f"""{_CHOSEN}
    SELECT * FROM chosen
    WHERE CASE WHEN match_fails THEN abs(left_value - right_value) <= {TOLERANCE} AND nonzero
               WHEN at_most THEN left_value > right_value + {TOLERANCE}
               ELSE abs(left_value - right_value) > {TOLERANCE} END"""

# An equation of nothing but zeros and blanks holds whatever was misread as nothing: it confirms no cell.
_HELD = f"""{_CHOSEN}
    SELECT DISTINCT h.document_id, h.indicator, h.breakdown, h."table", h."row", h."column"
    FROM hits h JOIN chosen c USING (variant, document_id, form, key)
    WHERE c.nonzero AND h.value IS NOT NULL AND NOT c.at_most AND NOT c.match_fails
      AND abs(c.left_value - c.right_value) <= {TOLERANCE}"""

# The text of a term: `expectations.cells.read_terms` is its reverse.
_TERM_TEXT = """
    h.indicator || '[' || h.breakdown || ']=' || ifnull(format('{{:.15g}}', h.value), 'blank') || ' ('
    || concat_ws(', ', 'document ' || h.other_document, 'year ' || h.other_year, 'page ' || h.page,
                 'table ' || h."table", 'row ' || h."row", 'column ' || h."column") || ')'"""
_WORDED = f"""
    WITH hits AS ({{hits}})
    SELECT v.rule, v.class, v.marks, v.document_id, v.agency_id, v.year, {{place}}, v.left_value, v.right_value,
           string_agg({_TERM_TEXT}, '; ' ORDER BY h.bit) AS terms
    FROM hits h JOIN nianbao_failed v USING (variant, document_id, form, key)
    GROUP BY ALL"""
_PLACE = {
    "rows": "NULL::VARCHAR AS breakdown, v.key AS indicator",
    "columns": "v.key AS breakdown, v.subject AS indicator",
}


def find_violations(con: duckdb.DuckDBPyConnection, facts: str, rules: list[Rule]) -> pa.Table:
    """Every violated rule of every document, sorted by rule, document, indicator and breakdown."""
    if not _NAME.fullmatch(facts):
        raise ValueError(f"{facts!r} is not the name of a table or view")
    found = VIOLATIONS.empty_table()
    for scope in _HITS:
        if mine := [rule for rule in rules if rule.scope == scope]:
            found = pa.concat_tables([found, _violations_of(con, facts, scope, mine)])
    order = ("rule", "document_id", "indicator", "breakdown", "terms")
    return found.sort_by([(name, "ascending") for name in order])


def find_held(con: duckdb.DuckDBPyConnection, facts: str, rules: list[Rule]) -> pa.Table:
    """The cells (CELLS) that take part in a prescribed or definitional equation which holds within their document."""
    if not _NAME.fullmatch(facts):
        raise ValueError(f"{facts!r} is not the name of a table or view")
    found = [CELLS.empty_table()]
    for scope in _HITS:
        mine = [rule for rule in rules if rule.scope == scope != ACROSS_YEARS and rule.class_ in CONFIRMING]
        if mine:
            with _known_variants(con, mine):
                held = con.sql(_HELD.format(hits=_HITS[scope].format(facts=facts))).to_arrow_table()
            found.append(held.select(CELLS.names).cast(CELLS))
    return pa.concat_tables(found)


@contextmanager
def _known_variants(con: duckdb.DuckDBPyConnection, rules: list[Rule]) -> Iterator[None]:
    """The connection knows the rules' variants and terms as tables."""
    variants = list(chain.from_iterable(_variants(rule) for rule in rules))
    lines = [{"variant": number, **line} for number, (line, _) in enumerate(variants)]
    terms = [{"variant": number, **term} for number, (_, mine) in enumerate(variants) for term in mine]
    registered = {
        "nianbao_variants": pa.Table.from_pylist(lines, schema=_VARIANTS),
        "nianbao_terms": pa.Table.from_pylist(terms, schema=_TERMS),
    }
    try:
        for name, table in registered.items():
            con.register(name, table)
        yield
    finally:
        for name in registered:
            con.unregister(name)


def _violations_of(con: duckdb.DuckDBPyConnection, facts: str, scope: str, rules: list[Rule]) -> pa.Table:
    hits = _HITS[scope].format(facts=facts)
    with _known_variants(con, rules):
        failed = con.sql(_FAILED.format(hits=hits)).to_arrow_table()
        if not len(failed):
            return VIOLATIONS.empty_table()
        con.register("nianbao_failed", failed)
        try:
            worded = con.sql(_WORDED.format(hits=hits, place=_PLACE.get(scope, _PLACE["columns"]))).to_arrow_table()
        finally:
            con.unregister("nianbao_failed")
    return worded.select(VIOLATIONS.names).cast(VIOLATIONS)


def _variants(rule: Rule) -> list[tuple[dict, list[dict]]]:
    """The rule once for each alternative (once if it has none): its line and its terms, a bit for each term."""
    options = rule.formula.options or (None,)
    found = []
    for preference, option in enumerate(options):
        bits = {term: 1 << place for place, term in enumerate(rule.formula.terms) if term.option in (None, option)}
        chosen = [term for term in bits if option is not None and term.option == option]
        needs = _mask(bits, rule.needs)
        line = {
            "rule": rule.name,
            "class": rule.class_,
            "marks": rule.marks,
            "subject": rule.subject.indicator,
            "preference": preference,
            "alone": len(options) == 1,
            "at_most": rule.formula.comparison == "<=",
            "match_fails": rule.a_match_is_the_warning,
            "required": _mask(bits, [term for term in bits if term in chosen or term not in rule.optional]),
            "needs": needs,
            "others": sum(bits.values()) - needs,
            "alternative": _mask(bits, chosen),
        }
        found.append((line, [_term(term, rule.form, bit) for term, bit in bits.items()]))
    return found


def _mask(bits: dict[Term, int], terms: list[Term] | tuple[Term, ...]) -> int:
    return sum(bits[term] for term in terms)


def _term(term: Term, form: str, bit: int) -> dict:
    return {
        "form": form,
        "indicator": term.indicator,
        "breakdown": term.breakdown,
        "last_year": term.last_year,
        "left_sign": term.sign if term.side == LEFT else 0,
        "right_sign": 0 if term.side == LEFT else term.sign,
        "bit": bit,
    }
