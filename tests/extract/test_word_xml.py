"""Word documents that are one XML file say what the same document says as a DOCX."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest

from extract.read import read
from tests.extract.packages import W
from tests.rendering.as_docx import WordHabits, as_docx
from tests.test_bad_documents import PERIOD, REFERENCE, TITLE, facts, kinds, sound_facts, sound_grids
from transform.agencies import load_agencies
from transform.interpret import Interpretation, interpret

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
DELETED = '<aml:annotation xmlns:aml="http://schemas.microsoft.com/aml/2001/core" w:type="Word.{}"><aml:content>{}</aml:content></aml:annotation>'


def parts_of(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bare(xml: bytes) -> str:
    text = xml.decode()
    return text[text.index("?>") + 2 :] if text.startswith("<?xml") else text


def flat(docx: bytes) -> bytes:
    parts = []
    for name, content in parts_of(docx).items():
        if name.endswith((".xml", ".rels")):
            held = f"<pkg:xmlData>{bare(content)}</pkg:xmlData>"
        else:
            held = f"<pkg:binaryData>{base64.b64encode(content).decode()}</pkg:binaryData>"
        parts.append(f'<pkg:part pkg:name="/{name}">{held}</pkg:part>')
    package = (
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{"".join(parts)}</pkg:package>'
    )
    return (HEAD + package).encode()


def old(body: str) -> bytes:
    body = body.replace("w:vMerge", "w:vmerge").replace("w:hMerge", "w:hmerge")
    names = f'xmlns:w="{OLD}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:v="urn:schemas-microsoft-com:vml"'
    return f"{HEAD}<w:wordDocument {names}><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>".encode()


def old_of(docx: bytes) -> bytes:
    document = parts_of(docx)["word/document.xml"].decode().replace(W, OLD)
    return old(document[document.index("<w:body>") + len("<w:body>") : document.index("</w:body>")])


def interpreted(data: bytes) -> Interpretation:
    return interpret(read(data, "年报.xml"), REFERENCE, load_agencies())


@pytest.mark.parametrize("form", [flat, old_of])
@pytest.mark.parametrize("old_merges", [True, False])
def test_a_word_document_in_one_xml_file_gives_the_facts_of_its_docx(form, old_merges: bool) -> None:
    found = interpreted(form(as_docx(TITLE, PERIOD, sound_grids(), WordHabits(old_merges=old_merges))))
    assert facts(found) == sound_facts() and kinds(found) == set()
    assert found.document["media_type"] == "application/vnd.ms-word-xml"


def test_what_word_2003_does_not_print_is_no_part_of_a_number() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    cell = (
        DELETED.format("Deletion", run.format("9"))
        + DELETED.format("Insertion", run.format("1"))
        + run.format("2")
        + "<w:r><w:footnote><w:p><w:r><w:t>7</w:t></w:r></w:p></w:footnote></w:r>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>8</w:t></w:r>"
        + '<w:r><w:pict><w:binData w:name="wordml://1.png">AAAA</w:binData><v:imagedata src="wordml://1.png"/></w:pict></w:r>'
    )
    report = read(old(f"<w:tbl><w:tr><w:tc><w:p>{cell}</w:p></w:tc></w:tr></w:tbl>"), "x.doc")
    assert [cell.text for table in report.tables for cell in table.cells] == ["12"]


@pytest.mark.parametrize("body", ["<x", "<x/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"])
def test_a_broken_xml_document_is_told(body: str) -> None:
    assert [problem.kind for problem in read((HEAD + body).encode(), "x.xml").problems] == ["unreadable_document"]
