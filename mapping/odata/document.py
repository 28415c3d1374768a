"""One OData metadata document, indexed: aliases, types and sets by full name, annotations by target.

Takes the root `Node`, gives a `Service`. In-line and external annotations (`<Annotations Target>`)
come out together, in CSN's words (`edm_annotations`). What a service offers besides types and sets
(functions, actions, terms) is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from catalog.language.findings import Path
from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.xml_tree import Node

from .vocabulary import (
    REPEATED,
    ComputedValueError,
    Rename,
    canonical,
    in_csn,
    of_property,
    value_of,
)

TYPES = frozenset({"EntityType", "ComplexType", "EnumType", "TypeDefinition"})
MAX_BASES = 60  # base types of base types
_NO_TABLES = frozenset({"Function", "Action", "Term", "FunctionImport", "ActionImport"})
_TEXTS = frozenset({*LABELS, *DESCRIPTIONS})


@dataclass(frozen=True, slots=True)
class Written:
    """An annotation as it stands in the file: the node, and the qualifier of the group around it."""

    node: Node
    qualifier: str


@dataclass(slots=True)
class Service:
    """What one document defines; names are full (`Namespace.Name`)."""

    file: str
    diagnostics: Diagnostics
    aliases: dict[str, str] = field(default_factory=dict)
    namespaces: list[str] = field(default_factory=list)
    types: dict[str, Node] = field(default_factory=dict)
    sets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # type -> (container, set) each
    containers: list[str] = field(default_factory=list)
    chains: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)  # asked for already
    external: dict[str, list[Written]] = field(default_factory=dict)
    inline: dict[str, list[Written]] = field(default_factory=dict)  # of schemas, containers and sets
    lines: dict[Path, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # targets of external annotations that were asked for

    def full(self, name: str) -> str:
        """A qualified name with its alias replaced by the namespace."""
        prefix, dot, last = name.rpartition(".")
        return f"{self.aliases.get(prefix, prefix)}{dot}{last}"

    def chain(self, name: str) -> list[tuple[str, Node]]:
        """A type and its base types, the most basic first; where that is cut off a finding says so."""
        known = self.chains.get(name)
        if known is None:
            known = self.chains[name] = self._chain(name)[::-1]
        return known

    def _chain(self, name: str) -> list[tuple[str, Node]]:
        types: list[tuple[str, Node]] = []
        while name in self.types:
            node = self.types[name]
            path: Path = (node.name, name, "BaseType")
            if len(types) >= MAX_BASES:
                self.wrong(f"{types[0][0]!r} has more than {MAX_BASES} base types, or itself", path, node)
                return types
            types.append((name, node))
            name = self.full(node.get("BaseType"))
            if name and name not in self.types:
                message = f"base type {name!r} is not in the file: its properties are missing"
                self.note("EDM006", message, path, node)
        return types

    def note(self, code: str, message: str, path: Path, node: Node, kind: str = "") -> None:
        """A counted finding about a node; `kind` is what is said of several."""
        if node.line:
            self.lines.setdefault(path, node.line)
        self.diagnostics.count(code, message, file=self.file, path=path, kind=kind)

    def wrong(self, message: str, path: Path, node: Node) -> None:
        """An error about a node."""
        self.lines.setdefault(path, node.line)
        self.diagnostics.add("EDM001", message, "Download the metadata again", file=self.file, path=path)

    def written(self, target: str, node: Node | None = None) -> Iterator[Written]:
        """The annotations of one target: in-line, then external."""
        self.used.add(target)
        yield from (Written(a, "") for a in (node.all("Annotation") if node else ()))
        yield from self.inline.get(target, ())
        yield from self.external.get(target, ())

    def annotations(
        self,
        written: Iterator[Written],
        path: Path,
        rename: Rename,
        about: Callable[[str, str, Any], None] | None = None,
    ) -> dict[str, Any]:
        """CSN annotations of what is `written`; `about` takes those that speak of one of its properties."""
        values: dict[str, Any] = {}
        for each in written:
            term = canonical(each.node.get("Term"), self.aliases)
            qualifier = each.node.get("Qualifier") or each.qualifier
            try:
                value = value_of(each.node, self.aliases, rename)
            except ComputedValueError as e:
                message = f"annotation {term}{e.place} is computed ({e}): not carried"
                self.note("EDM004", message, (*path, "@" + term), each.node)
                continue
            for inner in sorted(
                {canonical(a.get("Term"), self.aliases) for a in each.node.all("Annotation")}
            ):
                message = f"annotation @{inner} of an annotation @{term} has no place in a spec"
                self.note("MAP030", message, (*path, "@" + term), each.node)
            part = of_property(term, qualifier, value) if about else None
            if part and about:
                about(*part)
                continue
            name, value = in_csn(term, qualifier, value)
            if each.node.line:  # else from another file: the target's own line is the nearest
                self.lines.setdefault((*path, name), each.node.line)
            if name in REPEATED and isinstance(values.get(name, []), list) and isinstance(value, list):
                values[name] = values.get(name, []) + value
            elif name in _TEXTS and not isinstance(value, str):
                self.note("EDM004", f"annotation {term} is no text: not carried", (*path, name), each.node)
            elif name in values:
                message = f"annotation {term} stands twice for one target: the first is taken"
                self.note("EDM002", message, (*path, name), each.node)
            else:
                values[name] = value
        return values


def index(root: Node, file: str, diagnostics: Diagnostics) -> Service:
    """The `Service` of a document."""
    service = Service(file, diagnostics)
    for include in (i for r in root.all("Reference") for i in r.all("Include")):
        if include.get("Alias"):
            service.aliases[include.get("Alias")] = include.get("Namespace")
    schemas = [s for services in root.all("DataServices") for s in services.all("Schema")]
    for schema in schemas:
        service.namespaces.append(schema.get("Namespace"))
        if schema.get("Alias"):
            service.aliases[schema.get("Alias")] = schema.get("Namespace")
    for schema in schemas:
        _schema(service, schema)
    return service


def _twice(service: Service, first: Node, node: Node, path: Path) -> None:
    """Gateway services repeat a type; two that differ contradict each other."""
    name = str(path[-1])
    if _is_alike(first, node):
        service.note("EDM012", f"{name!r} is defined twice, both times alike: read once", path, node)
    else:
        service.wrong(f"{name!r} is defined twice, and not alike", path, node)


def _is_alike(a: Node, b: Node) -> bool:
    """Whether two elements say the same, wherever they stand."""
    same = (a.name, a.namespace, a.attributes, a.text.strip(), dict(a.foreign)) == (
        b.name,
        b.namespace,
        b.attributes,
        b.text.strip(),
        dict(b.foreign),
    )
    return same and len(a.children) == len(b.children) and all(map(_is_alike, a.children, b.children))


def _schema(service: Service, schema: Node) -> None:
    namespace = schema.get("Namespace")
    for node in schema.children:
        name = f"{namespace}.{node.get('Name')}"
        path: Path = (node.name, name)
        if node.name in TYPES:
            if not node.get("Name"):
                service.wrong(f"{node.name} without a name", (node.name, f"{namespace}.", node.line), node)
            elif name in service.types:
                _twice(service, service.types[name], node, path)
            else:
                service.types[name] = node
                service.lines[path] = node.line
        elif node.name == "EntityContainer":
            _container(service, node, name)
        elif node.name == "Annotations":
            target = _target(service, node.get("Target"))
            group = [Written(a, node.get("Qualifier")) for a in node.all("Annotation")]
            service.external.setdefault(target, []).extend(group)
            if node.line:
                service.lines.setdefault(("Annotations", target), node.line)
        elif node.name == "Annotation":
            service.inline.setdefault(namespace, []).append(Written(node, ""))
        else:
            _no_table(service, node, path)


def _container(service: Service, container: Node, name: str) -> None:
    service.containers.append(name)
    for node in container.children:
        path: Path = ("EntityContainer", name, node.get("Name"))
        if node.name in ("EntitySet", "Singleton"):
            type_name = service.full(node.get("EntityType") or node.get("Type"))
            service.sets.setdefault(type_name, []).append((name, node.get("Name")))
            service.inline[f"{name}/{node.get('Name')}"] = [Written(a, "") for a in node.all("Annotation")]
            service.lines[path] = node.line
        elif node.name == "Annotation":
            service.inline.setdefault(name, []).append(Written(node, ""))
        else:
            _no_table(service, node, path)


def _no_table(service: Service, node: Node, path: Path) -> None:
    what = f"{node.name}s hold" if node.name in _NO_TABLES else f"element {node.name!r} holds"
    service.note("EDM002", f"{what} no columns: not carried", path, node)


def _target(service: Service, target: str) -> str:
    """`Alias.Type/Property` with the namespace in full."""
    first, slash, rest = target.partition("/")
    return service.full(first) + slash + rest
