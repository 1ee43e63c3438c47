"""Small reports in the words and figures of the examples of VARIATIONS, as HTML pages or copied text, and what is read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from expectations.check import check_store
from extract.collect.folder import collect_folder
from extract.read import read
from transform.agencies import load_agencies
from transform.batch import read_batch, unread_in_store
from transform.forms import load_reference
from transform.interpret import Interpretation, interpret

TITLE = "余姚市公安局{year}年政府信息公开工作年度报告"
PERIOD = "本年度报告中所列数据统计期限自{year}年1月1日起至{year}年12月31日止。"
DOCUMENTS, DOCUMENTS_2021 = (
    ("第二十条第（一）项|||", "信息内容|本年新制作数量|本年新公开数量|对外公开总数量"),
    ("第二十条第（一）项|||", "信息内容|本年制发件数|本年废止件数|现行有效件数"),
)
LICENSES = ("第二十条第（五）项|||", "信息内容|上一年项目数量|本年增/减|处理决定数量")
PENALTIES = ("第二十条第（六）项|||", "信息内容|上一年项目数量|本年增/减|处理决定数量")
LICENSES_2021 = ("第二十条第（五）项|", "信息内容|本年处理决定数量")
PENALTIES_2021 = ("第二十条第（六）项|", "信息内容|本年处理决定数量")
FEES = ("第二十条第（八）项||", "信息内容|上一年项目数量|本年增/减")
FEES_2021 = ("第二十条第（八）项|", "信息内容|本年收费金额（单位：万元）")
PROCUREMENT = ("第二十条第（九）项||", "信息内容|采购项目数量|采购总金额")
APPLICANTS = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
NEW = "一、本年新收政府信息公开申请数量"


def table(*rows: str) -> str:
    """A table of HTML; the cells of a row stand between pipes, <br> is a line break."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def page(*parts: str, year: int, title: str = TITLE, period: str = PERIOD) -> bytes:
    """A page of paragraphs and tables."""
    body = "".join(part if part.startswith("<table") else f"<p>{part}</p>" for part in parts)
    return f"<h1>{title.format(year=year)}</h1><p>{period.format(year=year)}</p>{body}".encode()


def copied(text: str, year: int) -> bytes:
    """The title, the period and a text, one below the other."""
    return "\n".join((TITLE, PERIOD, "")).format(year=year).encode() + text.encode()


def understood(data: bytes, name: str = "report.html") -> Interpretation:
    return interpret(read(data, name), load_reference(), load_agencies())


def shown(*parts: str, year: int, title: str = TITLE, period: str = PERIOD) -> Interpretation:
    return understood(page(*parts, year=year, title=title, period=period))


def pasted(text: str, year: int) -> Interpretation:
    return understood(copied(text, year), "report.txt")


def numbers(found: Interpretation) -> dict[str, float | None]:
    """The totals by indicator."""
    return {row["indicator"]: row["value"] for row in found.facts if row["breakdown"] == "total"}


def said(found: Interpretation) -> dict[str, float | None]:
    """The totals that only sentences tell."""
    return {row["indicator"]: row["value"] for row in found.facts if row["form"] == "prose"}


def told(found: Interpretation) -> set[tuple[str, str]]:
    """Kind and printed text of each issue that names what is printed; a body's own name and missing tables aside."""
    silent = ("agency_unknown", "table_missing", "row_missing")
    return {(row["kind"], row["printed"]) for row in found.issues if row["kind"] not in silent and row["printed"]}


def kinds(found: Interpretation) -> set[str]:
    return {row["kind"] for row in found.issues}


def checked(folder: Path, **pages: bytes) -> dict[str, list[dict[str, Any]]]:
    """The facts and issues of a store of these pages, after the rules have been asked."""
    reports, store = folder / "reports", folder / "store"
    reports.mkdir()
    for name, data in pages.items():
        (reports / f"{name}.html").write_bytes(data)
    collect_folder(store, reports)
    for batch in unread_in_store(store):
        read_batch(store, batch)
    check_store(store)
    facts = [row for path in sorted((store / "facts").rglob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return {"facts": facts, "issues": pq.read_table(store / "issues.parquet").to_pylist()}
