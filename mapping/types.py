"""The type table: one row for each CDS, HANA and OData (EDM) type, with the Glue type it becomes.

A row is data: the name in the export, a function of the element's facets and the policy, and the
finding's code where the Glue type holds less than the original. `glue_type` is the only reader.
Structures and arrays are built from their parts. Where Glue has no equal type, a `TypePolicy` says which
loss is taken. Sources: the CDS reference (Core / Built-in Types), HANA's SQL data types, OData CSDL 4.01
(4.4), Glue's (Hive's) column types. The original type always stays in the spec's `source`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from catalog.language.glue.types import (
    MAX_PRECISION,
    Array,
    Decimal,
    GlueType,
    Primitive,
    Struct,
    Varchar,
    parse,
    render,
)

from .model import MAX_TYPE_DEPTH, TypeRef
from .names import ASCII, assign, fold

FLOATING_PRECISION = 34  # HANA's floating decimal: what a view calculates has this precision and no scale
VARCHAR_LIMIT = 65_535  # Glue (Hive): varchar(n), n up to 65535


@dataclass(frozen=True, slots=True)
class TypePolicy:
    """What becomes of types that Glue has no equal of; the defaults lose the least.

    * `decimal_over_38`: `string`, `clamp` (38 digits, the scale kept) or `error`.
    * `floating_decimal`: `decimal(p,s)`, `double` or `string`. 28 digits before the point and 10 behind
      hold any amount of money and any rate exactly; a double would not hold cents.
    * `time`: `string` (HH:MM:SS) or `seconds` (int, since midnight).
    * `text`: `string`, or `varchar` where the length is known and at most 65,535.
    * `collisions`: of fields of a structure: `error` or `suffix`.
    * `letters`: of their names: `ascii` (ü -> u) or `transliterate` (ü -> ue).
    """

    decimal_over_38: str = "string"
    floating_decimal: str = "decimal(38,10)"
    time: str = "string"
    text: str = "string"
    collisions: str = "error"
    letters: str = ASCII


DEFAULT_POLICY = TypePolicy()


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
    build: Build
    lossy: Lossy | None = None


Build = Callable[[TypeRef, TypePolicy], Mapped]


def _always(name: str) -> Build:
    mapped = Mapped(Primitive(name))
    return lambda _, __: mapped


def _text(ref: TypeRef, policy: TypePolicy) -> Mapped:
    if policy.text == "varchar" and ref.length is not None and 1 <= ref.length <= VARCHAR_LIMIT:
        return Mapped(Varchar(ref.length))
    return Mapped(STRING)


def _decimal(ref: TypeRef, policy: TypePolicy) -> Mapped:
    """decimal(p,s) as it is; without a fixed scale, or beyond 38 digits, the policies."""
    if ref.precision == FLOATING_PRECISION and ref.scale is None:
        return _floating(ref, policy)
    scale = 0 if ref.scale is None else ref.scale
    if ref.precision is None or isinstance(scale, str):
        fixed = ref.precision is None and isinstance(ref.scale, int) and ref.scale <= MAX_PRECISION
        return (_any_precision if fixed else _floating)(ref, policy)
    if 1 <= ref.precision <= MAX_PRECISION and scale <= ref.precision:
        return Mapped(Decimal(ref.precision, scale))
    original = f"decimal({ref.precision},{scale})"
    if ref.precision < 1 or scale > ref.precision:
        wrong = "has no digits" if ref.precision < 1 else "has more digits behind the point than digits"
        what = f"{original} {wrong}"
    else:
        what = f"{original} is outside decimal(38,38)"
    if policy.decimal_over_38 == "error":
        what += ", and the rules say that is an error"
        return Mapped(STRING, (Lossy("MAP040", what),))
    if policy.decimal_over_38 == "clamp" and ref.precision > MAX_PRECISION and scale <= ref.precision:
        clamped = Decimal(MAX_PRECISION, min(scale, MAX_PRECISION))
        what = f"{original} became {render(clamped)}: "
        before = f"more than {MAX_PRECISION - clamped.scale} digits before the point do not fit"
        behind = f"{before}, digits after place {MAX_PRECISION} are lost"
        return Mapped(clamped, (Lossy("MAP003", what + (behind if scale > MAX_PRECISION else before)),))
    return Mapped(STRING, (Lossy("MAP003", f"{what}: kept as text, digit by digit"),))


_FLOATING_LOSS = {
    "double": "digits after about the sixteenth are lost",
    "string": "digits are kept, arithmetic needs a cast",
}
_PLACES = {10: "tenth"}  # in words where it is the default


def _floating(_: TypeRef, policy: TypePolicy) -> Mapped:
    kind = parse(policy.floating_decimal)
    loss = _FLOATING_LOSS.get(policy.floating_decimal, "")
    if isinstance(kind, Decimal):
        loss = f"digits after the {_PLACES.get(kind.scale, f'{kind.scale}.')} decimal place are lost"
    return Mapped(kind, (Lossy("MAP002", f"a floating decimal became {render(kind)}: {loss}"),))


def _any_precision(ref: TypeRef, policy: TypePolicy) -> Mapped:
    """A scale without a precision: any number of digits before the point, and all of those behind it fit."""
    kind, scale = parse(policy.floating_decimal), ref.scale if isinstance(ref.scale, int) else 0
    loss = _FLOATING_LOSS.get(policy.floating_decimal, "")
    if isinstance(kind, Decimal):
        kind = Decimal(MAX_PRECISION, scale)
        loss = f"more than {MAX_PRECISION - scale} digits before the point do not fit"
    what = f"a decimal of scale {scale} without a precision became {render(kind)}: {loss}"
    return Mapped(kind, (Lossy("MAP002", what),))


def _time(_: TypeRef, policy: TypePolicy) -> Mapped:
    return _TIMES[policy.time]


STRING = Primitive("string")
_TIMES = {
    kind: Mapped(Primitive(name), (Lossy("MAP004", f"a time of day became {what}: Glue has no time type"),))
    for kind, name, what in (
        ("string", "string", "string (HH:MM:SS)"),
        ("seconds", "int", "int (seconds since midnight)"),
    )
}
_OFFSET = Lossy(
    "MAP016", "a date-time with offset became timestamp: the moment is kept in UTC, the offset is lost"
)
_GEO = Lossy("MAP005", "a geometry became string: Glue has no such type; the SRID stays in source")
_DOCUMENT = Lossy("MAP009", "a document became string holding JSON")
_DURATION = Lossy("MAP004", "a duration became string (ISO 8601): Glue has no such type")
_STREAM = Lossy("MAP009", "a media stream became binary: the service gives its bytes by a link, not in rows")
_EMPTY = Lossy("MAP009", "a structure without fields became string holding JSON")
EMPTY_STRUCTURE = "cds.Structure"  # CDS has no name for `{}`: this one is ours
_VECTOR = Mapped(Array(Primitive("float")))

_ROWS: tuple[tuple[str, Build, Lossy | None], ...] = (
    # the types without their leading `cds.`, what they become, what is lost
    ("String hana.CHAR hana.NCHAR hana.VARCHAR hana.NVARCHAR", _text, None),
    ("hana.SHORTTEXT hana.ALPHANUM hana.STRING", _text, None),
    ("LargeString UUID hana.CLOB hana.NCLOB hana.TEXT hana.BINTEXT", _always("string"), None),
    ("Boolean hana.BOOLEAN", _always("boolean"), None),
    ("UInt8 Int16 hana.TINYINT hana.SMALLINT", _always("smallint"), None),  # TINYINT is 0-255 in HANA
    ("Integer Int32 hana.INTEGER", _always("int"), None),
    ("Integer64 Int64 hana.BIGINT", _always("bigint"), None),
    ("Decimal hana.DECIMAL", _decimal, None),
    ("DecimalFloat hana.SMALLDECIMAL", _floating, None),
    ("Double hana.DOUBLE hana.FLOAT", _always("double"), None),
    ("hana.REAL", _always("float"), None),
    ("Date hana.DATE hana.DAYDATE", _always("date"), None),
    ("Time hana.TIME hana.SECONDTIME", _time, None),
    ("DateTime Timestamp hana.SECONDDATE hana.LONGDATE hana.TIMESTAMP", _always("timestamp"), None),
    ("Binary LargeBinary hana.BINARY hana.VARBINARY hana.BLOB", _always("binary"), None),
    ("hana.ST_POINT hana.ST_POINTZ hana.ST_GEOMETRY hana.ST_CIRCULARSTRING", _always("string"), _GEO),
    ("hana.ST_LINESTRING hana.ST_POLYGON hana.ST_GEOMETRYCOLLECTION", _always("string"), _GEO),
    ("hana.ST_MULTIPOINT hana.ST_MULTILINESTRING hana.ST_MULTIPOLYGON", _always("string"), _GEO),
    ("Map", _always("string"), _DOCUMENT),
    (EMPTY_STRUCTURE[4:], _always("string"), _EMPTY),
    ("Vector hana.REAL_VECTOR hana.HALF_VECTOR", lambda _, __: _VECTOR, None),  # a float holds a half
)

_ODATA_ROWS: tuple[tuple[str, Build, Lossy | None], ...] = (
    # the same for types of OData metadata, without their leading `Edm.`
    ("String", _text, None),
    ("Guid", _always("string"), None),
    ("Boolean", _always("boolean"), None),
    ("SByte", _always("tinyint"), None),
    ("Byte Int16", _always("smallint"), None),  # Byte is 0-255
    ("Int32", _always("int"), None),
    ("Int64", _always("bigint"), None),
    ("Decimal", _decimal, None),
    ("Double", _always("double"), None),
    ("Single", _always("float"), None),
    ("Date", _always("date"), None),
    ("TimeOfDay", _time, None),
    ("Duration", _always("string"), _DURATION),
    ("DateTimeOffset", _always("timestamp"), _OFFSET),
    ("Binary", _always("binary"), None),
    ("Stream", _always("binary"), _STREAM),
    (
        "Geometry GeometryPoint GeometryLineString GeometryPolygon GeometryMultiPoint "
        "GeometryMultiLineString GeometryMultiPolygon GeometryCollection "
        "Geography GeographyPoint GeographyLineString GeographyPolygon GeographyMultiPoint "
        "GeographyMultiLineString GeographyMultiPolygon GeographyCollection",
        _always("string"),
        _GEO,
    ),
    ("Untyped PrimitiveType", _always("string"), _DOCUMENT),
    ("ComplexType", _always("string"), _EMPTY),
)

TYPES: dict[str, TypeRow] = {
    f"{prefix}.{name}": TypeRow(f"{prefix}.{name}", build, lossy)
    for prefix, rows in (("cds", _ROWS), ("Edm", _ODATA_ROWS))
    for names, build, lossy in rows
    for name in names.split()
}

_TOO_DEEP = Lossy("MAP008", f"structures nested more than {MAX_TYPE_DEPTH} deep: string from there on")
_GEOMETRY = "cds.hana.ST_"  # every type of HANA's geometry family starts so


@lru_cache(maxsize=1 << 16)
def glue_type(ref: TypeRef, policy: TypePolicy = DEFAULT_POLICY) -> Mapped:
    """The Glue type of a resolved `ref` (see `semantics.type_resolver`); string, with a loss, if unknown."""
    if ref.items is not None:
        inner = glue_type(ref.items, policy)
        return Mapped(Array(inner.type), inner.lossy)
    if ref.fields:
        return _struct(ref, policy)
    if ref.too_deep:
        return Mapped(STRING, (_TOO_DEEP,))
    row = TYPES.get(ref.name)
    if row is None and ref.name.startswith(_GEOMETRY):
        row = TYPES["cds.hana.ST_GEOMETRY"]
    if row is None:
        what = f"type {ref.name!r} has no row in the type table" if ref.name else "no type is stated"
        return Mapped(STRING, (Lossy("MAP001" if ref.name else "MAP006", f"{what}: string"),))
    mapped = row.build(ref, policy)
    return Mapped(mapped.type, (row.lossy,)) if row.lossy else mapped


def _struct(ref: TypeRef, policy: TypePolicy) -> Mapped:
    to_name = fold if policy.letters == ASCII else partial(fold, letters=policy.letters)
    names, collisions = assign((name for name, _ in ref.fields), to_name)
    parts = [(names[name], glue_type(inner, policy)) for name, inner in ref.fields]
    lossy = tuple(dict.fromkeys(loss for _, part in parts for loss in part.lossy))
    lossy += tuple(Lossy(*c.wording("fields", policy.collisions)[:2]) for c in collisions)
    return Mapped(Struct(tuple((name, part.type) for name, part in parts)), lossy)


@lru_cache(maxsize=1 << 16)
def spell(ref: TypeRef) -> str:
    """A type as CDS writes it: `cds.Decimal(15,2)`, `many cds.String(20)`, `{a: cds.Date}`.

    A facet whose place doesn't say which it is has its name, as in CDS's named arguments: `(scale: 4)`.
    """
    if ref.items is not None:
        return f"many {spell(ref.items)}"
    if ref.fields:
        return "{" + ", ".join(f"{name}: {spell(inner)}" for name, inner in ref.fields) + "}"
    if ref.reference:
        return f"type of {'.'.join(ref.reference)}"
    if ref.too_deep:
        return "..."
    if not ref.name:
        return "unknown"
    if ref.name == EMPTY_STRUCTURE:
        return "structure without fields"
    facets = _facets(ref)
    return f"{ref.name}({facets})" if facets else ref.name


def _facets(ref: TypeRef) -> str:
    stated = {"precision": ref.precision, "length": ref.length, "srid": ref.srid, "scale": ref.scale}
    given = {name: str(value) for name, value in stated.items() if value is not None}
    if ref.precision is not None:
        plain = [given.pop("precision"), *([given.pop("scale")] if "scale" in given else [])]
    else:  # a scale of its own is plain only where it is a word: `variable`
        first = next((name for name in given if name != "scale" or isinstance(ref.scale, str)), "")
        plain = [given.pop(first)] if first else []
    named = [f"{name}: {value}" for name, value in (*given.items(), *ref.more)]
    return ", ".join([",".join(plain), *named] if plain else named)
