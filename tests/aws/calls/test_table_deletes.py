"""Deletes of tables that arrive together: few calls, every entry's answer read."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from mypy_boto3_glue.client import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import TABLE, Plugin, Refused, State

NAMES = [f"t{n}" for n in range(6)]


def _tables(plugin: Plugin, database: str) -> list[State]:
    inputs = [plugin.check(TABLE, examples.table(database, name=name)) for name in NAMES]
    return [plugin.create(TABLE, given) for given in inputs]


def _delete_together(plugin: Plugin, states: list[State]) -> list[Future[None]]:
    """Deletes the first table, and the others while that call is under way."""
    started, release = threading.Event(), threading.Event()

    def hold(**_: Any) -> None:
        started.set()
        assert release.wait(10)

    events = plugin.servicer._session.glue().meta.events
    events.register_first("before-call.glue.DeleteTable", hold)
    with ThreadPoolExecutor(len(states)) as pool:
        futures = [pool.submit(_delete, plugin, states[0])]
        assert started.wait(10)
        futures += [pool.submit(_delete, plugin, state) for state in states[1:]]
        (waiting,) = plugin.servicer._deletes._coalescer._waiting
        while len(plugin.servicer._deletes._coalescer._waiting[waiting]) < len(states) - 1:
            started.wait(0.001)
        events.unregister("before-call.glue.DeleteTable", hold)
        release.set()
    return futures


def _delete(plugin: Plugin, state: State) -> None:
    plugin.delete(state)


def _left(glue: GlueClient, database: str) -> list[str]:
    return [table["Name"] for table in glue.get_tables(DatabaseName=database)["TableList"]]


def _refuse(plugin: Plugin, answer: dict[str, Any], status: int = 200) -> None:
    """Answers each BatchDeleteTable so, without sending it."""

    def instead(**_: Any) -> Any:
        class Raw:
            status_code = status

        return Raw(), answer

    plugin.servicer._session.glue().meta.events.register("before-call.glue.BatchDeleteTable", instead)


def test_deletes_that_arrive_together_are_one_call(plugin: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, database)
    plugin.take_calls()
    for future in _delete_together(plugin, states):
        future.result()
    calls = plugin.take_calls()
    assert [name for name, _ in calls] == ["DeleteTable", "BatchDeleteTable"]
    assert sorted(calls[1][1]["TablesToDelete"]) == NAMES[1:]
    assert _left(glue, database) == []


def test_tables_that_are_gone_are_deleted(plugin: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, database)
    for name in ("t2", "t4"):
        glue.delete_table(DatabaseName=database, Name=name)
    for future in _delete_together(plugin, states):
        future.result()
    assert _left(glue, database) == []


def test_a_refused_entry_fails_alone_and_by_name(plugin: Plugin, database: str) -> None:
    states = _tables(plugin, database)
    detail = {"ErrorCode": "ResourceNotReadyException", "ErrorMessage": "not now"}
    _refuse(plugin, {"Errors": [{"TableName": "T3", "ErrorDetail": detail}]})
    futures = _delete_together(plugin, states)
    failed = [str(f.exception()) for f in futures if f.exception()]
    assert failed == [f"cannot delete table {database}.t3: ResourceNotReadyException: not now"]


def test_without_leave_for_the_batch_each_goes_alone(plugin: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, database)
    plugin.take_calls()
    _refuse(plugin, {"Error": {"Code": "AccessDeniedException", "Message": "glue:BatchDeleteTable"}}, 400)
    for future in _delete_together(plugin, states):
        future.result()
    assert [name for name, _ in plugin.take_calls()].count("DeleteTable") == len(NAMES)
    assert _left(glue, database) == []


def test_a_batch_that_fails_fails_each_of_its_tables(plugin: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, database)
    _refuse(plugin, {"Error": {"Code": "InternalServiceException", "Message": "try later"}}, 400)
    futures = _delete_together(plugin, states)
    futures[0].result()
    for future in futures[1:]:
        with pytest.raises(Refused, match=f"cannot delete 5 tables of {database}: .*try later"):
            future.result()
    assert _left(glue, database) == NAMES[1:]
