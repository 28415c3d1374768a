"""Glue's table and table version operations over Moto's tables.

Each takes a checked, folded request, gives the answer or raises a Refusal. Versions are counted from
0 and rise with every update, as in Glue; with SkipArchive the replaced version isn't kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog.local.emulator import Json, Table, forget
from catalog.local.rules.order import (
    DUPLICATE,
    INPUT,
    KEYS,
    MISSING,
    PARENT,
    QUOTA,
    TARGET,
    VERSION,
    refuse_in_order,
)
from catalog.local.rules.quotas import TABLES, VERSIONS
from catalog.local.rules.refusals import Refusal, already_exists, invalid_input, not_found

from .databases import Catalog, keeping_target, only, refuse_other_target
from .paging import page
from .partition_indexes import check_with_table

PAGE = 100
# What Glue answers for a descriptor's primitives that nobody sent.
DESCRIPTOR_DEFAULTS: Json = {"Compressed": False, "NumberOfBuckets": 0, "StoredAsSubDirectories": False}


def create_table(catalog: Catalog, request: Json) -> Json:
    """CreateTable, with its partition indexes."""
    given = _completed(_table_input(request))
    wanted = request.get("PartitionIndexes") or []

    def tables() -> dict[str, Table]:
        return catalog.backend.get_database(request["DatabaseName"]).tables

    refuse_in_order(
        "CreateTable",
        {
            INPUT: lambda: check_with_table(given.get("PartitionKeys") or [], wanted),
            PARENT: tables,
            QUOTA: lambda: catalog.quotas.refuse(TABLES, len(tables())),
            DUPLICATE: lambda: _refuse_duplicate(tables(), given["Name"]),
        },
    )
    table = catalog.backend.create_table(
        request["DatabaseName"], given["Name"], given, request.get("OpenTableFormatInput")
    )
    table.versions, table._current_version = {"0": given}, 0
    catalog.indexes.create_with_table(table, wanted)
    return {}


def get_table(catalog: Catalog, request: Json) -> Json:
    """GetTable."""
    return {"Table": describe_table(catalog.backend.get_table(request["DatabaseName"], request["Name"]))}


def get_tables(catalog: Catalog, request: Json) -> Json:
    """GetTables by an optional name pattern, in pages of at most 100."""
    try:
        tables = catalog.backend.get_tables(request["DatabaseName"], request.get("Expression"))
    except re.error as error:
        raise invalid_input(f"Expression is no regular expression: {error}") from error
    shown, more = page(tables, lambda one: one.name, request, PAGE)
    attributes = request.get("AttributesToGet")
    return {"TableList": [only(describe_table(table), attributes) for table in shown], **more}


def update_table(catalog: Catalog, request: Json) -> Json:
    """UpdateTable: the whole definition is replaced, unless the caller's VersionId is not the current one.

    A resource link's target stays.
    """
    given = _completed(_table_input(request))

    def table() -> Table:
        return catalog.backend.get_table(request["DatabaseName"], given["Name"])

    def refuse_quota() -> None:
        if not request.get("SkipArchive"):
            catalog.quotas.refuse(VERSIONS, len(table().versions))

    refuse_in_order(
        "UpdateTable",
        {
            INPUT: lambda: None,  # a TableInput is there
            MISSING: table,
            VERSION: lambda: _refuse_other_version(table(), request.get("VersionId")),
            TARGET: lambda: refuse_other_target(current(table()), given, "TargetTable"),
            KEYS: lambda: catalog.indexes.refuse_keys(table(), given.get("PartitionKeys") or []),
            QUOTA: refuse_quota,
        },
    )
    updated = table()
    replaced = str(updated._current_version)
    updated.update(keeping_target(updated.versions[replaced], given, "TargetTable"))
    if request.get("SkipArchive"):
        del updated.versions[replaced]
    return {}


def delete_table(catalog: Catalog, request: Json) -> Json:
    """DeleteTable: its partitions, versions and indexes go with it."""
    _delete(catalog, request["DatabaseName"], request["Name"])
    return {}


def batch_delete_table(catalog: Catalog, request: Json) -> Json:
    """BatchDeleteTable: what isn't there is reported entry by entry."""
    tables = catalog.backend.get_database(request["DatabaseName"]).tables
    errors = []
    for name in request["TablesToDelete"]:
        if name in tables:
            _delete(catalog, request["DatabaseName"], name)
        else:
            error = entry_error(not_found(f"Table {name} not found."))
            errors.append({"TableName": name, "ErrorDetail": error})
    return {"Errors": errors}


