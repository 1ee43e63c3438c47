"""Documents to measure on: one of each format.

Enters: the bundled samples and the renderers of the tests. Leaves: names and bytes: samples as they are, one of them as a
site sends it (menus, scripts and lists around it, labels over many spans), saved as DOCX and XLSX, and a page of another as a
scanner sends it. The same bytes every time.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.rendering.as_docx import WordHabits, as_docx
from tests.rendering.as_html import as_html
from tests.rendering.as_scan import as_scans
from tests.rendering.as_xlsx import as_xlsx
from tests.rendering.make_samples import ALL, grids_of
from tests.rendering.sheets import SheetHabits
from transform.forms import DATA, load_reference

_SAMPLES = ("shanghai_office_2019.html", "hongze_2023.pdf", "yuyao_gonganju_2019.txt")
_AGAIN = "shanghai_office_2019.html"
_MENU = "".join(f'<li class="item"><a href="/col/{n}/index.html" title="栏目{n}">栏目{n}</a></li>' for n in range(400))
_SCRIPT = "<script>" + "".join(f"var item{n} = {{id: {n}, name: 'item'}};" for n in range(800)) + "</script>"


def one_of_each() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document."""
    for name in _SAMPLES:
        yield name, (DATA / "samples" / name).read_bytes()
    sample = next(sample for sample in ALL if sample.file == _AGAIN)
    printed = sample.title, sample.period, grids_of(sample, load_reference())
    page = as_html(*printed, spans=True)
    yield "as a site sends it.html", page.replace(b"<body>", f"<body><ul>{_MENU}</ul>{_SCRIPT}".encode())
    yield "saved.docx", as_docx(*printed, WordHabits())
    yield "saved.xlsx", as_xlsx(*printed, SheetHabits())
    yield "page 3, 200 dpi.jpg", as_scans((DATA / "samples" / "hongze_2023.pdf").read_bytes(), 200, 1)[2]
