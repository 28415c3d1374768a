"""Folders of one user: made so, brought back to it, refused where they are another's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.files.errors import RefusedFileError
from catalog.files.private import private_folder


def test_a_private_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_the_folder_above_is_made_private_too_where_asked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)
    private_folder(tmp_path / "a" / "b", and_above=True)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]


def test_wider_permissions_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)
    assert private_folder(tmp_path / "a").stat().st_mode & 0o777 == 0o700


def test_a_link_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "file").touch()
    for name, what in {"linked": "a link", "file": "a file"}.items():
        with pytest.raises(RefusedFileError, match=f"it is {what}"):
            private_folder(tmp_path / name)
    assert (tmp_path / "real").stat().st_mode & 0o777 != 0o700


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: os.stat(tmp_path).st_uid + 1)
    with pytest.raises(RefusedFileError, match="not to you"):
        private_folder(tmp_path / "a")
