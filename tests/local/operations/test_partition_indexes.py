"""Partition indexes: their states by a clock the test holds, and what Glue refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import column, glue_client, refused, table_input
from tests.support.local_catalog import running

BUILD = 10.0
KEYS = ["dt", "region", "shop", "hour"]


class Clock:
    """Time that passes when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def tick(self, seconds: float = BUILD) -> None:
        self.now += seconds


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def slow(clock: Clock) -> Iterator[GlueClient]:
    with running(index_delay=BUILD, clock=clock) as url:
        yield glue_client(url)


@pytest.fixture
def where(slow: GlueClient, request: pytest.FixtureRequest) -> Any:
    """A table partitioned by four keys, in a database of the test's own."""
    database = request.node.name[:250].lower()
    slow.create_database(DatabaseInput={"Name": database})
    slow.create_table(DatabaseName=database, TableInput=table_input(keys=KEYS))
    return {"DatabaseName": database, "TableName": "t"}


def index(name: str, *keys: str) -> Any:
    return {"IndexName": name, "Keys": list(keys)}


def states(glue: GlueClient, where: Any) -> dict[str, str]:
    found = glue.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    return {one["IndexName"]: one["IndexStatus"] for one in found}


def build(glue: GlueClient, clock: Clock, where: Any, *indexes: Any) -> None:
    for one in indexes:
        glue.create_partition_index(PartitionIndex=one, **where)
        clock.tick()


def test_an_index_is_creating_then_active_then_deleting_then_gone(
    slow: GlueClient, clock: Clock, where: Any
) -> None:
    slow.create_partition_index(PartitionIndex=index("i", "region", "dt"), **where)
    assert states(slow, where) == {"i": "CREATING"}
    clock.tick(BUILD - 1)
    assert states(slow, where) == {"i": "CREATING"}
    clock.tick(1)
    (active,) = slow.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    assert active == {
        "IndexName": "i",
        "Keys": [{"Name": "region", "Type": "string"}, {"Name": "dt", "Type": "string"}],
        "IndexStatus": "ACTIVE",
    }
    slow.delete_partition_index(IndexName="i", **where)
    assert states(slow, where) == {"i": "DELETING"}
    clock.tick()
    assert states(slow, where) == {}


def test_only_one_index_is_built_or_removed_at_a_time(slow: GlueClient, clock: Clock, where: Any) -> None:
    busy = "state. Only 1 index can be created or deleted simultaneously per table."
    build(slow, clock, where, index("first", "dt"))
    slow.create_partition_index(PartitionIndex=index("second", "region"), **where)
    with refused("ResourceNumberLimitExceededException", f"Index second is in CREATING {busy}"):
        slow.create_partition_index(PartitionIndex=index("third", "shop"), **where)
    with refused("ResourceNumberLimitExceededException", f"Index second is in CREATING {busy}"):
        slow.delete_partition_index(IndexName="first", **where)
    clock.tick()
    slow.delete_partition_index(IndexName="first", **where)
    with refused("ResourceNumberLimitExceededException", f"Index first is in DELETING {busy}"):
        slow.create_partition_index(PartitionIndex=index("third", "shop"), **where)
    clock.tick()
    slow.create_partition_index(PartitionIndex=index("third", "shop"), **where)
    assert states(slow, where) == {"second": "ACTIVE", "third": "CREATING"}


def test_a_build_on_one_table_does_not_hold_up_another(slow: GlueClient, where: Any) -> None:
    other = where | {"TableName": "u"}
    slow.create_table(DatabaseName=where["DatabaseName"], TableInput=table_input("u", keys=KEYS))
    slow.create_partition_index(PartitionIndex=index("i", "dt"), **where)
    slow.create_partition_index(PartitionIndex=index("i", "dt"), **other)
    assert (states(slow, where), states(slow, other)) == ({"i": "CREATING"}, {"i": "CREATING"})


def test_a_table_has_three_indexes_at_most(slow: GlueClient, clock: Clock, where: Any) -> None:
    build(slow, clock, where, index("a", "dt"), index("b", "region"), index("c", "shop"))
    for fourth in (index("d", "hour"), index("a", "dt")):
        with refused("ResourceNumberLimitExceededException", "Partition index limit exceeded. Maximum: 3"):
            slow.create_partition_index(PartitionIndex=fourth, **where)
    slow.delete_partition_index(IndexName="a", **where)
    clock.tick()
    build(slow, clock, where, index("d", "hour"))
    assert set(states(slow, where)) == {"b", "c", "d"}


