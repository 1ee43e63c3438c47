"""Small stores made by hand: facts as the street leaves them, in the files the warehouse is built from.

Enters: facts as keyword arguments over a sound default. Leaves: a store folder. Figures named in tests are real ones.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from transform.schema import DOCUMENTS, FACTS, ISSUES, PLACE, READINGS, VIOLATIONS
from transform.tables import to_table, write_facts, write_parquet

Row = dict[str, Any]

PENALTY = "administrative_penalty.decisions"
HONGZE = {"agency_id": "nb000002", "agency": "洪泽区人民政府", "scope": "area"}
HONGZE_OFFICE = {"agency_id": "nb000003", "agency": "洪泽区人民政府办公室", "scope": "agency"}
SUQIAN = {"agency_id": "nb000005", "agency": "宿迁市人民政府", "scope": "area"}
YUYAO_POLICE = {"agency_id": "nb000001", "agency": "余姚市公安局", "scope": "agency"}


def document_id(*parts: Any) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def fact(body: Row, year: int | None, value: float | None, indicator: str = PENALTY, **more: Any) -> Row:
    """A fact as printed; a value of None is a blank cell."""
    printed = "" if value is None else f"{value:g}"
    row: Row = {
        "indicator": indicator,
        "breakdown": "total",
        "value": None if value is None else float(value),
        "unit": "件",
        "obs_status": "O" if value is None else "A",
        "value_as_reported": printed,
        "form": "2019" if year is not None and year < 2021 else "2021",
        "document_id": document_id(body["agency"], year, body["scope"]),
        "page": 1,
        "table": 1,
        "row": 5,
        "column": 2,
    }
    return {**row, **body, "year": year, **more}


def issue(about: Row, kind: str, **more: Any) -> Row:
    """An issue at the cell of a fact."""
    row = {name: about.get(name) for name in ISSUES.names} | {"kind": kind, "severity": "warning", **more}
    name = document_id(*(row[name] for name in ISSUES.names))[:16]
    return row | {"issue_id": name, "message": f"{about['agency']} {about['year']}: {kind}"}


def reading(about: Row, **more: Any) -> Row:
    """How the cell of a fact was read from a picture."""
    same = {name: about[name] for name in ("document_id", *PLACE, "indicator", "breakdown")}
    edges = {"left": 120, "top": 300, "right": 160, "bottom": 312, "region_unit": "points"}
    return {**same, "text": about["value_as_reported"], "second_text": None, "confidence": 0.98, **edges, **more}


def violation(about: Row, rule: str, left: float, right: float, terms: str, **more: Any) -> Row:
    row: Row = {"rule": rule, "class": "definitional", "marks": "U", "left_value": left, "right_value": right}
    row |= {name: about[name] for name in ("document_id", "agency_id", "year", "breakdown", "indicator")}
    return row | {"terms": terms, **more}


def documents_of(facts: list[Row]) -> list[Row]:
    """A row for each document, the form with most facts first."""
    found: dict[str, list[Row]] = {}
    for row in facts:
        found.setdefault(row["document_id"], []).append(row)
    rows = []
    for name, mine in sorted(found.items()):
        forms = [row["form"] for row in mine]
        empty: Row = dict.fromkeys(DOCUMENTS.names)
        whose = {key: mine[0][key] for key in ("agency_id", "agency", "year", "scope")}
        main = ";".join(sorted(set(forms), key=lambda form, seen=forms: (-seen.count(form), form)))
        title = f"{mine[0]['agency']}{mine[0]['year']}年政府信息公开工作年度报告"
        told = {"document_id": name, "name": f"{name[:8]}.html", "title": title, "form": main, "outcome": "read"}
        rows.append({**empty, **whose, **told, "cells_placed": len(mine)})
    return rows


def make_store(
    store: Path,
    facts: list[Row],
    issues: tuple[Row, ...] = (),
    violations: tuple[Row, ...] = (),
    readings: tuple[Row, ...] = (),
) -> Path:
    """The files of a store whose reports say these facts."""
    write_facts(to_table(facts, FACTS), store / "facts")
    write_parquet(to_table(documents_of(facts), DOCUMENTS), store / "documents.parquet")
    write_parquet(to_table(list(readings), READINGS), store / "readings.parquet")
    write_parquet(to_table(list(issues), ISSUES), store / "issues.parquet")
    write_parquet(to_table(list(violations), VIOLATIONS), store / "violations.parquet")
    return store


def hongze() -> list[Row]:
    """行政处罚 of 洪泽区人民政府 as its reports print it."""
    return [fact(HONGZE, 2023, 4119), fact(HONGZE, 2024, 2776)]


def yuyao_police() -> list[Row]:
    """行政处罚 of 余姚市公安局 2019, whose items are filled in as cases: 4126 + 1301 = 5427."""
    return [
        fact(YUYAO_POLICE, 2019, 5427, row=9, column=4),
        fact(YUYAO_POLICE, 2019, 4126, "administrative_penalty.items_prev_year", unit="项", row=9, column=2),
        fact(YUYAO_POLICE, 2019, 1301, "administrative_penalty.items_change", unit="项", row=9, column=3,
             value_as_reported="+1301"),
    ]  # fmt: skip


def misread() -> Row:
    return issue(yuyao_police()[0], "items_misread", rule="F2019-MISREAD-administrative_penalty")
