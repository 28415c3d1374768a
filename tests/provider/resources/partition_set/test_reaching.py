"""`cascade` unset: what of a change of columns reaches partitions, what they keep, and what preview says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.language.glue.storage_formats import FORMATS
from tests.support.provider import examples
from tests.support.provider.harness import (
    PARTITION,
    SET,
    TABLE,
    HalfMade,
    Plugin,
    Properties,
    State,
    ask_fault,
)
from tests.support.provider.harness import urn as urn_of
from tests.support.provider.partition_sets import (
    create_set,
    days,
    edit_partition,
    keyed,
    live_partitions,
    set_inputs,
)

__all__ = ["keyed"]

A = ("2026-01-01", "c01")


def storage(*columns: str, format: str = "parquet", **parameters: str) -> Properties:
    row = FORMATS[format]
    serde = {"serializationLibrary": row.serde, "parameters": {**row.serde_parameters, **parameters}}
    return {
        "columns": examples.columns(*columns),
        "inputFormat": row.input_format,
        "outputFormat": row.output_format,
        "serDeInfo": serde,
    }


def columns(glue: GlueClient, database: str, row: tuple[str, str] = A) -> list[str]:
    """Of a live partition, as `name:type`."""
    return [
        f"{c['Name']}:{c['Type']}"
        for c in live_partitions(glue, database)[row]["StorageDescriptor"]["Columns"]
    ]


def changed(plugin: Plugin, state: State, **news: Any) -> State:
    """The state after an update to these inputs, as the engine does it: only where there is a difference."""
    inputs = plugin.check(SET, {**state.inputs, **news})
    if not plugin.diff(state, inputs).detailedDiff:
        return replace(state, inputs=inputs)
    return plugin.update(state, inputs)


CASES: list[tuple[str, str, str, str]] = [  # format, columns of before, now, and a partition's then
    ("parquet", "a:int", "a:int b:string", "a:int b:string"),
    ("parquet", "a:int c:int", "a:int b:string c:int", "a:int b:string c:int"),
    ("parquet", "a:int b:string", "a:bigint b:string", "a:int b:string"),
    ("parquet", "a:decimal(15,2)", "a:decimal(17,4)", "a:decimal(15,2)"),
    ("parquet", "a:date", "a:int", "a:date"),
    ("parquet", "a:int b:string", "a:int", "a:int b:string"),
    ("parquet", "a:int b:string", "a:bigint c:date", "a:int c:date b:string"),
    ("parquet", "a:int b:int", "b:int a:int", "a:int b:int"),
    ("parquet", "a:struct<x:int>", "a:struct<x:bigint,y:string>", "a:struct<x:int,y:string>"),
    ("parquet", "a:array<struct<x:int>>", "a:array<struct<y:date,x:int>>", "a:array<struct<y:date,x:int>>"),
    ("parquet", "a:bigint", "a:int", "a:int"),
    ("orc", "a:int b:int", "b:bigint a:int", "b:int a:int"),
    ("orc", "a:int b:string", "a:int d:string", "a:int d:string"),
    ("orc", "a:int b:int", "a:int d:bigint", "a:int d:int"),
    ("csv", "a:int b:string", "a:bigint b:string", "a:bigint b:string"),
    ("csv", "a:int b:string", "a:int b:string c:date", "a:int b:string c:date"),
    ("csv", "a:int b:string", "b:string", "b:string"),
    ("json", "a:int b:string", "c:int a:bigint b:string", "c:int a:int b:string"),
    ("json", "a:struct<x:int>", "a:string", "a:string"),
    ("avro", "a:int b:string", "a:bigint d:string", "a:int d:string"),
]


@pytest.mark.parametrize(("format", "before", "now", "then"), CASES)
def test_what_reaches_a_partition(
    plugin: Plugin, glue: GlueClient, keyed: str, format: str, before: str, now: str, then: str
) -> None:
    old, new = (storage(*text.split(" "), format=format) for text in (before, now))
    state = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=old))
    plugin.take_calls()
    state = changed(plugin, state, storageDescriptor=new)
    assert columns(glue, keyed) == then.split(" ")
    assert ("BatchUpdatePartition" in plugin.count_calls()) == (then != before)
    assert not plugin.diff(plugin.read(state), state.inputs).detailedDiff


def test_orc_by_name_keeps_what_was_dropped(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    by_name = {"orc.column.index.access": "false"}
    old, new = (storage(*c, format="orc", **by_name) for c in (("a:int", "b:int"), ("b:bigint", "c:int")))
    state = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=old))
    changed(plugin, state, storageDescriptor=new)
    assert columns(glue, keyed) == ["b:int", "c:int", "a:int"]


def test_another_format_brings_the_tables_columns(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=storage("a:int", "b:int")))
    state = changed(plugin, state, storageDescriptor=storage("a:bigint", "b:int"))
    assert columns(glue, keyed) == ["a:int", "b:int"]
    changed(plugin, state, storageDescriptor=storage("a:bigint", "b:int", format="csv"))
    assert columns(glue, keyed) == ["a:bigint", "b:int"]


def test_serde_settings_reach_partitions_and_their_columns_stay(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(
        plugin, set_inputs(keyed, days(1, 1), storageDescriptor=storage("a:int", format="csv"))
    )
    semicolon = storage("a:int", format="csv", **{"field.delim": ";"})
    plugin.log.take()
    changed(plugin, state, storageDescriptor=semicolon)
    assert plugin.log.text[0] == "+ 0, - 0, ~ 1 format"
    serde = live_partitions(glue, keyed)[A]["StorageDescriptor"]["SerdeInfo"]
    assert serde["Parameters"]["field.delim"] == ";"


def test_preview_counts_what_it_writes_and_says_what_stays(plugin: Plugin, keyed: str) -> None:
    old = storage("id:bigint", "amount:decimal(15,2)")
    state = create_set(plugin, set_inputs(keyed, days(90, 35), storageDescriptor=old))
    plugin.check(TABLE, examples.table(keyed), name="orders")
    news = {**state.inputs, "storageDescriptor": storage("id:bigint", "net:double", "amount:decimal(17,4)")}
    plugin.log.take()
    plugin.diff(state, plugin.check(SET, news))
    assert plugin.log.lines_of(state.urn) == ["+ 0, - 0, ~ 3,150 schemas"]
    assert plugin.log.lines_of(urn_of(TABLE, "orders")) == [
        "3,150 partitions left with the old type of amount (decimal(15,2), now decimal(17,4)): Athena reads "
        "their files by it and casts; Spark 3.5 and Redshift read files by the table's type alone"
    ]


def test_a_type_that_nothing_is_written_for_is_told_all_the_same(plugin: Plugin, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1), storageDescriptor=storage("d:date")))
    plugin.log.take()
    assert not plugin.diff(state, {**state.inputs, "storageDescriptor": storage("d:int")}).detailedDiff
    (line,) = plugin.log.text
    assert line.startswith(
        "2 partitions left with the old type of d (date, now int): Athena refuses them (HIVE_"
    )


def test_cascade_brings_all_and_says_nothing(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    given = set_inputs(keyed, days(2, 1), storageDescriptor=storage("a:int"), cascade=True)
    state = create_set(plugin, given)
    plugin.log.take()
    changed(plugin, state, storageDescriptor=storage("a:bigint"))
    assert columns(glue, keyed) == ["a:bigint"]
    assert not plugin.log.holds("left with the old")


@pytest.mark.parametrize("columns_of_before", [["id:bigint"], ["id:int", "gone:date"]])
def test_partitions_that_lag_are_no_difference_until_columns_change(
    plugin: Plugin, glue: GlueClient, keyed: str, columns_of_before: list[str]
) -> None:
    """As a stack of before has them: the state has the table's columns, partitions older ones."""
    made = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=storage(*columns_of_before)))
    wider = plugin.check(SET, {**made.inputs, "storageDescriptor": storage("id:bigint", "net:double")})
    state = replace(made, inputs=wider)
    plugin.log.take()
    assert not plugin.diff(state, wider).detailedDiff
    assert not plugin.diff(plugin.read(state), wider).detailedDiff
    assert plugin.log.text == []
    changed(plugin, state, storageDescriptor=storage("id:bigint", "net:double", "tax:double"))
    assert columns(glue, keyed)[:3] == [columns_of_before[0], "net:double", "tax:double"]


