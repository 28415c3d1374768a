"""Partitions of a set that others change: what they wrote stays; what both changed is told, not written."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy_boto3_glue import GlueClient

from catalog.provider.resources.partition_set.declared import Declared
from catalog.provider.resources.partition_set.merging import Merge
from tests.support.provider import examples
from tests.support.provider.harness import STAMP, HalfMade, Plugin, Properties, Refused, State, ask_fault
from tests.support.provider.partition_sets import (
    create_set,
    days,
    edit_partition,
    keyed,
    live_partitions,
    locations,
    move_partition,
    set_inputs,
)

__all__ = ["keyed"]

A, B = ("2026-01-01", "c01"), ("2026-01-02", "c01")
ELSEWHERE = "s3://archive/elsewhere/"
WIDER = examples.storage(examples.column("id", "bigint"), examples.column("net", "double"))
del WIDER["location"]


def of_others(partition: dict[str, Any]) -> None:
    """Everything that this set does not declare, and a place of its own."""
    partition["StorageDescriptor"] |= {
        "Location": ELSEWHERE,
        "Compressed": True,
        "NumberOfBuckets": 8,
        "BucketColumns": ["id"],
        "SortColumns": [{"Column": "id", "SortOrder": 1}],
        "AdditionalLocations": ["s3://archive/more/"],
        "StoredAsSubDirectories": True,
        "Parameters": {"recordCount": "12"},
    }
    partition["StorageDescriptor"]["SerdeInfo"] |= {"Name": "theirs"}
    partition["StorageDescriptor"]["SerdeInfo"]["Parameters"]["escape.delim"] = "|"
    partition["Parameters"] |= {"numRows": "7", "COLUMN_STATS_ACCURATE": "true"}


def without_columns(partition: dict[str, Any]) -> dict[str, Any]:
    storage = {k: v for k, v in partition["StorageDescriptor"].items() if k != "Columns"}
    return {**partition, "StorageDescriptor": storage, "CreationTime": 0}


@pytest.mark.parametrize("overrides", [[], [{"where": {"dt": "2026-01-01"}, "parameters": {"note": "x"}}]])
def test_a_cascade_changes_columns_and_nothing_else(
    plugin: Plugin, glue: GlueClient, keyed: str, overrides: Any
) -> None:
    given = set_inputs(keyed, days(2, 1), cascade=True, overrides=overrides)
    state = create_set(plugin, given)
    edit_partition(glue, keyed, A, of_others)
    before = live_partitions(glue, keyed)[A]
    plugin.update(state, {**given, "storageDescriptor": WIDER})
    after = live_partitions(glue, keyed)
    assert without_columns(after[A]) == without_columns(before)
    assert [[c["Name"] for c in p["StorageDescriptor"]["Columns"]] for p in after.values()] == [
        ["id", "net"],
        ["id", "net"],
    ]


def test_a_cascade_keeps_columns_that_others_added(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    given = set_inputs(keyed, days(2, 1), cascade=True)
    state = create_set(plugin, given)
    theirs = {"Name": "theirs", "Type": "string", "Comment": "seen"}
    edit_partition(glue, keyed, A, lambda p: p["StorageDescriptor"]["Columns"].append(theirs))
    plugin.update(state, {**given, "storageDescriptor": WIDER})
    columns = live_partitions(glue, keyed)[A]["StorageDescriptor"]["Columns"]
    assert [c["Name"] for c in columns] == ["id", "theirs", "net"]
    assert columns[1].items() >= theirs.items()


CHANGES: list[tuple[Properties, Callable[[dict[str, Any]], None]]] = [
    (
        {"parameters": {"catalog.stack": STAMP, "team": "risk"}},
        lambda p: p["Parameters"].update(team="risk"),
    ),
    (
        {"overrides": [{"where": {"dt": "2026-01-01"}, "storageDescriptor": {"inputFormat": "text"}}]},
        lambda p: p["StorageDescriptor"].update(InputFormat="text"),
    ),
    (
        {
            "overrides": [
                {
                    "where": {"dt": "2026-01-01"},
                    "storageDescriptor": {
                        "serDeInfo": {
                            "serializationLibrary": examples.PARQUET_SERDE,
                            "parameters": {"serialization.format": "1", "line.delim": ";"},
                        }
                    },
                }
            ]
        },
        lambda p: p["StorageDescriptor"]["SerdeInfo"]["Parameters"].update({"line.delim": ";"}),
    ),
    (
        {
            "overrides": [
                {
                    "where": {"dt": "2026-01-01"},
                    "storageDescriptor": {"skewedInfo": {"skewedColumnNames": ["id"]}},
                }
            ]
        },
        lambda p: p["StorageDescriptor"].update(SkewedInfo={"SkewedColumnNames": ["id"]}),
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_an_update_writes_what_changed_in_the_declaration(
    plugin: Plugin,
    glue: GlueClient,
    keyed: str,
    change: Properties,
    expected: Callable[[dict[str, Any]], None],
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    edit_partition(glue, keyed, A, of_others)
    wanted = live_partitions(glue, keyed)[A]
    expected(wanted)
    plugin.update(state, set_inputs(keyed, days(1, 1), **change))
    after = live_partitions(glue, keyed)[A]
    assert without_columns(after) == without_columns(wanted)
    assert after["StorageDescriptor"]["Columns"] == wanted["StorageDescriptor"]["Columns"]


def test_drift_of_what_is_declared_is_put_right_after_a_refresh_alone(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    given = set_inputs(keyed, days(2, 1))
    state = create_set(plugin, given)
    edit_partition(glue, keyed, A, lambda p: p["StorageDescriptor"].update(InputFormat="text"))
    noted = {**given, "parameters": {"catalog.stack": STAMP, "note": "1"}}
    state = plugin.update(state, noted)
    assert live_partitions(glue, keyed)[A]["StorageDescriptor"]["InputFormat"] == "text"
    state = plugin.read(state)
    assert plugin.log.holds("1 partition changed")
    plugin.update(state, noted)
    assert live_partitions(glue, keyed)[A]["StorageDescriptor"]["InputFormat"] == examples.PARQUET_IN


def test_a_moved_partition_is_no_drift(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    move_partition(glue, keyed, A, ELSEWHERE)
    seen = plugin.read(state)
    assert seen == state
    assert plugin.log.text == ["1 partition not where declared: moved by another writer, kept there"]
    assert not plugin.diff(seen, state.inputs).detailedDiff
    plugin.update(seen, set_inputs(keyed, days(3, 1), parameters={"catalog.stack": STAMP, "note": "1"}))
    assert locations(glue, keyed)[A] == ELSEWHERE
    assert live_partitions(glue, keyed)[A]["Parameters"]["note"] == "1"


def test_of_an_exclusive_set_locations_are_its_own(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    declared = set_inputs(keyed, days(2, 1))
    state = create_set(plugin, declared)
    move_partition(glue, keyed, A, ELSEWHERE)
    exclusive = {**declared, "ownership": "exclusive"}
    plugin.diff(state, exclusive)
    assert "+ 0, - 0, ~ 1 not as declared" in plugin.log.text
    state = plugin.update(state, exclusive)
    assert locations(glue, keyed)[A] == "s3://lake/orders/dt=2026-01-01/contributor=c01/"
    move_partition(glue, keyed, B, ELSEWHERE)
    state = plugin.read(state)
    assert state.outputs["changed"]
    plugin.update(state, exclusive)
    assert locations(glue, keyed)[B] == "s3://lake/orders/dt=2026-01-02/contributor=c01/"


def refused(plugin: Plugin, glue: GlueClient, keyed: str, state: State, news: Properties) -> str:
    """The one message of a preview and of a run, after which nothing is written."""
    before = live_partitions(glue, keyed)
    with pytest.raises(Refused) as in_preview:
        plugin.diff(state, news)
    plugin.take_calls()
    with pytest.raises(Refused) as in_run:
        plugin.update(state, news)
    assert set(plugin.count_calls()) == {"BatchGetPartition"}
    assert live_partitions(glue, keyed) == before
    assert str(in_preview.value) == str(in_run.value)
    return str(in_run.value)


def test_a_location_that_both_changed_is_refused_before_anything_is_written(
    plugin: Plugin, glue: GlueClient, keyed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(3, 1)))
    move_partition(glue, keyed, B, ELSEWHERE)
    move_partition(glue, keyed, ("2026-01-03", "c01"), ELSEWHERE + "3/")
    news = set_inputs(keyed, days(4, 1), locationTemplate="{contributor}/{dt}")
    assert refused(plugin, glue, keyed, state, news) == (
        f"partition dt=2026-01-02/contributor=c01 of {keyed}.orders (and 1 more) is left as it is: another "
        "writer changed what this run changes, too: partitions.location: "
        f"'s3://lake/orders/dt=2026-01-02/contributor=c01/' at the last run, '{ELSEWHERE}' in Glue, "
        "'s3://lake/orders/c01/2026-01-02/' in the program. Take their value into the program, or have its "
        f"own written: catalog apply --overwrite '{keyed}.orders:partitions.location' (with Pulumi alone: "
        f"CATALOG_OVERWRITE='{keyed}.orders:partitions.location' pulumi up)"
    )
    state = plugin.read(state)
    refused(plugin, glue, keyed, state, news)  # a refresh that saw it gives nobody's change up
    monkeypatch.setenv("CATALOG_OVERWRITE", f"{keyed}.orders:partitions.parameters.*")
    refused(plugin, glue, keyed, state, news)
    monkeypatch.setenv("CATALOG_OVERWRITE", f"{keyed}.orders:partitions.location")
    plugin.diff(state, news)
    plugin.update(state, news)
    assert set(locations(glue, keyed).values()) == {
        f"s3://lake/orders/c01/2026-01-0{n}/" for n in (1, 2, 3, 4)
    }


@pytest.mark.parametrize(
    ("theirs", "ours", "message"),
    [
        (
            lambda p: p["StorageDescriptor"].update(InputFormat="orc"),
            {"storageDescriptor": {"inputFormat": "text"}},
            rf"partitions.inputFormat: '{examples.PARQUET_IN}' at the last run, 'orc' in Glue, 'text' in the",
        ),
        (
            lambda p: p["StorageDescriptor"]["SerdeInfo"].update(Parameters={"serialization.format": "2"}),
            {"storageDescriptor": {"serDeInfo": {"serializationLibrary": examples.PARQUET_SERDE}}},
            r"partitions.serDeInfo.parameters.serialization.format: values of other tools' parameters",
        ),
        (
            lambda p: p["Parameters"].update(team="sales"),
            {"parameters": {"team": "risk"}},
            "partitions.parameters.team: values of other tools' parameters are not shown",
        ),
    ],
)
def test_any_member_that_both_changed_is_refused(
    plugin: Plugin, glue: GlueClient, keyed: str, theirs: Any, ours: Properties, message: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    edit_partition(glue, keyed, A, theirs)
    news = set_inputs(keyed, days(1, 1), overrides=[{"where": {"contributor": "c01"}, **ours}])
    with pytest.raises(Refused, match=message):
        plugin.diff(state, news)
    with pytest.raises(Refused, match=message):
        plugin.update(state, news)


def test_what_both_changed_alike_is_no_conflict(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    move_partition(glue, keyed, A, "s3://lake/orders/c01/2026-01-01")
    plugin.update(state, set_inputs(keyed, days(2, 1), locationTemplate="{contributor}/{dt}"))
    assert set(locations(glue, keyed).values()) == {
        "s3://lake/orders/c01/2026-01-01",
        "s3://lake/orders/c01/2026-01-02/",
    }


def test_a_partition_that_is_moved_between_the_look_and_the_write_is_left_and_told(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 1)))
    news = set_inputs(keyed, days(2, 1), locationTemplate="{contributor}/{dt}")
    reads: list[str] = []

    def move(**_: Any) -> None:
        reads.append("")
        if len(reads) == 2:
            move_partition(glue, keyed, A, ELSEWHERE)

    events = plugin.servicer._session.glue().meta.events
    events.register("before-call.glue.BatchGetPartition", move)
    with pytest.raises(HalfMade) as caught:
        plugin.update(state, news)
    events.unregister("before-call.glue.BatchGetPartition", move)
    assert "another writer changed what this run changes, too: partitions.location" in caught.value.reasons[0]
    assert locations(glue, keyed) == {A: ELSEWHERE, B: "s3://lake/orders/c01/2026-01-02/"}


def test_a_partition_that_a_failed_run_could_not_move_is_not_taken_for_moved(
    plugin: Plugin, glue: GlueClient, keyed: str, url: str
) -> None:
    """State holds the inputs of the run that failed; where the partition lies was declared before that."""
    old = set_inputs(keyed, days(2, 1))
    half = create_set(plugin, old)
    for template in ("{contributor}/{dt}", "x/{dt}/{contributor}"):
        ask_fault(url, operation="BatchUpdatePartition", fault="entry")
        with pytest.raises(HalfMade) as caught:
            plugin.update(half, {**old, "locationTemplate": template})
        half = State(half.token, half.id, old, caught.value.outputs)
        half = plugin.read(State(half.token, half.id, old, half.outputs))
    assert not plugin.log.holds("moved by another writer")
    ended = plugin.update(half, {**old, "locationTemplate": "y/{dt}/{contributor}"})
    assert set(locations(glue, keyed).values()) == {f"s3://lake/orders/y/2026-01-0{n}/c01/" for n in (1, 2)}
    assert ended.outputs["forgotten"] == {}


MEMBERS: list[tuple[str, ...]] = [
    ("StorageDescriptor", "Location"),
    ("StorageDescriptor", "InputFormat"),
    ("StorageDescriptor", "Compressed"),
    ("StorageDescriptor", "NumberOfBuckets"),
    ("StorageDescriptor", "Parameters", "p"),
    ("StorageDescriptor", "SerdeInfo", "Name"),
    ("StorageDescriptor", "SerdeInfo", "Parameters", "p"),
    ("StorageDescriptor", "SkewedInfo", "SkewedColumnNames"),
    ("Parameters", "p"),
    ("Parameters", "q"),
]
LIBRARY = ("StorageDescriptor", "SerdeInfo", "SerializationLibrary")
DECLARABLE = {
    "locationTemplate": st.sampled_from(["{a}", "x/{a}"]),
    "parameters": st.dictionaries(st.sampled_from("pq"), st.sampled_from("12"), min_size=1),
    "storageDescriptor": st.fixed_dictionaries(
        {
            "serDeInfo": st.fixed_dictionaries(
                {"serializationLibrary": st.just("lib")},
                optional={"parameters": st.dictionaries(st.just("p"), st.sampled_from("12"), min_size=1)},
            )
        },
        optional={
            "inputFormat": st.sampled_from(["text", "orc"]),
            "numberOfBuckets": st.sampled_from([2, 4]),
            "compressed": st.just(True),
            "parameters": st.dictionaries(st.just("p"), st.sampled_from("12"), min_size=1),
        },
    ),
}
declarations = st.fixed_dictionaries({}, optional=DECLARABLE)  # type: ignore[arg-type]


@given(declarations, declarations, st.sets(st.sampled_from(MEMBERS)), st.integers(0, 2**16))
def test_of_any_change_only_what_the_program_changed_is_sent(
    old: Properties, new: Properties, theirs: set[tuple[str, ...]], seed: int
) -> None:
    """Beside a model: what another writer put into a member is there afterwards, or told as a conflict."""
    base = {"keys": [{"name": "a", "type": "string"}], "values": [["1"]], "location": "s3://t/"}
    before, after = (Declared({**base, **given}) for given in (old, new))
    live: dict[str, Any] = before.input_of(("1",))
    live["StorageDescriptor"]["Columns"] = [{"Name": "other", "Type": "int"}]
    values = random.Random(seed)
    written = {path: values.choice([True, 3, "theirs"]) for path in sorted(theirs)}
    for path, value in written.items():
        _put(live, path, f"s3://{value}/" if path[-1] == "Location" else value)
    merge = Merge(after, before, changes_only=True)
    conflicts = {difference.leaf for difference in merge.conflicts(("1",), live)}
    sent = merge.sent(("1",), live)
    was, wanted = before.input_of(("1",)), after.input_of(("1",))
    assert sent["StorageDescriptor"]["Columns"] == live["StorageDescriptor"]["Columns"]
    for path in MEMBERS:
        then, now, seen = (_get(each, path) for each in (was, wanted, live))
        stays = "storageDescriptor" not in new and path[0] == "StorageDescriptor" and path[-1] != "Location"
        if path[1] == "SerdeInfo" and _get(live, LIBRARY) != _get(sent, LIBRARY):
            continue  # another SerDe: what belonged to the one before goes with it
        if then == now or stays:
            assert _get(sent, path) == seen, path
            assert path not in conflicts
        else:
            assert _get(sent, path) == now, path
            assert (path in conflicts) == (seen not in (then, now)), path


def _get(structure: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        structure = (structure or {}).get(step)
    return structure or None


def _put(structure: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        structure = structure.setdefault(step, {})
    structure[path[-1]] = value
