"""Contributors beside their canonical table: what deviates, what check says, and the query over all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.conformance.comparison import Conformance, Kind, conformances
from catalog.language.conformance.query import query
from catalog.language.findings import Finding, Severity
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import read_settings
from tests.support.specs import STACK, write_project, write_yaml

CANONICAL = [
    {"name": "order_id", "type": "string"},
    {"name": "amount", "type": "decimal(15,2)"},
    {"name": "channel", "type": "string"},
]


def spec(name: str, columns: list[dict[str, Any]], database: str = "sales", **members: Any) -> dict[str, Any]:
    place = {"storage": {"location": f"s3://lake/{database}/{name}/"}}
    return {"kind": "Table", "database": database, "name": name, "columns": columns, **place, **members}


def feed(given: list[dict[str, Any]], name: str = "feed", /, **block: Any) -> dict[str, Any]:
    return spec(name, given, conforms_to={"table": "sales.orders", **block})


def compiled(root: Path, *contributors: dict[str, Any], **canonical: Any) -> tuple[Catalog, list[Finding]]:
    tables = {"orders": spec("orders", CANONICAL, **canonical), **{c["name"]: c for c in contributors}}
    write_project(root, tables)
    return compile_specs(root, read_settings(root, "dev"))


def conforming(root: Path, *contributors: dict[str, Any], **canonical: Any) -> list[Conformance]:
    return conformances(compiled(root, *contributors, **canonical)[0].tables)["sales.orders"]


def test_names_are_mapped_and_columns_left_out_on_purpose(tmp_path: Path) -> None:
    columns = [{"name": "ord_no", "type": "string"}, CANONICAL[1]]
    one = feed(columns, columns={"order_id": "ord_no"}, missing=["channel"])
    catalog, findings = compiled(tmp_path, one)
    assert findings == []
    (found,) = conformances(catalog.tables)["sales.orders"]
    assert [(p.column, p.own, p.kind) for p in found.pairs] == [
        ("order_id", "ord_no", Kind.SAME),
        ("amount", "amount", Kind.SAME),
        ("channel", "", Kind.LEFT_OUT),
    ]
    assert found.works
    assert not found.may_fail
    assert query([found]) == (
        'SELECT\n  "ord_no" AS "order_id",\n  "amount" AS "amount",\n  CAST(NULL AS varchar) AS "channel"\n'
        'FROM "sales_dev"."feed"'
    )


@pytest.mark.parametrize(
    ("own", "wanted", "kind"),
    [
        ("string", "STRING ", Kind.SAME),
        ("decimal(10,2)", "decimal(15,2)", Kind.CAST),
        ("int", "bigint", Kind.CAST),
        ("int", "string", Kind.CAST),
        ("date", "timestamp", Kind.CAST),
        ("array<int>", "array<bigint>", Kind.CAST),
        ("struct<a:int,b:string>", "struct<a:bigint,b:string>", Kind.CAST),
        ("map<string,int>", "map<string,bigint>", Kind.CAST),
        ("bigint", "int", Kind.LOSSY),
        ("string", "decimal(15,2)", Kind.LOSSY),
        ("string", "date", Kind.LOSSY),
        ("timestamp", "date", Kind.LOSSY),
        ("varchar(20)", "varchar(10)", Kind.LOSSY),
        ("date", "int", Kind.NO_CAST),
        ("binary", "string", Kind.NO_CAST),
        ("string", "array<string>", Kind.NO_CAST),
        ("struct<a:int>", "map<string,int>", Kind.NO_CAST),
        ("struct<a:int,b:int>", "struct<b:int,a:int>", Kind.NO_CAST),
        ("struct<a:int>", "struct<a:int,b:int>", Kind.NO_CAST),
        ("uniontype<int>", "uniontype<bigint>", Kind.NO_CAST),
        ("array<" * 2000 + "int" + ">" * 2000, "array<" * 2000 + "bigint" + ">" * 2000, Kind.CAST),
    ],
)
def test_types_that_differ_are_cast_where_athena_can(
    tmp_path: Path, own: str, wanted: str, kind: Kind
) -> None:
    columns = [{"name": "a", "type": wanted}]
    write_project(tmp_path, {"orders": spec("orders", columns), "feed": feed([{"name": "a", "type": own}])})
    catalog, findings = compile_specs(tmp_path, read_settings(tmp_path, "dev"))
    (found,) = conformances(catalog.tables)["sales.orders"]
    assert found.pairs[0].kind is kind
    told = {Kind.SAME: [], Kind.CAST: ["SPEC048"]}.get(kind, ["SPEC047"])
    assert [(f.code, f.path) for f in findings] == [(code, ("columns", 0, "type")) for code in told]
    assert ("CAST" in query([found])) is (kind in (Kind.CAST, Kind.LOSSY))
    assert found.works is (kind is not Kind.NO_CAST)
    assert found.may_fail is (kind is Kind.LOSSY)


def test_types_are_spelled_as_athenas_sql_has_them(tmp_path: Path) -> None:
    wanted = "struct<a:int,b:array<float>,c:map<string,binary>,d:char(2)>"
    own = wanted.replace("int", "smallint")
    write_project(
        tmp_path,
        {
            "orders": spec("orders", [{"name": "x", "type": wanted}]),
            "feed": feed([{"name": "x", "type": own}]),
        },
    )
    catalog, _ = compile_specs(tmp_path, read_settings(tmp_path, "dev"))
    text = query(conformances(catalog.tables)["sales.orders"])
    spelled = 'row("a" integer, "b" array(real), "c" map(varchar, varbinary), "d" char(2))'
    assert f'CAST("x" AS {spelled}) AS "x"' in text


def test_a_table_over_which_the_query_fails_is_left_out_of_it_and_named(tmp_path: Path) -> None:
    good = feed(CANONICAL, "good")
    bad = feed([{"name": "order_id", "type": "string"}, {"name": "amount", "type": "date"}], "bad")
    found = conforming(tmp_path, good, bad)
    text = query(found)
    left_out = "-- sales.bad is left out: amount (not to be cast), channel (missing)"
    assert text.splitlines()[0] == left_out
    assert "UNION ALL" not in text
    assert 'FROM "sales_dev"."good"' in text
    assert query([c for c in found if not c.works]) == left_out


def test_all_contributors_are_one_union(tmp_path: Path) -> None:
    found = conforming(tmp_path, feed(CANONICAL, "a"), feed(CANONICAL, "b"), feed(CANONICAL, "c"))
    assert query(found).count("\nUNION ALL\n") == 2


def test_partition_keys_are_columns_of_both(tmp_path: Path) -> None:
    keys = {"partitions": {"keys": [{"name": "dt", "type": "date"}]}}
    one = {**feed([*CANONICAL, {"name": "dt", "type": "date"}], "a")}
    two = {**feed(CANONICAL, "b"), "partitions": {"keys": [{"name": "dt", "type": "string"}]}}
    catalog, findings = compiled(tmp_path, one, two, **keys)
    assert [(f.code, f.path) for f in findings] == [("SPEC047", ("partitions", "keys", 0, "type"))]
    assert [c.deviations[0].column for c in conformances(catalog.tables)["sales.orders"] if c.deviations] == [
        "dt"
    ]


def test_other_columns_are_told_once_a_table(tmp_path: Path) -> None:
    more = [{"name": f"own_{i}", "type": "string"} for i in range(20)]
    (found,) = compiled(tmp_path, feed([*CANONICAL, *more]))[1]
    assert (found.code, found.severity) == ("SPEC048", Severity.INFO)
    assert "own_0, own_1" in found.message
    assert "and 10 more are no columns of sales.orders" in found.message


@pytest.mark.parametrize(
    ("block", "code", "says"),
    [
        ({"columns": {"order_no": "order_id"}}, "SPEC046", "'order_no' is no column of sales.orders"),
        ({"columns": {"channel": "chanel"}}, "SPEC046", "'chanel' is no column of sales.feed"),
        (
            {"missing": ["chanel"]},
            "SPEC046",
            "'chanel' is no column of sales.orders (did you mean 'channel'?)",
        ),
        (
            {"columns": {"channel": "way"}, "missing": ["channel"]},
            "SPEC046",
            "'channel' has a column here and is listed as missing",
        ),
    ],
)
def test_a_name_that_there_is_not_is_an_error(
    tmp_path: Path, block: dict[str, Any], code: str, says: str
) -> None:
    columns = [*CANONICAL[:2], {"name": "way", "type": "string"}]
    findings = compiled(tmp_path, feed(columns, **block))[1]
    (wrong,) = [f for f in findings if f.severity is Severity.ERROR]
    assert (wrong.code, says in wrong.message) == (code, True)
    if block.get("columns", {}).get("channel") == "chanel":
        assert "SPEC047" not in {f.code for f in findings}, "the wrong name is the reason, and told already"


def test_a_column_that_is_neither_there_nor_left_out_is_a_warning(tmp_path: Path) -> None:
    (found,) = compiled(tmp_path, feed(CANONICAL[:2]))[1]
    assert (found.code, found.severity) == ("SPEC047", Severity.WARNING)
    assert "'channel' of sales.orders is missing" in found.message


def test_what_is_listed_as_missing_and_is_there_is_told(tmp_path: Path) -> None:
    (found,) = compiled(tmp_path, feed(CANONICAL, missing=["channel"]))[1]
    assert (found.code, found.path) == ("SPEC048", ("conforms_to", "missing", 0))


def test_a_table_of_another_tool_may_have_more_columns_than_its_spec(tmp_path: Path) -> None:
    other = {"kind": "Table", "database": "sales", "name": "feed", "manage": "context"}
    other |= {"columns": [{"name": "order_id"}], "conforms_to": {"table": "sales.orders"}}
    catalog, findings = compiled(tmp_path, other)
    assert findings == []
    (found,) = conformances(catalog.tables)["sales.orders"]
    assert {p.kind for p in found.pairs} == {Kind.UNKNOWN}
    assert 'CAST("amount" AS decimal(15,2)) AS "amount"' in query([found])


def test_the_canonical_table_may_be_another_stacks(tmp_path: Path) -> None:
    write_project(tmp_path, {"feed": feed(CANONICAL[:2])}, stack=STACK + "  catalog:select: [sales]\n")
    feed_file = tmp_path / "catalog_specs" / "sales" / "feed.yaml"
    write_yaml(feed_file, {**feed(CANONICAL[:2]), "conforms_to": {"table": "etr.orders"}})
    write_yaml(tmp_path / "catalog_specs" / "etr" / "database.yaml", {"kind": "Database", "name": "etr"})
    file = tmp_path / "catalog_specs" / "etr" / "orders.yaml"
    write_yaml(file, spec("orders", CANONICAL, "etr"))
    settings = read_settings(tmp_path, "dev")
    assert [f.code for f in compile_specs(tmp_path, settings)[1]] == ["SPEC047"]
    for text in ("columns: [", "columns: [a]", "columns: {}", "- a", "\0", ""):
        file.write_text(text, "utf-8")
        assert [f.code for f in compile_specs(tmp_path, settings)[1]] in (["SPEC046"], ["SPEC048"]), text
