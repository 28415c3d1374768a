"""Check finds all that is wrong, says where, and lets pass what is not known yet."""

# ruff: noqa: E501  # tables of cases, a case a line

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from catalog.aws.shapes.database import DATABASE
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.partition import PARTITION
from catalog.aws.shapes.partition_index import PARTITION_INDEX
from catalog.aws.shapes.properties import UNKNOWN
from catalog.aws.shapes.table import TABLE
from catalog.provider.framework import validation
from tests.support.provider import examples, strategies
from tests.support.provider.examples import column

C0 = "storageDescriptor.columns[0]"


def of_column(**members: Any) -> dict[str, Any]:
    return {"databaseName": "d", "storageDescriptor": {"columns": [{"name": "a", "type": "int", **members}]}}


def of_table(**members: Any) -> dict[str, Any]:
    return {"databaseName": "d", "name": "t", **members}


BROKEN: list[tuple[Shape, dict[str, Any], list[str]]] = [
    (TABLE, {}, ["databaseName: is required and was not given"]),
    (TABLE, of_table(databaseNme="x"), ["databaseNme: there is no such property (did you mean 'databaseName'?)"]),
    (TABLE, of_table(zzz=1), ["zzz: there is no such property"]),
    (TABLE, of_table(name="Orders"), ["name: 'Orders' has upper-case letters, which Glue would fold; write 'orders'"]),
    (TABLE, of_table(name="x" * 256), ["name: is 256 characters long, Glue takes at most 255"]),
    (TABLE, of_table(description="x" * 2049), ["description: is 2,049 characters long, Glue takes at most 2,048"]),
    (TABLE, of_table(retention="soon"), ["retention: a whole number was expected, not 'soon'"]),
    (TABLE, of_table(retention=1.5), ["retention: a whole number was expected, not 1.5"]),
    (TABLE, of_table(retention=True), ["retention: a whole number was expected, not True"]),
    (TABLE, of_table(parameters=["a"]), ["parameters: a map of strings was expected, not ['a']"]),
    (TABLE, of_table(parameters={"a": 1}), ["parameters['a']: a string was expected, not 1"]),
    (TABLE, of_table(parameters={"": "1"}), ["parameters['']: a key has 1 to 255 characters, not 0"]),
    (TABLE, of_table(parameters={"a": "x" * 512001}), ["parameters['a']: has 512,001 characters, Glue takes 512,000"]),
    (TABLE, of_table(partitionKeys={"name": "a"}), ["partitionKeys: a list of columns was expected, not {'name': 'a'}"]),
    (TABLE, of_table(storageDescriptor="x"), ["storageDescriptor: an object was expected, not 'x'"]),
    (TABLE, of_table(storageDescriptor={"compressed": "no"}),
     ["storageDescriptor.compressed: a boolean was expected, not 'no'"]),
    (TABLE, of_table(storageDescriptor={"bucketColumns": [1]}),
     ["storageDescriptor.bucketColumns: a list of strings was expected, not [1]"]),
    (TABLE, of_table(viewDefinition={}), ["viewDefinition: is not served by this plugin, only by the official aws plugin"]),
    (TABLE, of_table(partitionIndices=[{"indexName": f"i{i}", "keys": ["a"]} for i in range(4)]),
     ["partitionIndices: has 4 members, Glue takes at most 3"]),
    (TABLE, of_table(openTableFormatInput={"icebergInput": {"metadataOperation": "CREATE", "icebergTableInput": {}}}),
     ["openTableFormatInput.icebergInput.icebergTableInput: is not served by this plugin, only by the official aws plugin"]),
    (TABLE, of_column(comment="x" * 256), [f"{C0}.comment: is 256 characters long, Glue takes at most 255"]),
    (TABLE, of_column(comment="a\nb"), [f"{C0}.comment: has more than one line, Glue takes one"]),
    (TABLE, of_column(name=""), [f"{C0}.name: is required and was not given"]),
    (TABLE, of_column(nme="a"), [f"{C0}.nme: there is no such property (did you mean 'name'?)"]),
    (TABLE, {"databaseName": "d", "storageDescriptor": {"columns": [column("a"), column("b"), column("A")]}},
     ["storageDescriptor.columns[2].name: 'A' is already the name of column 0"]),
    (TABLE, {"partitionKeys": [{"type": "x"}]},
     ["partitionKeys[0].name: is required and was not given",
      "databaseName: is required and was not given"]),
    (DATABASE, {"name": "Sales"}, ["name: 'Sales' has upper-case letters, which Glue would fold; write 'sales'"]),
    (DATABASE, {"name": "a", "targetDatabase": {"databaseName": "b"}}, ["targetDatabase.catalogId: is required and was not given"]),
    (DATABASE, {"name": "a", "tags": {"a": 1}}, ["tags['a']: a string was expected, not 1"]),
    (PARTITION, {"databaseName": "d", "tableName": "t", "partitionValues": []},
     ["partitionValues: is required and was not given"]),
    (PARTITION, examples.partition("d", storageDescriptor=examples.storage(column("a", "int", k="v"))),
     ["storageDescriptor.columns[0].parameters: there is no such property"]),
    (PARTITION_INDEX, {"databaseName": "d", "tableName": "t"}, ["partitionIndex: is required and was not given"]),
    (PARTITION_INDEX, examples.index("d", name=""), ["partitionIndex.indexName: is required and was not given"]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "inputs", "expected"), BROKEN)
