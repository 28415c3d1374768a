"""`catalog apply` over a protected stack: what was accepted goes, and only that loses its protection."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.support.engine import glue, tables
from tests.support.sharded import Sharded
from tests.support.specs import table, write_yaml


def test_an_accepted_drop_goes_and_all_else_stays_protected(tmp_path: Path, endpoint: str) -> None:
    sharded = Sharded(tmp_path, endpoint, {"local-a": ["sales"]})
    file = sharded.root / "Pulumi.local-a.yaml"
    stack = yaml.safe_load(file.read_text())
    stack["config"]["catalog:protect"] = True
    file.write_text(yaml.safe_dump(stack))
    specs = sharded.root / "catalog_specs" / "sales"
    write_yaml(specs / "old.yaml", table(name="old", partitions=None))
    sharded.catalog("apply", "--stack", "local-a", "--yes")
    assert "sales_local.old" in tables(glue(endpoint))
    (specs / "old.yaml").unlink()
    database = yaml.safe_load((specs / "database.yaml").read_text())
    removed = [{"table": "sales.old", "reason": "nobody reads it", "until": "2099-12-31"}]
    write_yaml(specs / "database.yaml", {**database, "removed": removed})
    output = sharded.catalog("apply", "--stack", "local-a", "--yes")
    assert "local-a: what goes was accepted: 1 resource no longer protected in the stack's state" in output
    found = tables(glue(endpoint))
    assert "sales_local.old" not in found
    assert "sales_local.orders" in found
