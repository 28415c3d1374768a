"""Tables against the local catalog: others' parameters, concurrent writers, adoption, refresh, import."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
from mypy_boto3_glue import GlueClient

from catalog.language.glue import parameters as glue_parameters
from catalog.provider.resources import table as table_module
from tests.support.provider import examples
from tests.support.provider.examples import column
from tests.support.provider.harness import (
    ACCOUNT,
    DATABASE,
    STAMP,
    TABLE,
    Plugin,
    Properties,
    Refused,
    State,
    kinds,
    repeated,
)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "FIRST_PAUSE", 0)


def made(plugin: Plugin, inputs: Properties) -> State:
    checked = plugin.check(TABLE, inputs)
    state = plugin.create(TABLE, checked)
    plugin.take_calls()
    return state


def live(glue: GlueClient, database: str, name: str = "orders") -> Any:
    return glue.get_table(DatabaseName=database, Name=name)["Table"]


def rewrite(glue: GlueClient, database: str, **changes: Any) -> None:
    """What another client does: reads the table, changes it, writes it back."""
    now = live(glue, database)
    members = ("Name", "Description", "Parameters", "PartitionKeys", "StorageDescriptor", "TableType")
    kept = {k: now[k] for k in members if k in now}
    glue.update_table(DatabaseName=database, TableInput=cast(Any, {**kept, **changes}))


def test_creating_a_table_is_one_call(plugin: Plugin, database: str) -> None:
    plugin.create(TABLE, examples.table(database))
    assert [operation for operation, _ in plugin.take_calls()] == ["CreateTable"]


def test_an_update_keeps_what_others_wrote_and_removes_what_is_no_longer_declared(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    first = examples.table(database, parameters={"catalog.stack": STAMP, "a": "1", "b": "2"})
    state = made(plugin, first)
    rewrite(
        glue,
        database,
        Parameters={**live(glue, database)["Parameters"], "spark.sql.x": "theirs"},
    )
    second = {**first, "parameters": {"catalog.stack": STAMP, "a": "3"}}
    state = plugin.update(state, second)
    assert live(glue, database)["Parameters"] == {"catalog.stack": STAMP, "a": "3", "spark.sql.x": "theirs"}
    assert state.outputs["parameters"] == {"catalog.stack": STAMP, "a": "3", "spark.sql.x": "theirs"}


def test_parameters_of_others_in_the_descriptor_and_in_columns_are_kept(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    first = examples.table(database, "orders", column("id", "int", **{"catalog.column": "{}"}), column("x"))
    state = made(plugin, first)
    storage = live(glue, database)["StorageDescriptor"]
    storage["Parameters"] = {"CrawlerSchemaSerializerVersion": "1.0"}
    storage["Columns"][0]["Parameters"]["iceberg.field.id"] = "7"
    rewrite(glue, database, StorageDescriptor=storage)
    plugin.update(state, examples.table(database, "orders", column("y"), column("id", "bigint")))
    now = live(glue, database)["StorageDescriptor"]
    assert now["Parameters"] == {"CrawlerSchemaSerializerVersion": "1.0"}
    assert [(c["Name"], c.get("Parameters") or {}) for c in now["Columns"]] == [
        ("y", {}),
        ("id", {"iceberg.field.id": "7"}),
    ]


def test_parameters_of_others_are_no_drift_and_no_inputs(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    rewrite(glue, database, Parameters={**live(glue, database)["Parameters"], "theirs": "1"})
    seen = plugin.read(state)
    assert seen.inputs == state.inputs
    assert seen.outputs["parameters"]["theirs"] == "1"


def test_what_engines_write_beside_the_parameters_stays_and_is_no_drift(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    descriptor = live(glue, database)["StorageDescriptor"]
    serde = descriptor.get("SerdeInfo") or {}
    serde = {**serde, "Parameters": {**serde.get("Parameters", {}), "theirs": "1"}}
    rewrite(glue, database, Owner="spark", Retention=5, StorageDescriptor={**descriptor, "SerdeInfo": serde})
    seen = plugin.read(state)
    assert seen.inputs == state.inputs
    assert not plugin.diff(seen, state.inputs).detailedDiff
    plugin.update(state, examples.table(database, description="new"))
    now = live(glue, database)
    assert (now["Owner"], now["Retention"]) == ("spark", 5)
    assert now["StorageDescriptor"]["SerdeInfo"]["Parameters"]["theirs"] == "1"


def test_an_object_that_another_resource_took_up_in_this_run_is_kept(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    inputs = examples.table(database, parameters={"catalog.stack": STAMP})
    state = made(plugin, inputs)
    plugin.create(TABLE, inputs, name="orders_renamed")
    plugin.delete(state)
    assert live(glue, database)["Name"] == "orders"
    assert plugin.log.lines_of(state.urn) == ["kept in Glue: it is orders_renamed now"]


def test_an_update_names_its_version_and_archives_none(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    version = live(glue, database)["VersionId"]
    plugin.update(state, examples.table(database, description="new"))
    sent = dict(plugin.take_calls())["UpdateTable"]
    assert (sent["VersionId"], sent["SkipArchive"]) == (version, True)
    assert len(glue.get_table_versions(DatabaseName=database, TableName="orders")["TableVersions"]) == 1


def test_a_writer_between_read_and_write_is_merged_with(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    writers = iter(["first", "second"])

    def interfere(**_: Any) -> None:
        name = next(writers, None)
        if name:
            rewrite(glue, database, Parameters={**live(glue, database)["Parameters"], name: "1"})

    _before_update(plugin, interfere)
    plugin.update(state, examples.table(database, description="new"))
    now = live(glue, database)
    assert now["Description"] == "new"
    assert {"first", "second"} <= now["Parameters"].keys()


def test_a_writer_that_never_rests_ends_the_update_with_a_clear_error(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    count = iter(range(1000))
    _before_update(plugin, lambda **_: rewrite(glue, database, Owner=f"theirs {next(count)}"))
    with pytest.raises(Refused, match=r"another writer changed it 6 times.*nothing of it was overwritten"):
        plugin.update(state, examples.table(database, description="new"))
    assert live(glue, database)["Owner"].startswith("theirs")


def _before_update(plugin: Plugin, action: Any) -> None:
    client = plugin.servicer._session.glue()
    client.meta.events.register("before-call.glue.UpdateTable", action)


def test_what_is_left_to_aws_is_sent_as_it_is(plugin: Plugin, glue: GlueClient, database: str) -> None:
    state = made(plugin, examples.table(database))
    bare = {k: v for k, v in state.inputs.items() if k not in ("storageDescriptor", "tableType")}
    plugin.update(state, {**bare, "description": "new"})
    now = live(glue, database)
    assert (now["TableType"], now["StorageDescriptor"]["Location"]) == (
        "EXTERNAL_TABLE",
        "s3://lake/sales/orders/",
    )
    assert [c["Name"] for c in now["StorageDescriptor"]["Columns"]] == ["id", "net"]


def test_the_pointer_of_an_iceberg_table_stays_its_engines(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    pointers = {"table_type": "ICEBERG", "metadata_location": "s3://lake/v1.json"}
    first = examples.table(database, parameters={"catalog.stack": STAMP, **pointers})
    state = made(plugin, first)
    rewrite(
        glue,
        database,
        Parameters={**live(glue, database)["Parameters"], "metadata_location": "s3://lake/v2.json"},
    )
    seen = plugin.read(state)
    assert not plugin.diff(seen, first).detailedDiff
    plugin.update(state, {**first, "description": "new"})
    assert live(glue, database)["Parameters"]["metadata_location"] == "s3://lake/v2.json"


def test_a_table_of_an_earlier_run_is_adopted_with_a_line(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    made(
        plugin,
        examples.table(
            database, parameters={"catalog.stack": STAMP, "catalog.managed": '["mine"]', "mine": "1"}
        ),
    )
    rewrite(glue, database, Parameters={**live(glue, database)["Parameters"], "theirs": "1"})
    state = plugin.create(TABLE, examples.table(database, description="new"), name="orders_of_sales")
    assert live(glue, database)["Description"] == "new"
    assert live(glue, database)["Parameters"] == {
        "catalog.stack": STAMP,
        "business.label": "Orders",
        "theirs": "1",
    }
    assert state.outputs["parameters"]["theirs"] == "1"
    assert plugin.log.lines_of(state.urn) == [
        f"took up existing table {database}.orders (made by an earlier run of this stack)",
        "~ description: '' -> 'new'",
        "+ parameter business.label: 'Orders'",
    ]


def test_taking_up_a_table_that_is_as_declared_writes_nothing(plugin: Plugin, database: str) -> None:
    made(plugin, examples.table(database))
    made_again = [call for call, _ in _calls_of_create(plugin, examples.table(database))]
    assert made_again == ["CreateTable", "GetTable", "GetPartitions"]  # it may hold partitions of that run


def _calls_of_create(plugin: Plugin, inputs: Properties) -> Any:
    plugin.take_calls()
    plugin.create(TABLE, inputs)
    return plugin.take_calls()


@pytest.mark.parametrize(
    ("theirs", "whose"),
    [
        ({}, "it bears no stamp"),
        ({glue_parameters.STAMP: "other/prod"}, "it bears the stamp of 'other/prod'"),
    ],
)
def test_a_table_of_others_is_refused_with_the_way_to_adopt_it(
    plugin: Plugin, glue: GlueClient, database: str, theirs: Any, whose: str
) -> None:
    glue.create_table(DatabaseName=database, TableInput={"Name": "orders", "Parameters": theirs})
    before = live(glue, database)
    with pytest.raises(Refused) as refused:
        plugin.create(TABLE, examples.table(database), name="sales.orders")
    assert whose in str(refused.value)
    command = f"pulumi import {TABLE} sales.orders {ACCOUNT}:{database}:orders --generate-code=false"
    assert command in str(refused.value)
    assert live(glue, database) == before


def test_two_tables_without_any_stamp_are_not_taken_for_one(plugin: Plugin, database: str) -> None:
    made(plugin, examples.table(database, parameters={}))
    with pytest.raises(Refused, match="exists already and is not this stack's"):
        plugin.create(TABLE, examples.table(database, parameters={}))


def test_a_create_whose_answer_got_lost_is_no_error(plugin: Plugin, glue: GlueClient, database: str) -> None:
    inputs = examples.table(database, parameters={"plain": "program"})
    with repeated(plugin, "CreateTable"):
        state = plugin.create(TABLE, inputs)
    assert state.id == f"{ACCOUNT}:{database}:orders"


def test_a_repeated_create_that_meets_anothers_table_is_refused(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    storage = {"Location": "s3://theirs/orders/", "Columns": [{"Name": "id", "Type": "int"}]}
    glue.create_table(DatabaseName=database, TableInput={"Name": "orders", "StorageDescriptor": storage})
    inputs = {"databaseName": database, "name": "orders"}
    with repeated(plugin, "CreateTable"), pytest.raises(Refused, match="is not this stack's"):
        plugin.create(TABLE, inputs)


def test_drift_in_declared_properties_shows(plugin: Plugin, glue: GlueClient, database: str) -> None:
    state = made(plugin, examples.table(database))
    storage = live(glue, database)["StorageDescriptor"]
    storage["Columns"][0]["Comment"] = "theirs"
    storage["Columns"].pop(1)
    rewrite(glue, database, StorageDescriptor=storage, Parameters={"catalog.stack": STAMP}, Owner="theirs")
    seen = plugin.read(state)
    assert kinds(plugin.diff(seen, state.inputs)) == {
        'parameters["business.label"]': "ADD",
        "storageDescriptor.columns[0].comment": "UPDATE",
        "storageDescriptor.columns[1]": "ADD",
    }


def test_what_an_import_found_and_the_program_leaves_out_stays(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    theirs: Any = {
        "Name": "orders",
        "Description": "theirs",
        "Owner": "crawler",
        "Retention": 4,
        "StorageDescriptor": {
            "Columns": [{"Name": "id", "Type": "int", "Comment": "Key"}, {"Name": "x", "Type": "int"}],
            "Location": "s3://lake/o/",
            "Compressed": True,
            "NumberOfBuckets": -1,
            "SerdeInfo": {"SerializationLibrary": "lib", "Parameters": {"a": "1"}},
        },
    }
    glue.create_table(DatabaseName=database, TableInput=theirs)
    seen = plugin.read(plugin.import_(TABLE, f"{ACCOUNT}:{database}:orders"))  # a refresh changes nothing
    storage = {"location": "s3://lake/o/", "columns": [{"name": "id", "type": "int"}]}
    program = {"databaseName": database, "name": "orders", "storageDescriptor": storage}
    named = plugin.check(TABLE, {**program, "parameters": {"catalog.stack": STAMP}})
    assert kinds(plugin.diff(seen, named)) == {"parameters": "ADD"}
    state = plugin.update(seen, named)
    now = live(glue, database)
    assert (now["Description"], now["Owner"], now["Retention"]) == ("theirs", "crawler", 4)
    stored = now["StorageDescriptor"]
    assert [(c["Name"], c.get("Comment")) for c in stored["Columns"]] == [("id", "Key"), ("x", None)]
    for member in theirs["StorageDescriptor"].keys() - {"Columns"}:
        assert stored[member] == theirs["StorageDescriptor"][member], member
    shorter = plugin.check(TABLE, {**named, "storageDescriptor": {"columns": storage["columns"]}})
    plugin.update(state, shorter)  # what a program declared and no longer does goes
    assert not live(glue, database)["StorageDescriptor"].get("Location")


def test_what_a_run_saw_of_others_is_what_a_change_starts_from(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    state = made(plugin, examples.table(database))
    stored = live(glue, database)["StorageDescriptor"]
    rewrite(
        glue,
        database,
        StorageDescriptor={**stored, "AdditionalLocations": ["s3://theirs/"], "NumberOfBuckets": 4},
    )
    state = plugin.update(state, examples.table(database, description="new"))
    plugin.log.take()
    storage = {
        **state.inputs["storageDescriptor"],
        "additionalLocations": ["s3://ours/"],
        "numberOfBuckets": 8,
    }
    plugin.diff(state, {**state.inputs, "storageDescriptor": storage})
    told = plugin.log.take()
    assert "~ number of buckets: 4 -> 8" in told
    assert "~ additional locations: ['s3://theirs/'] -> ['s3://ours/']" in told


def test_a_spelling_that_an_earlier_version_sent_is_put_right_and_told(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    def spelt(state: State) -> State:
        """The state as a version wrote it that sent what was typed."""
        odd = {"columns": [{"name": "a", "type": "DECIMAL(24, 16)"}]}
        both = (
            {**given, "storageDescriptor": {**given["storageDescriptor"], **odd}}
            for given in (state.inputs, state.outputs)
        )
        return replace(state, **dict(zip(("inputs", "outputs"), both, strict=True)))

    state = spelt(made(plugin, examples.table(database, "orders", column("a", "decimal(24,16)"))))
    stored = live(glue, database)["StorageDescriptor"]
    rewrite(
        glue, database, StorageDescriptor={**stored, "Columns": [{"Name": "a", "Type": "DECIMAL(24, 16)"}]}
    )
    typed = plugin.check(TABLE, state.inputs)
    assert typed["storageDescriptor"]["columns"][0]["type"] == "decimal(24,16)"
    plugin.log.take()
    assert kinds(plugin.diff(plugin.read(state), typed)) == {"storageDescriptor.columns[0].type": "UPDATE"}
    assert "~ column a spelling of the type: 'DECIMAL(24, 16)' -> 'decimal(24,16)'" in plugin.log.take()
    state = plugin.update(state, typed)
    assert live(glue, database)["StorageDescriptor"]["Columns"][0]["Type"] == "decimal(24,16)"
    assert plugin.log.take() == []  # nobody else changed it
    assert not plugin.diff(plugin.read(state), typed).detailedDiff


def test_a_table_deleted_by_others_reads_as_gone(plugin: Plugin, glue: GlueClient, database: str) -> None:
    state = made(plugin, examples.table(database))
    glue.delete_table(DatabaseName=database, Name="orders")
    assert plugin.read(state).id == ""
    with pytest.raises(Refused, match="is gone: run pulumi refresh"):
        plugin.update(state, examples.table(database, description="x"))


def test_a_refresh_is_one_call(plugin: Plugin, database: str) -> None:
    state = made(plugin, examples.table(database))
    plugin.read(state)
    assert [operation for operation, _ in plugin.take_calls()] == ["GetTable"]


def test_a_refresh_keeps_the_declared_spelling(plugin: Plugin, database: str) -> None:
    spelled = examples.table(database, "orders", column("ID", "DECIMAL(10, 2)"), column("b", "int", ""))
    spelled |= {"description": "", "retention": 0, "owner": ""}
    spelled["storageDescriptor"]["columns"][1]["comment"] = ""
    state = made(plugin, spelled)
    assert plugin.read(state).inputs == state.inputs


def test_an_imported_table_leaves_others_parameters_alone_and_next_gets_its_stamp(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "orders",
            "Description": "Orders",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet", "crawler": "1"},
            "PartitionKeys": [{"Name": "dt", "Type": "date"}],
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "int", "Comment": "Key"}],
                "Location": "s3://lake/o/",
                "SerdeInfo": {"SerializationLibrary": "lib", "Parameters": {"serialization.format": "1"}},
            },
        },
    )
    seen = plugin.import_(TABLE, f"{ACCOUNT}:{database}:orders")
    assert seen.inputs == {
        "databaseName": database,
        "name": "orders",
        "description": "Orders",
        "tableType": "EXTERNAL_TABLE",
        "partitionKeys": [{"name": "dt", "type": "date"}],
        "storageDescriptor": {
            "columns": [{"name": "id", "type": "int", "comment": "Key"}],
            "location": "s3://lake/o/",
            "serDeInfo": {"serializationLibrary": "lib", "parameters": {"serialization.format": "1"}},
        },
    }
    stamped = {**seen.inputs, "parameters": {"catalog.stack": STAMP, "classification": "parquet"}}
    assert kinds(plugin.diff(seen, stamped)) == {'parameters["catalog.stack"]': "ADD"}
    plugin.update(seen, stamped)
    assert live(glue, database)["Parameters"] == {
        "catalog.stack": STAMP,
        "classification": "parquet",
        "crawler": "1",
    }


def test_an_import_id_may_name_its_region(plugin: Plugin, name: str) -> None:
    plugin.create(DATABASE, {"name": name, "region": "eu-west-1"})
    made(plugin, {**examples.table(name), "region": "eu-west-1"})
    seen = plugin.import_(TABLE, f"{ACCOUNT}:{name}:orders@eu-west-1")
    assert seen.id == f"{ACCOUNT}:{name}:orders"
    assert seen.inputs["region"] == seen.outputs["region"] == "eu-west-1"
    assert seen.outputs["arn"].startswith("arn:aws:glue:eu-west-1:")


@pytest.mark.parametrize("id", ["orders", "sales:orders", f"{ACCOUNT}::orders", f"{ACCOUNT}:sales:"])
def test_an_id_of_another_form_is_refused_with_an_example(plugin: Plugin, id: str) -> None:
    with pytest.raises(Refused, match=r"expected account:database:table, such as 123456789012:sales:orders"):
        plugin.import_(TABLE, id)


def test_the_changes_are_told_by_name(plugin: Plugin, database: str) -> None:
    columns = [column(n, "int") for n in "abcd"]
    old = examples.table(database, "orders", *columns)
    new = examples.table(
        database, "orders", columns[0], column("x"), columns[1], column("c", "bigint"), columns[3]
    )
    state = made(plugin, old)
    diff = plugin.diff(replace(state, inputs=old), new)
    assert kinds(diff) == {
        "storageDescriptor.columns[1]": "ADD",
        "storageDescriptor.columns[2]": "DELETE",
        "storageDescriptor.columns[3]": "ADD",
    }
    assert set(plugin.log.text) == {"+ column x: string (at 1)", "~ column c: int -> bigint"}


def test_a_table_without_columns_of_its_own_keeps_those_of_its_registry(
    plugin: Plugin, database: str
) -> None:
    reference = {"schemaId": {"schemaName": "s", "registryName": "r"}, "schemaVersionNumber": 1}
    inputs = examples.table(database, storageDescriptor={"location": "s3://a/", "schemaReference": reference})
    plugin.create(TABLE, inputs)
    sent = dict(plugin.take_calls())["CreateTable"]["TableInput"]["StorageDescriptor"]
    assert "Columns" not in sent
    assert sent["SchemaReference"] == {
        "SchemaId": {"SchemaName": "s", "RegistryName": "r"},
        "SchemaVersionNumber": 1,
    }
