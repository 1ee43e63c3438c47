"""How long reading takes against the bare parse of the same bytes: `python -m benchmarks.reading FILE…`.

Enters: reports (the bundled samples where none is named). Leaves: a table: milliseconds of the bare parse (lexbor's tree,
pdfium's text, decoding), of extract.read.read, and of read + interpret, the best of several runs side by side, and ratios.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from selectolax.lexbor import LexborHTMLParser

from extract.read import media_type, read
from extract.read.charset import decode
from transform.agencies import load_agencies
from transform.forms import DATA, load_reference
from transform.interpret import interpret

_ROUNDS = 15


def _bare(data: bytes, kind: str) -> Callable[[], object]:
    if kind == "application/pdf":

        def text() -> None:
            document = pypdfium2.PdfDocument(data)
            for page in document:
                page.get_textpage().get_text_range()
            document.close()

        return text
    return (lambda: LexborHTMLParser(decode(data).text)) if kind == "text/html" else (lambda: decode(data))


def _milliseconds(*calls: Callable[[], object]) -> list[float]:
    """The best time of each call; the calls take turns, so that the machine's moods fall on all of them."""
    best = [float("inf")] * len(calls)
    for _ in range(_ROUNDS):
        for place, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[place] = min(best[place], (time.perf_counter() - start) * 1000)
    return best


def main(paths: list[Path]) -> None:
    """Print one line a file."""
    reference, agencies = load_reference(), load_agencies()
    print(f"{'file':32} {'bare ms':>8} {'read ms':>8} {'all ms':>8} {'read/bare':>10} {'all/bare':>9}")
    for path in paths:
        data = path.read_bytes()

        def whole(data: bytes = data, name: str = path.name) -> object:
            return interpret(read(data, name), reference, agencies)

        bare, only_read, all_of_it = _milliseconds(_bare(data, media_type(data)), lambda d=data: read(d, ""), whole)
        ratios = f"{only_read / bare:10.1f} {all_of_it / bare:9.1f}"
        print(f"{path.name:32} {bare:8.2f} {only_read:8.2f} {all_of_it:8.2f} {ratios}")


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]]
    main(chosen or [p for p in sorted((DATA / "samples").iterdir()) if p.suffix in (".html", ".pdf", ".txt")])
