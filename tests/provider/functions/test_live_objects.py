"""`liveObjects`: what is in Glue, in few calls, before anything is registered; errors as one line."""

from __future__ import annotations

from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from catalog.aws.shapes.properties import UNKNOWN
from catalog.language.glue.kinds import LIVE_OBJECTS
from catalog.provider.protocol import wire
from catalog.provider.protocol.messages import provider_pb2
from tests.support.provider import examples
from tests.support.provider.harness import (
    DATABASE,
    PARTITION,
    TABLE,
    Plugin,
    Properties,
    Refused,
    RpcContext,
    State,
    another_run,
    refuse,
)
from tests.support.provider.partition_sets import create_set, days, keyed, set_inputs

__all__ = ["keyed"]


def asked(database: str, *names: str) -> list[Properties]:
    return [{"database": database, "name": name} for name in names]


def make_tables(glue: GlueClient, database: str, *names: str) -> None:
    for name in names:
        storage: Any = {"Columns": [{"Name": "id", "Type": "int"}], "Location": "s3://lake/x/"}
        glue.create_table(DatabaseName=database, TableInput={"Name": name, "StorageDescriptor": storage})


def test_properties_are_those_of_the_outputs_and_what_is_not_there_is_absent(
    plugin: Plugin, name: str, settings: dict[str, Any]
) -> None:
    database = plugin.create(DATABASE, plugin.check(DATABASE, {"name": name}))
    table = plugin.create(TABLE, plugin.check(TABLE, examples.table(name)))
    again = another_run(settings)
    found = again.invoke(
        LIVE_OBJECTS, databases=[name, "nowhere"], tables=[*asked(name, "orders", "x"), *asked("no", "t")]
    )
    seen = again.read(table).outputs
    assert found["tables"] == {f"{name}.orders": seen}
    untagged = {k: v for k, v in again.read(database).outputs.items() if k not in ("tags", "tagsAll")}
    assert found["databases"] == {name: untagged}
    assert found["partitions"] == {}


def test_nothing_is_asked_of_glue_where_nothing_is_asked(plugin: Plugin) -> None:
    assert plugin.invoke(LIVE_OBJECTS) == {"databases": {}, "tables": {}, "partitions": {}}
    assert plugin.take_calls() == []


def test_few_tables_are_a_call_each(plugin: Plugin, glue: GlueClient, database: str) -> None:
    make_tables(glue, database, "a", "b", *(f"other{n}" for n in range(150)))
    found = plugin.invoke(LIVE_OBJECTS, tables=asked(database, "a", "b", "gone"))
    assert {*found["tables"]} == {f"{database}.a", f"{database}.b"}
    assert plugin.count_calls() == {"GetTable": 3}


