"""OData metadata: every property of a file is in a spec or named in a finding, and so is what is said of it.

The files are read a second time here, by ElementTree and without any of the mapping's code. Then one
model given as CSN and as metadata: the specs differ by what the formats hold, and by nothing else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from catalog.cli.main import main
from catalog.language.findings import errors
from catalog.language.glue.types import canonical
from mapping.docs.format_differences import OF_A_CAP_MODEL as DIFFERENCES_OF_A_CAP_MODEL
from mapping.docs.format_differences import OF_A_VIEW as DIFFERENCES_OF_A_VIEW
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.integration.test_samples import GOLDEN, needs_samples, project, sample

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
SERVICES = GOLDEN / "services" / "in" / "BNPL_MART"
files = pytest.mark.parametrize(
    "path",
    [
        *(pytest.param(n, marks=needs_samples) for n in ("11b", "13", "14b")),
        *(str(SERVICES / name) for name in ("relational.xml", "analytical.xml", "merchants.edmx")),
    ],
    ids=["11b", "13", "14b", "relational", "analytical", "merchants"],
)
__all__ = ["project"]  # a fixture, used by name


@dataclass(frozen=True)
class Raw:
    """A metadata file as ElementTree has it."""

    root: ElementTree.Element

    def types(self) -> dict[str, ElementTree.Element]:
        return {t.attrib["Name"]: t for t in self.root.iter(f"{EDM}EntityType")}

    def members(self, name: str, kind: str) -> list[ElementTree.Element]:
        """A type's properties or navigation properties, those of its base type first."""
        node = self.types()[name]
        base = node.get("BaseType", "").rpartition(".")[2]
        return (self.members(base, kind) if base else []) + node.findall(EDM + kind)

    def terms(self, target: str, member: ElementTree.Element) -> dict[str, ElementTree.Element]:
        """Annotations of a property by the last word of their term, in-line and external."""
        found = {a.attrib["Term"].rpartition(".")[2]: a for a in member.findall(f"{EDM}Annotation")}
        for group in self.root.iter(f"{EDM}Annotations"):
            if group.attrib["Target"].rpartition(".")[2] == target:
                found |= {a.attrib["Term"].rpartition(".")[2]: a for a in group}
        return found


def raw(path: Path) -> Raw:
    return Raw(ElementTree.parse(path).getroot())


def bring_in(path: Path, specs: Path) -> Outcome:
    outcome = run_import(inputs_of([path], "TENANT"), specs)
    perform(outcome.plan.changes)
    return outcome


def path_of(name: str) -> Path:
    return Path(name) if "/" in name else sample(name)


def spec_of(outcome: Outcome, type_name: str) -> dict[str, Any]:
    """The spec of an entity type: the one table whose name ends as the type's does."""
    plain = type_name.removesuffix("Type").lower()
    (found,) = [t.spec for t in outcome.specs.tables if t.name == plain or t.name.endswith("_" + plain)]
    return found


def is_table(file: Raw, name: str) -> bool:
    return file.types()[name].get("Abstract") != "true" and not name.endswith("Parameters")


@files
def test_metadata_is_imported_whole_and_passes_the_checks(path: str, project: Path) -> None:
    outcome = bring_in(path_of(path), project / "catalog_specs")
    assert errors(outcome.findings) == []
    assert main(["check", "--specs", "catalog_specs"]) == 0
    assert bring_in(path_of(path), project / "catalog_specs").plan.changes == []


@files
def test_every_property_is_a_column_and_every_navigation_a_relationship(path: str, tmp_path: Path) -> None:
    file = raw(path_of(path))
    outcome = bring_in(path_of(path), tmp_path)
    names = [name for name in file.types() if is_table(file, name)]
    assert len(outcome.specs.tables) == len(names)
    for name in names:
        spec = spec_of(outcome, name)
        originals = []
        for member in file.members(name, "Property"):
            given = file.terms(f"{name}/{member.attrib['Name']}", member).get("OriginalName")
            originals.append(member.attrib["Name"] if given is None else given.attrib["String"])
        assert [c["source"]["name"] for c in spec["columns"]] == originals
        assert all(canonical(c["type"]) == c["type"] for c in spec["columns"])
        navigations = [n.attrib["Name"] for n in file.members(name, "NavigationProperty")]
        found = [
            r["name"] for r in spec.get("relationships", ()) if "." not in r["name"]
        ]  # not of structures
        assert found == [n for n in navigations if n != "Parameters"]


