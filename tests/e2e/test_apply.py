"""Several stacks over one catalog with the real engine: side by side, failing, cut short, databases moved."""

from __future__ import annotations

import json
import signal
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.engine import glue, tables
from tests.support.fake_programs import program
from tests.support.project import ROOT
from tests.support.sharded import PROJECT, Sharded
from tests.support.specs import table, write_yaml

MANY = 150  # tables: enough for an interrupt in the middle
PARTITIONED = {
    "partitions": {
        "keys": [{"name": "dt", "type": "string"}],
        "values": {"dt": {"from": "2026-01-01", "to": "2026-01-31"}},
        "indexes": [["dt"]],
    }
}


@pytest.fixture
def sharded(tmp_path: Path, endpoint: str) -> Sharded:
    """Three databases: stack local-a holds sales and risk, local-b holds hr."""
    return Sharded(tmp_path, endpoint, {"local-a": ["sales", "risk"], "local-b": ["hr"]})


def rows(output: str) -> dict[str, list[str]]:
    """The lines of the summary, by stack."""
    lines = output[output.index("\nstack ") :].splitlines()[3:]
    return {words[0]: words[1:] for line in lines if line.startswith("local") and (words := line.split())}


def test_all_stacks_side_by_side_and_then_only_what_a_change_touches(sharded: Sharded) -> None:
    file = sharded.root / "Pulumi.local-b.yaml"
    file.write_text("".join(line for line in file.open() if not line.startswith("encryptionsalt")))
    sharded.commit()
    before = sharded.catalog("apply", "--all", "--preview")
    assert rows(before)["local-a"][:2] == ["to", "be"]
    assert tables(glue(sharded.endpoint)) == {}
    output = sharded.catalog("apply", "--all", "--parallel", "2", "--yes")
    assert "local-a: stack made, the backend had none of that name\n" in output
    assert "none of that name; Pulumi.local-b.yaml has got its encryptionsalt, commit it\n" in output
    assert rows(output)["local-a"][:3] == ["done", "4", "0"]
    assert rows(output)["local-b"][:3] == ["done", "2", "0"]
    assert set(tables(glue(sharded.endpoint))) == {
        "sales_local.orders",
        "risk_local.orders",
        "hr_local.orders",
    }
    assert "no stack to apply" in sharded.catalog("apply", "--changed-since", "HEAD", "--yes")

    sharded.database("hr", description="staff")
    states = {stack: sharded.state(stack) for stack in ("local-a", "local-b")}
    output = sharded.catalog("apply", "--changed-since", "HEAD", "--preview")
    assert "  ~ table hr.orders\n      ~ description: '' -> 'staff'" in output
    assert {stack: sharded.state(stack) for stack in states} == states
    output = sharded.catalog("apply", "--changed-since", "HEAD", "--yes")
    assert list(rows(output)) == ["local-b"]
    assert rows(output)["local-b"][:6] == ["done", "0", "1", "0", "0", "1"]
    assert tables(glue(sharded.endpoint))["hr_local.orders"]["Description"] == "staff"
    sharded.catalog("apply", "--all", "--refresh", "--yes")
    assert sharded.locks() == []


def test_a_stack_that_fails_does_not_stop_the_others(sharded: Sharded) -> None:
    client = glue(sharded.endpoint)
    client.create_database(DatabaseInput={"Name": "risk_local"})  # somebody else's
    output = sharded.catalog("apply", "--all", "--parallel", "1", "--yes", status=1)
    assert "LIVE001 error: database risk_local exists in Glue already, and is another tool's" in output
    assert rows(output)["local-a"][0] == "failed"
    assert rows(output)["local-b"][0] == "done"
    assert "hr_local.orders" in tables(client)
    client.delete_database(Name="risk_local")
    output = sharded.catalog("apply", "--all", "--parallel", "1", "--fail-fast", "--yes")
    assert rows(output)["local-a"][0] == "done"


def test_a_project_without_set_up_of_its_own_is_applied_by_the_engine_on_path(sharded: Sharded) -> None:
    assert rows(sharded.catalog("apply", "--stack", "local-b", "--yes"))["local-b"][0] == "done"


def test_the_engine_takes_an_unquoted_day_as_check_does(sharded: Sharded) -> None:
    days = {"keys": [{"name": "dt", "type": "date"}], "values": {"dt": {"from": "2026-01-01", "to": "today"}}}
    sharded.database("hr", partitions=days)
    sharded.stack("local-b", ["hr"], **{"catalog:date": date(2026, 1, 10)})
    assert "catalog:date: 2026-01-10\n" in (sharded.root / "Pulumi.local-b.yaml").read_text()
    sharded.catalog("check", "--stack", "local-b")
    sharded.catalog("apply", "--stack", "local-b", "--yes")
    assert last_day(sharded) == "2026-01-10"
    sharded.catalog("apply", "--stack", "local-b", "--yes", "--date", "2026-01-12")  # and the program
    assert last_day(sharded) == "2026-01-12"


