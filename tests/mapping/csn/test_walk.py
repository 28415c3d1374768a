"""Every member that CAP's "Core Schema Notation" documents is carried into a spec, or told by a finding."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exports import imported
from tests.support.walk import Row, assert_not_silent, assert_told_or_brought, each, places, rows

INTEGER, TEXT = {"type": "cds.Integer"}, {"type": "cds.String"}
ID = {"type": "cds.Integer", "key": True}
COMPARED = [{"ref": ["id"]}, "=", {"val": 1}]
DOCUMENT: dict[str, Any] = {
    "definitions": {
        "T": {
            "kind": "entity",
            "params": {"p": {"type": "cds.String"}},
            "elements": {
                "id": ID,
                "x": {"type": "cds.String", "length": 10},
                "d": {"type": "cds.Decimal", "precision": 9},
                "g": {"type": "cds.hana.ST_POINT"},
                "e": {"type": "cds.String", "enum": {"A": {"val": "a"}}},
                "o": {"type": "cds.Association", "target": "U", "keys": [{"ref": ["id"]}]},
                "s": {"elements": {"f": TEXT}},
                "l": {"items": {"type": "cds.String"}},
                "n": {"type": "N"},
            },
        },
        "U": {"kind": "entity", "elements": {"id": ID, "y": INTEGER}},
        "V": {"kind": "entity", "elements": {"id": INTEGER}},
        "N": {"kind": "type", "type": "cds.String", "length": 5},
        "A": {"kind": "aspect", "elements": {"q": TEXT}},
        "C": {"kind": "context"},
        "W": {"kind": "service"},
    },
    "meta": {},
    "$version": "2.0",
}

SECTIONS = rows(
    "",
    {
        "namespace": ("my.shop", "nothing: names are whole"),
        "requires": (["./other"], "CSN010"),
        "vocabularies": ({"V": TEXT}, "CSN010"),
        "extensions": ([{"annotate": "T", "@title": "Label"}], "t.business.label"),
        "extensions (extend)": ([{"extend": "T", "elements": {"z": TEXT}}], "t.columns.z"),
        "extensions (missing)": ([{"annotate": "Gone", "@title": "Label"}], "CSN018"),
        "i18n": ({"en": {"A": "a"}, "de": {"A": "ä"}}, "CSN017"),
        "i18n (a list)": ([], "CSN008"),
        "i18n (a number)": ({"en": {"A": 7}}, "CSN008"),
        "meta": ({"creator": "CDS Compiler", "flavor": "inferred"}, "nothing: who wrote the file"),
        "meta (a text)": ("me", "CSN008"),
        "$version": ("1.0", "source.system"),
        "$sources": (["a.cds"], "nothing: the compiler's own"),
        "taskchains": ({"F": {"kind": "sap.dwc.taskChain"}}, "CSN010"),
        "anything": ({"a": 1}, "CSN010"),
        "businessEntities": ({"Customer": {"attributes": {}}}, "CSN010"),
        "factModels": ({"Sales": {"measures": {}}}, "CSN010"),
        "consumptionModels": ({"Sales": {"perspectives": {}}}, "CSN010"),
        "dataAccessControls": ({"DAC": {"text": "By region"}}, "CSN010"),
        "@source": ("a.cds", "CSN010"),
    },
)
DEFINITIONS = rows(
    "definitions/Z",
    {
        " (entity)": ({"kind": "entity", "elements": {"q": TEXT}}, "sales.z"),
        " (without a kind)": ({"elements": {"q": TEXT}}, "sales.z"),
        " (type)": ({"kind": "type", "type": "cds.String"}, "nothing: no element has it"),
        " (aspect)": ({"kind": "aspect", "elements": {"q": TEXT}}, "nothing: no entity shows it"),
        " (context)": ({"kind": "context"}, "nothing: names are whole"),
        " (service)": ({"kind": "service"}, "CSN010"),
        " (event)": ({"kind": "event", "elements": {"q": TEXT}}, "CSN010"),
        " (action)": ({"kind": "action", "params": {"p": TEXT}, "returns": TEXT}, "CSN010"),
        " (function)": ({"kind": "function", "returns": TEXT}, "CSN010"),
        " (annotation)": ({"kind": "annotation", "type": "cds.String"}, "CSN010"),
        " (another kind)": ({"kind": "odd"}, "CSN010"),
        " (of the business builder)": ({"kind": "sap.dwc.consumptionModel"}, "CSN010"),
        " (no kind at all)": ({"kind": 7}, "CSN008"),
        " (no definition)": ("entity", "CSN008"),
    },
)
ACTION = {"a": {"kind": "action", "params": {"p": TEXT}, "returns": {"items": TEXT}}}
ENTITY = rows(
    "definitions/T/",
    {
        "doc": ("Text", "t.description"),
        "@title": ("Label", "business.label"),
        "@my.own": (True, "MAP030"),
        "includes": (["U"], "MAP031"),
        "includes (not there)": (["cuid"], "MAP031"),
        "includes (a text)": ("U", "CSN008"),
        "actions": (ACTION, "CSN010"),
        "params": ({"p": TEXT, "q": TEXT}, "business.input_parameters.q"),
        "params (a list)": ([], "CSN008"),
        "params/p/type": ("cds.Date", "input_parameters.p.type"),
        "params/p/length": (5, "input_parameters.p.type"),
        "params/p/enum": ({"A": {"val": "a"}}, "input_parameters.p.enum"),
        "params/p/notNull": (True, "input_parameters.p.nullable"),
        "params/p/default": ({"val": "q"}, "input_parameters.p.default"),
        "params/p/doc": ("Text", "input_parameters.p.description"),
        "params/p/@title": ("Label", "input_parameters.p.label"),
        "params/p/@Environment.systemField": ({"#": "SYSTEM_DATE"}, "MAP030"),
        "params/p/@my.own": (True, "MAP030"),
        "params/p/odd": (1, "MAP031"),
        "params/p/key": (True, "MAP031"),
        "_meta": ({"dependencies": {"folderAssignment": "F"}}, "t.source.folder"),
        "_meta (more)": ({"odd": 1}, "MAP031"),
        "query": ({"SELECT": {"from": {"ref": ["U"]}}}, "MAP032"),
        "projection": ({"from": {"ref": ["U"]}}, "MAP032"),
        "technicalConfig": ({"hana": {"storeType": "row"}}, "MAP031"),
        "abstract": (True, "MAP031"),
        "$location": ({"file": "a.cds"}, "nothing: the compiler's own"),
    },
)
VALUE = {"xpr": [{"ref": ["id"]}, "+", {"val": 1}]}
ELEMENT: dict[str, tuple[Any, str]] = {
    "type": ("cds.Date", "x.type"),
    "type (of another)": ({"ref": ["U", "y"]}, "x.type"),
    "key": (True, "x.key"),
    "key (a word)": ("true", "x.key"),
    "key (a number)": (1, "CSN008"),
    "notNull": (True, "x.nullable"),
    "notNull (a text)": ("never", "CSN008"),
    "virtual": (True, "MAP010"),
    "virtual (a number)": (0, "CSN008"),
    "localized": (True, "x.source.localized"),
    "localized (an object)": ({}, "CSN008"),
    "default": ({"val": "q"}, "x.default"),
    "default (a function)": ({"func": "now"}, "x.default"),
    "enum": ({"B": {"val": "b", "@title": "Label"}}, "x.enum"),
    "items": (TEXT, "x.type"),
    "elements": ({"f": TEXT}, "x.type"),
    "length": (11, "x.source.type"),
    "value": (VALUE, "x.source.formula"),
    "value (stored)": ({**VALUE, "stored": True}, "x.source.stored"),
    "stored": (True, "MAP031"),
    "masked": (True, "MAP031"),
    "origin": ({"ref": ["U", "y"]}, "MAP031"),
    "unique": (True, "MAP031"),
    "doc": ("Text", "x.description"),
    "@title": ("Label", "x.label"),
    "@my.own": (True, "MAP030"),
    "keys": ([{"ref": ["id"]}], "MAP031"),
    "on": (COMPARED, "MAP031"),
    "cardinality": ({"max": "*"}, "MAP031"),
    "target": ("U", "relationships.x"),
    "targetAspect": ("A", "MAP011"),
    "kind": ("element", "nothing: every element is one"),
}
ELEMENTS = [
    *rows("definitions/T/elements/x/", ELEMENT),
    *rows("definitions/T/elements/", {"d/scale": (2, "d.type"), "d/scale (a word)": ("floating", "MAP002")}),
    *rows("definitions/T/elements/", {"d/precision": (11, "d.type"), "g/srid": (4326, "g.source.type")}),
]
ASSOCIATION = rows(
    "definitions/T/elements/o/",
    {
        "type": ("cds.Composition", "relationships.o.kind"),
        "target": ("Gone", "MAP011"),
        "targetAspect": ("A", "nothing: the target has all of it"),
        "keys": ([{"ref": ["id"], "as": "k"}], "columns.o_k"),
        "keys/0/extra": (1, "MAP031"),
        "keys/0/@my.own": (1, "MAP030"),
        "on": ([{"ref": ["o", "id"]}, "=", {"ref": ["id"]}], "relationships.o.on"),
        "cardinality": ({"max": "*"}, "relationships.o.cardinality"),
        "cardinality (src)": ({"src": 1}, "relationships.o.cardinality"),
        "cardinality (min)": ({"min": 1}, "relationships.o.source.cardinality"),
        "cardinality (odd)": ({"odd": 1}, "CSN008"),
        "notNull": (True, "columns.o_id.nullable"),
        "key": (True, "columns.o_id.key"),
        "virtual": (True, "MAP010"),
        "default": ({"val": 1}, "columns.o_id.default"),
        "doc": ("Text", "columns.o_id.description"),
        "@title": ("Label", "relationships.o.label"),
        "@my.own": (1, "MAP030"),
        "onDelete": ("CASCADE", "MAP031"),
        "enum": ({"a": {"val": 1}}, "MAP031"),
        "elements": ({"a": TEXT}, "MAP031"),
        "length": (3, "MAP031"),
    },
)
PARTS = [
    *rows(
        "definitions/T/elements/e/enum/A/",
        {
            "val": ("b", "e.enum"),
            "@title": ("Label", "e.enum"),
            "@my.own": (1, "MAP031"),
            "odd": (1, "MAP031"),
        },
    ),
    *rows(
        "definitions/T/elements/s/elements/f/",
        {
            "type": ("cds.Date", "s.type"),
            "notNull": (True, "s.source.fields"),
            "notNull (a number)": (1, "CSN008"),
            "default": ({"val": "q"}, "s.source.fields"),
            "enum": ({"B": {"val": "b"}}, "s.source.fields"),
            "doc": ("Text", "s.source.fields"),
            "@title": ("Label", "s.source.fields"),
            "value": (VALUE, "s.source.fields"),
            "target": ("U", "relationships.s.f"),
            "on": (COMPARED, "MAP031"),
            "origin": ({"ref": ["x"]}, "MAP031"),
            "@my.own": (1, "MAP030"),
        },
    ),
    *rows(
        "definitions/T/elements/l/items/",
        {
            "type": ("cds.Date", "l.type"),
            "notNull": (True, "MAP031"),
            "enum": ({"B": {"val": "b"}}, "l.enum"),
            "elements": ({"a": TEXT}, "l.type"),
            "items": (TEXT, "l.type"),
            "target": ("U", "MAP051"),
            "doc": ("Text", "MAP031"),
            "@my.own": (1, "MAP030"),
        },
    ),
]
TYPES = rows(
    "definitions/",
    {
        "N/type": ("cds.Date", "n.type"),
        "N/length": (7, "n.source.type"),
        "N/enum": ({"B": {"val": "b"}}, "n.enum"),
        "N/elements": ({"f": TEXT}, "n.type"),
        "N/items": (TEXT, "n.type"),
        "N/target": ("U", "relationships.n"),
        "N/@title": ("Label", "n.label"),
        "N/doc": ("Text", "n.description"),
        "N/@Aggregation.default": ({"#": "MAX"}, "n.measure"),
        "N/notNull": (True, "n.nullable"),
        "N/default": ({"val": "q"}, "n.default"),
        "N/localized": (True, "n.source.localized"),
        "N/includes": (["cuid"], "MAP031"),
        "N/key": (True, "MAP031"),
        "N/odd": (1, "MAP031"),
        "A/includes": (["cuid"], "MAP031"),
        "A/actions": (ACTION, "CSN010"),
        "A/odd": (1, "MAP031"),
    },
)
AROUND = rows(
    "definitions/",
    {
        "C/@title": ("Label", "MAP030"),
        "C/doc": ("Text", "MAP031"),
        "C/odd": (1, "MAP031"),
        "C/@DataWarehouse.space.schema": ("S", "MAP030"),
        "W/@title": ("Label", "MAP030"),
        "W/@path": ("/shop", "MAP030"),
        "W/@protocol": ([{"kind": "odata-v4"}], "MAP030"),
        "W/doc": ("Text", "MAP031"),
        "W/odd": (1, "MAP031"),
        "W/$source": ("a.cds", "nothing: the compiler's own"),
    },
)


@each([*SECTIONS, *DEFINITIONS, *ENTITY, *ELEMENTS, *ASSOCIATION, *PARTS, *TYPES, *AROUND])
def test_a_member_reaches_the_spec_or_is_told(row: Row) -> None:
    assert_not_silent(DOCUMENT, row)


@each(places(SECTIONS, DEFINITIONS, ENTITY, ELEMENTS, ASSOCIATION, PARTS, TYPES, AROUND))
def test_any_value_of_a_member_gives_specs_or_an_error(row: Row) -> None:
    assert_told_or_brought(DOCUMENT, row)


def select(**members: Any) -> dict[str, Any]:
    return {"SELECT": {"from": {"ref": ["U"]}, "columns": ["*"], **members}}


QUERIES = [
    select(),
    select(where=COMPARED),
    select(excluding=["y"]),
    select(groupBy=[{"ref": ["id"]}], having=COMPARED),
    select(orderBy=[{"ref": ["id"], "sort": "desc"}], limit={"rows": {"val": 1}, "offset": {"val": 2}}),
    select(distinct=True),
    select(mixin={"m": {"type": "cds.Association", "target": "U", "on": COMPARED}}),
    select(**{"from": {"join": "left", "args": [{"ref": ["U"], "as": "u"}, {"ref": ["T"]}], "on": COMPARED}}),
    select(**{"from": {"SELECT": {"from": {"ref": ["U"]}}, "as": "u"}}),
    {"SET": {"op": "union", "all": True, "args": [select(), select()]}},
]


@each([Row("definitions/V/query", query, "MAP032") for query in QUERIES])
def test_a_query_is_told_as_a_whole_where_it_has_no_sql(row: Row) -> None:
    assert_not_silent(DOCUMENT, row)


EXPRESSIONS: list[tuple[dict[str, Any], str]] = [
    ({"val": 5}, "5"),
    ({"func": "coalesce", "args": [{"ref": ["y"]}, {"val": 0}]}, "COALESCE(y, 0)"),
    ({"func": "round", "args": {"n": {"ref": ["y"]}}}, "ROUND(n => y)"),
    ({"func": "sum", "args": [{"ref": ["y"]}], "xpr": ["over", {"xpr": []}]}, "SUM(y) OVER ()"),
    ({"xpr": [{"ref": ["y"]}, "+", {"val": 1}]}, "y + 1"),
    ({"xpr": ["-", {"ref": ["y"]}], "cast": {"type": "cds.Integer64"}}, "-y"),
    ({"xpr": [{"ref": ["y"]}, "in", {"list": [{"val": 1}, {"val": 2}]}]}, "y IN (1, 2)"),
    (
        {"xpr": [{"ref": ["y"], "cast": {"type": "cds.Date"}}, "=", {"#": "open"}]},
        "CAST(y AS cds.Date) = #open",
    ),
    ({"ref": ["p"], "param": True}, ":p"),
    ({"SELECT": {"from": {"ref": ["T"]}}}, '{"SELECT":{"from":{"ref":["T"]}}}'),
    ({"xpr": ["exists", {"SET": {"args": []}}]}, 'EXISTS {"SET":{"args":[]}}'),
]


@pytest.mark.parametrize(("form", "formula"), EXPRESSIONS)
def test_what_a_column_is_calculated_by_stands_in_its_source(form: dict[str, Any], formula: str) -> None:
    view = {"kind": "entity", "query": select(columns=[{**form, "as": "q"}]), "elements": {"q": INTEGER}}
    found = imported({**DOCUMENT["definitions"], "V": view})
    assert found.columns("sales.v")["q"]["source"]["formula"] == formula
