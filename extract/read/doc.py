"""DOC (also WPS), RTF, ODT, ODS, XLSB → Report, by way of LibreOffice.

Enters: the bytes of documents that only an office program reads. Leaves: a Report of the document as LibreOffice writes it
in DOCX or XLSX; a Problem where LibreOffice is not there or cannot load it. One call converts many documents (`prepare`),
because starting LibreOffice takes longer than converting; what was converted is kept while the process runs.
Each call has its own profile: macros off, no address asked that a document links to.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from extract.bounds import MAX_BYTES, MAX_CONVERTED, MAX_SECONDS
from extract.read.compound import Compound
from extract.read.formats import DOC, ODS, ODT, RTF, XLSB, media_type
from extract.read.sheet import read_sheet
from extract.read.unread import unread
from extract.read.word import read_docx
from extract.report import Problem, Report, digest

INSTALL = "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
_MISSING = Problem("converter_missing", f"LibreOffice is needed to read this format and is not installed: {INSTALL}")
# Media type → the suffix LibreOffice knows it by, and what it is converted to.
CONVERTED = {
    DOC: ("doc", "docx"),
    RTF: ("rtf", "docx"),
    ODT: ("odt", "docx"),
    ODS: ("ods", "xlsx"),
    XLSB: ("xlsb", "xlsx"),
}
_READERS = {"docx": read_docx, "xlsx": read_sheet}
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PROGRAMS = ("soffice", "libreoffice")
_A_CALL = 100  # soffice drops arguments past some 250 without a word
_POLL = 0.05
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
)


def prepare(documents: Iterable[tuple[bytes, str]]) -> None:
    """Convert at once what of these documents needs LibreOffice; each is then read at the cost of a DOCX."""
    waiting = {digest(data): data for data, _ in documents if len(data) <= MAX_BYTES and media_type(data) in CONVERTED}
    new = [(key, data) for key, data in waiting.items() if key not in _KEPT.results]
    for (key, _), result in zip(new, convert_many([data for _, data in new]), strict=True):
        _KEPT.add(key, result)


def read_doc(data: bytes, name: str) -> Report:
    """Read a document through LibreOffice; converts it alone if it was not prepared."""
    kind, key = media_type(data), digest(data)
    if kind == DOC and _is_encrypted(data):
        return unread(data, name, kind, "encrypted_document", "the document is encrypted; nothing in it was read")
    result = _KEPT.results.get(key) or convert_many([data])[0]
    _KEPT.add(key, result)
    if isinstance(result, Problem):
        return unread(data, name, kind, result.kind, result.message)
    converted = _READERS[CONVERTED[kind][1]](result, name)
    return replace(converted, media_type=kind, sha256=key, size=len(data))


def _is_encrypted(data: bytes) -> bool:
    """MS-DOC: bit 8 of the flags at byte 10 of the stream WordDocument."""
    flags = Compound(data).stream("WordDocument")[10:12]
    return bool(int.from_bytes(flags, "little") & 0x100)


class _Kept:
    """What was converted in this process, by sha256; the oldest is dropped where it grows over a bound.

    That LibreOffice is missing is not kept: it may be installed while the process runs.
    """

    def __init__(self) -> None:
        self.results: dict[str, bytes | Problem] = {}
        self._size = 0

    def add(self, key: str, result: bytes | Problem) -> None:
        if key in self.results or result == _MISSING:
            return
        self.results[key] = result
        self._size += _size(result)
        while self._size > MAX_CONVERTED and len(self.results) > 1:
            self._size -= _size(self.results.pop(next(iter(self.results))))


def _size(result: bytes | Problem) -> int:
    return len(result) if isinstance(result, bytes) else len(result.message)


_KEPT = _Kept()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A document to convert: its place in the answer, and its file."""

    place: int
    path: Path


def office_program() -> str | None:
    """Path of LibreOffice, None where it is not installed."""
    return next((path for path in map(shutil.which, _PROGRAMS) if path), None)


def convert_many(documents: list[bytes]) -> list[bytes | Problem]:
    """DOCX or XLSX for each document, in order; a Problem for each that could not be converted."""
    if not documents:
        return []
    program = office_program()
    if program is None:
        return [_MISSING] * len(documents)
    results: list[bytes | Problem] = [Problem("unreadable_document", "LibreOffice cannot load the document")] * len(
        documents
    )
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as folder:
        office = _Office(program, Path(folder))
        by_target: dict[str, list[_Waiting]] = {}
        for place, data in enumerate(documents):
            suffix, target = CONVERTED[media_type(data)]
            path = office.inbox / f"{place:06}.{suffix}"
            path.write_bytes(data)
            by_target.setdefault(target, []).append(_Waiting(place, path))
        for target, waiting in by_target.items():
            for start in range(0, len(waiting), _A_CALL):
                for one, result in office.convert(waiting[start : start + _A_CALL], target):
                    results[one.place] = result
    return results


class _Office:
    """LibreOffice with a profile and folders of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self.inbox = folder / "in"
        self._outbox = folder / "out"
        self._profile = folder / "profile"
        self._program = program
        for path in (self.inbox, self._outbox, self._profile / "user"):
            path.mkdir(parents=True)
        (self._profile / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")

    def convert(self, waiting: list[_Waiting], target: str) -> list[tuple[_Waiting, bytes | Problem]]:
        """What came out. Files are converted one after the other: where LibreOffice dies or hangs, the first file
        without a result is the one it died of, and those after it are converted by the next call."""
        results: list[tuple[_Waiting, bytes | Problem]] = []
        while waiting:
            ended = self._call(waiting, target)
            done = {one.place: self._outbox / f"{one.path.stem}.{target}" for one in waiting}
            results += [(one, done[one.place].read_bytes()) for one in waiting if done[one.place].exists()]
            waiting = [one for one in waiting if not done[one.place].exists()]
            if ended is None or not waiting:
                break
            results.append((waiting[0], Problem("unreadable_document", ended)))
            waiting = waiting[1:]
        return results

    def _call(self, waiting: list[_Waiting], target: str) -> str | None:
        """Convert files; None if LibreOffice went through all of them, else how it ended."""
        command = [
            self._program, f"-env:UserInstallation={self._profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", _FILTERS[target], "--outdir", str(self._outbox), *(str(one.path) for one in waiting),
        ]  # fmt: skip
        os.utime(self._outbox)
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self._profile), "SAL_USE_VCLPLUGIN": "svp"}
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            while process.poll() is None:
                if time.time() - self._last_sign() > MAX_SECONDS:
                    return f"LibreOffice did not convert the document in {MAX_SECONDS:.0f} seconds"
                time.sleep(_POLL)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return None if process.returncode == 0 else f"LibreOffice ended with {process.returncode} on the document"

    def _last_sign(self) -> float:
        """When the call began, or the last result appeared."""
        return self._outbox.stat().st_mtime


def _registry() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>{items}</oor:items>\n'
