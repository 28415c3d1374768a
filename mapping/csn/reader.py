"""The CSN reader: a document's definitions to the model's values.

Takes a `Document` and the space it was exported from, gives spaces, entities and named types.
Contexts that name a space put their objects there. A part of another shape than CSN's is an error
with its CSN path, and the reader goes on, so that all are reported at once. What an annotation
means is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.access_annotations import DEFINITION
from mapping.cds.drafts import without_drafts
from mapping.cds.labels import DESCRIPTIONS, LABELS, PREFERRED, i18n_texts
from mapping.cds.members import Members, named
from mapping.cds.object_annotations import EXTERNAL, SPACE_NAME
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.progress import StageProgress, no_stage_progress, ticked
from mapping.documents.document import Document, Format
from mapping.limits import EXPECTED_NAME, NAME_LIMIT
from mapping.model import (
    DATASPHERE,
    Element,
    Entity,
    Fragment,
    NamedType,
    Scope,
    Space,
    TypeRef,
    first_prefix,
)

from .associations import is_association, read_association
from .controls import control_of, is_control, unsaid
from .elements import expression_of, is_lost, unread, value_of
from .extensions import extended
from .folders import folder_of
from .inherited import Inherited
from .parameters import read_parameters
from .types import TypeReader
from .unread import note_definition, note_doc, note_sections

# The system that a document without a word about it comes from.
SYSTEMS = {
    Format.DATASPHERE_CSN: DATASPHERE,
    Format.OBJECT_CSN: "SAP CAP",
    Format.CSN_INTEROP: "SAP (CSN Interop)",
}

_BY_NAME = ("measures", "attributes")  # parts of a business layer that hold entries by name
_KINDS_WITHOUT_COLUMNS = frozenset({"namespace", "annotation", "event", "action", "function"})


def read_csn(
    document: Document,
    space: str,
    diagnostics: Diagnostics,
    languages: tuple[str, ...] = PREFERRED,
    progress: StageProgress = no_stage_progress,
) -> Fragment:
    """The spaces, entities and types of a document exported from `space`; labels as `languages` prefer."""
    reader = _Reader(document, space, diagnostics, languages)
    return without_drafts(reader.fragment(progress), diagnostics)


class _Reader:
    def __init__(
        self, document: Document, space: str, diagnostics: Diagnostics, languages: tuple[str, ...]
    ) -> None:
        self.file = document.file
        self.root = document.root
        self.interop = document.format is Format.CSN_INTEROP
        self.system = _system(document)
        self.diagnostics = diagnostics
        self.members = Members(document.file, i18n_texts(document.root, languages), diagnostics)
        self.definitions = self.members.named(extended(document.root, self.members), ("definitions",))
        self.layers = self.members.object(document.root, "businessLayerDefinitions", ())
        self.inherited = Inherited(self.definitions, self.members)
        self.out = Fragment([Space(space, system=self.system)], file=document.file)
        self.scope = Scope(space, self._foreign_contexts(space))
        self.types = TypeReader(self.members, self.scope, self.inherited)
        self.services = {
            n for n, d in self.definitions.items() if isinstance(d, dict) and d.get("kind") == "service"
        }
        self.external = {n for n in self.services if self.definitions[n].get(EXTERNAL)}

    def fragment(self, progress: StageProgress) -> Fragment:
        note_sections(self.root, self.members)
        for name, definition in ticked(self.definitions.items(), progress):
            path: Path = ("definitions", name)
            if isinstance(definition, dict):
                self._definition(name, definition, path)
            else:
                self.members.wrong(path, "a definition", definition)
        self._unmatched_business_layers()
        self.types.note_aspects()
        return self.out

    def _foreign_contexts(self, own: str) -> dict[str, str]:
        """Contexts that stand for another space, and those spaces."""
        contexts: dict[str, str] = {}
        for name, definition in self.definitions.items():
            if not isinstance(definition, dict) or definition.get("kind") != "context":
                continue
            space = definition.get(SPACE_NAME)
            if isinstance(space, str) and len(space) > NAME_LIMIT:
                self.members.wrong(("definitions", name, SPACE_NAME), EXPECTED_NAME, space)
            elif isinstance(space, str) and space:
                contexts[name] = space
                path: Path = ("definitions", name)
                label, description = (self.members.text(definition, n, path) for n in (LABELS, DESCRIPTIONS))
                self.out.spaces.append(Space(space, label, self.system, description, self.file, path))
        return contexts

    # --- definitions ---

    def _definition(self, name: str, definition: dict[str, Any], path: Path) -> None:
        kind = definition.get("kind", "entity")
        if not isinstance(kind, str):
            self.members.wrong((*path, "kind"), "a kind of definition", kind)
        elif kind == "entity":
            self._entity(name, definition, path)
        elif kind in ("type", "aspect"):
            self._note(kind, definition, path)
            self._named_type(name, definition, path)
        elif kind == "service":
            message = f"service {name!r}: its projections are a view of the tables, not tables"
            if self.interop or name in self.external:
                message = f"service {name!r} holds no columns; what it exposes is read"
            self.diagnostics.add("CSN010", message, file=self.file, path=path)
            self._note(kind, definition, path)
        elif kind == "context":
            self._note(kind, definition, path)
        elif kind in _KINDS_WITHOUT_COLUMNS:
            message = f"definitions of kind {kind!r} hold no columns"
            self.diagnostics.count("CSN010", message, file=self.file, path=path)
        else:
            message = "definition of an unknown kind: not carried"
            self.diagnostics.count("CSN010", message, file=self.file, path=path)

    def _note(self, kind: str, definition: dict[str, Any], path: Path) -> None:
        note_definition(kind, definition, self.definitions, path, self.members)

    def _entity(self, name: str, definition: dict[str, Any], path: Path) -> None:
        if self._is_projection(name, definition):
            self.out.projections.add(self.scope.key(name))
            self.diagnostics.count(
                "CSN010", "projections of a service are no tables: skipped", file=self.file, path=path
            )
            return
        if is_control(definition):
            self._control(name, definition, path)
            return
        members = self.members.object(definition, "elements", path)
        self._note("entity", definition, path)
        foreign = self.scope.is_foreign(name)
        elements = self._elements(members, (*path, "elements"))
        description = self.members.text(definition, DESCRIPTIONS, path)
        note_doc(definition, description, path, self.members)
        self.out.entities.append(
            Entity(
                key=self.scope.key(name),
                file=self.file,
                path=path,
                scope=self.scope,
                system=self.system,
                elements=elements,
                label=self.members.text(definition, LABELS, path),
                description=description,
                annotations=self._annotations(name, definition),
                query=self._query(definition, path),
                parameters=read_parameters(definition, path, self.members, self.types, self.inherited),
                copy=foreign and definition.get("@cds.persistence.exists") is True,
                business_layer=self._business_layer(name),
                folder=folder_of(definition, path, self.members),
            )
        )

    def _control(self, name: str, definition: dict[str, Any], path: Path) -> None:
        self.out.controls[self.scope.key(name)] = control_of(
            definition, self.members.text(definition, LABELS, path)
        )
        message = f"data access control {name!r} is no table: it stands in the specs of what it restricts"
        self.diagnostics.add("CSN010", message, file=self.file, path=path)
        for member in unsaid(definition):
            message = f"{member} of a data access control has no place in a spec"
            self.diagnostics.count("MAP031", message, file=self.file, path=(*path, DEFINITION, member))

    def _annotations(self, name: str, definition: Mapping[str, Any]) -> dict[str, Any]:
        """An entity's own; what an external service holds is external."""
        own = {k: v for k, v in definition.items() if k[:1] == "@"}
        if self.external and EXTERNAL not in own and first_prefix(name, self.external):
            own[EXTERNAL] = True
        return own

    def _is_projection(self, name: str, definition: Mapping[str, Any]) -> bool:
        """CAP's services show its tables a second time, and may have tables of their own.

        What an interop document holds is its service.
        """
        if self.interop or not definition.keys() & {"projection", "query"}:
            return False
        return bool(first_prefix(name, self.services))

    def _elements(self, members: dict[str, Any], path: Path) -> dict[str, Element]:
        elements: dict[str, Element] = {}
        for name, member in members.items():
            if isinstance(member, dict):
                elements[name] = self._element(name, member, (*path, name))
            else:
                self.members.wrong((*path, name), "an element", member)
        return elements

    def _named_type(self, name: str, definition: dict[str, Any], path: Path) -> None:
        self.out.types[self.scope.key(name)] = NamedType(self.types.read(definition, path), self.scope)

    def _query(self, definition: dict[str, Any], path: Path) -> dict[str, Any] | None:
        query = self.members.object(definition, "query", path)
        if not query and definition.get("projection"):
            query = {"SELECT": self.members.object(definition, "projection", path)}
        return query or None

    def _business_layer(self, name: str) -> Mapping[str, Any] | None:
        layer = self.layers.get(name)
        if not isinstance(layer, dict):
            return None
        path: Path = ("businessLayerDefinitions", name)
        for part in _BY_NAME:
            for key, entry in self.members.object(layer, part, path).items():
                if not isinstance(entry, dict):
                    self.members.wrong((*path, part, key), "an object", entry)
        self.members.object(layer, "sourceModel", path)
        return layer

    def _unmatched_business_layers(self) -> None:
        for name, layer in self.layers.items():
            path: Path = ("businessLayerDefinitions", name)
            if not isinstance(layer, dict):
                self.members.wrong(path, "an object", layer)
            elif name not in self.definitions:
                message = f"business layer of {name!r}, which the file does not define: not carried"
                self.diagnostics.add("MAP035", message, file=self.file, path=path)

    # --- elements ---

    def _element(self, name: str, member: dict[str, Any], path: Path) -> Element:
        leads = is_association(member)
        for unknown, where in unread(member, leads=leads):
            alike = f"element property {unknown!r}{where} has no place in a spec"
            message = f"{unknown!r} of {named(path)}{where} has no place in a spec"
            self.diagnostics.count("MAP031", message, file=self.file, path=(*path, unknown), kind=alike)
        self._note_long_default(member, path)
        association = None
        own, member = member, self.inherited.merged(member)
        if leads:
            association = read_association(member, path, self.scope, self.members)
        return Element(
            name=name,
            type=TypeRef() if leads else self.types.read(member, path),
            key=self.members.flag(member, "key", path),
            not_null=self.members.flag(member, "notNull", path),
            virtual=self.members.flag(member, "virtual", path),
            localized=self.members.flag(member, "localized", path),
            calculated="value" in member or "$calc" in member,
            expression=expression_of(member),
            default=value_of(member.get("default")),
            label=self.inherited.text(own, LABELS, path),
            description=self.inherited.text(own, DESCRIPTIONS, path),
            annotations=member,
            association=association,
        )

    def _note_long_default(self, member: Mapping[str, Any], path: Path) -> None:
        if is_lost(member.get("default")):
            message = f"default of {named(path)} is an expression too long for a spec: not carried"
            self.diagnostics.add("MAP031", message, file=self.file, path=(*path, "default"))


def _system(document: Document) -> str:
    """The system a document says it describes: its namespace (`sap.s4`), else that of the format."""
    meta = document.root.get("meta")
    about = meta.get("document") if isinstance(meta, dict) else None
    namespace = about.get("namespace") if isinstance(about, dict) else None
    if document.format is Format.CSN_INTEROP and isinstance(namespace, str) and namespace.strip():
        return namespace.strip()
    return SYSTEMS[document.format]
