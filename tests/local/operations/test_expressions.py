"""GetPartitions' expressions: what each operator chooses, how types compare, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy_boto3_glue import GlueClient

from catalog.local.operations.expressions import NULL_PARTITION, TYPES, condition_of
from catalog.local.rules.refusals import Refusal
from tests.local.support import refused, table_input

KEYS: Any = [
    {"Name": "k", "Type": "string"},
    {"Name": "n", "Type": "int"},
    {"Name": "day", "Type": "date"},
    {"Name": "at", "Type": "timestamp"},
    {"Name": "price", "Type": "decimal(10, 2)"},
    {"Name": "code", "Type": "varchar(9)"},
    {"Name": "ratio", "Type": "double"},
    {"Name": "and_more", "Type": "bigint"},
]
ROWS = {
    "a": ("a", "1", "2026-01-01", "2026-01-01 00:00:00", "1.50", "x", "1.5", "9"),
    "b": ("b", "10", "2026-01-02", "2026-01-01 00:00:00.5", "12.00", "y", "1.5", "9"),
    "c": ("it's 5%", "3", "2027-01-01", "2026-06-01 12:30:00", "0.99", "xy", "1.5", "9"),
    "null": (NULL_PARTITION,) * 8,
}


def chosen(expression: str) -> str:
    test = condition_of(expression, KEYS)
    return " ".join(name for name, row in ROWS.items() if test(row))


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("k = 'a'", "a"),
        ("k='a'", "a"),
        ("'a' = k", "a"),
        ("K = 'a'", "a"),
        ("\"k\" = 'a'", "a"),
        ("`k` = 'a'", "a"),
        ("k <> 'a'", "b c null"),
        ("k != 'a'", "b c null"),
        ("k < > 'a'", "b c null"),
        ("k = 'it''s 5%'", "c"),
        ("k LIKE 'it%'", "c"),
        ("k like '%5\\%'", "c"),
        ("k like '_'", "a b"),
        ("k like 'A'", ""),
        ("k not like '_'", "c null"),
        ("code like 'x%'", "a c"),
        ("n = 1", "a"),
        ("n = '1'", "a"),
        ("n = +1", "a"),
        ("n > 3", "b"),
        ("3 < n", "b"),
        ("3 >= n", "a c"),
        ("n <> 1", "b c"),
        ("n in (1, '10')", "a b"),
        ("n not in (1, 10)", "c"),
        ("n between 1 and 3", "a c"),
        ("n not between 1 and 3", "b"),
        ("n is null", "null"),
        ("n is not null", "a b c"),
        ("NOT n = 1", "b c"),
        ("not (n = 1 or n = 3)", "b"),
        ("not not n = 1", "a"),
        ("day >= '2026-01-02'", "b c"),
        ("day = date '2026-01-02'", "b"),
        ("day between '2026-01-01' and '2026-12-31' and k <> 'a'", "b"),
        ("at = '2026-01-01'", "a"),
        ("at > timestamp '2026-01-01 00:00:00'", "b c"),
        ("at < '2026-01-01 00:00:00.500000001'", "a b"),
        ("price = 1.5", "a"),
        ("price > 9", "b"),
        ("price in ('0.990', .1)", "c"),
        ("n = 1 and k = 'b' or n = 3", "c"),
        ("n = 1 and (k = 'b' or n = 3)", ""),
        ("((k = 'a'))\n  and\tn = 1", "a"),
        ("and_more = 9 and n = 1", "a"),
        (f"k = '{NULL_PARTITION}'", "null"),
        ("k is null or n = 1", "a null"),
    ],
)
def test_partitions_that_satisfy_the_expression_are_chosen(expression: str, found: str) -> None:
    assert chosen(expression) == found


@pytest.mark.parametrize(
    ("expression", "saying"),
    [
        ("k =", "Unsupported expression 'k ='"),
        ("k", "Unsupported"),
        ("= 'a'", "Unsupported"),
        ("k = 'a' and", "Unsupported"),
        ("k = 'a' k = 'b'", "Unsupported"),
        ("(k = 'a'", "Unsupported"),
        ("k = 'a')", "Unsupported"),
        ("k = 'a", "Unsupported"),
        ("k in ()", "Unsupported"),
        ("k in 'a'", "Unsupported"),
        ("k between 'a'", "Unsupported"),
        ("k is 'a'", "Unsupported"),
        ("k = n", "Unsupported"),
        ("upper(k) = 'A'", "no partition key"),
        ("k = 'a'; drop", "Unsupported"),
        ("k -- = 'a'", "Unsupported"),
        ("n = 1x", "Unsupported"),
        ("other = 1", "other is no partition key"),
        ("ratio = 1.5", "Unknown type : 'double'"),
        ("n = 'one'", "'one' is no int"),
        ("n = 1.5", "'1.5' is no int"),
        ("n = '١'", "'١' is no int"),
        ("day = '2026-13-01'", "is no date"),
        ("at = 'noon'", "is no timestamp"),
        ("price = 'dear'", "is no decimal"),
        ("n like '1%'", "LIKE is for keys of type string"),
    ],
)
def test_what_means_nothing_is_refused(expression: str, saying: str) -> None:
    with pytest.raises(Refusal, match="InvalidInputException") as raised:
        condition_of(expression, KEYS)
    assert saying in raised.value.message


def test_a_value_that_is_none_of_its_key_s_type_refuses_the_request() -> None:
    test = condition_of("n = 1", KEYS)
    with pytest.raises(Refusal, match="InvalidStateException: 'word' is no int"):
        test(("a", "word"))
    assert condition_of("k = 'a'", KEYS)(("a", "word"))
    assert condition_of("and_more is null", KEYS)(("a", "1"))  # the table got that key later


@given(
    st.lists(
        st.sampled_from(["k", "n", "(", ")", "and", "or", "not", "=", "'a'", "1", "in", ",", "is", "null"])
    )
)
def test_any_words_make_a_test_or_are_refused(words: list[str]) -> None:
    try:
        test = condition_of(" ".join(words), KEYS)
    except Refusal:
        return
    assert {test(row) for row in ROWS.values()} <= {True, False, None}


def test_the_types_are_those_that_are_documented() -> None:
    documented = ["string", "date", "timestamp", "int", "bigint", "long", "tinyint", "smallint", "decimal"]
    assert {*TYPES} == {*documented, "char", "varchar"}


def test_a_client_gets_what_it_asked_for(glue: GlueClient, database: str) -> None:
    where: Any = {"DatabaseName": database, "TableName": "t"}
    glue.create_table(DatabaseName=database, TableInput=table_input(PartitionKeys=KEYS[:2]))
    for row in ROWS.values():
        glue.create_partition(PartitionInput={"Values": list(row[:2])}, **where)
    pages = glue.get_paginator("get_partitions").paginate(
        Expression="N > 1", PaginationConfig={"PageSize": 1}, **where
    )
    found = [one["Values"][0] for page in pages for one in page["Partitions"]]
    assert found == ["b", "it's 5%"]
    assert len(glue.get_partitions(Expression=" ", **where)["Partitions"]) == 4
    with refused("InvalidInputException", "Unsupported expression"):
        glue.get_partitions(Expression="n >", **where)
    with refused("SerializationException", "nested too deeply"):
        glue.get_partitions(Expression="(" * 1000 + "n = 1" + ")" * 1000, **where)
