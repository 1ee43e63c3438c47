"""Archives of attachments: every document in them is read or told, and nothing else is."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

from extract.bounds import MAX_MEMBERS
from extract.read import media_type, read
from extract.report import Report, Table, Text
from tests.extract.packages import p, tbl, tr, word, workbook

TABLE = word(p("text") + tbl(tr("a", "1"), tr("b", "2")))
SHEET = workbook('<row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>')


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return file.getvalue()


def flow(report: Report) -> list[str | int]:
    return [block.number if isinstance(block, Table) else block.text for block in report.blocks]


def kinds(report: Report) -> list[str]:
    return [problem.kind for problem in report.problems]


def test_members_are_read_in_order_of_name_and_tables_are_numbered_through() -> None:
    report = read(archive({"b.docx": TABLE, "a.xlsx": SHEET, "c/b.docx": TABLE}), "z.zip")
    assert flow(report) == ["a.xlsx", "Sheet", 1, "b.docx", "text", 2, "c/b.docx", "text", 3]
    assert [text.text for text in report.texts if text.heading] == ["a.xlsx", "Sheet", "b.docx", "c/b.docx"]
    assert (report.media_type, report.size, report.problems) == ("application/zip", report.size, ())


def test_the_order_of_packing_changes_nothing() -> None:
    members = {"b.docx": TABLE, "a.xlsx": SHEET}
    one, other = archive(members), archive(dict(reversed(members.items())))
    assert read(one, "z").blocks == read(other, "z").blocks


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_a_chinese_name_is_not_garbled(charset: str) -> None:
    data = archive({"AAAAAA.docx": TABLE, "b.docx": TABLE})
    name = {"gb18030": "附件一", "utf-8": "附件"}[charset].encode(charset)
    report = read(data.replace(b"AAAAAA", name), "z.zip")
    assert name.decode(charset) + ".docx" in flow(report)
    assert not report.problems
    assert flow(read(archive({"附件.docx": TABLE}), "z"))[0] == "附件.docx"


def test_a_member_in_an_unknown_format_is_told_by_name() -> None:
    report = read(archive({"a.docx": TABLE, "b.bin": b"\0\1\2"}), "z.zip")
    assert kinds(report) == ["unknown_format"]
    assert report.problems[0].message.startswith("b.bin: ")


def test_a_problem_in_a_member_names_the_table_of_the_whole() -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="s"/></w:drawing></w:r>'
    report = read(archive({"a.docx": TABLE, "b.docx": word(tbl(tr("a", p(picture))))}), "z.zip")
    assert [(problem.kind, problem.table) for problem in report.problems] == [("image_table", 2)]


def test_what_systems_leave_beside_documents_is_no_document() -> None:
    litter = {"__MACOSX/._a.docx": b"\0", "x/.DS_Store": b"\0", "Thumbs.db": b"\0", "~$a.docx": b"\0", "folder/": b""}
    assert kinds(read(archive({"a.docx": TABLE, **litter}), "z.zip")) == []


def test_an_archive_in_an_archive_is_opened_once_more_and_no_deeper() -> None:
    inner = archive({"a.docx": TABLE})
    report = read(archive({"in.zip": inner, "deep.zip": archive({"deeper.zip": inner})}), "z.zip")
    assert flow(report)[0] == "in.zip/a.docx"
    assert [(problem.kind, problem.message[:20]) for problem in report.problems] == [
        ("bound_exceeded", "deep.zip/deeper.zip:")
    ]


def test_an_archive_without_documents_is_told() -> None:
    assert kinds(read(archive({"folder/": b""}), "z.zip")) == ["empty_file"]


def test_an_encrypted_member_is_told_and_the_others_are_read() -> None:
    data = bytearray(archive({"a.docx": TABLE, "b.docx": TABLE}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 8] |= 1
    report = read(bytes(data), "z.zip")
    assert flow(report) == ["a.docx", "text", 1]
    assert [(problem.kind, problem.message) for problem in report.problems] == [
        ("encrypted_document", "b.docx is encrypted")
    ]


def test_a_broken_member_is_told_and_the_others_are_read() -> None:
    data = bytearray(archive({"a.docx": TABLE, "b.docx": TABLE}))
    data[data.rfind(b"PK\x03\x04", 0, data.find(b"PK\x01\x02")) + 50] ^= 0xFF
    report = read(bytes(data), "z.zip")
    assert flow(report)[:3] == ["a.docx", "text", 1]
    assert kinds(report) == ["unreadable_document"]


def test_too_many_members_are_told() -> None:
    assert kinds(read(archive({f"{n}.txt": b"" for n in range(MAX_MEMBERS + 1)}), "z.zip")) == ["bound_exceeded"]


def test_archives_that_grow_together_are_told() -> None:
    inner = archive({"big.txt": b" " * (60 * 1024 * 1024)})
    members = {f"{n}.zip": inner for n in range(5)}
    assert kinds(read(archive(members), "z.zip")) == ["bound_exceeded"]


def test_a_path_out_of_the_archive_is_only_a_name() -> None:
    assert flow(read(archive({"../../etc/a.docx": TABLE}), "z.zip"))[0] == "../../etc/a.docx"


def test_a_name_that_stands_twice_is_read_twice() -> None:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as zipped:
        warnings.simplefilter("ignore")
        zipped.writestr("a.docx", TABLE)
        zipped.writestr("a.docx", SHEET)
    assert len(read(file.getvalue(), "z.zip").tables) == 2


@pytest.mark.parametrize("cut", [30, 100, -30])
def test_a_broken_archive_is_told_and_raises_nothing(cut: int) -> None:
    assert kinds(read(archive({"a.txt": b"text"})[:cut], "z.zip")) == ["unreadable_document"]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["OFD.xml", "Doc_0/Document.xml"], "application/ofd"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "presentation"),
        (["word/a.txt"], "application/zip"),
        (["xl/workbook.bin", "[Content_Types].xml"], "sheet.binary"),
    ],
)
def test_a_package_of_another_kind_is_not_taken_for_an_archive(names: list[str], kind: str) -> None:
    assert kind in media_type(archive(dict.fromkeys(names, b"<x/>")))


def test_headings_are_texts() -> None:
    assert isinstance(read(archive({"a.docx": TABLE}), "z").blocks[0], Text)


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x01\x00 1", b"7z\xbc\xaf\x27\x1c 1"])
def test_an_archive_that_is_no_zip_says_what_to_do(data: bytes) -> None:
    (problem,) = read(data, "年报.zip").problems
    assert problem.kind == "unknown_format" and "unpack it, or pack it as zip" in problem.message


def test_what_a_browser_saves_beside_a_page_is_no_document() -> None:
    members = {"a.html": b"<p>text", "a_files/x.js": b"var a = 1", "a_files/x.css": b"p {}"}
    assert flow(read(archive(members), "z.zip")) == ["a.html", "text"]
