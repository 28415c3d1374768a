"""Each limit of the API: the last value that fits is accepted, the first that doesn't is refused by name."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.local.rules.constraints import _compile, _service
from tests.local.support import column, post, refused, table_input

LONG = "Member must have length less than or equal to"
SHORT = "Member must have length greater than or equal to"
PATTERN = "Member must satisfy regular expression pattern"


@dataclass(frozen=True)
class Limit:
    """A value at a place of a table input that fits, and its neighbour that doesn't."""

    name: str
    fits: Any
    breaks: Any
    place: str
    saying: str

    def __str__(self) -> str:
        return self.name


def with_name(value: Any) -> Any:
    return table_input(value)


def with_column(**more: Any) -> Any:
    return table_input(columns=[column(**more)])


def with_descriptor(**more: Any) -> Any:
    given = table_input()
    given["StorageDescriptor"] |= more
    return given


LIMITS = [
    Limit("name of 255", with_name("n" * 255), with_name("n" * 256), "table.name", f"{LONG} 255"),
    Limit("name of 1", with_name("n"), with_name(""), "table.name", f"{SHORT} 1"),
    Limit("name on one line", with_name("a\tb"), with_name("a\nb"), "table.name", PATTERN),
    Limit("name given", with_name("n"), with_name(None), "table.name", "Member must not be null"),
    Limit(
        "description of 2048",
        table_input(Description="d" * 2048),
        table_input(Description="d" * 2049),
        "table.description",
        f"{LONG} 2048",
    ),
    Limit(
        "description without control characters",
        table_input(Description="two\nlines, 漢字 and \U0001f600"),
        table_input(Description="bell\x07"),
        "table.description",
        PATTERN,
    ),
    Limit(
        "column name of 255",
        with_column(name="c" * 255),
        with_column(name="c" * 256),
        "table.storageDescriptor.columns.1.member.name",
        f"{LONG} 255",
    ),
    Limit(
        "comment of 255",
        with_column(Comment="c" * 255),
        with_column(Comment="c" * 256),
        "table.storageDescriptor.columns.1.member.comment",
        f"{LONG} 255",
    ),
    Limit(
        "comment on one line",
        with_column(Comment="größe\t\U0001f600"),
        with_column(Comment="one\ntwo"),
        "table.storageDescriptor.columns.1.member.comment",
        PATTERN,
    ),
    Limit(
        "comment of a partition key",
        table_input(PartitionKeys=[column(Comment="c" * 255)]),
        table_input(PartitionKeys=[column("k"), column(Comment="c" * 256)]),
        "table.partitionKeys.2.member.comment",
        f"{LONG} 255",
    ),
    Limit(
        "type of 131072",
        with_column(Type="t" * 131072),
        with_column(Type="t" * 131073),
        "table.storageDescriptor.columns.1.member.type",
        f"{LONG} 131072",
    ),
    Limit(
        "parameter key of 255",
        table_input(Parameters={"k" * 255: "v"}),
        table_input(Parameters={"k" * 256: "v"}),
        "table.parameters",
        f"Map keys must satisfy constraint: [{LONG} 255",
    ),
    Limit(
        "parameter value of 512000",
        table_input(Parameters={"k": "v" * 512000}),
        table_input(Parameters={"k": "v" * 512001}),
        "table.parameters",
        f"Map value must satisfy constraint: [{LONG} 512000",
    ),
    Limit(
        "parameter of a column",
        with_column(Parameters={"k" * 255: "v"}),
        with_column(Parameters={"": "v"}),
        "table.storageDescriptor.columns.1.member.parameters",
        "Map keys must satisfy constraint",
    ),
    Limit(
        "location of 2056",
        with_descriptor(Location="l" * 2056),
        with_descriptor(Location="l" * 2057),
        "table.storageDescriptor.location",
        f"{LONG} 2056",
    ),
    Limit(
        "retention of 0",
        table_input(Retention=0),
        table_input(Retention=-1),
        "table.retention",
        "Member must have value greater than or equal to 0",
    ),
]


