"""Every member that business layers of version 1.x are known to have is carried or told.

The members are those of real models of versions 1.3 and 1.7, and of what SAP Help says that a model has.
"""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.findings import Severity
from tests.support.exports import Imported, entity, imported
from tests.support.walk import Row, assert_not_silent, assert_told_or_brought, each, places, rows

AMOUNT = {"type": "cds.Decimal", "precision": 15, "scale": 2}
TEXT = {"type": "cds.String", "length": 5}
MEASURE = {**AMOUNT, "@AnalyticsDetails.measureType": {"#": "BASE"}, "@Aggregation.default": {"#": "SUM"}}
ID = {"type": "cds.Integer", "key": True}
TO = {"type": "cds.Association", "target": "DIM", "on": [{"ref": ["TO", "ID"]}, "=", {"ref": ["REGION"]}]}
FACT_MEASURE = {"measureType": "AnalyticModelMeasureType.FactSourceMeasure", "text": "PAID"}


def measure(kind: str, **members: Any) -> dict[str, Any]:
    return {"measureType": f"AnalyticModelMeasureType.{kind}", **members}


DOCUMENT: dict[str, Any] = {
    "definitions": {
        "AM": {
            "kind": "entity",
            "@ObjectModel.modelingPattern": {"#": "ANALYTICAL_CUBE"},
            "@DataWarehouse.sqlEditor.query": "SELECT 1 FROM DUMMY",
            "elements": {
                "REGION": TEXT,
                "DAY": TEXT,
                "PAID": MEASURE,
                "HALF": MEASURE,
                "EUR": MEASURE,
                "TO": TO,
            },
        },
        "FACT": entity({"REGION": TEXT, "PAID": AMOUNT}),
        "DIM": entity({"ID": ID}),
    },
    "businessLayerDefinitions": {
        "AM": {
            "identifier": {"key": "AM"},
            "version": "1.7.0",
            "sourceModel": {
                "factSources": {"F": {"dataEntity": {"key": "FACT"}}},
                "dimensionSources": {"0": {"dataEntity": {"key": "DIM"}}},
            },
            "attributes": {"REGION": {"attributeType": "AnalyticModelAttributeType.FactSourceAttribute"}},
            "measures": {
                "PAID": {**FACT_MEASURE, "measureMapping": {"F": {"key": "PAID"}}},
                "HALF": measure("RestrictedMeasure", key="PAID"),
                "EUR": measure("CurrencyConversionMeasure", key="PAID"),
            },
            "variables": {"V": {"parameterType": "AnalyticModelParameterType.Input"}},
        }
    },
    "$version": "1.0",
}
AM = "businessLayerDefinitions/AM/"
ON = [{"ref": ["REGION"]}, "=", {"ref": ["DAC", "R"]}]
OF_QUERY = "nothing: the query says the same"
MODEL = [
    Row("businessLayerDefinitions", [], "CSN008"),
    Row("businessLayerDefinitions/AM", "1.7", "CSN008"),
    Row("businessLayerDefinitions/GONE", {"measures": {}}, "MAP035"),
    *rows(
        AM,
        {
            "version": ("1.8.1", "nothing: of the format"),
            "text": ("Payments", "am.business.label"),
            "sourceModel": ([], "CSN008"),
            "measures": ([], "CSN008"),
            "measures/PAID": ("fact", "CSN008"),
            "measures/GONE": ({"measureType": "x"}, "MAP035"),
            "attributes": ("all", "CSN008"),
            "attributes/GONE": ({}, "MAP035"),
            "variables": ([7], "MAP035"),
            "exposedAssociations": ({"TO": {}}, "nothing: a relationship of the spec"),
            "exposedAssociations (another)": ({"GONE": {}}, "MAP035"),
            "supportedCapabilities": ({"planning": True}, "MAP035"),
            "crossCalculations": ({"RANK": {"formula": "1"}}, "MAP035"),
            "hierarchies": ({"H": {}}, "MAP035"),
            "collisionHandling": ({"type": "FormulaWins"}, "MAP035"),
            "dataAccessControls": ({"DAC": {"text": "By region"}}, "am.access"),
            "dataAccessControls (a condition)": ({"DAC": {"on": ON}}, "MAP060"),
            "dataAccessControls (a list)": ([{"key": "DAC"}], "MAP060"),
            "dataAccessControls (a number)": (7, "MAP061"),
            "dataAccessControls (a form)": ({"DAC": {"criteria": [7]}}, "MAP061"),
            "filter": ({"formula": "[REGION] = 'X'", "formulaRaw": "REGION = 'X'"}, "am.source.filter"),
            "filter (a text)": ("REGION = 'X'", "am.source.filter"),
            "filter (tokens)": ({"formula": [1]}, "MAP035"),
            "filter (more)": ({"formula": "REGION = 'X'", "odd": 1}, "MAP035"),
            "odd": (1, "MAP035"),
            "factSources": ({"F": {"dataEntity": {"key": "DIM"}}}, "am.source.facts"),
        },
    ),
    *rows(
        f"{AM}sourceModel/",
        {
            "odd": (1, "MAP035"),
            "factSources/F/dataEntity": ({"key": "DIM"}, "am.source.facts"),
            "factSources/G": ({"dataEntity": {"key": "DIM"}}, "am.source.facts"),
            "factSources/G (a text)": ("DIM", "MAP035"),
            "dimensionSources/0/dataEntity": ({"key": "FACT"}, "am.source.dimensions"),
            "dimensionSources/0/text": ("Dimension", "MAP035"),
            "dimensionSources/0/associationContexts": ([{"sourceKey": "F"}], OF_QUERY),
            "dimensionSources/0/technicalAffix": ({"text": "_X"}, "nothing: in the names of columns"),
            "dimensionSources/0/timeDependency": ({"variable": "V"}, "MAP035"),
        },
    ),
    *rows(
        f"{AM}variables/V/",
        {
            "text": ("Which day", "input_parameters.V.label"),
            "description": ("Text", "input_parameters.V.description"),
            "type": ("cds.Date", "input_parameters.V.type"),
            "mandatory": (True, "input_parameters.V.nullable"),
            "defaultValue": ("X", "input_parameters.V.default"),
            "defaultValue (an object)": ({"value": "X"}, "MAP035"),
            "parameterType": ("AnalyticModelParameterType.StoryFilter", "MAP035"),
            "referenceAttribute": ("DAY", "MAP035"),
            "selectionType": ("AnalyticModelVariableSelectionType.RANGE", "MAP035"),
            "variableProcessingType": ("AnalyticModelVariableProcessingType.Lookup", "MAP035"),
            "multipleSelections": (True, "MAP035"),
            "order": (3, "nothing: the only one"),
            "derivation": ({"entity": "LOOKUP"}, "MAP035"),
        },
    ),
]
HALF, EUR, PAID = f"{AM}measures/HALF/", f"{AM}measures/EUR/", f"{AM}measures/PAID/"
VARIABLE = {"type": "AnalyticModelTargetCurrencyType.variable", "value": "V"}
ENTRIES = [
    *rows(
        HALF,
        {
            "measureType": ("AnalyticModelMeasureType.CalculatedMeasure", "half.measure.type"),
            "key": ("EUR", "half.measure.base"),
            "key (gone)": ("GONE", "MAP056"),
            "text": ("Half", "half.label"),
            "formula": ("[REGION] = 'X'", "half.measure.filter"),
            "formula (tokens)": ([{"ref": ["REGION"]}], "MAP035"),
            "formulaRaw": ("REGION = 'X'", "half.measure.filter"),
            "formulaRaw (a number)": (7, "MAP035"),
            "aggregation": ("AnalyticModelAggregationType.MAX", "half.measure.aggregation"),
            "isAuxiliary": (True, "half.measure.auxiliary"),
            "constantSelectionType": ("AnalyticModelConstantSelectionType.All", "MAP035"),
            "constantSelectionType (none)": (
                "AnalyticModelConstantSelectionType.None",
                "nothing: the default",
            ),
            "constantSelectionAttributes": (["REGION"], "MAP035"),
            "exceptionAggregationType": (
                "AnalyticModelExceptionAggregationType.AVG",
                "exception_aggregation",
            ),
            "exceptionAggregationAttributes": (["REGION"], "half.measure.exception_dimensions"),
            "exceptionAggregationAttributes (gone)": (["GONE"], "MAP014"),
            "exceptionAggregationAttributes (a text)": ("REGION", "MAP035"),
            "countDistinctAttributes": (["REGION"], "half.measure.distinct_dimensions"),
            "elements": ({"0": {"key": "REGION"}}, "nothing: the names in the formula"),
            "targetCurrency": ({"value": "EUR"}, "MAP035"),
            "nonCumulative": ({"timeDimension": "DAY"}, "MAP035"),
            "format": ({"decimals": 2}, "MAP035"),
        },
    ),
    *rows(
        EUR,
        {
            "targetCurrency": ({"type": "a.constantValue", "value": "EUR"}, "measure.target_currency"),
            "targetCurrency (its own type)": (
                {"targetCurrencyType": "a.FixedValue", "value": "EUR"},
                "measure.target_currency",
            ),
            "targetCurrency (a text)": ("EUR", "measure.target_currency"),
            "targetCurrency (a variable)": (VARIABLE, "measure.target_currency"),
            "targetCurrency (more)": ({"type": "x", "value": "EUR", "odd": 1}, "MAP035"),
            "referenceDate": ({"type": "a.attribute", "value": "DAY"}, "measure.reference_date"),
            "conversionType": ("M", "measure.conversion_type"),
            "conversionTypeType": ("M", "measure.conversion_type"),
            "client": ("100", "MAP035"),
            "schema": ("S", "MAP035"),
            "errorHandling": ("SetToNull", "MAP035"),
            "measureType": ("AnalyticModelMeasureType.UnitConversionMeasure", "measure.type"),
        },
    ),
    *rows(
        PAID,
        {
            "text": ("Paid", "paid.label"),
            "sourceKey": ("F", OF_QUERY),
            "key": ("PAID", OF_QUERY),
            "duplicated": (True, OF_QUERY),
            "key (of a count)": ("PAID", OF_QUERY),
        },
    ),
    *rows(
        f"{AM}attributes/REGION/",
        {
            "text": ("Region", "region.label"),
            "sourceKey": ("0", OF_QUERY),
            "attributeMapping": ({"F": {"key": "REGION"}}, OF_QUERY),
            "usedForDimensionSourceKey": ("0", "MAP035"),
            "hierarchy": ("H", "MAP035"),
        },
    ),
]


