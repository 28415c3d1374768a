"""One object in several files of one import: equal, contained, complementary, contradicting, copied."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import Severity
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.exports import STRING, annotated, entity, export, rules_of

AMOUNT = {"type": "cds.Decimal", "precision": 15, "scale": 2}
PLAIN = {"QTY": {"type": "cds.Integer"}, "FEE": AMOUNT, "CUR": STRING}
MEASURED = {
    **PLAIN,
    "FEE": annotated(AMOUNT, Aggregation__default={"#": "SUM"}, Semantics__amount__currencyCode={"=": "CUR"}),
}
EDMX = """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
 <edmx:DataServices><Schema Namespace="{namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityContainer Name="C"><EntitySet Name="FEES" EntityType="{namespace}.FEES"/></EntityContainer>
  <EntityType Name="FEES">
   {properties}
  </EntityType>
 </Schema></edmx:DataServices></edmx:Edmx>"""
QUERY = {"SELECT": {"from": {"ref": ["T"]}, "columns": [{"ref": ["QTY"]}]}}


def edmx(*properties: str, namespace: str = "StandaloneService") -> str:
    return EDMX.format(namespace=namespace, properties="\n".join(properties))


def prop(name: str, kind: str = "String", label: str = "", **facets: Any) -> str:
    stated = "".join(f' {facet}="{value}"' for facet, value in facets.items())
    inside = f'<Annotation Term="Common.Label" String="{label}"/>' if label else ""
    return f'<Property Name="{name}" Type="Edm.{kind}"{stated}>{inside}</Property>'


def document(content: dict[str, Any]) -> dict[str, Any]:
    return export({"FEES": content}) if content.get("kind") == "entity" else content


def bring_in(folder: Path, *contents: Any, prefer: tuple[str, ...] = (), rules: str = "") -> Outcome:
    """Files 1, 2, ... of space TAXI: an entity FEES, a whole document, or metadata."""
    for i, content in enumerate(contents, 1):
        path = folder / "in" / "TAXI" / (f"{i}.xml" if isinstance(content, str) else f"{i}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(document(content), indent=1))
    given = rules_of(rules) if rules else None
    return run_import(inputs_of([folder / "in"]), folder / "specs", prefer=prefer, rules=given)


def only(outcome: Outcome) -> dict[str, Any]:
    (table,) = outcome.specs.tables
    return table.spec


def column(outcome: Outcome, name: str) -> dict[str, Any]:
    return next(c for c in only(outcome)["columns"] if c["name"] == name)


def said(outcome: Outcome, code: str) -> list[str]:
    return [f.message for f in outcome.findings if f.code == code]


def test_equal_definitions_are_one_without_a_word(tmp_path: Path) -> None:
    outcome = bring_in(tmp_path, entity(MEASURED), entity(MEASURED), entity(MEASURED))
    assert outcome.findings == []
    assert column(outcome, "fee")["measure"] == {"aggregation": "sum", "currency": "cur"}
    assert outcome.coverage.percent == 100


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_fuller_of_several_is_taken_and_told_once_for_all(order: tuple[int, ...], tmp_path: Path) -> None:
    found = [entity(PLAIN), entity(MEASURED), entity(PLAIN)]
    outcome = bring_in(tmp_path, *(found[i] for i in order))
    assert column(outcome, "fee")["measure"] == {"aggregation": "sum", "currency": "cur"}
    (told,) = outcome.findings
    fuller = f"{order.index(1) + 1}.json"
    assert (told.code, told.severity) == ("CSN021", Severity.INFO)
    assert told.file.endswith(fuller)
    assert all(f"{i}.json:3" in told.message for i in {1, 2, 3} - {order.index(1) + 1})
    assert "@Aggregation.default of 'FEE'" in told.message


def test_definitions_that_each_say_more_are_taken_together(tmp_path: Path) -> None:
    labelled = {**PLAIN, "QTY": annotated(PLAIN["QTY"], EndUserText__label="Rides")}
    described = {**PLAIN, "CUR": annotated(STRING, EndUserText__quickInfo="ISO 4217")}
    for i, pair in enumerate(((labelled, described), (described, labelled))):
        outcome = bring_in(tmp_path / str(i), *(entity(each) for each in pair))
        assert column(outcome, "qty")["label"] == "Rides"
        assert column(outcome, "cur")["description"] == "ISO 4217"
        (told,) = said(outcome, "CSN021")
        assert "both are taken together" in told


CONTRADICTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "label": (
        entity(PLAIN, **{"@EndUserText.label": "Fees"}),
        entity(PLAIN, **{"@EndUserText.label": "Fares"}),
        'label: "Fees" here, "Fares" there',
    ),
    "description": (
        entity(PLAIN, doc="All"),
        entity(PLAIN, doc="Some"),
        'description: "All" here, "Some" there',
    ),
    "role": (
        entity(PLAIN, **{"@ObjectModel.modelingPattern": {"#": "ANALYTICAL_FACT"}}),
        entity(PLAIN, **{"@ObjectModel.modelingPattern": {"#": "DATA_STRUCTURE"}}),
        "@ObjectModel.modelingPattern",
    ),
    "column": (entity(PLAIN), entity({**PLAIN, "TIP": AMOUNT}), "'TIP': none here, a column there"),
    "order": (entity(PLAIN), entity(dict(reversed(PLAIN.items()))), "order of the columns"),
    "type": (
        entity(PLAIN),
        entity({**PLAIN, "CUR": {"type": "cds.String", "length": 3}}),
        "type of 'CUR': cds.String(10) here, cds.String(3) there",
    ),
    "key": (entity(PLAIN), entity({**PLAIN, "CUR": {**STRING, "key": True}}), "key of 'CUR'"),
    "nullable": (entity(PLAIN), entity({**PLAIN, "CUR": {**STRING, "notNull": True}}), "notNull of 'CUR'"),
    "default": (
        entity({**PLAIN, "QTY": {"type": "cds.Boolean", "default": {"val": False}}}),
        entity({**PLAIN, "QTY": {"type": "cds.Boolean", "default": {"val": True}}}),
        "default of 'QTY': false here, true there",
    ),
    "column label": (
        entity({**PLAIN, "CUR": annotated(STRING, title="Currency")}),
        entity({**PLAIN, "CUR": annotated(STRING, title="Money")}),
        "label of 'CUR'",
    ),
    "currency": (
        entity(MEASURED),
        entity({**MEASURED, "FEE": annotated(MEASURED["FEE"], Semantics__amount__currencyCode={"=": "QTY"})}),
        "@Semantics.amount.currencyCode of 'FEE'",
    ),
    "aggregation": (
        entity(MEASURED),
        entity({**MEASURED, "FEE": annotated(MEASURED["FEE"], Aggregation__default={"#": "MAX"})}),
        '@Aggregation.default of \'FEE\': {"#": "SUM"} here, {"#": "MAX"} there',
    ),
    "association": (
        entity({**PLAIN, "to": {"type": "cds.Association", "target": "A", "on": []}}),
        entity({**PLAIN, "to": {"type": "cds.Association", "target": "B", "on": []}}),
        "association 'to': to TAXI.A here, to TAXI.B there",
    ),
    "kind of element": (
        entity({**PLAIN, "to": {"type": "cds.Association", "target": "A", "on": []}}),
        entity({**PLAIN, "to": STRING}),
        "kind of 'to': an association here, cds.String(10) there",
    ),
    "parameter": (
        entity(PLAIN, params={"P": STRING}),
        entity(PLAIN, params={"Q": STRING}),
        "input parameters: P here, Q there",
    ),
    "source of a query": (
        entity(PLAIN, query=QUERY),
        entity(PLAIN, query={"SELECT": {**QUERY["SELECT"], "from": {"ref": ["U"]}}}),
        "query",
    ),
    "sql": (
        entity(PLAIN, **{"@DataWarehouse.sqlEditor.query": "select 1"}),
        entity(PLAIN, **{"@DataWarehouse.sqlEditor.query": "select 2"}),
        "@DataWarehouse.sqlEditor.query",
    ),
    "allowed values": (
        entity({**PLAIN, "CUR": {**STRING, "enum": {"EUR": {"val": "EUR"}}}}),
        entity({**PLAIN, "CUR": {**STRING, "enum": {"CHF": {"val": "CHF"}}}}),
        "type of 'CUR'",
    ),
    "exposure": (
        entity(PLAIN, **{"@DataWarehouse.consumption.external": True}),
        entity(PLAIN, **{"@DataWarehouse.consumption.external": False}),
        "@DataWarehouse.consumption.external",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_an_error_that_names_both_places_and_the_ways_out(
    name: str, tmp_path: Path
) -> None:
    one, two, what = CONTRADICTIONS[name]
    outcome = bring_in(tmp_path, one, two)
    (found,) = [f for f in outcome.findings if f.severity is Severity.ERROR]
    assert found.code == "CSN011"
    assert (Path(found.file).name, found.line) == ("1.json", 3)
    assert "TAXI.FEES is defined otherwise in " in found.message
    assert "2.json:3: " in found.message
    assert what in found.message
    assert "--prefer FILE" in found.remedy
    assert "catalog_rules.yaml" in found.remedy
    assert outcome.plan.changes == []


@pytest.mark.parametrize("name", CONTRADICTIONS)
@pytest.mark.parametrize("wanted", [1, 2])
def test_what_people_prefer_is_taken_and_the_other_is_told(name: str, wanted: int, tmp_path: Path) -> None:
    pair = CONTRADICTIONS[name][:2]
    outcome = bring_in(tmp_path, *pair, prefer=(f"{wanted}.json",))
    alone = bring_in(tmp_path / "alone", pair[wanted - 1])
    (told,) = [f for f in outcome.findings if f.code == "CSN023"]
    assert Path(told.file).name == f"{3 - wanted}.json"
    assert f"{wanted}.json:3, which is preferred" in told.message
    assert [t.text for t in outcome.specs.tables] == [t.text for t in alone.specs.tables]
    assert outcome.coverage.missing == []


def test_a_folder_a_pattern_and_the_rules_say_which_file_to_believe(tmp_path: Path) -> None:
    one, two, _ = CONTRADICTIONS["label"]
    ways: tuple[dict[str, Any], ...] = ({"prefer": ("in/*/2.*",)}, {"rules": "prefer: [9.json, TAXI/2.json]"})
    for i, way in enumerate(ways):
        outcome = bring_in(tmp_path / str(i), one, two, **way)
        assert only(outcome)["business"]["label"] == "Fares"
        unused = said(outcome, "MAP046")
        assert unused == (["prefer[0] fits nothing in this import"] if "rules" in way else [])
    assert said(
        bring_in(tmp_path / "all", one, two, prefer=("TAXI",)), "CSN011"
    )  # both: that settles nothing


def test_the_preferred_one_keeps_what_only_the_other_says(tmp_path: Path) -> None:
    one = entity(PLAIN, **{"@EndUserText.label": "Fees"})
    two = entity(MEASURED, **{"@EndUserText.label": "Fares"})
    outcome = bring_in(tmp_path, one, two, prefer=("1.json",))
    assert only(outcome)["business"]["label"] == "Fees"
    assert column(outcome, "fee")["measure"] == {"aggregation": "sum", "currency": "cur"}


def test_one_that_contradicts_two_that_agree_is_an_error_in_any_order(tmp_path: Path) -> None:
    found = [entity(PLAIN), entity(MEASURED), entity({**PLAIN, "TIP": AMOUNT})]
    for i, order in enumerate(itertools.permutations(found)):
        outcome = bring_in(tmp_path / str(i), *order)
        (message,) = said(outcome, "CSN011")
        assert "'TIP'" in message
        assert len(outcome.findings) == 1


def test_what_reaches_no_spec_is_no_contradiction(tmp_path: Path) -> None:
    one = entity(PLAIN, query={"SELECT": {**QUERY["SELECT"], "where": [1]}}, **{"@Unknown.changedAt": 1})
    two = entity(PLAIN, query={"SELECT": {**QUERY["SELECT"], "where": [2]}}, **{"@Unknown.changedAt": 2})
    outcome = bring_in(tmp_path, one, two)
    assert {f.code for f in outcome.findings} == {"MAP030", "MAP032"}


def test_one_value_in_two_spellings_is_no_contradiction(tmp_path: Path) -> None:
    one = annotated(AMOUNT, Aggregation__default={"#": "SUM"}, Semantics__amount__currencyCode={"=": "CUR"})
    two = annotated(AMOUNT, Aggregation__default="#SUM", Semantics__amount__currencyCode="CUR")
    i18n = {"en": {"FEES": "Fees"}}
    first = export({"FEES": entity({**PLAIN, "FEE": one}, **{"@title": "{i18n>FEES}"})}, i18n=i18n)
    second = entity({**PLAIN, "FEE": two}, **{"@EndUserText.label": "Fees"})
    outcome = bring_in(tmp_path, first, second)
    assert outcome.findings == []
    assert only(outcome)["business"]["label"] == "Fees"


def test_the_system_is_that_of_the_file_that_names_it(tmp_path: Path) -> None:
    for i, order in enumerate(
        itertools.permutations([export({"FEES": entity()}), {"definitions": {"FEES": entity()}}])
    ):
        outcome = bring_in(tmp_path / str(i), *order)
        assert only(outcome)["source"]["system"] == "SAP Datasphere"
        assert outcome.findings == []


def test_types_of_one_name_that_differ_are_an_error_where_a_column_has_one(tmp_path: Path) -> None:
    wide = {"kind": "type", "type": "cds.Decimal", "precision": 17, "scale": 2}
    narrow = {**wide, "precision": 9}
    for used in (True, False):
        definition = entity({"A": {"type": "Money"} if used else STRING})
        first = export({"FEES": definition, "Money": wide})
        second = export({"FEES": definition, "Money": narrow})
        outcome = bring_in(tmp_path / str(used), first, second)
        assert bool(said(outcome, "CSN011")) is used
        if used:
            assert "type TAXI.Money is defined otherwise in" in said(outcome, "CSN011")[0]
            preferred = bring_in(tmp_path / "p", first, second, prefer=("2.json",))
            assert "type: cds.Decimal(17,2) here, cds.Decimal(9,2) there" in said(preferred, "CSN023")[0]
            assert column(preferred, "a")["type"] == "decimal(9,2)"


def test_named_types_that_lead_elsewhere_by_one_name_are_an_error(tmp_path: Path) -> None:
    leads = {"kind": "type", "type": "cds.Association", "target": "Zones", "keys": [{"ref": ["id"]}]}
    zones = entity({"id": {**STRING, "key": True}, "code": STRING})
    used = entity({"zone": {"type": "Zone"}})
    by_id = export({"FEES": used, "Zone": leads, "Zones": zones})
    by_code = export({"FEES": used, "Zone": {**leads, "keys": [{"ref": ["code"]}]}, "Zones": zones})
    for i, order in enumerate(itertools.permutations((by_id, by_code))):
        assert len(said(bring_in(tmp_path / str(i), *order), "CSN011")) == 1
    assert said(bring_in(tmp_path / "same", by_id, by_id), "CSN011") == []


# --- copies ---


def copied(name: str, elements: Any, **annotations: Any) -> dict[str, Any]:
    space = {"kind": "context", "@DataWarehouse.space.name": "TAXI", "@DataWarehouse.space.schema": "TAXI"}
    copy = entity(elements, **{"@cds.persistence.exists": True, **annotations})
    return export({"TAXI": space, "TAXI.FEES": copy, name: entity()})


def bring_copies(folder: Path, *copies: dict[str, Any], owner: Any = None, **options: Any) -> Outcome:
    for i, content in enumerate(copies):
        path = folder / "in" / f"USER{i}" / "copy.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1), "utf-8")
    if owner:
        return bring_in(folder, owner, **options)
    return run_import(inputs_of([folder / "in"]), folder / "specs", **options)


def test_copies_that_contradict_anything_never_stop_an_import_of_their_owner(tmp_path: Path) -> None:
    copies = [copied("V", {"QTY": STRING}), copied("W", {"X": AMOUNT}, **{"@EndUserText.label": "Old"})]
    outcome = bring_copies(tmp_path, *copies, owner=entity(PLAIN))
    assert [f.code for f in outcome.findings] == ["CSN015", "CSN015"]
    spec = next(t.spec for t in outcome.specs.tables if t.database == "taxi")
    assert [c["name"] for c in spec["columns"]] == ["qty", "fee", "cur"]
    assert "label" not in spec.get("business", {})


def test_copies_with_some_of_the_columns_each_are_taken_together(tmp_path: Path) -> None:
    some = ({"QTY": PLAIN["QTY"], "CUR": STRING}, {"QTY": PLAIN["QTY"], "FEE": AMOUNT, "CUR": STRING})
    for i, pair in enumerate(itertools.permutations(some)):
        outcome = bring_copies(tmp_path / str(i), *(copied("V", each) for each in pair))
        spec = next(t.spec for t in outcome.specs.tables if t.database == "taxi")
        assert [c["name"] for c in spec["columns"]] == ["qty", "fee", "cur"]
        assert "'FEE'" in said(outcome, "CSN021")[0]


def test_copies_that_contradict_each_other_without_their_owner_are_an_error(tmp_path: Path) -> None:
    outcome = bring_copies(tmp_path, copied("V", {"QTY": STRING}), copied("V", {"QTY": AMOUNT}))
    assert "type of 'QTY'" in said(outcome, "CSN011")[0]


def test_copies_that_contradict_each_other_change_nothing_where_their_owner_was_imported(
    tmp_path: Path,
) -> None:
    perform(bring_in(tmp_path, entity(PLAIN)).plan.changes)
    spec = tmp_path / "specs" / "taxi" / "fees.yaml"
    before = spec.read_text()
    (tmp_path / "in" / "TAXI" / "1.json").unlink()
    outcome = bring_copies(tmp_path, copied("V", {"QTY": STRING}), copied("V", {"QTY": AMOUNT}))
    assert [f.code for f in outcome.findings if f.severity is not Severity.INFO] == []
    perform(outcome.plan.changes)
    assert spec.read_text() == before


def unmarked(elements: Any, **annotations: Any) -> dict[str, Any]:
    """What a file of another space has of the object, without Datasphere's mark of a copy."""
    found = copied("V", elements, **annotations)
    del found["definitions"]["TAXI.FEES"]["@cds.persistence.exists"]
    return found


