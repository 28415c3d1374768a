"""What plain Moto lets pass and Glue refuses: each case against both, so that none is here for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from mypy_boto3_glue import GlueClient

from tests.local.support import column, glue_client, refused, table_input

WHERE: Any = {"DatabaseName": "d", "TableName": "t"}
HERE: Any = {"Values": ["2026-01-01", "eu"]}
MANY: list[Any] = [{"Values": [f"v{n}", "x"]} for n in range(1001)]
Case = Callable[[GlueClient], Any]


def table(**changed: Any) -> Case:
    """CreateTable with an input that differs by this."""
    return lambda glue: glue.create_table(DatabaseName="d", TableInput=table_input("new", **changed))


def storage(**changed: Any) -> Case:
    descriptor = {"Columns": [column()], "Location": "s3://lake/t/", **changed}
    return table(StorageDescriptor=descriptor)


def database(**changed: Any) -> Case:
    return lambda glue: glue.create_database(DatabaseInput={"Name": "new", **changed})


def partition(*values: str, **changed: Any) -> Case:
    given: Any = {"Values": list(values), **changed}
    return lambda glue: glue.create_partition(PartitionInput=given, **WHERE)


CASES: dict[str, tuple[Case, str]] = {
    "a column comment of 256": (storage(Columns=[column(Comment="x" * 256)]), "ValidationException"),
    "a column comment of two lines": (storage(Columns=[column(Comment="a\nb")]), "ValidationException"),
    "a column name of 256": (storage(Columns=[column("x" * 256)]), "ValidationException"),
    "a type of 131,073": (storage(Columns=[column(Type="x" * 131_073)]), "ValidationException"),
    "a location of 2,057": (storage(Location="s3://" + "x" * 2_052), "ValidationException"),
    "a description of 2,049": (table(Description="x" * 2049), "ValidationException"),
    "an owner of 256": (table(Owner="x" * 256), "ValidationException"),
    "a negative retention": (table(Retention=-1), "ValidationException"),
    "a parameter key of 256": (table(Parameters={"x" * 256: "y"}), "ValidationException"),
    "a parameter value of 512,001": (table(Parameters={"x": "y" * 512_001}), "ValidationException"),
    "a view text of 409,601": (table(ViewOriginalText="x" * 409_601), "ValidationException"),
    "a table type of 256": (table(TableType="x" * 256), "ValidationException"),
    "a database description of 2,049": (database(Description="x" * 2049), "ValidationException"),
    "a database parameter of 512,001": (database(Parameters={"x": "y" * 512_001}), "ValidationException"),
    "a database location of 1,025": (database(LocationUri="s3://" + "x" * 1_020), "ValidationException"),
    "a partition of one value for two keys": (partition("2026-01-01"), "InvalidInputException"),
    "a partition of three values for two keys": (partition("a", "b", "c"), "InvalidInputException"),
    "a partition value of 1,025": (partition("2026-01-01", "x" * 1025), "ValidationException"),
    "a batch of values too few": (
        lambda glue: glue.batch_create_partition(PartitionInputList=[{"Values": ["a"]}], **WHERE),
        "InvalidInputException",
    ),
    "101 partitions to create": (
        lambda glue: glue.batch_create_partition(PartitionInputList=MANY[:101], **WHERE),
        "ValidationException",
    ),
    "101 partitions to update": (
        lambda glue: glue.batch_update_partition(
            Entries=[{"PartitionValueList": HERE["Values"], "PartitionInput": HERE}] * 101, **WHERE
        ),
        "ValidationException",
    ),
    "26 partitions to delete": (
        lambda glue: glue.batch_delete_partition(PartitionsToDelete=MANY[:26], **WHERE),
        "ValidationException",
    ),
    "1,001 partitions to get": (
        lambda glue: glue.batch_get_partition(PartitionsToGet=MANY, **WHERE), "ValidationException",
    ),
    "101 tables to delete": (
        lambda glue: glue.batch_delete_table(
            DatabaseName="d", TablesToDelete=[f"t{n}" for n in range(101)]
        ),
        "ValidationException",
    ),
    "eleven segments": (
        lambda glue: glue.get_partitions(Segment={"SegmentNumber": 0, "TotalSegments": 11}, **WHERE),
        "ValidationException",
    ),
    "a page of 1,001 partitions": (
        lambda glue: glue.get_partitions(MaxResults=1001, **WHERE), "ValidationException",
    ),
    "a page of 101 tables": (
        lambda glue: glue.get_tables(DatabaseName="d", MaxResults=101), "ValidationException",
    ),
    "a version that is not the last": (
        lambda glue: glue.update_table(DatabaseName="d", TableInput=table_input(), VersionId="77"),
        "ConcurrentModificationException",
    ),
    "a segment beyond their number": (
        lambda glue: glue.get_partitions(Segment={"SegmentNumber": 3, "TotalSegments": 3}, **WHERE),
        "InvalidInputException",
    ),
    "an update with values too few": (
        lambda glue: glue.update_partition(
            PartitionValueList=HERE["Values"], PartitionInput={"Values": ["a"]}, **WHERE
        ),
        "InvalidInputException",
    ),
    "a table of the name in capitals": (
        lambda glue: glue.create_table(DatabaseName="d", TableInput=table_input("T")),
        "AlreadyExistsException",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


def prepared(glue: GlueClient) -> GlueClient:
    """Database `d` with table `t` of two keys and one partition, made anew."""
    for name in [one["Name"] for one in glue.get_databases()["DatabaseList"]]:
        glue.delete_database(Name=name)
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=table_input(keys=["dt", "region"]))
    glue.create_partition(PartitionInput=HERE, **WHERE)
    return glue


@pytest.mark.parametrize(("case", "code"), CASES.values(), ids=CASES)
def test_what_moto_lets_pass_is_refused_here(url: str, moto: str, case: Case, code: str) -> None:
    case(prepared(glue_client(moto)))
    glue = prepared(glue_client(url, region="eu-west-1"))
    with refused(code):
        case(glue)
