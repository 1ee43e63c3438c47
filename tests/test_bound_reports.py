"""Two reports bound into one PDF: no number of one is told as the other's without an issue."""

from __future__ import annotations

import io
from collections import Counter

import pypdfium2
import pytest

from extract.read import read
from tests.rendering.as_pdf import as_pdf
from tests.rendering.facts import distinct_values
from tests.rendering.habits import Habits, print_values
from tests.rendering.layout import lay_out
from transform.agencies import load_agencies
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

REFERENCE = load_reference()
AGENCIES = load_agencies()
ONE, OTHER = (row.name for row in AGENCIES.rows[:2])


def report(form: str, agency: str, year: int, more: int) -> bytes:
    values = {
        key: None if value is None else value + more for key, value in distinct_values(REFERENCE.forms[form]).items()
    }
    texts = print_values(values, REFERENCE.forms[form], REFERENCE, Habits())
    grids = lay_out(REFERENCE.forms[form], texts, REFERENCE, Habits().layout, Habits().label)
    period = f"本年度报告中所列数据统计期限自{year}年1月1日起至{year}年12月31日止。"
    return as_pdf(f"{agency}\n{year}年政府信息公开工作年度报告", period, grids)


def bound(*reports: bytes) -> Interpretation:
    whole = pypdfium2.PdfDocument.new()
    for each in reports:
        whole.import_pages(pypdfium2.PdfDocument(each))
    out = io.BytesIO()
    whole.save(out)
    return interpret(read(out.getvalue(), "bound.pdf"), REFERENCE, AGENCIES)


def told(found: Interpretation) -> Counter[str]:
    return Counter(issue["kind"] for issue in found.issues if issue["severity"] == "error")


def test_two_reports_of_one_form_give_no_number_under_the_name_of_one() -> None:
    found = bound(report("2021", ONE, 2023, 0), report("2021", OTHER, 2023, 7))
    assert found.facts == []
    assert told(found)["agency_disputed"] == 1
    assert told(found)["conflicting_cell"] > 0


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        (("2014", ONE, 2018, 0), ("2019", OTHER, 2019, 7), {"agency_disputed", "year_disputed"}),
        (("2019", ONE, 2020, 0), ("2021", ONE, 2021, 7), {"year_disputed"}),
        (("2021", ONE, 2023, 0), ("2021", OTHER, 2023, 0), {"agency_disputed"}),
    ],
)
def test_a_second_title_in_the_document_is_an_error_that_is_told(
    first: tuple[str, str, int, int], second: tuple[str, str, int, int], kinds: set[str]
) -> None:
    assert kinds <= set(told(bound(report(*first), report(*second))))
