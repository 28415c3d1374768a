"""The catalog API's lists: spaces with their labels, assets with theirs and how they are exposed.

An asset is exposed where its line has a URL; lists without URLs are of exposed assets.

They hold no columns: `read_list` gives what they say, `complete` puts it into the objects that the
other files of the import define, and says of which there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog.language.findings import Path, listed
from mapping.cds.annotations import says_nothing
from mapping.cds.members import Members
from mapping.cds.object_annotations import EXPOSED
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.document import Document, Format
from mapping.limits import EXPECTED_NAME, NAME_LIMIT
from mapping.model import Asset, Entity, Fragment, ObjectKey, Space

from .overlap_findings import OverlapFindings
from .stated_texts import settled_text

ANALYTICAL_QUERIES = "@Catalog.supportsAnalyticalQueries"  # the list's word; no export has it
_URLS = (  # any of them says that the asset is exposed
    "assetRelationalMetadataUrl",
    "assetRelationalDataUrl",
    "assetAnalyticalMetadataUrl",
    "assetAnalyticalDataUrl",
)
_MEMBERS = {  # what lines say that is read: of assets (False), of spaces (True)
    False: frozenset(
        ("name", "label", "description", "spaceName", "supportsAnalyticalQueries", "hasParameters", *_URLS)
    ),
    True: frozenset(("name", "label", "description")),
}
_NAMED = 10  # names in one finding


def read_list(document: Document, _: str, diagnostics: Diagnostics) -> Fragment:
    """The spaces or assets of a list."""
    out = Fragment(file=document.file)
    members = Members(document.file, {}, diagnostics)
    for i, line in enumerate(document.root["value"]):
        path: Path = ("value", i)
        _note_unread(line, _MEMBERS[document.format is Format.SPACES], document.file, path, diagnostics)
        if not isinstance(line, dict) or not isinstance(line.get("name"), str) or not line["name"]:
            members.wrong(path, "an object with a name", line)
        elif len(line["name"]) > NAME_LIMIT:
            members.wrong((*path, "name"), EXPECTED_NAME, line["name"])
        elif document.format is Format.SPACES:
            label, description = (members.text(line, (name,), path) for name in ("label", "description"))
            out.listed.append(
                Space(line["name"], label, description=description, file=document.file, path=path)
            )
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


def _note_unread(
    line: object, known: frozenset[str], file: str, path: Path, diagnostics: Diagnostics
) -> None:
    """A finding for what a line says beside what is read; `@odata.*` is about the list."""
    for name, value in line.items() if isinstance(line, dict) else ():
        if name not in known and name[:1] != "@" and not says_nothing(value):
            message = f"member {name!r} of the list has no place in a spec"
            diagnostics.count("MAP031", message, file=file, path=(*path, name))


def _asset(line: Mapping[str, Any], members: Members, path: Path) -> Asset:
    analytical = line.get("supportsAnalyticalQueries") is True or bool(line.get("assetAnalyticalMetadataUrl"))
    urls = [line[name] for name in _URLS if name in line]
    return Asset(
        key=ObjectKey(line["spaceName"], line["name"]),
        file=members.file,
        path=path,
        label=members.text(line, ("label",), path),
        description=members.text(line, ("description",), path),
        exposed=any(urls) or not urls,
        parameters=line.get("hasParameters") is True,
        analytical=analytical,
    )


def note_unused(fragments: Iterable[Fragment], used: set[str], diagnostics: Diagnostics) -> None:
    """A finding about listed spaces that own no object; `used` are those that own one."""
    for fragment in fragments:
        names = [space.name for space in fragment.listed if space.name not in used]
        if names:
            message = f"listed spaces of which the files hold no object: {listed(names, _NAMED)}"
            diagnostics.add("CAT001", message, file=fragment.file, path=("value",))


def complete(
    entities: Mapping[ObjectKey, Entity],
    assets: Iterable[Asset],
    diagnostics: Diagnostics,
    told: OverlapFindings,
    prefer: Sequence[str],
) -> dict[ObjectKey, Entity]:
    """The entities with what the lists say of them; a definition's own word goes first."""
    found = dict(entities)
    missing: dict[tuple[str, str], list[Asset]] = {}
    by_object: dict[ObjectKey, list[Asset]] = {}
    for asset in assets:
        if asset.key in found:
            by_object.setdefault(asset.key, []).append(asset)
        else:
            missing.setdefault((asset.file, asset.key.space), []).append(asset)
    for key, same in by_object.items():
        for asset in same:
            _note_contradictions(found[key], asset, diagnostics)
        found[key] = _completed(found[key], same, told, prefer)
    for (file, space), undefined in missing.items():
        names = listed([asset.key.name for asset in undefined], _NAMED)
        message = f"listed of space {space!r}, but defined in none of the files: {names}"
        remedy = "Import their CSN or $metadata as well"
        diagnostics.add("CAT001", message, remedy, file=file, path=undefined[0].path)
    return found


def _note_contradictions(entity: Entity, asset: Asset, diagnostics: Diagnostics) -> None:
    """What a list says otherwise than the definition, which is kept."""
    for part in ("label", "description"):
        stated, own = getattr(asset, part), getattr(entity, part)
        if stated and own and stated != own:
            message = (
                f"the catalog has another {part} for {str(asset.key)!r} than its definition, which is kept"
            )
            diagnostics.add("CAT002", message, file=asset.file, path=(*asset.path, part))
    if entity.annotations.get(EXPOSED) is True and not asset.exposed:
        message = f"the catalog has no URL for {str(asset.key)!r}, which its definition exposes: that is kept"
        diagnostics.add("CAT002", message, file=asset.file, path=asset.path)
    if asset.parameters and not entity.parameters:
        message = f"{str(asset.key)!r} has input parameters that its definition does not show"
        remedy = "Import its CSN export, which holds them"
        diagnostics.add("CAT002", message, remedy, file=asset.file, path=(*asset.path, "hasParameters"))


def _completed(
    entity: Entity, assets: Sequence[Asset], told: OverlapFindings, prefer: Sequence[str]
) -> Entity:
    annotations: dict[str, Any] = {}
    if any(asset.exposed for asset in assets):
        annotations[EXPOSED] = True
    if any(asset.analytical for asset in assets):
        annotations[ANALYTICAL_QUERIES] = True
    texts: dict[str, Any] = {}
    for part in ("label", "description"):
        saying = [asset for asset in assets if getattr(asset, part)]
        if saying and not getattr(entity, part):
            texts[part] = settled_text(part, str(entity.key), saying, told, prefer)
    return replace(entity, annotations={**annotations, **entity.annotations}, **texts)