def fees_after(folder: Path, content: dict[str, Any], at: str) -> str:
    """The spec of the object after one more import, of this file alone."""
    shutil.rmtree(folder / "in", ignore_errors=True)
    (folder / "in" / at).mkdir(parents=True)
    (folder / "in" / at / "f.json").write_text(json.dumps(content), "utf-8")
    perform(run_import(inputs_of([folder / "in"]), folder / "specs").plan.changes)
    return (folder / "specs" / "taxi" / "fees.yaml").read_text()


@pytest.mark.parametrize("copy", [unmarked({"QTY": STRING}), copied("V", {"QTY": STRING})])
def test_a_copy_in_a_later_import_changes_nothing_in_its_owners_spec(
    tmp_path: Path, copy: dict[str, Any]
) -> None:
    own = export({"FEES": entity(PLAIN, **{"@EndUserText.label": "Fees"})})
    before = fees_after(tmp_path, own, "TAXI")
    assert fees_after(tmp_path, copy, "USER") == before
    outcome = run_import(inputs_of([tmp_path / "in"]), tmp_path / "specs")
    assert "'TAXI.FEES'" in said(outcome, "CSN015")[0]
    changed = export({"FEES": entity({"QTY": PLAIN["QTY"]})})
    assert "label" not in fees_after(tmp_path, changed, "TAXI")


