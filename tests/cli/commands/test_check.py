"""`catalog check`: what it prints and its exit status."""

from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.cli.project import project_root
from catalog.language.compiler import compile_specs
from catalog.language.findings import exit_status
from catalog.language.stacks.settings import read_settings
from tests.support.project import ROOT
from tests.support.specs import table, write_project, write_yaml


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_good_specs_are_fine(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "checked for stack dev: no findings\n"


def test_a_warning_is_printed_and_fails_only_when_strict(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(project, {"orders": table(relationships=[{"name": "r", "to": "sales.custmers"}])})
    assert main(["check"]) == 0
    printed = capsys.readouterr()
    assert "catalog_specs/sales/orders.yaml:" in printed.err
    assert "SPEC017 warning" in printed.err
    assert printed.out.endswith("1 warning\n")
    assert main(["check", "--strict"]) == 1


@pytest.mark.parametrize(("severity", "status"), [("error", 1), ("warning", 0), ("info", 0), ("off", 0)])
def test_a_rule_of_the_team_s_own_stops_what_its_severity_says(
    project: Path, severity: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(project)
    rule = {"of": "tables", "require": ["label"], "severity": severity}
    write_yaml(
        project / "catalog_specs" / "catalog.yaml", {"kind": "Catalog", "lint": {"rules": {"x": rule}}}
    )
    assert main(["check"]) == status
    assert (f"LINT001 {severity}: business.label" in capsys.readouterr().err) is (severity != "off")
    found = compile_specs(project, read_settings(project, "dev"))[1]  # what a run is refused for
    assert exit_status(found) == status


def test_a_folder_named_by_hand_is_checked_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project)
    assert main(["check", "--specs", "elsewhere"]) == 2
    assert "--specs elsewhere: no such folder" in capsys.readouterr().err


def test_a_stack_that_is_not_there_is_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project)
    assert main(["check", "--stack", "prod"]) == 2
    assert "no stack 'prod': Pulumi.prod.yaml does not exist (known stacks: dev)" in capsys.readouterr().err


def test_a_broken_stack_file_hides_nothing_of_the_other_stacks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(project, {"orders": table(description="x" * 2049)})
    text = "config:\n  catalog:variables: {a: }\n  catalog:protect: maybe\n  catalog:spec: x\n"
    text += '  aws:allowedAccountIds: ["123456789012"]\n'
    (project / "Pulumi.prod.yaml").write_text(text)
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert [line.split(":")[1] for line in printed.err.splitlines() if "STACK003" in line] == ["4", "2", "3"]
    assert "catalog_specs/sales/orders.yaml:" in printed.err
    assert printed.out == "checked for stack dev, could not be checked for stack prod: 4 errors\n"


def test_a_stack_without_its_specs_hides_nothing_of_the_other_stacks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(project, {"orders": table(description="x" * 2049)})
    (project / "Pulumi.prod.yaml").write_text("config: {catalog:specs: nowhere}\n")
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert "SPEC000 error: no such folder of specs (stack prod)" in said
    assert "SPEC018" in said


def test_outside_of_any_project_it_says_which_one_it_is_about(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed = ROOT
    assert project_root() == installed
    assert capsys.readouterr().err == f"catalog: no Pulumi.yaml here or above, so this is about {installed}\n"
    write_project(project)
    assert project_root() == project
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", [["check", "--nope"], ["nope"], []])
def test_wrong_usage_is_exit_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage: catalog" in capsys.readouterr().err
