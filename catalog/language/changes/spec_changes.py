"""How two versions of a table's spec are judged: the gate, import and rollback ask the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from catalog.language.partitions.projection import is_enabled
from catalog.language.specs.resolver import TableSpec

from .change import Change
from .comparison import source_renames, table_changes
from .model import Table
from .of_specs import table_of
from .table_changes import ChangeFormat
from .verdicts.judge import judge
from .verdicts.readers import DEFAULT_READERS, READERS
from .verdicts.verdict import Circumstances, Judgement, PartitionSchema, Verdict, partition_schema

# what another format brings along: its SerDe, that one's parameters, and the name of the format
OF_FORMAT = frozenset({"CHG502", "CHG503", "CHG506", "CHG507", "CHG510"})


def renames(old: Table, new: Table, spec: TableSpec) -> Mapping[str, str]:
    """The old name by the new one: by `renamed_from`, else as both come from one element of the source."""
    said = {c["name"]: c["renamed_from"] for c in spec.data["columns"] if c.get("renamed_from")}
    return {**source_renames(old.columns, new.columns), **said}


def readers_of(spec: TableSpec) -> tuple[str, ...]:
    """Who reads a table, by the names of READERS, in their order."""
    return among_readers(spec.data.get("readers") or DEFAULT_READERS)


def among_readers(*named: Iterable[str]) -> tuple[str, ...]:
    """The readers of several sides, in the order of READERS."""
    either = {reader for some in named for reader in some}
    return tuple(reader for reader in READERS if reader in either)


def partitions_after(spec: TableSpec, old: Table, new: Table) -> PartitionSchema:
    """Which columns the partitions have after a run of `spec`, which makes `new` of `old`.

    Where neither declares partitions they are others', and no run of ours gives them other columns.
    """
    if is_enabled(new.parameters):
        return PartitionSchema.PROJECTED
    if new.keys and old.partitions is None and new.partitions is None:
        return PartitionSchema.OLD
    return partition_schema(bool(new.keys), False, (spec.data.get("partitions") or {}).get("cascade"))


def comparable(old: Table, new: Table) -> tuple[Table, Table]:
    """Both without partitions where their keys differ in number: rows of other lengths can't be compared."""
    if len(old.keys) == len(new.keys):
        return old, new
    return replace(old, partitions=None), replace(new, partitions=None)


def spec_breaks(before: TableSpec, after: TableSpec) -> tuple[Judgement, ...]:
    """What breaks the readers of either spec of a table when one follows the other. Raises what declaring a
    spec with errors raises: see `of_specs.table_of`.
    """
    old, new = comparable(table_of(before), table_of(after))
    readers = among_readers(readers_of(before), readers_of(after))
    circumstances = Circumstances(readers, partitions_after(after, old, new))
    return breaks(table_changes(old, new, renames(old, new, after)), old, new, circumstances)


def breaks(
    changes: Iterable[Change], old: Table, new: Table, circumstances: Circumstances
) -> tuple[Judgement, ...]:
    """The judgements that break a reader; of a change of the format that one alone, not what it brings."""
    changes = tuple(changes)
    passed = OF_FORMAT if any(isinstance(change, ChangeFormat) for change in changes) else frozenset()
    found = judge(changes, old, new, circumstances)
    return tuple(j for j in found if j.verdict is Verdict.BREAKING and j.code not in passed)
