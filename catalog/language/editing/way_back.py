"""What a table's way back breaks: the entries that accept it, from one spec of the table to an earlier one.

Specs are resolved without a stack's variables, so that an entry has them as the spec does and holds in every
stack. Reads the CSV files of partitions, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from catalog.language.changes.comparison import source_renames, table_changes
from catalog.language.changes.model import Table
from catalog.language.changes.of_specs import table_of
from catalog.language.changes.table_changes import ChangeFormat
from catalog.language.changes.verdicts.judge import judge
from catalog.language.changes.verdicts.readers import DEFAULT_READERS, READERS
from catalog.language.changes.verdicts.verdict import Circumstances, Verdict, partition_schema
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec

# what another format brings along: its SerDe, that one's parameters, and the name of the format
OF_FORMAT = frozenset({"CHG502", "CHG503", "CHG506", "CHG507", "CHG510"})
PROJECTED = "projection.enabled"


def way_back(now: TableSpec, then: TableSpec) -> list[Mapping[str, Any]]:
    """The entries, without reason and day, that accept what breaks readers when `then` follows `now`.

    None for tables of others. Raises what declaring a spec with errors raises: see `of_specs.table_of`.
    """
    if only_context(now.data) or only_context(then.data):
        return []
    old, new = table_of(now), table_of(then)
    if len(old.keys) != len(new.keys):  # rows of other lengths
        old, new = replace(old, partitions=None), replace(new, partitions=None)
    changes = table_changes(old, new, _renames(old, new, then))
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


def _readers(spec: TableSpec) -> Iterable[str]:
    return spec.data.get("readers") or DEFAULT_READERS


def _renames(old: Table, new: Table, then: TableSpec) -> dict[str, str]:
    """The old name by the new one: as both come from one element of the source, or as `renamed_from` says."""
    said = {c["name"]: c["renamed_from"] for c in then.data["columns"] if c.get("renamed_from")}
    return {**source_renames(old.columns, new.columns), **said}