@pytest.mark.parametrize("limit", LIMITS, ids=str)
def test_what_fits_is_accepted_and_its_neighbour_is_refused_by_name(
    glue: GlueClient, database: str, limit: Limit
) -> None:
    glue.create_table(DatabaseName=database, TableInput=limit.fits)
    glue.update_table(DatabaseName=database, TableInput=limit.fits)
    saying = f"at '{limit.place}' failed to satisfy constraint: {limit.saying}"
    with refused("ValidationException", saying):
        glue.create_table(DatabaseName=database, TableInput=limit.breaks)
    with refused("ValidationException", saying):
        glue.update_table(DatabaseName=database, TableInput=limit.breaks)
    assert len(glue.get_tables(DatabaseName=database)["TableList"]) == 1


DATABASE_LIMITS = [
    Limit("name", {"Name": "d" * 255}, {"Name": "d" * 256}, "databaseInput.name", f"{LONG} 255"),
    Limit(
        "description",
        {"Name": "a", "Description": "d" * 2048},
        {"Name": "b", "Description": "d" * 2049},
        "databaseInput.description",
        f"{LONG} 2048",
    ),
    Limit(
        "location of 1024",
        {"Name": "c", "LocationUri": "l" * 1024},
        {"Name": "e", "LocationUri": "l" * 1025},
        "databaseInput.locationUri",
        f"{LONG} 1024",
    ),
    Limit(
        "location of 1",
        {"Name": "f", "LocationUri": "l"},
        {"Name": "g", "LocationUri": ""},
        "databaseInput.locationUri",
        f"{SHORT} 1",
    ),
    Limit(
        "parameter",
        {"Name": "h", "Parameters": {"k": "v" * 512000}},
        {"Name": "i", "Parameters": {"k": "v" * 512001}},
        "databaseInput.parameters",
        "Map value must satisfy constraint",
    ),
]


@pytest.mark.parametrize("limit", DATABASE_LIMITS, ids=str)
def test_databases_have_limits_too(glue: GlueClient, limit: Limit) -> None:
    glue.create_database(DatabaseInput=limit.fits)
    with refused("ValidationException", f"at '{limit.place}' failed to satisfy constraint: {limit.saying}"):
        glue.create_database(DatabaseInput=limit.breaks)


LINES = "one\n two,\r\n\tthree: größe \U0001f600"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("DescriptionString", True),
        ("DescriptionStringRemovable", True),
        ("URI", True),
        ("LocationString", True),
        ("ParametersMapValue", True),
        ("ViewTextString", True),
        ("SchemaDefinitionString", True),
        ("SchemaDefinitionDiff", True),
        ("NameString", False),
        ("KeyString", False),
        ("ColumnNameString", False),
        ("ColumnTypeString", False),
        ("CommentString", False),
        ("ValueString", True),
        ("GlueResourceArn", False),
    ],
)
def test_lines_are_taken_where_glue_takes_them(name: str, taken: bool) -> None:
    text = f"arn:aws:glue:{LINES}" if name == "GlueResourceArn" else LINES
    assert (not [*_compile(_service().shape_for(name))(text, "here")]) == taken


@pytest.mark.parametrize("nothing", ["", " ", "\n", " \r\n\t "])
def test_a_schema_definition_says_something(nothing: str) -> None:
    assert [*_compile(_service().shape_for("SchemaDefinitionString"))(nothing, "here")]


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        ("AVRO", '{\n  "type": "record",\n  "name": "r",\n  "fields": []\n}\n'),
        ("JSON", '{\r\n"$schema": "http://json-schema.org/draft-07/schema#",\r\n"type": "object"}'),
        ("PROTOBUF", 'syntax = "proto2";\npackage shop;\nmessage Order {\n}\n'),
    ],
)
def test_a_schema_of_many_lines_is_registered_and_read_back(
    glue: GlueClient, kind: Any, definition: str
) -> None:
    schema: Any = {"RegistryName": "lines", "SchemaName": kind}
    with contextlib.suppress(glue.exceptions.AlreadyExistsException):
        glue.create_registry(RegistryName="lines", Description=LINES)
    glue.create_schema(
        RegistryId={"RegistryName": "lines"},
        SchemaName=kind,
        DataFormat=kind,
        Compatibility="NONE",
        Description=LINES,
        SchemaDefinition=definition,
    )
    changed = definition.replace('"r"', '\n"s"').replace("Order", "\nChange").replace('"object"', '\n"array"')
    made = glue.register_schema_version(SchemaId=schema, SchemaDefinition=changed)
    read = glue.get_schema_version(SchemaVersionId=made["SchemaVersionId"])
    assert read["SchemaDefinition"] == changed
    found = glue.get_schema_by_definition(SchemaId=schema, SchemaDefinition=definition)
    assert found["SchemaVersionId"] != made["SchemaVersionId"]


