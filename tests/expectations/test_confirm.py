"""Numbers read from a picture become sure only where an identity of the form speaks for them."""

from __future__ import annotations

import duckdb

from expectations.rules import confirm, find_held, mark
from tests.expectations.maker import RULES, dice, facts, sound_cells, table, violations


def confirmed(rows: list[dict]) -> dict[tuple[str, str], str]:
    """The statuses after checking."""
    with duckdb.connect() as con:
        con.register("facts", table(rows))
        held = find_held(con, "facts", RULES)
    found = confirm(mark(table(rows), violations(rows)), held).to_pylist()
    return {(row["indicator"], row["breakdown"]): row["obs_status"] for row in found}


def read_from_a_picture(form: str, least: int, most: int) -> list[dict]:
    return [row | {"obs_status": "V"} for row in facts(sound_cells(form, dice(1, least, most)), form)]


def test_a_number_in_a_sum_that_holds_is_confirmed_and_one_in_no_sum_is_not() -> None:
    statuses = confirmed(read_from_a_picture("2021", 1, 9))
    assert statuses["outcome.total", "natural_person"] == statuses["reconsideration.upheld", "total"] == "A"
    assert statuses["administrative_penalty.decisions", "total"] == "V"


def test_zeros_that_add_up_to_zero_confirm_nothing() -> None:
    assert set(confirmed(read_from_a_picture("2021", 0, 0)).values()) == {"V"}


def test_a_misread_number_is_flagged_and_not_confirmed_by_another_sum() -> None:
    rows = read_from_a_picture("2021", 1, 9)
    (wrong,) = [row for row in rows if (row["indicator"], row["breakdown"]) == ("outcome.granted_full", "total")]
    wrong["value"] += 70
    statuses = confirmed(rows)
    assert statuses["outcome.granted_full", "total"] == statuses["outcome.granted_full", "natural_person"] == "U"
    assert statuses["outcome.granted_partial", "natural_person"] == "A"


def test_a_bound_or_last_years_report_confirms_nothing() -> None:
    rows = [
        row for row in read_from_a_picture("2014", 1, 9) if row["indicator"].startswith(("proactive.", "normative"))
    ]
    assert set(confirmed(rows).values()) == {"V"}


def test_a_blank_stays_a_blank_in_a_sum_that_holds() -> None:
    cells = sound_cells("2021", dice(2, 1, 9))
    cells["reconsideration.total", "total"] -= cells["reconsideration.other", "total"]
    cells["reconsideration.other", "total"] = None
    statuses = confirmed([row | {"obs_status": "O" if row["value"] is None else "V"} for row in facts(cells, "2021")])
    assert statuses["reconsideration.other", "total"] == "O"
    assert statuses["reconsideration.total", "total"] == "A"