def test_says_what_is_wrong_and_where(shape: Shape, inputs: Any, expected: list[str]) -> None:
    assert list(validation.problems(shape, inputs)) == expected


SOUND: list[tuple[Shape, dict[str, Any]]] = [
    (TABLE, examples.table("d")),
    (TABLE, of_table(retention="3")),
    (TABLE, of_table(name="with-dash and blank")),
    (TABLE, of_table(name=UNKNOWN, storageDescriptor=UNKNOWN, parameters={"a": UNKNOWN})),
    (TABLE, of_table(storageDescriptor={"columns": [UNKNOWN, {"name": UNKNOWN, "type": UNKNOWN}]})),
    (TABLE, of_table(__defaults=["name"])),
    (TABLE, of_table(storageDescriptor={"sortColumns": [{"column": "a", "sortOrder": 0}]})),
    (DATABASE, {"name": "a", "tags": {}, "tagsAll": {}}),
    (PARTITION, examples.partition("D")),
    (PARTITION_INDEX, examples.index("d")),
]


@pytest.mark.parametrize(("shape", "inputs"), SOUND)
def test_lets_pass_what_can_be_sent(shape: Shape, inputs: Any) -> None:
    assert list(validation.problems(shape, inputs)) == []


@given(strategies.tables())
def test_tables_in_every_form_pass(inputs: Any) -> None:
    assert list(validation.problems(TABLE, inputs)) == []


KEYS: dict[str, Any] = {"databaseName": "d", "partitionKeys": [{"name": "k", "type": "int\rint"}]}
NEVER_READ: list[tuple[Shape, dict[str, Any], str]] = [
    (TABLE, of_column(type="struct<\n a:int>"), f"{C0}.type: a line break or control character (\\n) in the type 'struct<\\n a:int>'"),
    (TABLE, of_column(type="in\x00t"), f"{C0}.type: a line break or control character (\\x00) in the type 'in\\x00t'"),
    (TABLE, of_column(type="geo\u2028graphy"), f"{C0}.type: a line break or control character (\\u2028) in the type 'geo\\u2028graphy'"),
    (TABLE, of_column(type="struct<a:int COMMENT 'net, <EUR>'>"),
     f"{C0}.type: COMMENT in the type \"struct<a:int COMMENT 'net, <EUR>'>\": Athena's DDL knows it, Glue's text of a type does not"),
    (TABLE, of_column(type="  "), f"{C0}.type: the type is empty"),
    (TABLE, KEYS, "partitionKeys[0].type: a line break or control character (\\r) in the type 'int\\rint'"),
    (PARTITION, examples.partition("d", storageDescriptor=examples.storage(column("a", "int"), column("b", "a\nb"))),
     "storageDescriptor.columns[1].type: a line break or control character (\\n) in the type 'a\\nb'"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "inputs", "expected"), NEVER_READ)
def test_a_type_that_no_engine_reads_is_refused_unless_glue_holds_it_already(
    shape: Shape, inputs: Any, expected: str
) -> None:
    assert list(validation.refused_types(shape, inputs, {})) == [expected]
    assert list(validation.refused_types(shape, inputs, inputs)) == []
    assert list(validation.doubted_types(shape, inputs)) == [f"{expected}; it is sent as it is"]


FOREIGN = [
    "uniontype<int,string>", "geometry", "geometry(point,4326)", "struct<a:variant,b:int>",
    "timestamp with local time zone", "decimal", "array<int", "int(3)", "struct<comment:string>",
]  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN)
def test_a_type_of_another_engine_passes(text: str) -> None:
    assert list(validation.problems(TABLE, of_column(type=text))) == []
    assert list(validation.refused_types(TABLE, of_column(type=text), {})) == []


DOUBTED = [
    ("int", []),
    ("uniontype<int,struct<a:string>>", []),
    ("integr", [f"{C0}.type: 'integr' is no Glue type (did you mean 'integer'?); it is sent as it is"]),
    ("array<struct<a.b:int,c:struct<`d.e`:int>>>",
     [f"{C0}.type: a dot in the name of the struct field a.b, d.e, which engines read as a path"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DOUBTED)
def test_a_type_that_engines_may_not_read_is_told(text: str, expected: list[str]) -> None:
    assert list(validation.doubted_types(TABLE, of_column(type=text))) == expected


def test_types_that_are_not_known_yet_are_neither_refused_nor_doubted() -> None:
    for inputs in (
        of_table(storageDescriptor=UNKNOWN),
        of_column(type=UNKNOWN),
        of_table(partitionKeys=[UNKNOWN]),
    ):
        assert list(validation.refused_types(TABLE, inputs, {})) == []
        assert list(validation.doubted_types(TABLE, inputs)) == []
