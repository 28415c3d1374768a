"""From specs to Glue and back with the real engine: what a person sees and what Glue then holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.support.engine import STAMP, Engine, glue, tables
from tests.support.specs import TABLE, table, write_yaml


def edit(engine: Engine, folder: str = "sales", **changed: Any) -> None:
    """The orders table with other members."""
    write_yaml(engine.specs / folder / "orders.yaml", table(**changed))


def detail(output: str) -> list[str]:
    """The lines of a `--diff` that name a property, without the engine's own headings."""
    return [line.strip() for line in output.splitlines() if re.match(r"\s+[~+-] ", line) and ": " in line]


def test_specs_become_glue_objects_and_nothing_is_left_after_destroy(engine: Engine) -> None:
    preview = engine.preview()
    assert "+ 3 to create" in preview  # stack, database, table
    engine.up()
    client = glue(engine.endpoint)
    found = tables(client)
    assert list(found) == ["sales_local.orders"]
    assert found["sales_local.orders"]["Parameters"]["catalog.stack"] == STAMP
    assert [c["Name"] for c in found["sales_local.orders"]["StorageDescriptor"]["Columns"]] == [
        "order_id",
        "amount",
    ]
    engine.preview("--expect-no-changes")
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()
    assert client.get_databases()["DatabaseList"] == []


def test_one_comment_is_one_update_of_one_property(engine: Engine) -> None:
    engine.up()
    changed = [{**TABLE["columns"][0], "label": "Order number"}, TABLE["columns"][1]]
    edit(engine, columns=changed)
    output = engine.preview("--diff")
    assert "~ 1 to update" in output
    assert "column order_id comment: 'Order' -> 'Order number'" in output
    assert [line for line in detail(output) if "=>" in line] == ['~ comment: "Order" => "Order number"']
    engine.up()
    engine.preview("--expect-no-changes")


def test_a_renamed_spec_keeps_its_objects(engine: Engine) -> None:
    engine.up()
    before = tables(glue(engine.endpoint))
    (engine.specs / "sales").rename(engine.specs / "trade")
    database = engine.specs / "trade" / "database.yaml"
    database.write_text(database.read_text().replace("name: sales", "name: trade", 1))
    edit(engine, folder="trade", database="trade")
    output = engine.up()
    assert "kept in Glue: it is trade.orders now" in output
    assert "kept in Glue: it is trade now" in output
    assert tables(glue(engine.endpoint)).keys() == before.keys()
    engine.preview("--refresh", "--expect-no-changes")


def test_a_secret_in_our_configuration_is_refused_before_anything_is_made(engine: Engine) -> None:
    engine.run("config", "set", "--secret", "--path", "catalog:variables.lake", "hush-hush", check=True)
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert "catalog:variables: a secret can't be used here" in done.output
    assert "hush-hush" not in done.output
    assert glue(engine.endpoint).get_databases()["DatabaseList"] == []


def test_an_inserted_column_and_a_changed_type_are_named_exactly(engine: Engine) -> None:
    engine.up()
    first, second = TABLE["columns"]
    edit(engine, columns=[first, {"name": "channel", "type": "string"}, {**second, "type": "decimal(20,4)"}])
    output = engine.preview()
    semantic = [
        line.strip() for line in output.splitlines() if re.match(r"\s+[~+-] (column|parameter)", line)
    ]
    assert semantic == ["+ column channel: string (at 1)", "~ column amount: decimal(15,2) -> decimal(20,4)"]
    engine.up()
    columns = tables(glue(engine.endpoint))["sales_local.orders"]["StorageDescriptor"]["Columns"]
    assert [(c["Name"], c["Type"]) for c in columns] == [
        ("order_id", "string"),
        ("channel", "string"),
        ("amount", "decimal(20,4)"),
    ]
    engine.preview("--refresh", "--expect-no-changes")


def test_partitions_and_indexes_are_made_and_taken_away(engine: Engine) -> None:
    block = {
        **TABLE["partitions"],
        "values": {"dt": ["2026-01-01", "2026-01-02"], "contributor": ["c1", "a/b:c#d"]},
        "indexes": [["dt"], ["contributor", "dt"]],
    }
    edit(engine, partitions=block)
    engine.up()
    client = glue(engine.endpoint)
    where: Any = {"DatabaseName": "sales_local", "TableName": "orders"}
    partitions = client.get_partitions(**where)["Partitions"]
    assert sorted(tuple(p["Values"]) for p in partitions) == [
        ("2026-01-01", "a/b:c#d"),
        ("2026-01-01", "c1"),
        ("2026-01-02", "a/b:c#d"),
        ("2026-01-02", "c1"),
    ]
    indexes = client.get_partition_indexes(**where)["PartitionIndexDescriptorList"]
    assert sorted((i["IndexName"], i["IndexStatus"]) for i in indexes) == [
        ("idx_contributor_dt", "ACTIVE"),
        ("idx_dt", "ACTIVE"),
    ]
    engine.preview("--refresh", "--expect-no-changes")
    edit(engine)
    engine.up()
    assert client.get_partitions(**where)["Partitions"] == []
    assert client.get_partition_indexes(**where)["PartitionIndexDescriptorList"] == []


