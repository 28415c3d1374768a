"""What a run's log keeps of the engine's events."""

from __future__ import annotations

from catalog.engine.run_log import ObjectChange
from catalog.language.changes.forms import UNPROTECT
from tests.support.engine_events import URN, event, log, said, step


def test_each_object_is_counted_once_and_stack_and_plugin_are_not() -> None:
    found = log(
        step("same", "sales", "aws:glue/catalogDatabase:CatalogDatabase"),
        step("create", "sales.a"),
        step("delete-replaced", "sales.b"),
        step("create-replacement", "sales.b"),
        step("replace", "sales.b"),
        step("same", "shop-dev", "pulumi:pulumi:Stack"),
        step("create", "default", "pulumi:providers:aws"),
    )
    assert found.counts() == {"same": 1, "create": 1, "replace": 1}
    assert found.summary() == "1 create, 1 replace, 1 same"


def test_the_phase_follows_the_events() -> None:
    found = log()
    assert found.phase == "starts"
    found.record(event(preludeEvent={"config": {}}))
    assert found.phase == "reads specs"
    found.record(step("refresh", "sales.a"))
    assert (found.phase, found.done) == ("looks into Glue", 1)
    found.record(step("same", "sales.a"))
    assert (found.phase, found.done) == ("applies", 1)


def test_errors_name_the_object_and_the_engines_own_noise_is_left_out() -> None:
    found = log(
        said("error", "<{%fg 1%}>table exists<{%reset%}>\n", urn=f"{URN}a"),
        said("error", "table exists", urn=f"{URN}a"),
        said("error", "update failed", urn="urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"),
        said("debug", "registering resource"),
        said("info", "passing by", ephemeral=True, urn=f"{URN}a"),
        said("warning", "a warning"),
    )
    assert found.errors == ["table sales.a: table exists"]
    assert found.warnings == ["a warning"]


def test_of_what_is_removed_it_keeps_how_many_partitions_there_were_and_whether_it_stays() -> None:
    found = log(
        step("delete", "sales.a", "aws:glue/partitionSet:PartitionSet", {"outputs": {"count": 31.0}}),
        step("delete", "sales.b", old={"inputs": {"manage": "context"}}),
        step("delete", "sales.c", old={"inputs": {"secret": "x"}}),
        step("same", "sales.d"),
        step("update", "sales.e"),
        said("info", "+ column x: int\n- column y: int", urn=f"{URN}e"),
    )
    assert found.changes() == [
        ObjectChange("PartitionSet", "sales.a", "delete", partitions=31),
        ObjectChange("CatalogTable", "sales.b", "delete", stays=True),
        ObjectChange("CatalogTable", "sales.c", "delete"),
        ObjectChange("CatalogTable", "sales.e", "update", ("+ column x: int", "- column y: int")),
    ]


def test_it_knows_whether_the_protection_of_what_may_go_ended_a_run() -> None:
    note = said("info", UNPROTECT.text(f"{URN}a"))
    refusal = 'resource "{}" cannot be deleted\nbecause it is protected'
    assert log(note, said("error", refusal.format(f"{URN}a"), urn=f"{URN}a")).stopped_by_protection
    assert not log(note, said("error", refusal.format(f"{URN}ab"), urn=f"{URN}ab")).stopped_by_protection
    assert not log(note, said("error", "no such bucket", urn=f"{URN}a")).stopped_by_protection
    assert not log(said("error", refusal.format(f"{URN}a"), urn=f"{URN}a")).stopped_by_protection


def test_a_log_for_another_run_of_the_same_is_empty_and_counts_on() -> None:
    first = log(step("update", "sales.a"), said("error", "no such bucket"))
    other = first.anew()
    assert (other.errors, other.changes(), other.has_begun) == ([], [], False)
    other.stop()
    assert other.seconds == 4.0  # the clock was asked once more in between
    other.record(event(preludeEvent={"config": {}}))
    assert other.has_begun
