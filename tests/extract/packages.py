"""Office packages written by hand, for the cases no office program writes on request.

Enters: XML, or the pieces of a Word table. Leaves: the bytes of a DOCX or XLSX.
"""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relationships(*found: tuple[str, str, str]) -> str:
    nodes = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}"/>' for i, k, t in found)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{nodes}</Relationships>'
    )


def pack(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def word(body: str, styles: str = "", links: str = "") -> bytes:
    """A document from the XML of its body and of its styles; `links` are more relationships of the document."""
    own = relationships(("s", "styles", "styles.xml")).replace("</Relationships>", f"{links}</Relationships>")
    return pack(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relationships(("d", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": own,
            "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        }
    )


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith(('<w:tc>', '<w:sdt>')) else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def workbook(rows: str, strings: str = "") -> bytes:
    """A workbook of one sheet from the XML of its rows and of its shared strings."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheets = f'<sheets><sheet name="Sheet" sheetId="1" r:id="s" xmlns:r="{OFFICE}"/></sheets>'
    return pack(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relationships(("b", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {main}>{sheets}</workbook>",
            "xl/_rels/workbook.xml.rels": relationships(
                ("s", "worksheet", "worksheets/sheet1.xml"), ("t", "sharedStrings", "sharedStrings.xml")
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
        }
    )
