"""Faults that were asked for: each kind, how often, what took effect, rates, and the way back."""

from __future__ import annotations

import itertools
import os
import re
import string
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from mypy_boto3_glue import GlueClient

from catalog.local.rules.faults import KINDS, MEMBERS, MOST_FAULTS, MOST_SCOPES, Faults
from catalog.local.rules.refusals import Refusal
from catalog.local.rules.traffic import scopes
from catalog.local.service import serve
from tests.local.support import ACCESS, NO_FAULTS, UNCHECKED, glue_client, table_input
from tests.support.local_catalog import TOKEN, control
from tests.support.project import ROOT


@pytest.fixture
def where(glue: GlueClient, database: str) -> Any:
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["dt"]))
    return {"DatabaseName": database, "TableName": "t"}


@pytest.fixture(autouse=True)
def no_faults(url: str) -> Any:
    yield
    assert control(url, "DELETE") == NO_FAULTS


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


def test_a_call_above_one_of_its_rates_takes_nothing_of_the_others() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    faults.control("POST", {"operation": "writes", "rate": 3})
    faults.control("POST", {"operation": "CreateTable", "rate": 1})
    assert [faults.of("CreateTable") for _ in range(3)] == ["", "throttle", "throttle"]
    assert [faults.of(operation) for operation in ("UpdateTable", "DeleteTable")] == ["", ""]
    assert faults.of("TagResource") == "throttle"
    assert faults.of("GetTable") == ""


def test_a_rate_s_burst_is_what_goes_at_once() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    faults.control("POST", {"operation": "GetTable", "rate": 10, "burst": 2})
    assert [faults.of("GetTable") for _ in range(3)] == ["", "", "throttle"]
    now[0] = 60.0
    assert [faults.of("GetTable") for _ in range(3)] == ["", "", "throttle"]


def test_each_operation_has_the_rate_to_itself_where_that_is_asked_for() -> None:
    faults = Faults(lambda: 0.0)
    faults.control("POST", {"operation": "writes", "rate": 1, "each": True})
    assert [faults.of(name) for name in ("CreateTable", "UpdateTable", "CreateTable")] == ["", "", "throttle"]


@pytest.mark.parametrize(
    ("operation", "scope"),
    [
        ("GetTable", "reads"),
        ("BatchGetPartition", "reads"),
        ("ListSchemas", "reads"),
        ("SearchTables", "reads"),
        ("CreateTable", "writes"),
        ("BatchCreatePartition", "writes"),
        ("BatchDeleteTable", "writes"),
        ("UntagResource", "writes"),
        ("RegisterSchemaVersion", "writes"),
    ],
)
def test_an_operation_reads_or_writes(operation: str, scope: str) -> None:
    assert scopes(operation) == (operation, scope, "*")


def test_a_throttled_call_is_tried_again_by_aws_s_own_clients(url: str, database: str) -> None:
    control(url, operation="GetDatabase", fault="throttle", times=2)
    retrying = UNCHECKED.merge(Config(retries={"mode": "standard", "total_max_attempts": 4}))
    client = boto3.client("glue", endpoint_url=url, region_name="us-east-1", config=retrying, **ACCESS)
    answer = client.get_database(Name=database)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    (fault,) = control(url, "GET")["faults"]
    assert (fault["hits"], fault["used"]) == (2, 3)


SHARES = [("throttle", 20), ("error", 5), ("cut-before", 5)]


def _with_shares(seed: int = 0) -> Faults:
    faults = Faults()
    for kind, percent in SHARES:
        faults.control("POST", {"fault": kind, "percent": percent, "seed": seed})
    return faults


def test_shares_in_force_together_each_hit_their_own() -> None:
    faults = _with_shares()
    seen = Counter(faults.of(f"Operation{letter}") for letter in string.ascii_letters for _ in range(200))
    calls = sum(seen.values())
    for kind, percent in SHARES:
        assert seen[kind] / calls * 100 == pytest.approx(percent, rel=0.1)
    told = {one["fault"]: one["hits"] for one in faults.control("GET", {})["faults"]}
    assert told == {kind: seen[kind] for kind, _ in SHARES}


def test_a_seed_says_what_an_operation_s_requests_meet_whatever_runs_beside() -> None:
    alone, beside, other = _with_shares(7), _with_shares(7), _with_shares(8)
    expected = [alone.of("CreateTable") for _ in range(100)]
    mixed = []
    for _ in range(100):
        mixed.append(beside.of("CreateTable"))
        beside.of("GetTable")
    assert mixed == expected
    assert [other.of("CreateTable") for _ in range(100)] != expected
    beside.control("POST", {"seed": 7})
    assert [beside.of("CreateTable") for _ in range(100)] == expected


