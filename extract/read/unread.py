"""A document that could not be read → a Report that says so.

Enters: what a reader met. Leaves: Unreadable, which a reader raises inside itself, and the Report it is turned into.
"""

from __future__ import annotations

from extract.report import Problem, Report, digest


class Unreadable(Exception):
    """The document cannot be read; `kind` is a row of data/issue_kinds.csv."""

    def __init__(self, message: str, kind: str = "unreadable_document") -> None:
        super().__init__(message)
        self.kind = kind


def unread(data: bytes, name: str, media_type: str, kind: str, message: str) -> Report:
    """A Report without blocks and with one Problem."""
    return Report(name, media_type, digest(data), len(data), problems=(Problem(kind, message),))
