"""Formulas of calculated columns: CSN expressions as text, and where a spec keeps them."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.semantics.expressions.formulas import formula_text
from tests.support.exports import STRING, entity, imported

NET, QTY = {"ref": ["I", "NET"]}, {"ref": ["I", "QTY"]}
TEXTS: list[tuple[dict[str, Any], str]] = [
    ({"xpr": [NET, "*", {"val": 1.19}]}, "NET * 1.19"),
    ({"xpr": [{"xpr": [NET, "+", QTY]}, "*", {"val": 2}]}, "(NET + QTY) * 2"),
    ({"xpr": ["(", NET, "+", QTY, ")", "*", {"val": 2}]}, "(NET + QTY) * 2"),
    ({"xpr": ["-", NET]}, "-NET"),
    ({"xpr": [NET, "*", "-", {"val": 1}]}, "NET * -1"),
    ({"func": "coalesce", "args": [NET, {"val": 0}]}, "COALESCE(NET, 0)"),
    ({"func": "count", "args": ["*"]}, "COUNT(*)"),
    ({"func": "count", "args": [{"xpr": ["distinct", NET]}]}, "COUNT(DISTINCT NET)"),
    ({"func": "current_date"}, "CURRENT_DATE"),
    (
        {"func": "CONVERT_UNIT", "args": {"QUANTITY": QTY, "TO": {"val": "KG"}}},
        "CONVERT_UNIT(QUANTITY => QTY, TO => 'KG')",
    ),
    (
        {"func": "rank", "args": [], "xpr": ["over", {"xpr": ["order", "by", NET, "desc"]}]},
        "RANK() OVER (ORDER BY NET DESC)",
    ),
    (
        {
            "xpr": [
                "case",
                "when",
                QTY,
                "in",
                {"list": [{"val": 1}, {"val": None}]},
                "then",
                {"val": "it's"},
                "end",
            ]
        },
        "CASE WHEN QTY IN (1, NULL) THEN 'it''s' END",
    ),
    ({"xpr": [{"ref": ["P_RATE"], "param": True}, "*", NET]}, ":P_RATE * NET"),
    ({"xpr": [{"ref": ["$now"]}, ">", {"val": "2026-01-01", "literal": "date"}]}, "$now > DATE'2026-01-01'"),
    ({"xpr": [{"ref": ["$projection", "NET"]}, "+", {"val": True}]}, "NET + TRUE"),
    ({"xpr": [{"ref": ["I", "/BIC/ZNET"]}, "||", {"ref": ["_C", "Name 2"]}]}, '"/BIC/ZNET" || _C."Name 2"'),
    (
        {"xpr": [{"xpr": [NET], "cast": {"type": "cds.Decimal", "precision": 9, "scale": 1}}, "*", QTY]},
        "CAST(NET AS cds.Decimal(9,1)) * QTY",
    ),
    ({"xpr": [{"#": "open"}, "||", {"val": "12.50", "literal": "number"}]}, "#open || 12.50"),
    ({"xpr": [{"SELECT": {"from": {"ref": ["T"]}}}, "+", NET]}, '{"SELECT":{"from":{"ref":["T"]}}} + NET'),
]


@pytest.mark.parametrize(("expression", "text"), TEXTS, ids=[t for _, t in TEXTS])
def test_an_expression_reads_as_sql(expression: dict[str, Any], text: str) -> None:
    assert formula_text(expression, "I") == text


ITEM = entity({"ID": STRING, "NET": {"type": "cds.Decimal", "precision": 15, "scale": 2}, "QTY": STRING})
FROM = {"ref": ["ITEM"], "as": "I"}


def formula(column: dict[str, Any], source: Any = FROM) -> Any:
    """What the spec of a view's one column says of its formula."""
    query = {"SELECT": {"from": source, "columns": [{**column, "as": "X"}]}}
    found = imported({"V": entity({"X": {"type": "cds.Double"}}, query=query), "ITEM": ITEM})
    return found.columns("sales.v")["x"]["source"].get("formula")


KEPT: list[tuple[str, dict[str, Any], str | None]] = [
    ("a calculation", {"xpr": [NET, "*", {"val": 2}]}, "NET * 2"),
    ("a constant", {"val": "Y"}, "'Y'"),
    ("a parameter", {"ref": ["P"], "param": True}, ":P"),
    ("the time of reading", {"ref": ["$now"]}, "$now"),
    (
        "a calculation that is cast",
        {"xpr": [NET, "*", {"val": 2}], "cast": {"type": "cds.Double"}},
        "NET * 2",
    ),
    ("a column as it is", NET, None),
    ("a column, cast", {**NET, "cast": {"type": "cds.Double"}}, None),
    ("a column in parentheses, cast", {"xpr": [NET], "cast": {"type": "cds.Double"}}, None),
    ("a column, cast by a function", {"func": "CAST", "args": [{"xpr": [NET, "as", "DOUBLE"]}]}, None),
]


