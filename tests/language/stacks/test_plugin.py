"""`manage: context` is refused where the project does not name the plugin that serves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.language.compiler import check_stacks, compile_specs
from catalog.language.findings import Finding
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, PROJECT, context, write_project

NAMED = "name: shop\nruntime: python\nplugins:\n  providers:\n    - {{name: {name}, path: {path}}}\n"
THEIRS = {"orders": context(), "visits": context(name="visits")}


def findings_of(root: Path) -> list[Finding]:
    settings = read_settings(root, "dev")
    found = compile_specs(root, settings)[1]
    assert check_stacks(root, [settings]) == found
    return found


def official(folder: Path) -> Path:
    folder.mkdir()
    (folder / "pulumi-resource-aws").write_bytes(b"\x7fELF" + bytes(100_000))
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "name: shop\nruntime: python\n",
        "name: shop\nruntime: python\nplugins: {}\n",
        NAMED.format(name="azure", path="./catalog/provider"),
        NAMED.format(name="aws", path="./official"),
        NAMED.format(name="aws", path="./nowhere"),
    ],
)
def test_another_plugin_than_ours_is_an_error_said_once(text: str, tmp_path: Path) -> None:
    root = write_project(tmp_path, THEIRS)
    official(root / "official")
    (root / "Pulumi.yaml").write_text(text)
    (found,) = findings_of(root)
    assert (found.code, Path(found.file).name, found.line) == ("PROJ003", "Pulumi.yaml", 1)
    assert "orders.yaml has manage: context (and 1 more)" in found.message
    assert "plugins: {providers:" in found.remedy


def test_a_database_of_others_asks_for_our_plugin_too(tmp_path: Path) -> None:
    root = write_project(tmp_path, database={**DATABASE, "manage": "context"})
    (root / "Pulumi.yaml").write_text("name: shop\n")
    assert [f.code for f in findings_of(root)] == ["PROJ003"]


def test_what_a_project_makes_itself_needs_no_plugin_of_ours(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "Pulumi.yaml").write_text("name: shop\n")
    assert findings_of(root) == []


def test_ours_serves_it_also_where_the_program_lies_below_the_project(tmp_path: Path) -> None:
    root = write_project(tmp_path, THEIRS)
    assert findings_of(root) == []
    program = root / "program"
    program.mkdir()
    (root / "catalog_specs").rename(program / "catalog_specs")
    settings = read_settings(root, "dev")
    assert compile_specs(program, settings)[1] == []
    (root / "Pulumi.yaml").write_text(PROJECT.replace("name: aws", "name: azure"))
    assert [f.code for f in compile_specs(program, settings)[1]] == ["PROJ003"]


def test_a_project_file_that_is_no_yaml_is_left_to_the_engine(tmp_path: Path) -> None:
    root = write_project(tmp_path, THEIRS)
    (root / "Pulumi.yaml").write_text("name: [\n")
    assert findings_of(root) == []
