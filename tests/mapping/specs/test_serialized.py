"""Specs as the text of the import record."""

from __future__ import annotations

from typing import Any

from mapping.specs.serialized import deserialize, serialize

SPEC: dict[str, Any] = {
    "kind": "Table",
    "name": "t",
    "source": {"space": "SALES", "object": "Größe"},
    "columns": [{"name": "a"}, {"name": "b", "type": "int"}],
    "relationships": [],
}


def test_a_column_has_a_line_of_its_own() -> None:
    assert serialize(SPEC).splitlines() == [
        '["SALES","Größe",{',
        '"kind":"Table",',
        '"name":"t",',
        '"source":{"space":"SALES","object":"Größe"},',
        '"columns":[',
        '{"name":"a"},',
        '{"name":"b","type":"int"}',
        "],",
        '"relationships":[]',
        "}]",
    ]


def test_a_spec_comes_back_as_it_was_order_included() -> None:
    assert list(deserialize(serialize(SPEC)).items()) == list(SPEC.items())


def test_a_database_of_several_spaces_has_neither_space_nor_object() -> None:
    text = serialize({"kind": "Database", "name": "d", "source": {"system": "SAP Datasphere"}})
    assert text.startswith('["",null,{')
