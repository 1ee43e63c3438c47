"""Characters of a page are read right whatever it declares, and never silently lost."""

from __future__ import annotations

import random

import pytest

from extract.read import read
from extract.read.charset import Undecodable, decode

SIMPLIFIED = (
    "某市人民政府办公室二〇一九年政府信息公开工作年度报告。本年度的工作在上年的基础上有新的进展，一共公开信息若干条。"
)
TRADITIONAL = (
    "某市人民政府辦公室二零零九年政府信息公開工作年度報告。本年度的工作在上年的基礎上有新的進展，一共公開信息若干條。"
)
RARE = "䶮镕堃"
ENCODINGS = ["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", ""])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_wrong_declaration_never_empties_a_page(encoding: str, declared: str) -> None:
    text = SIMPLIFIED.replace("〇", "零") if encoding == "gb2312" else SIMPLIFIED
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>{text}</p></body></html>"
    report = read(page.encode(encoding), "x.html")
    assert [block.text for block in report.texts] == [text]
    assert not report.problems


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5"])
def test_characters_only_gb18030_has_survive_a_page_declared_gb2312(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{SIMPLIFIED + RARE}</p></body></html>'
    assert [block.text for block in read(page.encode("gb18030"), "x.html").texts] == [SIMPLIFIED + RARE]


@pytest.mark.parametrize("declared", ["big5", "gb2312", ""])
def test_a_page_from_a_big5_gateway_is_not_read_as_gb18030(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{TRADITIONAL}</p></body></html>'
    assert [block.text for block in read(page.encode("big5hkscs"), "x.html").texts] == [TRADITIONAL]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_broken_byte_costs_one_character_and_is_told(encoding: str) -> None:
    data = (SIMPLIFIED * 30).encode(encoding)
    broken = data[:100].decode(encoding, errors="ignore").encode(encoding) + b"\xff" + data[len(data) // 2 :]
    decoded = decode(broken)
    assert decoded.lost == 1 and "政府信息公开" in decoded.text
    assert [problem.kind for problem in read(broken, "x.txt").problems] == ["unreadable_text"]


def test_noise_is_no_text() -> None:
    noise = random.Random(7).randbytes(4000)
    with pytest.raises(Undecodable):
        decode(noise)
    assert [problem.kind for problem in read(noise, "blob.html").problems] == ["unknown_format"]


def test_ascii_alone_is_text() -> None:
    assert decode(b"plain 123").text == "plain 123"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_text_without_the_mark_it_needs_is_told_and_not_read_as_noise(encoding: str) -> None:
    report = read(f"<p>{SIMPLIFIED} 12</p>".encode(encoding), "x.html")
    assert not report.blocks and [problem.kind for problem in report.problems] == ["unknown_format"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_is_believed_and_not_printed(encoding: str) -> None:
    page = f"\ufeff<meta charset=gb2312><p>{SIMPLIFIED + RARE}</p>"
    assert [block.text for block in read(page.encode(encoding), "x.html").texts] == [SIMPLIFIED + RARE]


def test_a_page_of_few_words_in_gb18030_is_not_empty() -> None:
    page = f'<meta charset="gb2312"><table><tr><td>{RARE}<td>12</table>'.encode("gb18030")
    assert [cell.text for table in read(page, "x.html").tables for cell in table.cells] == [RARE, "12"]
