"""A folder's files: read by content, skipped with a word where they are no exports, an error where broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.language.findings import Severity
from mapping.documents.inputs import MissingInputError, inputs_of, kind_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.exports import entity, export, write_export
from tests.support.project import ROOT

CSN = json.dumps(export({"U": entity()}))
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
DTD = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg"/>'
)


def brought_in(folder: Path, **files: str | bytes) -> Outcome:
    """What becomes of these files beside a sound export `a.json`; `__` stands for the dot."""
    write_export(folder / "in" / "S" / "a.json", {"T": entity()})
    for name, content in files.items():
        path = folder / "in" / "S" / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run_import(inputs_of([folder / "in"]), folder / "specs")


def tables(outcome: Outcome) -> list[str]:
    return [table.name for table in outcome.specs.tables]


@pytest.mark.parametrize("name", ["x__txt", "x__data", "x", "x__yaml"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n \t\r\n"])
def test_an_export_of_any_name_is_read(name: str, mark: bytes, tmp_path: Path) -> None:
    outcome = brought_in(tmp_path, **{name: mark + CSN.encode()})
    assert (tables(outcome), outcome.findings) == (["t", "u"], [])


def test_metadata_of_any_name_is_read(tmp_path: Path) -> None:
    golden = ROOT / "tests" / "golden" / "mapping" / "services" / "in" / "BNPL_MART"
    outcome = brought_in(tmp_path, metadata=(golden / "relational.xml").read_bytes())
    assert len(tables(outcome)) > 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_an_export_in_another_encoding_is_read_and_a_spoiled_one_stops_the_import(
    encoding: str, tmp_path: Path
) -> None:
    outcome = brought_in(tmp_path, x__txt=CSN.encode(encoding))
    assert (tables(outcome), outcome.findings) == (["t", "u"], [])
    broken = brought_in(tmp_path, x__txt=CSN.replace(":", "", 2).encode(encoding))
    assert [(f.code, f.severity) for f in broken.findings] == [("CSN002", Severity.ERROR)]
    assert broken.plan.changes == []


def test_many_files_that_are_no_exports_are_a_line_for_each_kind(tmp_path: Path) -> None:
    images = {f"i{n}__png": PNG for n in range(9)}
    outcome = brought_in(
        tmp_path, **images, notes__txt="Hello", empty__json="", blob__bin=b"\1\0\2", hidden=PNG, __keep="x"
    )
    assert [f.message for f in outcome.findings] == [
        "not read: the file is binary data, neither JSON nor XML",
        "not read: the file is empty, neither JSON nor XML",
        "not read: the file is an image, neither JSON nor XML; so are i0.png, i1.png and 7 more",
        "not read: the file is text, neither JSON nor XML",
    ]
    assert {(f.code, f.severity) for f in outcome.findings} == {("CSN019", Severity.INFO)}
    assert tables(outcome) == ["t"]


FOREIGN = {
    "package.json": ('{"name": "x", "version": "1"}', "no 'definitions' in the file"),
    "tsconfig.json": ('{\n  // strict\n  "compilerOptions": {"strict": true,}\n}', "not JSON"),
    "icon.svg": (SVG, "XML, but no OData metadata"),
    "old.svg": (DTD, "XML, but no OData metadata"),
    "README.md": ('<p align="center">\n# Title', "XML, but no OData metadata"),
    "setup.cfg": ("[tool]\nline = 1", "not JSON"),
    "list.json": ("[1, 2]", "the file holds a list"),
    "page.html": ("<!DOCTYPE html><html><p>Log in</html>", "a web page"),
    "openapi.json": ('{"openapi": "3.0.0"}', "an OpenAPI description"),
    "a.schema.json": (
        '{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {}}}',
        "a JSON Schema",
    ),
}


@pytest.mark.parametrize(("name", "content", "said"), [(n, *c) for n, c in FOREIGN.items()], ids=FOREIGN)
def test_json_and_xml_that_is_no_export_is_skipped_in_a_folder_and_an_error_where_named(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    outcome = brought_in(tmp_path, **{name.replace(".", "__"): content})
    (told,) = outcome.findings
    assert (told.code, told.severity, Path(told.file).name) == ("CSN020", Severity.WARNING, name)
    assert told.message.startswith("not an export, skipped: ")
    assert said in told.message
    assert tables(outcome) == ["t"]
    assert outcome.plan.changes
    for paths in ([tmp_path / "in", tmp_path / "in" / "S" / name], [tmp_path / "in" / "S" / name]):
        (named,) = run_import(inputs_of(paths), tmp_path / "s").findings
        assert named.severity is Severity.ERROR


BROKEN = {
    "cut off": CSN[:40],
    "cut off at once": "{",
    "blank": "  \n",
    "spoiled": CSN.replace(":", "", 2),
    "metadata cut off": '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><a>',
    "XML cut off before its root": '<?xml version="1.0"?>\n<!-- ',
    "metadata of version 2": '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"/>',
    "definitions that are none": '{"definitions": []}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_export_in_a_folder_stops_the_import(content: str, tmp_path: Path) -> None:
    outcome = brought_in(tmp_path, x__data=content)
    assert [f.severity for f in outcome.findings] == [Severity.ERROR]
    assert outcome.plan.changes == []


def test_a_folder_without_any_export_is_an_error_that_says_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    (told,) = run_import(inputs_of([tmp_path]), tmp_path / "specs").findings
    assert (told.code, told.severity) == ("CSN005", Severity.ERROR)
    (tmp_path / "package.json").write_text("text")
    with pytest.raises(MissingInputError):
        inputs_of([tmp_path])


def test_nothing_is_pruned_while_a_file_is_skipped_that_may_have_been_an_export(tmp_path: Path) -> None:
    first = brought_in(tmp_path, b__json=CSN)
    perform(first.plan.changes)
    (tmp_path / "in" / "S" / "b.json").write_text("<html>Log in</html>")
    kept = run_import(inputs_of([tmp_path / "in"]), tmp_path / "specs", prune=True)
    assert [f.code for f in kept.findings] == ["CSN020", "IMP014"]
    assert not any(change.removes for change in kept.plan.changes)
    (tmp_path / "in" / "S" / "b.json").unlink()
    gone = run_import(inputs_of([tmp_path / "in"]), tmp_path / "specs", prune=True)
    assert any(change.removes for change in gone.plan.changes)


def test_a_hidden_file_is_not_looked_at(tmp_path: Path) -> None:
    for name in (".x.json", ".git/y.json"):
        write_export(tmp_path / "in" / "S" / name, {"V": entity()})
    assert tables(brought_in(tmp_path)) == ["t"]


def test_what_a_file_is_shows_in_its_first_bytes() -> None:
    heads = {b"%PDF-1.7": "a PDF document", b"PK\x03\x04": "a zip archive or office document", b"": "empty"}
    assert {head: kind_of(head) for head in heads} == heads
    assert kind_of(b"\xff\xfe{\0") == kind_of(b"\0{\0\n") == kind_of(b"\xef\xbb\xbf <a") == ""