def test_a_spec_made_of_a_copy_follows_newer_ones_until_its_owner_comes(tmp_path: Path) -> None:
    assert "name: fee," not in fees_after(tmp_path, unmarked({"QTY": STRING}), "USER")
    assert "name: fee," in fees_after(tmp_path, unmarked({"QTY": STRING, "FEE": AMOUNT}), "USER")
    record = tmp_path / "specs" / "taxi" / ".import.json"
    assert '"copied"]' in record.read_text()
    own = fees_after(tmp_path, export({"FEES": entity({"QTY": STRING})}), "TAXI")
    assert '"copied"]' not in record.read_text()
    assert fees_after(tmp_path, unmarked({"QTY": AMOUNT}), "USER") == own


GUARD = {"@DataWarehouse.dataAccessControl.usage": [{"target": "TAXI.BY_CUR", "on": []}]}


@pytest.mark.parametrize("copy", [unmarked(PLAIN, **GUARD), copied("V", PLAIN, **GUARD)])
@pytest.mark.parametrize("is_later", [False, True])
def test_a_restricted_copy_of_an_open_object_is_a_warning(
    tmp_path: Path, copy: dict[str, Any], is_later: bool
) -> None:
    if is_later:
        fees_after(tmp_path, export({"FEES": entity(PLAIN)}), "TAXI")
        shutil.rmtree(tmp_path / "in")
    outcome = bring_copies(tmp_path, copy, owner=None if is_later else entity(PLAIN))
    [message] = said(outcome, "MAP064")
    assert "'TAXI.FEES' is restricted by BY_CUR" in message
    assert said(outcome, "CSN015") == []


