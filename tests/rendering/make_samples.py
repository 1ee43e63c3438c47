"""tests/gold/ → data/samples/: small reports of our own making with real figures.

`python -m tests.rendering.make_samples [FOLDER]` writes every sample and its sidecar, the same bytes each time, into
data/samples/ or FOLDER. A sample holds the official labels, the published figures, a title and the sentence that names
the period; no other text of the report. The PDFs need WenQuanYi Zen Hei (Debian package fonts-wqy-zenhei), a part of
which they carry; the tests need neither the font nor this module to run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tests.rendering.as_html import as_html
from tests.rendering.as_pdf import as_pdf
from tests.rendering.as_text import as_text
from tests.rendering.gold import gold_texts
from tests.rendering.habits import MISPRINT, Habits
from tests.rendering.layout import Grid, Layout, lay_out
from transform.forms import Reference, load_reference

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
FONT = "WenQuanYi Zen Hei"

Write = Callable[[str, str, list[Grid]], bytes]

PLAIN = Habits()
MERGED_OTHERWISE = Habits(layout=Layout(misaligned=True))
LEFTOVER = Habits(layout=Layout(sections=False))
PARAGRAPH_BY_PARAGRAPH = Habits(layout=Layout(stacked=False))


@dataclass(frozen=True, slots=True)
class Sample:
    """One report: whose, its title and period sentence, the form and its habits, and the form of a leftover table."""

    file: str
    publisher: str
    year: int
    title: str
    period: str
    write: Write
    figures_from: str
    form: str
    habits: Habits = PLAIN
    leftover: str = ""
    note: str = ""

    @property
    def gold(self) -> str:
        return self.file.partition(".")[0]


def _pdf(title: str, period: str, grids: list[Grid]) -> bytes:
    pdfmetrics.registerFont(TTFont(FONT, FONT_FILE, subfontIndex=0))
    return as_pdf(title, period, grids, FONT, page_height=395.0)


def _html_in_spans(title: str, period: str, grids: list[Grid]) -> bytes:
    return as_html(title, period, grids, spans=True)


ALL = (
    Sample(
        "yuyao_gonganju_2019.txt", "余姚市公安局", 2019, "余姚市公安局2019年政府信息公开工作\n年度报告",
        "本年报中所列数据统计期限自2019年1月1日至2019年12月31日止。", as_text,
        "余姚市公安局2019年政府信息公开工作年度报告", "2019", leftover="2014",
        note="flattened from Word; 表二 is left over from the form of 2014–2018",
    ),
    Sample(
        "hongze_2023.pdf", "洪泽区人民政府", 2023, "洪泽区人民政府\n2023年政府信息公开工作年度报告",
        "报告中所列数据统计期限自2023年1月1日起至2023年12月31日止。", _pdf,
        "洪泽区人民政府2023年政府信息公开工作年度报告", "2021", Habits(relabel=MISPRINT),
        note="two totals of 表四 are as wrong as they were published; 其他处理 is one row; a label is misprinted",
    ),
    Sample(
        "hongze_2024.pdf", "洪泽区人民政府", 2024, "淮安市洪泽区人民政府\n2024年政府信息公开工作年度报告",
        "报告中所列数据统计期限自2024年1月1日起至2024年12月31日止。", _pdf,
        "淮安市洪泽区人民政府2024年政府信息公开工作年度报告", "2021", Habits(relabel=MISPRINT),
        note="其他处理 is one row; a label is misprinted",
    ),
    Sample(
        "shanghai_office_2019.html", "上海市人民政府办公厅", 2019, "2019年上海市人民政府办公厅政府信息公开工作年度报告",
        "本年度报告中所列数据统计期限从2019年1月1日到12月31日止。", as_html,
        "2019年上海市人民政府办公厅政府信息公开工作年度报告", "2019", MERGED_OTHERWISE,
        note="总计 is blank on most result rows, as published; headers and numbers have other column spans",
    ),
    Sample(
        "shanghai_office_2025.html", "上海市人民政府办公厅", 2025, "2025年上海市人民政府办公厅政府信息公开工作年度报告",
        "本年度报告中所列数据统计期限为2025年1月1日至12月31日。", as_html,
        "2025年上海市人民政府办公厅政府信息公开工作年度报告", "2021",
        note="two numbers carry a note in their cell, as published",
    ),
    Sample(
        "suqian_2023.html", "宿迁市人民政府", 2023, "宿迁市人民政府2023年政府信息公开工作年度报告",
        "本年度报告所列数据统计期限自2023年1月1日起至2023年12月31日止。", _html_in_spans,
        "宿迁市人民政府2023年政府信息公开工作年度报告", "2021",
        note="only 总计 is filled: the figures by applicant group are not at hand; title and period are ours",
    ),
    Sample(
        "suqian_2024.html", "宿迁市人民政府", 2024, "宿迁市人民政府2024年政府信息公开工作年度报告",
        "本年度报告所列数据统计期限自2024年1月1日起至2024年12月31日止。", as_html,
        "宿迁市人民政府2024年政府信息公开工作年度报告", "2021", PARAGRAPH_BY_PARAGRAPH,
        note="only 总计 is filled: the figures by applicant group are not at hand; title and period are ours",
    ),
)  # fmt: skip


def render(sample: Sample, reference: Reference) -> bytes:
    return sample.write(sample.title, sample.period, grids_of(sample, reference))


def grids_of(sample: Sample, reference: Reference) -> list[Grid]:
    """The tables of a sample; a leftover table stands behind 第二十条, where 余姚市公安局 has it."""
    texts = gold_texts(sample.gold)
    first, *others = _grids(sample.form, texts, sample.habits, reference)
    if sample.leftover:
        form = reference.forms[sample.form]
        known = {(cell.indicator, cell.breakdown) for table in form.tables for cell in table.cells.values()}
        rest = {key: text for key, text in texts.items() if key not in known}
        others = [*_grids(sample.leftover, rest, LEFTOVER, reference), *others]
    return [first, *others]


def _grids(form: str, texts: dict[tuple[str, str], str], habits: Habits, reference: Reference) -> list[Grid]:
    return lay_out(reference.forms[form], texts, reference, habits.layout, habits.label)


def sidecar(sample: Sample) -> str:
    """What is known of a sample, as YAML; no address is, so none is given."""
    said = {
        "publisher": sample.publisher,
        "figures_of": sample.publisher,
        "year": sample.year,
        "figures_from": sample.figures_from,
        "made_by": "tests/rendering/make_samples.py",
        "note": f"not the published document; {sample.note}",
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=200)


def main(folder: Path) -> None:
    reference = load_reference()
    for sample in ALL:
        (folder / sample.file).write_bytes(render(sample, reference))
        (folder / f"{sample.file}.source.yml").write_text(sidecar(sample), encoding="utf-8")
        print(folder / sample.file)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
