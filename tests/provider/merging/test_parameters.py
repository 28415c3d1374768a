"""The three-way merge of parameters: its laws, and each place it reaches."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.language.glue import parameters as glue_parameters
from catalog.provider.merging.parameters import merge_keys, merge_parameters

maps = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))


@given(maps, maps, maps)
def test_what_is_declared_is_there(live: Any, base: Any, wanted: Any) -> None:
    assert wanted.items() <= merge_keys(live, base, wanted).items()


@given(maps, maps, maps)
def test_what_is_no_longer_declared_is_gone(live: Any, base: Any, wanted: Any) -> None:
    assert not (base.keys() - wanted.keys()) & merge_keys(live, base, wanted).keys()


@given(maps, maps, maps)
def test_what_others_wrote_stays_as_it_is(live: Any, base: Any, wanted: Any) -> None:
    merged = merge_keys(live, base, wanted)
    assert {k: merged.get(k) for k in live if k not in base and k not in wanted} == {
        k: v for k, v in live.items() if k not in base and k not in wanted
    }


@given(maps, maps, maps)
def test_nothing_comes_from_nowhere(live: Any, base: Any, wanted: Any) -> None:
    assert merge_keys(live, base, wanted).keys() <= live.keys() | wanted.keys()


@given(maps, maps, maps)
def test_merging_twice_is_merging_once(live: Any, base: Any, wanted: Any) -> None:
    once = merge_keys(live, base, wanted)
    assert merge_keys(once, base, wanted) == once
    assert merge_keys(once, wanted, wanted) == once


@given(maps)
def test_without_a_base_only_what_is_marked_as_ours_can_go(theirs: Any) -> None:
    live = {
        **theirs,
        "business.label": "x",
        "k": "1",
        glue_parameters.MANAGED: '["k"]',
        glue_parameters.STAMP: "a/b",
    }
    wanted = {glue_parameters.STAMP: "a/b"}
    assert merge_keys(live, None, wanted) == {**theirs, glue_parameters.STAMP: "a/b"}


def test_the_merge_reaches_the_descriptor_and_columns_by_name() -> None:
    sent = {
        "Name": "t",
        "StorageDescriptor": {"Parameters": {}, "Columns": [{"Name": "b", "Parameters": {}}]},
    }
    live = {
        "StorageDescriptor": {
            "Parameters": {"theirs": "1"},
            "Columns": [
                {"Name": "a", "Parameters": {"x": "1"}},
                {"Name": "B", "Parameters": {"mine": "1", "y": "2"}},
            ],
        }
    }
    base = {"StorageDescriptor": {"Columns": [{"Name": "B", "Parameters": {"mine": "1"}}]}}
    merged = merge_parameters(sent, base, live)["StorageDescriptor"]
    assert merged == {"Parameters": {"theirs": "1"}, "Columns": [{"Name": "b", "Parameters": {"y": "2"}}]}


def test_the_merge_changes_none_of_its_arguments() -> None:
    sent: Any = {"Parameters": {"a": "1"}, "StorageDescriptor": {"Columns": [{"Name": "a"}]}}
    live: Any = {
        "Parameters": {"b": "1"},
        "StorageDescriptor": {"Columns": [{"Name": "a", "Parameters": {"x": "1"}}]},
    }
    merge_parameters(sent, {}, live)
    assert sent == {"Parameters": {"a": "1"}, "StorageDescriptor": {"Columns": [{"Name": "a"}]}}
    assert live["Parameters"] == {"b": "1"}
