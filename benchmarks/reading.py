"""How long reading takes beside the bare parse and beside what a user would pick instead: `make bench`.

Enters: reports (`python -m benchmarks.reading FILE…`; where none is named, one of each format, made of the bundled samples).
Leaves: a line for each file and tool: milliseconds, as a multiple of the bare parse, and of us. The tools take turns in
one run and each shows its best time, so that the machine's moods fall on all of them.

`bare` is the parser alone (lexbor's tree, pdfium's text, the unzipped XML in lxml, rapidocr on the page); `nianbao` is bytes
to facts and issues; `first` is the same for a layout never met before (see transform.layouts). Tools that are not
installed are not listed: `make bench` brings them.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.documents import one_of_each
from extract.read import media_type, read
from extract.read.charset import decode
from extract.read.formats import DOCX, HTML, PDF, PICTURES, TEXT, XLSX
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import interpret
from transform.layouts import known_layout

_ROUNDS = 15
_SECONDS = 20.0  # for one file: slow tools get fewer rounds

Call = Callable[[], object]


def _bare(data: bytes, kind: str) -> Call | None:
    if kind == PDF:
        import pypdfium2

        def text() -> None:
            document = pypdfium2.PdfDocument(data)
            for page in document:
                page.get_textpage().get_text_range()
            document.close()

        return text
    if kind == HTML:
        from selectolax.lexbor import LexborHTMLParser

        return lambda: LexborHTMLParser(decode(data).text)
    if kind in (DOCX, XLSX):
        from lxml import etree

        member = "word/document.xml" if kind == DOCX else "xl/worksheets/sheet1.xml"
        return lambda: etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(member))
    if kind in PICTURES:
        import cv2
        import numpy
        from rapidocr import RapidOCR

        engine, picture = RapidOCR(), cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_COLOR)
        return lambda: engine(picture)
    return (lambda: decode(data)) if kind == TEXT else None


def _ours(data: bytes, name: str) -> Iterator[tuple[str, Call]]:
    reference, agencies = load_reference(), load_agencies()

    def facts() -> object:
        return interpret(read(data, name), reference, agencies)

    def first() -> object:
        known_layout.cache_clear()
        return facts()

    yield "read", lambda: read(data, name)
    yield "nianbao, first", first
    yield "nianbao", facts


def _others(data: bytes, kind: str) -> Iterator[tuple[str, Call]]:
    if _installed("markitdown") and kind in (HTML, PDF, DOCX, XLSX):
        from markitdown import MarkItDown, StreamInfo

        tool, info = MarkItDown(), StreamInfo(mimetype=kind)
        yield "markitdown", lambda: tool.convert_stream(io.BytesIO(data), stream_info=info)
    if _installed("kreuzberg") and kind in (HTML, PDF, DOCX, XLSX):
        import kreuzberg

        yield "kreuzberg", lambda: kreuzberg.extract_bytes_sync(data, kind)
    if kind == HTML:
        import pandas

        yield "pandas.read_html", lambda: pandas.read_html(io.StringIO(decode(data).text))
    if _installed("pdfplumber") and kind == PDF:
        import pdfplumber

        def tables() -> None:
            with pdfplumber.open(io.BytesIO(data)) as document:
                for page in document.pages:
                    page.extract_tables()

        yield "pdfplumber", tables


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _best(calls: list[Call]) -> list[float]:
    """The best time of each call in milliseconds; the calls take turns."""
    best = [float("inf")] * len(calls)
    begun = time.perf_counter()
    for number in range(_ROUNDS):
        for place, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[place] = min(best[place], (time.perf_counter() - start) * 1000)
        if number and time.perf_counter() - begun > _SECONDS:
            break
    return best


def main(documents: list[tuple[str, bytes]]) -> None:
    """Print the table."""
    table = Table("document", "bytes", "tool", "ms", "× bare", "× nianbao")
    for column in table.columns[1:2] + table.columns[3:]:
        column.justify = "right"
    for name, data in track(documents, "measuring", console=Console(stderr=True)):
        kind = media_type(data)
        bare = _bare(data, kind)
        tools = [("bare", bare)] if bare else []
        tools += [*_ours(data, name), *_others(data, kind)]
        times = _best([call for _, call in tools])
        ours = times[[tool for tool, _ in tools].index("nianbao")]
        for (tool, _), spent in zip(tools, times, strict=True):
            over_bare = f"{spent / times[0]:.1f}" if bare else ""
            table.add_row(name, f"{len(data):,}", tool, f"{spent:.2f}", over_bare, f"{spent / ours:.1f}")
        table.add_section()
    Console(width=100).print(table)


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]]
    main([(path.name, path.read_bytes()) for path in chosen] or list(one_of_each()))
