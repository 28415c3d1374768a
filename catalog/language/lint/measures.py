"""How large an object is: what `limit:` of a rule sets a bound for, by object and name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from catalog.language.findings import Path
from catalog.language.glue.type_parts import parsed, walk
from catalog.language.glue.types import Decimal, GlueType, Struct

from .fields import COLUMNS, DATABASES, TABLES

KEPT = 4096  # types whose size is kept: most columns have one of a few


class Measure(NamedTuple):
    """A size: where it shows in the object, and how an object's name goes on with it."""

    path: Path
    words: str
    of: Callable[[Mapping[str, Any]], int]
    remedy: str


def _length(path: Path) -> Measure:
    def characters(data: Mapping[str, Any]) -> int:
        value: Any = data
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return len(value) if isinstance(value, str) else 0

    return Measure(path, f"'s {path[-1]} has {{:,}} characters", characters, "Shorten it")


def _keys(data: Mapping[str, Any]) -> int:
    return len((data.get("partitions") or {}).get("keys", ()))


def _columns(data: Mapping[str, Any]) -> int:
    return len(data.get("columns", ())) + _keys(data)


def _of_type(words: str, size: Callable[[GlueType], int], remedy: str) -> Measure:
    @lru_cache(maxsize=KEPT)
    def of_text(text: str) -> int:
        glue_type = parsed(text)
        return 0 if glue_type is None else size(glue_type)

    return Measure(("type",), words, lambda data: of_text(data.get("type", "")), remedy)


def _depth(glue_type: GlueType) -> int:
    return max(depth for _, depth in walk(glue_type))


def _fields(glue_type: GlueType) -> int:
    return sum(len(part.fields) for part, _ in walk(glue_type) if isinstance(part, Struct))


def _precision(glue_type: GlueType) -> int:
    return max((part.precision for part, _ in walk(glue_type) if isinstance(part, Decimal)), default=0)


_TEXTS = {"name_length": _length(("name",)), "description_length": _length(("description",))}
_OBJECT_LABEL = {"label_length": _length(("business", "label"))}
MEASURES: Mapping[str, Mapping[str, Measure]] = {
    DATABASES: _TEXTS | _OBJECT_LABEL,
    TABLES: _TEXTS
    | _OBJECT_LABEL
    | {
        "columns": Measure(("columns",), " has {:,} columns", _columns, "Split the table"),
        "partition_keys": Measure(
            ("partitions", "keys"), " has {:,} partition keys", _keys, "Leave keys out"
        ),
    },
    COLUMNS: _TEXTS
    | {
        "label_length": _length(("label",)),
        "type_depth": _of_type("'s type is {:,} deep", _depth, "Flatten the type"),
        "struct_fields": _of_type("'s type has {:,} struct fields", _fields, "Split the column"),
        "decimal_precision": _of_type("'s type has {:,} digits", _precision, "Use fewer digits"),
    },
}
SIZES = frozenset(name for measures in MEASURES.values() for name in measures)
