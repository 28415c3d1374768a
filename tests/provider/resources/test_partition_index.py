"""Partition indexes against the local catalog: waiting, one at a time, failing, adoption."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import (
    ACCOUNT,
    INDEX,
    TABLE,
    HalfMade,
    Plugin,
    Refused,
    another_run,
    ask_fault,
)

KEYS = [examples.column("dt"), examples.column("c")]


@pytest.fixture
def keyed(plugin: Plugin, database: str) -> str:
    plugin.create(TABLE, examples.table(database, partitionKeys=KEYS))
    return database


def statuses(glue: GlueClient, database: str) -> dict[str, str]:
    found = glue.get_partition_indexes(DatabaseName=database, TableName="orders")[
        "PartitionIndexDescriptorList"
    ]
    return {i["IndexName"]: i["IndexStatus"] for i in found}


def test_create_waits_until_it_is_active_and_delete_until_it_is_gone(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = plugin.create(INDEX, examples.index(keyed, "dt"))
    assert state.id == f"{ACCOUNT}:{keyed}:orders:by_dt"
    assert state.outputs["partitionIndex"] == {"indexName": "by_dt", "keys": ["dt"], "indexStatus": "ACTIVE"}
    assert statuses(glue, keyed) == {"by_dt": "ACTIVE"}
    plugin.delete(state)
    assert statuses(glue, keyed) == {}


def test_indexes_of_one_table_are_built_one_after_the_other(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    wanted = [examples.index(keyed, *keys, name="_".join(keys)) for keys in (["dt"], ["c"], ["c", "dt"])]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda inputs: plugin.create(INDEX, inputs), wanted))
    assert statuses(glue, keyed) == {"dt": "ACTIVE", "c": "ACTIVE", "c_dt": "ACTIVE"}
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(plugin.delete, made))
    assert statuses(glue, keyed) == {}


def test_an_index_that_someone_else_builds_is_waited_for(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    glue.create_partition_index(
        DatabaseName=keyed, TableName="orders", PartitionIndex={"Keys": ["c"], "IndexName": "theirs"}
    )
    plugin.create(INDEX, examples.index(keyed, "dt"))
    assert statuses(glue, keyed) == {"theirs": "ACTIVE", "by_dt": "ACTIVE"}


def test_an_index_is_adopted_if_its_table_is_this_stacks(plugin: Plugin, keyed: str) -> None:
    plugin.create(INDEX, examples.index(keyed, "dt"))
    state = plugin.create(INDEX, examples.index(keyed, "dt"))
    assert (state.id, state.outputs["partitionIndex"]["indexStatus"]) == (
        f"{ACCOUNT}:{keyed}:orders:by_dt",
        "ACTIVE",
    )
    assert plugin.log.holds(f"took up existing partition index by_dt of {keyed}.orders")


def test_an_index_over_other_keys_is_built_anew(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    plugin.create(INDEX, examples.index(keyed, "dt"))
    state = plugin.create(INDEX, examples.index(keyed, "c"))
    assert state.outputs["partitionIndex"]["keys"] == ["c"]
    assert f"partition index by_dt of {keyed}.orders was over dt: removed, built anew" in plugin.log.text
    assert statuses(glue, keyed) == {"by_dt": "ACTIVE"}


THREE = (("dt",), ("c",), ("c", "dt"))


def make(glue: GlueClient, database: str, name: str, *keys: str) -> None:
    """An index as another tool makes it, once it is built."""
    where: Any = {"DatabaseName": database, "TableName": "orders"}
    glue.create_partition_index(PartitionIndex={"Keys": [*keys], "IndexName": name}, **where)
    while statuses(glue, database)[name] != "ACTIVE":
        time.sleep(0.01)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_so_many_indexes_are_taken_up_by_a_run_that_lost_its_state(
    plugin: Plugin, keyed: str, settings: dict[str, Any], count: int
) -> None:
    wanted = [examples.index(keyed, *keys, name=f"by_{'_'.join(keys)}") for keys in THREE[:count]]
    made = [plugin.create(INDEX, inputs) for inputs in wanted]
    again = another_run(settings)
    assert [again.create(INDEX, inputs) for inputs in wanted] == made
    assert "DeletePartitionIndex" not in again.count_calls()


@pytest.mark.parametrize("beside", [(), ("c",)])
def test_an_index_over_other_keys_is_built_anew_also_at_the_limit(
    plugin: Plugin, glue: GlueClient, keyed: str, beside: tuple[str, ...]
) -> None:
    for keys in (("dt",), ("c", "dt"), *([beside] if beside else [])):
        plugin.create(INDEX, examples.index(keyed, *keys, name=f"by_{'_'.join(keys)}"))
    plugin.create(INDEX, examples.index(keyed, "dt", "c", name="by_dt"))
    assert statuses(glue, keyed)["by_dt"] == "ACTIVE"


@pytest.mark.parametrize("others", [(), (("c",), ("c", "dt"))])
def test_an_index_that_specs_gave_no_name_gets_one(
    plugin: Plugin, glue: GlueClient, keyed: str, others: tuple[tuple[str, ...], ...]
) -> None:
    for keys in (("dt",), *others):
        plugin.create(INDEX, examples.index(keyed, *keys, name=f"idx_{'_'.join(keys)}"))
    plugin.create(INDEX, examples.index(keyed, "dt", name="by_day"))
    assert statuses(glue, keyed) == {
        "by_day": "ACTIVE",
        **{f"idx_{'_'.join(keys)}": "ACTIVE" for keys in others},
    }
    assert f"partition index idx_dt of {keyed}.orders was over dt: removed, built anew as by_day" in (
        plugin.log.text
    )


@pytest.mark.parametrize("others", [(), ("c", "d")])
def test_an_index_of_another_name_over_the_same_keys_stays_and_is_named(
    plugin: Plugin, glue: GlueClient, database: str, others: tuple[str, ...]
) -> None:
    keys = [*KEYS, examples.column("d")]
    plugin.create(TABLE, examples.table(database, partitionKeys=keys))
    make(glue, database, "theirs", "dt")
    for key in others:
        plugin.create(INDEX, examples.index(database, key, name=f"by_{key}"))
    with pytest.raises(Refused, match=r"over dt: another index, theirs, is over the same keys\. Delete that"):
        plugin.create(INDEX, examples.index(database, "dt"))
    assert statuses(glue, database)["theirs"] == "ACTIVE"


def test_an_index_too_many_is_told_with_those_that_are_there(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    for keys in THREE:
        plugin.create(INDEX, examples.index(keyed, *keys, name=f"by_{'_'.join(keys)}"))
    before = statuses(glue, keyed)
    with pytest.raises(Refused) as refused:
        plugin.create(INDEX, examples.index(keyed, "dt", "c", name="fourth"))
    assert str(refused.value) == (
        f"partition index fourth of {keyed}.orders can't be made: the table has 3 partition indexes, and "
        "Glue takes no more: by_c over c; by_c_dt over c, dt; by_dt over dt. Remove one of them first; one "
        "that has left the program goes with a run of pulumi up in which fourth is not declared yet, "
        "one that no state knows (that was lost) with aws glue delete-partition-index "
        f"--database-name {keyed} --table-name orders --index-name NAME"
    )
    assert statuses(glue, keyed) == before


def test_an_index_that_failed_is_built_anew_by_a_run_that_lost_its_state(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str, settings: dict[str, Any]
) -> None:
    ask_fault(url, operation="CreatePartitionIndex", fault="fail-build")
    with pytest.raises(HalfMade):
        plugin.create(INDEX, examples.index(keyed, "dt"))
    another_run(settings).create(INDEX, examples.index(keyed, "dt"))
    assert statuses(glue, keyed) == {"by_dt": "ACTIVE"}


def test_an_index_of_a_table_of_others_is_refused(plugin: Plugin, database: str) -> None:
    plugin.create(TABLE, examples.table(database, parameters={}, partitionKeys=KEYS))
    plugin.create(INDEX, examples.index(database, "dt"))
    with pytest.raises(Refused, match=rf"pulumi import {INDEX} it {ACCOUNT}:{database}:orders:by_dt "):
        plugin.create(INDEX, examples.index(database, "dt"))


def test_a_wait_that_takes_too_long_tells_the_engine_what_there_is(plugin: Plugin, keyed: str) -> None:
    _answer_with(plugin, "CREATING")
    with pytest.raises(HalfMade) as half:
        plugin.create(INDEX, examples.index(keyed, "dt"), timeout=0.2)
    assert "waited 0 s for partition index by_dt" in half.value.reasons[0]
    assert half.value.outputs["partitionIndex"]["indexStatus"] == "CREATING"
    assert half.value.inputs == examples.index(keyed, "dt")


def test_an_index_that_can_not_be_read_any_more_is_kept_as_made(plugin: Plugin, keyed: str) -> None:
    events = plugin.servicer._session.glue().meta.events

    def expired(**_: Any) -> Any:
        class Raw:
            status_code = 400

        return Raw(), {"Error": {"Code": "ExpiredTokenException", "Message": "expired"}}

    events.register("before-call.glue.GetPartitionIndexes", expired)
    with pytest.raises(HalfMade) as half:
        plugin.create(INDEX, examples.index(keyed, "dt"))
    assert "expired" in half.value.reasons[0]
    assert half.value.outputs["partitionIndex"]["keys"] == ["dt"]


def test_an_index_that_fails_is_an_error_and_the_next_update_builds_it_anew(
    plugin: Plugin, keyed: str
) -> None:
    _answer_with(plugin, "FAILED", deleting=True)
    inputs = examples.index(keyed, "dt")
    with pytest.raises(HalfMade) as half:
        plugin.create(INDEX, inputs)
    assert "failed to build" in half.value.reasons[0]
    assert half.value.outputs["partitionIndex"]["indexStatus"] == "FAILED"
    plugin.take_calls()
    updated = plugin.update(half.value.state, inputs)
    assert updated.outputs["partitionIndex"]["indexStatus"] == "ACTIVE"
    operations = [operation for operation, _ in plugin.take_calls() if operation != "GetPartitionIndexes"]
    assert set(operations[:-1]) == {
        "DeletePartitionIndex"
    }  # again while Glue is building and does not find it
    assert operations[-1] == "CreatePartitionIndex"


def _answer_with(plugin: Plugin, status: str, *, deleting: bool = False) -> None:
    """Makes GetPartitionIndexes answer with `status`, until an index is deleted where `deleting` is set."""
    done = threading.Event()
    events = plugin.servicer._session.glue().meta.events

    def lie(parsed: Any, **_: Any) -> None:
        if not done.is_set():
            for index in parsed.get("PartitionIndexDescriptorList", ()):
                index["IndexStatus"] = status

    events.register("after-call.glue.GetPartitionIndexes", lie)
    if deleting:
        events.register("after-call.glue.DeletePartitionIndex", lambda **_: done.set())


def test_a_cancelled_update_does_not_go_on_waiting(plugin: Plugin, keyed: str) -> None:
    _answer_with(plugin, "CREATING")
    threading.Timer(0.2, lambda: plugin.servicer.Cancel(None, None)).start()
    started = time.monotonic()
    with pytest.raises(HalfMade) as half:
        plugin.create(INDEX, examples.index(keyed, "dt"))
    assert "was cancelled" in half.value.reasons[0]
    assert time.monotonic() - started < 5


def test_an_index_of_a_table_that_is_gone_is_gone(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = plugin.create(INDEX, examples.index(keyed, "dt"))
    glue.delete_table(DatabaseName=keyed, Name="orders")
    assert plugin.read(state).id == ""
    plugin.delete(state)


def test_an_import_finds_the_keys(plugin: Plugin, keyed: str) -> None:
    plugin.create(INDEX, examples.index(keyed, "c", "dt"))
    seen = plugin.import_(INDEX, f"{ACCOUNT}:{keyed}:orders:by_dt")
    assert seen.inputs == examples.index(keyed, "c", "dt")
    assert seen.outputs["partitionIndex"]["indexStatus"] == "ACTIVE"


def test_a_long_build_gives_signs_of_life(
    plugin: Plugin, keyed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.provider.resources.index_builds.REPORT_SECONDS", 0)
    looks: list[Any] = []

    def still_building(parsed: dict[str, Any], **_: Any) -> None:
        looks.append(parsed)
        if len(looks) <= 2:
            parsed["PartitionIndexDescriptorList"][0]["IndexStatus"] = "CREATING"

    events = plugin.servicer._session.glue().meta.events
    events.register("after-call.glue.GetPartitionIndexes", still_building)
    plugin.create(INDEX, examples.index(keyed, "dt"))
    lines = plugin.log.text
    assert lines
    assert all("waiting for partition index by_dt of" in line and "at most 600 s" in line for line in lines)


def test_a_failed_build_is_reported_and_built_anew_by_the_next_run(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    ask_fault(url, operation="CreatePartitionIndex", fault="fail-build")
    with pytest.raises(HalfMade) as caught:
        plugin.create(INDEX, examples.index(keyed, "dt"))
    half = caught.value
    assert (
        "failed to build: INTERNAL_ERROR: an error of Glue itself; pulumi up builds it anew"
        in half.reasons[0]
    )
    assert statuses(glue, keyed) == {"by_dt": "FAILED"}
    plugin.update(half.state, half.inputs)
    assert statuses(glue, keyed) == {"by_dt": "ACTIVE"}


def test_a_failed_build_names_glues_reasons_and_partitions(plugin: Plugin, keyed: str) -> None:
    values = [{"Values": [f"2026-01-0{n}", "c"]} for n in range(1, 6)]

    def lie(parsed: Any, **_: Any) -> None:
        for index in parsed.get("PartitionIndexDescriptorList", ()):
            index["IndexStatus"] = "FAILED"
            index["BackfillErrors"] = [
                {"Code": "INVALID_PARTITION_TYPE_DATA_ERROR", "Partitions": values},
                {"Code": "SOMETHING_NEW"},
            ]

    plugin.servicer._session.glue().meta.events.register("after-call.glue.GetPartitionIndexes", lie)
    with pytest.raises(HalfMade) as half:
        plugin.create(INDEX, examples.index(keyed, "dt"))
    assert (
        "failed to build: INVALID_PARTITION_TYPE_DATA_ERROR: a value does not fit its key's type (partitions "
        "2026-01-01/c, 2026-01-02/c, 2026-01-03/c and 2 more); SOMETHING_NEW: see the AWS Glue "
        "documentation; correct that, then pulumi up builds it anew"
    ) in half.value.reasons[0]
    diff = plugin.diff(half.value.state, half.value.inputs)
    assert list(diff.detailedDiff) == ["partitionIndex.indexStatus"]
    assert not diff.replaces
