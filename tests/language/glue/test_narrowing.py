"""Which changes of a column's type may lose values."""

from __future__ import annotations

import pytest

from catalog.language.glue.narrowing import narrows

LOSES = [
    *[("int", "tinyint"), ("bigint", "int"), ("bigint", "double"), ("int", "float"), ("double", "float")],
    *[("decimal(15,2)", "decimal(7,1)"), ("decimal(15,2)", "decimal(15,4)"), ("decimal(10,0)", "int")],
    *[
        ("string", "int"),
        ("string", "varchar(10)"),
        ("varchar(20)", "varchar(10)"),
        ("varchar(9)", "char(9)"),
    ],
    *[("timestamp", "date"), ("string", "date"), ("date", "int"), ("int", "boolean"), ("binary", "string")],
    *[
        ("int", "decimal(9,0)"),
        ("decimal(16,0)", "double"),
        ("string", "array<string>"),
        ("int", "varchar(10)"),
    ],
    *[("array<int>", "array<smallint>"), ("array<int>", "string"), ("map<string,int>", "map<int,int>")],
    ("map<string,bigint>", "map<string,int>"),
    ("struct<a:int,b:int>", "struct<a:int>"),
    ("struct<a:int>", "struct<b:int>"),
    ("struct<a:array<struct<b:bigint>>>", "struct<a:array<struct<b:int>>>"),
    ("uniontype<int,string>", "uniontype<int>"),
    ("uuid", "string"),
    ("int", "uuid"),
]
KEEPS = [
    *[("int", "int"), ("tinyint", "bigint"), ("smallint", "float"), ("int", "double"), ("float", "double")],
    *[("decimal(7,1)", "decimal(15,2)"), ("decimal(9,0)", "int"), ("bigint", "decimal(19,0)")],
    *[("int", "string"), ("date", "string"), ("date", "timestamp"), ("varchar(10)", "varchar(20)")],
    *[("varchar(10)", "string"), ("char(3)", "char(5)"), ("char(3)", "varchar(3)"), ("boolean", "string")],
    *[("INT", "bigint"), ("decimal(10, 2)", "decimal(10,2)"), ("decimal(15,2)", "double"), ("", "int")],
    ("integer", "int"),
    ("array<int>", "array<bigint>"),
    ("struct<a:int>", "struct<b:string,A:bigint>"),
    ("map<string,int>", "map<string,bigint>"),
    ("uniontype<int>", "uniontype<bigint,string>"),
    ("uuid", "uuid"),
    ("array<" * 5000 + "int" + ">" * 5000, "array<" * 5000 + "bigint" + ">" * 5000),
]


@pytest.mark.parametrize(("old", "new"), LOSES)
def test_values_may_be_lost(old: str, new: str) -> None:
    assert narrows(old, new)


@pytest.mark.parametrize(("old", "new"), KEEPS, ids=[old[:30] for old, _ in KEEPS])
def test_every_value_stays(old: str, new: str) -> None:
    assert not narrows(old, new)
