"""Diffs name what changed and only that, in paths that the engine's display reads rightly."""

# ruff: noqa: E501  # tables of cases, a case a line

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.aws.shapes import conversion
from catalog.aws.shapes.database import DATABASE
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.partition import PARTITION
from catalog.aws.shapes.partition_index import PARTITION_INDEX
from catalog.aws.shapes.properties import UNKNOWN
from catalog.aws.shapes.table import TABLE
from catalog.provider.framework import diff as diffing
from catalog.provider.framework.property_diff import ADD, DELETE, UPDATE, member
from tests.support.provider import examples, strategies
from tests.support.provider.detailed import applied, steps
from tests.support.provider.examples import column
from tests.support.sizes import example_count

AT = "storageDescriptor.columns"
NAMES = {ADD: "+", DELETE: "-", UPDATE: "~"}


def diff(old: Any, new: Any, shape: Shape = TABLE) -> dict[str, str]:
    found = {d.path: NAMES[d.kind] + ("!" if d.replaces else "") for d in diffing.deltas(shape, old, new)}
    assert len(found) == len(diffing.deltas(shape, old, new)), "one path, two deltas"
    return found


def of_columns(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[str, str]:
    return diff(
        {"storageDescriptor": {"location": "s3://a/", "columns": old}},
        {"storageDescriptor": {"location": "s3://a/", "columns": new}},
    )


A, B, C, D = (column(n, "int") for n in "abcd")
B2, C2 = column("b", "bigint"), column("c", "bigint")
X = column("x")

COLUMN_CASES: list[tuple[str, list[Any], list[Any], dict[str, str]]] = [
    ("nothing", [A, B], [A, B], {}),
    ("a type", [A, B], [A, B2], {f"{AT}[1].type": "~"}),
    ("a comment added", [A], [column("a", "int", "x")], {f"{AT}[0].comment": "+"}),
    ("a comment changed", [column("a", "int", "x")], [column("a", "int", "y")], {f"{AT}[0].comment": "~"}),
    ("a comment removed", [column("a", "int", "x")], [A], {f"{AT}[0].comment": "-"}),
    (
        "a column's parameter",
        [column("a", "int", **{"catalog.column": "1", "k": "1"})],
        [column("a", "int", **{"catalog.column": "2", "k": "1"})],
        {f'{AT}[0].parameters["catalog.column"]': "~"},
    ),
    ("inserted in the middle", [A, B, C], [A, X, B, C], {f"{AT}[1]": "+"}),
    ("appended", [A], [A, X], {f"{AT}[1]": "+"}),
    ("dropped from the middle", [A, B, C], [A, C], {f"{AT}[1]": "-"}),
    (
        "inserted, and a later type changed",
        [A, B, C, D],
        [A, X, B, C2, D],
        {f"{AT}[1]": "+", f"{AT}[2]": "-", f"{AT}[3]": "+"},
    ),
    (
        "inserted, and an earlier type changed",
        [A, B, C],
        [A, B2, X, C],
        {f"{AT}[1].type": "~", f"{AT}[2]": "+"},
    ),
    ("inserted before one that changes: no index is true", [A, B, C], [A, X, B2, C], {AT: "~"}),
    ("replaced by another at the same place", [A, B, C], [A, X, C], {AT: "~"}),
    ("dropped here, inserted there", [A, B, C, D], [A, C, D, X], {f"{AT}[1]": "-", f"{AT}[3]": "+"}),
    ("moved to the end", [A, B, C], [B, C, A], {f"{AT}[0]": "-", f"{AT}[2]": "+"}),
    ("swapped neighbours", [A, B], [B, A], {f"{AT}[0]": "-", f"{AT}[1]": "+"}),
    ("turned round", [A, B, C], [C, B, A], {AT: "~"}),
    ("all dropped", [A, B], [], {}),  # an empty list counts as left out, and AWS keeps what it has
    ("only capitals of a name", [column("a", "decimal(10,2)")], [column("A", "decimal(10,2)")], {}),
    (
        "a type's spelling",
        [column("a", "DECIMAL (10, 2)")],
        [column("a", "decimal(10,2)")],
        {f"{AT}[0].type": "~"},
    ),
    ("a name not known yet", [A, B], [A, {"name": UNKNOWN, "type": "int"}], {AT: "~"}),
    ("a type not known yet", [A, B], [A, {"name": "b", "type": UNKNOWN}], {f"{AT}[1].type": "~"}),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [c[1:] for c in COLUMN_CASES], ids=[c[0] for c in COLUMN_CASES]
)
def test_names_what_happened_to_the_columns(old: Any, new: Any, expected: dict[str, str]) -> None:
    found = of_columns(old, new)
    assert found in (expected, _one_of_two_moves(expected))


def _one_of_two_moves(expected: dict[str, str]) -> dict[str, str]:
    """Of two swapped neighbours either may be the one that moved."""
    turned = {"+": "-", "-": "+"}
    return {path: turned.get(kind, kind) for path, kind in expected.items()}


TABLE_CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("zeros and nothing", {}, {"description": "", "owner": "", "retention": 0, "partitionKeys": []}, {}),
    ("a description added", {}, {"description": "x"}, {"description": "+"}),
    ("a description removed", {"description": "x"}, {}, {"description": "-"}),
    ("the table type left out", {"tableType": "EXTERNAL_TABLE"}, {}, {}),
    ("the descriptor left out", {"storageDescriptor": {"location": "s3://a/"}}, {}, {}),
    ("columns left out", {"storageDescriptor": {"columns": [A]}}, {"storageDescriptor": {"location": "s"}},
     {"storageDescriptor.location": "+"}),
    ("a parameter", {"parameters": {"a": "1", "b": "2"}}, {"parameters": {"a": "2", "c": "3"}},
     {"parameters.a": "~", "parameters.b": "-", "parameters.c": "+"}),
    ("a dotted parameter", {"parameters": {"business.label": "1"}}, {"parameters": {"business.label": "2"}},
     {'parameters["business.label"]': "~"}),
    ("the last parameter", {"parameters": {"a": "1"}}, {"parameters": {}}, {"parameters": "-"}),
    ("a location", {"storageDescriptor": {"location": "s3://a/"}}, {"storageDescriptor": {"location": "s3://b/"}},
     {"storageDescriptor.location": "~"}),
    ("a SerDe", {"storageDescriptor": {"serDeInfo": {"name": "a"}}}, {"storageDescriptor": {"serDeInfo": {"name": "b"}}},
     {"storageDescriptor.serDeInfo.name": "~"}),
    ("a partition key's comment", {"partitionKeys": [A]}, {"partitionKeys": [column("a", "int", "x")]},
     {"partitionKeys[0].comment": "+"}),
    ("nothing left in a descriptor", {"storageDescriptor": {"location": "s3://a/", "columns": [A]}},
     {"storageDescriptor": {"columns": []}}, {"storageDescriptor.location": "-"}),
    ("a flag off and left out", {"storageDescriptor": {"compressed": False}}, {"storageDescriptor": {}}, {}),
    ("bookkeeping of the official plugin", {"__defaults": [], "tagsAll": {}}, {}, {}),
    ("another name", {"name": "a"}, {"name": "b"}, {"name": "~!"}),
    ("another database", {"databaseName": "a"}, {"databaseName": "b"}, {"databaseName": "~!"}),
    ("another database, not known yet", {"databaseName": "a"}, {"databaseName": UNKNOWN}, {"databaseName": "~!"}),
    ("indexes in the table", {"partitionIndices": [{"indexName": "a", "keys": ["x"]}]},
     {"partitionIndices": [{"indexName": "a", "keys": ["y"]}]}, {"partitionIndices": "~!"}),
    ("the status of an index", {"partitionIndices": [{"indexName": "a", "keys": ["x"], "indexStatus": "ACTIVE"}]},
     {"partitionIndices": [{"indexName": "a", "keys": ["x"]}]}, {}),
    ("another catalog", {"catalogId": "1"}, {"catalogId": "2"}, {"catalogId": "~!"}),
    ("a catalog left out", {"catalogId": "1"}, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"), [c[1:] for c in TABLE_CASES], ids=[c[0] for c in TABLE_CASES]
)
def test_names_what_changed_of_a_table(old: Any, new: Any, expected: dict[str, str]) -> None:
    assert diff(old, new) == expected


OTHER_CASES: list[tuple[Shape, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    (DATABASE, {"name": "a"}, {"name": "b"}, {"name": "~!"}),
    (DATABASE, {"locationUri": "s3://a/"}, {}, {}),
    (DATABASE, {"createTableDefaultPermissions": [{"permissions": ["ALL", "DROP"]}]},
     {"createTableDefaultPermissions": [{"permissions": ["DROP", "ALL"]}]}, {}),
    (DATABASE, {"createTableDefaultPermissions": [{"permissions": ["ALL"]}]}, {"createTableDefaultPermissions": []},
     {"createTableDefaultPermissions": "-"}),
    (DATABASE, {"tags": {"a": "1"}}, {"tags": {"a": "2"}}, {"tags.a": "~"}),
    (DATABASE, {"targetDatabase": {"catalogId": "1", "databaseName": "a"}},
     {"targetDatabase": {"catalogId": "1", "databaseName": "b"}}, {"targetDatabase.databaseName": "~!"}),
    (PARTITION, {"partitionValues": ["a", "b"]}, {"partitionValues": ["b", "a"]}, {"partitionValues": "~!"}),
    (PARTITION, {"storageDescriptor": {"location": "s3://a/"}}, {}, {"storageDescriptor": "-"}),
    (PARTITION_INDEX, {"partitionIndex": {"indexName": "i", "keys": ["a"]}},
     {"partitionIndex": {"indexName": "i", "keys": ["b"]}}, {"partitionIndex.keys": "~!"}),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "old", "new", "expected"), OTHER_CASES)
def test_names_what_changed_of_the_others(shape: Shape, old: Any, new: Any, expected: dict[str, str]) -> None:
    assert diff(old, new, shape) == expected


@pytest.mark.parametrize(
    "key", ['odd "key"', "a.b", "with space", "1st", "plain_1", "$x", "a-b", "ümlaut", "a[0]"]
)
def test_a_path_reads_back_as_the_key_it_was_made_of(key: str) -> None:
    assert steps(member("parameters", key)) == ["parameters", key]


# --- laws


@given(strategies.columns(), strategies.columns())
def test_applying_the_named_changes_gives_the_new_columns(old: Any, new: Any) -> None:
    before = conversion.normal(TABLE, {"storageDescriptor": {"location": "s", "columns": old}})
    after = conversion.normal(TABLE, {"storageDescriptor": {"location": "s", "columns": new}})
    deltas = diffing.deltas(TABLE, before, after)
    if new:
        assert applied(deltas, before, after) == after
    else:
        assert deltas == []


@given(strategies.tables(), strategies.tables())
def test_applying_the_named_changes_gives_the_new_table(old: Any, new: Any) -> None:
    new = {"tableType": "EXTERNAL_TABLE", **new}
    new["storageDescriptor"]["columns"] = new["storageDescriptor"]["columns"] or [A]
    before, after = conversion.normal(TABLE, old), conversion.normal(TABLE, new)
    assert applied(diffing.deltas(TABLE, old, new), before, after) == after


@given(strategies.tables().flatmap(lambda t: st.tuples(st.just(t), strategies.respelled(t))))
@settings(max_examples=example_count(300))
def test_the_same_table_in_another_spelling_is_no_change(pair: tuple[Any, Any]) -> None:
    one, other = (conversion.respelled(TABLE, given) for given in pair)  # as Check does
    assert diffing.deltas(TABLE, one, other) == []
    assert diffing.deltas(TABLE, other, one) == []


@given(strategies.tables(), strategies.tables())
def test_a_diff_is_empty_exactly_if_its_reverse_is(old: Any, new: Any) -> None:
    for side in (old, new):  # nothing left to AWS, which hides a change in one direction
        side.setdefault("tableType", "EXTERNAL_TABLE")
        side["storageDescriptor"]["columns"] = side["storageDescriptor"]["columns"] or [A]
    assert bool(diff(old, new)) == bool(diff(new, old))


@given(strategies.columns(), strategies.columns())
def test_a_column_that_others_only_shifted_is_not_named(old: Any, new: Any) -> None:
    found = of_columns(old, new)
    if AT in found or not (old and new):
        return
    unchanged_order = [c for c in old if c in new] == [c for c in new if c in old]
    if unchanged_order and all(o in new or all(o["name"] != n["name"] for n in new) for o in old):
        named = {steps(p)[2] for p, kind in found.items() if kind == "+"}
        assert named == {i for i, c in enumerate(new) if c not in old}


def test_example_tables_have_no_diff_with_themselves() -> None:
    assert diff(examples.table("sales"), examples.table("sales")) == {}
