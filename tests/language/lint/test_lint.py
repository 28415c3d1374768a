"""`lint:` blocks: what each kind of rule finds, where and whose it is; layers; rules that can't be used."""

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding, Severity
from catalog.language.lint.fields import PATHS
from catalog.language.lint.layers import Block, LayeredRule
from catalog.language.lint.measures import MEASURES
from catalog.language.lint.rules import rule_set
from catalog.language.lint.standard import STANDARD
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, TABLE, context, table, write_project, write_yaml

COLUMNS = TABLE["columns"]


def linted(
    root: Path,
    rules: dict[str, Any] | None = None,
    tables: dict[str, Any] | None = None,
    database: dict[str, Any] | None = None,
    extends: str | None = None,
) -> list[Finding]:
    """The findings of LINT codes of a project with these rules in catalog.yaml."""
    write_project(root, tables, database)
    lint = {"extends": extends, "rules": rules}
    lint = {key: value for key, value in lint.items() if value is not None}
    write_yaml(
        root / "catalog_specs" / "catalog.yaml",
        {"kind": "Catalog", "lint": lint} if lint else {"kind": "Catalog"},
    )
    return [f for f in compile_specs(root, read_settings(root, "dev"))[1] if f.code != "SPEC016"]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.message.partition(" (rule")[0]) for f in findings]


def tables(*rules: dict[str, Any]) -> dict[str, Any]:
    return {f"r{i}": {"of": "tables", **rule} for i, rule in enumerate(rules)}


def columns(*rules: dict[str, Any]) -> dict[str, Any]:
    return {f"r{i}": {"of": "columns", **rule} for i, rule in enumerate(rules)}


