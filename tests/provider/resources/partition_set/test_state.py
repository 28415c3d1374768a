"""What a PartitionSet keeps of failed work through refreshes, new inputs and new names; and imports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.aws.shapes.properties import UNKNOWN
from tests.support.provider import examples
from tests.support.provider.harness import (
    ACCOUNT,
    PARTITION,
    SET,
    STAMP,
    HalfMade,
    Plugin,
    State,
    another_run,
    ask_fault,
)
from tests.support.provider.partition_sets import create_set, days, keyed, live_partitions, set_inputs

__all__ = ["keyed"]

WIDER = examples.storage(examples.column("id", "bigint"), examples.column("net", "double"))
del WIDER["location"]
OWN = {"where": {"contributor": "c01"}, "storageDescriptor": {"columns": [examples.column("id", "string")]}}


def fail(url: str, operation: str, **asked: Any) -> None:
    ask_fault(url, operation=operation, fault="entry", **asked)


def updated(plugin: Plugin, state: State, news: Any) -> State:
    """After an update that does or doesn't come through: then the engine keeps the old inputs."""
    try:
        return plugin.update(state, news)
    except HalfMade as half:
        return replace(state, outputs=half.outputs)


def is_quiet(plugin: Plugin, state: State) -> bool:
    return not plugin.diff(state, state.inputs).detailedDiff


def column_types(glue: GlueClient, database: str, row: tuple[str, str]) -> list[str]:
    return [c["Type"] for c in live_partitions(glue, database)[row]["StorageDescriptor"]["Columns"]]


A, B = ("2026-01-01", "c01"), ("2026-01-02", "c01")


def test_a_failed_removal_is_kept_through_a_refresh(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    fail(url, "BatchDeletePartition")
    state = plugin.read(updated(plugin, state, set_inputs(keyed, days(1, 1))))
    assert plugin.log.holds("1 partition left over, to be removed")
    assert state.inputs == set_inputs(keyed, days(1, 1))
    assert not is_quiet(plugin, state)
    state = updated(plugin, state, state.inputs)
    assert set(live_partitions(glue, keyed)) == {A}
    assert is_quiet(plugin, plugin.read(state))


def test_a_failed_change_of_columns_is_kept_through_a_refresh(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1), cascade=True))
    fail(url, "BatchUpdatePartition")
    state = updated(plugin, state, set_inputs(keyed, days(2, 1), cascade=True, storageDescriptor=WIDER))
    assert sorted(len(column_types(glue, keyed, row)) for row in (A, B)) == [1, 2]
    state = plugin.read(state)
    assert not is_quiet(plugin, state)
    state = updated(plugin, state, state.inputs)
    assert [len(column_types(glue, keyed, row)) for row in (A, B)] == [2, 2]
    assert is_quiet(plugin, plugin.read(state))


@pytest.mark.parametrize(
    "operation", ["BatchCreatePartition", "BatchUpdatePartition", "BatchDeletePartition"]
)
@pytest.mark.parametrize("refreshes", [False, True])
def test_what_a_failed_update_did_is_undone_by_the_old_inputs(
    plugin: Plugin,
    glue: GlueClient,
    keyed: str,
    url: str,
    settings: dict[str, Any],
    operation: str,
    refreshes: bool,
) -> None:
    """The engine keeps the old inputs, and they are declared again: a revert in Git."""
    old = set_inputs(keyed, days(5, 60), cascade=True)
    state = create_set(plugin, old)
    before = live_partitions(glue, keyed)
    other = set_inputs(
        keyed, days(5, 60, "2026-01-03"), cascade=True, locationTemplate="{contributor}/{dt}",
        storageDescriptor=WIDER, parameters={"catalog.stack": STAMP, "a": "b"},
    )  # fmt: skip
    plugin.configure(**settings, maxRetries=1)
    ask_fault(url, operation=operation, fault="error", skip=1, times=2)
    half = updated(plugin, state, other)
    ask_fault(url)
    assert half.inputs == old
    assert half.outputs["attempted"] == other
    half = plugin.read(half) if refreshes else half
    back = updated(plugin, half, old)
    assert {k: {**v, "CreationTime": 0} for k, v in live_partitions(glue, keyed).items()} == {
        k: {**v, "CreationTime": 0} for k, v in before.items()
    }
    assert back.outputs == state.outputs
    assert is_quiet(plugin, plugin.read(back))


