"""The EDMX reader: entity types of OData metadata to the model's entities.

Takes a `Document` and the space it comes from; one of V2 or V3 is read in V4's shape (`v2`). Objects and
columns have their original names where `DataIntegration.OriginalName` gives them; navigation properties
become associations, joined by their referential constraints or by those of their partner; annotations come
in CSN's words. The two services of Datasphere hold one object each, under its own name; elsewhere a name is
as CSN has it: `namespace.Name`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import lost_of_parameter
from mapping.cds.drafts import without_drafts
from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.cds.members import Members
from mapping.cds.object_annotations import EXPOSED
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document
from mapping.documents.odata_versions import is_before_4
from mapping.documents.xml_tree import Node
from mapping.model import (
    DATASPHERE,
    Association,
    Element,
    Entity,
    Fragment,
    NamedType,
    ObjectKey,
    Parameter,
    Scope,
    Space,
    TypeRef,
)

from .document import index
from .names import SERVICES, Names
from .types import allowed_values, default_of, named_type, type_of
from .unread import note_unread
from .v2.associations import MANY, SOURCE
from .v2.document import as_v4
from .vocabulary import COMPUTED, LINKS, ORIGINAL_NAME, SOURCE_SYSTEM

SYSTEM = "OData service"
_CAP = "https://cap.cloud.sap"  # what CAP writes as the author's address


def read_edmx(document: Document, space: str, diagnostics: Diagnostics) -> Fragment:
    """The entities and types of a metadata document."""
    return without_drafts(_Reader(document, space, diagnostics).fragment(), diagnostics)


class _Reader:
    def __init__(self, document: Document, space: str, diagnostics: Diagnostics) -> None:
        root, told = as_v4(document.root) if is_before_4(document.root) else (document.root, [])
        self.service = index(root, document.file, diagnostics)
        for each in told:
            self.service.note(each.code, each.message, each.path, each.node)
        note_unread(self.service, root)
        self.file = document.file
        self.space = space
        self.members = Members(document.file, {}, diagnostics)
        # Two services may give one name to different structures: named types are looked up in their own file.
        self.scope = Scope(f"{space} {document.file}")
        self.partners: dict[str, dict[str, Node]] = {}  # of each type that was asked for
        self.names = Names(self.service, space)
        bases = {self.service.full(t.get("BaseType")) for t in self.names.entity_types.values()}
        self.system = self._system()
        self.contained = set(self._contained())
        self.only_bases = bases - self.contained - self.service.sets.keys()
        # A set of an abstract type of which no type here is made: its columns are in no other table.
        self.alone = self.service.sets.keys() - bases

    def fragment(self) -> Fragment:
        out = Fragment([Space(self.space, system=self.system)], lines=self.service.lines)
        for name, node in self.service.types.items():
            if node.name != "EntityType":
                named = NamedType(self._named(name, node), self.scope)
                out.types[self.scope.key(name)] = named
            elif self._is_table(name, node):
                out.entities.append(self._entity(name, node))
        self._unused_targets()
        return out

    def _named(self, name: str, node: Node) -> TypeRef:
        def association(navigation: Node) -> Association:
            return self._association(name, navigation, navigation.get("Name"))

        return named_type(self.service, name, node, association)

    # --- what stands for what ---

    def _system(self) -> str:
        """What the service says of its source; Datasphere's and CAP's are known by other marks."""
        service, system = self.service, ""
        datasphere = any(map(self.names.is_datasphere, service.namespaces))
        for target in (*service.namespaces, *service.containers):
            path: Path = ("Schema", target)
            annotations = service.annotations(service.written(target), path, str)
            if isinstance(annotations.get(SOURCE_SYSTEM), str) and not datasphere:
                system = str(annotations.pop(SOURCE_SYSTEM))
            links = annotations.get(LINKS)
            if isinstance(links, list) and any(isinstance(x, dict) and x.get("href") == _CAP for x in links):
                system = system or "SAP CAP"
                del annotations[LINKS]
            for annotation in annotations:
                message = f"annotation {annotation} of a service has no place in a spec"
                service.diagnostics.count("MAP030", message, file=self.file, path=(*path, annotation))
        return DATASPHERE if datasphere else system or SYSTEM

    def _contained(self) -> Iterator[str]:
        for node in self.names.entity_types.values():
            for navigation in node.all("NavigationProperty"):
                if navigation.get("ContainsTarget") == "true":
                    yield self.names.target(navigation)[0]

    # --- entities ---

    def _is_table(self, name: str, node: Node) -> bool:
        path: Path = ("EntityType", name)
        if name in self.names.parameter_types:
            return False
        abstract = node.get("Abstract") == "true" and name not in self.alone
        if abstract or name in self.only_bases:
            message = "a base type is no table; the types made of it have its properties"
            self.service.note("EDM002", message, path, node)
            return False
        exposed = name in self.service.sets or name in self.contained or name in self.names.parameters
        if not exposed and self.service.sets:
            self.service.note("EDM005", f"no entity set exposes {name!r}: read as a table", path, node)
        return True

    def _entity(self, name: str, node: Node) -> Entity:
        service, path = self.service, ("EntityType", name)
        namespace = name.rpartition(".")[0]
        renames = self.names.columns[name]
        of_properties: dict[str, dict[str, Any]] = {}

        def about(prop: str, annotation: str, value: Any) -> None:
            of_properties.setdefault(renames.get(prop, prop), {})[annotation] = value

        def rename(text: str) -> str:
            return renames.get(text, text)

        annotations = service.annotations(service.written(name, node), path, rename, about)
        for other in self._also_about(name):
            for annotation, value in service.annotations(
                service.written(*other), path, rename, about
            ).items():
                if annotations.setdefault(annotation, value) != value:
                    message = f"{annotation} of a set or base type differs from the type's own: not carried"
                    service.note("EDM002", message, (*path, annotation), node)
        annotations.pop(ORIGINAL_NAME, None)
        if self.names.is_datasphere(namespace) and (name in service.sets or name in self.names.parameters):
            annotations.setdefault(EXPOSED, True)
        elements = self._elements(name, path, of_properties)
        for prop in sorted(of_properties.keys() - elements.keys()):
            message = f"an annotation of {name!r} speaks of {prop!r}, which is no property of it"
            service.diagnostics.add("MAP014", message, file=self.file, path=path)
        return Entity(
            key=self.names.objects[name],
            file=self.file,
            path=path,
            scope=self.scope,
            system=self.system,
            elements=elements,
            label=self.members.text(annotations, LABELS, path),
            description=self.members.text(annotations, DESCRIPTIONS, path),
            annotations=annotations,
            parameters=self._parameters(name) if name in self.names.parameters else (),
            kind=SERVICES.get(namespace, ""),
            derived=True,
        )

    def _also_about(self, name: str) -> Iterator[tuple[str, Node | None]]:
        """The targets beside an entity type that speak of it: base types, sets, its parameters' type."""
        yield from self.service.chain(name)[-2::-1]
        related = [name]
        if name in self.names.parameters:
            related.append(self.names.parameters[name])
            yield self.names.parameters[name], self.names.entity_types[self.names.parameters[name]]
        for each in related:
            for container, own in self.service.sets.get(each, ()):
                yield f"{container}/{own}", None

    def _elements(self, name: str, path: Path, more: dict[str, dict[str, Any]]) -> dict[str, Element]:
        chain = self.service.chain(name)
        keys = [r for _, node in chain for k in node.all("Key") for r in k.all("PropertyRef")]
        key_names = {ref.get("Name") for ref in keys}
        elements: dict[str, Element] = {}
        for owner, node in chain:
            for child in node.children:
                if child.name not in ("Property", "NavigationProperty"):
                    continue
                source = self.names.columns[name].get(child.get("Name"), "")
                place: Path = (*path, "elements", source)
                self.service.lines[place] = child.line
                if not source or source in elements:
                    what = f"{source!r} is defined twice" if source else f"{child.name} without a name"
                    self.service.wrong(f"{what} in {name!r}", (*place, child.line), child)
                elif child.name == "NavigationProperty":
                    element = self._navigation(name, owner, child, source, place)
                    elements |= {source: element} if element else {}
                else:
                    key = child.get("Name") in key_names
                    element = self._property(name, owner, child, source, place, key=key)
                    if source in more:
                        element = replace(element, annotations={**more[source], **element.annotations})
                    elements[source] = element
        for ref in keys:
            if self.names.columns[name].get(ref.get("Name")) not in elements:
                message = f"key {ref.get('Name')!r} of {name!r} is no property of it: not carried"
                self.service.diagnostics.add("MAP014", message, file=self.file, path=path)
        return elements

    def _property(
        self, type_name: str, owner: str, node: Node, source: str, path: Path, *, key: bool
    ) -> Element:
        stated = type_of(self.service, node, path)
        annotations = self._annotations(type_name, owner, node, path)
        definition = self.service.types.get(stated.name)
        underlying = stated.name
        if definition is not None and definition.name != "ComplexType":
            inherited = self.service.annotations(self.service.written(stated.name, definition), path, str)
            annotations = inherited | annotations
        if definition is not None:
            underlying = definition.get("UnderlyingType") or "Edm.Int32"
        enum = allowed_values(annotations)
        return Element(
            name=source,
            type=replace(stated, enum=enum) if enum else stated,
            key=key,
            not_null=node.get("Nullable") == "false" and stated.items is None,
            calculated=annotations.get(COMPUTED) is True,
            default=default_of(node, underlying),
            label=self.members.text(annotations, LABELS, path),
            description=self.members.text(annotations, DESCRIPTIONS, path),
            annotations=annotations,
        )

    def _annotations(self, type_name: str, owner: str, node: Node, path: Path) -> dict[str, Any]:
        """The annotations of a property of `type_name` that its base type `owner` may have defined."""
        name = node.get("Name")
        targets = [f"{owner}/{name}"] + ([f"{type_name}/{name}"] if owner != type_name else [])
        targets += [f"{container}/{own}/{name}" for container, own in self.service.sets.get(type_name, ())]
        written = (
            each
            for i, target in enumerate(targets)
            for each in self.service.written(target, None if i else node)
        )
        renames = self.names.columns[type_name]
        annotations = self.service.annotations(written, path, lambda text: renames.get(text, text))
        annotations.pop(ORIGINAL_NAME, None)
        return annotations

    def _parameters(self, view: str) -> tuple[Parameter, ...]:
        """The properties of the type that holds a view's parameters. They are its key: never null in CSDL."""
        name, parameters = self.names.parameters[view], []
        for node in self.names.entity_types[name].all("Property"):
            path: Path = ("EntityType", name, "elements", node.get("Name"))
            self.service.lines[path] = node.line
            annotations = self._annotations(name, name, node, path)
            source = self.names.columns[name][node.get("Name")]
            stated = type_of(self.service, node, path)
            stated = replace(stated, enum=allowed_values(annotations) or stated.enum)
            label, description = (self.members.text(annotations, t, path) for t in (LABELS, DESCRIPTIONS))
            for annotation, value in sorted(annotations.items()):
                if annotation in (*LABELS, *DESCRIPTIONS) and value in (label, description):
                    continue
                message, kind = lost_of_parameter(annotation, source, self.names.objects[view].name)
                self.service.note("MAP030", message, (*path, annotation), node, kind)
            default = default_of(node, stated.name)
            parameters.append(Parameter(source, stated, label, default, description))
        return tuple(parameters)

    # --- navigation ---

    def _navigation(self, type_name: str, owner: str, node: Node, source: str, path: Path) -> Element | None:
        target, _ = self.names.target(node)
        if target in self.names.parameter_types:
            message = "the way back from a view's rows to its parameters is no relationship"
            self.service.note("EDM002", message, path, node)
            return None
        annotations = self._annotations(type_name, owner, node, path)
        return Element(
            name=source,
            type=TypeRef(),
            label=self.members.text(annotations, LABELS, path),
            description=self.members.text(annotations, DESCRIPTIONS, path),
            annotations=annotations,
            association=self._association(type_name, node, source),
        )

    def _association(self, type_name: str, node: Node, source: str) -> Association:
        """Where a navigation property leads, with its referential constraints for a condition."""
        target, many = self.names.target(node)
        partner = self._partner(node, target)
        pairs = self._joined(node, type_name, target)
        if not pairs and partner is not None:
            pairs = [(here, there) for there, here in self._joined(partner, target, type_name)]
        on: list[Any] = []
        for here, there in pairs:
            on += ["and"] * bool(on) + [{"ref": [here]}, "=", {"ref": [source, there]}]
        cascade = any(each.get("Action") == "Cascade" for each in node.all("OnDelete"))
        return Association(
            target=self.names.objects.get(target, ObjectKey(self.space, target)),
            target_name=target,
            on=tuple(on),
            composition=cascade or node.get("ContainsTarget") == "true",
            source_many=self._many_sources(node, partner),
            many=many,
            numbers={"min": 1, "max": 1} if node.get("Nullable") == "false" and not many else {},
            managed=False,
        )

    def _many_sources(self, node: Node, partner: Node | None) -> bool | None:
        """Whether many lead to one target; None where nothing says so."""
        if node.get(SOURCE):
            return node.get(SOURCE) == MANY
        return self.names.target(partner)[1] if partner is not None else None

    def _partner(self, node: Node, target: str) -> Node | None:
        if not node.get("Partner"):
            return None
        if target not in self.partners:
            found: dict[str, Node] = {}
            for _, part in self.service.chain(target):
                for other in part.all("NavigationProperty"):
                    found.setdefault(other.get("Name"), other)
            self.partners[target] = found
        return self.partners[target].get(node.get("Partner"))

    def _joined(self, node: Node, here: str, there: str) -> list[tuple[str, str]]:
        """(column of `here`, column of `there`) for each referential constraint, by original names."""
        ours, theirs = self.names.columns.get(here, {}), self.names.columns.get(there, {})
        return [
            (
                ours.get(c.get("Property"), c.get("Property")),
                theirs.get(c.get("ReferencedProperty"), c.get("ReferencedProperty")),
            )
            for c in node.all("ReferentialConstraint")
        ]

    def _unused_targets(self) -> None:
        """Annotations of what is in another file, or of parts that no spec has (parameters of functions)."""
        for target, written in self.service.external.items():
            if target not in self.service.used and written:
                message = (
                    f"annotations of {target!r}, which is no type, property or set of the files, "
                    "or a part of a property's structure: not carried"
                )
                self.service.diagnostics.add("EDM003", message, file=self.file, path=("Annotations", target))
