"""Bytes → the media type they are, whatever the name says.

Enters: bytes. Leaves: a media type. A signature tells most formats; a zip archive and an OLE compound file are told apart
by the names inside them; what decodes as text is HTML or plain text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile

from extract.read import compound
from extract.read.charset import Undecodable, decode

PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
MHTML = "multipart/related"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
ENCRYPTED_OFFICE = "application/x-ole-encrypted"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFD = "application/ofd"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
WORD_XML = "application/vnd.ms-word-xml"
SHEET_XML = "application/vnd.ms-excel-xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
# What to do with a format that has no reader.
ADVICE = {
    RAR: ": unpack it, or pack it as zip",
    SEVEN_ZIP: ": unpack it, or pack it as zip",
    OFD: ": print it to PDF and read that",
    PPTX: ": print it to PDF and read that",
}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/bmp")

_ZIP_SIGNATURE = b"PK\x03\x04"
_SIGNATURES = (
    (b"%PDF-", PDF),
    (_ZIP_SIGNATURE, ZIP),
    (compound.SIGNATURE, OLE),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"{\\rtf", RTF),
)
# In order: a Word file may hold an embedded sheet, and an xlsb has the other parts of an xlsx.
_PACKAGES = (
    ("OFD.xml", OFD),
    ("word/", DOCX),
    ("xl/workbook.bin", XLSB),
    ("xl/", XLSX),
    ("ppt/", PPTX),
)
_COMPOUNDS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|table|tbody|tr|td|div|p|span|h[1-6]|br|meta|center)\b", re.IGNORECASE
)
_TAG = re.compile(r"<[a-z!][^<>]*>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Read by extract.read.word_xml: LibreOffice loses the merged cells of Word 2003 XML.
_WORD_XML = re.compile(rb'<\?mso-application progid="Word\.Document"\?>|<w:wordDocument\s')
_SHEET_XML = re.compile(rb"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_MESSAGE = re.compile(
    rb"\s*(?:[a-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}content-type:\s*multipart/related", re.IGNORECASE
)
_SIGNATURE_WINDOW = 1024
_LONGEST_MIMETYPE = 100


def media_type(data: bytes) -> str:
    """Media type told by the bytes alone; `text/html` or `text/plain` where they decode as text."""
    for signature, kind in _SIGNATURES:
        if signature in data[:_SIGNATURE_WINDOW] if kind == PDF else data.startswith(signature):
            return _packaged(data) if kind == ZIP else _compounded(data) if kind == OLE else kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # followed by reserved zeros, which no text has
        return "image/bmp"
    head = data[:_SIGNATURE_WINDOW]
    if _WORD_XML.search(head):
        return WORD_XML
    if _SHEET_XML.search(head):
        return SHEET_XML
    if _MESSAGE.match(data):
        return MHTML
    try:
        text = decode(data).text
    except Undecodable:
        return "application/octet-stream"
    return HTML if _MARKUP.search(text) and not _breaks_only(text) else TEXT


def _breaks_only(text: str) -> bool:
    """True for a text whose only tags are <br>, as Markdown has them inside cells."""
    return all(_LINE_BREAK.fullmatch(tag.group()) for tag in _TAG.finditer(text))


def is_archive(data: bytes) -> bool:
    """True for a zip archive of documents; told without decoding what is no zip at all."""
    return data.startswith(_ZIP_SIGNATURE) and _packaged(data) == ZIP


def _packaged(data: bytes) -> str:
    """What a zip archive is: an office package, or an archive of documents. A broken one is told by its first names."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
        names = [kind for kind, _ in _PACKAGES if kind.encode() in data]
        names += ["[Content_Types].xml"] * (b"[Content_Types].xml" in data)
    if names[:1] == ["mimetype"]:
        declared = data[38 : 38 + _LONGEST_MIMETYPE]  # ODF: stored first and unpacked, right after its 38-byte header
        return next((kind for kind in (ODT, ODS) if declared.startswith(kind.encode())), ZIP)
    if "OFD.xml" not in names and "[Content_Types].xml" not in names:
        return ZIP
    return next((kind for start, kind in _PACKAGES if any(name.startswith(start) for name in names)), ZIP)


def _compounded(data: bytes) -> str:
    names = compound.Compound(data).streams
    return next((kind for name, kind in _COMPOUNDS if name in names), OLE)
