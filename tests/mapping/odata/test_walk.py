"""Every member that CSDL XML 4.01 documents is carried into a spec, or told by a finding.

One member at a time is put into a service's metadata, and what becomes of it is looked at. A row's fate is a
part of the path in the specs that changes by it (`columns.x.label`), the code of a finding that tells it, or
`nothing: <why>` where it has nothing to say of data.
"""

from __future__ import annotations

import re

import pytest

from mapping.odata.unread import READ
from tests.support.metadata_walk import Row, imported, paths_of, put, rows, told_of

EDM = "http://docs.oasis-open.org/odata/ns/edm"
METADATA = f"""<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" xmlns="{EDM}">
<edmx:Reference Uri="a"><edmx:Include Namespace="com.sap.vocabularies.Common.v1" Alias="C"/></edmx:Reference>
<edmx:DataServices><Schema Namespace="shop" Alias="Self">
<EntityType Name="Base" Abstract="true"><Property Name="b" Type="Edm.String"/></EntityType>
<EntityType Name="T"><Key><PropertyRef Name="id"/></Key>
 <Property Name="id" Type="Edm.Int32" Nullable="false"/>
 <Property Name="x" Type="Edm.String"><Annotation Term="C.Label" String="X"/></Property>
 <Property Name="d" Type="Edm.Decimal" Precision="9" Scale="2"/><Property Name="g" Type="Edm.GeographyPoint"/>
 <Property Name="e" Type="Self.E"/><Property Name="t" Type="Self.D"/><Property Name="c" Type="Self.S"/>
 <Property Name="l" Type="Collection(Edm.String)"/>
 <NavigationProperty Name="n" Type="Self.U"><ReferentialConstraint Property="x" ReferencedProperty="k"/>
  <OnDelete Action="Cascade"/></NavigationProperty></EntityType>
<EntityType Name="U"><Key><PropertyRef Name="k"/></Key><Property Name="k" Type="Edm.String" Nullable="false"/>
 <Property Name="y" Type="Edm.String"/><NavigationProperty Name="m" Type="Collection(Self.T)"/>
 <NavigationProperty Name="o" Type="Self.T"/></EntityType>
<ComplexType Name="S"><Property Name="f" Type="Edm.String"/></ComplexType>
<EnumType Name="E"><Member Name="A" Value="1"/></EnumType>
<TypeDefinition Name="D" UnderlyingType="Edm.String"/>
<EntityContainer Name="All">
 <EntitySet Name="Ts" EntityType="Self.T"><NavigationPropertyBinding Path="n" Target="Us"/></EntitySet>
 <EntitySet Name="Us" EntityType="Self.U"/><Singleton Name="One" Type="Self.U"/></EntityContainer>
<Annotations Target="Self.T/d"><Annotation Term="C.Label" String="D"/></Annotations>
</Schema></edmx:DataServices></edmx:Edmx>"""
PLACES = {  # of the elements that rows name
    "Edmx": ".",
    "Property": ".//{*}Property[@Name='x']",
    "Property (decimal)": ".//{*}Property[@Name='d']",
    "Property (point)": ".//{*}Property[@Name='g']",
    "Property (list)": ".//{*}Property[@Name='l']",
    "Property (field)": ".//{*}Property[@Name='f']",
    "EntityType": ".//{*}EntityType[@Name='T']",
    "NavigationProperty (to many)": ".//{*}NavigationProperty[@Name='m']",
}
LABEL = '<Annotation Term="C.Label" String="Label"/>'
OWN = '<Annotation Term="my.Own" String="Text"/>'
SAYS_THE_SAME = "nothing: another part says it"
NAMES = "nothing: names are whole"


