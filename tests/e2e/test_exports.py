"""Every export, import to destroy: what Glue returns gives the specs again, business context included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog import codec, gluetypes
from catalog.compiled import compile_specs
from catalog.stacks import Settings
from cli.main import main
from tests.support.engine import ROOT, Engine, glue, tables

SHARED = ROOT.parent / "shared" / "exports"
SAMPLES = [*(f"{n:02}_" for n in (*range(1, 11), 13)), "11a_", "11b_", "11c_", "14a_", "14b_"]
BLOCKS = ("business", "source", "relationships", "hierarchies", "changes")


def imported(exports: Path, folder: Path) -> Path:
    """The specs that import makes of `exports`, checked."""
    specs = folder / "specs"
    assert main(["import", str(exports), "--specs", str(specs)]) == 0
    assert main(["check", "--specs", str(specs), "--stack", "local"]) == 0
    return specs


def declared(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a table spec has Glue hold of it."""
    keys = (data.get("partitions") or {}).get("keys", ())
    return {
        **{block: data[block] for block in BLOCKS if data.get(block)},
        "description": data.get("description", ""),
        "location": data["storage"]["location"],
        "columns": [{**c, "type": gluetypes.canonical(c["type"])} for c in (*data["columns"], *keys)],
    }


def read_back(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table as Glue returns it, business context included."""
    descriptor = found["StorageDescriptor"]
    columns = [
        codec.decode_column({k.lower(): v for k, v in c.items()})
        for c in (*descriptor["Columns"], *found.get("PartitionKeys", ()))
    ]
    return {
        **codec.decode_context(found["Parameters"]),
        "description": found.get("Description", ""),
        "location": descriptor["Location"],
        "columns": [{**c, "type": gluetypes.canonical(c["type"])} for c in columns],
    }


def travel(specs: Path, folder: Path, endpoint: str) -> None:
    """Up, compare with Glue, no change after a refresh, destroy, nothing left."""
    catalog, _ = compile_specs(ROOT, Settings("local", str(specs), variables={"lake": "local-lake"}))
    engine = Engine(folder, specs, endpoint)
    engine.up()
    client = glue(endpoint)
    found = tables(client)
    expected = {f"{t.database.physical_name}.{t.name}": t.data for t in catalog.tables}
    assert expected
    assert found.keys() == expected.keys()
    for name, data in expected.items():
        assert read_back(found[name]) == declared(data), name
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()
    assert client.get_databases()["DatabaseList"] == []


def test_the_examples_travel_the_whole_road(tmp_path: Path, endpoint: str) -> None:
    travel(imported(ROOT / "examples" / "exports", tmp_path), tmp_path, endpoint)


def test_the_shipped_specs_travel_too(tmp_path: Path, endpoint: str) -> None:
    travel(ROOT / "catalog_specs", tmp_path, endpoint)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the sample exports (../shared/exports) are not beside this checkout"
)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_export_travels_the_whole_road(sample: str, tmp_path: Path, endpoint: str) -> None:
    (export,) = SHARED.glob(f"{sample}*")
    travel(imported(export, tmp_path), tmp_path, endpoint)
