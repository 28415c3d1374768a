"""Lines of a file's places, looked up by reading it once more, whatever letters it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mapping.documents.inputs import Input, inputs_of
from mapping.documents.json_lines import CHUNK, ascii_text, lines_of
from mapping.importer import run_import
from tests.support.exports import STRING, entity, write_export

TEXTS = ["Büro", "Betrag (€)", "∞", "支払い", "😀 paid", "\u2028", 'a "quoted" word', "back\\slash €"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "byte order mark"])
def test_the_text_with_letters_escaped_is_the_same_json_in_the_same_lines(
    tmp_path: Path, mark: bytes
) -> None:
    data = {"labels": {text: [text] * 40 for text in TEXTS}, "last": 1}
    raw = json.dumps(data, indent=1, ensure_ascii=False).encode()
    assert len(raw) > CHUNK
    file = tmp_path / "a.json"
    file.write_bytes(mark + raw)
    text = ascii_text(Input(file, "S").open)
    assert text.isascii()
    assert json.loads(text) == data
    assert text.count("\n") == raw.count(b"\n")
    path = ("labels", TEXTS[4], 3)
    assert lines_of(text, [path]) == lines_of(raw.decode(), [path])


def test_a_file_that_is_missing_has_no_text(tmp_path: Path) -> None:
    assert ascii_text(Input(tmp_path / "a.json", "S").open) == ""
    assert lines_of("", [("definitions", "T")]) == {("definitions", "T"): 1}


def test_a_finding_below_letters_of_any_kind_has_its_line(tmp_path: Path) -> None:
    labelled = {f"c{i}": {**STRING, "@EndUserText.label": text} for i, text in enumerate(TEXTS)}
    definitions = {"Größe €": entity(labelled), "Zeit 😀": entity({"um": {"type": "cds.Time"}})}
    path = write_export(tmp_path / "a.json", definitions)
    (told,) = run_import(inputs_of([path], "S"), tmp_path / "specs").findings
    assert told.code == "MAP004"
    assert path.read_text("utf-8").split("\n")[told.line - 1].strip() == '"um": {'
