"""Changes between two tables: named by column, never by position."""

from typing import Any

import pytest

from catalog.language.changes.change import SHOWN
from catalog.language.changes.comparison import database_changes, table_changes
from catalog.language.changes.model import Database, Table


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


def _lines(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [line for change in table_changes(Table.of(old), Table.of(new)) for line in change.lines()]


@pytest.mark.parametrize(("old", "new", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_changes_say_what_changed_and_only_that(
    old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    assert _lines(old, new) == expected


def test_changes_of_a_database_are_named_like_those_of_a_table() -> None:
    changes = database_changes(Database.of({"locationUri": "s3://a/"}), Database.of({"description": "x"}))
    assert [line for change in changes for line in change.lines()] == [
        "~ description: '' -> 'x'",
        "~ location: 's3://a/' -> ''",
    ]


def test_a_long_value_is_cut_to_where_it_differs() -> None:
    old, new = "x" * 1000 + "old" + "y" * 1000, "x" * 1000 + "new" + "y" * 1000
    (line,) = _lines({"description": old}, {"description": new})
    assert "old" in line
    assert "new" in line
    assert len(line) < 2 * SHOWN + 60


def test_a_type_that_glue_does_not_know_is_compared_as_it_is_written() -> None:
    assert _lines(_table(("a", "Unknown")), _table(("a", "unknown"))) == ["~ column a: Unknown -> unknown"]


def test_a_parameter_of_a_column_is_named_with_its_column() -> None:
    old, new = _table(("a", "int")), _table(("a", "int"))
    old["storageDescriptor"]["columns"][0]["parameters"] = {"x": "1"}
    new["storageDescriptor"]["columns"][0]["parameters"] = {"x": "1", "catalog.column": "{}"}
    assert _lines(old, new) == ["+ column a parameter catalog.column: '{}'"]
