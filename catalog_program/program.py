"""Declares a stack's specs with the Pulumi engine, in batches, and exports what was declared.

A spec error stops the run before anything is registered, with the same FILE:LINE lines that
`catalog check` prints.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pulumi

from catalog.compiled import compile_specs
from catalog.findings import DataError, Finding, Severity, errors
from catalog.resolve import Catalog
from catalog.stacks import KEYS, NAMESPACE, SettingError, Settings, settings_of

from .properties import (
    Declaration,
    database_declaration,
    index_declarations,
    partition_declarations,
    table_declaration,
)

# The Python SDK walks every pending output for each completion, so thousands at once cost quadratic time.
BATCH = 100
SHOWN_FINDINGS = 200


async def main() -> None:
    """The whole program; hand it to `pulumi.run`."""
    settings = read_settings()
    catalog = _checked(Path.cwd(), settings)  # the engine starts the program in the project's folder
    stamp = f"{pulumi.get_project()}/{pulumi.get_stack()}"
    databases = await declare_databases(catalog, stamp, settings.protect)
    declared = await declare_tables(catalog, stamp, settings.protect, databases)
    _export(catalog, declared)


def read_settings() -> Settings:
    """`catalog:*` of this stack, as the engine gives it. Raises pulumi.RunError for a wrong value."""
    config = pulumi.Config(NAMESPACE)
    structured = ("variables", "select")
    values = {key: config.get(key) for key in KEYS if key not in structured}
    try:
        values |= {key: _object(config, key) for key in structured}
        return settings_of(pulumi.get_stack(), {k: v for k, v in values.items() if v is not None})
    except SettingError as e:
        raise pulumi.RunError(f"Pulumi.{pulumi.get_stack()}.yaml: {e}") from None


def _object(config: pulumi.Config, key: str) -> Any:
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)


def _checked(project: Path, settings: Settings) -> Catalog:
    try:
        catalog, findings = compile_specs(project, settings)
    except DataError as e:
        catalog, findings = None, list(e.findings)
    for warning in (f for f in findings if f.severity is Severity.WARNING):
        pulumi.log.warn(warning.render())
    if errors(findings) or catalog is None:
        raise pulumi.RunError(_refusal(errors(findings)))
    return catalog


def _refusal(found: list[Finding]) -> str:
    lines = [f.render() for f in found[:SHOWN_FINDINGS]]
    more = [f"... and {len(found) - SHOWN_FINDINGS} more"] if len(found) > SHOWN_FINDINGS else []
    return "\n".join([f"the specs have {len(found)} error(s); nothing was registered", *lines, *more])


async def declare_databases(catalog: Catalog, stamp: str, protect: bool) -> dict[str, pulumi.CustomResource]:
    """Registers the databases; by logical name."""
    declarations = {d.name: database_declaration(d, stamp) for d in catalog.databases}
    made = {name: _resource(d, protect) for name, d in declarations.items()}
    await _registered(made.values())
    return made


async def declare_tables(
    catalog: Catalog, stamp: str, protect: bool, databases: dict[str, pulumi.CustomResource]
) -> dict[str, int]:
    """Registers the tables with their indexes and partitions, BATCH tables at a time; counts by kind."""
    counts = {"tables": 0, "partitionIndexes": 0, "partitions": 0}
    for batch in _batches(catalog.tables, BATCH):
        made: list[pulumi.CustomResource] = []
        for table in batch:
            owner = databases[table.database.name]
            parent = _resource(table_declaration(table, stamp), protect, owner)
            indexes = [_resource(d, protect, parent) for d in index_declarations(table)]
            parts = [_resource(d, protect, parent) for d in partition_declarations(table, stamp)]
            counts["tables"] += 1
            counts["partitionIndexes"] += len(indexes)
            counts["partitions"] += len(parts)
            made += [parent, *indexes, *parts]
        await _registered(made)
    return counts


def _resource(
    declaration: Declaration, protect: bool, after: pulumi.CustomResource | None = None
) -> pulumi.CustomResource:
    options = pulumi.ResourceOptions(
        protect=protect or None, depends_on=[after] if after is not None else None, delete_before_replace=True
    )
    return pulumi.CustomResource(declaration.token, declaration.name, dict(declaration.properties), options)


async def _registered(resources: Iterable[pulumi.CustomResource]) -> None:
    await asyncio.gather(*(r.urn.future() for r in resources))


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _export(catalog: Catalog, counts: dict[str, int]) -> None:
    pulumi.export("counts", {"databases": len(catalog.databases), **counts})
    pulumi.export("databases", {d.name: d.physical_name for d in catalog.databases})
    by_database: dict[str, list[str]] = {d.name: [] for d in catalog.databases}
    for table in catalog.tables:
        by_database[table.database.name].append(table.name)
    pulumi.export("tables", by_database)
