"""How Athena reads a partition whose columns are not the table's: what it pairs them by, what it can cast.

A partition keeps a copy of the columns. Athena reads its files by that copy and casts to the table's types;
Spark 3.5 reads by the table's columns alone. Pure.

Sources: Athena user guide, "Update tables with partitions" (Parquet by name, ORC by name with
orc.column.index.access=false, all others by index), "Change a column data type" (the promised casts);
trinodb/trino HiveCoercionPolicy.java (the other casts), ParquetPageSourceFactory.java and
OrcPageSourceFactory.java (what files give without a cast).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.language.glue.narrowing import DIGITS_NEEDED
from catalog.language.glue.storage_formats import ORC_BY_POSITION, PARQUET_BY_POSITION
from catalog.language.glue.types import (
    Array,
    Char,
    Decimal,
    GlueType,
    GlueTypeError,
    Map,
    Primitive,
    Struct,
    Varchar,
    parse,
    render,
)

TEXT, JSON, AVRO, ORC, PARQUET, OTHER = "text", "json", "avro", "orc", "parquet", "other"
LIBRARIES = (  # the first whose words are in the SerDe's name
    (PARQUET, ("parquet",)),
    (ORC, ("orcserde",)),
    (AVRO, ("avro",)),
    (JSON, ("json",)),
    (TEXT, ("lazysimple", "csv", "regex", "grok", "multidelimit")),
)
INTEGERS = ("tinyint", "smallint", "int", "bigint")
DEEPEST = 100  # levels that are looked into; a partition keeps what lies deeper


@dataclass(frozen=True, slots=True)
class ColumnAccess:
    """The files' format, and whether columns are paired by index, be it with the files or with the table."""

    format: str
    by_index: bool

    @staticmethod
    def of(library: str, parameters: Mapping[str, str]) -> ColumnAccess:
        """Of a SerDe and its parameters."""
        name = library.lower()
        format = next((known for known, words in LIBRARIES if any(word in name for word in words)), OTHER)
        if format == PARQUET:
            return ColumnAccess(format, _flag(parameters, PARQUET_BY_POSITION, "false"))
        if format == ORC:
            return ColumnAccess(format, _flag(parameters, ORC_BY_POSITION, "true"))
        return ColumnAccess(format, True)

    @property
    def files_by_index(self) -> bool:
        """Whether a column's place is what finds it in a file."""
        return self.by_index and self.format not in (JSON, AVRO)

    def type_of(self, own: str, table: str) -> str:
        """The type that a partition is to have of a column: its own where the cast to the table's saves it,
        the table's where files give that themselves. Structs get the table's fields. Where neither helps, its
        own stays: Athena then refuses the partition, which is better than wrong values.
        """
        if own == table or self.format == TEXT:
            return table
        try:
            return render(self._joined(parse(own), parse(table), 0))
        except GlueTypeError:  # another engine's type
            return own

    def _joined(self, own: GlueType, table: GlueType, depth: int) -> GlueType:
        if own == table or depth > DEEPEST:
            return own
        match own, table:
            case Struct(), Struct():
                known = dict(own.fields)
                fields = (
                    (name, self._joined(known[name], kind, depth + 1) if name in known else kind)
                    for name, kind in table.fields
                )
                return Struct(tuple(fields))
            case Array(one), Array(other):
                return Array(self._joined(one, other, depth + 1))
            case Map(key, value), Map(other_key, other_value):
                return Map(
                    self._joined(key, other_key, depth + 1), self._joined(value, other_value, depth + 1)
                )
        return table if not is_cast(own, table) and self._is_in_files(own, table) else own

    def _is_in_files(self, own: GlueType, table: GlueType) -> bool:
        """Whether files that were written as `own` are read as `table` without wrong values."""
        if self.format == JSON:
            return True
        if self.format == OTHER:
            return False
        match own, table:
            case (Primitive("string"), Primitive("binary")) | (Primitive("binary"), Primitive("string")):
                return True
            case Varchar(), Primitive("string"):
                return True
            case Varchar(short), Varchar(long):
                return short <= long
            case Primitive(wide), Primitive(narrow) if wide in INTEGERS and narrow in INTEGERS:
                narrows = INTEGERS.index(wide) > INTEGERS.index(narrow)  # the reader looks at the range
                return narrows and (self.format == PARQUET or (self.format == ORC and narrow != "tinyint"))
            case Primitive("tinyint" | "smallint" | "int" as name), Decimal(precision, scale):
                return self.format == PARQUET and precision - scale >= DIGITS_NEEDED[name]
            case Decimal(_, 0), Primitive(name):
                return self.format == PARQUET and name in INTEGERS
        return False


def is_cast(own: GlueType, table: GlueType) -> bool:
    """Whether Athena casts a partition's type, which is no nested one, to the table's."""
    if own == table:
        return True
    match own, table:
        case Varchar(long), Varchar(short):
            return short < long
        case Primitive("string") | Decimal(), Varchar():
            return True
        case Primitive("string") | Varchar(), Primitive(name):
            return name in (*INTEGERS, "timestamp")
        case Char(), Char():
            return True
        case Primitive(name), Varchar() | Primitive("string") if name in INTEGERS or name == "timestamp":
            return True
        case Primitive(narrow), Primitive(wide) if narrow in INTEGERS and wide in INTEGERS:
            return INTEGERS.index(narrow) < INTEGERS.index(wide)
        case Primitive("float" | "double") | Decimal(), Primitive("float" | "double") | Decimal():
            return True
        case Decimal(), Primitive("string"):
            return True
    return False


def is_readable(own: str, table: str) -> bool:
    """Whether Athena reads a column of a partition that has the type `own`: it is the table's or is cast.

    Elements of arrays and maps are cast one by one; fields of structs by position, where names are the same,
    and either has more of them at the end only.
    """
    if own == table:
        return True
    try:
        pairs = [(parse(own), parse(table))]
    except GlueTypeError:
        return False
    while pairs:
        match pairs.pop():
            case Array(one), Array(other):
                pairs.append((one, other))
            case Map(key, value), Map(other_key, other_value):
                pairs += [(key, other_key), (value, other_value)]
            case Struct(ones), Struct(others):
                if any(a[0] != b[0] for a, b in zip(ones, others, strict=False)):
                    return False
                pairs += [(a[1], b[1]) for a, b in zip(ones, others, strict=False)]
            case one, other if not is_cast(one, other):
                return False
    return True


def columns_for(
    access: ColumnAccess, own: Iterable[tuple[str, str]], table: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The columns (name in lower case, type) that a partition with the columns `own` gets where the table has
    `table`, so that Athena reads it.

    By name: what the table dropped stays, as Athena ignores it and the type is known if the column comes
    back. By index: the table's names in its order, since pairs would shift.
    """
    mine, theirs = [*own], [*table]
    known, wanted = dict(mine), dict(theirs)
    if not access.by_index:
        found = [(n, access.type_of(known[n], t) if n in known else t) for n, t in theirs]
        kept = [column for column in mine if column[0] not in wanted]
        same = dict(found).items() <= known.items()
        return mine if same else [*found, *kept]
    found = []
    for at, (name, kind) in enumerate(theirs):
        before = known.get(name)
        if before is None and access.files_by_index and at < len(mine) and mine[at][0] not in wanted:
            before = mine[at][1]  # renamed: files have it at this place still
        found.append((name, kind if before is None else access.type_of(before, kind)))
    return found


def _flag(parameters: Mapping[str, str], name: str, default: str) -> bool:
    return str(parameters.get(name, default)).strip().lower() == "true"
