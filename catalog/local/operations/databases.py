"""Glue's database operations over Moto's: each takes a checked, folded request and gives the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.local.emulator import Backend, Database, Json, forget
from catalog.local.rules.order import DUPLICATE, MISSING, QUOTA, TARGET, refuse_in_order
from catalog.local.rules.quotas import DATABASES, Quotas
from catalog.local.rules.refusals import already_exists, invalid_input, not_found

from .paging import page
from .partition_indexes import Indexes
from .statistics import Statistics

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
    """What an operation works on: one account's Glue state in one region, and what is kept beside it."""

    backend: Backend
    indexes: Indexes
    quotas: Quotas
    statistics: Statistics


def create_database(catalog: Catalog, request: Json) -> Json:
    """CreateDatabase."""
    given, databases = request["DatabaseInput"], catalog.backend.databases
    refuse_in_order(
        "CreateDatabase",
        {
            QUOTA: lambda: catalog.quotas.refuse(DATABASES, len(databases)),
            DUPLICATE: lambda: _refuse_duplicate(databases, given["Name"]),
        },
    )
    catalog.backend.create_database(given["Name"], _completed(given), request.get("Tags"))
    return {}


def get_database(catalog: Catalog, request: Json) -> Json:
    """GetDatabase."""
    return {"Database": _describe(catalog.backend.get_database(request["Name"]))}


def get_databases(catalog: Catalog, request: Json) -> Json:
    """GetDatabases, in pages of at most 100; there are no databases of other accounts (FOREIGN)."""
    local = request.get("ResourceShareType") in (None, "ALL")
    databases = catalog.backend.databases.values() if local else ()
    shown, more = page(databases, lambda one: one.name, request, PAGE)
    described = [only(_describe(database), request.get("AttributesToGet")) for database in shown]
    return {"DatabaseList": described, **more}


def update_database(catalog: Catalog, request: Json) -> Json:
    """UpdateDatabase: the whole definition is replaced; the name stays, and so does a resource link's target.

    Default permissions that are left out are filled in as for a new database. AWS documents no exception
    for them: who wants others sends them with each update, as the official provider does.
    """
    given = request["DatabaseInput"]

    def database() -> Database:
        return catalog.backend.get_database(request["Name"])

    refuse_in_order(
        "UpdateDatabase",
        {MISSING: database, TARGET: lambda: refuse_other_target(database().input, given, "TargetDatabase")},
    )
    updated = database()
    updated.input = _completed(keeping_target(updated.input, given, "TargetDatabase"))
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


def refuse_other_target(present: Json, given: Json, member: str) -> None:
    """Refuse another target of a resource link: it has to be deleted and made anew.

    Lake Formation developer guide, "Resource link handling in AWS Glue APIs", UpdateDatabase and UpdateTable.
    """
    if given.get(member) and present.get(member) and _named(given[member]) != _named(present[member]):
        raise invalid_input(f"{member} can't change: delete the resource link and create it anew")


def keeping_target(present: Json, given: Json, member: str) -> Json:
    """A definition with the target that the resource link has, where it names none."""
    return given if given.get(member) or not present.get(member) else {**given, member: present[member]}


def only(described: Json, attributes: Sequence[str] | None) -> Json:
    """The attributes that were asked for (NAME, TABLE_TYPE, ...), all where nothing was."""
    wanted = {attribute.replace("_", "").lower() for attribute in attributes or ()}
    if not wanted:
        return described
    return {name: value for name, value in described.items() if name.lower() in wanted}


def _named(target: Json) -> Json:
    return {name: value.lower() for name, value in target.items() if value is not None}


def _refuse_duplicate(databases: Mapping[str, Database], name: str) -> None:
    if name in databases:
        raise already_exists("Database already exists.")


def _completed(given: Json) -> Json:
    if given.get("CreateTableDefaultPermissions") is None:  # [] is a wish: no permissions
        return {**given, "CreateTableDefaultPermissions": OPEN_TO_IAM}
    return given


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