ATTRIBUTES = [
    *rows("Edmx", ("Version", "4.0", "nothing: both are read alike")),
    *rows("Reference", ("Uri", "b", "nothing: no other file is fetched")),
    *rows("Include", ("Namespace", "com.sap.vocabularies.UI.v1", "label"), ("Alias", "Q", "label")),
    *rows("Schema", ("Namespace", "other", "other_t"), ("Alias", "Q", "columns")),
    *rows(
        "EntityType",
        ("Name", "V", "columns"),
        ("BaseType", "Self.Base", "columns.b"),
        ("Abstract", "true", "nothing: no type here is made of it, and a set exposes it"),
        ("OpenType", "true", "EDM021"),
        ("OpenType", "false", "nothing: the default"),
        ("HasStream", "true", "EDM022"),
        ("HasStream", "false", "nothing: the default"),
    ),
    *rows("PropertyRef", ("Name", "x", "columns.x.key"), ("Alias", "short", "MAP031")),
    *rows(
        "Property",
        ("Name", "z", "columns.z"),
        ("Type", "Edm.Date", "columns.x.type"),
        ("Nullable", "false", "columns.x.nullable"),
        ("Nullable", "true", "nothing: the default"),
        ("MaxLength", "7", "columns.x.source.type"),
        ("MaxLength", "max", "columns.x.source.type"),
        ("Unicode", "false", "columns.x.source.type"),
        ("DefaultValue", "q", "columns.x.default"),
        ("Collation", "de", "MAP031"),
    ),
    *rows(
        "Property (decimal)",
        ("Precision", "11", "columns.d.type"),
        ("Scale", "3", "columns.d.type"),
        ("Scale", "floating", "columns.d.type"),
        ("Scale", "many", "EDM001"),
    ),
    *rows("Property (point)", ("SRID", "4326", "columns.g.source.type")),
    *rows("Property (list)", ("Nullable", "false", "columns.l.source.type")),
    *rows(
        "Property (field)",
        ("Nullable", "false", "columns.c.source.fields"),
        ("DefaultValue", "q", "columns.c.source.fields"),
        ("MaxLength", "7", "columns.c.source.type"),
    ),
    *rows(
        "NavigationProperty",
        ("Name", "other", "relationships"),
        ("Type", "Collection(Self.U)", "relationships.n.cardinality"),
        ("Nullable", "false", "relationships.n.source.cardinality"),
        ("Nullable", "true", "nothing: the default"),
        ("Partner", "o", "relationships.n.cardinality"),
    ),
    *rows("NavigationProperty (to many)", ("ContainsTarget", "true", "relationships.m")),
    *rows("ReferentialConstraint", ("Property", "t", "n.on"), ("ReferencedProperty", "y", "n.on")),
    *rows(
        "OnDelete",
        ("Action", "SetNull", "MAP031"),
        ("Action", "SetDefault", "MAP031"),
        ("Action", "None", "MAP031"),
    ),
    *rows(
        "ComplexType",
        ("Name", "Q", "columns.c.type"),
        ("BaseType", "Self.Gone", "EDM006"),
        ("Abstract", "true", "MAP031"),
        ("Abstract", "false", "nothing: the default"),
        ("OpenType", "true", "EDM021"),
    ),
    *rows(
        "EnumType",
        ("Name", "Q", "columns.e.type"),
        ("UnderlyingType", "Edm.Int64", "columns.e.type"),
        ("IsFlags", "true", "MAP031"),
        ("IsFlags", "false", "nothing: the default"),
    ),
    *rows("Member", ("Name", "B", "columns.e.enum"), ("Value", "2", "columns.e.enum")),
    *rows(
        "TypeDefinition",
        ("Name", "Q", "columns.t.source.type"),
        ("UnderlyingType", "Edm.Date", "columns.t.type"),
        ("MaxLength", "7", "columns.t.source.type"),
        ("Unicode", "false", "columns.t.source.type"),
        ("Precision", "3", "columns.t.source.type"),
        ("Scale", "1", "columns.t.source.type"),
        ("SRID", "0", "columns.t.source.type"),
    ),
    *rows("EntityContainer", ("Name", "Q", NAMES), ("Extends", "other.All", "MAP031")),
    *rows(
        "EntitySet",
        ("Name", "Q", "columns"),
        ("EntityType", "Self.U", "EDM005"),
        ("IncludeInServiceDocument", "false", "MAP031"),
        ("IncludeInServiceDocument", "true", "nothing: the default"),
    ),
    *rows("Singleton", ("Name", "Q", NAMES), ("Type", "Self.T", "columns"), ("Nullable", "true", "MAP031")),
    *rows("NavigationPropertyBinding", ("Path", "m", SAYS_THE_SAME), ("Target", "One", SAYS_THE_SAME)),
    *rows("Annotations", ("Target", "Self.Gone", "EDM003"), ("Qualifier", "Q", "MAP030")),
    *rows("Annotation", ("Term", "my.Own", "MAP030"), ("Qualifier", "Q", "MAP030")),
]
_OPERATIONS = '<Parameter Name="in" Type="Self.T"/><ReturnType Type="Self.T"/>'


