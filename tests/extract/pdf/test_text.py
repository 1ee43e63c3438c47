"""Text outside tables."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from extract.read.pdf import read_pdf
from tests.extract.pdf.drawn import PARAGRAPH, centred, pdf, read, text_at, together, write


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        size = 15
        centred(canvas, 780, "某区人民政府", 22)
        centred(canvas, 750, "2023年政府信息公开工作年度报告", 22)
        write(canvas, 72 + 2 * size, 700, PARAGRAPH[:28], size)
        write(canvas, 72, 672, "共受理申请" + PARAGRAPH[:24] + "2", size)
        write(canvas, 72, 644, "13件。", size)
        write(canvas, 72 + 2 * size, 616, "一、总体情况", size)

    report = read(draw)
    assert [text.text for text in report.texts] == [
        "某区人民政府2023年政府信息公开工作年度报告",
        PARAGRAPH[:28] + "共受理申请" + PARAGRAPH[:24] + "2\n13件。",
        "一、总体情况",
    ]
    assert [text.heading for text in report.texts] == [True, False, False]


def test_the_title_printed_on_the_page_comes_before_the_one_in_the_metadata() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, 780, "某区人民政府", 22)
        centred(canvas, 750, "2023年年度报告", 22)
        write(canvas, 72, 700, PARAGRAPH)

    report = read_pdf(pdf(draw, title="Word - 1.doc"), "title.pdf")
    assert report.titles == ("某区人民政府2023年年度报告", "Word - 1.doc")


def test_a_title_of_half_a_character_does_not_stop_the_reader() -> None:
    data = pdf(text_at(72, 700, "一"), title="TITLE").replace(b"(TITLE)", b"<FEFFD800>")
    assert read_pdf(data, "title.pdf").titles == ()


def test_text_of_one_size_has_no_heading() -> None:
    report = read(together(*(text_at(72, 700 - 20 * n, PARAGRAPH) for n in range(3))))
    assert not any(text.heading for text in report.texts)
    assert report.titles == ()


LEFT = [f"左栏第{n}行讲的是主动公开情况" for n in "一二三四五六"]
RIGHT = [f"右栏第{n}行讲的是依申请公开情况" for n in "一二三四五六"]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 760, "一、概述")
        for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            write(canvas, 72, 700 - 16 * n, left)
            write(canvas, 320, 700 - 16 * n, right)
        write(canvas, 72, 560, "二、其他")

    assert "".join(text.text for text in read(draw).texts) == "".join(["一、概述", *LEFT, *RIGHT, "二、其他"])


def test_labels_with_numbers_far_beside_them_are_not_two_columns_of_prose() -> None:
    lines = [
        together(text_at(72, 700 - 16 * n, label), text_at(420, 700 - 16 * n, str(n))) for n, label in enumerate(LEFT)
    ]
    printed = "".join(text.text for text in read(together(*lines)).texts)
    assert printed == "".join(f"{label} {n}" for n, label in enumerate(LEFT))
