"""Measures of analytic models: their types, and what their specs say of base, filter and conversion."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, entity, imported

KIND = "AnalyticModelMeasureType."
FACT = entity(
    {
        "K": {**STRING, "key": True},
        "QTY": {"type": "cds.Integer"},
        "NET": {
            "type": "cds.Decimal",
            "precision": 17,
            "scale": 2,
            "@Aggregation.default": {"#": "SUM"},
            "@Semantics.amount.currencyCode": {"=": "CURR"},
        },
        "CURR": STRING,
        "DAY": {"type": "cds.Date"},
    }
)


def model(measures: dict[str, dict[str, Any]], hidden: tuple[str, ...] = (), **layer: Any) -> Any:
    """What is imported of a model with these measures; all but the hidden ones are columns."""
    names = [name for name in measures if name not in hidden]
    columns = [{"ref": ["F", name]} for name in ("K", "CURR", "DAY", "NET", "QTY")]
    am = entity(
        {**{c["ref"][1]: {} for c in columns}, **{name: {} for name in names}},
        query={"SELECT": {"from": {"ref": ["FACT"], "as": "F"}, "columns": columns}},
        **{"@ObjectModel.modelingPattern": {"#": "ANALYTICAL_CUBE"}},
    )
    facts = {
        n: {"measureType": f"{KIND}FactSourceMeasure", "key": n, "sourceKey": "0"} for n in ("NET", "QTY")
    }
    entries = {**facts, **{n: {**m, "measureType": KIND + m["measureType"]} for n, m in measures.items()}}
    business = {"factSources": {"0": {"dataEntity": {"key": "FACT"}}}, "measures": entries, **layer}
    return imported({"AM": am, "FACT": FACT}, businessLayerDefinitions={"AM": business})


RESTRICTED = {"measureType": "RestrictedMeasure", "key": "NET", "formula": "K = 'A'"}
TYPES: list[tuple[str, dict[str, dict[str, Any]], str]] = [
    ("restricted", {"M": RESTRICTED}, "decimal(17,2)"),
    ("restricted whole number", {"M": {**RESTRICTED, "key": "QTY"}}, "int"),
    ("upon a restricted one", {"A": RESTRICTED, "M": {**RESTRICTED, "key": "A"}}, "decimal(17,2)"),
    ("before what it is upon", {"M": {**RESTRICTED, "key": "A"}, "A": RESTRICTED}, "decimal(17,2)"),
    ("count distinct", {"M": {"measureType": "CountDistinct", "countDistinctAttributes": ["K"]}}, "bigint"),
    ("currency", {"M": {"measureType": "CurrencyConversionMeasure", "key": "NET"}}, "decimal(17,2)"),
    ("unit", {"M": {"measureType": "UnitConversionMeasure", "key": "QTY"}}, "int"),
    ("non-cumulative", {"M": {"measureType": "NonCumulativeMeasure", "key": "NET"}}, "decimal(17,2)"),
    (
        "quotient",
        {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "NET / QTY * 100"}},
        "decimal(38,10)",
    ),
    ("difference", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "NET - NET"}}, "decimal(18,2)"),
    ("product", {"M": {"measureType": "CalculatedMeasure", "formula": "[NET] * [QTY]"}}, "decimal(27,2)"),
    (
        "case",
        {"M": {"measureType": "CalculatedMeasure", "formula": "CASE WHEN [QTY] > 0 THEN [NET] ELSE 0 END"}},
        "decimal(17,2)",
    ),
    (
        "function",
        {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "ROUND(ABS(NET), 1)"}},
        "decimal(17,2)",
    ),
    ("parentheses", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "(QTY + QTY) * 2"}}, "bigint"),
    *(
        (text, {"M": {"measureType": "CalculatedMeasure", "formula": text}}, glue)
        for text, glue in (
            ("IF([QTY] > 0, [NET], 0)", "decimal(17,2)"),
            ("if([QTY] = 0 and [NET] > 1, 1.5, [NET])", "decimal(17,2)"),
            ("NDIV0([NET] / [QTY])", "decimal(38,10)"),
            ("NDIV0([NET], [QTY])", "decimal(38,10)"),
            ("1 - NDIV0([NET], [QTY])", "decimal(38,10)"),
            ("[NET] % [QTY]", "decimal(38,10)"),
            ("MAX([NET], [QTY])", "decimal(17,2)"),
            ("SQRT([QTY]) + POWER([QTY], 2)", "double"),
            ("SIGN([NET])", "int"),
            ("FLOOR([NET])", "decimal(17,2)"),
        )
    ),
    ("new kind", {"M": {"measureType": "RunningMeasure", "key": "NET"}}, "decimal(17,2)"),
]


@pytest.mark.parametrize(("what", "measures", "glue"), TYPES, ids=[t[0] for t in TYPES])
def test_a_measure_has_the_type_of_what_it_is_made_of(what: str, measures: Any, glue: str) -> None:
    found = model(measures)
    assert found.columns("sales.am")["m"]["type"] == glue
    assert not {"MAP006", "MAP055"} & set(found.codes())


GUESSED: list[tuple[str, dict[str, dict[str, Any]]]] = [
    ("a formula in another grammar", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "NET ?? {1"}}),
    ("no formula", {"M": {"measureType": "CalculatedMeasure"}}),
    ("an unknown name", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "GONE * 2"}}),
    ("an unknown base", {"M": {**RESTRICTED, "key": "GONE"}}),
    ("no base", {"M": {"measureType": "RestrictedMeasure"}}),
    ("itself", {"M": {**RESTRICTED, "key": "M"}}),
    ("a circle", {"A": {**RESTRICTED, "key": "M"}, "M": {**RESTRICTED, "key": "A"}}),
    ("a formula of itself", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "M + 1"}}),
    ("a text", {"M": {**RESTRICTED, "key": "K"}}),
    ("parentheses that never close", {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "((NET"}}),
]


@pytest.mark.parametrize(("what", "measures"), GUESSED, ids=[g[0] for g in GUESSED])
def test_a_measure_is_never_a_text_but_a_decimal_that_is_told_as_a_guess(what: str, measures: Any) -> None:
    found = model(measures)
    assert found.columns("sales.am")["m"]["type"] == "decimal(38,10)"
    assert any("'M'" in message and "guess" in message for message in found.messages("MAP055"))


CIRCLES: list[dict[str, dict[str, Any]]] = [
    {"M": {**RESTRICTED, "key": "M"}},
    {"A": {**RESTRICTED, "key": "M"}, "M": {**RESTRICTED, "key": "A"}},
    {"M": {"measureType": "CalculatedMeasure", "formulaRaw": "M + 1"}},
    {"A": {**RESTRICTED, "key": "M"}, "M": {"measureType": "CalculatedMeasure", "formula": "2 * [A]"}},
]


@pytest.mark.parametrize("measures", CIRCLES)
def test_measures_made_of_each_other_are_told_as_a_circle(measures: Any) -> None:
    assert all("circle" in message for message in model(measures).messages("MAP055"))
    assert len(model(measures).messages("MAP055")) == len(measures)


def test_a_fact_measure_of_a_column_that_is_not_there_is_told_by_name() -> None:
    gone = {"measureType": "FactSourceMeasure", "key": "GONE", "sourceKey": "0"}
    found = model({"M": gone, "R": {**RESTRICTED, "key": "M"}}).messages("MAP055")
    assert len(found) == 2
    assert all("'FACT' has no column 'GONE'" in message for message in found)


def test_a_count_of_texts_is_a_whole_number() -> None:
    query = {"SELECT": {"from": {"ref": ["FACT"]}, "columns": [{"ref": ["K"], "as": "N"}, {"ref": ["QTY"]}]}}
    counted = {
        "@Aggregation.default": {"#": "COUNT_DISTINCT"},
        "@AnalyticsDetails.measureType": {"#": "BASE"},
    }
    found = imported({"V": entity({"N": counted, "QTY": {}}, query=query), "FACT": FACT})
    assert found.columns("sales.v")["n"]["type"] == "bigint"


def test_a_measure_whose_type_is_stated_keeps_it() -> None:
    measure = {"type": "cds.String", "@AnalyticsDetails.measureType": {"#": "BASE"}}
    found = imported({"T": entity({"M": measure})})
    assert (found.columns("sales.t")["m"]["type"], found.messages("MAP055")) == ("string", [])


def test_a_restricted_measure_has_base_filter_aggregation_and_currency() -> None:
    columns = model({"M": RESTRICTED}).columns("sales.am")
    assert columns["m"]["measure"] == {
        "aggregation": "sum",
        "type": "restricted",
        "base": "net",
        "filter": "K = 'A'",
        "currency": "curr",
    }
    assert "formula" not in columns["m"]["source"]


DERIVED = ("RestrictedMeasure", "CurrencyConversionMeasure", "UnitConversionMeasure", "NonCumulativeMeasure")


@pytest.mark.parametrize("kind", DERIVED)
def test_a_derived_measure_is_aggregated_as_its_base_is_in_the_model(kind: str) -> None:
    base = {"measureType": "FactSourceMeasure", "key": "NET", "sourceKey": "0", "aggregation": "x.MAX"}
    made = {"measureType": kind, "key": "TOP"}
    found = model({"TOP": base, "M": made, "N": {**made, "key": "M"}}).columns("sales.am")
    assert [found[name]["measure"]["aggregation"] for name in ("top", "m", "n")] == ["max"] * 3


def test_an_aggregation_of_its_own_is_stronger_than_that_of_the_base() -> None:
    base = {"measureType": "FactSourceMeasure", "key": "NET", "sourceKey": "0", "aggregation": "x.MAX"}
    made = {"measureType": "RestrictedMeasure", "key": "TOP", "aggregation": "x.MIN"}
    assert model({"TOP": base, "M": made}).columns("sales.am")["m"]["measure"]["aggregation"] == "min"


def test_the_exception_of_a_non_cumulative_measure_is_carried() -> None:
    last = "AnalyticModelNonCumulativeExceptionAggregationType.LAST"
    made = {"measureType": "NonCumulativeMeasure", "key": "NET", "exceptionAggregationNcumType": last}
    found = model({"M": made})
    assert found.columns("sales.am")["m"]["measure"]["exception_aggregation"] == "last"
    assert not any("Ncum" in message for message in found.messages("MAP035"))


def test_of_two_exceptions_the_second_is_told() -> None:
    both = {"exceptionAggregationType": "x.AVG", "exceptionAggregationNcumType": "x.LAST"}
    found = model({"M": {"measureType": "NonCumulativeMeasure", "key": "NET", **both}})
    assert found.columns("sales.am")["m"]["measure"]["exception_aggregation"] == "avg"
    assert any("exceptionAggregationNcumType" in message for message in found.messages("MAP035"))


def test_a_calculated_measure_has_its_formula_twice_for_readers_of_both() -> None:
    column = model({"M": {"measureType": "CalculatedMeasure", "formula": "[NET] * 2"}}).columns("sales.am")[
        "m"
    ]
    assert column["measure"] == {"type": "calculated", "formula": "[NET] * 2"}
    assert column["source"]["formula"] == "[NET] * 2"


TARGETS: list[tuple[Any, Any, dict[str, str]]] = [
    ({"value": "EUR", "type": "x.constantValue"}, "EUR", {"currency_value": "EUR"}),
    ({"value": "P_CURR", "type": "x.variable"}, {"variable": "P_CURR"}, {}),
    ({"value": "CURR", "type": "x.attribute"}, {"column": "curr"}, {"currency": "curr"}),
    ("USD", "USD", {"currency_value": "USD"}),
]


@pytest.mark.parametrize(("target", "carried", "beside"), TARGETS)
def test_a_converted_amount_says_into_what(target: Any, carried: Any, beside: dict[str, str]) -> None:
    conversion = {"measureType": "CurrencyConversionMeasure", "key": "NET", "targetCurrency": target}
    measure = model({"M": conversion}).columns("sales.am")["m"]["measure"]
    assert measure == {
        "aggregation": "sum",
        "type": "currency-conversion",
        "base": "net",
        "target_currency": carried,
        **beside,
    }


def test_a_base_that_is_no_column_is_named_and_told() -> None:
    found = model({"A": {**RESTRICTED, "isAuxiliary": True}, "M": {**RESTRICTED, "key": "A"}}, hidden=("A",))
    column = found.columns("sales.am")["m"]
    assert (column["type"], column["measure"]["base"]) == ("decimal(17,2)", "A")
    assert any("'A'" in message for message in found.messages("MAP056"))


def test_a_reference_to_the_facts_column_means_the_base_and_not_what_is_made_of_it() -> None:
    found = model({"M": RESTRICTED})
    assert found.columns("sales.am")["net"]["measure"]["currency"] == "curr"
    assert not found.messages("MAP014")
