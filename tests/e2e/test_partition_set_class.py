"""Programs of people's own with the typed PartitionSet; a stack that had plain Partitions goes over to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.engine import OwnProgram, glue, writes

TABLE = """\
import pulumi_aws as aws

from catalog.program.partition_set import PartitionSet, numbers, span

FORMAT = {
    "input_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "output_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "ser_de_info": {"serialization_library": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
    "columns": [{"name": "id", "type": "bigint"}],
}
ROOT = "s3://lake/orders/"
database = aws.glue.CatalogDatabase("sales", name="sales")
table = aws.glue.CatalogTable(
    "orders", name="orders", database_name=database.name, table_type="EXTERNAL_TABLE",
    partition_keys=[{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
    storage_descriptor={**FORMAT, "location": ROOT},
)
"""
PLAIN = """
for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
    aws.glue.Partition(
        f"orders-{day}", database_name=database.name, table_name=table.name, partition_values=[day, "c01"],
        storage_descriptor={**FORMAT, "location": f"{ROOT}dt={day}/contributor=c01/"},
    )
"""
SET = """
found = PartitionSet(
    "orders", database_name=database.name, table_name=table.name,
    keys=[{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
    values={"dt": span("2026-01-01", "2026-01-03"), "contributor": "c01"},
    location=ROOT, storage_descriptor=FORMAT,
)
"""
RICH = """
import pulumi

found = PartitionSet(
    "orders", database_name=database.name, table_name=table.name,
    keys=[{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
    values=[
        {"dt": span("2026-01-01", "2026-01-31"), "contributor": numbers(1, 3, "c%02d")},
        ["2025-12-31", None],
    ],
    exclude={"dt": "2026-01-15"},
    location=ROOT,
    storage_descriptor=aws.glue.PartitionStorageDescriptorArgs(
        columns=[aws.glue.PartitionStorageDescriptorColumnArgs(name="id", type="bigint")],
        ser_de_info=aws.glue.PartitionStorageDescriptorSerDeInfoArgs(serialization_library="lib"),
    ),
    overrides=[{
        "where": {"contributor": "c03"},
        "location_template": "s3://archive/{dt}",
        "parameters": {"moved_by": "ops"},
        "storage_descriptor": {"ser_de_info": {"serialization_library": "old"}},
    }],
    parameters={"owner_team": "sales"},
)
pulumi.export("partitions", found.count)
"""


@pytest.fixture
def program(tmp_path: Path, endpoint: str) -> OwnProgram:
    return OwnProgram(tmp_path, endpoint)


def live(program: OwnProgram) -> dict[tuple[str, ...], dict[str, Any]]:
    client = glue(program.endpoint)
    pages = client.get_paginator("get_partitions").paginate(DatabaseName="sales", TableName="orders")
    return {tuple(p["Values"]): dict(p) for page in pages for p in page["Partitions"]}


def test_a_small_program_makes_the_partitions_that_it_says(program: OwnProgram) -> None:
    program.write(TABLE + RICH)
    days = "dt=2026-01-01..2026-01-14,2026-01-16..2026-01-31"
    assert f"+ 91 partitions {days} x 3 contributors and dt=2025-12-31/" in program.preview()
    assert "partitions: 91" in program.up()
    found = live(program)
    assert len(found) == 30 * 3 + 1
    assert found["2025-12-31", "__HIVE_DEFAULT_PARTITION__"]["Parameters"] == {"owner_team": "sales"}
    usual, moved = (found["2026-01-31", c]["StorageDescriptor"] for c in ("c01", "c03"))
    assert usual["Location"] == "s3://lake/orders/dt=2026-01-31/contributor=c01/"
    assert (usual["SerdeInfo"]["SerializationLibrary"], usual["Columns"][0]["Name"]) == ("lib", "id")
    assert (moved["Location"], moved["SerdeInfo"]["SerializationLibrary"]) == (
        "s3://archive/2026-01-31/",
        "old",
    )
    assert found["2026-01-31", "c03"]["Parameters"] == {"owner_team": "sales", "moved_by": "ops"}
    program.preview("--refresh", "--expect-no-changes")
    program.destroy()


def test_plain_partitions_become_a_set_without_a_call_that_writes(program: OwnProgram) -> None:
    program.write(TABLE + PLAIN)
    program.up()
    before, calls = live(program), writes(program.endpoint)
    assert (len(before), calls["CreatePartition"]) == (3, 3)
    program.write(TABLE + SET)
    preview = program.preview()
    print(preview)
    assert "+ 1 to create" in preview
    assert "- 3 to delete" in preview
    assert "3 partitions" in preview
    done = program.up()
    print(done)
    assert "kept in Glue: the PartitionSet orders holds it now" in done
    assert writes(program.endpoint) == calls
    assert live(program) == before
    program.preview("--refresh", "--expect-no-changes")
    assert [r["type"].rpartition(":")[2] for r in program.state()].count("Partition") == 0
    program.destroy()
    assert glue(program.endpoint).get_databases()["DatabaseList"] == []
