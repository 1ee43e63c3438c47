"""ZIP archive of documents → one Report.

Enters: the bytes of an archive, and the reader its members are read with. Leaves: the blocks of all members in order of
their names, each below its name as a heading; tables are numbered through. What cannot be read in a member is a Problem
that names it. A member's path is only a name: nothing is written. Archives within archives are opened to a depth of 2.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

from extract.bounds import MAX_ARCHIVES, MAX_MEMBERS, MAX_UNPACKED, check
from extract.read.beside import Beside, nothing, of_members
from extract.read.formats import HTML, ZIP, is_archive, media_type
from extract.read.unread import Unreadable, unread
from extract.read.whole import Whole
from extract.read.zipped import open_zip, unpack
from extract.report import Problem, Report, digest

_NUMBERS = re.compile(r"([0-9]+)")
_UTF8_NAME = 0x800
_NAME_CHARSETS = ("utf-8", "gb18030")
_LITTER_FOLDER = "__MACOSX"
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
_LOCK_FILE = "~$"
_PARTS_OF_PAGES = (".css", ".js", ".woff", ".woff2", ".ttf", ".eot", ".ico", ".thmx")

Reader = Callable[[bytes, str, Beside], Report]
Preparer = Callable[[Iterable[tuple[bytes, str]]], None]


def read_zip(data: bytes, name: str, read: Reader, prepare: Preparer) -> Report:
    """Read an archive; raises BoundExceeded past a bound of extract.bounds."""
    unpacked = _Unpacked()
    try:
        unpacked.open(data, "", 1)
    except Unreadable as problem:
        return unread(data, name, ZIP, problem.kind, str(problem))
    members = sorted(unpacked.members, key=_in_order)
    prepare((content, member) for member, content in members)
    if not members and not unpacked.problems:
        return unread(data, name, ZIP, "empty_file", "the archive holds no documents")
    whole = Whole()
    for member, report in _reports(members, read):
        whole.add(member, report)
    return Report(
        name, ZIP, digest(data), len(data),
        tuple(whole.blocks), tuple(dict.fromkeys(whole.titles)), tuple(whole.links),
        (*unpacked.problems, *whole.problems), tuple(whole.companions),
    )  # fmt: skip


def _reports(members: list[tuple[str, bytes]], read: Reader) -> Iterator[tuple[str, Report]]:
    """Each member as read; what a page of the archive took in as its picture or attachment stands with the page alone."""
    by_name = dict(members)
    kinds = {member: media_type(content) for member, content in members}
    pages = {
        member: read(content, member, of_members(by_name, member))
        for member, content in members
        if kinds[member] == HTML
    }
    taken = {name for page in pages.values() for name in page.companions}
    for member, content in members:
        if digest(content) not in taken:
            yield member, pages[member] if member in pages else read(content, member, nothing)


class _Unpacked:
    """The documents of an archive and of the archives in it, counted together."""

    def __init__(self) -> None:
        self.members: list[tuple[str, bytes]] = []
        self.problems: list[Problem] = []
        self._size = 0

    def open(self, data: bytes, folder: str, depth: int) -> None:
        archive = open_zip(data)
        for member in archive.infolist():
            name = folder + _name(member)
            if member.is_dir() or _is_litter(name):
                continue
            try:
                self._add(name, unpack(archive, member, name), depth)
            except Unreadable as problem:
                self.problems.append(Problem(problem.kind, str(problem)))

    def _add(self, name: str, content: bytes, depth: int) -> None:
        self._size += len(content)
        check("bytes of an archive unpacked", self._size, MAX_UNPACKED)
        if not is_archive(content):
            self.members.append((name, content))
            check("members of an archive", len(self.members), MAX_MEMBERS)
        elif depth < MAX_ARCHIVES:
            self.open(content, f"{name}/", depth + 1)
        else:
            message = f"{name}: archives within one another are opened to a depth of {MAX_ARCHIVES}"
            self.problems.append(Problem("bound_exceeded", message))


def _name(member: zipfile.ZipInfo) -> str:
    """The name in the charset it was written in: without the flag for UTF-8, zipfile takes any bytes for cp437."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    written = member.filename.encode("cp437")
    for charset in _NAME_CHARSETS:
        try:
            return written.decode(charset)
        except UnicodeDecodeError:
            continue
    return member.filename


def _in_order(member: tuple[str, bytes]) -> tuple[object, ...]:
    """By name, numbers in it by their size: page2 stands before page10."""
    name, content = member
    parts = tuple((int(part), part) if part.isdecimal() else (-1, part) for part in _NUMBERS.split(name))
    return parts, content


def _is_litter(name: str) -> bool:
    """What an operating system, a browser or an office program leaves beside documents."""
    *folders, file = name.split("/")
    return (
        _LITTER_FOLDER in folders
        or file in _LITTER
        or file.startswith(_LOCK_FILE)
        or file.lower().endswith(_PARTS_OF_PAGES)
    )
