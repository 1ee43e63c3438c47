"""An OLE compound file (DOC, XLS, encrypted DOCX) → the streams in its root.

Enters: bytes. Leaves: the names of the root's own streams and storages, without those of embedded objects (a sheet inside
a Word file has a stream Workbook too), and the bytes of a stream. A broken file leaves what can be found; a chain of
sectors that runs in a circle ends where it began.
Format: MS-CFB, a FAT of 4-byte sector numbers and a directory of 128-byte entries that form a tree.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_SECTOR_SHIFTS = (9, 12)
_SMALL_SECTOR = 64
_SMALL_STREAM = 4096
_LISTED_IN_HEADER = 109


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory: a stream, a storage or the root."""

    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The directory of a compound file; `streams` are the entries directly in the root, by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 0
        self._fat: Sequence[int] = ()
        self._entries: list[_Entry] = []
        shift = struct.unpack_from("<H", data, 30)[0] if len(data) >= _HEADER else 0
        if shift in _SECTOR_SHIFTS:
            self._size = 1 << shift
            self._fat = list(self._read_fat())
            directory = self._chained(struct.unpack_from("<I", data, 48)[0])
            self._entries = [_entry(directory, at) for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        self.streams = {entry.name: entry for entry in self._in_root()}

    def stream(self, name: str) -> bytes:
        """The bytes of a stream of the root; small streams stand together in the stream of the root itself."""
        entry = self.streams[name]
        if entry.size >= _SMALL_STREAM:
            return self._chained(entry.start)[: entry.size]
        small = self._chained(self._entries[0].start)
        following = _numbers(self._chained(struct.unpack_from("<I", self._data, 60)[0]))
        sectors = _chain(following, entry.start)
        return b"".join(small[at * _SMALL_SECTOR : (at + 1) * _SMALL_SECTOR] for at in sectors)[: entry.size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _chained(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(self._fat, start))

    def _read_fat(self) -> Iterator[int]:
        """The sector that follows each sector."""
        for sector in self._fat_sectors():
            yield from _numbers(self._sector(sector))

    def _fat_sectors(self) -> Iterator[int]:
        listed = struct.unpack_from(f"<{_LISTED_IN_HEADER}I", self._data, 76)
        (more,) = struct.unpack_from("<I", self._data, 68)
        met: set[int] = set()
        while True:
            for sector in listed:
                if sector < _LAST_SECTOR and sector not in met:
                    met.add(sector)
                    yield sector
            numbers = _numbers(self._sector(more)) if more < _LAST_SECTOR and more not in met else ()
            if not numbers:
                return
            met.add(more)
            *listed, more = numbers

    def _in_root(self) -> Iterator[_Entry]:
        """The tree of siblings below the root, which is the first entry."""
        waiting = [self._entries[0].child] if self._entries else []
        met: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in met:
                met.add(number)
                entry = self._entries[number]
                yield entry
                waiting += [entry.left, entry.right]


def _entry(directory: bytes, at: int) -> _Entry:
    length, _, _, left, right, child = struct.unpack_from("<HBBIII", directory, at + 64)
    start, size = struct.unpack_from("<II", directory, at + 116)
    name = directory[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
    return _Entry(name, left, right, child, start, size)


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(following: Sequence[int], start: int) -> Iterator[int]:
    met: set[int] = set()
    while start < len(following) and start not in met:
        met.add(start)
        yield start
        start = following[start]
