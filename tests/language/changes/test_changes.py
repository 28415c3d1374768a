"""Changes between two tables: named by column, never by position."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.changes.change import SHOWN
from catalog.language.changes.databases import database_changes
from catalog.language.changes.tables import table_changes

Columns = list[tuple[str, str]]


def _table(*columns: tuple[str, str], **more: Any) -> dict[str, Any]:
    described = [{"name": n, "type": t} for n, t in columns]
    return {"name": "t", "storageDescriptor": {"columns": described, **more.pop("storage", {})}, **more}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("nothing", _table(("a", "int")), _table(("a", "int")), []),
    (
        "a column in the middle and the type of a later one",
        _table(("a", "int"), ("b", "int"), ("c", "string")),
        _table(("a", "int"), ("x", "string"), ("b", "bigint"), ("c", "string")),
        ["+ column x: string (at 1)", "~ column b: int -> bigint"],
    ),
    (
        "narrower types",
        _table(("a", "int"), ("b", f"struct<{'x:int,' * 50}y:int>"), ("c", "string")),
        _table(("a", "tinyint"), ("b", f"struct<{'x:int,' * 50}y:date>"), ("c", "string")),
        [
            "~ column a: int -> tinyint (may lose values)",
            f"~ column b: ...t,{'x:int,' * 6}y:int> -> ...t,{'x:int,' * 6}y:date> (may lose values)",
        ],
    ),
    ("a dropped column", _table(("a", "int"), ("b", "date")), _table(("a", "int")), ["- column b: date"]),
    (
        "one column moved to the front is one move",
        _table(("a", "int"), ("b", "int"), ("c", "int")),
        _table(("c", "int"), ("a", "int"), ("b", "int")),
        ["~ column c: moved 2 -> 0"],
    ),
    (
        "columns of others neither come nor go nor move",
        {"storageDescriptor": {"columns": [{"name": "a"}, {"name": "b", "comment": "B"}]}},
        {
            "storageDescriptor": {
                "columns": [
                    {"name": "c", "comment": "C", "parameters": {"catalog.column": "{}"}},
                    {"name": "a"},
                ]
            }
        },
        [
            "~ column b comment: 'B' -> ''",
            "~ column c comment: '' -> 'C'",
            "+ column c parameter catalog.column: '{}'",
        ],
    ),
    (
        "a table of others that becomes ours",
        {"name": "t", "storageDescriptor": {"columns": [{"name": "a"}]}},
        _table(("a", "int"), ("b", "int")),
        ["~ column a:  -> int", "+ column b: int (at 1)"],
    ),
    (
        "spelling of a type",
        _table(("A", "decimal(10, 2)")),
        _table(("a", "decimal(10,2)")),
        ["~ column a spelling of the type: 'decimal(10, 2)' -> 'decimal(10,2)'"],
    ),
    (
        "location",
        _table(storage={"location": "s3://a/"}),
        _table(storage={"location": "s3://b/"}),
        ["~ location: 's3://a/' -> 's3://b/'"],
    ),
    (
        "parameters",
        _table(parameters={"a": "1", "b": "1"}),
        _table(parameters={"b": "2", "c": "3"}),
        ["- parameter a", "~ parameter b changed", "+ parameter c"],
    ),
    (
        "our own parameters show their values",
        _table(parameters={"business.a": "1", "source.b": "1"}),
        _table(parameters={"source.b": "2", "catalog.c": "3"}),
        ["- parameter business.a: '1'", "+ parameter catalog.c: '3'", "~ parameter source.b: '1' -> '2'"],
    ),
    (
        "partition keys",
        {"partitionKeys": [{"name": "dt", "type": "date"}]},
        {"partitionKeys": [{"name": "dt", "type": "string"}]},
        ["~ partition key dt: date -> string"],
    ),
    (
        "a comment",
        {"storageDescriptor": {"columns": [{"name": "a", "type": "int", "comment": "x"}]}},
        {"storageDescriptor": {"columns": [{"name": "a", "type": "int"}]}},
        ["~ column a comment: 'x' -> ''"],
    ),
    ("absent and empty are one", {"description": ""}, {"name": None}, []),
]


@pytest.mark.parametrize(("old", "new", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_changes_say_what_changed_and_only_that(
    old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    assert [c.describe() for c in table_changes(old, new)] == expected


def test_changes_of_a_database_are_named_like_those_of_a_table() -> None:
    lines = [c.describe() for c in database_changes({"locationUri": "s3://a/"}, {"description": "x"})]
    assert lines == ["~ description: '' -> 'x'", "~ location: 's3://a/' -> ''"]


def test_a_long_value_is_cut_to_where_it_differs() -> None:
    old, new = "x" * 1000 + "old" + "y" * 1000, "x" * 1000 + "new" + "y" * 1000
    line = table_changes({"description": old}, {"description": new})[0].describe()
    assert "old" in line
    assert "new" in line
    assert len(line) < 2 * SHOWN + 60


columns = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["int", "string", "date"])),
    unique_by=lambda c: c[0],
)


@given(columns, columns)
def test_applying_the_changes_to_the_first_gives_the_second(old: Columns, new: Columns) -> None:
    changes = table_changes(_table(*old), _table(*new))
    types = dict(old)
    dropped = {c.name for c in changes if c.action == "drop"}
    added = {c.name: c for c in changes if c.action == "add"}
    types = {n: t for n, t in types.items() if n not in dropped}
    types |= {c.name: c.new for c in changes if c.action in ("add", "change")}
    assert types == dict(new)
    moved = {c.name: int(c.new) for c in changes if c.action == "move"}
    fixed = {n: c.at for n, c in added.items()} | moved
    rest = iter([n for n, _ in old if n not in dropped and n not in moved])
    by_place = {at: n for n, at in fixed.items()}
    assert [by_place[i] if i in by_place else next(rest) for i in range(len(new))] == [n for n, _ in new]


@given(columns)
def test_a_table_does_not_differ_from_itself(same: Columns) -> None:
    assert table_changes(_table(*same), _table(*same)) == ()


def test_a_type_that_glue_does_not_know_is_compared_as_it_is_written() -> None:
    changes = table_changes(_table(("a", "Unknown")), _table(("a", "unknown")))
    assert [change.describe() for change in changes] == ["~ column a: Unknown -> unknown"]


def test_a_parameter_of_a_column_is_named_with_its_column() -> None:
    old, new = _table(("a", "int")), _table(("a", "int"))
    old["storageDescriptor"]["columns"][0]["parameters"] = {"x": "1"}
    new["storageDescriptor"]["columns"][0]["parameters"] = {"x": "1", "catalog.column": "{}"}
    assert [c.describe() for c in table_changes(old, new)] == ["+ column a parameter catalog.column: '{}'"]
