"""Text as a format stores it → text as it is printed in a line.

Enters: text with any white space. Leaves: the same characters with runs of white space as one space, lines without
white space around them, blank lines left out.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f]")


def one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def split_lines(text: str) -> list[str]:
    if text.isalnum():  # no white space, as in most cells
        return [text]
    return [line for line in map(one_line, _BREAK.split(text)) if line]
