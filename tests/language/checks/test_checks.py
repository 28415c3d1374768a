"""The rules of the spec language: each has its code, its place and a neighbour that is fine."""

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding, Severity
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, TABLE, context, table, write_project, write_yaml


def findings_of(root: Path) -> list[Finding]:
    return compile_specs(root, read_settings(root, "dev"))[1]


def column(**members: Any) -> dict[str, Any]:
    return table(columns=[{"name": "a", "type": "int", **members}], partitions=None)


def partitions(**members: Any) -> dict[str, Any]:
    return table(partitions={**TABLE["partitions"], **members})


def storage(**members: Any) -> dict[str, Any]:
    return table(storage={**TABLE["storage"], **members})


def related(**condition: Any) -> dict[str, Any]:
    where = [{"column": "amount", "of": "target", "value": "x", **condition}]
    return table(relationships=[{"name": "r", "to": "sales.orders", "where": where}])


PLACE = [
    {"name": "amount", "type": "string"},
    {"name": "place", "type": "struct<city:string,deep:struct<x:string>>"},
]


def placed(**condition: Any) -> dict[str, Any]:
    """The same for a table with a structure."""
    return table(columns=PLACE, partitions=None, relationships=related(**condition)["relationships"])


def override(**members: Any) -> dict[str, Any]:
    values = {"dt": ["2026-01-01", "2026-01-02"], "contributor": "c"}
    return partitions(values=values, overrides=[{"where": {"dt": "2026-01-01"}, **members}])


