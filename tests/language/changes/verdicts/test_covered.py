"""Every key of a spec that reaches Glue is covered: another value is a change, and one with a verdict.

The schemas are walked: of each key, the example specs that have it are declared as they stand and with the
key taken out or with another value. Some of these give changes, and none of them is judged for want of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from catalog.language.changes.comparison import database_changes, table_changes
from catalog.language.changes.model import Database
from catalog.language.changes.of_specs import database_of, table_of
from catalog.language.changes.verdicts.judge import judge, judge_objects
from catalog.language.changes.verdicts.verdict import Circumstances, Judgement
from catalog.language.declarations.database import database_declaration
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.specs.loader import Document
from catalog.language.specs.management import managed_part
from catalog.language.specs.resolver import DatabaseSpec, TableSpec
from tools.pages.examples import at, specs
from tools.pages.spec_keys import found_sections

STAMP = "shop/dev"
NEVER_IN_GLUE = {  # keys that say nothing of what Glue holds
    *(("", "kind"), ("", "physical_name"), ("", "defaults"), ("", "lint")),
    *(("", name) for name in ("readers", "renamed_from", "conforms_to", "removed")),  # of the gate and checks
    *(("columns[]", "renamed_from"), ("changes", "accept"), ("access", "acknowledged")),
    *(("partitions", "warn_above"), ("partitions", "expected_size")),
    ("partitions.overrides[].storage", "compression"),  # a partition's parameters don't say it: SPEC031
}
NEVER_BELOW = (
    "access.acknowledged",
    "changes.accept[]",
    "conforms_to",
    "removed[]",
)  # nothing in these places does
FIRST_SET = {  # keys that no example of an object itself has
    ("", "manage"): "context",
    ("", "parameters"): {"retention_days": 365},
    ("business", "team"): "Sales Data",
}
KEYS = [  # of a section, its places and a key: a section that stands in several places is one
    (places, key)
    for section in found_sections().values()
    for places in [
        [
            (kind, path)
            for kind, _, path in (place.partition(" ") for place in section.places)
            if kind in ("Table", "Database") and path.split(".")[0] not in ("lint", "defaults")
        ]
    ]
    if places
    for key in section.schema["properties"]
]


def declared(spec: Mapping[str, Any]) -> tuple[Any, Any]:
    """The properties that a spec declares, and the value that changes are found between."""
    if spec["kind"] == "Database":
        database = DatabaseSpec(spec["name"], spec["name"], spec, ())
        properties = database_declaration(database, STAMP).properties
        return properties, database_of(database, STAMP)
    database = DatabaseSpec(spec["database"], spec["database"], {}, ())
    table = TableSpec(database, spec["name"], managed_part(dict(spec), "Table"), (Document("", "Table", {}),))
    of_table = table_declaration(table, STAMP).properties
    block = table.data.get("partitions") or {}
    sets = [each.properties for each in partition_set_declarations(table, STAMP)] if "values" in block else []
    return (of_table, sets), table_of(table, STAMP)


def judged(old: Any, new: Any) -> tuple[Judgement, ...]:
    if isinstance(old, Database):
        return judge_objects(database_changes(old, new))
    return judge(table_changes(old, new), old, new, Circumstances())


def variants(kind: str, path: str, key: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of specs that differ in the key alone, at the first of its places."""
    for spec in map(without_file, specs()):
        if spec["kind"] == kind:
            if (path, key) in FIRST_SET:
                changed = deepcopy(spec)
                for mapping in [*at(changed, path)][:1]:
                    mapping[key] = FIRST_SET[path, key]
                    yield spec, changed
            found = [number for number, mapping in enumerate(at(spec, path)) if key in mapping]
            for number in found[:2]:
                for other in others([*at(spec, path)][number][key]):
                    changed = deepcopy(spec)
                    mapping = [*at(changed, path)][number]
                    mapping.pop(key)
                    if other is not None:
                        mapping[key] = other
                    yield spec, changed


def without_file(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec without the values of its partitions where a CSV file beside it has them."""
    block = spec.get("partitions") or {}
    if not isinstance(block.get("values"), str):
        return spec
    return {**spec, "partitions": {key: value for key, value in block.items() if key != "values"}}


def others(value: Any) -> list[Any]:
    """Other values of the same kind; None for none."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, str):
        return [f"{value}x", "bigint", "orc", "iam", "2026-02-02", None]
    if isinstance(value, int):
        return [value + 1, None]
    if isinstance(value, list):
        return [value[:-1], [*reversed(value)], None]
    if isinstance(value, dict):
        return [dict([*value.items()][:-1]), None]
    return [None]


@pytest.mark.parametrize(
    ("places", "key"), KEYS, ids=lambda part: part if isinstance(part, str) else part[0][1] or "-"
)
def test_another_value_of_a_key_is_a_change_with_a_verdict(places: list[tuple[str, str]], key: str) -> None:
    codes = {code for kind, path in places for pair in variants(kind, path, key) for code in codes_of(*pair)}
    assert "CHG999" not in codes
    untold: set[object] = {(path, key) for _, path in places} & NEVER_IN_GLUE
    untold |= {path for _, path in places if path in NEVER_BELOW}
    assert bool(codes) is not bool(untold)


def codes_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The codes of what changes; none where what is declared is the same, or no spec any more."""
    try:
        before, after = declared(old), declared(new)
    except (KeyError, ValueError, TypeError, AttributeError):
        return set()
    found = {each.code for each in judged(before[1], after[1])}
    assert found or before[1] == after[1] or old.get("manage") == "context"  # whose columns are not ours
    return found