def test_a_copy_with_the_controls_of_its_owner_is_no_warning(tmp_path: Path) -> None:
    own = {"@DataWarehouse.dataAccessControl.usage": [{"target": "BY_CUR", "on": []}]}
    outcome = bring_copies(tmp_path, copied("V", PLAIN, **GUARD), owner=entity(PLAIN, **own))
    assert (said(outcome, "MAP064"), len(said(outcome, "CSN015"))) == ([], 1)


def test_an_owner_without_columns_has_those_of_a_copy(tmp_path: Path) -> None:
    bare = {"kind": "entity", "query": QUERY, "@EndUserText.label": "Fees"}
    outcome = bring_copies(tmp_path, copied("V", PLAIN), owner=bare)
    spec = next(t.spec for t in outcome.specs.tables if t.database == "taxi")
    assert [c["name"] for c in spec["columns"]] == ["qty", "fee", "cur"]
    assert spec["source"]["kind"] == "view"
    assert "copy" not in spec["source"]


# --- CSN and a service's metadata ---


def test_a_query_without_elements_has_the_columns_of_the_metadata(tmp_path: Path) -> None:
    bare = {"kind": "entity", "query": QUERY, "@EndUserText.quickInfo": "By day"}
    metadata = edmx('<Key><PropertyRef Name="QTY"/></Key>', prop("QTY", "Int32", "Rides", Nullable="false"))
    for i, order in enumerate(((bare, metadata), (metadata, bare))):
        outcome = bring_in(tmp_path / str(i), *order)
        assert only(outcome)["source"]["kind"] == "view"
        assert only(outcome)["description"] == "By day"
        assert column(outcome, "qty")["label"] == "Rides"
        assert column(outcome, "qty")["key"] is True
        assert len(said(outcome, "CSN021")) == 1
        assert outcome.coverage.percent == 100


