"""Two documents of the same body, year and scope: what they agree on is confirmed, what they differ in is shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc

from extract.collect.folder import collect_folder
from tests.rendering.as_html import as_html
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import lay_out
from transform.agree import compare_documents
from transform.assemble import assemble
from transform.batch import read_batch, unread_in_store
from transform.forms import load_reference

REFERENCE = load_reference()
KEY = ("administrative_penalty.decisions", "total")
TITLE, PERIOD = (
    "余姚市公安局2022年政府信息公开工作年度报告",
    "本报告中所列数据统计期限自2022年1月1日起至2022年12月31日止。",
)


def page(penalties: int, note: str) -> bytes:
    form = REFERENCE.forms["2021"]
    values = {**distinct_values(form), KEY: Decimal(penalties)}
    return as_html(TITLE, PERIOD + note, lay_out(form, print_values(values, form, REFERENCE, Habits()), REFERENCE))


def store_of(tmp_path: Path, pages: dict[str, bytes]) -> Path:
    reports, store = tmp_path / "reports", tmp_path / "store"
    reports.mkdir()
    for name, data in pages.items():
        (reports / name).write_bytes(data)
    collect_folder(store, reports)
    for batch in unread_in_store(store):
        read_batch(store, batch)
    return store


def test_a_report_posted_twice_with_another_number_is_shown_and_not_repaired(tmp_path: Path) -> None:
    assembled = assemble(store_of(tmp_path, {"a.html": page(12, ""), "b.html": page(13, "")}))
    issues = [row for row in assembled.issues.to_pylist() if row["kind"] == "documents_disagree"]
    (issue,) = issues
    assert (issue["indicator"], issue["breakdown"]) == KEY
    assert {issue["printed"], issue["expected"].split("'")[1]} == {"12", "13"}
    facts = {(row["indicator"], row["breakdown"]): row for row in assembled.facts.to_pylist()}
    assert len(facts) == assembled.facts.num_rows == assembled.revisions.num_rows
    assert f"{facts[KEY]['value']:.0f}" == issue["printed"] == facts[KEY]["value_as_reported"]
    assert [row["kind"] for row in assembled.issues.to_pylist()].count("duplicate_report") == 1


def test_a_report_posted_twice_that_agrees_opens_no_issue(tmp_path: Path) -> None:
    assembled = assemble(store_of(tmp_path, {"a.html": page(12, ""), "b.html": page(12, "　")}))
    assert "documents_disagree" not in assembled.issues["kind"].to_pylist()


def test_a_number_read_from_a_picture_is_confirmed_only_by_the_same_number_in_print(tmp_path: Path) -> None:
    assembled = assemble(store_of(tmp_path, {"a.html": page(12, ""), "b.html": page(13, "")}))
    unsure = assembled.facts.set_column(
        assembled.facts.schema.get_field_index("obs_status"),
        assembled.facts.schema.field("obs_status"),
        pc.if_else(pc.is_valid(assembled.facts["value"]), "V", assembled.facts["obs_status"]),
    )
    (own,), (other,) = (set(table["document_id"].to_pylist()) for table in (unsure, assembled.revisions))
    names = {own: "scan.pdf", other: "page.html"}
    confirmed, issues = compare_documents(unsure, assembled.revisions, {other: own}, names, "warning")
    status = {(row["indicator"], row["breakdown"]): row["obs_status"] for row in confirmed.to_pylist()}
    assert len(issues) == 1
    assert {key for key, found in status.items() if found == "V"} == {KEY}
    again, _ = compare_documents(unsure, unsure.set_column(
        unsure.schema.get_field_index("document_id"), unsure.schema.field("document_id"), [[other] * unsure.num_rows]
    ), {other: own}, names, "warning")  # fmt: skip
    assert "A" not in again["obs_status"].to_pylist()
