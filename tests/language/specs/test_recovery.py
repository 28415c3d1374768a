"""A document that breaks its schema in one place is still checked in all others."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.checks.engine import check
from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding
from catalog.language.findings import Path as Place
from catalog.language.specs.loader import Document, Folder, RawCatalog
from catalog.language.specs.recovery import BLANK, at, readable_part
from catalog.language.specs.resolver import resolve
from catalog.language.specs.schema import check_document
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, table, write_project, write_yaml

LONG = "x" * 2049
KEYS = [{"name": "dt", "type": "date"}, {"name": "c", "type": "string"}]
FULL: dict[str, Any] = table(
    description="Orders",
    business={"steward": "a@example.com", "tags": {"domain": "sales"}},
    columns=[
        {"name": "id", "type": "string", "key": True, "label": "Id", "source": {"name": "ID"}},
        {"name": "amount", "type": "decimal(15,2)", "measure": {"currency": "currency"}},
        {"name": "currency", "type": "string", "enum": [{"value": "EUR"}]},
    ],
    partitions={
        "keys": KEYS,
        "values": [["2026-01-01", "c"]],
        "indexes": [["dt"], {"name": "i", "keys": ["c"]}],
    },
    relationships=[{"name": "r", "to": "sales.orders", "on": {"id": "id"}, "cardinality": "many-to-one"}],
    hierarchies=[{"name": "h", "parent": "id", "child": ["amount"], "levels": ["id"]}],
    parameters={"team": "a"},
)


def findings_of(root: Path) -> list[Finding]:
    return compile_specs(root, read_settings(root, "dev"))[1]


BESIDE: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "a number for a type beside a type that is none",
        table(columns=[{"name": "a", "type": 3}, {"name": "b", "type": "decmal(1,2)"}], partitions=None),
        ["SPEC002", "SPEC012"],
    ),
    (
        "a column without a name beside a duplicate",
        table(columns=[{"type": "int"}, *[{"name": "b", "type": "int"}] * 2], partitions=None),
        ["SPEC002", "SPEC011"],
    ),
    (
        "a column that is text beside a long label",
        table(columns=["a", {"name": "b", "type": "int", "label": "x" * 256}], partitions=None),
        ["SPEC002", "SPEC018"],
    ),
    (
        "no columns at all beside a long description",
        table(columns=None, description=LONG),
        ["SPEC002", "SPEC018"],
    ),
    ("an unknown format beside no location", table(storage={"format": "parket"}), ["SPEC002", "SPEC019"]),
    (
        "three keys missing beside a long description",
        {"kind": "Table", "description": LONG, "storage": FULL["storage"]},
        ["SPEC002", "SPEC018"],
    ),
    (
        "a wrong label and a wrong type in one column",
        table(columns=[{"name": "a", "type": "x", "label": 3}], partitions=None),
        ["SPEC002", "SPEC012"],
    ),
    (
        "a relationship without a target beside a missing variable",
        table(relationships=[{"name": "r"}], storage={"location": "s3://${nope}/x/"}),
        ["SPEC002", "SPEC013"],
    ),
    (
        "an index that is a number beside a key that is a column",
        table(partitions={"keys": [{"name": "amount", "type": "int"}], "indexes": [3]}),
        ["SPEC002", "SPEC014"],
    ),
    (
        "two schema errors beside two others",
        table(name=3, business="x", description=LONG, parameters={"catalog.stack": "x"}),
        ["SPEC002", "SPEC002", "SPEC018", "SPEC023"],
    ),
]


@pytest.mark.parametrize(("broken", "codes"), [c[1:] for c in BESIDE], ids=[c[0] for c in BESIDE])
def test_a_schema_error_hides_no_other_finding(
    broken: dict[str, Any], codes: list[str], tmp_path: Path
) -> None:
    found = findings_of(write_project(tmp_path, {"orders": broken}))
    assert sorted(f.code for f in found) == codes


ALONE: list[tuple[str, dict[str, Any]]] = [
    ("columns that nothing is known of", {**FULL, "columns": "a, b"}),
    ("a column's name", {**FULL, "columns": [{"name": "Id", "type": "int"}, *FULL["columns"][1:]]}),
    ("partition keys", {**FULL, "partitions": {**FULL["partitions"], "keys": "dt"}}),
    ("a partition key's name", {**FULL, "partitions": {**FULL["partitions"], "keys": [{"type": "date"}]}}),
    ("an index key", {**FULL, "partitions": {**FULL["partitions"], "indexes": [["DT"]]}}),
    ("the location", {**FULL, "storage": {"location": 3}}),
    ("the storage", {**FULL, "storage": "parquet"}),
    ("the format", {**FULL, "storage": {**FULL["storage"], "format": "ork", "compression": "zlib"}}),
    ("the database", {**FULL, "database": 3}),
    ("a relationship's target", {**FULL, "relationships": [{"name": "r", "to": ["sales.orders"]}]}),
]


@pytest.mark.parametrize("broken", [c[1] for c in ALONE], ids=[c[0] for c in ALONE])
def test_a_schema_error_is_reported_once(broken: dict[str, Any], tmp_path: Path) -> None:
    assert [f.code for f in findings_of(write_project(tmp_path, {"orders": broken}))] == ["SPEC002"]


def test_lines_stay_right_behind_a_broken_entry(tmp_path: Path) -> None:
    broken = table(columns=["text", {"name": "b", "type": "decmal(1,2)"}], partitions=None)
    root = write_project(tmp_path, {"orders": broken})
    lines = (root / "catalog_specs/sales/orders.yaml").read_text().splitlines()
    wrong = [f for f in findings_of(root) if f.code == "SPEC012"]
    assert [lines[f.line - 1].strip() for f in wrong] == ["type: decmal(1,2)"]


@pytest.mark.parametrize("database", ["kind: [", "", "- a", {"kind": "Table"}, {**DATABASE, "name": "Sales"}])
def test_a_database_file_that_is_broken_hides_nothing_of_its_tables(database: Any, tmp_path: Path) -> None:
    broken = table(storage=None, description=LONG)
    root = write_project(tmp_path, {"orders": broken, "other": table(name="other", columns="x")})
    write_yaml(root / "catalog_specs/sales/database.yaml", database)
    found = {(Path(f.file).name, f.code) for f in findings_of(root)}
    assert {("orders.yaml", "SPEC018"), ("other.yaml", "SPEC002")} <= found
    where = {name for name, _ in found}
    assert where == {"database.yaml", "orders.yaml", "other.yaml"}


def test_a_default_that_can_not_be_read_is_not_missed_in_the_tables(tmp_path: Path) -> None:
    database = {**DATABASE, "defaults": {"storage": "s3://lake/"}}
    found = findings_of(write_project(tmp_path, {"orders": table(storage=None)}, database))
    assert [(Path(f.file).name, f.code) for f in found] == [("database.yaml", "SPEC002")]


def test_a_key_given_twice_hides_nothing_else(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"orders": table(description=LONG)})
    file = root / "catalog_specs/sales/orders.yaml"
    file.write_text(file.read_text() + "name: orders\n? [a]\n: b\n")
    assert sorted(f.code for f in findings_of(root)) == ["SPEC001", "SPEC004", "SPEC018"]


def _places(value: Any, path: Place = ()) -> Iterator[Place]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inside:
        yield (*path, step)
        yield from _places(item, (*path, step))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("aA0. ", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@given(st.lists(st.tuples(st.sampled_from(list(_places(FULL))), plain), min_size=1, max_size=3))
def test_whatever_stands_in_a_document_the_rules_go_on(
    changes: list[tuple[Place, Any]],
) -> None:
    data = deepcopy(FULL)
    for path, value in changes:
        try:
            at(data, path[:-1])[path[-1]] = deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    before = data["columns"] if isinstance(data["columns"], list) else []
    data["columns"] = [*before, {"name": "z", "type": "zz"}]
    wrong = check_document(data, "Table")
    sound, holes = readable_part(data, "Table") if wrong else (data, frozenset())
    document = Document("sales/orders.yaml", "Table", sound, wrong, holes)
    database = Document("sales/database.yaml", "Database", dict(DATABASE))
    raw = RawCatalog(".", None, [Folder("sales", "sales", database, [document])])
    found = check(resolve(raw, {"lake": "l"}))
    assert "SPEC012" in {f.code for f in found}


def test_what_must_be_there_gets_a_blank_and_what_need_not_is_left_out() -> None:
    data = {"kind": "Table", "database": "d", "name": 3, "description": 4, "columns": [7]}
    sound, holes = readable_part(data, "Table")
    columns = [{"name": BLANK, "type": BLANK}]
    assert sound == {"kind": "Table", "database": "d", "name": BLANK, "columns": columns}
    assert holes == {("name",), ("description",), ("columns", 0)}
