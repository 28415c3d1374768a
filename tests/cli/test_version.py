"""What `catalog --version` names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from catalog.checkout import version
from catalog.checkout.version import tool_version
from catalog.cli.main import main
from catalog.cli.version import versions
from catalog.engine import selection
from catalog.provider.protocol.servicer import VERSION
from tests.support import fake_programs as programs
from tests.support.project import ROOT

STATED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": "/bin", "HOME": str(tmp_path / "home")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return project


def test_the_version_is_the_one_in_pyproject_toml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert tool_version() == STATED
    monkeypatch.setattr(version, "PROJECT", tmp_path)  # neither a checkout nor a distribution
    monkeypatch.setattr(version, "NAME", "no-such-distribution")
    with pytest.raises(LookupError, match="not installed as a distribution"):
        tool_version()


def test_tool_engine_sdk_and_plugin_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"catalog {STATED}, ")
    words = {line.split()[0]: line for line in lines}
    assert set(words) >= {"catalog", "engine", "SDK", "plugin", "Python"}
    assert words["SDK"].split() == ["SDK", "pulumi", "3.272.0"]


def test_the_plugin_is_named_with_the_pulumi_aws_that_it_serves(root: Path, env: dict[str, str]) -> None:
    assert versions(root, env).plugin == VERSION


def test_an_engine_that_was_noted_is_not_started(root: Path, env: dict[str, str], tmp_path: Path) -> None:
    path = {**env, "PATH": f"{programs.pulumi(tmp_path / 'bin', 'v3.300.0').parent}:/bin"}
    assert selection.plan(root, path) is None
    programs.program(tmp_path / "bin", "pulumi", f"touch {tmp_path / 'started'}")
    found = versions(root, path)
    assert (found.engine, found.engine_place) == ("3.300.0", str(tmp_path / "bin"))
    assert not (tmp_path / "started").exists()


def test_without_an_engine_it_is_said_what_gets_one(root: Path, env: dict[str, str]) -> None:
    assert "engine  none (catalog setup gets one)" in versions(root, env).lines()


def test_the_version_of_a_repository_s_own_venv_is_named(root: Path, env: dict[str, str]) -> None:
    assert versions(root, env).repository == ""
    packages = root / ".venv/lib/python3.12/site-packages"
    (packages / "datasphere_glue_catalog-0.9.0.dist-info").mkdir(parents=True)
    lines = versions(root / "", env).lines()
    assert lines[1] == "here    catalog 0.9.0 of the repository's .venv does the work"
