"""One example a kind, for the tests that every kind has to pass: a new kind gets them all for its example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.language.glue.kinds import KINDS
from tests.support.provider import examples
from tests.support.provider.harness import DATABASE, INDEX, PARTITION, SET, TABLE, Plugin, Properties
from tests.support.provider.partition_sets import days, set_inputs

OTHERS: dict[str, Any] = {"parameters": {"made.by": "a crawler"}}  # what another's object bears: no stamp


@dataclass(frozen=True)
class Example:
    """A kind's object in a database with a name of its own.

    `inputs` are for that name. `parents` makes what the object stands on; with `OTHERS` as nobody's of this
    stack. `update` and `replace` are inputs that differ so that the engine updates or replaces; `no_update`
    says why a kind has none. `foreign` are the inputs of an object that is not this stack's, `parents` of it
    made with OTHERS; `no_foreign` says why a kind adopts whatever it finds. `unrepeated` are inputs that the
    outputs do not have, `stays` says why a read finds the object after its delete.
    """

    inputs: Callable[[str], Properties]
    replace: Mapping[str, Any]
    update: Mapping[str, Any] | None = None
    parents: Callable[[Plugin, str, Mapping[str, Any]], None] = lambda plugin, name, more: None
    foreign: Mapping[str, Any] | None = None
    no_update: str = ""
    no_foreign: str = ""
    unrepeated: frozenset[str] = frozenset()
    stays: str = ""


def in_database(plugin: Plugin, name: str, more: Mapping[str, Any]) -> None:
    """A database."""
    plugin.create(DATABASE, examples.database(name, **more))


def in_table(plugin: Plugin, name: str, more: Mapping[str, Any]) -> None:
    """A database, and in it table `orders` by day and contributor."""
    in_database(plugin, name, more)
    keys = examples.columns("dt:date", "contributor")
    plugin.create(TABLE, examples.table(name, partitionKeys=keys, **more))


EXAMPLES: dict[str, Example] = {
    DATABASE: Example(
        examples.database,
        update={"description": "Sales and returns"},
        replace={"name": "other"},
        foreign=OTHERS,
    ),
    TABLE: Example(
        examples.table,
        update={"description": "Orders"},
        replace={"name": "other"},
        parents=in_database,
        foreign=OTHERS,
    ),
    PARTITION: Example(
        lambda name: examples.partition(name, "2026-01-01", "c01"),
        update={"parameters": {"rows": "7"}},
        replace={"partitionValues": ["2026-01-02", "c01"]},
        parents=in_table,
        foreign=OTHERS,
    ),
    SET: Example(
        lambda name: set_inputs(name, days(2, 2)),
        update={"values": days(3, 2)},
        replace={"tableName": "other"},
        parents=in_table,
        no_foreign="partitions that a set declares are brought to what it declares, whoever made them",
        unrepeated=frozenset({"keys", "values", "location", "storageDescriptor", "parameters"}),
        stays="a set is read as there, with all its partitions to be made, as long as its table is",
    ),
    INDEX: Example(
        lambda name: examples.index(name, "dt"),
        replace={"partitionIndex": {"indexName": "other", "keys": ["contributor"]}},
        parents=in_table,
        foreign={},
        no_update="Glue changes no index",
    ),
}
KIND_OF = {kind.token: kind for kind in KINDS.values()}
