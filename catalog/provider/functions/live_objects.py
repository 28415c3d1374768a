"""`aws:glue/catalog:liveObjects`: databases, tables and numbers of partitions as they are in Glue now.

For whoever has to know what is there before anything is registered. Arguments:

    {databases: [name], tables: [{database, name}], partitions: [{database, table}]}

each of which may be left out; the answer has the same three members:

    {databases: {name: properties}, tables: {"db.t": properties}, partitions: {"db.t": {total, others}}}

Properties are those that the resource's outputs have after a refresh, but for tags and indexes, which take
calls of their own. What is not there is left out. `others` are partitions without the stamp that the live
table bears. Columns of partitions are never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.many_reads import AT_ONCE, read_many
from catalog.aws.errors import ProviderError
from catalog.aws.shapes.properties import Properties, PropertyMap
from catalog.language.glue.kinds import LIVE_OBJECTS
from catalog.provider.framework.ownership import stamp_of
from catalog.provider.framework.request import Context
from catalog.provider.resources.database import CatalogDatabase
from catalog.provider.resources.table import CatalogTable

MEMBERS = {"databases": (), "tables": ("database", "name"), "partitions": ("database", "table")}
Address = tuple[str, str]  # database and table


class LiveObjects:
    """The function; holds nothing from call to call."""

    token = LIVE_OBJECTS

    def __init__(self) -> None:
        self._database, self._table = CatalogDatabase(), CatalogTable()

    def __call__(self, context: Context, arguments: PropertyMap) -> Properties:
        """The answer. Raises ProviderError for arguments that can't be meant and if AWS refuses."""
        databases, tables, partitions = (_asked(arguments, name) for name in _known(arguments))
        client = context.client()
        named = [name for (name,) in databases]
        found = read_many(
            self._database.calls,
            client,
            (),
            named,
            lambda n, live: self._database.outputs(client, (n,), live),
        )
        live = self._tables(client, [*dict.fromkeys([*tables, *partitions])])
        counted = [at for at in dict.fromkeys(partitions) if at in live]
        with ThreadPoolExecutor(AT_ONCE, "count") as pool:
            counts = pool.map(lambda at: _count(context, client, at, live[at]), counted)
            return {
                "databases": found,
                "tables": {".".join(at): live[at] for at in tables if at in live},
                "partitions": {".".join(at): count for at, count in zip(counted, counts, strict=True)},
            }

    def _tables(self, client: CatalogClient, asked: Iterable[Address]) -> dict[Address, Properties]:
        """The properties of those that are there."""
        names: dict[str, list[str]] = {}
        for database, name in asked:
            names.setdefault(database, []).append(name)
        found: dict[Address, Properties] = {}
        for database, some in names.items():

            def keep(name: str, live: Mapping[str, Any], database: str = database) -> Properties:
                return self._table.outputs(client, (database, name), live)

            of_database = read_many(self._table.calls, client, (database,), some, keep)
            found |= {(database, name): one for name, one in of_database.items()}
        return found


def _count(context: Context, client: CatalogClient, at: Address, table: PropertyMap) -> Properties:
    if not table.get("partitionKeys"):
        return {"total": 0, "others": 0}
    count = context.counts.of(client, *at, stamp_of(table.get("parameters")), context.cancelled)
    return {"total": count.total, "others": count.others}


def _known(arguments: PropertyMap) -> Iterable[str]:
    """The names of the members. Raises ProviderError for any other."""
    if unknown := sorted({*arguments} - {*MEMBERS}):
        raise ProviderError(
            f"{LIVE_OBJECTS}: {', '.join(unknown)} found; {', '.join(MEMBERS)} expected, each a list"
        )
    return MEMBERS


def _asked(arguments: PropertyMap, member: str) -> list[Any]:
    """A list of the arguments as tuples of names. Raises ProviderError."""
    entries, names = arguments.get(member) or [], MEMBERS[member]
    if not isinstance(entries, list):
        raise ProviderError(f"{LIVE_OBJECTS}: {member}: {entries!r} found; a list expected")
    return [_row(entry, names, f"{member}[{at}]") for at, entry in enumerate(entries)]


def _row(entry: Any, names: tuple[str, ...], place: str) -> tuple[str, ...]:
    given = entry if names else {"name": entry}
    wanted = names or ("name",)
    if isinstance(given, Mapping) and {*given} == {*wanted}:
        row = tuple(given[name] for name in wanted)
        if all(isinstance(part, str) and part for part in row):
            return row
    expected = f"an object with {' and '.join(names)}, both texts," if names else "the name of a database"
    raise ProviderError(f"{LIVE_OBJECTS}: {place}: {entry!r} found; {expected} expected")
