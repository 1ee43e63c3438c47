"""The official forms, read from data/forms/: which tables they have, and which row and column means which indicator.

Enters: data/forms.csv, data/forms/<form>/*.csv, data/indicators.csv, data/units.csv, data/issue_kinds.csv.
Leaves: Reference, the whole code book; its Forms hold FormTables, whose rows and columns are paths of labels
(`三、本年度办理结果 > （三）不予公开 > 1.属于国家秘密`). Nothing of a form is written in code: a new form is a new folder.

A CSV that contradicts another (a cell of an unknown indicator, a variant of a label no cell has) stops the load.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from transform.labels import fold, keys
from transform.schema import BREAKDOWNS

DATA = Path(__file__).resolve().parents[1] / "data"
SEPARATOR = " > "
GOES_ON = "…"
_EVERYDAY = 3
_MOST_MET = 16_384

LabelPath = tuple[str, ...]


class CodeBookError(ValueError):
    """A CSV under data/ contradicts itself or another; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of data/indicators.csv."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    unit: str
    value_type: str
    breakdowns: str
    forms: tuple[str, ...]
    verification: str

    def __hash__(self) -> int:
        return hash(self.code)


@dataclass(frozen=True, slots=True)
class FormCell:
    """A numeric cell of a form: where it stands and what it means."""

    row: int
    column: int
    indicator: str
    breakdown: str


@dataclass(frozen=True, eq=False)
class FormTable:
    """A table of a form. `rows` and `columns` map the form's own numbering to label paths (empty: no row labels)."""

    form: str
    name: str
    title: str
    anchors: tuple[str, ...]
    unit_columns: tuple[str, ...]
    cells: dict[tuple[int, int], FormCell]
    rows: dict[int, LabelPath]
    columns: dict[int, LabelPath]
    variants: dict[str, frozenset[str]]
    alternatives: dict[int, frozenset[int]]
    ignored: frozenset[str]
    ignored_columns: frozenset[str]
    notes: tuple[str, ...]

    @cached_property
    def has_row_labels(self) -> bool:
        return any(self.rows.values())

    @cached_property
    def row_labels(self) -> frozenset[str]:
        """Keys of every label that may stand at the left of a row, parents included."""
        return frozenset(key for path in self.rows.values() for label in path for key in self.keys_of(label))

    @cached_property
    def leaf_labels(self) -> frozenset[str]:
        """Keys of the labels that name a row of numbers."""
        return frozenset(key for path in self.rows.values() if path for key in self.keys_of(path[-1]))

    @cached_property
    def column_labels(self) -> frozenset[str]:
        """Keys of every label that may stand above a column, parents included."""
        return frozenset(key for path in self.columns.values() for label in path for key in self.keys_of(label))

    @cached_property
    def anchor_labels(self) -> frozenset[str]:
        return frozenset(keys(anchor)[0] for anchor in self.anchors)

    @cached_property
    def unit_labels(self) -> frozenset[str]:
        return frozenset(key for name in self.unit_columns for key in keys(name))

    @property
    def unit_column(self) -> str:
        """The header of the column of units; empty where the form has none."""
        return self.unit_columns[0] if self.unit_columns else ""

    def keys_of(self, label: str) -> frozenset[str]:
        """Every key under which a label of this table may be printed."""
        return self.variants[label]

    def is_label(self, printed: str, label: str) -> bool:
        return not self.keys_of(label).isdisjoint(keys(printed))

    def labels_like(self, printed: str) -> set[str]:
        """The labels of this form that the printed text is."""
        return {label for key in keys(printed) for label in self._labels_by_key.get(key, ())}

    def fits(self, printed: LabelPath, path: LabelPath) -> bool:
        """True if the last printed label is the path's last and the others stand among its parents, in order."""
        if not printed or not path or not self.is_label(printed[-1], path[-1]):
            return False
        parents = iter(path[:-1])
        return all(any(self.is_label(label, parent) for parent in parents) for label in printed[:-1])

    @cached_property
    def rows_like(self) -> Callable[[LabelPath], tuple[int, ...]]:
        """The rows a path of printed labels may be; what was answered is kept, as reports repeat the same labels."""
        return lru_cache(_MOST_MET)(lambda printed: self._like(printed, self.rows, self._rows_by_leaf))

    @cached_property
    def columns_like(self) -> Callable[[LabelPath], tuple[int, ...]]:
        """The columns a path of printed labels may be; kept like `rows_like`."""
        return lru_cache(_MOST_MET)(lambda printed: self._like(printed, self.columns, self._columns_by_leaf))

    def _like(self, printed: LabelPath, paths: dict[int, LabelPath], by_leaf: dict[str, list[int]]) -> tuple[int, ...]:
        near = {number for key in keys(printed[-1]) for number in by_leaf.get(key, ())}
        return tuple(number for number in sorted(near) if self.fits(printed, paths[number]))

    @cached_property
    def _labels_by_key(self) -> dict[str, list[str]]:
        return _inverted((label, found) for label, found in self.variants.items())

    @cached_property
    def _rows_by_leaf(self) -> dict[str, list[int]]:
        return _inverted((number, self.keys_of(path[-1])) for number, path in self.rows.items() if path)

    @cached_property
    def _columns_by_leaf(self) -> dict[str, list[int]]:
        return _inverted((number, self.keys_of(path[-1])) for number, path in self.columns.items() if path)


