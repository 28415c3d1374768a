"""OData V2 and V3 services of other shapes: queries of BW, associations of each kind, what is missing."""

from __future__ import annotations

import copy
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog.language.findings import DataError, Severity
from mapping.documents.inputs import inputs_of
from mapping.documents.reader import read
from mapping.importer import run_import
from tests.support.exports import Imported
from tests.support.metadata_walk import imported

from .test_walk import METADATA

EDMX = "http://schemas.microsoft.com/ado/2007/06/edmx"
EDM = "http://schemas.microsoft.com/ado/{}/edm"
HEAD = (
    f'<x:Edmx Version="1.0" xmlns:x="{EDMX}" xmlns:s="http://www.sap.com/Protocols/SAPData">'
    '<x:DataServices xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" '
    'd:DataServiceVersion="{}">'
)
FOOT = "</x:DataServices></x:Edmx>"
VENDOR = (
    '<EntityType Name="Vendor"><Key><PropertyRef Name="Id"/></Key>'
    '<Property Name="Id" Type="Edm.String" Nullable="false" MaxLength="10"/>{}</EntityType>'
)
BILL = (
    '<EntityType Name="Bill"><Key><PropertyRef Name="Vendor"/><PropertyRef Name="No"/></Key>'
    '<Property Name="Vendor" Type="Edm.String" Nullable="false"/>'
    '<Property Name="No" Type="Edm.Int32" Nullable="false"/>{}</EntityType>'
)
TO_VENDOR = '<NavigationProperty Name="ToVendor" Relationship="PUR.VB" FromRole="many" ToRole="one"/>'
TO_BILLS = '<NavigationProperty Name="ToBills" Relationship="PUR.VB" FromRole="one" ToRole="many"/>'
SETS = (
    '<EntityContainer Name="C"><EntitySet Name="Vendors" EntityType="PUR.Vendor"/>'
    '<EntitySet Name="Bills" EntityType="PUR.Bill"/></EntityContainer>'
)
JOIN = (
    '<ReferentialConstraint><Principal Role="one"><PropertyRef Name="Id"/></Principal>'
    '<Dependent Role="many"><PropertyRef Name="{}"/></Dependent></ReferentialConstraint>'
)


def service(schema: str, version: str = "2.0", year: str = "2008/09") -> Imported:
    namespace = EDM.format(year)
    return imported(
        f'{HEAD.format(version)}<Schema Namespace="PUR" xmlns="{namespace}">{schema}</Schema>{FOOT}'
    )


def association(one: str = "1", many: str = "*", inside: str = "", join: str = JOIN.format("Vendor")) -> str:
    return (
        f'<Association Name="VB"><End Role="one" Type="PUR.Vendor" Multiplicity="{one}">{inside}</End>'
        f'<End Role="many" Type="PUR.Bill" Multiplicity="{many}"/>{join}</Association>'
    )


def relationships(found: Imported) -> dict[str, dict[str, object]]:
    return {r["name"]: r for spec in found.tables.values() for r in spec.get("relationships", ())}


@pytest.mark.parametrize(
    ("one", "many", "there", "back"),
    [
        ("1", "*", "many-to-one", "one-to-many"),
        ("0..1", "*", "many-to-one", "one-to-many"),
        ("1", "0..1", "one-to-one", "one-to-one"),
        ("*", "*", "many-to-many", "many-to-many"),
    ],
)
def test_multiplicities_of_both_ends_are_the_cardinality_from_each(
    one: str, many: str, there: str, back: str
) -> None:
    found = relationships(
        service(VENDOR.format(TO_BILLS) + BILL.format(TO_VENDOR) + association(one, many) + SETS)
    )
    assert (found["ToVendor"]["cardinality"], found["ToBills"]["cardinality"]) == (there, back)
    assert (found["ToVendor"]["on"], found["ToBills"]["on"]) == ({"vendor": "id"}, {"id": "vendor"})


def test_rows_that_are_deleted_with_another_are_its_composition() -> None:
    cascade = association(inside='<OnDelete Action="Cascade"/>')
    found = service(VENDOR.format(TO_BILLS) + BILL.format(TO_VENDOR) + cascade + SETS)
    assert relationships(found)["ToBills"]["kind"] == "composition"
    assert "kind" not in relationships(found)["ToVendor"]
    assert found.codes() == []


def test_a_deletion_that_no_way_leads_along_is_told() -> None:
    cascade = association(inside='<OnDelete Action="Cascade"/>')
    found = service(VENDOR.format("") + BILL.format(TO_VENDOR) + cascade + SETS)
    assert "(OnDelete)" in found.messages("MAP031")[0]


