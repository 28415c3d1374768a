"""Partitions that others make, move and write to, and those of killed runs, with the real engine."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.support.cut_short import cut_short
from tests.support.engine import STAMP, Engine, fault, glue
from tests.support.specs import TABLE, table, write_yaml

WHERE: Any = {"DatabaseName": "sales_local", "TableName": "events"}
ELSEWHERE = "s3://archive/elsewhere/"
Row = tuple[str, ...]


def declare(engine: Engine, days: Any, contributors: Any = "a", columns: Any = None, **more: Any) -> None:
    block = {**TABLE["partitions"], "values": {"dt": days, "contributor": contributors}, **more}
    given = table(name="events", partitions=block)
    write_yaml(engine.specs / "sales" / "events.yaml", given | ({"columns": columns} if columns else {}))


def live(engine: Engine) -> dict[Row, Any]:
    pages = glue(engine.endpoint).get_paginator("get_partitions").paginate(**WHERE)
    return {tuple(p["Values"]): p for page in pages for p in page["Partitions"]}


def edit(engine: Engine, row: Row, **storage: Any) -> None:
    """Another writer changes a partition's storage."""
    found = live(engine)[row]
    given: Any = {k: found[k] for k in ("Values", "Parameters", "StorageDescriptor")}
    given["StorageDescriptor"] |= storage
    glue(engine.endpoint).update_partition(PartitionValueList=[*row], PartitionInput=given, **WHERE)


def test_what_others_moved_made_and_wrote_stays_through_every_update(engine: Engine) -> None:
    crawled, moved = ("2026-01-01", "a"), ("2026-01-02", "a")
    declare(engine, ["2026-01-02", "2026-01-03"], cascade=True)
    engine.up()
    theirs: Any = {"Values": [*crawled], "StorageDescriptor": {"Location": ELSEWHERE, "InputFormat": "text"}}
    glue(engine.endpoint).create_partition(PartitionInput=theirs, **WHERE)
    edit(engine, moved, Location=ELSEWHERE, Compressed=True, NumberOfBuckets=4)
    before = live(engine)

    wider = [*TABLE["columns"], {"name": "note", "type": "string"}]
    declare(engine, ["2026-01-01", "2026-01-02", "2026-01-03"], columns=wider, cascade=True)
    assert "1 partition was there already: made by others and left as they are" in engine.up()
    output = engine.preview("--refresh", "--expect-no-changes")
    assert "1 partition not where declared: moved by another writer, kept there" in output
    assert "1 partition declared, but made by others: left as they are" in output
    after = live(engine)
    assert after[crawled] == before[crawled]
    storage = after[moved]["StorageDescriptor"]
    assert [c["Name"] for c in storage["Columns"]][-1] == "note"
    assert {**storage, "Columns": []} == {**before[moved]["StorageDescriptor"], "Columns": []}

    declare(
        engine,
        ["2026-01-01", "2026-01-02", "2026-01-03"],
        columns=wider,
        cascade=True,
        location="{dt}/{contributor}/",
    )
    for done in (engine.run("preview"), engine.run("up", "--yes", "--skip-preview")):
        assert done.status != 0
        assert "partition dt=2026-01-02/contributor=a of sales_local.events is left as it is" in done.output
        assert (
            f"'{ELSEWHERE}' in Glue, 's3://local-lake/sales/orders/2026-01-02/a/' in the program"
            in done.output
        )
    assert live(engine) == after

    declare(engine, ["2026-01-02"], columns=wider, cascade=True)
    output = engine.preview()
    assert "- 1 partition dt=2026-01-03/contributor=a" in output, output
    assert (
        "1 partition dt=2026-01-01/contributor=a made by others, not declared any more: left in Glue"
        in output
    )
    engine.up()
    assert set(live(engine)) == {crawled, moved}
    engine.preview("--refresh", "--expect-no-changes")


@pytest.mark.parametrize("state_is_lost", [True, False])
def test_what_a_killed_run_made_of_an_older_spec_goes(engine: Engine, state_is_lost: bool) -> None:
    """The set is not in state, and its spec is another one by the next run; nor is the table, if told so."""
    many = {"from": 1, "to": 20, "format": "c%02d"}
    declare(engine, {"from": "2026-01-01", "to": "2026-03-01"}, many)
    fault(engine.endpoint, operation="BatchCreatePartition", rate=1)  # 12 calls: ten seconds and more
    cut_short(engine, signal.SIGKILL, WHERE)
    fault(engine.endpoint)
    assert 0 < len(live(engine)) < 60 * 20
    theirs: Any = {"Values": ["2020-01-01", "crawler"]}
    glue(engine.endpoint).create_partition(PartitionInput=theirs, **WHERE)
    engine.run("cancel", "--yes", check=True)
    if state_is_lost:
        for kind in ("catalogTable:CatalogTable", "catalogDatabase:CatalogDatabase"):
            for urn in [r["urn"] for r in engine.state() if kind in r["type"]]:
                engine.run("state", "delete", urn, "--yes", check=True)
    declare(engine, {"from": "2026-02-27", "to": "2026-03-02"}, "c01")
    assert "of an earlier run of this stack, not declared any more: to be removed" in engine.up()
    assert set(live(engine)) == {
        ("2020-01-01", "crawler"),
        *((day, "c01") for day in ("2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02")),
    }
    stamps = {(p.get("Parameters") or {}).get("catalog.stack") for p in live(engine).values()}
    assert stamps == {STAMP, None}
    engine.preview("--refresh", "--expect-no-changes")
