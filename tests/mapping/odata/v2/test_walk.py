"""Every member that OData V2 documents, and each attribute of SAP's, is carried into a spec or told.

One member at a time is put into a service's metadata, and what becomes of it is looked at. A row's fate is a
part of the path in the specs that changes by it (`columns.x.label`), the code of a finding that tells it, or
`nothing: <why>` where it has nothing to say of data.
"""

from __future__ import annotations

import re

import pytest

from mapping.cds.sap_annotations import SEMANTIC_NAMES
from mapping.odata.v2.attributes import OF_APPS
from mapping.odata.v2.namespaces import METADATA as M
from mapping.odata.v2.namespaces import SAP
from mapping.odata.v2.unread import READ
from tests.support.metadata_walk import Row, imported, paths_of, put, rows, told_of

EDM = "http://schemas.microsoft.com/ado/2008/09/edm"
METADATA = f"""<e:Edmx Version="1.0" xmlns:e="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns="{EDM}"
 xmlns:m="{M}" xmlns:sap="{SAP}">
<e:Reference Uri="a"><e:Include Namespace="com.sap.vocabularies.Common.v1" Alias="C"/></e:Reference>
<e:DataServices m:DataServiceVersion="2.0"><Schema Namespace="shop" Alias="Self">
<Using Namespace="com.sap.vocabularies.UI.v1" Alias="U"/>
<EntityType Name="Base" Abstract="true"><Property Name="b" Type="Edm.String"/></EntityType>
<EntityType Name="T"><Key><PropertyRef Name="id"/></Key>
 <Property Name="id" Type="Edm.Int32" Nullable="false"/><Property Name="x" Type="Edm.String"/>
 <Property Name="d" Type="Edm.Decimal" Precision="9" Scale="2"/><Property Name="v" Type="Edm.Decimal"/>
 <Property Name="w" Type="Edm.DateTime"/><Property Name="u" Type="Edm.String" sap:semantics="currency-code"/>
 <Property Name="c" Type="Self.S"/><Property Name="e" Type="Self.E"/>
 <NavigationProperty Name="n" Relationship="Self.TU" FromRole="t" ToRole="u"/>
 <NavigationProperty Name="o" Relationship="Self.TT" FromRole="one" ToRole="other"/></EntityType>
<EntityType Name="U"><Key><PropertyRef Name="k"/></Key><Property Name="k" Type="Edm.String" Nullable="false"/>
 <Property Name="y" Type="Edm.String"/>
 <NavigationProperty Name="back" Relationship="Self.TU" FromRole="u" ToRole="t"/></EntityType>
<ComplexType Name="S"><Property Name="f" Type="Edm.String"/></ComplexType>
<EnumType Name="E"><Member Name="A" Value="1"/></EnumType>
<Association Name="TU"><End Role="t" Type="Self.T" Multiplicity="*"/>
 <End Role="u" Type="Self.U" Multiplicity="0..1"><OnDelete Action="None"/></End>
 <ReferentialConstraint><Principal Role="u"><PropertyRef Name="k"/></Principal>
  <Dependent Role="t"><PropertyRef Name="x"/></Dependent></ReferentialConstraint></Association>
<Association Name="TT"><End Role="one" Type="Self.T" Multiplicity="*"/>
 <End Role="other" Type="Self.T" Multiplicity="0..1"/></Association>
<EntityContainer Name="All" m:IsDefaultEntityContainer="true">
 <EntitySet Name="Ts" EntityType="Self.T"/><EntitySet Name="Us" EntityType="Self.U"/>
 <AssociationSet Name="TUs" Association="Self.TU"><End Role="t" EntitySet="Ts"/>
  <End Role="u" EntitySet="Us"/></AssociationSet></EntityContainer>
<Annotations xmlns="http://docs.oasis-open.org/odata/ns/edm" Target="Self.T/d">
 <Annotation Term="C.Label" String="D"/></Annotations>
</Schema></e:DataServices></e:Edmx>"""
NAMESPACES = {"m": M, "sap": SAP}
PLACES = {  # of the elements that rows name
    "Edmx": ".",
    "EntityType": ".//{*}EntityType[@Name='T']",
    "Property": ".//{*}Property[@Name='x']",
    "Property (decimal)": ".//{*}Property[@Name='d']",
    "Property (any decimal)": ".//{*}Property[@Name='v']",
    "Property (time)": ".//{*}Property[@Name='w']",
    "Property (field)": ".//{*}Property[@Name='f']",
    "PropertyRef (principal)": ".//{*}Principal/{*}PropertyRef",
    "PropertyRef (dependent)": ".//{*}Dependent/{*}PropertyRef",
    "End": ".//{*}Association[@Name='TU']/{*}End[@Role='u']",
    "End (of a set)": ".//{*}AssociationSet/{*}End",
}
SAME = "nothing: another part says it"
NAMES = "nothing: names are whole"
DEFAULT = "nothing: the default"
EITHER = "carried or told"


