"""Every export, import to destroy: what Glue returns gives the specs again, business context included."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from catalog.cli.main import main
from catalog.language.compiler import compile_specs
from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue import types as glue_types
from catalog.language.glue.storage_formats import FORMATS, text_of
from catalog.language.partitions.hive import index_keys, index_name
from catalog.language.specs.resolver import TableSpec
from catalog.language.stacks.settings import Settings
from tests.support.engine import Done, Engine, catalog, glue, tables
from tests.support.project import ROOT, SHARED
from tests.support.specs import DATABASE, table, write_yaml

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient

SHARED_EXPORTS = SHARED / "exports"
SAMPLES = [*(f"{n:02}_" for n in (*range(1, 11), 13)), "11a_", "11b_", "11c_", "14a_", "14b_"]
needs_samples = pytest.mark.skipif(
    not SHARED_EXPORTS.is_dir(), reason="the sample exports (../shared/exports) are not beside this checkout"
)
BLOCKS = ("business", "source", "relationships", "hierarchies", "changes")


def imported(exports: Path, specs: Path, *words: str) -> Path:
    """The specs that import makes of `exports`, checked."""
    assert main(["import", str(exports), "--specs", str(specs), *words]) == 0
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
        "partitions": set(table.partitions.values),
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


@dataclass
class Journey:
    """What became of specs: after `up` the tables and databases of Glue, after `destroy` what is left."""

    tables: dict[str, dict[str, Any]]
    databases: dict[str, Any]
    refreshed: Done
    left: list[Any]

    def arrived(self, specs: Path) -> None:
        """Fails unless Glue held the tables and databases of these specs, as they say."""
        compiled, _ = compile_specs(ROOT, Settings("local", str(specs), variables={"lake": "local-lake"}))
        assert compiled.tables
        for spec in compiled.tables:
            name = f"{spec.database.physical_name}.{spec.name}"
            assert self.tables[name] == declared(spec), name
        for database in compiled.databases:
            live = self.databases[database.physical_name]
            assert read_of_both(live) == of_both(database.data), database.name
            assert live.get("LocationUri", "") == database.data.get("location", "")

    def ended(self) -> None:
        """Fails unless the run left nothing to do, and its end nothing in Glue."""
        assert self.refreshed.status == 0, self.refreshed.output
        assert self.left == []


def travel(specs: Path, folder: Path, endpoint: str) -> Journey:
    """Up, read back, a preview after a refresh, destroy."""
    engine = Engine(folder, specs, endpoint)
    engine.up()
    client = glue(endpoint)
    found = {name: read_back(client, table) for name, table in tables(client).items()}
    databases = {d["Name"]: d for d in client.get_databases()["DatabaseList"]}
    refreshed = engine.run("preview", "--refresh", "--expect-no-changes")
    engine.destroy()
    return Journey(found, databases, refreshed, list(client.get_databases()["DatabaseList"]))


def travel_alone(specs: Path, folder: Path, endpoint: str) -> None:
    """The whole road of these specs, and that nothing else came to Glue."""
    compiled, _ = compile_specs(ROOT, Settings("local", str(specs), variables={"lake": "local-lake"}))
    journey = travel(specs, folder, endpoint)
    assert journey.tables.keys() == {f"{t.database.physical_name}.{t.name}" for t in compiled.tables}
    assert journey.databases.keys() == {d.physical_name for d in compiled.databases}
    journey.arrived(specs)
    journey.ended()


def test_the_examples_travel_the_whole_road(tmp_path: Path, endpoint: str) -> None:
    travel_alone(imported(ROOT / "examples" / "exports", tmp_path / "specs"), tmp_path, endpoint)


def test_the_shipped_specs_travel_too(tmp_path: Path, endpoint: str) -> None:
    travel_alone(ROOT / "catalog_specs", tmp_path, endpoint)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Path], Journey]:
    """The specs of each sample, imported as a space of its own, and one journey of them all in one stack."""
    folder = tmp_path_factory.mktemp("samples")
    together = folder / "together"
    found = {}
    for sample in SAMPLES:
        (export,) = SHARED_EXPORTS.glob(f"{sample}*")
        found[sample] = imported(export, folder / sample, "--space", f"SAMPLE_{sample}")
        for database in found[sample].iterdir():
            shutil.copytree(database, together / database.name)
    with catalog() as endpoint:
        return found, travel(together, folder, endpoint)


@needs_samples
@pytest.mark.xdist_group("samples")
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_export_travels_the_whole_road(
    sample: str, samples: tuple[dict[str, Path], Journey]
) -> None:
    specs, journey = samples
    journey.arrived(specs[sample])


@needs_samples
@pytest.mark.xdist_group("samples")
def test_the_samples_leave_nothing_to_do_and_at_their_end_nothing_in_glue(
    samples: tuple[dict[str, Path], Journey],
) -> None:
    _, journey = samples
    journey.ended()


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
    travel_alone(specs, tmp_path, endpoint)
