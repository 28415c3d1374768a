"""Plain Partitions that leave the program while a PartitionSet declares them: which sets keep them."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.language.partitions import values as partition_values
from tests.support.provider import examples
from tests.support.provider.harness import ACCOUNT, PARTITION, SET, Plugin, Properties, State, urn
from tests.support.provider.partition_sets import days, keyed, live_partitions, set_inputs

__all__ = ["keyed"]


@pytest.mark.parametrize(
    ("elsewhere", "kept"),
    [
        ({}, True),
        ({"region": "us-east-1"}, True),
        ({"region": "eu-west-1"}, False),
        ({"catalogId": ACCOUNT}, True),
        ({"catalogId": "210987654321"}, False),
    ],
)
def test_a_partition_is_kept_for_a_set_of_its_own_region_and_catalog_alone(
    plugin: Plugin, glue: GlueClient, keyed: str, elsewhere: Properties, kept: bool
) -> None:
    single = examples.partition(keyed, "2026-01-01", "c01")
    state = plugin.create(PARTITION, single)
    plugin.check(SET, set_inputs(keyed, days(1, 2), **elsewhere))
    plugin.delete(state)
    assert len(live_partitions(glue, keyed)) == (1 if kept else 0)


def test_a_set_is_read_once_for_all_partitions_that_it_keeps(
    plugin: Plugin, keyed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    reads = partition_values.read

    def counted(block: Any) -> partition_values.Partitions:
        read.append(block)
        return reads(block)

    def declare(contributors: int) -> Properties:
        given = set_inputs(keyed, days(1, contributors))
        plugin.servicer._declared.add(f"{keyed}.orders", urn(SET), given)
        return given

    def delete(contributor: str) -> None:
        single = examples.partition(keyed, "2026-01-01", contributor)
        plugin.delete(State(PARTITION, f"{ACCOUNT}:{keyed}:orders:2026-01-01#{contributor}", single, single))
        assert plugin.log.take() == ["kept in Glue: the PartitionSet it holds it now"]

    monkeypatch.setattr(partition_values, "read", counted)
    first = declare(3)
    for contributor in ("c01", "c02", "c03"):
        delete(contributor)
    assert read == [first]
    wider = declare(4)
    delete("c04")
    assert read == [first, wider]