def test_what_failed_is_done_by_the_next_run(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str, settings: dict[str, Any]
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=storage("a:int")))
    wider = plugin.check(SET, {**state.inputs, "storageDescriptor": storage("a:bigint", "b:string")})
    plugin.configure(**settings, maxRetries=1)
    ask_fault(url, operation="BatchUpdatePartition", fault="error", times=2)
    with pytest.raises(HalfMade) as caught:
        plugin.update(state, wider)
    ask_fault(url)
    half = replace(caught.value.state, id=state.id)
    assert columns(glue, keyed) == ["a:int"]
    state = plugin.update(replace(half, inputs=state.inputs), wider)
    assert columns(glue, keyed) == ["a:int", "b:string"]
    assert not plugin.diff(state, wider).detailedDiff


def test_others_columns_keep_their_places(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    old = storage("a:int", "b:int", format="csv")
    state = create_set(plugin, set_inputs(keyed, days(1, 1), storageDescriptor=old))
    theirs: Any = {"Name": "theirs", "Type": "string"}
    edit_partition(glue, keyed, A, lambda p: p["StorageDescriptor"]["Columns"].insert(1, theirs))
    changed(plugin, state, storageDescriptor=storage("a:int", "b:int", "c:int", format="csv"))
    assert columns(glue, keyed) == ["a:int", "theirs:string", "b:int", "c:int"]


def test_columns_of_an_override_stay_as_they_are_meant(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    own = {"where": {"contributor": "c02"}, "storageDescriptor": {"columns": examples.columns("a:string")}}
    state = create_set(
        plugin, set_inputs(keyed, days(1, 2), storageDescriptor=storage("a:int"), overrides=[own])
    )
    plugin.log.take()
    changed(plugin, state, storageDescriptor=storage("a:int", "b:date"))
    assert plugin.log.text[0] == "+ 0, - 0, ~ 1 schema"
    assert columns(glue, keyed, ("2026-01-01", "c02")) == ["a:string"]


def crawl(plugin: Plugin, database: str, number: int) -> None:
    for n in range(number):
        plugin.create(PARTITION, examples.partition(database, f"2026-01-{n + 1:02}", "c01", parameters={}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"columns": examples.columns("id:string", "net:double")},
            "old columns, without net: Athena shows NULL",
        ),
        ({"columns": examples.columns("id:bigint")}, "old type of id (string, now bigint): Athena reads"),
        ({"inputFormat": "text"}, "old format: Athena takes one format"),
        (
            {"serDeInfo": {"serializationLibrary": examples.PARQUET_SERDE, "parameters": {"a": "b"}}},
            "old SerDe",
        ),
    ],
)
def test_a_table_tells_how_many_partitions_of_others_it_leaves_behind(
    plugin: Plugin, database: str, change: Properties, said: str
) -> None:
    keys = [examples.column("dt", "date"), examples.column("contributor")]
    given = examples.table(database, "orders", partitionKeys=keys)
    given["storageDescriptor"] = examples.storage(examples.column("id"))
    state = plugin.create(TABLE, plugin.check(TABLE, given))
    crawl(plugin, database, 3)
    news = plugin.check(TABLE, {**given, "storageDescriptor": {**given["storageDescriptor"], **change}})
    plugin.take_calls()
    plugin.update(state, news, preview=True)
    assert plugin.log.holds(f"3 partitions of others left with the {said}")
    assert plugin.count_calls()["GetPartitions"] == 1
    plugin.log.take()
    described = plugin.check(TABLE, {**given, "description": "else"})
    plugin.update(state, described, preview=True)
    assert not plugin.log.holds("partitions of others")
    assert plugin.count_calls()["GetPartitions"] == 0
    projected = {**news, "parameters": {**news["parameters"], "projection.enabled": "true"}}
    plugin.update(state, projected, preview=True)
    assert not plugin.log.holds("partitions of others")


def test_a_table_made_anew_says_how_many_partitions_go(plugin: Plugin, database: str) -> None:
    keys = [examples.column("dt", "date"), examples.column("contributor")]
    state = plugin.create(TABLE, plugin.check(TABLE, examples.table(database, "orders", partitionKeys=keys)))
    create_set(plugin, set_inputs(database, days(10, 3)))
    plugin.diff(state, plugin.check(TABLE, {**state.inputs, "partitionKeys": keys[:1]}))
    assert plugin.log.holds("the table is removed with 30 partitions, and made anew")
