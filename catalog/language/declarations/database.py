"""A database's spec to the properties of its CatalogDatabase. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.kinds import CATALOG_DATABASE
from catalog.language.specs.management import only_context
from catalog.language.specs.resolver import DatabaseSpec

from .declaration import Declaration, Properties, context_properties, parameters_of, without_empty

IAM = {"permissions": ["ALL"], "principal": {"dataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
# `permissions:` of a spec to what Glue grants on each table that is made later; left out, AWS decides
DEFAULT_PERMISSIONS: Mapping[str, list[Properties]] = {"lake_formation": [], "iam": [IAM]}


def database_declaration(database: DatabaseSpec, stamp: str) -> Declaration:
    """The CatalogDatabase of a database spec."""
    data = database.data
    described: Properties = {"name": database.physical_name, "description": data.get("description")}
    if only_context(data):
        properties = described | context_properties(data, stamp)
    else:
        properties = described | {
            "locationUri": data.get("location"),
            "parameters": glue_parameters.stamped(parameters_of(data), stamp),
            "createTableDefaultPermissions": DEFAULT_PERMISSIONS.get(data.get("permissions", "")),
        }
    return Declaration(CATALOG_DATABASE.token, database.name, without_empty(properties))
