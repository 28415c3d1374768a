"""`SPACE.OBJECT` of files without a context: which object it means, and what is known of it elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.language.findings import Severity
from mapping.combine.across_spaces import sources
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.exports import STRING, entity, to_one

DECIMAL = {"type": "cds.Decimal", "precision": 11, "scale": 3}
STOCK = entity({"SITE": {**STRING, "key": True}, "PIECES": DECIMAL})


def view(source: str, **elements: Any) -> dict[str, Any]:
    columns = [{"ref": ["S", name], "as": name} for name in elements]
    query = {"SELECT": {"from": {"ref": [source], "as": "S"}, "columns": columns}}
    return entity(elements, query=query)


def to_stock(target: str) -> dict[str, Any]:
    return entity({"SITE": STRING, "_S": to_one(target, ("SITE", "SITE"), name="_S")})


def write(folder: Path, **files: Any) -> None:
    for path, definitions in files.items():
        file = folder / f"{path.replace('__', '/')}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        content = definitions if "value" in definitions else {"definitions": definitions}
        file.write_text(json.dumps(content), "utf-8")


def bring_in(folder: Path, *names: str, space: str = "", prune: bool = False) -> Outcome:
    paths = [folder / name for name in names] or [folder]
    outcome = run_import(inputs_of(paths, space), folder.parent / "specs", prune=prune)
    perform(outcome.plan.changes)
    return outcome


def told(outcome: Outcome, *codes: str) -> list[str]:
    return [f.message for f in outcome.findings if f.code in codes]


def tables(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {f"{t.database}.{t.name}": t.spec for t in outcome.specs.tables}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def test_a_name_with_a_space_of_this_import_is_that_spaces_object(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")})
    outcome = bring_in(exports)
    assert outcome.findings == []
    assert tables(outcome)["planning.need"]["relationships"] == [
        {"name": "_S", "to": "warehouse.stock", "on": {"site": "site"}, "cardinality": "many-to-one"}
    ]


def test_types_come_through_from_join_union_mixin_and_type_of(exports: Path) -> None:
    join = view("WAREHOUSE.STOCK", PIECES={})
    join["query"]["SELECT"]["from"] = {
        "join": "left",
        "args": [{"ref": ["OWN"], "as": "O"}, {"ref": ["WAREHOUSE.STOCK"], "as": "S"}],
    }
    union = entity({"PIECES": {}}, query={"SET": {"op": "union", "args": [join["query"]]}})
    mixin = view("OWN", PIECES={})
    mixin["query"]["SELECT"]["columns"] = [{"ref": ["_M", "PIECES"]}]
    mixin["query"]["SELECT"]["mixin"] = {"_M": {"type": "cds.Association", "target": "WAREHOUSE.STOCK"}}
    copied = entity({"PIECES": {"type": {"ref": ["WAREHOUSE.STOCK", "PIECES"]}}})
    definitions = {"OWN": entity(), "J": join, "U": union, "M": mixin, "C": copied}
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, PLANNING__b=definitions)
    found = tables(bring_in(exports))
    assert {found[f"planning.{name}"]["columns"][0]["type"] for name in "jumc"} == {"decimal(11,3)"}


def test_an_object_of_the_own_space_that_has_the_whole_name_goes_first(exports: Path) -> None:
    write(
        exports,
        WAREHOUSE__a={"STOCK": STOCK},
        PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")},
        PLANNING__c={"WAREHOUSE.STOCK": STOCK},
    )
    (to,) = tables(bring_in(exports))["planning.need"]["relationships"]
    assert to["to"] == "planning.warehouse_stock"


def test_an_object_with_dots_in_its_name_is_found_in_the_other_space(exports: Path) -> None:
    write(
        exports, WAREHOUSE__a={"v2.STOCK.ALL": STOCK}, PLANNING__b={"N": to_stock("WAREHOUSE.v2.STOCK.ALL")}
    )
    (to,) = tables(bring_in(exports))["planning.n"]["relationships"]
    assert to["to"] == "warehouse.v2_stock_all"


def test_the_own_space_may_be_named_too(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK, "NEED": to_stock("WAREHOUSE.STOCK")})
    outcome = bring_in(exports)
    assert tables(outcome)["warehouse.need"]["relationships"][0]["to"] == "warehouse.stock"
    assert outcome.findings == []


def test_what_a_space_of_this_import_lacks_is_missing_there(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, PLANNING__b={"NEED": to_stock("WAREHOUSE.GONE")})
    outcome = bring_in(exports)
    assert tables(outcome)["planning.need"]["relationships"][0]["to"] == "warehouse.gone"
    assert len(told(outcome, "MAP011")) == 1


@pytest.mark.parametrize("target", ["WAREHOUSE.STOCK", "X.", ".STOCK", "A..B", "."])
def test_a_name_of_no_space_at_all_stays_in_the_own_one(exports: Path, target: str) -> None:
    write(exports, PLANNING__b={"NEED": to_stock(target)})
    outcome = bring_in(exports)
    assert tables(outcome)["planning.need"]["relationships"][0]["to"].startswith("planning.")
    assert len(told(outcome, "MAP011")) == 1


# --- known from the specs folder ---


def test_a_spec_that_lies_there_gives_table_column_names_and_types(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")})
    write(exports, PLANNING__c={"V": view("WAREHOUSE.STOCK", PIECES={})})
    bring_in(exports, "WAREHOUSE/a.json", space="WAREHOUSE")
    spec = exports.parent / "specs" / "warehouse" / "stock.yaml"
    people = (
        spec.read_text("utf-8")
        .replace("name: site,", "name: plant,")
        .replace("name: stock\n", "name: store\n")
    )
    spec.with_name("store.yaml").write_text(people, "utf-8")
    spec.unlink()
    outcome = bring_in(exports, "PLANNING/b.json", "PLANNING/c.json", space="PLANNING")
    (relationship,) = tables(outcome)["planning.need"]["relationships"]
    assert (relationship["to"], relationship["on"]) == ("warehouse.store", {"site": "plant"})
    (column,) = tables(outcome)["planning.v"]["columns"]
    assert column["type"] == "decimal(11,3)"
    (finding,) = [f for f in outcome.findings if f.code == "CSN025"]
    assert finding.severity is Severity.INFO
    assert "store.yaml" in finding.message
    assert told(outcome, "MAP011", "MAP006") == []


def test_a_types_length_is_that_of_the_spec_unless_people_gave_another_type(exports: Path) -> None:
    kinds = {
        "S": {"type": "cds.String", "length": 7},
        "N": DECIMAL,
        "D": {"type": "cds.Date"},
        "L": {"type": "cds.hana.SMALLINT"},
    }
    write(
        exports,
        WAREHOUSE__a={"T": entity(kinds)},
        PLANNING__b={"V": view("WAREHOUSE.T", **{kind: {} for kind in kinds})},
    )
    bring_in(exports, "WAREHOUSE/a.json", space="WAREHOUSE")
    spec = exports.parent / "specs" / "warehouse" / "t.yaml"
    spec.write_text(spec.read_text("utf-8").replace('"decimal(11,3)"', "double", 1), "utf-8")
    outcome = bring_in(exports, "PLANNING/b.json", space="PLANNING")
    columns = {c["name"]: (c["type"], c["source"]["type"]) for c in tables(outcome)["planning.v"]["columns"]}
    assert columns == {
        "s": ("string", "cds.String(7)"),
        "n": ("double", "cds.Double"),
        "d": ("date", "cds.Date"),
        "l": ("smallint", "cds.hana.SMALLINT"),
    }


def test_an_object_of_the_own_space_that_has_a_spec_is_known_too(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, WAREHOUSE__b={"NEED": to_stock("STOCK")})
    bring_in(exports, "WAREHOUSE/a.json", space="WAREHOUSE")
    outcome = bring_in(exports, "WAREHOUSE/b.json", space="WAREHOUSE")
    assert tables(outcome)["warehouse.need"]["relationships"][0]["to"] == "warehouse.stock"
    assert told(outcome, "MAP011") == []


def test_with_prune_a_spec_that_goes_is_not_known(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, WAREHOUSE__b={"NEED": to_stock("STOCK")})
    bring_in(exports, "WAREHOUSE/a.json", space="WAREHOUSE")
    outcome = bring_in(exports, "WAREHOUSE/b.json", space="WAREHOUSE", prune=True)
    assert len(told(outcome, "MAP011")) == 1


@pytest.mark.parametrize(
    "broken", ["kind: [", "", "- 1\n", "kind: Table\ncolumns: 3\nsource: {space: WAREHOUSE}\n"]
)
def test_a_spec_that_can_t_be_read_knows_nothing(exports: Path, broken: str) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK}, PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")})
    bring_in(exports, "WAREHOUSE/a.json", space="WAREHOUSE")
    (exports.parent / "specs" / "warehouse" / "stock.yaml").write_text(broken, "utf-8")
    outcome = bring_in(exports, "PLANNING/b.json", space="PLANNING")
    assert len(told(outcome, "MAP011")) == 1


# --- known from the catalog's list ---


def test_an_object_that_only_the_list_names_is_told_and_not_called_missing(exports: Path) -> None:
    write(exports, PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")})
    write(exports, assets={"value": [{"name": "STOCK", "spaceName": "WAREHOUSE"}]})
    outcome = bring_in(exports)
    assert tables(outcome)["planning.need"]["relationships"][0]["to"] == "warehouse.stock"
    assert told(outcome, "MAP011") == []
    (message,) = told(outcome, "CSN025")
    assert "only in the catalog's list" in message


# --- metadata of a service that is called as its space is ---

_EDMX = """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="{0}" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="STOCK"><Key>
<PropertyRef Name="SITE"/></Key><Property Name="SITE" Type="Edm.String" MaxLength="10" Nullable="false"/>
<Property Name="PIECES" Type="Edm.Decimal" Precision="11" Scale="3"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="STOCK" EntityType="{0}.STOCK"/></EntityContainer></Schema>
</edmx:DataServices></edmx:Edmx>"""


def test_metadata_whose_namespace_is_the_space_gives_the_object_that_csn_and_list_have(exports: Path) -> None:
    write(exports, assets={"value": [{"name": "STOCK", "spaceName": "WAREHOUSE", "label": "Stock"}]})
    (exports / "WAREHOUSE").mkdir()
    (exports / "WAREHOUSE" / "m.xml").write_text(_EDMX.format("WAREHOUSE"), "utf-8")
    outcome = bring_in(exports)
    found = tables(outcome)["warehouse.stock"]
    assert found["business"] == {"label": "Stock", "exposed": True}
    assert found["source"]["system"] == "SAP Datasphere"
    assert told(outcome, "CAT001") == []
    write(exports, WAREHOUSE__a={"STOCK": STOCK})
    outcome = bring_in(exports)
    assert list(tables(outcome)) == ["warehouse.stock"]
    assert len(told(outcome, "CSN016")) == 1


def test_metadata_that_nobody_names_a_space_for_has_that_of_its_namespace(exports: Path) -> None:
    exports.mkdir(parents=True, exist_ok=True)
    (exports / "m.xml").write_text(_EDMX.format("WAREHOUSE"), "utf-8")
    outcome = bring_in(exports)
    assert list(tables(outcome)) == ["warehouse.stock"]
    assert "'WAREHOUSE', the namespace of its metadata, is taken" in told(outcome, "CSN026")[0]
    (exports / "m.xml").write_text(_EDMX.format("Shop.Service"), "utf-8")
    assert len(told(bring_in(exports), "CSN013")) == 1


def test_metadata_of_another_namespace_keeps_it(exports: Path) -> None:
    (exports / "WAREHOUSE").mkdir(parents=True)
    (exports / "WAREHOUSE" / "m.xml").write_text(_EDMX.format("Shop"), "utf-8")
    assert list(tables(bring_in(exports))) == ["warehouse.shop_stock"]


# --- the query's sources ---


def test_sources_of_any_query() -> None:
    deep: dict[str, Any] = {"ref": ["X"]}
    for _ in range(200):
        deep = {"args": [deep]}
    query = {
        "SET": {
            "args": [
                {"SELECT": {"from": {"SELECT": {"from": {"ref": [{"id": "A", "args": {}}, "b"]}}}}},
                {"SELECT": {"from": {"args": [{"ref": ["B"]}, 3, {"ref": [7]}, {"ref": "C"}, deep]}}},
            ]
        }
    }
    assert list(sources(query)) == ["A", "B"]


def test_the_specs_written_say_no_more_than_before(exports: Path) -> None:
    write(exports, WAREHOUSE__a={"STOCK": STOCK})
    bring_in(exports)
    before = {
        p.name: yaml.safe_load(p.read_text("utf-8")) for p in (exports.parent / "specs").rglob("*.yaml")
    }
    write(exports, PLANNING__b={"NEED": to_stock("WAREHOUSE.STOCK")})
    bring_in(exports)
    for name in ("stock.yaml", "database.yaml"):
        path = exports.parent / "specs" / "warehouse" / name
        assert yaml.safe_load(path.read_text("utf-8")) == before[name]


# --- rows that are restricted ---

CONTROL = "@DataWarehouse.dataAccessControl"


def guarded() -> dict[str, Any]:
    on = [{"ref": ["SITE"]}, "=", {"ref": ["BY_SITE", "PLANT"]}]
    table = {**STOCK, f"{CONTROL}.usage": [{"target": "BY_SITE", "on": on}]}
    control = entity({"PLANT": STRING}, **{f"{CONTROL}.definition": {"sourceEntity": "WHO"}})
    return {"STOCK": table, "BY_SITE": control}


def only_access(outcome: Outcome, name: str) -> tuple[Any, Any]:
    spec = tables(outcome)[name]
    return spec.get("access"), spec["source"].get("access_controls")


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_view_of_a_restricted_object_is_so_where_only_a_spec_tells(exports: Path, is_copied: bool) -> None:
    reader = view("WAREHOUSE.STOCK", PLACE={}, PIECES={})
    reader["query"]["SELECT"]["columns"][0]["ref"] = ["S", "SITE"]
    further = {"PLAN": reader, "SUM": view("PLAN", PLACE={})}
    write(exports, WAREHOUSE__a=guarded(), PLANNING__b=further)
    together = bring_in(exports)
    space = {"kind": "context", "@DataWarehouse.space.name": "WAREHOUSE"}
    copies = {"WAREHOUSE": space, "WAREHOUSE.STOCK": STOCK} if is_copied else {}
    write(exports, LATER__c={"PLAN": reader, **copies}, LATEST__d={"SUM": view("PLANNING.SUM", PLACE={})})
    later = bring_in(exports, "LATER/c.json", "LATEST/d.json")
    expected = only_access(together, "planning.plan")
    assert expected[0]["controls"] == [
        {"name": "BY_SITE", "columns": {"place": "PLANT"}, "inherited_from": ["WAREHOUSE.STOCK"]}
    ]
    assert only_access(later, "later.plan") == expected
    assert only_access(later, "latest.sum") == expected
    assert "through WAREHOUSE.STOCK" in told(later, "MAP060")[0]


def test_a_restricted_object_is_found_in_a_query_inside_of_a_condition(exports: Path) -> None:
    write(exports, WAREHOUSE__a=guarded())
    bring_in(exports)
    reader = view("OWN", PLACE=STRING)
    reader["query"]["SELECT"]["where"] = ["exists", {"SELECT": {"from": {"ref": ["WAREHOUSE.STOCK"]}}}]
    write(exports, LATER__b={"OWN": STOCK, "V": reader})
    access, _ = only_access(bring_in(exports, "LATER"), "later.v")
    assert access["controls"][0]["inherited_from"] == ["WAREHOUSE.STOCK"]


@pytest.mark.parametrize("name", ["warehouse.stock", '"WAREHOUSE"."STOCK"', "WAREHOUSE . STOCK"])
@pytest.mark.parametrize("imported_before", [False, True])
def test_a_restricted_object_is_found_in_a_script(exports: Path, name: str, imported_before: bool) -> None:
    script = f"RETURN SELECT s.SITE FROM {name} AS s;"
    reader = entity({"SITE": STRING}, **{"@DataWarehouse.tableFunction.script": script})
    write(exports, WAREHOUSE__a=guarded(), LATER__b={"F": reader})
    if imported_before:
        bring_in(exports, "WAREHOUSE")
    access, _ = only_access(bring_in(exports, "LATER" if imported_before else ""), "later.f")
    assert access["controls"][0]["inherited_from"] == ["WAREHOUSE.STOCK"]