WIDE = "struct<a:array<struct<b:int,c:decimal(20,2)>>>"
CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = [
    (
        "a table without classification",
        tables({"require": ["classification", "steward"]}),  # the steward is inherited
        table(),
        [("LINT001", "business.classification: the table has no classification")],
    ),
    (
        "a blank says nothing",
        tables({"require": ["description", "tags.domain"]}),
        table(description=" ", business={"tags": {"domain": ""}}),
        [
            ("LINT001", "description: the table has no description"),
            ("LINT001", "business.tags.domain: the table has no tags.domain"),
        ],
    ),
    (
        "no key",
        tables({"require": ["primary_key"]}),
        table(columns=[COLUMNS[1]]),
        [("LINT001", "columns: the table has no primary_key")],
    ),
    (
        "columns and partition keys without label",
        columns({"require": ["label"]}),
        table(),
        [
            ("LINT001", "columns[1].label: column amount has no label"),
            ("LINT001", "partitions.keys[0].label: column dt has no label"),
            ("LINT001", "partitions.keys[1].label: column contributor has no label"),
        ],
    ),
    (
        "a partition key can't have a classification",
        columns({"require": ["classification"], "where": {"key": "true", "column": "*"}}),
        table(),
        [("LINT000", "lint.rules.r0.where.key: rule 'r0' asks for 'key', which is no field of a column")],
    ),
    (
        "a value that is not allowed",
        tables({"allow": {"classification": ["public", "internal"], "exposed": [True], "tags.tier": [1, 2]}}),
        table(business={"classification": "intern", "exposed": False, "tags": {"tier": 1}}),
        [
            (
                "LINT002",
                "business.classification: the table's classification is 'intern' (did you mean 'internal'?)",
            ),
            ("LINT002", "business.exposed: the table's exposed is 'false'"),
        ],
    ),
    (
        "a name that does not fit",
        columns({"match": {"name": "[a-z]+_id|amount", "label": "[A-Z].*"}}),
        table(columns=[{**COLUMNS[0], "label": "order"}, COLUMNS[1]]),
        [
            ("LINT003", "columns[0].label: column order_id's label 'order' does not fit '[A-Z].*'"),
            ("LINT003", "partitions.keys[0].name: column dt's name 'dt' does not fit '[a-z]+_id|amount'"),
            (
                "LINT003",
                "partitions.keys[1].name: column contributor's name 'contributor' does not fit"
                " '[a-z]+_id|amount'",
            ),
        ],
    ),
    (
        "a forbidden type, at any depth and by its alias",
        columns({"forbid_types": ["float", "decimal(38,0)", "struct"]}),
        table(
            columns=[
                {"name": "a", "type": "array<real>"},
                {"name": "b", "type": "decimal(38,0)"},
                {"name": "c", "type": "decimal(38,1)"},
                {"name": "d", "type": "map<string,struct<x:int>>"},
            ],
        ),
        [
            ("LINT004", "columns[0].type: column a's type 'array<real>' is or holds float"),
            ("LINT004", "columns[1].type: column b's type 'decimal(38,0)' is or holds decimal(38,0)"),
            ("LINT004", "columns[3].type: column d's type 'map<string,struct<x:int>>' is or holds struct"),
        ],
    ),
    (
        "a forbidden type of some partitions",
        columns({"forbid_types": ["double"], "where": {"label": "Order"}}),
        table(
            partitions={
                **TABLE["partitions"],
                "values": {"dt": "2026-01-01", "contributor": "c"},
                "overrides": [
                    {"where": {"contributor": "c"}, "columns": [{"name": "order_id", "type": "double"}]}
                ],
            }
        ),
        [
            (
                "LINT004",
                "partitions.overrides[0].columns[0].type: column order_id's type 'double' is or holds double",
            )
        ],
    ),
    (
        "sizes of a table",
        tables({"limit": {"columns": 3, "partition_keys": 1, "name_length": 5, "label_length": 3}}),
        table(business={"label": "Order"}),
        [
            ("LINT005", "name: the table's name has 6 characters, at most 5 allowed"),
            ("LINT005", "business.label: the table's label has 5 characters, at most 3 allowed"),
            ("LINT005", "columns: the table has 4 columns, at most 3 allowed"),
            ("LINT005", "partitions.keys: the table has 2 partition keys, at most 1 allowed"),
        ],
    ),
    (
        "sizes of a column",
        columns({"limit": {"type_depth": 2, "struct_fields": 2, "decimal_precision": 19}}),
        table(columns=[{"name": "a", "type": WIDE}, {"name": "b", "type": "array<array<int>>"}]),
        [
            ("LINT005", "columns[0].type: column a's type is 3 deep, at most 2 allowed"),
            ("LINT005", "columns[0].type: column a's type has 3 struct fields, at most 2 allowed"),
            ("LINT005", "columns[0].type: column a's type has 20 digits, at most 19 allowed"),
        ],
    ),
]