@pytest.mark.parametrize(("what", "column", "text"), KEPT, ids=[k[0] for k in KEPT])
def test_a_spec_keeps_what_a_column_is_calculated_by(
    what: str, column: dict[str, Any], text: str | None
) -> None:
    assert formula(column) == text


def test_of_a_join_the_aliases_stay() -> None:
    join = {"join": "inner", "args": [FROM, {"ref": ["ITEM"], "as": "J"}]}
    assert formula({"xpr": [NET, "+", {"ref": ["J", "NET"]}]}, join) == "I.NET + J.NET"


def test_a_name_of_a_definition_before_a_column_is_left_out() -> None:
    column = {"xpr": [{"ref": ["ITEM", "NET"]}, "*", {"val": 2}]}
    assert formula(column, {"ref": ["ITEM"]}) == "NET * 2"


def test_a_long_formula_is_whole() -> None:
    tokens = [NET, *["+", NET] * 3000]
    assert formula({"xpr": tokens}).count("NET") == 3001


def test_a_union_goes_by_place_and_has_a_type_for_both() -> None:
    query = {
        "SET": {
            "op": "union",
            "args": [
                {"SELECT": {"from": FROM, "columns": [{"val": 0, "as": "X"}, {"val": "A", "as": "Y"}]}},
                {"SELECT": {"from": FROM, "columns": [{"ref": ["NET"]}, {"val": "BCD"}]}},
            ],
        }
    }
    columns = imported({"V": entity({"X": {}, "Y": {}}, query=query), "ITEM": ITEM}).columns("sales.v")
    assert (columns["x"]["type"], columns["y"]["type"]) == ("decimal(21,2)", "string")
    assert columns["y"]["source"]["formula"] == "'A' UNION 'BCD'"


def test_a_branch_of_a_union_is_told_by_what_it_takes_and_not_by_its_alias() -> None:
    second = [{"ref": ["ITEM", "NET"], "as": "X"}]
    query = {
        "SET": {
            "args": [
                {"SELECT": {"from": FROM, "columns": [{"val": None, "as": "X"}]}},
                {"SELECT": {"from": {"ref": ["ITEM"]}, "columns": second}},
            ]
        }
    }
    columns = imported({"V": entity({"X": {}}, query=query), "ITEM": ITEM}).columns("sales.v")
    assert columns["x"]["source"]["formula"] == "NULL UNION NET"


def test_a_subquery_is_written_as_people_read_it() -> None:
    largest = {"func": "max", "args": [{"ref": ["R", "RATE"]}], "as": "M"}
    where = [{"ref": ["R", "CURR"]}, "=", {"ref": ["I", "CURR"]}]
    select = {"from": {"ref": ["RATES"], "as": "R"}, "columns": [largest], "where": where}
    text = "(SELECT MAX(R.RATE) FROM RATES AS R WHERE R.CURR = I.CURR)"
    assert formula({"SELECT": select}) == text
    assert formula({"xpr": [NET, "*", {"SELECT": select}]}) == f"NET * {text}"


@pytest.mark.parametrize("select", [7, {}, {"columns": 1}, {"from": [], "columns": []}, {"limit": {}}])
def test_a_subquery_in_another_form_stays_as_it_is(select: Any) -> None:
    assert formula({"SELECT": select}).startswith('{"SELECT":')


def test_a_calculated_element_of_a_table_has_its_type_and_formula() -> None:
    table = entity(
        {
            "NET": {"type": "cds.Decimal", "precision": 15, "scale": 2},
            "GROSS": {"value": {"xpr": [{"ref": ["NET"]}, "*", {"val": 1.19}]}},
            "TWICE": {"value": {"xpr": [{"ref": ["GROSS"]}, "+", {"ref": ["GROSS"]}]}},
            "LOOP": {"value": {"xpr": [{"ref": ["LOOP"]}, "+", {"val": 1}]}},
        }
    )
    found = imported({"T": table})
    columns = found.columns("sales.t")
    assert (columns["gross"]["type"], columns["gross"]["source"]["formula"]) == (
        "decimal(18,4)",
        "NET * 1.19",
    )
    assert columns["twice"]["type"] == "decimal(19,4)"
    assert columns["loop"]["type"] == "string"
    assert len(found.messages("MAP006")) == 1
