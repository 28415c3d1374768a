"""The catalog API's lists: spaces with their labels, assets with theirs and how they are exposed.

They hold no columns: `read_list` gives what they say, `complete` puts it into the objects that the
other files of the import define, and says of which there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path, listed
from mapping.cds.members import Members
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document, Format
from mapping.limits import EXPECTED_NAME, NAME_LIMIT
from mapping.model import Asset, Entity, Fragment, ObjectKey, Space

_EXPOSED = "@DataWarehouse.consumption.external"
ANALYTICAL_QUERIES = "@Catalog.supportsAnalyticalQueries"  # the list's word; no export has it
_NAMED = 10  # names in one finding


def read_list(document: Document, _: str, diagnostics: Diagnostics) -> Fragment:
    """The spaces or assets of a list."""
    out = Fragment(file=document.file)
    members = Members(document.file, {}, diagnostics)
    for i, line in enumerate(document.root["value"]):
        path: Path = ("value", i)
        if not isinstance(line, dict) or not isinstance(line.get("name"), str) or not line["name"]:
            members.wrong(path, "an object with a name", line)
        elif len(line["name"]) > NAME_LIMIT:
            members.wrong((*path, "name"), EXPECTED_NAME, line["name"])
        elif document.format is Format.SPACES:
            out.listed.append(Space(line["name"], members.text(line, ("label",), path)))
        elif not isinstance(line.get("spaceName"), str) or not line["spaceName"]:
            members.wrong((*path, "spaceName"), "the name of a space", line.get("spaceName"))
        elif len(line["spaceName"]) > NAME_LIMIT:
            members.wrong((*path, "spaceName"), EXPECTED_NAME, line["spaceName"])
        else:
            out.assets.append(_asset(line, members, path))
    if document.root.get("@odata.nextLink"):
        message = "this is one page of the list: it goes on at '@odata.nextLink'"
        path = ("@odata.nextLink",)
        diagnostics.add("CAT003", message, "Import the other pages as well", file=document.file, path=path)
    return out


def _asset(line: Mapping[str, Any], members: Members, path: Path) -> Asset:
    analytical = line.get("supportsAnalyticalQueries") is True or bool(line.get("assetAnalyticalMetadataUrl"))
    return Asset(
        key=ObjectKey(line["spaceName"], line["name"]),
        file=members.file,
        path=path,
        label=members.text(line, ("label",), path),
        parameters=line.get("hasParameters") is True,
        analytical=analytical,
    )


def label_spaces(
    spaces: Mapping[str, Space], used: set[str], fragments: Iterable[Fragment], diagnostics: Diagnostics
) -> dict[str, Space]:
    """The spaces with the labels that lists give them; `used` are those that own an object."""
    found = dict(spaces)
    for fragment in fragments:
        for space in fragment.listed:
            known = found.get(space.name)
            if known is not None and space.label and not known.label:
                found[space.name] = replace(known, label=space.label)
        names = [space.name for space in fragment.listed if space.name not in used]
        if names:
            message = f"listed spaces of which the files hold no object: {listed(names, _NAMED)}"
            diagnostics.add("CAT001", message, file=fragment.file, path=("value",))
    return found


def complete(
    entities: Mapping[ObjectKey, Entity], assets: Iterable[Asset], diagnostics: Diagnostics
) -> dict[ObjectKey, Entity]:
    """The entities with what the lists say of them; a definition's own word goes first."""
    found = dict(entities)
    missing: dict[tuple[str, str], list[Asset]] = {}
    for asset in assets:
        entity = found.get(asset.key)
        if entity is None:
            missing.setdefault((asset.file, asset.key.space), []).append(asset)
        else:
            found[asset.key] = _completed(entity, asset, diagnostics)
    for (file, space), undefined in missing.items():
        names = listed([asset.key.name for asset in undefined], _NAMED)
        message = f"listed of space {space!r}, but defined in none of the files: {names}"
        remedy = "Import their CSN or $metadata as well"
        diagnostics.add("CAT001", message, remedy, file=file, path=undefined[0].path)
    return found


def _completed(entity: Entity, asset: Asset, diagnostics: Diagnostics) -> Entity:
    annotations: dict[str, Any] = {_EXPOSED: True} | ({ANALYTICAL_QUERIES: True} if asset.analytical else {})
    if asset.label and entity.label and asset.label != entity.label:
        message = f"the catalog has another label for {str(asset.key)!r} than its definition, which is kept"
        diagnostics.add("CAT002", message, file=asset.file, path=(*asset.path, "label"))
    if asset.parameters and not entity.parameters:
        message = f"{str(asset.key)!r} has input parameters that its definition does not show"
        remedy = "Import its CSN export, which holds them"
        diagnostics.add("CAT002", message, remedy, file=asset.file, path=(*asset.path, "hasParameters"))
    return replace(
        entity, label=entity.label or asset.label, annotations={**annotations, **entity.annotations}
    )
