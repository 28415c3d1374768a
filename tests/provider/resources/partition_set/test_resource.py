"""PartitionSets against the local catalog: few calls, others' partitions, unfinished work, drift."""

from __future__ import annotations

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
    TABLE,
    CheckFailed,
    HalfMade,
    Plugin,
    Refused,
    State,
    another_run,
    kinds,
)
from tests.support.provider.partition_sets import (
    create_set,
    days,
    edit_partition,
    keyed,
    live_partitions,
    set_inputs,
)

__all__ = ["keyed"]


def test_a_thousand_partitions_are_ten_calls(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    plugin.take_calls()
    state = create_set(plugin, set_inputs(keyed, days(50, 20)))
    assert plugin.count_calls() == {"BatchCreatePartition": 10}
    live = live_partitions(glue, keyed)
    assert len(live) == 1000 == state.outputs["count"]
    one = live["2026-02-19", "c20"]
    assert one["StorageDescriptor"]["Location"] == "s3://lake/orders/dt=2026-02-19/contributor=c20/"
    assert one["StorageDescriptor"]["Columns"] == [{"Name": "id", "Type": "bigint", "Comment": ""}]
    assert one["Parameters"] == {"catalog.stack": STAMP}
    assert len(str(state.outputs)) < 500


def test_a_new_day_is_one_call(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(5, 35)))
    news = plugin.check(SET, set_inputs(keyed, days(6, 35)))
    diff = plugin.diff(state, news)
    assert not diff.replaces
    assert plugin.log.text == ["+ 35 partitions dt=2026-01-06 x 35 contributors, - 0, ~ 0"]
    plugin.take_calls()
    updated = plugin.update(state, news)
    assert plugin.count_calls() == {"BatchCreatePartition": 1}
    assert updated.outputs["count"] == len(live_partitions(glue, keyed)) == 210


def test_few_changes_are_shown_one_by_one(plugin: Plugin, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, [["2026-01-01", "a"], ["2026-01-02", "a"]]))
    news = plugin.check(SET, set_inputs(keyed, [["2026-01-02", "a"], ["2026-01-03", "b"]]))
    diff = plugin.diff(state, news)
    assert {path: d.kind for path, d in diff.detailedDiff.items()} == {
        'partitions["dt=2026-01-03/contributor=b"]': 0,
        'partitions["dt=2026-01-01/contributor=a"]': 2,
    }
    assert plugin.log.text == [
        "+ 1 partition dt=2026-01-03/contributor=b, - 1 partition dt=2026-01-01/contributor=a, ~ 0",
        "+ dt=2026-01-03/contributor=b",
        "- dt=2026-01-01/contributor=a",
    ]


def test_the_same_set_written_otherwise_is_no_change(plugin: Plugin, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(3, 2)))
    listed = [[f"2026-01-0{d}", c] for c in ("c02", "c01") for d in (3, 1, 2)]
    diff = plugin.diff(state, plugin.check(SET, set_inputs(keyed, listed)))
    assert not diff.detailedDiff


def test_partitions_of_others_stay(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 2)))
    plugin.create(PARTITION, examples.partition(keyed, "2025-01-01", "crawler", parameters={}))
    seen = plugin.read(state)
    assert seen == state
    assert plugin.log.text == ["1 partition of others, kept"]
    plugin.delete(state)
    assert set(live_partitions(glue, keyed)) == {("2025-01-01", "crawler")}


def test_an_exclusive_set_removes_what_a_refresh_found(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(2, 2), ownership="exclusive"))
    plugin.create(PARTITION, examples.partition(keyed, "2025-01-01", "crawler", parameters={}))
    seen = plugin.read(state)
    plugin.diff(seen, state.inputs)
    assert "+ 0, - 1 partition dt=2025-01-01/contributor=crawler, ~ 0" in plugin.log.text
    assert plugin.update(seen, state.inputs) == state
    assert len(live_partitions(glue, keyed)) == 4


