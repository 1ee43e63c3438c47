"""What a page shows is read, what it hides is not, whatever the markup."""

from __future__ import annotations

import pytest

from extract.read import read
from extract.report import Image, Report, Table


def page(body: str, style: str = "", doctype: str = "<!DOCTYPE html>") -> Report:
    head = f"<head><style>{style}</style></head>" if style else ""
    return read(f"{doctype}<html>{head}<body>{body}</body></html>".encode(), "x.html")


def shown(report: Report) -> list[str]:
    """Texts, and rows of tables with cells parted by |."""
    found = []
    for block in report.blocks:
        if isinstance(block, Table):
            found += ["|".join(cell.text for cell in cells) for _, cells in block.rows()]
        elif not isinstance(block, Image):
            found.append(block.text)
    return found


HIDDEN_BY_SHEET = [
    (".x{display:none}", "class=x"),
    ("p.x, .y { color:red; DISPLAY : None !important }", "class=x"),
    ("#q{visibility:hidden}", "id=q"),
    ("div .x{font-size:0}", "class=x"),
    (".x{font:0/0 a}", "class=x"),
    ("p:first-of-type{opacity:0}", ""),
    (".x{position:absolute;left:-9999px}", "class=x"),
    (".x{position:absolute} p{left:-99em}", "class=x"),
    (".x{text-indent:-9999px}", "class=x"),
    (".x{height:0;overflow:hidden}", "class=x"),
    (".x{clip:rect(0,0,0,0);position:absolute}", "class=x"),
    (".x{mso-hide:all}", "class=x"),
    (".x{color:transparent}", "class=x"),
    (".x{color:rgba(0, 0, 0, 0)}", "class=x"),
    ("<!-- .x {display:none} -->", "class=x"),
    ("/* } */ @import 'a.css'; .z::before{content:'}'} .x{display:none}", "class=x"),
    ("@media screen{.x{display:none}}", "class=x"),
    ("@media (min-width:800px) and (max-width:2000px){.z{color:red}.x{display:none}}", "class=x"),
    (".x{display:block} p.x{display:none}", "class=x"),
    (".x{display:none!important} #q{display:block}", "class=x id=q"),
    ("p:not(.z){display:none !important}", 'style="display:block"'),
    ("p{color:red}", "hidden"),
    ("p{color:red}", 'style="display:/* */none"'),
    (".x{display/**/:none}", "class=x"),
    (".x{margin-left : -9999px}", "class=x"),
    (".x{visibility: collapse}", "class=x"),
    (".x{color:rgb(0 0 0 / 0)}", "class=x"),
    (".x{FONT-SIZE : 0PX}", "class=x"),
    (".x{transform:scale(0)}", "class=x"),
    (".x{max-width:0;overflow-x:clip}", "class=x"),
    ("p{color:red}", 'style="text-indent:-9999px"'),
]


@pytest.mark.parametrize(("style", "attributes"), HIDDEN_BY_SHEET)
def test_what_the_pages_own_style_hides_is_not_read(style: str, attributes: str) -> None:
    assert shown(page(f"<div>a<br><p {attributes}>decoy</p><p class=z>b</p></div>", style)) == ["a", "b"]


SHOWN_BY_SHEET = [
    ("@media print{.x{display:none}}", "class=x"),
    ("@media (max-width:768px){.x{display:none}}", "class=x"),
    ("@media not screen{.x{display:none}}", "class=x"),
    (".x:hover{display:none}", "class=x"),
    (".x{display:none} .x.on{display:block}", "class='x on'"),
    (".x{display:none}", 'class=x style="display:block"'),
    ("#q{display:block} .x{display:none}", "class=x id=q"),
    (".x{font-size:0.9em}", "class=x"),
    (".x{opacity:.5}", "class=x"),
    (".x{color:rgb(0,0,0)}", "class=x"),
    (".x{left:-9999px}", "class=x"),
    (".x{height:0}", "class=x"),
    ("p{display:block}", "hidden"),
    ("body{visibility:hidden}", ""),
    ("@font-face{display:none}", ""),
    ("p{width:0;left:-1px;text-indent:-2em;overflow:auto", ""),
]


@pytest.mark.parametrize(("style", "attributes"), SHOWN_BY_SHEET)
def test_what_the_page_shows_is_not_lost_to_a_rule_that_does_not_hold(style: str, attributes: str) -> None:
    assert shown(page(f"<div>a<p {attributes}>printed</p>b</div>", style)) == ["a", "printed", "b"]


@pytest.mark.parametrize(
    ("hide", "show"), [("font-size:0", "font-size:14px"), ("visibility:hidden", "visibility:visible")]
)
def test_text_that_is_made_visible_again_inside_hidden_text_is_read(hide: str, show: str) -> None:
    body = f'<div class=x>decoy<table><tr><td class=y>1</td><td>decoy</td><td style="{show}">2</td></tr></table></div>'
    assert shown(page(body, f".x{{{hide}}} .y{{{show}}}")) == ["1||2"]


