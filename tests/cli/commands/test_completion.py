"""`catalog completion`: bash completes commands, options, stacks and files; zsh can read its code."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from catalog.cli.frame.overview import ROWS
from catalog.cli.main import main
from tests.support.project import ROOT

CATALOG = ROOT / ".venv" / "bin" / "catalog"
COMPLETE = """
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_shtab_catalog
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `catalog completion bash` prints, as a file."""
    file = tmp_path_factory.mktemp("completion") / "catalog.bash"
    with file.open("w") as out:
        subprocess.run([CATALOG, "completion", "bash"], stdout=out, check=True)
    return file


def completed(code: Path, folder: Path, *words: str) -> list[str]:
    """What bash would complete the last of the words to."""
    done = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", str(code), "catalog", *words],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return sorted(line for line in done.stdout.splitlines() if line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"):
        (tmp_path / name).write_text("")
    (tmp_path / "exports").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([""], sorted(ROWS)),
        (["che"], ["check"]),
        (["--v"], ["--version"]),
        (["apply", "--ov"], ["--overwrite"]),
        (["apply", "--stack", ""], ["dev", "prod"]),
        (["check", "--stack", "p"], ["prod"]),
        (["stacks", "--format", ""], ["json", "markdown", "text"]),
        (["local", "sta"], ["start", "status"]),
        (["import", "exp"], ["exports"]),
        (["import", "x", "--specs", "exp"], ["exports"]),
    ],
)
def test_bash_completes(code: Path, folder: Path, words: list[str], found: list[str]) -> None:
    assert [each.rstrip("/") for each in completed(code, folder, *words)] == found


def test_in_a_folder_without_stacks_none_is_completed(code: Path, tmp_path: Path) -> None:
    assert completed(code, tmp_path, "apply", "--stack", "") == []


def test_the_code_for_zsh_is_its_and_names_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    code = capsys.readouterr().out
    assert code.startswith("#compdef catalog\n")
    for name in ROWS:
        assert f"{name}:" in code
    zsh = shutil.which("zsh")
    if zsh is not None:  # its syntax is looked at where there is one
        done = subprocess.run([zsh, "-n"], input=code, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