ATTRIBUTES = [
    *rows("Edmx", ("Version", "2.0", "nothing: the wrapper's")),
    *rows("Reference", ("Uri", "b", "nothing: no other file is fetched")),
    *rows("Include", ("Namespace", "my.own", "label"), ("Alias", "Q", "label")),
    *rows("Using", ("Namespace", "my.own", "nothing: not used"), ("Alias", "Q", "nothing: not used")),
    *rows(
        "DataServices",
        ("m:DataServiceVersion", "1.0", "nothing: all are read alike"),
        ("m:MaxDataServiceVersion", "3.0", "nothing: all are read alike"),
    ),
    *rows("Schema", ("Namespace", "other", "other_t"), ("Alias", "Q", "EDM011")),
    *rows(
        "EntityType",
        ("Name", "V", "columns"),
        ("BaseType", "Self.Base", "columns.b"),
        ("Abstract", "true", "nothing: no type here is made of it, and a set exposes it"),
        ("OpenType", "true", "EDM021"),
        ("m:HasStream", "true", "EDM022"),
        ("m:HasStream", "false", DEFAULT),
        ("m:FC_SourcePath", "x", "MAP031"),
        ("sap:label", "Things", "business.label"),
        ("sap:semantics", "aggregate", "analytical_queries"),
        ("sap:semantics", "vcard", "MAP030"),
        ("sap:service-schema-version", "1", "MAP030"),
    ),
    *rows("PropertyRef", ("Name", "x", "columns.x.key")),
    *rows("PropertyRef (principal)", ("Name", "y", "n.on")),
    *rows("PropertyRef (dependent)", ("Name", "u", "n.on")),
    *rows(
        "Property",
        ("Name", "z", "columns.z"),
        ("Type", "Edm.Time", "columns.x.source.type"),
        ("Nullable", "false", "columns.x.nullable"),
        ("Nullable", "true", DEFAULT),
        ("MaxLength", "7", "columns.x.source.type"),
        ("MaxLength", "Max", "columns.x.source.type"),
        ("FixedLength", "true", "columns.x.source.type"),
        ("FixedLength", "false", DEFAULT),
        ("Unicode", "false", "columns.x.source.type"),
        ("DefaultValue", "q", "columns.x.default"),
        ("Collation", "de", "MAP031"),
        ("ConcurrencyMode", "Fixed", "MAP031"),
        ("CollectionKind", "List", "MAP031"),
        ("m:FC_TargetPath", "SyndicationTitle", "MAP031"),
        ("m:FC_ContentKind", "text", "MAP031"),
        ("m:FC_KeepInContent", "true", "MAP031"),
        ("m:FC_NsPrefix", "a", "MAP031"),
        ("m:FC_NsUri", "a", "MAP031"),
        ("m:MimeType", "image/png", "MAP031"),
        ("sap:label", "Thing", "columns.x.label"),
        ("sap:quickinfo", "A thing", "columns.x.description"),
        ("sap:heading", "Thing", "MAP030"),
        ("sap:semantics", "unit-of-measure", "columns.x.semantic"),
        ("sap:semantics", "email", "columns.x.semantic"),
        ("sap:semantics", "of-its-own", "MAP030"),
        ("sap:text", "u", "columns.x.text"),
        ("sap:text", "gone", "MAP014"),
        ("sap:visible", "false", "columns.x.hidden"),
        ("sap:visible", "true", DEFAULT),
        ("sap:display-format", "UpperCase", "MAP030"),
        ("sap:display-format", "Date", "MAP030"),
        ("sap:aggregation-role", "dimension", "columns.x.dimension"),
        ("sap:aggregation-role", "measure", "columns.x.measure"),
        ("sap:aggregation-role", "totaled-properties-list", "MAP030"),
        ("sap:parameter", "mandatory", "MAP030"),
        ("sap:attribute-for", "u", "MAP030"),
        ("sap:super-ordinate", "u", "MAP030"),
        ("sap:hierarchy-node-for", "u", "MAP030"),
        ("sap:hierarchy-parent-node-for", "u", "MAP030"),
        ("sap:hierarchy-level-for", "u", "MAP030"),
        ("sap:hierarchy-drill-state-for", "u", "MAP030"),
        ("sap:lower-boundary", "u", "MAP030"),
        ("sap:upper-boundary", "u", "MAP030"),
        ("sap:preserve-flag-for", "u", "MAP030"),
        ("sap:is-annotation", "true", "MAP030"),
        ("sap:is-extension-field", "true", "MAP030"),
        ("sap:of-tomorrow", "true", "MAP030"),
    ),
    *rows(
        "Property (decimal)",
        ("Precision", "11", "columns.d.type"),
        ("Scale", "3", "columns.d.type"),
        ("Scale", "many", "EDM001"),
        ("sap:unit", "u", "columns.d.currency"),
        ("sap:unit", "x", "columns.d.unit"),
    ),
    *rows("Property (any decimal)", ("sap:variable-scale", "true", "columns.v.source.type")),
    *rows(
        "Property (time)",
        ("sap:display-format", "Date", "columns.w.type"),
        ("Precision", "7", "columns.w.source.type"),
    ),
    *rows(
        "Property (field)",
        ("Nullable", "false", "columns.c.source.fields"),
        ("MaxLength", "7", "columns.c.source.type"),
        ("sap:label", "Field", "columns.c.source.fields"),
        ("sap:unit", "u", "MAP030"),
        ("m:MimeType", "a/b", "MAP031"),
    ),
    *rows(
        "NavigationProperty",
        ("Name", "other", "relationships"),
        ("Relationship", "Self.Gone", "EDM011"),
        ("FromRole", "gone", "EDM011"),
        ("ToRole", "gone", "EDM011"),
        ("sap:label", "Way", "relationships.n"),
    ),
    *rows("Association", ("Name", "Q", "EDM011"), ("sap:label", "a", "MAP031")),
    *rows(
        "End",
        ("Role", "q", "EDM011"),
        ("Type", "Self.T", "relationships.n.to"),
        ("Multiplicity", "1", "relationships.n.source.cardinality"),
        ("Multiplicity", "*", "relationships.n.cardinality"),
    ),
    *rows("OnDelete", ("Action", "Cascade", "relationships.back.kind"), ("Action", "Restricted", "MAP031")),
    *rows("Principal", ("Role", "t", "n.on")),
    *rows("Dependent", ("Role", "u", "n.on")),
    *rows(
        "ComplexType",
        ("Name", "Q", "columns.c.type"),
        ("BaseType", "Self.Gone", "EDM006"),
        ("sap:label", "Address", "MAP030"),
        ("sap:semantics", "vcard", "MAP030"),
    ),
    *rows("EnumType", ("UnderlyingType", "Edm.Int64", "columns.e.type"), ("IsFlags", "true", "MAP031")),
    *rows("Member", ("Name", "B", "columns.e.enum"), ("Value", "2", "columns.e.enum")),
    *rows(
        "EntityContainer",
        ("Name", "Q", NAMES),
        ("Extends", "other.All", "MAP031"),
        ("m:IsDefaultEntityContainer", "false", "nothing: all are read"),
        ("sap:label", "All", "MAP031"),
    ),
    *rows(
        "EntitySet",
        ("Name", "Q", "columns"),
        ("EntityType", "Self.U", "EDM005"),
        ("sap:label", "Things", "business.label"),
        ("sap:semantics", "fixed-values", "MAP030"),
    ),
    *rows("AssociationSet", ("Name", "Q", NAMES), ("Association", "Self.TT", SAME)),
    *rows("End (of a set)", ("EntitySet", "Us", SAME)),
    *rows("Annotations", ("Target", "Self.Gone", "EDM003")),
]
TEXTS = "<Documentation><Summary>{}</Summary></Documentation>"
CHILDREN = [
    *(
        Row(element, "", xml, fate)
        for element, xml, fate in (
            ("Schema", '<Function Name="a"/>', "EDM002"),
            ("Schema", '<ValueTerm Name="a" Type="Edm.String"/>', "EDM002"),
            ("Schema", '<Association Name="Q"/>', "EDM002"),
            ("EntityType", TEXTS.format("Text"), ".description"),
            ("EntityType", '<ValueAnnotation Term="a" String="b"/>', "MAP031"),
            ("Property", TEXTS.format("Text"), "columns.x.description"),
            ("Property", '<ValueAnnotation Term="a" String="b"/>', "MAP031"),
            ("NavigationProperty", TEXTS.format("Text"), EITHER),
            ("EntitySet", TEXTS.format("Text"), ".description"),
            ("EntityContainer", TEXTS.format("Text"), "MAP030"),
            ("ComplexType", TEXTS.format("Text"), "MAP030"),
            ("Association", TEXTS.format("Text"), "MAP031"),
            ("End", TEXTS.format("Text"), "MAP031"),
            ("AssociationSet", TEXTS.format("Text"), "MAP031"),
            ("EntityContainer", '<FunctionImport Name="a" ReturnType="Edm.Int32"/>', "EDM002"),
        )
    ),
]
IDS = {"ids": lambda row: f"{row[0]} {row[1]} {row[2]}"[:70]}


