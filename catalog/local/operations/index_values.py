"""What a partition index can hold: types of keys, and values that fit them. Pure.

AWS Glue developer guide, "Creating partition indexes": the supported types, and that values of indexed keys
are checked against their types from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from catalog.local.emulator import Json

BITS = {"tinyint": 8, "smallint": 16, "int": 32, "integer": 32, "bigint": 64, "long": 64}
TEXTS = ("string", "char", "varchar")
DATE = "date"
INVALID_TYPE, UNSUPPORTED = "INVALID_PARTITION_TYPE_DATA_ERROR", "UNSUPPORTED_PARTITION_CHARACTER_ERROR"
NAMED = 10  # partitions that a backfill error names

_WHOLE = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_UNSUPPORTED = re.compile("[\x00-\x02]")


def indexable(key_type: str) -> bool:
    """Whether an index can hold keys of this type."""
    return _base(key_type) in (*TEXTS, *BITS, DATE)


def unfit(value: str, key_type: str) -> str:
    """The code of the backfill error that a value makes; '' if it fits."""
    if _UNSUPPORTED.search(value):
        return UNSUPPORTED
    base = _base(key_type)
    if base in BITS:
        most = 1 << (BITS[base] - 1)
        fits = bool(_WHOLE.fullmatch(value)) and -most <= int(value) < most
    else:
        fits = base != DATE or _is_date(value)
    return "" if fits else INVALID_TYPE


def backfill_errors(partitions: Iterable[Sequence[str]], types: Sequence[tuple[int, str]]) -> list[Json]:
    """A BackfillError for each reason why an index over these places, with their types, can't be built."""
    found: dict[str, list[Json]] = {}
    for values in partitions:
        code = next((code for at, kind in types if (code := unfit(values[at], kind))), "")
        if code and len(found.setdefault(code, [])) < NAMED:
            found[code].append({"Values": list(values)})
    return [{"Code": code, "Partitions": named} for code, named in found.items()]


def _base(key_type: str) -> str:
    return key_type.partition("(")[0].strip().lower()


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
