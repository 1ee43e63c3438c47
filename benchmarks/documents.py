"""Documents to measure on: one of each format.

Enters: the bundled samples. Leaves: names and bytes: samples as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from transform.forms import DATA

_SAMPLES = ("shanghai_office_2019.html", "suqian_2023.html", "hongze_2023.pdf", "yuyao_gonganju_2019.txt")


def one_of_each() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document."""
    for name in _SAMPLES:
        yield name, (DATA / "samples" / name).read_bytes()