def test_the_same_name_or_the_same_key_list_is_refused_and_another_order_is_not(
    slow: GlueClient, clock: Clock, where: Any
) -> None:
    build(slow, clock, where, index("i", "dt", "region"))
    with refused("AlreadyExistsException", "Partition Index i already exists with the same name."):
        slow.create_partition_index(PartitionIndex=index("i", "shop"), **where)
    with refused("AlreadyExistsException", "Partition Index i already exists with the same keys."):
        slow.create_partition_index(PartitionIndex=index("j", "DT", "Region"), **where)
    slow.create_partition_index(PartitionIndex=index("j", "region", "dt"), **where)
    assert set(states(slow, where)) == {"i", "j"}


def test_a_key_that_is_no_partition_column_is_refused(slow: GlueClient, where: Any) -> None:
    wording = "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [a, x]"
    with refused("InvalidInputException", wording):
        slow.create_partition_index(PartitionIndex=index("i", "dt", "a", "x"), **where)
    with refused("ValidationException", "partitionIndex.keys"):
        slow.create_partition_index(PartitionIndex=index("i"), **where)
    assert states(slow, where) == {}


def test_an_index_that_is_not_there_or_not_built_yet_cannot_be_deleted(slow: GlueClient, where: Any) -> None:
    missing = "Index with the given indexName : i does not exist."
    with refused("EntityNotFoundException", missing):
        slow.delete_partition_index(IndexName="i", **where)
    slow.create_partition_index(PartitionIndex=index("i", "dt"), **where)
    with refused("EntityNotFoundException", missing):
        slow.delete_partition_index(IndexName="i", **where)


def test_indexes_of_an_unknown_table_are_not_found(slow: GlueClient, where: Any) -> None:
    unknown = where | {"TableName": "nope"}
    for call in (
        lambda: slow.get_partition_indexes(**unknown),
        lambda: slow.create_partition_index(PartitionIndex=index("i", "dt"), **unknown),
        lambda: slow.delete_partition_index(IndexName="i", **unknown),
    ):
        with refused("EntityNotFoundException", "Table nope not found."):
            call()


def test_a_table_can_be_created_with_its_indexes(slow: GlueClient, clock: Clock, where: Any) -> None:
    made = where | {"TableName": "with_indexes"}
    slow.create_table(
        DatabaseName=where["DatabaseName"],
        TableInput=table_input("with_indexes", keys=["Dt", "region"]),
        PartitionIndexes=[index("i", "DT"), index("j", "region", "dt")],
    )
    assert states(slow, made) == {"i": "CREATING", "j": "CREATING"}
    clock.tick()
    assert states(slow, made) == {"i": "ACTIVE", "j": "ACTIVE"}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("InvalidInputException", [index("i", "a")]),
        ("AlreadyExistsException", [index("i", "dt"), index("i", "region")]),
        ("AlreadyExistsException", [index("i", "dt"), index("j", "dt")]),
        ("ResourceNumberLimitExceededException", [index(key, key) for key in KEYS]),
    ],
)
def test_a_table_with_an_index_that_would_be_refused_is_not_created(
    slow: GlueClient, where: Any, code: str, wanted: list[Any]
) -> None:
    made: Any = {"DatabaseName": where["DatabaseName"], "TableInput": table_input("bad", keys=KEYS)}
    with refused(code):
        slow.create_table(PartitionIndexes=wanted, **made)
    slow.create_table(PartitionIndexes=wanted[:1] if code != "InvalidInputException" else [], **made)


def test_indexes_go_with_their_table_and_stay_through_updates(
    slow: GlueClient, clock: Clock, where: Any
) -> None:
    database = where["DatabaseName"]
    build(slow, clock, where, index("i", "dt"))
    slow.update_table(DatabaseName=database, TableInput=table_input(columns=[column("b")], keys=KEYS))
    assert states(slow, where) == {"i": "ACTIVE"}
    slow.delete_table(DatabaseName=database, Name="t")
    slow.create_table(DatabaseName=database, TableInput=table_input(keys=KEYS))
    assert states(slow, where) == {}
    build(slow, clock, where, index("i", "dt"))
    slow.batch_delete_table(DatabaseName=database, TablesToDelete=["t"])
    slow.create_table(DatabaseName=database, TableInput=table_input(keys=KEYS))
    assert states(slow, where) == {}


