"""Grids → text as it is left when a page is copied, pasted or turned to Markdown.

Enters: title, the sentence that names the period, grids, a style. Leaves: the bytes of a text, UTF-8.
What a style does with a merged cell: `once` prints it where it begins and nothing else; `blank` keeps the grid and leaves
the rest of it blank; `repeat` keeps the grid and prints it in each of its places.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from tests.rendering.layout import Grid

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Style:
    """How rows are written, what is done with merged cells, and whether a blank cell leaves a trace."""

    write: Callable[[Rows, int], str]
    merged: str
    keeps_blanks: bool = True
    between: str = "\n\n"


def as_copied(title: str, period: str, grids: list[Grid], style: str) -> bytes:
    """The copied text."""
    how = STYLES[style]
    parts = [title.replace("\n", ""), period]
    for grid in grids:
        parts += [grid.heading] if grid.heading else []
        parts.append(how.write(_rows(grid, how.merged), grid.width))
    return (how.between.join(parts) + "\n").encode()


def _rows(grid: Grid, merged: str) -> Rows:
    if merged == "once":
        return [[cell.text for cell in cells if cell.row == row] for row, cells in enumerate(grid.rows(), start=1)]
    rows = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                if merged == "repeat" or (row, column) == (cell.row, cell.column):
                    rows[row - 1][column - 1] = cell.text
    return rows


def _lines(rows: Rows, _: int) -> str:
    """One cell a line, a blank line between, one more for each blank cell."""
    return "\n\n".join(text for row in rows for text in row)


def _pipes(rows: Rows, width: int) -> str:
    """A row a line, filled up with blanks to the width of the table."""
    filled = ([*row, *[""] * (width - len(row))] for row in rows)
    return "\n".join(" | ".join(row) + " |" for row in filled)


def _cells(rows: Rows, _: int) -> str:
    """A cell and a pipe a line, a row's last pipe alone."""
    return "\n".join("\n".join(f"{text} |" for text in row) + "\n|" for row in rows)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _markdown(rows: Rows, width: int) -> str:
    lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


def _bare_markdown(rows: Rows, width: int) -> str:
    """Without pipes at the ends."""
    lines = [" | ".join(map(_escaped, row)) for row in rows]
    return "\n".join([lines[0], " | ".join([":--:"] * width), *lines[1:]])


def _bold_markdown(rows: Rows, width: int) -> str:
    """Words in bold type."""
    bold = [[f"**{text}**" if any(map(str.isalpha, text)) else text for text in row] for row in rows]
    return _markdown(bold, width)


def _tabs(rows: Rows, _: int) -> str:
    """As a sheet or a browser leaves it on the clipboard."""
    return "\n".join("\t".join(f'"{text}"' if "\n" in text else text for text in row) for row in rows)


def _commas(rows: Rows, _: int) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n")


def _spaces(rows: Rows, _: int) -> str:
    return "\n".join("   ".join(text for text in row if text) for row in rows)


def _wide_spaces(rows: Rows, _: int) -> str:
    return "\n".join("　".join(text for text in row if text) for row in rows)


def _box(rows: Rows, width: int) -> str:
    """Drawn with characters of lines; a cell of several lines takes several lines."""
    rule = "┼".join(["──"] * width)
    drawn = [f"┌{rule.replace('┼', '┬')}┐"]
    for row in rows:
        tall = [text.split("\n") for text in row]
        for number in range(max(map(len, tall))):
            drawn.append("│" + "│".join(part[number] if number < len(part) else " " for part in tall) + "│")
        drawn.append(f"├{rule}┤")
    return "\n".join([*drawn[:-1], f"└{rule.replace('┼', '┴')}┘"])


def _plus_box(rows: Rows, width: int) -> str:
    rule = "+" + "----+" * width
    lines = ["| " + " | ".join(text.replace("\n", "") for text in row) + " |" for row in rows]
    return "\n".join([rule, *(part for line in lines for part in (line, rule))])


def _one_line(rows: Rows, _: int) -> str:
    return " ".join(" ".join(text.split()) for row in rows for text in row if text.strip())


def _one_line_pipes(rows: Rows, _: int) -> str:
    return " | ".join(" ".join(text.split()) for row in rows for text in row) + " |"


STYLES = {
    "lines": Style(_lines, "once"),
    "pipes": Style(_pipes, "once"),
    "cells": Style(_cells, "once"),
    "markdown": Style(_markdown, "blank"),
    "markdown, repeated": Style(_markdown, "repeat"),
    "markdown, no outer pipes": Style(_bare_markdown, "blank"),
    "markdown, no outer pipes, repeated": Style(_bare_markdown, "repeat"),
    "markdown, bold": Style(_bold_markdown, "repeat"),
    "tabs from a sheet": Style(_tabs, "blank"),
    "tabs from a browser": Style(_tabs, "once"),
    "tabs, repeated": Style(_tabs, "repeat"),
    "commas": Style(_commas, "blank"),
    "commas, repeated": Style(_commas, "repeat"),
    "spaces": Style(_spaces, "once", keeps_blanks=False),
    "wide spaces": Style(_wide_spaces, "once", keeps_blanks=False),
    "box": Style(_box, "blank"),
    "box, repeated": Style(_box, "repeat"),
    "box of plus and minus": Style(_plus_box, "blank"),
    "one line": Style(_one_line, "once", keeps_blanks=False, between=" "),
    "one line, pipes": Style(_one_line_pipes, "once", between=" "),
}
