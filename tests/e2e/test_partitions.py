"""Partitions in bulk with the real engine: small state, runs that are cut short, faults, drift."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest

from tests.support.cut_short import cut_short
from tests.support.engine import STAMP, Engine, fault, glue
from tests.support.specs import TABLE, table, write_yaml

DAYS = 143
CONTRIBUTORS = 35  # 5,005 partitions


def declare(engine: Engine, last: str = "2026-05-23", **more: Any) -> None:
    """The table `events` with a partition a day and contributor."""
    names = {"from": 1, "to": CONTRIBUTORS, "format": "c%02d"}
    values = {"dt": {"from": "2026-01-01", "to": last}, "contributor": names}
    block = {**TABLE["partitions"], "values": values, **more}
    write_yaml(engine.specs / "sales" / "events.yaml", table(name="events", partitions=block))


def live(engine: Engine) -> set[tuple[str, ...]]:
    client = glue(engine.endpoint)
    pages = client.get_paginator("get_partitions").paginate(
        DatabaseName="sales_local", TableName="events", ExcludeColumnSchema=True
    )
    return {tuple(p["Values"]) for page in pages for p in page["Partitions"]}


def test_five_thousand_partitions_are_one_small_resource(engine: Engine) -> None:
    declare(engine)
    assert "+ 5,005 partitions dt=2026-01-01..2026-05-23 x 35 contributors" in engine.preview()
    engine.up()
    assert len(live(engine)) == DAYS * CONTRIBUTORS
    (found,) = [r for r in engine.state() if r["type"] == "aws:glue/partitionSet:PartitionSet"]
    assert len(json.dumps(found)) < 10_000
    assert found["outputs"]["count"] == DAYS * CONTRIBUTORS
    engine.preview("--refresh", "--expect-no-changes")
    declare(engine, "2026-05-24", **{"except": {"dt": "2026-01-01"}})
    output = engine.preview()
    assert "+ 35 partitions dt=2026-05-24 x 35 contributors" in output
    assert "- 35 partitions dt=2026-01-01 x 35 contributors" in output
    engine.up()
    assert {row[0] for row in live(engine)} >= {"2026-05-24", "2026-01-02"}
    assert not any(row[0] == "2026-01-01" for row in live(engine))
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_cut_short_is_finished_by_the_next(engine: Engine, number: signal.Signals) -> None:
    declare(engine)
    fault(engine.endpoint, operation="BatchCreatePartition", rate=10)  # 51 calls: four seconds and more
    cut_short(engine, number, {"DatabaseName": "sales_local", "TableName": "events"})
    assert 0 < len(live(engine)) < DAYS * CONTRIBUTORS
    fault(engine.endpoint)
    if number is signal.SIGKILL:
        engine.run("cancel", "--yes", check=True)
    engine.up()
    assert len(live(engine)) == DAYS * CONTRIBUTORS
    engine.preview("--refresh", "--expect-no-changes")


def test_what_stays_undone_is_told_and_done_by_the_next_run(engine: Engine) -> None:
    declare(engine)
    fault(engine.endpoint, operation="BatchCreatePartition", fault="entry", skip=10, times=20)
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert "20 partitions are not done, pulumi up goes on with them" in done.output
    fault(engine.endpoint)
    assert len(live(engine)) == DAYS * CONTRIBUTORS - 20
    engine.up()
    assert len(live(engine)) == DAYS * CONTRIBUTORS
    engine.preview("--refresh", "--expect-no-changes")


@pytest.mark.soak  # it waits for the retries' own pace
def test_a_lasting_limit_is_found_and_kept_to(engine: Engine) -> None:
    """Eight calls at a time would be refused for ever; all calls of a run share what the limit leaves."""
    declare(engine)
    fault(engine.endpoint, operation="BatchCreatePartition", rate=5)
    engine.up()
    assert len(live(engine)) == DAYS * CONTRIBUTORS


def test_throttling_and_lost_answers_are_gone_through(engine: Engine) -> None:
    declare(engine)
    for number, kind in enumerate(("throttle", "error", "unavailable", "cut-before", "cut-after")):
        fault(engine.endpoint, operation="BatchCreatePartition", fault=kind, times=2, skip=5 + 8 * number)
    engine.up()
    assert len(live(engine)) == DAYS * CONTRIBUTORS
    engine.preview("--refresh", "--expect-no-changes")


def test_drift_is_shown_and_repaired(engine: Engine) -> None:
    declare(engine, "2026-01-02")
    engine.up()
    client = glue(engine.endpoint)
    where: Any = {"DatabaseName": "sales_local", "TableName": "events"}
    client.delete_partition(PartitionValues=["2026-01-02", "c07"], **where)
    client.create_partition(PartitionInput={"Values": ["2020-01-01", "crawler"]}, **where)
    assert "1 partition of others, kept" in engine.preview("--refresh")
    engine.up("--refresh")
    found = live(engine)
    assert ("2026-01-02", "c07") in found
    assert ("2020-01-01", "crawler") in found
    declare(engine, "2026-01-02", ownership="exclusive")
    assert "- 1 partition dt=2020-01-01/contributor=crawler" in engine.preview()
    engine.up()
    assert ("2020-01-01", "crawler") not in live(engine)
    client.create_partition(PartitionInput={"Values": ["2020-01-01", "crawler"]}, **where)
    assert "- 1 partition dt=2020-01-01/contributor=crawler" in engine.preview("--refresh")
    engine.up("--refresh")
    assert ("2020-01-01", "crawler") not in live(engine)
    assert {p["Parameters"]["catalog.stack"] for p in client.get_partitions(**where)["Partitions"]} == {STAMP}


@pytest.mark.parametrize(
    "operation",
    [
        "BatchCreatePartition",
        pytest.param("BatchUpdatePartition", marks=pytest.mark.soak),  # unit tests have all three
        pytest.param("BatchDeletePartition", marks=pytest.mark.soak),
    ],
)
def test_after_an_update_that_failed_any_other_spec_comes_true(engine: Engine, operation: str) -> None:
    """Not only the same one again: the spec is put back, or corrected."""
    declare(engine, "2026-01-20")
    engine.up()
    first = locations(engine)
    declare(
        engine,
        "2026-01-30",
        location="{contributor}/{dt}/",
        **{"except": {"dt": ["2026-01-01", "2026-01-02"]}},
    )
    fault(engine.endpoint, operation=operation, fault="error", skip=1, times=0)
    assert engine.run("up", "--yes", "--skip-preview").status != 0
    fault(engine.endpoint)
    assert locations(engine) != first
    declare(engine, "2026-01-20")
    engine.up()
    assert locations(engine) == first
    engine.preview("--refresh", "--expect-no-changes")


def locations(engine: Engine) -> dict[tuple[str, ...], str]:
    pages = (
        glue(engine.endpoint)
        .get_paginator("get_partitions")
        .paginate(DatabaseName="sales_local", TableName="events")
    )
    return {
        tuple(p["Values"]): p["StorageDescriptor"]["Location"] for page in pages for p in page["Partitions"]
    }
