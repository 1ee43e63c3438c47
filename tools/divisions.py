"""Lists of the divisions of China, as unpacked packages hold them → data/divisions/*.csv.

Enters: data/divisions/vintages.csv (which file of which package is the list of which month), the rows of
data/divisions/successions.csv that were written by hand, and a folder with the packages unpacked as <name>-<version>/.
Leaves: divisions.csv, townships.csv, and successions.csv with what can be derived; the same input gives the same bytes.

    python -m tools.divisions --packages        the packages to fetch, one a line
    python -m tools.divisions <folder>          rewrite the three files; prints what has no successor yet
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from transform.divisions import DIVISIONS, Endings, load_endings
from transform.forms import CodeBookError, read_csv

NBS, TOWNSHIPS = "NBS", "NBS townships"
HEADINGS = frozenset(
    [
        "县",
        "市",
        "省直辖行政单位",
        "省直辖县级行政单位",
        "省直辖县级行政区划",
        "自治区直辖县级行政单位",
        "自治区直辖县级行政区划",
    ]
)
HEADING = "市辖区"
NOT_IN_NBS = ("71", "81", "82")
REMARK = re.compile(r"（.*?）")
OFFICE = re.compile(r"(?:(?<=街道)|(?<=地区))办(?:事处)?$")
STREET_OFFICE = re.compile(r"(?<=.)办事处$")
STREETS = "0"
TOWNSHIP_CLASSES = "0123"
TOWNSHIP_ENDINGS = ("街道", "镇", "乡")
NO_TOWNSHIP = re.compile(r"直辖|直管|特殊|^街道$")
BY_HAND, DERIVED = "by hand", "derived"

Listed = dict[str, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Vintage:
    """A row of vintages.csv."""

    vintage: str
    list: str
    package: str
    version: str
    file: str

    def path(self, folder: Path) -> Path:
        return folder / f"{self.package}-{self.version}" / self.file


@dataclass(frozen=True, slots=True)
class Run:
    """A code under one name through vintages without a break."""

    code: str
    name: str
    level: str
    parent: str
    first: str
    last: str


def read_vintages(data: Path = DIVISIONS) -> list[Vintage]:
    found = [Vintage(**row) for row in read_csv(data / "vintages.csv")]
    if found != sorted(found, key=lambda one: (one.vintage, one.list)):
        raise CodeBookError("vintages.csv: the rows are not in order")
    return found


def read_list(one: Vintage, folder: Path) -> dict[str, str]:
    """Code → name, headings among them."""
    path = one.path(folder)
    if path.is_dir():
        names = {}
        for file, filled in (("provinces.csv", "0000"), ("cities.csv", "00"), ("areas.csv", "")):
            names |= {row["code"] + filled: row["name"] for row in read_csv(path / file)}
        return names
    read = json.loads(path.read_text(encoding="utf-8"))
    return read if isinstance(read, dict) else {row["code"]: row["name"] for row in read}


def listed(names: dict[str, str]) -> Listed:
    """Code → name, level, parent, without the headings."""
    kept: Listed = {}
    for code, name in sorted(names.items()):
        province, prefecture = code[:2] + "0000", code[:4] + "00"
        if name in HEADINGS or name.endswith(HEADING):
            continue
        if code == province:
            kept[code] = (name, "province", "")
        elif code == prefecture:
            if name != names[province]:
                kept[code] = (name, "prefecture", province)
        elif prefecture not in kept:
            kept[code] = (name, "county", province)
        elif name != names[prefecture]:
            kept[code] = (name, "county", prefecture)
    return kept


def covering(code: str, vintages: list[Vintage], lists: dict[str, Listed]) -> list[str]:
    """The vintages that would list a code: the NBS leaves out three provinces, and it alone lists its own units."""
    if code.startswith(NOT_IN_NBS):
        return [one.vintage for one in vintages if one.list != NBS]
    if any(code in lists[one.vintage] for one in vintages if one.list != NBS):
        return [one.vintage for one in vintages]
    return [one.vintage for one in vintages if one.list == NBS]


def runs(vintages: list[Vintage], lists: dict[str, Listed]) -> Iterator[Run]:
    """Every run of every code, by code and vintage."""
    for code in sorted(set().union(*lists.values())):
        run: list[tuple[str, tuple[str, str, str]]] = []
        for vintage in covering(code, vintages, lists):
            here = lists[vintage].get(code)
            if run and here != run[-1][1]:
                yield Run(code, *run[-1][1], run[0][0], run[-1][0])
                run = []
            if here is not None:
                run.append((vintage, here))
        if run:
            yield Run(code, *run[-1][1], run[0][0], run[-1][0])


def read_townships(one: Vintage, folder: Path) -> Iterator[tuple[str, str]]:
    """Codes of nine digits and names, as the lists since 2019 write them; only streets, towns and townships."""
    path = one.path(folder)
    rows: Iterable[dict[str, str]] = (
        read_csv(path) if path.suffix == ".csv" else json.loads(path.read_text(encoding="utf-8"))
    )
    for row in rows:
        code, name = row["code"][:9], row["name"]
        if NO_TOWNSHIP.search(name):
            continue
        name = OFFICE.sub("", REMARK.sub("", name))
        if code[6] == STREETS:
            name = STREET_OFFICE.sub("街道", name)
        if code[6] in TOWNSHIP_CLASSES or name.endswith(TOWNSHIP_ENDINGS):
            yield code, name


def townships(vintages: list[Vintage], folder: Path, lists: dict[str, Listed]) -> Iterator[tuple[str, ...]]:
    """code, name, county, first and last vintage."""
    order = [one.vintage for one in vintages]
    seen: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(vintages):
        divisions = lists[one.vintage]
        for code, name in read_townships(one, folder):
            county = code[:6] if code[:6] in divisions else code[:4] + "00"
            if county not in divisions:
                raise CodeBookError(f"{one.package} {one.version}: {code} {name} is in no division of {one.vintage}")
            if name != divisions[county][0]:
                seen[code, name, county].append(number)
    for (code, name, county), numbers in sorted(seen.items()):
        start = numbers[0]
        for this, after in zip(numbers, [*numbers[1:], None], strict=True):
            if after != this + 1:
                yield code, name, county, order[start], order[this]
                start = after


def derived(every: list[Run], newest: dict[str, str], order: list[str], endings: Endings) -> Iterator[tuple[str, ...]]:
    """The successions that cannot be otherwise: one division of the same stem appears where and when one vanishes.

    A code that goes on under a new name was given away only if its old name itself appears elsewhere."""
    for run, after in zip(every, [*every[1:], None], strict=True):
        goes_on = after is not None and after.code == run.code
        stem = endings.stem(run.name)
        if (goes_on and endings.stem(after.name) == stem) or run.last == newest[run.code]:
            continue
        then = order[order.index(run.last) + 1]
        begun = [other for other in every if other.level == run.level and other.code != run.code and other.first == then
                 and (other.name == run.name if goes_on else endings.stem(other.name) == stem)]  # fmt: skip
        near = [other for other in begun if other.code[:4] == run.code[:4]]
        near = near or [other for other in begun if other.code[:2] == run.code[:2]]
        if len(near) == 1:
            yield run.code, run.name, near[0].code, _year(run.last, then), _how(run.name, near[0].name), DERIVED


def _year(last: str, first: str) -> str:
    """The year between two lists, where there is only one."""
    if last[:4] == first[:4] or (last[5:] == "12" and int(first[:4]) == int(last[:4]) + 1):
        return first[:4]
    return ""


def _how(before: str, after: str) -> str:
    if before == after:
        return "moved"
    return "upgraded" if after.endswith(("区", "市")) else "renamed"


def write(path: Path, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def build(folder: Path, data: Path = DIVISIONS) -> list[Run]:
    """Rewrite the files; returns what vanished and has no successor."""
    rows = read_vintages(data)
    vintages = [one for one in rows if one.list != TOWNSHIPS]
    lists = {one.vintage: listed(read_list(one, folder)) for one in vintages}
    order = [one.vintage for one in vintages]
    every = list(runs(vintages, lists))
    newest = {run.code: covering(run.code, vintages, lists)[-1] for run in every}
    write(
        data / "divisions.csv",
        "code,name,level,parent,first_listed,last_listed",
        [(run.code, run.name, run.level, run.parent, run.first, run.last) for run in every],
    )
    write(
        data / "townships.csv",
        "code,name,county,first_listed,last_listed",
        townships([one for one in rows if one.list == TOWNSHIPS], folder, lists),
    )
    path = data / "successions.csv"
    by_hand = [tuple(row.values()) for row in read_csv(path) if row["basis"] == BY_HAND] if path.exists() else []
    known = {row[:2] for row in by_hand}
    found = [row for row in derived(every, newest, order, load_endings(data)) if row[:2] not in known]
    write(path, "code,name,successors,year,how,basis", sorted(by_hand + found))
    known |= {row[:2] for row in found}
    last = {run.code: run for run in every}
    return [run for run in last.values() if run.last != newest[run.code] and (run.code, run.name) not in known]


def main(arguments: list[str]) -> None:
    if arguments == ["--packages"]:
        print("\n".join(sorted({f"{one.package}@{one.version}" for one in read_vintages()})))
        return
    (folder,) = arguments
    for run in build(Path(folder)):
        print(f"{run.code} {run.name}, last listed {run.last}: no successor")


if __name__ == "__main__":
    main(sys.argv[1:])
