"""What a table's way back breaks: the entries that accept it, from one spec of the table to an earlier one.

Specs are resolved without a stack's variables, so that an entry has them as the spec does and holds in every
stack. Reads the CSV files of partitions, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.changes.comparison import table_changes
from catalog.language.changes.model import Table
from catalog.language.changes.table_changes import ChangeFormat
from catalog.language.changes.verdicts.judge import judge
from catalog.language.changes.verdicts.readers import DEFAULT_READERS, READERS
from catalog.language.changes.verdicts.verdict import Circumstances, Verdict, partition_schema
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.declarations.table import table_declaration
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec

# what another format brings along: its SerDe, that one's parameters, and the name of the format
OF_FORMAT = frozenset({"CHG502", "CHG503", "CHG506", "CHG507", "CHG510"})
PROJECTED = "projection.enabled"
NO_STAMP = ""


def way_back(now: TableSpec, then: TableSpec) -> list[Mapping[str, Any]]:
    """The entries, without reason and day, that accept what breaks readers when `then` follows `now`.

    None for tables of others. Raises GlueTypeError for a spec with a text that is no type.
    """
    if only_context(now.data) or only_context(then.data):
        return []
    old, new = _table(now), _table(then)
    if len(old.keys) != len(new.keys):  # rows of other lengths
        old, new = replace(old, partitions=None), replace(new, partitions=None)
    changes = table_changes(old, new, dict(_renames(now, then)))
    circumstances = Circumstances(
        tuple(reader for reader in READERS if reader in {*_readers(now), *_readers(then)}),
        partition_schema(
            bool(new.keys),
            new.parameters.get(PROJECTED, "").lower() == "true",
            (then.data.get("partitions") or {}).get("cascade"),
        ),
    )
    passed = OF_FORMAT if any(isinstance(change, ChangeFormat) for change in changes) else frozenset()
    broken = (j for j in judge(changes, old, new, circumstances) if j.verdict is Verdict.BREAKING)
    return [j.entry for j in broken if "code" in j.entry and j.code not in passed]


def _table(spec: TableSpec) -> Table:
    of_set = next(partition_set_declarations(spec, NO_STAMP), None)
    values = spec.partitions.values if of_set else None
    properties = table_declaration(spec, NO_STAMP).properties
    return Table.of(properties, of_set.properties if of_set else None, values)


def _readers(spec: TableSpec) -> Iterable[str]:
    return spec.data.get("readers") or DEFAULT_READERS


def _renames(now: TableSpec, then: TableSpec) -> Iterator[tuple[str, str]]:
    """New and old names of columns: as `renamed_from` says, or as both come from one element."""
    names = {column["name"] for column in then.data["columns"]}
    sources = {s: c["name"] for c in now.data["columns"] if c["name"] not in names and (s := _source(c))}
    before = {column["name"] for column in now.data["columns"]}
    for column in then.data["columns"]:
        if former := column.get("renamed_from") or (
            sources.get(_source(column), "") if column["name"] not in before else ""
        ):
            yield column["name"], former


def _source(column: Mapping[str, Any]) -> str:
    source = column.get("source")
    return str(source.get("name") or "") if isinstance(source, dict) else ""
