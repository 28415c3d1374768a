"""Projects written for an earlier version: the new line is printed by check, apply and env."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.cli.former_layout import former_layout
from catalog.cli.main import main
from tests.support.project import ROOT
from tests.support.specs import write_yaml

PROJECT = """\
name: shop
runtime: python
plugins:
  providers:
    - name: random
      path: ./provider
    - name: aws
      path: {path}
"""
PROGRAM = """\
import pulumi
from catalog_program.partition_set import PartitionSet
import provider.server, os


def later():
    from catalog_program import properties
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the earlier version with one stack and no spec."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT.format(path="./provider"))
    (tmp_path / "__main__.py").write_text(PROGRAM)
    (tmp_path / "catalog_specs").mkdir()
    write_yaml(tmp_path / "Pulumi.dev.yaml", {"config": {"aws:region": "eu-central-1"}})
    (tmp_path / "catalog").symlink_to(ROOT / "catalog")
    monkeypatch.chdir(tmp_path)
    return tmp_path


NEW_LINES = [
    "Pulumi.yaml:8: PROJ001 error: path: ./provider is where an earlier version had the aws plugin. "
    "Write path: ./catalog/provider.",
    "__main__.py:2: PROJ002 error: catalog_program.partition_set is the name that an earlier version had for "
    "this package. Import it from catalog.program.partition_set.",
    "__main__.py:3: PROJ002 error: provider.server is the name that an earlier version had for this package. "
    "Import it from catalog.provider.server.",
    "__main__.py:7: PROJ002 error: catalog_program is the name that an earlier version had for this package. "
    "Import it from catalog.program.",
]


def test_each_old_line_is_found_with_its_new_text(project: Path) -> None:
    assert [finding.render() for finding in former_layout(project)] == NEW_LINES


def test_check_lists_them_as_errors(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert [line for line in printed.err.splitlines() if "PROJ" in line] == NEW_LINES


@pytest.mark.parametrize("words", [["apply", "--all", "--yes"], ["env", "local"]])
def test_apply_and_env_refuse_the_project_in_one_message(
    project: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    head = f"catalog {words[0]}: this project was written for an earlier version:"
    assert printed.err.splitlines() == [head, *(f"  {line}" for line in NEW_LINES)]
    assert printed.out == ""


@pytest.mark.parametrize("path", ["./catalog/provider", "./plugins/aws", str(ROOT / "catalog" / "provider")])
def test_other_plugin_folders_are_not_ours_to_judge(project: Path, path: str) -> None:
    (project / "Pulumi.yaml").write_text(PROJECT.format(path=path))
    assert {finding.code for finding in former_layout(project)} == {"PROJ002"}


def test_an_old_checkout_that_still_has_its_plugin_goes_on_working(project: Path) -> None:
    (project / "provider").mkdir()
    (project / "provider" / "pulumi-resource-aws").write_text("")
    assert {finding.file for finding in former_layout(project)} == {"__main__.py"}


def test_outside_of_a_checkout_the_installed_package_is_named(project: Path) -> None:
    (project / "catalog").unlink()
    (plugin, *_) = former_layout(project)
    assert os.path.relpath(ROOT / "catalog" / "provider", project) in plugin.render()


def test_packages_of_the_same_name_that_are_the_projects_own_are_left_alone(project: Path) -> None:
    (project / "provider.py").write_text("")
    (project / "catalog_program").mkdir()
    assert [finding.code for finding in former_layout(project)] == ["PROJ001"]


def test_a_program_in_a_folder_of_its_own_is_looked_through(project: Path) -> None:
    (project / "program").mkdir()
    (project / "__main__.py").rename(project / "program" / "__main__.py")
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: program\n")
    assert [finding.file for finding in former_layout(project)] == ["program/__main__.py"] * 3


@pytest.mark.parametrize("text", ["a: [", "[]", "", "plugins: 3", "plugins: {providers: 3}"])
def test_what_can_not_be_read_is_left_to_the_engine(project: Path, text: str) -> None:
    (project / "Pulumi.yaml").write_text(text)
    (project / "__main__.py").write_text("def (")
    assert former_layout(project) == []


def test_this_checkout_has_none() -> None:
    assert former_layout(ROOT) == []
