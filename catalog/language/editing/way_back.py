"""What a table's way back breaks: the entries that accept it, from one spec of the table to an earlier one.

Specs are resolved without a stack's variables, so that an entry has them as the spec does and holds in every
stack. Reads the CSV files of partitions, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.changes.spec_changes import spec_breaks
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import TableSpec


def way_back(now: TableSpec, then: TableSpec) -> list[Mapping[str, Any]]:
    """The entries, without reason and day, that accept what breaks readers when `then` follows `now`.

    None for tables of others. Raises what declaring a spec with errors raises: see `of_specs.table_of`.
    """
    if only_context(now.data) or only_context(then.data):
        return []
    return [j.entry for j in spec_breaks(now, then) if "code" in j.entry]