def test_many_tables_are_pages_of_their_database_alone(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    names = [f"t{n}" for n in range(150)]
    make_tables(glue, database, *names)
    found = plugin.invoke(LIVE_OBJECTS, tables=asked(database, *names, "gone"))
    assert len(found["tables"]) == 150
    calls = plugin.take_calls()
    assert {name for name, _ in calls} == {"GetTables"}
    assert {request["DatabaseName"] for _, request in calls} == {database}
    assert len(calls) == 2


def test_many_foreign_tables_beside_ours_cost_a_bounded_number_of_pages(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    ours = [f"z{n}" for n in range(10)]
    make_tables(glue, database, *(f"a{n:03}" for n in range(400)), *ours)
    found = plugin.invoke(LIVE_OBJECTS, tables=asked(database, *ours))
    assert len(found["tables"]) == 10
    assert plugin.count_calls() == {"GetTables": 2, "GetTable": 10}


def test_without_leave_for_lists_tables_are_read_one_by_one(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    names = [f"t{n}" for n in range(12)]
    make_tables(glue, database, *names)
    events = plugin.servicer._session.glue().meta.events
    events.register("after-call.glue.GetTables", refuse)
    assert len(plugin.invoke(LIVE_OBJECTS, tables=asked(database, *names))["tables"]) == 12
    events.register("after-call.glue.GetTable", refuse)
    with pytest.raises(Refused) as caught:
        plugin.invoke(LIVE_OBJECTS, tables=asked(database, *names))
    assert f"cannot read table {database}.t0: AccessDeniedException: not allowed; " in str(caught.value)
    assert "may not call GetTable" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_partitions_are_counted_without_columns_and_by_the_tables_stamp(plugin: Plugin, keyed: str) -> None:
    create_set(plugin, set_inputs(keyed, days(40, 30)))
    plugin.create(PARTITION, examples.partition(keyed, "2025-01-01", "crawler", parameters={}))
    plugin.take_calls()
    where = [{"database": keyed, "table": "orders"}, {"database": keyed, "table": "gone"}]
    found = plugin.invoke(LIVE_OBJECTS, partitions=where)
    assert found["partitions"] == {f"{keyed}.orders": {"total": 1201, "others": 1}}
    assert found["tables"] == {}
    calls = plugin.take_calls()
    assert all(request["ExcludeColumnSchema"] for name, request in calls if name == "GetPartitions")
    assert plugin.invoke(LIVE_OBJECTS, partitions=where[:1]) == found
    assert "GetPartitions" not in plugin.count_calls()  # counted once a run


def test_a_table_without_keys_has_no_partitions_to_count(plugin: Plugin, database: str) -> None:
    plugin.create(TABLE, plugin.check(TABLE, examples.table(database, partitionKeys=[])))
    plugin.take_calls()
    found = plugin.invoke(LIVE_OBJECTS, partitions=[{"database": database, "table": "orders"}])
    assert found["partitions"] == {f"{database}.orders": {"total": 0, "others": 0}}
    assert plugin.count_calls() == {"GetTable": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"table": []}, "table found; databases, tables, partitions expected"),
        ({"tables": "a.b"}, "tables: 'a.b' found; a list expected"),
        ({"tables": ["a.b"]}, r"tables\[0\]: 'a.b' found; an object with database and name"),
        ({"tables": [{"database": "a", "name": 7}]}, r"tables\[0\]: .* both texts, expected"),
        ({"partitions": [{"database": "a", "name": "b"}]}, "an object with database and table"),
        ({"databases": [""]}, r"databases\[0\]: '' found; the name of a database expected"),
        ({"databases": [UNKNOWN]}, r"databases\[0\]: \(not known yet\) found"),
        ({"databases": UNKNOWN}, r"databases: \(not known yet\) found"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(plugin: Plugin, arguments: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        plugin.invoke(LIVE_OBJECTS, **arguments)
    assert plugin.take_calls() == []


def test_an_unreachable_aws_is_one_line_without_secrets(settings: dict[str, Any]) -> None:
    plugin = Plugin()
    nobody = {"endpoints": [{"glue": "http://127.0.0.1:9/", "sts": "http://127.0.0.1:9/"}], "maxRetries": 1}
    plugin.configure(**{**settings, "secretKey": "very secret", **nobody})
    with pytest.raises(Refused, match="cannot ") as caught:
        plugin.invoke(LIVE_OBJECTS, databases=["very secret"])
    assert "\n" not in str(caught.value)
    assert "very secret" not in str(caught.value)


def test_a_name_that_came_as_secret_goes_back_as_secret(plugin: Plugin, database: str) -> None:
    args = wire.encode({})
    args["databases"] = [{wire.SIGNATURE: wire.SECRET, "value": database}]
    answer = plugin.servicer.Invoke(provider_pb2.InvokeRequest(tok=LIVE_OBJECTS, args=args), RpcContext())
    given = getattr(answer, "return")["databases"]
    assert given[wire.SIGNATURE] == wire.SECRET


def test_another_function_is_refused(plugin: Plugin) -> None:
    with pytest.raises(Refused, match="aws:glue/getConnection:getConnection is not served"):
        plugin.invoke("aws:glue/getConnection:getConnection")


def test_what_it_says_of_a_table_is_what_an_import_would_find(
    plugin: Plugin, glue: GlueClient, database: str
) -> None:
    make_tables(glue, database, "theirs")
    found = plugin.invoke(LIVE_OBJECTS, tables=asked(database, "theirs"))["tables"]
    id = f"{found[f'{database}.theirs']['catalogId']}:{database}:theirs"
    imported: State = plugin.import_(TABLE, id)
    assert found[f"{database}.theirs"].items() <= imported.outputs.items()
