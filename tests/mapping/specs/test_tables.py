"""What each construct of an export becomes in a spec."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.findings import Severity
from tests.support.exports import STRING, SUFFIX, annotated, column, entity, imported, to_one

# --- columns ---

COLUMNS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("key", {**STRING, "key": True}, {"key": True, "nullable": False}),
    ("not null", {**STRING, "notNull": True}, {"nullable": False}),
    ("label", {**STRING, "@EndUserText.label": "A"}, {"label": "A"}),
    ("older label", {**STRING, "@Common.Label": "A"}, {"label": "A"}),
    ("title", {**STRING, "@title": "A"}, {"label": "A"}),
    ("no variable of ours", {**STRING, "@title": "a ${lake}"}, {"label": "a $${lake}"}),
    ("first label wins", {**STRING, "@title": "B", "@EndUserText.label": "A"}, {"label": "A"}),
    ("quick info", {**STRING, "@EndUserText.quickInfo": "Long"}, {"description": "Long"}),
    ("doc", {**STRING, "doc": "Long"}, {"description": "Long"}),
    ("default", {**STRING, "default": {"val": "O"}}, {"default": "O"}),
    ("default false", {"type": "cds.Boolean", "default": {"val": False}}, {"default": False}),
    ("language", {**STRING, "@Semantics.language": True}, {"semantic": "language"}),
    ("text", {**STRING, "@Semantics.text": True}, {"semantic": "text"}),
    ("currency code", {**STRING, "@Semantics.currencyCode": True}, {"semantic": "currency-code"}),
    ("unit", {**STRING, "@Semantics.unitOfMeasure": True}, {"semantic": "unit-of-measure"}),
    ("calendar", {**STRING, "@Semantics.calendar.yearMonth": True}, {"semantic": "calendar.year-month"}),
    ("latitude", {**STRING, "@Semantics.geoLocation.latitude": True}, {"semantic": "geo.latitude"}),
    ("by the rule", {**STRING, "@Semantics.eMail.type": [{"#": "WORK"}]}, {}),
    ("address", {**STRING, "@Semantics.address.type": {"#": "HOME"}}, {"semantic": "address.type.home"}),
    ("said false", {**STRING, "@Semantics.text": False}, {}),
    ("dimension", {**STRING, "@Analytics.dimension": True}, {"dimension": {}}),
    ("no dimension", {**STRING, "@Analytics.dimension": False}, {}),
    ("hidden", {**STRING, "@UI.hidden": True}, {"hidden": True}),
    ("measure", {"type": "cds.Integer", "@AnalyticsDetails.measureType": {"#": "BASE"}}, {"measure": {}}),
    (
        "sum",
        {"type": "cds.Integer", "@Aggregation.default": {"#": "SUM"}},
        {"measure": {"aggregation": "sum"}},
    ),
    (
        "bare symbol",
        {"type": "cds.Integer", "@Aggregation.default": "#MAX"},
        {"measure": {"aggregation": "max"}},
    ),
    (
        "not to be summed",
        {"type": "cds.Integer", "@Aggregation.default": {"#": "NONE"}},
        {"dimension": {"aggregation": "none"}},
    ),
    (
        "a measure by another word, not to be summed",
        {"type": "cds.Integer", "@Aggregation.default": {"#": "NONE"}, "@Analytics.Measure": True},
        {"measure": {"aggregation": "none"}},
    ),
    (
        "measure that is not summed",
        {
            "type": "cds.Integer",
            "@Aggregation.default": {"#": "NONE"},
            "@AnalyticsDetails.measureType": {"#": "BASE"},
        },
        {"measure": {"aggregation": "none"}},
    ),
    (
        "calculated measure",
        {"type": "cds.Integer", "@AnalyticsDetails.measureType": {"#": "CALCULATION"}},
        {"measure": {"type": "calculation"}},
    ),
]


@pytest.mark.parametrize(("what", "element", "expected"), COLUMNS, ids=[c[0] for c in COLUMNS])
def test_an_element_becomes_a_column(what: str, element: dict[str, Any], expected: dict[str, Any]) -> None:
    found = column(**element)
    for written_anyway in ("name", "type", "source"):
        found.pop(written_anyway)
    assert found == expected


def test_currency_and_unit_are_the_glue_names_of_their_columns() -> None:
    amount = annotated(
        {"type": "cds.Decimal", "precision": 9, "scale": 2}, Semantics__amount__currencyCode={"=": "Währung"}
    )
    measure = annotated(amount, Aggregation__default={"#": "SUM"})
    weight = annotated({"type": "cds.Double"}, Semantics__quantity__unitOfMeasure="Unit (kg)")
    columns = imported(
        {"T": entity({"a": amount, "m": measure, "w": weight, "Währung": STRING, "Unit (kg)": STRING})}
    ).columns()
    assert columns["a"]["currency"] == "wahrung"
    assert columns["m"]["measure"] == {"aggregation": "sum", "currency": "wahrung"}
    assert columns["w"]["unit"] == "unit_kg"
    assert [columns[c]["semantic"] for c in "amw"] == ["amount", "amount", "quantity"]


def test_a_reference_to_nothing_is_a_warning() -> None:
    found = imported(
        {"T": entity({"a": annotated({"type": "cds.Double"}, Semantics__amount__currencyCode={"=": "C"})})}
    )
    assert found.codes() == ["MAP014"]
    assert "currency" not in found.columns()["a"]


def test_exception_aggregation_names_its_dimensions() -> None:
    steps = [{"exceptionAggregationBehavior": {"#": "LAST"}, "exceptionAggregationElements": ["Due On"]}]
    balance = annotated(
        {"type": "cds.Double"},
        Aggregation__default={"#": "SUM"},
        AnalyticsDetails__exceptionAggregationSteps=steps,
    )
    columns = imported({"T": entity({"b": balance, "Due On": {"type": "cds.Date"}})}).columns()
    assert columns["b"]["measure"] == {
        "aggregation": "sum",
        "exception_aggregation": "last",
        "exception_dimensions": ["due_on"],
    }


def test_a_long_or_multi_line_label_keeps_its_text_and_gets_a_comment_glue_takes() -> None:
    long, lines = column(**{**STRING, "@title": "x" * 300}), column(**{**STRING, "@title": "a\nb\u00a0c"})
    assert (long["label"], len(long["comment"])) == ("x" * 300, 255)
    assert (lines["label"], lines["comment"]) == ("a\nb\u00a0c", "a b c")


def test_an_enum_keeps_base_type_values_and_labels() -> None:
    status = {"type": "cds.String", "length": 1, "enum": {"open": {"val": "O", "@title": "Open"}, "C": {}}}
    found = imported({"T": entity({"x": status})}).columns()["x"]
    assert found["type"] == "string"
    assert found["enum"] == [{"value": "O", "name": "open", "label": "Open"}, {"value": "C"}]


def test_a_virtual_element_is_no_column_but_a_finding() -> None:
    found = imported({"T": entity({"a": STRING, "v": {**STRING, "virtual": True}})})
    assert list(found.columns()) == ["a"]
    assert found.codes() == ["MAP010"]


def test_annotations_without_a_place_are_one_finding_with_their_number() -> None:
    found = imported({"T": entity({n: {**STRING, "@My.own": 1} for n in "abc"})})
    assert found.messages("MAP030") == [
        "annotation @My.own has no place in a column's spec (3 times, first here)"
    ]


ALIKE = {
    "T": entity({"Amount": STRING, "AMOUNT": STRING, "c": annotated(STRING, Common__Text={"=": "Amount"})})
}


def test_columns_that_fold_alike_are_an_error_that_names_both() -> None:
    found = imported(ALIKE)
    assert found.codes() == ["MAP022"]
    assert found.messages("MAP022") == ["columns 'AMOUNT' and 'Amount' are both 'amount' in Glue"]


def test_columns_that_fold_alike_get_suffixes_if_the_rules_say_so() -> None:
    found = imported(ALIKE, rules=SUFFIX)
    names = [c["name"] for c in found.table["columns"]]
    assert names[1] == "amount"
    assert names[0].startswith("amount_")
    assert found.codes() == ["MAP020"]
    assert all(name in found.messages("MAP020")[0] for name in ("'Amount'", "'AMOUNT'"))
    assert found.columns()["c"]["text"] == names[0]


# --- types by name ---


def test_a_chain_of_type_definitions_comes_down_to_its_base() -> None:
    found = imported(
        {
            "a.Code": {"kind": "type", "type": "a.Base", "length": 4},
            "a.Base": {"kind": "type", "type": "cds.String", "length": 10, "enum": {"A": {}}},
            "T": entity({"x": {"type": "a.Code"}}),
        }
    ).columns()["x"]
    assert found["type"] == "string"
    assert found["enum"] == [{"value": "A"}]
    assert found["source"] == {"name": "x", "type": "a.Code = cds.String(4)"}


def test_structured_types_and_arrays_of_them() -> None:
    found = imported(
        {
            "Geo": {"kind": "type", "elements": {"lat": {"type": "cds.Double"}}},
            "Address": {"kind": "type", "elements": {"City": STRING, "geo": {"type": "Geo"}}},
            "T": entity({"x": {"items": {"type": "Address"}}}),
        }
    ).columns()["x"]
    assert found["type"] == "array<struct<city:string,geo:struct<lat:double>>>"


def test_the_type_of_another_element_is_that_elements() -> None:
    found = imported(
        {"A": entity({"d": {"type": "cds.Date"}}), "T": entity({"x": {"type": {"ref": ["A", "d"]}}})}
    ).columns("sales.t")
    assert found["x"]["type"] == "date"


@pytest.mark.parametrize(
    ("definitions", "element", "code"),
    [
        ({"A": {"kind": "type", "type": "B"}, "B": {"kind": "type", "type": "A"}}, {"type": "A"}, "MAP007"),
        ({"A": {"kind": "type", "elements": {"a": {"items": {"type": "A"}}}}}, {"type": "A"}, "MAP007"),
        ({}, {"type": {"ref": ["T", "x"]}}, "MAP007"),
        ({}, {"type": "unknown.Type"}, "MAP001"),
        ({}, {"@title": "no type"}, "MAP006"),
    ],
)
def test_a_type_that_leads_nowhere_is_string_and_one_warning(
    definitions: dict[str, Any], element: dict[str, Any], code: str
) -> None:
    found = imported({**definitions, "T": entity({"x": element})})
    assert "string" in found.columns()["x"]["type"]
    assert found.codes() == [code]
    assert found.specs.tables[0].figures.unresolved == 1


def test_structures_nested_beyond_reason_are_cut_with_a_warning() -> None:
    element: dict[str, Any] = STRING
    for _ in range(60):
        element = {"elements": {"a": element}}
    found = imported({"T": entity({"x": element})})
    assert found.codes() == ["MAP008"]


def test_definitions_that_double_each_other_end() -> None:
    doubling = {
        f"T{i}": {"kind": "type", "elements": {"a": {"type": f"T{i + 1}"}, "b": {"type": f"T{i + 1}"}}}
        for i in range(40)
    }
    found = imported({**doubling, "T40": {"kind": "type", **STRING}, "T": entity({"x": {"type": "T0"}})})
    assert found.codes() == ["MAP008"]
    assert found.columns()["x"]["type"] == "string"


def test_a_value_of_another_depth_than_a_default_is_left_out() -> None:
    deep: Any = 1
    for _ in range(150):
        deep = {"xpr": [deep]}
    found = imported({"T": entity({"x": {**STRING, "default": deep}, "y": {"type": deep}})})
    assert "default" not in found.columns()["x"]
    assert found.codes(Severity.ERROR) == ["CSN008"]


# --- objects ---

KINDS = [
    ("local-table", {}),
    ("view", {"query": {"SELECT": {"from": {"ref": ["X"]}}}}),
    ("view", {"projection": {"from": {"ref": ["X"]}}}),
    ("remote-table", {"@DataWarehouse.remote.connection": "C", "@DataWarehouse.remote.entity": "a\x7fb"}),
    ("table-function", {"@DataWarehouse.tableFunction.script": "RETURN SELECT 1 AS ID FROM DUMMY;"}),
    ("open-sql-table", {"@DataWarehouse.external.schema": "S#X", "@DataWarehouse.external.entity": "E"}),
    (
        "delta-table",
        {"@DataWarehouse.delta": {"type": {"#": "UPSERT"}}, "@DataWarehouse.enclosingObject": "T"},
    ),
    ("analytic-model", {"@DataWarehouse.editorType": {"#": "DWCQueryModelEditor"}}),
]


@pytest.mark.parametrize(("kind", "members"), KINDS)
def test_the_kind_of_an_object_follows_from_its_members(kind: str, members: dict[str, Any]) -> None:
    assert imported({"T": entity(**members)}).table["source"]["kind"] == kind


def test_a_companion_with_the_change_columns_is_a_delta_table() -> None:
    changes = {"id": STRING, "Change_Type": STRING, "Change_Date": {"type": "cds.Timestamp"}}
    found = imported({"T": entity(), "T_Delta": entity(changes)}).tables
    assert found["sales.t_delta"]["source"]["kind"] == "delta-table"
    assert found["sales.t"]["source"]["kind"] == "local-table"


def test_source_and_business_context_of_an_object() -> None:
    found = imported(
        {
            "My.Table": entity(
                {"ID": STRING, "C C": STRING},
                **{
                    "@EndUserText.label": "Mein Tisch",
                    "@EndUserText.quickInfo": "What it is",
                    "@ObjectModel.modelingPattern": {"#": "ANALYTICAL_DIMENSION"},
                    "@ObjectModel.supportedCapabilities": [
                        {"#": "ANALYTICAL_PROVIDER"},
                        {"#": "DATA_STRUCTURE"},
                    ],
                    "@Analytics.dimensionType": "#TIME",
                    "@ObjectModel.representativeKey": {"=": "ID"},
                    "@DataWarehouse.compoundKeySequence": [{"=": "C C"}, {"=": "ID"}],
                    "@DataWarehouse.consumption.external": False,
                    "@DataWarehouse.sqlEditor.query": "SELECT 1",
                    "@DataWarehouse.remote.connection": "CONN",
                },
            )
        }
    )
    spec = found.table
    assert list(spec) == [
        "kind",
        "database",
        "name",
        "description",
        "source",
        "business",
        "storage",
        "columns",
    ]
    assert (spec["database"], spec["name"], spec["description"]) == ("sales", "my_table", "What it is")
    assert spec["source"] == {
        "system": "SAP Datasphere",
        "space": "SALES",
        "object": "My.Table",
        "kind": "remote-table",
        "sql": "SELECT 1",
        "connection": "CONN",
    }
    assert spec["business"] == {
        "label": "Mein Tisch",
        "role": "dimension",
        "capabilities": ["ANALYTICAL_PROVIDER", "DATA_STRUCTURE"],
        "dimension_type": "time",
        "representative_key": "id",
        "exposed": False,
        "custom": {"compound_key": ["c_c", "id"]},
    }
    assert spec["storage"] == {"location": "s3://${lake}/sales/my_table/"}
    assert found.codes() == []


def test_hierarchies_name_their_columns() -> None:
    leveled = [
        {"name": "L", "label": "Levels", "levels": [{"element": {"=": "Year"}}, {"element": {"=": "Day"}}]}
    ]
    recursive = [
        {"name": "P", "recurse": {"parent": [{"=": "Boss"}], "child": [{"=": "ID"}]}},
        {"name": "R", "recurseBy": {"=": "_Boss"}},
    ]
    found = imported(
        {
            "T": entity(
                {
                    "ID": STRING,
                    "Boss": STRING,
                    "Year": STRING,
                    "Day": STRING,
                    "_Boss": to_one("T", ("Boss", "ID"), name="_Boss"),
                },
                **{"@Hierarchy.leveled": leveled, "@Hierarchy.parentChild": recursive},
            )
        }
    ).table
    assert found["hierarchies"] == [
        {"name": "L", "label": "Levels", "levels": ["year", "day"]},
        {"name": "P", "parent": "boss", "child": "id"},
        {"name": "R", "parent": "boss", "child": "id"},
    ]


def test_input_parameters_are_business_context() -> None:
    params = {"P_DAYS": {"type": "cds.Integer", "@EndUserText.label": "Days", "default": {"val": 30}}}
    assert imported({"T": entity(params=params)}).table["business"]["input_parameters"] == [
        {"name": "P_DAYS", "type": "cds.Integer", "label": "Days", "default": 30}
    ]


def test_a_description_beyond_glues_limit_is_cut_with_a_warning_and_kept_in_the_business_context() -> None:
    found = imported({"T": entity(doc="x" * 3000)})
    assert len(found.table["description"]) == 2048
    assert found.table["business"] == {"description": "x" * 3000}
    assert found.codes() == ["MAP034"]


def test_an_object_without_columns_is_no_table() -> None:
    found = imported({"T": entity(), "Empty": {"kind": "entity", "elements": {}}})
    assert list(found.tables) == ["sales.t"]
    assert found.codes() == ["MAP033"]


def test_services_and_their_projections_are_skipped_with_a_finding() -> None:
    shown = entity(projection={"from": {"ref": ["T"]}})
    found = imported({"S": {"kind": "service"}, "S.T": shown, "T": entity()}, namespace="x")
    assert list(found.tables) == ["sales.t"]
    assert found.codes() == ["CSN010", "CSN010"]


def test_an_entity_that_a_service_defines_itself_is_a_table() -> None:
    found = imported({"S": {"kind": "service"}, "S.T": entity(), "T": entity()}, namespace="x")
    assert list(found.tables) == ["sales.s_t", "sales.t"]


def test_an_entity_that_is_not_persisted_is_no_table_but_a_finding() -> None:
    skipped = entity(**{"@cds.persistence.skip": True})
    found = imported({"T": entity(), "U": skipped, "V": entity(**{"@cds.persistence.skip": "if-unused"})})
    assert list(found.tables) == ["sales.t", "sales.v"]
    assert found.messages("MAP015") == ["'U' is not persisted (@cds.persistence.skip): it has no data"]
    assert [key.name for key in found.specs.left_out] == ["U"]


def test_flows_beside_tables_are_a_finding() -> None:
    found = imported({"T": entity()}, dataflows={"F": {}})
    assert found.messages("CSN010") == ["data flows hold no columns: not carried"]


def test_a_placeholder_takes_the_files_own_text() -> None:
    definitions = {"T": entity(**{"@title": "{i18n>t}"}), "U": entity(**{"@title": "{i18n>u}"})}
    i18n = {"hb": {"t": "[[[tt]]]"}, "de": {"t": "Tisch"}, "en": {"t": "Table"}}
    found = imported(definitions, i18n=i18n)
    assert found.tables["sales.t"]["business"]["label"] == "Table"
    assert "business" not in found.tables["sales.u"]
    assert found.codes() == ["CSN014", "CSN017"]
    assert found.messages("CSN017") == ["texts in 'de' are not carried: a spec has one language"]


MALFORMED: list[dict[str, Any]] = [
    {"T": 1},
    {"T": {"kind": ["entity"]}},
    {"T": {"kind": "entity", "elements": []}},
    {"T": entity({"x": 3})},
    {"T": entity({"x": {"type": 3}})},
    {"T": entity({"x": {"type": "cds.String", "length": "long"}})},
    {"T": entity({"x": {"type": "cds.String", "length": [1]}})},
    {"T": entity({"x": {"type": "cds.Decimal", "precision": -1}})},
    {"T": entity({"x": {"items": 1}})},
    {"T": entity({"x": {"elements": {"a": 1}}})},
    {"T": entity({"x": {"type": "cds.String", "enum": [1]}})},
    {"T": entity({"x": {"type": "cds.Association"}})},
    {"T": entity({"x": {"type": "cds.Association", "target": "T", "on": {}}})},
    {"T": entity({"x": {"type": "cds.Association", "target": "T", "keys": [1]}})},
    {"T": entity(query=3)},
    {"T": entity(params={"p": 1})},
]


@pytest.mark.parametrize("definitions", MALFORMED)
def test_another_shape_than_csns_is_an_error_with_its_path(definitions: dict[str, Any]) -> None:
    found = imported(definitions)
    assert set(found.codes(Severity.ERROR)) == {"CSN008"}
    assert all(f.path[:2] == ("definitions", "T") for f in found.findings if f.code == "CSN008")


def test_a_semantic_key_is_carried_with_the_names_in_glue() -> None:
    elements = {"Order ID": STRING, "Item": STRING}
    key = [{"=": "Order ID"}, "Item"]
    found = imported({"T": entity(elements, **{"@ObjectModel.semanticKey": key})})
    assert found.table["business"]["semantic_key"] == ["order_id", "item"]
    assert found.codes() == []


def test_a_semantic_key_of_what_is_no_column_is_told() -> None:
    found = imported({"T": entity(**{"@ObjectModel.semanticKey": [{"=": "GONE"}]})})
    assert "semantic_key" not in found.table.get("business", {})
    assert found.codes() == ["MAP014"]
