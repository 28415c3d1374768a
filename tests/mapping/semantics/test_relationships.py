"""Associations: foreign keys, relationships, cardinalities, and conditions that are no join."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import STRING, Imported, entity, imported, to_one

CUSTOMER = entity({"Customer ID": {**STRING, "key": True}, "region": STRING})


def relationship(element: dict[str, Any], **definitions: Any) -> dict[str, Any]:
    found = imported(
        {"T": entity({"cust": STRING, "region": STRING, "_a": element}), "C": CUSTOMER, **definitions}
    )
    (one,) = found.tables["sales.t"]["relationships"]
    return dict(one)


def test_an_unmanaged_association_joins_by_glue_names() -> None:
    assert relationship(
        to_one("C", ("cust", "Customer ID"), name="_a", **{"@EndUserText.label": "To Customer"})
    ) == {
        "name": "_a",
        "label": "To Customer",
        "to": "sales.c",
        "on": {"cust": "customer_id"},
        "cardinality": "many-to-one",
    }


CONDITIONS: list[tuple[str, list[Any], dict[str, str]]] = [
    ("either side", [{"ref": ["_a", "Customer ID"]}, "=", {"ref": ["cust"]}], {"cust": "customer_id"}),
    ("$self", [{"ref": ["$self", "cust"]}, "=", {"ref": ["_a", "Customer ID"]}], {"cust": "customer_id"}),
    (
        "$projection",
        [{"ref": ["$projection", "cust"]}, "=", {"ref": ["_a", "Customer ID"]}],
        {"cust": "customer_id"},
    ),
    (
        "several, in brackets",
        [
            {"xpr": [{"ref": ["cust"]}, "=", {"ref": ["_a", "Customer ID"]}]},
            "AND",
            "(",
            {"ref": ["region"]},
            "=",
            {"ref": ["_a", "region"]},
            ")",
        ],
        {"cust": "customer_id", "region": "region"},
    ),
]


@pytest.mark.parametrize(("what", "on", "expected"), CONDITIONS, ids=[c[0] for c in CONDITIONS])
def test_conditions_are_read_in_each_spelling(what: str, on: list[Any], expected: dict[str, str]) -> None:
    assert relationship({"type": "cds.Association", "target": "C", "on": on})["on"] == expected


@pytest.mark.parametrize(
    ("cardinality", "kind", "word"),
    [
        ({}, "cds.Association", "many-to-one"),
        ({"max": 1}, "cds.Association", "many-to-one"),
        ({"src": 1}, "cds.Association", "one-to-one"),
        ({"max": "*"}, "cds.Association", "one-to-many"),
        ({"src": "*", "max": "*"}, "cds.Association", "many-to-many"),
        ({"max": 5}, "cds.Composition", "one-to-many"),
    ],
)
def test_cardinalities_are_those_of_cds(cardinality: dict[str, Any], kind: str, word: str) -> None:
    element = to_one("C", ("cust", "Customer ID"), name="_a", cardinality=cardinality) | {"type": kind}
    found = relationship(element)
    assert found["cardinality"] == word
    assert found.get("kind") == ("composition" if kind == "cds.Composition" else None)


JOIN: list[Any] = [{"ref": ["cust"]}, "=", {"ref": ["_a", "Customer ID"]}]
REGION = {"ref": ["_a", "region"]}
OPEN = {**STRING, "enum": {"open": {"val": "O"}, "closed": {"val": "C"}}}


def narrowed(*condition: Any, target: dict[str, Any] = CUSTOMER, name: str = "C") -> Imported:
    """An import of a join with one more condition."""
    association = {"type": "cds.Association", "target": "C", "on": [*JOIN, "and", *condition]}
    elements = {"cust": STRING, "Net Amount": {"type": "cds.Integer"}, "_a": association}
    return imported({"T": entity(elements), name: target})


CONSTANTS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("of the target", [REGION, "=", {"val": "EU"}], {"column": "region", "of": "target", "value": "EU"}),
    ("the other way round", [{"val": 3}, "=", REGION], {"column": "region", "of": "target", "value": 3}),
    (
        "of this table",
        [{"ref": ["Net Amount"]}, "=", {"val": 0}],
        {"column": "net_amount", "of": "source", "value": 0},
    ),
    (
        "of $self",
        [{"ref": ["$self", "Net Amount"]}, "=", {"val": True}],
        {"column": "net_amount", "of": "source", "value": True},
    ),
    (
        "another operator",
        [REGION, "!=", {"val": "EU"}],
        {"column": "region", "of": "target", "operator": "<>", "value": "EU"},
    ),
    (
        "another operator, the other way round",
        [{"val": 1.5}, "<=", {"ref": ["Net Amount"]}],
        {"column": "net_amount", "of": "source", "operator": ">=", "value": 1.5},
    ),
    (
        "in brackets",
        [{"xpr": [{"xpr": [REGION, "=", {"val": "EU"}]}]}],
        {"column": "region", "of": "target", "value": "EU"},
    ),
    (
        "that looks like a variable",
        [REGION, "=", {"val": "${x}"}],
        {"column": "region", "of": "target", "value": "$${x}"},
    ),
]


@pytest.mark.parametrize(("what", "condition", "expected"), CONSTANTS, ids=[c[0] for c in CONSTANTS])
def test_a_column_compared_with_a_value_narrows_the_join(
    what: str, condition: list[Any], expected: dict[str, Any]
) -> None:
    found = narrowed(*condition)
    (one,) = found.tables["sales.t"]["relationships"]
    assert (one["on"], one["where"]) == ({"cust": "customer_id"}, [expected])
    assert found.codes() == []


def test_an_enum_symbol_in_a_condition_stands_for_its_value() -> None:
    target = entity({"Customer ID": {**STRING, "key": True}, "region": OPEN})
    (one,) = narrowed(REGION, "=", {"#": "open"}, target=target).tables["sales.t"]["relationships"]
    assert one["where"] == [{"column": "region", "of": "target", "value": "O"}]
    assert narrowed(REGION, "=", {"#": "gone"}, target=target).codes() == ["MAP013"]


def test_a_condition_on_a_target_outside_the_files_keeps_its_column() -> None:
    (one,) = narrowed(REGION, "=", {"val": "EU"}, name="Other").tables["sales.t"]["relationships"]
    assert one["where"] == [{"column": "region", "of": "target", "value": "EU"}]


def test_a_condition_on_a_column_that_is_not_there_is_a_warning() -> None:
    assert narrowed({"ref": ["_a", "gone"]}, "=", {"val": "EU"}).codes() == ["MAP014"]


NO_PLACE: list[tuple[list[Any], str]] = [
    ([REGION, "is", "not", "null"], "_a.region is not null"),
    ([REGION, "=", {"val": None}], "_a.region = null"),
    ([REGION, "=", {"ref": ["$user", "locale"]}], "_a.region = $user.locale"),
    ([REGION, "like", {"val": "E%"}], "_a.region like ?"),
    ([REGION, "between", {"val": 1}, "and", {"val": 2}], "_a.region between ? and ?"),
    ([REGION, "in", {"list": [{"val": 1}, {"val": 2}]}], "_a.region in (?, ?)"),
    ([{"func": "upper", "args": [REGION]}, "=", {"val": "EU"}], "upper(_a.region) = ?"),
    ([{"ref": ["cust"]}, "<", REGION], "cust < _a.region"),
    ([{"ref": ["cust"]}, "=", REGION], "cust = _a.region"),
    (
        [{"xpr": [REGION, "=", {"val": 1}, "or", REGION, "=", {"val": 2}]}],
        "_a.region = ? or _a.region = ?",
    ),
    (["not", REGION, "=", {"val": 1}], "not _a.region = ?"),
]


@pytest.mark.parametrize(("condition", "text"), NO_PLACE, ids=[c[1] for c in NO_PLACE])
def test_a_part_of_a_condition_without_a_place_is_a_finding_and_the_rest_joins(
    condition: list[Any], text: str
) -> None:
    found = narrowed(*condition)
    (one,) = found.tables["sales.t"]["relationships"]
    assert one["on"] == {"cust": "customer_id"}
    assert "where" not in one
    assert [(f.code, f.message) for f in found.findings] == [
        ("MAP013", f"'_a': the condition `{text}` has no place in `on` or `where`: left out")
    ]


def test_a_condition_that_no_cds_has_ends_in_a_finding() -> None:
    deep: Any = [REGION, "=", {"val": 1}]
    for _ in range(200):
        deep = [{"xpr": deep}]
    for odd in (deep, [")", "("], [{"xpr": 3}], [{"func": "f", "args": 1}], [3.5], ["and", "and", {}]):
        found = narrowed(*odd)
        assert found.tables["sales.t"]["relationships"][0]["on"] == {"cust": "customer_id"}
        assert found.codes() == ["MAP013"]


def test_alternatives_are_no_join() -> None:
    on = [
        {"ref": ["cust"]},
        "=",
        {"ref": ["_a", "region"]},
        "or",
        {"ref": ["region"]},
        "=",
        {"ref": ["_a", "region"]},
    ]
    found = imported(
        {
            "T": entity(
                {"cust": STRING, "region": STRING, "_a": {"type": "cds.Association", "target": "C", "on": on}}
            ),
            "C": CUSTOMER,
        }
    )
    assert "on" not in found.tables["sales.t"]["relationships"][0]
    assert found.codes() == ["MAP012", "MAP013"]


def test_a_target_outside_the_files_is_a_warning_and_keeps_its_name() -> None:
    found = imported({"T": entity({"cust": STRING, "_a": to_one("Far.Away", ("cust", "The ID"), name="_a")})})
    assert found.table["relationships"] == [
        {"name": "_a", "to": "sales.far_away", "on": {"cust": "the_id"}, "cardinality": "many-to-one"}
    ]
    assert found.codes() == ["MAP011"]


def test_a_join_by_an_element_that_is_not_there_is_a_warning() -> None:
    found = imported(
        {"T": entity({"cust": STRING, "_a": to_one("C", ("cust", "Gone"), name="_a")}), "C": CUSTOMER}
    )
    assert found.codes() == ["MAP014"]


def managed(target: str, *keys: str, **members: Any) -> dict[str, Any]:
    return {"type": "cds.Association", "target": target, "keys": [{"ref": [k]} for k in keys], **members}


def test_a_managed_association_gives_its_foreign_key_at_its_place() -> None:
    found = imported(
        {
            "T": entity({"a": STRING, "customer": managed("C", "Customer ID", notNull=True), "z": STRING}),
            "C": CUSTOMER,
        }
    )
    assert list(found.columns("sales.t")) == ["a", "customer_customer_id", "z"]
    assert found.columns("sales.t")["customer_customer_id"] == {
        "name": "customer_customer_id",
        "type": "string",
        "nullable": False,
        "foreign_key": "customer",
        "source": {"name": "customer_Customer ID", "type": "cds.String(10)", "association": "customer"},
    }
    assert found.tables["sales.t"]["relationships"][0]["on"] == {"customer_customer_id": "customer_id"}


def test_foreign_keys_of_foreign_keys_and_backlinks() -> None:
    found = imported(
        {
            "Order": entity(
                {
                    "ID": {"type": "cds.UUID", "key": True},
                    "items": {
                        "type": "cds.Composition",
                        "target": "Item",
                        "cardinality": {"max": "*"},
                        "on": [{"ref": ["items", "parent"]}, "=", {"ref": ["$self"]}],
                    },
                }
            ),
            "Item": entity(
                {"parent": managed("Order", "ID", key=True), "pos": {"type": "cds.Int16", "key": True}}
            ),
            "Note": entity({"item": managed("Item", "parent", "pos")}),
        }
    )
    assert list(found.columns("sales.note")) == ["item_parent_id", "item_pos"]
    assert [c["type"] for c in found.tables["sales.note"]["columns"]] == ["string", "smallint"]
    assert found.tables["sales.note"]["relationships"][0]["on"] == {
        "item_parent_id": "parent_id",
        "item_pos": "pos",
    }
    assert found.tables["sales.order"]["relationships"][0] == {
        "name": "items",
        "to": "sales.item",
        "on": {"id": "parent_id"},
        "cardinality": "one-to-many",
        "kind": "composition",
    }
    assert found.codes() == []


def test_a_managed_association_without_keys_takes_the_targets() -> None:
    found = imported({"T": entity({"c": {"type": "cds.Association", "target": "C"}}), "C": CUSTOMER})
    assert list(found.columns("sales.t")) == ["c_customer_id"]


def test_a_foreign_key_that_the_export_lists_itself_is_one_column() -> None:
    found = imported(
        {"T": entity({"c": managed("C", "Customer ID"), "c_Customer ID": STRING}), "C": CUSTOMER}
    )
    assert list(found.columns("sales.t")) == ["c_customer_id"]


def test_text_and_foreign_key_associations_are_marked() -> None:
    texts = entity({"id": {**STRING, "key": True}, "text": STRING})
    found = imported(
        {
            "T": entity(
                {
                    "g": {
                        **STRING,
                        "@ObjectModel.text.association": {"=": "_t"},
                        "@ObjectModel.text.element": [{"=": "n"}],
                    },
                    "c": {**STRING, "@ObjectModel.foreignKey.association": {"=": "_c"}},
                    "n": STRING,
                    "_t": to_one("X", ("g", "id"), name="_t"),
                    "_c": to_one("C", ("c", "Customer ID"), name="_c"),
                }
            ),
            "X": texts,
            "C": CUSTOMER,
        }
    )
    columns = found.columns("sales.t")
    assert columns["g"]["text"] == "n"
    assert columns["g"]["text_association"] == "_t"
    assert columns["c"]["foreign_key"] == "_c"
    assert [r.get("kind") for r in found.tables["sales.t"]["relationships"]] == ["text", None]