INDEXABLE = ["string", "char(2)", "VARCHAR (3)", "tinyint", "smallint", "integer", "bigint", "DATE"]
INDEXES = [["dt"], ["contributor"], ["contributor", "dt"], ["dt", "contributor"]]
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown key", table(colums=[]), "SPEC003", "did you mean 'columns'?"),
    ("unknown column key", column(lable="x"), "SPEC003", "did you mean 'label'?"),
    ("missing columns", table(columns=None), "SPEC002", "'columns' is missing"),
    ("no columns", table(columns=[]), "SPEC002", "at least one"),
    ("upper-case name", table(columns=[{"name": "A", "type": "int"}]), "SPEC002", "a-z, 0-9"),
    ("a number for a type", column(type=3), "SPEC002", "3 found, text expected"),
    ("duplicate column", table(columns=[TABLE["columns"][0]] * 2), "SPEC011", "columns[0] already"),
    ("invalid type", column(type="decmal(1,2)"), "SPEC012", "did you mean 'decimal'?"),
    ("a type over two lines", column(type="struct<\n a:int>"), "SPEC012", "line break or control character"),
    ("a type with a tab", column(type="decimal(10,\t2)"), "SPEC012", "character (\\t)"),
    ("a comment in a struct", column(type="struct<a:int COMMENT 'x'>"), "SPEC012", "COMMENT in the type"),
    ("an empty type", column(type=" "), "SPEC012", "the type is empty"),
    ("an unknown type in a union", column(type="uniontype<int,geo>"), "SPEC012", "'geo' is no Glue type"),
    ("union as key", partitions(keys=[{"name": "k", "type": "uniontype<int>"}]), "SPEC012", "partition key"),
    (
        "storage of others",
        table(manage="context", partitions=None),
        "SPEC028",
        "storage: found beside manage",
    ),
    ("partitions of others", table(manage="context", storage=None), "SPEC028", "partitions: found beside"),
    ("something else to manage", table(manage="labels"), "SPEC002", "one of all, context expected"),
    ("no columns", table(columns=None), "SPEC002", "'columns' is missing"),
    ("no type", table(manage="all", columns=[{"name": "a"}]), "SPEC002", "'type' is missing"),
    ("no name", context(columns=[{"label": "a"}]), "SPEC002", "'name' is missing"),
    (
        "no type in a column of others",
        context(columns=[{"name": "a", "type": "x"}]),
        "SPEC012",
        "'x' is no Glue",
    ),
    ("a column of others twice", context(columns=[{"name": "a"}, {"name": "a"}]), "SPEC011", "already"),
    ("long label", column(label="x" * 300), "SPEC018", "300 characters"),
    ("two-line comment", column(comment="a\nb"), "SPEC018", "line end"),
    ("long description", table(description="x" * 2049), "SPEC018", "2,049"),
    ("a condition on a third table", related(of="other"), "SPEC002", "source, target"),
    ("a condition with an unknown operator", related(operator="like"), "SPEC002", "'like'"),
    ("a condition on nothing", related(value=None), "SPEC002", "nothing found"),
    ("missing variable", storage(location="s3://${lak}/x/"), "SPEC013", "did you mean 'lake'?"),
    ("key is a column", partitions(keys=[{"name": "amount", "type": "int"}]), "SPEC014", "is also a column"),
    ("key twice", partitions(keys=[{"name": "dt", "type": "date"}] * 2), "SPEC011", "appears twice"),
    ("struct as key", partitions(keys=[{"name": "k", "type": "array<int>"}]), "SPEC012", "partition key"),
    ("index on a column", partitions(indexes=[["amount"]]), "SPEC015", "no partition key"),
    (
        "index on a type that Glue can't index",
        partitions(
            keys=[{"name": "k", "type": "Timestamp"}, {"name": "n", "type": "int"}], indexes=[["n", "k"]]
        ),
        "SPEC016",
        "indexes[0][1]: k is of type timestamp, which Glue can't index",
    ),
    (
        "named index on a decimal",
        partitions(keys=[{"name": "k", "type": "decimal(4,2)"}], indexes=[{"keys": ["k"]}]),
        "SPEC016",
        "indexes[0].keys[0]: k is of type decimal(4,2)",
    ),
    (
        "index on no type",
        partitions(keys=[{"name": "k", "type": "tex"}], indexes=[["k"]]),
        "SPEC012",
        "'tex'",
    ),
    ("four indexes", partitions(indexes=INDEXES), "SPEC016", "Glue takes 3"),
    ("index twice", partitions(indexes=[["dt"], ["dt"]]), "SPEC016", "appear twice"),
    (
        "two indexes of one name",
        partitions(indexes=[{"name": "i", "keys": ["dt"]}, {"name": "i", "keys": ["contributor"]}]),
        "SPEC016",
        "the name 'i' appears twice",
    ),
    ("too few values", partitions(values=[["2026-01-01"]]), "SPEC021", "1 value(s) for 2"),
    ("reserved format", storage(format="iceberg"), "SPEC020", "not supported yet"),
    ("unknown format", storage(format="parket"), "SPEC002", "did you mean 'parquet'?"),
    ("compression of another format", storage(compression="deflate"), "SPEC020", "snappy"),
    ("options of another format", storage(options={"header": True}), "SPEC020", "only csv"),
    ("location elsewhere", storage(location="/data/x"), "SPEC019", "s3://<bucket>/"),
    ("a literal ${ elsewhere", storage(location="ftp://$${lake}/x/"), "SPEC019", "s3://<bucket>/"),
    ("empty folder", storage(location="s3://lake//x/"), "SPEC019", "empty folder"),
    ("no location", table(storage={"format": "orc"}), "SPEC019", "no location"),
    ("our prefix", table(parameters={"catalog.stack": "x"}), "SPEC023", "reserved prefix"),
    ("long key", table(parameters={"k" * 256: "x"}), "SPEC018", "256 characters"),
    ("long value", table(parameters={"k": "x" * 512_001}), "SPEC018", "512,001"),
    (
        "an override's column type",
        override(columns=[{"name": "a", "type": "nope"}]),
        "SPEC012",
        "partitions.overrides[0].columns[0].type: 'nope' is no Glue type",
    ),
    (
        "an override's column twice",
        override(columns=[{"name": "a", "type": "int"}] * 2),
        "SPEC011",
        "column 'a' is partitions.overrides[0].columns[0] already",
    ),
    (
        "a key among an override's columns",
        override(columns=[{"name": "dt", "type": "date"}]),
        "SPEC014",
        "overrides[0].columns[0].name: 'dt' is a partition key",
    ),
    (
        "an override's reserved format",
        override(storage={"format": "iceberg"}),
        "SPEC020",
        "partitions.overrides[0].storage.format: 'iceberg' tables are not supported yet",
    ),
    (
        "an override's compression",
        override(storage={"format": "csv", "compression": "deflate"}),
        "SPEC020",
        "'deflate' found, csv files know",
    ),
    (
        "an override's compression of the table's format",
        override(storage={"compression": "bzip2"}),
        "SPEC020",
        "'bzip2' found, parquet files know",
    ),
    ("an override's options", override(storage={"options": {"delimiter": ";"}}), "SPEC020", "only csv has"),
    (
        "an override's header",
        override(storage={"format": "csv", "options": {"header": True}}),
        "SPEC020",
        "overrides[0].storage.options.header: header found",
    ),
    (
        "our prefix in an override",
        override(parameters={"catalog.stack": "x"}),
        "SPEC023",
        "partitions.overrides[0].parameters.catalog.stack: the parameter",
    ),
    ("a long value in an override", override(parameters={"k": "x" * 512_001}), "SPEC018", "512,001"),
    ("wrong folder", table(database="other"), "SPEC005", "folder of 'sales'"),
    ("wrong file", table(name="order"), "SPEC005", "orders.yaml"),
    ("wrong kind", table(kind="Database"), "SPEC005", "kind Database found"),
]


