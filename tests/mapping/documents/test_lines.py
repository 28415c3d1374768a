"""Lines of findings, looked up once for all of a file."""

from __future__ import annotations

from pathlib import Path

from catalog.language.findings import Finding
from mapping.diagnostics.codes import finding
from mapping.documents.inputs import Input
from mapping.documents.lines import lines_in, with_lines


def test_lines_of_json_are_those_of_the_deepest_part_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{\n "a": {\n  "b": 1\n }\n}')
    lines = lines_in(Input(file, "S").open, None)([("a", "b"), ("a", "missing"), ()])
    assert lines == {("a", "b"): 3, ("a", "missing"): 2, (): 1}


def test_lines_that_a_reader_noted_are_taken_and_the_rest_is_line_1(tmp_path: Path) -> None:
    lines = lines_in(Input(tmp_path / "not-read.xml", "S").open, {("T",): 7})([("T", "x"), ("U",)])
    assert lines == {("T", "x"): 7, ("U",): 1}


def test_only_findings_without_a_line_in_a_known_file_get_one(tmp_path: Path) -> None:
    def found(file: str, line: int = 0) -> Finding:
        return finding("CSN008", "wrong", file=file, path=("T",), line=line)

    files = {"f.xml": lines_in(Input(tmp_path / "f.xml", "S").open, {("T",): 7})}
    findings = with_lines([found("f.xml"), found("f.xml", 3), found("other")], files)
    assert [(each.file, each.line) for each in findings] == [("f.xml", 7), ("f.xml", 3), ("other", 0)]
