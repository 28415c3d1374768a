"""Types of CSN expressions: a table of expressions over known columns and the CDS types they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.model import TypeRef
from mapping.semantics.expressions.expression_types import expression_type
from mapping.types import glue_type, spell

COLUMNS = {
    "tiny": TypeRef("cds.UInt8"),
    "small": TypeRef("cds.Int16"),
    "qty": TypeRef("cds.Integer"),
    "big": TypeRef("cds.Integer64"),
    "net": TypeRef("cds.Decimal", precision=15, scale=2),
    "rate": TypeRef("cds.Decimal", precision=9, scale=5),
    "huge": TypeRef("cds.Decimal", precision=38, scale=4),
    "float": TypeRef("cds.DecimalFloat"),
    "calc": TypeRef("cds.Decimal", precision=34),
    "dbl": TypeRef("cds.Double"),
    "name": TypeRef("cds.String", 10),
    "code": TypeRef("cds.String", 4),
    "note": TypeRef("cds.LargeString"),
    "day": TypeRef("cds.Date"),
    "at": TypeRef("cds.Timestamp"),
    "seen": TypeRef("cds.DateTime"),
    "hour": TypeRef("cds.Time"),
    "flag": TypeRef("cds.Boolean"),
    "raw": TypeRef("cds.Binary", 16),
}


def lookup(token: Mapping[str, Any]) -> TypeRef:
    """What the columns above are; a cast by its own words."""
    if "cast" in token:
        cast = token["cast"]
        return TypeRef(cast["type"], cast.get("length"), cast.get("precision"), cast.get("scale"))
    if "SELECT" in token:
        return COLUMNS["net"]
    return COLUMNS.get(token["ref"][-1], TypeRef())


def ref(name: str) -> dict[str, Any]:
    return {"ref": [name]}


def val(value: Any, literal: str = "") -> dict[str, Any]:
    return {"val": value, **({"literal": literal} if literal else {})}


def func(name: str, *args: Any, **more: Any) -> dict[str, Any]:
    return {"func": name, "args": [ref(a) if isinstance(a, str) and a != "*" else a for a in args], **more}


def xpr(*tokens: Any) -> dict[str, Any]:
    return {"xpr": list(tokens)}


NET, QTY, DAY = ref("net"), ref("qty"), ref("day")
CASE = ("case", "when", QTY, ">", val(1), "then")
EXPRESSIONS: list[tuple[dict[str, Any], str]] = [
    # literals
    (val("A"), "cds.String"),
    (val(7), "cds.Integer64"),
    (val(1.19), "cds.Decimal(3,2)"),
    (val(0.05), "cds.Decimal(2,2)"),
    (val(True), "cds.Boolean"),
    (val("2026-01-01", "date"), "cds.Date"),
    (val("08:00:00", "time"), "cds.Time"),
    (val("2026-01-01T00:00:00Z", "timestamp"), "cds.Timestamp"),
    (val("12.50", "number"), "cds.Decimal(4,2)"),
    (val("4D", "x"), "cds.Binary"),
    # aggregates
    (func("count", "*"), "cds.Integer64"),
    (func("COUNT", xpr("distinct", ref("name"))), "cds.Integer64"),
    (func("countdistinct", "name"), "cds.Integer64"),
    (func("sum", "tiny"), "cds.Integer64"),
    (func("sum", "qty"), "cds.Integer64"),
    (func("sum", "big"), "cds.Decimal(38,0)"),
    (func("Sum", "net"), "cds.Decimal(38,2)"),
    (func("sum", "float"), "cds.DecimalFloat"),
    (func("sum", "calc"), "cds.DecimalFloat"),
    (func("sum", "dbl"), "cds.Double"),
    (func("sum", xpr(NET, "*", QTY)), "cds.Decimal(38,2)"),
    (func("min", "day"), "cds.Date"),
    (func("max", "at"), "cds.Timestamp"),
    (func("max", "name"), "cds.String(10)"),
    (func("avg", "qty"), "cds.Decimal(38,6)"),
    (func("avg", "net"), "cds.Decimal(38,6)"),
    (func("avg", "dbl"), "cds.Double"),
    (func("median", "net"), "cds.Decimal(38,6)"),
    (func("stddev", "net"), "cds.Double"),
    (func("var_pop", "qty"), "cds.Double"),
    (func("first_value", "day"), "cds.Date"),
    (func("string_agg", "name", val(",")), "cds.String"),
    # window functions
    (func("row_number", xpr=["over", xpr("order", "by", DAY)]), "cds.Integer64"),
    (func("rank", xpr=["over", xpr("partition", "by", QTY)]), "cds.Integer64"),
    (func("sum", "net", xpr=["over", xpr("partition", "by", DAY)]), "cds.Decimal(38,2)"),
    (func("lag", "net", val(1)), "cds.Decimal(15,2)"),
    (xpr(func("lead", "day"), "over", xpr("order", "by", DAY)), "cds.Date"),
    (func("percent_rank"), "cds.Double"),
    # arithmetic
    (xpr(QTY, "+", val(1)), "cds.Integer64"),
    (xpr(ref("big"), "*", QTY), "cds.Integer64"),
    (xpr(NET, "+", ref("rate")), "cds.Decimal(19,5)"),
    (xpr(NET, "-", val(1)), "cds.Decimal(16,2)"),
    (xpr(NET, "*", val(2)), "cds.Decimal(16,2)"),
    (xpr(NET, "*", val(1.19)), "cds.Decimal(18,4)"),
    (xpr(NET, "*", QTY), "cds.Decimal(25,2)"),
    (xpr(ref("huge"), "*", NET), "cds.Decimal(38,6)"),
    (xpr(NET, "/", val(100)), "cds.Decimal(19,6)"),
    (xpr(QTY, "/", QTY), "cds.Decimal(21,11)"),
    (xpr(NET, "/", NET), "cds.Decimal(33,18)"),
    (xpr(ref("huge"), "/", ref("huge")), "cds.Decimal(38,6)"),
    (xpr(NET, "*", ref("dbl")), "cds.Double"),
    (xpr(NET, "+", ref("float")), "cds.DecimalFloat"),
    (xpr("-", NET), "cds.Decimal(15,2)"),
    (xpr(NET, "+", NET, "*", QTY), "cds.Decimal(26,2)"),
    (xpr(xpr(NET, "+", NET), "*", QTY), "cds.Decimal(26,2)"),
    (xpr("(", NET, "+", NET, ")", "*", QTY), "cds.Decimal(26,2)"),
    # texts
    (xpr(ref("name"), "||", ref("code")), "cds.String(14)"),
    (xpr(ref("name"), "||", val("-"), "||", QTY), "cds.String"),
    (xpr(ref("note"), "||", ref("name")), "cds.LargeString"),
    (func("concat", "name", "code"), "cds.String(14)"),
    (func("UPPER", "name"), "cds.String"),
    (func("substring", "name", val(1), val(2)), "cds.String"),
    (func("length", "name"), "cds.Integer"),
    (func("locate", "name", val("x")), "cds.Integer"),
    (func("to_nvarchar", "day", val("YYYYMM")), "cds.String"),
    # conditions
    (func("coalesce", "net", val(0)), "cds.Decimal(15,2)"),
    (func("coalesce", "net", "rate"), "cds.Decimal(18,5)"),
    (func("ifnull", "qty", val(0)), "cds.Integer"),
    (func("ifnull", "name", "code"), "cds.String(10)"),
    (func("coalesce", val(None), "day"), "cds.Date"),
    (func("coalesce", "day", "at"), "cds.Timestamp"),
    (func("nullif", "net", val(0)), "cds.Decimal(15,2)"),
    (func("greatest", "qty", "big"), "cds.Integer64"),
    (func("map", "code", val("A"), "net", val("B"), "rate", val(0)), "cds.Decimal(18,5)"),
    (xpr(*CASE, val("A"), "else", val("B"), "end"), "cds.String"),
    (xpr(*CASE, NET, "end"), "cds.Decimal(15,2)"),
    (xpr(*CASE, NET, "else", val(None), "end"), "cds.Decimal(15,2)"),
    (
        xpr("case", QTY, "when", val(1), "then", NET, "when", val(2), "then", val(0), "end"),
        "cds.Decimal(15,2)",
    ),
    (xpr(*CASE, *CASE, NET, "end", "else", ref("rate"), "end"), "cds.Decimal(18,5)"),
    (xpr(*CASE, NET, "*", val(2), "else", NET, "end", "+", val(1)), "cds.Decimal(17,2)"),
    # predicates
    (xpr(QTY, ">", val(1)), "cds.Boolean"),
    (xpr(ref("name"), "is", "not", "null"), "cds.Boolean"),
    (xpr("not", ref("flag")), "cds.Boolean"),
    (xpr(QTY, "between", val(1), "and", val(2)), "cds.Boolean"),
    (xpr(QTY, "in", {"list": [val(1), val(2)]}), "cds.Boolean"),
    (func("contains", "name", val("x")), "cds.Boolean"),
    # casts
    ({"xpr": [QTY], "cast": {"type": "cds.Decimal", "precision": 9, "scale": 3}}, "cds.Decimal(9,3)"),
    (func("cast", xpr(QTY, "as", func("DECIMAL", val(9), val(3)))), "cds.Decimal(9,3)"),
    (func("CAST", xpr(ref("name"), "AS", ref("DATE"))), "cds.Date"),
    (func("cast", xpr(ref("at"), "as", "nvarchar(8)")), "cds.String(8)"),
    (func("to_decimal", "name", val(15), val(2)), "cds.Decimal(15,2)"),
    (func("to_decimal", "name"), "cds.DecimalFloat"),
    (func("to_int", "name"), "cds.Integer"),
    (func("to_bigint", "name"), "cds.Integer64"),
    (func("to_double", "name"), "cds.Double"),
    (func("to_date", "name", val("YYYYMMDD")), "cds.Date"),
    (func("to_timestamp", "name"), "cds.Timestamp"),
    # numbers
    (func("round", "net", val(1)), "cds.Decimal(15,2)"),
    (func("floor", "rate"), "cds.Decimal(9,5)"),
    (func("abs", "qty"), "cds.Integer"),
    (func("mod", "qty", val(7)), "cds.Integer"),
    (func("power", "net", val(2)), "cds.Double"),
    (func("sqrt", "qty"), "cds.Double"),
    # dates
    ({"func": "current_date"}, "cds.Date"),
    (xpr("current_timestamp"), "cds.Timestamp"),
    (func("now"), "cds.Timestamp"),
    (func("YEAR", "day"), "cds.Integer"),
    (func("extract", xpr("month", "from", DAY)), "cds.Integer"),
    (func("days_between", "day", "day"), "cds.Integer"),
    (func("seconds_between", "at", "at"), "cds.Integer64"),
    (func("add_days", "day", val(7)), "cds.Date"),
    (func("add_months", "at", val(1)), "cds.Timestamp"),
    (func("add_days", "seen", val(1)), "cds.DateTime"),
    (func("last_day", "at"), "cds.Date"),
    (func("JSON_VALUE", "note", val("$.a")), "cds.String"),
    (func("json_query", "note", val("$.a")), "cds.LargeString"),
    (func("IF", xpr(QTY, ">", val(0)), NET, "rate"), "cds.Decimal(18,5)"),
    (func("ndiv0", "dbl", "qty"), "cds.Double"),
    (func("ST_DISTANCE", "raw", "raw"), "cds.Double"),
    (xpr(ref("raw"), ".", func("ST_Area")), "cds.Double"),
    (xpr(ref("raw"), ".", func("ST_AsGeoJSON")), "cds.LargeString"),
    (xpr(ref("raw"), ".", func("ST_SRID"), "+", val(1)), "cds.Integer64"),
    (func("ST_GeomFromText", "note"), "cds.hana.ST_GEOMETRY"),
    # others
    ({"SELECT": {"from": {"ref": ["T"]}, "columns": [NET]}}, "cds.Decimal(15,2)"),
    ({"func": "CONVERT_CURRENCY", "args": {"AMOUNT": NET, "SOURCE_UNIT": ref("code")}}, "cds.Decimal(15,2)"),
    (xpr(xpr(xpr(NET))), "cds.Decimal(15,2)"),
]


@pytest.mark.parametrize(("expression", "cds"), EXPRESSIONS, ids=[str(e)[:60] for e, _ in EXPRESSIONS])
def test_an_expression_has_the_type_that_sql_gives_it(expression: dict[str, Any], cds: str) -> None:
    assert spell(expression_type(expression, lookup)) == cds


def test_the_table_is_long_enough() -> None:
    assert len(EXPRESSIONS) >= 80


UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("nothing but NULL", val(None)),
    ("NULLs only", func("coalesce", val(None), val(None))),
    ("an unknown function", func("my_udf", "net")),
    ("an unknown column", xpr(NET, "*", ref("gone"))),
    ("a case of a number and a text", xpr(*CASE, NET, "else", val("none"), "end")),
    ("a case that never ends", xpr(*CASE, NET)),
    ("a sum of texts", func("sum", "name")),
    ("arithmetic upon a text", xpr(ref("name"), "+", val(1))),
    ("a minus before a date", xpr("-", DAY)),
    ("an operator too many", xpr(NET, "*")),
    ("no operator between", xpr(NET, NET)),
    ("an enum symbol", {"#": "open"}),
    ("no tokens", xpr()),
    ("a cast to a type that SQL doesn't have", func("cast", xpr(NET, "as", "money"))),
    ("two values", {"list": [NET, QTY]}),
    ("an aggregate without arguments", func("max")),
    ("too many digits", xpr(val("1e999999", "number"), "||x")),
]


@pytest.mark.parametrize(("what", "expression"), UNKNOWN, ids=[u[0] for u in UNKNOWN])
def test_what_the_expression_does_not_say_has_no_type(what: str, expression: dict[str, Any]) -> None:
    assert not expression_type(expression, lookup).stated


def test_an_expression_nested_too_deeply_has_no_type() -> None:
    deep: dict[str, Any] = NET
    for _ in range(500):
        deep = xpr(deep, "+", val(1))
    assert not expression_type(deep, lookup).stated


TOKENS = st.recursive(
    st.one_of(
        st.sampled_from(
            [ref(name) for name in COLUMNS] + ["+", "*", "/", "||", "case", "when", "then", "end"]
        ),
        st.builds(val, st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())),
    ),
    lambda inner: st.one_of(
        st.builds(lambda tokens: {"xpr": tokens}, st.lists(inner, max_size=5)),
        st.builds(
            lambda name, args: {"func": name, "args": args},
            st.sampled_from(["sum", "coalesce", "map", "mod", "cast", "to_decimal", "concat", "round"]),
            st.lists(inner, max_size=4),
        ),
    ),
    max_leaves=12,
)


@given(st.lists(TOKENS, max_size=8))
def test_any_tokens_give_a_type_that_glue_has_or_none(tokens: list[Any]) -> None:
    found = expression_type({"xpr": tokens}, lookup)
    codes = {loss.code for loss in glue_type(found).lossy}
    assert not found.stated or not codes & {"MAP001", "MAP003", "MAP006"}
