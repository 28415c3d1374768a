"""Single partitions: folders as Hive names them, values that fit a key's type; and names of indexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.language.glue import types as glue_types
from catalog.language.glue.limits import NAME_LIMIT

# Hive's FileUtils.escapePathName: these and the control characters become %XX in a partition's folder.
_ESCAPED = re.compile(r"[\x00-\x1f\"#%'*/:=?\\{\[\]^\x7f]")
_HEX = re.compile(r"%([0-9A-Fa-f]{2})")
DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"  # Hive: the folder of a null or empty value
INTEGERS = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}  # bits


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
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", value)


def unescape(text: str) -> str:
    """What `escape` was given, as Hive's FileUtils.unescapePathName reads it."""
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text)


# --- values of a type


def value_problem(value: str, key_type: str) -> str:
    """Why the text is no value of a partition key of this Glue type; empty if it is one."""
    parsed = glue_types.parse(key_type)
    if isinstance(parsed, glue_types.Decimal):
        return _decimal(value, parsed)
    if isinstance(parsed, glue_types.Char | glue_types.Varchar):
        return f"{len(value)} characters found" if len(value) > parsed.length else ""
    name = glue_types.render(parsed)
    if name in INTEGERS:
        return _integer(value, INTEGERS[name])
    return _FORMS.get(name, _any)(value)


def number_of(value: str, key_type: str) -> Decimal | None:
    """The number that a text means to a key of whole or decimal numbers; None for other types and texts."""
    kind = key_type.partition("(")[0]
    return Decimal(value) if kind in (*INTEGERS, "decimal") and _NUMBER.fullmatch(value) else None


def _any(value: str) -> str:
    del value
    return ""


def _integer(value: str, bits: int) -> str:
    if not re.fullmatch(r"[+-]?\d{1,20}", value, re.ASCII):
        return "no whole number"
    return "" if fits(int(value), bits) else f"does not fit {bits} bits"


def fits(number: int, bits: int) -> bool:
    """Whether a signed integer of so many bits can be the number."""
    return -(1 << bits - 1) <= number < 1 << bits - 1


# Python's own readers take more than Hive's: 1_000, digits of other scripts, weeks as 2026-W01-1.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)
_NO_NUMBERS = re.compile(r"NaN|[+-]?Infinity")  # which float and double know, too
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d ([01]\d|2[0-3]):\d\d:\d\d)(\.\d{1,9})?", re.ASCII)


def _decimal(value: str, wanted: glue_types.Decimal) -> str:
    if not _NUMBER.fullmatch(value):
        return "no decimal number"
    _, digits, exponent = Decimal(value).as_tuple()
    scale = max(0, -int(exponent))
    whole = max(0, len(digits) + int(exponent)) if any(digits) else 0
    fitting = scale <= wanted.scale and whole <= wanted.precision - wanted.scale
    return "" if fitting else "more digits than the type has"


def _number(value: str) -> str:
    return "" if _NUMBER.fullmatch(value) or _NO_NUMBERS.fullmatch(value) else "no number"


def _date(value: str) -> str:
    return "" if _DAY.fullmatch(value) and _exists(value) else "no date such as 2026-01-31"


def _timestamp(value: str) -> str:
    found = _TIME.fullmatch(value)
    return "" if found and _exists(found[1]) else "no time such as 2026-01-31 23:59:59"


def _exists(value: str) -> bool:
    """False for 30 February."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _boolean(value: str) -> str:
    return "" if value in ("true", "false") else "neither true nor false"


_FORMS: dict[str, Callable[[str], str]] = {
    "date": _date, "timestamp": _timestamp, "boolean": _boolean, "float": _number, "double": _number,
}  # fmt: skip
