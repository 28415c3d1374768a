"""Exports of real tenants, where a checkout has them beside it, and our own examples everywhere.

Counts over the raw JSON, made here without any of the mapping's code, must equal what the specs hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.language.findings import errors
from catalog.language.glue.types import canonical
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.project import ROOT, SHARED
from tests.support.said import is_said, named
from tests.support.specs import STACK

SAMPLES = SHARED / "exports"
EXAMPLES = ROOT / "examples" / "exports"
GOLDEN = ROOT / "tests" / "golden" / "mapping"
NAMES = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11a", "11c", "14a"]
OURS = [  # the same constructs in files of our own, for a checkout without the samples
    *sorted(EXAMPLES.rglob("*.json")),
    GOLDEN / "csn_interop" / "in" / "LEDGER" / "instalment_plans.json",
    GOLDEN / "catalog_lists" / "in" / "merchants.json",
]

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples of real tenants are not beside this checkout"
)
csn_files = pytest.mark.parametrize(
    "name",
    [*(pytest.param(n, marks=needs_samples) for n in NAMES), *(str(p.relative_to(ROOT)) for p in OURS)],
)
UNTYPED = ("MAP001", "MAP006", "MAP007", "MAP008", "MAP055")
ASSOCIATIONS = ("cds.Association", "cds.Composition")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sample(name: str) -> Path:
    """A sample by its number, or a file of ours by its path in the project."""
    if "/" in name:
        return ROOT / name
    (path,) = SAMPLES.glob(f"{name}_*")
    return path


def bring_in(path: Path, specs: Path) -> Outcome:
    outcome = run_import(inputs_of([path], "" if path.is_dir() else "TENANT"), specs)
    perform(outcome.plan.changes)
    return outcome


def entities(path: Path) -> dict[str, dict[str, Any]]:
    document = json.loads(path.read_text("utf-8"))
    definitions = document["definitions"]
    projections = "csnInteropEffective" not in document  # an interop document holds the service itself
    services = [name + "." for name, d in definitions.items() if d["kind"] == "service" and projections]
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


@csn_files
def test_a_tenants_export_is_imported_whole_and_passes_the_checks(name: str, project: Path) -> None:
    outcome = bring_in(sample(name), project / "catalog_specs")
    assert errors(outcome.findings) == []
    assert main(["check", "--specs", "catalog_specs"]) == 0
    assert bring_in(sample(name), project / "catalog_specs").plan.changes == []


@needs_samples
def test_every_column_of_the_samples_has_a_type() -> None:
    """All their types were found when expressions had none yet: no sample may have fewer."""
    for path in sorted(p for p in SAMPLES.iterdir() if p.suffix in (".json", ".xml", ".edmx")):
        outcome = run_import(inputs_of([path], "TENANT"), SAMPLES / "no_specs_here")
        assert not [f.message for f in outcome.findings if f.code in UNTYPED], path.name


@csn_files
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


@lru_cache
def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def with_its_type(element: dict[str, Any], path: Path) -> dict[str, Any]:
    """An element with the annotations of its type definition, which CDS passes on."""
    definition = document(path)["definitions"].get(element.get("type"), {})
    if definition.get("kind") != "type":
        return element
    return {k: v for k, v in with_its_type(definition, path).items() if k[0] == "@"} | element


def label_of(element: dict[str, Any], path: Path) -> str:
    """The label of an element, in English where the file has its texts apart."""
    found = next((element[n] for n in ("@EndUserText.label", "@Common.Label", "@title") if n in element), "")
    if not found.startswith("{i18n>"):
        return str(found)
    return str(document(path).get("i18n", {}).get("en", {}).get(found[6:-1], ""))


def text_associations(definition: dict[str, Any]) -> set[str]:
    """The associations that an entity's elements name as those of their texts, in either notation."""
    named = [e.get("@ObjectModel.text.association") for e in definition["elements"].values()]
    return {name["="] if isinstance(name, dict) else name for name in named if name}


