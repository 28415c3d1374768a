"""Conversion to Glue and back: nothing lost, zeros typed, declared spelling kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from catalog.aws.shapes import conversion
from catalog.aws.shapes.database import DATABASE_INPUT
from catalog.aws.shapes.fields import Shape
from catalog.aws.shapes.storage import TABLE_STORAGE
from catalog.aws.shapes.table import TABLE, TABLE_INPUT
from catalog.provider.framework import diff
from tests.support.provider import examples, strategies
from tests.support.provider.examples import column


@given(strategies.tables())
def test_what_is_sent_reads_back_as_declared(inputs: Any) -> None:
    sent = conversion.to_glue(TABLE_INPUT, inputs)
    found = {**conversion.to_inputs(TABLE_INPUT, sent, inputs), "databaseName": "sales"}
    assert diff.deltas(TABLE, inputs, found) == []
    assert diff.deltas(TABLE, found, inputs) == []


@given(strategies.tables())
def test_what_was_read_has_the_declared_spelling(inputs: Any) -> None:
    sent = conversion.to_glue(TABLE_INPUT, inputs)
    for live in sent.get("StorageDescriptor", {}).get("Columns", []):
        live["Name"] = live["Name"].lower()
    found = conversion.to_inputs(TABLE_INPUT, sent, inputs)
    without = {k: v for k, v in inputs.items() if k != "databaseName"}
    columns = conversion.respelled(TABLE, without)["storageDescriptor"].get("columns") or None
    assert (found["storageDescriptor"].get("columns") or None) == columns


@given(strategies.tables())
def test_outputs_have_every_input(inputs: Any) -> None:
    outputs = conversion.to_outputs(TABLE_INPUT, conversion.to_glue(TABLE_INPUT, inputs))
    assert diff.deltas(TABLE, {**outputs, "databaseName": "sales"}, inputs) == []


SENT: list[tuple[Shape, dict[str, Any], dict[str, Any]]] = [
    (DATABASE_INPUT, {"name": "a", "locationUri": ""}, {"Name": "a"}),
    (DATABASE_INPUT, {"name": "a", "description": "", "createTableDefaultPermissions": []},
     {"Name": "a", "Description": "", "CreateTableDefaultPermissions": []}),
    (TABLE_INPUT, {"name": "a", "retention": 0, "parameters": {}}, {"Name": "a", "PartitionKeys": []}),
    (TABLE_STORAGE, {"serDeInfo": {}, "compressed": False},
     {"AdditionalLocations": [], "BucketColumns": [], "Columns": [], "InputFormat": "", "Location": "",
      "OutputFormat": "", "Parameters": {}, "SerdeInfo": {}, "SortColumns": []}),
    (TABLE_STORAGE, {"columns": [{"name": "a"}]},
     {"AdditionalLocations": [], "BucketColumns": [], "InputFormat": "", "Location": "", "OutputFormat": "",
      "Columns": [{"Name": "a", "Comment": "", "Parameters": {}}], "Parameters": {}, "SortColumns": []}),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "inputs", "sent"), SENT)
def test_empties_are_sent_only_where_upstream_sends_them(shape: Shape, inputs: Any, sent: Any) -> None:
    assert conversion.to_glue(shape, inputs) == sent


def test_sending_never_shares_an_empty_value() -> None:
    one = conversion.to_glue(TABLE_STORAGE, {})
    one["Parameters"]["a"] = "1"
    one["Columns"].append({})
    assert conversion.to_glue(TABLE_STORAGE, {})["Parameters"] == {}
    assert conversion.to_glue(TABLE_STORAGE, {})["Columns"] == []


def test_a_bare_table_has_typed_zeros_as_outputs() -> None:
    assert conversion.to_outputs(TABLE_INPUT, {"Name": "a"}) == {
        "name": "a",
        "description": "",
        "owner": "",
        "retention": 0,
        "tableType": "",
        "partitionKeys": [],
        "viewExpandedText": "",
        "viewOriginalText": "",
    }


def test_undeclared_parameters_are_no_inputs_and_declared_ones_that_vanished_are_left_out() -> None:
    live = {"Name": "a", "Parameters": {"theirs": "1", "mine": "changed"}}
    found = conversion.to_inputs(TABLE_INPUT, live, {"name": "a", "parameters": {"mine": "1", "gone": "2"}})
    assert found == {"name": "a", "parameters": {"mine": "changed"}}


def test_what_others_set_and_nobody_declared_is_no_input() -> None:
    live = {
        "Name": "a",
        "Description": "x",
        "Owner": "hive",
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": {"Location": "s3://a/"},
    }
    assert conversion.to_inputs(TABLE_INPUT, live, {"name": "a"}) == {"name": "a"}


def test_an_import_takes_only_the_parameters_that_are_marked_as_ours() -> None:
    parameters = {
        "catalog.stack": "p/s",
        "catalog.managed": '["EXTERNAL"]',
        "EXTERNAL": "TRUE",
        "theirs": "1",
    }
    live = {"Name": "a", "Parameters": parameters}
    found = conversion.to_inputs(TABLE_INPUT, live, None)
    assert found["parameters"] == {k: v for k, v in parameters.items() if k != "theirs"}


def test_a_column_that_others_added_is_no_input() -> None:
    sent = conversion.to_glue(TABLE_INPUT, examples.table("d", "t", column("a"), column("b")))
    declared = examples.table("d", "t", column("b"))
    found = conversion.to_inputs(TABLE_INPUT, sent, declared)
    assert [c["name"] for c in found["storageDescriptor"]["columns"]] == ["b"]