@files
def test_facets_keys_and_constraints_counted_in_the_raw_file_are_in_the_specs(
    path: str, tmp_path: Path
) -> None:
    file = raw(path_of(path))
    outcome = bring_in(path_of(path), tmp_path)
    for name in (n for n in file.types() if is_table(file, n)):
        spec = spec_of(outcome, name)
        keys = {r.attrib["Name"] for m in file.members(name, "Key") for r in m}
        for member, column in zip(file.members(name, "Property"), spec["columns"], strict=True):
            assert column.get("key", False) == (member.attrib["Name"] in keys)
            assert column.get("nullable", True) == (
                member.get("Nullable") != "false" and member.attrib["Name"] not in keys
            )
            for facet in ("MaxLength", "Precision", "Scale", "SRID"):
                assert member.get(facet, "") in column["source"]["type"], (name, member.attrib)
            assert ("default" in column) == ("DefaultValue" in member.attrib)
        for member in file.members(name, "NavigationProperty"):
            constraints = member.findall(f"{EDM}ReferentialConstraint")
            pairs = {
                c.attrib["Property"].lower(): c.attrib["ReferencedProperty"].lower() for c in constraints
            }
            joins = [r.get("on") for r in spec.get("relationships", ()) if r["name"] == member.attrib["Name"]]
            if pairs:
                assert joins == [pairs]


SAID: dict[str, Callable[[dict[str, Any]], Any]] = {
    # what a property's term becomes in its column's spec
    "Label": lambda c: c.get("label"),
    "ISOCurrency": lambda c: c.get("currency") or (c.get("measure") or {}).get("currency"),
    "Unit": lambda c: c.get("unit") or (c.get("measure") or {}).get("unit"),
    "IsCurrency": lambda c: c.get("semantic") == "currency-code",
    "IsCalendarDate": lambda c: c.get("semantic") == "calendar.date",
    "IsCalendarYear": lambda c: c.get("semantic") == "calendar.year",
    "IsCalendarMonth": lambda c: c.get("semantic") == "calendar.month",
    "IsCalendarYearMonth": lambda c: c.get("semantic") == "calendar.year-month",
    "IsCalendarYearWeek": lambda c: c.get("semantic") == "calendar.year-week",
    "IsCalendarYearQuarter": lambda c: c.get("semantic") == "calendar.year-quarter",
    "IsDayOfCalendarYear": lambda c: c.get("semantic") == "calendar.day-of-year",
    "dimension": lambda c: c.get("dimension") is not None,
    "Dimension": lambda c: c.get("dimension") is not None,
    "measure": lambda c: c.get("measure") is not None,
    "Computed": lambda c: c["source"].get("calculated"),
    "AllowedValues": lambda c: c.get("enum"),
    "OriginalDataType": lambda c: c["source"].get("native_type"),
    "OriginalName": lambda c: c["source"]["name"],
    "Text": lambda c: True,  # behind a navigation property: the relationship's kind
}


@files
def test_every_annotation_of_a_property_is_in_its_column_or_in_a_finding(path: str, tmp_path: Path) -> None:
    file = raw(path_of(path))
    outcome = bring_in(path_of(path), tmp_path)
    told = "\n".join(f.message for f in outcome.findings)
    seen = 0
    for name in (n for n in file.types() if is_table(file, n)):
        for member, column in zip(
            file.members(name, "Property"), spec_of(outcome, name)["columns"], strict=True
        ):
            for term, annotation in file.terms(f"{name}/{member.attrib['Name']}", member).items():
                seen += 1
                in_spec = SAID.get(term, lambda _: False)(column)
                text = annotation.get("String", "")
                assert in_spec or f".{term} " in told or text in told, (name, member.attrib, term)
                if term == "Label" and not text.startswith("{i18n>"):
                    assert column["label"] == text
    assert seen > 0


