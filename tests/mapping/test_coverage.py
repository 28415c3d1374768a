"""Coverage is counted over the raw files: what nobody carries and nobody tells of is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mapping.coverage import Coverage, Declared, coverage
from mapping.importer import Outcome, inputs_of, run_import
from mapping.model import ObjectKey
from mapping.rulesfile import read_rules
from mapping.specs import Specs, TableFigures, TableSpec
from tests.support.exports import STRING, entity, to_one, write_export


def brought_in(tmp_path: Path, definitions: dict[str, Any]) -> Outcome:
    path = write_export(tmp_path / "a.json", definitions)
    return run_import(inputs_of([path], "S"), tmp_path / "specs")


def test_columns_associations_and_told_elements_count(tmp_path: Path) -> None:
    found = brought_in(
        tmp_path,
        {
            "T": entity(
                {"a": STRING, "v": {**STRING, "virtual": True}, "_u": to_one("U", ("a", "k"), name="_u")}
            ),
            "U": entity({"k": {**STRING, "key": True}}),
            "M": entity({"u": {"type": "cds.Association", "target": "U", "keys": [{"ref": ["k"]}]}}),
        },
    ).coverage
    assert (found.elements, found.carried, found.told, found.missing) == (5, 4, 1, [])
    assert found.percent == 100


def test_a_service_is_told_as_a_whole(tmp_path: Path) -> None:
    found = brought_in(
        tmp_path,
        {
            "T": entity(),
            "Shop": {"kind": "service"},
            "Shop.T": entity({"a": STRING, "b": STRING}, projection={"from": {"ref": ["T"]}}),
        },
    ).coverage
    assert (found.elements, found.carried, found.told) == (3, 1, 2)


def test_a_column_that_became_a_partition_key_is_carried(tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.json", {"T": entity({"a": STRING, "day": STRING})})
    given = b"{kind: Rules, tables: [{objects: '*', partitions: {keys: [{column: day}]}}]}"
    rules = read_rules(given, "r.yaml")
    found = run_import(inputs_of([path], "S"), tmp_path / "specs", rules=rules)
    assert [column["name"] for column in found.specs.tables[0].spec["columns"]] == ["a"]
    assert (found.coverage.carried, found.coverage.missing) == (2, [])


def table(*columns: str) -> Specs:
    figures = TableFigures("S.T", len(columns), 0, 0)
    return Specs({}, (TableSpec("s", "t", ObjectKey("S", "T"), "", columns, figures, False),))


DEFINED = Declared("f", ("definitions", "T"), ("a", "b", "c"), ObjectKey("S", "T"))


def test_what_is_in_no_spec_and_no_finding_is_missing_and_named() -> None:
    found = coverage([DEFINED], table("a"), {("MAP010", "f", ("definitions", "T", "elements", "b"))})
    assert found == Coverage(3, 1, 1, [("f", "T", "c")])
    assert found.percent == 66.6


def test_a_finding_about_something_else_in_the_definition_tells_of_no_element() -> None:
    places = {
        ("MAP032", "f", ("definitions", "T")),
        ("MAP030", "f", ("definitions", "T", "elements", "b", "@x")),
        ("MAP010", "other", ("definitions", "T", "elements", "b")),
    }
    assert coverage([DEFINED], table("a"), places).told == 0


def test_one_missing_in_a_thousand_is_not_all() -> None:
    names = tuple(f"c{i}" for i in range(10_000))
    found = coverage(
        [Declared("f", ("definitions", "T"), names, ObjectKey("S", "T"))], table(*names[:-1]), set()
    )
    assert found.percent == 99.9
