"""Repositories that released versions made go on under today's code, and an upgrade brings them to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support import kept_repositories as kept
from tests.support.engine import Engine

from .test_upgrade import by_urn, fill, goes_on


def test_there_is_one_to_hold_today_s_code_against() -> None:
    assert "0.1.0" in kept.versions()


@pytest.mark.parametrize("version", kept.versions())
def test_its_stack_has_no_change_before_and_after_an_upgrade(
    version: str, tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = kept.unpacked(version, tmp_path)
    engine = Engine(tmp_path, root / "catalog_specs", endpoint, root)
    state = kept.read(version, kept.STATE).replace(kept.ENDPOINT, endpoint)
    assert kept.state_file(engine).is_file()
    kept.state_file(engine).write_text(state)
    fill(endpoint, json.loads(kept.read(version, kept.GLUE)))
    before = by_urn(json.loads(state)["checkpoint"]["latest"]["resources"])
    assert len(before) > 29
    goes_on(engine, before)
    monkeypatch.chdir(root)
    specs = {file: file.read_bytes() for file in (root / "catalog_specs").rglob("*.yaml")}
    assert main(["check"]) == 0
    assert main(["upgrade", "--yes"]) == 0
    assert main(["upgrade", "--check"]) == 0
    assert main(["check"]) == 0
    assert {
        file: file.read_bytes() for file in (root / "catalog_specs").rglob("*/*.yaml")
    }.items() <= specs.items()
    goes_on(engine, before)
