"""Exports that no tenant wrote: whatever stands where, import ends with findings, never with a traceback."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from catalog.language.glue.names import is_glue_name
from catalog.language.glue.types import canonical
from mapping.documents.inputs import Input
from mapping.importer import run_import
from tests.support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "mapping"
EXAMPLES = sorted((ROOT / "examples" / "exports").rglob("*.json"))
OTHERS = [GOLDEN / "csn_interop" / "in" / "LEDGER" / "instalment_plans.json"]
OTHERS += sorted((GOLDEN / "catalog_lists" / "in").glob("*.json"))
SERVICES = sorted((GOLDEN / "services" / "in" / "BNPL_MART").iterdir())
QUERY = {"SELECT": {"from": {"join": 1, "args": [1]}, "columns": [1, "*", None]}}
WORDS: list[Any] = ["", "x", "../x", "∞", "cds.Association", None, 1, -1, True, 1.5, 10**30]
SHAPES: list[Any] = [[], {}, [1], [[]], {"=": 1}, {"#": []}, {"ref": []}, {"ref": ["a", {"id": 1}]}, QUERY]
NAMES = ["", "A b", "../x", "type", "ref", "elements", "query"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def spoil(document: dict[str, Any], chance: random.Random) -> None:
    """Removes, renames or replaces one part."""
    path = chance.choice(list(places(document)) or [()])
    if not path:
        return
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    what = chance.random()
    if what < 0.2:
        del parent[path[-1]]
    elif what < 0.35 and isinstance(parent, dict):
        parent[chance.choice(NAMES)] = parent.pop(path[-1])
    else:
        parent[path[-1]] = chance.choice(WORDS + SHAPES)


@pytest.mark.parametrize("seed", range(60))
def test_a_spoiled_export_ends_with_findings_and_valid_specs(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    document = json.loads(chance.choice(OTHERS if seed % 2 else EXAMPLES).read_text("utf-8"))
    for _ in range(chance.choice([1, 3, 10])):
        spoil(document, chance)
    path = tmp_path / "export.json"
    path.write_text(json.dumps(document), "utf-8")
    assert_findings_and_valid_specs(path, tmp_path)


def spoil_xml(root: ElementTree.Element, chance: random.Random) -> None:
    """Removes or moves an element, or changes its name or an attribute."""
    parents = {child: parent for parent in root.iter() for child in parent}
    node = chance.choice(list(parents))
    what = chance.random()
    if what < 0.2:
        parents[node].remove(node)
    elif what < 0.3:
        inside = set(node.iter())
        parents[node].remove(node)
        chance.choice([n for n in root.iter() if n not in inside]).append(node)
    elif what < 0.45:
        node.tag = chance.choice(list(parents)).tag
    elif node.attrib:
        name = chance.choice(list(node.attrib))
        value = chance.choice(XML_WORDS + [v for n in parents for v in n.attrib.values()])
        if chance.random() < 0.3:
            del node.attrib[name]
        else:
            node.attrib[name] = value


XML_WORDS = ["", "-1", "x" * 300, "Collection(", "Collection()", "..", "/", "Self.", "true", "9" * 30, "∞"]


@pytest.mark.parametrize("seed", range(60))
def test_spoiled_metadata_ends_with_findings_and_valid_specs(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    root = ElementTree.parse(chance.choice(SERVICES)).getroot()
    for _ in range(chance.choice([1, 3, 10])):
        spoil_xml(root, chance)
    path = tmp_path / "metadata.xml"
    path.write_bytes(ElementTree.tostring(root))
    assert_findings_and_valid_specs(path, tmp_path)


def assert_findings_and_valid_specs(path: Path, tmp_path: Path) -> None:
    outcome = run_import([Input(path, "S")], tmp_path / "specs")
    assert all(f.render().startswith(str(path)) for f in outcome.findings)
    for table in outcome.specs.tables:
        assert is_glue_name(table.name)
        assert len({c["name"] for c in table.spec["columns"]}) == len(table.spec["columns"])
        assert all(canonical(c["type"]) == c["type"] for c in table.spec["columns"])


MALFORMED_HIERARCHIES = [
    {"@Hierarchy.leveled": [{"name": "L", "levels": 3}]},
    {"@Hierarchy.leveled": [{"name": "L", "levels": [{"element": {"=": 3}}]}]},
    {"@Hierarchy.parentChild": [{"name": "P", "recurse": {"parent": 1}}]},
    {"@Hierarchy.parentChild": [{"name": "P", "recurseBy": {"=": "nothing"}}]},
]


@pytest.mark.parametrize("annotation", MALFORMED_HIERARCHIES)
def test_a_hierarchy_without_columns_is_a_finding(annotation: dict[str, Any], tmp_path: Path) -> None:
    definition = {"kind": "entity", "elements": {"a": {"type": "cds.Date"}}, **annotation}
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"definitions": {"T": definition}, "$version": "1.0"}))
    outcome = run_import([Input(path, "S")], tmp_path / "specs")
    assert [f.code for f in outcome.findings] == ["MAP014"]
    assert "hierarchies" not in outcome.specs.tables[0].spec