@pytest.mark.parametrize(("changed", "code", "reason"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_broken_table_is_an_error_with_code_and_line(
    changed: dict[str, Any], code: str, reason: str, tmp_path: Path
) -> None:
    root = write_project(tmp_path, {"orders": changed})
    found = findings_of(root)
    assert [f.code for f in found] == [code]
    assert found[0].severity is Severity.ERROR
    assert reason in found[0].message
    assert found[0].file.endswith("sales/orders.yaml")
    assert found[0].line >= 1


FIRST = "- {name: a, type: int}\n"
KEY = FIRST + "partitions: {keys: [{name: k, type: int}], "
MESSAGES: list[tuple[str, str, str]] = [
    (
        "a type that a comma cuts",
        "- {name: a, type: decimal(17,4)}",
        "is the rest of a value",
    ),
    ("how to write it", "- {name: a, type: decimal(17,4)}", 'in quotes, as in {type: "decimal(17,4)"}'),
    (
        "a nested type that a comma cuts",
        "- {name: a, type: map<int,int>}",
        "'int>' in columns[0] is",
    ),
    (
        "an empty value",
        "- name: a\n  type:",
        "nothing found, text expected. Write a value,",
    ),
    ("a number as a name", "- {name: 2024, type: int}", "2024 found, text expected. Put it in quotes."),
    ("a column that is text", "- a", "'a' found, a mapping expected. Write its keys: name and type."),
    ("a mapping of columns", "  a: int", "a mapping found, a list expected. Begin each entry with a dash."),
    ("kinds", FIRST + "parameters: {a: [b]}", "a list found, text, a number or true or false expected."),
    (
        "an index that is no list",
        KEY + "indexes: [k]}",
        "indexes[0]: 'k' found, a list or a mapping",
    ),
    (
        "an empty partition value",
        KEY + "values: [[1], ['']]}",
        "values[1]: '' as a value of k: 0 characters",
    ),
    ("a row that is too long", KEY + "values: [[1], [2, 3]]}", "values[1]: ['2', '3'] has 2 value(s) for 1"),
    (
        "a row that appears twice",
        KEY + "values: [1, 2, 1]}",
        "values[2]: partition 1 appears twice (see values[0])",
    ),
    (
        "a delimiter of two characters",
        FIRST + "storage: {format: csv, location: 's3://l/', options: {delimiter: '||'}}",
        "'||' found, one character expected.",
    ),
]


@pytest.mark.parametrize(("lines", "said"), [m[1:] for m in MESSAGES], ids=[m[0] for m in MESSAGES])
def test_a_message_says_in_yaml_terms_what_stands_there_and_what_to_write(
    lines: str, said: str, tmp_path: Path
) -> None:
    spec = f"kind: Table\ndatabase: sales\nname: orders\ncolumns:\n{lines}\n"
    found = findings_of(write_project(tmp_path, {"orders": spec}))
    assert said in "\n".join(f.render() for f in found)


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("the example", TABLE),
    ("all of it", table(manage="all")),
    ("context", context()),
    (
        "context of columns",
        context(columns=[{"name": "a", "label": "A", "key": True}, {"name": "b", "type": "int"}]),
    ),
    (
        "a hierarchy of columns that are not listed",
        context(hierarchies=[{"name": "h", "parent": "p", "child": "c"}]),
    ),
    ("parameters of others", context(parameters={"note": "x"}, description="")),
    ("a union", column(type="array<uniontype<int,struct<a:string>>>")),
    ("a field called comment", column(type="struct<comment:string>")),
    ("a comment of 255", column(comment="x" * 255)),
    ("a long label with a short comment", column(label="x\n" * 300, comment="short")),
    ("a description of 2048", table(description="x" * 2048)),
    ("three indexes", partitions(indexes=INDEXES[:3])),
    ("a named index", partitions(indexes=[{"name": "by_day", "keys": ["dt"]}])),
    ("a product of values", partitions(values={"dt": ["2026-01-01"], "contributor": ["c1", "c2"]})),
    (
        "an index on each type that Glue indexes",
        partitions(
            keys=[{"name": f"k{n}", "type": t} for n, t in enumerate(INDEXABLE)],
            indexes=[[f"k{n}" for n, _ in enumerate(INDEXABLE)]],
        ),
    ),
    (
        "an override of everything",
        override(
            columns=[{"name": "a", "type": "int"}],
            storage={"format": "csv", "options": {"delimiter": ";"}},
            parameters={"note": "x"},
            location="old/{dt}/{contributor}",
        ),
    ),
    ("an override of a SerDe's parameters", override(storage={"serde_parameters": {"a": 1}})),
    ("csv with options", storage(format="csv", options={"delimiter": ";", "header": True})),
    (
        "a relationship where a column has a value",
        table(
            relationships=[
                {
                    "name": "r",
                    "to": "sales.orders",
                    "where": [{"column": "amount", "of": "target", "value": 1}],
                }
            ]
        ),
    ),
    ("a path to a field", placed(column="place.city")),
    ("a path to a field of this table", placed(column="place.deep.x", of="source")),
    (
        "a join by fields",
        table(
            columns=PLACE,
            partitions=None,
            relationships=[{"name": "r.s", "to": "sales.orders", "on": {"place.city": "place.deep.x"}}],
        ),
    ),
    (
        "a currency through a relationship",
        table(
            columns=[{"name": "a", "type": "int", "currency": "r.s.place.city"}, *PLACE],
            partitions=None,
            relationships=[{"name": "r.s", "to": "sales.orders", "on": {"a": "a"}}],
        ),
    ),
    (
        "fixed currency and unit, a range and a reference",
        column(currency_value="EUR", unit_value="kg", value_range={"minimum": 1}, references={"x": "a"}),
    ),
    ("a column with a text association", column(text_association="r")),
    ("a literal ${", table(description="costs $${x}")),
    ("sql of the source", table(source={"sql": "select '${x}'"})),
    ("a value of 512000", table(parameters={"k": "x" * 512_000})),
    ("business context of any length", table(business={"tags": {"a": "x" * 600_000}})),
    ("a column of any length", column(description="x" * 600_000)),
]


@pytest.mark.parametrize("changed", [c[1] for c in GOOD], ids=[c[0] for c in GOOD])
def test_the_neighbour_that_fits_is_fine(changed: dict[str, Any], tmp_path: Path) -> None:
    assert findings_of(write_project(tmp_path, {"orders": changed})) == []


WARNINGS: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown column of the target", related(column="b"), "SPEC022", "'b' is no column of sales.orders"),
    ("unknown column here", related(column="b", of="source"), "SPEC022", "'b' is no column of sales.orders"),
    (
        "an override's compression",
        override(storage={"format": "orc", "compression": "zlib"}),
        "SPEC031",
        "which Glue holds for tables only",
    ),
    (
        "null in an index",
        partitions(values=[["2026-01-01", "c"], [None, "c"]], indexes=[["contributor", "dt"]]),
        "SPEC030",
        "partitions.indexes[0]: null (__HIVE_DEFAULT_PARTITION__) is among the values of dt",
    ),
    (
        "null of a product in an index",
        partitions(
            values={"dt": ["2026-01-01", None], "contributor": [None, "c"]}, indexes=[["contributor", "dt"]]
        ),
        "SPEC030",
        "among the values of dt",
    ),
    (
        "a dot in a struct's field",
        column(type="struct<a:int,net.amount:int>"),
        "SPEC029",
        "a dot in the name of the struct field net.amount",
    ),
    ("unknown table", table(relationships=[{"name": "r", "to": "sales.custmers"}]), "SPEC017", "no table"),
    (
        "unknown field here",
        column(type="struct<b:int>", unit="a.c"),
        "SPEC022",
        "'a.c' is no column of sales",
    ),
    ("a path of what is no structure", column(unit="a.b"), "SPEC022", "'a.b' is no column of sales.orders"),
    (
        "unknown field of a target",
        placed(column="place.town"),
        "SPEC022",
        "'place.town' is no column of sales.orders",
    ),
    (
        "unknown column through a relationship",
        table(
            columns=[{"name": "a", "type": "int", "currency": "r.b"}],
            partitions=None,
            relationships=[{"name": "r", "to": "sales.orders", "on": {"a": "a"}}],
        ),
        "SPEC022",
        "'r.b' is no column of sales.orders",
    ),
    (
        "unknown reference",
        column(references={"x": "b"}),
        "SPEC022",
        "columns[0].references.x: 'b' is no column",
    ),
    ("unknown unit", column(measure={"unit": "b"}), "SPEC022", "no column of sales.orders"),
    ("unknown currency", column(currency="b"), "SPEC022", "no column"),
    (
        "unknown parent",
        table(hierarchies=[{"name": "h", "parent": "x", "child": "amount"}]),
        "SPEC022",
        "'x'",
    ),
]


