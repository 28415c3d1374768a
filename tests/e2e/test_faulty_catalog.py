"""Runs against a catalog that throttles, fails and cuts connections: they succeed with the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import local_catalog
from tests.support.engine import Engine, catalog, fault, glue
from tests.support.snapshots import differences, snapshot
from tests.support.specs import TABLE, table, write_project, write_yaml

SHARES = {"throttle": 20, "error": 2.5, "unavailable": 2.5, "cut-before": 2.5, "cut-after": 2.5}
PARTITIONED, DAYS = 3, 10  # tables that share the partitions; days of each
MORE_CALLS = 2  # times the calls of a clean run at most


def project(folder: Path) -> Path:
    """An empty folder with a project; gives its specs."""
    folder.mkdir()
    return write_project(folder) / "catalog_specs"


def write(specs: Path, tables: int, partitions: int, label: str) -> None:
    """Specs of so many tables, of which some have the partitions and indexes between them."""
    for number in range(tables):
        name = f"t{number:04}"
        write_yaml(specs / "sales" / f"{name}.yaml", table(name=name, description=label))
    each = {"from": 1, "to": partitions // PARTITIONED // DAYS, "format": "c%04d"}
    for number in range(PARTITIONED):
        block = {
            **TABLE["partitions"],
            "values": {"dt": {"from": "2026-01-01", "to": f"2026-01-{DAYS}"}, "contributor": each},
            "indexes": [["dt"], ["contributor"]],
        }
        name = f"p{number}"
        write_yaml(specs / "sales" / f"{name}.yaml", table(name=name, description=label, partitions=block))


def calls(endpoint: str) -> int:
    """Requests that the catalog was sent so far, those that failed included."""
    return sum(local_catalog.health(endpoint)["calls"].values())


def throw(endpoint: str) -> None:
    for kind, percent in SHARES.items():
        fault(endpoint, fault=kind, percent=percent, seed=1)


@pytest.mark.parametrize(
    ("tables", "partitions"), [(30, 300), pytest.param(300, 3000, marks=pytest.mark.soak)]
)
def test_a_run_succeeds_and_makes_what_a_clean_one_makes(
    tmp_path: Path, endpoint: str, tables: int, partitions: int
) -> None:
    with catalog() as clean_endpoint:
        clean = Engine(tmp_path / "clean", project(tmp_path / "clean"), clean_endpoint)
        faulty = Engine(tmp_path / "faulty", project(tmp_path / "faulty"), endpoint)
        for label in ("first", "second"):
            for engine in (clean, faulty):
                write(engine.specs, tables, partitions, label)
            before = calls(clean_endpoint), calls(endpoint)
            clean.up()
            throw(endpoint)
            faulty.up()
            fault(endpoint)
            after = calls(clean_endpoint), calls(endpoint)
            assert after[1] - before[1] <= MORE_CALLS * (after[0] - before[0])
            assert differences(snapshot(glue(clean_endpoint)), snapshot(glue(endpoint))) == []
        faulty.preview("--refresh", "--expect-no-changes")
        throw(endpoint)
        faulty.destroy()
        fault(endpoint)
        assert snapshot(glue(endpoint)) == {}
