"""What is printed is what is read: random facts → a document of each format → the same facts, none missing, none extra.

And where a page is damaged: no printed number is lost, and none is read as another cell's. `make soak` runs the same
engine for as long as one likes; scans, whose promise is another, are in tests/extract/test_scan.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extract.read import prepare, read
from tests.rendering.damage import lose_cell, lose_row, overwrite
from tests.rendering.documents import AGENCIES, FORMS, LAST_YEAR, LEFTOVER_IN, REFERENCE, Document, Part, drawn, part_of
from tests.rendering.facts import distinct_values
from tests.rendering.formats import FORMATS, LOW_PAGE, Format, judged, written
from tests.rendering.gold import bare
from tests.rendering.habits import Habits
from tests.rendering.layout import Grid, Layout, Printed
from tests.rendering.verdict import judge
from transform.interpret import interpret

ALONE = [kind for kind in FORMATS.values() if kind.exact and not kind.target]
WHOLE = [kind for kind in ALONE if kind.forms == FORMS]
OFFICE = [FORMATS[name] for name in ("doc", "rtf", "xls-office", "pdf-office")]  # the rest of them: make soak
EXAMPLES = {"html": 25, "text": 25, "pdf": 25}  # else twelve
DAMAGED = {"html": 40, "text": 40, "pdf": 40, "docx": 15, "xlsx": 15}
POSITIONED = ("pdf", "xlsx")  # where what would be a lost cell is one that nothing is printed in
IN_A_CALL = 2  # documents of a form
AGENCY = next(agency for agency in AGENCIES.rows if agency.name == "余姚市公安局")

# Without hypothesis' explain phase, which reads thousands of pages to say little more of a failure.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


def each(kinds: list[Format]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.name for kind in kinds])


def assert_read(kind: Format, document: Document) -> None:
    """Every fact with value, status and printed text, the document's row, and no error."""
    (found,) = judged(kind, [document], written(kind, [document]))
    assert found.lines() == []
    assert found.right == found.printed > 0


@pytest.mark.parametrize(
    ("kind", "form"), [pytest.param(kind, form, id=f"{kind.name}-{form}") for kind in ALONE for form in kind.forms]
)
def test_what_is_printed_is_what_is_read(kind: Format, form: str) -> None:
    @settings(max_examples=EXAMPLES.get(kind.name, 12), phases=PHASES)
    @given(document=kind.documents(form))
    def check(document: Document) -> None:
        assert_read(kind, document)

    check()


@pytest.fixture(scope="module")
def from_office() -> dict[str, tuple[list[Document], list[bytes]]]:
    """Documents that LibreOffice saved or printed, by format; a call of it for each format, one to read them all."""
    made = {}
    for kind in OFFICE:
        documents = [one for form in kind.forms for one in drawn(kind.documents(form), IN_A_CALL, 1)]
        made[kind.name] = documents, written(kind, documents)
    prepare((data, name) for name, (_, files) in made.items() for data in files)
    return made


@each(OFFICE)
def test_what_an_office_program_saves_or_prints_is_what_is_read(
    kind: Format, from_office: dict[str, tuple[list[Document], list[bytes]]]
) -> None:
    found = judged(kind, *from_office[kind.name])
    assert [line for verdict in found for line in verdict.silent] == []
    assert all(verdict.printed > 0 for verdict in found)
    if kind.exact:
        assert [line for verdict in found for line in verdict.lines()] == []


@each(WHOLE)
@settings(max_examples=10, phases=PHASES)
@given(data=st.data())
def test_a_leftover_table_of_another_form_is_read_as_that_form(kind: Format, data: st.DataObject) -> None:
    document = data.draw(kind.documents(LEFTOVER_IN, leftover=st.just(True)))
    assert len(document.parts) == 2
    assert_read(kind, document)


@each(WHOLE)
@settings(max_examples=5, phases=PHASES)
@given(year=st.integers(2014, LAST_YEAR))
def test_report_in_last_eras_form_is_read_by_its_labels_not_its_year(kind: Format, year: int) -> None:
    for form in FORMS:
        part = part_of(form, distinct_values(REFERENCE.forms[form]), Habits())
        assert_read(kind, Document(AGENCY, year, (part,), Habits(), kind.plain))


@pytest.mark.parametrize("blanks", [1, 2, 5])
@pytest.mark.parametrize("form", FORMS)
def test_blank_columns_beside_a_table_hide_none_of_its_numbers(form: str, blanks: int) -> None:
    part = part_of(form, distinct_values(REFERENCE.forms[form]), Habits())
    wider = []
    for grid in part.grids:
        beside = [Printed("", row, grid.width + n + 1) for row in range(1, grid.height + 1) for n in range(blanks)]
        wider.append(
            replace(grid, cells=tuple(sorted((*grid.cells, *beside), key=lambda cell: (cell.row, cell.column))))
        )
    kind = FORMATS["html"]
    assert_read(kind, Document(AGENCY, 2022, (replace(part, grids=tuple(wider)),), Habits(), kind.plain))


def test_a_wrong_number_without_an_issue_is_never_counted_as_told() -> None:
    """The engine itself: a changed, a lost and an invented number each make a verdict that is not right."""
    kind = FORMATS["html"]
    part = part_of("2021", distinct_values(REFERENCE.forms["2021"]), Habits())
    document = Document(AGENCY, 2022, (part,), Habits(), kind.plain)
    found = interpret(read(kind.source_of(document), "a"), REFERENCE, AGENCIES)
    assert judge(document, found).perfect
    first, *others = found.facts
    changed, lost = [{**first, "value": first["value"] + 1}, *others], others
    invented = [*found.facts, {**first, "breakdown": "none"}]
    for facts in (changed, lost, invented):
        assert len(judge(document, replace(found, facts=facts)).silent) == 1


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


def check_damaged(kind: Format, form: str, data: st.DataObject) -> None:
    values = distinct_values(REFERENCE.forms[form], data.draw(st.booleans(), "unsplit"))
    habit = Habits(money_unit="万元", layout=Layout(misaligned=data.draw(st.booleans(), "misaligned")))
    whole = part_of(form, values, habit).grids
    grids = list(whole)
    for (what, word), place, which in data.draw(damages, "damages"):
        if kind.name in POSITIONED:
            what = what.replace("lose number", "overwrite number").replace("lose label", "overwrite label")
        place %= len(grids)
        grids[place] = spoil(grids[place], what, word, which)
    words = [c.text for grid in grids for c in grid.cells if c.text in (*JUNK, *UNKNOWN_LABELS) and c.row > 1]

    page = LOW_PAGE if kind.name == "pdf" and data.draw(st.booleans(), "low page") else kind.plain
    document = Document(AGENCY, 2020, (Part(form, values, tuple(grids)),), habit, page)
    found = interpret(read(kind.source_of(document), "report"), REFERENCE, AGENCIES)

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


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_table_loses_no_number_and_gives_no_number_to_another_cell(form: str, name: str) -> None:
    """A number is told wherever two labels of the form are left in its table; a word, if the tables are recognised and
    it stands below the first row, which may be a title."""

    @settings(max_examples=DAMAGED[name], phases=PHASES)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        check_damaged(FORMATS[name], form, data)

    check()
