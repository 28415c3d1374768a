"""Partitions of a killed run whose state is lost: found by the stamp, whatever the spec says by now."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import (
    SET,
    TABLE,
    HalfMade,
    Plugin,
    Properties,
    State,
    another_run,
    ask_fault,
)
from tests.support.provider.partition_sets import create_set, days, keyed, live_partitions, set_inputs

__all__ = ["keyed"]


def table(database: str) -> Properties:
    keys = [examples.column("dt", "date"), examples.column("contributor")]
    return examples.table(database, partitionKeys=keys)


def days_of(glue: GlueClient, database: str) -> list[str]:
    return sorted(row[0][-2:] for row in live_partitions(glue, database))


@pytest.mark.parametrize("table_is_lost", [True, False])
@pytest.mark.parametrize(
    ("values", "left"),
    [(days(2, 1, "2026-01-03"), ["03", "04"]), (days(1, 1, "2026-01-02"), ["02"]), ([], [])],
)
def test_those_that_are_not_declared_any_more_go(
    plugin: Plugin,
    glue: GlueClient,
    keyed: str,
    settings: dict[str, Any],
    table_is_lost: bool,
    values: Any,
    left: list[str],
) -> None:
    create_set(plugin, set_inputs(keyed, days(2, 1)))
    glue.create_partition(
        DatabaseName=keyed, TableName="orders", PartitionInput={"Values": ["2026-01-09", "crawler"]}
    )
    plugin = another_run(settings)
    news = set_inputs(keyed, values)
    plugin.create(SET, news, preview=True)
    told = plugin.log.take()
    assert any("of an earlier run of this stack, not declared any more: to be removed" in t for t in told)
    if table_is_lost:
        plugin.create(TABLE, table(keyed))
        assert plugin.log.holds(f"{keyed}.orders holds partitions of an earlier run of this stack")
    state = create_set(plugin, news)
    assert days_of(glue, keyed) == sorted([*left, "09"])
    assert not plugin.diff(plugin.read(state), news).detailedDiff


def test_a_table_of_this_run_is_not_listed(plugin: Plugin, database: str) -> None:
    plugin.create(TABLE, table(database))
    create_set(plugin, set_inputs(database, days(2, 2)))
    assert not plugin.count_calls().keys() & {"GetPartitions", "BatchGetPartition"}


def test_a_table_that_is_taken_up_empty_costs_its_set_no_list(
    plugin: Plugin, keyed: str, settings: dict[str, Any]
) -> None:
    plugin = another_run(settings)
    plugin.create(TABLE, table(keyed))
    create_set(plugin, set_inputs(keyed, days(2, 2)))
    assert plugin.count_calls()["GetPartitions"] == 1


def test_a_set_that_was_killed_in_an_update_is_found_by_a_refresh(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    """Its state has the inputs of before; the spec is another one by now."""
    before = create_set(plugin, set_inputs(keyed, days(2, 1)))
    plugin.update(before, set_inputs(keyed, days(4, 1)))  # and killed before its state was written
    seen = plugin.read(before)
    assert plugin.log.holds("2 partitions left over, to be removed")
    news = set_inputs(keyed, days(2, 1, "2026-01-02"))
    plugin.update(seen, news)
    assert days_of(glue, keyed) == ["02", "03"]
    plugin.delete(plugin.read(before))
    assert live_partitions(glue, keyed) == {}


def test_what_another_set_of_the_program_declares_stays(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    create_set(plugin, set_inputs(keyed, days(2, 1)))
    plugin = another_run(settings)
    plugin.check(SET, set_inputs(keyed, days(2, 1)), name="other")
    create_set(plugin, set_inputs(keyed, days(1, 1, "2026-01-03")))
    assert days_of(glue, keyed) == ["01", "02", "03"]


def test_those_that_could_not_be_removed_are_removed_by_the_next_run(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str, settings: dict[str, Any]
) -> None:
    create_set(plugin, set_inputs(keyed, days(2, 1)))
    plugin = another_run(settings)
    ask_fault(url, operation="BatchDeletePartition", fault="entry")
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, []))
    half: State = caught.value.state
    assert half.outputs["leftover"]
    plugin.update(half, half.inputs)
    assert live_partitions(glue, keyed) == {}


def test_one_that_an_older_spec_placed_elsewhere_is_brought_to_its_place(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str, settings: dict[str, Any]
) -> None:
    """It is this stack's and nothing on record says otherwise, even where that fails at first."""
    create_set(plugin, set_inputs(keyed, days(2, 1), locationTemplate="{contributor}/{dt}"))
    plugin = another_run(settings)
    ask_fault(url, operation="BatchUpdatePartition", fault="entry")
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(2, 1)))
    half = plugin.read(caught.value.state)
    state = plugin.update(half, half.inputs)
    places = {p["StorageDescriptor"]["Location"] for p in live_partitions(glue, keyed).values()}
    assert places == {f"s3://lake/orders/dt=2026-01-0{n}/contributor=c01/" for n in (1, 2)}
    assert plugin.read(state) == state
