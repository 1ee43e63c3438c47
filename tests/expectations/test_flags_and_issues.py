"""What follows from a violation: flags and issues, and never a changed number."""

from __future__ import annotations

import pyarrow as pa
import pytest

from expectations.cells import read_terms
from expectations.rules import issues_of, mark
from tests.expectations.maker import RULES, dice, documents, facts, sound_cells, table, violations
from transform.schema import DOCUMENTS, FACTS, ISSUES, VIOLATIONS

PARTS = ("upheld", "corrected", "other", "pending", "total")
HONGZE_2023 = {
    "reconsideration": (10, 1, 0, 0, 0),
    "litigation.direct": (0, 0, 0, 0, 0),
    "litigation.after_reconsideration": (5, 0, 0, 0, 0),
}


def hongze() -> list[dict]:
    """Its table four as printed on page 4; the other tables are made up."""
    cells = sound_cells("2021", dice(3, 0, 5))
    for block, values in HONGZE_2023.items():
        cells |= {(f"{block}.{part}", "total"): float(value) for part, value in zip(PARTS, values, strict=True)}
    rows = facts(cells, "2021", document="hongze", year=2023)
    return [row | {"table": 5, "row": 5} if row["indicator"].startswith(tuple(HONGZE_2023)) else row for row in rows]


def issues(rows: list[dict]) -> list[dict]:
    return issues_of(violations(rows), RULES, documents(rows)).to_pylist()


def test_wrong_printed_total_is_shown_and_not_repaired() -> None:
    rows = hongze()
    found = violations(rows)
    assert found["rule"].to_pylist() == ["F2021-T4-litigation.after_reconsideration", "F2021-T4-reconsideration"]
    before, after = table(rows), mark(table(rows), found)
    flagged = {row["indicator"] for row in after.to_pylist() if row["obs_status"] == "U"}
    blocks = ("reconsideration", "litigation.after_reconsideration")
    assert flagged == {f"{block}.{part}" for block in blocks for part in PARTS}
    assert after["obs_status"].to_pylist().count("U") == 10
    assert after.drop_columns(["obs_status"]).equals(before.drop_columns(["obs_status"]))
    assert after.schema == before.schema == FACTS


def test_issue_says_whose_report_which_cell_and_what_was_expected() -> None:
    after, before = issues(hongze())
    assert before["message"] == (
        "洪泽区人民政府 2023 · page 4, table 5, row 5, column 5: reconsideration.total printed 0, "
        "but its parts 10 + 1 + 0 + 0 make 11 (F2021-T4-reconsideration)"
    )
    assert (before["kind"], before["severity"]) == ("identity_failed", "error")
    assert before["rule"] == "F2021-T4-reconsideration"
    assert (before["printed"], before["expected"]) == ("0", "11")
    assert (before["page"], before["table"], before["row"], before["column"]) == (4, 5, 5, 5)
    assert (before["document_id"], before["agency_id"], before["year"]) == ("hongze", "a1", 2023)
    assert (before["indicator"], before["breakdown"]) == ("reconsideration.total", "total")
    assert (after["printed"], after["expected"]) == ("0", "5")
    assert before["issue_id"] != after["issue_id"]
    assert issues(hongze()) == [after, before]


def test_blank_in_a_failed_sum_stays_a_blank() -> None:
    rows = hongze()
    (blank,) = [row for row in rows if row["indicator"] == "reconsideration.other"]
    blank |= {"value": None, "obs_status": "O", "value_as_reported": "—"}
    found = violations(rows)
    (marked,) = [row for row in mark(table(rows), found).to_pylist() if row["indicator"] == "reconsideration.other"]
    assert (marked["obs_status"], marked["value"], marked["value_as_reported"]) == ("O", None, "—")
    assert "reconsideration.other[total]=blank (" in found["terms"].to_pylist()[1]
    assert "its parts 10 + 1 + blank + 0 make 11" in issues(rows)[1]["message"]


def test_number_read_by_ocr_in_a_failed_sum_is_flagged_like_any_other() -> None:
    rows = hongze()
    read = [row | {"obs_status": "V"} for row in rows]
    marked = mark(table(rows), violations(rows))["obs_status"].to_pylist()
    assert mark(table(read), violations(read))["obs_status"].to_pylist() == [
        "V" if status == "A" else status for status in marked
    ]


def test_flag_does_not_reach_the_same_indicator_in_another_document_or_form() -> None:
    rows = hongze()
    elsewhere = [row | {"document_id": "other", "value": row["value"] and 0.0} for row in hongze()]
    older = facts({("reconsideration.total", "total"): 0.0}, "2014", document="hongze", year=2023)
    everything = rows + elsewhere + older
    flagged = [row for row in mark(table(everything), violations(everything)).to_pylist() if row["obs_status"] == "U"]
    assert len(flagged) == 10
    assert {(row["document_id"], row["form"]) for row in flagged} == {("hongze", "2021")}


