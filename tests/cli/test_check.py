"""`catalog check`: what it prints and its exit status."""

from pathlib import Path

import pytest

from cli.main import main
from tests.support.specs import table, write_project


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


def test_a_folder_named_by_hand_is_checked_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project)
    assert main(["check", "--specs", "elsewhere"]) == 2
    assert "--specs elsewhere: no such folder" in capsys.readouterr().err


def test_a_stack_that_is_not_there_is_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project)
    assert main(["check", "--stack", "prod"]) == 2
    assert "no stack 'prod': Pulumi.prod.yaml does not exist (known stacks: dev)" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["check", "--nope"], ["nope"], []])
def test_wrong_usage_is_exit_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: catalog" in capsys.readouterr().err
