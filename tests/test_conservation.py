"""Conservation: each printed cell of a recognised table ends as one fact, one cell ignored by name, or one issue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.read import read
from extract.report import Cell, Table
from tests.rendering.damage import lose_cell, lose_row, overwrite
from tests.rendering.documents import AGENCIES, FORMS, REFERENCE, Document
from tests.rendering.formats import FORMATS, written
from transform.interpret import interpret, tables_in
from transform.layouts import place_like_before
from transform.placement import Placement

# One of each reader that needs no office program; the office formats end in the readers of DOCX and XLSX.
READERS = ("html", "text", "copied-lines", "copied-pipes", "copied-cells", "markdown", "docx", "xlsx", "xls", "pdf")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
WORDS = ("3O", "若干", "本地自设统计内容", "", "7", "——", "第二十条第（一）项", "总计")


def ends(table: Table, cell: Cell, placement: Placement) -> list[str]:
    """What became of a cell."""
    found = ["placed" for placed in placement.placed if placed.cell is cell]
    found += ["ignored" for ignored in placement.ignored if ignored is cell]
    place = (table.number, cell.row, cell.column)
    told = {(issue.table, issue.row, issue.column) for issue in placement.issues if issue.column is not None}
    return found + ["issue"] * (place in told)


def assert_conserved(data: bytes, name: str) -> int:
    """How many printed cells the recognised tables have."""
    report = read(data, name)
    tables = tables_in(report, REFERENCE)
    placement = place_like_before(tables, REFERENCE, 2020)
    recognised = {placed.table for placed in placement.placed}
    cells = [(table, cell) for table in tables if table.number in recognised for cell in table.cells if not cell.blank]
    assert [(cell, found) for table, cell in cells if len(found := ends(table, cell, placement)) != 1] == []
    document = interpret(report, REFERENCE, AGENCIES).document
    counts = document["cells_placed"] + document["cells_ignored"] + document["cells_in_issues"]
    assert counts >= len(cells)
    return len(cells)


def spoilt(document: Document, data: st.DataObject) -> Document:
    """The document with up to three things wrong in its tables."""
    grids = list(document.parts[0].grids)
    for _ in range(data.draw(st.integers(0, 3), "damages")):
        which = data.draw(st.integers(0, len(grids) - 1))
        grid, place = grids[which], data.draw(st.integers(0, 400))
        what = data.draw(st.sampled_from(["lose cell", "lose row", *WORDS]))
        if what == "lose row" and grid.height > 1:
            grids[which] = lose_row(grid, place % grid.height + 1)
        elif what == "lose cell":
            grids[which] = lose_cell(grid, grid.cells[place % len(grid.cells)])
        elif what != "lose row":
            grids[which] = overwrite(grid, grid.cells[place % len(grid.cells)], what)
    return replace(document, parts=(replace(document.parts[0], grids=tuple(grids)), *document.parts[1:]))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=12, phases=PHASES)
@given(data=st.data())
def test_a_printed_cell_is_never_lost_and_never_told_twice(name: str, data: st.DataObject) -> None:
    form = FORMATS[name]
    document = data.draw(form.documents(data.draw(st.sampled_from([f for f in FORMS if f in form.forms]), "form")))
    whole, spoiled = written(form, [document, spoilt(document, data)])
    assert assert_conserved(whole, f"report.{form.suffix}") > len(document.parts[0].values)
    assert_conserved(spoiled, f"report.{form.suffix}")
