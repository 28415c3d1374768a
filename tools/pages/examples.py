"""Examples of keys: the first value that the example specs have at one of the places of a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from catalog.language.specs import yaml_text
from catalog.language.specs.yaml_emitter import flow

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "catalog_specs", ROOT / "examples" / "specs", ROOT / "examples" / "keys")
LONGEST = 60  # characters of a value; the shortest example wins where none is that short


def example_of(places: Sequence[str], key: str) -> Any:
    """A value of `key` in a mapping at one of these places (`Table columns[]`); None if no spec has one."""
    found = [
        mapping[key]
        for place in places
        for kind, path in [(place.partition(" ")[0], place.partition(" ")[2])]
        for spec in specs()
        if spec["kind"] == kind
        for mapping in at(spec, path)
        if key in mapping
    ]
    short = [value for value in found if len(flow(value)) <= LONGEST]
    return short[0] if short else min(found, key=lambda value: len(flow(value)), default=None)


@cache
def specs() -> tuple[dict[str, Any], ...]:
    """Every example spec, file by file."""
    files = [path for folder in FOLDERS for path in sorted(folder.rglob("*.yaml"))]
    return tuple(yaml_text.parse(path.read_text("utf-8"), path.name) for path in files)


def at(value: Any, path: str) -> Iterator[dict[str, Any]]:
    """The mappings at a path such as `partitions.keys[]`, where NAME stands for any key."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]") if not step.startswith("[]") else ""
    if not path:
        if isinstance(value, dict):
            yield value
    elif step.endswith("[]"):
        inner = list(at_key(value, name.replace("[]", ""))) if name else [value]
        for items in inner:
            for item in items if isinstance(items, list) else ():
                yield from at(item, rest)
    else:
        for inner_value in at_key(value, step):
            yield from at(inner_value, rest)


def at_key(value: Any, name: str) -> Iterator[Any]:
    """The value of a key, or those of all keys for NAME."""
    if isinstance(value, dict):
        yield from value.values() if name == "NAME" else [value[name]] if name in value else []
