"""Reads of many tables: few calls, never stale within a run, single where that is less."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mypy_boto3_glue import GlueClient

from tests.support.lifecycle_machine import State
from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, TABLE, Plugin, refuse


def _tables(plugin: Plugin, glue: GlueClient, database: str, count: int, foreign: int = 0) -> list[State]:
    """Tables of this stack, and before them in the alphabet others that it does not know."""
    for number in range(foreign):
        glue.create_table(DatabaseName=database, TableInput={"Name": f"a{number:04d}"})
    inputs = [plugin.check(TABLE, examples.table(database, name=f"t{n:04d}")) for n in range(count)]
    states = [State(id, given, outputs) for given in inputs for id, outputs in [plugin.create(TABLE, given)]]
    return states


@pytest.fixture
def fresh(plugin: Plugin, settings: dict[str, Any]) -> Plugin:
    """A plugin of another run."""
    made = Plugin()
    made.configure(**settings)
    made.record(made.servicer._session._session())
    return made


def _read(plugin: Plugin, state: State) -> Any:
    return plugin.read(TABLE, state.id, state.outputs, state.inputs)


def _counted(plugin: Plugin) -> Counter[str]:
    return Counter(name for name, _ in plugin.take_calls())


def test_many_reads_are_pages(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, glue, database, 230)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda state: _read(fresh, state), states))
    assert [(id, inputs) for id, _, inputs in found] == [(s.id, s.inputs) for s in states]
    assert [outputs for _, outputs, _ in found] == [s.outputs for s in states]
    calls = _counted(fresh)
    assert calls["GetTables"] <= 4
    assert calls["GetTable"] <= 12


def test_few_reads_are_single_calls(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    for state in _tables(plugin, glue, database, 4):
        _read(fresh, state)
    assert _counted(fresh) == {"GetTable": 4}


def test_a_database_full_of_others_tables_is_not_read_through(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 10, foreign=900)
    for state in states:
        assert _read(fresh, state)[0] == state.id
    calls = _counted(fresh)
    assert calls["GetTables"] <= 3
    assert calls["GetTable"] == 10


def test_what_the_run_wrote_is_read_anew(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 20)
    for state in states[:10]:
        _read(fresh, state)
    changed = states[15]
    news = {**changed.inputs, "description": "changed"}
    fresh.update(TABLE, changed.id, changed.outputs, changed.inputs, news)
    assert _read(fresh, changed)[1]["description"] == "changed"
    fresh.delete(TABLE, states[16].id, states[16].outputs, states[16].inputs)
    assert _read(fresh, states[16])[0] == ""


def test_a_table_that_is_gone_is_gone(plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str) -> None:
    states = _tables(plugin, glue, database, 12)
    glue.delete_table(DatabaseName=database, Name="t0011")
    assert [_read(fresh, state)[0] != "" for state in states] == [True] * 11 + [False]


def test_without_leave_to_list_tables_are_read_one_by_one(
    plugin: Plugin, fresh: Plugin, glue: GlueClient, database: str
) -> None:
    states = _tables(plugin, glue, database, 12)
    events = fresh.servicer._session.glue().meta.events
    events.register("after-call.glue.GetTables", refuse)
    assert all(_read(fresh, state)[0] for state in states)
    assert _counted(fresh)["GetTable"] == 12


def test_many_databases_are_pages(plugin: Plugin, fresh: Plugin, name: str) -> None:
    inputs = [plugin.check(DATABASE, examples.database(f"{name}_{n:02d}")) for n in range(30)]
    made = [(*plugin.create(DATABASE, given), given) for given in inputs]
    for id, outputs, given in made:
        assert fresh.read(DATABASE, id, outputs, given) == (id, outputs, given)
    calls = _counted(fresh)
    assert calls["GetDatabase"] <= 6
    assert calls["GetDatabases"] <= 30