@pytest.mark.parametrize(
    ("changed", "code", "reason"), [c[1:] for c in WARNINGS], ids=[c[0] for c in WARNINGS]
)
def test_what_may_be_meant_but_leads_nowhere_is_a_warning(
    changed: dict[str, Any], code: str, reason: str, tmp_path: Path
) -> None:
    found = findings_of(write_project(tmp_path, {"orders": changed}))
    assert [(f.code, f.severity) for f in found] == [(code, Severity.WARNING)]
    assert reason in found[0].message


def test_a_relationship_to_a_table_of_a_database_that_is_not_selected_is_known(tmp_path: Path) -> None:
    stack = "config: {'catalog:variables': {lake: l}, 'catalog:select': [sales]}\n"
    related = table(relationships=[{"name": "r", "to": "risk.scores"}])
    root = write_project(tmp_path, {"orders": related}, stack=stack)
    write_yaml(root / "catalog_specs" / "risk" / "scores.yaml", "not: [read")
    assert findings_of(root) == []


def test_columns_of_a_table_of_others_may_be_in_glue_alone(tmp_path: Path) -> None:
    """Which columns it has, its spec need not say; a name in a table of our own stays a finding."""
    named = {"on": {"amount": "in_glue_alone"}, "where": [{"column": "also", "of": "target", "value": 1}]}
    ours = table(relationships=[{"name": "r", "to": "sales.visits", **named}])
    back = [{"name": "r", "to": "sales.orders", "on": {"customer": "amount", "country": "nowhere"}}]
    theirs = context(name="visits", columns=[{"name": "customer", "currency": "eur"}], relationships=back)
    found = findings_of(write_project(tmp_path, {"orders": ours, "visits": theirs}))
    assert [(f.code, f.message) for f in found] == [
        ("SPEC022", "relationships[0].on.country: 'nowhere' is no column of sales.orders")
    ]


