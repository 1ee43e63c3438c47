"""A zip archive (also DOCX, XLSX, ODF) → its members, within bounds.

Enters: bytes. Leaves: members' bytes, each as long as the archive says; Unreadable where the archive is broken or locked;
BoundExceeded before anything is unpacked where it would grow too large.
"""

from __future__ import annotations

import copy
import io
import lzma
import struct
import zipfile
import zlib

from extract.bounds import MAX_MEMBERS, MAX_UNPACKED, check
from extract.read.unread import Unreadable

_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, ValueError, OverflowError, NotImplementedError,
)  # fmt: skip


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, its number of members and the size it declares to unpack to checked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Unreadable(f"broken zip archive: {error}") from error
    members = archive.infolist()
    check("members of an archive", len(members), MAX_MEMBERS)
    check("bytes of an archive unpacked", sum(member.file_size for member in members), MAX_UNPACKED)
    return archive


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one member; `name` is what an error calls it."""
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable(f"{name} is encrypted", "encrypted_document")
    longer = copy.copy(member)  # zipfile stops at the declared size: room for one byte more shows a false one
    longer.file_size += 1
    try:
        with archive.open(longer) as stream:
            content = stream.read()
    except _BROKEN as error:
        raise Unreadable(f"{name} in the zip archive is broken: {error}") from error
    if len(content) != member.file_size:
        raise Unreadable(f"{name} in the zip archive is not as long as it says")
    return content