def get_table_version(catalog: Catalog, request: Json) -> Json:
    """GetTableVersion, of the current version if none is named."""
    table = _table(catalog, request)
    version = request.get("VersionId") or str(table._current_version)
    _refuse_unknown_version(table, version)
    return {"TableVersion": _describe_version(table, version)}


def get_table_versions(catalog: Catalog, request: Json) -> Json:
    """GetTableVersions, newest first, in pages of at most 100."""
    table = _table(catalog, request)
    shown, more = page(table.versions, lambda version: -int(version), request, PAGE)
    return {"TableVersions": [_describe_version(table, version) for version in shown], **more}


def delete_table_version(catalog: Catalog, request: Json) -> Json:
    """DeleteTableVersion."""
    _delete_version(_table(catalog, request), request["VersionId"])
    return {}


def batch_delete_table_version(catalog: Catalog, request: Json) -> Json:
    """BatchDeleteTableVersion: refusals are reported entry by entry."""
    table = _table(catalog, request)
    errors = []
    for version in request["VersionIds"]:
        try:
            _delete_version(table, version)
        except Refusal as refusal:
            error = entry_error(refusal)
            errors.append({"TableName": table.name, "VersionId": version, "ErrorDetail": error})
    return {"Errors": errors}


def describe_table(table: Table, version: str | None = None) -> Json:
    """A table as GetTable shows it, as of a version (by default the current one)."""
    version = str(table._current_version) if version is None else version
    return {
        "DatabaseName": table.database_name,
        "CreateTime": table.created_time,
        "UpdateTime": table.updated_time or table.created_time,
        **table.versions[version],
        "IsRegisteredWithLakeFormation": False,
        "CatalogId": table.catalog_id,
        "VersionId": version,
    }


def current(table: Table) -> Json:
    """The table input of a table's current version."""
    return table.versions[str(table._current_version)]


def entry_error(refusal: Refusal) -> Json:
    """The error of one entry of a batch."""
    return {"ErrorCode": refusal.code, "ErrorMessage": refusal.message}


def _table_input(request: Json) -> Json:
    given: Json | None = request.get("TableInput")
    if given is None:
        raise invalid_input("TableInput is required: the local catalog makes no table of Iceberg input alone")
    return given


def _refuse_duplicate(tables: Mapping[str, Table], name: str) -> None:
    if name in tables:
        raise already_exists("Table already exists.")


def _refuse_other_version(table: Table, wanted: str | None) -> None:
    if wanted not in (None, str(table._current_version)):
        raise Refusal(
            "ConcurrentModificationException", "Update table failed due to concurrent modifications."
        )


def _completed(given: Json) -> Json:
    completed = {"Retention": 0} | given
    if given.get("StorageDescriptor") is not None:
        completed["StorageDescriptor"] = DESCRIPTOR_DEFAULTS | given["StorageDescriptor"]
    return completed


def _table(catalog: Catalog, request: Json) -> Table:
    return catalog.backend.get_table(request["DatabaseName"], request["TableName"])


def _delete(catalog: Catalog, database: str, name: str) -> None:
    table = catalog.backend.get_table(database, name)
    catalog.backend.delete_table(database, name)
    forget([table])


def _describe_version(table: Table, version: str) -> Json:
    return {"Table": describe_table(table, version), "VersionId": version}


def _refuse_unknown_version(table: Table, version: str) -> None:
    if version not in table.versions:
        raise not_found(f"Version {version} of table {table.name} not found.")


def _delete_version(table: Table, version: str) -> None:
    _refuse_unknown_version(table, version)
    if version == str(table._current_version):
        raise invalid_input(f"Version {version} is the current version of table {table.name}")
    del table.versions[version]