def test_a_set_that_becomes_exclusive_looks_for_others_and_says_so(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    plugin.create(PARTITION, examples.partition(keyed, "2025-01-01", "crawler", parameters={}))
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    news = set_inputs(keyed, days(1, 1), ownership="exclusive")
    assert plugin.diff(state, news).detailedDiff
    assert "+ 0, - 1 partition dt=2025-01-01/contributor=crawler, ~ 0" in plugin.log.text
    state = updated(plugin, state, news)
    assert set(live_partitions(glue, keyed)) == {A}
    assert is_quiet(plugin, plugin.read(state))
    plugin.create(PARTITION, examples.partition(keyed, "2025-01-02", "crawler", parameters={}))
    another = another_run(settings)
    another.create(SET, news, preview=True)
    assert another.log.holds("- 1 partition dt=2025-01-02/contributor=crawler, ~ 0")
    create_set(another, news)
    assert set(live_partitions(glue, keyed)) == {A}


def test_others_that_could_not_be_removed_stay_others(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    theirs = ("2025-01-01", "crawler")
    plugin.create(PARTITION, examples.partition(keyed, *theirs, parameters={}))
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    fail(url, "BatchDeletePartition")
    half = updated(plugin, state, set_inputs(keyed, days(1, 1), ownership="exclusive"))
    assert half.outputs["foreign"] == [[["2025-01-01"], ["crawler"]]]
    updated(plugin, half, set_inputs(keyed, days(1, 1)))
    assert set(live_partitions(glue, keyed)) == {A, theirs}
    updated(plugin, half, set_inputs(keyed, days(1, 1), ownership="exclusive"))
    assert set(live_partitions(glue, keyed)) == {A}


def test_a_parameter_that_could_not_be_taken_away_is_taken_away_later(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    stamp = {"catalog.stack": STAMP}
    state = create_set(plugin, set_inputs(keyed, days(2, 1), parameters={**stamp, "team": "risk"}))
    fail(url, "BatchUpdatePartition", times=2)
    state = updated(plugin, state, set_inputs(keyed, days(2, 1), parameters={**stamp, "owner": "x"}))
    for _ in range(2):
        state = updated(plugin, state, set_inputs(keyed, days(2, 1), parameters=stamp))
    assert [p["Parameters"] for p in live_partitions(glue, keyed).values()] == [stamp, stamp]
    assert state.outputs["forgotten"] == {}


def test_partitions_of_others_are_removed_only_as_long_as_the_set_is_exclusive(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    theirs = ("2025-01-01", "crawler")
    state = create_set(plugin, set_inputs(keyed, days(1, 1), ownership="exclusive"))
    plugin.create(PARTITION, examples.partition(keyed, *theirs, parameters={}))
    seen = plugin.read(state)
    assert seen.outputs["foreign"] == [[["2025-01-01"], ["crawler"]]]
    kept = updated(plugin, seen, set_inputs(keyed, days(1, 1), ownership="declared"))
    assert set(live_partitions(glue, keyed)) == {A, theirs}
    assert is_quiet(plugin, kept)
    plugin.delete(seen)
    assert set(live_partitions(glue, keyed)) == {theirs}


def test_an_override_that_leaves_gives_its_partitions_the_tables_columns(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 2), overrides=[OWN]))
    assert column_types(glue, keyed, A) == ["string"]
    state = updated(plugin, state, set_inputs(keyed, days(2, 2)))
    assert column_types(glue, keyed, A) == ["bigint"]


def test_an_override_with_columns_reaches_partitions_that_are_taken_up(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    create_set(plugin, set_inputs(keyed, days(2, 2)))
    another = another_run(settings)
    create_set(another, set_inputs(keyed, days(2, 2), overrides=[OWN]))
    assert (column_types(glue, keyed, A), column_types(glue, keyed, ("2026-01-01", "c02"))) == (
        ["string"],
        ["bigint"],
    )


def test_cascade_that_is_turned_on_later_brings_the_columns_of_before(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    wider = set_inputs(keyed, days(2, 1), storageDescriptor=WIDER)
    assert is_quiet(plugin, replace(state, inputs=wider))  # the engine keeps them: no difference
    state = updated(plugin, replace(state, inputs=wider), {**wider, "cascade": True})
    assert [len(column_types(glue, keyed, row)) for row in (A, B)] == [2, 2]


def test_what_a_set_does_not_declare_of_a_format_stays(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    create_set(plugin, set_inputs(keyed, days(1, 1)))
    before = live_partitions(glue, keyed)[A]["StorageDescriptor"]
    another = another_run(settings)
    bare = set_inputs(keyed, days(2, 1), locationTemplate="{contributor}/{dt}")
    del bare["storageDescriptor"]
    create_set(another, bare)
    assert live_partitions(glue, keyed)[A]["StorageDescriptor"] == {
        **before,
        "Location": "s3://lake/orders/c01/2026-01-01/",
    }


@pytest.mark.parametrize("name", ["locationTemplate", "storageDescriptor", "values"])
def test_what_is_not_known_yet_is_no_error(plugin: Plugin, keyed: str, name: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    unknown = UNKNOWN if name != "storageDescriptor" else {**WIDER, "columns": UNKNOWN}
    news = {**state.inputs, name: unknown}
    plugin.check(SET, news)
    diff = plugin.diff(state, news)
    assert bool(diff.detailedDiff) == (
        name != "storageDescriptor"
    )  # columns that don't cascade are no matter


def test_a_set_of_another_name_takes_over_and_what_it_lacks_goes(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(3, 1)))
    news = plugin.check(SET, set_inputs(keyed, days(2, 1)), name="other")
    plugin.create(SET, news, name="other")
    plugin.delete(state)
    assert set(live_partitions(glue, keyed)) == {A, B}


def test_another_number_of_keys_replaces_the_set_and_another_name_does_not(
    plugin: Plugin, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    more = [*state.inputs["keys"], {"name": "hour", "type": "int"}]
    values = {**state.inputs["values"], "hour": [1, 2]}
    diff = plugin.diff(state, set_inputs(keyed, values, keys=more))
    assert set(diff.replaces) == {"keys"}
    assert plugin.log.holds("+ 4 partitions")
    renamed = [{"name": "day", "type": "string"}, state.inputs["keys"][1]]
    values = {"day": state.inputs["values"]["dt"], "contributor": "c01"}
    diff = plugin.diff(state, set_inputs(keyed, values, keys=renamed))
    assert not diff.replaces
    assert "+ 0, - 0, ~ 2 locations" in plugin.log.text


def test_partitions_of_another_number_of_values_are_others(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    keys = [{"Name": "dt", "Type": "date"}]
    glue.delete_table(DatabaseName=keyed, Name="orders")
    glue.create_table(DatabaseName=keyed, TableInput={"Name": "orders", "PartitionKeys": keys})
    glue.create_partition(DatabaseName=keyed, TableName="orders", PartitionInput={"Values": ["2026-01-01"]})
    stamped: Any = {"Values": ["2026-01-02"], "Parameters": {"catalog.stack": STAMP}}
    glue.create_partition(DatabaseName=keyed, TableName="orders", PartitionInput=stamped)
    seen = plugin.read(state)
    assert len(seen.outputs["pending"]) == 1
    assert seen.outputs["leftover"] == []
    assert "2 partitions of others, kept" in plugin.log.text
    plugin.log.take()
    plugin.create(SET, state.inputs, preview=True)
    assert plugin.log.text[0] == "+ 1 partition dt=2026-01-01/contributor=c01, - 0, ~ 0"
    plugin.diff(seen, {**state.inputs, "ownership": "exclusive"})


def test_keys_that_glue_leaves_unprocessed_are_asked_for_again(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    held_back: list[Any] = []

    def answer(parsed: dict[str, Any], **_: Any) -> None:
        if not held_back:
            held_back.append(parsed["Partitions"].pop())
            parsed["UnprocessedKeys"] = [{"Values": held_back[0]["Values"]}]

    events = plugin.servicer._session.glue().meta.events
    events.register("after-call.glue.BatchGetPartition", answer)
    state = updated(plugin, state, set_inputs(keyed, days(2, 1), locationTemplate="{contributor}/{dt}"))
    assert held_back
    assert {p["StorageDescriptor"]["Location"] for p in live_partitions(glue, keyed).values()} == {
        "s3://lake/orders/c01/2026-01-01/", "s3://lake/orders/c01/2026-01-02/",
    }  # fmt: skip


def test_an_error_that_names_no_entry_is_one_of_the_whole_batch(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    def answer(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Errors"] = [{"ErrorDetail": {"ErrorCode": "InternalServiceException"}}]

    events = plugin.servicer._session.glue().meta.events
    events.register("after-call.glue.BatchCreatePartition", answer)
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(2, 2)))
    events.unregister("after-call.glue.BatchCreatePartition", answer)
    assert caught.value.reasons[0].startswith("4 partitions are not done")
    assert caught.value.reasons[0].endswith("(and 3 more like it)")
    half = caught.value.state
    assert not plugin.update(half, half.inputs).outputs["pending"]
    assert len(live_partitions(glue, keyed)) == 4


# --- imports

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}
CSV = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "x.LazySimpleSerDe", "Parameters": {"field.delim": ";"}},
}
LAYOUTS: dict[str, Callable[[str, str], str]] = {
    "as Hive has it": lambda dt, c: f"s3://lake/orders/dt={dt}/contributor={c}/",
    "by values alone": lambda dt, c: f"s3://lake/orders/{c}/{dt}",
    "elsewhere": lambda dt, c: f"s3://archive/{c}-{dt}/",
    "two ways": lambda dt, c: f"s3://lake/orders/{c}/{dt}" if c == "c01" else f"s3://lake/old/{dt}/{c}/",
    "one astray": lambda dt, c: "s3://lake/astray/" if (dt, c) == A else f"s3://lake/orders/{c}/{dt}",
}


def kept(partition: Any) -> dict[str, Any]:
    descriptor = partition["StorageDescriptor"]
    place = {"Location": descriptor["Location"].rstrip("/"), "Columns": descriptor.get("Columns") or []}
    return {**{name: descriptor[name] for name in PARQUET}, **place}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_import_declares_what_is_there_so_that_nothing_is_to_be_done(
    plugin: Plugin, glue: GlueClient, keyed: str, layout: str
) -> None:
    for dt in ("2026-01-01", "2026-01-02", "2026-01-03"):
        for c in ("c01", "c02"):
            storage: Any = CSV if dt == "2026-01-03" else PARQUET
            descriptor = {**storage, "Location": LAYOUTS[layout](dt, c)}
            given: Any = {"Values": [dt, c], "StorageDescriptor": descriptor, "Parameters": {"rows": "7"}}
            glue.create_partition(DatabaseName=keyed, TableName="orders", PartitionInput=given)
    before = live_partitions(glue, keyed)
    seen = plugin.import_(SET, f"{ACCOUNT}:{keyed}:orders")
    state = replace(seen, inputs=plugin.check(SET, seen.inputs))
    assert seen.outputs["count"] == 6
    assert is_quiet(plugin, plugin.read(state))
    plugin.take_calls()
    updated(plugin, state, plugin.check(SET, {**seen.inputs, "cascade": False, "parameters": {"a": "b"}}))
    after = live_partitions(glue, keyed)
    assert {row: kept(p) for row, p in after.items()} == {row: kept(p) for row, p in before.items()}
    assert all(p["Parameters"] == {"rows": "7", "a": "b"} for p in after.values())


def test_an_import_of_a_table_without_partitions_declares_none(plugin: Plugin, keyed: str) -> None:
    seen = plugin.import_(SET, f"{ACCOUNT}:{keyed}:orders")
    assert seen.outputs["count"] == 0
    assert plugin.check(SET, seen.inputs) == seen.inputs
    assert seen.inputs["storageDescriptor"]["columns"]


def test_an_import_of_what_is_no_set_is_refused(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    batch: list[Any] = [
        {
            "Values": [f"2026-01-{1 + n % 28:02}", f"c{n}"],
            "StorageDescriptor": {"Location": f"s3://x/{n * 7919}/"},
        }
        for n in range(150)
    ]
    for at in (0, 75):
        part = batch[at : at + 75]
        glue.batch_create_partition(DatabaseName=keyed, TableName="orders", PartitionInputList=part)
    with pytest.raises(Exception, match=r"in too many ways for one PartitionSet: 1\d\d exceptions"):
        plugin.import_(SET, f"{ACCOUNT}:{keyed}:orders")
