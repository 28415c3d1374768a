"""Partition keys that change under a table with partitions and indexes, with the real engine."""

from __future__ import annotations

import time
from typing import Any

from tests.support.engine import Engine, fault, glue
from tests.support.specs import table, write_yaml

WHERE: Any = {"DatabaseName": "sales_local", "TableName": "events"}
DT, CONTRIBUTOR = {"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}
DAYS = {"from": "2026-01-01", "to": "2026-01-03"}


def declare(engine: Engine, keys: list[Any], index: list[str], **values: Any) -> None:
    block = {
        "keys": keys,
        "values": values,
        "indexes": [index],
        "location": "/".join(f"{{{k}}}" for k in values),
    }
    write_yaml(engine.specs / "sales" / "events.yaml", table(name="events", partitions=block))


def made(engine: Engine) -> Any:
    return glue(engine.endpoint).get_table(DatabaseName="sales_local", Name="events")["Table"]["CreateTime"]


def live(engine: Engine) -> dict[tuple[str, ...], Any]:
    """Partitions with the time they were made."""
    found = glue(engine.endpoint).get_partitions(**WHERE)["Partitions"]
    return {tuple(p["Values"]): p["CreationTime"] for p in found}


def indexes(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    found = glue(engine.endpoint).get_partition_indexes(**WHERE)["PartitionIndexDescriptorList"]
    assert {i["IndexStatus"] for i in found} <= {"ACTIVE"}
    return {i["IndexName"]: [(k["Name"], k["Type"]) for k in i["Keys"]] for i in found}


def test_another_type_or_name_changes_the_table_in_place_and_its_index_is_built_anew(engine: Engine) -> None:
    declare(engine, [DT, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a", "b"])
    engine.up()
    table_made, partitions_made = made(engine), live(engine)
    client = glue(engine.endpoint)
    client.create_partition(PartitionInput={"Values": ["2020-01-01", "crawler"]}, **WHERE)

    declare(engine, [{**DT, "type": "string"}, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a", "b"])
    output = engine.preview()
    assert "~ partition key dt: date -> string" in output
    assert (
        "partition indexes over changed keys are removed and built anew, the table stays as it is" in output
    )
    assert "replace" not in output
    engine.up()
    assert indexes(engine) == {"idx_dt": [("dt", "string")]}
    engine.preview("--refresh", "--expect-no-changes")

    declare(
        engine, [{"name": "day", "type": "string"}, CONTRIBUTOR], ["day"], day=DAYS, contributor=["a", "b"]
    )
    assert "replace" not in engine.preview()
    engine.up()
    assert indexes(engine) == {"idx_day": [("day", "string")]}
    engine.preview("--refresh", "--expect-no-changes")

    assert made(engine) == table_made
    assert partitions_made.items() <= live(engine).items()
    assert ("2020-01-01", "crawler") in live(engine)


def test_another_number_of_keys_makes_the_table_anew_and_says_so(engine: Engine) -> None:
    declare(engine, [DT, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a", "b"])
    engine.up()
    declare(engine, [DT], ["dt"], dt=DAYS)
    output = engine.preview()
    assert "keys changes: the table is removed with 6 partitions, and made anew" in output
    assert "+ 3 partitions dt=2026-01-01..2026-01-03" in output
    engine.up()
    assert set(live(engine)) == {("2026-01-01",), ("2026-01-02",), ("2026-01-03",)}
    assert indexes(engine) == {"idx_dt": [("dt", "date")]}
    engine.preview("--refresh", "--expect-no-changes")
    declare(engine, [CONTRIBUTOR, DT], ["contributor", "dt"], contributor=["a"], dt=DAYS)
    engine.up()
    assert set(live(engine)) == {("a", f"2026-01-0{n}") for n in (1, 2, 3)}
    engine.preview("--refresh", "--expect-no-changes")


def test_keys_that_could_not_change_leave_their_indexes(engine: Engine) -> None:
    declare(engine, [DT, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    engine.up()
    declare(engine, [{**DT, "type": "string"}, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    fault(engine.endpoint, operation="UpdateTable", fault="error", times=0)
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert "partition index idx_dt is built again: the keys did not change" in done.output
    fault(engine.endpoint)
    assert settled(engine) == {"idx_dt": [("dt", "date")]}
    engine.up()
    assert indexes(engine) == {"idx_dt": [("dt", "string")]}
    engine.preview("--refresh", "--expect-no-changes")


def test_indexes_that_got_lost_with_a_failed_change_are_built_by_the_next(engine: Engine) -> None:
    declare(engine, [DT, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    engine.up()
    declare(engine, [{**DT, "type": "string"}, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    for operation in ("UpdateTable", "CreatePartitionIndex"):
        fault(engine.endpoint, operation=operation, fault="error", times=0)
    assert engine.run("up", "--yes", "--skip-preview").status != 0
    fault(engine.endpoint)
    assert indexes(engine) == {}
    engine.up()
    assert indexes(engine) == {"idx_dt": [("dt", "string")]}


def test_type_and_values_of_an_indexed_key_change_in_one_run(engine: Engine) -> None:
    declare(engine, [{"name": "n", "type": "string"}, CONTRIBUTOR], ["n"], n=["x1", "x2"], contributor=["a"])
    engine.up()
    declare(engine, [{"name": "n", "type": "int"}, CONTRIBUTOR], ["n"], n=[1, 2, 3], contributor=["a"])
    engine.up()
    assert set(live(engine)) == {("1", "a"), ("2", "a"), ("3", "a")}
    assert indexes(engine) == {"idx_n": [("n", "int")]}
    engine.preview("--refresh", "--expect-no-changes")


def test_an_index_that_could_not_be_built_over_a_new_type_is_built_by_the_next_run(engine: Engine) -> None:
    declare(engine, [DT, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    engine.up()
    declare(engine, [{**DT, "type": "string"}, CONTRIBUTOR], ["dt"], dt=DAYS, contributor=["a"])
    fault(engine.endpoint, operation="CreatePartitionIndex", fault="fail-build")
    assert engine.run("up", "--yes", "--skip-preview").status != 0
    fault(engine.endpoint)
    engine.up()
    assert indexes(engine) == {"idx_dt": [("dt", "string")]}


def settled(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    """The indexes when no build is under way."""
    until = time.monotonic() + 10
    while True:
        found = glue(engine.endpoint).get_partition_indexes(**WHERE)["PartitionIndexDescriptorList"]
        if all(index["IndexStatus"] == "ACTIVE" for index in found):
            return indexes(engine)
        assert time.monotonic() < until
        time.sleep(0.05)