@dataclass(frozen=True, slots=True)
class Form:
    """A form with the report years it was made for (which do not decide which form a report follows)."""

    name: str
    first_year: int
    last_year: int | None
    tables: tuple[FormTable, ...]

    def made_for(self, year: int | None) -> bool:
        return year is not None and self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True, eq=False)
class Reference:
    """The code book: forms, indicators, units, kinds of issue. `code_columns` are keys of the headers over row numbers.

    It is loaded once, so what is asked of it may be kept."""

    forms: dict[str, Form]
    indicators: dict[str, Indicator]
    units: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    nothing_words: frozenset[str] = frozenset()
    value_notes: tuple[str, ...] = ()
    severities: dict[str, str] = field(default_factory=dict)
    code_columns: frozenset[str] = frozenset()

    @cached_property
    def tables(self) -> tuple[FormTable, ...]:
        return tuple(table for form in self.forms.values() for table in form.tables)

    @cached_property
    def ignored(self) -> frozenset[str]:
        return frozenset().union(*(table.ignored for table in self.tables))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """How a row begins that is only a note of the body (注：…)."""
        return tuple({begin: None for table in self.tables for begin in table.notes})

    @cached_property
    def titles(self) -> frozenset[str]:
        """Keys of the titles of all tables."""
        return frozenset(key for table in self.tables for key in keys(table.title))

    @cached_property
    def unit_labels(self) -> frozenset[str]:
        return frozenset().union(*(table.unit_labels for table in self.tables))

    @cached_property
    def anchors(self) -> frozenset[str]:
        return frozenset().union(*(table.anchor_labels for table in self.tables))

    @cached_property
    def column_labels(self) -> frozenset[str]:
        """Keys of what may stand over a column of numbers, those of columns that are ignored by name among them."""
        return frozenset().union(*(table.column_labels | table.ignored_columns for table in self.tables))

    @cached_property
    def row_labels(self) -> frozenset[str]:
        return frozenset().union(*(table.row_labels for table in self.tables))

    @cached_property
    def long_row_labels(self) -> frozenset[str]:
        """Row labels that are no everyday word (总计, 其他)."""
        return frozenset(label for label in self.row_labels if len(label) > _EVERYDAY)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label of every form, ignored ones among them."""
        return self.row_labels | self.column_labels | self.anchors | self.ignored | self.unit_labels

    @cached_property
    def leaf_labels(self) -> frozenset[str]:
        return frozenset().union(*(table.leaf_labels for table in self.tables))


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 CSV under data/; a row of another width than the header is a CodeBookError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval=None)
        for row in reader:
            if "" in row or None in row.values():
                raise CodeBookError(f"{path.name}, line {reader.line_num}: expected {len(reader.fieldnames)} columns")
            yield row


def load_indicators(data: Path = DATA) -> dict[str, Indicator]:
    """data/indicators.csv by code."""
    found: dict[str, Indicator] = {}
    for row in read_csv(data / "indicators.csv"):
        code = row["indicator"]
        if code in found:
            raise CodeBookError(f"indicators.csv: {code} stands twice")
        found[code] = Indicator(
            code=code,
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            aliases=_list(row["aliases"]),
            unit=row["unit"],
            value_type=row["value_type"],
            breakdowns=row["breakdowns"],
            forms=_list(row["forms"]),
            verification=row["verification"],
        )
    return found


@lru_cache(maxsize=4)
def load_reference(data: Path = DATA) -> Reference:
    """The whole code book under a data folder."""
    indicators = load_indicators(data)
    codes = frozenset(key for row in read_csv(data / "code_columns.csv") for key in keys(row["printed"]))
    forms = {}
    for row in read_csv(data / "forms.csv"):
        name = row["form"]
        last = int(row["last_year"]) if row["last_year"] else None
        tables = tuple(_load_tables(data / "forms" / name, name, indicators, codes))
        forms[name] = Form(name, int(row["first_year"]), last, tables)
    units = {row["printed"]: (row["family"], Decimal(row["factor"])) for row in read_csv(data / "units.csv")}
    severities = {row["kind"]: row["severity"] for row in read_csv(data / "issue_kinds.csv")}
    nothing = frozenset(row["printed"] for row in read_csv(data / "nothing_words.csv"))
    notes = tuple(row["begins"] for row in read_csv(data / "value_notes.csv"))
    reference = Reference(forms, indicators, units, nothing, notes, severities, codes)
    for name in sorted(reference.labels | nothing):
        if name[-1].isdecimal():
            raise CodeBookError(f"{name} cannot be a label or a word for nothing: it is a number or ends in one")
    return reference


def _inverted(pairs: Iterable[tuple[Any, frozenset[str]]]) -> dict[str, list[Any]]:
    """Key → all that bear it, in the order given."""
    found: dict[str, list[Any]] = {}
    for what, names in pairs:
        for name in names:
            found.setdefault(name, []).append(what)
    return found


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _path(text: str) -> LabelPath:
    return tuple(text.split(SEPARATOR)) if text else ()


def _load_tables(
    folder: Path, form: str, indicators: dict[str, Indicator], codes: frozenset[str]
) -> Iterator[FormTable]:
    cells: dict[str, list[dict[str, str]]] = {}
    for row in read_csv(folder / "cells.csv"):
        if row["indicator"] not in indicators or row["breakdown"] not in BREAKDOWNS:
            raise CodeBookError(
                f"forms/{form}/cells.csv: {row['indicator']}[{row['breakdown']}] is not in the code book"
            )
        cells.setdefault(row["table"], []).append(row)
    named = [row["label"] for row in read_csv(folder / "ignored.csv")]
    ignored = frozenset(key for label in named if not label.endswith(GOES_ON) for key in keys(label))
    begins = tuple(fold(label) for label in named if label.endswith(GOES_ON))
    labels = {label for rows in cells.values() for row in rows for name in ("row_label", "column_label")
              for label in _path(row[name])}  # fmt: skip
    columns = frozenset(key for row in read_csv(folder / "ignored_columns.csv") for key in keys(row["label"])) | codes
    variants = {label: set(keys(label)) for label in labels}
    for row in read_csv(folder / "labels.csv"):
        if row["means"] not in variants:
            raise CodeBookError(f"forms/{form}/labels.csv: no cell of the form has the label {row['means']}")
        variants[row["means"]].update(keys(row["printed"]))
    frozen = {label: frozenset(found) for label, found in variants.items()}
    alternatives: dict[str, dict[int, frozenset[int]]] = {}
    for row in read_csv(folder / "alternatives.csv"):
        instead = frozenset(int(number) for number in _list(row["instead_of"]))
        alternatives.setdefault(row["table"], {})[int(row["row"])] = instead
    for row in read_csv(folder / "tables.csv"):
        mine = cells.pop(row["table"])
        yield FormTable(
            form=form,
            name=row["table"],
            title=row["title_zh"],
            anchors=_list(row["anchors"]),
            unit_columns=_list(row["unit_column"]),
            cells={(int(c["row"]), int(c["column"])): _cell(c) for c in mine},
            rows={int(c["row"]): _path(c["row_label"]) for c in mine},
            columns={int(c["column"]): _path(c["column_label"]) for c in mine},
            variants=frozen,
            alternatives=alternatives.get(row["table"], {}),
            ignored=ignored,
            ignored_columns=columns,
            notes=begins,
        )
    if cells:
        raise CodeBookError(f"forms/{form}/tables.csv lacks {', '.join(sorted(cells))}")


def _cell(row: dict[str, str]) -> FormCell:
    return FormCell(int(row["row"]), int(row["column"]), row["indicator"], row["breakdown"])