def test_constraints_of_unequal_length_join_nothing_and_say_so() -> None:
    join = JOIN.format("Vendor").replace("</Dependent>", '<PropertyRef Name="No"/></Dependent>')
    found = service(VENDOR.format("") + BILL.format(TO_VENDOR) + association(join=join) + SETS)
    assert "on" not in relationships(found)["ToVendor"]
    assert found.codes(Severity.WARNING) == ["MAP012"]


def test_an_association_without_its_definition_is_told_with_object_and_name() -> None:
    found = service(VENDOR.format("") + BILL.format(TO_VENDOR) + SETS)
    (message,) = found.messages("EDM011")
    assert "'ToVendor'" in message
    assert "'PUR.Bill'" in message
    assert "'PUR.VB'" in message


def test_types_and_sets_may_stand_in_schemas_of_their_own() -> None:
    """As Microsoft's own services have them."""
    sets = SETS.replace("EntityType=", "EntityType=")
    text = (
        f'{HEAD.format("1.0")}<Schema Namespace="PUR" xmlns="{EDM.format("2006/04")}">'
        f"{VENDOR.format(TO_BILLS)}{BILL.format(TO_VENDOR)}{association()}</Schema>"
        f'<Schema Namespace="Web.PUR" xmlns="{EDM.format("2009/11")}">'
        f'<Using Namespace="PUR" Alias="P"/>{sets}</Schema>{FOOT}'
    )
    found = imported(text)
    assert sorted(found.tables) == ["sales.pur_bills", "sales.pur_vendors"]
    assert relationships(found)["ToVendor"]["to"] == "sales.pur_vendors"


def test_a_query_of_bw_is_one_table_with_its_parameters() -> None:
    found = service(
        '<EntityType Name="ZPUR" s:semantics="parameters"><Key><PropertyRef Name="P_Plant"/></Key>'
        '<Property Name="P_Plant" Type="Edm.String" Nullable="false" MaxLength="4" s:label="Plant"/>'
        '<NavigationProperty Name="Results" Relationship="PUR.R" FromRole="p" ToRole="r"/></EntityType>'
        '<EntityType Name="ZPURResult" s:semantics="aggregate"><Key><PropertyRef Name="ID"/></Key>'
        '<Property Name="ID" Type="Edm.String" Nullable="false"/>'
        '<Property Name="Qty" Type="Edm.Decimal" Precision="13" Scale="3" s:aggregation-role="measure" '
        's:unit="Uom"/><Property Name="Uom" Type="Edm.String" s:semantics="unit-of-measure"/>'
        '<Property Name="Plant" Type="Edm.String" s:aggregation-role="dimension" s:text="Plant_T"/>'
        '<Property Name="Plant_T" Type="Edm.String"/>'
        '<NavigationProperty Name="Parameters" Relationship="PUR.R" FromRole="r" ToRole="p"/></EntityType>'
        '<Association Name="R"><End Role="p" Type="PUR.ZPUR" Multiplicity="*"/>'
        '<End Role="r" Type="PUR.ZPURResult" Multiplicity="*"/></Association>'
        '<EntityContainer Name="C"><EntitySet Name="ZPUR" EntityType="PUR.ZPUR"/>'
        '<EntitySet Name="ZPURResults" EntityType="PUR.ZPURResult"/></EntityContainer>'
    )
    ((_, spec),) = found.tables.items()
    assert spec["business"]["input_parameters"] == [
        {"name": "P_Plant", "type": "Edm.String(4)", "label": "Plant"}
    ]
    columns = {c["name"]: c for c in spec["columns"]}
    assert (columns["qty"]["measure"], columns["plant"]["dimension"]) == ({"unit": "uom"}, {})
    assert columns["plant"]["text"] == "plant_t"
    assert "relationships" not in spec


