"""Header cells that a page break tears in two → their halves and what they say together.

Enters: two rows that stand right above one another, the code book. Leaves: Halves, where the rows are a torn header.

Two cells are halves of one if they stand in the same columns on either side of a page break, and their texts together are a
header or a name that is ignored while one of them alone is none. The rows hold no number then, and two headers or more; else
nothing is joined.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.report import Cell
from transform.forms import Reference
from transform.labels import is_among
from transform.values import looks_like_a_value

_FEWEST = 2  # headers: one alone may be the label of a row


@dataclass(frozen=True, slots=True)
class Halves:
    """A cell torn in two; `whole` is the upper one with the text of both."""

    upper: Cell
    lower: Cell
    whole: Cell


def halves_of(upper: tuple[Cell, ...], lower: tuple[Cell, ...], reference: Reference) -> list[Halves]:
    """The torn cells of two rows that stand on two pages; none where they are no header."""
    headers = reference.column_labels | reference.unit_labels
    known = headers | reference.ignored
    below = {(cell.column, cell.column_span): cell for cell in lower if not cell.blank}
    found = []
    for cell in upper:
        other = below.get((cell.column, cell.column_span))
        if other is None or cell.blank:
            continue
        whole = replace(cell, text=cell.text + other.text)
        alone = is_among(cell.text, known) and is_among(other.text, known)
        if is_among(whole.text, known) and not alone:
            found.append(Halves(cell, other, whole))
    torn = {id(half) for halves in found for half in (halves.upper, halves.lower)}
    others = [cell for cell in (*upper, *lower) if not cell.blank and id(cell) not in torn]
    if any(looks_like_a_value(cell.text) and not is_among(cell.text, known) for cell in others):
        return []
    named = [cell for cell in (*others, *(halves.whole for halves in found)) if is_among(cell.text, headers)]
    return found if len(named) >= _FEWEST else []
