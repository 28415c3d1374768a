"""The definitions with elements of each file: what coverage is counted over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.language.findings import Path
from mapping.model import Fragment, ObjectKey


@dataclass(frozen=True, slots=True)
class Declared:
    """One definition in one file: the names of its elements, and the object it is of, if any."""

    file: str
    path: Path
    names: tuple[str, ...]
    key: ObjectKey | None


def declared(root: Any, fragment: Fragment, file: str) -> Iterator[Declared]:
    """The definitions with elements of one file: from the raw document where it is CSN."""
    entities = {entity.path: entity for entity in fragment.entities}
    definitions = root.get("definitions") if isinstance(root, dict) else None
    for name, definition in definitions.items() if isinstance(definitions, dict) else ():
        is_entity = isinstance(definition, dict) and definition.get("kind", "entity") == "entity"
        if is_entity and isinstance(definition.get("elements"), dict):
            path: Path = ("definitions", name)
            entity = entities.pop(path, None)
            yield Declared(file, path, tuple(definition["elements"]), entity.key if entity else None)
    for rest in entities.values():
        yield Declared(file, rest.path, tuple(rest.elements), rest.key)
