"""A change of columns over partitions that exist, and the plugin's function, with the real engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.engine import Engine, OwnProgram, glue, writes
from tests.support.specs import TABLE, table, write_yaml

WHERE: Any = {"DatabaseName": "sales_local", "TableName": "orders"}
FEW = {"dt": {"from": "2026-01-01", "to": "2026-01-30"}, "contributor": ["a", "b"]}


def declare(engine: Engine, *columns: dict[str, Any], **more: Any) -> None:
    block = {**TABLE["partitions"], **more}
    given = table(partitions=block) | ({"columns": [*columns]} if columns else {})
    write_yaml(engine.specs / "sales" / "orders.yaml", given)


def live(engine: Engine) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    pages = glue(engine.endpoint).get_paginator("get_partitions").paginate(**WHERE)
    return {
        tuple(p["Values"]): [(c["Name"], c["Type"]) for c in p["StorageDescriptor"].get("Columns", [])]
        for page in pages
        for p in page["Partitions"]
    }


def test_partitions_get_what_readers_need_and_preview_says_who_keeps_what(engine: Engine) -> None:
    declare(engine, values=FEW)
    engine.up()
    theirs: Any = {"Values": ["2020-01-01", "crawler"], "StorageDescriptor": {"Location": "s3://x/"}}
    glue(engine.endpoint).create_partition(PartitionInput=theirs, **WHERE)
    order_id, amount = TABLE["columns"]
    channel = {"name": "channel", "type": "string"}
    declare(engine, order_id, channel, {**amount, "type": "decimal(17,4)"}, values=FEW)
    output = engine.preview()
    casts = (
        "left with the old type of amount (decimal(15,2), now decimal(17,4)): Athena reads their files by it "
        "and casts; Spark 3.5 and Redshift read files by the table's type alone"
    )
    assert "+ 0, - 0, ~ 60 schemas" in output
    assert f"60 partitions {casts}" in output
    assert f"1 partition of others {casts}" in output
    assert "1 partition of others left with the old columns, without channel: Athena shows NULL" in output
    engine.up()
    found = live(engine)
    assert found.pop(("2020-01-01", "crawler")) == []
    assert {*map(tuple, found.values())} == {
        (("order_id", "string"), ("channel", "string"), ("amount", "decimal(15,2)"))
    }
    engine.preview("--refresh", "--expect-no-changes")

    before = writes(engine.endpoint)
    declare(engine, order_id, channel, {**amount, "type": "decimal(20,4)"}, values=FEW)
    assert (
        "60 partitions left with the old type of amount (decimal(17,4), now decimal(20,4))"
        in engine.preview()
    )
    engine.up()
    after = writes(engine.endpoint)
    assert {name: after[name] - before.get(name, 0) for name in after} == {
        **dict.fromkeys(after, 0),
        "UpdateTable": 1,
    }
    declare(engine, values={"dt": FEW["dt"]}, keys=[{"name": "dt", "type": "date"}])
    assert "the table is removed with 61 partitions, and made anew" in engine.preview()


PROGRAM = """\
import json
import pulumi

names = [{"database": "sales", "name": "orders"}, {"database": "sales", "name": "gone"}]
where = [{"database": "sales", "table": "orders"}]
asked = {"databases": ["sales", "gone"], "tables": names, "partitions": where}
found = pulumi.runtime.invoke("aws:glue/catalog:liveObjects", asked).value
print("FOUND " + json.dumps(found, sort_keys=True))
"""


@pytest.mark.parametrize("words", [("preview",), ("up", "--yes", "--skip-preview")])
def test_the_function_answers_before_anything_is_registered(
    tmp_path: Any, endpoint: str, words: tuple[str, ...]
) -> None:
    client = glue(endpoint)
    client.create_database(DatabaseInput={"Name": "sales"})
    given: Any = {"Name": "orders", "PartitionKeys": [{"Name": "dt", "Type": "date"}]}
    client.create_table(DatabaseName="sales", TableInput=given)
    client.create_partition(
        DatabaseName="sales", TableName="orders", PartitionInput={"Values": ["2026-01-01"]}
    )
    program = OwnProgram(tmp_path, endpoint)
    program.write(PROGRAM)
    output = program.run(*words, check=True).output
    (line,) = [line for line in output.splitlines() if "FOUND " in line][:1]
    found = json.loads(line.partition("FOUND ")[2])
    assert [*found["databases"]] == ["sales"]
    assert [*found["tables"]] == ["sales.orders"]
    assert found["tables"]["sales.orders"]["partitionKeys"][0]["name"] == "dt"
    assert found["partitions"] == {"sales.orders": {"total": 1, "others": 1}}
