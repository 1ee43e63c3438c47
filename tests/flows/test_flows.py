"""The flows, run as they are run at night, on the bundled samples."""

from __future__ import annotations

import hashlib
import importlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import flows.settings  # noqa: F401

import pyarrow.parquet as pq
import pytest

from expectations.gate import GateClosed
from tests.rendering.documents import drawn
from tests.rendering.formats import FORMATS, written
from transform.forms import DATA
from transform.schema import CELLS, PLACE

ROOT = Path(__file__).resolve().parents[2]
DATA_FILES = ("facts", "revisions", "documents.parquet", "readings.parquet", "issues.parquet", "violations.parquet")


@pytest.fixture(scope="module", autouse=True)
def prefect() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    folder = tmp_path / "samples"
    shutil.copytree(DATA / "samples", folder)
    return folder


def _bytes(store: Path) -> dict[str, str]:
    found = [path for name in DATA_FILES for path in (store / name, *(store / name).rglob("*")) if path.is_file()]
    found += [path for path in (store / "releases").rglob("*") if path.is_file()]
    found += [path for path in (store / "warehouse").rglob("*") if path.is_file()]
    return {path.relative_to(store).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def _facts(store: Path, folder: str = "facts") -> list[dict]:
    return [
        row for path in sorted((store / folder).rglob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()
    ]


@pytest.mark.parametrize("module", sorted(p.stem for p in (ROOT / "flows").glob("*.py") if p.stem != "__main__"))
def test_no_flow_is_skipped_because_its_module_cannot_be_imported(module: str) -> None:
    assert importlib.import_module(f"flows.{module}" if module != "__init__" else "flows")


def test_a_second_refresh_says_no_update_and_changes_no_byte(tmp_path: Path, samples: Path) -> None:
    from flows.nightly import nightly

    store = tmp_path / "store"
    first = nightly(store, samples)
    before = _bytes(store)
    second = nightly(store, samples)
    assert (first.outcome, second.outcome) == ("ok", "no_update")
    assert first.new == first.documents == second.unchanged > 0
    assert first.facts > 0 and first.newest_year == 2025
    documents = pq.read_table(store / "documents.parquet")
    printed = [(first.cells_placed, first.cells_ignored, first.cells_in_issues)]
    assert printed == [tuple(sum(documents[name].to_pylist()) for name in CELLS)] and printed[0][0] > 500
    assert _bytes(store) == before
    assert first.release == second.release


def test_a_rebuild_from_the_same_reports_gives_the_same_bytes(tmp_path: Path, samples: Path) -> None:
    from flows.build import build
    from flows.collect import collect

    stores = [tmp_path / "one", tmp_path / "two"]
    for store in stores:
        assert collect(store, samples).new > 0
        assert build(store).outcome == "ok"
    first, second = ({k: v for k, v in _bytes(store).items() if not k.endswith(".duckdb")} for store in stores)
    assert first == second


def test_a_changed_report_changes_only_its_own_rows(tmp_path: Path, samples: Path) -> None:
    from flows.nightly import nightly

    store = tmp_path / "store"
    first = nightly(store, samples)
    before = _facts(store)
    path = samples / "yuyao_gonganju_2019.txt"
    text = path.read_text(encoding="utf-8")
    assert text.count("5427") == 1
    path.write_text(text.replace("5427", "5428"), encoding="utf-8")
    summary = nightly(store, samples)
    after = _facts(store)
    assert (summary.outcome, summary.changed, summary.new) == ("ok", 1, 0)
    assert summary.release != first.release and Path(first.release).is_dir()
    names = {row["document_id"] for row in before} ^ {row["document_id"] for row in after}
    assert len(names) == 2
    rest = [[row for row in rows if row["document_id"] not in names] for rows in (before, after)]
    assert rest[0] == rest[1]
    changed = [
        (old["value"], new["value"])
        for old, new in zip(*([r for r in rows if r["document_id"] in names] for rows in (before, after)), strict=True)
        if old["value"] != new["value"]
    ]
    assert changed == [(5427.0, 5428.0)]
    assert 5427.0 in {row["value"] for row in _facts(store, "revisions")}


def test_a_closed_gate_leaves_the_old_warehouse_and_release_in_place(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.nightly import nightly

    store = tmp_path / "store"
    first = nightly(store, samples)
    pointer = (store / "nianbao.duckdb").resolve()
    (samples / "suqian_2023.html").write_text("<p>gone", encoding="utf-8")

    def closed(*_: object) -> None:
        raise GateClosed("planted")

    monkeypatch.setattr("expectations.gate._judge", closed)
    with pytest.raises(GateClosed, match="planted"):
        nightly(store, samples)
    assert (store / "nianbao.duckdb").resolve() == pointer
    assert (store / "releases" / "latest").resolve() == Path(first.release).resolve()
    monkeypatch.undo()
    assert nightly(store, samples).outcome == "ok"
    assert (store / "nianbao.duckdb").resolve() != pointer


def test_documents_nobody_can_read_do_not_stop_the_run(tmp_path: Path) -> None:
    from flows.nightly import nightly

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.html").write_bytes(b"")
    (folder / "blob.html").write_bytes(bytes(range(256)) * 8)
    (folder / "page.html").write_text("<p>没有表格", encoding="utf-8")
    summary = nightly(tmp_path / "store", folder)
    assert (summary.outcome, summary.documents, summary.facts) == ("ok", 3, 0)
    kinds = {row["kind"] for row in pq.read_table(tmp_path / "store" / "issues.parquet").to_pylist()}
    assert {"empty_file", "unknown_format", "table_missing", "agency_unknown", "year_unknown"} <= kinds


def test_a_report_of_nobody_and_no_year_does_not_stop_the_run(tmp_path: Path) -> None:
    from flows.nightly import nightly

    folder = tmp_path / "in"
    folder.mkdir()
    rows = "<tr><td>信息内容<td>本年处理决定数量<tr><td>行政处罚<td>7<tr><td>行政强制<td>0"
    (folder / "nameless.html").write_text(
        f"<table><tr><td colspan=2>第二十条第（六）项{rows}</table>", encoding="utf-8"
    )
    summary = nightly(tmp_path / "store", folder)
    assert (summary.outcome, summary.facts, summary.newest_year) == ("ok", 2, 0)
    assert {row["agency_id"] for row in _facts(tmp_path / "store")} == {None}


def test_a_number_of_a_scan_keeps_how_sure_it_is_and_where_its_ink_stands_up_to_the_release(tmp_path: Path) -> None:
    from flows.nightly import nightly
    from publish.explain import explain, render_explanation

    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    kind = FORMATS["scan-200"]
    documents = drawn(kind.documents("2009-anhui"), 1, 5)
    (folder / "scan.pdf").write_bytes(written(kind, documents)[0])
    nightly(store, folder)
    facts = {tuple(row[name] for name in ("document_id", *PLACE)): row for row in _facts(store)}
    readings = pq.read_table(store / "releases" / "latest" / "readings.parquet").to_pylist()
    assert len(readings) > 5
    for row in readings:
        fact = facts.pop(tuple(row[name] for name in ("document_id", *PLACE)))
        assert (fact["indicator"], fact["value_as_reported"]) == (row["indicator"], row["text"])
        assert (row["region_unit"], row["second_text"]) == ("points", None)
        assert 0.6 < row["confidence"] <= 1
        assert 0 < row["left"] < row["right"] < 842 and 0 < row["top"] < row["bottom"] < 842
        assert row["right"] - row["left"] < 80 and row["bottom"] - row["top"] < 25
    assert not [fact for fact in facts.values() if fact["obs_status"] != "O"]
    row = readings[0]
    said = io.StringIO()
    body = pq.read_table(store / "documents.parquet").to_pylist()[0]
    found = explain(store / "nianbao.duckdb", body["agency"], body["year"], row["indicator"], row["breakdown"])
    render_explanation(found, "table", said)
    assert (
        f"left {row['left']}, top {row['top']}, right {row['right']}, bottom {row['bottom']} points" in said.getvalue()
    )


def test_reading_in_processes_gives_what_reading_in_one_gives(tmp_path: Path, samples: Path) -> None:
    from flows.nightly import nightly

    one, many = tmp_path / "one", tmp_path / "many"
    nightly(one, samples)
    nightly(many, samples, workers=2)
    assert _facts(one) == _facts(many)