def test_all_broken_constraints_are_named_at_once(glue: GlueClient, database: str) -> None:
    broken = table_input(columns=[column(Comment="x" * 256)], Description="y" * 2049)
    with refused("ValidationException", "2 validation errors detected: "):
        glue.create_table(DatabaseName=database, TableInput=broken)


def test_a_huge_refused_value_is_not_repeated_in_full(glue: GlueClient, database: str) -> None:
    with pytest.raises(glue.exceptions.ClientError) as raised:
        glue.create_table(DatabaseName=database, TableInput=table_input(Parameters={"k": "v" * 600_000}))
    assert len(str(raised.value)) < 2000


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        ("table.name", {"Name": 7}),
        ("table.parameters", {"Name": "t", "Parameters": ["k"]}),
        ("table.parameters.k", {"Name": "t", "Parameters": {"k": 1}}),
        ("table.retention", {"Name": "t", "Retention": True}),
        ("table.storageDescriptor", {"Name": "t", "StorageDescriptor": "s3://x/"}),
        ("table.storageDescriptor.columns", {"Name": "t", "StorageDescriptor": {"Columns": {}}}),
    ],
)
def test_a_json_value_of_the_wrong_type_is_refused_by_name(
    url: str, database: str, place: str, broken: Any
) -> None:
    body = json.dumps({"DatabaseName": database, "TableInput": broken}).encode()
    status, answer = post(url, "CreateTable", body)
    assert (status, answer["__type"]) == (400, "SerializationException")
    assert answer["Message"].startswith(f"{place} must be a JSON ")


def test_the_first_requests_may_all_come_at_once() -> None:
    code = """
import sys, threading
from catalog.local.rules.constraints import check_request
sys.setswitchinterval(1e-6)
start, crashed = threading.Barrier(16), []
threading.excepthook = lambda crash: crashed.append(crash.exc_value)
def ask():
    start.wait()
    check_request("CreateTable", {"DatabaseName": "d", "TableInput": {"Name": "t", "StorageDescriptor": {}}})
threads = [threading.Thread(target=ask) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
sys.exit(f"{crashed[0]!r}" if crashed else 0)
"""
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (asked.returncode, asked.stderr) == (0, "")


def test_a_batch_has_its_cap(glue: GlueClient, database: str) -> None:
    glue.create_table(DatabaseName=database, TableInput=table_input(keys=["k"]))
    where: Any = {"DatabaseName": database, "TableName": "t"}
    inputs: list[Any] = [{"Values": [str(number)]} for number in range(1001)]
    for low in range(0, 1000, 100):
        glue.batch_create_partition(PartitionInputList=inputs[low : low + 100], **where)
    glue.batch_get_partition(PartitionsToGet=inputs[:1000], **where)
    glue.batch_delete_partition(PartitionsToDelete=inputs[:25], **where)
    glue.batch_delete_table(DatabaseName=database, TablesToDelete=["x"] * 100)
    updates: list[Any] = [{"PartitionValueList": one["Values"], "PartitionInput": one} for one in inputs]
    glue.batch_update_partition(Entries=updates[100:200], **where)

    with refused("ValidationException", f"'partitionInputList' failed to satisfy constraint: {LONG} 100"):
        glue.batch_create_partition(PartitionInputList=inputs[:101], **where)
    with refused("ValidationException", f"'partitionsToGet' failed to satisfy constraint: {LONG} 1000"):
        glue.batch_get_partition(PartitionsToGet=inputs, **where)
    with refused("ValidationException", f"'partitionsToDelete' failed to satisfy constraint: {LONG} 25"):
        glue.batch_delete_partition(PartitionsToDelete=inputs[:26], **where)
    with refused("ValidationException", f"'tablesToDelete' failed to satisfy constraint: {LONG} 100"):
        glue.batch_delete_table(DatabaseName=database, TablesToDelete=["x"] * 101)
    with refused("ValidationException", f"'entries' failed to satisfy constraint: {LONG} 100"):
        glue.batch_update_partition(Entries=updates[:101], **where)
    with refused("ValidationException", "'maxResults'"):
        glue.get_partitions(MaxResults=1001, **where)