@each([*MODEL, *ENTRIES])
def test_a_member_reaches_the_spec_or_is_told(row: Row) -> None:
    assert_not_silent(DOCUMENT, row)


@each(places(MODEL, ENTRIES))
def test_any_value_of_a_member_gives_specs_or_an_error(row: Row) -> None:
    assert_told_or_brought(DOCUMENT, row)


def modelled(layer: dict[str, Any], **members: Any) -> Imported:
    elements = {"Land": TEXT, "Umsatz": MEASURE}
    pattern = {"@ObjectModel.modelingPattern": {"#": "ANALYTICAL_CUBE"}}
    return imported({"M": entity(elements, **pattern, **members)}, businessLayerDefinitions={"M": layer})


def test_what_is_told_names_model_and_member() -> None:
    found = modelled({"crossCalculations": {"RANK": {}}, "filter": {"formula": "1 = 1", "odd": 1}})
    assert found.messages("MAP035") == [
        "crossCalculations 'RANK' of analytic model 'M' is not carried",
        "odd of filter of analytic model 'M' is not carried",
    ]


ASSIGNED: list[tuple[Any, dict[str, Any]]] = [
    ({"DAC_LAND": {"text": "Countries"}}, {"name": "DAC_LAND"}),
    ({"DAC_LAND": {}}, {"name": "DAC_LAND"}),
    (["DAC_LAND"], {"name": "DAC_LAND"}),
    ([{"target": {"=": "DAC_LAND"}}], {"name": "DAC_LAND"}),
    ({"DAC": {"mapping": {"Land": "COUNTRY"}}}, {"name": "DAC", "columns": {"land": "COUNTRY"}}),
    ({"DAC": {"mappings": {"COUNTRY": {"key": "Land"}}}}, {"name": "DAC", "columns": {"land": "COUNTRY"}}),
    (
        {"DAC": {"on": [{"ref": ["Land"]}, "=", {"ref": ["DAC", "COUNTRY"]}]}},
        {"name": "DAC", "columns": {"land": "COUNTRY"}},
    ),
]


