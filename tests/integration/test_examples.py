"""The example rules and context: complete, used to the last entry, and their specs pass every check."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.language.compiler import compile_specs
from catalog.language.findings import Severity
from catalog.language.stacks.settings import Settings
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.rules.business_context import read_context
from mapping.rules.loader import read_rules
from mapping.rules.project_files import context_for, rules_for
from mapping.store.writer import perform
from tests.support.exports import STRING, entity
from tests.support.exports import imported as imported_as_values
from tests.support.project import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    folder = tmp_path_factory.mktemp("example") / "catalog_specs"
    outcome = run(folder)
    perform(outcome.plan.changes)
    return folder, outcome


def run(folder: Path) -> Outcome:
    rules = rules_for(EXAMPLES / "rules.yaml", folder)
    context = context_for(EXAMPLES / "context.yaml", folder)
    return run_import(inputs_of([EXAMPLES / "exports"]), folder, rules=rules, context=context)


def spec(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
    return found


def test_every_entry_of_the_examples_is_used(imported: tuple[Path, Outcome]) -> None:
    codes = {f.code for f in imported[1].findings if f.severity is not Severity.INFO or f.code == "MAP046"}
    assert codes == {"MAP004", "MAP005"}  # times and a geometry: told, whatever the policy


@pytest.mark.parametrize("kind", ["rules", "context"])
def test_the_examples_show_every_part(kind: str) -> None:
    schema = json.loads((ROOT / "mapping" / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
    example = yaml.safe_load((EXAMPLES / f"{kind}.yaml").read_text("utf-8"))
    assert example.keys() == schema["properties"].keys()
    shown = {key for entry in example.get("columns", example.get("entries")) for key in entry}
    part = schema["properties"]["columns" if kind == "rules" else "entries"]
    assert shown == part["items"]["properties"].keys()


def test_what_the_examples_make_passes_every_check(imported: tuple[Path, Outcome]) -> None:
    folder = imported[0]
    settings = Settings("dev", specs="catalog_specs", environment="dev", variables={"lake": "a-lake"})
    catalog, findings = compile_specs(folder.parent, settings)
    assert findings == []
    assert [d.physical_name for d in catalog.databases] == [
        "bnpl_curated_dev",
        "bnpl_raw_dev",
        "risk_curated_dev",
    ]


def test_the_example_specs_pass_every_check_and_show_what_is_not_imported() -> None:
    settings = Settings("dev", specs=str(EXAMPLES / "specs"), environment="dev", variables={"lake": "a-lake"})
    catalog, findings = compile_specs(ROOT, settings)
    assert findings == []
    managed = {spec.name: spec.data.get("manage") for spec in (*catalog.databases, *catalog.tables)}
    assert managed == {
        "marketing": None,
        "web_analytics": "context",
        "campaigns": None,
        "page_views": "context",
    }
    assert catalog.databases[0].data["permissions"] == "lake_formation"


def test_the_specs_that_show_every_key_pass_every_check() -> None:
    settings = Settings("dev", specs=str(EXAMPLES / "keys"), environment="dev", variables={"lake": "a-lake"})
    catalog, findings = compile_specs(ROOT, settings)
    assert findings == []
    assert [spec.name for spec in catalog.tables] == ["orders", "shop_orders", "visits"]


def test_what_the_examples_make(imported: tuple[Path, Outcome]) -> None:
    folder, outcome = imported
    assert outcome.specs.tables[0].name == "portfolio"
    feed = spec(folder, "bnpl_raw/orders_feed")
    names = [c["name"] for c in feed["columns"]]
    assert "payload" not in names
    assert "order_at" in names
    assert names[-4:] == ["__operation_type", "__sequence_number", "__timestamp", "_load_id"]
    assert [k["name"] for k in feed["partitions"]["keys"]] == ["dt", "contributor_id"]
    assert feed["storage"]["location"] == "s3://${lake}/landing/raw/orders_feed/"
    assert feed["business"]["team"] == "Contributor Data"
    assert (folder / "bnpl_raw" / "merchant_stores_v2.yaml").is_file()


def test_importing_again_with_the_examples_writes_nothing(imported: tuple[Path, Outcome]) -> None:
    assert run(imported[0]).plan.changes == []


def test_the_page_about_rules_and_context_says_what_they_do() -> None:
    page = (ROOT / "docs" / "rules-and-context.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(kind: (Rules|Context).*?)```", page, re.DOTALL)
    texts = {kind: text.encode() for text, kind in blocks}
    rules, context = read_rules(texts["Rules"], "page"), read_context(texts["Context"], "page")
    definitions = {
        "ORDERS": entity({"CREATED_TS": {"type": "cds.Timestamp"}}),
        "CUSTOMERS": entity({"EMAIL": STRING}),
        "TMP_X": entity(),
    }
    found = imported_as_values(definitions, rules=rules, context=context)
    assert list(found.tables) == ["sales_curated.customers", "sales_curated.orders"]
    assert found.specs.databases["sales_curated"]["physical_name"] == "sales_curated_${environment}"
    assert list(found.columns("sales_curated.orders")) == [
        "created_at",
        "__operation_type",
        "__sequence_number",
        "__timestamp",
    ]
    assert found.tables["sales_curated.orders"]["business"]["steward"] == "sales-data@example.com"
    assert found.columns("sales_curated.customers")["email"]["business"] == {"classification": "confidential"}