def test_drift_is_found_and_repaired(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(3, 3)))
    gone, other = ["2026-01-02", "c02"], ("2026-01-03", "c03")
    glue.delete_partition(DatabaseName=keyed, TableName="orders", PartitionValues=gone)

    def spoil(partition: dict[str, Any]) -> None:
        partition["StorageDescriptor"] |= {"InputFormat": "text", "Location": "s3://elsewhere/"}
        partition["Parameters"]["numRows"] = "7"

    edit_partition(glue, keyed, other, spoil)
    seen = plugin.read(state)
    assert (seen.outputs["pending"], seen.outputs["changed"]) == (
        [[["2026-01-02"], ["c02"]]],
        [[["2026-01-03"], ["c03"]]],
    )
    plugin.log.take()
    diff = plugin.diff(seen, state.inputs)
    assert kinds(diff) == {
        'partitions["dt=2026-01-02/contributor=c02"]': "ADD",
        'partitions["dt=2026-01-03/contributor=c03"]': "UPDATE",
    }
    assert plugin.log.text == [
        "+ 1 partition dt=2026-01-02/contributor=c02, - 0, ~ 1 not as declared",
        "+ dt=2026-01-02/contributor=c02",
        "~ dt=2026-01-03/contributor=c03 not as declared",
    ]
    assert plugin.update(seen, state.inputs).outputs == state.outputs
    live = live_partitions(glue, keyed)
    assert len(live) == 9
    assert live[other]["StorageDescriptor"]["InputFormat"] == examples.PARQUET_IN
    assert live[other]["StorageDescriptor"]["Location"] == "s3://elsewhere/"
    assert live[other]["Parameters"] == {"catalog.stack": STAMP, "numRows": "7"}


