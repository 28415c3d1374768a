"""Partitions and sets of them in words, for messages and previews. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from . import ranges
from .box_algebra import difference
from .boxes import Side, Tuple, boxed
from .tuple_sets import TupleSet


def partition_text(keys: Sequence[str], row: Tuple) -> str:
    """A partition in words: `dt=2026-01-01/contributor=c01`, unescaped."""
    return "/".join(f"{key}={value}" for key, value in zip(keys, row, strict=True))


def number_of_partitions(count: int) -> str:
    """`1 partition`, `3,185 partitions`."""
    return "1 partition" if count == 1 else f"{count:,} partitions"


def set_text(keys: Sequence[str], values: TupleSet, most: int = 3) -> list[str]:
    """A set in words, one text for each box or tuple: `dt=2026-04-01..2026-06-30 x 35 contributors`.

    At most `most` of them, and then how many more there are; to be joined with `and`.
    """
    whole = difference(values.boxes, boxed(values.without)) if values.without else values.boxes
    boxes, single = [b for b in whole if prod(map(len, b)) > 1], [*values.listed]
    single += [tuple(map(min, box)) for box in whole if prod(map(len, box)) == 1]
    told = [" x ".join(_side_in_words(k, s) for k, s in zip(keys, box, strict=True)) for box in boxes]
    told += [partition_text(keys, row) for row in sorted(single)]
    return told if len(told) <= most else [*told[:most], f"{len(told) - most:,} more"]


def _side_in_words(key: str, side: Side) -> str:
    """`dt=2026-04-01..2026-06-30`, `contributor=c01`, or `35 contributors`."""
    runs = ranges.runs(side)
    if len(side) <= 2 or (len(runs) <= 3 and all(run[0].isdigit() for run in runs)):
        return f"{key}={','.join(runs)}"
    return f"{len(side):,} {_plural(key)}"


def _plural(key: str) -> str:
    """`contributors`; `values of dt` where an s would make no word."""
    plain = len(key) < 3 or key[-1].isdigit() or key.lower().endswith("s")
    return f"values of {key}" if plain else f"{key}s"
