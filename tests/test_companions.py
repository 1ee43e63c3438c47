"""Pages whose tables are pictures or stand in attachments: the facts are those of the page, each once, and what is not at
hand is named."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from extract.collect.folder import collect_folder
from extract.read import media_type, read
from extract.read.beside import of_folder
from extract.report import Image as Picture
from publish.extracted import read_files
from tests.extract.packages import p, tbl, tr, word
from tests.rendering.as_docx import WordHabits, as_docx
from tests.rendering.as_html import as_html
from tests.rendering.as_pdf import as_pdf
from tests.rendering.as_scan import register_font
from tests.rendering.layout import Grid, Printed
from tests.test_bad_documents import PERIOD, REFERENCE, TITLE, changed, facts, kinds, sound_facts, sound_grids
from transform.agencies import load_agencies
from transform.batch import load_parts, read_batch, unread_in_store
from transform.interpret import Interpretation, interpret

ROWS = [("第二十条第（六）项", ""), ("信息内容", "本年处理决定数量"), ("行政处罚", "4119"), ("行政强制", "0")]
SMALL = Grid("", tuple(
    Printed(text, row, column, 1, 1 if cells[1] else 2)
    for row, cells in enumerate(ROWS, start=1) for column, text in enumerate(cells, start=1) if text
))  # fmt: skip
IN_PICTURE = {
    ("administrative_penalty.decisions", "total"): 4119.0,
    ("administrative_compulsion.decisions", "total"): 0.0,
}


def interpreted(data: bytes, name: str = "page.html", folder: Path | None = None) -> Interpretation:
    report = read(data, name, of_folder(folder)) if folder else read(data, name)
    return interpret(report, REFERENCE, load_agencies())


def with_body(grids: list[Grid], body: str) -> bytes:
    return as_html(TITLE, PERIOD, grids).replace(b"</body>", f"{body}</body>".encode())


def drawn(grids: list[Grid]) -> bytes:
    """What a clerk cuts out of a page: the picture of its tables, without the page around them."""
    document = pypdfium2.PdfDocument(as_pdf(" ", " ", grids, register_font()))
    page = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    page = page.crop((0, 0, page.width, page.height // 2))
    left, top, right, bottom = page.point(lambda grey: 255 - grey).getbbox()
    buffer = io.BytesIO()
    page.crop((left - 20, top - 20, right + 20, bottom + 20)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def picture() -> bytes:
    return drawn([SMALL])


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def told(found: Interpretation, kind: str) -> list[str]:
    return [issue["message"] for issue in found.issues if issue["kind"] == kind]


def test_a_table_that_is_a_picture_inside_the_page_is_read_in_its_place(picture: bytes) -> None:
    source = "data:image/png;base64," + base64.b64encode(picture).decode()
    found = interpreted(with_body([], f'<table><tr><td>索引号<td>1</table><p><img src="{source}"></p><p>五、问题</p>'))

    assert facts(found) == IN_PICTURE
    assert {(row["obs_status"], row["table"], row["page"]) for row in found.facts} == {("V", 2, None)}
    (note,) = told(found, "companion_read")
    assert "table 2 was read from the picture embedded picture" in note and len(note) < 200


def test_a_table_that_is_a_picture_beside_the_page_is_read(picture: bytes, tmp_path: Path) -> None:
    (tmp_path / "in" / "page_files").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(picture)
    (tmp_path / "in" / "page_files" / "1.png").write_bytes(picture)
    page = with_body([], '<img src="./page%5Ffiles/1.png"><img src="../secret.png">')
    found = interpreted(page, folder=tmp_path / "in")
    assert facts(found) == IN_PICTURE
    assert "../secret.png" in told(found, "image_table")[0]


def test_a_picture_pasted_into_a_word_document_is_read_in_its_place(picture: bytes) -> None:
    drawing = '<w:r><w:drawing><a:blip r:embed="i"/></w:drawing></w:r>'
    title = p(f"{TITLE}") + p(PERIOD)
    link = '<Relationship Id="i" Type="x/image" Target="media/image1.png"/>'
    with zipfile.ZipFile(io.BytesIO(word(title + p(drawing) + tbl(tr("a", "1")), links=link))) as plain:
        data = packed({**{name: plain.read(name) for name in plain.namelist()}, "word/media/image1.png": picture})

    found = interpreted(data, "report.docx")

    assert facts(found) == IN_PICTURE
    assert {row["obs_status"] for row in found.facts} == {"V"}
    assert {row["table"] for row in found.facts} == {1} and told(found, "image_table") == []


def test_a_picture_that_is_no_table_stays_a_picture_and_is_not_asked_for_again() -> None:
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize((800, 400)).save(buffer, "PNG")
    source = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    report = read(with_body([], f'<img src="{source}"><img src="W02.png">'), "x.html")
    assert [(block.source[:8], block.seen) for block in report.blocks if isinstance(block, Picture)] == [
        ("embedded", True), ("W02.png", False)
    ]  # fmt: skip
    (message,) = told(interpret(report, REFERENCE, load_agencies()), "image_table")
    assert "(W02.png); pack it" in message


@pytest.mark.parametrize("broken", ["data:image/png;base64,@@@", "data:image/png;base64,AAAA", "data:,", "data:x"])
def test_a_broken_picture_in_a_page_costs_nothing_else(broken: str) -> None:
    found = interpreted(with_body(sound_grids(), f'<img src="{broken}">'))
    assert facts(found) == sound_facts()


ATTACHED = as_docx(TITLE, PERIOD, sound_grids(), WordHabits())
LINKS = [
    '<a href="P0202.docx">附件</a>',
    '<a href="#" onclick="downfile(\'P0202.docx\')">附件</a>',
    "<a href=\"javascript:open('./P0202.docx')\">附件</a>",
    '<iframe src="P0202.docx"></iframe>',
    '<embed src="P0202.docx?v=1">',
]


@pytest.mark.parametrize("link", LINKS)
def test_figures_that_stand_only_in_an_attachment_are_facts_of_the_page(link: str, tmp_path: Path) -> None:
    (tmp_path / "P0202.docx").write_bytes(ATTACHED)
    page = with_body([], f"<table><tr><td>索引号<td>0012-2024-01</table>{link}")

    found = interpreted(page, folder=tmp_path)

    assert facts(found) == sound_facts()
    assert {(row["document_id"], row["agency"]) for row in found.facts} == {
        (found.document["document_id"], "余姚市公安局")
    }
    assert {row["table"] for row in found.facts} == {2, 3, 4}
    assert kinds(found) == {"companion_read"} and "P0202.docx" in told(found, "companion_read")[0]


@pytest.mark.parametrize("link", LINKS)
def test_an_attachment_that_is_not_at_hand_is_named(link: str) -> None:
    found = interpreted(with_body([], link))
    assert found.facts == []
    (message,) = told(found, "attachment_unread")
    assert "P0202.docx" in message and "pack it and the report into one zip" in message


def test_an_attachment_that_says_the_same_again_gives_no_number_twice(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(ATTACHED)
    (tmp_path / "b.html").write_bytes(as_html(TITLE, PERIOD, sound_grids()))
    (tmp_path / "c.pdf").write_bytes(as_pdf(TITLE, PERIOD, sound_grids()))
    links = '<a href="a.docx">Word</a><a href="b.html">HTML</a><a href="c.pdf">PDF</a>'

    attached = interpreted(with_body([], links), folder=tmp_path)
    assert facts(attached) == sound_facts() and kinds(attached) == {"companion_read"}

    printed = interpreted(with_body(sound_grids(), links), folder=tmp_path)
    assert facts(printed) == sound_facts() and kinds(printed) == set()


def test_an_attachment_that_is_named_beside_its_page_is_not_read_twice(tmp_path: Path) -> None:
    (tmp_path / "P0202.docx").write_bytes(ATTACHED)
    (tmp_path / "page.html").write_bytes(with_body([], LINKS[0]))
    found = read_files([tmp_path / "P0202.docx", tmp_path / "page.html"])
    read_facts = [((row["indicator"], row["breakdown"]), row["value"]) for row in found.facts.rows]
    assert len(read_facts) == len(sound_facts()) and dict(read_facts) == sound_facts()
    assert {row["document"] for row in found.facts.rows} == {"page.html"}
    (note,) = (row["message"] for row in found.issues.rows if row["document"] == "P0202.docx")
    assert "read with it" in note


def test_a_list_of_reports_is_not_taken_for_one_report() -> None:
    other = as_docx(TITLE, PERIOD, changed(sound_grids(), ("reconsideration.total", "total"), "7"), WordHabits())
    page = with_body([], '<a href="2022.docx">2022</a><a href="2023.docx">2023</a>')
    report = read(packed({"2022.docx": other, "2023.docx": ATTACHED, "page.html": page}), "all.zip")
    assert len(report.tables) == 6 and report.companions == ()
    assert "several reports (2022.docx, 2023.docx)" in report.problems[-1].message


def test_a_page_and_its_attachment_in_one_archive_are_one_report(tmp_path: Path) -> None:
    page = with_body([], '<a href="files/%B8%BD%BC%FE.docx">附件</a>')
    found = interpreted(packed({"files/附件.docx": ATTACHED, "page.html": page}), "report.zip")
    assert facts(found) == sound_facts()
    assert kinds(found) == {"companion_read"}


def test_a_store_reads_a_page_with_the_files_saved_with_it_as_one_report(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page_files" / "P0202.docx").write_bytes(ATTACHED)
    (folder / "page.html").write_bytes(with_body([], '<a href="page_files/P0202.docx">附件</a>'))
    collect_folder(store, folder)
    for batch in unread_in_store(store):
        read_batch(store, batch)
    rows = load_parts(store, "facts").to_pylist()
    assert {(row["indicator"], row["breakdown"]): row["value"] for row in rows} == sound_facts()
    assert len(rows) == len(sound_facts()) and load_parts(store, "documents").num_rows == 1


def test_an_archive_in_which_no_page_links_to_a_document_reads_it_by_itself() -> None:
    found = interpreted(packed({"a.docx": ATTACHED, "page.html": with_body([], "")}), "report.zip")
    assert facts(found) == sound_facts()


@pytest.mark.parametrize(
    "address",
    ["../out.docx", "/out.docx", "//host/out.docx", "file:///out.docx", "a/../../out.docx", "..%2Fout.docx", "..\\out.docx",
     "link.docx", "C:\\out.docx", "%00", "x" * 5000, "a\x00.docx", "sub"],
)  # fmt: skip
def test_an_address_never_leads_out_of_the_folder(address: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    (tmp_path / "out.docx").write_bytes(b"secret")
    (home / "link.docx").symlink_to(tmp_path / "out.docx")
    assert of_folder(home)(address) is None


def message(encoding: str, parts: list[tuple[str, str, str, bytes]]) -> bytes:
    """An MHTML file: parts are location, id, type, content."""
    lines = ["MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="----=_X"', "", ""]
    for location, name, kind, content in parts:
        quoted = encoding == "quoted-printable" and kind.startswith("text/")
        lines += [
            "------=_X",
            f"Content-Location: {location}",
            f"Content-Transfer-Encoding: {encoding if quoted else 'base64'}",
        ]
        lines += [f"Content-ID: <{name}>"] if name else []
        lines += [f'Content-Type: {kind}; charset="gb2312"', ""]
        if quoted:
            lines.append(quopri.encodestring(content).decode())
        else:
            lines.append(base64.encodebytes(content).decode())
    return "\r\n".join([*lines, "------=_X--", ""]).encode()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_word_export_in_one_file_is_read_whatever_its_name(encoding: str) -> None:
    page = as_html(TITLE, PERIOD, sound_grids()).decode().encode("gb18030")
    found = interpreted(message(encoding, [("file:///C:/年报.htm", "", "text/html", page)]), "年报.doc")
    assert facts(found) == sound_facts() and kinds(found) == set()
    assert found.document["media_type"] == "multipart/related"


def test_a_workbook_saved_as_one_page_is_read_in_its_frames() -> None:
    frames = b'<html><frameset><frame src="book.files/sheet001.htm"></frameset></html>'
    sheet = as_html(TITLE, PERIOD, sound_grids())
    parts = [
        ("file:///C:/x/book.htm", "", "text/html", frames),
        ("file:///C:/x/book.files/sheet001.htm", "", "text/html", sheet),
    ]
    found = interpreted(message("base64", parts), "年报.xls")
    assert facts(found) == sound_facts() and kinds(found) == {"companion_read"}


def test_pictures_of_a_message_are_found_by_address_and_by_id() -> None:
    tiny = b"\x89PNG\r\n\x1a\n"
    page = b'<p>a<img src="x.files/1.png"><img src="cid:two"><img src="3.png">'
    parts = [
        ("http://h/x.htm", "", "text/html", page), ("http://h/x.files/1.png", "", "image/png", tiny),
        ("", "two", "image/png", tiny),
    ]  # fmt: skip
    report = read(message("base64", parts), "x.mht")
    assert [(block.source, block.seen) for block in report.blocks if isinstance(block, Picture)] == [
        ("x.files/1.png", True), ("cid:two", True), ("3.png", False)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["年报.doc", "年报.xls"])
def test_a_page_saved_under_an_office_name_is_read_as_the_page_it_is(name: str) -> None:
    found = interpreted(as_html(TITLE, PERIOD, sound_grids()), name)
    assert facts(found) == sound_facts() and kinds(found) == set()


def test_a_message_without_a_page_is_told() -> None:
    assert [problem.kind for problem in read(message("base64", [("a", "", "image/png", b"x")]), "x.mht").problems] == [
        "unreadable_document"
    ]
    assert media_type(b"Content-Type: text/plain\r\n\r\nmultipart/related") == "text/plain"


def test_messages_within_messages_without_end_are_told() -> None:
    deep = b"".join(b"Content-Type: multipart/related; boundary=x%d\n\n--x%d\n" % (n, n) for n in range(3000))
    assert [problem.kind for problem in read(deep, "x.mht").problems] == ["bound_exceeded"]
