"""Pages as they really are: whatever a clerk's program or a site's template does to the markup, the facts are the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from extract.read import read
from tests.rendering.as_html import as_html
from tests.rendering.damage import overwrite
from tests.rendering.layout import Grid
from tests.test_bad_documents import PERIOD, REFERENCE, TITLE, facts, kinds, sound_facts, sound_grids
from transform.agencies import load_agencies
from transform.interpret import Interpretation, interpret

PAGE = as_html(TITLE, PERIOD, sound_grids()).decode()
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)


def decoy_grids() -> list[Grid]:
    """The same tables with other numbers."""
    grids = sound_grids()
    for place, grid in enumerate(grids):
        for cell in grid.cells:
            if cell.key:
                grid = overwrite(grid, cell, "77")
        grids[place] = grid
    return grids


DECOY = "".join(TABLE.findall(as_html("x", "x", decoy_grids()).decode()))


def word_export(page: str) -> str:
    head = (
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
        "<style><!-- /* Font Definitions */ @font-face {font-family:宋体;} p.MsoNormal {mso-style-parent:'';"
        " font-size:10.5pt;} @page Section1 {size:595.3pt 841.9pt;} div.Section1 {page:Section1;} --></style>"
    )
    page = page.replace("<p>", "<p class=MsoNormal align=center style='text-align:center'><span lang=EN-US>")
    page = page.replace("</p>", "<o:p></o:p></span></p>").replace('<table border="1">', "<table class=MsoTableGrid>")
    page = page.replace(
        "<td", "<td width=85 valign=top style='width:63.9pt;border:solid windowtext 1.0pt;mso-border-alt:x'"
    )
    return page.replace("</head>", f"{head}</head>").replace("<body>", "<body lang=ZH-CN><div class=Section1>")


def one_table(page: str) -> str:
    """All tables of the report as rows of one <table>, its headings as rows between."""
    body = page[page.index("<table") : page.rindex("</table>")]
    return (
        page[: page.index("<table")]
        + re.sub(
            r"</tbody></table>\s*(?:<p>(.*?)</p>)?\s*<table[^>]*><tbody>", r"<tr><td colspan=15>\1</td></tr>", body
        )
        + page[page.rindex("</table>") :]
    )


def layout_tables(page: str) -> str:
    around = (
        "<table><tr><td><table><tr><td>首页</td><td>政务公开</td></tr></table></td></tr><tr><td>{}</td></tr></table>"
    )
    return TABLE.sub(lambda table: around.format(table.group()), page)


def past_the_group(page: str) -> str:
    """Row spans that reach past the end of the table."""
    last = page.rindex("<tr>")
    return page[:last] + page[last:].replace("<td", '<td rowspan="40"')


def hidden(style: str, attributes: str) -> Callable[[str], str]:
    def spoil(page: str) -> str:
        page = page.replace("</head>", f"<style>{style}</style></head>")
        return page.replace("<table", f"<div {attributes}>{DECOY}</div><table", 1)

    return spoil


HABITS: dict[str, Callable[[str], str]] = {
    "a Word export": word_export,
    "the whole report on one line": lambda page: page.replace("\n", ""),
    "unclosed cells and rows": lambda page: re.sub("</(?:td|tr|p|tbody)>", "", page),
    "rows without <tr>": lambda page: page.replace("<tr>", ""),
    "spans with rubbish behind them": lambda page: re.sub(r'(span="\d+)"', r'\1;"', page),
    "spans without quotes, in capitals": lambda page: re.sub(r'(\w+span)="(\d+)"', r"\1=\2", page).replace(
        "<td", "<TD"
    ),
    "row spans past the group": past_the_group,
    "nested layout tables": layout_tables,
    "several tables of the form in one <table>": one_table,
    "no doctype": lambda page: page.replace("<!DOCTYPE html>\n", ""),
    "header cells": lambda page: page.replace("<td", "<th").replace("</td", "</th"),
    "tables in a closed <details>": lambda page: TABLE.sub(lambda t: f"<details>{t.group()}</details>", page),
    "hard spaces around numbers": lambda page: re.sub(r"<p>(\d+)</p>", "<p>&nbsp; \\1&emsp;</p>", page),
    "an empty paragraph in each cell": lambda page: page.replace("<td>", "<td><p></p>").replace(
        "</td>", "<p>\n</p></td>"
    ),
}
DECOYS: dict[str, Callable[[str], str]] = {
    "a script that writes a table": lambda page: page.replace("<table", f"<script>w('{DECOY}')</script><table", 1),
    "<noscript>": lambda page: page.replace("<table", f"<noscript>{DECOY}</noscript><table", 1),
    "<template>": lambda page: page.replace("<table", f"<template>{DECOY}</template><table", 1),
    "a comment": lambda page: page.replace("<table", f"<!-- {DECOY} --><table", 1),
    "a class of the page's style sheet": hidden(".x{display:none}", "class=x"),
    "an inline style": hidden("", 'style="display: none"'),
    "a style sheet for print that shows it": hidden(".x{display:none} @media print{.x{display:block}}", "class=x"),
    "text of no size": hidden("#x *{font-size:0}", "id=x"),
    "a place far off the page": hidden(".x{position:absolute;left:-9999px}", "class=x"),
}


def read_page(page: str) -> Interpretation:
    return interpret(read(page.encode(), "page.html"), REFERENCE, load_agencies())


@pytest.mark.parametrize("habit", HABITS)
def test_markup_changes_no_fact(habit: str) -> None:
    page = HABITS[habit](PAGE)
    assert page != PAGE
    found = read_page(page)
    assert facts(found) == sound_facts()
    assert [issue["message"] for issue in found.issues] == []


@pytest.mark.parametrize("decoy", DECOYS)
def test_a_table_the_page_does_not_show_gives_no_number(decoy: str) -> None:
    page = DECOYS[decoy](PAGE)
    assert "77" in page
    found = read_page(page)
    assert facts(found) == sound_facts()
    assert kinds(found) <= {"hidden_table"}


def test_a_number_hidden_beside_a_shown_one_is_not_glued_to_it() -> None:
    page = re.sub(r"<p>(\d+)</p>", r"<p>\1<span class=x>9</span></p>", PAGE)
    found = read_page(page.replace("</head>", "<style>td .x{display:none}</style></head>"))
    assert facts(found) == sound_facts()


def test_a_flip_book_packed_as_pages_is_read_in_the_order_of_its_pages() -> None:
    tables = TABLE.findall(PAGE)
    head, _, _ = PAGE.partition("<table")
    pages = [head, *(f"<html><body>{table}</body></html>" for table in tables)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for place, number in enumerate((2, 3, 9, 10)):
            archive.writestr(f"files/basic-html/page{number}.html", pages[place])
    report = read(file.getvalue(), "book.zip")
    assert [text.text for text in report.texts if text.text.startswith("files")] == [
        f"files/basic-html/page{number}.html" for number in (2, 3, 9, 10)
    ]
    assert facts(interpret(report, REFERENCE, load_agencies())) == sound_facts()
