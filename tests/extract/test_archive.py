"""The archive keeps every byte it has seen, once, and knows what replaced what."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from extract.collect.archive import Archive, Sighting
from extract.collect.folder import Collected, SidecarError, collect_folder
from extract.files import write_whole
from extract.report import digest


def _collect(store: Path, folder: Path, **files: bytes) -> Collected:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return collect_folder(store, folder)


def test_a_changed_report_supersedes_the_old_one_which_stays(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    assert _collect(store, folder, a=b"one", b=b"two") == Collected(2, 0, 0)
    assert _collect(store, folder, a=b"three") == Collected(0, 1, 1)
    archive = Archive(store)
    (current,) = [sighting for sighting in archive.current() if sighting.address == "a"]
    assert current.supersedes == digest(b"one")
    assert archive.path(digest(b"one")).read_bytes() == b"one"
    assert archive.path(digest(b"three")).read_bytes() == b"three"


def test_a_report_that_vanished_from_its_source_stays(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    _collect(store, folder, a=b"one")
    (folder / "a").unlink()
    assert _collect(store, folder) == Collected(0, 0, 0)
    assert [sighting.address for sighting in Archive(store).current()] == ["a"]


def test_the_same_bytes_are_never_stored_twice(tmp_path: Path) -> None:
    store = tmp_path / "store"
    _collect(store, tmp_path / "in", a=b"same", b=b"same")
    kept = [path for path in (store / "archive").rglob("*") if path.is_file() and path.name != "sightings.csv"]
    assert [path.name for path in kept] == [digest(b"same")]
    assert len(Archive(store).current()) == 2


def test_collecting_again_changes_no_byte_of_the_index(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    _collect(store, folder, a=b"one", b=b"two")
    before = (store / "archive" / "sightings.csv").read_bytes()
    _collect(store, folder)
    assert (store / "archive" / "sightings.csv").read_bytes() == before


def test_a_report_that_returns_to_its_old_text_is_current_again(tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    for text in (b"one", b"two", b"one"):
        _collect(store, folder, a=text)
    (current,) = Archive(store).current()
    assert (current.document_id, current.supersedes) == (digest(b"one"), digest(b"two"))


def test_what_a_sidecar_says_is_kept_and_the_sidecar_is_no_report(tmp_path: Path) -> None:
    store = tmp_path / "store"
    sidecar = "url: https://example.invalid/r.html\npublisher: 某局\nnote: for people\n".encode()
    collected = _collect(store, tmp_path / "in", **{"r.html": b"<p>", "r.html.source.yml": sidecar})
    assert collected == Collected(1, 0, 0)
    (sighting,) = Archive(store).current()
    assert (sighting.address, sighting.publisher) == ("https://example.invalid/r.html", "某局")


@pytest.mark.parametrize("ending", ["_files", ".files"])
def test_a_page_saved_with_its_files_is_one_document_and_changes_with_them(ending: str, tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    (folder / f"年报{ending}" / "sub").mkdir(parents=True)
    (folder / f"年报{ending}" / "sub" / "1.png").write_bytes(b"1")
    (folder / "a_files").mkdir()
    (folder / "a_files" / "b.txt").write_bytes(b"no page of this name")
    page = {"年报.html": b"<p>"}

    assert _collect(store, folder, **page) == Collected(2, 0, 0)
    assert _collect(store, folder, **page) == Collected(0, 0, 2)
    (folder / f"年报{ending}" / "sub" / "1.png").write_bytes(b"2")
    assert _collect(store, folder, **page) == Collected(0, 1, 1)

    archive = Archive(store)
    assert [sighting.address for sighting in archive.current()] == ["a_files/b.txt", "年报.html"]
    with zipfile.ZipFile(archive.path(archive.current()[1].document_id)) as packed:
        assert packed.namelist() == ["年报.html", f"年报{ending}/sub/1.png"]


def test_a_sidecar_that_is_no_mapping_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match=r"r\.html\.source\.yml"):
        _collect(tmp_path / "store", tmp_path / "in", **{"r.html": b"<p>", "r.html.source.yml": b"- a list"})


def test_a_kill_while_writing_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unchanged_file_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert write_whole(path, b"same")
    before = path.stat().st_mtime_ns
    assert not write_whole(path, b"same")
    assert path.stat().st_mtime_ns == before


def test_a_sighting_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add(b"x", Sighting('a,"b"\n', "", "名,称", publisher="机构"))
    archive.save()
    assert Archive(tmp_path).sightings == archive.sightings