@pytest.mark.parametrize(("rules", "spec", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_kind_of_rule_finds_what_breaks_it(
    tmp_path: Path, rules: dict[str, Any], spec: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert sorted(told(linted(tmp_path, rules, {"orders": spec}))) == sorted(expected)


def test_a_finding_has_the_rule_s_severity_and_words_and_says_where_it_was_set(tmp_path: Path) -> None:
    rule = {"of": "tables", "require": ["label"], "severity": "error", "message": "See the wiki"}
    (found,) = linted(tmp_path, {"labels": rule})
    assert found.severity is Severity.ERROR
    assert found.file.endswith("sales/orders.yaml")
    assert found.message.startswith("business.label: the table has no label (rule labels, ")
    assert found.message.endswith("catalog_specs/catalog.yaml:4)")
    assert found.remedy == "See the wiki"


SELECTIONS = [
    ({"where": {"database": "sal*"}}, True),
    ({"where": {"database": ["risk", "sales"]}}, True),
    ({"where": {"database": "risk"}}, False),
    ({"where": {"database.description": "Sales"}}, True),
    ({"where": {"table": "o?ders", "role": "fact"}}, True),
    ({"where": {"table": "o?ders", "role": "dimension"}}, False),
    ({"where": {"domain": "shop", "layer": "raw"}}, True),  # the one its own tag, the other its database's
    ({"where": {"layer": "curated"}}, False),
    ({"where": {"steward": "data@*"}}, True),
    ({"where": {"team": "*"}}, False),  # what says nothing fits nothing
    ({"except": {"table": "orders"}}, False),
    ({"except": {"table": "orders", "database": "risk"}}, True),
    ({"except": {"database": "sales", "role": "fact"}}, False),
    ({"where": {"database": "sales"}, "except": {"role": "fact"}}, False),
    ({"except": {}}, True),
]


@pytest.mark.parametrize(("selection", "is_meant"), SELECTIONS, ids=[str(s) for s, _ in SELECTIONS])
def test_where_and_except_say_which_objects_are_meant(
    tmp_path: Path, selection: dict[str, Any], is_meant: bool
) -> None:
    database = {**DATABASE, "business": {"tags": {"layer": "raw", "domain": "other"}}}
    spec = table(business={"role": "fact", "tags": {"domain": "shop"}})
    found = linted(tmp_path, tables({"require": ["label"], **selection}), {"orders": spec}, database)
    assert told(found) == [("LINT001", "business.label: the table has no label")] * is_meant


def test_a_rule_of_columns_may_ask_for_column_table_and_database(tmp_path: Path) -> None:
    rule = {
        "require": ["description"],
        "where": {"type": "decimal*", "table.role": "fact", "database": "sales"},
    }
    found = linted(tmp_path, columns(rule), {"orders": table(business={"role": "fact"})})
    assert told(found) == [("LINT001", "columns[1].description: column amount has no description")]


def test_a_database_is_linted_too_and_its_name_in_glue_as_the_stack_has_it(tmp_path: Path) -> None:
    rules = {
        "a": {"of": "databases", "match": {"physical_name": "[a-z]+"}},
        "b": {"of": "databases", "require": ["steward"]},
    }
    assert told(linted(tmp_path, rules)) == [
        ("LINT001", "business.steward: the database has no steward"),
        ("LINT003", "physical_name: the database's physical_name 'sales_dev' does not fit '[a-z]+'"),
    ]


def test_what_a_team_does_not_ask_for_is_not_told(tmp_path: Path) -> None:
    assert linted(tmp_path) == []


def test_the_standard_set_is_one_word_and_warns_alone(tmp_path: Path) -> None:
    found = linted(tmp_path, extends="standard", database={**DATABASE, "description": ""})
    assert {f.severity for f in found} == {Severity.WARNING}
    assert told(found) == [
        ("LINT001", "business.steward: the database has no steward"),
        ("LINT001", "description: the database has no description"),
        ("LINT001", "description: the table has no description"),
    ]
    assert found[1].message.endswith("(rule database-description, the standard set)")


STANDARD_CASES = [
    ("dimension-key", table(business={"role": "dimension"}, columns=[COLUMNS[1]])),
    ("table-classification-values", table(business={"classification": "secret"})),
    ("column-classification-values", table(columns=[{**COLUMNS[0], "business": {"classification": "x"}}])),
    ("column-names", table(columns=[{"name": "1st", "type": "int"}])),
    ("column-name-length", table(columns=[{"name": "a" * 128, "type": "int"}])),
    ("exact-amounts", table(columns=[{"name": "a", "type": "double", "semantic": "amount"}])),
    ("readable-types", table(columns=[{"name": "a", "type": "array<uniontype<int,string>>"}])),
    ("table-width", table(columns=[{"name": f"c{n}", "type": "int"} for n in range(400)])),
    ("type-depth", table(columns=[{"name": "a", "type": "array<" * 9 + "int" + ">" * 9}])),
    ("table-description", table()),
    ("table-steward", table(description="x", business={"steward": ""})),
    ("database-steward", table(description="x")),
]


@pytest.mark.parametrize(("rule", "spec"), STANDARD_CASES, ids=[name for name, _ in STANDARD_CASES])
def test_a_rule_of_the_standard_set_finds_what_it_is_for(
    tmp_path: Path, rule: str, spec: dict[str, Any]
) -> None:
    named = [
        f.message.partition("(rule ")[2].partition(",")[0]
        for f in linted(tmp_path, {}, {"orders": spec}, extends="standard")
    ]
    assert rule in named


def test_every_rule_of_the_standard_set_can_be_used() -> None:
    rules = rule_set([Block("standard")]).rules
    assert {rule.name for some in rules.values() for rule in some} == {*STANDARD}


LAYERS = [
    ("the catalog alone", {}, {}, ["warning"]),
    ("a database sharpens", {"r0": {"severity": "error"}}, {}, ["error"]),
    ("a database switches off", {"r0": {"severity": "off"}}, {}, []),
    ("a table switches off", {"r0": {"severity": "error"}}, {"r0": {"severity": "off"}}, []),
    ("a table asks for more", {}, {"own": {"of": "tables", "require": ["team"]}}, ["warning", "warning"]),
    ("a list is replaced", {"r0": {"require": ["steward"]}}, {}, []),
    ("mappings are merged", {"r0": {"where": {"role": "dimension"}}}, {}, []),
]


@pytest.mark.parametrize(("database", "own", "expected"), [c[1:] for c in LAYERS], ids=[c[0] for c in LAYERS])
def test_layers_change_rules_by_name(
    tmp_path: Path, database: dict[str, Any], own: dict[str, Any], expected: list[str]
) -> None:
    found = linted(
        tmp_path,
        tables({"require": ["label"], "where": {"database": "sales"}}),
        {"orders": table(lint={"rules": own})},
        {**DATABASE, "lint": {"rules": database}},
    )
    assert [f.severity for f in found] == expected


def test_a_database_may_leave_the_standard_set_and_another_take_it(tmp_path: Path) -> None:
    left = linted(tmp_path, extends="standard", database={**DATABASE, "lint": {"extends": "none"}})
    assert left == []
    (tmp_path / "b").mkdir()
    taken = linted(tmp_path / "b", database={**DATABASE, "lint": {"extends": "standard"}})
    assert "LINT001" in {f.code for f in taken}


WRONG = [
    ({"x": {"severity": "off"}}, "rule 'x' is not there to be changed"),
    (
        {"label": {"of": "tables", "require": ["label"]}, "labels": {"severity": "off"}},
        "(did you mean 'label'?)",
    ),
    ({"x": {"require": ["label"]}}, "does not say what it is about"),
    ({"x": {"of": "tables"}}, "asks for nothing"),
    ({"x": {"of": "tables", "require": ["stewart"]}}, "no field of a table (did you mean 'steward'?)"),
    ({"x": {"of": "columns", "require": ["parameters.a"]}}, "no field of a column"),
    ({"x": {"of": "tables", "allow": {"rolle": ["a"]}}}, "(did you mean 'role'?)"),
    ({"x": {"of": "tables", "match": {"tag.a": "a"}}}, "'tag.a', which is no field"),
    ({"x": {"of": "tables", "match": {"name": "(a"}}}, "a group that nothing closes"),
    ({"x": {"of": "tables", "forbid_types": ["int"]}}, "forbids types of tables"),
    ({"x": {"of": "columns", "forbid_types": ["flot"]}}, "did you mean 'float'?"),
    ({"x": {"of": "columns", "limit": {"columns": 3}}}, "no size of a column"),
    ({"x": {"of": "databases", "require": ["label"], "where": {"table": "a"}}}, "'table', which is no field"),
    ({"x": {"of": "tables", "require": ["label"], "except": {"database": "a" * 600}}}, "is no pattern"),
]


@pytest.mark.parametrize(("rules", "why"), WRONG, ids=[why for _, why in WRONG])
def test_a_rule_that_can_t_be_used_is_an_error_of_its_file(
    tmp_path: Path, rules: dict[str, Any], why: str
) -> None:
    (found,) = [f for f in linted(tmp_path, rules) if f.code == "LINT000"]
    assert why in found.message
    assert found.severity is Severity.ERROR
    assert found.file.endswith("catalog.yaml")
    assert found.line > 3


def test_what_the_schema_refuses_is_told_once(tmp_path: Path) -> None:
    rules = {"x": {"of": "tabels", "require": ["label"]}, "y": {"of": "tables", "limit": {"depth": 1}}}
    database = {**DATABASE, "lint": {"rules": {"x": {"severity": "off"}}}}
    found = linted(tmp_path, rules, database=database)
    assert [f.code for f in found] == ["SPEC002", "SPEC003"]


def test_what_breaks_its_schema_breaks_no_rule_as_well(tmp_path: Path) -> None:
    spec, database = table(description=3), {**DATABASE, "defaults": {"business": {"steward": 7}}}
    found = linted(tmp_path, tables({"require": ["description", "steward"]}), {"orders": spec}, database)
    assert [f.code for f in found] == ["SPEC002", "SPEC002"]


def test_a_variable_without_value_breaks_no_rule_as_well(tmp_path: Path) -> None:
    spec = table(description="${unknown}")
    assert [
        f.code for f in linted(tmp_path, tables({"match": {"description": "[A-Z].*"}}), {"orders": spec})
    ] == ["SPEC013"]


def test_a_default_that_breaks_a_rule_is_told_once_where_it_stands(tmp_path: Path) -> None:
    database = {**DATABASE, "defaults": {"business": {"classification": "secret", "steward": "a"}}}
    both = {name: table(name=name, storage={"location": f"s3://b/{name}/"}) for name in ("orders", "items")}
    (found,) = linted(tmp_path, tables({"allow": {"classification": ["public"]}}), both, database)
    assert (Path(found.file).name, found.line) == ("database.yaml", 7)


def test_of_an_object_of_others_only_its_context_is_linted(tmp_path: Path) -> None:
    rules = {
        **tables({"match": {"name": "x"}, "limit": {"columns": 0}, "require": ["format", "label"]}),
        "c": {"of": "columns", "match": {"name": "x"}, "forbid_types": ["int"], "require": ["label"]},
    }
    spec = context(columns=[{"name": "a", "type": "int"}])
    assert told(linted(tmp_path, rules, {"orders": spec})) == [
        ("LINT001", "business.label: the table has no label"),
        ("LINT001", "columns[0].label: column a has no label"),
    ]


def test_of_very_many_places_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    spec = table(columns=[{"name": f"c{n}", "type": "int"} for n in range(150)], partitions=None)
    found = linted(tmp_path, columns({"require": ["label"]}), {"orders": spec})
    assert len(found) == 101
    assert "50 more of these in this file (rule r0, " in "".join(f.message for f in found)


def test_lint_is_no_part_of_what_is_declared(tmp_path: Path) -> None:
    write_project(
        tmp_path, {"orders": table(lint={"extends": "none"})}, {**DATABASE, "lint": {"extends": "none"}}
    )
    catalog, found = compile_specs(tmp_path, read_settings(tmp_path, "dev"))
    assert found == []
    assert "lint" not in catalog.tables[0].data
    assert "lint" not in catalog.databases[0].data


def test_every_field_and_size_that_a_rule_can_name_is_used_by_a_rule_without_findings() -> None:
    for kind, paths in PATHS.items():
        data = {"of": kind, "require": [*paths], "limit": dict.fromkeys(MEASURES[kind], 1)}
        rules = rule_set([Block(None, {"x": LayeredRule(data, "f")})]).rules
        assert [rule.name for rule in rules[kind]] == ["x"]
        assert len(rules[kind][0].checks) == len(paths) + len(MEASURES[kind])