def test_defaults_of_storage_do_not_reach_a_table_of_others(tmp_path: Path) -> None:
    database = {**DATABASE, "defaults": {"storage": {"format": "orc", "location": "nowhere"}}}
    root = write_project(tmp_path, {"orders": context()}, database)
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    assert catalog.tables[0].data == {**context(), "columns": []}


def test_all_findings_come_at_once_sorted_by_place(tmp_path: Path) -> None:
    broken = table(columns=[{"name": "a", "type": "x1"}, {"name": "a", "type": "x2"}], description="x" * 3000)
    found = findings_of(write_project(tmp_path, {"orders": broken}))
    assert {f.code for f in found} == {"SPEC011", "SPEC012", "SPEC018"}
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_a_fault_in_a_default_is_reported_where_the_default_stands(tmp_path: Path) -> None:
    database = {**DATABASE, "defaults": {"storage": {"compression": "deflate"}}}
    found = findings_of(write_project(tmp_path, database=database))
    assert [(f.code, Path(f.file).name) for f in found] == [("SPEC020", "database.yaml")]
    lines = Path(found[0].file).read_text().splitlines()
    assert "compression" in lines[found[0].line - 1]


def test_two_databases_of_one_physical_name_are_an_error(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    write_yaml(root / "catalog_specs/risk/database.yaml", {**DATABASE, "name": "risk"})
    found = findings_of(root)
    assert [f.code for f in found] == ["SPEC010"]


def test_a_physical_name_that_glue_would_fold_is_an_error(tmp_path: Path) -> None:
    found = findings_of(write_project(tmp_path, database={**DATABASE, "physical_name": "Sales"}))
    assert [f.code for f in found] == ["SPEC018"]


def test_tables_without_a_database_file_are_an_error(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "catalog_specs/sales/database.yaml").unlink()
    assert [f.code for f in findings_of(root)] == ["SPEC005"]
