"""Grids → Markdown as a converter leaves it that tears tables to pieces (上海市人民政府办公厅 2025, from its PDF).

Enters: title, the sentence that names the period, grids, a source of chance. Leaves: the bytes of a text, UTF-8.
A heading is made up and printed again before each piece; the first line of a piece stands above |---| whatever it is; a
header of several levels falls into its printed lines; a label stands beside its numbers, on lines before them, in halves
around them, or rows above them; page marks stand anywhere.
"""

from __future__ import annotations

import random

from tests.rendering.layout import Grid, Printed

_HALF = 4  # characters; shorter labels stay whole


def as_torn(title: str, period: str, grids: list[Grid], chance: random.Random) -> bytes:
    """The torn text."""
    lines = [title.replace("\n", ""), period]
    for number, grid in enumerate(grids, start=1):
        lines += ["", grid.heading]
        lines += _grid(grid, f"## 表{number}：{grid.heading}", chance)
    return ("\n".join(lines) + "\n").encode()


def _grid(grid: Grid, heading: str, chance: random.Random) -> list[str]:
    lines: list[str] = []
    header: list[list[Printed]] = []
    piece: list[str] = []

    def close() -> None:
        if piece:
            lines.extend([heading, piece[0], "|---" * (piece[0].count("|") - 1) + "|", *piece[1:]])
            piece.clear()
        if chance.random() < 0.1:
            lines.append(f"— {chance.randint(1, 9)} —")

    for row, cells in enumerate(grid.rows(), start=1):
        own = [cell for cell in cells if cell.row == row]
        values = [cell.text for cell in own if cell.key]
        if not values:
            header.append(own)
            continue
        if header:
            close()
            lines += _header(header, chance)
            header = []
        labels = [cell.text for cell in own if not cell.key and cell.text]
        before, beside, after, above = _label(labels, chance)
        if before or above or after or chance.random() < 0.2:
            close()
        if above:
            place = chance.randrange(max(len(lines) - 12, 0), len(lines) + 1)
            lines[place:place] = above
        lines += before
        piece.append("| " + " | ".join([*beside, *values]) + " |")
        if after:
            close()
            lines += after
    close()
    return lines


def _header(rows: list[list[Printed]], chance: random.Random) -> list[str]:
    if len(rows) < 3 and all(cell.column_span > 1 or len(row) > 1 for row in rows for cell in row):
        return ["| " + " | ".join(cell.text for cell in row) + " |" for row in rows]
    lines = []
    for row in rows:
        halves = [_halves(cell.text) if chance.random() < 0.6 else (cell.text, "") for cell in row]
        for side in (0, 1):
            texts = [half[side] for half in halves if half[side]]
            if texts:
                lines.append("".join(texts) if chance.random() < 0.5 else "| " + " | ".join(texts) + " |")
    return lines


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return (text[:middle], text[middle:]) if len(text) >= _HALF else (text, "")


def _label(labels: list[str], chance: random.Random) -> tuple[list[str], list[str], list[str], list[str]]:
    """Lines before, cells beside, lines after and lines far above the numbers."""
    if not labels:
        return [], [], [], []
    *parents, label = labels
    before = [half for parent in parents for half in _halves(parent) if half]
    first, second = _halves(label)
    kind = chance.choice(("whole", "whole", "whole", "before", "halves", "above"))
    if kind == "before":
        return [*before, *filter(None, (first, second))], [], [], []
    if kind == "halves" and second:
        return [*before, first], [second], [], []
    if kind == "above":
        return before, [], [], [*filter(None, (first, second))]
    return (before, [label], [], []) if chance.random() < 0.5 else ([], labels, [], [])
