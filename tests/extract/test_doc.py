"""Documents only an office program reads: what it converts is the same table, and what it cannot is told."""

from __future__ import annotations

import io
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from extract.read import doc, media_type, prepare, read
from extract.report import Report
from tests.extract.packages import pack

RTF = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}{\f0 \'c4\'ea\'b1\'a8 %d}\par}"


def form() -> bytes:
    """A table with a header over two columns and a label over three rows, between two lines."""
    document = docx.Document()
    document.add_paragraph("2023年度报告")
    table = document.add_table(5, 4)
    table.style = "Table Grid"
    for row in range(5):
        for column in range(4):
            table.cell(row, column).text = "" if (row, column) == (4, 3) else f"{row}{column}"
    table.cell(0, 2).merge(table.cell(0, 3)).text = "表头"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "标签"
    table.cell(4, 0).merge(table.cell(4, 1)).text = "合计"
    document.add_paragraph("after")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def convert(folder: Path, source: Path, target: str) -> bytes:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return (folder / f"{source.stem}.{target}").read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The form in the formats of other office programs, by suffix."""
    folder = tmp_path_factory.mktemp("made")
    book = openpyxl.Workbook()
    book.active.append(["head", None, 7730.28])
    book.active.append(["a", 1, 2])
    book.active.merge_cells("A1:B1")
    book.save(folder / "sheet.xlsx")
    (folder / "form.docx").write_bytes(form())
    sources = dict.fromkeys(("doc", "rtf", "odt"), "form.docx") | dict.fromkeys(("xls", "ods"), "sheet.xlsx")
    found = {suffix: convert(folder, folder / source, suffix) for suffix, source in sources.items()}
    prepare((data, suffix) for suffix, data in found.items())
    return found


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing converted yet in this process."""
    monkeypatch.setattr(doc, "_KEPT", doc._Kept())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, fresh: None) -> list[int]:
    """How many documents each call of LibreOffice got."""
    met: list[int] = []
    call = doc._Office._call

    def counted(self: doc._Office, waiting: list[doc._Waiting], target: str) -> str | None:
        met.append(len(waiting))
        return call(self, waiting, target)

    monkeypatch.setattr(doc._Office, "_call", counted)
    return met


def problems(report: Report) -> list[str]:
    return [problem.kind for problem in report.problems]


def rtf(number: int) -> bytes:
    return RTF.replace(b"%d", str(number).encode())


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_merged_cells_survive_the_conversion(made: dict[str, bytes], suffix: str) -> None:
    wanted, report = read(form(), "form.docx"), read(made[suffix], "form")
    assert report.tables == wanted.tables
    assert [text.text for text in report.texts] == ["2023年度报告", "after"]
    assert (report.size, report.media_type) == (len(made[suffix]), media_type(made[suffix]))
    assert not report.problems


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_sheets_of_other_programs_are_read_as_their_own(made: dict[str, bytes], suffix: str) -> None:
    report = read(made[suffix], "sheet")
    assert [(c.text, c.row, c.column, c.column_span) for c in report.tables[0].cells] == [
        ("head", 1, 1, 2), ("7730.28", 1, 3, 1), ("a", 2, 1, 1), ("1", 2, 2, 1), ("2", 2, 3, 1),
    ]  # fmt: skip


def test_a_batch_is_one_call_and_later_reads_are_none(calls: list[int], made: dict[str, bytes]) -> None:
    documents = [(rtf(number), f"{number}.rtf") for number in range(3)] + [(made["doc"], "a.doc"), (form(), "b.docx")]
    prepare(documents)
    assert calls == [4]
    reports = [read(data, name) for data, name in documents]
    prepare(documents)
    assert calls == [4]
    assert [report.texts[0].text for report in reports] == [
        "年报 0",
        "年报 1",
        "年报 2",
        "2023年度报告",
        "2023年度报告",
    ]
    assert [report.name for report in reports] == [name for _, name in documents]


def test_prepared_or_not_the_report_is_the_same(calls: list[int], made: dict[str, bytes]) -> None:
    alone = read(made["doc"], "a")
    doc._KEPT.results.clear()
    prepare([(rtf(1), "x"), (made["doc"], "b")])
    assert read(made["doc"], "a") == alone
    assert calls == [1, 2]


def test_documents_in_an_archive_are_converted_in_one_call(calls: list[int]) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.rtf", rtf(number))
    assert [text.text for text in read(file.getvalue(), "z").texts] == [
        "0.rtf", "年报 0", "1.rtf", "年报 1", "2.rtf", "年报 2",
    ]  # fmt: skip
    assert calls == [3]


