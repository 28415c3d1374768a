"""What a PartitionSet declares and what an update changes, beside a model that has them one by one."""

from __future__ import annotations

import tracemalloc
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.language.partitions.compact import compact
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.resources.partition_set.changes import Change
from catalog.provider.resources.partition_set.declared import Declared
from tests.support import hive

KEYS = ("a", "b")
VALUES = ["x", "y/z", "p=1", "ü %"]
some = st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True)
products = st.fixed_dictionaries({"a": some, "b": some})
parts = st.fixed_dictionaries({}, optional={"a": some, "b": some})
rows = st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)).map(list)
templates = st.sampled_from(["{a}/{b}", "old/{b}-{a}", "s3://archive/{a}/{b}"])
formats = st.sampled_from(["text", "orc"]).map(lambda f: {"inputFormat": f})
overrides = st.fixed_dictionaries(
    {"where": parts},
    optional={
        "locationTemplate": templates,
        "parameters": st.dictionaries(st.sampled_from("mn"), st.sampled_from("12"), min_size=1),
        "storageDescriptor": formats,
    },
)
specs = st.fixed_dictionaries(
    {
        "values": st.lists(products | rows, max_size=3),
        "except": st.lists(parts | rows, max_size=2),
        "overrides": st.lists(overrides, max_size=3),
    },
    optional={"locationTemplate": templates, "parameters": st.just({"m": "0"}), "storageDescriptor": formats},
)
Model = dict[tuple[str, ...], dict[str, Any]]


def set_inputs(spec: dict[str, Any]) -> dict[str, Any]:
    keys = [{"name": key, "type": "string"} for key in KEYS]
    return {"databaseName": "d", "tableName": "t", "keys": keys, "location": "s3://lake/t/", **spec}


def naive(spec: dict[str, Any]) -> Model:
    """Every partition by itself: expanded, the excluded ones left out, overrides laid over one by one."""

    def meant(entry: Any) -> set[tuple[str, ...]]:
        if isinstance(entry, list):
            return {tuple(entry)}
        return {row for row in product(VALUES, VALUES) if _fits(row, entry)}

    every = set[tuple[str, ...]]().union(*map(meant, spec["values"]))
    every -= set[tuple[str, ...]]().union(*map(meant, spec["except"]))
    return {row: _one(spec, row) for row in every}


def _fits(row: tuple[str, ...], where: dict[str, list[str]]) -> bool:
    return all(row[KEYS.index(key)] in values for key, values in where.items())


def _one(spec: dict[str, Any], row: tuple[str, ...]) -> dict[str, Any]:
    found = {k: spec[k] for k in ("locationTemplate", "parameters", "storageDescriptor") if k in spec}
    for override in spec["overrides"]:
        own = {k: v for k, v in override.items() if k != "where"} if _fits(row, override["where"]) else {}
        for name, value in own.items():
            found[name] = {**found.get(name, {}), **value} if isinstance(value, dict) else value
    template = found.get("locationTemplate", "a={a}/b={b}")
    for key, value in zip(KEYS, row, strict=True):
        template = template.replace("{" + key + "}", hive.escape_path_name(value))
    root = "" if template.startswith("s3://") else "s3://lake/t/"
    return {
        "Location": f"{root}{template}/",
        "Parameters": found.get("parameters", {}),
        "InputFormat": found.get("storageDescriptor", {}).get("inputFormat"),
    }


def seen(declared: Declared, row: tuple[str, ...]) -> dict[str, Any]:
    given = declared.input_of(row)
    assert given["Values"] == list(row)
    return {
        "Location": given["StorageDescriptor"]["Location"],
        "Parameters": given.get("Parameters", {}),
        "InputFormat": given["StorageDescriptor"].get("InputFormat") or None,
    }


@given(specs)
def test_each_partition_is_what_the_spec_says_of_it(spec: dict[str, Any]) -> None:
    declared = Declared(set_inputs(spec))
    assert {row: seen(declared, row) for row in declared.values} == naive(spec)


@given(specs, specs)
def test_a_change_applied_to_the_first_spec_gives_the_second(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    """The words and the writes are made of the same sets: what is not in them is not touched."""
    before, after = naive(old), naive(new)
    change = Change.of(set_inputs(old), {}, set_inputs(new))
    live = {row: one for row, one in before.items() if row not in set(change.removed)}
    assert not live.keys() & set(change.added)
    rewritten = [row for rewrite in change.rewritten for row in rewrite.rows]
    assert len(rewritten) == len(set(rewritten))
    assert live.keys() >= set(rewritten)
    assert all(before[row] != after[row] for row in rewritten)
    live |= {row: seen(change.new, row) for row in [*change.added, *rewritten]}
    assert live == after
    touched = [row for row in {*before, *after} if before.get(row) != after.get(row)]
    assert change.count == len(touched)
    assert bool(change.describe()) == bool(touched)


@given(specs, specs, st.sets(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES))), st.booleans())
def test_what_was_left_undone_is_done_by_any_later_change(
    old: dict[str, Any], new: dict[str, Any], undone: set[tuple[str, ...]], refreshed: bool
) -> None:
    before, after = naive(old), naive(new)
    pending, leftover = undone & before.keys(), undone - before.keys()
    outputs = {
        "changed" if refreshed else "pending": compact(TupleSet((), frozenset(pending))),
        "leftover": compact(TupleSet((), frozenset(leftover))),
    }
    change = Change.of(set_inputs(old), outputs, set_inputs(new))
    written = {*change.added, *(row for rewrite in change.rewritten for row in rewrite.rows)}
    assert written >= pending & after.keys()
    assert set(change.removed) >= leftover - after.keys()
    live = {row: one for row, one in before.items() if row not in pending} | {row: {} for row in leftover}
    live = {row: one for row, one in live.items() if row not in set(change.removed)}
    live |= {row: seen(change.new, row) for row in written}
    assert live == after


def test_fifty_million_partitions_are_counted_and_compared_in_little_memory() -> None:
    numbered = {"from": 1, "to": 25_000}
    days = {"from": "2020-01-01", "to": "2025-06-22"}
    spec: dict[str, Any] = {"values": {"a": days, "b": numbered}, "except": [], "overrides": []}
    tracemalloc.start()
    old, new = set_inputs(spec), set_inputs({**spec, "except": [{"a": "2020-01-01"}]})
    assert len(Declared(old).values) == 50_000_000
    change = Change.of(old, {}, new)
    assert change.describe() == ("+ 0, - 25,000 partitions a=2020-01-01 x b=1..25000, ~ 0",)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
