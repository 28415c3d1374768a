"""`manage: context`: what others made is labelled, never made or removed, and comes back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue.client import GlueClient

from tests.support.provider.harness import Plugin, Refused, kinds, urn

TABLE = "aws:glue/catalogTable:CatalogTable"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
STAMP = "shop/test"
MEMBERS = ("Name", "Description", "Owner", "Parameters", "PartitionKeys", "StorageDescriptor", "TableType")
THEIRS: dict[str, Any] = {
    "Name": "events",
    "Description": "by the crawler",
    "Owner": "crawler",
    "TableType": "EXTERNAL_TABLE",
    "Parameters": {"classification": "json", "steward": "theirs"},
    "PartitionKeys": [{"Name": "dt", "Type": "string"}],
    "StorageDescriptor": {
        "Location": "s3://lake/events/",
        "Columns": [{"Name": "id", "Type": "bigint", "Comment": "Key"}, {"Name": "body", "Type": "string"}],
        "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
    },
}


@pytest.fixture
def theirs(glue: GlueClient, database: str) -> str:
    glue.create_table(DatabaseName=database, TableInput=THEIRS)  # type: ignore[arg-type]
    return database


def stands(glue: GlueClient, database: str) -> dict[str, Any]:
    """The table as it is, without what says nothing."""
    table: Any = glue.get_table(DatabaseName=database, Name="events")["Table"]
    return plain({member: table[member] for member in MEMBERS if member in table})


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if v not in ("", {}, [], None, 0)}
    return [plain(v) for v in value] if isinstance(value, list) else value


def context(database: str, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    parameters = {"catalog.context": STAMP, "business.steward": "Ada", **more.pop("parameters", {})}
    named = {"databaseName": database, "name": "events", "manage": "context", "parameters": parameters}
    listed = columns or (
        {"name": "id", "comment": "Event", "parameters": {"catalog.column": "{}"}},
        {"name": "dt", "comment": "Day"},
    )
    return {**named, "description": "Events", "storageDescriptor": {"columns": list(listed)}, **more}


def labelled(plugin: Plugin, database: str, **more: Any) -> Any:
    inputs = plugin.check(TABLE, context(database, **more))
    return plugin.create(TABLE, inputs)


def test_it_is_labelled_and_stands_as_it_was_when_the_spec_goes(
    plugin: Plugin, glue: GlueClient, theirs: str
) -> None:
    before = stands(glue, theirs)
    state = labelled(plugin, theirs, parameters={"steward": "ours", "catalog.managed": '["steward"]'})
    now = stands(glue, theirs)
    assert now["Description"] == "Events"
    assert now["Parameters"]["business.steward"] == "Ada"
    assert now["Parameters"]["steward"] == "ours"
    assert now["StorageDescriptor"]["Columns"][0] == {
        "Name": "id", "Type": "bigint", "Comment": "Event", "Parameters": {"catalog.column": "{}"}
    }  # fmt: skip
    assert now["PartitionKeys"] == [{"Name": "dt", "Type": "string", "Comment": "Day"}]
    assert now["StorageDescriptor"]["SerdeInfo"] == THEIRS["StorageDescriptor"]["SerdeInfo"]
    assert "catalog.stack" not in now["Parameters"]
    plugin.delete(state)
    assert stands(glue, theirs) == before == plain(THEIRS)
    assert plugin.log.lines_of(state.urn)[-1].endswith("stays in Glue, without the context of this stack")


def test_it_stands_as_it_was_even_if_the_state_was_lost(
    plugin: Plugin, glue: GlueClient, theirs: str
) -> None:
    labelled(plugin, theirs)
    again = labelled(plugin, theirs, description="Other words")
    plugin.delete(again)
    assert stands(glue, theirs) == plain(THEIRS)


def test_what_others_write_meanwhile_stays_theirs(plugin: Plugin, glue: GlueClient, theirs: str) -> None:
    state = labelled(plugin, theirs)
    now = stands(glue, theirs)
    storage = {
        **now["StorageDescriptor"],
        "Columns": [*now["StorageDescriptor"]["Columns"], {"Name": "new", "Type": "int"}],
    }
    theirs_now = {"Owner": "spark", "Description": "new words"}
    glue.update_table(DatabaseName=theirs, TableInput={**now, **theirs_now, "StorageDescriptor": storage})
    assert kinds(plugin.diff(plugin.read(state), state.inputs)) == {"description": "UPDATE"}
    state = plugin.update(state, context(theirs, parameters={"business.steward": "Bob"}))
    assert "'Events' at the last run, 'new words' in Glue, 'Events' in the program" in str(
        plugin.log.lines_of(state.urn)
    )
    plugin.delete(state)
    columns = [*THEIRS["StorageDescriptor"]["Columns"], {"Name": "new", "Type": "int"}]
    stored = {**THEIRS["StorageDescriptor"], "Columns": columns}
    assert stands(glue, theirs) == plain({**THEIRS, **theirs_now, "StorageDescriptor": stored})


def test_both_changed_the_description(
    plugin: Plugin, glue: GlueClient, theirs: str, monkeypatch: Any
) -> None:
    state = labelled(plugin, theirs)
    glue.update_table(DatabaseName=theirs, TableInput={**stands(glue, theirs), "Description": "theirs"})
    changed = context(theirs, description="ours")
    with pytest.raises(Refused, match=r"description: 'Events' at the last run, 'theirs' in Glue, 'ours' in"):
        plugin.update(state, changed)
    monkeypatch.setenv("CATALOG_OVERWRITE", f"{theirs}.events:description")
    plugin.update(state, changed)
    assert stands(glue, theirs)["Description"] == "ours"


def test_a_label_that_goes_gives_back_what_stood_there(plugin: Plugin, glue: GlueClient, theirs: str) -> None:
    state = labelled(plugin, theirs)
    bare = {k: v for k, v in context(theirs, {"name": "id"}).items() if k != "description"}
    plugin.update(state, bare)
    now = stands(glue, theirs)
    assert now["Description"] == "by the crawler"
    assert now["StorageDescriptor"]["Columns"][0] == {"Name": "id", "Type": "bigint", "Comment": "Key"}
    assert now["PartitionKeys"] == THEIRS["PartitionKeys"]


def test_nothing_is_drift_but_the_context(plugin: Plugin, glue: GlueClient, theirs: str) -> None:
    state = labelled(plugin, theirs)
    seen = plugin.read(state)
    assert seen.inputs == state.inputs
    assert not plugin.diff(seen, state.inputs).detailedDiff
    now = stands(glue, theirs)
    columns = [c for c in now["StorageDescriptor"]["Columns"] if c["Name"] != "id"]
    storage = {**now["StorageDescriptor"], "Columns": columns, "Location": "s3://elsewhere/"}
    glue.update_table(DatabaseName=theirs, TableInput={**now, "StorageDescriptor": storage})
    assert plugin.read(state).inputs == state.inputs
    plugin.update(
        state, context(theirs, parameters={"business.steward": "Bob"})
    )  # a column that went is no error
    assert stands(glue, theirs)["StorageDescriptor"]["Location"] == "s3://elsewhere/"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "missing"}, r"missing does not exist: with manage: context"),
        ({"columns": ({"name": "nope"}, {"name": "id"})}, r"events has no column nope"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_what_it_can_not_label_is_refused(
    plugin: Plugin, theirs: str, change: Any, reason: str, preview: bool
) -> None:
    columns = change.pop("columns", ()) if "columns" in change else ()
    inputs = plugin.check(
        TABLE, {**context(theirs, *columns), **{k: v for k, v in change.items() if k != "columns"}}
    )
    change.update({"columns": columns} if columns else {})
    with pytest.raises(Refused, match=reason):
        plugin.create(TABLE, inputs, preview=preview)


@pytest.mark.parametrize("key", ["catalog.stack", "catalog.context"])
def test_another_stacks_table_is_not_labelled(
    plugin: Plugin, glue: GlueClient, theirs: str, key: str
) -> None:
    now = stands(glue, theirs)
    glue.update_table(DatabaseName=theirs, TableInput={**now, "Parameters": {key: "other/prod"}})
    with pytest.raises(Refused, match=r"gets its context from stack other/prod"):
        labelled(plugin, theirs)


def test_from_all_to_context_and_back(plugin: Plugin, glue: GlueClient, database: str) -> None:
    storage = {
        "location": "s3://lake/events/",
        "columns": [{"name": "id", "type": "bigint"}, {"name": "dt", "type": "int"}],
    }
    parameters = {
        "catalog.stack": STAMP,
        "classification": "parquet",
        "catalog.managed": '["classification"]',
    }
    everything = {
        "databaseName": database,
        "name": "events",
        "tableType": "EXTERNAL_TABLE",
        "storageDescriptor": storage,
        "partitionKeys": [{"name": "day", "type": "string"}],
        "parameters": parameters,
    }
    state = plugin.create(TABLE, plugin.check(TABLE, everything))
    handed = plugin.check(TABLE, context(database))
    found = plugin.diff(state, handed)
    assert not found.replaces
    state = plugin.update(state, handed)
    now = stands(glue, database)
    assert now["Parameters"]["classification"] == "parquet"
    assert "catalog.stack" not in now["Parameters"]
    assert now["PartitionKeys"] == [{"Name": "day", "Type": "string"}]
    assert now["StorageDescriptor"]["Location"] == "s3://lake/events/"
    assert not plugin.diff(state, handed).detailedDiff
    back = plugin.check(TABLE, everything)
    assert not plugin.diff(state, back).replaces
    state = plugin.update(state, back)
    assert stands(glue, database)["Parameters"] == everything["parameters"]
    plugin.delete(state)


def test_a_new_column_that_is_not_there_is_refused_later_too(plugin: Plugin, theirs: str) -> None:
    state = labelled(plugin, theirs)
    typo = plugin.check(TABLE, context(theirs, {"name": "id"}, {"name": "typo", "comment": "T"}))
    for preview in (True, False):
        with pytest.raises(Refused, match="events has no column typo: correct its name"):
            plugin.update(state, typo, preview=preview)


def test_to_manage_all_begins_with_what_stood_there(plugin: Plugin, glue: GlueClient, theirs: str) -> None:
    state = labelled(plugin, theirs, parameters={"steward": "ours", "catalog.managed": '["steward"]'})
    everything = {
        "databaseName": theirs,
        "name": "events",
        "storageDescriptor": {"columns": [{"name": "id", "type": "bigint"}]},
        "parameters": {"catalog.stack": STAMP},
    }
    plugin.update(state, plugin.check(TABLE, everything))
    now = stands(glue, theirs)
    assert now["Parameters"] == {**THEIRS["Parameters"], "catalog.stack": STAMP}
    assert (now["Description"], now["Owner"]) == ("by the crawler", "crawler")


def test_a_database_of_others(plugin: Plugin, glue: GlueClient, name: str) -> None:
    glue.create_database(DatabaseInput={"Name": name, "Description": "theirs", "Parameters": {"k": "1"}})
    inputs = {
        "name": name,
        "manage": "context",
        "description": "ours",
        "parameters": {"catalog.context": STAMP},
    }
    state = plugin.create(DATABASE, plugin.check(DATABASE, inputs))
    assert plugin.read(state).inputs == state.inputs
    glue.create_table(DatabaseName=name, TableInput={"Name": "t"})
    plugin.delete(state)
    found = glue.get_database(Name=name)["Database"]
    assert (found["Description"], found["Parameters"]) == ("theirs", {"k": "1"})


def test_manage_is_all_or_context(plugin: Plugin, database: str) -> None:
    with pytest.raises(Exception, match="manage: all or context was expected, not 'some'"):
        plugin.check(TABLE, {**context(database), "manage": "some"})
    assert urn(TABLE)
