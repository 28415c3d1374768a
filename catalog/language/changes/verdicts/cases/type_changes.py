"""The kinds of changes of a type, and what each reader makes of old files under the new one.

Each kind has a pair of types for example, which `make lab` reads. Cells are by `format reader`, formats as
the first letters of their modes. A cell says what a reader gets of old data, in a word of `types.MEANINGS`,
and its basis: `error X2 T`. `*` stands for every reader that has no cell of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TypeChange:
    """A kind of change of a type, with its code and an example of both types."""

    code: str
    title: str
    old: str
    new: str
    cells: Mapping[str, str]
    always: bool = False  # breaking, whatever a reader makes of it
    promised: bool = False  # among those that Athena documents (A2)
    coerced: bool = True  # Athena casts it from a partition's type (TR10)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells that several kinds share."""

    cells: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, more: Mapping[str, str]) -> Mapping[str, str]:
        return {**self.cells, **more}


_TEXT_OK = {"TX *": "ok A1 D", "TX spark-3.5": "ok X2 X9 T", "JS *": "ok A1 D", "JS spark-3.5": "ok X2 X9 T"}
_WIDEN = _Grid(
    {
        "P athena": "ok TR11 S",
        "P trino": "ok TR11 S",
        "P spark-3.5": "error X2 T",
        "P spark-4.0": "ok SP1 X7 T",
        "P hive": "ok X9 T",
        "O athena": "ok TR16 S",
        "O trino": "ok TR16 S",
        "O spark-3.5": "ok X2 T",
        "O *": "ok X9 T",
        "AV *": "ok X9 T",
        "AV athena": "ok A1 D",
        "AV redshift": "ok A10 I",
        **_TEXT_OK,
        "IC *": "error IC1 D",
    }
)
_OTHER = _Grid(
    {
        "P *": "error X2 T",
        "P athena": "error TR11 S",
        "P trino": "error TR11 S",
        "P spark-4.0": "error X7 T",
        "O *": "? A2 I",
        "O athena": "error TR16 S",
        "O trino": "error TR16 S",
        "O spark-3.5": "null X2 T",
        "AV *": "error X2 X9 T",
        "AV athena": "error A10 I",
        "TX *": "? A2 I",
        "TX spark-3.5": "null X2 T",
        "JS *": "? A2 I",
        "JS spark-3.5": "null X2 T",
        "IC *": "error IC1 D",
    }
)
_DECIMAL = _Grid(
    {
        "P athena": "ok TR11 S",
        "P trino": "ok TR11 S",
        "P spark-4.0": "ok X7 T",
        "P hive": "error X9 T",
        "O athena": "ok TR16 TR10 I",
        "O trino": "ok TR16 TR10 I",
        "O spark-3.5": "ok X2 T",
        "O *": "ok X9 T",
        "AV *": "? A10 I",
        "AV spark-3.5": "ok X9 T",
        "AV hive": "ok X9 T",
        **_TEXT_OK,
        "IC *": "ok IC1 D",
    }
)
_STRING = _Grid(
    {
        "P *": "error X2 X7 T",
        "P athena": "error TR11 A7 D",
        "P trino": "error TR11 S",
        "O *": "ok X9 I",
        "O athena": "error A7 TR16 D",
        "O trino": "error TR16 S",
        "O spark-3.5": "ok X2 T",
        "O hive": "ok X9 T",
        "AV *": "error X2 X9 T",
        "AV athena": "error A10 I",
        **_TEXT_OK,
        "IC *": "error IC1 D",
    }
)
_LENGTH = _Grid({"P *": "ok A1 I", "O *": "ok A1 I", "AV *": "ok A1 I", **_TEXT_OK, "IC *": "ok IC1 I"})
_CUT = _Grid(
    {f"{form} *": "loss X9 T" for form in ("P", "O", "TX", "JS")}
    | {
        "P athena": "loss TR11 I",
        "O athena": "loss TR16 I",
        "P spark-3.5": "ok X2 T",
        "O spark-3.5": "ok X2 T",
    }
    | {"AV *": "error X9 T", "IC *": "error IC1 I"}
)

