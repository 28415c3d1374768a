"""Partitions that others made: never rewritten and never removed, unless the set is to be alone."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import PARTITION, SET, STAMP, Plugin, Properties, another_run
from tests.support.provider.partition_sets import (
    create_set,
    days,
    edit_partition,
    keyed,
    live_partitions,
    move_partition,
    set_inputs,
)

__all__ = ["keyed"]

A, B = ("2026-01-01", "c01"), ("2026-01-02", "c01")
WIDER = examples.storage(examples.column("id", "bigint"), examples.column("net", "double"))
del WIDER["location"]
LEFT = "1 partition was there already: made by others and left as they are"


def crawl(glue: GlueClient, database: str, *rows: tuple[str, ...], **parameters: str) -> None:
    """What a crawler makes: a format, a place and parameters of its own."""
    for row in rows:
        storage: Any = {
            "Columns": [{"Name": "id", "Type": "string"}],
            "Location": f"s3://lake/crawled/{'/'.join(row)}/",
            "InputFormat": "text",
            "SerdeInfo": {"SerializationLibrary": "csv", "Parameters": {"field.delim": ";"}},
            "Compressed": True,
        }
        glue.create_partition(
            DatabaseName=database,
            TableName="orders",
            PartitionInput={"Values": [*row], "StorageDescriptor": storage, "Parameters": parameters},
        )


CHANGES: list[Properties] = [
    {"locationTemplate": "{contributor}/{dt}"},
    {"storageDescriptor": WIDER, "cascade": True},
    {"parameters": {"catalog.stack": STAMP, "team": "risk"}},
    {"overrides": [{"where": {"dt": "2026-01-01"}, "storageDescriptor": {"inputFormat": "orc"}}]},
]


@pytest.mark.parametrize(
    "stamp", [{}, {"catalog.stack": "shop/another"}, {"CrawlerSchemaSerializerVersion": "1.0"}]
)
@pytest.mark.parametrize("grows", [False, True])
def test_a_declared_partition_that_others_made_is_left_as_it_is(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any], stamp: dict[str, str], grows: bool
) -> None:
    """Whether the set is new or grows over it, and whatever of the set changes later."""
    state = create_set(plugin, set_inputs(keyed, days(1, 1, "2026-01-02"))) if grows else None
    crawl(glue, keyed, A, **stamp)
    before = live_partitions(glue, keyed)[A]
    plugin = another_run(settings)
    if state is None:
        state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    else:
        state = plugin.update(state, set_inputs(keyed, days(2, 1)))
    assert plugin.log.holds(LEFT)
    assert state.outputs["foreign"] == [[["2026-01-01"], ["c01"]]]
    for change in CHANGES:
        state = plugin.update(state, set_inputs(keyed, days(2, 1), **change))
        state = plugin.read(state)
        assert plugin.log.take()[-1] == "1 partition declared, but made by others: left as they are"
        assert not plugin.diff(state, state.inputs).detailedDiff
        assert live_partitions(glue, keyed)[A] == before
    plugin.delete(state)
    assert live_partitions(glue, keyed) == {A: before}


def test_one_that_leaves_the_declaration_stays_and_is_told(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    crawl(glue, keyed, A)
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    news = set_inputs(keyed, days(1, 1, "2026-01-02"))
    plugin.log.take()
    assert plugin.diff(state, news).detailedDiff
    assert plugin.log.text == [
        "1 partition dt=2026-01-01/contributor=c01 made by others, not declared any more: left in Glue"
    ]
    state = plugin.update(state, news)
    assert set(live_partitions(glue, keyed)) == {A, B}
    assert (state.outputs["foreign"], state.outputs["count"]) == ([], 1)


def test_a_set_that_becomes_exclusive_brings_them_to_what_is_declared(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    crawl(glue, keyed, A, ("2025-01-01", "x"))
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    exclusive = set_inputs(keyed, days(2, 1), ownership="exclusive")
    plugin.diff(state, exclusive)
    assert "+ 0, - 1 partition dt=2025-01-01/contributor=x, ~ 1 not as declared" in plugin.log.text
    state = plugin.update(state, exclusive)
    found = live_partitions(glue, keyed)
    assert set(found) == {A, B}
    assert found[A]["StorageDescriptor"]["Location"] == "s3://lake/orders/dt=2026-01-01/contributor=c01/"
    assert found[A]["StorageDescriptor"]["InputFormat"] == examples.PARQUET_IN
    assert found[A]["Parameters"]["catalog.stack"] == STAMP
    assert plugin.read(state) == state


def test_a_new_exclusive_set_takes_them_over(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    crawl(glue, keyed, A, ("2025-01-01", "x"))
    plugin = another_run(settings)
    exclusive = set_inputs(keyed, days(2, 1), ownership="exclusive")
    plugin.create(SET, exclusive, preview=True)
    assert (
        "+ 1 partition dt=2026-01-02/contributor=c01, - 1 partition dt=2025-01-01/contributor=x, "
        "~ 1 not as declared" in plugin.log.text
    )
    create_set(plugin, exclusive)
    assert {p["Parameters"]["catalog.stack"] for p in live_partitions(glue, keyed).values()} == {STAMP}


def test_one_that_was_removed_and_made_again_by_others_is_theirs_from_then_on(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    """DROP PARTITION and MSCK REPAIR: state holds it, its stamp is gone."""
    state = create_set(plugin, set_inputs(keyed, days(3, 1)))
    for row in (A, B):
        glue.delete_partition(DatabaseName=keyed, TableName="orders", PartitionValues=[*row])
    crawl(glue, keyed, A, B)
    before = live_partitions(glue, keyed)
    state = plugin.update(state, set_inputs(keyed, days(3, 1), locationTemplate="{contributor}/{dt}"))
    assert live_partitions(glue, keyed)[A] == before[A]
    state = plugin.update(
        state, set_inputs(keyed, days(2, 1, "2026-01-02"), locationTemplate="{contributor}/{dt}")
    )
    assert live_partitions(glue, keyed)[A] == before[A]
    plugin.delete(state)
    assert set(live_partitions(glue, keyed)) == {A, B}


def test_what_state_does_not_know_of_yet_is_looked_at_before_it_is_removed(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    glue.delete_partition(DatabaseName=keyed, TableName="orders", PartitionValues=[*A])
    crawl(glue, keyed, A)
    plugin.update(state, set_inputs(keyed, days(1, 1, "2026-01-02")))
    assert plugin.log.holds("1 partition without this stack's stamp: left in Glue")
    assert set(live_partitions(glue, keyed)) == {A, B}


@pytest.mark.parametrize("same", [True, False])
def test_a_set_without_a_stamp_takes_up_what_is_just_as_declared(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any], same: bool
) -> None:
    """As programs of people's own have it: a killed run may have made that one, any other is others'."""
    given = set_inputs(keyed, days(2, 1), parameters={})
    create_set(plugin, set_inputs(keyed, days(1, 1), parameters={}))
    if not same:
        edit_partition(glue, keyed, A, lambda p: p["StorageDescriptor"].update(InputFormat="text"))
    before = live_partitions(glue, keyed)[A]
    plugin = another_run(settings)
    state = create_set(plugin, given)
    wider = {**given, "storageDescriptor": WIDER, "cascade": True}
    state = plugin.update(state, wider)
    after = live_partitions(glue, keyed)[A]
    assert (after == before) == (not same)
    plugin.delete(state)
    assert set(live_partitions(glue, keyed)) == (set() if same else {A})


def test_imported_partitions_are_the_sets_own(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    """Who imports them says so; the stamp comes with the next update."""
    crawl(glue, keyed, A, B)
    state = plugin.import_(SET, f"123456789012:{keyed}:orders")
    news = {**state.inputs, "parameters": {"catalog.stack": STAMP}}
    state = plugin.update(state, news)
    assert [p["Parameters"] for p in live_partitions(glue, keyed).values()] == [{"catalog.stack": STAMP}] * 2
    move_partition(glue, keyed, A, "s3://x/")
    assert plugin.read(state) == state
    plugin.delete(state)
    assert live_partitions(glue, keyed) == {}


def test_another_stacks_name_is_written_over_ones_own(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    """catalog move: state names the stack of before until the next run."""
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    moved = {"catalog.stack": "shop/other"}
    plugin.update(state, set_inputs(keyed, days(2, 1), parameters=moved))
    assert [p["Parameters"] for p in live_partitions(glue, keyed).values()] == [moved, moved]


def test_a_plain_partition_with_the_same_form_is_taken_up(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    place = "s3://lake/orders/dt=2026-01-01/contributor=c01/"
    storage = examples.storage(examples.column("id", "bigint"), location=place)
    plugin.create(PARTITION, examples.partition(keyed, *A, storageDescriptor=storage, parameters={}))
    plugin.take_calls()
    create_set(plugin, set_inputs(keyed, days(1, 1), parameters={}))
    assert set(plugin.count_calls()) <= {"BatchCreatePartition", "BatchGetPartition"}
    assert plugin.log.holds("1 partition was there already: taken up")
