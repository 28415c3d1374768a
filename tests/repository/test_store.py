"""Files of a new repository are made all or none, and nothing that lies there is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.files.errors import RefusedFileError
from catalog.files.folder import Folder
from catalog.repository import store

CONTENTS = {"a.txt": (b"a", False), "deep/er/b": (b"b", True), "z.json": (b"{}", False)}


def files_of(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def test_files_are_made_and_programs_can_be_run(tmp_path: Path) -> None:
    root = tmp_path / "new" / "repository"
    store.write_new(root, CONTENTS)
    assert (root / "deep/er/b").read_bytes() == b"b"
    assert os.access(root / "deep/er/b", os.X_OK)
    assert not os.access(root / "a.txt", os.X_OK)


def test_nothing_is_left_where_one_can_t_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Folder.write

    def full(self: Folder, name: str, data: bytes, *, durable: bool = False) -> None:
        if name == "z.json":
            raise OSError(28, "No space left on device", name)
        write(self, name, data, durable=durable)

    monkeypatch.setattr(Folder, "write", full)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "README.md").write_text("mine")
    for name in ("new", "there"):
        with pytest.raises(OSError, match="No space"):
            store.write_new(tmp_path / name, CONTENTS)
    assert files_of(tmp_path) == {"there", "there/README.md"}


def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "z.json").write_text("mine")
    with pytest.raises(RefusedFileError, match="meanwhile"):
        store.write_new(tmp_path, CONTENTS)
    assert files_of(tmp_path) == {"z.json"}
    assert (tmp_path / "z.json").read_text() == "mine"


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file")
    (tmp_path / "a.txt").symlink_to("nowhere")
    (tmp_path / "specs" / "sales").mkdir(parents=True)
    (tmp_path / "specs" / "sales" / "x.yaml").write_text("")
    assert store.collisions(tmp_path, CONTENTS, ("specs", "none")) == ["a.txt", "deep/er/b", "specs/"]
    assert store.collisions(tmp_path / "missing", CONTENTS) == []


def test_a_link_on_the_way_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "deep").symlink_to(tmp_path / "elsewhere")
    assert store.collisions(root, CONTENTS) == ["deep/er/b"]
    with pytest.raises(OSError, match="link"):
        store.write(root, {"deep/er/b": (b"x", False)})
    assert files_of(tmp_path / "elsewhere") == set()


def test_bytes_that_are_no_text_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"caf\xe9\r\n")
    text = store.texts(tmp_path, ["a", "b"])
    assert text["b"] is None
    assert (text["a"] or "").encode("utf-8", "surrogateescape") == b"caf\xe9\r\n"
