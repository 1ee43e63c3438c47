"""An office package (OOXML) → its parts and how they refer to one another.

Enters: the bytes of a DOCX or XLSX. Leaves: XML parts by path, the relationships of a part, the title its properties
give. Raises Unreadable and BoundExceeded (see extract.read.zipped).
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from extract.read.lines import one_line
from extract.read.unread import Unreadable
from extract.read.xml import parse
from extract.read.zipped import open_zip, unpack

_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class Relationship:
    """`target` is a part's path, or an address where `external`; `kind` the last word of the relationship's type."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of one office document."""

    def __init__(self, data: bytes) -> None:
        self._archive = open_zip(data)
        self._members = {member.filename: member for member in self._archive.infolist()}

    def xml(self, path: str) -> etree._Element:
        if path not in self._members:
            raise Unreadable(f"{path} is not in the document")
        return parse(unpack(self._archive, self._members[path], path), path)

    def bytes_of(self, path: str) -> bytes | None:
        """The bytes of any part; None for one that is broken or not in the package."""
        try:
            return unpack(self._archive, self._members[path], path) if path in self._members else None
        except Unreadable:
            return None

    def relationships(self, path: str) -> dict[str, Relationship]:
        """What a part refers to, by id; the package itself is the part of the empty path."""
        folder, file = posixpath.split(path)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self._members:
            return {}
        found = {}
        for node in self.xml(listed):
            external = node.get("TargetMode") == "External"
            target = node.get("Target", "")
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = Relationship(kind, target if external else inside, external)
        return found

    def related(self, path: str, kind: str) -> list[str]:
        """Paths of the parts of one kind that a part refers to and that are there."""
        found = [one.target for one in self.relationships(path).values() if one.kind == kind]
        return [target for target in found if target in self._members]

    def main(self) -> str:
        """The path of the document itself."""
        found = self.related("", "officeDocument")
        if not found:
            raise Unreadable("the package names no document in it")
        return found[0]

    def title(self) -> str:
        """dc:title of the document's properties; empty where there is none. It is only a candidate, so a document whose
        properties are broken is read without it."""
        try:
            for path in self.related("", "core-properties"):
                return one_line(self.xml(path).findtext(_TITLE) or "")
        except Unreadable:
            return ""
        return ""
