"""Partition indexes of a live table with the real engine: it is never replaced, preview says what happens."""

from __future__ import annotations

import re
from typing import Any

from tests.support.engine import Engine, fault, glue
from tests.support.specs import TABLE, table, write_yaml

DAYS = {"from": "2026-01-01", "to": "2026-01-31"}


def declare(engine: Engine, *indexes: Any) -> None:
    """The table `events` with 62 partitions and these indexes."""
    block = {
        **TABLE["partitions"],
        "values": {"dt": DAYS, "contributor": ["c1", "c2"]},
        "indexes": [*indexes],
    }
    write_yaml(engine.specs / "sales" / "events.yaml", table(name="events", partitions=block))


def indexes(engine: Engine) -> dict[str, tuple[str, ...]]:
    """Those that are ACTIVE; a test that expects another state looks itself."""
    found = glue(engine.endpoint).get_partition_indexes(DatabaseName="sales_local", TableName="events")
    listed = found["PartitionIndexDescriptorList"]
    return {
        i["IndexName"]: tuple(k["Name"] for k in i["Keys"]) for i in listed if i["IndexStatus"] == "ACTIVE"
    }


def born(engine: Engine) -> list[Any]:
    """When the table and its partitions were made: the same as long as none is replaced."""
    client = glue(engine.endpoint)
    where: Any = {"DatabaseName": "sales_local", "TableName": "events"}
    made = client.get_table(DatabaseName="sales_local", Name="events")["Table"]
    partitions = client.get_partitions(**where)["Partitions"]
    assert len(partitions) == 62
    return [
        made["CreateTime"],
        made["VersionId"],
        sorted((p["Values"], p["CreationTime"]) for p in partitions),
    ]


def steps(output: str) -> list[str]:
    """`+ sales.events.idx_dt create` for each index that a preview names, without what is said beside."""
    found = re.findall(r"^ *(\+-|\+\+|--|[+~-]) +aws:glue:PartitionIndex (\S+) (\w+)", output, re.MULTILINE)
    return sorted({" ".join(step) for step in found})


def test_indexes_come_go_and_change_without_touching_the_table(engine: Engine) -> None:
    declare(engine, ["dt"])
    engine.up()
    before = born(engine)
    assert indexes(engine) == {"idx_dt": ("dt",)}

    declare(engine, ["dt"], ["contributor", "dt"], ["dt", "contributor"])
    output = engine.preview()
    assert steps(output) == [
        "+ sales.events.idx_contributor_dt create",
        "+ sales.events.idx_dt_contributor create",
    ]
    assert "CatalogTable" not in output
    engine.up()
    assert len(indexes(engine)) == 3

    declare(engine, {"name": "by_day", "keys": ["dt"]}, ["contributor", "dt"])
    output = engine.preview("--diff")
    assert 'indexName: "idx_dt" => "by_day"' in output
    assert "CatalogTable" not in output
    assert "~ index over dt: idx_dt -> by_day, removed and built anew, the table stays as it is" in output
    engine.up()
    assert indexes(engine) == {"by_day": ("dt",), "idx_contributor_dt": ("contributor", "dt")}

    declare(engine, {"name": "by_day", "keys": ["dt", "contributor"]})
    engine.up()
    assert indexes(engine) == {"by_day": ("dt", "contributor")}
    engine.preview("--refresh", "--expect-no-changes")

    declare(engine)
    assert steps(engine.preview()) == ["- sales.events.idx_dt_contributor delete"]
    engine.up()
    assert indexes(engine) == {}
    assert born(engine) == before
    engine.preview("--refresh", "--expect-no-changes")


def test_a_build_that_fails_is_told_and_mended_by_the_next_run(engine: Engine) -> None:
    declare(engine)
    engine.up()
    before = born(engine)
    declare(engine, ["dt"])
    fault(engine.endpoint, operation="CreatePartitionIndex", fault="fail-build")
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert (
        "partition index idx_dt of sales_local.events failed to build: INTERNAL_ERROR: an error of Glue "
        "itself; pulumi up builds it anew; the table and its partitions stay, without this index"
    ) in done.output
    assert indexes(engine) == {}
    output = engine.preview()
    assert steps(output) == ["~ sales.events.idx_dt update"]
    assert "~ index idx_dt is FAILED: removed and built anew, the table stays as it is" in output
    engine.up()
    assert indexes(engine) == {"idx_dt": ("dt",)}
    assert born(engine) == before
    engine.preview("--refresh", "--expect-no-changes")


def test_a_fourth_index_is_refused_before_anything_is_registered(engine: Engine) -> None:
    declare(engine, ["dt"], ["contributor"], ["dt", "contributor"], ["contributor", "dt"])
    done = engine.run("preview")
    assert done.status != 0
    assert "SPEC016 error: partitions.indexes[3]: 4 indexes, Glue takes 3 a table" in done.output
    assert re.search(r"sales/events\.yaml:\d\d: SPEC016", done.output)
