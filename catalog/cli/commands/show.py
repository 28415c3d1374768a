"""`catalog show`: what is in Glue now, read back through its API with the stack's own endpoints.

Prints databases and tables with their business context; `catalog show DATABASE.TABLE` prints one
table's columns. Region, profile, roles, keys and the guard of accounts are the stack's, as for the plugin;
what is encrypted in its file the engine is asked for. What the stack does not set is the shell's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import UsageError, known_stack, project_root
from catalog.cli.stacks.aws_keys import own_keys, values_of
from catalog.cli.terminal.findings import table
from catalog.language.findings import short
from catalog.language.glue import parameters as glue_parameters
from catalog.language.stacks.settings import holds_secure
from catalog.language.visible import cell, line

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient
    from mypy_boto3_glue.type_defs import ColumnOutputTypeDef, TableTypeDef


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "show",
        "Read Glue by a stack's own endpoints, roles and guard of accounts: databases and tables with"
        " their business context, or one table's columns.",
        (
            ("catalog show", "all tables of stack local"),
            ("catalog show sales_dev.orders --stack dev", "the columns of one table"),
        ),
        statuses=(0,),
    )
    parser.add_argument(
        "name", nargs="?", metavar="DATABASE[.TABLE]", help="only this database, or one table's columns"
    )
    parser.add_argument(
        "--stack", metavar="NAME", default="local", help="whose Glue to read (default: local)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 2 if Glue can't be reached or has no such object."""
    client = glue_of(project_root(), args.stack)
    database, _, name = (args.name or "").partition(".")
    if name:
        print(describe_table(client, database, name))
    else:
        print(list_tables(client, database))
    return 0


def glue_of(project: Path, stack: str) -> GlueClient:
    """A client for a stack's Glue, with the plugin's own guard of accounts.

    Raises UsageError for a stack without file, keys that can't be used and an account that is not allowed,
    DataError for a broken file, EngineError for encrypted values that the engine can't read.
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


def list_tables(client: GlueClient, only: str = "") -> str:
    """One line for each table: database, table, columns, partitions, indexes, label, steward."""
    databases = [only] if only else sorted(_database_names(client))
    rows = [_row(client, t) for d in databases for t in _tables(client, d)]
    if not rows:
        return "no tables" + (f" in {cell(only)}" if only else "")
    header = ("database", "table", "columns", "partitions", "indexes", "role", "label", "steward")
    return f"{table(header, rows)}\n{len(rows)} tables in {len({r[0] for r in rows})} databases"


def describe_table(client: GlueClient, database: str, name: str) -> str:
    """One table's columns with type, key, label and what else they say, after its own context."""
    try:
        found = client.get_table(DatabaseName=database, Name=name)["Table"]
    except client.exceptions.EntityNotFoundException:
        raise UsageError(f"no table {short(f'{database}.{name}')} in Glue") from None
    context = glue_parameters.decode_context(found.get("Parameters", {}))
    title = f"{cell(database)}.{cell(name)}  version {cell(found.get('VersionId', '?'))}"
    head = [title, *_context_lines(context)]
    columns = [_column_row(c) for c in found.get("StorageDescriptor", {}).get("Columns", [])]
    keys = [(*_column_row(c)[:2], "partition", *_column_row(c)[3:]) for c in found.get("PartitionKeys", [])]
    return "\n".join([*head, "", table(("column", "type", "key", "label", "more"), [*columns, *keys])])


def _row(client: GlueClient, found: TableTypeDef) -> tuple[object, ...]:
    database, name = found["DatabaseName"], found["Name"]
    business = glue_parameters.decode_context(found.get("Parameters", {})).get("business", {})
    keys = found.get("PartitionKeys", [])
    columns = len(found.get("StorageDescriptor", {}).get("Columns", [])) + len(keys)
    partitions = _count_partitions(client, database, name) if keys else 0
    arguments: Any = {"DatabaseName": database, "TableName": name}
    indexes = len(client.get_partition_indexes(**arguments)["PartitionIndexDescriptorList"]) if keys else 0
    labels = (business.get(k, "") for k in ("role", "label", "steward"))
    return (database, name, columns, partitions, indexes, *labels)


def _context_lines(context: dict[str, Any]) -> Iterator[str]:
    for block in glue_parameters.BLOCKS:
        for key, value in sorted(context.get(block, {}).items()):
            text = value if isinstance(value, str) else glue_parameters.json_text(value)
            yield f"  {block}.{cell(key)}: {line(text)}"
    for name in glue_parameters.STRUCTURES:
        for item in context.get(name, ()):
            yield f"  {name}: {line(glue_parameters.json_text(item))}"


def _column_row(found: ColumnOutputTypeDef) -> tuple[str, str, str, str, str]:
    column = glue_parameters.decode_column({k.lower(): v for k, v in found.items()})
    more = {k: v for k, v in column.items() if k not in ("name", "type", "key", "label", "source")}
    key = "key" if column.get("key") else ""
    return (
        column["name"],
        column.get("type", ""),
        key,
        column.get("label", ""),
        glue_parameters.json_text(more) if more else "",
    )


def _database_names(client: GlueClient) -> Iterator[str]:
    for page in client.get_paginator("get_databases").paginate():
        yield from (d["Name"] for d in page["DatabaseList"])


def _tables(client: GlueClient, database: str) -> list[TableTypeDef]:
    try:
        pages = client.get_paginator("get_tables").paginate(DatabaseName=database)
        return sorted((t for page in pages for t in page["TableList"]), key=lambda t: t["Name"])
    except client.exceptions.EntityNotFoundException:
        raise UsageError(f"no database {short(database)} in Glue") from None


def _count_partitions(client: GlueClient, database: str, name: str) -> int:
    pages = client.get_paginator("get_partitions").paginate(
        DatabaseName=database, TableName=name, ExcludeColumnSchema=True
    )
    return sum(len(page["Partitions"]) for page in pages)
