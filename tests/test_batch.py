"""Batches: each document is read by the reader as it is, and again when the reader can do more."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.collect.folder import collect_folder
from publish.state import inputs
from transform.batch import load_parts, read_batch, unread_in_store

RTF = rb"{\rtf1\ansi\uc1 \u20313?\u23002?\u24066?\u20844?\u23433?\u23616? 2023\par}"


def _read(store: Path) -> list[dict]:
    for batch in unread_in_store(store):
        read_batch(store, batch)
    assert unread_in_store(store) == []
    return load_parts(store, "documents").to_pylist()


def test_a_document_is_not_left_unread_once_libreoffice_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, store = tmp_path / "reports", tmp_path / "store"
    reports.mkdir()
    (reports / "a.rtf").write_bytes(RTF)
    (reports / "b.txt").write_text("余姚市公安局2023年政府信息公开工作年度报告", encoding="utf-8")
    collect_folder(store, reports)
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        documents = {row["name"]: row for row in _read(store)}
        assert documents["a.rtf"]["outcome"] == "unreadable"
        assert documents["b.txt"]["outcome"] == "no_table"
        assert [row["kind"] for row in load_parts(store, "issues").to_pylist()].count("converter_missing") == 1
        before = inputs(store)
    documents = {row["name"]: row for row in _read(store)}
    assert documents["a.rtf"]["outcome"] == "no_table"
    assert inputs(store) != before
