"""What lies beside a document: its pictures and attachments, found by the addresses the document prints.

Enters: a folder, or the members of an archive. Leaves: Beside, which gives the bytes at a relative address, or None. An
address is only a name: one that leads out of the folder, is absolute or names a host finds nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes

from extract.bounds import MAX_BYTES

Beside = Callable[[str], bytes | None]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_CHARSETS = ("utf-8", "gb18030")
_LONGEST = 1024


def nothing(address: str) -> None:
    """Beside a document of which only the bytes are known lies nothing."""


def of_folder(folder: Path) -> Beside:
    """The files below a folder, for a document that lies in it."""
    home = folder.resolve()

    def beside(address: str) -> bytes | None:
        for name in _names(address):
            path = (home / name).resolve()
            if path.is_relative_to(home) and path.is_file() and path.stat().st_size <= MAX_BYTES:
                return path.read_bytes()
        return None

    return beside


def of_members(members: Mapping[str, bytes], document: str) -> Beside:
    """The members of an archive, for the one that is named `document`; its addresses may lead out of its folder, not
    out of the archive."""
    folder = posixpath.dirname(document)

    def beside(address: str) -> bytes | None:
        return next((members[name] for name in _names(address, folder) if name in members), None)

    return beside


def _names(address: str, folder: str = "") -> list[str]:
    """The names that an address may mean, by the charset its escapes are in; none for what leads elsewhere."""
    path = re.split(r"[?#]", address.strip().replace("\\", "/"), maxsplit=1)[0]
    if not path or len(path) > _LONGEST or path.startswith("/") or _SCHEME.match(path):
        return []
    found = []
    for charset in _CHARSETS:
        try:
            name = unquote_to_bytes(path).decode(charset).replace("\\", "/")
        except UnicodeDecodeError:
            continue
        name = posixpath.normpath(posixpath.join(folder, name))
        if not name.startswith(("..", "/")) and name != "." and not _CONTROLS.search(name) and not _SCHEME.match(name):
            found.append(name)
    return list(dict.fromkeys(found))