KINDS: Mapping[str, TypeChange] = {
    "tinyint to smallint or int": TypeChange(
        "CHG201",
        "tinyint widened to smallint or int",
        "tinyint",
        "int",
        _WIDEN | {"P spark-3.5": "ok X2 T", "O athena": "error TR16 S", "O trino": "error TR16 S"},
        promised=True,
    ),
    "tinyint to bigint": TypeChange(
        "CHG201",
        "tinyint widened to bigint",
        "tinyint",
        "bigint",
        _WIDEN | {"O athena": "error TR16 S", "O trino": "error TR16 S"},
        promised=True,
    ),
    "smallint to int": TypeChange(
        "CHG201",
        "smallint widened to int",
        "smallint",
        "int",
        _WIDEN | {"P spark-3.5": "ok X2 T"},
        promised=True,
    ),
    "smallint to bigint": TypeChange(
        "CHG201", "smallint widened to bigint", "smallint", "bigint", _WIDEN.cells, promised=True
    ),
    "int to bigint": TypeChange(
        "CHG201", "int widened to bigint", "int", "bigint", _WIDEN | {"IC *": "ok IC1 D"}, promised=True
    ),
    "float to double": TypeChange(
        "CHG201",
        "float widened to double",
        "float",
        "double",
        _WIDEN | {"IC *": "ok IC1 D"},
        promised=True,
    ),
    "decimal precision up": TypeChange(
        "CHG202",
        "decimal with more digits, in as many bytes of a Parquet file",
        "decimal(10,2)",
        "decimal(12,2)",
        _DECIMAL | {"P spark-3.5": "ok X2 T"},
    ),
    "decimal precision far up": TypeChange(
        "CHG202",
        "decimal with more digits, in more bytes of a Parquet file",
        "decimal(10,2)",
        "decimal(20,2)",
        _DECIMAL | {"P spark-3.5": "error X2 T"},
    ),
    "narrower integer": TypeChange(
        "CHG203",
        "an integer narrowed",
        "bigint",
        "int",
        _OTHER | {"JS spark-3.5": "error X2 T", "O spark-3.5": "null X2 T"},
        always=True,
    ),
    "int to smallint or tinyint": TypeChange(
        "CHG203",
        "int narrowed to smallint or tinyint",
        "int",
        "smallint",
        _OTHER
        | {
            "P spark-3.5": "wrong X2 T",
            "P spark-4.0": "wrong X7 T",
            "P hive": "wrong X9 T",
            "AV *": "loss X9 I",
            "JS spark-3.5": "error X2 T",
        },
        always=True,
    ),
    "narrower float": TypeChange(
        "CHG203",
        "double narrowed to float",
        "double",
        "float",
        _OTHER
        | {
            "O spark-3.5": "loss X2 T",
            "TX *": "loss X9 T",
            "TX spark-3.5": "loss X2 T",
            "JS *": "loss X9 T",
            "JS spark-3.5": "loss X2 T",
        },
        always=True,
    ),
    "narrower decimal": TypeChange(
        "CHG203",
        "a decimal narrowed",
        "decimal(15,2)",
        "decimal(7,1)",
        _OTHER | {"AV spark-3.5": "null X9 T"},
        always=True,
    ),
    "number that holds less": TypeChange(
        "CHG203",
        "a number to one that holds fewer values",
        "double",
        "decimal(10,2)",
        _OTHER | {"O spark-3.5": "loss X2 T", "TX spark-3.5": "loss X2 T", "JS spark-3.5": "loss X2 T"},
        always=True,
    ),
    "to string": TypeChange(
        "CHG204",
        "an integer, decimal or timestamp to string",
        "int",
        "string",
        _STRING.cells,
    ),
    "to string, not cast": TypeChange(
        "CHG204",
        "date, float or double to string",
        "double",
        "string",
        _STRING.cells,
        coerced=False,
    ),
    "boolean to string": TypeChange(
        "CHG204",
        "boolean to string",
        "boolean",
        "string",
        _STRING | {"O spark-3.5": "wrong X2 T", "O hive": "wrong X9 T"},
        coerced=False,
    ),
    "date and number": TypeChange(
        "CHG205",
        "date and an integer for each other",
        "date",
        "int",
        _OTHER
        | {
            "P spark-3.5": "wrong X2 T",
            "P spark-4.0": "wrong X7 T",
            "P *": "error X9 T",
            "O athena": "wrong TR16 S",
            "O trino": "wrong TR16 S",
            "O spark-3.5": "error X2 T",
            "AV *": "wrong X2 T",
            "JS spark-3.5": "error X2 T",
        },
        always=True,
    ),
    "timestamp and number": TypeChange(
        "CHG205",
        "timestamp and an integer for each other",
        "timestamp",
        "bigint",
        _OTHER
        | {
            "P athena": "wrong TR11 S",
            "P trino": "wrong TR11 S",
            "O spark-3.5": "wrong X2 T",
            "AV *": "wrong X2 T",
            "JS spark-3.5": "error X2 T",
        },
        always=True,
    ),
    "decimal to integer": TypeChange(
        "CHG205",
        "decimal to an integer",
        "decimal(10,2)",
        "bigint",
        _OTHER
        | {
            "P spark-3.5": "wrong X2 T",
            "P spark-4.0": "wrong X7 T",
            "O spark-3.5": "loss X2 T",
            "TX spark-3.5": "loss X2 T",
            "JS spark-3.5": "loss X2 T",
        },
        always=True,
    ),
    "binary and string": TypeChange(
        "CHG205",
        "binary and string for each other",
        "binary",
        "string",
        _OTHER
        | {
            "P *": "ok X2 T",
            "P spark-4.0": "ok X7 T",
            "P athena": "ok TR11 S",
            "P trino": "ok TR11 S",
            "O spark-3.5": "wrong X2 T",
            "AV *": "ok X2 T",
            "AV athena": "ok A10 I",
            "TX spark-3.5": "wrong X9 I",
            "JS spark-3.5": "wrong X2 T",
        },
        always=True,
    ),
    "shorter text": TypeChange(
        "CHG206",
        "varchar or char shorter, or a text to one of them",
        "string",
        "varchar(5)",
        _CUT.cells,
        always=True,
    ),
    "longer text": TypeChange(
        "CHG207",
        "varchar longer, or to string",
        "varchar(5)",
        "varchar(10)",
        _LENGTH.cells,
    ),
    "integer to float": TypeChange(
        "CHG208",
        "an integer to a float or double that holds it",
        "int",
        "double",
        _OTHER
        | {
            "P spark-4.0": "ok X7 T",
            "P hive": "ok X9 T",
            "O spark-3.5": "ok X2 T",
            "AV *": "? A2 I",
            "AV spark-3.5": "ok X9 T",
            "TX spark-3.5": "ok X2 T",
            "JS spark-3.5": "ok X2 T",
        },
    ),
    "integer to decimal": TypeChange(
        "CHG208",
        "an integer to a decimal that holds it",
        "int",
        "decimal(12,0)",
        _OTHER
        | {
            "P athena": "? A2 I",
            "P trino": "ok TR11 S",
            "P spark-4.0": "ok X7 T",
            "O spark-3.5": "ok X2 T",
            "TX spark-3.5": "ok X2 T",
            "JS spark-3.5": "ok X2 T",
        },
    ),
    "decimal scale up": TypeChange(
        "CHG208",
        "a decimal with more digits behind the point, and as many before it",
        "decimal(10,2)",
        "decimal(12,4)",
        _OTHER
        | {
            "P athena": "? A2 I",
            "P trino": "ok TR11 S",
            "P spark-4.0": "ok X7 T",
            "O spark-3.5": "ok X2 T",
            "AV spark-3.5": "ok X9 T",
            "TX spark-3.5": "ok X2 T",
            "JS spark-3.5": "ok X2 T",
        },
    ),
    "decimal to float": TypeChange(
        "CHG208",
        "a decimal to a float or double that holds it",
        "decimal(10,2)",
        "double",
        _OTHER | {"O spark-3.5": "ok X2 T", "TX spark-3.5": "ok X2 T", "JS spark-3.5": "ok X2 T"},
    ),
    "other": TypeChange(
        "CHG208",
        "any other change of a type",
        "string",
        "int",
        _OTHER | {"JS spark-3.5": "error X2 T"},
        always=True,
    ),
}
