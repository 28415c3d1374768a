"""Numbers in expressions: what `+ - * /`, sums and averages of two CDS types give.

HANA's rules where it states them, chosen so that no result overflows and no digit behind the point is lost:
whole numbers add up to 64 bits, sums of those to 38 digits, decimals keep their scale and are capped at
38 digits. Quotients have Hive's scale (Glue's own engine), which is at least six digits. Source: HANA's SQL
reference (Numeric Data Types, Aggregate Functions), Hive's `Decimal` arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from catalog.language.glue.types import MAX_PRECISION
from mapping.model import TypeRef
from mapping.types import FLOATING_PRECISION

UNKNOWN = TypeRef()
INTEGER, BIGINT, DOUBLE = TypeRef("cds.Integer"), TypeRef("cds.Integer64"), TypeRef("cds.Double")
FLOATING = TypeRef("cds.DecimalFloat")
MIN_QUOTIENT_SCALE = 6
MAX_SCALE = 28  # of a product; beyond it there would be fewer than ten digits before the point


class Kind(IntEnum):
    """Kinds of numbers, each able to hold the ones before it as far as HANA converts them."""

    WHOLE = 1
    DECIMAL = 2
    FLOATING = 3
    DOUBLE = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric type: its kind, and its digits in all and behind the point where these are fixed."""

    kind: Kind
    precision: int = 0
    scale: int = 0


_WHOLE_DIGITS = {
    f"{prefix}{name}": digits
    for digits, names in (
        (3, "cds.:UInt8 hana.TINYINT|Edm.:Byte SByte"),
        (5, "cds.:Int16 hana.SMALLINT|Edm.:Int16"),
        (10, "cds.:Integer Int32 hana.INTEGER|Edm.:Int32"),
        (19, "cds.:Integer64 Int64 hana.BIGINT|Edm.:Int64"),
    )
    for group in names.split("|")
    for prefix, _, words in (group.partition(":"),)
    for name in words.split()
}
_DOUBLES = frozenset(
    ["cds.Double", "cds.hana.DOUBLE", "cds.hana.FLOAT", "cds.hana.REAL", "Edm.Double", "Edm.Single"]
)
_DECIMALS = frozenset(["cds.Decimal", "cds.hana.DECIMAL", "Edm.Decimal"])
_FLOATING_DECIMALS = frozenset(["cds.DecimalFloat", "cds.hana.SMALLDECIMAL"])


def is_floating(ref: TypeRef) -> bool:
    """True for a decimal whose digits behind the point are not fixed.

    CDS reads a missing scale as 0, except where HANA's own floating decimal stands: its precision is 34.
    """
    if ref.name in _FLOATING_DECIMALS:
        return True
    without_scale = ref.scale is None and ref.precision in (None, FLOATING_PRECISION)
    return ref.name in _DECIMALS and (without_scale or isinstance(ref.scale, str))


def number_of(ref: TypeRef) -> Number | None:
    """`ref` as a number; None for all other types. A whole number's precision is a literal's own digits."""
    if ref.name in _WHOLE_DIGITS:
        return Number(Kind.WHOLE, ref.precision or _WHOLE_DIGITS[ref.name])
    if ref.name in _DOUBLES:
        return Number(Kind.DOUBLE)
    if is_floating(ref):
        return Number(Kind.FLOATING)
    if ref.name not in _DECIMALS:
        return None
    scale = ref.scale if isinstance(ref.scale, int) else 0
    return Number(Kind.DECIMAL, MAX_PRECISION if ref.precision is None else ref.precision, scale)


def decimal(precision: int, scale: int) -> TypeRef:
    """A decimal with its scale kept and at most 38 digits; a floating one where too few would be left."""
    if scale > MAX_SCALE and precision > MAX_PRECISION:
        return FLOATING
    return TypeRef("cds.Decimal", precision=min(precision, MAX_PRECISION), scale=scale)


def plus(left: TypeRef, right: TypeRef) -> TypeRef:
    """The type of a sum or a difference."""

    def by_digits(a: Number, b: Number) -> TypeRef:
        scale = max(a.scale, b.scale)
        return decimal(max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)

    return _result(left, right, by_digits, whole=BIGINT)


def times(left: TypeRef, right: TypeRef) -> TypeRef:
    """The type of a product."""
    return _result(
        left, right, lambda a, b: decimal(a.precision + b.precision, a.scale + b.scale), whole=BIGINT
    )


def over(left: TypeRef, right: TypeRef) -> TypeRef:
    """The type of a quotient: a decimal even of whole numbers, as in HANA."""

    def by_digits(a: Number, b: Number) -> TypeRef:
        scale = max(MIN_QUOTIENT_SCALE, a.scale + b.precision + 1)
        before = a.precision - a.scale + b.scale
        if before + scale > MAX_PRECISION:
            scale = max(MAX_PRECISION - before, min(scale, MIN_QUOTIENT_SCALE))
        return decimal(before + scale, scale)

    return _result(left, right, by_digits)


def summed(ref: TypeRef) -> TypeRef:
    """The type of a SUM: wide enough for any number of rows."""
    number = number_of(ref)
    if number is None:
        return UNKNOWN
    if number.kind == Kind.WHOLE:
        return BIGINT if number.precision <= _WHOLE_DIGITS["cds.Integer"] else decimal(MAX_PRECISION, 0)
    if number.kind == Kind.DECIMAL:
        return decimal(MAX_PRECISION, number.scale)
    return _LOOSE[number.kind]


def averaged(ref: TypeRef) -> TypeRef:
    """The type of an AVG or MEDIAN: a decimal of at least six digits behind the point; double of doubles."""
    number = number_of(ref)
    if number is None:
        return UNKNOWN
    if number.kind in _LOOSE:
        return _LOOSE[number.kind]
    return decimal(MAX_PRECISION, max(number.scale, MIN_QUOTIENT_SCALE))


def widest(left: TypeRef, right: TypeRef) -> TypeRef:
    """The numeric type that holds all values of both."""
    if left == right:
        return left

    def by_digits(a: Number, b: Number) -> TypeRef:
        if a.kind == b.kind == Kind.WHOLE:
            return left if a.precision >= b.precision else right
        scale = max(a.scale, b.scale)
        return decimal(max(a.precision - a.scale, b.precision - b.scale) + scale, scale)

    return _result(left, right, by_digits)


def _result(
    left: TypeRef,
    right: TypeRef,
    by_digits: Callable[[Number, Number], TypeRef],
    *,
    whole: TypeRef | None = None,
) -> TypeRef:
    """Of two numbers: a loose kind if one is of it, `whole` if both are whole, else by their digits."""
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        return UNKNOWN
    if loose := _LOOSE.get(max(a.kind, b.kind)):
        return loose
    return whole if whole is not None and a.kind == b.kind == Kind.WHOLE else by_digits(a, b)


_LOOSE = {Kind.FLOATING: FLOATING, Kind.DOUBLE: DOUBLE}
