"""Faults that were asked for: each kind, how often, what took effect, rates, and the way back."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from mypy_boto3_glue import GlueClient

from catalog.local.rules.faults import MOST_FAULTS, MOST_RATES, Faults
from catalog.local.rules.refusals import Refusal
from tests.local.support import table_input
from tests.support.local_catalog import control


@pytest.fixture
def where(glue: GlueClient, database: str) -> Any:
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["dt"]))
    return {"DatabaseName": database, "TableName": "t"}


@pytest.fixture(autouse=True)
def no_faults(url: str) -> Any:
    yield
    assert control(url, "DELETE") == {"faults": [], "rates": {}}


def _values(glue: GlueClient, where: Any) -> list[list[str]]:
    return [one["Values"] for one in glue.get_partitions(**where)["Partitions"]]


@pytest.mark.parametrize(
    ("kind", "code"), [("throttle", "ThrottlingException"), ("error", "InternalServiceException")]
)
def test_a_refused_request_takes_no_effect(
    glue: GlueClient, url: str, where: Any, kind: str, code: str
) -> None:
    control(url, operation="CreatePartition", fault=kind)
    with pytest.raises(ClientError, match=code):
        glue.create_partition(PartitionInput={"Values": ["a"]}, **where)
    assert _values(glue, where) == []
    glue.create_partition(PartitionInput={"Values": ["a"]}, **where)
    assert _values(glue, where) == [["a"]]


@pytest.mark.parametrize(("kind", "left"), [("cut-before", []), ("cut-after", [["a"]])])
def test_a_cut_connection_leaves_the_effect_or_none(
    glue: GlueClient, url: str, where: Any, kind: str, left: list[list[str]]
) -> None:
    control(url, operation="CreatePartition", fault=kind)
    with pytest.raises(ConnectionClosedError):
        glue.create_partition(PartitionInput={"Values": ["a"]}, **where)
    assert _values(glue, where) == left


def test_an_entry_of_a_batch_fails_alone(glue: GlueClient, url: str, where: Any) -> None:
    control(url, operation="BatchCreatePartition", fault="entry")
    entries: Any = [{"Values": [value]} for value in "abc"]
    (error,) = glue.batch_create_partition(PartitionInputList=entries, **where)["Errors"]
    assert (error["PartitionValues"], error["ErrorDetail"]["ErrorCode"]) == (
        ["a"],
        "InternalServiceException",
    )
    assert _values(glue, where) == [["b"], ["c"]]


def test_a_failed_build_stays_until_it_is_removed(glue: GlueClient, url: str, where: Any) -> None:
    control(url, operation="CreatePartitionIndex", fault="fail-build")
    glue.create_partition_index(PartitionIndex={"IndexName": "i", "Keys": ["dt"]}, **where)
    time.sleep(0.2)
    (index,) = glue.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    assert index["IndexStatus"] == "FAILED"
    glue.delete_partition_index(IndexName="i", **where)
    time.sleep(0.2)
    glue.create_partition_index(PartitionIndex={"IndexName": "i", "Keys": ["dt"]}, **where)
    time.sleep(0.2)
    assert glue.get_partition_indexes(**where)["PartitionIndexDescriptorList"][0]["IndexStatus"] == "ACTIVE"


def test_faults_are_skipped_and_counted(glue: GlueClient, url: str, where: Any) -> None:
    control(url, operation="GetPartitions", fault="throttle", skip=1, times=2)
    outcomes = []
    for _ in range(4):
        try:
            _values(glue, where)
            outcomes.append("fine")
        except ClientError:
            outcomes.append("throttled")
    assert outcomes == ["fine", "throttled", "throttled", "fine"]


def test_a_rate_throttles_what_is_above_it() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    faults.control("POST", {"operation": "GetTable", "rate": 2})
    assert [faults.of("GetTable") for _ in range(3)] == ["", "", "throttle"]
    assert faults.of("GetTables") == ""
    now[0] = 0.5
    assert [faults.of("GetTable") for _ in range(2)] == ["", "throttle"]


@pytest.mark.parametrize(
    "asked",
    [
        {"fault": "boom"},
        {"fault": ["throttle"]},
        {"fault": "throttle", "times": -1},
        {"fault": "throttle", "times": True},
        {"fault": "throttle", "times": 10**12},
        {"fault": "throttle", "skip": 1.5},
        {"fault": "throttle", "operation": ""},
        {"fault": "throttle", "operation": "Get\x1b[2J"},
        {"fault": "throttle", "operation": "G" * 101},
        {"fault": "throttle", "operation": 5},
        {"fault": "throttle", "tiems": 5},
        {"rate": 0},
        {"rate": "many"},
        {"rate": 10**9},
        {"rate": 5, "operation": None},
        {"rate": 5, "fault": "throttle"},
        {},
    ],
)
def test_what_means_nothing_is_refused(asked: dict[str, Any]) -> None:
    faults = Faults()
    with pytest.raises(Refusal, match="found") as refused:
        faults.control("POST", asked)
    assert len(refused.value.message) < 300
    assert "\x1b" not in refused.value.message
    assert faults.control("GET", {}) == {"faults": [], "rates": {}}


def test_there_is_room_for_so_many_faults_and_rates() -> None:
    faults = Faults()
    for _ in range(MOST_FAULTS):
        faults.control("POST", {"fault": "throttle"})
    names = ["".join(pair) for pair in itertools.product("abcdefghij", repeat=2)]
    for name in names[:MOST_RATES]:
        faults.control("POST", {"rate": 1, "operation": name})
    faults.control("POST", {"rate": 2, "operation": names[0]})
    for asked in ({"fault": "throttle"}, {"rate": 1, "operation": "zz"}):
        with pytest.raises(Refusal, match="DELETE forgets them"):
            faults.control("POST", asked)
    assert faults.control("DELETE", {}) == {"faults": [], "rates": {}}
