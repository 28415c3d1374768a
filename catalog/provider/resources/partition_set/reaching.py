"""What of a change of the table's columns reaches partitions that exist where `cascade` says nothing. Pure.

Added columns and fields of structs do. Of a type that changed each partition keeps its own where the reader's
cast saves it. Where the format changes, files are new, and so are the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from catalog.language.changes import forms
from catalog.language.partition_schemas.column_access import ColumnAccess, columns_for
from catalog.language.partition_schemas.lag import Columns, Schema, column_lags
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.merging.column_order import merged_order

from .declared import Declared, Variant


def reaching_columns(before: Variant, after: Variant) -> Columns:
    """The columns of partitions that were as `before` declares when they have come to `after`."""
    old, new = before.schema, after.schema
    if old.access.format != new.access.format:
        return new.columns
    return (*columns_for(new.access, old.columns, new.columns),)


def merged_columns(
    declared: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]] | None,
    live: Mapping[str, Any],
    access: ColumnAccess,
) -> list[Any]:
    """Glue's Column structures for a partition whose StorageDescriptor is `live`. `before`: what was declared
    when it was written last; None if that is not known.
    """
    there = live.get("Columns") or []
    seen = Schema.of_glue(live)
    if seen.access.format != access.format:
        return [*declared]
    named, found = ({c["Name"].lower(): c for c in some} for some in (declared, there))
    wanted = [(name, str(c.get("Type") or "")) for name, c in named.items()]
    if access.by_index:
        wanted = _with_others(wanted, before, seen.columns)
    columns = columns_for(access, seen.columns, wanted)
    if (*columns,) == seen.columns:
        return [*there]
    return [{**(found.get(name) or named[name]), "Type": kind} for name, kind in columns]


def lag_lines(old: Declared, new: Declared, kept: TupleSet, number: Callable[[int], str]) -> Iterator[str]:
    """A line for each thing that partitions keep of the old columns after this change, with how many do."""
    numbers: Counter[tuple[str, str]] = Counter()
    for before, rows in old.variants.split(kept):
        for after, both in new.variants.split(rows):
            was, now = before.schema, after.schema
            if was.columns == now.columns or after.own_columns or before.own_columns or new.cascade:
                continue
            have = was.columns if new.cascade is False else reaching_columns(before, after)
            numbers.update(dict.fromkeys(column_lags(have, now.columns, now.access), both.count))
    for (what, effect), count in numbers.items():
        yield forms.PARTITIONS_LAG.text(number(count), what, effect)


def _with_others(
    wanted: list[tuple[str, str]], before: Sequence[Mapping[str, Any]] | None, own: Columns
) -> list[tuple[str, str]]:
    """By index others' columns keep their places, where the partition was in line with what was declared."""
    ours = [c["Name"].lower() for c in before or ()]
    declared = [name for name, _ in wanted]
    others = {name: kind for name, kind in own if name not in ours and name not in declared}
    if not others or [name for name, _ in own if name not in others] != ours:
        return wanted
    known = others | dict(wanted)
    return [(name, known[name]) for name in merged_order(declared, [name for name, _ in own], known)]
