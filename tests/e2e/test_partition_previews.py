"""What a preview says of partitions: a line of words and numbers, each one of few, the day it plans for."""

from __future__ import annotations

from typing import Any

from tests.support.engine import Engine
from tests.support.specs import TABLE, table, write_yaml

CONTRIBUTORS = {"from": 1, "to": 35, "format": "c%02d"}


def declare(engine: Engine, days: Any, contributors: Any = CONTRIBUTORS, **more: Any) -> None:
    block = {**TABLE["partitions"], "values": {"dt": days, "contributor": contributors}, **more}
    write_yaml(engine.specs / "sales" / "orders.yaml", table(partitions=block))


def days(first: str, last: str) -> dict[str, str]:
    return {"from": first, "to": last}


def test_a_preview_says_what_comes_goes_and_changes(engine: Engine) -> None:
    declare(engine, days("2026-01-01", "2026-03-31"))
    assert "+ 3,150 partitions dt=2026-01-01..2026-03-31 x 35 contributors, - 0, ~ 0" in engine.preview()
    engine.up()
    moved = {"where": {"dt": "2026-02-01", "contributor": {"from": 1, "to": 12, "format": "c%02d"}},
             "location": "s3://archive/{dt}/{contributor}"}  # fmt: skip
    declare(engine, days("2026-01-01", "2026-06-30"), overrides=[moved])
    output = engine.preview("--diff")
    assert "+ 3,185 partitions dt=2026-04-01..2026-06-30 x 35 contributors, - 0, ~ 12 locations" in output
    engine.up()
    engine.preview("--refresh", "--expect-no-changes")


def test_few_partitions_are_named_one_by_one(engine: Engine) -> None:
    declare(engine, days("2026-01-01", "2026-01-03"), ["a", "b"])
    engine.up()
    moved = {"where": {"dt": "2026-01-02", "contributor": "b"}, "location": "old/{dt}"}
    declare(engine, days("2026-01-02", "2026-01-03"), ["a", "b"], overrides=[moved])
    output = engine.preview("--diff")
    for line in (
        "+ 0, - 2 partitions dt=2026-01-01 x contributor=a,b, ~ 1 location",
        "- dt=2026-01-01/contributor=a",
        "- dt=2026-01-01/contributor=b",
        "~ dt=2026-01-02/contributor=b location: "
        "s3://local-lake/sales/orders/dt=2026-01-02/contributor=b/ -> s3://local-lake/sales/orders/old/2026-01-02/",
    ):
        assert line in output


def test_an_open_end_is_planned_for_the_stacks_day(engine: Engine) -> None:
    declare(engine, days("2026-01-01", "today+7d"), ["a"])
    assert "(UTC; catalog:date is not set)" in engine.preview()
    engine.configure(**{"catalog:date": "2026-01-10"})
    output = engine.preview()
    assert "+ 17 partitions dt=2026-01-01..2026-01-17 x contributor=a" in output
    assert "catalog:date is not set" not in output
    engine.up()
    assert engine.run("stack", "output", "today", check=True).output.strip() == "2026-01-10"
    engine.preview("--expect-no-changes")
    engine.configure(**{"catalog:date": "2026-01-11"})
    assert "+ 1 partition dt=2026-01-18/contributor=a, - 0, ~ 0" in engine.preview()
