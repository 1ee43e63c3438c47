"""A long run of the round trip: `make soak FORMATS="docx doc" DOCUMENTS=500 SEED=1`.

Enters: formats, how many documents of each, a seed. Leaves: a table of figures by format and form; the bytes of what was
not read as it should be, with what is wrong, in build/soak/. Exit code 1 where a wrong value has no issue, or where a
format that must be read wholly was not. The same seed gives the same documents. A document is named
format.form.seed.number; `ONLY=` that name runs it alone, with `SHRINK=1` down to the smallest that fails, too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.rendering.documents import Document, drawn
from tests.rendering.formats import FORMATS, Format, judged, written
from tests.rendering.reprints import all_of, differences
from tests.rendering.verdict import Verdict

BATCH = 25  # documents that are drawn together, and converted by one call of LibreOffice
FOLDER = Path("build") / "soak"
REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports"
SHOWN = 20
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Batch:
    kind: str
    form: str
    seed: int
    documents: int


@dataclass(slots=True)
class Tally:
    """What became of some documents; `failed` names those that were not read as they should be."""

    documents: int = 0
    cells: int = 0
    right: int = 0
    silent: int = 0
    doubted: int = 0
    missing: int = 0
    failed: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("documents", "cells", "right", "silent", "doubted", "missing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failed += other.failed


def fails(kind: Format, verdict: Verdict) -> bool:
    return bool(verdict.silent) or (kind.exact and not verdict.perfect)


def batches(kind: Format, documents: int, seed: int) -> Iterator[Batch]:
    """The documents of a format, shared among its forms."""
    for place, form in enumerate(kind.forms):
        wanted = documents // len(kind.forms) + (place < documents % len(kind.forms))
        for number in range(0, wanted, BATCH):
            yield Batch(kind.name, form, seed * 100_000 + number // BATCH, min(BATCH, wanted - number))


def run(batch: Batch, folder: Path) -> Tally:
    """Draw, print, convert, read and judge the documents of a batch."""
    kind = FORMATS[batch.kind]
    documents = drawn(kind.documents(batch.form), BATCH, batch.seed)[: batch.documents]
    tally = Tally()
    files = written(kind, documents)
    for number, (verdict, data) in enumerate(zip(judged(kind, documents, files), files, strict=True)):
        found = Tally(
            1, verdict.printed, verdict.right, len(verdict.silent), len(verdict.doubted), len(verdict.missing)
        )
        if fails(kind, verdict):
            found.failed = [f"{batch.kind}.{batch.form}.{batch.seed}.{number}"]
            _keep(folder / found.failed[0], kind, documents[number], data, verdict)
        tally.add(found)
    return tally


def _keep(path: Path, kind: Format, document: Document, data: bytes, verdict: Verdict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f"{path.name}.{kind.suffix}").write_bytes(data)
    said = [f"{document.agency.name} {document.year}", f"{document.habit}", f"{document.page}", *verdict.lines()]
    path.with_name(f"{path.name}.log").write_text("\n".join(said) + "\n", encoding="utf-8")


def shrunk(batch: Batch, folder: Path) -> list[str]:
    """The smallest document of the batch's kind that fails, found with a conversion a document; what is wrong with it."""
    kind = FORMATS[batch.kind]
    last: list[str] = []

    @seeded(batch.seed)
    @settings(
        max_examples=BATCH, database=None, deadline=None, derandomize=False, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(kind.documents(batch.form))
    def check(document: Document) -> None:
        files = written(kind, [document])
        (verdict,) = judged(kind, [document], files)
        if fails(kind, verdict):
            last[:] = verdict.lines()
            _keep(folder / f"{batch.kind}.{batch.form}.{batch.seed}.smallest", kind, document, files[0], verdict)
            raise AssertionError(verdict.lines()[0])

    try:
        check()
    except AssertionError:
        return last
    return []


def figures(tallies: dict[tuple[str, str], Tally]) -> Table:
    table = Table(caption="silent: wrong or gone, and no issue says so · doubted, missing: wrong or not read, and told")
    table.add_column("format")
    table.add_column("form")
    for name in (
        "documents",
        "cells",
        "right",
        "%",
        "wrong, no issue",
        "wrong, told",
        "missing, told",
        "not as it should",
    ):
        table.add_column(name, justify="right")
    for (kind, form), tally in tallies.items():
        share = f"{100 * tally.right / max(tally.cells, 1):.3f}"
        counts = (tally.documents, tally.cells, tally.right, share, tally.silent, tally.doubted, tally.missing)
        table.add_row(
            kind, form, *(f"{count:,}" if isinstance(count, int) else count for count in counts), str(len(tally.failed))
        )
    return table


def soak(kinds: list[Format], documents: int, seed: int, workers: int, folder: Path, console: Console) -> bool:
    """True if all was read as it should be."""
    todo = [batch for kind in kinds for batch in batches(kind, documents, seed)]
    tallies = {(batch.kind, batch.form): Tally() for batch in todo}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress, ProcessPoolExecutor(workers) as pool:
        task = progress.add_task("documents", total=sum(batch.documents for batch in todo))
        waiting = {pool.submit(run, batch, folder): batch for batch in todo}
        for done in as_completed(waiting):
            batch = waiting[done]
            tallies[batch.kind, batch.form].add(done.result())
            progress.advance(task, batch.documents)
    console.print(figures(tallies))
    failed = [name for tally in tallies.values() for name in sorted(tally.failed)]
    for name in failed[:SHOWN]:
        console.print(f"{folder / name}.log · again: make soak ONLY={name} · smaller: make soak ONLY={name} SHRINK=1")
    return not failed


def one(name: str, shrink: bool, folder: Path, console: Console) -> bool:
    """A document that failed, once more."""
    kind, form, seed, number = name.split(".")
    batch = Batch(kind, form, int(seed), int(number) + 1)
    if shrink:
        lines = shrunk(batch, folder)
    else:
        document = drawn(FORMATS[kind].documents(form), BATCH, batch.seed)[int(number)]
        files = written(FORMATS[kind], [document])
        (verdict,) = judged(FORMATS[kind], [document], files)
        _keep(folder / name, FORMATS[kind], document, files[0], verdict)
        lines = verdict.lines() if fails(FORMATS[kind], verdict) else []
    console.print("\n".join(lines) or "read as it should be", markup=False)
    console.print(f"the document is in {folder}")
    return not lines


def reprinted(console: Console) -> bool:
    """The real reports in every format."""
    found = differences(all_of(REPORTS))
    for name, lines in found.items():
        console.print(f"{name}: {'; '.join(lines) or 'as its gold'}", markup=False)
    return not any(found.values())


@click.command()
@click.option("--formats", default=" ".join(FORMATS), help="names of formats, parted by blanks")
@click.option("--documents", default=100, show_default=True, help="of each format")
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", default=2, show_default=True, help="processes")
@click.option("--only", default="", help="a document, by its name: format.form.seed.number")
@click.option("--shrink", is_flag=True, help="with --only: find the smallest document that fails")
@click.option("--real", is_flag=True, help="the real reports in every format instead")
def main(formats: str, documents: int, seed: int, workers: int, only: str, shrink: bool, real: bool) -> None:
    """Print random reports in every format, read them back, count what is right."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    console = Console(width=max(Console().width, WIDTH))
    unknown = set(formats.split()) - set(FORMATS)
    if unknown:
        raise click.UsageError(f"no such format: {', '.join(sorted(unknown))}; there are {', '.join(FORMATS)}")
    if real:
        good = reprinted(console)
    elif only:
        good = one(only, shrink, FOLDER, console)
    else:
        good = soak([FORMATS[name] for name in formats.split()], documents, seed, workers, FOLDER, console)
    sys.exit(not good)


if __name__ == "__main__":
    main()
