"""Word's XML in one file → Report.

Enters: the bytes of a Word 2003 XML document, or of a DOCX written as one XML file (Flat OPC). Leaves: the Report of the
same document as a DOCX: Word 2003 has nearly the vocabulary of DOCX in a namespace of its own, and a flat package holds
the parts of one.
"""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import replace

from lxml import etree

from extract.bounds import MAX_MEMBERS, check
from extract.read.formats import WORD_XML
from extract.read.unread import Unreadable, unread
from extract.read.word import read_docx
from extract.read.xml import parse
from extract.report import Report, digest

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_NEW = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_VML = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge"}
_UNPRINTED = ("footnote", "endnote", "binData", "docOleData")
_DELETED = "Word.Deletion"
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"


def read_word_xml(data: bytes, name: str) -> Report:
    """Read a Word document that is one XML file."""
    try:
        root = parse(data, "the document")
        if root.tag == f"{_PKG}package":
            parts = _flat(root)
        elif root.tag == f"{_OLD}wordDocument":
            parts = _of_2003(root)
        else:
            raise Unreadable(f"{root.tag} is no Word document")
    except Unreadable as problem:
        return unread(data, name, WORD_XML, problem.kind, str(problem))
    return replace(read_docx(_packed(parts), name), media_type=WORD_XML, sha256=digest(data), size=len(data))


def _packed(parts: dict[str, bytes]) -> bytes:
    check("parts of a document", len(parts), MAX_MEMBERS)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def _flat(package: etree._Element) -> dict[str, bytes]:
    parts = {}
    for part in package.iterchildren(f"{_PKG}part"):
        path = part.get(f"{_PKG}name", "").lstrip("/")
        held = part.find(f"{_PKG}xmlData")
        if held is not None and len(held):
            parts[path] = etree.tostring(held[0])
        else:
            parts[path] = _decoded(part.findtext(f"{_PKG}binaryData"))
    return parts


def _of_2003(document: etree._Element) -> dict[str, bytes]:
    """The parts of a DOCX that say what a Word 2003 document says."""
    media = {}
    for held in document.iter(f"{_OLD}binData"):
        media[held.get(f"{_OLD}name", "")] = _decoded(held.text)
    parts: dict[str, bytes] = {}
    related = [("styles", "styles", "styles.xml")]
    for number, (source, content) in enumerate(media.items()):
        parts[f"word/media/{number}"] = content
        related.append((f"picture{number}", "image", f"media/{number}"))
        for picture in document.iter(f"{_VML}imagedata"):
            if picture.get("src") == source:
                picture.set(f"{_R}id", f"picture{number}")
    for node in list(document.iter(*(f"{_OLD}{name}" for name in _UNPRINTED), f"{_AML}annotation")):
        if node.tag != f"{_AML}annotation" or node.get(f"{_OLD}type") == _DELETED:
            _drop(node)
    for node in list(document.iter(f"{_OLD}*")):
        name = node.tag[len(_OLD) :]
        node.tag = f"{_NEW}{_RENAMED.get(name, name)}"
        for attribute, value in list(node.attrib.items()):
            if attribute.startswith(_OLD):
                del node.attrib[attribute]
                node.set(f"{_NEW}{attribute[len(_OLD) :]}", value)
    styles = document.find(f"{_NEW}styles")
    parts[_DOCUMENT] = etree.tostring(document)
    parts[_STYLES] = b"<none/>" if styles is None else etree.tostring(styles)
    parts["_rels/.rels"] = _relationships([("document", "officeDocument", _DOCUMENT)])
    parts["word/_rels/document.xml.rels"] = _relationships(related)
    return parts


def _drop(node: etree._Element) -> None:
    above = node.getparent()
    if above is not None:
        above.remove(node)


def _relationships(found: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships")
    for name, kind, target in found:
        etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", Id=name, Type=f"{_OFFICE}/{kind}", Target=target)
    return etree.tostring(root)


def _decoded(text: str | None) -> bytes:
    """What base64 stands for; nothing where it is broken."""
    try:
        return base64.b64decode(text or "")
    except ValueError:
        return b""
