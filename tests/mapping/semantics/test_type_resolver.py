"""Columns without a type of their own: resolved through the query to what they stand for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, annotated, entity, imported, to_one

BASE = entity(
    {
        "id": {**STRING, "key": True},
        "amount": {"type": "cds.Decimal", "precision": 15, "scale": 2},
        "when": {"type": "cds.Date"},
        "place": {"elements": {"city": STRING, "lat": {"type": "cds.Double"}}},
        "cust": STRING,
        "_c": to_one("CUST", ("cust", "id"), name="_c"),
    }
)
CUST = entity({"id": STRING, "born": {"type": "cds.Timestamp"}})
FROM = {"ref": ["BASE"], "as": "b"}


def view(query: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """The columns of a view whose elements state no type."""
    return imported({"V": entity(elements or {"x": {}}, query=query), "BASE": BASE, "CUST": CUST}).columns(
        "sales.v"
    )


COLUMNS: list[tuple[str, dict[str, Any], str]] = [
    ("alias.column", {"ref": ["b", "amount"], "as": "x"}, "decimal(15,2)"),
    ("column", {"ref": ["amount"], "as": "x"}, "decimal(15,2)"),
    ("alias.association.column", {"ref": ["b", "_c", "born"], "as": "x"}, "timestamp"),
    ("association.column", {"ref": ["_c", "born"], "as": "x"}, "timestamp"),
    ("association with a filter", {"ref": [{"id": "_c", "where": []}, "born"], "as": "x"}, "timestamp"),
    ("a field of a structure", {"ref": ["b", "place", "lat"], "as": "x"}, "double"),
    ("mixin.column", {"ref": ["_mix", "born"], "as": "x"}, "timestamp"),
    (
        "cast",
        {"xpr": [], "cast": {"type": "cds.Decimal", "precision": 9, "scale": 1}, "as": "x"},
        "decimal(9,1)",
    ),
    ("text", {"val": "Y", "as": "x"}, "string"),
    ("number", {"val": 1, "as": "x"}, "bigint"),
    ("truth", {"val": True, "as": "x"}, "boolean"),
]


@pytest.mark.parametrize(("what", "column", "glue"), COLUMNS, ids=[c[0] for c in COLUMNS])
def test_a_column_has_the_type_of_what_it_stands_for(what: str, column: dict[str, Any], glue: str) -> None:
    mixin = {"_mix": to_one("CUST", ("$projection", "id"), name="_mix")}
    assert view({"SELECT": {"from": FROM, "columns": [column], "mixin": mixin}})["x"]["type"] == glue


QUERIES: list[tuple[str, dict[str, Any]]] = [
    (
        "join",
        {
            "SELECT": {
                "from": {"join": "left", "args": [{"ref": ["CUST"]}, FROM]},
                "columns": [{"ref": ["b", "when"], "as": "x"}],
            }
        },
    ),
    (
        "star",
        {
            "SELECT": {
                "from": {"SELECT": {"from": FROM, "columns": [{"ref": ["when"], "as": "x"}]}, "as": "s"},
                "columns": ["*"],
            }
        },
    ),
    (
        "subquery",
        {
            "SELECT": {
                "from": {"SELECT": {"from": FROM, "columns": [{"ref": ["when"]}]}, "as": "s"},
                "columns": [{"ref": ["s", "when"], "as": "x"}],
            }
        },
    ),
    (
        "union",
        {
            "SET": {
                "op": "union",
                "args": [{"SELECT": {"from": FROM, "columns": [{"ref": ["when"], "as": "x"}]}}],
            }
        },
    ),
    (
        "FROM a path",
        {
            "SELECT": {
                "from": {"ref": ["BASE", "_c"], "as": "p"},
                "columns": [{"ref": ["p", "born"], "as": "y"}, {"ref": ["$projection", "when"], "as": "x"}],
            }
        },
    ),
]


@pytest.mark.parametrize(("what", "query"), QUERIES[:4], ids=[q[0] for q in QUERIES[:4]])
def test_a_column_is_found_through_each_kind_of_query(what: str, query: dict[str, Any]) -> None:
    assert view(query)["x"]["type"] == "date"


def test_a_path_in_from_and_a_reference_to_the_own_columns() -> None:
    columns = view(QUERIES[4][1], x={}, y={}, when={"type": "cds.Date"})
    assert (columns["x"]["type"], columns["y"]["type"]) == ("date", "timestamp")


def test_a_view_upon_a_view_comes_down_to_the_table() -> None:
    found = imported(
        {
            "A": entity(
                {"x": {}},
                query={"SELECT": {"from": {"ref": ["B"]}, "columns": [{"ref": ["B", "y"], "as": "x"}]}},
            ),
            "B": entity(
                {"y": {}}, query={"SELECT": {"from": FROM, "columns": [{"ref": ["amount"], "as": "y"}]}}
            ),
            "BASE": BASE,
            "CUST": CUST,
        }
    )
    assert found.columns("sales.a")["x"]["source"] == {"name": "x", "type": "cds.Decimal(15,2)"}


UNRESOLVED: list[tuple[str, Any]] = [
    ("an expression of what is not known", {"xpr": [{"ref": ["gone"]}, "*", {"val": 2}], "as": "x"}),
    ("an unknown column", {"ref": ["b", "gone"], "as": "x"}),
    ("an unknown alias", {"ref": ["z", "amount"], "as": "x"}),
    ("an association alone", {"ref": ["_c"], "as": "x"}),
    ("a reference that is none", {"ref": 3, "as": "x"}),
    ("no column of that name", {"ref": ["amount"], "as": "y"}),
]


@pytest.mark.parametrize(("what", "column"), UNRESOLVED, ids=[u[0] for u in UNRESOLVED])
def test_what_cannot_be_resolved_is_string_and_a_warning(what: str, column: Any) -> None:
    query = {"SELECT": {"from": FROM, "columns": [column]}}
    found = imported({"V": entity({"x": {}}, query=query), "BASE": BASE, "CUST": CUST})
    assert found.columns("sales.v")["x"]["type"] == "string"
    assert found.messages("MAP006")


def test_views_in_a_circle_end() -> None:
    def over(name: str) -> dict[str, Any]:
        return entity(
            {"x": {}}, query={"SELECT": {"from": {"ref": [name]}, "columns": [{"ref": [name, "x"]}]}}
        )

    found = imported({"A": over("B"), "B": over("A")})
    assert [found.columns(f"sales.{t}")["x"]["type"] for t in "ab"] == ["string", "string"]
    assert {c for c in found.codes() if c != "MAP032"} <= {"MAP006", "MAP007"}


# --- analytic models ---

FACT = entity(
    {
        "K": {**STRING, "@ObjectModel.foreignKey.association": {"=": "_dim"}},
        "Revenue": annotated(
            {"type": "cds.Decimal", "precision": 15, "scale": 2},
            Aggregation__default={"#": "SUM"},
            AnalyticsDetails__measureType={"#": "BASE"},
            Semantics__amount__currencyCode={"=": "Cur"},
        ),
        "Cur": STRING,
        "_dim": to_one("DIM", ("K", "K"), name="_dim"),
    }
)
DIM = entity({"K": {**STRING, "key": True}, "Region": {"type": "cds.String", "length": 4}})
INFINITY = "_dim∞0"
MODEL = entity(
    {
        "K": {"@ObjectModel.foreignKey.association": {"=": INFINITY}},
        INFINITY: to_one("DIM", ("K", "K"), name=INFINITY),
        "Region_K": {"@Analytics.navigationAttributeRef": [INFINITY, "Region"]},
        "Umsatz": {"@AnalyticsDetails.measureType": {"#": "BASE"}},
        "Currency": {},
        "Margin": {"@AnalyticsDetails.measureType": {"#": "CALCULATION"}},
    },
    **{
        "@ObjectModel.modelingPattern": {"#": "ANALYTICAL_CUBE"},
        "@DataWarehouse.editorType": {"#": "DWCQueryModelEditor"},
        "query": {
            "SELECT": {
                "from": {"ref": ["FACT"], "as": "FACT"},
                "columns": [
                    {"ref": ["FACT", "K"], "as": "K"},
                    {"ref": [INFINITY]},
                    {"ref": [INFINITY, "Region"], "as": "Region_K"},
                    {"ref": ["FACT", "Revenue"], "as": "Umsatz"},
                    {"ref": ["FACT", "Cur"], "as": "Currency"},
                ],
                "mixin": {INFINITY: to_one("DIM", ("K", "K"), name=INFINITY)},
            }
        },
    },
)
DIALECTS = [
    {
        "measureType": "AnalyticModelMeasureType.FactSourceMeasure",
        "sourceKey": "0",
        "key": "Revenue",
        "text": "R",
    },
    {
        "measureType": "AnalyticModelMeasureType.FactSourceMeasure",
        "measureMapping": {"FACT": {"key": "Revenue"}},
    },
]


@pytest.mark.parametrize("measure", DIALECTS)
def test_an_analytic_model_is_resolved_to_its_fact_and_dimensions(measure: dict[str, Any]) -> None:
    layer = {
        "sourceModel": {
            "factSources": {"0": {"dataEntity": {"key": "FACT"}}},
            "dimensionSources": {"0": {"dataEntity": {"key": "DIM"}}},
        },
        "attributes": {"K": {"attributeType": "x"}, "Region_K": {}},
        "measures": {
            "Umsatz": measure,
            "Margin": {
                "measureType": "AnalyticModelMeasureType.CalculatedMeasure",
                "formulaRaw": "Umsatz / 2",
                "exceptionAggregationType": "AnalyticModelExceptionAggregationType.LAST",
                "exceptionAggregationAttributes": ["K"],
            },
        },
        "variables": {"V": {"referenceAttribute": "K"}},
    }
    found = imported({"M": MODEL, "FACT": FACT, "DIM": DIM}, businessLayerDefinitions={"M": layer})
    spec = found.tables["sales.m"]
    columns = found.columns("sales.m")
    assert spec["source"]["kind"] == "analytic-model"
    assert (spec["source"]["facts"], spec["source"]["dimensions"]) == (["FACT"], ["DIM"])
    assert spec["business"]["role"] == "analytic-model"
    assert columns["umsatz"]["type"] == "decimal(15,2)"
    assert columns["umsatz"]["measure"] == {"aggregation": "sum", "currency": "currency"}
    assert columns["k"]["dimension"] == {}
    assert columns["region_k"]["dimension"] == {"association": INFINITY, "attribute": "Region"}
    assert columns["margin"]["measure"] == {
        "type": "calculated",
        "exception_aggregation": "last",
        "formula": "Umsatz / 2",
        "exception_dimensions": ["k"],
    }
    assert spec["relationships"][0]["on"] == {"k": "k"}
    assert columns["margin"]["type"] == "decimal(38,10)"  # a quotient floats: MAP002
    assert found.codes() == ["MAP002", "MAP032", "MAP035"]  # no SQL; cross calculations


def test_a_measure_that_is_no_column_is_a_finding() -> None:
    layer = {"measures": {"Gone": {"measureType": "x"}}}
    found = imported({"FACT": FACT, "DIM": DIM}, businessLayerDefinitions={"FACT": layer, "Other": {}})
    assert len(found.messages("MAP035")) == 2
