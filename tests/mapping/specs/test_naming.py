"""Database and table names from templates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.findings import Severity
from catalog.language.glue.names import is_glue_name
from mapping.rules.templates import fill
from tests.support.exports import SUFFIX, Imported, entity, imported, rules_of, to_one

PIECES = {"space": "BNPL", "layer": "Raw", "object": "ORDERS"}
FILLED = [
    ("{space}", "bnpl"),
    ("{space}_{layer}_{environment}", "bnpl_raw"),
    ("{environment}_{space}", "bnpl"),
    ("{layer}_layer", "raw_layer"),
    ("customer_data", "customer_data"),
    ("raw_{object}", "raw_orders"),
    ("{object}_{version}_{date}", "orders"),
    ("{version}_{object}_{date}_x", "orders_x"),
    ("{object}{version}", "orders"),
    ("{object}_", "orders_"),
]


@pytest.mark.parametrize(("template", "name"), FILLED)
def test_a_template_is_filled_and_what_is_missing_goes_with_its_underscore(template: str, name: str) -> None:
    assert fill(template, PIECES) == name


def test_the_environment_stays_a_variable() -> None:
    assert fill("{space}_{layer}_{environment}", PIECES, "${environment}") == "bnpl_raw_${environment}"


names = st.text(min_size=1, max_size=300)


@given(
    st.lists(st.sampled_from(["{space}", "{layer}", "{object}", "{version}", "_", "x", "v2"]), max_size=9),
    names,
    names,
)
def test_a_filled_template_is_a_name_but_for_its_length(parts: list[str], space: str, name: str) -> None:
    found = fill("".join(parts), {"space": space, "object": name})
    assert not found or is_glue_name(found[:255])


# --- whole imports ---


def named(text: str, *objects: str, space: str = "BNPL", **others: Any) -> Imported:
    return imported({name: entity() for name in objects} | others, space, rules=rules_of(text))


LAYERED = """names: {database: "{domain}_{layer}_{environment}", table: "{object}_{version}"}
pieces:
- {objects: "BNPL/{object}_RAW", layer: raw}
- {objects: "BNPL/{contributor}_ORDERS", version: v2}
- {objects: "*", layer: curated, domain: bnpl}
"""


def test_a_space_is_parted_into_databases_and_versions_are_suffixes() -> None:
    found = named(LAYERED, "A_RAW", "C01_ORDERS", "B")
    assert list(found.tables) == ["bnpl_curated.b", "bnpl_curated.c01_orders_v2", "bnpl_raw.a"]
    assert found.specs.databases["bnpl_raw"] == {
        "kind": "Database",
        "name": "bnpl_raw",
        "physical_name": "bnpl_raw_${environment}",
        "location": "s3://${lake}/bnpl_raw/",
        "source": {"system": "SAP Datasphere"},
        "business": {"tags": {"domain": "bnpl", "layer": "raw"}},
    }
    assert found.tables["bnpl_raw.a"]["source"]["object"] == "A_RAW"
    assert found.tables["bnpl_raw.a"]["business"]["tags"] == {"domain": "bnpl", "layer": "raw"}


def test_relationships_lead_to_the_templates_names_even_out_of_the_import() -> None:
    elements = {"k": {"type": "cds.Date"}, "_a": to_one("A_RAW", ("k", "id"), name="_a")}
    found = named(LAYERED, V=entity(elements))
    assert found.table["relationships"][0]["to"] == "bnpl_raw.a"


def test_spaces_share_a_database_and_equal_objects_collide_there() -> None:
    context = {"kind": "context", "@DataWarehouse.space.name": "TWO"}
    text = "names: {database: customer_data}"
    found = named(text, "A", TWO=context, **{"TWO.B": entity()})
    assert list(found.tables) == ["customer_data.a", "customer_data.b"]
    assert found.specs.databases["customer_data"]["source"] == {"system": "SAP Datasphere"}
    found = named(text, "A", TWO=context, **{"TWO.A": entity()})
    assert found.messages("MAP022") == ["objects 'BNPL.A' and 'TWO.A' are both 'a' in Glue"]
    found = named(
        "names: {database: customer_data, collisions: suffix}", "A", TWO=context, **{"TWO.A": entity()}
    )
    assert len(found.tables) == 2
    assert found.codes(Severity.ERROR) == []


def test_a_space_keeps_its_own_source_and_label_by_default() -> None:
    found = named("names: {database: 'dsp_{space}'}", "A")
    assert found.specs.databases["dsp_bnpl"]["source"] == {"system": "SAP Datasphere", "space": "BNPL"}
    assert "physical_name" not in found.specs.databases["dsp_bnpl"]


def test_a_name_that_needs_a_layer_and_has_none_is_an_error() -> None:
    found = named("names: {database: '{layer}_layer'}\npieces: [{objects: '*/A', layer: bronze}]", "A", "B")
    assert [(f.code, f.path) for f in found.findings] == [("MAP045", ("names", "database"))]
    assert "needs a layer" in found.messages("MAP045")[0]


AWKWARD = {
    "Net Amount (EUR)": "net_amount_eur",
    "/BIC/ZCUST": "bic_zcust",
    "SAP.TIME.DAY": "sap_time_day",
    "number ": "number",
    "3VF_SALARY": "3vf_salary",
    "_DQMSample∞0": "_dqmsample_0",
    "Größe": "grosse",
    "MixedCase": "mixedcase",
}


@pytest.mark.parametrize(("original", "name"), AWKWARD.items())
def test_every_kind_of_name_is_kept_in_the_source(original: str, name: str) -> None:
    found = imported({original: entity({original: {"type": "cds.Date"}})}, original)
    (table,) = found.specs.tables
    assert (table.database, table.name) == (name, name)
    assert found.specs.databases[name]["source"]["space"] == original
    assert table.spec["source"]["object"] == original
    (column,) = table.spec["columns"]
    assert (column["name"], column["source"]["name"]) == (name, original)


@pytest.mark.parametrize("what", ["columns", "objects"])
def test_a_collision_names_both_and_where(what: str) -> None:
    both = {"Net Amount": {"type": "cds.Date"}, "net/amount": {"type": "cds.Date"}}
    definitions = {"T": entity(both)} if what == "columns" else {name: entity() for name in both}
    found = imported(definitions)
    (message,) = found.messages("MAP022")
    assert message == f"{what} 'Net Amount' and 'net/amount' are both 'net_amount' in Glue"
    assert found.findings[0].severity is Severity.ERROR
    assert found.findings[0].path[-1] == "net/amount"
    assert "collisions: suffix" in found.findings[0].remedy
    assert imported(definitions, rules=SUFFIX).codes() == ["MAP020"]


def test_an_associations_name_is_kept_as_it_is() -> None:
    elements = {"k": {"type": "cds.Date"}, "_To Größe∞": to_one("B", ("k", "k"), name="_To Größe∞")}
    found = imported({"A": entity(elements), "B": entity({"k": {"type": "cds.Date"}})})
    assert found.tables["sales.a"]["relationships"][0]["name"] == "_To Größe∞"
