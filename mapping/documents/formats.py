"""Which format a parsed file has, recognised by its content and never by its name.

What is no export, or one that is not read, is a `DataError` that says what was met instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catalog.language.findings import DataError, Path
from mapping.diagnostics.codes import finding
from mapping.diagnostics.wording import kind_of

from .document import Format, Json, NoExportError
from .json_lines import lines_of
from .space_names import is_space_name
from .xml_tree import Node

XML_START = re.compile(r"\s*<(?!html|!DOCTYPE html)[?!A-Za-z]", re.IGNORECASE)


_EDMX = "http://docs.oasis-open.org/odata/ns/edmx"


_EDMX_BEFORE_4 = "http://schemas.microsoft.com/ado/2007/06/edmx"


def refuse_other_xml(root: Node, file: str) -> None:
    """Raises DataError for XML that is not OData V4 metadata."""
    if root.name == "Edmx" and root.namespace == _EDMX and root.get("Version").startswith("4."):
        return
    if root.name == "Edmx" and root.namespace in (_EDMX, _EDMX_BEFORE_4):
        what = f"OData metadata of {_version(root)}; version 4 is read"
        remedy = "Ask the service for its V4 metadata"
    else:
        what = "XML, but no OData metadata"
        remedy = "Give the $metadata document of an OData V4 service"
        raise NoExportError(finding("CSN005", f"this is {what}", remedy, file=file, line=root.line))
    raise DataError(finding("CSN006", f"this is {what}", remedy, file=file, line=root.line))


def _version(root: Node) -> str:
    version = root.get("Version")
    return f"version {version}" if re.fullmatch(r"[0-9.]{1,10}", version) else "another version"


def json_format(root: Json, text: str, file: str) -> Format:
    """The format of a JSON file. Raises DataError; NoExportError where it is something else altogether."""
    listed = _listed(root)
    if listed:
        return listed
    if not isinstance(root, dict):
        message = f"the file holds {kind_of(root)}, an export is an object with 'definitions'"
        raise NoExportError(finding("CSN005", message, _REMEDY, file=file, line=1))
    for recognises, what in _FOREIGN:
        if recognises(root):
            raise NoExportError(
                finding("CSN006", f"this is {what}, which is not read", _REMEDY, file=file, line=1)
            )
    for recognises, what, remedy in _UNREAD:
        if recognises(root):
            message = f"this is {what}, which is not read"
            raise DataError(finding("CSN006", message, remedy, file=file, line=1))
    if "definitions" not in root and any(map(is_space, root.values())):
        return Format.SPACE_DEFINITION
    definitions = root.get("definitions")
    if not isinstance(definitions, dict):
        path: Path = ("definitions",) if "definitions" in root else ()
        missing = _no_definitions(root, file, lines_of(text, [path])[path])
        raise (DataError if path else NoExportError)(missing)
    if "csnInteropEffective" in root:
        return Format.CSN_INTEROP
    return Format.DATASPHERE_CSN if _is_datasphere(root, definitions) else Format.OBJECT_CSN


_REMEDY = (
    "Export the object in Datasphere with 'Export to CSN/JSON', or on the command line with "
    "'datasphere objects <type> read' or 'datasphere spaces read --definitions'"
)


_FLOWS = {
    "dataflows": "data flows",
    "replicationflows": "replication flows",
    "transformationflows": "transformation flows",
    "taskchains": "task chains",
}


_Recogniser = Callable[[dict[str, Json]], bool]


def is_space(member: Json) -> bool:
    """True for a space as the command line has it: its settings, and with --definitions its objects."""
    return isinstance(member, dict) and isinstance(member.get("spaceDefinition"), dict)


def lines_of_list(root: Json) -> list[Json] | None:
    """The lines of a list: `{value: [...]}` as OData wraps it, or the list alone; None for anything else."""
    if isinstance(root, dict) and "definitions" not in root:
        root = root.get("value")
    return root if isinstance(root, list) else None


def _listed(root: Json) -> Format | None:
    """Which list of the API this is, by its context or by what its first line says."""
    lines = lines_of_list(root)
    if lines is None:
        return None
    context = root.get("@odata.context") if isinstance(root, dict) else None
    for context_name, format_, keys in _LISTS:
        if isinstance(context, str) and context.rpartition("#")[2].startswith(context_name):
            return format_
        if _begins_with(lines, keys) and (isinstance(root, dict) or format_ is not Format.SPACES):
            return format_
    spaces = _begins_with(lines, ("name", "label")) and is_space_name(lines[0]["name"])
    return Format.SPACES if spaces else None  # alone, name and label are said of much else


def _begins_with(lines: list[Json], keys: tuple[str, ...]) -> bool:
    first = lines[0] if lines else None
    return isinstance(first, dict) and all(isinstance(first.get(key), str) for key in keys)


# What the context of a list begins with, what the list is, and what its lines say; the first that fits
_LISTS: tuple[tuple[str, Format, tuple[str, ...]], ...] = (
    ("assets", Format.ASSETS, ("name", "spaceName")),
    ("connections", Format.CONNECTIONS, ("name", "typeId")),
    ("spaces", Format.SPACES, ("name", "label")),
    ("objects", Format.OBJECTS, ("technicalName",)),
)


def _flavor(root: dict[str, Json]) -> Json:
    """What the compiler says that it left out; nothing where it left out nothing, or says nothing."""
    meta = root.get("meta")
    return (meta.get("compilerCsnFlavor") or meta.get("flavor")) if isinstance(meta, dict) else None


_FOREIGN: tuple[tuple[_Recogniser, str], ...] = (
    (lambda root: "openapi" in root or "swagger" in root, "an OpenAPI description"),
    (
        lambda root: "json-schema.org" in str(root.get("$schema")),
        "a JSON Schema",
    ),  # it has `definitions`, too
)


_UNREAD: tuple[tuple[_Recogniser, str, str], ...] = (
    (
        lambda root: _flavor(root) in ("parsed", "gensrc", "xtended"),
        "CSN as it was parsed, without what definitions inherit and views select",
        "Compile it: cds compile FILE --to csn",
    ),
    (
        lambda root: "$Version" in root,
        "OData metadata in JSON",
        "Ask the service for $metadata as XML ($format=xml)",
    ),
)


def _no_definitions(root: dict[str, Json], file: str, line: int) -> Any:
    if "definitions" in root:
        found = kind_of(root["definitions"])
        return finding(
            "CSN005", f"'definitions' is {found}, it must be an object", _REMEDY, file=file, line=line
        )
    flows = [name for key, name in _FLOWS.items() if key in root]
    if flows:
        return finding(
            "CSN005", f"the file holds {' and '.join(flows)} only, no tables", _REMEDY, file=file, line=line
        )
    return finding("CSN005", "no 'definitions' in the file", _REMEDY, file=file, line=line)


def _is_datasphere(root: dict[str, Json], definitions: dict[str, Json]) -> bool:
    """Datasphere marks its exports; CAP's own have a namespace, $version 2.0, services or aspects."""
    if "businessLayerDefinitions" in root or "editorSettings" in root or root.get("$version") == "1.0":
        return True
    if "namespace" in root or root.get("$version") == "2.0":
        return False
    return not any(
        isinstance(d, dict) and d.get("kind") in ("service", "aspect") for d in definitions.values()
    )
