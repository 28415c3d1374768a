"""Reads of many tables: few calls, never stale within a run, single where that is less."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, TABLE, Plugin, State, another_run, refuse


def _tables(plugin: Plugin, glue: GlueClient, database: str, count: int, foreign: int = 0) -> list[State]:
    """Tables of this stack, and before them in the alphabet others that it does not know."""
    for number in range(foreign):
        glue.create_table(DatabaseName=database, TableInput={"Name": f"a{number:04d}"})
    inputs = [plugin.check(TABLE, examples.table(database, name=f"t{n:04d}")) for n in range(count)]
    return [plugin.create(TABLE, given) for given in inputs]


@pytest.fixture
def fresh(plugin: Plugin, settings: dict[str, Any]) -> Plugin:
    """A plugin of another run."""
    return another_run(settings)


def test_many_reads_are_pages(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, glue, database, 230)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fresh.read, states))
    assert found == states
    calls = fresh.count_calls()
    assert calls["GetTables"] <= 4
    assert calls["GetTable"] <= 12


def test_few_reads_are_single_calls(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    for state in _tables(plugin, glue, database, 4):
        fresh.read(state)
    assert fresh.count_calls() == {"GetTable": 4}


def test_a_database_full_of_others_tables_is_not_read_through(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 10, foreign=900)
    for state in states:
        assert fresh.read(state).id == state.id
    calls = fresh.count_calls()
    assert calls["GetTables"] <= 3
    assert calls["GetTable"] == 10


def test_what_the_run_wrote_is_read_anew(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 20)
    for state in states[:10]:
        fresh.read(state)
    changed = states[15]
    news = {**changed.inputs, "description": "changed"}
    fresh.update(changed, news)
    assert fresh.read(changed).outputs["description"] == "changed"
    fresh.delete(states[16])
    assert fresh.read(states[16]).id == ""


def test_a_table_that_is_gone_is_gone(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, glue, database, 12)
    glue.delete_table(DatabaseName=database, Name="t0011")
    assert [fresh.read(state).id != "" for state in states] == [True] * 11 + [False]


def test_without_leave_to_list_tables_are_read_one_by_one(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 12)
    events = fresh.servicer._session.glue().meta.events
    events.register("after-call.glue.GetTables", refuse)
    assert all(fresh.read(state).id for state in states)
    assert fresh.count_calls()["GetTable"] == 12


def test_many_databases_are_pages(plugin: Plugin, fresh: Plugin, name: str) -> None:
    inputs = [plugin.check(DATABASE, examples.database(f"{name}_{n:02d}")) for n in range(30)]
    states = [plugin.create(DATABASE, given) for given in inputs]
    assert [fresh.read(state) for state in states] == states
    calls = fresh.count_calls()
    assert calls["GetDatabase"] <= 6
    assert calls["GetDatabases"] <= 30
