"""Copied text as it goes wrong: lines lost, doubled, run together, emptied, and repeated lines gone.

Enters: a text, steps of damage with the line each begins at, counted round. Leaves: another text.
"""

from __future__ import annotations

LINE_DAMAGES = ("lose", "double", "join", "join with a space", "empty", "lose repeats")


def damage_lines(text: str, steps: list[tuple[str, int]]) -> str:
    """The text after all steps; its first three lines, title and period, stay."""
    lines = text.split("\n")
    for what, which in steps:
        if len(lines) < 5:
            break
        place = 3 + which % (len(lines) - 4)
        if what == "lose":
            del lines[place]
        elif what == "double":
            lines.insert(place, lines[place])
        elif what.startswith("join"):
            lines[place : place + 2] = [lines[place] + " " * what.endswith("space") + lines[place + 1]]
        elif what == "empty":
            lines[place] = ""
        else:
            seen = set(lines[:place])
            lines = lines[:place] + [line for line in lines[place:] if not line.strip() or line not in seen]
    return "\n".join(lines)
