"""The real reports printed again in other formats give the facts of their gold; the rest of the formats: `make soak REAL=1`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rendering.formats import FORMATS
from tests.rendering.reprints import SAVED, differences, laid_out, samples_in, saved, scanned

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"


@pytest.mark.parametrize("target", SAVED)
def test_a_published_page_saved_or_printed_by_an_office_program_gives_the_same_facts(target: str) -> None:
    reprint = saved(REPORTS, target)
    assert differences([reprint]) == {reprint.name: []}


@pytest.mark.parametrize("name", ["docx", "xlsx", "pdf", "doc"])
def test_published_figures_give_the_same_facts_in_every_format(name: str) -> None:
    kind = FORMATS[name]
    reprints = laid_out(kind, samples_in(kind)[:2])
    assert differences(reprints) == {reprint.name: [] for reprint in reprints}


def test_a_scanned_published_report_has_no_wrong_figure_that_no_issue_names() -> None:
    reprint = scanned(REPORTS, "hongze_2024.pdf", 200, seed=7)
    assert differences([reprint]) == {reprint.name: []}