@pytest.mark.parametrize(("controls", "expected"), ASSIGNED)
def test_a_models_own_controls_restrict_it(controls: Any, expected: dict[str, Any]) -> None:
    found = modelled({"dataAccessControls": controls})
    assert found.table["access"] == {"controls": [expected]}
    assert found.codes(Severity.WARNING) == ["MAP060"]


def test_a_model_takes_the_columns_of_its_control_from_what_it_reads() -> None:
    usage = [{"target": "DAC", "on": [{"ref": ["Land"]}, "=", {"ref": ["DAC", "C"]}]}]
    query = {"SELECT": {"from": {"ref": ["F"]}, "columns": [{"ref": ["Land"]}, {"ref": ["Umsatz"]}]}}
    fact = entity({"Land": TEXT, "Umsatz": AMOUNT}, **{"@DataWarehouse.dataAccessControl.usage": usage})
    model = entity({"Land": TEXT, "Umsatz": MEASURE}, query=query)
    layer = {"M": {"dataAccessControls": {"DAC": {"text": "By land"}}}}
    found = imported({"M": model, "F": fact}, businessLayerDefinitions=layer)
    assert found.tables["sales.m"]["access"]["controls"] == [{"name": "DAC", "columns": {"land": "C"}}]
    assert found.tables["sales.m"]["source"]["access_controls"] == {"DAC": {"label": "By land"}}


@pytest.mark.parametrize("nothing", [None, {}, [], ""])
def test_a_layer_that_says_nothing_is_silent(nothing: Any) -> None:
    parts = ("dataAccessControls", "filter", "crossCalculations", "variables", "exposedAssociations")
    found = modelled(dict.fromkeys(parts, nothing if nothing != "" else {}))
    assert found.messages("MAP035") == []
    assert "access" not in found.table
