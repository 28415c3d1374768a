"""The type table: one row for each CDS, HANA and OData (EDM) type, with the Glue type it becomes.

A row is data: the name in the export, a function of the element's facets, and the finding's code where the
Glue type holds less than the original. `glue_type` is the only reader. Structures and arrays are
built from their parts. Sources: the CDS reference (Core / Built-in Types), HANA's SQL data types,
OData CSDL 4.01 (4.4), Glue's (Hive's) column types. The original type always stays in the spec's `source`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from catalog.gluetypes import MAX_PRECISION, Array, Decimal, GlueType, Primitive, Struct

from .model import TypeRef
from .names import assign

# What a decimal becomes whose scale is not fixed: 28 digits before the point and 10 behind hold any amount of
# money and any rate exactly; a double would not hold cents.
FLOATING_DECIMAL = Decimal(38, 10)


@dataclass(frozen=True, slots=True)
class Lossy:
    """A choice that loses something: its MAP code and what is lost."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A Glue type and what was lost on the way."""

    type: GlueType
    lossy: tuple[Lossy, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type of the table: `build` gives the Glue type (and a loss of this element) from the facets."""

    csn: str
    build: Callable[[TypeRef], Mapped]
    lossy: Lossy | None = None


def _always(name: str) -> Callable[[TypeRef], Mapped]:
    mapped = Mapped(Primitive(name))
    return lambda _: mapped


def _decimal(ref: TypeRef) -> Mapped:
    """decimal(p,s) as it is; without a fixed scale, or beyond 38 digits, the policies."""
    scale = 0 if ref.scale is None else ref.scale
    if ref.precision is None or isinstance(scale, str):
        return _floating(ref)
    if not 1 <= ref.precision <= MAX_PRECISION or scale > ref.precision:
        what = f"decimal({ref.precision},{scale}) is outside decimal(38,38): kept as text, digit by digit"
        return Mapped(Primitive("string"), (Lossy("MAP003", what),))
    return Mapped(Decimal(ref.precision, scale))


def _floating(_: TypeRef) -> Mapped:
    kind = f"decimal({FLOATING_DECIMAL.precision},{FLOATING_DECIMAL.scale})"
    what = f"a floating decimal became {kind}: digits after the tenth decimal place are lost"
    return Mapped(FLOATING_DECIMAL, (Lossy("MAP002", what),))


_TIME = Lossy("MAP004", "a time of day became string (HH:MM:SS): Glue has no time type")
_GEO = Lossy("MAP005", "a geometry became string: Glue has no such type; the SRID stays in source")
_DOCUMENT = Lossy("MAP009", "a document became string holding JSON")
_DURATION = Lossy("MAP004", "a duration became string (ISO 8601): Glue has no such type")
_STREAM = Lossy("MAP009", "a media stream became string (its link): its bytes are not in the rows")
_VECTOR = Mapped(Array(Primitive("float")))

_ROWS: tuple[tuple[str, Callable[[TypeRef], Mapped], Lossy | None], ...] = (
    # the types without their leading `cds.`, what they become, what is lost
    ("String LargeString UUID hana.CHAR hana.NCHAR hana.VARCHAR hana.NVARCHAR", _always("string"), None),
    (
        "hana.CLOB hana.NCLOB hana.TEXT hana.SHORTTEXT hana.ALPHANUM hana.BINTEXT hana.STRING",
        _always("string"),
        None,
    ),
    ("Boolean hana.BOOLEAN", _always("boolean"), None),
    ("UInt8 Int16 hana.TINYINT hana.SMALLINT", _always("smallint"), None),  # TINYINT is 0-255 in HANA
    ("Integer Int32 hana.INTEGER", _always("int"), None),
    ("Integer64 Int64 hana.BIGINT", _always("bigint"), None),
    ("Decimal hana.DECIMAL", _decimal, None),
    ("DecimalFloat hana.SMALLDECIMAL", _floating, None),
    ("Double hana.DOUBLE hana.FLOAT", _always("double"), None),
    ("hana.REAL", _always("float"), None),
    ("Date hana.DATE hana.DAYDATE", _always("date"), None),
    ("Time hana.TIME hana.SECONDTIME", _always("string"), _TIME),
    ("DateTime Timestamp hana.SECONDDATE hana.LONGDATE hana.TIMESTAMP", _always("timestamp"), None),
    ("Binary LargeBinary hana.BINARY hana.VARBINARY hana.BLOB", _always("binary"), None),
    (
        "hana.ST_POINT hana.ST_GEOMETRY hana.ST_POINTZ hana.ST_LINESTRING hana.ST_POLYGON",
        _always("string"),
        _GEO,
    ),
    ("Map", _always("string"), _DOCUMENT),
    ("Vector hana.REAL_VECTOR", lambda _: _VECTOR, None),
)

_EDM_ROWS: tuple[tuple[str, Callable[[TypeRef], Mapped], Lossy | None], ...] = (
    # the same for types of OData metadata, without their leading `Edm.`
    ("String Guid", _always("string"), None),
    ("Boolean", _always("boolean"), None),
    ("SByte", _always("tinyint"), None),
    ("Byte Int16", _always("smallint"), None),  # Byte is 0-255
    ("Int32", _always("int"), None),
    ("Int64", _always("bigint"), None),
    ("Decimal", _decimal, None),
    ("Double", _always("double"), None),
    ("Single", _always("float"), None),
    ("Date", _always("date"), None),
    ("TimeOfDay", _always("string"), _TIME),
    ("Duration", _always("string"), _DURATION),
    ("DateTimeOffset", _always("timestamp"), None),
    ("Binary", _always("binary"), None),
    ("Stream", _always("string"), _STREAM),
    (
        "Geometry GeometryPoint GeometryLineString GeometryPolygon GeometryMultiPoint "
        "GeometryMultiLineString GeometryMultiPolygon GeometryCollection "
        "Geography GeographyPoint GeographyLineString GeographyPolygon GeographyMultiPoint "
        "GeographyMultiLineString GeographyMultiPolygon GeographyCollection",
        _always("string"),
        _GEO,
    ),
    ("Untyped", _always("string"), _DOCUMENT),
)

TYPES: dict[str, TypeRow] = {
    f"{prefix}.{name}": TypeRow(f"{prefix}.{name}", build, lossy)
    for prefix, rows in (("cds", _ROWS), ("Edm", _EDM_ROWS))
    for names, build, lossy in rows
    for name in names.split()
}

STRING = Primitive("string")


@lru_cache(maxsize=1 << 16)
def glue_type(ref: TypeRef) -> Mapped:
    """The Glue type of a resolved `ref` (see `resolve`); an unknown or missing type is string, said so."""
    if ref.items is not None:
        inner = glue_type(ref.items)
        return Mapped(Array(inner.type), inner.lossy)
    if ref.fields:
        return _struct(ref)
    row = TYPES.get(ref.name)
    if row is None:
        what = f"type {ref.name!r} has no row in the type table" if ref.name else "no type is stated"
        return Mapped(STRING, (Lossy("MAP001" if ref.name else "MAP006", f"{what}: string"),))
    mapped = row.build(ref)
    return Mapped(mapped.type, (row.lossy,)) if row.lossy else mapped


def _struct(ref: TypeRef) -> Mapped:
    names, collisions = assign(name for name, _ in ref.fields)
    parts = [(names[name], glue_type(inner)) for name, inner in ref.fields]
    lossy = tuple(dict.fromkeys(loss for _, part in parts for loss in part.lossy))
    for c in collisions:
        lossy += (
            Lossy(
                "MAP020",
                f"fields {c.original!r} and {c.other!r} are both {c.folded!r} in Glue: one became {c.name!r}",
            ),
        )
    return Mapped(Struct(tuple((name, part.type) for name, part in parts)), lossy)


@lru_cache(maxsize=1 << 16)
def spell(ref: TypeRef) -> str:
    """A type as CDS writes it: `cds.Decimal(15,2)`, `many cds.String(20)`, `{a: cds.Date}`."""
    if ref.items is not None:
        return f"many {spell(ref.items)}"
    if ref.fields:
        return "{" + ", ".join(f"{name}: {spell(inner)}" for name, inner in ref.fields) + "}"
    if ref.reference:
        return f"type of {'.'.join(ref.reference)}"
    if ref.precision is not None:
        return f"{ref.name}({ref.precision}{'' if ref.scale is None else f',{ref.scale}'})"
    word = ref.scale if isinstance(ref.scale, str) else None  # `variable`: said even without a precision
    facets = [str(f) for f in (ref.length, ref.srid, word) if f is not None]
    return f"{ref.name}({','.join(facets)})" if facets else ref.name
