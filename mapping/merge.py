"""An export meets a spec that people have edited: what is added, kept, said.

The rule is the simplest sound one while no base of the last import is kept: **what is in the file
stays, what is missing is added, what differs is reported.**

* A key, column, relationship or hierarchy that import gives and the file lacks is added, a column
  at its place.
* Where both have a value and they differ, the file's stays and IMP003 tells both; `overwrite`
  takes the export's instead. Only `source` is always the export's: it is import's own record.
* A column that came from the export and is no longer in it stays, told by IMP004.
* Everything import never writes (steward, partitions, parameters, comments, key order) is not
  touched. A column whose name is a partition key in the file is not added a second time.

A file whose values all agree is left as it is, to the byte. Only files that change are parsed with
positions and comments (ruamel.yaml) and written back so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.findings import Finding, Path
from catalog.yamltext import line_of

from .codes import finding
from .yamlout import WIDTH, flow

# Lists of things with a name: merged entry by entry.
NAMED_LISTS = frozenset({"columns", "relationships", "hierarchies"})
IMPORTS_OWN = "source"


@dataclass(slots=True)
class Merge:
    """What has to change in one file: places and values to set, and what is to be said."""

    overwrite: bool = False
    sets: list[tuple[Path, Any]] = field(default_factory=list)
    inserts: list[tuple[Path, int, Any]] = field(default_factory=list)  # (list, index, entry)
    differing: list[tuple[Path, Any, Any]] = field(
        default_factory=list
    )  # (place, in the file, in the export)
    gone: list[Path] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """True when the file has to be written."""
        return bool(self.sets or self.inserts)

    def findings(self, text: str, file: str) -> Iterator[Finding]:
        """What to tell of this file, with its lines."""
        for path, theirs, ours in self.differing:
            message = f"{_shown_path(path)} is {_shown(theirs)} here and {_shown(ours)} in the export: kept"
            todo = "Import with --overwrite to take the export's value"
            yield finding("IMP003", message, todo, file=file, path=path, line=line_of(text, path)[0])
        for path in self.gone:
            message = f"{_shown_path(path)} is no longer in the export: kept"
            todo = "Remove it from the spec if it is gone for good"
            yield finding("IMP004", message, todo, file=file, path=path, line=line_of(text, path)[0])


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any], *, overwrite: bool = False) -> Merge:
    """What an import that gives `ours` has to do to a file that holds `theirs`."""
    merge = Merge(overwrite)
    keys = (theirs.get("partitions") or {}).get("keys") or []
    partition_keys = {key.get("name") for key in keys if isinstance(key, dict)}
    _members(merge, (), theirs, ours, partition_keys)
    return merge


def _members(
    merge: Merge, path: Path, theirs: Mapping[str, Any], ours: Mapping[str, Any], skip: set[Any]
) -> None:
    for key, value in ours.items():
        place = (*path, key)
        if key not in theirs or theirs[key] is None:
            merge.sets.append((place, _without(value, skip) if key == "columns" else value))
        elif key in NAMED_LISTS and isinstance(theirs[key], list):
            _named(merge, place, theirs[key], value, skip if key == "columns" else set())
        elif theirs[key] == value:
            continue
        elif key == IMPORTS_OWN:
            merge.sets.append((place, value))
        elif isinstance(value, dict) and isinstance(theirs[key], dict) and key != "on":
            _members(merge, place, theirs[key], value, skip)
        elif merge.overwrite:
            merge.sets.append((place, value))
        else:
            merge.differing.append((place, theirs[key], value))


def _without(columns: Any, names: set[Any]) -> Any:
    return [c for c in columns if c["name"] not in names]


def _named(merge: Merge, path: Path, theirs: list[Any], ours: list[Any], skip: set[Any]) -> None:
    """Entries are the same when they came from the same element, else when they have the same name."""
    places = _first_places(theirs, _identity)
    names = _first_places(theirs, lambda entry: entry.get("name") if isinstance(entry, dict) else None)
    after = -1
    met = set()
    for entry in ours:
        if entry["name"] in skip:
            continue
        at = places.get(_identity(entry) or "", names.get(entry["name"]))
        if at is None:
            merge.inserts.append((path, after + 1, entry))
        else:
            _members(merge, (*path, at), theirs[at], entry, set())
            met.add(at)
            after = at
    for i, entry in enumerate(theirs):
        if (
            i not in met
            and path == ("columns",)
            and isinstance(entry, dict)
            and isinstance(entry.get("source"), dict)
        ):
            merge.gone.append((*path, i))


def _first_places(entries: list[Any], key: Callable[[Any], Any]) -> dict[str, int]:
    """Where each key stands first; entries without one are left out."""
    found: dict[str, int] = {}
    for i, entry in enumerate(entries):
        value = key(entry)
        if isinstance(value, str) and value:
            found.setdefault(value, i)
    return found


def _identity(entry: Any) -> Any:
    """The element in the export that an entry came from; nothing where the spec doesn't say."""
    source = entry.get("source") if isinstance(entry, dict) else None
    return source.get("name") if isinstance(source, dict) else None


# --- writing the changes into the text ---


def apply(text: str, merge: Merge) -> str:
    """`text` with the merge's changes; comments, key order and quotes of the rest stay."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20  # a line of people's is not to be wrapped
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    for path, value in merge.sets:
        _at(document, path[:-1])[path[-1]] = _node(value)
    last_first = sorted(merge.inserts, key=lambda insert: insert[1])[
        ::-1
    ]  # places stay true, and equals in order
    for path, index, entry in last_first:
        _at(document, path).insert(index, _node(entry))
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _node(value: Any, depth: int = 0) -> Any:
    """Plain data as ruamel's nodes, in flow style where it fits on a line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if not isinstance(value, dict | list):
        return _string(value) if isinstance(value, str) else value
    node: Any
    if isinstance(value, dict):
        node = CommentedMap((key, _node(inner, depth + 1)) for key, inner in value.items())
    else:
        node = CommentedSeq(_node(inner, depth + 1) for inner in value)
    if len(flow(value)) <= WIDTH - 4:
        node.fa.set_flow_style()
    return node


def _string(value: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    from .yamlout import scalar

    return value if scalar(value) == value else DoubleQuotedScalarString(value)


def _shown(value: Any) -> str:
    text = flow(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _shown_path(path: Path) -> str:
    from catalog.findings import format_path

    return format_path(path)
