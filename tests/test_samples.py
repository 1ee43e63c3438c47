"""The bundled samples, read through: exactly the hand-checked figures, of the right body, year, scope and form."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.collect.folder import SIDECAR
from extract.read import read
from tests.rendering.gold import facts_of, gold_facts
from tests.rendering.make_samples import ALL, SAMPLES, Sample, render
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

SCOPES = {
    "余姚市公安局": "agency",
    "上海市人民政府办公厅": "agency",
    "洪泽区人民政府": "area",
    "宿迁市人民政府": "area",
}


def read_sample(sample: Sample) -> Interpretation:
    path = SAMPLES / sample.file
    return interpret(read(path.read_bytes(), path.name), load_reference(), load_agencies())


each_sample = pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.file)


@each_sample
def test_a_bundled_figure_is_never_misread_lost_or_invented(sample: Sample) -> None:
    assert facts_of(read_sample(sample)) == gold_facts(sample.gold)


@each_sample
def test_a_sound_sample_opens_no_issue(sample: Sample) -> None:
    assert [issue["message"] for issue in read_sample(sample).issues] == []


@each_sample
def test_figures_are_not_given_to_another_body_year_or_scope(sample: Sample) -> None:
    found = read_sample(sample)
    said = found.document["agency"], found.document["year"], found.document["scope"], found.document["form"]
    form = f"{sample.form};{sample.leftover}" if sample.leftover else sample.form
    assert said == (sample.publisher, sample.year, SCOPES[sample.publisher], form)
    assert {fact["scope"] for fact in found.facts} == {SCOPES[sample.publisher]}


@each_sample
def test_a_blank_cell_never_becomes_zero(sample: Sample) -> None:
    for fact in read_sample(sample).facts:
        blank = not fact["value_as_reported"].strip()
        assert (fact["value"] is None) == blank
        assert fact["obs_status"] == ("O" if blank else "A")


@each_sample
def test_a_sample_does_not_pass_for_the_published_document(sample: Sample) -> None:
    said = yaml.safe_load((SAMPLES / f"{sample.file}{SIDECAR}").read_text(encoding="utf-8"))
    assert said["publisher"] == said["figures_of"] == sample.publisher
    assert said["year"] == sample.year
    assert said["made_by"] and said["note"].startswith("not the published document")


def test_no_file_lies_among_the_samples_without_gold_and_sidecar() -> None:
    expected = {name for sample in ALL for name in (sample.file, f"{sample.file}{SIDECAR}")}
    assert {path.name for path in SAMPLES.iterdir()} == expected


def test_samples_are_what_their_generator_makes() -> None:
    for sample in ALL:
        if not sample.file.endswith(".pdf"):  # their font is not needed to run the tests
            assert (SAMPLES / sample.file).read_bytes() == render(sample, load_reference())


def test_the_leftover_table_of_yuyao_is_not_read_as_the_form_of_its_year() -> None:
    (sample,) = (sample for sample in ALL if sample.leftover)
    forms = {fact["indicator"].split(".")[0]: fact["form"] for fact in read_sample(sample).facts}
    assert {form for name, form in forms.items() if name in ("proactive", "response")} == {"2014"}
    assert forms["administrative_penalty"] == "2019"


def test_prefectures_totals_are_there_without_the_applicant_groups() -> None:
    facts = facts_of(read_sample(next(sample for sample in ALL if sample.file == "suqian_2024.html")))
    assert facts["applications.received_new", "total"] == (3525.0, "A", "3525")
    assert facts["applications.received_new", "natural_person"] == (None, "O", "")


def test_samples_hold_no_address_that_was_made_up() -> None:
    for sidecar in Path(SAMPLES).glob(f"*{SIDECAR}"):
        assert "url" not in yaml.safe_load(sidecar.read_text(encoding="utf-8"))
