"""`catalog apply`: wrong usage; runs are in tests/e2e."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.cli.commands.apply import _overwrites
from catalog.cli.main import main


@pytest.mark.parametrize(
    "words",
    [
        ["--all"],
        ["--all", "--overwrite", "sales"],
        ["--all", "--parallel", "0"],
        ["--stack", "nowhere"],
        [],
        ["--all", "--stack", "dev"],
    ],
)
def test_wrong_usage_is_exit_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    assert main(["apply", *words, "--yes"]) == 2


@pytest.mark.parametrize(
    ("words", "shell", "said"),
    [
        (["--overwrite", "sales.orders:owner", "--overwrite", "sales"], "", "--overwrite: 'sales' found"),
        ([], "sales.orders", "CATALOG_OVERWRITE: 'sales.orders' found"),
    ],
)
def test_a_member_that_is_none_is_refused_before_anything_runs(
    words: list[str],
    shell: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CATALOG_OVERWRITE", shell)
    assert main(["apply", "--all", *words, "--yes"]) == 2
    assert f"{said}, database[.table]:member expected" in capsys.readouterr().err


def test_runs_get_the_members_named_here_else_those_of_the_shell() -> None:
    named = ["sales.orders:owner", "sales.*:columns.*.type"]
    shell = {"CATALOG_OVERWRITE": "risk:location"}
    assert _overwrites(named, shell) == {"CATALOG_OVERWRITE": ",".join(named)}
    assert _overwrites(None, shell) == _overwrites(None, {}) == {}  # the shell's is inherited