@files
def test_annotations_of_types_and_sets_are_in_the_spec_or_in_a_finding(path: str, tmp_path: Path) -> None:
    file = raw(path_of(path))
    outcome = bring_in(path_of(path), tmp_path)
    told = "\n".join(f.message for f in outcome.findings)
    specs = {t.spec["name"]: t.spec for t in outcome.specs.tables}
    written = json.dumps(specs, ensure_ascii=False)
    hierarchies = sum(len(s.get("hierarchies", ())) for s in specs.values())
    for group in file.root.iter(f"{EDM}Annotations"):
        target = group.attrib["Target"]
        if "/" in target and "Container/" not in target:
            continue  # a property: see above
        for annotation in group:
            term, text = annotation.attrib["Term"].rpartition(".")[2], annotation.get("String", "")
            in_spec = bool(text) and (text in written or f'"{text[1:].lower()}"' in written)
            assert in_spec or f".{term} " in told or term == "leveled" or _measures(term, specs), term
            if term == "leveled":
                assert hierarchies == len(annotation.findall(f"{EDM}Collection/{EDM}Record"))


def _measures(term: str, specs: dict[str, dict[str, Any]]) -> bool:
    columns = [c for s in specs.values() for c in s["columns"]]
    return term in ("CustomAggregate", "AggregatedProperty") and any("measure" in c for c in columns)


# --- one model, two formats ---


