"""Word documents: what is printed is read once, in its cell; what is not printed is not read."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from extract.read import read
from extract.read.word import read_docx
from extract.report import Image, Report, Table, Text
from tests.extract.packages import NAMESPACES, OFFICE, TYPES, W, p, pack, r, relationships, tbl, tc, tr, word


def grid(report: Report, number: int = 0) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in report.tables[number].cells]


def cells(body: str) -> list[tuple[str, int, int, int, int]]:
    report = read_docx(word(body), "a.docx")
    assert not report.problems
    return grid(report)


def lines(body: str, styles: str = "") -> list[str]:
    return [text.text for text in read_docx(word(body, styles), "a.docx").texts]


DOWN, UP = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'


def test_a_merged_label_covers_its_rows_and_no_value_moves_a_column() -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(1, 0).merge(table.cell(3, 1)).text = "label"
    table.cell(0, 2).merge(table.cell(0, 3)).text = "header"
    file = io.BytesIO()
    document.save(file)
    assert grid(read(file.getvalue(), "a.docx")) == [
        ("00", 1, 1, 1, 1), ("01", 1, 2, 1, 1), ("header", 1, 3, 1, 2),
        ("label", 2, 1, 3, 2), ("12", 2, 3, 1, 1), ("13", 2, 4, 1, 1),
        ("22", 3, 3, 1, 1), ("23", 3, 4, 1, 1), ("32", 4, 3, 1, 1), ("33", 4, 4, 1, 1),
    ]  # fmt: skip


def test_two_merged_labels_one_below_the_other_stay_two() -> None:
    rows = [tr(tc("A", UP), "1"), tr(tc("", DOWN), "2"), tr(tc("B", UP), "3"), tr(tc("", DOWN), "4")]
    assert [cell for cell in cells(tbl(*rows)) if cell[0] in "AB"] == [("A", 1, 1, 2, 1), ("B", 3, 1, 2, 1)]


def framed(widths: list[int], *rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return tbl(*rows).replace("<w:tblGrid/>", f"<w:tblGrid>{columns}</w:tblGrid>")


def test_borders_that_miss_one_another_by_a_hair_do_not_part_a_column() -> None:
    two = '<w:gridSpan w:val="2"/>'
    rows = [tr(tc("head", two), tc("x", two)), tr("a", tc("b", two), "c")]
    assert cells(framed([600, 600, 1, 600], *rows)) == [
        ("head", 1, 1, 1, 2), ("x", 1, 3, 1, 1), ("a", 2, 1, 1, 1), ("b", 2, 2, 1, 1), ("c", 2, 3, 1, 1),
    ]  # fmt: skip


def test_a_cell_that_a_file_gives_no_width_is_a_cell() -> None:
    expected = [("a", 1, 1, 1, 1), ("b", 1, 2, 1, 1), ("c", 1, 3, 1, 1)]
    assert cells(framed([0, 0, 0], tr("a", "b", "c"))) == expected
    assert cells(framed([600, 10, 600], tr("a", "b", "c"))) == expected
    assert cells(framed([600], tr("a", "b", "c"))) == expected


def test_a_continued_cell_with_nothing_above_it_keeps_its_text() -> None:
    assert cells(tbl(tr("a", "b", "c"), tr(tc("x", DOWN + '<w:gridSpan w:val="2"/>'), "y"))) == [
        ("a", 1, 1, 1, 1), ("b", 1, 2, 1, 1), ("c", 1, 3, 1, 1), ("x", 2, 1, 1, 2), ("y", 2, 3, 1, 1),
    ]  # fmt: skip


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    before = '<w:gridBefore w:val="2"/><w:gridAfter w:val="1"/>'
    assert cells(tbl(tr("a", "b", "c", "d"), tr("x", properties=before)))[-1] == ("x", 2, 3, 1, 1)


def test_cells_merged_the_old_way_are_one_cell() -> None:
    merged = [tc("A", '<w:hMerge w:val="restart"/>' + UP), tc("", "<w:hMerge/>" + UP), tc("1")]
    below = [tc("", '<w:hMerge w:val="restart"/>' + DOWN), tc("", "<w:hMerge/>" + DOWN), tc("2")]
    assert cells(tbl(tr(*merged), tr(*below))) == [("A", 1, 1, 2, 2), ("1", 1, 3, 1, 1), ("2", 2, 3, 1, 1)]


def test_rows_cells_and_paragraphs_in_content_controls_are_read() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = tr(control(tc("a")), tc(control(p(control(r("b"))))))
    assert cells(control(tbl(control(row), tr("c", "d")))) == [
        ("a", 1, 1, 1, 1), ("b", 1, 2, 1, 1), ("c", 2, 1, 1, 1), ("d", 2, 2, 1, 1),
    ]  # fmt: skip


def test_a_number_that_was_changed_is_read_as_it_stands_now() -> None:
    changed = f"<w:del>{r('713')}</w:del><w:moveFrom>{r('5')}</w:moveFrom>"
    assert cells(tbl(tr(p(changed + f"<w:ins>{r('749')}</w:ins>")), tr("1")))[0] == ("749", 1, 1, 1, 1)


def test_a_deleted_row_is_not_a_row() -> None:
    assert cells(tbl(tr("a"), tr("gone", properties="<w:del/>"), tr("b"))) == [("a", 1, 1, 1, 1), ("b", 2, 1, 1, 1)]


def test_a_deleted_paragraph_mark_joins_the_lines() -> None:
    mark = "<w:rPr><w:del/></w:rPr>"
    assert lines(p("2023", properties=mark) + p("年")) == ["2023年"]
    assert cells(tbl(tr(tc(p("12", properties=mark) + p("3"))), tr("x")))[0][0] == "123"


def test_hidden_text_is_not_printed() -> None:
    styles = (
        '<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="hh"><w:basedOn w:val="h"/></w:style>'
    )
    assert lines(p(r("9", "<w:vanish/>"), "1", r("8", '<w:rStyle w:val="hh"/>')), styles) == ["1"]
    hidden = p(r("seen", '<w:vanish w:val="0"/>'), "no", properties='<w:pStyle w:val="h"/>')
    assert lines(hidden, styles) == ["seen"]
    assert cells(tbl(tr("a"), tr("no", properties="<w:hidden/>"), tr("b")))[-1] == ("b", 2, 1, 1, 1)


def test_white_print_on_paper_is_not_printed_and_on_a_shade_it_is() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    assert lines(p(r("9", white), "1")) == ["1"]
    shade = '<w:shd w:val="clear" w:fill="4472C4"/>'
    assert lines(p(r("9", white + shade), "1")) == ["91"]
    assert lines(p(r("9", white), "1", properties=shade)) == ["91"]
    assert cells(tbl(tr(tc(p(r("749", white)), properties=shade)), tr("b")))[0][0] == "749"
    assert cells(tbl(tr(tc(p(r("749", white)))), tr("b")))[0][0] == ""


def test_a_style_or_a_place_off_the_line_strikes_and_raises_as_the_print_itself_does() -> None:
    styles = (
        '<w:style w:styleId="gone"><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:styleId="note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    assert lines(p("12", r("15", '<w:rStyle w:val="gone"/>')), styles) == ["12~~15~~"]
    assert lines(p("12", r("1", '<w:rStyle w:val="note"/>')), styles) == ["12[1]"]
    assert lines(p(r("15"), properties='<w:pStyle w:val="gone"/>'), styles) == ["~~15~~"]
    assert lines(p("12", r("15", '<w:rStyle w:val="gone"/><w:strike w:val="0"/>')), styles) == ["1215"]
    assert lines(p("12", r("1", '<w:position w:val="8"/>'))) == ["12[1]"]
    assert lines(p(r("12", '<w:position w:val="8"/>'))) == ["12"]
    assert lines(p("1", r("2", '<w:position w:val="-2"/>'))) == ["12"]


def test_a_struck_number_or_a_footnote_mark_is_never_joined_to_the_number_beside_it() -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    struck, kept = run("15", "<w:strike/>"), run("15", '<w:strike w:val="0"/>')
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    both = (f"<w:p>{run('12')}{beside}</w:p>" for beside in (struck, run("15", "<w:dstrike/>"), raised, kept))
    assert lines("".join(both)) == ["12~~15~~", "12~~15~~", "12[1]", "1215"]


def test_breaks_tabs_and_hyphens_are_characters_and_not_lost() -> None:
    run = "<w:r><w:noBreakHyphen/><w:t>832</w:t><w:tab/><w:t>件</w:t><w:br/><w:t>下</w:t><w:softHyphen/></w:r>"
    assert lines(p(run)) == ["-832 件", "下"]
    assert cells(tbl(tr(p(run), "x")))[0][0] == "-832 件\n下"
    symbols = '<w:r><w:sym w:font="Symbol" w:char="F02B"/><w:t>5</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert lines(p(symbols)) == ["+5\uf0fc"]


def test_a_field_prints_its_result_and_not_its_code() -> None:
    marks = ["begin", "separate", "end"]
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in marks)
    code = '<w:r><w:instrText>HYPERLINK "http://a.gov.cn/1.xls"</w:instrText></w:r>'
    report = read_docx(word(p(begin, code, begin, r("no"), end, separate, r("附件"), end, "1")), "a.docx")
    assert [text.text for text in report.texts] == ["附件1"]
    assert [(link.target, link.text) for link in report.links] == [("http://a.gov.cn/1.xls", "附件")]
    assert lines(p(begin, code) + p("next")) == ["next"]


def test_a_text_box_is_read_once_and_does_not_break_its_paragraph() -> None:
    inner = f"<w:txbxContent>{p('box')}</w:txbxContent>"
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(p("left", both, "right")) == ["leftright", "box"]
    assert cells(tbl(tr(p("1", both, "2"), "x")))[0][0] == "12\nbox"


def test_a_table_that_holds_another_is_layout() -> None:
    inner = tbl(tr("a", "1"), tr("b", "2"))
    report = read_docx(word(tbl(tr(tc(p("prose") + inner + p("after"))))), "a.docx")
    assert [block.text if isinstance(block, Text) else "table" for block in report.blocks] == [
        "prose",
        "table",
        "after",
    ]
    assert grid(report) == [("a", 1, 1, 1, 1), ("1", 1, 2, 1, 1), ("b", 2, 1, 1, 1), ("2", 2, 2, 1, 1)]


@pytest.mark.parametrize("stray", [tbl(tr("")), tbl(tr("", ""), tr("", ""))])
def test_an_empty_table_inside_a_cell_does_not_dissolve_the_table(stray: str) -> None:
    assert cells(tbl(tr("a", tc(p("749") + stray + "<w:p/>")))) == [("a", 1, 1, 1, 1), ("749", 1, 2, 1, 1)]


def test_a_number_pasted_with_a_cell_of_its_own_is_the_text_of_its_cell() -> None:
    assert cells(tbl(tr("a", tc(tbl(tr("749")) + "<w:p/>")), tr("b", "1")))[1] == ("749", 1, 2, 1, 1)


def test_notes_comments_headers_and_footers_are_not_mixed_in() -> None:
    notes = "<w:r><w:footnoteReference w:id='1'/><w:commentReference w:id='2'/></w:r>"
    assert lines(p("12", notes)) == ["12"]
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "header"
    document.add_paragraph("text")
    file = io.BytesIO()
    document.save(file)
    assert [text.text for text in read_docx(file.getvalue(), "a.docx").texts] == ["text"]


def test_a_reading_aid_above_a_word_is_not_a_second_word() -> None:
    assert lines(
        p("<w:ruby><w:rt>" + r("shu yang") + "</w:rt><w:rubyBase>" + r("沭阳") + "</w:rubyBase></w:ruby>")
    ) == ["沭阳"]


def test_headings_and_titles_are_told_by_their_style() -> None:
    document = docx.Document()
    document.core_properties.title = "properties"
    document.add_heading("2023年报", 0)
    document.add_heading("一、总体", 1)
    document.add_paragraph("text")
    file = io.BytesIO()
    document.save(file)
    report = read_docx(file.getvalue(), "a.docx")
    assert report.titles == ("2023年报", "properties")
    assert [(text.text, text.heading) for text in report.texts] == [
        ("2023年报", True),
        ("一、总体", True),
        ("text", False),
    ]


def test_a_picture_in_place_of_a_number_is_told() -> None:
    target = f'<Relationship Id="i" Type="{OFFICE}/image" Target="media/1.png"/>'
    picture = '<w:r><w:drawing><a:blip r:embed="i"/></w:drawing></w:r>'
    data = word(p(picture) + tbl(tr("a", p(picture)), tr("b", "1")), links=target)
    report = read_docx(data, "a.docx")
    assert [type(block) for block in report.blocks] == [Image, Table, Image]
    assert [(problem.kind, problem.table, problem.row, problem.column) for problem in report.problems] == [
        ("image_table", 1, 1, 2)
    ]
    assert report.blocks[0] == Image("word/media/1.png")


def test_a_link_to_an_attachment_is_kept() -> None:
    target = f'<Relationship Id="l" Type="{OFFICE}/hyperlink" Target="http://a.gov.cn/1.doc" TargetMode="External"/>'
    report = read_docx(word(p(f'<w:hyperlink r:id="l">{r("附件")}</w:hyperlink>'), links=target), "a.docx")
    assert [(link.target, link.text) for link in report.links] == [("http://a.gov.cn/1.doc", "附件")]


def test_a_document_embedded_whole_is_told_and_not_passed_over() -> None:
    assert [problem.kind for problem in read_docx(word('<w:altChunk r:id="x"/>'), "a.docx").problems] == [
        "unknown_format"
    ]


def test_strict_open_xml_is_read_too() -> None:
    data = word(tbl(tr("a", "1")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = {path: text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main") for path, text in parts.items()}
    assert grid(read(pack(strict), "a.docx")) == grid(read(data, "a.docx"))


def test_a_document_under_another_part_name_is_found() -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('text')}</w:body></w:document>"
    found = relationships(("d", "officeDocument", "/word/document2.xml"))
    data = pack({"[Content_Types].xml": TYPES, "_rels/.rels": found, "word/document2.xml": document})
    assert [text.text for text in read(data, "a.docx").texts] == ["text"]


@pytest.mark.parametrize("cut", [40, 0.5, 0.9, -1])
def test_a_broken_document_is_told_and_raises_nothing(cut: float) -> None:
    data = word(tbl(tr("a", "1")) * 50)
    cut_off = data[: int(len(data) * cut) if isinstance(cut, float) else cut]
    assert {problem.kind for problem in read(cut_off, "a.docx").problems} == {"unreadable_document"}
    assert not read_docx(cut_off, "a.docx").blocks


def test_xml_that_is_not_well_formed_is_told() -> None:
    assert [problem.kind for problem in read(word("<w:p>"), "a.docx").problems] == ["unreadable_document"]


def test_an_entity_is_neither_expanded_nor_fetched() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "0000000000"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    document = f"{bomb}<w:document {NAMESPACES}><w:body>{p(r('&b;&c;'))}</w:body></w:document>"
    found = relationships(("d", "officeDocument", "word/document.xml"))
    report = read(pack({"[Content_Types].xml": TYPES, "_rels/.rels": found, "word/document.xml": document}), "a.docx")
    assert [problem.kind for problem in report.problems] == ["unreadable_document"]
    assert not report.blocks


def test_a_zip_bomb_is_told_before_it_is_unpacked() -> None:
    data = bytearray(word(p("text")))
    size = data.rfind(b"PK\x01\x02") + 24
    data[size : size + 4] = (0xF0000000).to_bytes(4, "little")
    assert [problem.kind for problem in read(bytes(data), "a.docx").problems] == ["bound_exceeded"]


def test_a_part_that_is_longer_than_it_says_is_not_read() -> None:
    data = bytearray(word(p("text")))
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/styles.xml"))
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert [problem.kind for problem in read(bytes(data), "a.docx").problems] == ["unreadable_document"]


@pytest.mark.parametrize(
    "body",
    [
        tbl(tr(tc("a", '<w:gridSpan w:val="999999"/>'))),
        tbl(tr("a", properties='<w:gridBefore w:val="999999"/>')),
        tbl(*[tr(*[tc("", '<w:gridSpan w:val="1000"/>')] * 25)] * 10),
    ],
)
def test_a_span_without_end_is_told_and_not_filled_in(body: str) -> None:
    assert [problem.kind for problem in read(word(body), "a.docx").problems] == ["bound_exceeded"]


def test_tables_in_tables_without_end_are_told() -> None:
    deep = tbl(tr("a", "b"))
    for _ in range(120):
        deep = tbl(tr(tc(deep + "<w:p/>")))
    assert read(word(deep), "a.docx").problems
