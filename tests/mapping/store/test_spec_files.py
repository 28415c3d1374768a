"""Spec files in a folder: which there are, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.store.import_record import Key
from mapping.store.spec_files import SpecFiles, SpecPath, is_inside, source_of

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


def test_a_path_is_inside_only_with_its_links_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out.yaml").symlink_to(tmp_path / "other.yaml")
    assert is_inside(tmp_path / "in" / "t.yaml", tmp_path / "in")
    assert not is_inside(tmp_path / "in" / "out.yaml", tmp_path / "in")
