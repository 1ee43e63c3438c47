"""What is printed is what is read: random facts → a page in each format → the same facts, none missing, none extra.

And where a page is damaged: no printed number is lost, and none is read as another cell's.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.read import read
from tests.rendering.as_html import as_html
from tests.rendering.as_pdf import as_pdf
from tests.rendering.as_text import as_text
from tests.rendering.damage import lose_cell, lose_row, overwrite
from tests.rendering.facts import Values, distinct_values, values_of
from tests.rendering.habits import MISPRINT, Habits, print_values
from tests.rendering.layout import Grid, Layout, lay_out
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
AGENCIES = load_agencies()
FORMS = sorted(REFERENCE.forms)
FORMATS = ("html", "text", "pdf")
LAST_YEAR = 2025
LOW_PAGE = 320.0

# Without hypothesis' explain phase, which reads thousands of pages to say little more of a failure.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

habits = st.builds(
    Habits,
    full_width=st.booleans(),
    plus_signs=st.booleans(),
    thousands=st.booleans(),
    money_unit=st.sampled_from(["", "元", "万元"]),
    blank=st.sampled_from(["", "—", "——", "/", "无"]),
    broken=st.sampled_from(["", " ", "\n", "　"]),
    relabel=st.sampled_from([{}, MISPRINT]),
    layout=st.builds(Layout, stacked=st.booleans(), misaligned=st.booleans(), sections=st.booleans()),
    spans=st.booleans(),
)


def years_of(form: str) -> st.SearchStrategy[int]:
    return st.integers(REFERENCE.forms[form].first_year, REFERENCE.forms[form].last_year or LAST_YEAR)


def grids_of(form: str, values: Values, habit: Habits) -> list[Grid]:
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habit)
    return lay_out(REFERENCE.forms[form], texts, REFERENCE, habit.layout, habit.label)


def document(kind: str, agency: str, year: int, grids: list[Grid], habit: Habits, low_page: bool = False) -> bytes:
    title = f"{agency}\n{year}年政府信息公开工作年度报告"
    period = f"本年度报告中所列数据统计期限自{year}年1月1日起至{year}年12月31日止。"
    if kind == "html":
        return as_html(title, period, grids, habit.spans)
    if kind == "text":
        return as_text(title, period, grids)
    return as_pdf(title, period, grids, page_height=LOW_PAGE) if low_page else as_pdf(title, period, grids)


def read_back(data: bytes, kind: str) -> Interpretation:
    return interpret(read(data, f"report.{kind}"), REFERENCE, AGENCIES)


def bare(text: str) -> str:
    return "".join(text.split())


def assert_same_facts(found: Interpretation, printed: dict[str, tuple[Values, list[Grid]]]) -> None:
    """The facts are those of the grids, form by form, with value, status and printed text."""
    expected = {}
    for form, (values, grids) in printed.items():
        texts = {cell.key: cell.text for grid in grids for cell in grid.cells if cell.key}
        for key, value in values.items():
            number = None if value is None else float(value)
            expected[form, *key] = (number, "O" if value is None else "A", bare(texts[key]))
    read_facts = {
        (fact["form"], fact["indicator"], fact["breakdown"]): (
            fact["value"],
            fact["obs_status"],
            bare(fact["value_as_reported"]),
        )
        for fact in found.facts
    }
    assert len(read_facts) == len(found.facts)
    assert read_facts == expected
    assert [issue["message"] for issue in found.issues if issue["severity"] == "error"] == []


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, phases=PHASES)
@given(data=st.data())
def test_what_is_printed_is_what_is_read(form: str, kind: str, data: st.DataObject) -> None:
    unsplit = data.draw(st.booleans(), "unsplit")
    values = data.draw(values_of(REFERENCE.forms[form], REFERENCE, unsplit), "values")
    habit = data.draw(habits, "habits")
    agency = data.draw(st.sampled_from(AGENCIES.rows), "agency")
    year = data.draw(years_of(form), "year")
    grids = grids_of(form, values, habit)

    found = read_back(document(kind, agency.name, year, grids, habit, data.draw(st.booleans(), "low page")), kind)

    assert_same_facts(found, {form: (values, grids)})
    assert found.document["agency_id"] == agency.agency_id
    assert found.document["year"] == year
    assert found.document["form"] == form
    assert {fact["scope"] for fact in found.facts} == {"area" if agency.name.endswith("人民政府") else "agency"}


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=10, phases=PHASES)
@given(data=st.data())
def test_a_leftover_table_of_another_form_is_read_as_that_form(kind: str, data: st.DataObject) -> None:
    values = data.draw(values_of(REFERENCE.forms["2019"], REFERENCE))
    old = data.draw(values_of(REFERENCE.forms["2014"], REFERENCE))
    leftover = {key: value for key, value in old.items() if key[0].startswith(("proactive.", "response."))}
    habit = data.draw(habits)
    grids, old_grids = grids_of("2019", values, habit), grids_of("2014", leftover, habit)

    found = read_back(document(kind, "余姚市公安局", 2019, [grids[0], *old_grids, *grids[1:]], habit), kind)

    assert_same_facts(found, {"2019": (values, grids), "2014": (leftover, old_grids)})
    assert found.document["form"] == "2019;2014"


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=5, phases=PHASES)
@given(year=st.integers(2014, LAST_YEAR))
def test_report_in_last_eras_form_is_read_by_its_labels_not_its_year(kind: str, year: int) -> None:
    for form in FORMS:
        values = distinct_values(REFERENCE.forms[form])
        grids = grids_of(form, values, Habits())
        found = read_back(document(kind, "余姚市公安局", year, grids, Habits()), kind)
        assert_same_facts(found, {form: (values, grids)})
        assert found.document["year"] == year


JUNK = ("3O", "若干", "100余条", "12 34", "第5", "甲乙")
UNKNOWN_LABELS = ("本地自设统计内容", "其他需要说明的数字", "合作事项", "备考")

damage = st.one_of(
    st.tuples(st.just("overwrite number"), st.sampled_from(JUNK)),
    st.tuples(st.just("overwrite label"), st.sampled_from((*UNKNOWN_LABELS, ""))),
    st.tuples(st.sampled_from(("lose number", "lose label", "lose row")), st.just("")),
)
# Two lost cells may make up for one another, and no reader could tell: one at most.
damages = st.lists(st.tuples(damage, st.integers(0, 9), st.integers(0, 999)), min_size=1, max_size=4).filter(
    lambda steps: sum(what in ("lose number", "lose label") for (what, _), _, _ in steps) <= 1
)


def spoil(grid: Grid, what: str, word: str, which: int) -> Grid:
    """The grid with one thing wrong: its row or cell number `which`, counted round."""
    cells = [cell for cell in grid.cells if cell.text and bool(cell.key) == what.endswith("number")]
    if what == "lose row":
        return lose_row(grid, which % grid.height + 1) if grid.height > 1 else grid
    if not cells:
        return grid
    cell = cells[which % len(cells)]
    return overwrite(grid, cell, word) if what.startswith("overwrite") else lose_cell(grid, cell)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, phases=PHASES)
@given(data=st.data())
def test_a_damaged_table_loses_no_number_and_gives_no_number_to_another_cell(
    form: str, kind: str, data: st.DataObject
) -> None:
    """A number is told wherever two labels of the form are left in its table; a word, if the tables are recognised and
    it stands below the first row, which may be a title."""
    values = distinct_values(REFERENCE.forms[form], data.draw(st.booleans(), "unsplit"))
    habit = Habits(money_unit="万元", layout=Layout(misaligned=data.draw(st.booleans(), "misaligned")))
    whole = grids_of(form, values, habit)
    grids = list(whole)
    for (what, word), place, which in data.draw(damages, "damages"):
        if kind == "pdf":  # which has positions: what would be a lost cell is one that nothing is printed in
            what = what.replace("lose number", "overwrite number").replace("lose label", "overwrite label")
        place %= len(grids)
        grids[place] = spoil(grids[place], what, word, which)
    words = [c.text for grid in grids for c in grid.cells if c.text in (*JUNK, *UNKNOWN_LABELS) and c.row > 1]

    found = read_back(document(kind, "余姚市公安局", 2020, grids, habit, data.draw(st.booleans(), "low page")), kind)

    printed = {cell.key: cell.text for grid in grids for cell in grid.cells if cell.key}
    for fact in found.facts:
        key = fact["indicator"], fact["breakdown"]
        assert bare(fact["value_as_reported"]) == bare(printed.get(key, "not printed"))
        assert fact["value"] is None or Decimal(fact["value"]) == values[key]
    told = Counter(bare(issue["printed"]) for issue in found.issues if issue["printed"])
    told += Counter(bare(fact["value_as_reported"]) for fact in found.facts)
    labels = {cell.text for grid in whole for cell in grid.cells if not cell.key and len(cell.text) > 3}
    telling = [grid for grid in grids if len(labels & {cell.text for cell in grid.cells}) > 1]
    cells = [cell.text for grid in telling for cell in grid.cells if cell.key]
    numbers = Counter(bare(text) for text in cells if any(char.isdecimal() for char in text))
    assert list(numbers - told) == []
    if {"table_unrecognised", "table_missing"}.isdisjoint(issue["kind"] for issue in found.issues):
        # A page break tears a word in two; its first half is told, then.
        assert [word for word in words if not any(text and bare(word).startswith(text) for text in told)] == []
