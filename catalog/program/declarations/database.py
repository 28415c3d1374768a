"""A database's spec to the properties of its CatalogDatabase. Pure."""

from __future__ import annotations

from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.kinds import CATALOG_DATABASE
from catalog.language.specs.resolver import DatabaseSpec

from .declaration import Declaration, Properties, parameters_of, without_empty


def database_declaration(database: DatabaseSpec, stamp: str) -> Declaration:
    """The CatalogDatabase of a database spec."""
    data = database.data
    properties: Properties = {
        "name": database.physical_name,
        "description": data.get("description"),
        "locationUri": data.get("location"),
        "parameters": glue_parameters.stamped(parameters_of(data), stamp),
    }
    return Declaration(CATALOG_DATABASE.token, database.name, without_empty(properties))
