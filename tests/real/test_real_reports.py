"""The real reports against their hand-checked facts; collected only where they are at hand (see conftest.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.read import read
from tests.rendering.gold import facts_of, gold_facts
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
REAL = {
    "yuyao_gonganju_2019.txt": ("余姚市公安局", 2019, "agency", "2019;2014"),
    "shanghai_office_2019.html": ("上海市人民政府办公厅", 2019, "agency", "2019"),
    "hongze_2023.pdf": ("洪泽区人民政府", 2023, "area", "2021"),
    "hongze_2024.pdf": ("洪泽区人民政府", 2024, "area", "2021"),
}

each_report = pytest.mark.parametrize("name", REAL)


def read_real(name: str) -> Interpretation:
    return interpret(read((REPORTS / name).read_bytes(), name), load_reference(), load_agencies())


@each_report
def test_a_published_figure_is_never_misread_lost_or_invented(name: str) -> None:
    assert facts_of(read_real(name)) == gold_facts(name.partition(".")[0])


@each_report
def test_a_published_report_is_not_given_to_another_body_year_scope_or_form(name: str) -> None:
    document = read_real(name).document
    assert (document["agency"], document["year"], document["scope"], document["form"]) == REAL[name]


@each_report
def test_a_sound_table_opens_no_issue(name: str) -> None:
    assert [issue["message"] for issue in read_real(name).issues if issue["table"]] == []


TORN = "shanghai_office_2025.md"
EXCERPTS = ("1", "6", "8", "10", "12", "14", "20", "22", "44")
CUT = ("20",)  # the excerpt ends inside a row: its last number is not there


def test_a_report_torn_by_a_converter_gives_no_number_to_another_cell() -> None:
    found, gold = facts_of(read_real(TORN)), gold_facts("shanghai_office_2025")
    torn_off = {key for key in gold if key[0].startswith(("rules.", "normative_documents."))}
    assert found == {key: fact for key, fact in gold.items() if key not in torn_off}
    told = [issue["printed"] for issue in read_real(TORN).issues if issue["kind"] == "unplaced_cell"]
    assert sorted(told) == sorted(["22", "（其中修订 16 件）", "55", "（含自然失效 29 件）", "22", "235", "34", "189"])


@pytest.mark.parametrize("name", EXCERPTS)
def test_a_copied_excerpt_is_read_as_far_as_it_goes(name: str) -> None:
    found = read_real(f"excerpts/{name}.txt")
    gold = gold_facts(str(REPORTS / "excerpts" / "gold" / name))
    assert facts_of(found) == gold
    assert [issue["kind"] for issue in found.issues].count("row_cut") == (name in CUT)
