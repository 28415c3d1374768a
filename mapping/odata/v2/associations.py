"""Associations of OData V2: a definition of its own for what V4 has at the navigation property.

<NavigationProperty Name="to_Item" Relationship="NS.OrderItem" FromRole="Order" ToRole="Item"/>
<Association Name="OrderItem">
  <End Role="Order" Type="NS.Order" Multiplicity="1"><OnDelete Action="Cascade"/></End>
  <End Role="Item" Type="NS.Item" Multiplicity="*"/>
  <ReferentialConstraint>
    <Principal Role="Order"><PropertyRef Name="ID"/></Principal>
    <Dependent Role="Item"><PropertyRef Name="Order"/></Dependent>
  </ReferentialConstraint>
</Association>
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from catalog.language.findings import Path
from mapping.documents.xml_tree import Node

from .unread import Unread

MANY = "*"
SOURCE = "SourceMultiplicity"  # of a navigation property: how many lead to one; V4 knows it by a partner only


class Associations:
    """The associations of a document by full name, for its navigation properties."""

    def __init__(self, schemas: Iterable[Node], full: Callable[[str], str]) -> None:
        self.full = full
        self.by_name = {
            f"{schema.get('Namespace')}.{node.get('Name')}": node
            for schema in schemas
            for node in schema.all("Association")
        }
        self.ways: dict[str, set[str]] = {}  # association -> the roles that a navigation property starts from

    def resolved(self, navigation: Node) -> Node | None:
        """A navigation property as V4 has it; None where its association or its roles are not in the file."""
        association = self.by_name.get(self.full(navigation.get("Relationship")))
        ends = {end.get("Role"): end for end in association.all("End")} if association else {}
        here, there = ends.get(navigation.get("FromRole")), ends.get(navigation.get("ToRole"))
        if association is None or here is None or there is None or not there.get("Type"):
            return None
        self.ways.setdefault(self.full(navigation.get("Relationship")), set()).add(here.get("Role"))
        many = there.get("Multiplicity") == MANY
        target = self.full(there.get("Type"))
        attributes = {
            "Name": navigation.get("Name"),
            "Type": f"Collection({target})" if many else target,
            SOURCE: here.get("Multiplicity"),
        }
        if there.get("Multiplicity") == "1":
            attributes["Nullable"] = "false"
        joined = [*_constraints(association, navigation, navigation.line)]
        return replace(
            navigation,
            attributes=attributes,
            children=[*navigation.children, *here.all("OnDelete"), *joined],
        )

    def unused(self) -> Iterator[Unread]:
        """Associations, and ends with a composition, that no navigation property of the file leads from."""
        for name, association in self.by_name.items():
            path: Path = ("Association", name)
            ways = self.ways.get(name, set())
            if not ways:
                message = f"association {name!r} is named by no navigation property: no relationship"
                yield Unread("EDM002", message, path, association)
            for end in association.all("End"):
                actions = {each.get("Action") for each in end.all("OnDelete")}
                lost = actions - ({"Cascade", "None"} if end.get("Role") in ways else {"None"})
                if ways and lost:
                    message = (
                        f"what a deletion does to rows that lead to it (OnDelete) of {name!r}: not carried"
                    )
                    yield Unread("MAP031", message, (*path, "End", end.get("Role")), end)


def _constraints(association: Node, navigation: Node, line: int) -> Iterator[Node]:
    """The referential constraints from the navigation's side, whichever of both ends is the dependent one."""
    for constraint in association.all("ReferentialConstraint"):
        sides = {
            side.get("Role"): [ref.get("Name") for ref in side.all("PropertyRef")]
            for side in constraint.all("Principal", "Dependent")
        }
        here, there = sides.get(navigation.get("FromRole"), []), sides.get(navigation.get("ToRole"), [])
        if len(here) != len(there):
            continue  # no columns to join by (MAP012)
        for ours, theirs in zip(here, there, strict=True):
            attributes = {"Property": ours, "ReferencedProperty": theirs}
            yield Node("ReferentialConstraint", navigation.namespace, attributes, line)
