"""The large export that the benchmark imports: a real one in all but its size."""

from __future__ import annotations

import json
from pathlib import Path

from bench import large
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import


def test_it_has_forty_elements_an_entity_over_five_spaces_and_imports_whole(tmp_path: Path) -> None:
    export = large.write(tmp_path / "export.json", 40)
    definitions = json.loads(export.read_bytes())["definitions"]
    entities = [d for d in definitions.values() if d["kind"] == "entity"]
    assert {len(entity["elements"]) for entity in entities} == {40}
    assert 10_000 < export.stat().st_size / len(entities) < 13_000
    outcome = run_import(inputs_of([export], large.OWN), tmp_path / "specs")
    assert [f.code for f in outcome.findings] == ["MAP030"]
    assert outcome.coverage.percent == 100
    assert len(outcome.specs.tables) == 40
    assert sorted(outcome.specs.databases) == sorted(name.lower() for name in (large.OWN, *large.OTHERS))


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = (large.write(tmp_path / name, 8).read_bytes() for name in "ab")
    assert first == second
