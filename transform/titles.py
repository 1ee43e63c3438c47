"""Where the title of a document may stand, best place first.

Enters: a Report. Leaves: its candidates for a title, source by source, folded; `what_else`: what a document is that is no
report though it speaks of one (data/identity/not_reports.csv).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.report import Report


@dataclass(frozen=True, slots=True)
class NotAReport:
    """A title of what is no report; `beside_a_report`: it is so even where a title of a report stands below."""

    title: re.Pattern[str]
    what: str
    beside_a_report: bool


TITLE_LINES = 40
_TITLE_PARTS = 3
_BRACKETS = re.compile(r"[【】\[\]]")
_SITE_SEPARATOR = re.compile(r"[_|]|--|—|\s[-–]\s|(?<=报告)-")


def squeezed(text: str) -> str:
    """NFKC without any white space: titles are broken over lines and spans, dates are spaced out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def title_sources(report: Report) -> Iterator[list[str]]:
    """Title candidates, source by source: the format's titles and headings, then the first lines, alone and joined."""
    titles = [part for title in report.titles for part in (title, *_SITE_SEPARATOR.split(title))]
    yield [_plain(part) for part in titles]
    yield _runs([_plain(block.text) for block in report.texts[:TITLE_LINES] if block.heading])
    yield _runs([_plain(block.text) for block in report.texts[:TITLE_LINES]])


def _plain(text: str) -> str:
    return _BRACKETS.sub("", squeezed(text))


def _runs(lines: list[str]) -> list[str]:
    """Each line alone, then with one and two lines after it: titles are broken over lines."""
    starts = range(len(lines))
    return ["".join(lines[start : start + parts]) for parts in range(1, _TITLE_PARTS + 1) for start in starts]


def what_else(
    report: Report, others: Sequence[NotAReport], titles: Sequence[re.Pattern[str]]
) -> tuple[NotAReport, str] | None:
    """What the document is instead of a report, and the title that says so; None where a title of a report comes first.

    `titles` are those of reports. A title that only names other work (a guide) may be that of the site: it counts where
    no title of a report follows.
    """
    weak = None
    for source in title_sources(report):
        for candidate in source:
            other = next((other for other in others if other.title.search(candidate)), None)
            if other is not None and other.beside_a_report:
                return other, candidate
            if other is not None:
                weak = weak or (other, candidate)
            elif any(pattern.search(candidate) for pattern in titles):
                return None
    return weak
