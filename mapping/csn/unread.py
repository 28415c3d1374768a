"""What a CSN document says that no spec has a place for, by where it stands: each becomes a finding.

A table for each kind of part says what is read of it, or says nothing of data; all else is told. Names that
begin with `$` are the compiler's own notes (CAP, "Core Schema Notation").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.annotations import says_nothing
from mapping.cds.labels import DESCRIPTIONS, LABELS, other_languages
from mapping.cds.members import Members, named
from mapping.cds.object_annotations import EXTERNAL, SPACE_NAME

from .elements import TYPE_MEMBERS, TYPE_STATES

# Sections of an export that hold no columns.
_SECTIONS = {
    "dataflows": "data flows",
    "replicationflows": "replication flows",
    "transformationflows": "transformation flows",
    "taskchains": "task chains",
    "sharing": "sharing",
    "dataAccessControls": "data access controls",
}
# Sections that are read, or say nothing of a table: `namespace` is in every name already.
_READ_SECTIONS = frozenset(
    {
        "definitions",
        "extensions",
        "businessLayerDefinitions",
        "i18n",
        "version",
        "meta",
        "namespace",
        "csnInteropEffective",
    }
)
# Of `meta`, what says who wrote the file and how, and `document`. What a file with `complete: false` does not
# hold and refers to is told by findings of their own.
_META = frozenset(
    {"creator", "flavor", "compilerCsnFlavor", "options", "compilerVersion", "kind", "document", "features"}
)
_SPACE_SCHEMA = "@DataWarehouse.space.schema"  # the space's name once more
# Members of a definition that are read, by its kind. Annotations of entities and types are read elsewhere.
_READ: dict[str, frozenset[str]] = {
    "entity": frozenset(
        {"kind", "elements", "query", "projection", "params", "doc", "includes", "actions", "_meta"}
    ),
    "type": TYPE_MEMBERS
    | TYPE_STATES
    | {"kind", "doc", "includes", "actions", "target", "targetAspect", "keys", "on", "cardinality"},
    "aspect": frozenset({"kind", "elements", "doc", "includes", "actions"}),
    "context": frozenset({"kind", SPACE_NAME}),
    "service": frozenset({"kind", EXTERNAL}),
}
_ANNOTATIONS_READ = frozenset({"entity", "type", "aspect"})
_TEXTS = frozenset({*LABELS, *DESCRIPTIONS})


def note_sections(root: Mapping[str, Any], members: Members) -> None:
    """The findings of sections beside `definitions`, of `meta` and of texts that are not taken."""
    for key, value in root.items():
        if value and key not in _READ_SECTIONS and key[:1] != "$":
            what = f"{_SECTIONS[key]} hold" if key in _SECTIONS else f"section {key!r} holds"
            members.diagnostics.add(
                "CSN010", f"{what} no columns: not carried", file=members.file, path=(key,)
            )
    meta = members.object(root, "meta", ())
    for name in sorted(meta.keys() - _META):
        if not says_nothing(meta[name]) and name[:1] != "$" and name[:2] != "__":
            message = f"{name!r} of meta has no place in a spec"
            members.diagnostics.add("CSN010", message, file=members.file, path=("meta", name))
    _note_document(meta, members)
    _note_texts(root, members)


def _note_document(meta: Mapping[str, Any], members: Members) -> None:
    """CSN Interop's `meta.document`: what it says of the whole file, its namespace apart, which is read."""
    about = members.object(meta, "document", ("meta",))
    said = [name for name in sorted(about.keys() - {"namespace"}) if not says_nothing(about[name])]
    if said:
        message = f"{', '.join(said)} of the whole document: no place in the specs of its tables"
        members.diagnostics.add("CSN010", message, file=members.file, path=("meta", "document"))


def _note_texts(root: Mapping[str, Any], members: Members) -> None:
    section = members.object(root, "i18n", ())
    for language in section:
        texts = members.object(section, language, ("i18n",))
        for key, text in texts.items():
            if not isinstance(text, str | None):
                members.wrong(("i18n", language, key), "a text", text)
    others = other_languages(root, members.texts)
    if others:
        message = f"texts in {', '.join(map(repr, others))} are not carried: a spec has one language"
        remedy = "Name the language that is wanted first under `languages` of the rules"
        members.diagnostics.add("CSN017", message, remedy, file=members.file, path=("i18n",))


def note_definition(
    kind: str,
    definition: Mapping[str, Any],
    definitions: Mapping[str, Any],
    path: Path,
    members: Members,
) -> None:
    """The findings of what a definition has beside what is read of its kind."""
    diagnostics, file = members.diagnostics, members.file
    read, owner = _READ[kind], f"{kind} {named(path)}"
    if isinstance(definition.get(SPACE_NAME), str):
        read |= _TEXTS  # of the space that the context stands for
        if definition.get(_SPACE_SCHEMA) == definition[SPACE_NAME]:
            read |= {_SPACE_SCHEMA}
    for name in sorted(definition.keys() - read):
        if says_nothing(definition[name]) or name[:1] == "$":
            continue
        if name[:1] != "@":
            alike = f"member {name!r} of {_A[kind]} has no place in a spec"
            message = f"{name!r} of {owner} has no place in a spec"
            diagnostics.count("MAP031", message, file=file, path=(*path, name), kind=alike)
        elif kind not in _ANNOTATIONS_READ:
            alike = f"annotation {name} of {_A[kind]} has no place in a spec"
            message = f"annotation {name} of {owner} has no place in a spec"
            diagnostics.count("MAP030", message, file=file, path=(*path, name), kind=alike)
    if not says_nothing(definition.get("actions")):
        alike = f"actions and functions of {_A[kind]} hold no columns: not carried"
        message = f"actions and functions of {owner} hold no columns: not carried"
        diagnostics.count("CSN010", message, file=file, path=(*path, "actions"), kind=alike)
    _note_includes(definition, definitions, path, members)


_A = {
    "entity": "a definition",
    "type": "a type",
    "aspect": "an aspect",
    "context": "a context",
    "service": "a service",
}


def note_doc(definition: Mapping[str, Any], description: str, path: Path, members: Members) -> None:
    """The finding of an entity's documentation beside another description: a spec has one."""
    doc = definition.get("doc")
    if isinstance(doc, str) and doc.strip() and description != doc and description:
        alike = "doc beside another description has no place in a spec"
        message = f"doc of {named(path)}, beside another description, has no place in a spec"
        members.diagnostics.count("MAP031", message, file=members.file, path=(*path, "doc"), kind=alike)
    elif doc is not None and not isinstance(doc, str):
        members.wrong((*path, "doc"), "a text", doc)


def _note_includes(
    definition: Mapping[str, Any], definitions: Mapping[str, Any], path: Path, members: Members
) -> None:
    """The compiler writes what is included among the elements; where it does not stand there, it is lost."""
    own = definition.get("elements")
    for i, name in enumerate(members.array(definition, "includes", path)):
        included = definitions.get(name) if isinstance(name, str) else None
        theirs = included.get("elements") if isinstance(included, dict) else None
        place = (*path, "includes", i)
        if not isinstance(name, str):
            members.wrong(place, "the name of a definition", name)
        elif included is None:
            message = f"{path[-1]!r} includes {name!r}, which the file does not define"
            members.diagnostics.add("MAP031", message, file=members.file, path=place)
        elif isinstance(theirs, dict) and (
            lost := theirs.keys() - (own.keys() if isinstance(own, dict) else ())
        ):
            message = f"{path[-1]!r} includes {name!r} and does not show its {', '.join(sorted(lost))}"
            members.diagnostics.add("MAP031", message, file=members.file, path=place)
