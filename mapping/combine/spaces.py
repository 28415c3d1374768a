"""Which space a document is of: the one that the file or people name, that the catalog lists, or a folder's.

A file that shares a few names with a space (time dimensions are in every one) is not taken for its own. Where
nothing says it there is no space: a guess would put tables into a database that is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from catalog.language.findings import listed
from mapping.cds.members import Members
from mapping.cds.object_annotations import SPACE_NAME
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document, Format
from mapping.documents.formats import is_space
from mapping.documents.inputs import Input
from mapping.documents.space_names import is_space_name, space_name_like
from mapping.documents.xml_tree import Node
from mapping.limits import EXPECTED_NAME, NAME_LIMIT
from mapping.model import DATASPHERE, Asset, Space, first_prefix

from .odata_names import odata_name

_NAMED = 10  # settings in one finding


def owners_of(assets: Iterable[Asset]) -> dict[str, set[str]]:
    """The spaces that list an object, by its name as OData spells it."""
    found: dict[str, set[str]] = {}
    for asset in assets:
        found.setdefault(odata_name(asset.key.name), set()).add(asset.key.space)
    return found


def space_of(
    each: Input, document: Document, owners: Mapping[str, set[str]], diagnostics: Diagnostics
) -> str:
    """The space of a document that does not name it; '' with an error where nothing says which."""
    if each.space:
        return each.space
    readings = (
        (listed_space(document, owners), "whose catalog lists its objects"),
        (namespace_of(document), "the namespace of its metadata"),
        (likely_space(each), "as the folder is called"),
    )
    space, why = next(((name, why) for name, why in readings if name), ("", ""))
    if space:
        message = f"the export doesn't name its space: {space!r}, {why}, is taken"
        diagnostics.add("CSN026", message, "--space NAME says otherwise", file=document.file)
        return space
    if _names_all(document):
        return ""
    likely = space_name_like(each.folder, PurePath(each.path).stem)
    remedy = (
        f"Add --space and the space's technical name in Datasphere, such as --space {likely}, or put the "
        "file into a folder of that name and import the folder above it"
    )
    diagnostics.add("CSN013", "the export doesn't name its space", remedy, file=document.file)
    return ""


def namespace_of(document: Document) -> str:
    """The one namespace of a service's metadata that could be a space's name; else ''."""
    if document.format is not Format.EDMX:
        return ""
    schemas = (s for part in document.root.all("DataServices") for s in part.all("Schema"))
    names = {s.get("Namespace") for s in schemas if any(True for _ in s.all("EntityType"))}
    return next(iter(names)) if len(names) == 1 and is_space_name(*names) else ""


def _names_all(document: Document) -> bool:
    """True where contexts say of every definition of an export which space it is of: none is of its own."""
    definitions = document.root.get("definitions") if isinstance(document.root, dict) else None
    if not isinstance(definitions, dict):
        return False
    contexts = {
        n for n, d in definitions.items() if isinstance(d, dict) and isinstance(d.get(SPACE_NAME), str)
    }
    return bool(contexts) and all(n in contexts or first_prefix(n, contexts) for n in definitions)


def likely_space(each: Input) -> str:
    """The space of a list that needs none: the one that is named, or called as the folder is; else ''."""
    return each.space or (each.folder if is_space_name(each.folder) else "")


def listed_space(document: Document, owners: Mapping[str, set[str]]) -> str:
    """The one space that lists at least half of the document's objects; nothing if there is none, or more."""
    names = list(_names(document))
    spaces = [owners[odata_name(name)] for name in names if odata_name(name) in owners]
    found = set().union(*spaces)
    return found.pop() if len(found) == 1 and 2 * len(spaces) >= len(names) else ""


def _names(document: Document) -> Iterable[str]:
    if document.format is Format.EDMX:
        root: Node = document.root
        schemas = (s for services in root.all("DataServices") for s in services.all("Schema"))
        containers = (c for schema in schemas for c in schema.all("EntityContainer"))
        return [each.get("Name") for c in containers for each in c.all("EntitySet", "Singleton")]
    return list(document.root.get("definitions", ()))


# --- the space definition file of the command line ---


def spaces_in(
    document: Document, each: Input, diagnostics: Diagnostics
) -> Iterator[tuple[Space, Document | None]]:
    """The spaces of a space definition file, and the export of each that has objects in it."""
    members = Members(document.file, {}, diagnostics)
    for name, member in document.root.items():
        if not is_space(member):
            members.wrong((name,), "a space with its spaceDefinition", member)
        elif not name or len(name) > NAME_LIMIT:
            members.wrong((name,), EXPECTED_NAME, name)
        else:
            yield _space(name, member, members), _export_of(name, member, document, members)
            _told(name, member, each, document.file, diagnostics)


def _space(name: str, member: Mapping[str, object], members: Members) -> Space:
    definition = member["spaceDefinition"]
    assert isinstance(definition, dict)
    return Space(name, members.text(definition, ("label",), (name, "spaceDefinition")), DATASPHERE)


def _export_of(
    name: str, member: Mapping[str, object], document: Document, members: Members
) -> Document | None:
    definitions = member.get("definitions")
    if definitions is None:
        return None
    if not isinstance(definitions, dict):
        members.wrong((name, "definitions"), "an object with definitions", definitions)
        return None
    root = {key: value for key, value in member.items() if key != "spaceDefinition"}
    return Document(document.file, root, Format.DATASPHERE_CSN, inside=(name,))


def _told(name: str, member: Mapping[str, object], each: Input, file: str, diagnostics: Diagnostics) -> None:
    """What of a space's settings is not carried, by its keys alone: some hold users and their secrets."""
    definition = member["spaceDefinition"]
    settings = sorted(definition.keys() - {"label", "version"}) if isinstance(definition, dict) else []
    if settings:
        message = f"settings of space {name!r} are no data: not carried ({listed(settings, _NAMED)})"
        diagnostics.add("CSN010", message, file=file, path=(name, "spaceDefinition"))
    if each.space and each.space != name:
        message = f"the file names its space: {name!r} is taken, not {each.space!r}"
        diagnostics.add("CSN026", message, file=file, path=(name,))
    if member.get("definitions") is None:
        message = f"the settings of space {name!r} without its objects: a label and no table"
        remedy = f"Read them with: datasphere spaces read --space {name} --definitions"
        diagnostics.add("CSN027", message, remedy, file=file, path=(name,))
