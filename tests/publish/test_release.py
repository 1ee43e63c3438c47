"""A release: the same bytes for the same store, and never touched again."""

from __future__ import annotations

import csv
import datetime
import hashlib
import os
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from publish.errors import ReleaseError
from publish.release import next_version, write_release
from publish.warehouse import build_warehouse
from tests.publish.maker import HONGZE, Row, fact, hongze, issue, make_store, misread, yuyao_police
from transform.schema import FACTS

VERSION = "2026.11.23"
DAY = datetime.date(2026, 11, 23)
PRINTED = [
    fact(HONGZE, 2022, None, "rules.issued", value_as_reported="—"),
    fact(HONGZE, 2022, None, "rules.repealed", value_as_reported=""),
    fact(HONGZE, 2022, 22, "rules.in_force", value_as_reported='22（其中"修订",16件）\n=1+1'),
    fact(HONGZE, 2022, 7730.28, "administrative_fee.amount", unit="万元", value_as_reported="@7730.28"),
    fact(HONGZE, 2022, 1e7, value_as_reported="10000000"),
    fact(HONGZE, None, 3),
]


def released(store: Path, facts: list[Row], version: str = VERSION) -> Path:
    make_store(store, facts, (misread(), issue(hongze()[0], "unknown_label", printed="=HYPERLINK(1)\r\n")))
    build_warehouse(store, "data")
    return write_release(store, version, "data")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("store"), [*hongze(), *yuyao_police(), *PRINTED])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_release_holds_what_it_promises(release: Path) -> None:
    assert set(files(release)) == {
        *(
            f"facts/year={year}/facts.parquet"
            for year in ("2019", "2022", "2023", "2024", "__HIVE_DEFAULT_PARTITION__")
        ),
        *(f"csv/facts_{year}.csv" for year in ("2019", "2022", "2023", "2024", "unknown_year")),
        "documents.parquet",
        "issues.parquet",
        "readings.parquet",
        "issues.csv",
        "coverage.csv",
        "nianbao.duckdb",
        "dictionary.csv",
        "SHA256SUMS",
    }
    assert os.readlink(release.with_name("latest")) == VERSION


def test_the_same_store_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    again = released(tmp_path, [*PRINTED[::-1], *yuyao_police(), *hongze()[::-1]])
    first, second = files(release), files(again)
    # DuckDB draws a random name for each file and stores it in its header; test_warehouse holds its rows.
    for name in ("nianbao.duckdb", "SHA256SUMS"):
        first.pop(name), second.pop(name)
    assert first == second


def test_a_release_never_changes(tmp_path: Path) -> None:
    folder = released(tmp_path, hongze())
    before = files(folder)
    with pytest.raises(ReleaseError, match="never changes"):
        released(tmp_path, [fact(HONGZE, 2023, 1)])
    assert files(folder) == before
    second = write_release(tmp_path, f"{VERSION}.2", "data")
    assert files(folder) == before
    assert os.readlink(tmp_path / "releases" / "latest") == second.name == "2026.11.23.2"


def test_a_release_that_fails_leaves_nothing_and_latest_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(tmp_path, hongze())
    copy = shutil.copyfile

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "nianbao.duckdb":
            raise OSError("disk full")
        copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="disk full"):
        write_release(tmp_path, f"{VERSION}.2", "data")
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == [VERSION, "latest"]
    assert os.readlink(tmp_path / "releases" / "latest") == VERSION


def test_a_warehouse_of_other_input_is_never_released(tmp_path: Path) -> None:
    build_warehouse(make_store(tmp_path, hongze()), "data")
    with pytest.raises(ReleaseError, match=r"nianbao-other\.duckdb is not there"):
        write_release(tmp_path, VERSION, "other")
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("version", ["latest", "2026.11", "2026.11.23.0", "../2026.11.23", "2026.11.23-rc1", ""])
def test_a_version_that_would_not_sort_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(ReleaseError):
        write_release(tmp_path, version, "data")


def test_versions_of_one_day_count_up_past_nine(tmp_path: Path) -> None:
    assert next_version(tmp_path, DAY) == "2026.11.23"
    for name in ("2026.11.23", "2026.11.23.2", "2026.11.23.10", "2026.11.22.40", ".new-2026.11.23.50", "latest"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    assert next_version(tmp_path, DAY) == "2026.11.23.11"
    assert next_version(tmp_path, datetime.date(2027, 1, 5)) == "2027.01.05"


def test_csv_is_what_is_printed_cell_for_cell(release: Path) -> None:
    data = (release / "csv" / "facts_2022.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.splitlines()[0].decode("ascii").split(",") == FACTS.names
    assert b"\r" not in data
    held = {row["indicator"]: row for row in table(release / "csv" / "facts_2022.csv")}
    assert {name: (row["value"], row["value_as_reported"]) for name, row in held.items()} == {
        "rules.issued": ("", "—"),
        "rules.repealed": ("", ""),
        "rules.in_force": ("22", '22（其中"修订",16件）\n=1+1'),
        "administrative_fee.amount": ("7730.28", "@7730.28"),
        "administrative_penalty.decisions": ("10000000", "10000000"),
    }
    assert {row["year"] for row in held.values()} == {"2022"}


def test_signs_that_a_spreadsheet_would_run_stand_in_the_canonical_csv_as_printed(release: Path) -> None:
    change = [row for row in table(release / "csv" / "facts_2019.csv") if row["indicator"].endswith(".items_change")]
    assert [(row["value"], row["value_as_reported"]) for row in change] == [("1301", "+1301")]
    assert "=HYPERLINK(1)\r\n" in [row["printed"] for row in table(release / "issues.csv")]


def test_facts_of_an_unknown_year_have_no_year_in_csv(release: Path) -> None:
    assert [(row["year"], row["value"]) for row in table(release / "csv" / "facts_unknown_year.csv")] == [("", "3")]


def test_csv_and_parquet_hold_the_same_facts_in_the_same_order(release: Path) -> None:
    for year in ("2019", "2022", "2023", "2024"):
        rows = table(release / "csv" / f"facts_{year}.csv")
        held = pq.ParquetFile(release / "facts" / f"year={year}" / "facts.parquet").read().to_pylist()
        assert len(rows) == len(held)
        for row, fact_ in zip(rows, held, strict=True):
            assert row.pop("year") == year
            value = row.pop("value")
            assert (float(value) if value else None) == fact_.pop("value")
            assert row == {name: "" if told is None else str(told) for name, told in fact_.items()}


def test_parquet_is_copied_byte_for_byte_with_its_descriptions(release: Path) -> None:
    store = release.parents[1]
    for name in ("facts/year=2024/facts.parquet", "documents.parquet", "issues.parquet"):
        assert (release / name).read_bytes() == (store / name).read_bytes()
    field = pq.read_schema(release / "documents.parquet").field("title")
    assert field.metadata[b"description"] == b"title as printed"


def test_sums_name_every_file_and_are_sorted(release: Path) -> None:
    listed = [line.split("  ") for line in (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    held = files(release)
    del held["SHA256SUMS"]
    assert [path for _, path in listed] == sorted(held)
    assert all(hashlib.sha256(held[path]).hexdigest() == digest for digest, path in listed)


def test_the_dictionary_describes_every_column(release: Path) -> None:
    rows = table(release / "dictionary.csv")
    assert all(all(row.values()) for row in rows)
    with duckdb.connect(str(release / "nianbao.duckdb"), read_only=True) as con:
        columns = con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns()"
            " WHERE table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
    assert {(row["table"], row["column"], row["type"]) for row in rows} == set(columns)
