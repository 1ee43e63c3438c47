"""The warehouse: whole or not at all, and what a reader holds stays what it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from publish.columns import TABLES
from publish.errors import WarehouseError
from publish.views import VIEWS, column_name
from publish.warehouse import build_warehouse, open_warehouse
from tests.publish.maker import HONGZE, HONGZE_OFFICE, SUQIAN, fact, hongze, make_store, yuyao_police
from transform.forms import DATA, load_indicators


def rows(path: Path, query: str) -> list[tuple]:
    with open_warehouse(path) as con:
        return con.execute(query).fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_facts_are_all_there_sorted_with_the_unknown_year_as_null(tmp_path: Path) -> None:
    store = make_store(tmp_path, [fact(SUQIAN, None, 3), *hongze(), *yuyao_police(), fact(HONGZE_OFFICE, 2023, None)])
    path = build_warehouse(store, "a")
    found = rows(path, "SELECT indicator, breakdown, agency_id, year FROM facts")
    assert len(found) == 7
    assert [row[3] for row in found if row[2] == "nb000005"] == [None]
    assert found == sorted(found, key=lambda row: (row[0], row[1], row[2], row[3] or 9999))
    assert rows(path, "SELECT value FROM facts WHERE agency_id = 'nb000003'") == [(None,)]


def test_the_pointer_is_relative_so_a_store_can_be_moved(tmp_path: Path) -> None:
    store = make_store(tmp_path / "here", hongze())
    build_warehouse(store, "a")
    moved = store.rename(tmp_path / "there")
    assert os.readlink(moved / "nianbao.duckdb") == "warehouse/nianbao-a.duckdb"
    assert rows(moved / "nianbao.duckdb", "SELECT count(*) FROM trend") == [(2,)]


def test_a_failed_build_leaves_the_old_warehouse_in_place(tmp_path: Path) -> None:
    store = make_store(tmp_path, hongze())
    build_warehouse(store, "a")
    (store / "violations.parquet").write_bytes(b"not parquet")
    with pytest.raises(duckdb.Error):
        build_warehouse(store, "b")
    assert names(store / "warehouse") == ["nianbao-a.duckdb"]
    assert rows(store / "nianbao.duckdb", "SELECT max(value) FROM facts") == [(4119,)]


def test_the_pointer_moves_only_when_the_new_warehouse_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path, hongze())
    build_warehouse(store, "a")
    replace, seen = os.replace, []

    def watched(source: Path, target: Path) -> None:
        seen.append((Path(target).name, os.readlink(store / "nianbao.duckdb"), names(store / "warehouse")))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    build_warehouse(store, "b")
    assert [target for target, _, _ in seen] == ["nianbao-b.duckdb", "nianbao.duckdb"]
    assert {pointed for _, pointed, _ in seen} == {"warehouse/nianbao-a.duckdb"}
    assert "nianbao-b.duckdb" in seen[1][2]
    assert os.readlink(store / "nianbao.duckdb") == "warehouse/nianbao-b.duckdb"


def test_a_pointer_that_cannot_be_moved_leaves_the_old_one_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path, hongze())
    build_warehouse(store, "a")
    replace = os.replace

    def broken(source: Path, target: Path) -> None:
        if Path(target).name == "nianbao.duckdb":
            raise OSError("disk full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        build_warehouse(store, "b")
    assert rows(store / "nianbao.duckdb", "SELECT count(*) FROM facts") == [(2,)]
    monkeypatch.undo()
    build_warehouse(store, "c")
    assert os.readlink(store / "nianbao.duckdb") == "warehouse/nianbao-c.duckdb"


def test_the_previous_warehouse_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    store = make_store(tmp_path, hongze())
    for name in ("c", "a", "b"):
        build_warehouse(store, name)
    assert names(store / "warehouse") == ["nianbao-a.duckdb", "nianbao-b.duckdb"]
    build_warehouse(store, "b")
    assert names(store / "warehouse") == ["nianbao-a.duckdb", "nianbao-b.duckdb"]


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    store = make_store(tmp_path, hongze())
    (store / "warehouse").mkdir()
    (store / "warehouse" / ".new-nianbao-a.duckdb").write_bytes(b"half a warehouse")
    (store / "warehouse" / ".new-nianbao-a.duckdb.spill").mkdir()
    build_warehouse(store, "a")
    assert names(store / "warehouse") == ["nianbao-a.duckdb"]


def test_a_reader_that_is_connected_keeps_its_answer_while_a_new_one_is_built(tmp_path: Path) -> None:
    store = make_store(tmp_path, hongze())
    build_warehouse(store, "a")
    with open_warehouse(store / "nianbao.duckdb") as con:
        build_warehouse(make_store(store, [*hongze(), fact(HONGZE, 2025, 1)]), "b")
        assert con.execute("SELECT count(*) FROM facts").fetchall() == [(2,)]
    assert rows(store / "nianbao.duckdb", "SELECT count(*) FROM facts") == [(3,)]


def test_the_same_input_gives_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    facts = [*hongze(), *yuyao_police(), fact(SUQIAN, 2023, 12), fact(SUQIAN, None, 3)]
    paths = [
        build_warehouse(make_store(tmp_path / "a", facts), "a"),
        build_warehouse(make_store(tmp_path / "b", facts[::-1]), "b"),
    ]
    for table in TABLES:
        first, second = (rows(path, f"SELECT * FROM {table}") for path in paths)
        assert first == second


def test_a_store_whose_reports_hold_no_fact_has_empty_tables(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, []), "a")
    assert rows(path, "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM trend)") == [(0, 0)]


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".hidden"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarehouseError):
        build_warehouse(make_store(tmp_path, hongze()), name)


def test_a_code_table_with_another_column_is_refused(tmp_path: Path) -> None:
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("store", "samples"))
    text = (data / "agencies.csv").read_text(encoding="utf-8")
    (data / "agencies.csv").write_text(text.replace("agency_id,name", "agency_id,label", 1), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"agencies\.csv has the columns agency_id, label"):
        build_warehouse(make_store(tmp_path / "store", hongze()), "a", data)


def test_every_table_and_column_is_described(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, hongze()), "a")
    assert rows(path, "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL") == []
    assert rows(path, "SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal") == []
    undescribed = "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
    keys = "('agency_id', 'agency', 'scope', 'year')"
    views = ", ".join(f"'{view}'" for view in VIEWS)
    assert rows(path, f"{undescribed} AND NOT (table_name IN ({views}) AND column_name IN {keys})") == []
    assert {name for (name,) in rows(path, "SELECT table_name FROM duckdb_tables()")} == set(TABLES)


def test_storage_stays_readable_for_browsers(tmp_path: Path) -> None:
    path = build_warehouse(make_store(tmp_path, hongze()), "a")
    tags = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
    assert [version for (version,) in rows(path, tags)] == ["v1.4.0+"]


def test_wide_views_hold_one_row_a_body_year_and_scope_and_no_zero_for_a_blank(tmp_path: Path) -> None:
    license_ = "administrative_license.decisions"
    facts = [*hongze(), fact(HONGZE, 2024, None, license_), fact(HONGZE | {"scope": "agency"}, 2024, 3)]
    path = build_warehouse(make_store(tmp_path, facts), "a")
    wide = "SELECT year, scope, administrative_penalty_decisions, administrative_license_decisions, not_sound FROM penalties"
    assert sorted(rows(path, wide)) == [
        (2023, "area", 4119, None, None),
        (2024, "agency", 3, None, None),
        (2024, "area", 2776, None, f"{license_}=O"),
    ]


def test_no_two_indicators_share_a_column_of_a_view() -> None:
    codes = load_indicators()
    assert len({column_name(code) for code in codes}) == len(codes)
