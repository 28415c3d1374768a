"""What a run records for the gate of the next one: the stack output `catalogBase`. Pure.

Outputs of resources have what Glue holds; they can't say which columns and parameters the specs declared, who
was said to read a table, and how strict the gate was. `digest` stands for the whole declaration of an object:
a table whose digest is the recorded one was not changed by anybody's spec.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from .strictness import Strictness

OUTPUT = "catalogBase"
VERSION = "1"
DIGEST_BYTES = 9
PARTITION_SET = ("keys", "values", "except", "locationTemplate", "overrides", "ownership", "cascade")
LARGEST = 256 * 1024 * 1024  # bytes unpacked: some 500,000 tables


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A table as it was declared: columns and partition keys with their types; parameters by `owner:name`.

    `partition_set` has what outputs lack of its PartitionSet, as declared (PARTITION_SET); None where there
    is none; `pending` is that of a run which is not known to have come to its end. `until` has the last days
    of what was announced to go: of columns by name, of the table under ''. `accepted` are its entries of
    `changes.accept`, `former` the types that its last change of columns left, '' of columns that it added.
    """

    strictness: Strictness
    readers: tuple[str, ...]
    columns: Mapping[str, str]
    parameters: frozenset[str]
    digest: str
    partition_set: Mapping[str, Any] | None = None
    until: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[Mapping[str, Any], ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, Any] | None = None

    def is_over(self, name: str, day: date | None) -> bool:
        """Whether the last day of a column, or of the table under '', was announced and is past."""
        until = self.until.get(name)
        return until is not None and day is not None and until < str(day)


@dataclass(frozen=True, slots=True)
class DatabaseRecord:
    """A database as it was declared; parameters by name."""

    strictness: Strictness
    parameters: frozenset[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """A stack as it was last applied: `tables` by `<database>.<table>`, `databases` by name, both Glue's.

    `day` is what `today` stood for.
    """

    day: date | None
    protect: bool
    databases: Mapping[str, DatabaseRecord]
    tables: Mapping[str, TableRecord]


def digest(*declared: Any) -> str:
    """A short name of plain values, the same for equal ones."""
    text = json.dumps(declared, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    packed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(packed).decode()


def encoded(record: Record) -> str:
    """The record as one text: `1:` and packed JSON."""
    plain = {
        "day": str(record.day) if record.day else "",
        "protect": record.protect,
        "databases": {
            name: [each.strictness, sorted(each.parameters), each.digest]
            for name, each in record.databases.items()
        },
        "tables": {name: _table_plain(each) for name, each in record.tables.items()},
    }
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return f"{VERSION}:{base64.b64encode(zlib.compress(text.encode())).decode()}"


def decoded(text: Any) -> Record | None:
    """The record that `encoded` wrote; None for anything else, such as that of a later version."""
    version, _, packed = str(text).partition(":")
    if version != VERSION:
        return None
    try:
        unpacked = zlib.decompressobj().decompress(base64.b64decode(packed), LARGEST)
        plain = json.loads(unpacked)
        return Record(
            date.fromisoformat(plain["day"]) if plain["day"] else None,
            bool(plain["protect"]),
            {n: _database(each) for n, each in plain["databases"].items()},
            {n: _table(each) for n, each in plain["tables"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error, zlib.error):
        return None


def _table_plain(table: TableRecord) -> list[Any]:
    names, types = [*table.columns], [*table.columns.values()]
    plain = [table.strictness, table.readers, names, types, sorted(table.parameters), table.digest]
    more = [table.accepted, dict(table.former), table.pending]
    while more and not more[-1]:
        more.pop()
    return [*plain, table.partition_set, dict(table.until), *more]


def _table(plain: list[Any]) -> TableRecord:
    strict, readers, names, types, parameters, digest_, of_set, until, *more = plain
    accepted, former, pending = [*more, None, None, None][:3]
    columns = dict(zip(names, types, strict=True))
    return TableRecord(
        Strictness(strict),
        tuple(readers),
        columns,
        frozenset(parameters),
        digest_,
        of_set,
        dict(until),
        tuple(accepted or ()),
        dict(former or {}),
        pending,
    )


def _database(plain: list[Any]) -> DatabaseRecord:
    strict, parameters, digest_ = plain
    return DatabaseRecord(Strictness(strict), frozenset(parameters), digest_)
