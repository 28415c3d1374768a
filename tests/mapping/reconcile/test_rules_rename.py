"""New names by the rules: the specs move, with what people wrote into them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mapping.documents.inputs import inputs_of
from mapping.importer import reconcile, run_import
from mapping.store.spec_store import SpecStore
from mapping.store.writer import Plan, perform
from tests.support.exports import entity, rules_of, write_export
from tests.support.reimport import (
    import_into,
    rewrite,
    spec_files_in,
    tree,
    with_database_named,
)


@pytest.mark.parametrize("edited", [False, True])
def test_an_object_that_gets_another_name_takes_its_file_along(specs: Path, edited: bool) -> None:
    import_into(specs, {"My Orders": entity()})
    if edited:
        rewrite(specs / "sales" / "my_orders.yaml", ("columns:", "# theirs\ncolumns:"))
    path, rules = specs.parent / "export.json", rules_of("names: {table: 'v2_{object}'}")
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    (moved,) = (f for f in outcome.findings if f.code == "IMP016")
    assert "changed from sales.my_orders to sales.v2_my_orders" in moved.message
    assert spec_files_in(specs) == ["sales/database.yaml", "sales/v2_my_orders.yaml"]
    assert ("# theirs" in (specs / "sales" / "v2_my_orders.yaml").read_text()) == edited
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes == []


def test_a_database_that_the_rules_rename_takes_peoples_edits_along(specs: Path) -> None:
    import_into(specs, {"T": entity(), "P": entity()})
    rewrite(specs / "sales" / "database.yaml", ("name: sales", "name: sales # ours\ndescription: The shop"))
    rewrite(specs / "sales" / "p.yaml", ("columns:", "# the desk's\ncolumns:"))
    new = with_database_named("sales_raw", {"T": entity(), "P": entity()})
    found = reconcile(new, SpecStore(specs))
    assert [f.code for f in found.findings if f.code != "IMP011"] == ["IMP016"] * 3
    perform(found.changes)
    assert sorted(tree(specs)) == [
        f"sales_raw/{name}" for name in (".import.json", "database.yaml", "p.yaml", "t.yaml")
    ]
    database = (specs / "sales_raw" / "database.yaml").read_text()
    assert "name: sales_raw # ours\ndescription: The shop\n" in database
    assert "# the desk's" in (specs / "sales_raw" / "p.yaml").read_text()
    assert reconcile(new, SpecStore(specs)) == Plan(unchanged=3)


def test_a_part_of_a_database_that_goes_elsewhere_leaves_the_rest_where_it_is(specs: Path) -> None:
    import_into(specs, {"T": entity(), "P": entity()})
    perform(reconcile(with_database_named("sales_raw", {"T": entity()}), SpecStore(specs)).changes)
    assert spec_files_in(specs) == [
        "sales/database.yaml",
        "sales/p.yaml",
        "sales_raw/database.yaml",
        "sales_raw/t.yaml",
    ]


UMLAUTS = {
    "GRÖSSEN": entity(
        {
            "GRÖSSE": {"type": "cds.String", "key": True},
            "MASSE": {"elements": {"LÄNGE": {"type": "cds.Integer"}}},
            "_V": {
                "type": "cds.Association",
                "target": "VORRÄTE",
                "on": [{"ref": ["GRÖSSE"]}, "=", {"ref": ["_V", "MAß"]}],
            },
        }
    )
}


def test_umlauts_that_are_spelled_otherwise_take_files_and_columns_along(specs: Path) -> None:
    import_into(specs, UMLAUTS)
    rewrite(specs / "sales" / "grossen.yaml", ("name: grosse,", "name: grosse, description: Theirs,"))
    path, rules = specs.parent / "export.json", rules_of("names: {letters: transliterate}")
    outcome = run_import(inputs_of([path], "SALES"), specs, rules=rules)
    perform(outcome.plan.changes)
    assert spec_files_in(specs) == ["sales/database.yaml", "sales/groessen.yaml"]
    text = (specs / "sales" / "groessen.yaml").read_text("utf-8")
    spec = yaml.safe_load(text)
    assert [(c["name"], c["type"]) for c in spec["columns"]] == [
        ("groesse", "string"),
        ("masse", "struct<laenge:int>"),
    ]
    assert spec["columns"][0]["description"] == "Theirs"
    (relationship,) = spec["relationships"]
    assert (relationship["to"], relationship["on"]) == ("sales.vorraete", {"groesse": "mass"})
    assert run_import(inputs_of([path], "SALES"), specs, rules=rules).plan.changes == []


def test_umlauts_in_a_space_and_in_templates_and_renames(specs: Path) -> None:
    path = write_export(specs.parent / "MÜLL" / "x.json", UMLAUTS)
    rules = rules_of(
        "names: {letters: transliterate, database: '{domain}_{space}', table: 't_{object}'}\n"
        "pieces: [{objects: '*', domain: Küche}]\n"
        "columns: [{objects: '*', columns: '*', rename: '{name}_x'}]\n"
        "tables: [{objects: '*', storage: {location: 's3://b/{domain}/{table}/'}}]"
    )
    (table,) = run_import(inputs_of([path], "MÜLL"), specs, rules=rules).specs.tables
    assert (table.database, table.name) == ("kueche_muell", "t_groessen")
    assert table.spec["columns"][0]["name"] == "groesse_x"
    assert table.spec["storage"]["location"] == "s3://b/kueche/t_groessen/"
