"""Data access controls: which objects carry them, in which form, and what is said."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.language.findings import Severity
from tests.support.exports import STRING, Imported, entity, imported, to_one

USAGE = "@DataWarehouse.dataAccessControl.usage"
DEFINITION = "@DataWarehouse.dataAccessControl.definition"
SALES = {"ID": {**STRING, "key": True}, "COUNTRY": STRING, "TEAM": STRING}


def by(column: str, control: str = "DAC", of: str = "") -> list[Any]:
    return [{"ref": [column]}, "=", {"ref": [control, of or column]}]


def uses(control: str, *on: Any) -> dict[str, Any]:
    return {"target": control, "on": list(on)}


def view(
    source: Any, *columns: Any, usage: Any = None, elements: Any = None, **members: Any
) -> dict[str, Any]:
    query = {"SELECT": {"from": source if isinstance(source, dict) else {"ref": [source]}}}
    if columns:
        query["SELECT"]["columns"] = [c if isinstance(c, dict) else {"ref": [c]} for c in columns]
    return entity(elements or SALES, query=query, **({USAGE: usage} if usage else {}), **members)


def controls(found: Imported, name: str) -> list[dict[str, Any]]:
    access = found.tables[f"sales.{name}"].get("access", {})
    return list(access.get("controls", []))


def restricted(*usage: Any) -> dict[str, Any]:
    return {"T": entity(SALES), "V": view("T", usage=list(usage))}


FORMS: list[tuple[str, Any, dict[str, Any]]] = [
    ("one column", [uses("DAC", *by("COUNTRY"))], {"name": "DAC", "columns": {"country": "COUNTRY"}}),
    (
        "the other way round, another name",
        [uses("DAC", {"ref": ["DAC", "LAND"]}, "=", {"ref": ["COUNTRY"]})],
        {"name": "DAC", "columns": {"country": "LAND"}},
    ),
    (
        "two columns",
        [uses("DAC", *by("COUNTRY"), "and", *by("TEAM"))],
        {"name": "DAC", "columns": {"country": "COUNTRY", "team": "TEAM"}},
    ),
    ("one object", uses("DAC", *by("TEAM")), {"name": "DAC", "columns": {"team": "TEAM"}}),
    (
        "a reference",
        [{"target": {"=": "DAC"}, "on": by("TEAM")}],
        {"name": "DAC", "columns": {"team": "TEAM"}},
    ),
    ("a name alone", ["DAC"], {"name": "DAC"}),
    ("no condition", [{"target": "DAC"}], {"name": "DAC"}),
    (
        "more than equal",
        [uses("DAC", *by("TEAM"), "or", *by("COUNTRY"))],
        {"name": "DAC", "condition": "TEAM = DAC.TEAM or COUNTRY = DAC.COUNTRY"},
    ),
]


@pytest.mark.parametrize(("usage", "control"), [pytest.param(*case[1:], id=case[0]) for case in FORMS])
def test_a_view_carries_its_controls_in_each_form(usage: Any, control: dict[str, Any]) -> None:
    found = imported({"T": entity(SALES), "V": view("T", usage=usage)})
    assert controls(found, "v") == [control]
    assert controls(found, "t") == []
    assert found.codes(Severity.WARNING) == ["MAP060"]
    assert "MAP030" not in found.codes()


def test_the_warning_names_view_and_control_and_says_what_to_do() -> None:
    (finding,) = [f for f in imported(restricted(uses("DAC", *by("TEAM")))).findings if f.code == "MAP060"]
    assert finding.message == "rows of 'V' are restricted in Datasphere by DAC; in Glue they are not"
    assert finding.path == ("definitions", "V", USAGE)
    assert "acknowledge it in the spec" in finding.remedy


def test_a_renamed_column_has_its_name_in_glue() -> None:
    elements = {"ID": SALES["ID"], "Sales Country": STRING}
    usage = [uses("DAC", *by("Sales Country", of="COUNTRY"))]
    found = imported({"V": view("T", usage=usage, elements=elements)})
    assert controls(found, "v") == [{"name": "DAC", "columns": {"sales_country": "COUNTRY"}}]


def test_several_controls_are_all_there_and_one_used_twice_once() -> None:
    usage = (uses("A", *by("TEAM", "A")), uses("B", *by("TEAM", "B")), uses("A", *by("COUNTRY", "A")))
    assert controls(imported(restricted(*usage)), "v") == [
        {"name": "A", "columns": {"team": "TEAM", "country": "COUNTRY"}},
        {"name": "B", "columns": {"team": "TEAM"}},
    ]


@pytest.mark.parametrize("usage", [[{"by": "DAC"}], [17], True])
def test_a_form_that_is_not_known_still_says_that_rows_are_restricted(usage: Any) -> None:
    found = imported({"V": view("T", usage=usage)})
    assert controls(found, "v") == [{"name": "(unknown)"}]
    assert found.codes(Severity.WARNING) == ["MAP060", "MAP061"]


@pytest.mark.parametrize("usage", [[], None])
def test_an_empty_usage_restricts_nothing(usage: Any) -> None:
    found = imported({"T": entity(SALES), "V": {**view("T"), USAGE: usage}})
    assert controls(found, "v") == []
    assert found.codes(Severity.WARNING) == []


# --- controls themselves ---

DEFINED = {"sourceEntity": "PERMISSIONS", "principalElement": "USER_ID"}


@pytest.mark.parametrize(
    ("definition", "facts"),
    [
        (DEFINED, {"kind": "single-values", "permissions": "PERMISSIONS", "principal": "USER_ID"}),
        (
            {**DEFINED, "restrictionElements": {"option": {"=": "OP"}}},
            {"kind": "operator-and-values", "permissions": "PERMISSIONS", "principal": "USER_ID"},
        ),
        (
            {**DEFINED, "hierarchyEntity": "H"},
            {"kind": "hierarchy", "permissions": "PERMISSIONS", "principal": "USER_ID"},
        ),
        ({"more": 1}, {}),
        ([1], {}),
    ],
)
def test_a_control_is_no_table_and_what_it_says_is_in_the_source_of_what_it_protects(
    definition: Any, facts: dict[str, str]
) -> None:
    dac = entity({"TEAM": STRING}, **{DEFINITION: definition, "@EndUserText.label": "Teams"})
    found = imported({**restricted(uses("DAC", *by("TEAM"))), "DAC": dac})
    assert sorted(found.tables) == ["sales.t", "sales.v"]
    assert found.tables["sales.v"]["source"]["access_controls"] == {"DAC": {"label": "Teams", **facts}}
    assert "CSN010" in found.codes()


def test_members_of_a_control_that_no_spec_has_a_place_for_are_told() -> None:
    dac = entity({"TEAM": STRING}, **{DEFINITION: {**DEFINED, "hierarchyEntity": "H"}})
    told = [f.message for f in imported({"DAC": dac}).findings if f.code == "MAP031"]
    assert told == ["hierarchyEntity of a data access control has no place in a spec"]


# --- views upon protected views ---

PROTECTED = {"T": entity(SALES), "V": view("T", usage=[uses("DAC", *by("COUNTRY"))])}
LAND = {"ID": SALES["ID"], "LAND": STRING}
WITHOUT = {"ID": SALES["ID"]}
NOT_SHOWN = {"name": "DAC", "condition": "COUNTRY = DAC.COUNTRY", "inherited_from": ["V"]}
RENAMED = {"name": "DAC", "columns": {"land": "COUNTRY"}, "inherited_from": ["V"]}
SHOWN = {"name": "DAC", "columns": {"country": "COUNTRY"}, "inherited_from": ["V"]}
AS_LAND = {"ref": ["COUNTRY"], "as": "LAND"}
JOIN = {"join": "inner", "args": [{"ref": ["X"]}, {"ref": ["V"], "as": "v"}], "on": []}
UPON: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("all columns", view("V"), SHOWN),
    ("renamed", view("V", "ID", AS_LAND, elements=LAND), RENAMED),
    ("not shown", view("V", "ID", elements=WITHOUT), NOT_SHOWN),
    (
        "a join",
        view(JOIN, {"ref": ["X", "ID"]}, {"ref": ["v", "COUNTRY"], "as": "LAND"}, elements=LAND),
        RENAMED,
    ),
    (
        "a query in the query",
        view({"SELECT": {"from": {"ref": ["V"]}}, "as": "q"}, {"ref": ["q", "ID"]}, elements=WITHOUT),
        NOT_SHOWN,
    ),
    (
        "a union",
        entity(
            WITHOUT,
            query={
                "SET": {
                    "op": "union",
                    "args": [
                        {"SELECT": {"from": {"ref": [name]}, "columns": [{"ref": ["ID"]}]}}
                        for name in ("X", "V")
                    ],
                }
            },
        ),
        NOT_SHOWN,
    ),
    ("another table", view("X", "ID", elements=WITHOUT), {}),
]


@pytest.mark.parametrize(("upon", "control"), [pytest.param(*case[1:], id=case[0]) for case in UPON])
def test_a_view_upon_a_protected_one_is_restricted_too(upon: dict[str, Any], control: dict[str, Any]) -> None:
    found = imported({**PROTECTED, "X": entity(SALES), "TOP": upon})
    assert controls(found, "top") == ([control] if control else [])
    told = [f.message for f in found.findings if f.code == "MAP060" and "'TOP'" in f.message]
    said = "rows of 'TOP' are restricted in Datasphere by DAC, through V; in Glue they are not"
    assert told == ([said] if control else [])


def test_what_reads_a_protected_view_through_an_association_is_restricted() -> None:
    fact = {"ID": SALES["ID"], "_V": to_one("V", ("ID", "ID"), name="_V")}
    top = view("FACT", "ID", {"ref": ["_V", "COUNTRY"], "as": "LAND"}, elements=LAND)
    found = imported({**PROTECTED, "FACT": entity(fact), "TOP": top})
    assert controls(found, "top") == [RENAMED]
    assert controls(found, "fact") == []


def test_restrictions_go_on_through_views_upon_views_and_end_in_a_circle() -> None:
    first = view("V", "ID", AS_LAND, elements=LAND)
    second = view("FIRST", "ID", {"ref": ["LAND"], "as": "NATION"}, elements={**WITHOUT, "NATION": STRING})
    found = imported({**PROTECTED, "FIRST": first, "SECOND": second, "A": view("B"), "B": view("A")})
    assert controls(found, "second") == [
        {"name": "DAC", "columns": {"nation": "COUNTRY"}, "inherited_from": ["V"]}
    ]
    assert controls(found, "a") == []


def test_a_control_of_ones_own_is_not_inherited_as_well() -> None:
    top = view("V", usage=[uses("DAC", *by("TEAM"))])
    assert controls(imported({**PROTECTED, "TOP": top}), "top") == [
        {"name": "DAC", "columns": {"team": "TEAM"}}
    ]


def test_one_that_comes_of_two_sources_names_both() -> None:
    both = {"join": "inner", "args": [{"ref": ["V"]}, {"ref": ["W"]}], "on": []}
    top = view(both, {"ref": ["V", "ID"]}, elements=WITHOUT)
    found = imported({**PROTECTED, "W": view("T", usage=[uses("DAC", *by("TEAM"))]), "TOP": top})
    assert controls(found, "top")[0]["inherited_from"] == ["V", "W"]


SCRIPTS = [
    "SELECT ID FROM VISITS",
    'SELECT v."ID" FROM "VISITS" AS v',
    "select id from visits;",
    "BEGIN rows = SELECT * FROM visits WHERE x = 'it''s'; RETURN :rows; END",
    'SELECT ID /* all */ FROM "MIDDLE" -- not restricted itself',
]


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("member", ["sqlEditor.query", "tableFunction.script"])
def test_what_only_sql_text_names_is_inherited(text: str, member: str) -> None:
    reader = entity(SALES, **{f"@DataWarehouse.{member}": text})
    found = imported(
        {
            "VISITS": view("T", usage=[uses("DAC", *by("TEAM"))]),
            "T": entity(SALES),
            "MIDDLE": view("VISITS", "ID"),
            "R": reader,
        }
    )
    [control] = controls(found, "r")
    assert (control["name"], control["inherited_from"]) == ("DAC", ["VISITS"])
    assert control["condition"] == "TEAM = DAC.TEAM"
    told = [message for message in found.messages("MAP060") if "'R'" in message]
    assert "through VISITS, which SQL text names" in told[0]


OTHERS = ["SELECT 'VISITS' FROM T", "SELECT 1 FROM T -- VISITS", 'SELECT "visits" FROM T']


@pytest.mark.parametrize("text", OTHERS)
def test_texts_comments_and_other_letters_name_nothing(text: str) -> None:
    reader = entity(SALES, **{"@DataWarehouse.sqlEditor.query": text})
    found = imported({"VISITS": view("T", usage=[uses("DAC", *by("TEAM"))]), "T": entity(SALES), "R": reader})
    assert controls(found, "r") == []
