"""Paths of annotations: to a foreign key, into a structure, through a relationship, and constants instead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, entity, imported

PLANTS = {"Plants": entity({"no": STRING | {"key": True}, "unit": STRING, "Name Of": STRING})}
TO_PLANT = {"type": "cds.Association", "target": "Plants", "keys": [{"ref": ["no"]}]}
PLACE = {"elements": {"city": STRING, "plant": TO_PLANT, "deep": {"elements": {"c": STRING}}}}
ON = [{"ref": ["plant2_no"]}, "=", {"ref": ["plant2", "no"]}]
BESIDE = {
    "CUR": STRING,
    "plant": TO_PLANT,
    "place": PLACE,
    "flat_unit": STRING,
    "plant2_no": STRING,
    "plant2": {"type": "cds.Association", "target": "Plants", "on": ON},
}
REFERRING = {
    "currency": ("@Measures.ISOCurrency", "@Semantics.amount.currencyCode"),
    "unit": ("@Measures.Unit", "@Semantics.quantity.unitOfMeasure"),
    "text": ("@Common.Text", "@ObjectModel.text.element"),
}
FORMS = [lambda path: {"=": path}, lambda path: [{"=": path}], lambda path: path]


def of(name: str, value: Any, **members: Any) -> Any:
    return imported({"T": entity({"x": STRING | {name: value} | members, **BESIDE}), **PLANTS})


def column(found: Any, name: str = "x") -> dict[str, Any]:
    return {k: v for k, v in found.columns("sales.t")[name].items() if k not in ("name", "type", "source")}


@pytest.mark.parametrize("form", FORMS, ids=["=", "list", "text"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CUR", "cur"),
        ("$self.CUR", "cur"),
        ("plant.no", "plant_no"),
        ("plant2.no", "plant2_no"),
        ("place.city", "place.city"),
        ("place.deep.c", "place.deep.c"),
        ("place.plant.no", "place.plant_no"),
        ("flat.unit", "flat_unit"),
    ],
)
@pytest.mark.parametrize(("key", "name"), [(k, n) for k, names in REFERRING.items() for n in names])
def test_a_path_is_the_column_or_field_that_it_ends_at(
    key: str, name: str, path: str, expected: str, form: Any
) -> None:
    value = form(path)
    if isinstance(value, list) and name != "@ObjectModel.text.element":
        value = value[0]  # the others take one
    found = of(name, value)
    assert column(found)[key] == expected
    assert found.findings == []


@pytest.mark.parametrize("name", REFERRING["text"])
@pytest.mark.parametrize(
    ("path", "relationship"),
    [("plant.Name Of", "plant"), ("plant2.unit", "plant2"), ("place.plant.unit", "place.plant")],
)
def test_a_text_through_an_association_is_the_relationship(name: str, path: str, relationship: str) -> None:
    found = of(name, {"=": path})
    assert column(found) == {"text_association": relationship}
    assert found.columns("sales.t")["x"]["source"]["text"] == path
    kinds = {r["name"]: r.get("kind") for r in found.tables["sales.t"]["relationships"]}
    assert [of for of, kind in kinds.items() if kind == "text"] == [relationship]


def test_a_unit_through_an_association_is_the_path_of_the_relationship() -> None:
    assert column(of("@Measures.Unit", {"=": "plant.unit"}))["unit"] == "plant.unit"
    assert column(of("@Measures.Unit", {"=": "place.plant.unit"}))["unit"] == "place.plant.unit"


@pytest.mark.parametrize("name", [n for names in REFERRING.values() for n in names])
@pytest.mark.parametrize("path", ["nowhere.no", "place.nothing", "CUR.no"])
def test_a_path_that_leads_nowhere_is_told(name: str, path: str) -> None:
    found = of(name, {"=": path})
    assert f"{name} of 'x' refers to {path!r}, which is no column here" in found.messages("MAP014")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("@Measures.Unit", "kg", {"unit_value": "kg", "semantic": "quantity"}),
        ("@Measures.Unit", "pieces a day", {"unit_value": "pieces a day", "semantic": "quantity"}),
        ("@Measures.ISOCurrency", "EUR", {"currency_value": "EUR", "semantic": "amount"}),
        ("@Semantics.amount.currencyCode", "MYR", {"currency_value": "MYR", "semantic": "amount"}),
        ("@Semantics.quantity.unitOfMeasure", "PC", {"unit_value": "PC", "semantic": "quantity"}),
        ("@Measures.ISOCurrency", "CUR", {"currency": "cur", "semantic": "amount"}),  # the column wins
    ],
)
def test_a_constant_is_kept_as_one(name: str, value: str, expected: dict[str, Any]) -> None:
    found = of(name, value)
    assert column(found) == expected
    assert found.findings == []


def test_a_measures_constant_is_with_the_measure() -> None:
    found = of("@Measures.Unit", "kg", **{"@Aggregation.default": {"#": "SUM"}})
    assert column(found)["measure"] == {"aggregation": "sum", "unit_value": "kg"}


def test_a_bare_name_of_no_column_is_still_told() -> None:
    found = of("@Semantics.amount.currencyCode", "Waers")
    assert column(found) == {"semantic": "amount"}
    assert len(found.messages("MAP014")) == 1


def test_the_annotations_of_a_managed_association_reach_its_foreign_keys() -> None:
    own = {
        "@title": "Plant",
        "@description": "Where it is made",
        "@Common.Text": {"=": "plant.unit"},
        "@UI.Hidden": True,
        "@Semantics.currencyCode": True,
        "@Shop.sort": 1,
    }
    found = imported({"T": entity({"x": STRING, "plant": TO_PLANT | own}), **PLANTS})
    assert column(found, "plant_no") == {
        "label": "Plant",
        "description": "Where it is made",
        "semantic": "currency-code",
        "foreign_key": "plant",
        "text_association": "plant",
        "hidden": True,
    }
    assert [f.message for f in found.findings] == ["annotation @Shop.sort has no place in a relationship"]


NOWHERE = [(name, f"plant{no}.nope") for names in REFERRING.values() for name in names for no in ("", "2")]


@pytest.mark.parametrize(("name", "path"), NOWHERE)
def test_a_path_whose_end_the_target_lacks_is_told(name: str, path: str) -> None:
    found = of(name, {"=": path})
    assert [path in message for message in found.messages("MAP014")] == [True]
    assert not {"text", "unit", "currency"} & set(column(found))
    assert "text" not in found.columns("sales.t")["x"]["source"]


def test_a_path_into_a_target_that_is_in_none_of_the_files_is_kept() -> None:
    to = {"type": "cds.Association", "target": "Gone", "on": [{"ref": ["x"]}, "=", {"ref": ["far", "no"]}]}
    found = imported({"T": entity({"x": STRING | {"@Measures.Unit": {"=": "far.unit"}}, "far": to})})
    assert column(found)["unit"] == "far.unit"
    assert "MAP014" not in found.codes()


@pytest.mark.parametrize(("end", "codes"), [("unit", []), ("nope", ["MAP014"])])
def test_a_path_through_two_associations_is_looked_along(end: str, codes: list[str]) -> None:
    found = imported(
        {
            "T": entity({"x": STRING | {"@Measures.Unit": {"=": f"site.plant.{end}"}}, "site": TO_SITE}),
            "Sites": entity({"id": STRING | {"key": True}, "plant": TO_PLANT}),
            **PLANTS,
        }
    )
    assert [code for code in found.codes() if code == "MAP014"] == codes


TO_SITE = {"type": "cds.Association", "target": "Sites", "keys": [{"ref": ["id"]}]}
