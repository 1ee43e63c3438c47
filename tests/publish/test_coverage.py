"""Which reports there are: a gap is never silent, and what is wrong with a report is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from publish.coverage import query_coverage, render_coverage
from publish.coverage_plot import draw_coverage
from publish.errors import PublishError, TrendError
from publish.warehouse import build_warehouse
from tests.publish.maker import hongze, issue, make_store, yuyao_police
from transform.sites import load_sites


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = [*hongze(), *yuyao_police()]
    facts[1] = {**facts[1], "obs_status": "U"}
    told = issue(facts[2], "row_missing", severity="error")
    return build_warehouse(make_store(tmp_path_factory.mktemp("store"), facts, (told,)), "test")


def test_a_report_that_is_expected_and_not_there_is_a_gap_with_its_address(warehouse: Path) -> None:
    rows = {(row.agency, row.year): row for row in query_coverage(warehouse, "report")}
    assert sum(row.expected for row in rows.values()) == len({(r.agency_id, r.year) for r in load_sites().reports})
    gap = rows["平阳县公安局", 2021]
    assert (gap.expected, gap.found, gap.read, gap.sound, gap.reason) == (True, False, False, False, "not_found")
    assert "zjpy.gov.cn" in gap.address


def test_of_a_report_that_was_read_it_is_said_whether_it_is_sound_and_why_not(warehouse: Path) -> None:
    rows = {(row.agency, row.year): row for row in query_coverage(warehouse, "report")}
    sound, failed, wrong = (
        rows["洪泽区人民政府", 2023], rows["洪泽区人民政府", 2024], rows["余姚市公安局", 2019],
    )  # fmt: skip
    assert (sound.read, sound.sound, sound.reason, sound.expected) == (True, True, None, False)
    assert (failed.read, failed.sound, failed.reason) == (True, False, "identity_failed")
    assert (wrong.read, wrong.sound, wrong.reason) == (True, False, "row_missing")


@pytest.mark.parametrize("region", ["江苏省", "320000", "淮安市", "洪泽区"])
def test_a_region_is_named_by_place_or_code(warehouse: Path, region: str) -> None:
    found = query_coverage(warehouse, "report", region)
    assert {("洪泽区人民政府", 2023), ("洪泽区人民政府", 2024)} <= {(row.agency, row.year) for row in found}
    assert "余姚市公安局" not in {row.agency for row in found}


def test_a_place_of_which_there_are_several_is_not_chosen_for_the_reader(warehouse: Path) -> None:
    with pytest.raises(TrendError, match="several places; give a code: 320106, 320302"):
        query_coverage(warehouse, "report", "鼓楼区")


def test_sums_are_those_of_the_reports(warehouse: Path) -> None:
    one_by_one = query_coverage(warehouse, "report")
    for by in ("province", "level", "kind", "year", "agency"):
        sums = query_coverage(warehouse, by)
        assert sum(row.expected for row in sums) == sum(row.expected for row in one_by_one)
        assert sum(row.found for row in sums) == 3
        assert sum(row.sound for row in sums) == 1
    stream = io.StringIO()
    render_coverage(query_coverage(warehouse, "province", "江苏省"), "csv", stream)
    rows = {row["year"]: row for row in csv.DictReader(io.StringIO(stream.getvalue()))}
    assert (rows["2023"]["group"], rows["2023"]["found"], rows["2023"]["sound"]) == ("江苏省", "1", "1")


def test_the_picture_is_the_same_each_time_and_prints_chinese(warehouse: Path, tmp_path: Path) -> None:
    found = query_coverage(warehouse, "province")
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        draw_coverage(found, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "江苏省" in text and "中央" in text and "年报覆盖情况" in text
    with pytest.raises(PublishError, match=r"\.png or \.svg"):
        draw_coverage(found, tmp_path / "a.gif")
    with pytest.raises(TrendError, match="ask for sums"):
        draw_coverage(query_coverage(warehouse, "report"), tmp_path / "a.svg")
