"""Files of one office format → another, by one call of LibreOffice.

Enters: the bytes of files of one suffix, the suffix to make of them. Leaves: the bytes of each, in order. Each call has a
profile of its own; the files it makes are real ones, as an office saves or prints them.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

# (from, to) → LibreOffice's name of the filter.
FILTERS = {
    ("docx", "doc"): "doc:MS Word 97",
    ("docx", "rtf"): "rtf:Rich Text Format",
    ("docx", "odt"): "odt:writer8",
    ("docx", "pdf"): "pdf:writer_pdf_Export",
    ("xlsx", "xls"): "xls:MS Excel 97",
    ("xlsx", "ods"): "ods:calc8",
    ("html", "docx"): "docx:MS Word 2007 XML",
    ("html", "doc"): "doc:MS Word 97",
}
_A_CALL = 100
_SECONDS = 600


def convert(files: list[bytes], source: str, target: str) -> list[bytes]:
    """The files in the other format; an error where LibreOffice left one out."""
    with tempfile.TemporaryDirectory(prefix="nianbao-made-") as name:
        folder = Path(name)
        paths = [folder / "in" / f"{number:05}.{source}" for number in range(len(files))]
        paths and paths[0].parent.mkdir()
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        call = ["soffice", profile, "--headless", "--norestore", "--convert-to", FILTERS[source, target], "--outdir"]
        for start in range(0, len(paths), _A_CALL):
            given = [str(path) for path in paths[start : start + _A_CALL]]
            subprocess.run([*call, str(folder), *given], check=True, capture_output=True, timeout=_SECONDS)
        return [(folder / f"{path.stem}.{target}").read_bytes() for path in paths]
