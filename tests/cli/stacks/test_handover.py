"""Databases that change their stack: found from what states hold and specs declare."""

from __future__ import annotations

from typing import Any

from catalog.cli.stacks.handover import (
    HeldDatabase,
    UndeclaredDatabase,
    databases_held,
    describe,
    refusal_of_moved,
    refusal_of_unselected,
    split_by_target,
    undeclared,
    urn_in_stack,
)

TYPES = {
    "database": "aws:glue/catalogDatabase:CatalogDatabase",
    "table": "aws:glue/catalogTable:CatalogTable",
    "set": "aws:glue/partitionSet:PartitionSet",
}


def resource(kind: str, name: str, stack: str = "a", **more: Any) -> dict[str, Any]:
    database = f"{name.partition('.')[0]}_dev"
    inputs = {"name": database} if kind == "database" else {"databaseName": database, "name": "x"}
    urn = f"urn:pulumi:{stack}::shop::{TYPES[kind]}::{name}"
    return {"type": TYPES[kind], "urn": urn, "inputs": inputs, **more}


SALES = [resource("database", "sales"), resource("table", "sales.orders"), resource("set", "sales.orders")]
URNS = tuple(r["urn"] for r in SALES)


def test_a_state_is_read_database_by_database_with_all_that_is_in_them() -> None:
    stack = {"type": "pulumi:pulumi:Stack", "urn": "urn:pulumi:a::shop::pulumi:pulumi:Stack::shop-a"}
    plugin = {"type": "pulumi:providers:aws", "urn": "urn:pulumi:a::shop::pulumi:providers:aws::default"}
    old = resource("table", "sales.old", delete=True)
    imported = {**resource("table", "hr.staff"), "inputs": {}, "outputs": {"databaseName": "hr_dev"}}
    assert databases_held([stack, plugin, *SALES, old, imported]) == {
        "sales_dev": HeldDatabase("sales", URNS),
        "hr_dev": HeldDatabase("hr", (imported["urn"],)),
    }


def test_what_another_stack_declares_now_leaves_for_it() -> None:
    holds = {"sales_dev": HeldDatabase("sales", URNS), "hr_dev": HeldDatabase("hr", ("x",))}
    declared = {"a": {"hr_dev": "hr"}, "b": {"sales_dev": "sales"}}
    assert list(undeclared("a", holds, declared)) == [
        UndeclaredDatabase("sales_dev", "a", "b", HeldDatabase("sales", URNS))
    ]


def test_what_nobody_declares_leaves_for_no_stack() -> None:
    (found,) = undeclared("a", {"sales_dev": HeldDatabase("sales", URNS)}, {"a": {}, "b": {}})
    assert found.target == ""
    assert "database sales with 1 table, held by a" in refusal_of_unselected([found], "dev")


def test_a_refusal_names_what_moves_and_the_command() -> None:
    found = UndeclaredDatabase("sales_dev", "a", "b", HeldDatabase("sales", URNS))
    assert describe(found) == "database sales with 1 table: a -> b"
    text = refusal_of_moved([found], "dev")
    assert "  database sales with 1 table: a -> b" in text
    assert text.endswith("catalog move --environment dev")


def test_a_move_that_was_cut_short_moves_the_rest_and_forgets_what_is_there() -> None:
    assert urn_in_stack(URNS[1], "b") == f"urn:pulumi:b::shop::{TYPES['table']}::sales.orders"
    there = [resource("database", "sales", "b"), resource("table", "hr.orders", "b")]
    assert split_by_target(URNS, "b", there) == ([*URNS[1:]], [URNS[0]])
