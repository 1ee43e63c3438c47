"""Real reports printed again in other formats.

Enters: the folder of real reports (shared/reports, not part of the repository), or only tests/gold/. Leaves: Reprints: the
bytes of a document and the name of the gold facts that it must give. `direct` converts and scans the documents themselves;
`laid_out` prints the gold in our layout, in any format of `formats`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import docx

from extract.read import prepare, read
from tests.rendering.as_scan import as_scanned_pdf, as_scans
from tests.rendering.documents import AGENCIES, FORMS, REFERENCE
from tests.rendering.formats import FORMATS, Format
from tests.rendering.gold import facts_of, gold_facts, gold_texts
from tests.rendering.make_samples import ALL, Sample, grids_of
from tests.rendering.office import convert
from transform.interpret import interpret

PAGE = "shanghai_office_2019.html"
SAVED = ("docx", "doc", "pdf")
SCANNED = ("hongze_2024.pdf", "hongze_2023.pdf")
REAL = ("yuyao_gonganju_2019", "shanghai_office_2019", "hongze_2023", "hongze_2024")


@dataclass(frozen=True, slots=True)
class Reprint:
    """`exact` as in `formats`: what is read from a scan may be doubted, but not wrong."""

    name: str
    gold: str
    data: bytes
    exact: bool = True


def saved(reports: Path, target: str) -> Reprint:
    """The page as LibreOffice saves it, or prints what it saved."""
    (data,) = convert([(reports / PAGE).read_bytes()], "html", "docx" if target == "pdf" else target)
    if target == "pdf":
        (data,) = convert([_on_wide_paper(data)], "docx", "pdf")
    return Reprint(f"{PAGE}.{target}", PAGE.partition(".")[0], data)


def _on_wide_paper(data: bytes) -> bytes:
    """The page's tables are as wide as a screen: on A4 the printer cuts them off."""
    document = docx.Document(io.BytesIO(data))
    for section in document.sections:
        section.page_width, section.page_height = docx.shared.Mm(420), docx.shared.Mm(297)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def scanned(reports: Path, file: str, dpi: int, seed: int) -> Reprint:
    scans = as_scans((reports / file).read_bytes(), dpi, seed)
    return Reprint(f"{file}.{dpi}dpi.pdf", file.partition(".")[0], as_scanned_pdf(scans, dpi), exact=False)


def laid_out(kind: Format, samples: list[Sample]) -> list[Reprint]:
    """The gold of these samples in our layout."""
    sources = [kind.write(one.title, one.period, grids_of(one, REFERENCE), kind.plain) for one in samples]
    files = convert(sources, kind.source, kind.target) if kind.target else sources
    return [Reprint(f"{sample.gold}.{kind.name}", sample.gold, data, kind.exact)
            for sample, data in zip(samples, files, strict=True)]  # fmt: skip


def samples_in(kind: Format) -> list[Sample]:
    """The real reports that can be printed in a format: not the form of 2014, nor blanks, where copying loses them."""
    found = [sample for sample in ALL if sample.gold in REAL]
    if kind.forms != FORMS:
        found = [sample for sample in found if not sample.leftover]
    if kind.plain == "lines":
        found = [sample for sample in found if all(gold_texts(sample.gold).values())]
    return found


def all_of(reports: Path) -> list[Reprint]:
    found = [saved(reports, target) for target in SAVED]
    found += [scanned(reports, file, dpi, 7) for file in SCANNED for dpi in (200, 150)]
    for kind in FORMATS.values():
        found += laid_out(kind, samples_in(kind))
    return found


def differences(reprints: list[Reprint]) -> dict[str, list[str]]:
    """By reprint, what is not as the gold has it; of a doubted scan only what no issue names."""
    prepare((one.data, one.name) for one in reprints)
    return {one.name: _differences(one) for one in reprints}


def _differences(one: Reprint) -> list[str]:
    found = interpret(read(one.data, one.name), REFERENCE, AGENCIES)
    facts, gold = facts_of(found), gold_facts(one.gold)
    told = {(issue["indicator"], issue["breakdown"]) for issue in found.issues}
    whole = any(issue["column"] is None and issue["severity"] == "error" for issue in found.issues)
    lines = []
    for key in sorted(facts.keys() | gold.keys()):
        read_as, printed = facts.get(key), gold.get(key)
        if one.exact and read_as != printed:
            lines.append(f"{key[0]}[{key[1]}]: {read_as}, not {printed}")
        elif not one.exact and (read_as or (None,))[0] != (printed or (None,))[0] and key not in told and not (
            read_as is None and whole
        ):  # fmt: skip
            lines.append(f"{key[0]}[{key[1]}]: {read_as}, not {printed}, and no issue says so")
    return lines
