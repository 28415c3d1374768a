"""What is wrong with a set of partitions: values that don't fit, keys that there aren't, nameless folders.

The rules that a spec's `partitions` and the inputs of a PartitionSet have in common; both tell the violations
in their own way. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.language.findings import Path, Violation, short
from catalog.language.glue.limits import PARTITION_VALUE_LIMIT
from catalog.language.glue.types import GlueTypeError

from .boxes import Tuple
from .hive import number_of, value_problem
from .keys import NULL, Key, keys_in
from .locations import ABSOLUTE, dotted
from .ranges import RangeError
from .values import CODE, Partitions, side_of

UNINDEXED = "\x00\x01\x02"  # Glue takes them in values, and fails to build an index of them


def fitting(found: Partitions) -> Iterator[Violation]:
    """Each value is one of its key's type, named once."""
    sides = found.values.sides(len(found.keys))
    for number, key in enumerate(found.keys):
        rows = {row[number]: row for row in reversed([*found.places])}
        known = sides[number].union(rows)
        wrong = {v: why for v in sorted(known) if (why := _wrong(v, key))}
        if wrong:
            value, why = next(iter(wrong.items()))
            more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
            place, line = _standing(found, rows.get(value, ()))
            message = f"{line}{short(value)}{more} as a value of {key.name}: {why}"
            yield Violation(CODE, place, message, f"Give values that {key.type} and Glue take")
    if found.repeated:
        word = "partition is" if found.repeated == 1 else "partitions are"
        message = f"{found.repeated:,} {word} named more than once"
        yield Violation(
            CODE, ("values",), message, "Remove what repeats: products and tuples may not overlap"
        )


def _standing(found: Partitions, row: Tuple) -> tuple[Path, str]:
    """Where a tuple stands: its place in the block, and its line in a file; `values` for a product's."""
    line = f"{found.file}:{found.lines[row]}: " if row in found.lines else ""
    return found.places.get(row, ("values",)), line


def respelled(found: Partitions) -> Iterator[Violation]:
    """Numbers that are written in two ways: partitions apart to Glue, and one to who reads the number."""
    for key, values, number in zip(found.keys, found.values.sides(len(found.keys)), count(), strict=False):
        spelled: dict[Decimal, list[str]] = {}
        for value in sorted(values):
            if (meant := number_of(value, key.type)) is not None:
                spelled.setdefault(meant, []).append(value)
        twice = [ways for ways in spelled.values() if len(ways) > 1]
        if not twice:
            continue
        one, other = twice[0][:2]
        rows = {row[number]: row for row in found.places}
        more = f" (and {len(twice) - 1:,} more)" if len(twice) > 1 else ""
        place, line = _standing(found, rows.get(other, rows.get(one, ())))
        message = f"{line}{short(one)} and {short(other)}{more} as values of {key.name}: one number, "
        message += "which readers take for one value"
        yield Violation(CODE, place, message, "Write each number in one way")


def _wrong(value: str, key: Key) -> str:
    if not 1 <= len(value) <= PARTITION_VALUE_LIMIT:
        return f"{len(value):,} characters, Glue takes 1 to {PARTITION_VALUE_LIMIT:,}"
    if value == NULL:
        return ""
    if control := next((c for c in value if c in UNINDEXED), ""):
        return f"U+{ord(control):04X} is in it, which Glue's indexes do not take and no reader expects"
    try:
        return value_problem(value, key.type)
    except GlueTypeError:
        return ""  # said of the key


def where(written: Mapping[str, Any], keys: Sequence[Key], place: Path) -> Iterator[Violation]:
    """An override's `where` names keys that there are, and values."""
    by_name = {key.name: key for key in keys}
    for name, side in written.items():
        if name not in by_name:
            yield Violation(
                CODE, (*place, name), f"{name!r} is no partition key", f"The keys are {', '.join(by_name)}"
            )
            continue
        try:
            side_of(side, by_name[name])
        except RangeError as error:
            yield Violation(CODE, (*place, name), str(error), "Correct it")


def template(written: str, keys: Sequence[Key], place: Path) -> Iterator[Violation]:
    """A location template names no key that there isn't, and no folder that S3 can't have."""
    unknown = [name for name in keys_in(written) if name not in {key.name for key in keys}]
    names = ", ".join(f"{{{key.name}}}" for key in keys)
    if unknown:
        yield Violation(CODE, place, f"{{{unknown[0]}}} is no partition key", f"Use {names}")
    elif "//" in written.removeprefix(ABSOLUTE):
        yield Violation(CODE, place, f"{short(written)} has a folder without a name", "Remove a /")
    elif dots := dotted(written):
        remedy = "Write the folder itself: to S3 this is a name as any other"
        yield Violation(CODE, place, f"{short(written)} has a folder named {dots!r}", remedy)
