"""Numbers that do not keep to their cell, and digits that are not of the number."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.extract.pdf.drawn import Draw, in_a_cell, read, rule, text_at, texts_of, together, write

# --- numbers that do not keep to their cell

NARROW = [72.0, 172, 196, 220, 244]


def beside(*draws: Draw) -> tuple[list[str], list[tuple]]:
    """The texts of a row of one wide and three narrow cells, and what was told of it."""
    ys = [720.0, 700, 680]
    report = read(together(lambda canvas: rule(canvas, NARROW, ys), text_at(80, 706, "项"), *draws))
    problems = [(each.kind, each.page, each.table, each.row, each.column, each.printed) for each in report.problems]
    return texts_of(report.tables[0])[1], problems


def test_a_number_that_runs_over_into_an_empty_cell_stays_where_it_begins_and_is_told() -> None:
    assert beside(text_at(80, 686, "行"), text_at(187, 686, "1234")) == (
        ["行", "1234", "", ""], [("glued_cells", 1, 1, 2, 2, "1234")],
    )  # fmt: skip


def test_a_number_that_runs_out_of_the_last_column_never_leaves_the_table() -> None:
    assert beside(text_at(80, 686, "行"), text_at(235, 686, "1234")) == (
        ["行", "", "", "1234"], [("glued_cells", 1, 1, 2, 4, "1234")],
    )  # fmt: skip


def test_a_number_that_begins_over_a_label_is_not_made_part_of_it() -> None:
    assert beside(text_at(80, 686, "行"), text_at(166, 686, "1234")) == (
        ["行", "1234", "", ""], [("glued_cells", 1, 1, 2, 2, "1234")],
    )  # fmt: skip


def test_a_number_hardly_over_the_edge_of_its_cell_is_no_problem() -> None:
    assert beside(text_at(80, 686, "行"), text_at(174, 686, "12345")) == (["行", "12345", "", ""], [])


# --- digits that are not of the number


def spaced(gap: float, text: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(200, 660)
        line.setFont("Helvetica", 10)
        line.setCharSpace(gap)
        line.textOut(text)
        canvas.drawText(line)

    return draw


@pytest.mark.parametrize("gap", [4, 6, 7.5])
def test_two_digits_set_apart_without_a_space_are_never_one_number(gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 200, 660, "5", font="Helvetica")
        write(canvas, 205.6 + gap, 660, "6", font="Helvetica")

    assert in_a_cell(draw) == "5 6"


def test_a_number_spaced_out_evenly_stays_one_number() -> None:
    assert in_a_cell(spaced(5, "1234")) == "1234"
    assert in_a_cell(spaced(2, "12")) == "12"


@pytest.mark.parametrize(("raised", "size"), [(3, 6), (0.8, 5), (4.5, 6), (-2, 5)])
def test_a_small_raised_digit_is_a_footnote_mark_in_brackets(raised: float, size: float) -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(211, 660 + raised, "1", size=size)) == "12[1]"


def test_a_footnote_mark_before_the_number_is_no_digit_of_it() -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(196.5, 664, "1", size=6)) == "[1]12"


def test_digits_of_two_sizes_are_never_one_number() -> None:
    assert in_a_cell(text_at(200, 660, "12"), text_at(210, 660, "9", size=5)) == "12 9"


@pytest.mark.parametrize("text", ["12①", "12²"])
def test_a_character_that_is_a_footnote_mark_stays_as_it_is(text: str) -> None:
    assert in_a_cell(text_at(200, 660, text)) == text
