"""A view's parameters in a service's metadata are as those of its CSN; parts of annotations have names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.odata.test_reader import KEY, imported

VIEW = f'<EntityType Name="StockType">{KEY}</EntityType>'


def of_parameter(attributes: str, inside: str = "", more: str = "") -> Any:
    """What a view with one parameter becomes."""
    parameters = (
        '<EntityType Name="StockParameters"><Key><PropertyRef Name="P_DAY"/></Key>'
        f'<Property Name="P_DAY" Nullable="false" {attributes}>{inside}</Property>'
        '<NavigationProperty Name="Set" Type="Collection(Self.StockType)" ContainsTarget="true"/>'
        "</EntityType>"
    )
    return imported(f"{parameters}{VIEW}{more}")


def parameter(found: Any) -> dict[str, Any]:
    (only,) = found.table["business"]["input_parameters"]
    return {key: value for key, value in only.items() if key not in ("name", "type")}


@pytest.mark.parametrize("term", ["C.QuickInfo", "Org.OData.Core.V1.Description"])
def test_label_and_description_are_carried(term: str) -> None:
    texts = f'<Annotation Term="C.Label" String="Day"/><Annotation Term="{term}" String="Stock of this day"/>'
    found = of_parameter('Type="Edm.Date"', texts)
    assert parameter(found) == {"label": "Day", "description": "Stock of this day"}
    assert found.messages("MAP030") == []


def test_allowed_values_are_carried() -> None:
    record = '<Record><PropertyValue Property="Value" String="{}"/></Record>'
    values = f"<Collection>{record.format('EUR')}{record.format('USD')}</Collection>"
    inside = f'<Annotation Term="Org.OData.Validation.V1.AllowedValues">{values}</Annotation>'
    found = of_parameter('Type="Edm.String" MaxLength="3" DefaultValue="EUR"', inside)
    assert parameter(found) == {"default": "EUR", "enum": [{"value": "EUR"}, {"value": "USD"}]}
    assert found.messages("MAP030") == []


def test_members_of_an_enum_type_are_allowed_values() -> None:
    levels = '<EnumType Name="Level"><Member Name="Low" Value="1"/><Member Name="High" Value="2"/></EnumType>'
    found = of_parameter('Type="Self.Level"', more=levels)
    assert parameter(found)["enum"] == [{"value": 1, "name": "Low"}, {"value": 2, "name": "High"}]


def test_other_annotations_are_told_with_the_names_of_view_and_parameter() -> None:
    found = of_parameter('Type="Edm.Date"', '<Annotation Term="C.FieldControl" Int="7"/>')
    assert found.messages("MAP030") == [
        "annotation @Common.FieldControl of parameter 'P_DAY' of 'demo.Stock' has no place in a spec"
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("<Collection><String>a</String><Path>x</Path><If/></Collection>", "[2]"),
        ('<Record><PropertyValue Property="Qualifier"><Apply/></PropertyValue></Record>', ".Qualifier"),
        (
            '<Collection><Record/><Record><PropertyValue Property="Of"><Collection><If/></Collection>'
            "</PropertyValue></Record></Collection>",
            "[1].Of[0]",
        ),
        (
            '<Record><Annotation Term="C.Label"><Null/></Annotation>'
            '<Annotation Term="C.Text"><If/></Annotation></Record>',
            ".@Common.Text",
        ),
    ],
)
def test_a_computed_part_of_a_value_is_named(value: str, place: str) -> None:
    annotation = f'<Annotation Term="C.ValueList">{value}</Annotation>'
    found = imported(
        f'<EntityType Name="T"><Property Name="x" Type="Edm.Date">{annotation}</Property></EntityType>'
    )
    element = "Apply" if "Apply" in value else "If"
    assert found.messages("EDM004") == [
        f"annotation Common.ValueList{place} is computed ({element}): not carried"
    ]


def test_members_of_a_recursive_hierarchy_without_a_place_are_told() -> None:
    record = (
        '<Record><PropertyValue Property="NodeProperty" PropertyPath="ID"/>'
        '<PropertyValue Property="ParentNavigationProperty" NavigationPropertyPath="Up"/></Record>'
    )
    annotation = f'<Annotation Term="Ag.RecursiveHierarchy" Qualifier="H">{record}</Annotation>'
    up = (
        '<Property Name="PARENT" Type="Edm.Int32"/><NavigationProperty Name="Up" Type="Self.T">'
        '<ReferentialConstraint Property="PARENT" ReferencedProperty="ID"/></NavigationProperty>'
    )
    found = imported(f'<EntityType Name="T">{KEY}{up}{annotation}</EntityType>')
    assert found.messages("MAP030") == [
        "NodeProperty of annotation @Hierarchy.parentChild has no place in a table's spec"
    ]
