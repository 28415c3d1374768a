"""Deliberately broken inputs: each gives exit status 1, FILE:LINE and no traceback, and writes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from tests.support.specs import TABLE, table, write_project, write_yaml

GOOD: dict[str, Any] = {
    "definitions": {"Orders": {"kind": "entity", "elements": {"ID": {"type": "cds.String", "length": 10}}}}
}
EDMX = (
    "<e:Edmx Version='4.0' xmlns:e='http://docs.oasis-open.org/odata/ns/edmx'><e:DataServices>\n"
    "<Schema Namespace='S' xmlns='http://docs.oasis-open.org/odata/ns/edm'>\n"
    "<EntityType Name='T'><Property Name='a' Type='Edm.String'/></EntityType>\n"
    "</Schema></e:DataServices></e:Edmx>"
)
EXPORTS: dict[str, str | bytes] = {
    "truncated JSON": json.dumps(GOOD)[:-10],
    "empty file": "",
    "wrong root": "[1, 2]",
    "a number": "42",
    "no definitions": '{"meta": {}}',
    "definitions of the wrong kind": '{"definitions": []}',
    "a definition of the wrong kind": '{"definitions": {"Orders": 3}}',
    "elements of the wrong kind": '{"definitions": {"Orders": {"kind": "entity", "elements": []}}}',
    "a key twice": '{"definitions": {"A": {"kind": "entity"}, "A": {"kind": "entity"}}}',
    "trailing text": json.dumps(GOOD) + "x",
    "not UTF-8": json.dumps(GOOD).encode() + b"\xff",
    "nested without end": "[" * 100_000,
    "XML with an unbound prefix": "<?xml version='1.0'?>\n<edmx:Edmx/>",
    "XML of something else": "<feed/>",
    "XML with entities": "<!DOCTYPE a [<!ENTITY b 'b'><!ENTITY c '&b;&b;'>]>\n<a>&c;</a>",
    "XML with a DTD": "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'>\n<a/>",
    "truncated XML": EDMX[:-20],
    "XML in half of UTF-16": EDMX.encode("utf-16")[:-1],
    "XML in Latin-1": EDMX.replace("'T'", "'Größe'").encode("latin-1"),
    "XML nested without end": "<a>" * 100_000,
    "XML with a bad facet": EDMX.replace("/>", " MaxLength='long'/>", 1),
    "a list with a line that is none": '{"@odata.context": "#assets", "value": [{"name": 3}]}',
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0",
}
COLUMN = TABLE["columns"][0]
LINES = "kind: Table\ndatabase: sales\nname: orders\n"
SPECS: dict[str, Any] = {
    "YAML tab": LINES + "columns:\n\t- name: a\n",
    "YAML unclosed": LINES + "columns: [\n",
    "YAML key twice": LINES + "name: orders\n",
    "YAML alias": LINES + "columns: &a []\nhierarchies: *a\n",
    "empty spec": "",
    "a list as spec": "- a\n- b\n",
    "unknown key": table(colums=[]),
    "bad type": table(columns=[{"name": "a", "type": "decmal(1,2)"}]),
    "duplicate column": table(columns=[COLUMN, COLUMN]),
    "upper-case column": table(columns=[{"name": "A", "type": "int"}]),
    "300-character comment": table(columns=[{**COLUMN, "comment": "x" * 300}]),
    "two-line comment": table(columns=[{**COLUMN, "comment": "a\nb"}]),
    "missing variable": table(storage={"location": "s3://${nope}/x/"}),
    "location elsewhere": table(storage={"location": "hdfs://x/"}),
    "partition key as column": table(partitions={"keys": [{"name": "amount", "type": "int"}]}),
    "index on a non-key": table(partitions={**TABLE["partitions"], "indexes": [["amount"]]}),
    "reserved format": table(storage={"format": "delta", "location": "s3://l/x/"}),
    "range of partitions": table(partitions={**TABLE["partitions"], "values": {"dt": {"from": 1}}}),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_project(tmp_path)


def refused(arguments: list[str], file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert re.search(rf"^(\S+/)?{re.escape(file)}:\d+: [A-Z]+\d+ error: ", printed.err, re.MULTILINE), (
        printed.err
    )
    assert "Traceback" not in printed.err + printed.out


@pytest.mark.parametrize("name", EXPORTS)
def test_a_broken_export_is_refused_and_nothing_is_written(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = EXPORTS[name]
    (project / "good.json").write_text(json.dumps(GOOD))
    (project / "broken.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(["import", "good.json", "broken.json", "--specs", "made"], "broken.json", capsys)
    assert not (project / "made").exists()


@pytest.mark.parametrize("name", SPECS)
def test_a_broken_spec_is_refused(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_yaml(project / "catalog_specs" / "sales" / "orders.yaml", SPECS[name])
    refused(["check"], "orders.yaml", capsys)


def test_a_broken_stack_file_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "Pulumi.dev.yaml").write_text("config:\n  catalog:variables: [a]\n")
    refused(["check"], "Pulumi.dev.yaml", capsys)


NAMES = [
    "../../etc/x",
    "..",
    ".",
    "/",
    "/etc/passwd",
    "CON",
    "nul.txt",
    "a/b",
    "a\\b",
    "",
    " ",
    "\u221e",
    "\0",
    "x" * 5000,
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_makes_import_write_outside_its_folder(name: str, project: Path) -> None:
    before = sorted(str(p) for p in project.rglob("*"))
    export = {"definitions": {name: GOOD["definitions"]["Orders"], "Other": GOOD["definitions"]["Orders"]}}
    (project / "export.json").write_text(json.dumps(export))
    status = main(["import", "export.json", "--specs", "made", "--space", name or "S"])
    made = project / "made"
    outside = {str(p) for p in project.rglob("*") if not p.is_relative_to(made)} - {
        *before,
        str(project / "export.json"),
    }
    assert {o for o in outside if "/.catalog" not in o} == set()
    assert not (project.parent.parent / "etc").exists()
    files = [p for p in made.rglob("*") if p.is_file() and p.name != ".import.json"]
    assert all(re.fullmatch(r"[a-z0-9_]+\.yaml", p.name) for p in files)
    assert (status, len(files) >= 2) in ((0, True), (1, False))