def test_labels_come_from_metadata_where_csn_has_none(tmp_path: Path) -> None:
    own = entity({"QTY": annotated(PLAIN["QTY"], EndUserText__label="Own"), "A.B": STRING})
    outcome = bring_in(tmp_path, own, edmx(prop("QTY", "Int32", "Theirs"), prop("A_B", label="Both")))
    assert column(outcome, "qty")["label"] == "Own"
    assert column(outcome, "a_b")["label"] == "Both"
    assert [f.code for f in outcome.findings] == ["CSN016"]


def test_columns_that_only_metadata_shows_are_told(tmp_path: Path) -> None:
    own = entity({"QTY": PLAIN["QTY"], "place": {"elements": {"zip": STRING}}})
    outcome = bring_in(tmp_path, own, edmx(prop("QTY", "Int32"), prop("place_zip"), prop("TIP")))
    (found,) = [f for f in outcome.findings if f.severity is Severity.WARNING]
    assert (found.code, found.message.split(": ")[-1]) == ("CSN022", "'TIP'")


def test_a_type_that_metadata_shows_otherwise_is_told_and_the_csns_is_taken(tmp_path: Path) -> None:
    types = {
        "FEE": {"type": "cds.Decimal", "precision": 15, "scale": 2},
        "QTY": PLAIN["QTY"],
        "AT": {"type": "cds.DateTime"},
        "NOTE": STRING,
    }
    shown = (
        prop("FEE", "Decimal", Precision="17", Scale="2"),
        prop("QTY", "Int32"),
        prop("AT", "DateTimeOffset"),
        prop("NOTE", MaxLength="99"),
    )
    for i, order in enumerate(((entity(types), edmx(*shown)), (edmx(*shown), entity(types)))):
        outcome = bring_in(tmp_path / str(i), *order)
        (found,) = said(outcome, "CSN024")
        assert found.endswith("'FEE' is cds.Decimal(15,2) there and Edm.Decimal(17,2) here")
        assert column(outcome, "fee")["type"] == "decimal(15,2)"


