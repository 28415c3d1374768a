"""Help, usage and wrong words: of every command alike."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from catalog.cli.frame.overview import GROUPS, ROWS
from catalog.cli.frame.registry import parser_of
from catalog.cli.main import main
from tests.support.project import ROOT


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words]) == 0
    return capsys.readouterr().out


def test_the_overview_names_every_command_once(capsys: pytest.CaptureFixture[str]) -> None:
    shown = helped(capsys, "--help")
    assert shown == helped(capsys, "help") == helped(capsys, "-h")
    for name, row in ROWS.items():
        assert len(re.findall(rf"(?m)^  {name} +{re.escape(row.summary)}$", shown)) == 1
    assert sum(map(len, GROUPS.values())) == len(ROWS)


def test_without_a_command_the_overview_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage: catalog" in captured.err


@pytest.mark.parametrize("name", ROWS)
def test_a_command_has_two_examples_of_its_own_and_its_statuses(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    shown = helped(capsys, name, "--help")
    assert shown == helped(capsys, "help", name)
    assert shown.startswith(f"usage: catalog {name} ")
    examples = shown.partition("examples:\n")[2].partition("\n\n")[0].splitlines()
    typed = [line.strip() for line in examples if not line.startswith("   ")]
    assert len(typed) >= 2
    for line in typed:
        words = shlex.split(re.sub(r'^eval "\$\((.*)\)"$', r"\1", line).partition(" > ")[0])
        assert words[:2] == ["catalog", name]
        parser_of([name]).parse_args(words[1:])  # the options are there
    statuses = shown.partition("exit status:\n")[2].splitlines()
    assert [line.split()[0] for line in statuses][-1] == "130"
    assert [line for line in statuses if line.startswith("    2  ")]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("name", ROWS)
def test_help_is_as_wide_as_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = helped(capsys, "help", name).partition("examples:")[0]
    assert max(map(len, shown.splitlines())) <= int(columns)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["chek"],
            ["catalog: no command 'chek' (did you mean 'check'?)", "usage: catalog [--version] COMMAND"],
        ),
        (["deploy"], ["catalog: no command 'deploy'\n"]),
        (["--versoin"], ["no option '--versoin' (did you mean '--version'?)"]),
        (["check", "--strct"], ["catalog check: unrecognized argument: --strct (did you mean '--strict'?)"]),
        (["check", "--strct"], ["usage: catalog check [-h]", "More: catalog help check"]),
        (["check", "--str"], ["unrecognized argument: --str (did you mean '--strict'?)"]),
        (["local", "statu"], ["'statu' is none of start, stop, status (did you mean 'status'?)"]),
        (
            ["local", "start", "--prot", "1"],
            ["--prot (did you mean '--port'?)", "usage: catalog local start"],
        ),
        (["help", "chek"], ["no command 'chek' (did you mean 'check'?)"]),
        (["check", "-q", "-v"], ["argument -v/--verbose: not allowed with argument -q/--quiet"]),
        (["check", "\x1b[2J"], [r"unrecognized argument: \x1b[2J"]),
    ],
)
def test_a_wrong_word_is_answered_by_what_was_meant_and_the_usage_of_its_command(
    capsys: pytest.CaptureFixture[str], words: list[str], said: list[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for text in said:
        assert text in captured.err


def test_help_loads_no_room_that_a_command_needs() -> None:
    heavy = "botocore", "boto3", "pulumi", "grpc", "jsonschema", "rich", "mapping", "moto"
    code = (
        "import sys; from catalog.cli.main import main; main(['--help']);"
        f"sys.exit(' '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