def test_existing_partitions_are_taken_up_and_kept_by_their_former_resources(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    single = examples.partition(
        keyed,
        "2026-01-01",
        "c01",
        storageDescriptor=examples.storage(
            examples.column("id", "bigint"), location="s3://lake/orders/dt=2026-01-01/contributor=c01/"
        ),
    )
    state = plugin.create(PARTITION, single)
    plugin.take_calls()
    create_set(plugin, set_inputs(keyed, days(1, 2)))
    assert plugin.count_calls() == {"BatchCreatePartition": 1, "BatchGetPartition": 1}
    plugin.delete(state)
    assert len(live_partitions(glue, keyed)) == 2


def test_a_set_over_partitions_that_are_as_declared_writes_nothing(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    before = create_set(plugin, set_inputs(keyed, days(3, 3)))
    made = live_partitions(glue, keyed)
    plugin = another_run(settings)
    after = create_set(plugin, set_inputs(keyed, days(3, 3)))
    assert set(plugin.count_calls()) <= {"GetPartitions", "BatchGetPartition"}
    assert after.outputs == before.outputs
    assert live_partitions(glue, keyed) == made


def test_a_set_over_some_of_its_partitions_makes_the_others_and_mends_what_differs(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    create_set(plugin, set_inputs(keyed, days(2, 3), locationTemplate="{contributor}/{dt}"))
    plugin = another_run(settings)
    create_set(plugin, set_inputs(keyed, days(3, 3)))
    counted = plugin.count_calls()
    assert (counted["BatchCreatePartition"], counted["BatchUpdatePartition"]) == (1, 1)
    live = live_partitions(glue, keyed)
    assert len(live) == 9
    assert all("/dt=2026-01-0" in p["StorageDescriptor"]["Location"] for p in live.values())


def test_a_plain_partition_that_a_set_declares_is_kept_by_any_later_run(
    plugin: Plugin, glue: GlueClient, keyed: str, settings: dict[str, Any]
) -> None:
    """The run that made the set may have ended before the plain partition's resource was deleted."""
    single = examples.partition(keyed, "2026-01-01", "c01")
    made = plugin.create(PARTITION, single)
    state = create_set(plugin, set_inputs(keyed, days(1, 2)))
    plugin = another_run(settings)
    plugin.check(SET, state.inputs, state.inputs)
    plugin.delete(made)
    assert plugin.log.lines_of(made.urn) == ["kept in Glue: the PartitionSet it holds it now"]
    assert len(live_partitions(glue, keyed)) == 2
    another_run(settings).delete(made)
    assert len(live_partitions(glue, keyed)) == 1


def test_a_change_for_few_partitions_is_told_and_written_for_these_alone(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(300, 12)))
    moved = {
        "where": {"dt": "2026-01-05"},
        "locationTemplate": "legacy/{contributor}",
        "parameters": {"n": "1"},
    }
    news = plugin.check(SET, set_inputs(keyed, days(301, 12), overrides=[moved]))
    diff = plugin.diff(state, news)
    assert kinds(diff)["values"] == "UPDATE"
    assert plugin.log.text == [
        "+ 12 partitions dt=2026-10-28 x 12 contributors, - 0, ~ 12 locations, ~ 12 parameters"
    ]
    plugin.take_calls()
    moved_away = plugin.update(state, news)
    assert plugin.count_calls() == {
        "BatchCreatePartition": 1,
        "BatchGetPartition": 2,  # what others changed is looked for before anything is written
        "BatchUpdatePartition": 1,
    }
    live = live_partitions(glue, keyed)
    assert live["2026-01-05", "c03"]["StorageDescriptor"]["Location"] == "s3://lake/orders/legacy/c03/"
    assert live["2026-01-05", "c03"]["Parameters"] == {"catalog.stack": STAMP, "n": "1"}
    back = plugin.check(SET, set_inputs(keyed, days(301, 12)))
    plugin.update(moved_away, back)
    assert live_partitions(glue, keyed)["2026-01-05", "c03"]["Parameters"] == {"catalog.stack": STAMP}


def test_a_new_location_leaves_columns_as_they_are_where_they_do_not_cascade(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 2)))
    wider = examples.storage(examples.column("id", "bigint"), examples.column("net", "double"))
    del wider["location"]
    news = set_inputs(
        keyed, days(1, 2), storageDescriptor=wider, locationTemplate="{dt}/{contributor}", cascade=False
    )
    plugin.diff(state, news)
    assert plugin.log.text == [
        "+ 0, - 0, ~ 2 locations",
        "~ dt=2026-01-01/contributor=c01 location: s3://lake/orders/dt=2026-01-01/contributor=c01/ -> "
        "s3://lake/orders/2026-01-01/c01/",
        "~ dt=2026-01-01/contributor=c02 location: s3://lake/orders/dt=2026-01-01/contributor=c02/ -> "
        "s3://lake/orders/2026-01-01/c02/",
        "2 partitions left with the old columns, without net: Athena shows NULL, also where files hold it; "
        "Spark 3.5 reads it",
    ]
    plugin.update(state, news)
    descriptors = [p["StorageDescriptor"] for p in live_partitions(glue, keyed).values()]
    assert [len(d["Columns"]) for d in descriptors] == [1, 1]
    assert {d["Location"] for d in descriptors} == {f"s3://lake/orders/2026-01-01/c0{n}/" for n in (1, 2)}


def test_the_preview_of_a_new_set_says_what_it_will_make(plugin: Plugin, keyed: str) -> None:
    plugin.create(SET, plugin.check(SET, set_inputs(keyed, days(91, 35))), preview=True)
    assert plugin.log.text == ["+ 3,185 partitions dt=2026-01-01..2026-04-01 x 35 contributors, - 0, ~ 0"]


def test_columns_change_on_existing_partitions_only_where_they_cascade(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 2)))
    wider = examples.storage(examples.column("id", "bigint"), examples.column("net", "double"))
    del wider["location"]
    news = set_inputs(keyed, days(1, 2), storageDescriptor=wider, cascade=False)
    assert not plugin.diff(state, news).detailedDiff
    news["cascade"] = True
    assert "storageDescriptor.columns[1]" in plugin.diff(state, news).detailedDiff
    plugin.update(state, news)
    assert all(len(p["StorageDescriptor"]["Columns"]) == 2 for p in live_partitions(glue, keyed).values())