def test_what_a_service_shows_is_exposed_with_and_without_csn(tmp_path: Path) -> None:
    metadata = edmx(prop("QTY", "Int32"))
    hidden = annotated(entity({"QTY": PLAIN["QTY"]}), DataWarehouse__consumption__external=False)
    found = [
        only(bring_in(tmp_path / str(i), *files)).get("business", {}).get("exposed")
        for i, files in enumerate(
            ((metadata,), (entity({"QTY": PLAIN["QTY"]}), metadata), (hidden, metadata))
        )
    ]
    assert found == [True, True, False]


def test_two_versions_of_one_service_are_a_contradiction(tmp_path: Path) -> None:
    versions = (edmx(prop("QTY", "Int32")), edmx(prop("QTY", "Int32"), prop("TIP")))
    assert "'TIP'" in said(bring_in(tmp_path, *versions), "CSN011")[0]


def test_two_services_of_one_object_complete_each_other_in_any_order(tmp_path: Path) -> None:
    relational = edmx(
        '<Key><PropertyRef Name="ID"/></Key>', prop("ID", Nullable="false"), prop("QTY", "Int32")
    )
    analytical = edmx(
        prop("QTY", "Int32", "Rides"), prop("RATIO", "Double"), namespace="InaApplicationService"
    )
    texts = []
    for i, order in enumerate(itertools.permutations((relational, analytical))):
        outcome = bring_in(tmp_path / str(i), *order)
        assert outcome.findings == []
        assert [c["name"] for c in only(outcome)["columns"]] == ["id", "qty", "ratio"]
        texts.append(outcome.specs.tables[0].text)
    assert texts[0] == texts[1]


# --- imports that follow ---


def test_a_later_import_of_the_thinner_file_alone_loses_no_column(tmp_path: Path) -> None:
    perform(bring_in(tmp_path, entity(PLAIN), entity(MEASURED)).plan.changes)
    (tmp_path / "in" / "TAXI" / "2.json").unlink()
    outcome = bring_in(tmp_path, entity(PLAIN))
    perform(outcome.plan.changes)
    assert "name: fee" in (tmp_path / "specs" / "taxi" / "fees.yaml").read_text()
    assert [f.code for f in outcome.findings] == ["IMP011"]


def test_a_later_import_of_a_query_alone_keeps_the_columns_that_metadata_gave(tmp_path: Path) -> None:
    bare = {"kind": "entity", "query": QUERY}
    perform(bring_in(tmp_path, bare, edmx(prop("QTY", "Int32"))).plan.changes)
    spec = tmp_path / "specs" / "taxi" / "fees.yaml"
    before = spec.read_text()
    (tmp_path / "in" / "TAXI" / "2.xml").unlink()
    outcome = bring_in(tmp_path, bare)
    perform(outcome.plan.changes)
    assert spec.read_text() == before
    assert "MAP033" in [f.code for f in outcome.findings]