# --- values and types of indexed keys

TYPED = [("dt", "date"), ("year", "int"), ("shop", "string"), ("at", "timestamp")]
GOOD = ["2026-01-31", "2026", "any", "x"]


@pytest.fixture
def typed(slow: GlueClient, where: Any) -> Any:
    """A table with keys of several types."""
    keys = [{"Name": name, "Type": kind} for name, kind in TYPED]
    slow.create_table(DatabaseName=where["DatabaseName"], TableInput=table_input("typed", PartitionKeys=keys))
    return where | {"TableName": "typed"}


def but(place: int, value: str) -> Any:
    return {"Values": [value if n == place else good for n, good in enumerate(GOOD)]}


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (0, "2026-1-31", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (0, "2026-02-30", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (0, "20260131", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (0, "__HIVE_DEFAULT_PARTITION__", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (1, "foo", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (1, "2147483648", "INVALID_PARTITION_TYPE_DATA_ERROR"),
        (2, "a\x01b", "UNSUPPORTED_PARTITION_CHARACTER_ERROR"),
        (2, "__HIVE_DEFAULT_PARTITION__", ""),
        (1, "-2147483648", ""),
        (3, "not indexed", ""),
    ],
)
def test_a_value_that_does_not_fit_its_type_fails_the_build_and_is_refused_by_an_index(
    slow: GlueClient, clock: Clock, typed: Any, place: int, value: str, code: str
) -> None:
    slow.create_partition(PartitionInput=but(place, value), **typed)
    build(slow, clock, typed, index("i", "shop", "dt", "year"))
    (found,) = slow.get_partition_indexes(**typed)["PartitionIndexDescriptorList"]
    named = [{"Code": code, "Partitions": [but(place, value)]}] if code else None
    assert found.get("BackfillErrors") == named
    assert found["IndexStatus"] == ("FAILED" if code else "ACTIVE")
    if not code:
        return
    slow.delete_partition(PartitionValues=but(place, value)["Values"], **typed)
    slow.delete_partition_index(IndexName="i", **typed)
    clock.tick()
    build(slow, clock, typed, index("i", "shop", "dt", "year"))
    with refused("InvalidInputException", "is in index i"):
        slow.create_partition(PartitionInput=but(place, value), **typed)
    answer = slow.batch_create_partition(PartitionInputList=[but(2, "good"), but(place, value)], **typed)
    assert [e["PartitionValues"] for e in answer["Errors"]] == [but(place, value)["Values"]]
    assert len(slow.get_partitions(**typed)["Partitions"]) == 1


def test_a_key_of_a_type_that_no_index_holds_is_refused(slow: GlueClient, typed: Any) -> None:
    with refused("InvalidInputException", "An index can't hold partition key at of type timestamp"):
        slow.create_partition_index(PartitionIndex=index("i", "at"), **typed)


@pytest.mark.parametrize(
    ("keys", "saying"),
    [
        ([("day", "date"), *TYPED[1:]], "can't be renamed"),
        ([TYPED[1], TYPED[0], *TYPED[2:]], "can't be renamed"),
        (TYPED[:3], "can't be renamed"),
        ([("dt", "string"), *TYPED[1:]], "type of a partition key can't change"),
        ([TYPED[0], ("year", "bigint"), *TYPED[2:]], ""),
        ([*TYPED, ("more", "string")], ""),
    ],
)
def test_keys_of_a_table_with_an_index_keep_their_names_and_indexed_ones_their_types(
    slow: GlueClient, clock: Clock, typed: Any, keys: list[tuple[str, str]], saying: str
) -> None:
    build(slow, clock, typed, index("i", "dt"))
    wanted: Any = table_input("typed", PartitionKeys=[{"Name": name, "Type": kind} for name, kind in keys])
    update: Any = {"DatabaseName": typed["DatabaseName"], "TableInput": wanted}
    if not saying:
        slow.update_table(**update)
        return
    with refused("InvalidInputException", saying):
        slow.update_table(**update)
    slow.delete_partition_index(IndexName="i", **typed)
    clock.tick()
    slow.update_table(**update)
