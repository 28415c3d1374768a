"""OData metadata, construct by construct: what a service says becomes what CSN would have said."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.language.findings import Severity
from mapping.combine.definitions import combine
from mapping.combine.odata_names import odata_name
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.reader import read
from mapping.odata.reader import read_edmx
from mapping.specs.tables import to_specs
from tests.support.exports import Imported

REFERENCES = """
<edmx:Reference Uri="a"><edmx:Include Alias="C" Namespace="com.sap.vocabularies.Common.v1"/></edmx:Reference>
<edmx:Reference Uri="b"><edmx:Include Alias="Ag" Namespace="Org.OData.Aggregation.V1"/></edmx:Reference>
"""
KEY = '<Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/>'


def metadata(body: str, namespace: str = "demo") -> bytes:
    return (
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
        f"{REFERENCES}<edmx:DataServices>"
        f'<Schema Namespace="{namespace}" Alias="Self" xmlns="http://docs.oasis-open.org/odata/ns/edm">\n{body}\n'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    ).encode()


def imported(*bodies: str, namespaces: tuple[str, ...] = ("demo",)) -> Imported:
    """What services with these schemas become; the last namespace stands for the rest."""
    diagnostics = Diagnostics()
    fragments = [
        read_edmx(read(metadata(body, namespaces[min(i, len(namespaces) - 1)]), f"{i}.xml"), "S", diagnostics)
        for i, body in enumerate(bodies)
    ]
    return Imported(to_specs(combine(fragments, diagnostics), diagnostics), diagnostics.all())


def column(attributes: str, inside: str = "", more: str = "") -> dict[str, Any]:
    """The column of one property `x`."""
    body = f'<EntityType Name="T"><Property Name="x" {attributes}>{inside}</Property></EntityType>{more}'
    return imported(body).columns()["x"]


TYPES = [
    ('Type="Edm.String" MaxLength="10"', "string", "Edm.String(10)"),
    ('Type="Edm.String" MaxLength="max"', "string", "Edm.String(MaxLength: max)"),
    ('Type="Edm.String" MaxLength="10" Unicode="false"', "string", "Edm.String(10, Unicode: false)"),
    ('Type="Edm.String" Unicode="true"', "string", "Edm.String"),
    ('Type="Edm.Binary" MaxLength="16"', "binary", "Edm.Binary(16)"),
    ('Type="Edm.Decimal" Scale="4"', "decimal(38,4)", "Edm.Decimal(scale: 4)"),
    ('Type="Edm.Geography" MaxLength="9" SRID="0"', "string", "Edm.Geography(9, srid: 0)"),
    ('Type="Edm.Decimal" Precision="15" Scale="2"', "decimal(15,2)", "Edm.Decimal(15,2)"),
    ('Type="Edm.Decimal" Precision="15"', "decimal(15,0)", "Edm.Decimal(15)"),
    ('Type="Edm.Decimal" Precision="34" Scale="floating"', "decimal(38,10)", "Edm.Decimal(34,floating)"),
    ('Type="Edm.Decimal" Scale="variable"', "decimal(38,10)", "Edm.Decimal(variable)"),
    ('Type="Edm.Decimal" Precision="40" Scale="2"', "string", "Edm.Decimal(40,2)"),
    ('Type="Edm.DateTimeOffset" Precision="7"', "timestamp", "Edm.DateTimeOffset(7)"),
    ('Type="Edm.GeographyPoint" SRID="4326"', "string", "Edm.GeographyPoint(4326)"),
    ('Type="Edm.GeographyPoint" SRID="variable"', "string", "Edm.GeographyPoint(SRID: variable)"),
    ('Type="Collection(Edm.String)" MaxLength="3"', "array<string>", "many Edm.String(3)"),
    ('Type="Edm.Future"', "string", "Edm.Future"),
    ('Type="other.Thing"', "string", "other.Thing"),
]


def test_an_attribute_of_a_property_that_is_none_of_odatas_is_named() -> None:
    stated = 'Type="Edm.String" Collation="de" Nullable="true"'
    body = f'<EntityType Name="T"><Property Name="x" {stated}/></EntityType>'
    assert imported(body).messages("MAP031") == ["attribute Collation of a property has no place in a spec"]


@pytest.mark.parametrize(("attributes", "glue", "source"), TYPES)
def test_a_property_keeps_its_type_with_its_facets(attributes: str, glue: str, source: str) -> None:
    found = column(attributes)
    assert (found["type"], found["source"]["type"]) == (glue, source)


DEFAULTS = [
    ("Edm.Boolean", "false", False),
    ("Edm.Int64", "-3", -3),
    ("Edm.Double", "1.5", 1.5),
    ("Edm.Decimal", "0.10", "0.10"),  # a float would lose the digit
    ("Edm.String", "007", "007"),
]


@pytest.mark.parametrize(("edm", "text", "value"), DEFAULTS)
def test_a_default_is_as_the_data_has_it(edm: str, text: str, value: Any) -> None:
    found = column(f'Type="{edm}" DefaultValue="{text}"')["default"]
    assert (found, type(found)) == (value, type(value))


def test_the_facets_of_a_complex_types_properties_stay_in_the_columns_source() -> None:
    fields = '<Property Name="f" Type="Edm.Int32" Nullable="false" DefaultValue="3"/>'
    fields += '<Property Name="g" Type="Edm.Date"/>'
    found = column('Type="Self.S"', more=f'<ComplexType Name="S">{fields}</ComplexType>')
    assert found["source"]["fields"] == {"f": {"nullable": False, "default": 3}}


def test_enum_members_without_a_value_count_on_from_the_one_before_with_a_finding() -> None:
    members = '<Member Name="Red" Value="1"/><Member Name="Blue"/><Member Name="Green"/>'
    body = f'<EntityType Name="T"><Property Name="x" Type="Self.E"/></EntityType><EnumType Name="E">{members}'
    found = imported(body + "</EnumType>")
    assert [e["value"] for e in found.columns()["x"]["enum"]] == [1, 2, 3]
    assert "only some members of enum type 'demo.E' have a value" in found.messages("EDM008")[0]


def test_an_enum_type_keeps_its_members_and_a_default_is_one_of_them() -> None:
    enum = (
        '<EnumType Name="E"><Member Name="low"><Annotation Term="C.Label" String="Low"/></Member>'
        '<Member Name="high" Value="9"/></EnumType>'
    )
    found = column('Type="Self.E" DefaultValue="high"', more=enum)
    assert found["type"] == "int"
    assert found["enum"] == [{"value": 0, "name": "low", "label": "Low"}, {"value": 9, "name": "high"}]
    assert found["default"] == 9


@pytest.mark.parametrize("term", ["C.Label", "com.sap.vocabularies.Common.v1.Label", "Common.Label"])
def test_a_term_is_known_by_any_alias_and_by_its_full_name(term: str) -> None:
    assert column('Type="Edm.Date"', f'<Annotation Term="{term}" String="Day"/>')["label"] == "Day"


def test_constants_are_read_from_attributes_and_from_elements() -> None:
    inside = '<Annotation Term="C.Label"><String>Day</String></Annotation>'
    assert column('Type="Edm.Date"', inside)["label"] == "Day"


TARGETS = ["demo.T/x", "Self.T/x", "demo.C/Ts/x"]


@pytest.mark.parametrize("target", TARGETS)
def test_annotations_reach_a_property_from_outside(target: str) -> None:
    more = (
        '<EntityContainer Name="C"><EntitySet Name="Ts" EntityType="Self.T"/></EntityContainer>'
        f'<Annotations Target="{target}"><Annotation Term="C.Label" String="X"/></Annotations>'
    )
    assert column('Type="Edm.Date"', more=more)["label"] == "X"


XML_TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
)


@given(XML_TEXT.filter(str.strip))
@example("${lake}")
def test_any_label_arrives_as_it_was_written(label: str) -> None:
    if label.startswith("{"):
        label = "x" + label  # a placeholder is looked up
    found = column('Type="Edm.Date"', f'<Annotation Term="C.Label" String={quoteattr(label)}/>')
    assert found["label"] == label.replace("${", "$${")  # no variable of ours


@given(st.text())
def test_an_odata_name_is_its_own_odata_name(name: str) -> None:
    assert odata_name(odata_name(name)) == odata_name(name)
    assert len(odata_name(name)) == len(name)


def test_a_computed_annotation_is_left_out_with_a_finding() -> None:
    inside = '<Annotation Term="C.Label"><Apply Function="odata.concat"/></Annotation>'
    body = f'<EntityType Name="T"><Property Name="x" Type="Edm.Date">{inside}</Property></EntityType>'
    found = imported(body)
    assert "label" not in found.columns()["x"]
    assert found.messages("EDM004") == ["annotation Common.Label is computed (Apply): not carried"]


def test_units_and_currencies_refer_to_columns() -> None:
    body = (
        '<EntityType Name="T"><Property Name="Q" Type="Edm.Int32"/><Property Name="U U" Type="Edm.String">'
        '<Annotation Term="DataIntegration.OriginalName" String="Unit of It"/></Property></EntityType>'
        '<Annotations Target="Self.T/Q">'
        '<Annotation Term="Org.OData.Measures.V1.Unit" Path="U U"/></Annotations>'
    )
    columns = imported(body).columns()
    assert columns["q"]["unit"] == "unit_of_it"
    assert columns["q"]["semantic"] == "quantity"


def test_a_path_that_leads_to_no_column_is_a_finding() -> None:
    body = (
        '<EntityType Name="T"><Property Name="A" Type="Edm.Int32">'
        '<Annotation Term="Org.OData.Measures.V1.ISOCurrency" Path="to_Company/Currency"/>'
        "</Property></EntityType>"
    )
    (said,) = imported(body).messages("MAP014")
    assert "to_Company/Currency" in said


def test_measures_come_from_either_vocabulary() -> None:
    body = (
        '<EntityType Name="T"><Property Name="a" Type="Edm.Int32"/><Property Name="b" Type="Edm.Int32"/>'
        '<Annotation Term="Ag.CustomAggregate" Qualifier="a" String="Edm.Int32"/>'
        '<Annotation Term="Analytics.AggregatedProperty" Qualifier="m"><Record>'
        '<PropertyValue Property="AggregatableProperty" PropertyPath="b"/>'
        '<PropertyValue Property="AggregationMethod" String="max"/></Record></Annotation>'
        '<Annotation Term="Ag.CustomAggregate" Qualifier="c" String="Edm.Int32"/></EntityType>'
    )
    found = imported(body)
    assert found.columns()["a"]["measure"] == {}
    assert found.columns()["b"]["measure"] == {"aggregation": "max"}
    assert ["'c'" in m for m in found.messages("MAP014")] == [True]


def test_hierarchies_come_from_either_vocabulary() -> None:
    body = (
        '<EntityType Name="T">' + KEY + '<Property Name="Up" Type="Edm.Int32"/>'
        '<NavigationProperty Name="Parent" Type="Self.T">'
        '<ReferentialConstraint Property="Up" ReferencedProperty="ID"/></NavigationProperty>'
        '<Annotation Term="Ag.LeveledHierarchy" Qualifier="L"><Collection><PropertyPath>Up</PropertyPath>'
        "<PropertyPath>ID</PropertyPath></Collection></Annotation>"
        '<Annotation Term="Ag.RecursiveHierarchy" Qualifier="R"><Record>'
        '<PropertyValue Property="NodeProperty" PropertyPath="ID"/>'
        '<PropertyValue Property="ParentNavigationProperty" NavigationPropertyPath="Parent"/>'
        "</Record></Annotation></EntityType>"
    )
    assert imported(body).table["hierarchies"] == [
        {"name": "L", "levels": ["up", "id"]},
        {"name": "R", "parent": "up", "child": "id"},
    ]


def test_a_base_type_gives_its_properties_and_its_key() -> None:
    body = (
        f'<EntityType Name="Base" Abstract="true">{KEY}</EntityType>'
        '<EntityType Name="T" BaseType="Self.Base"><Property Name="x" Type="Edm.Date"/></EntityType>'
    )
    found = imported(body)
    assert list(found.tables) == ["s.demo_t"]
    assert [(c["name"], c.get("key", False)) for c in found.table["columns"]] == [("id", True), ("x", False)]


def test_a_base_type_of_another_file_is_a_warning_and_a_circle_an_error() -> None:
    body = '<EntityType Name="T" BaseType="far.Away"><Property Name="x" Type="Edm.Date"/></EntityType>'
    assert imported(body).codes(Severity.WARNING) == ["EDM006"]
    circle = '<EntityType Name="T" BaseType="Self.T"><Property Name="x" Type="Edm.Date"/></EntityType>'
    assert imported(circle).codes(Severity.ERROR) == ["EDM001"]


NAVIGATION = (
    f'<EntityType Name="A">{KEY}<NavigationProperty Name="bs" Type="Collection(Self.B)" Partner="a" '
    'ContainsTarget="true"/><NavigationProperty Name="one" Type="Self.B"/></EntityType>'
    f'<EntityType Name="B">{KEY}<Property Name="A_ID" Type="Edm.Int32"/>'
    '<NavigationProperty Name="a" Type="Self.A" Partner="bs">'
    '<ReferentialConstraint Property="A_ID" ReferencedProperty="ID"/></NavigationProperty></EntityType>'
)


def test_navigation_properties_are_relationships_with_columns_and_cardinality() -> None:
    found = imported(NAVIGATION)
    assert found.tables["s.demo_b"]["relationships"] == [
        {"name": "a", "to": "s.demo_a", "on": {"a_id": "id"}, "cardinality": "many-to-one"}
    ]
    there, one = found.tables["s.demo_a"]["relationships"]
    assert there == {
        "name": "bs",
        "to": "s.demo_b",
        "on": {"id": "a_id"},  # by its partner
        "cardinality": "one-to-many",
        "kind": "composition",
    }
    assert one == {"name": "one", "to": "s.demo_b", "cardinality": "many-to-one"}
    assert found.codes(Severity.WARNING) == ["MAP012"]


def test_a_navigation_property_without_a_constraint_makes_no_column() -> None:
    assert list(imported(NAVIGATION).columns("s.demo_a")) == ["id"]


def test_navigation_out_of_the_file_is_a_warning() -> None:
    body = f'<EntityType Name="A">{KEY}<NavigationProperty Name="n" Type="far.B"/></EntityType>'
    assert "MAP011" in imported(body).codes(Severity.WARNING)


WRONG = {
    "a property without a type": '<Property Name="x"/>',
    "a property without a name": '<Property Type="Edm.Date"/>',
    "a property twice": '<Property Name="x" Type="Edm.Date"/><Property Name="x" Type="Edm.Date"/>',
    "a facet that is no number": '<Property Name="x" Type="Edm.String" MaxLength="long"/>',
    "a negative scale": '<Property Name="x" Type="Edm.Decimal" Precision="3" Scale="-1"/>',
}


@pytest.mark.parametrize("what", WRONG)
def test_another_shape_than_odatas_is_an_error_with_its_line(what: str) -> None:
    found = imported(f'<EntityType Name="T">\n{WRONG[what]}</EntityType>')
    assert found.codes(Severity.ERROR) == ["EDM001"]


def test_errors_and_warnings_have_the_line_of_the_property(tmp_path: Path) -> None:
    from mapping.documents.inputs import inputs_of
    from mapping.importer import run_import

    path = tmp_path / "m.xml"
    path.write_bytes(
        metadata('<EntityType Name="T">\n\n<Property Name="t" Type="Edm.TimeOfDay"/></EntityType>')
    )
    (found,) = run_import(inputs_of([path], "S"), tmp_path / "specs").findings
    lines = path.read_text().splitlines()
    assert "TimeOfDay" in lines[found.line - 1]


def test_a_key_that_is_no_property_is_a_finding() -> None:
    key = '<Key><PropertyRef Name="y"/></Key>'
    body = f'<EntityType Name="T">{key}<Property Name="x" Type="Edm.Date"/></EntityType>'
    assert imported(body).codes() == ["MAP014"]


def test_one_object_of_two_services_has_the_keys_of_one_and_the_measures_of_the_other() -> None:
    relational = f'<EntityType Name="T">{KEY}<Property Name="v" Type="Edm.Int32"/></EntityType>'
    analytical = (
        '<EntityType Name="T"><Property Name="v" Type="Edm.Int32">'
        '<Annotation Term="Analytics.measure" Bool="true"/></Property></EntityType>'
    )
    for bodies, namespaces in (
        ((relational, analytical), ("StandaloneService", "InaApplicationService")),
        ((analytical, relational), ("InaApplicationService", "StandaloneService")),
    ):
        found = imported(*bodies, namespaces=namespaces)
        assert found.findings == []
        columns = found.columns("s.t")
        assert columns["id"]["key"] is True
        assert columns["v"]["measure"] == {}
        assert found.table["source"]["kind"] == "analytic-model"


SYSTEMS = [
    ("StandaloneService", "", "SAP Datasphere"),
    ("demo", "", "OData service"),
    ("demo", '<Annotation Term="DataIntegration.SourceSystem" String="ERP 7"/>', "ERP 7"),
]


@pytest.mark.parametrize(("namespace", "annotation", "system"), SYSTEMS)
def test_the_source_system_is_what_the_service_says(namespace: str, annotation: str, system: str) -> None:
    found = imported(f'{annotation}<EntityType Name="T">{KEY}</EntityType>', namespaces=(namespace,))
    assert found.table["source"]["system"] == system


def test_structures_of_one_name_in_two_files_stay_two() -> None:
    def body(name: str, inner: str) -> str:
        return (
            f'<ComplexType Name="X"><Property Name="{inner}" Type="Edm.Date"/></ComplexType>'
            f'<EntityType Name="{name}"><Property Name="x" Type="Self.X"/></EntityType>'
        )

    found = imported(body("A", "a"), body("B", "b"), namespaces=("StandaloneService",))
    assert found.columns("s.a")["x"]["type"] == "struct<a:date>"
    assert found.columns("s.b")["x"]["type"] == "struct<b:date>"


def test_a_type_that_stands_there_twice_is_read_once_where_both_are_alike() -> None:
    once = '<EntityType Name="T"><Property Name="x" Type="Edm.String"/></EntityType>'
    found = imported(once + once.replace("><", ">\n<"))
    assert [*found.columns()] == ["x"]
    assert found.messages("EDM012") == ["'demo.T' is defined twice, both times alike: read once"]
    other = imported(once + once.replace("Edm.String", "Edm.Int32"))
    assert other.codes(Severity.ERROR) == ["EDM001"]
