"""An OLE compound file (DOC, XLS, encrypted DOCX) → the names in its root.

Enters: bytes. Leaves: the names of the root's own streams and storages, without those of embedded objects (a sheet inside
a Word file has a stream Workbook too). A broken file leaves the names that can be found.
Format: MS-CFB, a FAT of 4-byte sector numbers and a directory of 128-byte entries that form a tree.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_SECTOR_SHIFTS = (9, 12)


def root_names(data: bytes) -> frozenset[str]:
    """Names of the streams and storages that stand directly in the root."""
    if len(data) < _HEADER:
        return frozenset()
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in _SECTOR_SHIFTS:
        return frozenset()
    directory = b"".join(_chain(data, 1 << shift))
    entries = [directory[start : start + _ENTRY] for start in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    return frozenset(_children(entries))


def _sector(data: bytes, size: int, number: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _fat(data: bytes, size: int) -> list[int]:
    """The sector that follows each sector."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    (more,) = struct.unpack_from("<I", data, 68)
    seen: set[int] = set()
    while more < _LAST_SECTOR and more not in seen:
        seen.add(more)
        numbers = _numbers(_sector(data, size, more))
        if len(numbers) < size // 4:
            break
        sectors += numbers[:-1]
        more = numbers[-1]
    return [following for sector in sectors if sector < _LAST_SECTOR for following in _numbers(_sector(data, size, sector))]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(data: bytes, size: int) -> Iterator[bytes]:
    """The sectors of the directory."""
    fat = _fat(data, size)
    (sector,) = struct.unpack_from("<I", data, 48)
    seen: set[int] = set()
    while sector < len(fat) and sector not in seen:
        seen.add(sector)
        yield _sector(data, size, sector)
        sector = fat[sector]


def _children(entries: list[bytes]) -> Iterator[str]:
    """Names in the tree of siblings below the root entry, which is the first."""
    waiting = [struct.unpack_from("<I", entries[0], 76)[0]] if entries else []
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        length, _, _, left, right = struct.unpack_from("<HBBII", entries[number], 64)
        yield entries[number][: max(length - 2, 0)].decode("utf-16-le", "replace")
        waiting += [left, right]
