"""Every export, import to destroy: what Glue returns has the columns of the specs, in types it knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import gluetypes
from catalog.compiled import compile_specs
from catalog.stacks import Settings
from cli.main import main
from tests.support.engine import ROOT, Engine, glue, tables

SHARED = ROOT.parent / "shared" / "exports"
SAMPLES = [*(f"{n:02}_" for n in range(1, 9)), "14a_"]


def imported(exports: Path, folder: Path) -> Path:
    """The specs that import makes of `exports`, checked."""
    specs = folder / "specs"
    assert main(["import", str(exports), "--specs", str(specs)]) == 0
    assert main(["check", "--specs", str(specs), "--stack", "local"]) == 0
    return specs


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
        columns = found[name]["StorageDescriptor"]["Columns"]
        assert [c["Name"] for c in columns] == [c["name"] for c in data["columns"]]
        assert [gluetypes.canonical(c["Type"]) for c in columns] == [
            gluetypes.canonical(c["type"]) for c in data["columns"]
        ]
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
    (export,) = SHARED.glob(f"{sample}*.json")
    travel(imported(export, tmp_path), tmp_path, endpoint)
