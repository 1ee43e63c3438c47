"""The long run itself: what fails is kept, named and found again; what is told is not a failure of a scan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import strategies as st
from rich.console import Console

from tests import soak
from tests.rendering import formats
from tests.rendering.formats import FORMATS, Format
from tests.rendering.layout import Grid


def losing(title: str, period: str, grids: list[Grid], page: None) -> bytes:
    """A writer that prints 10 for 0."""
    return FORMATS["html"].write(title, period, grids, False).replace(b"<p>0</p>", b"<p>10</p>")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Format:
    kind = replace(FORMATS["html"], name="broken", write=losing, pages=st.none(), plain=None)
    monkeypatch.setitem(formats.FORMATS, "broken", kind)
    return kind


def test_a_wrong_value_is_counted_kept_and_found_again(broken: Format, tmp_path: Path) -> None:
    (batch,) = soak.batches(replace(broken, forms=("2014",)), 25, 3)
    tally = soak.run(batch, tmp_path)
    assert tally.documents == 25 and tally.silent > 0 and tally.right + tally.silent == tally.cells
    name = tally.failed[0]
    data, said = (tmp_path / f"{name}.html").read_bytes(), (tmp_path / f"{name}.log").read_text(encoding="utf-8")
    assert "read as 10.0" in said
    (tmp_path / f"{name}.html").unlink()
    assert soak.one(name, False, tmp_path, Console(quiet=True)) is False
    assert (tmp_path / f"{name}.html").read_bytes() == data


def test_a_document_that_fails_is_made_as_small_as_it_can_be(broken: Format, tmp_path: Path) -> None:
    (batch,) = soak.batches(replace(broken, forms=("2014",)), 25, 3)
    assert any("printed '0', read as 10.0" in line for line in soak.shrunk(batch, tmp_path))
    assert (tmp_path / f"broken.2014.{batch.seed}.smallest.html").exists()


def test_the_run_ends_in_error_only_where_something_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(soak, "FOLDER", tmp_path)
    done = CliRunner().invoke(soak.main, ["--formats", "html", "--documents", "3", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "100.000" in done.output and list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(soak.main, ["--formats", "papyrus"]).exit_code == 2