def test_overrides_and_templates_place_partitions(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    override = {
        "where": {"contributor": "c02", "dt": {"from": "2026-01-02", "to": "2026-12-31"}},
        "locationTemplate": "legacy/{contributor}/{dt}",
        "parameters": {"note": "moved"},
    }
    create_set(
        plugin, set_inputs(keyed, days(2, 2), overrides=[override], locationTemplate="{dt}/{contributor}")
    )
    places = {row: p["StorageDescriptor"]["Location"] for row, p in live_partitions(glue, keyed).items()}
    assert places == {
        ("2026-01-01", "c01"): "s3://lake/orders/2026-01-01/c01/",
        ("2026-01-01", "c02"): "s3://lake/orders/2026-01-01/c02/",
        ("2026-01-02", "c01"): "s3://lake/orders/2026-01-02/c01/",
        ("2026-01-02", "c02"): "s3://lake/orders/legacy/c02/2026-01-02/",
    }
    assert live_partitions(glue, keyed)["2026-01-02", "c02"]["Parameters"]["note"] == "moved"


def test_what_fails_is_pending_and_done_by_the_next_update(
    plugin: Plugin, glue: GlueClient, keyed: str
) -> None:
    fails = {"2026-01-02"}

    def answer(parsed: dict[str, Any], **_: Any) -> None:
        parsed.setdefault("Errors", []).extend(
            {"PartitionValues": list(row), "ErrorDetail": {"ErrorCode": "InternalServiceException"}}
            for row in list(live_partitions(glue, keyed))
            if row[0] in fails
        )
        for row in list(live_partitions(glue, keyed)):
            if row[0] in fails:
                glue.delete_partition(DatabaseName=keyed, TableName="orders", PartitionValues=list(row))

    events = plugin.servicer._session.glue().meta.events
    events.register("after-call.glue.BatchCreatePartition", answer)
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(3, 4)))
    made = caught.value
    assert made.state.outputs["pending"] == [[["2026-01-02"], ["c01", "c02", "c03", "c04"]]]
    assert "4 partitions are not done, pulumi up goes on with them" in made.reasons[0]
    events.unregister("after-call.glue.BatchCreatePartition", answer)
    updated = plugin.update(made.state, made.inputs)
    assert not updated.outputs.get("pending")
    assert len(live_partitions(glue, keyed)) == 12