def _children(element: str, *members: tuple[str, str]) -> list[Row]:
    return [Row(element, "", *member) for member in members]


CHILDREN = [
    *_children(
        "Reference", ('<IncludeAnnotations TermNamespace="a" Qualifier="b"/>', "MAP031"), (OWN, "MAP031")
    ),
    *_children(
        "Schema",
        (f'<Action Name="a" IsBound="true" EntitySetPath="in">{_OPERATIONS}</Action>', "EDM002"),
        (f'<Function Name="a" IsBound="true" IsComposable="true">{_OPERATIONS}</Function>', "EDM002"),
        ('<Term Name="a" Type="Edm.String" BaseTerm="b" AppliesTo="Property" DefaultValue="c"/>', "EDM002"),
        (
            '<Annotations Target="Self.T/x"><Annotation Term="C.QuickInfo" String="I"/></Annotations>',
            "columns.x",
        ),
        ('<Annotations Target="Self.T/n">' + OWN + "</Annotations>", "MAP030"),
        ('<Annotations Target="Self.E/A">' + LABEL + "</Annotations>", "columns.e.enum"),
        ('<Annotations Target="Self.All">' + OWN + "</Annotations>", "MAP030"),
        ('<Annotations Target="Self.All/Ts">' + LABEL + "</Annotations>", "business.label"),
        ('<Annotations Target="Self.a(Self.T)/in">' + OWN + "</Annotations>", "EDM003"),
        (OWN, "MAP030"),
    ),
    *_children("EntityType", (LABEL, "business.label"), (OWN, "MAP030")),
    *_children("Property", ('<Annotation Term="C.QuickInfo" String="I"/>', "columns.x"), (OWN, "MAP030")),
    *_children("Property (field)", (OWN, "MAP030")),
    *_children("NavigationProperty", (LABEL, "relationships.n"), (OWN, "MAP030")),
    *_children("ReferentialConstraint", (OWN, "MAP031")),
    *_children("OnDelete", (OWN, "MAP031")),
    *_children("ComplexType", (OWN, "MAP030"), ('<Property Name="h" Type="Edm.Date"/>', "columns.c.type")),
    *_children(
        "EnumType", (LABEL, "columns.e.label"), (OWN, "MAP030"), ('<Member Name="Z" Value="7"/>', "e.enum")
    ),
    *_children("Member", (LABEL, "columns.e.enum"), (OWN, "MAP030")),
    *_children("TypeDefinition", (LABEL, "columns.t.label"), (OWN, "MAP030")),
    *_children(
        "EntityContainer",
        ('<ActionImport Name="a" Action="Self.a" EntitySet="Ts"/>', "EDM002"),
        ('<FunctionImport Name="a" Function="Self.a" IncludeInServiceDocument="true"/>', "EDM002"),
        (OWN, "MAP030"),
    ),
    *_children("EntitySet", (LABEL, "business.label"), (OWN, "MAP030")),
    *_children("Singleton", (OWN, "MAP030")),
    *_children("Annotation", (OWN, "MAP030")),
]
EXPRESSIONS = {  # of an annotation that no spec has a place for: told whatever its value is
    "MAP030": [
        *(f'{kind}="1"' for kind in ("Binary", "Bool", "Date", "DateTimeOffset", "Decimal", "Duration")),
        *(f'{kind}="1"' for kind in ("EnumMember", "Float", "Guid", "Int", "String", "TimeOfDay", "UrlRef")),
        *(f'{kind}="x"' for kind in ("AnnotationPath", "ModelElementPath", "NavigationPropertyPath", "Path")),
        *(f'{kind}="x"' for kind in ("PropertyPath", "AnyPropertyPath")),
        "<Collection><String>a</String></Collection>",
        '<Record Type="my.R"><PropertyValue Property="p" Bool="true"/>' + OWN + "</Record>",
        "<UrlRef><String>a</String></UrlRef>",
        "",
    ],
    "EDM004": [
        '<Apply Function="odata.concat"><String>a</String></Apply>',
        '<Cast Type="Edm.String"><Path>x</Path></Cast>',
        '<IsOf Type="Edm.String"><Path>x</Path></IsOf>',
        "<If><Bool>true</Bool><String>a</String></If>",
        '<LabeledElement Name="a" String="b"/>',
        "<LabeledElementReference>a</LabeledElementReference>",
        *(
            f"<{k}><Path>x</Path><Int>1</Int></{k}>"
            for k in ["And", "Or", "Eq", "Ne", "Gt", "Ge", "Lt", "Le", "Has", "In", "Add", "Sub", "Mul"]
        ),
        *(f"<{k}><Path>x</Path><Int>1</Int></{k}>" for k in ["Div", "DivBy", "Mod"]),
        *(f"<{k}><Path>x</Path></{k}>" for k in ("Not", "Neg")),
        'Future="1"',
        "<Record><PropertyValue Property='p' Future='1'/></Record>",
    ],
}


