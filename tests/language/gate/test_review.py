"""What was applied and what is declared in, breaks that nobody accepted out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.language.gate.base import Held
from catalog.language.glue.kinds import CATALOG_TABLE
from tests.support.specs import DATABASE, TABLE, table

from .stacks import CSV, codes, declared, judged

UNTIL = {"reason": "agreed", "until": "2026-12-31"}
KEYS = TABLE["partitions"]["keys"]
NUMBER = count()


def orders(**changed: Any) -> dict[str, Any]:
    """A CSV table with one column of a type, without partitions."""
    return {"orders": table(**{"storage": CSV, "partitions": None, **changed})}


def amount(kind: str, *entries: dict[str, Any], name: str = "amount", **more: Any) -> dict[str, Any]:
    """Its spec where the second column is of this type, with accepted breaks."""
    columns = [{"name": "id", "type": "string"}, {"name": name, "type": kind, **more}]
    changes = {"changes": {"accept": [{**e, **UNTIL} for e in entries]}} if entries else {}
    return orders(columns=columns, **changes)


def step(code: str, old: str, new: str) -> dict[str, Any]:
    """An entry about the type of the column."""
    return {"code": code, "column": "amount", "from": old, "to": new}


def test_nothing_changed_says_nothing(tmp_path: Path) -> None:
    one = declared(tmp_path / "a", amount("int"))
    assert codes(judged(one, declared(tmp_path / "b", amount("int")))) == []


def test_a_break_has_place_object_change_reason_and_what_to_type(tmp_path: Path) -> None:
    found = judged(declared(tmp_path / "a", amount("int")), declared(tmp_path / "b", amount("tinyint")))
    (line,) = [f.render() for f in found.findings]
    assert "sales/orders.yaml:10: CHG203 error: sales.orders: ~ column amount: int -> tinyint" in line
    assert "Spark 3.5: " in line
    entry = "{code: CHG203, column: amount, from: int, to: tinyint}"
    assert f"; to accept it: catalog accept 'sales.orders {entry}' --reason TEXT" in line


def test_what_accepts_another_location_holds_in_every_stack(tmp_path: Path) -> None:
    before, after = (
        orders(storage={**CSV, "location": f"s3://${{lake}}/{folder}/"}) for folder in ("old", "new")
    )
    found = judged(declared(tmp_path / "a", before), declared(tmp_path / "b", after))
    (line,) = [f.render() for f in found.findings]
    entry = 'code: CHG505, from: "s3://${lake}/old/", to: "s3://${lake}/new/"'
    assert entry in line
    accepted = {"code": "CHG505", "from": "s3://${lake}/old/", "to": "s3://${lake}/new/", **UNTIL}
    agreed = declared(tmp_path / "c", {"orders": after["orders"] | {"changes": {"accept": [accepted]}}})
    assert codes(judged(declared(tmp_path / "d", before), agreed)) == []


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([step("CHG203", "int", "tinyint")], id="the transition itself"),
        pytest.param(
            [step("CHG203", "int", "smallint"), step("CHG203", "smallint", "tinyint")], id="two steps"
        ),
        pytest.param(
            [{"code": "CHG101", "column": "amount", "from": "int"}],
            id="dropped, then added with another type",
        ),
        pytest.param([step("CHG203", "bigint", "tinyint")], id="a step that breaks nobody comes first"),
    ],
)
def test_what_was_accepted_passes(tmp_path: Path, entries: list[dict[str, Any]]) -> None:
    now = declared(tmp_path / "b", amount("tinyint", *entries))
    assert codes(judged(declared(tmp_path / "a", amount("int")), now)) == []


@pytest.mark.parametrize(
    "entry",
    [
        step("CHG203", "int", "smallint"),
        step("CHG203", "tinyint", "int"),
        {**step("CHG203", "int", "tinyint"), "column": "id"},
        {"code": "CHG101", "column": "id", "from": "string"},
        {"code": "CHG505", "from": "s3://a/", "to": "s3://b/"},
    ],
)
def test_entries_about_something_else_change_nothing(tmp_path: Path, entry: dict[str, Any]) -> None:
    now = declared(tmp_path / "b", amount("tinyint", entry))
    assert codes(judged(declared(tmp_path / "a", amount("int")), now)) == [("error", "CHG203")]


def test_an_entry_counts_until_its_last_day(tmp_path: Path) -> None:
    now = declared(tmp_path / "b", amount("tinyint", step("CHG203", "int", "tinyint")))
    before = declared(tmp_path / "a", amount("int"))
    assert codes(judged(before, now, day=date(2026, 12, 31))) == []
    late = judged(before, now, day=date(2027, 1, 1))
    assert codes(late) == [("error", "CHG203")]
    assert "its acceptance was good until 2026-12-31" in late.findings[0].render()


def test_a_rename_in_one_run_and_a_type_in_the_next_come_at_once(tmp_path: Path) -> None:
    rename = {"code": "CHG102", "from": "amount", "to": "total"}
    narrowed = {**step("CHG203", "int", "tinyint"), "column": "total"}
    before = declared(tmp_path / "a", amount("int"))
    now = amount("tinyint", rename, narrowed, name="total", renamed_from="amount")
    assert codes(judged(before, declared(tmp_path / "b", now))) == []
    half = amount("tinyint", rename, name="total", renamed_from="amount")
    assert codes(judged(before, declared(tmp_path / "c", half))) == [("error", "CHG203")]


def test_a_field_of_a_structure_has_its_own_entry(tmp_path: Path) -> None:
    before = declared(tmp_path / "a", amount("struct<zip:string,city:string>"))
    entry = {"code": "CHG303", "column": "amount.zip", "from": "string"}
    now = declared(tmp_path / "b", amount("struct<city:string>", entry))
    assert codes(judged(before, declared(tmp_path / "c", amount("struct<city:string>")))) == [
        ("error", "CHG303")
    ]
    assert codes(judged(before, now)) == []


def test_partitions_that_went_in_several_runs_are_accepted_together(tmp_path: Path) -> None:
    def spec(first: str, *gone: tuple[str, str]) -> dict[str, Any]:
        values = {"dt": {"from": first, "to": "2026-01-09"}, "contributor": "c1"}
        entries = [
            {"code": "CHG421", "values": {"dt": {"from": a, "to": b}, "contributor": "c1"}, **UNTIL}
            for a, b in gone
        ]
        changes = {"accept": entries} if entries else None
        return orders(partitions={"keys": KEYS, "values": values}, changes=changes)

    before = declared(tmp_path / "a", spec("2026-01-01"))
    both = ("2026-01-01", "2026-01-02"), ("2026-01-03", "2026-01-04")
    assert codes(judged(before, declared(tmp_path / "b", spec("2026-01-05", *both)))) == []
    assert codes(judged(before, declared(tmp_path / "c", spec("2026-01-05", both[1])))) == [
        ("error", "CHG421")
    ]


def test_a_window_that_moves_on_with_the_day_breaks_nothing_but_a_narrower_one_does(tmp_path: Path) -> None:
    def spec(first: str) -> dict[str, Any]:
        values = {"dt": {"from": first, "to": "today"}, "contributor": "c1"}
        return orders(partitions={"keys": KEYS, "values": values})

    later = date(2026, 7, 5)
    before = declared(tmp_path / "a", spec("today-30d"))
    moved = declared(tmp_path / "b", spec("today-30d"), day=later)
    assert codes(judged(before, moved, day=later)) == []
    narrower = declared(tmp_path / "c", spec("today-10d"), day=later)
    assert codes(judged(before, narrower, day=later)) == [("error", "CHG421")]


@pytest.mark.parametrize(
    "disarmed",
    [
        {"changes": {"breaking": "allow"}},
        {"changes": {"breaking": "warn"}},
        {"readers": ["hive"]},
    ],
)
def test_a_pull_request_does_not_disarm_its_own_gate(tmp_path: Path, disarmed: dict[str, Any]) -> None:
    before = declared(tmp_path / "a", amount("int"))
    spec = {"orders": {**amount("tinyint")["orders"], **disarmed}}
    assert codes(judged(before, declared(tmp_path / "b", spec, protect=False))) == [("error", "CHG203")]


def test_without_protection_a_break_is_a_warning_and_with_allow_nothing(tmp_path: Path) -> None:
    before = declared(tmp_path / "a", amount("int"), protect=False)
    now = declared(tmp_path / "b", amount("tinyint"), protect=False)
    assert codes(judged(before, now)) == [("warning", "CHG203")]
    allow = {"breaking": "allow"}
    spec = {k: {"orders": {**amount(k)["orders"], "changes": allow}} for k in ("int", "tinyint")}
    sides = [declared(tmp_path / k, spec[k], protect=False) for k in ("int", "tinyint")]
    assert codes(judged(*sides)) == []


def test_a_dropped_table_is_told_where_removed_belongs_and_passes_with_it(tmp_path: Path) -> None:
    before = declared(tmp_path / "a", {**amount("int"), "old": table(name="old")})
    found = judged(before, declared(tmp_path / "b", amount("int")))
    assert codes(found) == [("error", "CHG601")]
    assert found.findings[0].file.endswith("sales/database.yaml")
    database = {**DATABASE, "removed": [{"table": "sales.old", **UNTIL}]}
    passed = judged(before, declared(tmp_path / "c", amount("int"), database=database))
    assert codes(passed) == []
    assert [each.name for each in passed.goes] == ["sales.old"]


def test_a_drop_that_was_announced_passes_after_its_last_day(tmp_path: Path) -> None:
    end = {"deprecated": {"until": "2026-06-30"}}
    before = declared(tmp_path / "a", {**amount("int"), "old": table(name="old", **end)})
    assert codes(judged(before, declared(tmp_path / "b", amount("int")))) == []
    column = declared(tmp_path / "c", amount("int", **end))
    gone = declared(tmp_path / "d", orders(columns=[{"name": "id", "type": "string"}]))
    assert codes(judged(column, gone)) == []
    assert codes(judged(column, gone, day=date(2026, 6, 30))) == [("error", "CHG101")]


def test_without_a_record_the_state_is_judged_by_todays_settings(tmp_path: Path) -> None:
    before = declared(tmp_path / "a", amount("int"))
    found = judged(before, declared(tmp_path / "b", amount("tinyint")), record=False)
    assert codes(found) == [("error", "CHG203")]


CHAIN = ["int", "bigint", "string", "date", "boolean", "double", "binary"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(CHAIN), min_size=2, max_size=5, unique=True))
def test_a_chain_of_accepted_steps_is_accepted_at_once(tmp_path: Path, chain: list[str]) -> None:
    """Whatever each step's code is: every step's own entry together cover the whole way."""
    root = tmp_path / str(next(NUMBER))
    stacks = [declared(root / f"{i}", amount(kind)) for i, kind in enumerate(chain)]
    entries = []
    for one, other in pairwise(stacks):
        for found in judged(one, other).findings:
            old, new = one.tables[0].record.columns["amount"], other.tables[0].record.columns["amount"]
            entries.append(step(found.code, old, new))
    whole = declared(root / "whole", amount(chain[-1], *entries)) if entries else stacks[-1]
    assert codes(judged(stacks[0], whole)) == []


IMPORT = Held(
    "urn:pulumi:dev::shop::aws:glue/catalogTable:CatalogTable::sales.theirs",
    CATALOG_TABLE.token,
    "sales_dev.theirs",
    lambda: {"databaseName": "sales_dev", "name": "theirs", "__imported": "0123"},
)


@pytest.mark.parametrize("spec", [False, True])
def test_what_was_imported_is_not_deleted_for_want_of_a_spec(tmp_path: Path, spec: bool) -> None:
    before = declared(tmp_path / "a", amount("int"), protect=False)
    more = {"theirs": table(name="theirs", partitions=None)} if spec else {}
    found = judged(before, declared(tmp_path / "b", amount("int") | more, protect=False), imported=[IMPORT])
    assert [code for code in codes(found) if code[1] == "LIVE002"] == ([] if spec else [("error", "LIVE002")])
    if not spec:
        (line,) = [f.render() for f in found.findings]
        assert "pulumi state delete urn:pulumi:dev::shop::" in line


def test_what_a_program_declares_beside_the_specs_is_not_judged(tmp_path: Path) -> None:
    own = replace(IMPORT, urn=IMPORT.urn.replace("sales.theirs", "their-own"))
    before, after = (declared(tmp_path / name, amount("int")) for name in "ab")
    assert codes(judged(before, after, imported=[own])) == []


@pytest.mark.parametrize(
    ("there", "expected"), [("string", [("error", "CHG208")]), ("int", []), (None, [])], ids=str
)
def test_a_column_of_another_tool_is_no_new_one(
    tmp_path: Path, there: str | None, expected: list[tuple[str, str]]
) -> None:
    parquet = {"format": "parquet", "location": "s3://lake/orders/"}
    ours = [{"name": "id", "type": "string"}]
    before = declared(tmp_path / "a", orders(storage=parquet, columns=ours))
    after = declared(
        tmp_path / "b", orders(storage=parquet, columns=[*ours, {"name": "theirs", "type": "int"}])
    )
    columns = [*ours, *([{"name": "theirs", "type": there}] if there else [])]
    live = {"sales_dev.orders": {"storageDescriptor": {"columns": columns}}}
    assert codes(judged(before, after, live=live)) == expected