def test_place_that_is_not_known_is_no_hindrance() -> None:
    rows = [row | {"page": None, "table": None, "row": None, "column": None} for row in hongze()]
    assert mark(table(rows), violations(rows))["obs_status"].to_pylist().count("U") == 10
    assert "· no cell: reconsideration.total printed 0" in issues(rows)[1]["message"]


def test_no_violation_changes_nothing_and_is_no_issue() -> None:
    rows = table(hongze())
    none = VIOLATIONS.empty_table()
    assert mark(rows, none).equals(rows)
    assert issues_of(none, RULES, documents(hongze())).equals(ISSUES.empty_table())
    assert mark(FACTS.empty_table(), none).equals(FACTS.empty_table())


def test_terms_of_a_violation_can_be_read_back() -> None:
    cells = [cell for text in violations(hongze())["terms"].to_pylist() for cell in read_terms(text)]
    assert [cell.value for cell in cells] == ["5", "0", "0", "0", "0", "10", "1", "0", "0", "0"]
    assert {(cell.page, cell.table, cell.row) for cell in cells} == {(4, 5, 5)}
    with pytest.raises(ValueError, match="not a term"):
        read_terms("reconsideration.total = 0")


def only(form: str, cells: dict[str, float], **changes: object) -> list[dict]:
    keyed = {tuple((name if "[" in name else f"{name}[total]").rstrip("]").split("[")): v for name, v in cells.items()}
    return facts(keyed, form, **changes)


CARRY = only("2021", {"applications.carried_out[natural_person]": 3.0}, document="d0", year=2021) + only(
    "2021", {"applications.carried_in[natural_person]": 5.0}
)
STOCK = only("2021", {"rules.in_force": 11.0}, document="d0", year=2021) + only(
    "2021", {"rules.in_force": 14.0, "rules.issued": 2.0, "rules.repealed": 1.0}
)
SENTENCES = {
    "F2021-T3-FLOW": (
        only("2021", {"applications.received_new": 5.0, "applications.carried_in": 1.0, "outcome.total": 3.0,
                      "applications.carried_out": 0.0}),
        "applications.received_new 5 + applications.carried_in 1 make 6, "
        "but outcome.total 3 + applications.carried_out 0 make 3", "3", "6", "error",
    ),
    "F2021-T3-ROW": (
        only("2021", {f"outcome.granted_full[{group}]": 1.0 for group in (
            "natural_person", "commercial_enterprise", "research_institution", "public_interest_organization",
            "legal_service_organization", "other_organization")} | {"outcome.granted_full": 5.0}),
        "outcome.granted_full printed 5, but its groups 1 + 1 + 1 + 1 + 1 + 1 make 6", "5", "6", "error",
    ),
    "F2021-X-CARRY": (
        CARRY,
        "applications.carried_in[natural_person] printed 5, "
        "but applications.carried_out[natural_person] of 2021 printed 3", "5", "3", "warning",
    ),
    "F2021-X-STOCK-rules": (
        STOCK,
        "rules.in_force printed 14, but rules.in_force of 2021 11 + rules.issued 2 − rules.repealed 1 make 12",
        "14", "12", "info",
    ),
    "F2014-DEDUP-LO-weibo": (
        only("2014", {"proactive.channel.weibo": 7.0, "proactive.items_total": 5.0}),
        "proactive.channel.weibo 7, more than proactive.items_total 5", "5", "at least 7", "warning",
    ),
    "F2014-DEDUP-UP": (
        only("2014", {f"proactive.channel.{name}": 1.0 for name in ("gazette", "website", "weibo", "wechat", "other")}
             | {"proactive.items_total": 9.0}),
        "proactive.items_total 9, more than proactive.channel.gazette 1 + proactive.channel.website 1 + "
        "proactive.channel.weibo 1 + proactive.channel.wechat 1 + proactive.channel.other 1 = 5", "9", "at most 5",
        "warning",
    ),
    "F2019-MISREAD-administrative_penalty": (
        only("2019", {"administrative_penalty.items_prev_year": 4126.0, "administrative_penalty.items_change": 1301.0,
                      "administrative_penalty.decisions": 5427.0}),
        "administrative_penalty.items_prev_year 4126 + administrative_penalty.items_change 1301 make exactly "
        "administrative_penalty.decisions 5427, so items look filled in as cases", "5427", "other than 5427", "warning",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", SENTENCES)
def test_each_kind_of_rule_is_told_in_a_sentence(rule: str) -> None:
    rows, sentence, printed, expected, severity = SENTENCES[rule]
    (issue,) = issues(rows)
    assert f": {sentence} ({rule})" in issue["message"]
    assert issue["rule"] == rule
    assert (issue["printed"], issue["expected"], issue["severity"]) == (printed, expected, severity)


def test_body_or_year_that_is_not_known_is_said_so() -> None:
    rows = [row | {"agency_id": None, "year": None} for row in hongze()]
    named = [row | {"agency": None, "name": "scan17.pdf"} for row in documents(rows).to_pylist()]
    nameless = pa.Table.from_pylist(named, schema=DOCUMENTS)
    message = issues_of(violations(rows), RULES, nameless)["message"][0].as_py()
    assert message.startswith("scan17.pdf (year unknown) · page 4")