def last_day(sharded: Sharded) -> str:
    found = glue(sharded.endpoint).get_partitions(DatabaseName="hr_local", TableName="orders")["Partitions"]
    return max(p["Values"][0] for p in found)


def test_members_to_overwrite_reach_the_plugin_from_the_command_and_from_the_shell(
    sharded: Sharded, tmp_path: Path
) -> None:
    told, ours = tmp_path / "told", ROOT / "catalog" / "provider" / "pulumi-resource-aws"
    script = f'echo "$CATALOG_OVERWRITE" >> {told}\nexec {ours} "$@"'
    program(tmp_path / "plugin", "pulumi-resource-aws", script)
    project = yaml.safe_load((sharded.root / "Pulumi.yaml").read_text())
    project["plugins"]["providers"][0]["path"] = str(tmp_path / "plugin")
    write_yaml(sharded.root / "Pulumi.yaml", project)
    overwrite = ["--overwrite", "hr.orders:owner", "--overwrite", "hr*:location"]
    sharded.catalog("apply", "--stack", "local-b", "--yes", *overwrite)
    assert set(told.read_text().splitlines()) == {"hr.orders:owner,hr*:location"}
    told.unlink()
    sharded.env["CATALOG_OVERWRITE"] = "hr.*:columns.*.type"
    sharded.pulumi("preview", "--stack", "local-b")
    sharded.catalog("apply", "--stack", "local-b", "--preview")
    assert set(told.read_text().splitlines()) == {"hr.*:columns.*.type"}


def test_fail_fast_begins_no_further_stack(sharded: Sharded) -> None:
    glue(sharded.endpoint).create_database(DatabaseInput={"Name": "risk_local"})
    output = sharded.catalog("apply", "--all", "--parallel", "1", "--fail-fast", "--yes", status=1)
    assert rows(output)["local-b"][:2] == ["not", "begun"]
    assert not (sharded.backend / "stacks" / PROJECT / "local-b.json").exists()


def test_ctrl_c_ends_all_in_good_order_and_the_next_run_completes(sharded: Sharded) -> None:
    sharded.database("sales", MANY)
    sharded.stack("local-c", ["risk"])
    sharded.stack("local-a", ["sales"])
    client = glue(sharded.endpoint)
    process = sharded.popen("apply", "--all", "--parallel", "2", "--yes")
    until = time.monotonic() + 120
    while not any(name.startswith("sales_local") for name in tables(client)):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=120)[0]
    assert process.returncode == 130, output
    assert "in good order, no other begins" in output
    assert "stopped; what was done stays, and the next run goes on: local-a" in output
    assert sharded.locks() == []
    made = {n.partition(".")[2] for n in tables(client) if n.startswith("sales_local")}
    recorded = {n.rpartition(".")[2] for n in sharded.state("local-a") if n.startswith("CatalogTable")}
    assert made <= recorded
    assert 0 < len(made) < MANY
    output = sharded.catalog("apply", "--all", "--yes")
    assert {row[0] for row in rows(output).values()} == {"done"}
    assert len(tables(client)) == MANY + 2


