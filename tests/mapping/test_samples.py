"""Exports of real tenants, where a checkout has them beside it, and our own examples everywhere.

Counts over the raw JSON, made here without any of the mapping's code, must equal what the specs hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.findings import errors
from catalog.gluetypes import canonical
from cli.main import main
from mapping.importer import Outcome, inputs_of, run_import
from mapping.write import perform
from tests.support.specs import STACK

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "exports"
EXAMPLES = ROOT / "examples" / "exports"
NAMES = ["01", "02", "03", "04", "05", "06", "07", "08", "14a"]

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples of real tenants are not beside this checkout"
)
ASSOCIATIONS = ("cds.Association", "cds.Composition")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sample(name: str) -> Path:
    (path,) = SAMPLES.glob(f"{name}_*.json")
    return path


def bring_in(path: Path, specs: Path) -> Outcome:
    outcome = run_import(inputs_of([path], "" if path.is_dir() else "TENANT"), specs)
    perform(outcome.plan.changes)
    return outcome


def entities(path: Path) -> dict[str, dict[str, Any]]:
    definitions = json.loads(path.read_text("utf-8"))["definitions"]
    services = [name + "." for name, d in definitions.items() if d["kind"] == "service"]
    return {
        name: d
        for name, d in definitions.items()
        if d["kind"] == "entity" and not any(name.startswith(s) for s in services)
    }


def expected_columns(definitions: dict[str, Any], elements: dict[str, Any]) -> Iterator[str]:
    """Names of the columns that an entity has, by CSN's rules."""
    for name, element in elements.items():
        if element.get("type") in ASSOCIATIONS:
            yield from (f"{name}_{'_'.join(k['ref'])}" for k in element.get("keys", ()))
        elif not element.get("virtual"):
            yield name


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_a_tenants_export_is_imported_whole_and_passes_the_checks(name: str, project: Path) -> None:
    outcome = bring_in(sample(name), project / "catalog_specs")
    assert errors(outcome.findings) == []
    assert main(["check", "--specs", "catalog_specs"]) == 0
    assert bring_in(sample(name), project / "catalog_specs").plan.changes == []


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_every_element_of_a_tenants_export_is_a_column_or_a_relationship(name: str, tmp_path: Path) -> None:
    raw = entities(sample(name))
    specs = [t.spec for t in bring_in(sample(name), tmp_path).specs.tables]
    assert len(specs) == len(raw)
    for spec in specs:
        source = spec["source"]
        definition = raw.get(source["object"]) or raw[f"{source['space']}.{source['object']}"]
        elements = definition["elements"]
        assert [c["source"]["name"] for c in spec["columns"]] == list(expected_columns(raw, elements))
        associations = [n for n, e in elements.items() if e.get("type") in ASSOCIATIONS]
        assert [r["name"] for r in spec.get("relationships", ())] == associations
        assert [canonical(c["type"]) for c in spec["columns"]] == [c["type"] for c in spec["columns"]]


COUNTED = [
    # an annotation of elements, and what a column that has it says in its spec
    (
        "@Semantics.amount.currencyCode",
        lambda c: c.get("currency") or (c.get("measure") or {}).get("currency"),
    ),
    ("@Semantics.quantity.unitOfMeasure", lambda c: c.get("unit") or (c.get("measure") or {}).get("unit")),
    ("@ObjectModel.text.element", lambda c: c.get("text")),
    ("@ObjectModel.foreignKey.association", lambda c: c.get("foreign_key")),
    ("@AnalyticsDetails.measureType", lambda c: c.get("measure") is not None),
    ("key", lambda c: c.get("key")),
]


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_business_context_counted_in_the_raw_file_is_all_in_the_specs(name: str, tmp_path: Path) -> None:
    raw = list(entities(sample(name)).values())
    specs = [t.spec for t in bring_in(sample(name), tmp_path).specs.tables]
    columns = [c for spec in specs for c in spec["columns"] if "association" not in c["source"]]
    elements = [
        e
        for d in raw
        for e in d["elements"].values()
        if e.get("type") not in ASSOCIATIONS and not e.get("virtual")
    ]
    for annotation, said in COUNTED:
        assert sum(bool(said(c)) for c in columns) == sum(bool(e.get(annotation)) for e in elements), (
            annotation
        )
    labels = ("@EndUserText.label", "@Common.Label", "@title")
    labelled = [e for e in elements if any(e.get(n) and "{i18n>" not in e[n] for n in labels)]
    assert sum("label" in c for c in columns) == len(labelled)
    hierarchies = sum(
        len(d.get(f"@Hierarchy.{kind}", ())) for d in raw for kind in ("leveled", "parentChild")
    )
    assert sum(len(spec.get("hierarchies", ())) for spec in specs) == hierarchies


@needs_samples
def test_samples_in_other_formats_say_what_they_are(tmp_path: Path) -> None:
    for name in ("09", "10", "12a", "12b"):
        outcome = bring_in(sample(name), tmp_path / "specs")
        assert [f.code for f in outcome.findings] == ["CSN006"]
    assert not (tmp_path / "specs").exists()


def test_the_examples_are_what_their_specs_were_made_of(tmp_path: Path) -> None:
    outcome = run_import(inputs_of([EXAMPLES]), ROOT / "catalog_specs")
    assert errors(outcome.findings) == []
    assert [c.path.name for c in outcome.plan.changes] == []
    assert [f.code for f in outcome.findings if f.code.startswith("IMP")] == []


def test_the_examples_show_each_kind_of_object_and_construct() -> None:
    specs = [t.spec for t in run_import(inputs_of([EXAMPLES]), ROOT / "catalog_specs").specs.tables]
    columns = [c for spec in specs for c in spec["columns"]]
    assert len({spec["database"] for spec in specs}) >= 3
    assert len(specs) >= 12
    assert {spec["source"]["kind"] for spec in specs} == {
        "local-table",
        "remote-table",
        "view",
        "open-sql-table",
        "delta-table",
        "analytic-model",
    }
    assert {"fact", "dimension", "text", "analytic-model"} <= {
        spec.get("business", {}).get("role") for spec in specs
    }
    hierarchies = [h for spec in specs for h in spec.get("hierarchies", ())]
    assert any("parent" in h for h in hierarchies)
    assert any("levels" in h for h in hierarchies)
    assert {"struct", "array", "decimal", "timestamp", "date", "binary"} <= {
        c["type"].partition("<")[0].partition("(")[0] for c in columns
    }
    assert any("enum" in c for c in columns)
