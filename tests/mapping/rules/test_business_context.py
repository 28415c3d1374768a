"""The context file: what it refuses, which entry wins, and that people's words win over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.findings import DataError, Severity
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.rules.business_context import BusinessContext, layered, read_context
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, imported, write_export


def context_of(text: str) -> BusinessContext:
    return read_context(f"kind: Context\nentries:\n{text}".encode(), "context.yaml")


REFUSED = [
    ("- {objects: '*', stewrad: a}", 3, "SPEC003", "did you mean 'steward'?"),
    ("- {objects: '*', steward: 1}", 3, "SPEC002", "1 found, text expected"),
    ("- {objects: '*', tags: [a]}", 3, "SPEC002", "a list found, a mapping expected"),
    ("- {steward: a}", 3, "MAP048", "neither spaces nor objects"),
    ("- {spaces: A, objects: A, steward: a}", 3, "MAP048", "both spaces and objects"),
    ("- {spaces: A, columns: B, steward: a}", 3, "MAP048", "columns without objects"),
    ("- {objects: A, team: x}\n- {objects: A}", 4, "MAP048", "says nothing"),
    ("- {objects: 'A/{layer}', team: x}", 3, "MAP048", "can't be taken from a name"),
    ("- {objects: A, columns: '{x}', team: x}", 3, "MAP048", "{x} has no meaning"),
    ("- {objects: A, team: x}\nentires: []", 4, "SPEC003", "did you mean 'entries'?"),
]


@pytest.mark.parametrize(("text", "line", "code", "words"), REFUSED)
def test_a_context_file_is_refused_with_line_and_remedy(text: str, line: int, code: str, words: str) -> None:
    with pytest.raises(DataError) as refused:
        context_of(text)
    first = refused.value.findings[0]
    assert (first.file, first.line, first.code) == ("context.yaml", line, code)
    assert words in first.render()


TABLES = {
    "CUSTOMERS": entity({"EMAIL": STRING, "PHONE": STRING, "ID": STRING}, **{"@title": "Customers"}),
    "ORDERS": entity(),
}
LAYERS = """
- {objects: "*/CUSTOMERS", classification: restricted, tags: {pii: "yes"}}
- {objects: "*/CUSTOMERS", columns: [EMAIL, PHO*], classification: confidential}
- {objects: "*/CUSTOMERS", columns: EMAIL, steward: privacy@example.com, classification: lower}
- {spaces: SALES, team: Sales data, custom: {retention: 7y}}
- {objects: "*", steward: sales@example.com, classification: internal, tags: {pii: "no", domain: sales}}
"""


def test_the_first_entry_that_sets_a_key_wins_and_tags_are_put_together() -> None:
    found = imported(TABLES, context=context_of(LAYERS))
    assert found.tables["sales.customers"]["business"] == {
        "label": "Customers",
        "classification": "restricted",
        "tags": {"pii": "yes", "domain": "sales"},
        "steward": "sales@example.com",
    }
    assert found.tables["sales.orders"]["business"] == {
        "steward": "sales@example.com",
        "classification": "internal",
        "tags": {"pii": "no", "domain": "sales"},
    }
    assert found.specs.databases["sales"]["business"] == {"team": "Sales data", "custom": {"retention": "7y"}}


def test_columns_have_context_of_their_own() -> None:
    columns = imported(TABLES, context=context_of(LAYERS)).columns("sales.customers")
    assert columns["email"]["business"] == {
        "classification": "confidential",
        "steward": "privacy@example.com",
    }
    assert columns["phone"]["business"] == {"classification": "confidential"}
    assert "business" not in columns["id"]


def test_what_the_export_says_is_not_lost_beside_the_context() -> None:
    definition = entity(**{"@ObjectModel.modelingPattern": {"#": "MY_PATTERN"}})
    found = imported({"T": definition}, context=context_of("- {objects: '*', custom: {retention: 7y}}"))
    assert found.table["business"]["custom"] == {"retention": "7y", "modeling_pattern": "MY_PATTERN"}


values = st.recursive(
    st.text(max_size=2), lambda inner: st.dictionaries(st.sampled_from("ab"), inner, max_size=2), max_leaves=4
)
mappings = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


@given(mappings, mappings)
def test_of_two_layers_the_first_wins(a: dict[str, Any], b: dict[str, Any]) -> None:
    both = layered(a, b)
    assert both.keys() == a.keys() | b.keys()
    assert all(both[k] == v for k, v in a.items() if not isinstance(v, dict))
    assert layered(a, a) == a == layered(a, {}) == layered({}, a)
    assert layered(layered(a, b), b) == both


# --- on its way into files ---


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(tmp_path / "in" / "SALES" / "t.json", TABLES)


def run(export: Path, specs: Path, context: BusinessContext) -> Outcome:
    outcome = run_import(inputs_of([export], "SALES"), specs, context=context)
    perform(outcome.plan.changes)
    return outcome


def test_what_people_typed_into_a_spec_wins_over_the_context(export: Path, tmp_path: Path) -> None:
    run(export, tmp_path / "s", BusinessContext())
    spec = tmp_path / "s" / "sales" / "orders.yaml"
    spec.write_text(spec.read_text() + "business: {steward: me@example.com} # mine\n")
    run(export, tmp_path / "s", context_of(LAYERS))
    business = yaml.safe_load(spec.read_text())["business"]
    assert business["steward"] == "me@example.com"
    assert business["classification"] == "internal"
    assert "# mine" in spec.read_text()


def test_an_import_with_the_same_context_writes_nothing_again(export: Path, tmp_path: Path) -> None:
    run(export, tmp_path / "s", context_of(LAYERS))
    assert run(export, tmp_path / "s", context_of(LAYERS)).plan.changes == []


def test_a_pattern_that_fits_nothing_is_a_warning_with_its_line(export: Path, tmp_path: Path) -> None:
    text = """- {objects: SALES, team: a}
- {objects: "*/orders", team: b}
- {objects: "*", columns: X, team: c}
- objects: "*/CUSTOMERS"
  columns:
  - EMIAL
  - PHONE
  classification: confidential
- {spaces: [SALES, SALE], team: d}"""
    found = run(export, tmp_path / "s", context_of(text)).findings
    assert {(f.code, f.severity, f.file) for f in found} == {("MAP047", Severity.WARNING, "context.yaml")}
    assert [(f.line, f.message.split(" fits")[0]) for f in found] == [
        (4, "entries[1].objects"),
        (5, "entries[2].columns"),
        (8, "entries[3].columns[0]"),
        (11, "entries[4].spaces[1]"),
    ]
