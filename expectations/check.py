"""The facts of a store, checked against the forms' identities and written where they are published from.

Enters: what transform.assemble put together. Leaves, below the store: facts/ (with U where an identity fails, A for V
where one holds),
revisions/, documents.parquet, readings.parquet, issues.parquet, violations.parquet; returns the run's counts.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from expectations.rules import confirm, find_held, find_violations, issues_of, load_rules, mark
from transform.assemble import assemble, sort_issues
from transform.forms import load_reference
from transform.schema import CELLS
from transform.tables import write_facts, write_parquet


def check_store(store: Path) -> dict[str, int]:
    """Assemble, check and write; a file whose bytes would not change is not touched."""
    found = assemble(store)
    rules = load_rules(codebook=set(load_reference().indicators))
    with duckdb.connect() as connection:
        connection.register("facts", found.facts)
        violations = find_violations(connection, "facts", rules)
        held = find_held(connection, "facts", rules)
    facts = confirm(mark(found.facts, violations), held)
    issues = sort_issues(pa.concat_tables([found.issues, issues_of(violations, rules, found.documents)]))
    write_facts(facts, store / "facts")
    write_facts(found.revisions, store / "revisions")
    tables = {"documents": found.documents, "readings": found.readings, "issues": issues, "violations": violations}
    for name, table in tables.items():
        write_parquet(table, store / f"{name}.parquet")
    newest = pc.max(facts["year"]).as_py()
    cells = {name: pc.sum(found.documents[name], min_count=0).as_py() for name in CELLS}
    return {
        "documents": len(found.documents),
        **cells,
        "facts": len(facts),
        "issues": len(issues),
        "violations": len(violations),
        "newest_year": newest if newest is not None else 0,
    }
