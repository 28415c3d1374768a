"""Edits of a spec as values, and what they mean on plain data.

Pure. What compares specs gives edits; `yaml_edits` makes them in the text of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import Path


class Nothing:
    """No value in this place; the one instance is `MISSING`."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Nothing()


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a file: a value put in a place, or taken away (`value` is MISSING).

    A new key comes after the key `after`. With `insert` the value is a new entry before the one at `path`.
    Indexes are those of the file before any edit.
    """

    path: Path
    value: Any
    after: str = ""
    insert: bool = False


def same(left: Any, right: Any) -> bool:
    """Equal as YAML has it: 1 is not true, and the order of keys is no difference."""
    return left is right or _canonical(left) == _canonical(right)


def _canonical(value: Any) -> str:
    return "" if value is MISSING else json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def patched(data: Any, edits: Iterable[Edit]) -> Any:
    """`data` with the edits made; the argument stays as it is."""
    edits = list(edits)
    copied = json.loads(json.dumps(data))
    for edit in edits:
        if not edit.insert and not isinstance(edit.path[-1], int):
            parent = value_at(copied, edit.path[:-1])
            if edit.value is MISSING:
                parent.pop(edit.path[-1], None)
            else:
                parent[edit.path[-1]] = edit.value
    for edit in last_first(edits):
        parent = value_at(copied, edit.path[:-1])
        if edit.insert:
            parent.insert(edit.path[-1], edit.value)
        else:
            del parent[edit.path[-1]]
    return copied


def last_first(edits: Iterable[Edit]) -> list[Edit]:
    """Entries that come and go, so ordered that indexes stay true while they are made one by one."""
    lists = [edit for edit in edits if isinstance(edit.path[-1], int)]
    order = sorted(enumerate(lists), key=lambda item: (item[1].path[-1], item[1].insert is False, item[0]))
    return [edit for _, edit in reversed(order)]


def value_at(document: Any, path: Path) -> Any:
    """The value at `path` of plain data or of ruamel's nodes. Raises KeyError and IndexError."""
    for step in path:
        document = document[step]
    return document
