"""OData metadata: paths and constants of annotations, and navigation properties of complex types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import Imported

from .test_reader import KEY, imported

COUNTRY = f'<EntityType Name="Country">{KEY}<Property Name="Name" Type="Edm.String"/></EntityType>'
TO_COUNTRY = (
    '<NavigationProperty Name="Country" Type="demo.Country">'
    '<ReferentialConstraint Property="CountryID" ReferencedProperty="ID"/></NavigationProperty>'
)
PLACE = (
    '<ComplexType Name="Place"><Property Name="City" Type="Edm.String" MaxLength="40"/>'
    f'<Property Name="CountryID" Type="Edm.Int32"/>{TO_COUNTRY}</ComplexType>'
)
UNIT = "Org.OData.Measures.V1.Unit"
TEXT = "com.sap.vocabularies.Common.v1.Text"


def of(annotation: str, home: str = "demo.Place") -> Imported:
    return imported(
        f'{PLACE}{COUNTRY}<EntityType Name="T">{KEY}'
        f'<Property Name="X" Type="Edm.String">{annotation}</Property>'
        f'<Property Name="CountryID" Type="Edm.Int32"/>{TO_COUNTRY}'
        f'<Property Name="Home" Type="{home}"/></EntityType>'
    )


def table(found: Imported) -> dict[str, Any]:
    return next(t for t in found.tables.values() if t["source"]["object"] == "demo.T")


def x(found: Imported) -> dict[str, Any]:
    column = next(c for c in table(found)["columns"] if c["name"] == "x")
    return {key: value for key, value in column.items() if key not in ("name", "type", "source")}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CountryID", "countryid"),
        ("Country/ID", "countryid"),
        ("Home/City", "home.city"),
        ("Home/Country/ID", "home.countryid"),
        ("Country/Name", "Country.name"),
        ("Home/Country/Name", "Home.Country.name"),
    ],
)
def test_a_path_is_the_column_the_field_or_the_relationships_column(path: str, expected: str) -> None:
    found = of(f'<Annotation Term="{UNIT}" Path="{path}"/>')
    assert x(found) == {"semantic": "quantity", "unit": expected}
    assert found.codes() == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Country/Name", {"text_association": "Country"}),
        ("Home/City", {"text": "home.city"}),
        ("Home/Country/Name", {"text_association": "Home.Country"}),
    ],
)
def test_a_text_through_a_navigation_is_the_relationship(path: str, expected: dict[str, str]) -> None:
    found = of(f'<Annotation Term="{TEXT}" Path="{path}"/>')
    assert x(found) == expected
    marked = [r["name"] for r in table(found)["relationships"] if r.get("kind") == "text"]
    assert marked == list(expected.values()) * ("text_association" in expected)


def test_a_path_that_leads_nowhere_is_told_as_it_is_written() -> None:
    (message,) = of(f'<Annotation Term="{UNIT}" Path="Home/Town"/>').messages("MAP014")
    assert "refers to 'Home/Town'" in message


@pytest.mark.parametrize(
    ("term", "value", "expected"),
    [
        (UNIT, "kg", {"semantic": "quantity", "unit_value": "kg"}),
        ("Org.OData.Measures.V1.ISOCurrency", "EUR", {"semantic": "amount", "currency_value": "EUR"}),
    ],
)
@pytest.mark.parametrize(
    "form", ['<Annotation Term="{}" String="{}"/>', '<Annotation Term="{}"><String>{}</String></Annotation>']
)
def test_a_constant_is_kept_as_one(term: str, value: str, expected: dict[str, str], form: str) -> None:
    found = of(form.format(term, value))
    assert x(found) == expected
    assert found.codes() == []


@pytest.mark.parametrize("term", ["UI.v1.Hidden", "Common.v1.IsCurrency", "Common.v1.IsUnit"])
def test_a_flag_that_depends_on_the_row_is_no_mistake(term: str) -> None:
    found = of(f'<Annotation Term="com.sap.vocabularies.{term}" Path="IsFree"/>')
    assert "MAP037" not in found.codes()


def test_a_navigation_of_a_complex_type_is_a_relationship_of_each_column_of_it() -> None:
    found = of("")
    home = next(c for c in table(found)["columns"] if c["name"] == "home")
    assert home["type"] == "struct<city:string,countryid:int>"
    assert [(r["name"], r["to"], r["on"]) for r in table(found)["relationships"]] == [
        ("Country", "s.demo_country", {"countryid": "id"}),
        ("Home.Country", "s.demo_country", {"home.countryid": "id"}),
    ]


def test_a_navigation_inside_a_collection_is_told_by_object_and_property() -> None:
    found = of("", home="Collection(demo.Place)")
    (message,) = found.messages("MAP051")
    assert message.startswith("association 'Home.Country' of 'demo.T' is inside an array")
