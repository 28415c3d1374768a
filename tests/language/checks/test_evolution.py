"""Specs that speak of change, held against the rules as `catalog check` does: code, place, words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding, Severity, exit_status
from catalog.language.specs.resolver import Catalog
from catalog.language.stacks.settings import read_settings
from tests.support.specs import DATABASE, STACK, context, table, write_project, write_yaml

DATED = STACK + '  catalog:date: "2026-11-30"\n'
LATER = {"reason": "Agreed", "until": "2027-01-31"}
ENTRY = {"code": "CHG201", "column": "amount", "from": "int", "to": "bigint", **LATER}
COLUMN = {"name": "amount", "type": "int"}


def compiled(
    root: Path,
    tables: dict[str, Any] | None = None,
    database: dict[str, Any] | None = None,
    catalog: dict[str, Any] | None = None,
    others: dict[str, Any] | None = None,
) -> tuple[Catalog, list[Finding]]:
    write_project(root, tables, database and {**DATABASE, **database}, DATED)
    if catalog is not None:
        write_yaml(root / "catalog_specs" / "catalog.yaml", {"kind": "Catalog", **catalog})
    for name, data in (others or {}).items():
        write_yaml(root / "catalog_specs" / f"{name}.yaml", data)
    return compile_specs(root, read_settings(root, "dev"))


def orders(**members: Any) -> dict[str, Any]:
    return {"orders": table(partitions=None, **members)}


def columns(*members: dict[str, Any]) -> dict[str, Any]:
    return orders(columns=[{"name": "order_id", "type": "string"}, *({**COLUMN, **m} for m in members)])


TABLES: list[tuple[str, dict[str, Any], str, str]] = [
    ("readers twice", orders(readers=["athena", "athena"]), "SPEC002", "'athena' stands there twice"),
    ("no readers", orders(readers=[]), "SPEC002", "the list is empty"),
    ("an unknown reader", orders(readers=["spark"]), "SPEC002", "one of athena, spark-3.5"),
    ("no reason", orders(changes={"accept": [{**ENTRY, "reason": None}]}), "SPEC002", "nothing found"),
    ("an empty deprecation", orders(deprecated={}), "SPEC002", "at least one key"),
    ("removed in a table", orders(removed=[]), "SPEC003", "unknown key 'removed'"),
    (
        "a past acceptance",
        orders(changes={"accept": [{**ENTRY, "until": "2026-11-29"}]}),
        "SPEC040",
        "is past",
    ),
    ("a column that is there", columns({"renamed_from": "order_id"}), "SPEC043", "still a column"),
    ("the column itself", columns({"renamed_from": "amount"}), "SPEC043", "own name"),
    (
        "two of one column",
        columns({"renamed_from": "net"}, {"name": "total", "renamed_from": "net"}),
        "SPEC043",
        "where column 'amount' comes from",
    ),
    ("a table without a database", orders(renamed_from="order"), "SPEC043", "<database>.<table> expected"),
    ("the table itself", orders(renamed_from="sales.orders"), "SPEC043", "own name"),
    ("a past deprecation", orders(deprecated={"until": "2026-11-29"}), "SPEC044", "sales.orders was to be"),
    ("a past column", columns({"deprecated": {"until": "2026-11-29"}}), "SPEC044", "column amount of"),
    ("no day", orders(deprecated={"since": "March"}), "SPEC039", "'March' is no day"),
    (
        "an end before the beginning",
        orders(deprecated={"since": "2027-02-01", "until": "2027-01-31"}),
        "SPEC039",
        "ends before it begins",
    ),
    ("no such table", orders(deprecated={"replaced_by": "sales.ordrs"}), "SPEC045", "no table 'sales.ordrs'"),
    ("itself", orders(deprecated={"replaced_by": "sales.orders"}), "SPEC045", "the table itself"),
    (
        "no such column",
        columns({"deprecated": {"replaced_by": "amnt"}}),
        "SPEC045",
        "no column of sales.orders",
    ),
    (
        "no column elsewhere",
        columns({"deprecated": {"replaced_by": "sales.orders.x"}}),
        "SPEC045",
        "'x' is no column",
    ),
    ("the column itself", columns({"deprecated": {"replaced_by": "amount"}}), "SPEC045", "the column itself"),
    ("no canonical table", orders(conforms_to={"table": "sales.ordrs"}), "SPEC046", "no table 'sales.ordrs'"),
    ("its own canonical table", orders(conforms_to={"table": "sales.orders"}), "SPEC046", "the table itself"),
]


@pytest.mark.parametrize(("tables", "code", "says"), [pytest.param(*rest, id=name) for name, *rest in TABLES])
def test_what_is_wrong_in_a_table(tmp_path: Path, tables: dict[str, Any], code: str, says: str) -> None:
    _, findings = compiled(tmp_path, tables)
    assert [(f.code, says in f.message, f.file.endswith("orders.yaml")) for f in findings] == [
        (code, True, True)
    ]


GOOD = {
    "an acceptance": orders(changes={"accept": [ENTRY]}),
    "readers": orders(readers=["spark-4.0", "trino"]),
    "a renamed column": columns({"renamed_from": "net"}),
    "a renamed table": orders(renamed_from="old_sales.order"),
    "a deprecation without an end": orders(deprecated={"since": "2026-01-01", "reason": "Too coarse"}),
    "a deprecation that lasts today": orders(deprecated={"until": "2026-11-30"}),
    "a replacing column": columns({"deprecated": {"replaced_by": "order_id"}}),
    "a replacing column by its whole name": columns({"deprecated": {"replaced_by": "sales.orders.order_id"}}),
    "a column of others": {
        "orders": context(columns=[{"name": "a", "deprecated": {"replaced_by": "b"}}]),
    },
}


@pytest.mark.parametrize("tables", [pytest.param(v, id=k) for k, v in GOOD.items()])
def test_what_is_fine_in_a_table(tmp_path: Path, tables: dict[str, Any]) -> None:
    assert compiled(tmp_path, tables)[1] == []


def test_what_is_past_is_told_and_stops_nothing_under_strict(tmp_path: Path) -> None:
    past = {"reason": "Agreed", "until": "2026-11-29"}
    _, findings = compiled(
        tmp_path,
        orders(changes={"accept": [{**ENTRY, **past}]}),
        {"removed": [{"table": "sales.old", **past}]},
        {"removed": [{"database": "old", **past}]},
    )
    assert [(f.code, f.severity) for f in findings] == [("SPEC040", Severity.INFO)] * 3
    assert all("Remove the entry" in f.remedy for f in findings)
    assert exit_status(findings, strict=True) == 0


def other(name: str = "orders", **members: Any) -> dict[str, Any]:
    return {**table(partitions=None, **members), "database": "shop", "name": name}


REMOVALS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "declared",
        {"database": {"removed": [{"table": "sales.orders", **LATER}]}},
        "SPEC041",
        "sales/orders.yaml",
    ),
    (
        "of another database",
        {"database": {"removed": [{"table": "shop.old", **LATER}]}},
        "SPEC042",
        "database sales",
    ),
    ("no database", {"database": {"removed": [{"table": "old", **LATER}]}}, "SPEC042", "<database>.<table>"),
    ("no name", {"database": {"removed": [{"table": "sales.*", **LATER}]}}, "SPEC042", "a-z, 0-9 and _"),
    (
        "twice",
        {"database": {"removed": [{"table": "sales.old", **LATER}] * 2}},
        "SPEC042",
        "removed[0] already",
    ),
    (
        "no day",
        {"database": {"removed": [{"table": "sales.old", **LATER, "until": "x"}]}},
        "SPEC039",
        "no day",
    ),
    (
        "no reason",
        {"database": {"removed": [{"table": "sales.old", "until": "2027-01-31"}]}},
        "SPEC002",
        "'reason'",
    ),
    (
        "declared",
        {"catalog": {"removed": [{"database": "sales", **LATER}]}},
        "SPEC041",
        "sales/database.yaml",
    ),
    (
        "a table",
        {"catalog": {"removed": [{"database": "sales.old", **LATER}]}},
        "SPEC042",
        "no name of a database",
    ),
    (
        "no column",
        {"catalog": {"removed": [{"table": "sales.old", **LATER}]}},
        "SPEC003",
        "unknown key 'table'",
    ),
    (
        "a default",
        {"catalog": {"defaults": {"changes": {"accept": [ENTRY]}}}},
        "SPEC003",
        "unknown key 'accept'",
    ),
    (
        "a default",
        {"database": {"defaults": {"changes": {"accept": [ENTRY]}}}},
        "SPEC003",
        "unknown key 'accept'",
    ),
    ("readers above", {"catalog": {"readers": ["athena"]}}, "SPEC003", "unknown key 'readers'"),
]


@pytest.mark.parametrize(
    ("files", "code", "says"), [pytest.param(*rest, id=name) for name, *rest in REMOVALS]
)
def test_what_is_wrong_above_tables(tmp_path: Path, files: dict[str, Any], code: str, says: str) -> None:
    findings = compiled(tmp_path, **files)[1]
    assert code in {f.code for f in findings}
    (found,) = [f for f in findings if f.code == code]
    assert says in found.message
    assert found.file.endswith("catalog.yaml" if "catalog" in files else "database.yaml")
    assert found.line > 1


def test_the_line_of_a_removal_is_that_of_the_object_that_it_names(tmp_path: Path) -> None:
    removed = [{"table": "sales.old", **LATER}, {"table": "sales.orders", **LATER}]
    (found,) = compiled(tmp_path, None, {"removed": removed})[1]
    lines = Path(found.file).read_text("utf-8").splitlines()
    assert lines[found.line - 1] == "- table: sales.orders"


def test_what_another_stack_declares_is_not_gone(tmp_path: Path) -> None:
    others = {"shop/database": {"kind": "Database", "name": "shop"}, "shop/orders": other()}
    write_project(tmp_path, orders(renamed_from="shop.orders"), stack=DATED + "  catalog:select: [sales]\n")
    write_yaml(
        tmp_path / "catalog_specs" / "catalog.yaml",
        {"kind": "Catalog", "removed": [{"database": "shop", **LATER}]},
    )
    for name, data in others.items():
        write_yaml(tmp_path / "catalog_specs" / f"{name}.yaml", data)
    findings = compile_specs(tmp_path, read_settings(tmp_path, "dev"))[1]
    assert sorted(f.code for f in findings) == ["SPEC041", "SPEC043"]


def test_two_tables_were_not_one(tmp_path: Path) -> None:
    former = "old.orders"
    tables = {
        n: table(name=n, partitions=None, renamed_from=former, storage={"location": f"s3://l/{n}/"})
        for n in "ab"
    }
    (found,) = compiled(tmp_path, tables)[1]
    assert (found.code, found.file.rpartition("/")[2]) == ("SPEC043", "b.yaml")
    assert "sales.a comes from" in found.message


def test_readers_and_breaking_are_layered_and_an_inner_list_replaces_the_outer(tmp_path: Path) -> None:
    catalog, findings = compiled(
        tmp_path,
        {
            "a": table(
                name="a", readers=["trino"], changes={"accept": [ENTRY]}, storage={"location": "s3://l/a/"}
            ),
            "b": table(name="b", changes={"breaking": "allow"}, storage={"location": "s3://l/b/"}),
        },
        {"defaults": {"changes": {"breaking": "warn"}, "readers": ["redshift", "athena"]}},
        {"defaults": {"changes": {"breaking": "error"}, "readers": ["athena"]}},
        {
            "shop/database": {"kind": "Database", "name": "shop"},
            "shop/c": other("c", storage={"location": "s3://l/c/"}),
        },
    )
    assert findings == []
    assert {t.name: (t.data["readers"], t.data["changes"]) for t in catalog.tables} == {
        "a": (["trino"], {"breaking": "warn", "accept": [ENTRY]}),
        "b": (["redshift", "athena"], {"breaking": "allow"}),
        "c": (["athena"], {"breaking": "error"}),
    }


def test_no_default_accepts_a_change_of_every_table(tmp_path: Path) -> None:
    catalog, _ = compiled(tmp_path, None, {"defaults": {"changes": {"breaking": "warn", "accept": [ENTRY]}}})
    assert catalog.tables[0].data["changes"] == {"breaking": "warn"}


def test_what_is_removed_stands_in_the_resolved_specs(tmp_path: Path) -> None:
    gone = [{"table": "sales.old", **LATER}]
    catalog, _ = compiled(tmp_path, None, {"removed": gone}, {"removed": [{"database": "old", **LATER}]})
    assert catalog.databases[0].data["removed"] == gone
    assert catalog.document is not None
    assert catalog.document.data["removed"] == [{"database": "old", **LATER}]
