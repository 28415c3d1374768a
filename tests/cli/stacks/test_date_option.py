"""`--date` and CATALOG_DATE, for the commands that read specs."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.language.stacks.run_date import BEGUN, VARIABLE
from tests.support.specs import write_project

TABLE = {
    "kind": "Table", "database": "sales", "name": "orders",
    "columns": [{"name": "id", "type": "bigint"}], "storage": {"location": "s3://lake/orders/"},
    "partitions": {"keys": [{"name": "dt", "type": "date"}],
                   "values": {"dt": {"from": "2026-01-01", "to": "today"}}},
}  # fmt: skip
COMMANDS = ("check", "stacks", "apply", "move")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (VARIABLE, BEGUN):
        monkeypatch.setenv(name, "")  # so that what --date sets is undone
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return write_project(tmp_path, {"orders": TABLE})


Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", ["check", "stacks"])
def test_the_day_of_the_clock_is_said_once(command: str, capsys: Capture) -> None:
    assert main([command]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("today is 20")
    assert said.err.endswith(" (UTC; catalog:date is not set)\n")
    assert said.err.count("\n") == 1
    assert "today" not in said.out


def test_where_no_spec_uses_it_nothing_is_said(project: Path, capsys: Capture) -> None:
    spec = project / "catalog_specs" / "sales" / "orders.yaml"
    spec.write_text(spec.read_text().replace("to: today", "to: 2026-01-02"))
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_option_goes_before_the_variable_and_that_before_the_stacks_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def partitions(*words: str) -> str:
        assert main(["stacks", *words]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out.splitlines()[-1].split()[-1]

    file = project / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace("config:\n", "config:\n  catalog:date: 2026-01-10\n"))
    before = file.read_bytes()
    assert partitions() == "10"
    monkeypatch.setenv(VARIABLE, "2026-01-20")
    assert partitions() == "20"
    assert partitions("--date", "2026-01-05") == "5"
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_day_is_wrong_usage(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    words = [command, "--all"] if command == "apply" else [command]
    assert main([*words, "--date", "tomorrow"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(
        f"catalog {command}: argument --date: 'tomorrow' found. Write a day, such as 2026-01-31.\n"
    )
    monkeypatch.setenv(VARIABLE, "2026-02-30")
    assert main(words) == 2
    assert "argument --date: CATALOG_DATE: '2026-02-30' found. Write a day" in capsys.readouterr().err
