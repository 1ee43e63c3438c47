"""The gate: what is our own fault stops a release, what is the source's is shown."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from expectations.cells import marked_cells
from expectations.findings import CHECKS, find_offences
from expectations.rules import issues_of, mark
from expectations.validate import Validation, validate
from tests.expectations.maker import FORM_CELLS, REFERENCE, RULES, documents, facts, sound_cells, table, violations
from transform.schema import FACTS, ISSUES

INDICATORS = pa.Table.from_pylist(
    [{"indicator": i.code, "unit": i.unit, "value_type": i.value_type} for i in REFERENCE.indicators.values()]
)
SEVERITY = {check.name: check.severity for check in CHECKS}


def source() -> list[dict]:
    """Two documents; the later one breaks the identity printed in the form."""
    sound = sound_cells("2019", lambda: 2)
    wrong = sound_cells("2021", lambda: 1)
    wrong["applications.received_new", "other_organization"] += 1
    wrong["applications.received_new", "total"] += 1
    wrong["outcome.granted_full", "total"] = None
    wrong["outcome.total", "total"] -= 6
    wrong["outcome.total", "natural_person"] = None
    return facts(sound, "2019", document="d1", year=2020) + facts(wrong, "2021", document="d2", year=2022)


def offences(rows: list[dict], *, unmarked: bool = False, no_issues: bool = False, unlisted: bool = False,
             also: pa.Table | None = None) -> list[str]:  # fmt: skip
    """Names of the checks that rows, dealt with as a build does, offend against."""
    found = violations(rows)
    issues = ISSUES.empty_table() if no_issues else issues_of(found, RULES, documents(rows))
    cells = [(form, *key) for form, keys in FORM_CELLS.items() for key in keys]
    columns = ("form", "indicator", "breakdown")
    with duckdb.connect() as con:
        con.register("facts", table(rows) if unmarked else mark(table(rows), found))
        con.register("violations", found)
        con.register("issues", pa.concat_tables([issues, also]) if also else issues)
        con.register("documents", documents(rows[:1] if unlisted else rows))
        con.register("indicators", INDICATORS)
        con.register("form_cells", pa.table(dict(zip(columns, zip(*cells, strict=True), strict=True))))
        con.register("marked_cells", marked_cells(found))
        return sorted(set(find_offences(con)["check"].to_pylist()))


SHOWN = ["prescribed_identity_failed"]


def test_mistake_of_the_source_alone_offends_against_no_critical_check() -> None:
    assert offences(source()) == SHOWN
    assert SEVERITY["prescribed_identity_failed"] == "warning"
    assert {name for name, severity in SEVERITY.items() if severity != "critical"} == set(SHOWN)


def first(change: dict) -> list[dict]:
    return [source()[0] | change, *source()[1:]]


def test_two_facts_of_one_cell_are_found() -> None:
    assert offences([*source(), source()[0]]) == ["duplicate_key", "more_facts_than_cells", *SHOWN]


def test_more_facts_than_the_form_has_cells_are_found() -> None:
    assert "more_facts_than_cells" in offences([*source(), source()[0] | {"row": 99}])


def test_unit_of_another_indicator_is_found() -> None:
    assert offences(first({"unit": "万元"})) == [*SHOWN, "unit_not_of_indicator"]


@pytest.mark.parametrize("change", [{"obs_status": "O"}, {"value": None}, {"value": None, "obs_status": "V"}], ids=str)
def test_blank_with_a_number_or_number_without_one_is_found(change: dict) -> None:
    assert "value_against_status" in offences(first(change))


def test_count_below_zero_passes_only_as_an_issue() -> None:
    (index,) = [i for i, row in enumerate(source()) if row["indicator"] == "rules.newly_made"]
    rows = source()
    rows[index]["value"] = -3.0
    assert offences(rows) == ["negative_value", *SHOWN]
    issue = {"kind": "negative_count", "document_id": "d1", "indicator": "rules.newly_made", "breakdown": "total"}
    assert offences(rows, also=pa.Table.from_pylist([issue], schema=ISSUES)) == SHOWN


def test_signed_change_may_be_below_zero() -> None:
    rows = source()
    for row in rows:
        if row["indicator"] == "administrative_fee.items_change":
            row["value"] = -832.0
    assert offences(rows) == SHOWN


def test_fact_in_a_cell_its_form_lacks_is_found() -> None:
    changed = [row | {"form": "2014"} if row["indicator"] == "rules.newly_made" else row for row in source()]
    assert offences(changed) == ["cell_not_of_form", *SHOWN]


def test_fact_of_no_known_document_is_found() -> None:
    assert "fact_without_document" in offences(source(), unlisted=True, no_issues=True)


def test_failed_fact_that_still_says_sound_is_found() -> None:
    assert offences(source(), unmarked=True) == ["failed_fact_not_flagged", *SHOWN]


def test_violation_nobody_is_told_of_is_found() -> None:
    assert offences(source(), no_issues=True) == [*SHOWN, "violation_without_issue"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Validation, Validation, Path]:
    """What the gate says of the source's mistakes, and of ours (in the same folder, one after the other)."""
    folder = tmp_path_factory.mktemp("quality") / "new"
    rows = source()
    found = violations(rows)
    rest = (found, issues_of(found, RULES, documents(rows)), documents(rows), INDICATORS, folder)
    strange = {"breakdown": "everybody", "year": 1999, "obs_status": "?", "value_as_reported": None}
    ours = [*rows[1:], rows[1] | strange]
    bad = validate(pa.Table.from_pylist(ours, schema=FACTS), *rest)
    return validate(mark(table(rows), found), *rest), bad, folder


