"""Objects that get no spec: external services, what is not persisted, and an import of nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import DataError
from mapping.importer import Outcome, inputs_of, run_import
from mapping.rules.loader import read_rules
from mapping.rules.rules import Rules, no_rules
from tests.support.exports import STRING, entity, imported, rules_of, to_one, write_export

SKIP = {"@cds.persistence.skip": True}
EXTERNAL = {"@cds.external": True, **SKIP}
SERVICE = {"kind": "service"}


def outcome(folder: Path, definitions: dict[str, Any], rules: Rules | None = None) -> Outcome:
    path = write_export(folder / "SALES" / "export.json", definitions)
    return run_import(inputs_of([path], space="SALES"), folder / "specs", rules=rules or no_rules())


def said(found: Outcome, code: str) -> list[str]:
    return [f"{f.severity} {f.message} {f.remedy}".strip() for f in found.findings if f.code == code]


def test_entities_of_external_services_are_tables_where_the_rules_include_them() -> None:
    definitions = {"API": SERVICE, "API.Orders": entity(**EXTERNAL), "Own": entity(**SKIP)}
    found = imported(definitions, rules=rules_of("external: include"))
    assert list(found.tables) == ["sales.api_orders"]
    assert found.table["source"]["external_service"] == "API"


@pytest.mark.parametrize("external", ["exclude", None])
def test_they_are_left_out_else_and_each_finding_names_the_rule(external: str | None, tmp_path: Path) -> None:
    rules = rules_of(f"external: {external}") if external else None
    found = outcome(tmp_path, {"API.Orders": entity(**EXTERNAL), "Own": entity()}, rules)
    assert [t.name for t in found.specs.tables] == ["own"]
    assert said(found, "MAP015") == [f"info 'API.Orders' is an external service's (@cds.external) {WAY_IN}"]
    assert said(found, "CSN012") == []


def test_what_a_service_holds_is_external_where_the_service_alone_says_so() -> None:
    definitions = {"API": {**SERVICE, "@cds.external": True}, "API.Orders": entity(**SKIP)}
    assert imported(definitions).tables == {}
    found = imported(definitions, rules=rules_of("external: include"))
    assert found.table["source"]["external_service"] == "API"


def test_a_relationship_to_what_a_service_has_is_told_unless_the_rules_include_it() -> None:
    definitions = {
        "API.Orders": entity(**EXTERNAL),
        "Own": entity({"id": STRING, "o": to_one("API.Orders", ("id", "id"), name="o")}),
    }
    found = imported(definitions)
    (message,) = [f.message for f in found.findings if f.code == "MAP011"]
    assert message == "'o' leads to 'API.Orders', which is an external service's"
    included = imported(definitions, rules=rules_of("external: include"))
    assert [f.code for f in included.findings if f.code == "MAP011"] == []


def test_a_service_that_says_otherwise_of_one_entity_is_followed() -> None:
    definitions = {
        "API": {**SERVICE, "@cds.external": True},
        "API.Orders": entity(**SKIP, **{"@cds.external": False}),
    }
    assert imported(definitions, rules=rules_of("external: include")).tables == {}


@pytest.mark.parametrize("skip", ["if-unused", False, None])
def test_only_true_says_that_something_is_not_persisted(skip: object) -> None:
    found = imported({"Orders": entity(**{"@cds.persistence.skip": skip})})
    assert list(found.tables) == ["sales.orders"]


WAY_IN = "Write external: include into catalog_rules.yaml for tables of what the service has"
NOTHING: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"API.A": entity(**EXTERNAL), "API.B": entity(**EXTERNAL)},
        "",
        "the 2 objects in the export: each of 2 is an external service's (@cds.external)",
        WAY_IN,
    ),
    (
        {"Inbox": entity(**SKIP)},
        "",
        "the one object in the export: it is not persisted (@cds.persistence.skip): it has no data",
        "Import the tables that the application has",
    ),
    (
        {"Empty": {"kind": "entity", "elements": {}}},
        "",
        "the one object in the export: it has no columns",
        "Deploy objects with columns, and export them again",
    ),
    (
        {"A": entity(), "API.B": entity(**EXTERNAL)},
        "objects: {exclude: SALES/A}",
        "the 2 objects in the export: one is left out by rules.yaml:2; one is an external service's "
        "(@cds.external)",
        f"Change objects: in catalog_rules.yaml, which leaves them out. {WAY_IN}",
    ),
]


@pytest.mark.parametrize(("definitions", "rules", "message", "remedy"), NOTHING)
def test_an_import_that_leaves_out_everything_warns_and_says_the_way_in(
    definitions: dict[str, Any], rules: str, message: str, remedy: str, tmp_path: Path
) -> None:
    found = outcome(tmp_path, definitions, rules_of(rules))
    assert said(found, "CSN012") == [f"warning no table comes of {message} {remedy}"]
    assert not found.plan.changes


def test_an_import_of_which_something_is_left_does_not_warn(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"A": entity(), "API.B": entity(**EXTERNAL)})
    assert said(found, "CSN012") == []
    assert said(outcome(tmp_path, {"A": entity(**SKIP)}), "CSN012")


def test_another_value_than_include_and_exclude_is_refused() -> None:
    with pytest.raises(DataError, match="one of include, exclude expected"):
        read_rules(b"kind: Rules\nexternal: true\n", "rules.yaml")
