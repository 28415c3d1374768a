"""Changes of a column's type, with old values: usual ones, and ones that the new type does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .model import Either, Expected, Trial

NONE = Expected.NONE
DAY, MOMENT = date(2024, 3, 1), datetime(2024, 3, 1, 10)
MONEY = Decimal("12.34")
_MIDNIGHT = datetime(2024, 3, 1)
_FLOAT = Either((0.1, 0.10000000149011612))  # as text writes it, and as the file's four bytes have it

# Old type, new type, and old values with what they are under the new type.
CHANGES: tuple[tuple[str, str, tuple[tuple[Any, Any], ...]], ...] = (
    ("tinyint", "smallint", ((1, 1), (-128, -128))),
    ("tinyint", "int", ((1, 1), (-128, -128))),
    ("tinyint", "bigint", ((1, 1), (-128, -128))),
    ("smallint", "int", ((1, 1), (-32768, -32768))),
    ("smallint", "bigint", ((1, 1), (-32768, -32768))),
    ("int", "bigint", ((1, 1), (2147483647, 2147483647))),
    ("float", "double", ((1.5, 1.5), (0.1, _FLOAT))),
    ("int", "double", ((1, 1.0), (2147483647, 2147483647.0))),
    ("int", "decimal(12,2)", ((1, Decimal(1)), (70000, Decimal(70000)))),
    ("int", "decimal(12,0)", ((1, Decimal(1)), (70000, Decimal(70000)))),
    ("smallint", "tinyint", ((1, 1), (300, NONE))),
    ("int", "tinyint", ((1, 1), (300, NONE))),
    ("int", "smallint", ((1, 1), (70000, NONE))),
    ("bigint", "int", ((1, 1), (5000000000, NONE))),
    ("double", "float", ((1.5, 1.5), (1.23456789012, NONE))),
    ("double", "int", ((1.0, 1), (1.5, NONE))),
    ("double", "decimal(10,2)", ((1.25, Decimal("1.25")), (1.239, NONE))),
    ("decimal(10,2)", "decimal(12,2)", ((MONEY, MONEY),)),
    ("decimal(10,2)", "decimal(20,2)", ((MONEY, MONEY),)),
    ("decimal(10,2)", "decimal(12,4)", ((MONEY, MONEY),)),
    ("decimal(10,2)", "decimal(8,2)", ((MONEY, MONEY), (Decimal("12345678.12"), NONE))),
    (
        "decimal(15,2)",
        "decimal(7,1)",
        ((Decimal("1.50"), Decimal("1.5")), (Decimal("12345678.12"), NONE)),
    ),
    ("decimal(10,0)", "bigint", ((Decimal(12), 12),)),
    ("decimal(10,2)", "bigint", ((Decimal("12.00"), 12), (MONEY, NONE))),
    ("decimal(10,2)", "double", ((MONEY, 12.34),)),
    ("tinyint", "string", ((1, "1"),)),
    ("int", "string", ((1, "1"), (70000, "70000"))),
    ("bigint", "string", ((1, "1"), (5000000000, "5000000000"))),
    ("float", "string", ((1.5, "1.5"),)),
    ("double", "string", ((1.5, "1.5"), (1e20, Either(("1.0E20", "1e20", "1e+20"))))),
    ("decimal(10,2)", "string", ((MONEY, "12.34"),)),
    ("boolean", "string", ((True, "true"),)),
    ("date", "string", ((DAY, "2024-03-01"),)),
    ("timestamp", "string", ((MOMENT, Either(("2024-03-01 10:00:00", "2024-03-01 10:00:00.0"))),)),
    ("boolean", "int", ((True, 1),)),
    ("int", "boolean", ((1, True), (7, NONE))),
    ("string", "int", (("12", 12), ("abc", NONE))),
    ("string", "bigint", (("12", 12), ("abc", NONE))),
    ("string", "double", (("1.5", 1.5), ("abc", NONE))),
    ("string", "decimal(10,2)", (("12.34", MONEY), ("abc", NONE))),
    ("string", "boolean", (("true", True), ("abc", NONE))),
    ("string", "date", (("2024-03-01", DAY), ("01.03.2024", NONE))),
    ("string", "timestamp", (("2024-03-01 10:00:00", MOMENT), ("01.03.2024 10:00", NONE))),
    ("string", "varchar(5)", (("ab", "ab"), ("abcdef", "abcdef"))),
    ("string", "varchar(3)", (("ab", "ab"), ("abcdef", "abcdef"))),
    ("string", "char(3)", (("abc", "abc"), ("abcdef", "abcdef"))),
    ("varchar(5)", "varchar(10)", (("ab", "ab"),)),
    ("varchar(10)", "varchar(3)", (("ab", "ab"), ("abcdef", "abcdef"))),
    ("varchar(5)", "string", (("ab", "ab"),)),
    ("string", "binary", (("12", b"12"),)),
    ("binary", "string", ((b"12", "12"),)),
    ("date", "int", ((DAY, NONE),)),
    ("date", "bigint", ((DAY, NONE),)),
    ("int", "date", ((19783, NONE),)),
    ("date", "timestamp", ((DAY, _MIDNIGHT),)),
    ("timestamp", "date", ((_MIDNIGHT, DAY), (MOMENT, NONE))),
    ("timestamp", "bigint", ((MOMENT, NONE),)),
    ("bigint", "timestamp", ((1709287200000, NONE),)),
)
MODES = ("PN", "PI", "ON", "OI", "TX", "JS", "AV")
BINARY = "binary"  # in CSV it is base64 or raw bytes, as each writer likes


def trials() -> Iterator[Trial]:
    """Every change of a type in every mode; `before` and `after` show that neighbours are as they were."""
    for old, new, cases in CHANGES:
        for mode in MODES:
            if mode == "TX" and BINARY in (old, new):
                continue
            yield Trial(
                f"{old} -> {new}",
                mode,
                (("before", "int"), ("v", old), ("after", "string")),
                tuple((at, value, "end") for at, (value, _) in enumerate(cases)),
                (("before", "int"), ("v", new), ("after", "string")),
                tuple((at, value, "end") for at, (_, value) in enumerate(cases)),
            )
