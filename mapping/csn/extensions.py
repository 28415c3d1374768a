"""The `extensions` section of a CSN: annotations and elements that stand outside of their definitions.

Takes a document's root, gives its definitions with the extensions applied, in the file's order (CDS: the
last annotation wins, `null` takes one back, `{"...": true}` in a list stands for what it held before). The
document itself is left as it is. What has no target, or can't be applied, is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import Path, format_path
from mapping.cds.members import MAX_NAME, Members

_WORDS = {"annotate": "annotates", "extend": "extends"}
_NAMED = ("elements", "params", "enum")  # members that hold parts by their names
MAX_NESTING = 60
_BEFORE = "..."


class _Copies:
    """What was copied of the document so far, so that many extensions of one definition copy it once."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}  # by identity, kept so that it stays one's own

    def of(self, members: Mapping[str, Any]) -> dict[str, Any]:
        """Members that may be changed: a copy, or the one that was made before."""
        if id(members) not in self._made:
            members = self._keep(dict(members))
        return self._made[id(members)]  # type: ignore[no-any-return]

    def spliced(self, before: Any, value: Any) -> Any:
        """The new value; in a list, the mark for the one before is replaced by that."""
        if not isinstance(value, list) or not any(map(_is_mark, value)):
            return value
        old = before if isinstance(before, list) else []
        if id(old) in self._made and _is_mark(value[0]) and not any(map(_is_mark, value[1:])):
            old += value[1:]
            return old
        return self._keep([each for v in value for each in (old if _is_mark(v) else [v])])

    def _keep(self, made: Any) -> Any:
        self._made[id(made)] = made
        return made


def _is_mark(value: Any) -> bool:
    return isinstance(value, dict) and _BEFORE in value


@dataclass(frozen=True, slots=True)
class _Extension:
    """One entry of the section: where it stands, its verb and the definition it is for."""

    members: Members
    path: Path
    verb: str
    target: str
    copies: _Copies

    def lost(self, what: str, path: Path) -> None:
        name = self.target if len(self.target) <= MAX_NAME else f"{self.target[:MAX_NAME]}..."
        message = f"{format_path(self.path)} {_WORDS[self.verb]} {name!r}{what}: not carried"
        self.members.diagnostics.add("CSN018", message, file=self.members.file, path=path)


def extended(root: Mapping[str, Any], members: Members) -> dict[str, Any]:
    """The definitions of a document with its extensions applied."""
    definitions: dict[str, Any] = root["definitions"]
    extensions = members.array(root, "extensions", ())
    result = dict(definitions) if extensions else definitions
    copies = _Copies()
    for at, entry in enumerate(extensions):
        path: Path = ("extensions", at)
        verb = next((v for v in _WORDS if isinstance(entry, dict) and isinstance(entry.get(v), str)), "")
        if not verb:
            members.wrong(path, "{annotate: NAME} or {extend: NAME}", entry)
            continue
        extension = _Extension(members, path, verb, entry[verb], copies)
        target = result.get(extension.target)
        if isinstance(target, dict):
            rest = {name: value for name, value in entry.items() if name != verb}
            result[extension.target] = _applied(extension, target, rest, path)
        else:
            extension.lost(", which the file does not define", path)
    return result


def _applied(
    extension: _Extension, target: Mapping[str, Any], more: Mapping[str, Any], path: Path
) -> dict[str, Any]:
    """`target` with what an extension says of it."""
    members = extension.copies.of(target)
    is_definition = path == extension.path
    for name, value in more.items():
        place = (*path, name)
        if name[:1] == "@" or name == "doc":
            members[name] = extension.copies.spliced(members.get(name), value)
        elif name in _NAMED and isinstance(value, dict) and len(path) < MAX_NESTING:
            known = members.get(name)
            known = known if isinstance(known, dict) else extension.members.object(members, name, place)
            members[name] = _parts(extension, known, value, place)
        elif name == "items" and isinstance(value, dict) and isinstance(members.get(name), dict):
            members[name] = _applied(extension, members[name], value, place)
        elif extension.verb == "extend" and not is_definition:
            members[name] = value  # a longer text, another default
        else:
            extension.lost(f" with {format_path(place[len(extension.path) :])}", place)
    return members


def _parts(
    extension: _Extension, known: Mapping[str, Any], more: Mapping[str, Any], path: Path
) -> dict[str, Any]:
    """Elements, parameters or allowed values with what the extension adds; `extend` brings new ones."""
    parts = extension.copies.of(known)
    for name, value in more.items():
        place = (*path, name)
        if isinstance(parts.get(name), dict) and isinstance(value, dict):
            parts[name] = _applied(extension, parts[name], value, place)
        elif extension.verb == "extend" and name not in parts:
            parts[name] = value
        else:
            extension.lost(f" at {format_path(place[len(extension.path) :])}, which it does not have", place)
    return parts
