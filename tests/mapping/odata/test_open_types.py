"""Complex types without properties, streams and decimals without a scale in a service's metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import

METADATA = """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
 <edmx:DataServices><Schema Namespace="Shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="Orders"><Property Name="X" %s/></EntityType>
  <ComplexType Name="Empty"/><ComplexType Name="Open" OpenType="true"/>
  <EntityContainer Name="All"><EntitySet Name="Orders" EntityType="Shop.Orders"/></EntityContainer>
 </Schema></edmx:DataServices></edmx:Edmx>
"""
PROPERTIES: list[tuple[str, str, str, str]] = [
    ('Type="Shop.Empty"', "string", "MAP009", "Shop.Empty = Edm.ComplexType"),
    ('Type="Shop.Open"', "string", "MAP009", "Shop.Open = Edm.ComplexType"),
    ('Type="Collection(Shop.Empty)"', "array<string>", "MAP009", "many Shop.Empty = many Edm.ComplexType"),
    ('Type="Edm.Stream"', "binary", "MAP009", "Edm.Stream"),
    ('Type="Edm.Untyped"', "string", "MAP009", "Edm.Untyped"),
    ('Type="Edm.Decimal" Precision="34"', "decimal(38,10)", "MAP002", "Edm.Decimal(34)"),
]


@pytest.mark.parametrize(("stated", "glue", "code", "source"), PROPERTIES, ids=[p[0] for p in PROPERTIES])
def test_a_property_without_parts_has_a_type_and_a_finding(
    stated: str, glue: str, code: str, source: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.xml"
    file.write_text(METADATA % stated)
    outcome = run_import(inputs_of([file], "SHOP"), tmp_path / "specs")
    (table,) = outcome.specs.tables
    assert (table.spec["columns"][0]["type"], table.spec["columns"][0]["source"]["type"]) == (glue, source)
    assert code in [finding.code for finding in outcome.findings]
