"""Values and labels as offices print them.

Enters: a value in the indicator's unit, a label of a form, and the Habits of an office.
Leaves: printed text. Nothing here changes what is meant: each habit is one the readers must see through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tests.rendering.layout import Key, Layout
from transform.forms import Form, FormTable, Indicator, Reference

MISPRINT = {"2.其他法律行政法规禁止公开": "2.其他法律行政止公开"}  # 洪泽区人民政府 2023

_WIDE = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "0123456789.,+-"})
_YUAN = 10_000


@dataclass(frozen=True, slots=True)
class Habits:
    """`money_unit` is printed in the cell (where no header names one, 万元 is); `blank` stands for no number;
    `broken` is put into labels after every second character."""

    full_width: bool = False
    plus_signs: bool = False
    thousands: bool = False
    money_unit: str = ""
    blank: str = ""
    broken: str = ""
    relabel: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)

    def label(self, text: str) -> str:
        """A label of the form as this office prints it; numbers and brackets are not torn."""
        text = self.relabel.get(text, text)
        if not self.broken:
            return text
        cuts = [place for place in range(2, len(text), 3) if text[place - 1 : place + 1].isalpha()]
        return self.broken.join(text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True))

    def number(self, value: Decimal | None, indicator: Indicator, unit_is_named: bool) -> str:
        """A value as this office prints it; None is what it prints for a blank."""
        if value is None:
            return self.blank
        unit = ""
        if indicator.value_type == "money":
            unit = self.money_unit or ("" if unit_is_named or value == 0 else "万元")
            value = value * _YUAN if unit == "元" else value
        plain = value.to_integral_value() if value == value.to_integral_value() else value.normalize()
        sign = "+" if self.plus_signs and value > 0 and indicator.value_type == "signed_change" else ""
        text = f"{sign}{plain:,f}" if self.thousands else f"{sign}{plain:f}"
        return (text.translate(_WIDE) if self.full_width else text) + unit


def print_values(
    values: Mapping[Key, Decimal | None], form: Form, reference: Reference, habits: Habits
) -> dict[Key, str]:
    """The printed text of every value."""
    named = {
        (cell.indicator, cell.breakdown): _names_unit(table) for table in form.tables for cell in table.cells.values()
    }
    return {key: habits.number(value, reference.indicators[key[0]], named[key]) for key, value in values.items()}


def _names_unit(table: FormTable) -> bool:
    return bool(table.unit_column) or any("万元" in label for path in table.columns.values() for label in path)
