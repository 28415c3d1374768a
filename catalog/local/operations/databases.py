"""Glue's database operations over Moto's: each takes a checked, folded request and gives the answer."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.local.emulator import Backend, Database, Json, forget
from catalog.local.rules.refusals import not_found

from .paging import page
from .partition_indexes import Indexes

PAGE = 100
# What AWS fills in where a database says nothing: IAM alone decides, until Lake Formation takes over.
OPEN_TO_IAM = [
    {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}
]
KEPT = (
    "Description",
    "LocationUri",
    "Parameters",
    "CreateTableDefaultPermissions",
    "TargetDatabase",
    "FederatedDatabase",
)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What an operation works on: one account's Glue state in one region, and the indexes beside it."""

    backend: Backend
    indexes: Indexes


def create_database(catalog: Catalog, request: Json) -> Json:
    """CreateDatabase."""
    given = request["DatabaseInput"]
    catalog.backend.create_database(given["Name"], _completed(given), request.get("Tags"))
    return {}


def get_database(catalog: Catalog, request: Json) -> Json:
    """GetDatabase."""
    return {"Database": _describe(catalog.backend.get_database(request["Name"]))}


def get_databases(catalog: Catalog, request: Json) -> Json:
    """GetDatabases, in pages of at most 100."""
    shown, more = page(catalog.backend.databases.values(), lambda one: one.name, request, PAGE)
    return {"DatabaseList": [_describe(database) for database in shown], **more}


def update_database(catalog: Catalog, request: Json) -> Json:
    """UpdateDatabase: the whole definition is replaced, the name stays."""
    database = catalog.backend.get_database(request["Name"])
    database.input = _completed(request["DatabaseInput"])
    return {}


def delete_database(catalog: Catalog, request: Json) -> Json:
    """DeleteDatabase: its tables, their partitions and indexes and its tags go with it, without a word."""
    name = request["Name"]
    database = catalog.backend.get_database(name)
    catalog.backend.delete_database(name)
    catalog.backend.tagger.delete_all_tags_for_resource(_arn(catalog, name))
    forget(database.tables.values())
    return {}


def refuse_unknown_database(catalog: Catalog, arn: str) -> None:
    """Refuse tags of a database that isn't there; Moto keeps tags for any ARN."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    if kind == "database" and name not in catalog.backend.databases:
        raise not_found(f"Database {name} not found.")


def _completed(given: Json) -> Json:
    return {"CreateTableDefaultPermissions": OPEN_TO_IAM} | given


def _describe(database: Database) -> Json:
    kept = {name: database.input[name] for name in KEPT if database.input.get(name) is not None}
    return {
        "Name": database.name,
        **kept,
        "CreateTime": database.created_time,
        "CatalogId": database.catalog_id,
    }


def _arn(catalog: Catalog, name: str) -> str:
    backend = catalog.backend
    return f"arn:aws:glue:{backend.region_name}:{backend.account_id}:database/{name}"
