"""Coverage is counted over the raw files: what nobody carries and nobody tells of is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapping.combine.declared import Declared
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.model import ObjectKey
from mapping.report.coverage import Coverage, coverage
from mapping.report.outcome import Outcome
from mapping.rules.loader import read_rules
from mapping.specs.documents import Specs, TableFigures, TableSpec
from tests.support.exports import STRING, entity, to_one, write_export
from tests.support.project import ROOT, SHARED


def brought_in(tmp_path: Path, definitions: dict[str, Any]) -> Outcome:
    path = write_export(tmp_path / "a.json", definitions)
    return run_import(inputs_of([path], "S"), tmp_path / "specs")


def test_drafts_of_a_service_are_in_findings(tmp_path: Path) -> None:
    flag = {"type": "cds.Boolean", "key": True}
    admin = {"DraftUUID": {**STRING, "key": True}, "InProcessByUser": STRING}
    definitions = {
        "Trip": entity({"nr": STRING, "IsActiveEntity": flag}, **{"@odata.draft.enabled": True}),
        "DRAFT.DraftAdministrativeData": entity(admin),
    }
    found = brought_in(tmp_path, definitions).coverage
    assert (found.elements, found.carried, found.in_findings, found.missing) == (4, 1, 3, [])


def test_columns_associations_and_elements_in_findings_count(tmp_path: Path) -> None:
    found = brought_in(
        tmp_path,
        {
            "T": entity(
                {"a": STRING, "v": {**STRING, "virtual": True}, "_u": to_one("U", ("a", "k"), name="_u")}
            ),
            "U": entity({"k": {**STRING, "key": True}}),
            "M": entity({"u": {"type": "cds.Association", "target": "U", "keys": [{"ref": ["k"]}]}}),
        },
    ).coverage
    assert (found.elements, found.carried, found.in_findings, found.missing) == (5, 4, 1, [])
    assert found.percent == 100


def test_one_finding_stands_for_a_whole_service(tmp_path: Path) -> None:
    found = brought_in(
        tmp_path,
        {
            "T": entity(),
            "Shop": {"kind": "service"},
            "Shop.T": entity({"a": STRING, "b": STRING}, projection={"from": {"ref": ["T"]}}),
        },
    ).coverage
    assert (found.elements, found.carried, found.in_findings) == (3, 1, 2)


def test_a_column_that_became_a_partition_key_is_carried(tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.json", {"T": entity({"a": STRING, "day": STRING})})
    given = b"{kind: Rules, tables: [{objects: '*', partitions: {keys: [{column: day}]}}]}"
    rules = read_rules(given, "r.yaml")
    found = run_import(inputs_of([path], "S"), tmp_path / "specs", rules=rules)
    assert [column["name"] for column in found.specs.tables[0].spec["columns"]] == ["a"]
    assert (found.coverage.carried, found.coverage.missing) == (2, [])


SAMPLES = SHARED / "exports"
GOLDEN = ROOT / "tests" / "golden" / "mapping"
METADATA = """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityContainer Name="C"><EntitySet Name="T" EntityType="Shop.T"/></EntityContainer>
<EntityType Name="T"><Key><PropertyRef Name="a"/></Key><Property Name="a" Type="Edm.String"/>
<Property Name="more" Type="Edm.String"/></EntityType></Schema></edmx:DataServices></edmx:Edmx>"""


@pytest.mark.parametrize("projected", [True, False])
def test_one_finding_stands_for_metadata_that_csn_replaces(projected: bool, tmp_path: Path) -> None:
    service = {
        "T": entity({"a": STRING}),
        "Shop": {"kind": "service"},
        "Shop.T": entity({"a": STRING, "more": STRING}, projection={"from": {"ref": ["T"]}}),
    }
    csn = write_export(tmp_path / "a.json", service if projected else {"Shop.T": entity({"a": STRING})})
    (tmp_path / "a.edmx").write_text(METADATA, "utf-8")
    outcome = run_import(inputs_of([csn, tmp_path / "a.edmx"], "S"), tmp_path / "specs")
    assert [f.code for f in outcome.findings].count("CSN016") == 1
    assert outcome.coverage.missing == []
    assert outcome.coverage.percent == 100


PAIRS = [("11a", "11b"), ("14a", "14b"), ("14b", "14a"), ("",)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of real tenants are not beside this checkout")
@pytest.mark.parametrize("names", PAIRS, ids=lambda names: "+".join(names) or "all")
def test_samples_imported_together_are_covered_whole(names: tuple[str, ...], tmp_path: Path) -> None:
    paths = [path for name in names for path in (SAMPLES.glob(f"{name}_*") if name else (SAMPLES,))]
    # two tenants have a table of one name, and one object is there as two versions of Datasphere read it
    outcome = run_import(inputs_of(paths, "TENANT"), tmp_path, prefer=["01_*", "02_*"])
    found = outcome.coverage
    assert found.elements > 0
    assert (found.missing, found.percent) == ([], 100)


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_our_own_files_imported_together_are_covered_whole(folder: Path, tmp_path: Path) -> None:
    rules = folder / "rules.yaml"
    given = read_rules(rules.read_bytes(), str(rules)) if rules.exists() else None
    found = run_import(inputs_of([folder / "in"]), tmp_path, rules=given).coverage
    assert (found.missing, found.percent) == ([], 100)


def test_the_examples_imported_together_are_covered_whole(tmp_path: Path) -> None:
    found = run_import(inputs_of([ROOT / "examples" / "exports"]), tmp_path).coverage
    assert (found.missing, found.percent) == ([], 100)


def table(*columns: str) -> Specs:
    figures = TableFigures("S.T", len(columns), 0, 0)
    return Specs({}, (TableSpec("s", "t", ObjectKey("S", "T"), "", columns, figures, False),))


DEFINED = Declared("f", ("definitions", "T"), ("a", "b", "c"), ObjectKey("S", "T"))


def test_what_is_in_no_spec_and_no_finding_is_missing_and_named() -> None:
    found = coverage([DEFINED], table("a"), {("MAP010", "f", ("definitions", "T", "elements", "b"))})
    assert found == Coverage(3, 1, 1, [("f", "T", "c")])
    assert found.percent == 66.6


def test_a_finding_about_something_else_in_the_definition_tells_of_no_element() -> None:
    places = {
        ("MAP032", "f", ("definitions", "T")),
        ("MAP030", "f", ("definitions", "T", "elements", "b", "@x")),
        ("MAP010", "other", ("definitions", "T", "elements", "b")),
    }
    assert coverage([DEFINED], table("a"), places).in_findings == 0


def test_one_missing_in_a_thousand_is_not_all() -> None:
    names = tuple(f"c{i}" for i in range(10_000))
    found = coverage(
        [Declared("f", ("definitions", "T"), names, ObjectKey("S", "T"))], table(*names[:-1]), set()
    )
    assert found.percent == 99.9