def test_a_database_that_changes_its_stack_stays_in_glue(sharded: Sharded) -> None:
    sharded.database("sales", 2, **PARTITIONED)
    sharded.catalog("apply", "--all", "--yes")
    client = glue(sharded.endpoint)
    live: Any = client.get_table(DatabaseName="sales_local", Name="orders")["Table"]
    kept = {k: live[k] for k in ("Name", "StorageDescriptor", "PartitionKeys", "TableType")}
    foreign = {**live["Parameters"], "spark.sql.x": "theirs"}
    client.update_table(DatabaseName="sales_local", TableInput={**kept, "Parameters": foreign})
    client.create_partition(
        DatabaseName="sales_local", TableName="orders", PartitionInput={"Values": ["2020-01-01"]}
    )
    created = {name: found["CreateTime"] for name, found in tables(client).items()}

    sharded.stack("local-a", ["risk"])
    sharded.stack("local-b", ["hr", "sales"])
    for words in (["--all"], ["--changed-since", "HEAD"], ["--stack", "local-a"], ["--stack", "local-b"]):
        output = sharded.catalog("apply", *words, "--yes", status=2)
        assert "  database sales with 2 tables: local-a -> local-b\n" in output
        assert "catalog move --environment local" in output
    assert "would move database sales" in sharded.catalog("move", "--preview")
    assert "CatalogTable sales.orders" in sharded.state("local-a")

    sharded.catalog("move")
    assert set(sharded.state("local-a")) == {"CatalogDatabase risk", "CatalogTable risk.orders"}
    moved = {n for n in sharded.state("local-b") if n.partition(" ")[2].startswith("sales")}
    assert len(moved) == 7  # database, two tables with a set and an index each
    assert "nothing to move" in sharded.catalog("move")
    output = sharded.catalog("apply", "--all", "--yes")
    assert rows(output)["local-a"][1:6] == ["0", "0", "0", "0", "2"]
    assert rows(output)["local-b"][1:6] == ["0", "5", "0", "0", "4"]  # all but the indexes bear a stamp
    assert {name: found["CreateTime"] for name, found in tables(client).items()} == created
    orders = client.get_table(DatabaseName="sales_local", Name="orders")["Table"]["Parameters"]
    assert orders["spark.sql.x"] == "theirs"
    assert orders["catalog.stack"] == f"{PROJECT}/local-b"
    pages = client.get_paginator("get_partitions").paginate(DatabaseName="sales_local", TableName="orders")
    partitions = [p for page in pages for p in page["Partitions"]]
    assert len(partitions) == 32
    assert {(p.get("Parameters") or {}).get("catalog.stack") for p in partitions} == {
        f"{PROJECT}/local-b",
        None,
    }
    for stack in ("local-a", "local-b"):
        sharded.pulumi("preview", "--refresh", "--expect-no-changes", "--stack", stack)


def test_a_move_that_was_cut_short_is_finished_by_the_next(sharded: Sharded) -> None:
    sharded.catalog("apply", "--all", "--yes")
    sharded.stack("local-a", ["risk"])
    sharded.stack("local-b", ["hr", "sales"])
    whole = json.loads(_exported(sharded, "local-a"))
    sharded.catalog("move")
    state = sharded.root.parent / "state.json"  # as if killed before the old stack's state was written
    state.write_text(json.dumps(whole))
    sharded.pulumi("stack", "import", "--stack", "local-a", "--file", str(state))
    assert "catalog move" in sharded.catalog("apply", "--all", "--yes", status=2)
    sharded.catalog("move")
    assert "CatalogTable sales.orders" not in sharded.state("local-a")
    assert "CatalogTable sales.orders" in sharded.state("local-b")
    assert rows(sharded.catalog("apply", "--all", "--yes"))["local-b"][1:6] == ["0", "2", "0", "0", "2"]


def _exported(sharded: Sharded, stack: str) -> str:
    return sharded.pulumi("stack", "export", "--stack", stack).output


def test_a_stack_whose_file_is_gone_gives_its_databases_to_the_rest(sharded: Sharded) -> None:
    sharded.catalog("apply", "--all", "--yes")
    (sharded.root / "Pulumi.local-b.yaml").unlink()
    sharded.stack("local-a", ["sales", "risk", "hr"])
    output = sharded.catalog("apply", "--all", "--yes", status=1)
    assert "exists in Glue already, and is of stack 'datasphere-glue-catalog/local-b'" in output
    assert "If stack local-b holds it still, run catalog move (with --from local-b" in output
    sharded.catalog("move", "--from", "local-b")
    assert rows(sharded.catalog("apply", "--all", "--yes"))["local-a"][1:6] == ["0", "2", "0", "0", "4"]
    assert sharded.state("local-b") == {}


def test_a_database_that_no_stack_selects_any_more_is_not_deleted(sharded: Sharded) -> None:
    sharded.catalog("apply", "--stack", "local-b", "--yes")
    write_yaml(sharded.specs / "audit" / "database.yaml", {"kind": "Database", "name": "audit"})
    write_yaml(
        sharded.specs / "audit" / "orders.yaml", table(database="audit", storage={"location": "s3://a/b/"})
    )
    sharded.stack("local-b", ["audit"])
    output = sharded.catalog("apply", "--stack", "local-b", "--yes", status=2)
    assert "  database hr with 1 table, held by local-b" in output
    assert "hr_local.orders" in tables(glue(sharded.endpoint))


def test_a_database_that_gets_another_name_in_glue_is_its_own_stacks_matter(sharded: Sharded) -> None:
    sharded.database("hr", **PARTITIONED)
    sharded.catalog("apply", "--stack", "local-b", "--yes")
    file = sharded.specs / "hr" / "database.yaml"
    file.write_text(file.read_text().replace("hr_${environment}", "people_${environment}"))
    output = sharded.catalog("apply", "--stack", "local-b", "--yes")
    assert rows(output)["local-b"][3] == "4"  # replaced: database, table, partitions, index
    assert list(tables(glue(sharded.endpoint))) == ["people_local.orders"]
