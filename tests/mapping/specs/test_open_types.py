"""Types that state no parts: empty structures, documents, and expressions too deep to look into."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import entity, imported

OPEN: list[tuple[str, dict[str, Any], str, str]] = [
    ("an empty structure", {"elements": {}}, "string", "structure without fields"),
    (
        "a list of empty structures",
        {"items": {"elements": {}}},
        "array<string>",
        "many structure without fields",
    ),
    (
        "one inside another",
        {"elements": {"a": {"elements": {}}}},
        "struct<a:string>",
        "{a: structure without fields}",
    ),
    ("a type without fields", {"type": "Empty"}, "string", "Empty = structure without fields"),
    ("any document", {"type": "cds.Map"}, "string", "cds.Map"),
]


@pytest.mark.parametrize(("what", "element", "glue", "source"), OPEN, ids=[o[0] for o in OPEN])
def test_a_type_without_fields_is_a_document(
    what: str, element: dict[str, Any], glue: str, source: str
) -> None:
    found = imported({"T": entity({"X": element}), "Empty": {"kind": "type", "elements": {}}})
    column = found.columns("sales.t")["x"]
    assert (column["type"], column["source"]["type"]) == (glue, source)
    assert [code for code in found.codes() if code.startswith("MAP0")] == ["MAP009"]


@pytest.mark.parametrize("element", [{"items": {}}, {"elements": {"a": {}}}], ids=["items", "a field"])
def test_a_part_without_a_type_reads_as_unknown(element: dict[str, Any]) -> None:
    found = imported({"T": entity({"X": element})})
    assert "unknown" in found.columns("sales.t")["x"]["source"]["type"]
    assert found.messages("MAP006")


@pytest.mark.parametrize(("views", "depth", "glue"), [(15, 10, {"bigint"}), (50, 45, {"bigint", "string"})])
def test_views_upon_views_of_deep_expressions_end(views: int, depth: int, glue: set[str]) -> None:
    deep: dict[str, Any] = {"ref": ["x"]}
    for _ in range(depth):
        deep = {"func": "coalesce", "args": [{"xpr": [deep, "+", {"val": 1}]}, {"val": 0}]}
    chain = {
        f"V{n}": entity(
            {"x": {}}, query={"SELECT": {"from": {"ref": [f"V{n + 1}"]}, "columns": [{**deep, "as": "x"}]}}
        )
        for n in range(views)
    }
    found = imported({**chain, f"V{views}": entity({"x": {"type": "cds.Integer"}})})
    assert {found.columns(f"sales.v{n}")["x"]["type"] for n in range(views)} <= glue
