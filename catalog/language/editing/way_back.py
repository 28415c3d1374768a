"""What a table's way back breaks: the entries that accept it, from one spec of the table to an earlier one.

Specs are resolved without a stack's variables, so that an entry has them as the spec does and holds in every
stack. Reads the CSV files of partitions, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.language.changes.comparison import table_changes
from catalog.language.changes.of_specs import table_of
from catalog.language.changes.spec_changes import (
    among_readers,
    breaks,
    partitions_after,
    readers_of,
    renames,
)
from catalog.language.changes.verdicts.verdict import Circumstances
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec


def way_back(now: TableSpec, then: TableSpec) -> list[Mapping[str, Any]]:
    """The entries, without reason and day, that accept what breaks readers when `then` follows `now`.

    None for tables of others. Raises what declaring a spec with errors raises: see `of_specs.table_of`.
    """
    if only_context(now.data) or only_context(then.data):
        return []
    old, new = table_of(now), table_of(then)
    if len(old.keys) != len(new.keys):  # rows of other lengths
        old, new = replace(old, partitions=None), replace(new, partitions=None)
    changes = table_changes(old, new, renames(old, new, then))
    circumstances = Circumstances(
        among_readers(readers_of(now), readers_of(then)), partitions_after(then, old, new)
    )
    return [j.entry for j in breaks(changes, old, new, circumstances) if "code" in j.entry]