def test_complex_types_are_structures_with_the_labels_of_their_fields() -> None:
    found = service(
        '<ComplexType Name="Period"><Property Name="From" Type="Edm.DateTime" s:display-format="Date" '
        's:label="Valid from" Nullable="false"/><Property Name="Hours" Type="Edm.Decimal" Precision="5" '
        'Scale="1"/></ComplexType>' + VENDOR.format('<Property Name="Valid" Type="PUR.Period"/>') + SETS
    )
    column = found.columns("sales.pur_vendors")["valid"]
    assert column["type"] == "struct<from:date,hours:decimal(5,1)>"
    assert column["source"]["fields"] == {"From": {"nullable": False, "label": "Valid from"}}


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ('Type="Edm.DateTime" Precision="7"', "timestamp"),
        ('Type="Edm.DateTime" s:display-format="Date"', "date"),
        ('Type="Edm.DateTimeOffset"', "timestamp"),
        ('Type="Edm.Time"', "string"),
        ('Type="Edm.Guid"', "string"),
        ('Type="Edm.Float"', "float"),
        ('Type="Edm.Single"', "float"),
        ('Type="Edm.Double"', "double"),
        ('Type="Edm.Byte"', "smallint"),
        ('Type="Edm.SByte"', "tinyint"),
        ('Type="Edm.Int16"', "smallint"),
        ('Type="Edm.Int64"', "bigint"),
        ('Type="Edm.Boolean"', "boolean"),
        ('Type="Edm.Binary" FixedLength="true" MaxLength="4"', "binary"),
        ('Type="Edm.Decimal" Precision="9" Scale="2"', "decimal(9,2)"),
    ],
)
def test_types_of_v2(attributes: str, kind: str) -> None:
    found = service(VENDOR.format(f'<Property Name="Q" {attributes}/>') + SETS)
    assert found.columns("sales.pur_vendors")["q"]["type"] == kind


def test_v3_has_collections_and_enums() -> None:
    found = service(
        '<EnumType Name="Kind"><Member Name="Small" Value="1"/></EnumType>'
        + VENDOR.format(
            '<Property Name="K" Type="PUR.Kind"/><Property Name="Tags" Type="Collection(Edm.String)"/>'
        )
        + SETS,
        "3.0",
        "2009/11",
    )
    columns = found.columns("sales.pur_vendors")
    assert columns["tags"]["type"] == "array<string>"
    assert [each["value"] for each in columns["k"]["enum"]] == [1]


def test_annotations_in_a_file_of_their_own_are_those_of_the_v2_service(tmp_path: Path) -> None:
    schema = VENDOR.format('<Property Name="City" Type="Edm.String"/>') + SETS
    (tmp_path / "service.xml").write_text(
        f'{HEAD.format("2.0")}<Schema Namespace="PUR" xmlns="{EDM.format("2008/09")}">{schema}</Schema>{FOOT}'
    )
    (tmp_path / "words.xml").write_text(
        '<e:Edmx xmlns:e="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><e:Reference Uri="a">'
        '<e:Include Alias="W" Namespace="com.sap.vocabularies.Common.v1"/></e:Reference><e:DataServices>'
        '<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="w">'
        '<Annotations Target="PUR.Vendor/City"><Annotation Term="W.Label" String="Town"/></Annotations>'
        "</Schema></e:DataServices></e:Edmx>"
    )
    outcome = run_import(
        inputs_of([tmp_path / "service.xml", tmp_path / "words.xml"], "SALES"), tmp_path / "specs"
    )
    (spec,) = [table.spec for table in outcome.specs.tables]
    assert {c["name"]: c.get("label") for c in spec["columns"]}["city"] == "Town"


@pytest.mark.parametrize(
    "inside",
    ["<x:Runtime><x:ConceptualModels/></x:Runtime>", "<x:Designer/>", ""],
)
def test_a_designers_model_is_no_services_metadata(inside: str) -> None:
    text = f'<x:Edmx Version="3.0" xmlns:x="{EDMX.replace("2007/06", "2009/11")}">{inside}</x:Edmx>'
    with pytest.raises(
        DataError, match=r"CSN006 error: this is an EDMX file of version 3\.0, but no metadata"
    ):
        read(text.encode(), "model.edmx")


def test_nothing_that_is_missing_from_a_document_stops_its_import() -> None:
    """Without any one of its elements or attributes: specs and findings, or a refusal of the whole."""
    root = ElementTree.fromstring(METADATA)
    wrapper = {"Edmx", "DataServices"}
    for i, node in enumerate(root.iter()):
        for attribute in (None, *node.attrib):
            if attribute is not None or i > 0:
                refused = _is_refused(_without(root, i, attribute))
                assert not refused or node.tag.rpartition("}")[2] in wrapper, (node.tag, attribute)


def _without(root: ElementTree.Element, i: int, attribute: str | None) -> str:
    """The document without its i-th element, or without an attribute of it."""
    broken = copy.deepcopy(root)
    nodes = [*broken.iter()]
    if attribute is not None:
        del nodes[i].attrib[attribute]
    else:
        for parent in nodes:
            if nodes[i] in [*parent]:
                parent.remove(nodes[i])
    return ElementTree.tostring(broken, encoding="unicode")


def _is_refused(text: str) -> bool:
    try:
        imported(text)
    except DataError:
        return True
    return False
