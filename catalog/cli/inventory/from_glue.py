"""The tables of a stack's Glue as entries, read with the stack's endpoints, roles and guard of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.project import UsageError, known_stack
from catalog.cli.stacks.aws_keys import own_keys, values_of
from catalog.language.findings import short
from catalog.language.glue import parameters as glue_parameters
from catalog.language.stacks.settings import holds_secure

from .entry import Entry, mapping

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient
    from mypy_boto3_glue.type_defs import ColumnOutputTypeDef, TableTypeDef


def glue_of(project: Path, stack: str) -> GlueClient:
    """A client for a stack's Glue, with the plugin's own guard of accounts.

    What the stack does not set is the shell's; what is encrypted in its file the engine is asked for. Raises
    UsageError for a stack without file, keys that can't be used and an account that is not allowed, DataError
    for a broken file, EngineError for encrypted values that the engine can't read.
    """
    from catalog.aws.calls.catalog_client import open_catalog
    from catalog.aws.errors import ProviderError

    keys = values_of(project, known_stack(project, stack))
    if any(map(holds_secure, keys.values())):
        keys = _decrypted(project, stack)
    try:
        return open_catalog(keys).glue
    except ProviderError as error:
        raise UsageError(f"stack {stack}: {error}") from error


def _decrypted(project: Path, stack: str) -> dict[str, Any]:
    """The stack's `aws:` values as the engine gives them to the plugin."""
    from catalog.engine.fleet import engines_of, read_config

    (engine,) = engines_of(project, [stack])
    config = read_config(engine)
    return {key: config[name] for key, name in own_keys(config).items()}


def tables_of(client: GlueClient, only: str = "") -> Iterator[Entry]:
    """The tables of all databases, or of one, by name; what is counted is asked for by `counted`.

    Raises UsageError for a database that is not there.
    """
    for database in [only] if only else sorted(_database_names(client)):
        try:
            pages = client.get_paginator("get_tables").paginate(DatabaseName=database)
            found = sorted((t for page in pages for t in page["TableList"]), key=lambda t: t["Name"])
        except client.exceptions.EntityNotFoundException:
            raise UsageError(f"no database {short(database)} in Glue") from None
        yield from map(entry_of, found)


def table_of(client: GlueClient, database: str, name: str) -> TableTypeDef:
    """One table as Glue has it. Raises UsageError if it is not there."""
    try:
        return client.get_table(DatabaseName=database, Name=name)["Table"]
    except client.exceptions.EntityNotFoundException:
        raise UsageError(f"no table {short(f'{database}.{name}')} in Glue") from None


def entry_of(found: TableTypeDef) -> Entry:
    """The entry of a table in Glue, its partitions and indexes not yet counted."""
    context = glue_parameters.decode_context(found.get("Parameters", {}))
    database = found["DatabaseName"]
    return Entry(
        database=database,
        table=found["Name"],
        glue_database=database,
        description=found.get("Description", ""),
        business=mapping(context.get("business")),
        source=mapping(context.get("source")),
        columns=[column_of(c) for c in found.get("StorageDescriptor", {}).get("Columns", [])],
        keys=[column_of(c) for c in found.get("PartitionKeys", [])],
    )


def counted(client: GlueClient, entry: Entry) -> Entry:
    """The entry with its numbers of partitions and of indexes."""
    if not entry.keys:
        return entry
    arguments: Any = {"DatabaseName": entry.glue_database, "TableName": entry.table}
    pages = client.get_paginator("get_partitions").paginate(**arguments, ExcludeColumnSchema=True)
    partitions = sum(len(page["Partitions"]) for page in pages)
    indexes = client.get_partition_indexes(**arguments)["PartitionIndexDescriptorList"]
    return replace(entry, partitions=partitions, indexes=len(indexes))


def column_of(found: ColumnOutputTypeDef) -> dict[str, Any]:
    """A column of Glue as specs have it."""
    return glue_parameters.decode_column({k.lower(): v for k, v in found.items()})


def _database_names(client: GlueClient) -> Iterator[str]:
    for page in client.get_paginator("get_databases").paginate():
        yield from (d["Name"] for d in page["DatabaseList"])