def without(spec: dict[str, Any], differences: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The spec without what stands at the paths of the table; see there for how they are written."""
    found = copy.deepcopy(spec)
    for path, _ in differences:
        *steps, last = path.partition("=")[0].split(".")
        places: list[Any] = [found]
        for step in steps:
            name, _, called = step.removesuffix("]").partition("[")
            inner = [place.get(name) for place in places]
            flat = [x for i in inner for x in (i if isinstance(i, list) else [i])]
            places = [x for x in flat if isinstance(x, dict) and called in ("", x.get("name"))]
        for place in places:
            if "=" not in path or place.get(last) == path.partition("=")[2]:
                place.pop(last, None)
    return found


@needs_samples
def test_a_view_as_csn_and_as_metadata_gives_equal_specs(tmp_path: Path) -> None:
    (csn,) = [t.spec for t in bring_in(sample("11a"), tmp_path / "csn").specs.tables]
    (edm,) = [t.spec for t in bring_in(sample("11b"), tmp_path / "edm").specs.tables]
    assert without(csn, DIFFERENCES_OF_A_VIEW) == without(edm, DIFFERENCES_OF_A_VIEW)
    for path, _ in DIFFERENCES_OF_A_VIEW:  # each line is needed
        rest = tuple(d for d in DIFFERENCES_OF_A_VIEW if d[0] != path)
        assert without(csn, rest) != without(edm, rest), path


# entity of the CSN -> its projection in the service
PROJECTIONS = {
    "demo.sales.Customers": "demo.sales.S.Cust",
    "demo.sales.Items": "demo.sales.S.Items",
    "demo.sales.Orders": "demo.sales.S.OrderSet",
    "demo.sales.Orders.texts": "demo.sales.S.OrderSet_texts",
}
# Columns of one of them only: OData forbids the space, has structures flat, and shows virtual elements.
ONLY_IN_CSN = {"ship", "net_amount"}
ONLY_IN_METADATA = {"ship_street", "ship_city", "ship_geo_lat", "ship_geo_lon", "netamount", "vcol"}


@needs_samples
def test_a_cap_model_as_csn_and_as_metadata_gives_equal_specs(tmp_path: Path) -> None:
    csn = {t.spec["source"]["object"]: t.spec for t in bring_in(sample("14a"), tmp_path / "csn").specs.tables}
    edm = {t.spec["source"]["object"]: t.spec for t in bring_in(sample("14b"), tmp_path / "edm").specs.tables}
    assert csn.keys() - PROJECTIONS.keys() == {"demo.sales.OrderFacts"}  # the service does not project it
    assert edm.keys() == set(PROJECTIONS.values())
    only = [set[str](), set[str]()]
    for name, projection in PROJECTIONS.items():
        here = without(csn[name], DIFFERENCES_OF_A_CAP_MODEL)
        there = without(edm[projection], DIFFERENCES_OF_A_CAP_MODEL)
        assert here["source"]["system"] == there["source"]["system"] == "SAP CAP"
        ours = {c["name"]: c for c in here["columns"]}
        theirs = {c["name"]: c for c in there["columns"]}
        only[0] |= ours.keys() - theirs.keys()
        only[1] |= theirs.keys() - ours.keys()
        for column in ours.keys() & theirs.keys():
            assert ours[column] == theirs[column], column
        assert here.get("relationships") == there.get("relationships")
    assert only == [ONLY_IN_CSN, ONLY_IN_METADATA]


@needs_samples
@pytest.mark.parametrize("path", [path for path, _ in DIFFERENCES_OF_A_CAP_MODEL])
def test_each_documented_difference_of_a_cap_model_is_one(path: str, tmp_path: Path) -> None:
    csn = {t.spec["source"]["object"]: t.spec for t in bring_in(sample("14a"), tmp_path / "csn").specs.tables}
    edm = {t.spec["source"]["object"]: t.spec for t in bring_in(sample("14b"), tmp_path / "edm").specs.tables}
    rest = tuple(row for row in DIFFERENCES_OF_A_CAP_MODEL if row[0] != path)
    assert any(_differ(csn[name], edm[there], rest) for name, there in PROJECTIONS.items())


def _differ(csn: dict[str, Any], edm: dict[str, Any], differences: tuple[tuple[str, str], ...]) -> bool:
    """Whether columns that both have, or the relationships, differ in more than these."""
    here, there = without(csn, differences), without(edm, differences)
    theirs = {c["name"]: c for c in there["columns"]}
    common = [(c, theirs[c["name"]]) for c in here["columns"] if c["name"] in theirs]
    return any(a != b for a, b in common) or here.get("relationships") != there.get("relationships")


# --- several files at once ---


def test_the_same_object_as_csn_and_as_metadata_is_taken_from_csn(tmp_path: Path) -> None:
    outcome = run_import(inputs_of([GOLDEN / "catalog_lists" / "in"]), tmp_path)
    (spec,) = [t.spec for t in outcome.specs.tables if t.name == "merchants_active"]
    assert spec["columns"][0]["source"] == {"name": "Merchant Id", "type": "cds.String(20)"}
    assert [f.code for f in outcome.findings if f.code == "CSN016"] == ["CSN016"]


@needs_samples
def test_a_cap_models_service_adds_nothing_to_its_tables(tmp_path: Path) -> None:
    both = run_import(inputs_of([sample("14b"), sample("14a")], "TENANT"), tmp_path)
    alone = run_import(inputs_of([sample("14a")], "TENANT"), tmp_path)
    assert [t.spec for t in both.specs.tables] == [t.spec for t in alone.specs.tables]
    assert [f.code for f in both.findings].count("CSN016") == len(PROJECTIONS)


@needs_samples
def test_the_samples_of_one_tenant_together_are_one_import(tmp_path: Path) -> None:
    listed = inputs_of([sample(n) for n in ("11a", "11b", "12a", "12b")])
    outcome = run_import([*listed, *inputs_of([sample("11c")], "TENANT")], tmp_path)
    assert {t.spec["source"]["space"] for t in outcome.specs.tables} == {"DEMO_SPACE", "TENANT"}
    (view,) = [t.spec for t in outcome.specs.tables if t.name == "sap_time_view_dimension_day"]
    assert view["source"]["kind"] == "view"
    assert view["business"]["exposed"] is True
    codes = [f.code for f in outcome.findings]
    assert codes.count("CSN016") == 1
    assert "CAT001" in codes
