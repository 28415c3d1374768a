"""A specs folder is opened once: each part is read when it is first asked for, and never again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.store import spec_store
from mapping.store.spec_store import SpecStore
from tests.support.exports import entity
from tests.support.reimport import codes, import_into


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    store = SpecStore(tmp_path / "specs")
    assert (store.record.texts, store.files.paths, store.unreadable) == ({}, set(), ())


def test_a_record_that_cannot_be_read_is_empty_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / ".import.json").write_text("{")
    store = SpecStore(tmp_path)
    assert store.record.texts == {}
    assert [finding.code for finding in store.unreadable] == ["IMP017"]


def test_an_import_reads_the_record_and_the_list_of_files_once(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_into(specs, {"T": entity()})
    reads: list[str] = []
    for name in ("load_record", "SpecFiles"):
        real = getattr(spec_store, name)
        monkeypatch.setattr(
            spec_store, name, lambda folder, name=name, real=real: (reads.append(name), real(folder))[1]
        )
    assert codes(import_into(specs, {"T": entity(), "t": entity()})) == ["MAP020"]
    assert sorted(reads) == ["SpecFiles", "load_record"]
