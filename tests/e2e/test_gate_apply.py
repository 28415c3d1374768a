"""`catalog apply` over a protected stack: what was accepted goes, and only that loses its protection."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.support.conversation import converse
from tests.support.engine import glue, tables, writes
from tests.support.sharded import Sharded
from tests.support.specs import TABLE, table, write_yaml

KEYS = TABLE["partitions"]["keys"]
UNTIL = {"reason": "agreed with all readers", "until": "2099-01-31"}
APPLY = [sys.executable, "-m", "catalog.cli.main", "apply"]


def protected(folder: Path, endpoint: str) -> tuple[Sharded, Callable[[], None]]:
    """An applied stack with protection; what is called takes a table away, and accepts that."""
    sharded = Sharded(folder, endpoint, {"local-a": ["sales"]})
    file = sharded.root / "Pulumi.local-a.yaml"
    stack = yaml.safe_load(file.read_text())
    stack["config"]["catalog:protect"] = True
    file.write_text(yaml.safe_dump(stack))
    specs = sharded.root / "catalog_specs" / "sales"
    write_yaml(specs / "old.yaml", table(name="old", partitions=None))
    sharded.catalog("apply", "--stack", "local-a", "--yes")
    assert "sales_local.old" in tables(glue(endpoint))

    def accept() -> None:
        (specs / "old.yaml").unlink()
        database = yaml.safe_load((specs / "database.yaml").read_text())
        removed = [{"table": "sales.old", "reason": "nobody reads it", "until": "2099-12-31"}]
        write_yaml(specs / "database.yaml", {**database, "removed": removed})

    return sharded, accept


def unprotected(sharded: Sharded) -> list[str]:
    """The names of what the stack's state does not protect of Glue."""
    output = sharded.pulumi("stack", "export", "--stack", "local-a").output
    resources = json.loads(output[output.index("{") :])["deployment"]["resources"]
    ours = (r for r in resources if r["type"].startswith("aws:glue"))
    return [r["urn"].rpartition("::")[2] for r in ours if not r.get("protect")]


def test_an_accepted_drop_goes_and_all_else_stays_protected(tmp_path: Path, endpoint: str) -> None:
    sharded, accept = protected(tmp_path, endpoint)
    accept()
    output = sharded.catalog("apply", "--stack", "local-a", "--yes")
    assert "local-a: 1 resource that goes is no longer protected in the stack's state" in output
    found = tables(glue(endpoint))
    assert "sales_local.old" not in found
    assert "sales_local.orders" in found
    assert unprotected(sharded) == []


def test_a_preview_goes_through_what_may_go_and_changes_no_state(tmp_path: Path, endpoint: str) -> None:
    """A table made anew, whose partitions would end the preview; one that goes; an index."""
    sharded, accept = protected(tmp_path, endpoint)
    specs = sharded.specs / "sales"
    block: dict[str, Any] = {"keys": KEYS, "values": {"dt": ["2026-01-01"], "contributor": ["c1"]}}
    indexed = {**block, "indexes": [["dt"]]}
    for name in ("keyed", "indexed"):
        write_yaml(specs / f"{name}.yaml", table(name=name, partitions=indexed))
    sharded.catalog("apply", "--stack", "local-a", "--yes")
    accept()
    entry = {"code": "CHG403", "from": ["dt", "contributor"], "to": ["dt"], **UNTIL}
    one = {"keys": KEYS[:1], "values": {"dt": ["2026-01-01"]}}
    write_yaml(specs / "keyed.yaml", table(name="keyed", partitions=one, changes={"accept": [entry]}))
    write_yaml(specs / "indexed.yaml", table(name="indexed", partitions=block))
    own = tmp_path / "of the copy"
    own.mkdir()
    sharded.env["TMPDIR"] = str(own)
    before, wrote = sharded.state("local-a"), writes(endpoint)
    output = sharded.catalog("apply", "--stack", "local-a", "--preview")
    for line in ("+- table sales.keyed", "- table sales.old", "- index sales.indexed.idx_dt"):
        assert f"  {line}\n" in output
    assert "local-a: catalog apply first takes away the protection of 4 resources that go" in output
    assert "cannot be deleted" not in output
    assert (sharded.state("local-a"), writes(endpoint)) == (before, wrote)
    assert not [*own.glob("catalog-*")]


def test_protection_is_taken_away_only_after_yes(tmp_path: Path, endpoint: str) -> None:
    sharded, accept = protected(tmp_path, endpoint)
    accept()
    env = {name: value for name, value in sharded.env.items() if name != "CI"}

    def asked(answer: bytes) -> str:
        seen: list[list[str]] = []

        def answered() -> bytes:
            seen.append(unprotected(sharded))
            return answer

        output = converse([*APPLY, "--stack", "local-a"], sharded.root, env, answered).output
        assert "- table sales.old" in output
        assert seen == [[]], output
        return output

    for no in (b"no\n", b"\x03"):
        asked(no)
        assert unprotected(sharded) == []
        assert "sales_local.old" in tables(glue(endpoint))
    done = asked(b"yes\n")
    assert "sales_local.old" not in tables(glue(endpoint)), done
    assert set(tables(glue(endpoint))) == {"sales_local.orders"}
    assert unprotected(sharded) == []
