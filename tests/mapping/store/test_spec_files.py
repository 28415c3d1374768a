"""Spec files in a folder: which there are, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.files.kinds import Kind
from mapping.store.import_record import Key
from mapping.store.spec_files import SpecFiles, SpecPath, source_of

T = SpecPath("sales", "t")


def write(folder: Path, name: str, text: str) -> None:
    """A file below a folder."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_a_folder_that_is_not_there_has_no_specs(tmp_path: Path) -> None:
    assert SpecFiles(tmp_path / "specs").paths == set()


def test_hidden_files_other_suffixes_and_links_that_lead_out_are_no_specs(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    for name in ("sales/t.yaml", "sales/.t.yaml", "sales/t.txt", ".git/t.yaml", "top.yaml"):
        write(specs, name, "")
    write(tmp_path, "elsewhere/u.yaml", "")
    (specs / "link").symlink_to(tmp_path / "elsewhere")
    assert SpecFiles(specs).paths == {T}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("source: {space: SALES, object: T}\n", Key("SALES", "T")),
        ("name: t\nsource:\n  space: SALES\n  object: T\n\ncolumns: []\n", Key("SALES", "T")),
        ("'source': {space: SALES, object: T}\n", Key("SALES", "T")),
        ("name: t\n", None),
        ("source: 5\n", None),
        ("source: {space: 5, object: T}\n", None),
        ("- a list\n", None),
        ("source: {\n", None),
    ],
)
def test_a_spec_is_of_the_object_that_its_source_names(tmp_path: Path, text: str, key: Key | None) -> None:
    write(tmp_path, "sales/t.yaml", text)
    assert SpecFiles(tmp_path).key(T) == key


def test_a_database_is_known_by_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "sales/database.yaml", "source: {space: SALES}\n")
    assert SpecFiles(tmp_path).key(SpecPath("sales", "database")) == Key("SALES", "", "sales")


def test_find_gives_all_specs_of_an_object(tmp_path: Path) -> None:
    for name in ("sales/t.yaml", "shop/copy.yaml"):
        write(tmp_path, name, "source: {space: SALES, object: T}\n")
    write(tmp_path, "sales/own.yaml", "name: own\n")
    files = SpecFiles(tmp_path)
    assert files.find(files.paths) == {Key("SALES", "T"): [T, SpecPath("shop", "copy")]}


def test_a_respelled_spec_is_of_the_new_name(tmp_path: Path) -> None:
    write(tmp_path, "sales/t.yaml", "source: {space: SALES, object: T}\n")
    files = SpecFiles(tmp_path)
    assert not files.is_respelled(T)
    files.respell(T, Key("SALES", "t"))
    assert (files.key(T), files.is_respelled(T)) == (Key("SALES", "t"), True)


def test_a_text_is_read_once_until_it_is_forgotten(tmp_path: Path) -> None:
    write(tmp_path, "sales/t.yaml", "one")
    files = SpecFiles(tmp_path)
    assert files.raw(T) == b"one"
    write(tmp_path, "sales/t.yaml", "two")
    assert files.raw(T) == b"one"
    files.forget(T)
    assert files.raw(T) == b"two"


def test_a_source_in_the_middle_of_a_text_is_found_without_the_rest() -> None:
    assert source_of("name: t\nsource: {space: S}\ncolumns: [\n") == {"space": "S"}


@pytest.mark.parametrize(
    ("path", "below"),
    [
        (SpecPath("sales", "t"), True),
        (SpecPath("..", "t"), False),
        (SpecPath("sales", "../../t"), False),
        (SpecPath("a/b", "t"), False),
        (SpecPath("", "t"), False),
        (SpecPath(".git", "config"), False),
        (SpecPath("sales", "t\0"), False),
    ],
)
def test_a_path_is_below_where_both_its_names_are_plain(path: SpecPath, below: bool) -> None:
    assert path.is_below is below


@pytest.mark.parametrize("name", ["sales", "linked", "sales/t.yaml", "sales/.import.json", "sales/rows.csv"])
def test_links_are_listed_and_never_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "t.yaml").write_text("source: {space: S, object: O}")
    (tmp_path / "specs").mkdir()
    if "/" in name:
        (tmp_path / "specs" / "sales").mkdir()
    (tmp_path / "specs" / name).symlink_to(tmp_path / "out" / ("t.yaml" if "/" in name else ""))
    files = SpecFiles(tmp_path / "specs")
    assert files.special == [(name, Kind.LINK)]
    assert files.paths == set()
