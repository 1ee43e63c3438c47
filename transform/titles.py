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
from transform.labels import simplify


@dataclass(frozen=True, slots=True)
class NotAReport:
    """A title of what is no report; `beside_a_report`: it is so even where a title of a report stands below."""

    title: re.Pattern[str]
    what: str
    beside_a_report: bool


YEAR = r"(?:(?:19|20)\d{2}|[一二][九〇○零0][〇○零0一二三四五六七八九]{2})"
TITLE_LINES = 40
_TITLE_PARTS = 3
_LONGEST_LINE = 120
_LONGEST_CUT, _LONGEST_SPACED = 200, 1_000  # characters looked at, without and with the blanks between them
_BRACKETS = re.compile(r"[【】\[\]]")
_TRADITIONAL = re.compile("[報開資訊編製聯發佈區縣鎮鄉]")  # no page in simplified characters prints one of them
_SITE_SEPARATOR = re.compile(r"[_|]|--|—|\s[-–]\s|(?<=报告)-")


def squeezed(text: str) -> str:
    """NFKC without any white space: titles are broken over lines and spans, dates are spaced out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def title_sources(report: Report) -> Iterator[list[str]]:
    """Title candidates, source by source: the format's titles and headings, then the first lines, alone and joined."""
    titles = [part for title in report.titles for part in (title, *_SITE_SEPARATOR.split(title))]
    yield [_line(part) for part in titles]
    yield _runs([_line(block.text) for block in report.texts[:TITLE_LINES] if block.heading])
    yield _runs([_line(line) for block in report.texts[:TITLE_LINES] for line in _lines(block.text)])


def _line(text: str) -> str:
    """Folded, of a line that is no title no more than shows it: patterns look for the end of a title at every word."""
    return plain(text[:_LONGEST_SPACED])[:_LONGEST_CUT]


def _lines(text: str) -> list[str]:
    """The text; of one that is longer than a title, the words between blanks: a whole report may stand on one line."""
    return text.split(maxsplit=TITLE_LINES)[:TITLE_LINES] if len(text) > _LONGEST_LINE else [text]


def plain(text: str) -> str:
    """Folded, without square brackets, in simplified characters where a page is in traditional ones."""
    bare = _BRACKETS.sub("", squeezed(text))
    return simplify(bare) if _TRADITIONAL.search(bare) else bare


def _runs(lines: list[str]) -> list[str]:
    """Each line alone, then with one and two lines after it: titles are broken over lines."""
    starts = range(len(lines))
    return [
        "".join(lines[start : start + parts])[:_LONGEST_CUT] for parts in range(1, _TITLE_PARTS + 1) for start in starts
    ]


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
