"""A table of specs that another tool writes to, with the real engine: what is told, put back and refused."""

from __future__ import annotations

from typing import Any

from tests.support.engine import Engine, glue, tables
from tests.support.other_writers import WRITABLE, writable
from tests.support.specs import context, table, write_yaml


def declare(engine: Engine, **more: Any) -> None:
    write_yaml(engine.specs / "sales" / "events.yaml", table(name="events", **more))


def edit(engine: Engine, storage: Any = None, **members: Any) -> dict[str, Any]:
    """What another tool does: reads the table, changes members of it, writes it back."""
    client = glue(engine.endpoint)
    given: Any = writable(client.get_table(DatabaseName="sales_local", Name="events")["Table"]) | members
    given["StorageDescriptor"] |= storage or {}
    client.update_table(DatabaseName="sales_local", TableInput=given)
    return dict(given)


def live(engine: Engine) -> dict[str, Any]:
    return dict(tables(glue(engine.endpoint))["sales_local.events"])


def test_what_another_tool_writes_is_kept_told_or_refused(engine: Engine) -> None:
    declare(engine, description="one")
    engine.up()
    theirs: Any = {"Compressed": True, "NumberOfBuckets": 4, "AdditionalLocations": ["s3://lake/more/"]}
    edit(engine, theirs, Owner="crawler", Retention=7)
    engine.preview("--refresh", "--expect-no-changes")

    edit(engine, Description="theirs")
    declare(engine, description="one", business={"steward": "Ada"})
    told = (
        "description: 'one' at the last run, 'theirs' in Glue, 'one' in the program; the program's is written"
    )
    assert told in engine.preview()
    assert told in engine.up()
    found = live(engine)
    assert (found["Description"], found["Owner"], found["Retention"]) == ("one", "crawler", 7)
    assert {member: found["StorageDescriptor"][member] for member in theirs} == theirs

    before = edit(engine, Description="theirs")
    declare(engine, description="two", business={"steward": "Bob"})
    for words in (("preview",), ("up", "--yes", "--skip-preview")):
        refused = engine.run(*words)
        assert refused.status != 0
        assert "table sales_local.events is left as it is" in refused.output
        assert "description: 'one' at the last run, 'theirs' in Glue, 'two' in the program" in refused.output
        assert live(engine)["Parameters"] == before["Parameters"]
    engine.env["CATALOG_OVERWRITE"] = "sales_local.events:description"
    assert "'theirs' in Glue, 'two' in the program; the program's is written" in engine.preview()
    engine.up()
    assert live(engine)["Description"] == "two"
    assert live(engine)["Parameters"]["business.steward"] == "Bob"


def test_a_table_of_others_is_labelled_and_stands_when_spec_and_stack_go(engine: Engine) -> None:
    declare(engine)
    engine.up()
    theirs: Any = {
        "Name": "visits",
        "Description": "made by a crawler",
        "StorageDescriptor": {"Location": "s3://lake/visits/", "Columns": [{"Name": "id", "Type": "int"}]},
    }
    client = glue(engine.endpoint)
    spec = context(name="visits")
    write_yaml(engine.specs / "sales" / "visits.yaml", spec)
    missing = engine.run("preview")
    assert missing.status != 0
    assert "table sales_local.visits does not exist: with manage: context it is taken up" in missing.output
    client.create_database(DatabaseInput={"Name": "theirs"})
    columns = [{"Name": c["name"], "Type": "string"} for c in spec.get("columns", ())]
    theirs["StorageDescriptor"]["Columns"] += [c for c in columns if c["Name"] != "id"]
    client.create_table(DatabaseName="sales_local", TableInput=theirs)
    before = client.get_table(DatabaseName="sales_local", Name="visits")["Table"]
    engine.preview()
    engine.up()
    assert tables(client)["sales_local.visits"]["Parameters"]["catalog.context"]
    engine.preview("--refresh", "--expect-no-changes")
    (engine.specs / "sales" / "visits.yaml").unlink()
    engine.up()
    after: Any = client.get_table(DatabaseName="sales_local", Name="visits")["Table"]
    for member in WRITABLE:
        assert after.get(member) == before.get(member), member
    refused = engine.run("destroy", "--yes")
    assert "visits" in refused.output
    client.delete_table(DatabaseName="sales_local", Name="visits")
    engine.destroy()