def failures(validation: Validation) -> set[tuple[str, str, str | None]]:
    return {(r["suite"], r["partition"], r["column"]) for r in validation.results if not r["success"]}


def test_mistake_of_the_source_is_shown_and_stops_nothing(shown: tuple[Validation, Validation, Path]) -> None:
    good, _, _ = shown
    assert good.success
    (warning,) = [result for result in good.results if not result["success"]]
    assert (warning["suite"], warning["severity"]) == ("violations", "warning")
    assert warning["observed"].startswith("2 of 2: ")
    assert "F2021-T3-FLOW: applications.received_new[other_organization]=" in warning["observed"]


def test_fault_of_ours_stops_the_release(shown: tuple[Validation, Validation, Path]) -> None:
    _, bad, _ = shown
    assert not bad.success
    wrong = {("facts", "1999", name) for name in ("breakdown", "year", "obs_status", "value_as_reported")}
    assert wrong <= failures(bad)
    assert not {name for _, partition, name in failures(bad) if partition == "2022"}


def test_each_year_is_a_batch_and_every_check_is_asked(shown: tuple[Validation, Validation, Path]) -> None:
    good, _, _ = shown
    assert {result["partition"] for result in good.results if result["suite"] == "facts"} == {"2020", "2022"}
    assert [r["description"] for r in good.results if r["suite"] == "violations"] == [check.says for check in CHECKS]
    assert {"suite", "expectation", "column", "severity", "success", "observed"} <= set(good.results[0])


def test_data_docs_are_built_anew_and_do_not_pile_up(shown: tuple[Validation, Validation, Path]) -> None:
    good, _, folder = shown
    assert good.data_docs.is_relative_to(folder)
    assert "facts" in good.data_docs.read_text(encoding="utf-8")
    assert len(list((folder / "gx" / "uncommitted" / "validations").rglob("*.json"))) == 3


def test_lost_column_or_no_facts_at_all_stop_the_release(tmp_path: Path) -> None:
    rest = (violations([]), ISSUES.empty_table(), documents([]), INDICATORS, tmp_path)
    lacking = validate(table(source()).drop_columns(["unit"]), *rest)
    assert not lacking.success
    assert {("facts", "all", "unit")} < failures(lacking)
    nothing = validate(FACTS.empty_table(), *rest)
    assert not nothing.success
    assert failures(nothing) == {("facts", "all", None)}
