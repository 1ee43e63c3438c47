"""Text → SQL literal, for the statements that take no parameters (COMMENT, CREATE VIEW, COPY, ATTACH)."""

from __future__ import annotations


def quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
