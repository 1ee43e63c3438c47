"""Numbers over several lines of a narrow cell: one number only where nothing else can be meant."""

from __future__ import annotations

import pytest

from extract.report import Cell
from tests.extract.pdf.drawn import Draw, read, rule, text_at, together

XS, YS = [72.0, 172, 206, 266], [720.0, 680, 640]  # the second cell has room for six digits of 10 points
UPPER, LOWER = 700.0, 687.0


def cells(*draws: Draw) -> list[Cell]:
    """The cells of two rows of three, with a label that stands at the edge of its cell."""
    [table] = read(
        together(lambda canvas: rule(canvas, XS, YS), text_at(74, 700, "项"), text_at(74, 660, "行"), *draws)
    ).tables
    return list(table.cells)


def middle(y: float, text: str) -> Draw:
    """A text in the middle of the second cell."""
    return lambda canvas: canvas.drawCentredString(189, y, text)


def test_a_number_too_wide_for_its_cell_is_one_number_and_marked() -> None:
    found = cells(text_at(174, UPPER, "266600"), text_at(174, LOWER, "2"), text_at(212, UPPER, "15"))
    assert [(cell.text, cell.wrapped) for cell in found[:3]] == [("项", False), ("2666002", True), ("15", False)]


def test_a_number_over_three_lines_centred_in_its_cell_is_one_number() -> None:
    found = cells(middle(706, "123456"), middle(694, "789012"), middle(682, "3"))
    assert (found[1].text, found[1].wrapped) == ("1234567890123", True)


@pytest.mark.parametrize(
    "draws",
    [
        [text_at(174, UPPER, "2666"), text_at(174, LOWER, "2")],  # there was room
        [middle(UPPER, "26660"), middle(LOWER, "2")],  # centred, and there was room
        [text_at(174, 707, "266600"), text_at(174, 684, "2")],  # too far apart for one paragraph
        [text_at(174, UPPER, "266600"), text_at(174, LOWER, "2", size=8)],  # two sizes
        [text_at(174, UPPER, "266600"), text_at(181, LOWER, "2")],  # neither at one edge nor centred
        [text_at(174, UPPER, "12,3456"), text_at(174, LOWER, "7")],  # no number together
        [text_at(174, UPPER, "-12345"), text_at(174, LOWER, "-6")],  # two signs
        [text_at(174, UPPER, "-"), text_at(174, LOWER, "593")],  # a dash for nothing, and there was room
        [text_at(174, UPPER, "184,"), text_at(174, LOWER, "59")],  # no number together
        [text_at(174, UPPER, "184,"), text_at(174, LOWER, "5")],
        [text_at(174, UPPER, "12345元"), text_at(174, LOWER, "6元")],  # two amounts
    ],
)
def test_two_lines_that_may_be_two_numbers_are_never_one(draws: list[Draw]) -> None:
    found = cells(*draws)[1]
    assert "\n" in found.text
    assert not found.wrapped


def test_a_table_with_several_numbers_in_a_cell_has_none_joined() -> None:
    """Who prints 5 above 7 in one cell may print 266600 above 2 in another."""
    found = cells(
        text_at(174, UPPER, "266600"), text_at(174, LOWER, "2"),
        text_at(174, UPPER - 40, "5"), text_at(174, LOWER - 40, "7"),
    )  # fmt: skip
    assert [cell.text for cell in found if "\n" in cell.text] == ["266600\n2", "5\n7"]


def in_two_digits_width(*lines: str) -> str:
    """The text of a cell with room for two digits and a comma."""
    narrow = [72.0, 172, 188.5, 266]
    draws = [text_at(174, UPPER - 13 * number, line) for number, line in enumerate(lines)]
    labels = text_at(74, 700, "项"), text_at(74, 660, "行")
    [table] = read(together(lambda canvas: rule(canvas, narrow, YS), *labels, *draws)).tables
    return table.cells[1].text


def test_a_line_that_is_no_number_by_itself_is_a_part_of_one() -> None:
    assert in_two_digits_width("3,6", "82") == "3,682"
    assert in_two_digits_width("13,", "682") == "13,682"


def test_a_cell_of_two_digits_width_is_too_narrow_to_tell() -> None:
    assert in_two_digits_width("12", "3") == "12\n3"
    assert in_two_digits_width("-", "593") == "-\n593"
