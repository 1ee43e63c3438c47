"""Reports made for the tests: facts that respect every identity of their form, from numbers a test chooses.

Enters: a form, a function that gives numbers. Leaves: facts (rows of FACTS) and small changes to them.
The identities are written out here once more, by hand, so that data/rules.csv is not its own judge.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import duckdb
import pyarrow as pa

from expectations.rules import Rule, find_violations, load_rules
from transform.forms import load_reference
from transform.schema import BREAKDOWNS, DOCUMENTS, FACTS, OBS_STATUS

REFERENCE = load_reference()
RULES = load_rules(codebook=set(REFERENCE.indicators))
GROUPS = [name for name in BREAKDOWNS if name != "total"]
Cells = dict[tuple[str, str], float | None]
FORM_CELLS = {
    form.name: {
        (cell.indicator, cell.breakdown): (number, cell.row, cell.column)
        for number, table in enumerate(form.tables, start=1)
        for cell in table.cells.values()
    }
    for form in REFERENCE.forms.values()
}
REVIEWS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
CHILDREN = ("outcome.other.no_correction_overdue", "outcome.other.fee_unpaid_overdue", "outcome.other.misc")
UNSPLIT = "outcome.other.total"


def _named(prefix: str, words: str) -> list[str]:
    return [f"{prefix}.{word}" for word in words.split()]


_SIX_WAYS = ("applications.received_new", _named("applications.channel", "in_person fax email online letter other"))
_STAFF = ("staff.total", ["staff.full_time", "staff.part_time"])
_FEES = ("fees.total", ["fees.proactive.total", "fees.on_request.total"])
_THREE_ANSWERS = ("outcome.total", _named("outcome", "granted_full granted_partial refused_broad.total"))
_REFUSALS = (
    "not_government_information unable.not_exist unable.not_this_agency unable.unclear denied.state_secret"
    " denied.trade_secret denied.personal_privacy denied.deliberative_process denied.law_enforcement"
    " denied.other_statutory refused_broad.other_reason"
)
_DENIALS = (
    "state_secret trade_secret personal_privacy process_and_stability three_securities_one_stability other_statutory"
)
_ANSWERS = (
    "granted_full granted_partial not_government_information unable.not_exist unable.not_this_agency unable.unclear"
    " not_processed.duplicate denied.total"
)
# Totals and their parts in the forms of 2008 to 2013, inner sums first.
EARLY_SUMS = {
    "2008-shanghai-a": [
        _SIX_WAYS,
        ("outcome.refused_broad.total", _named("outcome", _REFUSALS)),
        _THREE_ANSWERS,
        ("fees.proactive.total", _named("fees.proactive", "postage delivery copy_paper copy_disc copy_floppy")),
        ("fees.on_request.total", _named("fees.on_request", "search postage delivery copy_paper copy_disc copy_floppy other")),
        _FEES,
        _STAFF,
    ],
    "2008-shanghai-b": [
        _SIX_WAYS,
        ("outcome.denied.total", _named("outcome.denied", _DENIALS)),
        ("outcome.total", _named("outcome", _ANSWERS)),
        ("fees.proactive.total", _named("fees.proactive", "postage copy_paper copy_disc copy_floppy")),
        ("fees.on_request.total", _named("fees.on_request", "search postage copy_paper copy_disc copy_floppy")),
        _FEES,
        _STAFF,
    ],
    "2009-putian": [_SIX_WAYS, _THREE_ANSWERS],
    "2009-anhui": [
        ("applications.received_new", _named("applications.channel", "in_person online letter_fax")),
        ("outcome.total", _named("outcome", "granted_full granted_partial denied.total other.total")),
        ("proactive.items_total",
         _named("proactive.topic", "institution regulation business planning_statistics budget procurement news")),
    ],
}  # fmt: skip


def dice(seed: int, least: int, most: int) -> Callable[[], int]:
    """The same numbers for the same seed."""
    source = random.Random(seed)
    return lambda: source.randint(least, most)


def sound_cells(form: str, number: Callable[[], int]) -> Cells:
    """A value for each cell of the form (（六）其他处理 split where the form splits it)."""
    cells: Cells = {key: float(number()) for key in FORM_CELLS[form] if form != "2021" or key[0] != UNSPLIT}
    if form in EARLY_SUMS:
        return _sound_early(cells, form)
    return _sound_2014(cells, number) if form == "2014" else _sound_since_2019(cells)


def _sound_early(cells: Cells, form: str) -> Cells:
    for total, parts in EARLY_SUMS[form]:
        cells[total, "total"] = sum(cells[part, "total"] for part in parts)
    return cells


def _sound_since_2019(cells: Cells) -> Cells:
    results = {name for name, _ in cells if name.startswith("outcome.")} - {"outcome.total"}
    for group in GROUPS:
        done = sum(cells[name, group] for name in results)
        cells["outcome.total", group] = done
        leaving = done + cells["applications.carried_out", group]
        cells["applications.carried_in", group] = min(cells["applications.carried_in", group], leaving)
        cells["applications.received_new", group] = leaving - cells["applications.carried_in", group]
    for name, group in list(cells):
        if group == "total" and (name, "natural_person") in cells:
            cells[name, "total"] = sum(cells[name, each] for each in GROUPS)
    for block in REVIEWS:
        parts = ("upheld", "corrected", "other", "pending")
        cells[f"{block}.total", "total"] = sum(cells[f"{block}.{part}", "total"] for part in parts)
    for name, group in list(cells):
        if name.endswith(".newly_disclosed"):
            stock = name.replace("newly_disclosed", "disclosed_stock")
            cells[stock, group] += cells[name, group]
        if name.endswith(".items_change") and (name.replace("items_change", "decisions"), group) in cells:
            items = cells[name, group] + cells[name.replace("items_change", "items_prev_year"), group]
            cells[name.replace("items_change", "decisions"), group] = items + 1
    return cells


def _sound_2014(cells: Cells, number: Callable[[], int]) -> Cells:
    one = {name: value for name, _ in cells for value in [cells[name, "total"]]}
    denied = ("state_secret", "trade_secret", "personal_privacy", "three_securities_one_stability", "other_statutory")
    one["outcome.denied.total"] = sum(one[f"outcome.denied.{reason}"] for reason in denied)
    one["outcome.denied.total"] += one["outcome.not_government_information"]
    answers = ("already_public", "granted_full", "granted_partial", "denied.total", "unable.not_this_agency",
               "unable.not_exist", "clarification_requested", "redirected_other_channel")  # fmt: skip
    one["outcome.total"] = sum(one[f"outcome.{name}"] for name in answers)
    one["applications.closed_total"] = one["outcome.total"]
    one["applications.closed_extended"] = min(one["applications.closed_extended"], one["outcome.total"])
    one["applications.closed_on_time"] = one["outcome.total"] - one["applications.closed_extended"]
    one["applications.channel.letter"] += one["outcome.total"]
    ways = ("in_person", "fax", "online", "letter")
    one["applications.received_new"] = sum(one[f"applications.channel.{way}"] for way in ways)
    for block in ("reconsideration", "litigation"):
        one[f"{block}.total"] = sum(one[f"{block}.{part}"] for part in ("upheld", "corrected", "other"))
    one["staff.total"] = one["staff.full_time"] + one["staff.part_time"]
    channels = [one[f"proactive.channel.{name}"] for name in ("gazette", "website", "weibo", "wechat", "other")]
    one["proactive.items_total"] = min(max(channels) + number(), sum(channels))
    least = min(one["proactive.items_total"], one["normative_documents.issued"])
    one["normative_documents.disclosed"] = min(one["normative_documents.disclosed"], least)
    for what in ("press_conferences", "online_interviews"):
        one[f"response.{what}"] += one[f"response.{what}_principal"]
    return {(name, "total"): value for name, value in one.items()}


def facts(
    cells: Cells, form: str, *, document: str = "d1", agency: str | None = "a1", year: int | None = 2022,
    scope: str = "agency", page: int | None = 4,
) -> list[dict]:  # fmt: skip
    """One fact for each cell; None is a blank."""
    rows = []
    for (indicator, breakdown), value in cells.items():
        table, row, column = FORM_CELLS[form][indicator, breakdown]
        rows.append({
            "agency_id": agency, "agency": "洪泽区人民政府", "year": year, "scope": scope, "indicator": indicator,
            "breakdown": breakdown, "value": value, "unit": REFERENCE.indicators[indicator].unit,
            "obs_status": "O" if value is None else "A",
            "value_as_reported": "" if value is None else f"{value:g}", "form": form, "document_id": document,
            "page": page, "table": table, "row": row, "column": column,
        })  # fmt: skip
    return rows


def table(rows: list[dict]) -> pa.Table:
    assert all(row["obs_status"] in OBS_STATUS for row in rows)
    return pa.Table.from_pylist(rows, schema=FACTS)


def violations(rows: list[dict], rules: list[Rule] = RULES) -> pa.Table:
    with duckdb.connect() as con:
        con.register("facts", table(rows))
        return find_violations(con, "facts", rules)


def failed(rows: list[dict], rules: list[Rule] = RULES) -> list[tuple[str, str, str | None]]:
    """(rule, indicator, breakdown) of each violation."""
    found = violations(rows, rules).to_pylist()
    return [(row["rule"], row["indicator"], row["breakdown"]) for row in found]


def documents(rows: list[dict]) -> pa.Table:
    columns = ("document_id", "agency_id", "agency", "year")
    known = {row["document_id"]: {name: row[name] for name in columns} for row in rows}
    return pa.Table.from_pylist(list(known.values()), schema=DOCUMENTS)
