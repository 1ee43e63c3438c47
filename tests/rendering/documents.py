"""Random documents: whose, of what year, facts of a form, an office's habits, and the tables that print them.

Enters: a format (see formats), a form. Leaves: Documents, as a hypothesis strategy or as many as one asks for by a seed.
A document may hold a leftover table of another form (余姚市公安局 2019). What a document prints is known fact by fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.rendering.facts import Values, values_of
from tests.rendering.habits import MISPRINT, Habits, print_values
from tests.rendering.layout import Grid, Key, Layout, lay_out
from transform.agencies import Agency, load_agencies
from transform.forms import load_reference
from transform.resolver import resolve

REFERENCE = load_reference()
AGENCIES = load_agencies()
FORMS = tuple(sorted(REFERENCE.forms))
LAST_YEAR = 2025
LEFTOVER_IN, LEFTOVER_OF, LEFTOVER = "2019", "2014", ("proactive.", "response.")

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
)


@dataclass(frozen=True, slots=True)
class Part:
    """The tables of one form and the facts they print."""

    form: str
    values: Values
    grids: tuple[Grid, ...]

    def texts(self) -> dict[Key, str]:
        return {cell.key: cell.text for grid in self.grids for cell in grid.cells if cell.key}


@dataclass(frozen=True, slots=True)
class Document:
    """`page` are the habits of the format it is printed in."""

    agency: Agency
    year: int
    parts: tuple[Part, ...]
    habit: Habits
    page: Any = None

    @property
    def title(self) -> str:
        return f"{self.agency.name}\n{self.year}年政府信息公开工作年度报告"

    @property
    def period(self) -> str:
        return f"本年度报告中所列数据统计期限自{self.year}年1月1日起至{self.year}年12月31日止。"

    @property
    def grids(self) -> list[Grid]:
        """A leftover table stands behind the first of the report's own."""
        first, *others = self.parts
        return [first.grids[0], *(grid for part in others for grid in part.grids), *first.grids[1:]]

    @property
    def scope(self) -> str:
        return "area" if self.agency.kind == "人民政府" else "agency"


def part_of(form: str, values: Values, habit: Habits) -> Part:
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, habit)
    return Part(form, values, tuple(lay_out(REFERENCE.forms[form], texts, REFERENCE, habit.layout, habit.label)))


def years_of(form: str) -> st.SearchStrategy[int]:
    return st.integers(REFERENCE.forms[form].first_year, REFERENCE.forms[form].last_year or LAST_YEAR)


@st.composite
def documents(
    draw: st.DrawFn,
    form: str,
    habit: st.SearchStrategy[Habits],
    pages: st.SearchStrategy[Any],
    leftover: st.SearchStrategy[bool],
) -> Document:
    """Documents of a form; `habit` and `pages` are what the format can print; `leftover` is for the form that has one."""
    values = draw(values_of(REFERENCE.forms[form], REFERENCE, draw(st.booleans())))
    used = draw(habit)
    parts = [part_of(form, values, used)]
    if form == LEFTOVER_IN and draw(leftover):
        old = draw(values_of(REFERENCE.forms[LEFTOVER_OF], REFERENCE))
        left = {key: value for key, value in old.items() if key[0].startswith(LEFTOVER)}
        parts.append(part_of(LEFTOVER_OF, left, used))
    year = draw(years_of(form))
    return Document(draw(st.sampled_from(bodies_of(year))), year, tuple(parts), used, draw(pages))


@cache
def bodies_of(year: int) -> tuple[Agency, ...]:
    """The bodies that a name alone tells in a year: no street of which other places have one too."""
    return tuple(row for row in AGENCIES.rows if resolve(row.name, AGENCIES, None, year).agency is row)


def drawn(strategy: st.SearchStrategy[Document], number: int, start: int) -> list[Document]:
    """So many documents of a strategy; the same seed gives the same documents."""
    found: list[Document] = []

    @seed(start)
    @settings(
        max_examples=number, database=None, deadline=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def draw(document: Document) -> None:
        found.append(document)

    draw()
    return found[:number]
