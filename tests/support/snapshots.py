"""All that a catalog holds, as values that can be compared: without times, versions and who made what."""

from __future__ import annotations

from typing import Any

from mypy_boto3_glue import GlueClient

UNSTABLE = frozenset(
    {
        *("CreateTime", "UpdateTime", "CreationTime", "LastAccessTime", "LastAnalyzedTime"),
        *("VersionId", "CreatedBy", "CatalogId", "IsRegisteredWithLakeFormation"),
    }
)
Snapshot = dict[str, dict[str, Any]]


def snapshot(client: GlueClient) -> Snapshot:
    """Every database, table, partition and index by `kind name`."""
    found: Snapshot = {}
    for page in client.get_paginator("get_databases").paginate():
        for database in page["DatabaseList"]:
            found[f"database {database['Name']}"] = _stable(database)
            for tables in client.get_paginator("get_tables").paginate(DatabaseName=database["Name"]):
                for table in tables["TableList"]:
                    found |= _table(client, dict(table))
    return found


def differences(expected: Snapshot, found: Snapshot) -> list[str]:
    """The names of what is missing, of what is too many and of what is otherwise."""
    return [
        *(f"missing: {name}" for name in expected.keys() - found.keys()),
        *(f"too many: {name}" for name in found.keys() - expected.keys()),
        *(
            f"otherwise: {name}: {found[name]}, expected {expected[name]}"
            for name in expected.keys() & found.keys()
            if found[name] != expected[name]
        ),
    ]


def _table(client: GlueClient, table: dict[str, Any]) -> Snapshot:
    where: Any = {"DatabaseName": table["DatabaseName"], "TableName": table["Name"]}
    title = ".".join(where.values())
    found: Snapshot = {f"table {title}": _stable(table)}
    if not table.get("PartitionKeys"):
        return found
    for page in client.get_paginator("get_partitions").paginate(**where):
        for partition in page["Partitions"]:
            found[f"partition {'/'.join(partition['Values'])} of {title}"] = _stable(partition)
    for page in client.get_paginator("get_partition_indexes").paginate(**where):
        for index in page["PartitionIndexDescriptorList"]:
            found[f"index {index['IndexName']} of {title}"] = dict(index)
    return found


def _stable(live: Any) -> dict[str, Any]:
    return {member: value for member, value in live.items() if member not in UNSTABLE}