@pytest.mark.parametrize("row", [*ATTRIBUTES, *CHILDREN], **IDS)
def test_a_member_is_carried_or_told(row: Row) -> None:
    before, after = imported(METADATA), imported(_put(row))
    changed = sorted(paths_of(before) ^ paths_of(after))
    told = told_of(after) - told_of(before)
    if row.fate.startswith("nothing: "):
        assert (changed, told) == ([], set())
    elif row.fate == EITHER:
        assert changed or told
    elif re.fullmatch(r"[A-Z]{3}\d{3}", row.fate):
        assert row.fate in {code for code, _ in told}, (changed, told)
    else:
        assert any(row.fate in path for path in changed), (changed, told)


@pytest.mark.parametrize("name", sorted(OF_APPS))
@pytest.mark.parametrize("element", ["Schema", "EntitySet", "EntityType", "Property", "AssociationSet"])
def test_what_only_apps_need_is_told_by_its_name(element: str, name: str) -> None:
    told = told_of(imported(_put(Row(element, f"sap:{name}", "false", ""))))
    assert [message for code, message in told if code == "EDM010"] == [
        f"what apps may do with a service has no place in a spec: sap:{name}"
    ]


@pytest.mark.parametrize("word", sorted(SEMANTIC_NAMES))
def test_every_word_of_semantics_is_the_columns_semantic(word: str) -> None:
    (column,) = [
        c
        for table in imported(_put(Row("Property", "sap:semantics", word, ""))).tables.values()
        for c in table["columns"]
        if c["name"] == "x"
    ]
    assert column["semantic"]


