"""A spec that people edited meets the export again: their text stays, new things come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.language.findings import Severity
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.reconcile.merge import ConflictPolicy
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, write_export
from tests.support.reimport import codes

OLD = {"T": entity({"id": {**STRING, "key": True}, "a": {**STRING, "@title": "A"}}, **{"@title": "Tee"})}
EDITED = """\
# The orders desk answers for this one.
name: t # people may order keys as they like
kind: Table
database: sales
business: {label: Tee, steward: me@example.com}   # typed in by hand
source: {system: SAP Datasphere, space: SALES, object: T, kind: local-table}
storage:
    location: s3://${lake}/sales/t/
    format: json
columns:
-   name: id
    type: string
    key: true
    nullable: false
    source: {name: id, type: cds.String(10)}
- {name: "a", type: 'string', label: A, source: {name: a, type: cds.String(10)}} # keep
- {name: ours, type: int, label: Ours alone}
partitions: {keys: [{name: dt, type: date}]}
"""


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    folder = tmp_path / "specs"
    (folder / "sales").mkdir(parents=True)
    (folder / "sales" / "t.yaml").write_text(EDITED)
    return folder


def again(specs: Path, definitions: dict[str, Any], **options: Any) -> Outcome:
    path = write_export(specs.parent / "export.json", definitions)
    outcome = run_import(inputs_of([path], "SALES"), specs, **options)
    perform(outcome.plan.changes)
    return outcome


def text_of(specs: Path) -> str:
    return (specs / "sales" / "t.yaml").read_text()


def test_an_edited_spec_with_the_exports_values_stays_to_the_byte(specs: Path) -> None:
    outcome = again(specs, OLD)
    assert text_of(specs) == EDITED
    assert outcome.findings == []


def test_a_new_column_comes_to_its_place_and_the_rest_stays(specs: Path) -> None:
    new = {
        "T": entity(
            {"id": {**STRING, "key": True}, "n": {"type": "cds.Date"}, "a": {**STRING, "@title": "A"}},
            **{"@title": "Tee"},
        )
    }
    outcome = again(specs, new)
    text = text_of(specs)
    loaded = yaml.safe_load(text)
    assert [c["name"] for c in loaded["columns"]] == ["id", "n", "a", "ours"]
    # JSON by partitions that nobody declares here: they keep the old columns, which Athena pairs by index
    assert [(f.code, f.severity) for f in outcome.findings] == [("CHG104", Severity.WARNING)]
    for kept in (
        "# The orders desk",
        "# people may order",
        "# typed in by hand",
        "# keep",
        "type: 'string'",
        "format: json",
    ):
        assert kept in text
    assert list(loaded)[:4] == ["name", "kind", "database", "business"]
    assert loaded["partitions"] == {"keys": [{"name": "dt", "type": "date"}]}
    assert again(specs, new).plan.changes == []


def test_new_columns_keep_the_exports_order(specs: Path) -> None:
    elements = {"f": STRING, "g": STRING, "id": {**STRING, "key": True}, "n": STRING, "m": STRING}
    again(
        specs, {"T": entity({**elements, "a": {**STRING, "@title": "A"}, "z": STRING}, **{"@title": "Tee"})}
    )
    names = [c["name"] for c in yaml.safe_load(text_of(specs))["columns"]]
    assert names == ["f", "g", "id", "n", "m", "a", "z", "ours"]


def test_what_differs_is_kept_with_a_finding_of_both_values_at_its_line(specs: Path) -> None:
    new = {
        "T": entity(
            {"id": {**STRING, "key": True}, "a": {"type": "cds.Date", "@title": "B"}}, **{"@title": "Tee"}
        )
    }
    outcome = again(specs, new)
    told = [f for f in outcome.findings if f.code == "IMP003"]
    assert [f.line for f in told] == [16, 16]
    assert "columns[1].type of 'a' is string here and date in the export: kept" in told[0].message
    assert "--conflicts take" in told[0].remedy
    column = yaml.safe_load(text_of(specs))["columns"][1]
    assert (column["type"], column["label"]) == ("string", "A")
    assert column["source"]["type"] == "cds.Date"  # import's own record follows the export


def test_overwrite_takes_the_exports_values_and_only_those(specs: Path) -> None:
    new = {
        "T": entity(
            {"id": {**STRING, "key": True}, "a": {"type": "cds.Date", "@title": "B"}}, **{"@title": "Tee"}
        )
    }
    outcome = again(specs, new, conflicts=ConflictPolicy.TAKE)
    assert codes(outcome) == ["CHG208"]
    loaded = yaml.safe_load(text_of(specs))
    assert (loaded["columns"][1]["type"], loaded["columns"][1]["label"]) == ("date", "B")
    assert loaded["business"]["steward"] == "me@example.com"


def test_a_column_that_left_the_export_stays_with_a_warning(specs: Path) -> None:
    outcome = again(specs, {"T": entity({"id": {**STRING, "key": True}}, **{"@title": "Tee"})})
    assert [(f.code, f.severity) for f in outcome.findings] == [("IMP004", Severity.WARNING)]
    assert text_of(specs) == EDITED  # the column people added is nobody's business


def test_a_renamed_column_is_known_by_its_source(specs: Path) -> None:
    renamed = EDITED.replace('{name: "a"', "{name: alpha")
    (specs / "sales" / "t.yaml").write_text(renamed)
    outcome = again(specs, OLD)
    assert text_of(specs) == renamed
    assert [f.code for f in outcome.findings] == ["IMP003"]


def test_a_column_that_became_a_partition_key_is_not_added_again(specs: Path) -> None:
    definitions = {"T": entity({**OLD["T"]["elements"], "dt": {"type": "cds.Date"}}, **{"@title": "Tee"})}
    again(specs, definitions)
    assert text_of(specs) == EDITED


def test_relationships_are_merged_by_name(specs: Path) -> None:
    relations = "relationships:\n- {name: r1, to: sales.x} # by hand\n- {name: r2, to: sales.y}\n"
    (specs / "sales" / "t.yaml").write_text(EDITED + relations)
    again(specs, OLD)
    assert text_of(specs) == EDITED + relations


def test_the_spec_of_another_object_is_never_written(specs: Path) -> None:
    outcome = again(specs, {"T!": OLD["T"]})
    assert [(f.code, f.line) for f in outcome.findings] == [("IMP014", 1), ("IMP001", 6)]
    assert "'SALES.T'" in outcome.findings[1].message
    assert text_of(specs) == EDITED


@pytest.mark.parametrize("broken", ["a: [1", "- a\n", "", "a: 1\na: 2\n", "\x00"])
def test_a_spec_that_cannot_be_read_stops_the_import(specs: Path, broken: str) -> None:
    (specs / "sales" / "t.yaml").write_text(broken)
    outcome = again(specs, OLD)
    assert [f.severity for f in outcome.findings] == [Severity.ERROR]
    assert outcome.plan.changes == []
    assert text_of(specs) == broken
