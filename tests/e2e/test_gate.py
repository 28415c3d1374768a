"""The gate with the real engine: what it refuses, what it lets through, and that others don't set it off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.support import local_catalog
from tests.support.engine import STACK, Engine, fault, glue, ran, tables, writes
from tests.support.specs import DATABASE, TABLE, table, write_yaml

UNTIL = {"reason": "agreed with all readers", "until": "2099-01-31"}
KEYS = TABLE["partitions"]["keys"]
COLUMNS = [
    {"name": name, "type": kind} for name, kind in (("id", "string"), ("amount", "int"), ("email", "string"))
]
NARROWER = [COLUMNS[0], {"name": "amount", "type": "tinyint"}, COLUMNS[2]]


def days(first: str) -> dict[str, Any]:
    """Partitions from a day on."""
    return {"keys": KEYS, "values": {"dt": {"from": first, "to": "2026-01-10"}, "contributor": ["c1"]}}


def files(name: str, form: str = "csv") -> dict[str, Any]:
    """The storage of a table."""
    return {"format": form, "location": f"s3://${{lake}}/sales/{name}/"}


def accepted(**entry: Any) -> dict[str, Any]:
    """The `changes` of a spec with one entry."""
    return {"accept": [{**entry, **UNTIL}]}


# a table's name: what a pull request makes of it, its code, and the entry that accepts it
CHANGED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "dropped": ({"columns": COLUMNS[:2]}, "CHG101", {"column": "email", "from": "string"}),
    "narrowed": ({"columns": NARROWER}, "CHG203", {"column": "amount", "from": "int", "to": "tinyint"}),
    "formatted": ({"storage": files("formatted", "parquet")}, "CHG501", {"from": "csv", "to": "parquet"}),
    "shrunk": (
        {"partitions": days("2026-01-04")},
        "CHG421",
        {"values": {"dt": {"from": "2026-01-01", "to": "2026-01-03"}, "contributor": "c1"}},
    ),
    "keyed": (
        {"partitions": {"keys": KEYS[:1], "values": {"dt": ["2026-01-01"]}}},
        "CHG403",
        {"from": ["dt", "contributor"], "to": ["dt"]},
    ),
}
GOES = {"deleted": "CHG601"}


class Gate:
    """A stack with a table for each kind of break."""

    def __init__(self, engine: Engine, **settings: Any) -> None:
        self.engine = engine
        self.settings = {"catalog:protect": "true", **settings}
        engine.configure(**self.settings)
        (engine.specs / "sales" / "orders.yaml").unlink()
        for name in (*CHANGED, *GOES):
            self.write(name)
        write_yaml(engine.specs / "gone" / "database.yaml", {"kind": "Database", "name": "gone"})

    def write(self, name: str, **changed: Any) -> None:
        """The spec of a table with other members."""
        members = {"storage": files(name), "columns": COLUMNS, "partitions": days("2026-01-01"), **changed}
        write_yaml(self.engine.specs / "sales" / f"{name}.yaml", table(name=name, **members))

    def remove(self, *path: str) -> None:
        """Deletes a spec file and its folder, if it was the last one there."""
        file = self.engine.specs.joinpath(*path)
        file.unlink()
        if not [*file.parent.iterdir()]:
            file.parent.rmdir()

    def break_all(self, **more: Any) -> None:
        """Every break at once; nobody accepted any."""
        for name, (changed, *_) in CHANGED.items():
            self.write(name, **changed, **more)
        self.remove("sales", "deleted.yaml")
        self.remove("gone", "database.yaml")

    def accept_all(self) -> None:
        """Every break, each with its entry."""
        for name, (changed, code, entry) in CHANGED.items():
            self.write(name, **changed, changes=accepted(code=code, **entry))
        removed = [{"table": "sales.deleted", **UNTIL}]
        write_yaml(self.engine.specs / "sales" / "database.yaml", {**DATABASE, "removed": removed})
        gone = {"kind": "Catalog", "removed": [{"database": "gone", **UNTIL}]}
        write_yaml(self.engine.specs / "catalog.yaml", gone)


def refused(output: str) -> list[tuple[str, str]]:
    """File and code of each line of a refusal, in their order."""
    return [
        (Path(f).name, code) for f, code in re.findall(r"^\s+(\S+):\d+: (\w+) error: ", output, re.MULTILINE)
    ]


ALL = {*((f"{name}.yaml", code) for name, (_, code, _) in CHANGED.items()), ("database.yaml", "CHG601"),
       ("catalog.yaml", "CHG606")}  # fmt: skip


def test_a_protected_stack_refuses_every_break_at_once_and_registers_nothing(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    gate.break_all()
    before = writes(engine.endpoint)
    for command in (["preview"], ["up", "--yes", "--skip-preview"]):
        done = engine.run(*command)
        assert done.status != 0
        assert {*refused(done.output)} == ALL
        assert "7 changes break readers, and nobody accepted them; nothing was registered" in done.output
        assert refused(done.output)[0] == ("catalog.yaml", "CHG606")
    assert writes(engine.endpoint) == before


def test_what_was_accepted_passes_and_is_applied(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    gate.break_all()
    gate.accept_all()
    goes = {*re.findall(r"pulumi state unprotect '(\S+)'", engine.run("preview").output)}
    assert {
        urn.partition("::aws:glue/")[2].partition(":")[0] + " " + urn.rpartition("::")[2] for urn in goes
    } == {
        "catalogDatabase gone",
        "catalogTable sales.deleted",
        "partitionSet sales.deleted",
        "partitionSet sales.keyed",
    }
    command = ["pulumi", "state", "unprotect", "--yes", "--stack", STACK, *sorted(goes)]
    ran(command, engine.root, engine.env, check=True)
    engine.preview()
    engine.up()
    found = tables(glue(engine.endpoint))
    assert "sales_local.deleted" not in found
    assert [k["Name"] for k in found["sales_local.keyed"]["PartitionKeys"]] == ["dt"]
    assert [c["Name"] for c in found["sales_local.dropped"]["StorageDescriptor"]["Columns"]] == [
        "id",
        "amount",
    ]
    engine.up()
    assert all(r.get("protect") for r in engine.state() if r["type"].startswith("aws:glue"))
    engine.preview("--expect-no-changes")


def test_a_stack_without_protection_is_warned(engine: Engine) -> None:
    gate = Gate(engine, **{"catalog:protect": "false"})
    engine.up()
    gate.break_all()
    output = engine.preview()
    assert output.count("CHG203 warning: sales.narrowed: ~ column amount: int -> tinyint") >= 1
    engine.up()
    assert "sales_local.deleted" not in tables(glue(engine.endpoint))


def test_a_pull_request_can_not_disarm_itself(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    gate.break_all(changes={"breaking": "allow"}, readers=["hive"])
    engine.configure(**{"catalog:protect": "false"})
    assert {*refused(engine.run("preview").output)} == ALL


def test_a_failed_run_keeps_what_the_gate_knows(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    gate.break_all()
    engine.run("up", "--yes", "--skip-preview")
    assert {*refused(engine.run("preview").output)} == ALL


def test_a_table_that_the_stack_selects_no_more_is_to_be_moved(engine: Engine) -> None:
    Gate(engine)
    engine.up()
    engine.configure(**{"catalog:protect": "true", "catalog:select": ["gone"]})
    output = engine.run("preview").output
    assert "CHG607 error: sales with its 6 tables: stack local selects it no more" in output
    assert "catalog move" in output


def test_others_set_off_nothing_also_after_a_refresh(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    client = glue(engine.endpoint)
    live: Any = tables(client)["sales_local.dropped"]
    theirs = {k: live[k] for k in ("Name", "PartitionKeys", "TableType", "Parameters", "StorageDescriptor")}
    theirs["StorageDescriptor"]["Columns"].append({"Name": "spark_added", "Type": "string"})
    theirs["Parameters"] |= {"CrawlerSchemaDeserializerVersion": "1.0", "skip.header.line.count": "1"}
    client.update_table(DatabaseName="sales_local", TableInput=theirs)
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "foreign"})
    gate.write("dropped", description="Another one", columns=COLUMNS)
    assert "CHG" not in engine.preview()
    engine.run("refresh", "--yes", "--skip-preview", check=True)
    assert "CHG" not in engine.preview()
    engine.up()
    assert "spark_added" in str(tables(client)["sales_local.dropped"])
    gate.write("dropped", columns=[*COLUMNS, {"name": "spark_added", "type": "int"}])
    assert refused(engine.run("preview").output) == [("dropped.yaml", "CHG208")]  # from the type it has


def test_what_was_imported_and_has_no_spec_is_not_deleted(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    client = glue(engine.endpoint)
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "theirs"})
    address = "aws:glue/catalogTable:CatalogTable", "sales.theirs", "123456789012:sales_local:theirs"
    engine.run("import", *address, "--generate-code=false", "--yes", "--skip-preview", check=True)
    gate.write("narrowed", columns=[*COLUMNS, {"name": "more", "type": "string"}])
    before = writes(engine.endpoint)
    done = engine.run("up", "--yes", "--skip-preview")
    assert (done.status != 0, writes(engine.endpoint)) == (True, before)
    (commands,) = set(re.findall(r"pulumi state unprotect (\S+) and pulumi state delete \S+", done.output))
    for word in ("unprotect", "delete"):
        engine.run("state", word, commands, "--yes", check=True)
    engine.up()
    assert "sales_local.theirs" in tables(client)


def test_what_exists_already_is_told_before_anything_is_made(engine: Engine) -> None:
    client = glue(engine.endpoint)
    client.create_database(DatabaseInput={"Name": "sales_local"})
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "orders"})
    done = engine.run("preview")
    assert done.status != 0
    assert (
        "LIVE001 error: table sales_local.orders exists in Glue already, and is another tool's" in done.output
    )
    line = "pulumi import aws:glue/catalogTable:CatalogTable sales.orders 123456789012:sales_local:orders"
    assert line in done.output


def test_a_run_that_failed_in_the_middle_leaves_what_it_made_to_the_gate(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    more = [*COLUMNS, {"name": "more", "type": "string"}]
    for name in ("dropped", "narrowed"):
        gate.write(name, columns=more)
    fault(engine.endpoint, operation="UpdateTable", fault="error", times=0, skip=1)
    engine.env["AWS_MAX_ATTEMPTS"] = "1"
    assert engine.run("up", "--yes", "--skip-preview").status != 0
    fault(engine.endpoint)
    made = {r["urn"].rpartition("::sales.")[2] for r in engine.state() if "'more'" in str(r.get("outputs"))}
    assert len(made & {"dropped", "narrowed"}) == 1  # by one update that went well
    assert "CHG" not in engine.preview()
    for name in ("dropped", "narrowed"):
        gate.write(name)
    found = engine.run("preview").output
    assert refused(found) == [(f"{name}.yaml", "CHG101") for name in made & {"dropped", "narrowed"}]
    for name in ("dropped", "narrowed"):
        gate.write(name, columns=more)
    engine.up()
    engine.preview("--expect-no-changes")


def test_where_the_state_is_lost_what_glue_has_of_the_stack_is_the_base(engine: Engine) -> None:
    gate = Gate(engine)
    engine.up()
    client = glue(engine.endpoint)
    live: Any = tables(client)["sales_local.narrowed"]
    theirs = {k: live[k] for k in ("Name", "PartitionKeys", "TableType", "Parameters", "StorageDescriptor")}
    theirs["Parameters"] |= {"skip.header.line.count": "1"}  # no name of it is in the stamp
    client.update_table(DatabaseName="sales_local", TableInput=theirs)
    backend = Path(engine.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
    (file,) = (backend / ".pulumi" / "stacks").rglob(f"{STACK}.json")
    state = json.loads(file.read_text())
    state["checkpoint"]["latest"]["resources"] = []
    file.write_text(json.dumps(state))
    assert "CHG" not in engine.preview()
    client.create_table(DatabaseName="sales_local", TableInput={"Name": "foreign"})
    gate.write("foreign")
    for name in ("dropped", "narrowed", "keyed", "formatted"):
        gate.write(name, **CHANGED[name][0])
    calls = local_catalog.health(engine.endpoint)["calls"]
    found = {*refused(engine.run("preview").output)}
    after = local_catalog.health(engine.endpoint)["calls"]
    codes = {(f"{name}.yaml", CHANGED[name][1]) for name in ("dropped", "narrowed", "keyed", "formatted")}
    assert found == {*codes, ("foreign.yaml", "LIVE001")}
    assert {name for name, count in after.items() if count != calls.get(name)} <= {
        "GetDatabase",
        "GetDatabases",
        "GetTable",
        "GetTables",
    }