def test_what_others_wrote_survives_and_what_we_drop_goes(engine: Engine) -> None:
    edit(engine, parameters={"retention": "7y", "owner_tool": "ours"})
    engine.up()
    client = glue(engine.endpoint)
    live = tables(client)["sales_local.orders"]
    allowed = ("Name", "Description", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    theirs: Any = {k: live[k] for k in allowed if k in live}
    theirs["Parameters"] |= {"spark.sql.statistics": "42", "numRows": "7"}
    client.update_table(DatabaseName="sales_local", TableInput=theirs)
    engine.preview("--refresh", "--expect-no-changes")
    edit(engine, parameters={"owner_tool": "ours"}, description="changed")
    engine.up()
    parameters = tables(client)["sales_local.orders"]["Parameters"]
    assert parameters["spark.sql.statistics"] == "42"
    assert parameters["owner_tool"] == "ours"
    assert "retention" not in parameters
    assert "retention" not in parameters["catalog.managed"]


def test_drift_shows_in_a_refresh_and_up_repairs_it(engine: Engine) -> None:
    engine.up()
    client = glue(engine.endpoint)
    live = tables(client)["sales_local.orders"]
    theirs: Any = {
        k: live[k] for k in ("Name", "PartitionKeys", "TableType", "Parameters", "StorageDescriptor")
    }
    theirs["StorageDescriptor"]["Columns"] = theirs["StorageDescriptor"]["Columns"][:1]
    client.update_table(DatabaseName="sales_local", TableInput=theirs)
    assert engine.run("preview", "--refresh", "--expect-no-changes").status != 0
    engine.up("--refresh")
    assert len(tables(client)["sales_local.orders"]["StorageDescriptor"]["Columns"]) == 2
    client.delete_table(DatabaseName="sales_local", Name="orders")
    engine.up("--refresh")
    assert list(tables(client)) == ["sales_local.orders"]


def test_a_database_with_a_table_of_others_is_not_destroyed(engine: Engine) -> None:
    engine.up()
    client = glue(engine.endpoint)
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "made_by_crawler"})
    done = engine.run("destroy", "--yes", "--skip-preview")
    assert done.status != 0
    assert "made_by_crawler" in done.output
    assert "sales_local.made_by_crawler" in tables(client)
    client.delete_table(DatabaseName="sales_local", Name="made_by_crawler")
    engine.destroy()
    assert client.get_databases()["DatabaseList"] == []


def test_a_broken_spec_stops_the_run_before_anything_is_registered(engine: Engine) -> None:
    engine.up()
    before = tables(glue(engine.endpoint))
    write_yaml(engine.specs / "sales" / "refunds.yaml", table(name="refunds"))
    edit(engine, columns=[{"name": "a", "type": "decmal(1,2)"}], description="changed")
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert re.search(r"sales/orders\.yaml:\d+: SPEC012 error: columns\[0\]\.type", done.output)
    assert "Traceback" not in done.output
    assert tables(glue(engine.endpoint)) == before


def test_a_wrong_account_stops_the_run_before_the_first_write(engine: Engine) -> None:
    engine.configure(**{"aws:allowedAccountIds": ["999999999999"]})
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert "999999999999" in done.output
    assert glue(engine.endpoint).get_databases()["DatabaseList"] == []


def test_lost_state_is_taken_up_again_and_a_foreign_table_is_refused(engine: Engine, tmp_path: Path) -> None:
    engine.up()
    snapshot = next((tmp_path / "state").rglob("local.json"))
    snapshot.unlink()
    engine.run("stack", "init", "local", check=True)
    output = engine.up()
    assert "took up" in output
    engine.preview("--refresh", "--expect-no-changes")
    client = glue(engine.endpoint)
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "refunds"})
    write_yaml(engine.specs / "sales" / "refunds.yaml", table(name="refunds"))
    done = engine.run("up", "--yes", "--skip-preview")
    assert done.status != 0
    assert (
        "pulumi import aws:glue/catalogTable:CatalogTable sales.refunds 123456789012:sales_local:refunds"
        in (done.output)
    )


def test_an_imported_table_is_ours_after_the_next_up(engine: Engine) -> None:
    engine.up()
    client = glue(engine.endpoint)
    client.create_table(
        DatabaseName="sales_local",
        TableInput={"Name": "refunds", "Parameters": {"theirs": "1"}, "StorageDescriptor": {"Columns": []}},
    )
    token, name = "aws:glue/catalogTable:CatalogTable", "sales.refunds"
    words = ("--generate-code=false", "--yes", "--skip-preview", "--protect=false")
    engine.run("import", token, name, "123456789012:sales_local:refunds", *words, check=True)
    write_yaml(engine.specs / "sales" / "refunds.yaml", table(name="refunds"))
    engine.up()
    parameters = tables(client)["sales_local.refunds"]["Parameters"]
    assert parameters["catalog.stack"] == STAMP
    assert parameters["theirs"] == "1"
    engine.preview("--refresh", "--expect-no-changes")