def test_a_share_can_be_of_one_operation_and_end() -> None:
    faults = Faults()
    faults.control("POST", {"fault": "error", "percent": 100, "operation": "GetTable", "skip": 1, "times": 2})
    assert [faults.of("GetTable") for _ in range(4)] == ["", "error", "error", ""]
    assert faults.of("GetTables") == ""


def test_shares_of_one_operation_are_at_most_all_of_its_requests() -> None:
    faults = Faults()
    for asked in ({"operation": "GetTable", "percent": 60}, {"operation": "writes", "percent": 100}):
        faults.control("POST", {"fault": "error", **asked})
    faults.control("POST", {"fault": "throttle", "operation": "reads", "percent": 40})
    for operation in ("GetTable", "CreateTable", "reads", "*"):
        with pytest.raises(Refusal, match=r"percent: .* % found; 100 at most"):
            faults.control("POST", {"fault": "cut-after", "operation": operation, "percent": 61})
    assert len(faults.control("GET", {})["faults"]) == 3


def test_the_latency_of_the_narrowest_scope_counts() -> None:
    faults = Faults()
    for scope, latency in (("*", 80), ("reads", 40), ("GetTable", 0)):
        faults.control("POST", {"operation": scope, "latency": latency})
    asked = ("CreateTable", "GetTables", "GetTable")
    assert [faults.seconds(operation) for operation in asked] == [0.08, 0.04, 0]
    assert [faults.of(operation) for operation in asked] == ["", "", ""]


def test_a_rate_and_a_latency_can_be_asked_for_at_once() -> None:
    asked = {"operation": "writes", "rate": 20, "latency": 80}
    told = Faults().control("POST", asked)
    assert told == NO_FAULTS | {"rates": {"writes": 20}, "latency": {"writes": 80}}


def test_latencies_are_waited_for_side_by_side() -> None:
    together, waited = threading.Barrier(8, timeout=20), []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        together.wait()  # lets nobody go on before eight are here: waits one after the other would never end

    url, stop = serve.start_in_thread(token=TOKEN, owner_of=lambda _: os.getuid(), sleep=sleep)
    try:
        control(url, operation="GetDatabases", latency=80)
        glue = glue_client(url)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: glue.get_databases()["DatabaseList"], range(8)))
        glue.create_database(DatabaseInput={"Name": "without_a_wait"})
    finally:
        stop()
    assert answers == [[]] * 8
    assert waited == [0.08] * 8


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
        {"rate": 5, "burst": 0},
        {"rate": 5, "each": 1},
        {"latency": -1},
        {"latency": 80.5},
        {"latency": 10**6},
        {"latency": 80, "each": True},
        {"latency": 80, "fault": "throttle"},
        {"fault": "throttle", "percent": 0},
        {"fault": "throttle", "percent": 100.1},
        {"fault": "throttle", "percent": "20"},
        {"fault": "throttle", "percent": True},
        {"fault": "throttle", "percent": None},
        {"fault": "throttle", "percent": float("nan")},
        {"fault": "throttle", "percent": 20, "seed": -1},
        {"seed": "seven"},
        {"quota": "tables"},
        {"quota": "tables", "most": -1},
        {"quota": "indexes", "most": 1},
        {"quota": ["tables"], "most": 1},
        {"quota": "tables", "most": 1, "operation": "CreateTable"},
        {"percent": 20},
        {},
    ],
)
def test_what_means_nothing_is_refused(asked: dict[str, Any]) -> None:
    faults = Faults()
    with pytest.raises(Refusal, match="found") as refused:
        faults.control("POST", asked)
    assert len(refused.value.message) < 300
    assert "\x1b" not in refused.value.message
    assert faults.control("GET", {}) == NO_FAULTS


def test_there_is_room_for_so_many_faults_and_rates() -> None:
    faults = Faults()
    for _ in range(MOST_FAULTS):
        faults.control("POST", {"fault": "throttle"})
    names = ["".join(pair) for pair in itertools.product("abcdefghij", repeat=2)]
    for name in names[:MOST_SCOPES]:
        faults.control("POST", {"rate": 1, "operation": name})
    faults.control("POST", {"rate": 2, "operation": names[0]})
    for name in names[:MOST_SCOPES]:
        faults.control("POST", {"latency": 1, "operation": name})
    faults.control("POST", {"latency": 2, "operation": names[0]})
    share = {"fault": "throttle", "percent": 1}
    for asked in ({"fault": "throttle"}, share, {"rate": 1, "operation": "zz"}, {"latency": 1}):
        with pytest.raises(Refusal, match="DELETE forgets them"):
            faults.control("POST", asked)
    assert faults.control("DELETE", {}) == NO_FAULTS


def test_the_document_names_all_that_can_be_asked_for() -> None:
    text = (ROOT / "docs/local-catalog.md").read_text()
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert rows == {*KINDS, *MEMBERS}
