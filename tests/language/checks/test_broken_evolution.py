"""Whatever stands at the keys about change, people get findings and never an exception."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.compiler import compile_specs
from catalog.language.conformance.comparison import conformances
from catalog.language.conformance.query import query
from catalog.language.findings import errors
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, table, write_project, write_yaml

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["", "a", "sales.orders", "x.y"])
)
NAMES = st.sampled_from(
    [
        "code",
        "from",
        "to",
        "until",
        "since",
        "reason",
        "table",
        "columns",
        "missing",
        "database",
        "accept",
        "a",
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
OF_TABLE = ("changes", "readers", "deprecated", "renamed_from", "conforms_to")


@given(st.sampled_from(OF_TABLE), VALUES, VALUES)
@settings(max_examples=150)
def test_no_value_at_a_key_of_a_table_is_more_than_a_finding(key: str, value: Any, of_column: Any) -> None:
    columns = [
        {"name": "a", "type": "int", "deprecated": of_column},
        {"name": "b", "type": "int", "renamed_from": value},
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder), {"orders": table(**{key: value}, columns=columns)})
        catalog, _ = compile_specs(root, read_settings(root, "dev"))
        for found in conformances(catalog.tables).values():
            query(found)


@given(VALUES, VALUES, VALUES)
@settings(max_examples=100)
def test_no_value_above_tables_is_more_than_a_finding(removed: Any, changes: Any, readers: Any) -> None:
    members = {"removed": removed, "defaults": {"changes": changes, "readers": readers}}
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder), database={**DATABASE, **members})
        write_yaml(root / "catalog_specs" / "catalog.yaml", {"kind": "Catalog", **members})
        compile_specs(root, read_settings(root, "dev"))


@pytest.mark.parametrize("value", [None, [], "", 0, "x", {"x": 1}, [[]]])
def test_what_is_no_block_is_an_error(tmp_path: Path, value: Any) -> None:
    for key in ("changes", "deprecated", "conforms_to"):
        root = tmp_path / key
        root.mkdir()
        broken = {**table(), key: value}
        write_project(root, {"orders": broken})
        assert errors(compile_specs(root, read_settings(root, "dev"))[1]), key
