"""Requests that took effect while their answer was lost: the same run goes on, by a stamp or without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.lifecycle_machine import outcome
from tests.support.local_catalog import control
from tests.support.provider import examples
from tests.support.provider.harness import (
    DATABASE,
    INDEX,
    PARTITION,
    SET,
    TABLE,
    Plugin,
    Refused,
    State,
    ask_fault,
)
from tests.support.provider.kinds import EXAMPLES, OTHERS, in_table
from tests.support.provider.partition_sets import days

UNSTAMPED: dict[str, Any] = {"parameters": {}}
CREATES = [
    ("CreateDatabase", DATABASE),
    ("CreateTable", TABLE),
    ("CreatePartition", PARTITION),
    ("BatchCreatePartition", SET),
    ("CreatePartitionIndex", INDEX),
]
UPDATES = [
    ("UpdateDatabase", DATABASE, {"description": "Other"}),
    ("TagResource", DATABASE, {"tags": {"team": "b"}, "tagsAll": {"team": "b"}}),
    ("UntagResource", DATABASE, {"tags": {}, "tagsAll": {}}),
    ("UpdateTable", TABLE, {"description": "Other"}),
    ("UpdatePartition", PARTITION, {"parameters": {"rows": "7"}}),
    ("BatchCreatePartition", SET, {"values": days(4, 2)}),
    ("BatchUpdatePartition", SET, {"location": "s3://lake/moved/"}),
    ("BatchDeletePartition", SET, {"values": days(1, 2)}),
]
DELETES = [
    ("DeleteDatabase", DATABASE),
    ("DeleteTable", TABLE),
    ("DeletePartition", PARTITION),
    ("BatchDeletePartition", SET),
    ("DeletePartitionIndex", INDEX),
]
TAGS = {"tags": {"team": "a"}, "tagsAll": {"team": "a"}}


@pytest.fixture(params=["stamped", "unstamped"])
def stamp(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What objects bear of this stack: the example's stamp, or none."""
    return {} if request.param == "stamped" else UNSTAMPED


@pytest.fixture
def lose(url: str) -> Iterator[Callable[[str], None]]:
    """Has the next answer to an operation lost; in the end one must have been."""
    ask_fault(url)  # other tests share the catalog, with faults that have been and are still listed
    yield lambda operation: ask_fault(url, operation=operation, fault="cut-after")
    used = [fault["hits"] for fault in control(url, "GET")["faults"]]
    ask_fault(url)
    assert used == [1]


def inputs_of(token: str, name: str, stamp: dict[str, Any]) -> dict[str, Any]:
    inputs = EXAMPLES[token].inputs(name)
    more = TAGS if token == DATABASE else {}
    return {**inputs, **more, **(stamp if "parameters" in inputs else {})}


def made(plugin: Plugin, token: str, name: str, stamp: dict[str, Any]) -> State:
    EXAMPLES[token].parents(plugin, name, stamp)
    return plugin.create(token, plugin.check(token, inputs_of(token, name, stamp)))


@pytest.mark.parametrize(("operation", "token"), CREATES)
def test_a_create(
    plugin: Plugin, name: str, stamp: dict[str, Any], lose: Any, operation: str, token: str
) -> None:
    EXAMPLES[token].parents(plugin, name, stamp)
    inputs = inputs_of(token, name, stamp)
    lose(operation)
    state = plugin.create(token, plugin.check(token, inputs))
    assert outcome(plugin.diff(plugin.read(state), state.inputs)) == "same"


@pytest.mark.parametrize(("operation", "token", "change"), UPDATES)
def test_an_update(
    plugin: Plugin,
    name: str,
    stamp: dict[str, Any],
    lose: Any,
    operation: str,
    token: str,
    change: dict[str, Any],
) -> None:
    state = made(plugin, token, name, stamp)
    wanted = plugin.check(token, {**state.inputs, **change})
    lose(operation)
    updated = plugin.update(state, wanted)
    assert outcome(plugin.diff(plugin.read(updated), wanted)) == "same"


@pytest.mark.parametrize(("operation", "token"), DELETES)
def test_a_delete(
    plugin: Plugin, name: str, stamp: dict[str, Any], lose: Any, operation: str, token: str
) -> None:
    state = made(plugin, token, name, stamp)
    lose(operation)
    plugin.delete(state)
    if not EXAMPLES[token].stays:
        assert plugin.read(state).id == ""


def test_a_delete_of_many_tables(plugin: Plugin, glue: GlueClient, database: str, lose: Any) -> None:
    states = [plugin.create(TABLE, examples.table(database, f"t{n}"), name=f"t{n}") for n in range(20)]
    lose("BatchDeleteTable")
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(plugin.delete, states))
    assert glue.get_tables(DatabaseName=database)["TableList"] == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_of_the_indexes_of_a_table(
    plugin: Plugin, glue: GlueClient, name: str, stamp: dict[str, Any], lose: Any, number: int
) -> None:
    in_table(plugin, name, stamp)
    keys = [("dt",), ("contributor",), ("contributor", "dt")]
    wanted = [examples.index(name, *each, name=f"by_{'_'.join(each)}") for each in keys]
    for position, inputs in enumerate(wanted, start=1):
        if position == number:
            lose("CreatePartitionIndex")
        plugin.create(INDEX, inputs)
    found = glue.get_partition_indexes(DatabaseName=name, TableName="orders")["PartitionIndexDescriptorList"]
    assert {i["IndexName"]: i["IndexStatus"] for i in found} == {
        inputs["partitionIndex"]["indexName"]: "ACTIVE" for inputs in wanted
    }


def test_what_is_not_just_as_asked_for_is_no_lost_answer(
    plugin: Plugin, glue: GlueClient, name: str, url: str
) -> None:
    in_table(plugin, name, OTHERS)
    glue.create_partition_index(
        DatabaseName=name, TableName="orders", PartitionIndex={"Keys": ["contributor"], "IndexName": "by_dt"}
    )
    ask_fault(url, operation="CreatePartitionIndex", fault="cut-before")
    try:
        with pytest.raises(Refused, match=r"by_dt of .* exists already and is not this stack's"):
            plugin.create(INDEX, examples.index(name, "dt"))
    finally:
        ask_fault(url)