COUNTED: list[tuple[Any, Any]] = [
    # an annotation of elements, and what a column that has it says in its spec
    (
        "@Semantics.amount.currencyCode",
        lambda c: c.get("currency") or (c.get("measure") or {}).get("currency"),
    ),
    ("@Semantics.quantity.unitOfMeasure", lambda c: c.get("unit") or (c.get("measure") or {}).get("unit")),
    ("@ObjectModel.text.element", lambda c: c.get("text")),
    ("@ObjectModel.foreignKey.association", lambda c: c.get("foreign_key")),
    (("@AnalyticsDetails.measureType", "@Aggregation.default"), lambda c: c.get("measure") is not None),
    ("key", lambda c: c.get("key")),
]


@pytest.mark.parametrize(
    # a measure of an analytic model has the currency of its fact: more in the specs than the file states
    "name",
    [n for n in csn_files.args[1] if "portfolio" not in str(n)],
)
def test_business_context_counted_in_the_raw_file_is_all_in_the_specs(name: str, tmp_path: Path) -> None:
    raw = list(entities(sample(name)).values())
    specs = [t.spec for t in bring_in(sample(name), tmp_path).specs.tables]
    columns = [c for spec in specs for c in spec["columns"] if "association" not in c["source"]]
    elements = [
        with_its_type(e, sample(name))
        for d in raw
        for e in d["elements"].values()
        if e.get("type") not in ASSOCIATIONS and not e.get("virtual")
    ]
    for annotation, said in COUNTED:
        either = annotation if isinstance(annotation, tuple) else (annotation,)
        stated = [e for e in elements if any(e.get(a) and e[a] != {"#": "NONE"} for a in either)]
        assert sum(bool(said(c)) for c in columns) == len(stated), annotation
    assert sum("label" in c for c in columns) == sum(bool(label_of(e, sample(name))) for e in elements)
    texts = [r["name"] for spec in specs for r in spec.get("relationships", ()) if r.get("kind") == "text"]
    assert sorted(texts) == sorted(name for d in raw for name in text_associations(d))
    hierarchies = sum(
        len(d.get(f"@Hierarchy.{kind}", ())) for d in raw for kind in ("leveled", "parentChild")
    )
    assert sum(len(spec.get("hierarchies", ())) for spec in specs) == hierarchies


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_what_an_element_states_is_in_its_column_or_in_a_finding(name: str, tmp_path: Path) -> None:
    """The value of every annotation, in the words of the spec, or else a finding that names it."""
    outcome = bring_in(sample(name), tmp_path)
    told = "\n".join(f"{f.message} {f.path}" for f in outcome.findings)
    specs = {(t.key.space, t.key.name): t.spec for t in outcome.specs.tables}
    for entity_name, definition in entities(sample(name)).items():
        spec = specs.get(("TENANT", entity_name)) or specs[tuple(entity_name.split(".", 1))]  # type: ignore[index]
        columns = {c["source"]["name"]: c for c in spec["columns"]}
        related = {r["name"]: r for r in spec.get("relationships", ())}
        for element_name, element in definition["elements"].items():
            places = [columns.get(element_name), related.get(element_name), [*related.values()]]
            for member, value in element.items() if not element.get("virtual") else ():
                if member[0] == "@" and not is_said(member, value, places):
                    assert named(member, told), (entity_name, element_name, member, value)
        for member, value in definition.items():
            if member[0] == "@" and not is_said(member, value, [spec]):
                assert named(member, told), (entity_name, member, value)


@needs_samples
@pytest.mark.parametrize(("name", "listed"), [("12a", 5), ("12b", 1)])
def test_lists_of_the_catalog_alone_write_nothing_and_say_so(
    name: str, listed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(sample(name)), "--specs", str(tmp_path / "specs")]) == 0
    said = "".join(capsys.readouterr())
    assert not (tmp_path / "specs").exists()
    assert "CSN012 warning" in said
    entries = json.loads(sample(name).read_text("utf-8"))["value"]
    assert len(entries) == listed
    assert all(entry["name"] in said for entry in entries)


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
