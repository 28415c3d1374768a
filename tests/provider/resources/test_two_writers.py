"""A table that a program and another tool write in turn: neither loses what is its own, and all is told.

The program declares a table by what specs declare and changes it from run to run. The other tool reads the
table, changes any member of it and writes it back, as crawlers, Athena and Spark do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mypy_boto3_glue.client import GlueClient

from tests.support.other_writers import writable
from tests.support.provider.harness import Plugin, Refused, State
from tests.support.sizes import example_count

TABLE = "aws:glue/catalogTable:CatalogTable"
words = st.sampled_from(["one", "two", "three"])
types = st.sampled_from(["int", "bigint", "string"])
columns = st.dictionaries(st.sampled_from("abcd"), types, min_size=1, max_size=3)
labels = st.one_of(st.none(), words)
programs = st.fixed_dictionaries(
    {
        "columns": columns,
        "location": words,
        "label": labels,
        "parameters": st.dictionaries(st.sampled_from("kl"), words),
    },
    optional={"description": words, "owner": words, "inputFormat": words, "compressed": st.booleans()},
)
# what the other tool does to one member, by its path; None takes it away
EDITS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("Description",), words),
    (("Owner",), words),
    (("Retention",), st.integers(1, 3)),
    (("ViewOriginalText",), words),
    (("Parameters", "k"), st.one_of(st.none(), words)),
    (("Parameters", "theirs"), words),
    (("StorageDescriptor", "Location"), words),
    (("StorageDescriptor", "InputFormat"), words),
    (("StorageDescriptor", "Compressed"), st.booleans()),
    (("StorageDescriptor", "NumberOfBuckets"), st.integers(1, 3)),
    (("StorageDescriptor", "AdditionalLocations"), st.lists(words, max_size=2)),
    (("StorageDescriptor", "SortColumns"), st.just([{"Column": "a", "SortOrder": 1}])),
    (("StorageDescriptor", "SerdeInfo"), st.fixed_dictionaries({"SerializationLibrary": words})),
    (("StorageDescriptor", "Parameters", "theirs"), words),
    (("columns", "a"), st.one_of(st.none(), types)),
    (("columns", "x"), st.one_of(st.none(), types)),
    (("columns", "y"), types),
)
edits = st.sampled_from(EDITS).flatmap(lambda edit: st.tuples(st.just(edit[0]), edit[1]))
turns = st.one_of(st.tuples(st.just("ours"), programs), st.tuples(st.just("theirs"), edits))
histories = st.lists(turns, min_size=2, max_size=7)


def inputs_of(database: str, program: Mapping[str, Any], run: int) -> dict[str, Any]:
    """The table as the program declares it; each run has a number, so that there is something to update."""
    comment = {"comment": program["label"]} if program["label"] else {}
    storage = {name: program[name] for name in ("location", "inputFormat", "compressed") if name in program}
    listed = [{"name": name, "type": kind, **comment} for name, kind in program["columns"].items()]
    named = {name: program[name] for name in ("description", "owner") if name in program}
    parameters = {"catalog.stack": "shop/test", "business.run": str(run), **program["parameters"]}
    stored = {**storage, "columns": listed}
    return {
        "databaseName": database,
        "name": "t",
        "parameters": parameters,
        "storageDescriptor": stored,
        **named,
    }


def edit(glue: GlueClient, database: str, path: tuple[str, ...], value: Any) -> None:
    table = live(glue, database)
    if path[0] == "columns":
        listed = [c for c in table["StorageDescriptor"]["Columns"] if c["Name"] != path[1] or value]
        at = next((i for i, c in enumerate(listed) if c["Name"] == path[1]), len(listed))
        listed[at : at + 1] = (
            [{**(listed[at] if at < len(listed) else {}), "Name": path[1], "Type": value}] if value else []
        )
        table["StorageDescriptor"]["Columns"] = listed
    else:
        holder: Any = table
        for part in path[:-1]:
            holder = holder.setdefault(part, {})
        holder[path[-1]] = value
        if value is None:
            del holder[path[-1]]
    glue.update_table(DatabaseName=database, TableInput=cast(Any, table))


def live(glue: GlueClient, database: str) -> dict[str, Any]:
    return writable(glue.get_table(DatabaseName=database, Name="t")["Table"])


def members(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """What a table says, by path: columns by name, keys of maps one by one; nothing for empties."""
    if isinstance(value, Mapping):
        return {k: v for key in value for k, v in members(value[key], (*path, key)).items()}
    if path[-1:] in (("Columns",), ("PartitionKeys",)):
        return {k: v for c in value for k, v in members({**c, "Name": None}, (*path, c["Name"])).items()}
    return {path: value} if value not in ("", [], None, 0) else {}


def declared(inputs: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """The paths that the program names, with the values that Glue is to have."""
    storage = inputs["storageDescriptor"]
    found: dict[tuple[str, ...], Any] = {("Parameters", k): v for k, v in inputs["parameters"].items()}
    found |= {(name.capitalize(),): inputs[name] for name in ("description", "owner") if name in inputs}
    at = ("StorageDescriptor",)
    found |= {
        (*at, n[0].upper() + n[1:]): storage[n]
        for n in ("location", "inputFormat", "compressed")
        if n in storage
    }
    for column in storage["columns"]:
        found[*at, "Columns", column["name"], "Type"] = column["type"]
        if "comment" in column:
            found[*at, "Columns", column["name"], "Comment"] = column["comment"]
    return found


def as_told(path: tuple[str, ...]) -> str:
    """The path as messages name it."""
    named = [part for part in path if part != "Name"]
    if named[:2] == ["StorageDescriptor", "Columns"]:
        return ".".join(["columns", named[2]])
    return ".".join(
        part if at and path[at - 1] == "Parameters" else part[0].lower() + part[1:]
        for at, part in enumerate(named)
    )


class History:
    """One table's: the state as the engine keeps it, and what each writer last wrote."""

    def __init__(
        self, plugin: Plugin, glue: GlueClient, database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.plugin, self.glue, self.database, self.monkeypatch = plugin, glue, database, monkeypatch
        self.state: State | None = None
        self.runs = 0

    def ours(self, program: Mapping[str, Any]) -> None:
        """An `up`: a preview and the update; if they refuse, once more with all overwritten."""
        self.runs += 1
        inputs = self.plugin.check(TABLE, inputs_of(self.database, program, self.runs))
        if self.state is None:
            self.state = self.plugin.create(TABLE, inputs)
            self.after = live(self.glue, self.database)
            return
        before = live(self.glue, self.database)
        self.plugin.log.take()
        reason = self.refusal(inputs, preview=True)
        assert (self.refusal(inputs) if reason else "") == reason
        if reason:
            assert live(self.glue, self.database) == before
            self.monkeypatch.setenv("CATALOG_OVERWRITE", "*.*:*")
            assert self.refusal(inputs, preview=True) == ""
        told = "\n".join(self.plugin.log.take())
        old = self.state.inputs
        self.state = self.plugin.update(self.state, inputs)
        self.monkeypatch.delenv("CATALOG_OVERWRITE", raising=False)
        self.compare(before, old, inputs, told)

    def refusal(self, inputs: Any, *, preview: bool = False) -> str:
        """Why an update, or its preview, is refused; '' if it is not."""
        assert self.state is not None
        try:
            self.plugin.update(self.state, inputs, preview=preview)
        except Refused as refused:
            return str(refused)
        return ""

    def compare(self, before: Any, old: Mapping[str, Any], inputs: Mapping[str, Any], told: str) -> None:
        now = live(self.glue, self.database)
        found, theirs, ours, was = members(now), members(before), declared(inputs), declared(old)
        assert {
            path: found.get(path, False if value is False else None) for path, value in ours.items()
        } == ours
        for path in theirs.keys() - ours.keys() - was.keys():
            assert found.get(path) == theirs[path], path
        last = members(self.after)
        for path in theirs:
            if theirs[path] != last.get(path) and found.get(path) != theirs[path]:
                assert f"{as_told(path)}" in told, (path, told)
        assert not self.plugin.diff(self.plugin.read(self.state), inputs).detailedDiff, (
            "drift after an update"
        )
        self.after = now


@settings(
    max_examples=example_count(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(first=programs, history=histories)
def test_neither_loses_what_is_its_own(
    plugin: Plugin, glue: GlueClient, database: str, monkeypatch: pytest.MonkeyPatch, first: Any, history: Any
) -> None:
    table = History(plugin, glue, database, monkeypatch)
    table.ours(first)
    try:
        for who, what in [*history, ("ours", first)]:
            if who == "ours":
                table.ours(what)
            else:
                edit(glue, database, *what)
    finally:
        glue.delete_table(DatabaseName=database, Name="t")
