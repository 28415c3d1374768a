"""Runs killed at each request that changes the catalog: `cancel` and a second run end as a clean one does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine import Engine, catalog, glue
from tests.support.kills import Killer
from tests.support.snapshots import Snapshot, differences, snapshot
from tests.support.specs import DATABASE, TABLE, table, write_project, write_yaml

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds processes through /proc, as Linux has it"
)

MOST_REQUESTS = 200  # more than any of these runs makes
FIRST: Mapping[str, Any] = {  # by table: its indexes, and the days on which it has ten partitions each
    "t0": ([], 0),
    "t1": ([["dt"]], 0),
    "t2": ([["dt"], ["contributor"]], 15),
    "t3": ([["dt"], ["contributor"], ["contributor", "dt"]], 14),
    "t4": ([{"name": "by_day", "keys": ["dt"]}], 1),
}
SECOND: Mapping[str, Any] = {  # indexes come, go, are renamed; partitions come and go; t1 leaves, t5 comes
    "t0": ([["dt"]], 3),
    "t2": ([["contributor"]], 12),
    "t3": ([["dt"], {"name": "by_contributor", "keys": ["contributor"]}, ["contributor", "dt"]], 16),
    "t4": ([{"name": "by_date", "keys": ["dt"]}, ["contributor", "dt"]], 1),
    "t5": ([["dt"]], 1),
}


def declare(specs: Path, tables: Mapping[str, Any], label: str) -> None:
    """A database and these tables, and nothing else."""
    for file in (specs / "sales").glob("*.yaml"):
        file.unlink()
    write_yaml(specs / "sales" / "database.yaml", {**DATABASE, "description": label})
    for name, (indexes, days) in tables.items():
        values: Any = {
            "dt": {"from": "2026-01-01", "to": f"2026-01-{days:02}"},
            "contributor": {"from": 1, "to": 10, "format": "c%02d"},
        }
        block = {**TABLE["partitions"], "values": values if days else [], "indexes": indexes}
        spec = table(name=name, description=label, partitions=block)
        write_yaml(specs / "sales" / f"{name}.yaml", spec)


def project(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return write_project(folder) / "catalog_specs"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """What the catalog holds after each run, when nothing is killed."""
    folder = tmp_path_factory.mktemp("clean") / "project"
    specs = project(folder)
    with catalog() as endpoint:
        engine = Engine(folder, specs, endpoint)
        declare(specs, FIRST, "first")
        engine.up()
        first = snapshot(glue(endpoint))
        declare(specs, SECOND, "second")
        engine.up()
        return {"create": first, "update": snapshot(glue(endpoint)), "destroy": {}}


def killed_and_run_again(folder: Path, work: str, at: int, expected: Snapshot) -> bool:
    """Does the work, is killed at that request and does it again; False if there were fewer requests."""
    specs, killer = project(folder), Killer()
    with killer.catalog() as endpoint:
        engine = Engine(folder, specs, endpoint)
        declare(specs, FIRST, "first")
        if work != "create":
            engine.up()
        if work == "update":
            declare(specs, SECOND, "second")
        word = "destroy" if work == "destroy" else "up"
        if not killer.run(engine, word, at=at):
            return False
        engine.run("cancel", "--yes")  # a kill may come before the lock is there, or after it is gone
        done = engine.run(word, "--yes", "--skip-preview")
        assert done.status == 0, f"{work} killed at {at}: {done.output}"
        assert differences(expected, snapshot(glue(endpoint))) == [], f"{work} killed at {at}"
        if work != "destroy":
            again = engine.run("preview", "--refresh", "--expect-no-changes")
            assert again.status == 0, f"{work} killed at {at}: {again.output}"
        return True


@pytest.mark.parametrize(("work", "at"), [("create", 6), ("update", 7), ("destroy", 4)])
def test_after_a_kill_the_next_run_converges(
    tmp_path: Path, clean: dict[str, Snapshot], work: str, at: int
) -> None:
    assert killed_and_run_again(tmp_path / "killed", work, at, clean[work])


@pytest.mark.soak
@pytest.mark.parametrize("work", ["create", "update", "destroy"])
def test_after_a_kill_at_each_request_the_next_run_converges(
    tmp_path: Path, clean: dict[str, Snapshot], work: str
) -> None:
    for at in range(1, MOST_REQUESTS):
        if not killed_and_run_again(tmp_path / str(at), work, at, clean[work]):
            assert at > 10
            return
    pytest.fail(f"{work} makes {MOST_REQUESTS} requests and more")