def test_without_libreoffice_the_document_says_what_to_install(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setenv("PATH", "")
    report = read(rtf(9), "a.rtf")
    assert problems(report) == ["converter_missing"]
    assert "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui" in report.problems[0].message
    assert not problems(read(form(), "a.docx"))


def test_one_bad_document_does_not_cost_the_others(fresh: None) -> None:
    bad = pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<broken"})
    bad = stored_mimetype(bad)
    assert media_type(bad) == "application/vnd.oasis.opendocument.text"
    prepare([(rtf(1), "a"), (bad, "b"), (rtf(2), "c")])
    assert [problems(read(data, "x")) for data in (rtf(1), bad, rtf(2))] == [[], ["unreadable_document"], []]


def stored_mimetype(data: bytes) -> bytes:
    """The same package with its first member stored, as ODF wants it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return file.getvalue()


def fake_office(folder: Path, script: str) -> None:
    """A program in the place of soffice; `convert` writes the result of the file it is given."""
    program = folder / "soffice"
    program.write_text(
        '#!/bin/bash\nwhile [ "$1" != --outdir ]; do shift; done; out=$2; shift 2\n'
        'convert() { echo done > "$out/$(basename "${1%.*}").docx"; }\n'
        f'for file in "$@"; do\n{script}\ndone\n',
        encoding="utf-8",
    )
    program.chmod(0o755)


def test_a_document_libreoffice_dies_of_does_not_cost_those_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(tmp_path, 'grep -q killer "$file" && exit 139; convert "$file"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    results = doc.convert_many([rtf(1), rtf(2) + b"killer", rtf(3), rtf(4) + b"killer", rtf(5)])
    told = [result if isinstance(result, bytes) else result.kind for result in results]
    assert told == [b"done\n", "unreadable_document", b"done\n", "unreadable_document", b"done\n"]


def test_a_document_libreoffice_hangs_on_is_told_and_nothing_keeps_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(
        tmp_path, f'grep -q hang "$file" && {{ sleep 300 & echo $! > {tmp_path}/child; wait; }}; convert "$file"'
    )
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(doc, "MAX_SECONDS", 1.0)
    results = doc.convert_many([rtf(1), rtf(2) + b"hang", rtf(3)])
    assert [isinstance(result, bytes) for result in results] == [True, False, True]
    assert "1 seconds" in results[1].message
    child = Path("/proc") / (tmp_path / "child").read_text().strip()
    for _ in range(50):
        if not child.exists() or "Z" in (child / "stat").read_text().split(")")[1][:3]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the converter's child still runs")


def test_an_encrypted_document_is_told(made: dict[str, bytes]) -> None:
    data = bytearray(made["doc"])
    fib = next(at for at in range(512, len(data), 512) if data[at : at + 2] == b"\xec\xa5")
    data[fib + 11] |= 1
    assert problems(read(bytes(data), "a.doc")) == ["encrypted_document"]


def test_an_encrypted_package_is_told(made: dict[str, bytes]) -> None:
    data = made["doc"].replace("WordDocument".encode("utf-16-le").ljust(64, b"\0") + b"\x1a", b"%s")
    name = "EncryptedPackage".encode("utf-16-le")
    data = data.replace(b"%s", name.ljust(64, b"\0") + bytes([len(name) + 2]))
    assert problems(read(data, "a.docx")) == ["encrypted_document"]


@pytest.fixture
def server() -> Iterator[tuple[int, list[bytes]]]:
    """A port on this machine and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            try:
                while True:
                    connection, _ = listening.accept()
                    heard.append(connection.recv(1000))
                    connection.close()
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)


def linked_picture(port: int) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"))
    )
    image = f'<draw:image xlink:href="http://127.0.0.1:{port}/a.png" xlink:type="simple" xlink:actuate="onLoad"/>'
    frame = f'<draw:frame text:anchor-type="paragraph" svg:width="2cm" svg:height="2cm">{image}</draw:frame>'
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
        f"<office:text><text:p>text{frame}</text:p></office:text></office:body></office:document-content>"
    )
    entry = '<m:file-entry m:full-path="{}" m:media-type="{}"/>'
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{entry.format('/', 'application/vnd.oasis.opendocument.text')}{entry.format('content.xml', 'text/xml')}</m:manifest>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    return stored_mimetype(pack({**parts, "content.xml": content}))


def test_a_document_that_links_to_an_address_makes_no_connection(server: tuple[int, list[bytes]]) -> None:
    port, heard = server
    report = read(linked_picture(port), "a.odt")
    assert [text.text for text in report.texts] == ["text"]
    assert heard == []


def test_a_word_in_its_text_does_not_make_a_document_a_sheet(made: dict[str, bytes]) -> None:
    assert media_type(made["doc"]) == "application/msword"
    assert media_type(made["doc"] + "Workbook".encode("utf-16-le")) == "application/msword"


def test_what_was_converted_is_dropped_before_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "MAX_CONVERTED", 10)
    kept = doc._Kept()
    for name in "abc":
        kept.add(name, b"12345")
    assert list(kept.results) == ["b", "c"]


def test_the_same_document_under_two_names_is_one_document(fresh: None) -> None:
    one, other = read(rtf(1), "one"), read(rtf(1), "other")
    assert replace(one, name="other") == other
