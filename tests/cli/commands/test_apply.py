"""`catalog apply`: wrong usage; runs are in tests/e2e."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.cli.main import main


@pytest.mark.parametrize(
    "words",
    [["--all"], ["--all", "--parallel", "0"], ["--stack", "nowhere"], [], ["--all", "--stack", "dev"]],
)
def test_wrong_usage_is_exit_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    try:
        status = main(["apply", *words])
    except SystemExit as end:  # argparse's own
        status = int(end.code or 0)
    assert status == 2
