"""Edits in the text of a spec that people laid out their own way: only the edited place changes."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.editing.edits import MISSING, Edit, patched
from catalog.language.editing.yaml_edits import Comments, apply
from catalog.language.findings import DataError
from catalog.language.specs.yaml_text import parse

TEXT = """\
# Orders of the shop
kind:   Table          # aligned
name: "orders"
business: {label: Orders, steward: 'me@example.com'}   # typed in
description: |
  Two
  lines

columns:
# the key first
-   name: id
    type: string # as SAP has it
    enum:
    - {value: 1}
    source: {name: ID}

# money
-   {name: amount, type: 'decimal(15,2)', label: Amount}  # keep
-   name: at
    type: date
relationships:
  - {name: _c, to: shop.customers,
     "on": {id: id}}
  # last words
"""


def edited(*edits: Edit) -> str:
    result = apply(TEXT, edits)
    assert parse(result, "") == patched(parse(TEXT, ""), edits)
    return result


CASES: list[tuple[list[Edit], list[tuple[str, str]]]] = [
    ([Edit(("kind",), "View")], [("kind:   Table  ", "kind:   View  ")]),
    ([Edit(("name",), "a: b")], [('name: "orders"', 'name: "a: b"')]),
    ([Edit(("business", "label"), "A, b")], [("label: Orders", 'label: "A, b"')]),
    ([Edit(("business", "label"), MISSING)], [("{label: Orders, steward", "{steward")]),
    ([Edit(("business", "steward"), MISSING)], [(", steward: 'me@example.com'}", "}")]),
    ([Edit(("business", "role"), "fact", "label")], [("label: Orders,", "label: Orders, role: fact,")]),
    ([Edit(("description",), "One line")], [("description: |\n  Two\n  lines\n", "description: One line\n")]),
    ([Edit(("description",), "a\nb\n")], [("  Two\n  lines\n", "  a\n  b\n")]),
    ([Edit(("description",), MISSING)], [("description: |\n  Two\n  lines\n", "")]),
    ([Edit(("columns", 0, "type"), "int")], [("type: string # as", "type: int # as")]),
    ([Edit(("columns", 0, "label"), "Id", "type")], [("has it\n", "has it\n    label: Id\n")]),
    ([Edit(("columns", 0, "enum"), MISSING)], [("    enum:\n    - {value: 1}\n", "")]),
    ([Edit(("columns", 0, "enum"), [{"value": 2}])], [("enum:\n    - {value: 1}", "enum: [{value: 2}]")]),
    ([Edit(("columns", 1, "type"), "int")], [("'decimal(15,2)'", "int")]),
    (
        [Edit(("columns", 1), MISSING)],
        [("-   {name: amount, type: 'decimal(15,2)', label: Amount}  # keep\n", "")],
    ),
    ([Edit(("columns", 2), MISSING)], [("-   name: at\n    type: date\n", "")]),
    ([Edit(("columns", 0), {"name": "new"}, insert=True)], [("columns:\n", "columns:\n- {name: new}\n")]),
    ([Edit(("columns", 1), {"name": "new"}, insert=True)], [("{name: ID}\n", "{name: ID}\n- {name: new}\n")]),
    (
        [
            Edit(("columns", 3), {"name": "new"}, insert=True),
            Edit(("columns", 3), {"name": "newer"}, insert=True),
        ],
        [("type: date\n", "type: date\n- {name: new}\n- {name: newer}\n")],
    ),
    ([Edit(("relationships", 0, "to"), "shop.c")], [("to: shop.customers", "to: shop.c")]),
    ([Edit(("relationships", 0, "on"), {"a": "b"})], [('"on": {id: id}', '"on": {a: b}')]),
    (
        [Edit(("relationships", 1), {"name": "_d"}, insert=True)],
        [("{id: id}}\n", "{id: id}}\n  - {name: _d}\n")],
    ),
    (
        [Edit(("hierarchies",), [{"name": "h"}], "relationships")],
        [("{id: id}}\n", "{id: id}}\nhierarchies:\n  - {name: h}\n")],
    ),
    (
        [
            Edit(("columns", 0, "type"), "int"),
            Edit(("columns", 1), MISSING),
            Edit(("columns", 2, "key"), True, "name"),
        ],
        [
            ("type: string # as", "type: int # as"),
            ("-   {name: amount, type: 'decimal(15,2)', label: Amount}  # keep\n", ""),
            ("name: at\n", "name: at\n    key: true\n"),
        ],
    ),
]


@pytest.mark.parametrize(("edits", "pairs"), CASES)
def test_only_the_edited_place_changes(edits: list[Edit], pairs: list[tuple[str, str]]) -> None:
    expected = TEXT
    for old, new in pairs:
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert edited(*edits) == expected


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("{kind: Table, columns: [{name: a}]}\n", [Edit(("columns", 1), {"name": "b"}, insert=True)]),
        (
            "columns:\n  - name: a\n",
            [Edit(("columns", 0), MISSING), Edit(("columns", 0), {"name": "b"}, insert=True)],
        ),
        ("business:\ncolumns: []\n", [Edit(("business",), {"label": "x"})]),
        ("business: {}\n", [Edit(("business", "label"), "x")]),
        ("columns:\n  - # why\n    name: a\n    type: int\n", [Edit(("columns", 0, "name"), MISSING)]),
        ("a: 1", [Edit(("b",), "x", "a")]),
        ("a: >-\n  folded\n  text\nb: 1\n", [Edit(("a",), "x"), Edit(("b",), MISSING)]),
    ],
)
def test_shapes_that_are_not_edited_in_place_still_come_out_right(text: str, edits: list[Edit]) -> None:
    assert parse(apply(text, edits), "") == patched(parse(text, ""), edits)


def test_comments_are_seen_only_where_they_are() -> None:
    found: Any = Comments(TEXT)
    assert [found(("columns", i)) for i in range(3)] == [True, True, False]
    assert Comments('a: "#1"\nb: |\n  # text\n').anywhere() is False
    assert Comments("a: 1 # x\n").anywhere() is True


def test_a_text_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(DataError):
        apply("a: [1", [Edit(("a",), 1)])
