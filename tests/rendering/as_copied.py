"""Grids → text as it is left when a page is copied.

Enters: title, the sentence that names the period, grids, a style. Leaves: the bytes of a text, UTF-8. Spans are gone in
every style: a merged cell stands once, where it begins.
Styles: `lines` (one cell a line, a blank line between, one more for each blank cell), `pipes` (a row a line, filled up
with blanks to the width of the table), `cells` (a cell and a pipe a line, a row's last pipe alone), `markdown` (`pipes`
with one more before the row, a rule below the first row).
"""

from __future__ import annotations

from tests.rendering.layout import Grid

STYLES = ("lines", "pipes", "cells", "markdown")


def as_copied(title: str, period: str, grids: list[Grid], style: str) -> bytes:
    """The copied text."""
    parts = [title.replace("\n", ""), period]
    for grid in grids:
        rows = [[cell.text for cell in cells if cell.row == row] for row, cells in enumerate(grid.rows(), start=1)]
        parts += [grid.heading] if grid.heading else []
        parts += _WRITERS[style](rows, grid.width)
    return ("\n\n".join(parts) + "\n").encode()


def _lines(rows: list[list[str]], _: int) -> list[str]:
    return [text for row in rows for text in row]


def _pipes(rows: list[list[str]], width: int) -> list[str]:
    filled = ([*row, *[""] * (width - len(row))] for row in rows)
    return ["\n".join(" | ".join(row) + " |" for row in filled)]


def _cells(rows: list[list[str]], _: int) -> list[str]:
    return ["\n".join("\n".join(f"{text} |" for text in row) + "\n|" for row in rows)]


def _markdown(rows: list[list[str]], width: int) -> list[str]:
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    first, *others = (f"| {' | '.join(row)} |" for row in filled)
    return ["\n".join([first, f"|{' --- |' * width}", *others])]


_WRITERS = {"lines": _lines, "pipes": _pipes, "cells": _cells, "markdown": _markdown}
