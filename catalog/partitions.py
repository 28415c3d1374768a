"""Explicit partition values of a spec: expanded in order, escaped as Hive does; index names.

This version declares each partition by its values, up to LIMIT a table. Ranges, CSV files and
projection are recognised and refused with a word on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from .formats import text_of
from .limits import NAME_LIMIT

LIMIT = 100  # explicit partitions a table, each a resource of its own

# Hive's FileUtils.escapePathName: these and the control characters become %XX in a partition's folder.
_ESCAPED = frozenset("\"#%'*/:=?\\{[]^\x7f") | {chr(c) for c in range(1, 32)}
DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"  # Hive: the folder of a null or empty value


class NotYet(ValueError):
    """A form of partition values that is planned and not there; the message names it."""


def expand(values: Any, keys: Sequence[str]) -> list[tuple[str, ...]]:
    """The value tuples that `partitions.values` means, in the order of `keys`.

    Raises NotYet for ranges and CSV files and ValueError for a tuple that does not fit the keys.
    """
    if values is None:
        return []
    if isinstance(values, str):
        raise NotYet("values from a CSV file are not supported yet")
    if isinstance(values, Mapping):
        return _product(values, keys)
    return [_tuple(row, keys) for row in values]


def _product(values: Mapping[str, Any], keys: Sequence[str]) -> list[tuple[str, ...]]:
    for name, listed in values.items():
        if name not in keys:
            raise ValueError(f"{name!r} is no partition key (keys: {', '.join(keys)})")
        if not isinstance(listed, list):
            raise NotYet(f"the range of {name!r} is not supported yet, only lists of values are")
    missing = [k for k in keys if k not in values]
    if missing:
        raise ValueError(f"no values for the partition key {', '.join(map(repr, missing))}")
    return list(product(*([text_of(v) for v in values[k]] for k in keys)))


def _tuple(row: Any, keys: Sequence[str]) -> tuple[str, ...]:
    found = tuple(text_of(v) for v in (row if isinstance(row, list) else [row]))
    if len(found) != len(keys):
        raise ValueError(f"{list(found)} has {len(found)} value(s) for {len(keys)} partition key(s)")
    return found


def index_keys(index: Any) -> list[str]:
    """The keys of an entry of `partitions.indexes`: a list, or a mapping with `keys`."""
    return list(index["keys"] if isinstance(index, Mapping) else index)


def index_name(index: Any) -> str:
    """The name of an entry of `partitions.indexes`; `idx_contributor_dt` where it has none."""
    given = index.get("name") if isinstance(index, Mapping) else None
    return given or "_".join(["idx", *index_keys(index)])[:NAME_LIMIT]


def folder(keys: Sequence[str], values: Sequence[str]) -> str:
    """`dt=2026-01-01/contributor=c01/`: where Hive puts a partition under its table."""
    return "".join(f"{escape(k)}={escape(v)}/" for k, v in zip(keys, values, strict=True))


def escape(value: str) -> str:
    """One name or value as a folder's name, as Hive's FileUtils.escapePathName writes it."""
    if not value:
        return DEFAULT_PARTITION
    return "".join(f"%{ord(c):02X}" if c in _ESCAPED else c for c in value)
