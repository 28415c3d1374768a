"""What --json prints: each document has a schema, and each schema a command that prints such a document."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from catalog.cli.main import main
from catalog.cli.terminal.formats import print_json
from tests.support.project import ROOT
from tests.support.specs import DATABASE, table, write_yaml

IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
STACK = {"config": {"catalog:environment": "dev", "catalog:variables": {"lake": "my-lake"}}}
SCHEMAS = ROOT / "catalog" / "schemas" / "output"
# The words that print a document of each shape in the project below: what follows `catalog`.
COMMANDS: Mapping[str, list[str]] = {
    "check": ["check", "--json"],
    "codes": ["explain", "--json"],
    "stacks": ["stacks", "--json"],
    "list": ["list", "--json"],
    "table": ["list", "sales.orders", "--json"],
    "conformance": ["conformance", "--json"],
    "accept": ["accept", "sales.orders {code: CHG101, column: fax, from: int}", "--reason", "x", "--json"],
    "rollback": ["rollback", "sales.orders", "--to", "HEAD", "--preview", "--json"],
    "changed-stacks": ["stacks", "--json", "--changed-since", "HEAD"],
}
BY_THE_ENGINE = {"apply"}  # held to its schema in tests/e2e/test_apply_question.py


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two stacks of one environment that both select database sales; a table has changed since HEAD, and the
    way back breaks readers.
    """
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    write_yaml(tmp_path / "catalog_specs" / "sales" / "database.yaml", {**DATABASE, "name": "sales"})
    orders = tmp_path / "catalog_specs" / "sales" / "orders.yaml"
    write_yaml(orders, table(database="sales"))
    conforms = {"conforms_to": {"table": "sales.orders", "missing": ["amount"]}}
    feed = table(database="sales", name="feed", columns=[{"name": "order_id", "type": "int"}], **conforms)
    write_yaml(tmp_path / "catalog_specs" / "sales" / "feed.yaml", feed)
    for name in ("dev-a", "dev-b"):
        write_yaml(tmp_path / f"Pulumi.{name}.yaml", STACK)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *IDENTITY, *words], cwd=tmp_path, check=True, capture_output=True)
    columns = [{"name": "order_id", "type": "bigint"}, {"name": "amount", "type": "decimal(15,2)"}]
    write_yaml(orders, {**table(database="sales", columns=columns), "description": "New"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_shape_has_a_command_that_prints_it() -> None:
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == {
        *COMMANDS,
        *BY_THE_ENGINE,
    }


@pytest.mark.parametrize("shape", COMMANDS)
def test_what_a_command_prints_is_of_its_schema(
    project: Path, capsys: pytest.CaptureFixture[str], shape: str
) -> None:
    main(COMMANDS[shape])
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((SCHEMAS / f"{shape}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["format"] == f"catalog.{shape}"
    lists = [value for value in document.values() if isinstance(value, list)]
    assert lists
    assert all(lists), "an empty list says nothing of the shape of what is in it"


def objects_without_a_limit(schema: object, path: str = "") -> list[str]:
    """Where a schema lets any key pass, so that a test by it would see no change."""
    found = []
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            found.append(path)
        for key, value in schema.items():
            found += objects_without_a_limit(value, f"{path}/{key}")
    return found


@pytest.mark.parametrize("path", sorted(SCHEMAS.iterdir()), ids=lambda path: path.name)
def test_schemas_are_sound_and_let_no_other_key_pass(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert objects_without_a_limit(schema) == []


@pytest.mark.parametrize("text", ["\u202e", "\x1b[2J", "##[debug]", "::error::", "\U000e0041", "ç 漢"])
def test_texts_that_act_on_terminals_are_escaped_and_read_back_as_they_were(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    print_json("x", {"text": text})
    shown = capsys.readouterr().out
    assert json.loads(shown)["text"] == text
    assert "##[" not in shown
    assert shown.replace("\n", "").isprintable()
