"""Associations that are found by their target, inside structures too, and the names of their foreign keys.

The expected names are those of the CAP compiler for the same models (SQL and OData).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.support.exports import STRING, entity, imported

INTEGER = {"type": "cds.Integer"}
CODE = {"type": "cds.String", "length": 3, "key": True}
CURRENCIES = {"Currencies": entity({"code": CODE, "symbol": STRING})}
OWNERS = {
    "Owners": entity(
        {
            "ID": {"type": "cds.Integer", "key": True},
            "home": {
                "type": "cds.Association",
                "target": "Currencies",
                "keys": [{"ref": ["code"]}],
                "key": True,
            },
            "address": {
                "elements": {
                    "city": STRING,
                    "country": {
                        "type": "cds.Association",
                        "target": "Currencies",
                        "keys": [{"ref": ["code"]}],
                    },
                }
            },
        }
    )
}
DEEP = {
    "Deep": entity(
        {
            "id": {"key": True, "elements": {"a": INTEGER, "b": {"elements": {"c": STRING}}}},
            "owner": {
                "key": True,
                "type": "cds.Association",
                "target": "Owners",
                "keys": [{"ref": ["ID"]}, {"ref": ["home"]}],
            },
        }
    )
}
ALL = CURRENCIES | OWNERS | DEEP


def to(target: str, *keys: tuple[str, str], **members: Any) -> dict[str, Any]:
    """A managed association with these keys: path in the target and alias, empty for none."""
    named = [{"ref": path.split("."), **({"as": alias} if alias else {})} for path, alias in keys]
    return {"type": "cds.Association", "target": target, "keys": named, **members}


def of(element: Any, *, name: str = "x", more: dict[str, Any] | None = None) -> Any:
    return imported({"T": entity({"k": STRING, name: element}), **ALL, **(more or {})})


def table(element: Any, more: dict[str, Any] | None = None) -> dict[str, Any]:
    found = of(element, more=more)
    assert [f.message for f in found.findings] == []
    return next(t for t in found.tables.values() if t["source"]["object"] == "T")


@pytest.mark.parametrize(
    ("element", "columns", "on"),
    [
        (to("Currencies", ("code", "")), ["x_code"], {"x_code": "code"}),
        (to("Currencies", ("code", "c")), ["x_c"], {"x_c": "code"}),
        (
            to("Deep", ("id", ""), ("owner", "")),
            ["x_id_a", "x_id_b_c", "x_owner_id", "x_owner_home_code"],
            {
                "x_id_a": "id.a",
                "x_id_b_c": "id.b.c",
                "x_owner_id": "owner_id",
                "x_owner_home_code": "owner_home_code",
            },
        ),
        (
            to("Deep", ("id.a", "n"), ("owner", "o")),
            ["x_n", "x_o_id", "x_o_home_code"],
            {"x_n": "id.a", "x_o_id": "owner_id", "x_o_home_code": "owner_home_code"},
        ),
        (to("Deep", ("id", "i")), ["x_i_a", "x_i_b_c"], {"x_i_a": "id.a", "x_i_b_c": "id.b.c"}),
        (to("Deep", ("id.b", "")), ["x_b_c"], {"x_b_c": "id.b.c"}),
        (
            to("Owners", ("address.city", ""), ("address.country", "land")),
            ["x_city", "x_land_code"],
            {"x_city": "address.city", "x_land_code": "address.country_code"},
        ),
        (
            to("Owners", ("address", "")),
            ["x_address_city", "x_address_country_code"],
            {"x_address_city": "address.city", "x_address_country_code": "address.country_code"},
        ),
        ({"type": "cds.Association", "target": "Owners"}, ["x_id", "x_home_code"], None),
    ],
)
def test_foreign_keys_are_named_as_the_compiler_names_them(
    element: dict[str, Any], columns: list[str], on: dict[str, str] | None
) -> None:
    found = table(element)
    assert [c["name"] for c in found["columns"]] == ["k", *columns]
    assert all(c["foreign_key"] == "x" for c in found["columns"][1:])
    assert on is None or found["relationships"][0]["on"] == on


@pytest.mark.parametrize("own", [True, False], ids=["target at the element", "target at the type only"])
@pytest.mark.parametrize("chain", [("Land",), ("Land", "Home"), ("a.Land", "b.Home", "c.Base")])
def test_an_element_of_an_association_type_is_an_association(own: bool, chain: tuple[str, ...]) -> None:
    base = to("Currencies", ("code", ""), kind="type")
    types: dict[str, Any] = {chain[0]: base}
    for before, name in pairwise(chain):
        types[name] = {"kind": "type", "type": before}
    stated = to("Currencies", ("code", "")) if own else {}
    found = table(stated | {"type": chain[-1]}, types)
    (column,) = found["columns"][1:]
    assert (column["name"], column["type"], column["foreign_key"]) == ("x_code", "string", "x")
    assert found["relationships"] == [
        {"name": "x", "to": "sales.currencies", "on": {"x_code": "code"}, "cardinality": "many-to-one"}
    ]


def test_a_type_that_names_an_integer_key_gives_an_integer() -> None:
    more = {"Plants": entity({"no": INTEGER | {"key": True}}), "Plant": to("Plants", ("no", ""), kind="type")}
    assert table({"type": "Plant"}, more)["columns"][1]["type"] == "int"


@pytest.mark.parametrize("named", [False, True], ids=["anonymous", "named"])
def test_an_association_in_a_structure_is_its_foreign_key_there_and_a_relationship(named: bool) -> None:
    inner = {"elements": {"cur": to("Currencies", ("code", "")), "n": INTEGER}}
    structure = {"elements": {"street": STRING, "country": to("Currencies", ("code", "")), "deep": inner}}
    more = {"Place": {"kind": "type", **structure}} if named else {}
    found = table({"type": "Place"} if named else structure, more)
    assert found["columns"][1]["type"] == (
        "struct<street:string,country_code:string,deep:struct<cur_code:string,n:int>>"
    )
    assert [(r["name"], r["on"]) for r in found["relationships"]] == [
        ("x.country", {"x.country_code": "code"}),
        ("x.deep.cur", {"x.deep.cur_code": "code"}),
    ]


@pytest.mark.parametrize("here", [["cc"], ["$self", "x", "cc"], ["x", "cc"]])
def test_an_unmanaged_association_in_a_structure_joins_by_the_fields_beside_it(here: list[str]) -> None:
    lead = {
        "type": "cds.Association",
        "target": "Currencies",
        "on": [{"ref": ["cur", "code"]}, "=", {"ref": here}],
    }
    found = table({"elements": {"cc": STRING, "cur": lead}})
    assert found["relationships"][0]["on"] == {"x.cc": "code"}
    assert found["columns"][1]["type"] == "struct<cc:string>"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"items": {"elements": {"c": to("Currencies", ("code", ""))}}}, "array<struct<c_code:string>>"),
        ({"items": to("Currencies", ("code", ""))}, "array<struct<code:string>>"),
    ],
)
def test_an_association_inside_an_array_is_told_by_object_and_field(
    element: dict[str, Any], expected: str
) -> None:
    found = of(element)
    (message,) = found.messages("MAP051")
    assert "'x" in message
    assert "'T'" in message
    assert found.columns("sales.t")["x"]["type"] == expected


@pytest.mark.parametrize("path", [["A"], ["A", "B", "C"]])
def test_keys_that_lead_back_to_themselves_end(path: list[str]) -> None:
    around = {
        name: entity({"id": INTEGER | {"key": True}, "up": to(path[i - 1], ("id", ""), ("up", ""), key=True)})
        for i, name in enumerate(path)
    }
    assert imported(around).tables


def test_a_structured_key_that_holds_its_own_entity_ends() -> None:
    inside = {"key": True, "elements": {"n": INTEGER, "again": {"type": "cds.Association", "target": "A"}}}
    assert imported({"A": entity({"s": inside})}).columns()["s"]["type"].startswith("struct<n:int")


def test_a_composition_of_an_aspect_leads_to_the_entity_that_the_compiler_makes_of_it() -> None:
    aspect = {"kind": "aspect", "elements": {"pos": INTEGER | {"key": True}}}
    lines = entity({"up_": to("T", ("k", ""), key=True), "pos": INTEGER | {"key": True}})
    composition = {"type": "cds.Composition", "targetAspect": "Lines", "cardinality": {"max": "*"}}
    found = imported(
        {"T": entity({"k": STRING | {"key": True}, "items": composition}), "Lines": aspect, "T.items": lines}
    )
    assert found.tables["sales.t"]["relationships"] == [
        {
            "name": "items",
            "to": "sales.t_items",
            "on": {"k": "up__k"},
            "cardinality": "one-to-many",
            "kind": "composition",
        }
    ]


def test_the_type_of_an_association_is_one() -> None:
    found = table({"type": {"ref": ["Owners", "home"]}})
    assert found["columns"][1]["name"] == "x_code"
    assert found["relationships"][0]["on"] == {"x_code": "code"}


@pytest.mark.parametrize("member", [{"type": "cds.Association"}, {"type": "Land", "target": 5}])
def test_an_association_without_a_target_is_one_error(member: dict[str, Any]) -> None:
    assert len(of(member).messages("CSN008")) == 1
    assert len(of({"elements": {"inner": member}}).messages("CSN008")) == 1
