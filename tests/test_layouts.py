"""A layout met before is placed as it was then: what was read earlier never changes what a report says."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.report import Cell, Table
from tests.rendering.facts import distinct_values, values_of
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import Grid, lay_out
from transform.forms import DATA, CodeBookError, load_reference
from transform.layouts import known_layout, place_like_before
from transform.place import place

REFERENCE = load_reference()
FORMS = sorted(REFERENCE.forms)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


def tables_of(form: str, values: dict, habit: Habits) -> list[Table]:
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habit)
    grids = lay_out(REFERENCE.forms[form], texts, REFERENCE, habit.layout, habit.label)
    return [_table(grid, number) for number, grid in enumerate(grids, start=1)]


def _table(grid: Grid, number: int) -> Table:
    cells = (Cell(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells)
    return Table(tuple(cells), number)


def spoiled(table: Table, which: int, text: str) -> Table:
    cells = list(table.cells)
    cells[which % len(cells)] = replace(cells[which % len(cells)], text=text)
    return replace(table, cells=tuple(cells))


def over_pages(tables: list[Table], breaks: list[int]) -> list[Table]:
    """The tables with a page break above each of these rows, counted through all of them."""
    found, before = [], 0
    for table in tables:
        pages = {
            cell.row: 1 + sum(row <= before + cell.row for row in breaks) for cell in table.cells
        }  # a merged cell is of the page it begins on
        cells = tuple(replace(cell, page=pages[cell.row]) for cell in table.cells)
        found.append(replace(table, cells=cells, page=cells[0].page))
        before += max(pages)
    return found


def assert_placed_alike(tables: list[Table]) -> None:
    seen, fresh = place_like_before(tables, REFERENCE, 2022), place(tables, REFERENCE, 2022)
    assert [(p.form_table, p.meaning, p.table, p.row, p.unit_texts, p.cell) for p in seen.placed] == [
        (p.form_table, p.meaning, p.table, p.row, p.unit_texts, p.cell) for p in fresh.placed
    ]
    assert (seen.issues, seen.ignored, seen.covered) == (fresh.issues, fresh.ignored, fresh.covered)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, phases=PHASES)
@given(data=st.data())
def test_a_report_read_before_never_moves_a_number_of_this_one(form: str, data: st.DataObject) -> None:
    habit = Habits(plus_signs=data.draw(st.booleans()), blank=data.draw(st.sampled_from(["", "—"])))
    for _ in range(3):  # the same layout with other numbers, now and then with a number, a word or nothing amiss
        values = data.draw(
            st.one_of(values_of(REFERENCE.forms[form], REFERENCE), st.just(distinct_values(REFERENCE.forms[form])))
        )
        tables = tables_of(form, values, habit)
        if data.draw(st.booleans(), "amiss"):
            text = data.draw(st.sampled_from(["7", "-3", "2.5", "0", "", "甲", "1 2", "2019年"]))
            place_of_table = data.draw(st.integers(0, len(tables) - 1))
            tables[place_of_table] = spoiled(tables[place_of_table], data.draw(st.integers(0, 400)), text)
        seen, fresh = place_like_before(tables, REFERENCE, 2022), place(tables, REFERENCE, 2022)
        assert [(p.meaning, p.row, p.unit_texts, id(p.cell)) for p in seen.placed] == [
            (p.meaning, p.row, p.unit_texts, id(p.cell)) for p in fresh.placed
        ]
        assert (seen.issues, seen.ignored, seen.covered) == (fresh.issues, fresh.ignored, fresh.covered)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=10, phases=PHASES)
@given(data=st.data())
def test_a_page_break_met_before_never_moves_a_number_of_this_report(form: str, data: st.DataObject) -> None:
    breaks = data.draw(st.lists(st.integers(2, 60), max_size=4))
    for _ in range(3):
        values = data.draw(
            st.one_of(values_of(REFERENCE.forms[form], REFERENCE), st.just(distinct_values(REFERENCE.forms[form])))
        )
        tables = tables_of(form, values, Habits())
        if data.draw(st.booleans(), "amiss"):
            text = data.draw(st.sampled_from(["7", "2013", "-3", "", "年度", "其他", "（5"]))
            place_of_table = data.draw(st.integers(0, len(tables) - 1))
            tables[place_of_table] = spoiled(tables[place_of_table], data.draw(st.integers(0, 400)), text)
        assert_placed_alike(over_pages(tables, breaks))


@pytest.mark.parametrize("year", ["2013", "2012"])
def test_a_year_torn_from_its_header_by_a_page_break_is_never_placed_like_another(year: str) -> None:
    tables = tables_of("2009-putian", distinct_values(REFERENCE.forms["2009-putian"]), Habits())
    torn = []
    for table in tables:
        first = next((cell for cell in table.cells if cell.text == "年度"), None)
        if first is None:
            torn.append(table)
            continue
        cells = []
        for cell in table.cells:
            if cell.row < first.row:
                cells.append(replace(cell, page=1))
            elif cell.row > first.row:
                cells.append(replace(cell, row=cell.row + 1, page=2))
            else:
                upper, lower = (year, "年度") if cell is first else (cell.text[:2], cell.text[2:])
                cells += [replace(cell, text=upper, page=1), replace(cell, text=lower, row=cell.row + 1, page=2)]
        torn.append(replace(table, page=1, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))))
    assert torn != tables
    assert_placed_alike(torn)


def test_a_layout_over_a_page_break_is_not_read_afresh_for_every_report() -> None:
    form = REFERENCE.forms["2021"]
    known_layout.cache_clear()
    for number in (Decimal(3), Decimal(5)):
        values = dict.fromkeys(distinct_values(form), number)
        assert_placed_alike(over_pages(tables_of("2021", values, Habits()), [12, 20]))
    assert known_layout.cache_info().hits == 1


def test_a_number_as_a_label_stops_the_load(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("store", "samples"))
    with (data / "nothing_words.csv").open("a", encoding="utf-8", newline="") as file:
        width = len((data / "nothing_words.csv").read_text(encoding="utf-8").splitlines()[0].split(","))
        csv.writer(file).writerow(["0", *[""] * (width - 1)])
    with pytest.raises(CodeBookError, match="0 cannot be"):
        load_reference(data)
