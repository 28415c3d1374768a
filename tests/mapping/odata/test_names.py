"""What the parts of a service are called where they come from."""

from __future__ import annotations

from mapping.diagnostics.collector import Diagnostics
from mapping.documents.reader import read
from mapping.model import ObjectKey
from mapping.odata.document import index
from mapping.odata.names import Names
from tests.mapping.odata.test_reader import KEY, metadata

ORIGINAL = '<Annotation Term="com.sap.vocabularies.DataIntegration.v1.OriginalName" String="{}"/>'


def names(body: str, namespace: str = "demo") -> Names:
    """The names of a service with this schema."""
    document = read(metadata(body, namespace), "f.xml")
    return Names(index(document.root, document.file, Diagnostics()), "S")


def exposed(entity_set: str, entity_type: str) -> str:
    """A container with one entity set."""
    return (
        f'<EntityContainer Name="C"><EntitySet Name="{entity_set}" EntityType="Self.{entity_type}"/>'
        "</EntityContainer>"
    )


def test_an_object_is_called_by_its_namespace_and_its_one_entity_set() -> None:
    found = names(f'<EntityType Name="OrderType">{KEY}</EntityType>{exposed("Orders", "OrderType")}')
    assert found.objects == {"demo.OrderType": ObjectKey("S", "demo.Orders")}


def test_in_a_service_of_datasphere_an_object_has_no_namespace() -> None:
    found = names(f'<EntityType Name="ORDERS">{KEY}</EntityType>', "StandaloneService")
    assert found.objects == {"StandaloneService.ORDERS": ObjectKey("S", "ORDERS")}


def test_the_original_name_goes_first() -> None:
    body = f'<EntityType Name="Order_Items">{KEY}{ORIGINAL.format("Order Items")}</EntityType>'
    assert names(body).objects == {"demo.Order_Items": ObjectKey("S", "Order Items")}


def test_two_objects_of_one_original_name_stay_two() -> None:
    original = ORIGINAL.format("Orders")
    body = "".join(f'<EntityType Name="{name}">{KEY}{original}</EntityType>' for name in ("A", "B"))
    assert set(names(body).objects.values()) == {ObjectKey("S", "Orders"), ObjectKey("S", "demo.B")}


def test_a_type_with_a_views_parameters_is_no_object_and_names_the_view() -> None:
    parameters = (
        '<EntityType Name="OrdersParameters"><Key><PropertyRef Name="p"/></Key>'
        '<Property Name="p" Type="Edm.Date"/>'
        '<NavigationProperty Name="Set" Type="Collection(Self.OrdersType)" ContainsTarget="true"/>'
        "</EntityType>"
    )
    found = names(f'{parameters}<EntityType Name="OrdersType">{KEY}</EntityType>')
    assert found.parameters == {"demo.OrdersType": "demo.OrdersParameters"}
    assert found.objects == {"demo.OrdersType": ObjectKey("S", "demo.Orders")}


def test_columns_have_their_original_names_inherited_ones_included() -> None:
    base = (
        '<EntityType Name="Base"><Key><PropertyRef Name="ID"/></Key>'
        f'<Property Name="ID" Type="Edm.Int32">{ORIGINAL.format("Order Number")}</Property></EntityType>'
    )
    derived = (
        '<EntityType Name="Derived" BaseType="Self.Base"><Property Name="x" Type="Edm.Date"/></EntityType>'
    )
    assert names(base + derived).columns["demo.Derived"] == {"ID": "Order Number", "x": "x"}
