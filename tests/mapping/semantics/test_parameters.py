"""Variables of an analytic model: those that people fill in are input parameters, filters are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, Imported, entity, imported


def model(variables: Any, **params: Any) -> Imported:
    """An analytic model with these variables in its business layer, and parameters of its own."""
    layer = {"identifier": {"key": "AM"}, "text": "AM", "variables": variables}
    definition = entity({"id": STRING}, **({"params": params} if params else {}))
    return imported({"AM": definition}, businessLayerDefinitions={"AM": layer})


def parameters(found: Imported) -> list[dict[str, Any]]:
    return list(found.table.get("business", {}).get("input_parameters", []))


def test_a_variable_that_is_filled_in_is_an_input_parameter() -> None:
    variable = {
        "text": "Target currency",
        "description": "Amounts are converted into it",
        "parameterType": "AnalyticModelParameterType.Input",
        "type": "cds.String",
        "length": 5,
        "defaultValue": "EUR",
        "mandatory": True,
        "order": 1,
    }
    found = model({"V_CUR": variable})
    assert parameters(found) == [
        {
            "name": "V_CUR",
            "type": "cds.String(5)",
            "label": "Target currency",
            "description": "Amounts are converted into it",
            "default": "EUR",
            "nullable": False,
        }
    ]
    assert found.messages("MAP035") == []


def test_a_variable_adds_to_the_parameter_of_its_name() -> None:
    own = {"type": "cds.Date", "@EndUserText.label": "Day"}
    found = model({"P": {"text": "Another", "description": "Of the rates"}}, P=own)
    assert parameters(found) == [
        {"name": "P", "label": "Day", "description": "Of the rates", "type": "cds.Date"}
    ]


@pytest.mark.parametrize(
    "variable",
    [
        {"parameterType": "AnalyticModelParameterType.StoryFilter", "referenceAttribute": "id"},
        {"parameterType": "AnalyticModelParameterType.Filter"},
        {"referenceAttribute": "id", "mandatory": False},
        "of another shape",
    ],
)
def test_a_filter_is_no_parameter_and_told_by_its_name(variable: Any) -> None:
    found = model({"V_ID": variable})
    assert parameters(found) == []
    (message,) = found.messages("MAP035")
    assert message.startswith("variable 'V_ID'")
    assert message.endswith("of 'AM' is no input parameter: not carried")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("selectionType", "AnalyticModelVariableSelectionType.SINGLE"),
        ("defaultValue", {"low": 1, "high": 2}),
        ("multipleSelections", True),
        ("text", 5),
    ],
)
def test_what_a_spec_has_no_place_for_is_told(member: str, value: Any) -> None:
    found = model({"V": {"parameterType": "AnalyticModelParameterType.Input", member: value}})
    assert parameters(found) == [{"name": "V"}]
    assert found.messages("MAP035") == [f"{member!r} of variable 'V' of 'AM' is not carried"]


def test_variables_of_another_shape_are_told() -> None:
    assert model(["V"]).messages("MAP035") == ["variables of analytic model 'AM' is not carried"]
