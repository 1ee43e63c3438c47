"""Random facts of a form that keep its identities, as hypothesis strategies.

Enters: a transform.forms.Form.
Leaves: values by (indicator, breakdown), exact, in the indicator's unit; None is a blank cell. Sums of 表三 over applicant
groups and outcomes, its flow, the totals of 表四 and the sums of the 2014 table hold; only zeros are ever left blank.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.rendering.layout import Key
from transform.forms import Form, FormTable, Reference

Values = dict[Key, Decimal | None]

_GROUPS = 6
_REVIEW_OUTCOMES = 4
_SUMS_2014 = {  # inner sums first
    "outcome.denied.total": (
        "outcome.denied.state_secret",
        "outcome.denied.trade_secret",
        "outcome.denied.personal_privacy",
        "outcome.denied.three_securities_one_stability",
        "outcome.not_government_information",
        "outcome.denied.other_statutory",
    ),
    "outcome.total": (
        "outcome.already_public",
        "outcome.granted_full",
        "outcome.granted_partial",
        "outcome.denied.total",
        "outcome.unable.not_this_agency",
        "outcome.unable.not_exist",
        "outcome.clarification_requested",
        "outcome.redirected_other_channel",
    ),
    "applications.received_new": tuple(
        f"applications.channel.{channel}" for channel in ("in_person", "fax", "online", "letter")
    ),
    "applications.closed_total": ("applications.closed_on_time", "applications.closed_extended"),
    "reconsideration.total": ("reconsideration.upheld", "reconsideration.corrected", "reconsideration.other"),
    "litigation.total": ("litigation.upheld", "litigation.corrected", "litigation.other"),
    "staff.total": ("staff.full_time", "staff.part_time"),
    "proactive.items_total": tuple(
        f"proactive.channel.{channel}" for channel in ("gazette", "website", "weibo", "wechat", "other")
    ),
}
_AT_MOST_2014 = {
    "normative_documents.disclosed": "proactive.items_total",
    "response.press_conferences_principal": "response.press_conferences",
    "response.online_interviews_principal": "response.online_interviews",
}

_counts = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 3_000_000))
_small = st.one_of(st.just(0), st.just(0), st.integers(0, 60), st.integers(0, 2_000))


@st.composite
def values_of(draw: st.DrawFn, form: Form, reference: Reference, unsplit: bool = False) -> Values:
    """Values for every cell of a form; `unsplit` takes the form's alternative rows (（六）其他处理 as one row)."""
    values: Values = {}
    for table in form.tables:
        rows = _rows(table, unsplit)
        if not table.has_row_labels:
            values |= _reviews(draw, table)
        elif any(len(path) > 2 for path in table.columns.values()):
            values |= _requests(draw, table, rows)
        else:
            values |= {_key(table, row, column): _value(draw, table, row, column, reference)
                       for row in rows for column in table.columns}  # fmt: skip
    if form.name == "2014":
        _settle_2014(values)
    zeros = [key for key, value in values.items() if value == 0]
    blank = draw(st.sets(st.sampled_from(zeros), max_size=40)) if zeros else set()
    return {key: None if key in blank else value for key, value in values.items()}


def distinct_values(form: Form, unsplit: bool = False) -> Values:
    """A value for every cell of a form, no two the same and none a part of a label: to follow cells through damage."""
    keys = [
        _key(table, row, column) for table in form.tables for row in _rows(table, unsplit) for column in table.columns
    ]
    return {key: Decimal(10_007 + 13 * number) for number, key in enumerate(keys)}


def _rows(table: FormTable, unsplit: bool) -> list[int]:
    replaced = frozenset().union(*table.alternatives.values()) if unsplit else frozenset(table.alternatives)
    return [row for row in table.rows if row not in replaced]


def _key(table: FormTable, row: int, column: int) -> Key:
    cell = table.cells[row, column]
    return cell.indicator, cell.breakdown


def _value(draw: st.DrawFn, table: FormTable, row: int, column: int, reference: Reference) -> Decimal:
    kind = reference.indicators[table.cells[row, column].indicator].value_type
    if kind == "signed_change":
        return Decimal(draw(st.integers(-9_999, 9_999)))
    if kind == "money":
        return Decimal(draw(_counts)).scaleb(-draw(st.integers(0, 4)))
    return Decimal(draw(_counts))


def _requests(draw: st.DrawFn, table: FormTable, rows: list[int]) -> Values:
    """表三: groups add up to 总计, outcomes to （七）总计, 一 + 二 = 三（七） + 四."""
    received, carried_in, *outcomes, total, carried_out = sorted(
        rows, key=lambda row: (min(table.alternatives.get(row, {row})), row)
    )
    grid: dict[int, list[int]] = {
        row: draw(st.lists(_small, min_size=_GROUPS, max_size=_GROUPS)) for row in (*outcomes, carried_in, carried_out)
    }
    grid[total] = [sum(grid[row][group] for row in outcomes) for group in range(_GROUPS)]
    left = [done + open_ for done, open_ in zip(grid[total], grid[carried_out], strict=True)]
    grid[carried_in] = [min(pair) for pair in zip(grid[carried_in], left, strict=True)]
    grid[received] = [all_ - old for all_, old in zip(left, grid[carried_in], strict=True)]
    return {
        _key(table, row, column): Decimal(count)
        for row, counts in grid.items()
        for column, count in zip(sorted(table.columns), [*counts, sum(counts)], strict=True)
    }


def _reviews(draw: st.DrawFn, table: FormTable) -> Values:
    """表四: each block's four outcomes add up to its total."""
    values: Values = {}
    (row,) = table.rows
    columns = sorted(table.columns)
    for start in range(0, len(columns), _REVIEW_OUTCOMES + 1):
        counts = draw(st.lists(_small, min_size=_REVIEW_OUTCOMES, max_size=_REVIEW_OUTCOMES))
        for column, count in zip(columns[start:], [*counts, sum(counts)], strict=False):
            values[_key(table, row, column)] = Decimal(count)
    return values


def _settle_2014(values: Values) -> None:
    for total, parts in _SUMS_2014.items():
        values[total, "total"] = sum((values[part, "total"] for part in parts), Decimal(0))
    for part, whole in _AT_MOST_2014.items():
        values[part, "total"] = min(values[part, "total"], values[whole, "total"])
