"""Every export, import to destroy: what Glue returns gives the specs again, business context included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from catalog.cli.main import main
from catalog.language.compiler import compile_specs
from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue import types as glue_types
from catalog.language.glue.storage_formats import FORMATS, text_of
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.specs.partitions import partitions_of
from catalog.language.specs.resolver import TableSpec
from catalog.language.stacks.settings import Settings
from tests.support.engine import Engine, glue, tables
from tests.support.project import ROOT, SHARED
from tests.support.specs import DATABASE, table, write_yaml

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient

SHARED_EXPORTS = SHARED / "exports"
SAMPLES = [*(f"{n:02}_" for n in (*range(1, 11), 13)), "11a_", "11b_", "11c_", "14a_", "14b_"]
BLOCKS = ("business", "source", "relationships", "hierarchies", "changes")


def imported(exports: Path, folder: Path) -> Path:
    """The specs that import makes of `exports`, checked."""
    specs = folder / "specs"
    assert main(["import", str(exports), "--specs", str(specs)]) == 0
    assert main(["check", "--specs", str(specs), "--stack", "local"]) == 0
    return specs


def declared(table: TableSpec) -> dict[str, Any]:
    """What a table spec has Glue hold of it."""
    data = table.data
    block = data.get("partitions") or {}
    storage = data["storage"]
    return {
        **of_both(data),
        "location": storage["location"],
        "format": storage.get("format", "parquet"),
        "compression": storage.get("compression", "none"),
        "columns": typed(data["columns"]),
        "keys": typed(block.get("keys", ())),
        "indexes": {index_name(i): index_keys(i) for i in block.get("indexes", ())},
        "partitions": set(partitions_of(table).values),
    }


def of_both(data: Mapping[str, Any]) -> dict[str, Any]:
    """What databases and tables alike have of a spec."""
    return {
        **{block: data[block] for block in BLOCKS if data.get(block)},
        "description": data.get("description", ""),
        "parameters": {
            k: text_of(v) for k, v in (data.get("parameters") or {}).items() if k != "classification"
        },
    }


def typed(columns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**c, "type": glue_types.canonical(c["type"])} for c in columns]


def read_back(client: GlueClient, found: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table as Glue returns it, business context included."""
    descriptor, parameters = found["StorageDescriptor"], dict(found["Parameters"])
    assert parameters.pop("EXTERNAL") == "TRUE"
    row = FORMATS[parameters.pop("classification")]
    assert descriptor["InputFormat"] == row.input_format
    assert descriptor["OutputFormat"] == row.output_format
    where: Any = {"DatabaseName": found["DatabaseName"], "TableName": found["Name"]}
    indexes = client.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    pages = client.get_paginator("get_partitions").paginate(**where)
    return {
        **read_of_both({**found, "Parameters": parameters}, row.compression_parameter),
        "location": descriptor["Location"],
        "format": row.name,
        "compression": parameters.get(row.compression_parameter, "none").lower(),
        "columns": read_columns(descriptor["Columns"]),
        "keys": read_columns(found.get("PartitionKeys", ())),
        "indexes": {i["IndexName"]: [k["Name"] for k in i["Keys"]] for i in indexes},
        "partitions": {tuple(p["Values"]) for page in pages for p in page["Partitions"]},
    }


def read_of_both(found: Mapping[str, Any], *not_parameters: str) -> dict[str, Any]:
    parameters = found["Parameters"]
    return {
        **glue_parameters.decode_context(parameters),
        "description": found.get("Description", ""),
        "parameters": {
            k: v for k, v in parameters.items() if not glue_parameters.is_own(k) and k not in not_parameters
        },
    }


def read_columns(columns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return typed([glue_parameters.decode_column({k.lower(): v for k, v in c.items()}) for c in columns])


def travel(specs: Path, folder: Path, endpoint: str) -> None:
    """Up, compare with Glue, no change after a refresh, destroy, nothing left."""
    catalog, _ = compile_specs(ROOT, Settings("local", str(specs), variables={"lake": "local-lake"}))
    engine = Engine(folder, specs, endpoint)
    engine.up()
    client = glue(endpoint)
    found = tables(client)
    expected = {f"{t.database.physical_name}.{t.name}": t for t in catalog.tables}
    assert expected
    assert found.keys() == expected.keys()
    for name, spec in expected.items():
        assert read_back(client, found[name]) == declared(spec), name
    databases = {d["Name"]: d for d in client.get_databases()["DatabaseList"]}
    assert databases.keys() == {d.physical_name for d in catalog.databases}
    for database in catalog.databases:
        live: Any = databases[database.physical_name]
        assert read_of_both(live) == of_both(database.data), database.name
        assert live.get("LocationUri", "") == database.data.get("location", "")
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()
    assert client.get_databases()["DatabaseList"] == []


def test_the_examples_travel_the_whole_road(tmp_path: Path, endpoint: str) -> None:
    travel(imported(ROOT / "examples" / "exports", tmp_path), tmp_path, endpoint)


def test_the_shipped_specs_travel_too(tmp_path: Path, endpoint: str) -> None:
    travel(ROOT / "catalog_specs", tmp_path, endpoint)


@pytest.mark.skipif(
    not SHARED_EXPORTS.is_dir(), reason="the sample exports (../shared/exports) are not beside this checkout"
)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_export_travels_the_whole_road(sample: str, tmp_path: Path, endpoint: str) -> None:
    (export,) = SHARED_EXPORTS.glob(f"{sample}*")
    travel(imported(export, tmp_path), tmp_path, endpoint)


def test_all_that_a_spec_can_say_travels(tmp_path: Path, endpoint: str) -> None:
    specs = tmp_path / "specs"
    database = {
        "location": "s3://local-lake/sales/",
        "description": "Sales",
        "business": {"label": "Sales", "steward": "a@example.com", "tags": {"domain": "sales"}},
        "source": {"system": "SAP Datasphere", "space": "SALES"},
        "parameters": {"team": "one"},
    }
    write_yaml(specs / "sales" / "database.yaml", {**DATABASE, **database})
    keys = [{"name": "dt", "type": "date", "label": "Day"}, {"name": "c", "type": "varchar(9)"}]
    block = {
        "keys": keys,
        "values": {"dt": ["2026-01-01"], "c": ["a b", "d/e"]},
        "indexes": [["dt"], ["c", "dt"]],
    }
    storage = {"format": "csv", "location": "s3://local-lake/x/", "compression": "gzip"}
    more = {
        "partitions": block,
        "parameters": {"note": 7},
        "description": "All",
        "changes": {"breaking": "warn"},
    }
    write_yaml(specs / "sales" / "full.yaml", table(name="full", storage=storage, **more))
    write_yaml(
        specs / "sales" / "plain.yaml",
        table(name="plain", storage={**storage, "format": "orc", "compression": "zlib"}),
    )
    travel(specs, tmp_path, endpoint)