@pytest.mark.parametrize("element", [e for e in READ if e not in ("Documentation", "Annotations")])
def test_attributes_and_elements_that_are_none_of_odatas_are_told(element: str) -> None:
    before = told_of(imported(METADATA))
    odd = {
        *(told_of(imported(_put(Row(element, "Odd", "1", "")))) - before),
        *(told_of(imported(_put(Row(element, "", "<Odd/>", "")))) - before),
        *(told_of(imported(_put(Row(element, "m:Odd", "1", "")))) - before),
        *(told_of(imported(_put(Row(element, "sap:odd", "1", "")))) - before),
    }
    assert len([message for _, message in odd if "odd" in message.lower()]) == 4, odd


DOCUMENTED = {  # OData V2's CSDL (MC-CSDL 2.0), chapter 2.1, and V3's enums
    "Schema": "Namespace Alias",
    "Using": "Namespace Alias",
    "EntityType": "Name BaseType Abstract OpenType",
    "PropertyRef": "Name",
    "Property": "Name Type Nullable MaxLength Precision Scale Unicode FixedLength DefaultValue Collation "
    "ConcurrencyMode CollectionKind",
    "NavigationProperty": "Name Relationship FromRole ToRole",
    "Association": "Name",
    "End": "Role Type Multiplicity EntitySet",
    "OnDelete": "Action",
    "Principal": "Role",
    "Dependent": "Role",
    "ComplexType": "Name BaseType",
    "EnumType": "UnderlyingType IsFlags",
    "Member": "Name Value",
    "EntityContainer": "Name Extends",
    "EntitySet": "Name EntityType",
    "AssociationSet": "Name Association",
}


def test_the_walk_passes_every_documented_attribute() -> None:
    walked: dict[str, set[str]] = {}
    for row in ATTRIBUTES:
        walked.setdefault(row.element.partition(" (")[0], set()).add(row.member)
    missing = {name: set(members.split()) - walked[name] for name, members in DOCUMENTED.items()}
    assert missing == {name: set() for name in DOCUMENTED}


def _put(row: Row) -> str:
    return put(METADATA, row, PLACES, {"": EDM, **NAMESPACES})
