"""The command line as a person meets it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from transform.forms import DATA

SAMPLES = DATA / "samples"
FACT_COLUMNS = (
    "document,agency,agency_id,year,scope,indicator,breakdown,value,unit,obs_status,value_as_reported,form,"
    "page,table,row,column"
)
ISSUE_COLUMNS = "document,kind,severity,indicator,breakdown,page,table,row,column,printed,expected,message"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("command", ["", "refresh", "extract", "trend", "issues", "explain"])
def test_every_command_says_what_it_does(command: str) -> None:
    result = _run(*([command] if command else []), "--help")
    assert result.exit_code == 0 and "Usage:" in result.output


def test_extract_writes_the_columns_the_design_names(tmp_path: Path) -> None:
    facts, issues = tmp_path / "f.csv", tmp_path / "i.csv"
    result = _run("extract", SAMPLES / "hongze_2023.pdf", "--facts", facts, "--issues", issues)
    assert result.exit_code == 0
    assert facts.read_text(encoding="utf-8").splitlines()[0] == FACT_COLUMNS
    assert issues.read_text(encoding="utf-8").splitlines()[0] == ISSUE_COLUMNS
    assert "186 facts, 2 issues: 2 error" in result.stderr
    (penalty,) = [row for row in _rows(facts) if row["indicator"] == "administrative_penalty.decisions"]
    assert (penalty["document"], penalty["agency"], penalty["year"]) == ("hongze_2023.pdf", "洪泽区人民政府", "2023")
    assert (penalty["value"], penalty["value_as_reported"], penalty["obs_status"]) == ("4119", "4119", "A")


def test_extract_shows_totals_that_do_not_add_up_and_repairs_none(tmp_path: Path) -> None:
    facts, issues = tmp_path / "f.csv", tmp_path / "i.csv"
    result = _run("extract", SAMPLES / "hongze_2023.pdf", "--facts", facts, "--issues", issues, "--strict")
    assert result.exit_code == 1
    failed = {row["indicator"]: row for row in _rows(issues) if row["kind"] == "identity_failed"}
    assert set(failed) == {"reconsideration.total", "litigation.after_reconsideration.total"}
    assert failed["reconsideration.total"]["printed"] == "0"
    values = {row["indicator"]: row["value"] for row in _rows(facts) if row["breakdown"] == "total"}
    assert (values["reconsideration.total"], values["litigation.after_reconsideration.total"]) == ("0", "0")
    assert (values["reconsideration.upheld"], values["reconsideration.corrected"]) == ("10", "1")


def test_extract_of_a_sound_report_is_strict_without_complaint() -> None:
    result = _run("extract", SAMPLES / "hongze_2024.pdf", "--strict", "--format", "csv")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    "name, data", [("empty.html", b""), ("blob.html", bytes(range(256)) * 20), ("page.html", b"<p>x")]
)
def test_a_document_nobody_can_read_is_an_issue_and_not_a_traceback(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = _run("extract", path, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.output)["issues"]
    assert _run("extract", path, "--strict").exit_code == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = _run("extract", tmp_path / "no-such-report.html")
    assert result.exit_code == 2 and "no-such-report.html" in result.output


def test_trend_shows_the_change_between_two_reports(sample_store: Path) -> None:
    result = _run("trend", "行政处罚", "--agency", "洪泽区人民政府", "--store", sample_store)
    assert result.exit_code == 0
    for text in ("4,119", "2,776", "1,343", "32.6"):
        assert text in result.output


def test_trend_does_not_pass_off_last_years_items_as_last_years_decisions(sample_store: Path) -> None:
    table = _run("trend", "行政处罚", "--agency", "余姚市公安局", "--store", sample_store).output
    assert "5,427" in table and "items_misread" in table
    assert "4,126" in table and "not the decisions of 2018" in table
    plain = _run("trend", "行政处罚", "--agency", "余姚市公安局", "--store", sample_store, "--format", "csv").output
    assert [row["year"] for row in csv.DictReader(io.StringIO(plain))] == ["2019"]


def test_an_indicator_nobody_knows_gets_an_answer_that_helps(sample_store: Path) -> None:
    result = _run("trend", "行政处分", "--store", sample_store)
    assert result.exit_code == 1 and "行政处罚" in result.output


def test_a_store_that_is_not_there_says_what_to_do_next(tmp_path: Path) -> None:
    result = _run("trend", "行政处罚", "--store", tmp_path / "none")
    assert result.exit_code == 1 and "nianbao refresh" in result.output


def test_issues_can_be_narrowed(sample_store: Path) -> None:
    result = _run("issues", "--kind", "identity_failed", "--format", "csv", "--store", sample_store)
    rows = list(csv.DictReader(io.StringIO(result.output)))
    assert {row["kind"] for row in rows} == {"identity_failed"} and len(rows) == 2


def test_explain_leads_from_the_number_to_its_cell_and_its_checks(sample_store: Path) -> None:
    result = _run("explain", "洪泽区人民政府", "2023", "行政复议", "--store", sample_store)
    assert result.exit_code == 0
    for text in ("hongze_2023.pdf", "page", "F2021-T4-reconsideration", "U"):
        assert text in result.output


def test_two_sources_at_once_are_refused(tmp_path: Path) -> None:
    result = _run("refresh", "--samples", "--folder", tmp_path, "--store", tmp_path / "s")
    assert result.exit_code == 2 and "one of them" in result.output
