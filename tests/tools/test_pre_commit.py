"""The hooks before a commit: what `make lint` runs, from the project's own environment."""

from __future__ import annotations

from typing import Any

import yaml

from tests.support.project import ROOT


def hooks() -> list[dict[str, Any]]:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    return [hook for repo in config["repos"] for hook in repo["hooks"]]


def test_no_hook_downloads_anything() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks()} == {"system"}
    assert [hook["entry"] for hook in hooks() if not (ROOT / hook["entry"].split()[0]).is_file()] == []


def test_the_hooks_run_all_that_lint_does() -> None:
    rule = (ROOT / "Makefile").read_text().partition("\nlint: ")[2].partition("\n\n")[0]
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in rule.splitlines()[1:]]
    entries = [hook["entry"].replace(" --force-exclude", "") for hook in hooks()]
    assert [
        command.removesuffix(" .") for command in commands if command.removesuffix(" .") not in entries
    ] == []
