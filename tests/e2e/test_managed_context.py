"""`manage: context` with the real engine: under a plugin that is not ours the program registers nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.engine import glue, tables
from tests.support.fake_programs import program
from tests.support.sharded import Sharded
from tests.support.specs import context, write_yaml

LAUNCHER = "pulumi-resource-aws"


@pytest.fixture
def sharded(tmp_path: Path, endpoint: str) -> Sharded:
    """One stack with two databases; a table of others stands in the first."""
    found = Sharded(tmp_path, endpoint, {"local-a": ["sales", "risk"]})
    write_yaml(found.specs / "sales" / "visits.yaml", context(name="visits"))
    return found


def test_under_another_plugin_nothing_is_registered(sharded: Sharded, tmp_path: Path) -> None:
    project = yaml.safe_load((sharded.root / "Pulumi.yaml").read_text())
    (aws,) = project["plugins"]["providers"]
    program(tmp_path / "another", LAUNCHER, f'exec {aws["path"]}/{LAUNCHER} "$@"')
    aws["path"] = str(tmp_path / "another")
    write_yaml(sharded.root / "Pulumi.yaml", project)
    sharded.pulumi("stack", "init", "local-a")
    done = sharded.pulumi("up", "--yes", "--stack", "local-a", check=False)
    assert done.status != 0
    assert "the specs have 1 error(s); nothing was registered" in done.output
    assert "Pulumi.yaml:1: PROJ003 error: catalog_specs/sales/visits.yaml has manage: context" in done.output
    assert sharded.state("local-a") == {}
    assert tables(glue(sharded.endpoint)) == {}
    assert "PROJ003" in sharded.catalog("check", status=1)