@pytest.mark.parametrize("row", [*ATTRIBUTES, *CHILDREN], ids=lambda row: f"{row[0]} {row[1]} {row[2]}"[:70])
def test_a_member_is_carried_or_told(row: Row) -> None:
    before, after = imported(METADATA), imported(_put(row))
    changed = sorted(paths_of(before) ^ paths_of(after))
    told = told_of(after) - told_of(before)
    if row.fate.startswith("nothing: "):
        assert (changed, told) == ([], set())
    elif re.fullmatch(r"[A-Z]{3}\d{3}", row.fate):
        assert row.fate in {code for code, _ in told}, (changed, told)
    else:
        assert any(row.fate in path for path in changed), (changed, told)


@pytest.mark.parametrize(
    ("value", "code"), [(value, code) for code, values in EXPRESSIONS.items() for value in values]
)
def test_an_annotation_is_told_whatever_its_value_is(value: str, code: str) -> None:
    inside = value if value[:1] == "<" else ""
    xml = f'<Annotation Term="my.Own" {"" if inside else value}>{inside}</Annotation>'
    told = told_of(imported(_put(Row("Property", "", xml, ""))))
    assert any(one == code and "my.Own" in message for one, message in told), told


def test_an_annotation_of_nothing_says_nothing() -> None:
    row = Row("Property", "", '<Annotation Term="my.Own"><Null/></Annotation>', "")
    assert told_of(imported(_put(row))) == told_of(imported(METADATA))


@pytest.mark.parametrize("element", [*READ])
def test_attributes_and_elements_that_are_none_of_odatas_are_told(element: str) -> None:
    before = told_of(imported(METADATA))
    odd = {
        *(told_of(imported(_put(Row(element, "Odd", "1", "")))) - before),
        *(told_of(imported(_put(Row(element, "{urn:odd}Odd", "1", "")))) - before),
        *(told_of(imported(_put(Row(element, "", "<Odd/>", "")))) - before),
    }
    assert len([message for _, message in odd if "Odd" in message]) == 3, odd


DOCUMENTED = {  # CSDL XML 4.01, the attributes of chapters 3 to 14 that are no part of an operation or a term
    "Edmx": "Version",
    "Reference": "Uri",
    "Include": "Namespace Alias",
    "Schema": "Namespace Alias",
    "EntityType": "Name BaseType Abstract OpenType HasStream",
    "PropertyRef": "Name Alias",
    "Property": "Name Type Nullable MaxLength Precision Scale Unicode SRID DefaultValue",
    "NavigationProperty": "Name Type Nullable Partner ContainsTarget",
    "ReferentialConstraint": "Property ReferencedProperty",
    "OnDelete": "Action",
    "ComplexType": "Name BaseType Abstract OpenType",
    "EnumType": "Name UnderlyingType IsFlags",
    "Member": "Name Value",
    "TypeDefinition": "Name UnderlyingType MaxLength Precision Scale Unicode SRID",
    "EntityContainer": "Name Extends",
    "EntitySet": "Name EntityType IncludeInServiceDocument",
    "Singleton": "Name Type Nullable",
    "NavigationPropertyBinding": "Path Target",
    "Annotations": "Target Qualifier",
    "Annotation": "Term Qualifier",
}


def test_the_walk_passes_every_documented_attribute() -> None:
    walked: dict[str, set[str]] = {}
    for row in ATTRIBUTES:
        walked.setdefault(row.element.partition(" (")[0], set()).add(row.member)
    assert {name: set(members.split()) - walked[name] for name, members in DOCUMENTED.items()} == {
        name: set() for name in DOCUMENTED
    }


def _put(row: Row) -> str:
    return put(METADATA, row, PLACES, {"": EDM})
