"""Rules about a set of partitions: values fit their keys' types, names are keys', templates name folders.

A spec's `partitions` and the inputs of a PartitionSet have these rules in common; each reports the violations
in its own way. Paths start at the block. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.language.findings import Path, Violation, and_more, listed, short
from catalog.language.glue.limits import PARTITION_VALUE_LIMIT
from catalog.language.glue.types import GlueTypeError

from .boxes import Tuple
from .hive import number_of, value_problem
from .keys import NULL, Key, keys_in
from .locations import ABSOLUTE, dot_folder
from .ranges import RangeError
from .values import CODE, Partitions, side_of

SPELLING = "SPEC033"
SHOWN = 10  # names that a message lists
UNINDEXED = "\x00\x01\x02"  # Glue takes them in values, and fails to build an index of them


def check_values(found: Partitions) -> Iterator[Violation]:
    """Each value is one of its key's type, named once."""
    sides = found.values.sides(len(found.keys))
    for number, key in enumerate(found.keys):
        rows = {row[number]: row for row in reversed([*found.places])}
        known = sides[number].union(rows)
        wrong = {v: why for v in sorted(known) if (why := _wrong(v, key))}
        if wrong:
            value, why = next(iter(wrong.items()))
            place, line = _standing(found, rows.get(value, ()))
            subject = "what is found" if line else short(value)  # of a file nothing is quoted
            message = f"{line}{subject}{and_more(len(wrong) - 1)} as a value of {key.name}: {why}"
            yield Violation(CODE, place, message, f"Give values that {key.type} and Glue take")
    if found.repeated:
        word = "partition is" if found.repeated == 1 else "partitions are"
        message = f"{found.repeated:,} {word} named more than once"
        yield Violation(
            CODE, ("values",), message, "Remove what repeats: products and tuples may not overlap"
        )


def _standing(found: Partitions, row: Tuple) -> tuple[Path, str]:
    """Where a tuple is written: its path in the block (`values` for one of a product), its line in a file."""
    line = f"{found.file}:{found.lines[row]}: " if row in found.lines else ""
    return found.places.get(row, ("values",)), line


def check_spelling(found: Partitions) -> Iterator[Violation]:
    """Each number is written in one way: `1` and `01` are two partitions to Glue, one value to readers."""
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
        place, line = _standing(found, rows.get(other, rows.get(one, ())))
        pair = "two spellings" if line else f"{short(one)} and {short(other)}"
        pair += and_more(len(twice) - 1)
        message = f"{line}{pair} as values of {key.name}: one number, which readers take for one value"
        yield Violation(SPELLING, place, message, "Write each number in one way")


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
        return ""  # the rule about keys reports it


def check_where(written: Mapping[str, Any], keys: Sequence[Key], place: Path) -> Iterator[Violation]:
    """An override's `where` names partition keys, and values that they can have."""
    by_name = {key.name: key for key in keys}
    known = f"The keys are {listed([*by_name], SHOWN)}"
    for name, side in written.items():
        if name not in by_name:
            yield Violation(
                CODE,
                (*place, name),
                f"{short(name)} is no partition key",
                known,
            )
            continue
        try:
            side_of(side, by_name[name])
        except RangeError as error:
            yield Violation(CODE, (*place, name), str(error), error.remedy)


def check_template(written: str, keys: Sequence[Key], place: Path) -> Iterator[Violation]:
    """A location template names partition keys only, and folders that S3 can have."""
    known = {key.name for key in keys}
    unknown = [name for name in keys_in(written) if name not in known]
    names = listed([f"{{{key.name}}}" for key in keys], SHOWN)
    if unknown:
        yield Violation(CODE, place, f"{{{unknown[0]}}} is no partition key", f"Use {names}")
    elif "//" in written.removeprefix(ABSOLUTE):
        yield Violation(CODE, place, f"{short(written)} has a folder without a name", "Remove a /")
    elif dots := dot_folder(written):
        remedy = "Write the folder itself: to S3 this is a name as any other"
        yield Violation(CODE, place, f"{short(written)} has a folder named {dots!r}", remedy)