def test_a_cancelled_update_leaves_the_rest_pending(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    plugin.servicer._cancelled.set()
    with pytest.raises(HalfMade) as caught:
        create_set(plugin, set_inputs(keyed, days(3, 4)))
    assert caught.value.outputs["pending"] == [
        [[{"from": "2026-01-01", "to": "2026-01-03"}], ["c01", "c02", "c03", "c04"]]
    ]
    assert live_partitions(glue, keyed) == {}


def test_an_import_declares_what_is_there(plugin: Plugin, keyed: str) -> None:
    create_set(plugin, set_inputs(keyed, [["2026-01-01", "a"], ["2026-01-02", "a"], ["2026-01-02", "b"]]))
    seen = plugin.import_(SET, f"{ACCOUNT}:{keyed}:orders")
    assert seen.id == f"{ACCOUNT}:{keyed}:orders"
    assert seen.inputs["values"] == [
        {"dt": ["2026-01-01"], "contributor": ["a"]},
        {"dt": ["2026-01-02"], "contributor": ["a", "b"]},
    ]
    assert seen.outputs["count"] == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dt": "2026-01-01"}, "values: no values for the partition key contributor"),
        ([["x"]], r"values\[0\]: .*1 value"),
        ({"dt": {"from": "x", "to": "y"}, "contributor": "c"}, "values.dt: 'x' found"),
        (days(1000, 30_000), "values: 30,000,000 partitions, Glue takes 20,000,000"),
        (days(2000, 25_000), "values: 50,000,000 partitions, Glue takes 20,000,000"),
    ],
)
def test_values_that_mean_nothing_are_refused(plugin: Plugin, keyed: str, values: Any, message: str) -> None:
    with pytest.raises(CheckFailed, match=message):
        plugin.check(SET, set_inputs(keyed, values))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"keys": "dt"}, r"keys: 'dt' found; the table's partition keys expected"),
    ({"keys": [{"name": "dt"}]}, r"keys\[0\]: .* found; name and type expected"),
    ({"keys": [{"name": "dt", "type": "dat"}]}, r"keys\[0\].type: 'dat' is no Glue type"),
    ({"values": 5}, "values: 5 found; a cross product, or a list"),
    (
        {"values": [{"dt": {"from": 1, "to": 2, "by": [1]}, "contributor": "c"}]},
        r"values\[0\].dt.by: \[1\] found",
    ),
    ({"values": [["2026-01-01", {"a": 1}]]}, r"values\[0\]: \{'a': 1\} found; a text or number expected"),
    ({"values": {"dt": "2026-13-41", "contributor": "c"}}, "values: '2026-13-41' as a value of dt: no date"),
    ({"values": [["2026-01-01", ""]]}, r"values\[0\]: '' as a value of contributor: 0 characters"),
    ({"ownership": "exklusive"}, "ownership: 'exklusive' found; declared or exclusive expected"),
    ({"overrides": {"where": {}}}, "overrides: .* found; a list expected"),
    ({"overrides": [{"parameters": {}}]}, r"overrides\[0\]: .* found; an object with where expected"),
    ({"overrides": [{"where": {"day": "x"}}]}, r"overrides\[0\].where.day: 'day' is no partition key"),
    (
        {"locationTemplate": "{dt}/{c}"},
        r"locationTemplate: \{c\} is no partition key. Use \{dt\}, \{contributor\}",
    ),
    ({"locationTemplate": "{dt}//{contributor}"}, "locationTemplate: .* has a folder without a name"),
    ({"values": [["2026-01-01", "/" * 700]]}, "values.*: 2,1.. characters in a partition's location"),
    (
        {"overrides": [{"where": {"dt": "2026-01-01"}, "locationTemplate": "{x}"}]},
        r"overrides\[0\].locationTemplate: \{x\} is no partition key",
    ),
]


@pytest.mark.parametrize(("changed", "message"), WRONG)
def test_inputs_of_any_shape_are_told_and_never_raise(
    plugin: Plugin, keyed: str, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(CheckFailed, match=message):
        plugin.check(SET, {**set_inputs(keyed, days(2, 2)), **changed})


def test_partitions_in_one_folder_are_refused(plugin: Plugin, keyed: str) -> None:
    with pytest.raises(CheckFailed, match=r"locationTemplate: \{dt\} is not in it: 2 of 4 partitions lie"):
        plugin.check(SET, set_inputs(keyed, days(2, 2), locationTemplate="{contributor}"))


def test_a_table_that_is_gone_leaves_no_set(plugin: Plugin, glue: GlueClient, keyed: str) -> None:
    state = create_set(plugin, set_inputs(keyed, days(1, 1)))
    glue.delete_table(DatabaseName=keyed, Name="orders")
    assert plugin.read(state).id == ""
    plugin.delete(state)
    with pytest.raises((Refused, HalfMade)):
        plugin.update(state, set_inputs(keyed, days(2, 1)))


@pytest.mark.parametrize("token", [TABLE, SET])
def test_what_a_replaced_database_drags_along_is_asked_with_nothing_known(
    plugin: Plugin, keyed: str, token: str
) -> None:
    inputs = set_inputs(keyed, days(2, 2)) if token == SET else examples.table(keyed)
    plugin.log.take()
    unknown = dict.fromkeys(inputs, UNKNOWN)
    diff = plugin.diff(State(token, f"{ACCOUNT}:{keyed}:orders", inputs, inputs), unknown)
    assert "databaseName" in diff.replaces
    assert plugin.log.text == []
