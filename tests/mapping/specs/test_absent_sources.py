"""Views and analytic models whose source is in none of the files: told once, with what to import."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, entity, imported

NAMES = ("A", "B", "C")
TYPED = entity(dict.fromkeys(NAMES, STRING))


def view(source: dict[str, Any], **elements: Any) -> dict[str, Any]:
    columns = [{"ref": [name]} for name in NAMES]
    return entity(
        {name: elements.get(name, {}) for name in NAMES},
        query={"SELECT": {"from": source, "columns": columns}},
    )


GONE = {"ref": ["OTHER.GONE"]}
JOIN = {"join": "left", "args": [{"ref": ["T"], "as": "T"}, {**GONE, "as": "G"}]}
UNION = {"SET": {"args": [{"SELECT": {"from": GONE}}, {"SELECT": {"from": {"ref": ["GONE2"]}}}]}}
ABSENT: list[tuple[dict[str, Any], list[str]]] = [
    (GONE, ["OTHER.GONE"]),
    ({**GONE, "as": "G"}, ["OTHER.GONE"]),
    (JOIN, ["OTHER.GONE"]),
    ({"SELECT": {"from": GONE}, "as": "S"}, ["OTHER.GONE"]),
    (UNION, ["OTHER.GONE"]),
]


@pytest.mark.parametrize(("source", "names"), ABSENT)
def test_an_absent_source_is_told_once_and_by_name(source: dict[str, Any], names: list[str]) -> None:
    found = imported({"V": view(source), "T": entity({"Z": STRING})})
    (message,) = found.messages("MAP017")
    assert all(repr(name) in message for name in names)
    (columns,) = (f for f in found.findings if f.code == "MAP006")
    assert columns.times == len(NAMES)
    assert "Import the export of" in columns.remedy


def test_a_view_upon_a_view_of_an_absent_source_names_that_source() -> None:
    found = imported({"V": view(GONE), "W": view({"ref": ["V"]})})
    assert [("'OTHER.GONE'" in m) for m in found.messages("MAP017")] == [True, True]


def test_types_that_are_stated_need_no_source() -> None:
    found = imported({"V": view(GONE, **dict.fromkeys(NAMES, STRING))})
    assert not {"MAP017", "MAP006"} & set(found.codes())


def test_a_column_that_a_source_lacks_is_no_absent_source() -> None:
    found = imported({"V": view({"ref": ["T"]}), "T": entity({"A": STRING, "B": STRING})})
    assert "MAP017" not in found.codes()
    assert found.codes().count("MAP006") == 1


def test_measures_of_an_absent_fact_are_counted_with_it() -> None:
    kind = "AnalyticModelMeasureType."
    measures = {
        "A": {"measureType": f"{kind}FactSourceMeasure", "key": "A", "sourceKey": "0"},
        "B": {"measureType": f"{kind}RestrictedMeasure", "key": "A"},
        "C": {"measureType": f"{kind}CalculatedMeasure", "formula": "[A] * 2"},
    }
    layer = {"M": {"factSources": {"0": {"dataEntity": {"key": "FACT"}}}, "measures": measures}}
    found = imported({"M": view({"ref": ["FACT"]})}, businessLayerDefinitions=layer)
    assert [("'FACT'" in m) for m in found.messages("MAP017")] == [True]
    assert [f.times for f in found.findings if f.code == "MAP055"] == [3]
