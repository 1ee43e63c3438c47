"""A document as printed and as read → what is right and what is not.

Enters: a Document, the Interpretation of its bytes. Leaves: a Verdict. A wrong value that no issue names is silent: it is
what must never be. A cell that was not read is told where an issue names its number, prints it, or says that its table
or row could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from tests.rendering.documents import Document
from tests.rendering.gold import bare
from transform.interpret import Interpretation


@dataclass(slots=True)
class Verdict:
    """Counts of cells, and a line for each thing that is not as printed."""

    printed: int = 0
    right: int = 0
    silent: list[str] = field(default_factory=list)  # wrong, or not printed, or gone, and no issue says so
    doubted: list[str] = field(default_factory=list)  # wrong, and an issue names it
    missing: list[str] = field(default_factory=list)  # not read, and an issue says so
    others: list[str] = field(default_factory=list)  # right cells' statuses and texts, the document's row, its issues

    @property
    def perfect(self) -> bool:
        return self.right == self.printed and not (self.silent or self.doubted or self.missing or self.others)

    def lines(self) -> list[str]:
        kinds = ("silent", "doubted", "missing", "others")
        return [f"{kind}: {line}" for kind in kinds for line in getattr(self, kind)]


def judge(document: Document, found: Interpretation, numbers_only: bool = False) -> Verdict:
    """`numbers_only`: the format keeps a number and not how it was written (1,234 is 1234)."""
    verdict = Verdict()
    read = {(fact["form"], fact["indicator"], fact["breakdown"]): fact for fact in found.facts}
    if len(read) != len(found.facts):
        verdict.silent.append("a cell was read twice")
    named = {(issue["indicator"], issue["breakdown"]) for issue in found.issues if issue["indicator"]}
    shown = {bare(issue["printed"]) for issue in found.issues if issue["printed"]}
    whole = [issue for issue in found.issues if issue["column"] is None and issue["severity"] != "info"]
    for part in document.parts:
        texts = part.texts()
        for key, value in part.values.items():
            verdict.printed += 1
            fact = read.pop((part.form, *key), None)
            place = f"{part.form} {key[0]}[{key[1]}]: printed {texts[key]!r}"
            number = None if value is None else float(value)
            if fact is None:
                told = key in named or (bare(texts[key]) and bare(texts[key]) in shown) or whole
                (verdict.missing if told else verdict.silent).append(f"{place}, not read")
            elif fact["value"] != number:
                lines = verdict.doubted if key in named else verdict.silent
                lines.append(f"{place}, read as {fact['value']} ({fact['value_as_reported']!r})")
            else:
                verdict.right += 1
                if not _same_print(texts[key], fact["value_as_reported"], numbers_only):
                    verdict.others.append(f"{place}, kept as {fact['value_as_reported']!r}")
                if fact["obs_status"] not in (("O",) if value is None else ("A", "V")):
                    verdict.others.append(f"{place}, has status {fact['obs_status']}")
    for (form, *key), fact in read.items():
        lines = verdict.doubted if tuple(key) in named else verdict.silent
        lines.append(f"{form} {key[0]}[{key[1]}]: never printed, read as {fact['value']}")
    verdict.others += [issue["message"] for issue in found.issues if issue["severity"] == "error"]
    verdict.others += _of_document(document, found)
    return verdict


def _of_document(document: Document, found: Interpretation) -> list[str]:
    row = found.document
    expected = {
        "agency_id": document.agency.agency_id,
        "year": document.year,
        "form": ";".join(part.form for part in document.parts),
        "scope": document.scope,
    }
    return [f"{name} is {row[name]}, not {value}" for name, value in expected.items() if row[name] != value]


def _same_print(printed: str, kept: str, numbers_only: bool) -> bool:
    if bare(printed) == bare(kept):
        return True
    return numbers_only and _number(printed) is not None and _number(printed) == _number(kept)


def _number(text: str) -> tuple[Decimal, str] | None:
    plain = bare(text).replace(",", "")
    digits = plain.rstrip("元万")
    try:
        return Decimal(digits), plain.removeprefix(digits)
    except InvalidOperation:
        return None
