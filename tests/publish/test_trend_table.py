"""trend: a number is compared with last year's number of the same series, or it says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish.trend_table import fill_trend
from publish.warehouse import build_warehouse
from tests.publish.maker import (
    HONGZE,
    HONGZE_OFFICE,
    PENALTY,
    SUQIAN,
    Row,
    document_id,
    fact,
    hongze,
    issue,
    make_store,
    misread,
    yuyao_police,
)

NAMELESS = {"agency_id": None, "agency": "城关镇人民政府", "scope": "agency"}


def trend(tmp_path: Path, facts: list[Row], *issues: Row, where: str = "true") -> list[Row]:
    """The rows of trend of a store with these facts."""
    path = build_warehouse(make_store(tmp_path, facts, issues), "test")
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(f"SELECT * FROM trend WHERE {where} ORDER BY agency_id, agency, scope, indicator, year")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def only(rows: list[Row], **wanted: Any) -> Row:
    (found,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return found


def flags(row: Row) -> list[str]:
    assert row["flags"] == ";".join(sorted(row["flags"].split(";")))
    return row["flags"].split(";") if row["flags"] else []


def test_the_fall_of_penalties_in_hongze_is_what_its_reports_print(tmp_path: Path) -> None:
    first, second = trend(tmp_path, hongze())
    assert (first["value"], first["previous_year"], first["change"]) == (4119, None, None)
    assert flags(first) == ["first_year"]
    assert (second["previous_year"], second["previous_value"], second["value"]) == (2023, 4119, 2776)
    assert (second["change"], second["pct_change"], flags(second)) == (-1343, -32.605, [])


def test_a_year_gap_is_never_a_change(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(HONGZE, 2021, 3000), *hongze()])
    row = only(rows, year=2023)
    assert (row["previous_year"], row["previous_value"], row["change"], row["pct_change"]) == (None, None, None, None)
    assert flags(row) == ["gap"]
    assert only(rows, year=2024)["change"] == -1343


def test_a_blank_never_becomes_zero_nor_a_change(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(HONGZE, 2022, None), *hongze(), fact(HONGZE, 2025, None)])
    before, after = only(rows, year=2022), only(rows, year=2025)
    assert (before["value"], before["change"], flags(before)) == (None, None, ["blank"])
    assert flags(only(rows, year=2023)) == ["first_year"]
    assert (after["value"], after["previous_value"], after["change"], after["pct_change"]) == (None, 2776, None, None)
    assert flags(after) == ["blank"]


def test_a_blank_year_before_is_a_gap(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(HONGZE, 2022, 10), fact(HONGZE, 2023, None), fact(HONGZE, 2024, 2776)])
    assert (only(rows, year=2024)["change"], flags(only(rows, year=2024))) == (None, ["gap"])


def test_growth_from_zero_has_no_percentage(tmp_path: Path) -> None:
    row = only(trend(tmp_path, [fact(HONGZE, 2023, 0), fact(HONGZE, 2024, 5)]), year=2024)
    assert (row["previous_value"], row["change"], row["pct_change"]) == (0, 5, None)


def test_growth_from_below_zero_has_no_percentage(tmp_path: Path) -> None:
    code = "administrative_penalty.items_change"
    rows = trend(tmp_path, [fact(HONGZE, 2019, -832, code), fact(HONGZE, 2020, 100, code)])
    assert (only(rows, year=2020)["change"], only(rows, year=2020)["pct_change"]) == (932, None)


def test_body_and_area_are_never_one_series(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(HONGZE, 2023, 4119), fact(HONGZE | {"scope": "agency"}, 2024, 12)])
    assert [(row["scope"], row["change"], flags(row)) for row in rows] == [
        ("agency", None, ["first_year"]),
        ("area", None, ["first_year"]),
    ]


def test_a_government_and_its_office_are_never_one_series(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(HONGZE, 2023, 4119), fact(HONGZE_OFFICE, 2024, 0)])
    assert [row["change"] for row in rows] == [None, None]


def test_bodies_of_one_name_with_two_ids_are_never_mixed(tmp_path: Path) -> None:
    here = {"agency_id": "nb100001", "agency": "鼓楼区人民政府", "scope": "area"}
    there = here | {"agency_id": "nb100002"}
    rows = trend(
        tmp_path,
        [
            fact(here, 2023, 10, document_id="a"),
            fact(there, 2023, 70, document_id="b"),
            fact(here, 2024, 11, document_id="c"),
            fact(there, 2024, 60, document_id="d"),
        ],
    )
    assert [(row["agency_id"], row["year"], row["change"]) for row in rows] == [
        ("nb100001", 2023, None),
        ("nb100001", 2024, 1),
        ("nb100002", 2023, None),
        ("nb100002", 2024, -10),
    ]


def test_of_two_reports_under_one_unknown_name_none_is_chosen(tmp_path: Path) -> None:
    rows = trend(
        tmp_path,
        [
            fact(NAMELESS, 2022, 5),
            fact(NAMELESS, 2023, 10, document_id="a"),
            fact(NAMELESS, 2023, 10, document_id="b"),
            fact(NAMELESS, 2024, 12),
        ],
    )
    row = only(rows, year=2023)
    assert (row["value"], row["document_id"], row["change"]) == (None, None, None)
    assert flags(row) == ["agency_unknown", "ambiguous"]
    assert flags(only(rows, year=2024)) == ["agency_unknown", "gap"]


def test_an_unknown_body_says_so_and_keeps_its_printed_name(tmp_path: Path) -> None:
    first, second = trend(tmp_path, [fact(NAMELESS, 2023, 5), fact(NAMELESS, 2024, 6)])
    assert (first["agency_id"], first["agency"]) == (None, "城关镇人民政府")
    assert flags(first) == ["agency_unknown", "first_year"]
    assert (second["change"], flags(second)) == (1, ["agency_unknown"])


def test_facts_without_a_year_or_a_name_stand_in_no_series(tmp_path: Path) -> None:
    nobody = {"agency_id": None, "agency": None, "scope": None}
    assert trend(tmp_path, [fact(HONGZE, None, 7), fact(nobody, 2023, 8), fact(HONGZE, 2024, 2776)]) == trend(
        tmp_path / "only", [fact(HONGZE, 2024, 2776)]
    )


def test_the_main_form_counts_where_a_document_prints_a_number_in_two(tmp_path: Path) -> None:
    mine = document_id("余姚市公安局")
    code = "applications.received_new"
    leftover = [
        fact(HONGZE, 2019, 9, code, form="2014", document_id=mine, table=4),
        fact(HONGZE, 2019, 1, "complaints.reports", form="2014", document_id=mine, table=4),
    ]
    main = [fact(HONGZE, 2019, 90, code, form="2019", document_id=mine)]
    main += [
        fact(HONGZE, 2019, n, f"outcome.{what}", document_id=mine) for n, what in enumerate(("total", "granted_full"))
    ]
    row = only(trend(tmp_path, [*leftover, *main]), indicator=code)
    assert (row["value"], row["form"]) == (90, "2019")


def test_two_numbers_in_one_form_are_not_chosen_between(tmp_path: Path) -> None:
    (row,) = trend(tmp_path, [fact(HONGZE, 2023, 4119), fact(HONGZE, 2023, 4191, row=6)])
    assert (row["value"], flags(row)) == (None, ["ambiguous"])


def test_a_number_and_a_blank_in_one_form_are_not_chosen_between(tmp_path: Path) -> None:
    (row,) = trend(tmp_path, [fact(HONGZE, 2023, 4119), fact(HONGZE, 2023, None, row=6)])
    assert (row["value"], flags(row)) == (None, ["ambiguous"])


def test_the_same_number_printed_twice_is_one_number(tmp_path: Path) -> None:
    (row,) = trend(tmp_path, [fact(HONGZE, 2023, 4119), fact(HONGZE, 2023, 4119, row=6)])
    assert (row["value"], flags(row)) == (4119, ["first_year"])


def test_a_change_of_form_is_flagged(tmp_path: Path) -> None:
    rows = trend(tmp_path, [fact(SUQIAN, 2020, 11), fact(SUQIAN, 2021, 12), fact(SUQIAN, 2022, 13)])
    assert [flags(row) for row in rows] == [["first_year"], ["form_break"], []]


@pytest.mark.parametrize(("status", "flag"), [("U", "identity_failed"), ("V", "unverified")])
def test_doubt_about_a_number_reaches_the_change_it_is_part_of(tmp_path: Path, status: str, flag: str) -> None:
    rows = trend(tmp_path, [fact(SUQIAN, 2022, 11, obs_status=status), fact(SUQIAN, 2023, 12), fact(SUQIAN, 2024, 13)])
    assert [flags(row) for row in rows] == [["first_year", flag], [flag], []]


def test_items_filled_in_as_cases_are_flagged_in_their_family_only(tmp_path: Path) -> None:
    other = fact(HONGZE, 2019, 3, "administrative_license.decisions")
    mine = fact(yuyao_police()[0] | {"agency": "余姚市公安局"}, 2019, 1083, "administrative_license.decisions")
    rows = trend(tmp_path, [*yuyao_police(), other, mine | {"agency_id": "nb000001", "scope": "agency"}], misread())
    marked = {row["indicator"] for row in rows if "items_misread" in flags(row)}
    assert marked == {PENALTY, "administrative_penalty.items_prev_year", "administrative_penalty.items_change"}


def test_a_break_of_scope_is_flagged_at_its_cell(tmp_path: Path) -> None:
    license_ = "administrative_license.decisions"
    jump = fact(SUQIAN, 2024, 9487, license_)
    rows = trend(
        tmp_path, [fact(SUQIAN, 2023, 550, license_), jump, fact(SUQIAN, 2024, 12)], issue(jump, "scope_break")
    )
    assert [row["value"] for row in rows if "scope_break" in flags(row)] == [9487]


def test_money_is_subtracted_without_the_dust_of_floats(tmp_path: Path) -> None:
    code = "administrative_fee.amount"
    rows = trend(tmp_path, [fact(HONGZE, 2023, 7730.28, code), fact(HONGZE, 2024, 7730.38, code)])
    assert only(rows, year=2024)["change"] == 0.1


def test_small_batches_say_what_one_batch_says(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, [*hongze(), *yuyao_police()], (misread(),)), "test")
    with duckdb.connect(str(path)) as con:
        whole = con.execute("SELECT * FROM trend").fetchall()
        con.execute("DELETE FROM trend")
        fill_trend(con, batch_facts=1)
        assert con.execute("SELECT * FROM trend").fetchall() == whole
        assert len(whole) == 5
