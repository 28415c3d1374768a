"""PartitionSets whose requests fail: what is left is known, and the next run goes on from there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from mypy_boto3_glue import GlueClient

from catalog.language.partitions.compact import restored
from catalog.language.partitions.values import read
from tests.support.provider.harness import HalfMade, Plugin, Properties, Refused, State, ask_fault
from tests.support.provider.partition_sets import create_set, days, keyed, live_partitions, set_inputs
from tests.support.sizes import example_count

__all__ = ["keyed"]

FAULTS = ("throttle", "error", "cut-before", "cut-after", "entry")
CALLS = ("BatchCreatePartition", "BatchUpdatePartition", "BatchDeletePartition", "BatchGetPartition")


@pytest.mark.parametrize(
    ("fault", "made"), [(f, 200) for f in FAULTS[:3]] + [("cut-after", 300), ("entry", 299)]
)
def test_a_call_that_fails_leaves_its_partitions_pending(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str, settings: dict[str, Any], fault: str, made: int
) -> None:
    plugin.configure(**settings, maxRetries=1)
    ask_fault(url, operation="BatchCreatePartition", fault=fault)
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(6, 50)))
    half = caught.value
    assert len(live_partitions(glue, keyed)) == made
    pending = restored(half.outputs["pending"])
    assert len(pending) == (1 if fault == "entry" else 100)
    plugin.update(half.state, half.inputs)
    assert len(live_partitions(glue, keyed)) == 300


runs = st.tuples(
    st.lists(st.tuples(st.sampled_from(CALLS), st.sampled_from(FAULTS), st.integers(0, 3)), max_size=3),
    st.integers(0, 3),
)


@hypothesis.settings(
    max_examples=example_count(12), suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(st.lists(runs, min_size=1, max_size=4))
def test_after_any_sequence_of_failing_runs_a_good_one_ends_with_the_declared_set(
    plugin: Plugin,
    glue: GlueClient,
    keyed: str,
    url: str,
    settings: dict[str, Any],
    sequence: list[tuple[list[tuple[str, str, int]], int]],
) -> None:
    """Each run may want something else, and goes on from what the one before could do."""
    plugin.configure(**settings, maxRetries=1)
    state = create_set(plugin, set_inputs(keyed, SPECS[0]))
    for faults, wanted in sequence:
        for operation, fault, skip in faults:
            ask_fault(url, operation=operation, fault=fault, skip=skip, times=2)
        state = _updated(plugin, state, set_inputs(keyed, SPECS[wanted], locationTemplate=TEMPLATES[wanted]))
        ask_fault(url)
    news = set_inputs(keyed, SPECS[1], locationTemplate=TEMPLATES[1])
    state = _updated(plugin, state, news)
    found = {row: p["StorageDescriptor"]["Location"] for row, p in live_partitions(glue, keyed).items()}
    declared = read(news).values
    assert found == {row: f"s3://lake/orders/{row[1]}/{row[0]}/" for row in declared}
    assert not any(state.outputs.get(name) for name in ("pending", "changed", "leftover"))
    plugin.delete(state)
    assert live_partitions(glue, keyed) == {}


NAMES = {
    "BatchCreatePartition": ("PartitionInputList", "Values", "PartitionValues"),
    "BatchUpdatePartition": ("Entries", "PartitionValueList", "PartitionValueList"),
    "BatchDeletePartition": ("PartitionsToDelete", "Values", "PartitionValues"),
}


@contextmanager
def failing_entries(plugin: Plugin, seed: int) -> Iterator[None]:
    """A third of all entries of batches fail, at random: Glue never sees them and tells an error of each."""
    chance = random.Random(seed)

    def hold_back(params: Any, model: Any, context: Any, **_: Any) -> None:
        entries, values, named = NAMES[model.name]
        kept = [one for one in params[entries] if chance.random() > 1 / 3] or params[entries][:1]
        detail = {"ErrorCode": "InternalServiceException", "ErrorMessage": "held back"}
        context["held"] = [
            {named: one[values], "ErrorDetail": detail} for one in params[entries] if one not in kept
        ]
        params[entries] = kept

    def tell(parsed: Any, context: Any, **_: Any) -> None:
        parsed["Errors"] = [*parsed.get("Errors", []), *context["held"]]

    events = plugin.servicer._session.glue().meta.events
    handlers = [(f"before-parameter-build.glue.{n}", hold_back) for n in NAMES]
    handlers += [(f"after-call.glue.{n}", tell) for n in NAMES]
    for name, handler in handlers:
        events.register(name, handler)
    try:
        yield
    finally:
        for name, handler in handlers:
            events.unregister(name, handler)


def test_entries_that_fail_are_pending_each_by_itself(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    with failing_entries(plugin, 1), pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(3, 40)))
    pending = restored(caught.value.outputs["pending"])
    assert 20 < pending.count < 60
    assert {*pending}.isdisjoint(live_partitions(glue, keyed))
    assert pending.count + len(live_partitions(glue, keyed)) == 120


@hypothesis.settings(
    max_examples=example_count(12), suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**32)), min_size=1, max_size=4))
def test_entries_that_fail_at_random_are_done_in_the_end(
    plugin: Plugin, glue: GlueClient, keyed: str, sequence: list[tuple[int, int]]
) -> None:
    """Whatever each run wanted, and whichever of its entries failed."""
    state = create_set(plugin, set_inputs(keyed, SPECS[0]))
    for wanted, seed in sequence:
        with failing_entries(plugin, seed):
            state = _updated(
                plugin, state, set_inputs(keyed, SPECS[wanted], locationTemplate=TEMPLATES[wanted])
            )
    news = set_inputs(keyed, SPECS[1], locationTemplate=TEMPLATES[1])
    state = _updated(plugin, state, news)
    found = {row: p["StorageDescriptor"]["Location"] for row, p in live_partitions(glue, keyed).items()}
    declared = read(news).values
    assert found == {row: f"s3://lake/orders/{row[1]}/{row[0]}/" for row in declared}
    seen = plugin.read(state)
    assert seen == state
    plugin.delete(state)
    assert live_partitions(glue, keyed) == {}


SPECS: list[Any] = [
    days(3, 40),
    days(5, 45, "2026-01-02"),
    [["2026-01-02", "c01"], ["2026-01-09", "c02"]],
    days(1, 130, "2026-01-04"),
]
TEMPLATES = [None, "{contributor}/{dt}", "x/{dt}/{contributor}", None]


def _updated(plugin: Plugin, state: State, news: Properties) -> State:
    """What the engine would have in its state after an update, whether or not it came through."""
    news = {k: v for k, v in news.items() if v is not None}
    try:
        return plugin.update(state, news)
    except HalfMade as half:
        return replace(state, outputs=half.outputs)  # the engine keeps the old inputs
    except Refused:
        return state
