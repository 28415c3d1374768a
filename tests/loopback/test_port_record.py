"""The note of another port: what it may say, whose it must be, and what stands in its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.files.errors import RefusedFileError
from catalog.loopback.port_record import FILE, PortRecord, read_record, write_record


def noted(root: Path, text: str) -> Path:
    (root / FILE).parent.mkdir(exist_ok=True)
    (root / FILE).write_text(text)
    return root


def test_what_is_noted_is_read_and_can_be_taken_back(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None
    write_record(tmp_path, PortRecord(4600, 4599))
    assert read_record(tmp_path) == (4600, 4599)
    write_record(tmp_path, PortRecord(4601, 4599))
    assert read_record(tmp_path) == (4601, 4599)
    write_record(tmp_path, None)
    write_record(tmp_path, None)
    assert read_record(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4600",
        "[4600, 4599]",
        '{"port": 4600}',
        '{"port": 4600, "instead_of": 4599, "host": "glue.example.com"}',
        '{"port": "4600", "instead_of": 4599}',
        '{"port": true, "instead_of": 4599}',
        '{"port": 0, "instead_of": 4599}',
        '{"port": 65536, "instead_of": 4599}',
        '{"port": 4600.0, "instead_of": 4599}',
        '{"port": "http://glue.example.com", "instead_of": 4599}',
        "[" * 4000,
    ],
)
def test_a_note_that_says_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedFileError, match=r"it says something else than .*: remove it"):
        read_record(noted(tmp_path, text))


def test_links_pipes_large_files_and_other_users_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text('{"port": 4600, "instead_of": 4599}')
    root = noted(tmp_path, " " * 5000)
    with pytest.raises(RefusedFileError):
        read_record(root)
    (root / FILE).unlink()
    (root / FILE).symlink_to(elsewhere)
    with pytest.raises(RefusedFileError):
        read_record(root)
    (root / FILE).unlink()
    os.mkfifo(root / FILE)
    with pytest.raises(RefusedFileError):
        read_record(root)
    (root / FILE).unlink()
    noted(root, '{"port": 4600, "instead_of": 4599}')
    monkeypatch.setattr(os, "getuid", lambda: os.stat(root).st_uid + 1)
    with pytest.raises(RefusedFileError, match="it belongs to user"):
        read_record(root)


def test_a_linked_folder_of_notes_is_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / FILE.name).write_text('{"port": 4600, "instead_of": 4599}')
    (root / FILE.parent).symlink_to(outside)
    with pytest.raises(RefusedFileError):
        read_record(root)
    with pytest.raises(RefusedFileError):
        write_record(root, PortRecord(4600, 4599))
