"""A spec that people turned to `manage: context` takes the export's context and gets no storage back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from catalog.language.compiler import compile_specs
from catalog.language.stacks.settings import Settings
from tests.support.exports import STRING, entity
from tests.support.reimport import DATE, codes, import_into, rewrite
from tests.support.specs import PROJECT

LABELLED = {"@EndUserText.label": "Number", **STRING}


def spec(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text())
    return found


def without(file: Path, *keys: str) -> None:
    """Removes keys with their blocks from a spec, as a person would."""
    kept, gone = [], False
    for line in file.read_text().splitlines(keepends=True):
        if line[:1] not in (" ", "-"):
            gone = line.partition(":")[0] in keys
        kept += [] if gone else [line]
    file.write_text("".join(kept))


def test_labels_go_on_coming_and_storage_stays_away(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "day": DATE})})
    table, database = specs / "sales" / "t.yaml", specs / "sales" / "database.yaml"
    without(table, "storage")
    without(database, "location")
    rewrite(table, ("name: t\n", "name: t\nmanage: context\n"))
    rewrite(database, ("name: sales\n", "name: sales\nmanage: context\n"))
    import_into(specs, {"T": entity({"id": LABELLED, "day": DATE, "more": STRING})})
    found = spec(table)
    assert found["manage"] == "context"
    assert "storage" not in found
    assert "location" not in spec(database)
    assert [c["name"] for c in found["columns"]] == ["id", "day", "more"]
    assert found["columns"][0]["label"] == "Number"
    (specs.parent / "Pulumi.yaml").write_text(PROJECT)
    assert compile_specs(specs.parent, Settings("dev", str(specs), variables={"lake": "l"}))[1] == []


def test_columns_that_people_removed_stay_away(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING})})
    table = specs / "sales" / "t.yaml"
    without(table, "storage", "columns")
    rewrite(table, ("name: t\n", "name: t\nmanage: context\n"))
    labelled = entity({"id": STRING, "more": STRING}, **{"@EndUserText.label": "Tee"})
    assert codes(import_into(specs, {"T": labelled})) == ["IMP011"]
    found = spec(table)
    assert found["business"] == {"label": "Tee"}
    assert [c["name"] for c in found["columns"]] == [
        "more"
    ]  # what people removed stays away, what is new comes
    assert import_into(specs, {"T": labelled}).plan.changes == []