def test_a_cell_that_is_merely_not_seen_moves_no_other_cell() -> None:
    row = "<tr><td>a<td {}>decoy<td>b</tr>"
    assert shown(page(f"<table>{row.format('style=visibility:hidden')}</table>")) == ["a||b"]
    assert shown(page(f"<table>{row.format('style=display:none')}</table>")) == ["a|b"]
    assert shown(page("<table><tr><td>a<tr style=visibility:hidden><td>decoy<tr><td>b</table>")) == ["a", "", "b"]


def test_a_hidden_table_is_told_and_does_not_make_the_table_around_it_layout() -> None:
    decoy = "<table class=x><tr><td>8<td>9</table>"
    report = page(f"<table><tr><td>a{decoy}<td>1</table>{decoy}", ".x{display:none}")
    assert shown(report) == ["a|1"]
    assert [problem.kind for problem in report.problems] == ["hidden_table"]


def test_what_a_script_writes_or_keeps_is_not_read() -> None:
    decoys = (
        "<script>document.write('<table><tr><td>8</td></tr></table>')</script>",
        "<noscript><table><tr><td>8</table></noscript>",
        "<template><p>8</p></template>",
        "<textarea hidden>8</textarea>",
        "<!-- <p>8</p> -->",
        "<noframes>8</noframes>",
        "<dialog>8</dialog>",
    )
    assert shown(page(f"<p>a</p>{''.join(decoys)}<p>b</p>")) == ["a", "b"]


def test_a_closed_details_is_read_because_one_click_shows_it() -> None:
    assert shown(page("<details><summary>表</summary><table><tr><td>1</table></details>")) == ["表", "1"]


def test_word_conditional_comments_give_each_text_once() -> None:
    body = (
        "<!--[if gte mso 9]><xml><w:WordDocument>decoy</w:WordDocument></xml><![endif]-->"
        "<p class=MsoNormal><![if !supportLists]>1.<![endif]>公开<o:p>&nbsp;</o:p></p>"
        "<!--[if gte vml 1]><v:imagedata src=a.png /><![endif]--><![if !vml]><img src=b.png><![endif]>"
        "<p><span style='display:none;mso-hide:all'>decoy</span>末</p>"
    )
    report = page(body, "<!-- p.MsoNormal {mso-style-parent:''; margin:0cm; font-size:10.5pt} -->")
    assert shown(report) == ["1.公开", "末"]
    assert [block.source for block in report.blocks if isinstance(block, Image)] == ["b.png"]


def test_two_paragraphs_of_a_cell_with_an_empty_one_between_are_not_one_number() -> None:
    assert shown(page("<table><tr><td>1<p></p>2</table>")) == ["1\n2"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12<s>15</s>", "12~~15~~"),
        ('12<span style="TEXT-DECORATION: line-through;">15</span>', "12~~15~~"),
        ('12<span style="color:red;text-decoration:underline line-through">15</span>', "12~~15~~"),
        ("12<sup>1</sup>", "12[1]"),
        ('12<span style="vertical-align:super">1</span>', "12[1]"),
        ('<span style="vertical-align:middle">12</span>', "12"),
        ('<span style="text-decoration:none">12</span>', "12"),
    ],
)
def test_a_struck_number_or_a_footnote_mark_is_never_joined_to_the_number_beside_it(markup: str, text: str) -> None:
    assert shown(page(f"<table><tr><td>{markup}</td><td>x</td></tr></table><p>主动公开{markup}条</p>")) == [
        f"{text}|x", f"主动公开{text}条",
    ]  # fmt: skip


def test_a_struck_row_is_struck_in_each_cell() -> None:
    row = '<tr style="text-decoration:line-through"><td>1</td><td><p>2</p></td></tr><tr><td>3</td><td>4</td></tr>'
    assert shown(page(f"<table>{row}</table>")) == ["~~1~~|~~2~~", "3|4"]


def test_a_table_of_a_picture_alone_is_a_picture() -> None:
    report = page("<table><tr><td><img src=a.png width=600></table>")
    assert [block.source for block in report.blocks if isinstance(block, Image)] == ["a.png"]
    assert report.tables == []


def test_spans_end_with_their_row_group_and_their_numbers_may_be_dirty() -> None:
    body = '<table><tr><td rowspan="9">a<td colspan="2;">b<tr><td>1<td>2<tbody><tr><td>c<td>3</table>'
    assert shown(page(body)) == ["a|b", "a|1|2", "c|3"]


def test_unclosed_tags_and_cells_without_rows_are_cells() -> None:
    assert shown(page("<table><td>a<td>1<tr><td>b<td>2<table><tr><td>c</table>")) == ["a|1", "b|2\nc"]


def test_nested_layout_tables_let_the_data_table_through() -> None:
    data = "<table><tr><td>a<td>1</table>"
    assert shown(page(f"<table><tr><td><table><tr><td>头<td>x</table></td><tr><td>{data}</table>")) == ["头|x", "a|1"]


def test_a_deep_nest_of_tables_is_refused_and_not_a_hang() -> None:
    assert [problem.kind for problem in page("<table><tr><td>" * 3000 + "1<td>2").problems] == ["bound_exceeded"]


def test_a_page_with_endless_rules_is_refused_and_not_a_hang() -> None:
    for style in (".x{display:none}" * 20_001, "a," * 200_000 + "a{display:none}"):
        assert [problem.kind for problem in page("<p>1</p>", style).problems] == ["bound_exceeded"]
